/* ruhu-bundle.c: writes a bundle
 *
 * A mark, a header line in clear, parts, and a signature over all of it. Each part is a line that
 * says what it is and how long, and its bytes. Whoever carries a bundle reads the header and the
 * lengths, nothing else: what the parts hold was sealed before it came here.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-bundle.h"

#include "base/ruhu-error.h"
#include "base/ruhu-hex.h"
#include "base/ruhu-json.h"
#include "ruhu-bundle-private.h"
#include "ruhu-hash.h"
#include "ruhu-wire.h"

#include <string.h>

struct _RuhuBundleWriter {
  GOutputStream *stream;
  crypto_generichash_state *hash;
  guint64 size;
  guint parts;
};

/* libsodium wants its state at an address that malloc() does not promise; g_aligned_free() it. */
crypto_generichash_state *
ruhu_bundle_hash_new (void)
{
  crypto_generichash_state *hash = g_aligned_alloc0 (1, sizeof *hash, 64);

  crypto_generichash_init (hash, NULL, 0, RUHU_HASH_BYTES);
  return hash;
}

/*
 * ruhu_bundle_sign_text:
 * @hash: of all bytes before the signature; of no use afterwards
 *
 * A text of its own, as any other that is signed: a bundle's signature is none over a head.
 */
char *
ruhu_bundle_sign_text (crypto_generichash_state *hash)
{
  guint8 bytes[RUHU_HASH_BYTES];
  g_autofree char *hex = NULL;

  crypto_generichash_final (hash, bytes, sizeof bytes);
  hex = ruhu_hex_encode (bytes, sizeof bytes);
  return g_strconcat ("RUHU1|bundle|", hex, NULL);
}

static gboolean
put (RuhuBundleWriter *self, gconstpointer data, gsize n, GError **error)
{
  g_autoptr (GError) foreign = NULL;

  if (n > RUHU_BUNDLE_MAX_BYTES - MIN (self->size, RUHU_BUNDLE_MAX_BYTES)) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_INVALID, "a bundle may not exceed 2 GiB");
    return FALSE;
  }

  if (!g_output_stream_write_all (self->stream, data, n, NULL, NULL, &foreign)) {
    g_set_error (error,
                 RUHU_ERROR,
                 g_error_matches (foreign, G_IO_ERROR, G_IO_ERROR_NO_SPACE) ? RUHU_ERROR_FULL
                                                                            : RUHU_ERROR_FAILED,
                 "the bundle cannot be written: %s",
                 foreign->message);
    return FALSE;
  }

  crypto_generichash_update (self->hash, data, n);
  self->size += n;
  return TRUE;
}

static gboolean
put_line (RuhuBundleWriter *self, JsonObject *object, GError **error)
{
  g_autofree char *text = ruhu_json_to_text (object);
  g_autofree char *line = g_strconcat (text, "\n", NULL);

  if (strlen (line) <= RUHU_BUNDLE_MAX_HEADING)
    return put (self, line, strlen (line), error);

  g_set_error (error, RUHU_ERROR, RUHU_ERROR_INVALID, "a heading of the bundle is too long");
  return FALSE;
}

/**
 * ruhu_bundle_writer_new:
 * @stream: where it goes; the caller makes it durable, and closes it
 * @header: `kind`, `dev`, `at` and what belongs to the kind; `p` is added
 * @error: %RUHU_ERROR_INVALID, %RUHU_ERROR_FULL or %RUHU_ERROR_FAILED
 *
 * One thread at a time.
 *
 * Returns: (transfer full) (nullable): a bundle with its header
 */
RuhuBundleWriter *
ruhu_bundle_writer_new (GOutputStream *stream, JsonObject *header, GError **error)
{
  g_autoptr (RuhuBundleWriter) self = g_new0 (RuhuBundleWriter, 1);

  self->stream = g_object_ref (stream);
  self->hash = ruhu_bundle_hash_new ();
  json_object_set_int_member (header, "p", RUHU_WIRE_VERSION);
  if (!put (self, RUHU_BUNDLE_MARK, strlen (RUHU_BUNDLE_MARK), error) ||
      !put_line (self, header, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * ruhu_bundle_writer_add:
 * @type: what it is
 * @members: (nullable): what else its heading says; `t` and `len` are added
 * @content: its bytes, %RUHU_BUNDLE_MAX_PART at most
 * @error: %RUHU_ERROR_INVALID (too much), %RUHU_ERROR_FULL or %RUHU_ERROR_FAILED
 */
gboolean
ruhu_bundle_writer_add (RuhuBundleWriter *self,
                        const char *type,
                        JsonObject *members,
                        GBytes *content,
                        GError **error)
{
  g_autoptr (JsonObject) heading = members != NULL ? json_object_ref (members) : json_object_new ();
  gsize n;
  gconstpointer data = g_bytes_get_data (content, &n);

  if (n > RUHU_BUNDLE_MAX_PART || self->parts >= RUHU_BUNDLE_MAX_PARTS) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_INVALID, "this is too much for one bundle");
    return FALSE;
  }

  json_object_set_string_member (heading, "t", type);
  json_object_set_int_member (heading, "len", n);
  self->parts++;
  return put_line (self, heading, error) && (n == 0 || put (self, data, n, error));
}

/** ruhu_bundle_writer_get_size: Returns: bytes so far */
guint64
ruhu_bundle_writer_get_size (RuhuBundleWriter *self)
{
  return self->size;
}

/**
 * ruhu_bundle_writer_end:
 *
 * Nothing is added any more.
 *
 * Returns: (transfer full) (nullable): the text that is to be signed, for ruhu_bundle_writer_sign()
 */
char *
ruhu_bundle_writer_end (RuhuBundleWriter *self, GError **error)
{
  g_autoptr (JsonObject) heading = json_object_new ();

  json_object_set_string_member (heading, "t", RUHU_BUNDLE_PART_END);
  json_object_set_int_member (heading, "n", self->parts);
  return put_line (self, heading, error) ? ruhu_bundle_sign_text (self->hash) : NULL;
}

/** ruhu_bundle_writer_sign: @signature: over what ruhu_bundle_writer_end() gave, in base64 */
gboolean
ruhu_bundle_writer_sign (RuhuBundleWriter *self, const char *signature, GError **error)
{
  g_autofree char *line = g_strconcat (signature, "\n", NULL);

  crypto_generichash_init (self->hash, NULL, 0, RUHU_HASH_BYTES);
  return put (self, line, strlen (line), error);
}

/** ruhu_bundle_writer_free: frees a writer; @self may be %NULL */
void
ruhu_bundle_writer_free (RuhuBundleWriter *self)
{
  if (self == NULL)
    return;

  g_object_unref (self->stream);
  g_aligned_free (self->hash);
  g_free (self);
}
