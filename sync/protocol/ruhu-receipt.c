/* ruhu-receipt.c: HQ's signature over what it has durably
 *
 * `RUHU1|rcpt|<gen>|<device>|<upto>|<head>|<at>|<attachments>|<signature>`: the signature is over
 * everything before the last bar, byte for byte. A worker proves with it that the work was handed
 * in; nothing else of HQ's is needed to check it than its public key.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-receipt.h"

#include "ruhu-hash.h"
#include "ruhu-sign.h"
#include "ruhu-wire-json.h"

#include <string.h>

#define MAX_TEXT 1000
#define MAX_DEVICE 64

enum {
  MARK,
  TYPE,
  GEN,
  DEVICE,
  UPTO,
  HEAD,
  AT,
  ATTACHMENTS,
  SIGNATURE,
  N_PARTS
};

/**
 * ruhu_receipt_new:
 * @secret_key: HQ's signing key hqs
 *
 * The same state gives the same text: Ed25519 has no chance in it.
 *
 * Returns: (transfer full): a signed receipt
 */
RuhuReceipt *
ruhu_receipt_new (const char *gen,
                  const char *device,
                  guint64 upto,
                  const char *head,
                  gint64 at,
                  guint64 attachments,
                  const guint8 secret_key[64])
{
  g_autofree char *plain = g_strdup_printf ("RUHU1|rcpt|%s|%s|%" G_GUINT64_FORMAT
                                            "|%s|%" G_GINT64_FORMAT "|%" G_GUINT64_FORMAT,
                                            gen,
                                            device,
                                            upto,
                                            head,
                                            at,
                                            attachments);
  g_autofree char *signature = ruhu_sign_text (plain, secret_key);
  g_autofree char *text = g_strdup_printf ("%s|%s", plain, signature);

  return ruhu_receipt_parse (text);
}

static gboolean
read_number (const char *text, guint64 *number)
{
  return g_ascii_string_to_unsigned (text, 10, 0, RUHU_WIRE_MAX_INTEGER, number, NULL) &&
         (text[0] != '0' || text[1] == '\0');
}

/**
 * ruhu_receipt_parse:
 * @text: (nullable): anything
 *
 * Returns: (transfer full) (nullable): what it says, its signature not checked; %NULL where @text
 *   is no receipt
 */
RuhuReceipt *
ruhu_receipt_parse (const char *text)
{
  g_auto (GStrv) parts = NULL;
  g_autoptr (RuhuReceipt) self = g_new0 (RuhuReceipt, 1);
  guint64 at;

  if (text == NULL || strlen (text) > MAX_TEXT || !g_str_is_ascii (text))
    return NULL;

  parts = g_strsplit (text, "|", -1);
  if (g_strv_length (parts) != N_PARTS || !g_str_equal (parts[MARK], "RUHU1") ||
      !g_str_equal (parts[TYPE], "rcpt") || *parts[GEN] == '\0' || *parts[DEVICE] == '\0' ||
      strlen (parts[DEVICE]) > MAX_DEVICE || !read_number (parts[UPTO], &self->upto) ||
      !ruhu_hash_is_valid (parts[HEAD]) || !read_number (parts[AT], &at) ||
      !read_number (parts[ATTACHMENTS], &self->attachments))
    return NULL;

  self->at = at;
  self->gen = g_strdup (parts[GEN]);
  self->device = g_strdup (parts[DEVICE]);
  self->head = g_strdup (parts[HEAD]);
  self->text = g_strdup (text);
  return g_steal_pointer (&self);
}

/** ruhu_receipt_verify: Returns: whether the owner of @hqs signed it */
gboolean
ruhu_receipt_verify (const RuhuReceipt *self, const guint8 hqs[32])
{
  const char *bar = strrchr (self->text, '|');
  g_autofree char *plain = g_strndup (self->text, bar - self->text);

  return ruhu_sign_verify (plain, bar + 1, hqs);
}

/** ruhu_receipt_free: frees a receipt; @self may be %NULL */
void
ruhu_receipt_free (RuhuReceipt *self)
{
  if (self == NULL)
    return;

  g_free (self->gen);
  g_free (self->device);
  g_free (self->head);
  g_free (self->text);
  g_free (self);
}
