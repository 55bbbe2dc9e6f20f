/* test-seal.c: app/store/ruhu-seal.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store/ruhu-seal-private.h"

#include "base/ruhu-error.h"

#include <string.h>

static const guint8 key[RUHU_SEAL_KEY_SIZE] = { 1, 2, 3 };
static const guint8 other_key[RUHU_SEAL_KEY_SIZE] = { 3, 2, 1 };

static RuhuSealAd *
make_ad (const char *table, gint64 number, const char *text)
{
  RuhuSealAd *ad = ruhu_seal_ad_new (table);

  ruhu_seal_ad_int64 (ad, number);
  ruhu_seal_ad_text (ad, text);
  return ad;
}

static GBytes *
seal (const char *text, gsize pad)
{
  g_autoptr (GByteArray) ad = make_ad ("answer", 7, "a");

  return ruhu_seal (key, ad, text, strlen (text), pad);
}

static gboolean
opens (GBytes *sealed, const guint8 *with, const char *table, gint64 number, const char *text)
{
  g_autoptr (GByteArray) ad = make_ad (table, number, text);
  g_autoptr (GBytes) plain = NULL;
  g_autoptr (GError) error = NULL;
  gsize n;
  gconstpointer data = g_bytes_get_data (sealed, &n);

  plain = ruhu_unseal (with, ad, data, n, RUHU_SEAL_PAD_ANSWER, &error);
  if (plain == NULL)
    g_assert_error (error, RUHU_ERROR, RUHU_ERROR_CORRUPT);
  return plain != NULL;
}

static void
test_opens_for_its_key_and_row_only (void)
{
  g_autoptr (GBytes) sealed = NULL;

  ruhu_seal_init ();
  sealed = seal ("met", RUHU_SEAL_PAD_ANSWER);
  g_assert_true (opens (sealed, key, "answer", 7, "a"));
  g_assert_false (opens (sealed, other_key, "answer", 7, "a"));
  g_assert_false (opens (sealed, key, "draft", 7, "a"));
  g_assert_false (opens (sealed, key, "answer", 8, "a"));
  g_assert_false (opens (sealed, key, "answer", 7, "b"));
  g_assert_false (opens (sealed, key, "answer", 7, NULL));
  g_assert_false (opens (sealed, key, "answer", 7, ""));
}

static void
test_every_changed_byte_is_found (void)
{
  g_autoptr (GBytes) sealed = seal ("met", RUHU_SEAL_PAD_ANSWER);
  gsize i, n = g_bytes_get_size (sealed);

  for (i = 0; i < n; i++) {
    g_autofree guint8 *copy = g_memdup2 (g_bytes_get_data (sealed, NULL), n);
    g_autoptr (GBytes) changed = NULL;
    g_autoptr (GBytes) cut = g_bytes_new (copy, i);

    copy[i] ^= 0x10;
    changed = g_bytes_new (copy, n);
    g_assert_false (opens (changed, key, "answer", 7, "a"));
    g_assert_false (opens (cut, key, "answer", 7, "a"));
  }
}

static void
test_sizes_tell_little (void)
{
  g_autoptr (GBytes) yes = seal ("yes", RUHU_SEAL_PAD_ANSWER);
  g_autoptr (GBytes) longer = seal ("does_not_want_to_say_so", RUHU_SEAL_PAD_ANSWER);

  g_assert_cmpuint (g_bytes_get_size (yes), ==, g_bytes_get_size (longer));
  g_assert_cmpuint (g_bytes_get_size (yes), ==, 1 + 24 + 64 + 16);
}

static void
test_same_text_looks_different_each_time (void)
{
  g_autoptr (GBytes) first = seal ("yes", RUHU_SEAL_PAD_ANSWER);
  g_autoptr (GBytes) second = seal ("yes", RUHU_SEAL_PAD_ANSWER);

  g_assert_false (g_bytes_equal (first, second));
}

static void
test_columns_cannot_run_together (void)
{
  g_autoptr (GByteArray) left = ruhu_seal_ad_new ("t");
  g_autoptr (GByteArray) right = ruhu_seal_ad_new ("t");

  ruhu_seal_ad_text (left, "ab");
  ruhu_seal_ad_text (left, "c");
  ruhu_seal_ad_text (right, "a");
  ruhu_seal_ad_text (right, "bc");
  g_assert_cmpuint (left->len, ==, right->len);
  g_assert_cmpint (memcmp (left->data, right->data, left->len), !=, 0);
}

static void
test_box_opens_for_its_owner_only (void)
{
  guint8 public_key[32], secret_key[32], other_public[32], other_secret[32];
  g_autoptr (GBytes) to = NULL, sealed = NULL, plain = NULL;
  g_autoptr (GError) error = NULL;

  ruhu_seal_box_pair (public_key, secret_key);
  ruhu_seal_box_pair (other_public, other_secret);
  to = g_bytes_new (public_key, sizeof public_key);
  sealed = ruhu_seal_to (to, "line", 4);
  plain = ruhu_unseal_box (public_key, secret_key, sealed, &error);
  g_assert_cmpmem (g_bytes_get_data (plain, NULL), g_bytes_get_size (plain), "line", 4);
  g_assert_null (ruhu_unseal_box (other_public, other_secret, sealed, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_CORRUPT);
}

static void
test_kdf_wants_all_of_its_input (void)
{
  guint8 salt[RUHU_SEAL_SALT_SIZE] = { 0 }, other_salt[RUHU_SEAL_SALT_SIZE] = { 1 };
  guint8 first[32], second[32];

  g_assert_true (ruhu_seal_kdf ("1234567890", salt, 1, 8192, first, NULL));
  g_assert_true (ruhu_seal_kdf ("1234567890", salt, 1, 8192, second, NULL));
  g_assert_cmpmem (first, 32, second, 32);
  g_assert_true (ruhu_seal_kdf ("1234567891", salt, 1, 8192, second, NULL));
  g_assert_cmpint (memcmp (first, second, 32), !=, 0);
  g_assert_true (ruhu_seal_kdf ("1234567890", other_salt, 1, 8192, second, NULL));
  g_assert_cmpint (memcmp (first, second, 32), !=, 0);
  g_assert_true (ruhu_seal_kdf ("1234567890", salt, 2, 8192, second, NULL));
  g_assert_cmpint (memcmp (first, second, 32), !=, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/seal/opens-for-its-key-and-row-only", test_opens_for_its_key_and_row_only);
  g_test_add_func ("/seal/every-changed-byte-is-found", test_every_changed_byte_is_found);
  g_test_add_func ("/seal/sizes-tell-little", test_sizes_tell_little);
  g_test_add_func ("/seal/same-text-looks-different-each-time",
                   test_same_text_looks_different_each_time);
  g_test_add_func ("/seal/columns-cannot-run-together", test_columns_cannot_run_together);
  g_test_add_func ("/seal/box-opens-for-its-owner-only", test_box_opens_for_its_owner_only);
  g_test_add_func ("/seal/kdf-wants-all-of-its-input", test_kdf_wants_all_of_its_input);

  return g_test_run ();
}
