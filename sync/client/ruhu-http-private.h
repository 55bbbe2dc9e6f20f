/* ruhu-http-private.h: sessions, and what HTTP gives back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

SoupSession *ruhu_http_new_session (void);
gboolean ruhu_http_trust (SoupSession *session, const char *ca, GError **error);
void ruhu_http_send_async (SoupSession *session,
                           SoupMessage *message,
                           gsize most,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
GBytes *ruhu_http_send_finish (GAsyncResult *result, GError **error);
void ruhu_http_take_error (GError *foreign, GError **error);
char *ruhu_http_make_uri (const char *base, const char *path, GError **error);

G_END_DECLS
