/* fuzz-gzip.c: any bytes as a body in gzip
 *
 * What zlib by itself reads as one whole stream is unpacked to the same, never longer than the
 * limit, and nothing of what was cut short or lengthened. The first byte chooses what is made of
 * the others: the body as it is, a stream in a right frame, a body of theirs in one of the many
 * ways there are to pack it, or very much of nearly nothing.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-batch.h"
#include "ruhu-wire.h"

#include <string.h>
#include <zlib.h>

#define RAW (-15)
#define GZIP 31
#define SOME 65536

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/**
 * Unpacked: what zlib makes of a stream
 * @whole: that it ends, and where its bytes do
 * @out: as far as it goes, and one byte over the limit at most
 */
typedef struct {
  gboolean whole;
  GByteArray *out;
} Unpacked;

static void
unpacked_clear (Unpacked *unpacked)
{
  g_clear_pointer (&unpacked->out, g_byte_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Unpacked, unpacked_clear)

static Unpacked
unpack (const guint8 *data, gsize size, int window)
{
  Unpacked unpacked = { FALSE, g_byte_array_new () };
  z_stream stream = { .next_in = (guint8 *) data, .avail_in = size };
  guint8 piece[SOME];
  int said = Z_OK;

  g_assert (inflateInit2 (&stream, window) == Z_OK);
  while (said == Z_OK && unpacked.out->len <= RUHU_WIRE_MAX_INFLATED) {
    stream.next_out = piece;
    stream.avail_out = sizeof piece;
    said = inflate (&stream, Z_NO_FLUSH);
    g_byte_array_append (unpacked.out, piece, sizeof piece - stream.avail_out);
  }
  unpacked.whole = said == Z_STREAM_END && stream.avail_in == 0;
  inflateEnd (&stream);
  return unpacked;
}

static RuhuRefusal
refusal_of (const guint8 *data, gsize size)
{
  RuhuRefusal refusal = RUHU_REFUSAL_NONE;
  g_autoptr (GBytes) body = g_bytes_new (data, size);
  g_autoptr (GBytes) inflated = ruhu_batch_inflate (body, &refusal);

  g_assert ((inflated == NULL) == (refusal != RUHU_REFUSAL_NONE));
  return refusal;
}

/* What is good is good as a whole only, and packed by ourselves it is the same. */
static void
check_whole (const guint8 *data, gsize size, GBytes *inflated)
{
  g_autoptr (GBytes) packed = ruhu_batch_deflate (inflated);
  RuhuRefusal refusal = RUHU_REFUSAL_NONE;
  g_autoptr (GBytes) again = ruhu_batch_inflate (packed, &refusal);
  g_autofree guint8 *longer = g_malloc (2 * size);

  g_assert (g_bytes_get_size (packed) > RUHU_WIRE_MAX_COMPRESSED ||
            g_bytes_equal (again, inflated));
  g_assert (refusal_of (data, size - 1) == RUHU_REFUSAL_FRAME);
  g_assert (refusal_of (data, size / 2) == RUHU_REFUSAL_FRAME);
  memcpy (longer, data, size);
  memcpy (longer + size, data, size);
  g_assert (2 * size > RUHU_WIRE_MAX_COMPRESSED ||
            refusal_of (longer, 2 * size) == RUHU_REFUSAL_FRAME);
}

/* The last eight bytes are the sum of what was packed, and its length. */
static void
check_sums (const guint8 *data, gsize size, GBytes *inflated)
{
  gsize length;
  const guint8 *out = g_bytes_get_data (inflated, &length);
  guint32 numbers[2];

  g_assert (size > sizeof numbers);
  memcpy (numbers, data + size - sizeof numbers, sizeof numbers);
  g_assert (GUINT32_FROM_LE (numbers[0]) == (length > 0 ? crc32 (0, out, length) : 0));
  g_assert (GUINT32_FROM_LE (numbers[1]) == length);
}

/* Reads it, and returns whether it was good. What zlib takes is taken; what is more than that, a
 * head whose own sum is wrong, has the right sum of what is in it. */
static gboolean
check (const guint8 *data, gsize size)
{
  RuhuRefusal refusal = RUHU_REFUSAL_NONE;
  g_autoptr (GBytes) body = g_bytes_new (data, size);
  g_autoptr (GBytes) inflated = ruhu_batch_inflate (body, &refusal);
  g_auto (Unpacked) right = unpack (data, size, GZIP);

  g_assert ((inflated == NULL) == (refusal != RUHU_REFUSAL_NONE));
  if (inflated == NULL) {
    g_assert (refusal == RUHU_REFUSAL_FRAME || refusal == RUHU_REFUSAL_TOO_BIG);
    g_assert (refusal != RUHU_REFUSAL_TOO_BIG || size > RUHU_WIRE_MAX_COMPRESSED ||
              right.out->len > RUHU_WIRE_MAX_INFLATED);
    g_assert (refusal != RUHU_REFUSAL_FRAME || !right.whole);
    return FALSE;
  }

  g_assert (g_bytes_get_size (inflated) <= RUHU_WIRE_MAX_INFLATED);
  if (right.whole) {
    g_assert (right.out->len == g_bytes_get_size (inflated));
    g_assert (right.out->len == 0 ||
              memcmp (right.out->data, g_bytes_get_data (inflated, NULL), right.out->len) == 0);
  }
  check_sums (data, size, inflated);
  check_whole (data, size, inflated);
  return TRUE;
}

static void
add_number (GByteArray *bytes, guint32 number)
{
  number = GUINT32_TO_LE (number);
  g_byte_array_append (bytes, (const guint8 *) &number, sizeof number);
}

/* A stream of somebody's making, in a frame whose sums are right as far as it goes. */
static void
check_framed (const guint8 *data, gsize size)
{
  static const guint8 head[] = { 0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3 };
  g_auto (Unpacked) inner = unpack (data, size, RAW);
  g_autoptr (GByteArray) body = g_byte_array_new ();

  g_byte_array_append (body, head, sizeof head);
  g_byte_array_append (body, data, size);
  add_number (body, crc32 (0, inner.out->data, inner.out->len));
  add_number (body, inner.out->len);
  check (body->data, body->len);
}

/* Returns: (transfer full): @size bytes in gzip; @how: level, window, memory and strategy of it */
static GByteArray *
pack (const guint8 *data, gsize size, guint8 how)
{
  GByteArray *body = g_byte_array_new ();
  z_stream stream = { .next_in = (guint8 *) data, .avail_in = size };
  g_autofree guint8 *packed = NULL;
  gsize most;

  g_assert (deflateInit2 (&stream, how % 10, Z_DEFLATED, 16 + 9 + how % 7, 1 + how % 9, how % 5) ==
            Z_OK);
  most = deflateBound (&stream, size) + SOME; /* zlib counts too little for some of the ways */
  packed = g_malloc (most);
  stream.next_out = packed;
  stream.avail_out = most;
  g_assert (deflate (&stream, Z_FINISH) == Z_STREAM_END);
  g_byte_array_append (body, packed, most - stream.avail_out);
  deflateEnd (&stream);
  return body;
}

static void
check_packed (const guint8 *data, gsize size, guint8 how)
{
  g_autoptr (GByteArray) body = pack (data, size, how);
  guint at = how * 7919u % body->len;

  g_assert (check (body->data, body->len));
  body->data[at] ^= 1 << how % 8;
  check (body->data, body->len); /* what is in it may be the same: a name, a time */
}

/* So much of one byte that it is about the limit. */
static void
check_bomb (guint8 byte, guint8 beyond, guint8 how)
{
  gsize size = RUHU_WIRE_MAX_INFLATED + (gsize) beyond - 128;
  g_autofree guint8 *plain = g_malloc (size);
  g_autoptr (GByteArray) body = NULL;
  RuhuRefusal refusal;

  memset (plain, byte, size);
  body = pack (plain, size, how);
  refusal = refusal_of (body->data, body->len);
  g_assert (refusal == (body->len > RUHU_WIRE_MAX_COMPRESSED || size > RUHU_WIRE_MAX_INFLATED
                          ? RUHU_REFUSAL_TOO_BIG
                          : RUHU_REFUSAL_NONE));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  if (size < 2)
    return 0;

  switch (data[0] % 4) {
  case 0:
    check (data + 1, size - 1);
    break;
  case 1:
    check_framed (data + 1, size - 1);
    break;
  case 2:
    check_packed (data + 2, size - 2, data[1]);
    break;
  default:
    if (size == 4 && (data[1] ^ data[2] ^ data[3]) % 64 == 0) /* slow, so seldom */
      check_bomb (data[1], data[2], data[3]);
  }
  return 0;
}
