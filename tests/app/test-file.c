/* test-file.c: app/base/ruhu-file.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ruhu-file.h"

#include "base/ruhu-error.h"
#include "ruhu-test.h"

#include <glib/gstdio.h>

#include <string.h>
#include <unistd.h>

typedef struct {
  char *dir;
  char *path;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->dir = ruhu_test_make_dir ();
  f->path = g_build_filename (f->dir, "answer.json", NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  ruhu_test_remove_dir (f->dir);
  g_free (f->dir);
  g_free (f->path);
}

static guint
count_files (Fixture *f)
{
  g_autoptr (GDir) dir = g_dir_open (f->dir, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
assert_holds (Fixture *f, const char *expected)
{
  g_autofree char *text = NULL;
  gsize n;

  g_assert_true (g_file_get_contents (f->path, &text, &n, NULL));
  g_assert_cmpmem (text, n, expected, strlen (expected));
}

static void
test_replaces_the_whole (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  GStatBuf status;

  g_assert_true (ruhu_file_replace (f->path, "what was there before", 21, &error));
  g_assert_true (ruhu_file_replace (f->path, "new", 3, &error));
  g_assert_no_error (error);
  assert_holds (f, "new");
  g_assert_cmpuint (count_files (f), ==, 1);
  g_assert_cmpint (g_stat (f->path, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0600);
}

static void
test_what_a_killed_writer_left_is_written_over (Fixture *f, gconstpointer data)
{
  g_autofree char *half = g_strconcat (f->path, RUHU_FILE_NEW, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (half, "half of something lo", -1, NULL));
  g_assert_true (ruhu_file_replace (f->path, "new", 3, &error));
  g_assert_no_error (error);
  assert_holds (f, "new");
  g_assert_cmpuint (count_files (f), ==, 1);
}

static void
test_failed_leaves_the_old (Fixture *f, gconstpointer data)
{
  g_autofree char *inside = g_build_filename (f->dir, "none", "answer.json", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (ruhu_file_replace (inside, "new", 3, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_NOT_FOUND);
  g_assert_null (strstr (error->message, f->dir));
  g_clear_error (&error);

  g_assert_cmpint (g_mkdir (f->path, 0700), ==, 0); /* no file can take that name */
  g_assert_false (ruhu_file_replace (f->path, "new", 3, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_FAILED);
  g_assert_cmpuint (count_files (f), ==, 1);
}

static void
test_full_disk_is_told_apart (Fixture *f, gconstpointer data)
{
  g_autofree char *new = g_strconcat (f->path, RUHU_FILE_NEW, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (symlink ("/dev/full", new), ==, 0);
  g_assert_false (ruhu_file_replace (f->path, "new", 3, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_FULL);
  g_assert_cmpuint (count_files (f), ==, 0);
}

int
main (int argc, char **argv)
{
  const struct {
    const char *path;
    void (*run) (Fixture *f, gconstpointer data);
  } tests[] = {
    { "/file/replace/the-whole", test_replaces_the_whole },
    { "/file/replace/what-a-killed-writer-left", test_what_a_killed_writer_left_is_written_over },
    { "/file/replace/failed-leaves-the-old", test_failed_leaves_the_old },
    { "/file/replace/full-disk-is-told-apart", test_full_disk_is_told_apart },
  };
  guint i;

  g_test_init (&argc, &argv, NULL);
  for (i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].run, tear_down);

  return g_test_run ();
}
