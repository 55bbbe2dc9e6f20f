/* test-id.c: app/base/ruhu-id.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ruhu-id.h"

#include "base/ruhu-clock.h"

static gint64
counting (gpointer data)
{
  return (*(gint64 *) data)++;
}

static void
test_new_is_version_4_and_never_twice (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint i;

  for (i = 0; i < 1000; i++) {
    char *id = ruhu_id_new ();

    g_assert_true (ruhu_id_is_valid (id));
    g_assert_cmpint (id[14], ==, '4');
    g_assert_nonnull (strchr ("89ab", id[19]));
    g_assert_true (g_hash_table_add (seen, id));
  }
}

static void
test_ordered_sorts_by_time (void)
{
  gint64 at = G_GINT64_CONSTANT (1795257000000);
  g_autofree char *previous = NULL;
  guint i;

  ruhu_clock_replace (counting, &at);
  previous = ruhu_id_new_ordered ();
  for (i = 0; i < 100; i++) {
    char *id = ruhu_id_new_ordered ();

    g_assert_cmpint (id[14], ==, '7');
    g_assert_cmpstr (previous, <, id);
    g_free (previous);
    previous = id;
  }
  ruhu_clock_replace (NULL, NULL);
}

static void
test_bytes_and_back (void)
{
  const char *id = "0192f3a0-aa01-7bcd-8123-456789abcdef";
  guint8 bytes[16];
  g_autofree char *back = NULL;

  g_assert_true (ruhu_id_to_bytes (id, bytes));
  g_assert_cmpint (bytes[0], ==, 0x01);
  g_assert_cmpint (bytes[15], ==, 0xef);
  back = ruhu_id_from_bytes (bytes);
  g_assert_cmpstr (back, ==, id);
}

static void
test_what_is_no_uuid_is_refused (void)
{
  const char *bad[] = { "",
                        "0192f3a0-aa01-7bcd-8123-456789abcde",
                        "0192f3a0-aa01-7bcd-8123-456789abcdeff",
                        "0192F3A0-aa01-7bcd-8123-456789abcdef",
                        "0192f3a0aaa01-7bcd-8123-456789abcdef",
                        "0192f3a0-aa01-7bcd-8123-456789abcdeg" };
  guint8 bytes[16];
  guint i;

  g_assert_false (ruhu_id_is_valid (NULL));
  for (i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (ruhu_id_to_bytes (bad[i], bytes));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/id/new-is-version-4-and-never-twice", test_new_is_version_4_and_never_twice);
  g_test_add_func ("/id/ordered-sorts-by-time", test_ordered_sorts_by_time);
  g_test_add_func ("/id/bytes-and-back", test_bytes_and_back);
  g_test_add_func ("/id/what-is-no-uuid-is-refused", test_what_is_no_uuid_is_refused);

  return g_test_run ();
}
