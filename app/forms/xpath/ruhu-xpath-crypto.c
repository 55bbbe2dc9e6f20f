/* ruhu-xpath-crypto.c: checksums, signatures, base64, random ids
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/xpath/ruhu-xpath-library-private.h"

#include <math.h>
#include <sodium.h>
#include <string.h>

#include "base/ruhu-id.h"

#define LONGEST_ID 4096

static const struct {
  const char *name;
  GChecksumType type;
} algorithms[] = {
  { "MD5", G_CHECKSUM_MD5 },       { "SHA-1", G_CHECKSUM_SHA1 },
  { "SHA1", G_CHECKSUM_SHA1 },     { "SHA-256", G_CHECKSUM_SHA256 },
  { "SHA256", G_CHECKSUM_SHA256 }, { "SHA-384", G_CHECKSUM_SHA384 },
  { "SHA384", G_CHECKSUM_SHA384 }, { "SHA-512", G_CHECKSUM_SHA512 },
  { "SHA512", G_CHECKSUM_SHA512 },
};

/* digest(text, algorithm, encoding?): names in either case, with or without the dash. */
gboolean
ruhu_xpath_digest (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  const char *text = ruhu_xpath_frame_get_string (frame, 0);
  const char *name = ruhu_xpath_frame_get_string (frame, 1);
  const char *encoding = frame->n > 2 ? ruhu_xpath_frame_get_string (frame, 2) : "base64";
  g_autoptr (GChecksum) checksum = NULL;
  guint8 bytes[64];
  gsize length = sizeof bytes;

  for (guint i = 0; i < G_N_ELEMENTS (algorithms) && checksum == NULL; i++)
    if (g_ascii_strcasecmp (algorithms[i].name, name) == 0)
      checksum = g_checksum_new (algorithms[i].type);
  if (checksum == NULL)
    return ruhu_xpath_frame_refuse (frame, "there is no such algorithm", error);

  g_checksum_update (checksum, (const guchar *) text, -1);
  if (g_ascii_strcasecmp (encoding, "hex") == 0) {
    ruhu_xpath_value_take_string (result, g_strdup (g_checksum_get_string (checksum)));
    return TRUE;
  }
  if (g_ascii_strcasecmp (encoding, "base64") != 0)
    return ruhu_xpath_frame_refuse (frame, "there is no such encoding", error);
  g_checksum_get_digest (checksum, bytes, &length);
  ruhu_xpath_value_take_string (result, g_base64_encode (bytes, length));
  return TRUE;
}

/* Letters of the alphabet and at most two "=" at the end; white space between does not matter. */
static gboolean
is_base64 (const char *text)
{
  gsize letters = 0;
  gsize fill = 0;

  for (; *text != '\0'; text++) {
    if (g_ascii_isspace (*text))
      continue;
    if (*text == '=')
      fill++;
    else if (fill == 0 && (g_ascii_isalnum (*text) || *text == '+' || *text == '/'))
      letters++;
    else
      return FALSE;
  }
  return fill == 0 ? letters % 4 != 1 : fill <= 2 && (letters + fill) % 4 == 0;
}

/* Returns NULL where @text is no base64. */
static guchar *
decode (const char *text, gsize *length)
{
  g_autofree char *filled = g_strconcat (text, "==", NULL); /* GLib drops what is not filled up */

  return is_base64 (text) ? g_base64_decode (filled, length) : NULL;
}

/* Text of bytes that may hold NUL and what is no UTF-8. */
static char *
make_text (const guchar *bytes, gsize length)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const char *at = (const char *) bytes, *end = at + length;

  while (at < end) {
    const char *nul = memchr (at, '\0', end - at);
    g_autofree char *piece = g_utf8_make_valid (at, (nul != NULL ? nul : end) - at);

    g_string_append (text, piece);
    if (nul == NULL)
      break;
    g_string_append (text, RUHU_XPATH_NUL);
    at = nul + 1;
  }

  return g_strdup (text->str);
}

/* What is not base64 gives the empty text. */
gboolean
ruhu_xpath_base64_decode (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  gsize length;
  g_autofree guchar *bytes = decode (ruhu_xpath_frame_get_string (frame, 0), &length);

  if (bytes == NULL)
    ruhu_xpath_value_set_string (result, "");
  else
    ruhu_xpath_value_take_string (result, make_text (bytes, length));
  return TRUE;
}

/* extract-signed(contents, key): what is signed, where the Ed25519 signature of 64 bytes before it
 * is of that public key; else the empty text. Both are base64 (JavaRosa). */
gboolean
ruhu_xpath_extract_signed (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  gsize length = 0, key_length = 0;
  g_autofree guchar *contents = decode (ruhu_xpath_frame_get_string (frame, 0), &length);
  g_autofree guchar *key = decode (ruhu_xpath_frame_get_string (frame, 1), &key_length);
  const guchar *message;
  gsize message_length;

  ruhu_xpath_value_set_string (result, "");
  if (contents == NULL || length < crypto_sign_BYTES || key_length != crypto_sign_PUBLICKEYBYTES ||
      sodium_init () < 0)
    return TRUE;

  message = contents + crypto_sign_BYTES;
  message_length = length - crypto_sign_BYTES;
  if (crypto_sign_verify_detached (contents, message, message_length, key) == 0)
    ruhu_xpath_value_take_string (result, make_text (message, message_length));
  return TRUE;
}

/* uuid(): version 4. uuid(n): n random letters and digits. */
gboolean
ruhu_xpath_uuid (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  static const char alphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  double length;
  GString *text;

  if (frame->n == 0) {
    ruhu_xpath_value_take_string (result, ruhu_id_new ());
    return TRUE;
  }
  length = ruhu_xpath_frame_get_number (frame, 0);
  if (!(length >= 0 && length <= LONGEST_ID))
    return ruhu_xpath_frame_refuse (frame, "the length is not a number that can be", error);
  text = g_string_new (NULL);
  for (guint i = length; i > 0; i--)
    g_string_append_c (text, alphabet[g_random_int_range (0, sizeof alphabet - 1)]);
  ruhu_xpath_value_take_string (result, g_string_free (text, FALSE));
  return TRUE;
}
