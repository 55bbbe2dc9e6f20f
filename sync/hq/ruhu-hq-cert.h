/* ruhu-hq-cert.h: HQ's own CA, and the certificate it serves with
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean ruhu_hq_cert_make (const char *dir, const char *host, GError **error);
char *ruhu_hq_cert_fingerprint (const char *path, GError **error);

G_END_DECLS
