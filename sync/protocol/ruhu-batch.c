/* ruhu-batch.c: what one push carries
 *
 * A header line and the lines of the device's log, each ended by a line feed, in gzip. A sealed
 * batch holds each line in a crypto box to HQ, in base64: it is what a locked tablet sends.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-batch.h"

#include "base/ruhu-id.h"
#include "base/ruhu-mutant.h"
#include "ruhu-hash.h"
#include "ruhu-wire-json.h"
#include "ruhu-wire.h"

#include <libdeflate.h>
#include <sodium.h>
#include <string.h>

/* As gzip has it: more costs a tablet more time than it saves on the air; of a few lines it costs
 * nothing, and each byte counts in a village. */
#define LEVEL 6
#define SMALL_LEVEL 12
#define SMALL 4096

struct _RuhuBatch {
  gatomicrefcount refs;
  guint64 from;
  guint64 epoch;
  gboolean sealed;
  char *gen;
  char *head;
  char *head_signature;
  GPtrArray *lines; /* of GBytes */
  gsize size;
};

G_DEFINE_BOXED_TYPE (RuhuBatch, ruhu_batch, ruhu_batch_ref, ruhu_batch_unref)

/**
 * ruhu_batch_new:
 * @from: number of the first line
 * @epoch: which scope of the device it was made under
 *
 * Returns: (transfer full): an empty batch
 */
RuhuBatch *
ruhu_batch_new (guint64 from, guint64 epoch)
{
  RuhuBatch *self = g_new0 (RuhuBatch, 1);

  g_atomic_ref_count_init (&self->refs);
  self->from = from;
  self->epoch = epoch;
  self->lines = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  return self;
}

/** ruhu_batch_new_sealed: Returns: (transfer full): an empty batch for lines sealed to HQ */
RuhuBatch *
ruhu_batch_new_sealed (guint64 from, guint64 epoch)
{
  RuhuBatch *self = ruhu_batch_new (from, epoch);

  self->sealed = TRUE;
  return self;
}

/** ruhu_batch_ref: Returns: (transfer full): @self. Any thread. */
RuhuBatch *
ruhu_batch_ref (RuhuBatch *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

/** ruhu_batch_unref: gives up one reference. Any thread. */
void
ruhu_batch_unref (RuhuBatch *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  g_ptr_array_unref (self->lines);
  g_free (self->gen);
  g_free (self->head);
  g_free (self->head_signature);
  g_free (self);
}

/**
 * ruhu_batch_add:
 * @line: the next line, exactly as frozen, without its line end; sealed where the batch is
 */
void
ruhu_batch_add (RuhuBatch *self, GBytes *line)
{
  g_ptr_array_add (self->lines, g_bytes_ref (line));
  self->size += g_bytes_get_size (line) + 1;
}

static char *
make_header (RuhuBatch *self, const char *head, const char *head_signature)
{
  g_autoptr (JsonObject) header = json_object_new ();
  g_autofree char *id = ruhu_id_new ();

  json_object_set_int_member (header, "p", RUHU_WIRE_VERSION);
  json_object_set_string_member (header, "app", RUHU_VERSION);
  json_object_set_string_member (header, "b", id);
  json_object_set_int_member (header, "from", self->from);
  json_object_set_int_member (header, "n", self->lines->len);
  json_object_set_int_member (header, "epoch", self->epoch);
  if (self->gen != NULL)
    json_object_set_string_member (header, "gen", self->gen);
  if (self->sealed)
    json_object_set_int_member (header, "sealed", 1);
  json_object_set_string_member (header, "head", head);
  json_object_set_string_member (header, "hs", head_signature);

  return ruhu_json_to_text (header);
}

/**
 * ruhu_batch_to_bytes:
 * @head: hash of the last line
 * @head_signature: the device's signature over it, ruhu_sign_head(), in base64
 *
 * Returns: (transfer full): the body to send, before ruhu_batch_deflate()
 */
GBytes *
ruhu_batch_to_bytes (RuhuBatch *self, const char *head, const char *head_signature)
{
  g_autoptr (GByteArray) body = g_byte_array_sized_new (self->size + 512);
  g_autofree char *header = make_header (self, head, head_signature);
  guint i;

  g_byte_array_append (body, (const guint8 *) header, strlen (header));
  g_byte_array_append (body, (const guint8 *) "\n", 1);

  for (i = 0; i < self->lines->len; i++) {
    gsize length;
    const guint8 *data = g_bytes_get_data (self->lines->pdata[i], &length);
    g_autofree char *text = self->sealed ? g_base64_encode (data, length) : NULL;

    if (self->sealed)
      g_byte_array_append (body, (const guint8 *) text, strlen (text));
    else
      g_byte_array_append (body, data, length);
    g_byte_array_append (body, (const guint8 *) "\n", 1);
  }

  return g_byte_array_free_to_bytes (g_steal_pointer (&body));
}

static gboolean
fail (RuhuRefusal *where, RuhuRefusal refusal)
{
  *where = refusal;
  return FALSE;
}

static gboolean
read_header (RuhuBatch *self, GBytes *line, guint64 *n, RuhuRefusal *refusal)
{
  gsize length;
  const char *data = g_bytes_get_data (line, &length);
  g_autoptr (JsonObject) header = ruhu_wire_json_parse (data, length, NULL);
  guint64 protocol, sealed = 0;

  if (!ruhu_wire_json_get_uint (header, "p", &protocol))
    return fail (refusal, RUHU_REFUSAL_FRAME);
  if (protocol != RUHU_WIRE_VERSION)
    return fail (refusal, RUHU_REFUSAL_PROTO);

  self->gen = g_strdup (ruhu_json_get_string (header, "gen"));
  self->head = g_strdup (ruhu_json_get_string (header, "head"));
  self->head_signature = g_strdup (ruhu_json_get_string (header, "hs"));
  ruhu_wire_json_get_uint (header, "sealed", &sealed);
  self->sealed = sealed == 1;

  return (ruhu_wire_json_get_uint (header, "from", &self->from) && self->from > 0 &&
          ruhu_wire_json_get_uint (header, "n", n) &&
          ruhu_wire_json_get_uint (header, "epoch", &self->epoch) &&
          ruhu_hash_is_valid (self->head) && self->head_signature != NULL) ||
         fail (refusal, RUHU_REFUSAL_FRAME);
}

/* The next line of @body without its line end, which must be there. */
static GBytes *
take_line (GBytes *body, gsize *at)
{
  gsize length;
  const char *data = g_bytes_get_data (body, &length);
  const char *end = *at < length ? memchr (data + *at, '\n', length - *at) : NULL;
  gsize start = *at;

  if (end == NULL)
    return NULL;

  *at = end - data + 1;
  return g_bytes_new_from_bytes (body, start, end - data - start);
}

static GBytes *
decode_line (GBytes *line)
{
  g_autofree char *text = g_strndup (g_bytes_get_data (line, NULL), g_bytes_get_size (line));
  gsize length;
  guint8 *data = g_base64_decode (text, &length);

  return g_bytes_new_take (data, length);
}

static gboolean
read_lines (RuhuBatch *self, GBytes *body, gsize at, guint64 n, RuhuRefusal *refusal)
{
  while (at < g_bytes_get_size (body)) {
    g_autoptr (GBytes) line = take_line (body, &at);
    g_autoptr (GBytes) decoded = NULL;

    if (ruhu_mutant (TRUNCATED_BATCH_ACCEPTED) && line == NULL) {
      line = g_bytes_new_from_bytes (body, at, g_bytes_get_size (body) - at);
      at = g_bytes_get_size (body);
    }
    if (line == NULL || self->lines->len >= n)
      return fail (refusal, RUHU_REFUSAL_FRAME);
    if (g_bytes_get_size (line) > RUHU_WIRE_MAX_LINE * (self->sealed ? 2 : 1))
      return fail (refusal, RUHU_REFUSAL_TOO_BIG);

    decoded = self->sealed ? decode_line (line) : g_bytes_ref (line);
    ruhu_batch_add (self, decoded);
  }

  return self->lines->len == n || ruhu_mutant (TRUNCATED_BATCH_ACCEPTED) ||
         fail (refusal, RUHU_REFUSAL_FRAME);
}

/**
 * ruhu_batch_parse:
 * @body: an inflated body
 * @refusal: (out): FRAME, PROTO or TOO_BIG
 *
 * A body cut off anywhere is FRAME: the header says how many lines there are, and each has an end.
 * An empty batch (a push that only asks for the receipt) is good.
 *
 * Returns: (transfer full) (nullable): the batch, its lines not looked into
 */
RuhuBatch *
ruhu_batch_parse (GBytes *body, RuhuRefusal *refusal)
{
  g_autoptr (RuhuBatch) self = ruhu_batch_new (0, 0);
  gsize at = 0;
  g_autoptr (GBytes) header = take_line (body, &at);
  guint64 n = 0;

  *refusal = RUHU_REFUSAL_NONE;
  if (header == NULL) {
    *refusal = RUHU_REFUSAL_FRAME;
    return NULL;
  }
  if (!read_header (self, header, &n, refusal))
    return NULL;
  if (n > RUHU_WIRE_MAX_LINES) {
    *refusal = RUHU_REFUSAL_TOO_BIG;
    return NULL;
  }
  if (!read_lines (self, body, at, n, refusal))
    return NULL;

  return g_steal_pointer (&self);
}

guint64
ruhu_batch_get_from (RuhuBatch *self)
{
  return self->from;
}

guint
ruhu_batch_get_n_lines (RuhuBatch *self)
{
  return self->lines->len;
}

/** ruhu_batch_get_line: Returns: (transfer none): line @i, counted from 0 */
GBytes *
ruhu_batch_get_line (RuhuBatch *self, guint i)
{
  g_return_val_if_fail (i < self->lines->len, NULL);

  return self->lines->pdata[i];
}

/** ruhu_batch_get_size: Returns: bytes of all lines, before compression */
gsize
ruhu_batch_get_size (RuhuBatch *self)
{
  return self->size;
}

guint64
ruhu_batch_get_epoch (RuhuBatch *self)
{
  return self->epoch;
}

/** ruhu_batch_get_sealed: Returns: whether the lines are still in their boxes */
gboolean
ruhu_batch_get_sealed (RuhuBatch *self)
{
  return self->sealed;
}

/** ruhu_batch_get_gen: Returns: (nullable): the life of HQ's store that the device last heard of */
const char *
ruhu_batch_get_gen (RuhuBatch *self)
{
  return self->gen;
}

/** ruhu_batch_set_gen: @gen is what HQ called itself last; %NULL before its first answer */
void
ruhu_batch_set_gen (RuhuBatch *self, const char *gen)
{
  g_free (self->gen);
  self->gen = g_strdup (gen);
}

/** ruhu_batch_get_head: Returns: (nullable): hash of the last line, as the header says */
const char *
ruhu_batch_get_head (RuhuBatch *self)
{
  return self->head;
}

const char *
ruhu_batch_get_head_signature (RuhuBatch *self)
{
  return self->head_signature;
}

/**
 * ruhu_batch_unseal:
 * @self: a sealed batch
 * @public_key: HQ's X25519 key hqx
 * @secret_key: its secret half
 *
 * Opens all lines or none; the batch is a plain one from then on.
 *
 * Returns: %FALSE where a line was not sealed to this key, or is longer than a line may be
 */
gboolean
ruhu_batch_unseal (RuhuBatch *self, const guint8 public_key[32], const guint8 secret_key[32])
{
  g_autoptr (GPtrArray) open = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  gsize size = 0;
  guint i;

  for (i = 0; i < self->lines->len; i++) {
    gsize length;
    const guint8 *data = g_bytes_get_data (self->lines->pdata[i], &length);
    g_autofree guint8 *line = NULL;

    if (length < crypto_box_SEALBYTES ||
        length - crypto_box_SEALBYTES > RUHU_WIRE_MAX_LINE + RUHU_WIRE_BLOCK)
      return FALSE;
    length -= crypto_box_SEALBYTES;
    line = g_malloc (length + 1);
    if (crypto_box_seal_open (line, data, length + crypto_box_SEALBYTES, public_key, secret_key) !=
        0)
      return FALSE;
    while (length > 0 && line[length - 1] == ' ')
      length--;
    if (length > RUHU_WIRE_MAX_LINE)
      return FALSE;

    g_ptr_array_add (open, g_bytes_new_take (g_steal_pointer (&line), length));
    size += length + 1;
  }

  g_ptr_array_unref (self->lines);
  self->lines = g_steal_pointer (&open);
  self->size = size;
  self->sealed = FALSE;
  return TRUE;
}

/**
 * ruhu_batch_check_lines:
 * @self: a batch that is not sealed
 * @previous: hash of the line before the first; %RUHU_HASH_NONE where that is line 1
 *
 * Returns: (transfer full) (nullable) (element-type RuhuLine): the lines, each with what is wrong
 *   with it; %NULL where the header's head is not the hash of the last one, which is FRAME
 */
GPtrArray *
ruhu_batch_check_lines (RuhuBatch *self, const char *previous)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify) ruhu_line_unref);
  guint i;

  g_return_val_if_fail (!self->sealed, NULL);

  for (i = 0; i < self->lines->len; i++) {
    RuhuLine *line = ruhu_line_new (self->lines->pdata[i], self->from + i, previous);

    previous = ruhu_line_get_hash (line);
    g_ptr_array_add (lines, line);
  }

  if (ruhu_mutant (TRUNCATED_BATCH_ACCEPTED) || ruhu_mutant (GAP_ACCEPTED))
    return g_steal_pointer (&lines);
  return g_strcmp0 (previous, self->head) == 0 ? g_steal_pointer (&lines) : NULL;
}

/** ruhu_batch_deflate: Returns: (transfer full): @body in gzip */
GBytes *
ruhu_batch_deflate (GBytes *body)
{
  gsize length, room, small;
  const void *data = g_bytes_get_data (body, &length);
  struct libdeflate_compressor *gzip =
    libdeflate_alloc_compressor (length <= SMALL ? SMALL_LEVEL : LEVEL);
  guint8 *out;

  g_assert (gzip != NULL); /* as g_malloc() has it */
  room = libdeflate_gzip_compress_bound (gzip, length);
  out = g_malloc (room);
  small = libdeflate_gzip_compress (gzip, data != NULL ? data : "", length, out, room);
  libdeflate_free_compressor (gzip);

  g_assert (small > 0); /* a deflater takes any bytes */
  return g_bytes_new_take (g_realloc (out, small), small);
}

/* What the end of the stream says of its size, cut down to what is taken: nobody is believed. */
static gsize
guess_size (const guint8 *data, gsize length)
{
  guint32 size = 0;

  if (length >= sizeof size)
    memcpy (&size, data + length - sizeof size, sizeof size);
  return MIN (GUINT32_FROM_LE (size), RUHU_WIRE_MAX_INFLATED);
}

static RuhuRefusal
inflate (const guint8 *data, gsize length, GByteArray *out)
{
  struct libdeflate_decompressor *gzip = libdeflate_alloc_decompressor ();
  enum libdeflate_result result;
  gsize taken = 0, given = 0;

  g_assert (gzip != NULL);
  result = libdeflate_gzip_decompress_ex (gzip, data, length, out->data, out->len, &taken, &given);
  libdeflate_free_decompressor (gzip);

  if (result == LIBDEFLATE_INSUFFICIENT_SPACE)
    return RUHU_REFUSAL_TOO_BIG;
  if (result != LIBDEFLATE_SUCCESS || taken != length)
    return RUHU_REFUSAL_FRAME;

  g_byte_array_set_size (out, given);
  return RUHU_REFUSAL_NONE;
}

/**
 * ruhu_batch_inflate:
 * @body: bytes as they came
 * @refusal: (out): TOO_BIG, or FRAME where @body is not one whole gzip stream
 *
 * Stops at the limit, so that a small body cannot fill the memory.
 *
 * Returns: (transfer full) (nullable): what was in it
 */
GBytes *
ruhu_batch_inflate (GBytes *body, RuhuRefusal *refusal)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  gsize length;
  const guint8 *data = g_bytes_get_data (body, &length);

  if (length > RUHU_WIRE_MAX_COMPRESSED) {
    *refusal = RUHU_REFUSAL_TOO_BIG;
    return NULL;
  }

  g_byte_array_set_size (out, MAX (guess_size (data, length), 1));
  *refusal = length > 0 ? inflate (data, length, out) : RUHU_REFUSAL_FRAME;
  if (*refusal == RUHU_REFUSAL_TOO_BIG && out->len < RUHU_WIRE_MAX_INFLATED) {
    g_byte_array_set_size (out, RUHU_WIRE_MAX_INFLATED);
    *refusal = inflate (data, length, out);
  }
  return *refusal == RUHU_REFUSAL_NONE ? g_byte_array_free_to_bytes (g_steal_pointer (&out)) : NULL;
}
