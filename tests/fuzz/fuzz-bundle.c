/* fuzz-bundle.c: any bytes as a bundle
 *
 * It is read to its end or refused with a reason, never larger than what came. No key here has
 * signed anything.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-batch.h"
#include "ruhu-bundle.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* What HQ would do with it next. */
static void
look_into (RuhuBundlePart *part)
{
  RuhuRefusal refusal = RUHU_REFUSAL_NONE;
  g_autoptr (RuhuBatch) batch = NULL;
  const guint8 key[32] = { 9 };

  g_assert (part->type != NULL && part->members != NULL);
  g_assert (g_bytes_get_size (part->content) <= RUHU_BUNDLE_MAX_PART);
  if (!g_str_equal (part->type, RUHU_BUNDLE_PART_PUSH))
    return;

  batch = ruhu_batch_parse (part->content, &refusal);
  g_assert ((batch == NULL) == (refusal != RUHU_REFUSAL_NONE));
  if (batch != NULL && ruhu_batch_get_sealed (batch))
    g_assert (ruhu_batch_get_n_lines (batch) == 0 || !ruhu_batch_unseal (batch, key, key));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_data (data, size, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (RuhuBundleReader) reader = ruhu_bundle_reader_new (stream, &error);
  const guint8 key[32] = { 9 };
  gsize held = 0;

  g_assert ((reader == NULL) == (error != NULL));
  if (reader == NULL)
    return 0;

  g_assert (ruhu_bundle_reader_get_kind (reader) != NULL);
  for (;;) {
    g_autoptr (RuhuBundlePart) part = NULL;
    gboolean read = ruhu_bundle_reader_next (reader, &part, &error);

    g_assert (read == (error == NULL) && (read || part == NULL));
    if (part == NULL)
      break;
    held += g_bytes_get_size (part->content);
    g_assert (held < size); /* nothing is made of a claim alone */
    look_into (part);
  }
  g_assert (!ruhu_bundle_reader_verify (reader, key));
  return 0;
}
