/* test-xlsform-conformance.c: 619 sets of sheets with the XForm, or the error, that pyxform gives
 *
 * What is not followed stands in the tables below, each with its reason.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "xlsform-workbook.h"

#include "ruhu-test.h"

#include "forms/ruhu-xlsform.h"

#include <json-glib/json-glib.h>
#include <string.h>

typedef struct {
  const char *id, *reason;
} Exception;

#define TWICE \
  "an instance() expression with < or & in a label is escaped twice there: no engine can read it"
#define NAME "a form without an id gets the name of its file there; here it is 'data'"

static const Exception other_forms[] = {
  { "9508ec9b4a87", TWICE },
  { "9ce92b0ea995", TWICE },
  { "9ebaa4eac427", TWICE },
  { "a3f941eaa08f", TWICE },
  { "b4784eb96198", TWICE },
  { "ebe8eaec6d3d", TWICE },
  { "3457447cdda2",
    "the case was run as 'data' without saying so; here the folder gives the name" },
  { "ecd87690a27e",
    "the case was run as 'data' without saying so; here the folder gives the name" },
  { "3c88fb3013f2", NAME },
  { "676c271c750b", "body:esri:style: a Python dictionary is printed there, which means nothing" },
  { "504109ae759f",
    "of rows without a header, only where a program hands them over: a sheet always has one" },
};

static const Exception other_warnings[] = {
  { "105f3ec54fe0", "default_language names the columns without a language: none is missing" },
  { "ad2b190604a6", "default_language names the columns without a language: none is missing" },
  { "765a1e0e511d", "an expression whose quotes do not match is told, too" },
  { "9f630097e5bf", "an expression with $(name) is told, too" },
  { "8decb33a8bc0", "a date that is none is told, too" },
};

/* What pyxform says, and how it is said here. */
static const struct {
  const char *theirs, *ours;
} sayings[] = {
  { "Choices should have a label", "has no label: say what people read" },
  { "max-pixels", "max-pixels=1024" },
  { "machine-readable", "no device knows" },
  { "machine-readable", "the short code" },
  { "uses or_other", "whatever the language" },
  { "case-insensitive", "differ only in capitals" },
  { "is missing the", "there is no column" },
  { "is missing the", "says no language" },
  { "has no label", "the repeat has no label" },
  { "must not contain spaces", "no filter can use" },
  { "no longer supported", "today's devices" },
  { "both specified", "form_id says the same" },
};

static gboolean
is_in (const Exception *exceptions, guint n, const char *id)
{
  for (guint i = 0; i < n; i++)
    if (g_str_equal (exceptions[i].id, id))
      return TRUE;
  return FALSE;
}

static void
test_forms_and_errors_are_those_of_pyxform (void)
{
  const char *folder = g_getenv ("RUHU_CONFORMANCE");
  g_autofree char *check = folder == NULL ? NULL : g_build_filename (folder, "check-xlsform", NULL);
  g_autofree char *said = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;
  const char *words[] = { check, "--verbose", g_getenv ("RUHU_FORM"), NULL };
  guint differ = 0;

  if (check == NULL || !g_file_test (check, G_FILE_TEST_IS_EXECUTABLE)) {
    g_test_skip ("the peers' cases are not here");
    return;
  }
  g_spawn_sync (NULL,
                (char **) words,
                NULL,
                G_SPAWN_SEARCH_PATH,
                NULL,
                NULL,
                &said,
                NULL,
                NULL,
                &error);
  g_assert_no_error (error);
  g_test_message ("%s", said);
  lines = g_strsplit (said, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (g_regex_match_simple ("^[0-9a-f]{12} \\[", lines[i], 0, 0)) {
      g_autofree char *id = g_strndup (lines[i], 12);

      differ++;
      if (!is_in (other_forms, G_N_ELEMENTS (other_forms), id))
        g_test_fail_printf ("%s", lines[i]);
    }
  g_assert_cmpuint (differ, ==, G_N_ELEMENTS (other_forms));
}

static void
free_row (gpointer row)
{
  g_ptr_array_unref (row);
}

/* A sheet of a case: an array of objects, a row each; the header is all their members. */
static GPtrArray *
read_rows (JsonArray *objects)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *rows = g_ptr_array_new_with_free_func (free_row);
  GPtrArray *header = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (rows, header);
  for (guint i = 0; i < json_array_get_length (objects); i++) {
    g_autoptr (GList) members =
      json_object_get_members (json_array_get_object_element (objects, i));

    for (GList *l = members; l != NULL; l = l->next)
      if (g_hash_table_add (seen, l->data))
        g_ptr_array_add (header, g_strdup (l->data));
  }
  for (guint i = 0; i < json_array_get_length (objects); i++) {
    JsonObject *object = json_array_get_object_element (objects, i);
    GPtrArray *row = g_ptr_array_new_with_free_func (g_free);

    for (guint c = 0; c < header->len; c++)
      g_ptr_array_add (
        row,
        g_strdup (json_object_get_string_member_with_default (object, header->pdata[c], "")));
    g_ptr_array_add (rows, row);
  }
  return rows;
}

/* One case, saved both ways. */
typedef struct {
  char *folder, *csv, *xlsx;
  const char *name;
} Saved;

static void
save (Saved *saved, JsonObject *one)
{
  JsonObject *sheets = json_object_get_object_member (one, "sheets");
  g_autoptr (GList) members = json_object_get_members (sheets);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autoptr (GPtrArray) tables = g_ptr_array_new_with_free_func (free_row);

  saved->folder = ruhu_test_make_dir ();
  saved->csv = g_build_filename (saved->folder, "form", NULL);
  saved->xlsx = g_build_filename (saved->folder, "form.xlsx", NULL);
  saved->name = json_object_get_string_member_with_default (one, "form_name", NULL);
  g_assert_cmpint (g_mkdir_with_parents (saved->csv, 0700), ==, 0);
  for (GList *l = members; l != NULL; l = l->next) {
    GPtrArray *rows = read_rows (json_object_get_array_member (sheets, l->data));

    g_ptr_array_add (names, l->data);
    g_ptr_array_add (tables, rows);
    workbook_save_csv (saved->csv, l->data, rows);
  }
  workbook_save_xlsx (saved->xlsx, names, tables);
}

static void
clear (Saved *saved)
{
  ruhu_test_remove_dir (saved->folder);
  g_free (saved->folder);
  g_free (saved->csv);
  g_free (saved->xlsx);
}

/* All that is said of @source, in order of the text, without the file's name; the form at the end.
 */
static char *
compile (const char *source, const char *name)
{
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GBytes) form = ruhu_xlsform_compile (source, name, messages, NULL);
  g_autoptr (GString) out = g_string_new (NULL);
  gsize length = 0;
  const char *text = form == NULL ? "" : g_bytes_get_data (form, &length);

  for (guint i = 0; i < messages->len; i++)
    g_string_append_printf (out, "%s\n", strchr (messages->pdata[i], ':'));
  g_string_append_len (out, text, (gssize) length);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

typedef void (*EachFunc) (const char *id, JsonObject *one);

static void
for_each_case (EachFunc func)
{
  const char *folder = g_getenv ("RUHU_CONFORMANCE");
  g_autofree char *path = folder == NULL ? NULL : g_build_filename (folder, "xlsform.json", NULL);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GList) ids = NULL;
  JsonObject *all;

  if (path == NULL || !g_file_test (path, G_FILE_TEST_EXISTS)) {
    g_test_skip ("the peers' cases are not here");
    return;
  }
  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  all = json_node_get_object (json_parser_get_root (parser));
  ids = json_object_get_members (all);
  for (GList *l = ids; l != NULL; l = l->next)
    func (l->data, json_object_get_object_member (all, l->data));
}

static void
check_same (const char *id, JsonObject *one)
{
  Saved saved;
  g_autofree char *csv = NULL;
  g_autofree char *xlsx = NULL;

  save (&saved, one);
  csv = compile (saved.csv, saved.name);
  xlsx = compile (saved.xlsx, saved.name);
  if (!g_str_equal (csv, xlsx))
    g_test_fail_printf ("%s: CSV gives\n%s\n.xlsx gives\n%s", id, csv, xlsx);
  clear (&saved);
}

static void
test_the_same_sheets_as_a_workbook_give_the_same (void)
{
  for_each_case (check_same);
}

static gboolean
says (JsonArray *warnings, const char *what)
{
  for (guint i = 0; i < json_array_get_length (warnings); i++)
    if (strstr (json_array_get_string_element (warnings, i), what) != NULL)
      return TRUE;
  return FALSE;
}

/* Whether any of @sayings that stands for @theirs is in @said. */
static gboolean
is_said (const char *said, const char *theirs)
{
  for (guint i = 0; i < G_N_ELEMENTS (sayings); i++)
    if (g_str_equal (sayings[i].theirs, theirs) && strstr (said, sayings[i].ours) != NULL)
      return TRUE;
  return FALSE;
}

static void
check_warnings (const char *id, JsonObject *one)
{
  gboolean other = is_in (other_warnings, G_N_ELEMENTS (other_warnings), id);
  gboolean differs = FALSE;
  g_autofree char *said = NULL;
  JsonArray *warnings;
  Saved saved;

  if (!json_object_has_member (one, "xform"))
    return;
  save (&saved, one);
  said = compile (saved.csv, saved.name);
  clear (&saved);
  warnings = json_object_get_array_member (one, "warnings");
  for (guint i = 0; i < G_N_ELEMENTS (sayings); i++)
    differs = differs || says (warnings, sayings[i].theirs) != is_said (said, sayings[i].theirs);
  if (json_array_get_length (warnings) == 0)
    differs = differs || strstr (said, ": warning: ") != NULL;
  if (differs != other)
    g_test_fail_printf ("%s: %s", id, said);
}

static void
test_warnings_are_those_of_pyxform (void)
{
  for_each_case (check_warnings);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/xlsform/conformance/forms-and-errors-are-those-of-pyxform",
                   test_forms_and_errors_are_those_of_pyxform);
  g_test_add_func ("/xlsform/conformance/warnings-are-those-of-pyxform",
                   test_warnings_are_those_of_pyxform);
  g_test_add_func ("/xlsform/conformance/the-same-sheets-as-a-workbook-give-the-same",
                   test_the_same_sheets_as_a_workbook_give_the_same);

  return g_test_run ();
}
