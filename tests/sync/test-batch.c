/* test-batch.c: sync/protocol/ruhu-batch.c and ruhu-line.c, as HQ meets what a device sends
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-batch.h"
#include "ruhu-hash.h"
#include "ruhu-wire.h"

#include <sodium.h>
#include <string.h>

#define PERSON "0192f3a0-aa01-7000-8000-000000000001"

/* A chain of @n good lines about one person, numbered from 1. */
static RuhuBatch *
make_batch (guint n, char **head)
{
  RuhuBatch *batch = ruhu_batch_new (1, 7);
  g_autofree char *previous = g_strdup (RUHU_HASH_NONE);
  guint i;

  for (i = 1; i <= n; i++) {
    char *text = g_strdup_printf (
      "{\"seq\":%u,\"hlc\":\"0192f3a0aa01%04x\",\"ph\":\"%s\",\"id\":\"" PERSON
      "\",\"k\":\"person\",\"div\":\"990101001001\",\"u\":\"w1\",\"set\":{\"phone\":\"%u\"}}",
      i,
      i,
      previous,
      i);
    g_autoptr (GBytes) line = g_bytes_new_take (text, strlen (text));

    g_free (previous);
    previous = ruhu_hash_bytes (line);
    ruhu_batch_add (batch, line);
  }

  *head = g_steal_pointer (&previous);
  return batch;
}

static GBytes *
make_body (guint n)
{
  g_autofree char *head = NULL;
  g_autoptr (RuhuBatch) batch = make_batch (n, &head);

  return ruhu_batch_to_bytes (batch, head, "c2ln");
}

static void
test_comes_out_as_it_went_in (void)
{
  g_autoptr (GBytes) body = make_body (20);
  g_autoptr (GBytes) small = ruhu_batch_deflate (body);
  RuhuRefusal refusal = RUHU_REFUSAL_FAILED;
  g_autoptr (GBytes) big = ruhu_batch_inflate (small, &refusal);
  g_autoptr (RuhuBatch) batch = NULL;
  g_autoptr (GPtrArray) lines = NULL;
  guint i;

  g_assert_cmpint (refusal, ==, RUHU_REFUSAL_NONE);
  g_assert_true (g_bytes_equal (big, body));
  g_assert_cmpuint (g_bytes_get_size (small), <, g_bytes_get_size (big));

  batch = ruhu_batch_parse (big, &refusal);
  g_assert_nonnull (batch);
  g_assert_cmpuint (ruhu_batch_get_from (batch), ==, 1);
  g_assert_cmpuint (ruhu_batch_get_epoch (batch), ==, 7);
  g_assert_cmpuint (ruhu_batch_get_n_lines (batch), ==, 20);
  g_assert_cmpstr (ruhu_batch_get_head_signature (batch), ==, "c2ln");

  lines = ruhu_batch_check_lines (batch, RUHU_HASH_NONE);
  g_assert_nonnull (lines);
  for (i = 0; i < lines->len; i++) {
    g_assert_cmpstr (ruhu_line_get_message (lines->pdata[i]), ==, NULL);
    g_assert_cmpuint (ruhu_line_get_seq (lines->pdata[i]), ==, i + 1);
    g_assert_cmpint (ruhu_line_get_kind (lines->pdata[i]), ==, RUHU_OBJECT_PERSON);
    g_assert_cmpstr (ruhu_line_get_id (lines->pdata[i]), ==, PERSON);
  }
}

static void
test_gzip_cut_anywhere_is_frame (void)
{
  g_autoptr (GBytes) body = make_body (5);
  g_autoptr (GBytes) small = ruhu_batch_deflate (body);
  gsize i;

  for (i = 0; i < g_bytes_get_size (small); i++) {
    g_autoptr (GBytes) cut = g_bytes_new_from_bytes (small, 0, i);
    RuhuRefusal refusal = RUHU_REFUSAL_NONE;

    g_assert_null (ruhu_batch_inflate (cut, &refusal));
    g_assert_cmpint (refusal, ==, RUHU_REFUSAL_FRAME);
  }
}

static void
test_body_cut_anywhere_is_frame (void)
{
  g_autoptr (GBytes) body = make_body (5);
  gsize i;

  for (i = 0; i < g_bytes_get_size (body); i++) {
    g_autoptr (GBytes) cut = g_bytes_new_from_bytes (body, 0, i);
    RuhuRefusal refusal = RUHU_REFUSAL_NONE;

    g_assert_null (ruhu_batch_parse (cut, &refusal));
    g_assert_cmpint (refusal, ==, RUHU_REFUSAL_FRAME);
  }
}

static void
test_bytes_after_gzip_are_frame (void)
{
  g_autoptr (GBytes) body = make_body (1);
  g_autoptr (GBytes) small = ruhu_batch_deflate (body);
  g_autoptr (GByteArray) longer = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;
  RuhuRefusal refusal = RUHU_REFUSAL_NONE;

  g_byte_array_append (longer, g_bytes_get_data (small, NULL), g_bytes_get_size (small));
  g_byte_array_append (longer, (const guint8 *) "x", 1);
  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&longer));

  g_assert_null (ruhu_batch_inflate (bytes, &refusal));
  g_assert_cmpint (refusal, ==, RUHU_REFUSAL_FRAME);
}

static void
test_bomb_is_too_big (void)
{
  g_autoptr (GBytes) zeros = g_bytes_new_take (g_malloc0 (64 << 20), 64 << 20);
  g_autoptr (GBytes) bomb = ruhu_batch_deflate (zeros);
  RuhuRefusal refusal = RUHU_REFUSAL_NONE;

  g_assert_cmpuint (g_bytes_get_size (bomb), <, RUHU_WIRE_MAX_COMPRESSED);
  g_assert_null (ruhu_batch_inflate (bomb, &refusal));
  g_assert_cmpint (refusal, ==, RUHU_REFUSAL_TOO_BIG);
}

static void
test_line_too_long_is_too_big (void)
{
  RuhuBatch *batch = ruhu_batch_new (1, 0);
  g_autoptr (GBytes) line =
    g_bytes_new_take (g_malloc0 (RUHU_WIRE_MAX_LINE + 1), RUHU_WIRE_MAX_LINE + 1);
  g_autoptr (GBytes) body = NULL;
  RuhuRefusal refusal = RUHU_REFUSAL_NONE;

  ruhu_batch_add (batch, line);
  body = ruhu_batch_to_bytes (batch, RUHU_HASH_NONE, "");
  ruhu_batch_unref (batch);

  g_assert_null (ruhu_batch_parse (body, &refusal));
  g_assert_cmpint (refusal, ==, RUHU_REFUSAL_TOO_BIG);
}

static void
test_too_many_lines_is_too_big (void)
{
  g_autoptr (GBytes) body = make_body (RUHU_WIRE_MAX_LINES + 1);
  RuhuRefusal refusal = RUHU_REFUSAL_NONE;

  g_assert_null (ruhu_batch_parse (body, &refusal));
  g_assert_cmpint (refusal, ==, RUHU_REFUSAL_TOO_BIG);
}

static void
test_other_head_is_none (void)
{
  g_autofree char *head = NULL;
  g_autoptr (RuhuBatch) sent = make_batch (3, &head);
  g_autoptr (GBytes) body = ruhu_batch_to_bytes (sent, RUHU_HASH_NONE, "");
  RuhuRefusal refusal = RUHU_REFUSAL_NONE;
  g_autoptr (RuhuBatch) batch = ruhu_batch_parse (body, &refusal);

  g_assert_nonnull (batch);
  g_assert_null (ruhu_batch_check_lines (batch, RUHU_HASH_NONE));
}

static void
test_sealed_lines_open_to_hq_alone (void)
{
  guint8 public_key[32], secret_key[32], other_public[32], other_secret[32];
  g_autofree char *head = NULL;
  g_autoptr (RuhuBatch) plain = make_batch (3, &head);
  g_autoptr (RuhuBatch) sealed = ruhu_batch_new_sealed (1, 7);
  g_autoptr (RuhuBatch) batch = NULL;
  g_autoptr (GBytes) body = NULL;
  RuhuRefusal refusal = RUHU_REFUSAL_NONE;
  guint i;

  crypto_box_keypair (public_key, secret_key);
  crypto_box_keypair (other_public, other_secret);
  for (i = 0; i < 3; i++) {
    GBytes *line = ruhu_batch_get_line (plain, i);
    g_autofree char *padded = g_strdup_printf ("%.*s%*s",
                                               (int) g_bytes_get_size (line),
                                               (char *) g_bytes_get_data (line, NULL),
                                               (int) i * 100,
                                               "");
    gsize n = strlen (padded) + crypto_box_SEALBYTES;
    g_autofree guint8 *box = g_malloc (n);
    g_autoptr (GBytes) bytes = NULL;

    crypto_box_seal (box, (guint8 *) padded, strlen (padded), public_key);
    bytes = g_bytes_new_take (g_steal_pointer (&box), n);
    ruhu_batch_add (sealed, bytes);
  }
  body = ruhu_batch_to_bytes (sealed, head, "c2ln");
  g_assert_null (g_strstr_len (g_bytes_get_data (body, NULL), g_bytes_get_size (body), PERSON));

  batch = ruhu_batch_parse (body, &refusal);
  g_assert_true (ruhu_batch_get_sealed (batch));
  g_assert_false (ruhu_batch_unseal (batch, other_public, other_secret));
  g_assert_true (ruhu_batch_unseal (batch, public_key, secret_key));
  for (i = 0; i < 3; i++)
    g_assert_true (g_bytes_equal (ruhu_batch_get_line (batch, i), ruhu_batch_get_line (plain, i)));
}

/* Whatever bytes come: no crash, no refusal without a reason, and a line always has its hash. */
static void
test_changed_bytes_do_no_harm (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261121);
  g_autoptr (GBytes) body = make_body (4);
  gsize length = g_bytes_get_size (body);
  guint round, i;

  for (round = 0; round < 20000; round++) {
    g_autofree guint8 *copy = g_memdup2 (g_bytes_get_data (body, NULL), length);
    guint changes = g_rand_int_range (rand, 1, 6);
    g_autoptr (GBytes) changed = NULL;
    g_autoptr (RuhuBatch) batch = NULL;
    g_autoptr (GPtrArray) lines = NULL;
    RuhuRefusal refusal = RUHU_REFUSAL_NONE;

    for (i = 0; i < changes; i++)
      copy[g_rand_int_range (rand, 0, length)] = g_rand_int_range (rand, 0, 256);
    changed = g_bytes_new_take (g_steal_pointer (&copy), length);

    batch = ruhu_batch_parse (changed, &refusal);
    g_assert_true ((batch == NULL) == (refusal != RUHU_REFUSAL_NONE));
    if (batch == NULL || ruhu_batch_get_sealed (batch))
      continue;

    lines = ruhu_batch_check_lines (batch, RUHU_HASH_NONE);
    for (i = 0; lines != NULL && i < lines->len; i++)
      g_assert_true (ruhu_hash_is_valid (ruhu_line_get_hash (lines->pdata[i])));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/batch/comes-out-as-it-went-in", test_comes_out_as_it_went_in);
  g_test_add_func ("/batch/gzip-cut-anywhere-is-frame", test_gzip_cut_anywhere_is_frame);
  g_test_add_func ("/batch/body-cut-anywhere-is-frame", test_body_cut_anywhere_is_frame);
  g_test_add_func ("/batch/bytes-after-gzip-are-frame", test_bytes_after_gzip_are_frame);
  g_test_add_func ("/batch/bomb-is-too-big", test_bomb_is_too_big);
  g_test_add_func ("/batch/line-too-long-is-too-big", test_line_too_long_is_too_big);
  g_test_add_func ("/batch/too-many-lines-is-too-big", test_too_many_lines_is_too_big);
  g_test_add_func ("/batch/other-head-is-none", test_other_head_is_none);
  g_test_add_func ("/batch/sealed-lines-open-to-hq-alone", test_sealed_lines_open_to_hq_alone);
  g_test_add_func ("/batch/changed-bytes-do-no-harm", test_changed_bytes_do_no_harm);

  return g_test_run ();
}
