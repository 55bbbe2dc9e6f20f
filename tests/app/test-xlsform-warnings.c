/* test-xlsform-warnings.c: one row for each thing an author is told about a form
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "xlsform-sheets.h"

#include <string.h>

#define TEXT "type|name|label\ntext|a|A"
#define TWO "list_name|name|label\nl|x|X\nl|y|Y"
#define PICK "type|name|label\nselect_one l|a|A"

static const SheetsCase warnings[] = {
  { "a-plain-form-is-silent", .survey = PICK, .choices = TWO, .exact = TRUE },
  { "repeats-want-a-label",
    .says = { { "survey:2:label", "what each of its rows is about" } },
    .survey = "type|name|label\nbegin_repeat|r|\ntext|a|A\nend_repeat||",
    .exact = TRUE },
  { "settings-of-old-are-told",
    .says = { { "settings:2:flat", "keep the groups" },
              { "settings:2:add_none_option", "write it into the list" } },
    .survey = TEXT,
    .settings = "form_id|flat|add_none_option\nf|yes|yes",
    .exact = TRUE },
  { "settings-of-old-that-say-no-are-not",
    .survey = TEXT,
    .settings = "form_id|flat|add_none_option\nf|no|false",
    .exact = TRUE },
  { "groups-want-none",
    .survey = "type|name|label\nbegin_group|g|\ntext|a|A\nend_group||",
    .exact = TRUE },
  { "a-picture-is-a-label-too",
    .survey = "type|name|image\nbegin_repeat|r|a.png\ntext|a|b.png\nend_repeat||",
    .exact = TRUE },
  { "photos-want-max-pixels",
    .says = { { "survey:2:parameters", "max-pixels=1024" } },
    .survey = "type|name|label\nimage|a|A",
    .exact = TRUE },
  { "photos-with-max-pixels-are-silent",
    .survey = "type|name|label|parameters\nimage|a|A|max-pixels=640",
    .exact = TRUE },
  { "what-devices-tell-no-more",
    .says = { { "survey:3:type", "empty" } },
    .survey = TEXT "\nsimserial|s|",
    .exact = TRUE },
  { "choices-want-a-label",
    .says = { { "choices:3:label", "'y'" } },
    .survey = PICK,
    .choices = "list_name|name|label\nl|x|X\nl|y|",
    .exact = TRUE },
  { "choices-want-a-list",
    .says = { { "choices:4:list_name", "'z'" } },
    .survey = PICK,
    .choices = "list_name|name|label\nl|x|X\nl|y|Y\n|z|Z",
    .exact = TRUE },
  { "filters-want-columns-with-names",
    .says = { { "choices:1:my area", "left out" } },
    .survey = PICK,
    .choices = "list_name|name|label|my area\nl|x|X|1",
    .exact = TRUE },
  { "a-language-wants-its-code",
    .says = { { "survey:1:label::English", "(en)" } },
    .survey = "type|name|label::English\ntext|a|A",
    .exact = TRUE },
  { "the-short-code-is-the-right-one",
    .says = { { "survey:1:label::Chinese (zho)", "(zh)" } },
    .survey = "type|name|label::Chinese (zho)\ntext|a|A",
    .exact = TRUE },
  { "codes-may-name-a-script",
    .survey = "type|name|label::中文 (zh-Hans)|label::Acoli (ach)\ntext|a|A|B",
    .exact = TRUE },
  { "a-missing-translation",
    .says = { { "survey:1:hint::中文 (zh)", "hint::English (en)" } },
    .survey = "type|name|label::中文 (zh)|label::English (en)|hint::中文 (zh)\ntext|a|A|B|C",
    .exact = TRUE },
  { "a-missing-translation-of-choices",
    .says = { { "choices:1:label::中文 (zh)", "label::English (en)" } },
    .survey = PICK,
    .choices = "list_name|name|label::中文 (zh)|image::中文 (zh)|image::English (en)\nl|x|X|i|j",
    .exact = TRUE },
  { "a-column-without-its-language",
    .says = { { "survey:1:hint", "hint::中文 (zh)" } },
    .survey = "type|name|label::中文 (zh)|hint\ntext|a|A|B",
    .exact = TRUE },
  { "the-default-language-needs-no-name",
    .survey = "type|name|label::中文 (zh)|hint\ntext|a|A|B",
    .settings = "default_language\n中文 (zh)",
    .exact = TRUE },
  { "or_other-speaks-english",
    .says = { { "survey:2:type", "whatever the language" } },
    .survey = "type|name|label::中文 (zh)\nselect_one l or_other|a|A",
    .choices = "list_name|name|label::中文 (zh)\nl|x|X",
    .exact = TRUE },
  { "settings-say-yes-or-no",
    .says = { { "settings:2:allow_choice_duplicates", "neither yes nor no" } },
    .survey = TEXT,
    .settings = "allow_choice_duplicates\nperhaps",
    .exact = TRUE },
  { "one-id-is-enough",
    .says = { { "settings:1:id_string", "form_id" } },
    .survey = TEXT,
    .settings = "form_id|id_string\na|b",
    .exact = TRUE },
  { "a-misspelt-column",
    .says = { { "survey:1:relevent", "did you mean 'relevant'?" } },
    .survey = "type|name|label|relevent\ntext|a|A|1",
    .exact = TRUE },
  { "a-name-like-that-of-a-call",
    .survey = "type|name|calculation\ncalculate|a|pulldata",
    .exact = TRUE },
  { "an-authors-own-column-is-silent",
    .survey = "type|name|label|remarks\ntext|a|A|soon",
    .exact = TRUE },
  { "what-an-old-form-disables",
    .says = { { "survey:1:disabled", "relevant" } },
    .survey = "type|name|label|disabled\ntext|a|A|no",
    .exact = TRUE },
  { "a-prefix-nobody-declares",
    .says = { { "survey:1:bind::esri:x", "namespaces" } },
    .survey = "type|name|label|bind::esri:x\ntext|a|A|1",
    .exact = TRUE },
  { "a-prefix-that-is-declared",
    .survey = "type|name|label|bind::esri:x\ntext|a|A|1",
    .settings = "namespaces\nesri=\"http://esri.com\"",
    .exact = TRUE },
  { "choices-without-a-column-for-lists",
    .says = { { "choices:1:list_name", "add it" } },
    .survey = TEXT,
    .choices = "group|name|label\nx|y|Y",
    .exact = TRUE },
  { "names-that-differ-in-capitals",
    .says = { { "survey:3:name", "differ only in capitals" } },
    .survey = TEXT "\ntext|A|B",
    .exact = TRUE },
};

static const SheetsCase mistakes[] = {
  { "a-select-without-a-list",
    .says = { { "survey:2:type", "select_one needs the name of a list" } },
    .survey = "type|name|label\nselect_one|a|A",
    .refused = TRUE,
    .exact = TRUE },
  { "a-list-with-a-blank",
    .says = { { "survey:2:type", "write _ for a blank" } },
    .survey = "type|name|label\nselect multiple my list|a|A",
    .refused = TRUE,
    .exact = TRUE },
  { "a-group-of-another-kind",
    .says = { { "survey:2:type", "begin_group" } },
    .survey = "type|name|label\nbegin section|a|A",
    .refused = TRUE,
    .exact = TRUE },
  { "a-label-without-a-type",
    .says = { { "survey:3:type", "no type" } },
    .survey = TEXT "\n||B",
    .refused = TRUE,
    .exact = TRUE },
  { "a-reference-in-a-label-that-is-not-closed",
    .says = { { "survey:2:label", "not closed" } },
    .survey = "type|name|label\ntext|a|to ${a",
    .refused = TRUE,
    .exact = TRUE },
  { "a-blank-in-a-choice-of-several",
    .says = { { "choices:3:name", "write _ instead" } },
    .survey = "type|name|label\nselect_multiple l|a|A",
    .choices = "list_name|name|label\nl|x|X\nl|y z|Y",
    .refused = TRUE,
    .exact = TRUE },
  { "or_other-of-a-file",
    .says = { { "survey:2:type", "or_other" } },
    .survey = "type|name|label\nselect_one_from_file a.csv or_other|a|A",
    .refused = TRUE,
    .exact = TRUE },
  { "a-file-in-a-repeat",
    .says = { { "survey:3:type", "before it" } },
    .survey = "type|name|label\nbegin_repeat|r|R\ncsv-external|f|\ntext|a|A\nend_repeat||",
    .refused = TRUE,
    .exact = TRUE },
  { "a-group-that-is-required",
    .says = { { "survey:2:required", "a question in it" } },
    .survey = "type|name|label|required\nbegin_group|g|G|yes\ntext|a|A|\nend_group|||",
    .refused = TRUE,
    .exact = TRUE },
  { "a-filter-in-a-table",
    .says = { { "survey:3:choice_filter", "the same choices" } },
    .survey = "type|name|label|appearance|choice_filter\nbegin_group|g|G|table-list|\n"
              "select_one l|a|A||name != 'x'\nend_group||||",
    .choices = TWO,
    .refused = TRUE,
    .exact = TRUE },
  { "two-lists-in-a-table",
    .says = { { "survey:4:type", "'l'" } },
    .survey = "type|name|label|appearance\nbegin_group|g|G|table-list\nselect_one l|a|A|\n"
              "select_one m|b|B|\nend_group|||",
    .choices = TWO "\nm|z|Z",
    .refused = TRUE,
    .exact = TRUE },
  { "an-encrypted-form-without-an-id",
    .says = { { "settings:2:omit_instanceID", "instanceID" } },
    .survey = TEXT,
    .settings = "omit_instanceID|public_key\nyes|abc",
    .refused = TRUE,
    .exact = TRUE },
  { "two-rows-for-one-list",
    .says = { { "entities:3:list_name", "one is enough" } },
    .survey = TEXT,
    .entities = "list_name|label\ntrees|${a}\ntrees|${a}",
    .refused = TRUE,
    .exact = TRUE },
  { "a-change-to-a-list-nobody-knows",
    .says = { { "entities:2:list_name", "csv-external" } },
    .survey = TEXT,
    .entities = "list_name|entity_id\ntrees|${a}",
    .refused = TRUE,
    .exact = TRUE },
};

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
  sheets_assert_message (f, "survey:0:-", "the form");
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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  sheets_add_cases ("/xlsform/warnings", warnings, G_N_ELEMENTS (warnings));
  sheets_add_cases ("/xlsform/mistakes", mistakes, G_N_ELEMENTS (mistakes));
  SHEETS_TEST ("/xlsform/warnings/a-misspelt-sheet-is-named", test_a_misspelt_sheet_is_named);
  SHEETS_TEST ("/xlsform/mistakes/groups-without-end", test_groups_without_end_are_refused);
  SHEETS_TEST ("/xlsform/mistakes/a-loop-of-loops", test_a_loop_of_loops_is_refused);
  SHEETS_TEST ("/xlsform/mistakes/more-languages-than-there-are",
               test_more_languages_than_there_are_is_refused);
  SHEETS_TEST ("/xlsform/mistakes/who-makes-many-is-told-so",
               test_who_makes_many_mistakes_is_told_so);

  return g_test_run ();
}
