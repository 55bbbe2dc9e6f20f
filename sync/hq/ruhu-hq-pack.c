/* ruhu-hq-pack.c: bodies, packed for the store
 *
 * Raw deflate at its fastest: intake is bound by the processor before it is bound by the disk, and
 * higher levels win little on lines of a few kB. One compressor for the process, since setting one
 * up costs more than packing a line with it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-pack.h"

#define LEVEL 1
#define PIECE 16384
#define LARGEST (64 * 1024 * 1024) /* what a store that was tampered with may blow up to */

static GBytes *
convert (GConverter *converter, GBytes *bytes)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  GConverterResult result = G_CONVERTER_CONVERTED;
  guint8 piece[PIECE];
  gsize length, at = 0;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  g_converter_reset (converter);
  while (result != G_CONVERTER_FINISHED) {
    gsize taken = 0, given = 0;

    result = g_converter_convert (converter,
                                  data != NULL ? data + at : (const guint8 *) "",
                                  length - at,
                                  piece,
                                  sizeof piece,
                                  G_CONVERTER_INPUT_AT_END,
                                  &taken,
                                  &given,
                                  NULL);
    if (result == G_CONVERTER_ERROR || out->len > LARGEST)
      return NULL;
    at += taken;
    g_byte_array_append (out, piece, given);
  }
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

/** ruhu_hq_pack: Returns: (transfer full): @bytes, smaller. Main thread only */
GBytes *
ruhu_hq_pack (GBytes *bytes)
{
  static GZlibCompressor *compressor;
  GBytes *packed;

  if (compressor == NULL)
    compressor = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_RAW, LEVEL);

  packed = convert (G_CONVERTER (compressor), bytes);
  g_assert (packed != NULL); /* a deflater takes any bytes */
  return packed;
}

/** ruhu_hq_unpack: Returns: (transfer full) (nullable): %NULL where @packed was not packed here */
GBytes *
ruhu_hq_unpack (GBytes *packed)
{
  static GZlibDecompressor *decompressor;

  if (decompressor == NULL)
    decompressor = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_RAW);

  return convert (G_CONVERTER (decompressor), packed);
}
