/* test-xlsform-guide.c: the page for authors of forms says what the compiler knows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "xlsform-sheets.h"

#include <string.h>

static char *
read_file (const char *folder, const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", folder, name, NULL);
  g_autoptr (GError) error = NULL;
  char *text;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

/* The cell @n of a table's line, without its quotes; NULL where the line is of no table. */
static char *
cell (const char *line, guint n)
{
  g_auto (GStrv) cells = g_strsplit (line, "|", -1);
  g_auto (GStrv) parts = NULL;

  if (*line != '|' || g_strv_length (cells) <= n + 2)
    return NULL;
  parts = g_strsplit (cells[n + 1], "`", -1);
  return g_strstrip (g_strdup (parts[1] != NULL ? parts[1] : ""));
}

/* The rows of the table whose header begins with @header, the header and the rule left out. */
static GPtrArray *
read_table (const char *page, const char *header)
{
  g_autofree char *start = g_strdup_printf ("| %s |", header);
  g_auto (GStrv) lines = g_strsplit (page, "\n", -1);
  GPtrArray *rows = g_ptr_array_new_with_free_func (g_free);
  guint i = 0;

  while (lines[i] != NULL && !g_str_has_prefix (lines[i], start))
    i++;
  for (i += 2; lines[i] != NULL && *lines[i] == '|'; i++)
    g_ptr_array_add (rows, g_strdup (lines[i]));
  g_assert_cmpuint (rows->len, >, 0);
  return rows;
}

static void
assert_names (const char *header, const char *const *expected)
{
  g_autofree char *page = read_file ("resources", "forms/README.md");
  g_autoptr (GPtrArray) rows = read_table (page, header);

  for (guint i = 0; i < rows->len; i++) {
    g_autofree char *name = cell (rows->pdata[i], 0);

    g_assert_cmpstr (name, ==, expected[i]);
  }
  g_assert_null (expected[rows->len]);
}

static void
test_types_and_parameters_are_those_of_the_compiler (void)
{
  g_auto (GStrv) types = ruhu_xlsform_list_types ();
  g_autofree char *page = read_file ("resources", "forms/README.md");
  g_autoptr (GPtrArray) rows = read_table (page, "type");

  assert_names ("type", (const char *const *) types);
  for (guint i = 0; i < rows->len; i++) {
    g_autofree char *parameters = cell (rows->pdata[i], 2);
    const char *known = ruhu_xlsform_type_parameters (types[i]);

    g_assert_cmpstr (parameters, ==, known == NULL ? "" : known);
  }
}

static void
test_columns_are_those_of_the_compiler (void)
{
  g_auto (GStrv) columns = ruhu_xlsform_list_columns ();

  assert_names ("column", (const char *const *) columns);
}

static void
test_words_of_rules_are_those_of_the_compiler (void)
{
  assert_names ("severity", ruhu_xlsform_rule_words (RUHU_XLSFORM_SEVERITY));
  assert_names ("raises", ruhu_xlsform_rule_words (RUHU_XLSFORM_RAISES));
}

/* All that draws a survey, in one text. */
static char *
read_widgets (void)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "..", "ui", "form", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) files = g_dir_open (folder, 0, &error);
  GString *all = g_string_new (NULL);
  const char *file;

  g_assert_no_error (error);
  while ((file = g_dir_read_name (files)) != NULL)
    if (g_str_has_suffix (file, ".c")) {
      g_autofree char *name = g_build_filename ("form", file, NULL);
      g_autofree char *text = read_file ("ui", name);

      g_string_append (all, text);
    }
  return g_string_free (all, FALSE);
}

static void
test_appearances_are_known_to_the_widgets (void)
{
  g_autofree char *page = read_file ("resources", "forms/README.md");
  g_autoptr (GPtrArray) rows = read_table (page, "appearance");
  g_autofree char *widgets = read_widgets ();

  for (guint i = 0; i < rows->len; i++) {
    g_autofree char *name = cell (rows->pdata[i], 0);
    g_autofree char *quoted = g_strdup_printf ("\"%s\"", name);

    g_test_message ("%s", name);
    g_assert_nonnull (strstr (widgets, quoted));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/xlsform/guide/types-and-parameters-are-those-of-the-compiler",
                   test_types_and_parameters_are_those_of_the_compiler);
  g_test_add_func ("/xlsform/guide/columns-are-those-of-the-compiler",
                   test_columns_are_those_of_the_compiler);
  g_test_add_func ("/xlsform/guide/words-of-rules-are-those-of-the-compiler",
                   test_words_of_rules_are_those_of_the_compiler);
  g_test_add_func ("/xlsform/guide/appearances-are-known-to-the-widgets",
                   test_appearances_are_known_to_the_widgets);

  return g_test_run ();
}
