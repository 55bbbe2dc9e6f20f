/* test-media-store.c: app/store/ruhu-media-store.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store-fixture.h"

#include "base/ruhu-error.h"
#include "base/ruhu-hex.h"
#include "store/ruhu-media-store.h"

#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>

#define LIST "village,head\nv1,Zhao Qianli\n"

static char *
hash_of (const char *content)
{
  guint8 hash[32];

  crypto_generichash (hash, sizeof hash, (const guint8 *) content, strlen (content), NULL, 0);
  return ruhu_hex_encode (hash, sizeof hash);
}

static gboolean
add (Fixture *f,
     const char *hash,
     guint64 size,
     guint64 offset,
     const char *piece,
     GCancellable *cancellable,
     GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (piece, strlen (piece));
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_media_store_add_async (f->store,
                              hash,
                              size,
                              offset,
                              bytes,
                              cancellable,
                              ruhu_test_got,
                              &got);
  result = ruhu_test_wait (&got);
  return ruhu_media_store_add_finish (f->store, result, error);
}

static void
add_well (Fixture *f, const char *hash, guint64 size, guint64 offset, const char *piece)
{
  g_autoptr (GError) error = NULL;

  add (f, hash, size, offset, piece, NULL, &error);
  g_assert_no_error (error);
}

static gint64
count (Fixture *f, const char *hash)
{
  const char *const hashes[] = { hash, NULL };
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GArray) counts = NULL;

  ruhu_media_store_count_async (f->store, hashes, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  counts = ruhu_media_store_count_finish (f->store, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (counts->len, ==, 1);
  return g_array_index (counts, gint64, 0);
}

static GHashTable *
read_back (Fixture *f, const char *hash, GError **error)
{
  const char *const hashes[] = { hash, NULL };
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_media_store_read_async (f->store, hashes, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  return ruhu_media_store_read_finish (f->store, result, error);
}

static void
assert_content (Fixture *f, const char *hash, const char *content)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) contents = read_back (f, hash, &error);
  GBytes *bytes;

  g_assert_no_error (error);
  bytes = g_hash_table_lookup (contents, hash);
  g_assert_true ((bytes != NULL) == (content != NULL));
  if (content != NULL)
    g_assert_cmpmem (g_bytes_get_data (bytes, NULL),
                     g_bytes_get_size (bytes),
                     content,
                     strlen (content));
}

static GPtrArray *
list_files (Fixture *f)
{
  g_autofree char *path = g_build_filename (f->dir, "media", NULL);

  return fixture_list_files (path);
}

static void
test_pieces_become_one (Fixture *f, gconstpointer data)
{
  g_autofree char *big = g_strnfill (3 * 65536 + 17, 'x');
  g_autofree char *hash = hash_of (big);
  g_autofree char *first = g_strndup (big, 65536);
  g_autoptr (GPtrArray) files = NULL;
  gsize size = strlen (big);

  g_assert_cmpint (count (f, hash), ==, 0);
  add_well (f, hash, size, 0, first);
  g_assert_cmpint (count (f, hash), ==, 65536);
  assert_content (f, hash, NULL);

  fixture_lock (f);
  fixture_reopen (f);
  fixture_unlock (f);
  g_assert_cmpint (count (f, hash), ==, 65536);
  add_well (f, hash, size, 65536, big + 65536);
  g_assert_cmpint (count (f, hash), ==, -1);
  assert_content (f, hash, big);
  files = list_files (f);
  g_assert_cmpuint (files->len, ==, 1);
}

/* The last piece is on disk, and the power goes: as if one byte more were to come. */
static void
test_cut_before_joining (Fixture *f, gconstpointer data)
{
  g_autofree char *hash = hash_of (LIST);
  g_autofree char *half = g_strndup (LIST, 5);
  gsize size = strlen (LIST);

  add_well (f, hash, size + 1, 0, half);
  add_well (f, hash, size + 1, 5, &LIST[5]);
  g_assert_cmpint (count (f, hash), ==, size);
  assert_content (f, hash, NULL);

  add_well (f, hash, size, size, "");
  g_assert_cmpint (count (f, hash), ==, -1);
  assert_content (f, hash, LIST);
}

static void
test_empty_file (Fixture *f, gconstpointer data)
{
  g_autofree char *hash = hash_of ("");

  add_well (f, hash, 0, 0, "");
  g_assert_cmpint (count (f, hash), ==, -1);
  assert_content (f, hash, "");
}

static void
test_wrong_bytes_come_again (Fixture *f, gconstpointer data)
{
  g_autofree char *hash = hash_of (LIST);
  g_autofree char *half = g_strndup (LIST, 5);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) files = NULL;

  add_well (f, hash, 10, 0, half);
  g_assert_false (add (f, hash, 10, 5, "other", NULL, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_cmpint (count (f, hash), ==, 0);
  files = list_files (f);
  g_assert_cmpuint (files->len, ==, 0);

  add_well (f, hash, strlen (LIST), 0, LIST);
  assert_content (f, hash, LIST);
}

static void
test_piece_that_does_not_fit (Fixture *f, gconstpointer data)
{
  g_autofree char *hash = hash_of (LIST);
  g_autoptr (GError) error = NULL;

  g_assert_false (add (f, hash, strlen (LIST), 7, "Zhao", NULL, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_false (add (f, hash, 3, 0, "Zhao", NULL, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_CONFLICT);
  g_assert_cmpint (count (f, hash), ==, 0);
}

static void
test_cancelled_keeps_nothing (Fixture *f, gconstpointer data)
{
  g_autofree char *hash = hash_of (LIST);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_false (add (f, hash, strlen (LIST), 0, LIST, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (count (f, hash), ==, 0);
}

static void
test_locked_gives_nothing (Fixture *f, gconstpointer data)
{
  g_autofree char *hash = hash_of (LIST);
  g_autoptr (GError) error = NULL;

  add_well (f, hash, strlen (LIST), 0, LIST);
  fixture_lock (f);
  g_assert_null (read_back (f, hash, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_false (add (f, hash, strlen (LIST), 0, LIST, NULL, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_REFUSED);

  fixture_unlock (f);
  assert_content (f, hash, LIST);
}

static void
test_finder_reads_nothing (Fixture *f, gconstpointer data)
{
  g_autofree char *hash = hash_of (LIST);
  g_autoptr (GPtrArray) files = NULL;
  g_autofree char *text = NULL;
  gsize n;

  add_well (f, hash, strlen (LIST), 0, LIST);
  files = list_files (f);
  g_assert_cmpuint (files->len, ==, 1);
  g_assert_null (strstr (g_ptr_array_index (files, 0), hash));
  g_assert_true (g_file_get_contents (g_ptr_array_index (files, 0), &text, &n, NULL));
  g_assert_null (g_strstr_len (text, n, "Zhao"));
  g_assert_null (g_strstr_len (text, n, "village"));
}

/* The next meeting with HQ brings it again. */
static void
test_damaged_file_is_gone (Fixture *f, gconstpointer data)
{
  g_autofree char *hash = hash_of (LIST);
  g_autoptr (GPtrArray) files = NULL;
  g_autofree char *text = NULL;
  const char *path;
  gsize n;

  add_well (f, hash, strlen (LIST), 0, LIST);
  files = list_files (f);
  path = g_ptr_array_index (files, 0);
  g_assert_true (g_file_get_contents (path, &text, &n, NULL));
  text[n / 2] ^= 1;
  g_assert_true (g_file_set_contents (path, text, n, NULL));

  assert_content (f, hash, NULL);
  g_assert_cmpint (count (f, hash), ==, 0);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    void (*run) (Fixture *f, gconstpointer data);
  } tests[] = {
    { "pieces-become-one", test_pieces_become_one },
    { "cut-before-joining", test_cut_before_joining },
    { "empty-file", test_empty_file },
    { "wrong-bytes-come-again", test_wrong_bytes_come_again },
    { "piece-that-does-not-fit", test_piece_that_does_not_fit },
    { "cancelled-keeps-nothing", test_cancelled_keeps_nothing },
    { "locked-gives-nothing", test_locked_gives_nothing },
    { "finder-reads-nothing", test_finder_reads_nothing },
    { "damaged-file-is-gone", test_damaged_file_is_gone },
  };
  guint i;

  g_test_init (&argc, &argv, NULL);

  for (i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/media-store/", tests[i].name, NULL);

    g_test_add (path, Fixture, NULL, fixture_set_up_unlocked, tests[i].run, fixture_tear_down);
  }
  return g_test_run ();
}
