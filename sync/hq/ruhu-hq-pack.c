/* ruhu-hq-pack.c: bodies, packed for the store
 *
 * Raw deflate at its fastest: intake is bound by the processor before it is bound by the disk, and
 * higher levels win little on lines of a few kB. One compressor for the process, since setting one
 * up costs more than packing a line with it; and room to unpack into, since how large it will be is
 * not kept.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-pack.h"

#include <libdeflate.h>

#define LEVEL 1
#define USUAL (64 * 1024)
#define LARGEST (64 * 1024 * 1024) /* what a store that was tampered with may blow up to */

/** ruhu_hq_pack: Returns: (transfer full): @bytes, smaller. Main thread only */
GBytes *
ruhu_hq_pack (GBytes *bytes)
{
  static struct libdeflate_compressor *compressor;
  gsize length, room, small;
  const void *data = g_bytes_get_data (bytes, &length);
  guint8 *out;

  if (compressor == NULL)
    compressor = libdeflate_alloc_compressor (LEVEL);

  g_assert (compressor != NULL); /* as g_malloc() has it */
  room = libdeflate_deflate_compress_bound (compressor, length);
  out = g_malloc (room);
  small = libdeflate_deflate_compress (compressor, data != NULL ? data : "", length, out, room);
  g_assert (small > 0); /* a deflater takes any bytes */
  return g_bytes_new_take (g_realloc (out, small), small);
}

/** ruhu_hq_unpack: Returns: (transfer full) (nullable): %NULL where @packed was not packed here */
GBytes *
ruhu_hq_unpack (GBytes *packed)
{
  static struct libdeflate_decompressor *decompressor;
  static guint8 usual[USUAL];
  enum libdeflate_result result;
  gsize length, given = 0, room;
  const void *data = g_bytes_get_data (packed, &length);

  if (decompressor == NULL)
    decompressor = libdeflate_alloc_decompressor ();

  g_assert (decompressor != NULL);
  result = libdeflate_deflate_decompress (decompressor, data, length, usual, USUAL, &given);
  if (result == LIBDEFLATE_SUCCESS)
    return g_bytes_new (usual, given);

  for (room = 8 * USUAL; result == LIBDEFLATE_INSUFFICIENT_SPACE && room <= LARGEST; room *= 8) {
    g_autofree guint8 *out = g_malloc (room);

    result = libdeflate_deflate_decompress (decompressor, data, length, out, room, &given);
    if (result == LIBDEFLATE_SUCCESS)
      return g_bytes_new (out, given);
  }
  return NULL;
}
