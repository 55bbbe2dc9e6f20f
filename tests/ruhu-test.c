/* ruhu-test.c: what several tests need
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-test.h"

#include <glib/gstdio.h>

/**
 * ruhu_test_got:
 * @user_data: where a GAsyncResult* is to go; see ruhu_test_wait()
 *
 * The callback to give to an _async function.
 */
void
ruhu_test_got (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **where = user_data;

  *where = g_object_ref (result);
}

/**
 * ruhu_test_wait:
 *
 * Runs the main context until ruhu_test_got() has set @result.
 *
 * Returns: (transfer full): it
 */
GAsyncResult *
ruhu_test_wait (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return g_steal_pointer (result);
}

/** ruhu_test_make_dir: Returns: (transfer full): a new folder of the test's own */
char *
ruhu_test_make_dir (void)
{
  g_autoptr (GError) error = NULL;
  char *dir = g_dir_make_tmp ("ruhu-test-XXXXXX", &error);

  g_assert_no_error (error);
  return dir;
}

/**
 * ruhu_test_remove_dir:
 * @path: a folder that ruhu_test_make_dir() made; goes with everything in it
 */
void
ruhu_test_remove_dir (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *file = g_build_filename (path, name, NULL);

    if (g_file_test (file, G_FILE_TEST_IS_DIR) && !g_file_test (file, G_FILE_TEST_IS_SYMLINK))
      ruhu_test_remove_dir (file);
    else
      g_assert_no_errno (g_unlink (file));
  }
  g_assert_no_errno (g_rmdir (path));
}

/**
 * ruhu_test_data:
 * @name: a file under tests/data
 *
 * Returns: (transfer full): its path
 */
char *
ruhu_test_data (const char *name)
{
  return g_test_build_filename (G_TEST_DIST, "data", name, NULL);
}
