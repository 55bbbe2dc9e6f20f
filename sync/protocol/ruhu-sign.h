/* ruhu-sign.h: who said it: requests, heads of logs, HQ's time and orders
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define RUHU_SIGN_PUBLIC_BYTES 32
#define RUHU_SIGN_SECRET_BYTES 64

/* Stands in the place of the method where what is signed is that a request begins. */
#define RUHU_SIGN_BEGIN "BEGIN"

void ruhu_sign_make_keys (guint8 public_key[32], guint8 secret_key[64]);
char *ruhu_sign_fingerprint (const guint8 public_key[32]);

char *ruhu_sign_text (const char *text, const guint8 secret_key[64]);
gboolean ruhu_sign_verify (const char *text, const char *signature, const guint8 public_key[32]);

char *ruhu_sign_request_text (const guint8 hqs[32],
                              const char *method,
                              const char *path,
                              gint64 at,
                              GBytes *body);

char *ruhu_sign_head (const char *head, const guint8 secret_key[64]);
gboolean
ruhu_sign_verify_head (const char *head, const char *signature, const guint8 public_key[32]);
char *ruhu_sign_now_text (const char *device, gint64 asked, gint64 now);
char *ruhu_sign_wipe_text (const char *device, guint64 n, gint64 at);

G_END_DECLS
