/* ruhu-bundle-reader.c: reads a bundle, of which nothing is believed
 *
 * Part after part, one in memory at a time. What a heading claims is never allocated before its
 * bytes are there. The signature stands at the end: who acts on a bundle reads it to there first,
 * then once more.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-bundle.h"

#include "base/ruhu-error.h"
#include "ruhu-bundle-private.h"
#include "ruhu-hash.h"
#include "ruhu-sign.h"
#include "ruhu-wire-json.h"
#include "ruhu-wire.h"

#include <string.h>

#define CHUNK 65536

struct _RuhuBundleReader {
  GInputStream *stream;
  guint8 buffer[CHUNK];
  gsize at;
  gsize end;
  guint64 size;
  guint64 parts;
  crypto_generichash_state *hash;
  JsonObject *header;
  char *signed_text; /* once the end was read */
  char *signature;
};

/** ruhu_bundle_part_free: frees a part; @part may be %NULL */
void
ruhu_bundle_part_free (RuhuBundlePart *part)
{
  if (part == NULL)
    return;

  g_free (part->type);
  g_clear_pointer (&part->members, json_object_unref);
  g_clear_pointer (&part->content, g_bytes_unref);
  g_free (part);
}

static gboolean
fail (GError **error, const char *why)
{
  if (error == NULL || *error == NULL)
    g_set_error_literal (error, RUHU_ERROR, RUHU_ERROR_INVALID, why);
  return FALSE;
}

static gboolean
fail_cut (GError **error)
{
  return fail (error, "the bundle is damaged, or was cut off");
}

/* More bytes into the empty buffer; %FALSE at the end of the file, or with @error set. */
static gboolean
fill (RuhuBundleReader *self, GError **error)
{
  g_autoptr (GError) foreign = NULL;
  gssize got = g_input_stream_read (self->stream, self->buffer, CHUNK, NULL, &foreign);

  if (got < 0)
    g_set_error (error,
                 RUHU_ERROR,
                 RUHU_ERROR_FAILED,
                 "the bundle cannot be read: %s",
                 foreign->message);
  if (got <= 0)
    return FALSE;

  self->at = 0;
  self->end = got;
  self->size += got;
  return self->size <= RUHU_BUNDLE_MAX_BYTES || fail (error, "the bundle exceeds 2 GiB");
}

/* The next @n bytes, or less at a time; what is taken has been hashed. */
static gboolean
take (RuhuBundleReader *self, gsize n, GByteArray *into, GError **error)
{
  while (n > 0) {
    gsize now;

    if (self->at == self->end && !fill (self, error))
      return fail_cut (error);

    now = MIN (n, self->end - self->at);
    crypto_generichash_update (self->hash, self->buffer + self->at, now);
    g_byte_array_append (into, self->buffer + self->at, now);
    self->at += now;
    n -= now;
  }
  return TRUE;
}

/* A line without its end; what is in it has been hashed, with its end. */
static char *
take_line (RuhuBundleReader *self, gsize max, GError **error)
{
  g_autoptr (GByteArray) line = g_byte_array_new ();
  const guint8 *feed = NULL;

  while (feed == NULL) {
    gsize n;

    if (self->at == self->end && !fill (self, error)) {
      fail_cut (error);
      return NULL;
    }
    feed = memchr (self->buffer + self->at, '\n', self->end - self->at);
    n = feed != NULL ? (gsize) (feed + 1 - self->buffer) - self->at : self->end - self->at;
    if (line->len + n > max || !take (self, n, line, error)) {
      fail_cut (error);
      return NULL;
    }
  }

  line->data[line->len - 1] = '\0';
  if (memchr (line->data, '\0', line->len - 1) != NULL) {
    fail_cut (error);
    return NULL;
  }
  return (char *) g_byte_array_free (g_steal_pointer (&line), FALSE);
}

static JsonObject *
take_object (RuhuBundleReader *self, GError **error)
{
  g_autofree char *line = take_line (self, RUHU_BUNDLE_MAX_HEADING, error);
  JsonObject *object = line != NULL ? ruhu_wire_json_parse (line, strlen (line), NULL) : NULL;

  if (object == NULL)
    fail_cut (error);
  return object;
}

static gboolean
read_header (RuhuBundleReader *self, GError **error)
{
  g_autoptr (GByteArray) mark = g_byte_array_new ();
  guint64 protocol;

  if (!take (self, strlen (RUHU_BUNDLE_MARK), mark, NULL) ||
      memcmp (mark->data, RUHU_BUNDLE_MARK, mark->len) != 0)
    return fail (error, "this file is no bundle of Ruhu's");

  self->header = take_object (self, error);
  if (self->header == NULL)
    return FALSE;
  if (!ruhu_wire_json_get_uint (self->header, "p", &protocol) ||
      ruhu_bundle_reader_get_kind (self) == NULL)
    return fail_cut (error);
  return protocol == RUHU_WIRE_VERSION ||
         fail (error, "this bundle is of a newer Ruhu; update this one first");
}

/**
 * ruhu_bundle_reader_new:
 * @error: %RUHU_ERROR_INVALID (no bundle, damaged, newer than this program, too big) or
 *   %RUHU_ERROR_FAILED (cannot be read); all other functions of a reader give the same
 *
 * One thread at a time.
 *
 * Returns: (transfer full) (nullable): a reader that has read the header
 */
RuhuBundleReader *
ruhu_bundle_reader_new (GInputStream *stream, GError **error)
{
  g_autoptr (RuhuBundleReader) self = g_new0 (RuhuBundleReader, 1);

  self->stream = g_object_ref (stream);
  self->hash = ruhu_bundle_hash_new ();
  return read_header (self, error) ? g_steal_pointer (&self) : NULL;
}

/** ruhu_bundle_reader_open: @error: also %RUHU_ERROR_NOT_FOUND, where there is no such file */
RuhuBundleReader *
ruhu_bundle_reader_open (const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) foreign = NULL;
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, &foreign);

  if (stream != NULL)
    return ruhu_bundle_reader_new (G_INPUT_STREAM (stream), error);

  g_set_error (error,
               RUHU_ERROR,
               g_error_matches (foreign, G_IO_ERROR, G_IO_ERROR_NOT_FOUND) ? RUHU_ERROR_NOT_FOUND
                                                                           : RUHU_ERROR_FAILED,
               "the bundle cannot be opened: %s",
               foreign->message);
  return NULL;
}

/** ruhu_bundle_reader_get_header: Returns: (transfer none): in clear, and not trusted */
JsonObject *
ruhu_bundle_reader_get_header (RuhuBundleReader *self)
{
  return self->header;
}

/** ruhu_bundle_reader_get_kind: Returns: what kind of bundle it says it is */
const char *
ruhu_bundle_reader_get_kind (RuhuBundleReader *self)
{
  return ruhu_json_get_string (self->header, "kind");
}

/** ruhu_bundle_reader_get_device: Returns: (nullable): whose it says it is, or for whom */
const char *
ruhu_bundle_reader_get_device (RuhuBundleReader *self)
{
  return ruhu_json_get_string (self->header, "dev");
}

static gboolean
read_end (RuhuBundleReader *self, JsonObject *heading, GError **error)
{
  guint64 n;

  if (!ruhu_wire_json_get_uint (heading, "n", &n) || n != self->parts)
    return fail_cut (error);

  self->signed_text = ruhu_bundle_sign_text (self->hash);
  crypto_generichash_init (self->hash, NULL, 0, RUHU_HASH_BYTES);
  self->signature = take_line (self, RUHU_BUNDLE_MAX_HEADING, error);
  if (self->signature == NULL)
    return FALSE;
  if (self->at < self->end || fill (self, error))
    return fail_cut (error);
  return error == NULL || *error == NULL;
}

static RuhuBundlePart *
read_part (RuhuBundleReader *self, JsonObject *heading, GError **error)
{
  g_autoptr (RuhuBundlePart) part = g_new0 (RuhuBundlePart, 1);
  g_autoptr (GByteArray) content = g_byte_array_new ();
  guint64 length;

  if (!ruhu_wire_json_get_uint (heading, "len", &length) || length > RUHU_BUNDLE_MAX_PART ||
      ++self->parts > RUHU_BUNDLE_MAX_PARTS) {
    fail_cut (error);
    return NULL;
  }
  if (!take (self, length, content, error))
    return NULL;

  part->type = g_strdup (ruhu_json_get_string (heading, "t"));
  part->members = json_object_ref (heading);
  part->content = g_byte_array_free_to_bytes (g_steal_pointer (&content));
  return g_steal_pointer (&part);
}

/**
 * ruhu_bundle_reader_next:
 * @part: (out) (transfer full) (nullable): the next part; %NULL behind the last
 *
 * Who does not know a part's type passes over it: it is newer than the reader.
 *
 * Returns: %FALSE with @error set where the bundle is damaged, and @part %NULL
 */
gboolean
ruhu_bundle_reader_next (RuhuBundleReader *self, RuhuBundlePart **part, GError **error)
{
  g_autoptr (JsonObject) heading = NULL;
  const char *type;

  *part = NULL;
  if (self->signature != NULL)
    return TRUE;

  heading = take_object (self, error);
  if (heading == NULL)
    return FALSE;
  type = ruhu_json_get_string (heading, "t");
  if (type == NULL)
    return fail_cut (error);
  if (g_str_equal (type, RUHU_BUNDLE_PART_END))
    return read_end (self, heading, error);

  *part = read_part (self, heading, error);
  return *part != NULL;
}

/** ruhu_bundle_reader_skip: reads to the end, for ruhu_bundle_reader_verify() */
gboolean
ruhu_bundle_reader_skip (RuhuBundleReader *self, GError **error)
{
  while (self->signature == NULL) {
    g_autoptr (RuhuBundlePart) part = NULL;

    if (!ruhu_bundle_reader_next (self, &part, error))
      return FALSE;
  }
  return TRUE;
}

/** ruhu_bundle_reader_verify: Returns: whether it was read to its end, and @key's owner signed it
 */
gboolean
ruhu_bundle_reader_verify (RuhuBundleReader *self, const guint8 key[32])
{
  return self->signed_text != NULL && ruhu_sign_verify (self->signed_text, self->signature, key);
}

/** ruhu_bundle_reader_free: frees a reader; @self may be %NULL */
void
ruhu_bundle_reader_free (RuhuBundleReader *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->header, json_object_unref);
  g_object_unref (self->stream);
  g_aligned_free (self->hash);
  g_free (self->signed_text);
  g_free (self->signature);
  g_free (self);
}
