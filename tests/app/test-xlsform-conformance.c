/* test-xlsform-conformance.c: 619 sets of sheets with the XForm, or the error, that pyxform gives
 *
 * Two kinds are not followed. pyxform escapes an instance() expression in a label twice, so that no
 * engine can read it (6 forms). It calls a form "data" where Ruhu takes the name of the folder (3).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <gio/gio.h>

#include <string.h>

static guint
count (const char *said, const char *what)
{
  const char *line = strstr (said, what);

  g_assert_nonnull (line);
  return (guint) g_ascii_strtoull (line + strlen (what), NULL, 10);
}

static void
test_forms_and_errors_are_those_of_pyxform (void)
{
  const char *folder = g_getenv ("RUHU_CONFORMANCE");
  g_autofree char *check = folder == NULL ? NULL : g_build_filename (folder, "check-xlsform", NULL);
  g_autofree char *said = NULL;
  g_autoptr (GError) error = NULL;
  const char *words[] = { check, g_getenv ("RUHU_FORM"), NULL };

  if (check == NULL || !g_file_test (check, G_FILE_TEST_IS_EXECUTABLE)) {
    g_test_skip ("the peers' cases are not here");
    return;
  }
  g_assert_true (g_spawn_sync (NULL,
                               (char **) words,
                               NULL,
                               G_SPAWN_SEARCH_PATH,
                               NULL,
                               NULL,
                               &said,
                               NULL,
                               NULL,
                               &error));
  g_assert_no_error (error);
  g_test_message ("%s", said);
  g_assert_cmpuint (count (said, "forms: "), >=, 422);
  g_assert_cmpuint (count (said, "errors: "), >=, 186);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/xlsform/conformance/forms-and-errors-are-those-of-pyxform",
                   test_forms_and_errors_are_those_of_pyxform);

  return g_test_run ();
}
