/* test-xlsform-warnings.c: one row for each thing an author is told about a form
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "xlsform-sheets.h"

#include <string.h>

#define TEXT "type|name|label\ntext|a|A"
#define TWO "list_name|name|label\nl|x|X\nl|y|Y"
#define PICK "type|name|label\nselect_one l|a|A"

/* @place is where the message stands, NULL where there must be none at all. */
typedef struct {
  const char *claim, *place, *part;
  const char *survey, *choices, *settings, *entities;
} Case;

static const Case warnings[] = {
  { "a-plain-form-is-silent", NULL, NULL, PICK, TWO },
  { "repeats-want-a-label",
    "survey:2:label",
    "what each of its rows is about",
    "type|name|label\nbegin_repeat|r|\ntext|a|A\nend_repeat||" },
  { "groups-want-none", NULL, NULL, "type|name|label\nbegin_group|g|\ntext|a|A\nend_group||" },
  { "a-picture-is-a-label-too",
    NULL,
    NULL,
    "type|name|image\nbegin_repeat|r|a.png\ntext|a|b.png\nend_repeat||" },
  { "photos-want-max-pixels",
    "survey:2:parameters",
    "max-pixels=1024",
    "type|name|label\nimage|a|A" },
  { "photos-with-max-pixels-are-silent",
    NULL,
    NULL,
    "type|name|label|parameters\nimage|a|A|max-pixels=640" },
  { "what-devices-tell-no-more", "survey:3:type", "empty", TEXT "\nsimserial|s|" },
  { "choices-want-a-label", "choices:3:label", "'y'", PICK, "list_name|name|label\nl|x|X\nl|y|" },
  { "choices-want-a-list",
    "choices:4:list_name",
    "'z'",
    PICK,
    "list_name|name|label\nl|x|X\nl|y|Y\n|z|Z" },
  { "filters-want-columns-with-names",
    "choices:1:my area",
    "left out",
    PICK,
    "list_name|name|label|my area\nl|x|X|1" },
  { "a-language-wants-its-code",
    "survey:1:label::English",
    "(en)",
    "type|name|label::English\ntext|a|A" },
  { "the-short-code-is-the-right-one",
    "survey:1:label::Chinese (zho)",
    "(zh)",
    "type|name|label::Chinese (zho)\ntext|a|A" },
  { "codes-may-name-a-script",
    NULL,
    NULL,
    "type|name|label::中文 (zh-Hans)|label::Acoli (ach)\ntext|a|A|B" },
  { "a-missing-translation",
    "survey:1:hint::中文 (zh)",
    "hint::English (en)",
    "type|name|label::中文 (zh)|label::English (en)|hint::中文 (zh)\ntext|a|A|B|C" },
  { "a-missing-translation-of-choices",
    "choices:1:label::中文 (zh)",
    "label::English (en)",
    PICK,
    "list_name|name|label::中文 (zh)|image::中文 (zh)|image::English (en)\nl|x|X|i|j" },
  { "a-column-without-its-language",
    "survey:1:hint",
    "hint::中文 (zh)",
    "type|name|label::中文 (zh)|hint\ntext|a|A|B" },
  { "the-default-language-needs-no-name",
    NULL,
    NULL,
    "type|name|label::中文 (zh)|hint\ntext|a|A|B",
    NULL,
    "default_language\n中文 (zh)" },
  { "or_other-speaks-english",
    "survey:2:type",
    "whatever the language",
    "type|name|label::中文 (zh)\nselect_one l or_other|a|A",
    "list_name|name|label::中文 (zh)\nl|x|X" },
  { "settings-say-yes-or-no",
    "settings:2:allow_choice_duplicates",
    "neither yes nor no",
    TEXT,
    NULL,
    "allow_choice_duplicates\nperhaps" },
  { "one-id-is-enough", "settings:1:id_string", "form_id", TEXT, NULL, "form_id|id_string\na|b" },
  { "a-misspelt-column",
    "survey:1:relevent",
    "did you mean 'relevant'?",
    "type|name|label|relevent\ntext|a|A|1" },
  { "an-authors-own-column-is-silent", NULL, NULL, "type|name|label|remarks\ntext|a|A|soon" },
  { "what-an-old-form-disables",
    "survey:1:disabled",
    "relevant",
    "type|name|label|disabled\ntext|a|A|no" },
  { "a-prefix-nobody-declares",
    "survey:1:bind::esri:x",
    "namespaces",
    "type|name|label|bind::esri:x\ntext|a|A|1" },
  { "a-prefix-that-is-declared",
    NULL,
    NULL,
    "type|name|label|bind::esri:x\ntext|a|A|1",
    NULL,
    "namespaces\nesri=\"http://esri.com\"" },
  { "choices-without-a-column-for-lists",
    "choices:1:list_name",
    "add it",
    TEXT,
    "group|name|label\nx|y|Y" },
  { "names-that-differ-in-capitals",
    "survey:3:name",
    "differ only in capitals",
    TEXT "\ntext|A|B" },
};

static const Case mistakes[] = {
  { "a-select-without-a-list",
    "survey:2:type",
    "select_one needs the name of a list",
    "type|name|label\nselect_one|a|A" },
  { "a-list-with-a-blank",
    "survey:2:type",
    "write _ for a blank",
    "type|name|label\nselect multiple my list|a|A" },
  { "a-group-of-another-kind",
    "survey:2:type",
    "begin_group",
    "type|name|label\nbegin section|a|A" },
  { "a-label-without-a-type", "survey:3:type", "no type", TEXT "\n||B" },
  { "a-reference-in-a-label-that-is-not-closed",
    "survey:2:label",
    "not closed",
    "type|name|label\ntext|a|to ${a" },
  { "a-blank-in-a-choice-of-several",
    "choices:3:name",
    "write _ instead",
    "type|name|label\nselect_multiple l|a|A",
    "list_name|name|label\nl|x|X\nl|y z|Y" },
  { "or_other-of-a-file",
    "survey:2:type",
    "or_other",
    "type|name|label\nselect_one_from_file a.csv or_other|a|A" },
  { "a-file-in-a-repeat",
    "survey:3:type",
    "before it",
    "type|name|label\nbegin_repeat|r|R\ncsv-external|f|\ntext|a|A\nend_repeat||" },
  { "a-group-that-is-required",
    "survey:2:required",
    "a question in it",
    "type|name|label|required\nbegin_group|g|G|yes\ntext|a|A|\nend_group|||" },
  { "a-filter-in-a-table",
    "survey:3:choice_filter",
    "the same choices",
    "type|name|label|appearance|choice_filter\nbegin_group|g|G|table-list|\n"
    "select_one l|a|A||name != 'x'\nend_group||||",
    TWO },
  { "two-lists-in-a-table",
    "survey:4:type",
    "'l'",
    "type|name|label|appearance\nbegin_group|g|G|table-list\nselect_one l|a|A|\n"
    "select_one m|b|B|\nend_group|||",
    TWO "\nm|z|Z" },
  { "an-encrypted-form-without-an-id",
    "settings:2:omit_instanceID",
    "instanceID",
    TEXT,
    NULL,
    "omit_instanceID|public_key\nyes|abc" },
  { "two-rows-for-one-list",
    "entities:3:list_name",
    "one is enough",
    TEXT,
    NULL,
    NULL,
    "list_name|label\ntrees|${a}\ntrees|${a}" },
  { "a-change-to-a-list-nobody-knows",
    "entities:2:list_name",
    "csv-external",
    TEXT,
    NULL,
    NULL,
    "list_name|entity_id\ntrees|${a}" },
};

static void
write_all (Sheets *f, const Case *c)
{
  if (c->choices != NULL)
    sheets_write (f, "choices", c->choices);
  if (c->settings != NULL)
    sheets_write (f, "settings", c->settings);
  if (c->entities != NULL)
    sheets_write (f, "entities", c->entities);
}

static void
test_warning (Sheets *f, gconstpointer data)
{
  const Case *c = data;

  write_all (f, c);
  sheets_compile (f, c->survey);
  g_assert_cmpuint (f->messages->len, ==, c->place != NULL);
  if (c->place == NULL)
    return;
  sheets_assert_message (f, c->place, c->part);
  sheets_assert_message (f, c->place, "warning: ");
}

static void
test_mistake (Sheets *f, gconstpointer data)
{
  const Case *c = data;

  write_all (f, c);
  sheets_refuse (f, c->survey);
  g_assert_cmpuint (f->messages->len, ==, 1);
  sheets_assert_message (f, c->place, c->part);
}

static void
test_a_misspelt_sheet_is_named (Sheets *f, gconstpointer data)
{
  sheets_write (f, "setings", "form_id\na");
  sheets_compile (f, TEXT);
  g_assert_cmpuint (f->messages->len, ==, 1);
  sheets_assert_message (f, "settings:0:-", "'_setings'");

  sheets_write (f, "settings", "form_id\na");
  sheets_compile (f, TEXT);
  g_assert_cmpuint (f->messages->len, ==, 0);
}

static void
test_groups_without_end_are_refused (Sheets *f, gconstpointer data)
{
  g_autoptr (GString) survey = g_string_new ("type|name|label");

  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (survey, "\nbegin_group|g%u|G", i);
  sheets_refuse (f, survey->str);
  sheets_assert_message (f, "survey:62:type", "side by side");
}

static void
test_a_loop_of_loops_is_refused (Sheets *f, gconstpointer data)
{
  g_autoptr (GString) survey = g_string_new ("type|name|label");

  for (guint i = 0; i < 20; i++)
    g_string_append_printf (survey, "\nbegin_loop over l|g%u|G", i);
  g_string_append (survey, "\ntext|a|A");
  for (guint i = 0; i < 20; i++)
    g_string_append (survey, "\nend_loop||");
  sheets_write (f, "choices", TWO);
  sheets_refuse (f, survey->str);
  g_assert_nonnull (strstr (f->messages->pdata[0], "use a repeat"));
}

/* A sheet of a hundred kilobytes that would be a form of a gigabyte. */
static void
test_more_languages_than_there_are_is_refused (Sheets *f, gconstpointer data)
{
  g_autoptr (GString) survey = g_string_new ("type|name");

  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (survey, "|label::%u", i);
  for (guint i = 0; i < 3000; i++)
    g_string_append_printf (survey, "\ntext|a%u|A", i);
  for (guint i = 1; i < 1000; i++)
    g_string_append (survey, "|B");
  sheets_refuse (f, survey->str);
  g_assert_nonnull (strstr (f->messages->pdata[f->messages->len - 2], "survey:0:-: the form"));
}

static void
test_who_makes_many_mistakes_is_told_so (Sheets *f, gconstpointer data)
{
  g_autoptr (GString) survey = g_string_new ("type|name|label");
  const char *last;

  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (survey, "\ntxt|a%u|A", i);
  sheets_refuse (f, survey->str);
  g_assert_cmpuint (f->messages->len, ==, 101);
  last = f->messages->pdata[100];
  g_assert_true (g_str_has_suffix (last, ": 900 more are not shown: mend these first"));
}

static void
add (const char *kind, const Case *c, void (*test) (Sheets *, gconstpointer))
{
  g_autofree char *path = g_strdup_printf ("/xlsform/%s/%s", kind, c->claim);

  g_test_add (path, Sheets, c, sheets_set_up, test, sheets_tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (warnings); i++)
    add ("warnings", &warnings[i], test_warning);
  for (guint i = 0; i < G_N_ELEMENTS (mistakes); i++)
    add ("mistakes", &mistakes[i], test_mistake);
  SHEETS_TEST ("/xlsform/warnings/a-misspelt-sheet-is-named", test_a_misspelt_sheet_is_named);
  SHEETS_TEST ("/xlsform/mistakes/groups-without-end", test_groups_without_end_are_refused);
  SHEETS_TEST ("/xlsform/mistakes/a-loop-of-loops", test_a_loop_of_loops_is_refused);
  SHEETS_TEST ("/xlsform/mistakes/more-languages-than-there-are",
               test_more_languages_than_there_are_is_refused);
  SHEETS_TEST ("/xlsform/mistakes/who-makes-many-is-told-so",
               test_who_makes_many_mistakes_is_told_so);

  return g_test_run ();
}
