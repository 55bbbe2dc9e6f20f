/* test-form-conformance.c: ruhu-form against what the peers' engines did
 *
 * Runs the checker that lies beside the recorded cases (RUHU_CONFORMANCE) over the program itself;
 * where the folder is absent the tests are skipped.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-test.h"

#include <string.h>
#include <sys/wait.h>

/* Recorded, and otherwise here: the peers differ among themselves. */
static const struct {
  const char *id;
  const char *why;
} otherwise[] = {
  { "jr-0013 ", "a rejected answer is kept and flagged" },
  { "jr-0076 ", "a rejected answer is kept and flagged" },
  { "jr-0078 ", "a rejected answer is kept and flagged" },
  { "jr-0081 ", "not what the recording engine gives when it is asked again" },
};

static char *
find_file (const char *name)
{
  const char *folder = g_getenv ("RUHU_CONFORMANCE");
  char *path = g_build_filename (folder != NULL ? folder : "", name, NULL);

  if (folder == NULL || !g_file_test (path, G_FILE_TEST_EXISTS)) {
    g_test_skip ("no recorded cases in RUHU_CONFORMANCE");
    g_clear_pointer (&path, g_free);
  }

  return path;
}

static char *
run (const char *const *argv, int *status)
{
  g_autoptr (GError) error = NULL;
  char *output = NULL;

  g_spawn_sync (NULL,
                (char **) argv,
                NULL,
                G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL,
                NULL,
                NULL,
                &output,
                NULL,
                status,
                &error);
  g_assert_no_error (error);

  return output;
}

static gboolean
is_known (const char *line)
{
  for (guint i = 0; i < G_N_ELEMENTS (otherwise); i++)
    if (g_str_has_prefix (line, otherwise[i].id)) {
      g_test_message ("%s: %s", otherwise[i].id, otherwise[i].why);
      return TRUE;
    }

  return FALSE;
}

static void
test_behaviour_as_recorded (void)
{
  g_autofree char *checker = find_file ("check-behaviour");
  g_autofree char *output = NULL;
  g_auto (GStrv) lines = NULL;
  guint n_lines, unexpected = 0;
  int status;

  if (checker == NULL)
    return;

  output =
    run ((const char *[]){ checker, "--all", "--verbose", g_getenv ("RUHU_FORM"), NULL }, &status);
  lines = g_strsplit (g_strchomp (output), "\n", -1);
  n_lines = g_strv_length (lines);
  g_assert_cmpuint (n_lines, >, 0);
  for (guint i = 0; i + 1 < n_lines; i++)
    if (!is_known (lines[i])) {
      g_test_message ("%s", lines[i]);
      unexpected++;
    }
  g_test_message ("%s", lines[n_lines - 1]);
  g_assert_true (strstr (lines[n_lines - 1], " passed, ") != NULL);
  g_assert_cmpuint (unexpected, ==, 0);
}

/* A form that only lacks pulldata() elsewhere loads here. */
static gboolean
has_to_load (const char *name, const char *word)
{
  return strcmp (word, "loads") == 0 || strstr (name, "pull_data") != NULL;
}

static void
test_forms_load_or_are_refused (void)
{
  g_autofree char *index = find_file ("load/index.tsv");
  g_autofree char *folder = index != NULL ? g_path_get_dirname (index) : NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  guint wrong = 0;

  if (index == NULL)
    return;

  g_assert_true (g_file_get_contents (index, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL && *lines[i] != '\0'; i++) {
    g_auto (GStrv) fields = g_strsplit (lines[i], "\t", -1);
    g_autofree char *path = g_build_filename (folder, fields[0], NULL);
    g_autofree char *output = NULL;
    int status;

    output = run ((const char *[]){ g_getenv ("RUHU_FORM"), "check", path, NULL }, &status);
    if ((status == 0) != has_to_load (fields[0], fields[1])) {
      g_test_message ("%s: %s, but status %d", fields[0], fields[1], status);
      wrong++;
    }
  }
  g_assert_cmpuint (wrong, ==, 0);
}

static void
test_check_warns_of_what_is_odd (void)
{
  static const char text[] =
    "<h:html xmlns='http://www.w3.org/2002/xforms' xmlns:h='http://www.w3.org/1999/xhtml'>"
    "<h:head><model><instance><data id='x'><a/></data></instance>\n"
    "<bind nodeset='/data/a' relevant='/data/nosuch = 1' constraint='regex(., \"[0-9]+\")' "
    "calculate='count(instance(\"zz\")/root/item)'/>\n"
    "</model></h:head><h:body>\n"
    "<select ref='/data/a'><item><label>x</label><value>a b</value></item></select>"
    "</h:body></h:html>";
  g_autofree char *dir = ruhu_test_make_dir ();
  g_autofree char *path = g_build_filename (dir, "odd.xml", NULL);
  g_autofree char *said = NULL;
  g_autofree char *expected = NULL;
  const char *argv[] = { g_getenv ("RUHU_FORM"), "check", path, NULL };
  g_auto (GStrv) lines = NULL;
  int status;

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_assert_true (g_spawn_sync (NULL,
                               (char **) argv,
                               NULL,
                               G_SPAWN_DEFAULT,
                               NULL,
                               NULL,
                               NULL,
                               &said,
                               &status,
                               NULL));
  g_assert_cmpint (status, ==, 0);
  lines = g_strsplit (g_strchomp (said), "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 5);
  expected = g_strconcat (path, ":2: warning: ", NULL);
  g_assert_true (g_str_has_prefix (lines[0], expected));
  g_assert_nonnull (strstr (lines[0], "/data/nosuch"));
  g_assert_nonnull (strstr (said, "[0-9]+"));
  g_assert_nonnull (strstr (said, "zz"));
  g_assert_nonnull (strstr (said, "a b"));
  ruhu_test_remove_dir (dir);
}

static void
test_command_line_has_its_exit_codes (void)
{
  const char *form = g_getenv ("RUHU_FORM");
  const char *const wrong[] = { form, "run", "x.xml", NULL };
  const char *const unknown[] = { form, "frobnicate", NULL };
  const char *const missing[] = { form, "check", "/nowhere.xml", NULL };
  const char *const help[] = { form, "--help", NULL };
  int status;

  g_free (run (wrong, &status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 64);
  g_free (run (unknown, &status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 64);
  g_free (run (missing, &status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 1);
  g_free (run (help, &status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/form-conformance/behaviour-as-recorded", test_behaviour_as_recorded);
  g_test_add_func ("/form-conformance/forms-load-or-are-refused", test_forms_load_or_are_refused);
  g_test_add_func ("/form-conformance/check-warns", test_check_warns_of_what_is_odd);
  g_test_add_func ("/form-conformance/exit-codes", test_command_line_has_its_exit_codes);

  return g_test_run ();
}
