/* test-xlsform-messages.c: what the compiler says of a form that is wrong
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "xlsform-sheets.h"

#include <string.h>

static const SheetsCase place_cases[] = {
  { "blank-rows-count",
    .survey = "type|name|label\ntext|a|A\n||\n||\ntxt|b|B",
    .refused = TRUE,
    .says = { { "survey:5:type", "'txt'" } } },
  { "column-is-named-as-the-author-wrote-it",
    .survey = "type|name|Caption::English (en)\ntext|a|A\ntext|b|about ${aa}",
    .refused = TRUE,
    .says = { { "survey:3:Caption::English (en)", "'aa'" } } },
};

static const SheetsCase messages_cases[] = {
  { "groups-close-in-order",
    .survey = "type|name|label\nbegin_group|g|G\ntext|a|A\nend_repeat||",
    .refused = TRUE,
    .says = { { "survey:4:type", "closes nothing" }, { "survey:2:type", "never closed" } } },
  { "slips-of-an-input-method-are-told",
    .survey = "type|name|label|relevant|constraint\n"
              "integer|a|A||.≥0\n"
              "text|b|B|${a}＞18|\n"
              "text|c|C|selected（${a}，'x'）|\n"
              "text|d|D|${a} > １８|\n"
              "text|e|E|${a} > 1 AND ${a} < 3|\n"
              "text|f|F|=${a} > 1|\n"
              "text|g|G|{a} > 1|\n"
              "text|h|H|${b} = '（＞'|",
    .exact = TRUE,
    .says = { { "survey:2:constraint", "“≥” is written “>=”: .≥0" },
              { "survey:3:relevant", "at “＞18”; “＞” is written “>”: ${a}＞18" },
              { "survey:4:relevant", "“（” is written “(”" },
              { "survey:5:relevant", "“１” is written “1”" },
              { "survey:6:relevant", "at “AND …”; “AND” is written “and”" },
              { "survey:7:relevant", "does not begin with =" },
              { "survey:8:relevant", "referred to as ${name}" } } },
  { "columns-in-chinese-are-understood",
    .survey = "类型|name|label\ntext|a|A",
    .refused = TRUE,
    .exact = TRUE,
    .says = { { "survey:1:类型", "rename '类型', if it is that" } } },
  { "columns-nearly-named-are-told",
    .survey = "type|name|lable|必填\ntext|a|A|yes",
    .settings = "form_id|defalt_language\nx|en",
    .refused = TRUE,
    .says = { { "survey:1:lable", "did you mean 'label'?" },
              { "survey:1:必填", "did you mean 'required'?" },
              { "settings:1:defalt_language", "did you mean 'default_language'?" } } },
  { "headers-may-be-of-full-width",
    .survey = "type|name|label：：中文（zh）|label::English (en)|required\ntext|a|甲|A|是",
    .exact = TRUE,
    .finds = { { "//x:translation[@lang='中文(zh)']//x:value", "甲" },
               { "//x:bind[@nodeset='/data/a']/@required", "true()" } } },
  { "cells-nobody-could-mean-are-told",
    .survey = "type|name|label::中文 (zh)|label::English (en)|required|default\n"
              "date|a|甲|A|y|2024年3月5日\n"
              "text|b|#REF!|B||",
    .exact = TRUE,
    .says = { { "survey:2:required", "'y' is neither yes nor no" },
              { "survey:2:default", "a day is written as 2026-03-05" },
              { "survey:3:label::中文 (zh)", "#REF!" } } },
  { "names-tell-apart",
    .survey = "type|name|label\ntext|a|A\ntext|a|B\ntext|1x|C\ntext|meta|D",
    .refused = TRUE,
    .says = { { "survey:3:name", "row 2" },
              { "survey:4:name", "'1x' cannot be a name" },
              { "survey:5:name", "'meta'" } } },
  { "a-question-says-something",
    .survey = "type|name|label|calculation\ntext|a||\ninteger|b||1 + 1\ncalculate|c||",
    .refused = TRUE,
    .exact = TRUE,
    .says = { { "survey:2:label", "a label or a hint" },
              { "survey:4:calculation", "calculates nothing" } } },
  { "choices-are-told-apart",
    .survey = "type|name|label\nselect_one l|q|Q",
    .choices = "list_name|name|label\nl|a|A\nl|a|B\nl||C\nm|a|D",
    .refused = TRUE,
    .exact = TRUE,
    .says = { { "choices:3:name", "row 2" }, { "choices:4:name", "no name" } } },
  { "parameters-are-checked",
    .survey = "type|name|label|parameters\n"
              "image|a|A|max-pixel=640\n"
              "image|b|B|max-pixels=many\n"
              "range|c|C|start=1 end=5 step=0\n"
              "range|d|D|start:1",
    .refused = TRUE,
    .says = { { "survey:2:parameters", "did you mean 'max-pixels'?" },
              { "survey:3:parameters", "whole number" },
              { "survey:4:parameters", "step" },
              { "survey:5:parameters", "key1=value1" } } },
  { "headers-do-not-hide-each-other",
    .survey = "type|name|label|value\ntext|a|A|b",
    .refused = TRUE,
    .says = { { "survey:1:value", "same column" } } },
  { "rows-without-a-type-are-questions-or-remarks",
    .survey = "type|name|label::a|hint\n|||remark\n||Q|\n|b||\ntext|c|C|",
    .refused = TRUE,
    .says = { { "survey:2:type", "warning: the row has no type, name or label" },
              { "survey:3:type", "the question has no type" },
              { "survey:4:type", "the question has no type" } } },
  { "choices-have-a-column-of-names",
    .survey = "type|name|label\ntext|a|A",
    .choices = "liste|etikett\nl|x",
    .refused = TRUE,
    .says = { { "choices:1:name", "no column 'name'" } } },
  { "capitals-are-a-warning-only",
    .survey = "type|name|label\ntext|a|A\ntext|A|B",
    .says = { { "survey:3:name", "warning: " } } },
  { "rules-are-checked",
    .survey = "type|name|label\ntext|a|A",
    .rules = "id|when|severity|message|raises|parameters\n"
             "r1|${a} = 1|warm|odd||\n"
             "r2||warn|odd||\n"
             "r3|${a} = 1|warn|||\n"
             "r3|${a} = 1||||",
    .refused = TRUE,
    .says = { { "rules:2:severity", "'warm' is none of block, warn, flag, tell" },
              { "rules:3:when", "when the rule applies" },
              { "rules:4:message", "no message" },
              { "rules:5:id", "row 4" },
              { "rules:5:severity", "does nothing" } } },
};

static void
test_place_is_file_sheet_row_column (Sheets *f, gconstpointer data)
{
  g_autofree char *start = g_strdup_printf ("%s/survey.csv:survey:3:relevant: ", f->folder);

  sheets_refuse (f, "type|name|label|relevant\ntext|a|A|\ntext|b|B|${x} = 1");
  g_assert_cmpuint (f->messages->len, ==, 1);
  g_assert_true (g_str_has_prefix (f->messages->pdata[0], start));
}

static void
test_near_misses_are_suggested (Sheets *f, gconstpointer data)
{
  sheets_write (f, "choices", "list_name|name|label\ncolours|red|Red");
  sheets_refuse (f,
                 "type|name|label|relevant\n"
                 "text|contact_result|A|\n"
                 "text|b|B|${contact_reslt} = 1\n"
                 "select_one colors|c|C|\n"
                 "integr|d|D|");
  sheets_assert_message (f, "survey:5:type", "did you mean 'integer'?");
  sheets_assert_message (f, "survey:4:type", "did you mean 'colours'?");
  g_assert_cmpuint (f->messages->len, ==, 3);
  sheets_assert_message (f, "survey:3:relevant", "did you mean 'contact_result'?");
}

static void
test_what_is_not_near_is_not_suggested (Sheets *f, gconstpointer data)
{
  sheets_refuse (f, "type|name|label|relevant\ntext|village|A|\ntext|b|B|${zzzz} = 1");
  g_assert_null (strstr (f->messages->pdata[0], "did you mean"));
}

static void
test_each_mistake_is_said_once (Sheets *f, gconstpointer data)
{
  sheets_refuse (f, "type|name|label|relevant\ntext|a|A|${x} = 1 or ${x} = 2");
  g_assert_cmpuint (f->messages->len, ==, 1);
}

static void
test_a_form_needs_a_survey (Sheets *f, gconstpointer data)
{
  sheets_write (f, "survay", "type|name|label\ntext|a|A");
  sheets_refuse (f, NULL);
  sheets_assert_message (f, "survey:0:type", "rename the sheet 'survay'");
}

static void
test_two_lists_have_two_names (Sheets *f, gconstpointer data)
{
  sheets_write (f, "choices", "list_name|name|label\nperson|a|A");
  sheets_refuse (f,
                 "type|name|label|default\n"
                 "select_one person|a|A|\n"
                 "text|b|B|pulldata('person', 'phone', 'id', '1')");
  sheets_assert_message (f, "survey:3:type", "'person'");

  sheets_refuse (f,
                 "type|name|label|appearance\n"
                 "select_one person|a|A|search('people')\n"
                 "select_one person|b|B|");
  sheets_assert_message (f, "survey:2:type", "a list of its own");
}

static void
test_expressions_no_engine_reads_are_told (Sheets *f, gconstpointer data)
{
  sheets_compile (f, "type|name|label|relevant\ntext|a|A|\ntext|b|B|${a} = = 1");
  sheets_assert_message (f, "survey:3:relevant", "warning: ");
  g_assert_cmpuint (f->messages->len, ==, 1);

  sheets_write (f, "rules", "id|when|severity|message\nr|${a} ==|warn|odd");
  sheets_refuse (f, "type|name|label\ntext|a|A");
  sheets_assert_message (f, "rules:2:when", "“==” is written “=”: ${a} ==");
}

static void
test_saved_properties_have_a_list (Sheets *f, gconstpointer data)
{
  sheets_refuse (f, "type|name|label|save_to\ntext|a|A|colour");
  sheets_assert_message (f, "survey:2:save_to", "entities sheet");

  sheets_write (f, "entities", "list_name|label\ntrees|${a}");
  sheets_refuse (f, "type|name|label|save_to\ntext|a|A|tree#colour\ntext|b|B|label");
  sheets_assert_message (f, "survey:2:save_to", "did you mean 'trees'?");
}

/* An answer goes to the nearest entity around it. */
static void
test_an_answer_has_its_own_entity_nearest (Sheets *f, gconstpointer data)
{
  sheets_write (f, "entities", "list_name|label\ntrees|${a}\nbirds|${c}");
  sheets_refuse (f,
                 "type|name|label|save_to\nbegin_group|g|G|\ntext|a|A|trees#x\n"
                 "begin_group|h|H|\ntext|b|B|trees#y\ntext|c|C|birds#z\n"
                 "end_group|||\nend_group|||");
  sheets_assert_message (f, "entities:3:list_name", "'birds' would get 'b' too");

  sheets_compile (f,
                  "type|name|label|save_to\nbegin_group|g|G|\ntext|a|A|trees#x\n"
                  "begin_group|h|H|\ntext|b|B|trees#y\ntext|c|C|\n"
                  "end_group|||\nend_group|||");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  sheets_add_cases ("/xlsform/place", place_cases, G_N_ELEMENTS (place_cases));
  sheets_add_cases ("/xlsform/messages", messages_cases, G_N_ELEMENTS (messages_cases));
  SHEETS_TEST ("/xlsform/place/is-file-sheet-row-column", test_place_is_file_sheet_row_column);
  SHEETS_TEST ("/xlsform/near/misses-are-suggested", test_near_misses_are_suggested);
  SHEETS_TEST ("/xlsform/near/what-is-not-near-is-not-suggested",
               test_what_is_not_near_is_not_suggested);
  SHEETS_TEST ("/xlsform/messages/each-mistake-is-said-once", test_each_mistake_is_said_once);
  SHEETS_TEST ("/xlsform/messages/a-form-needs-a-survey", test_a_form_needs_a_survey);
  SHEETS_TEST ("/xlsform/messages/two-lists-have-two-names", test_two_lists_have_two_names);
  SHEETS_TEST ("/xlsform/messages/expressions-no-engine-reads-are-told",
               test_expressions_no_engine_reads_are_told);
  SHEETS_TEST ("/xlsform/messages/saved-properties-have-a-list", test_saved_properties_have_a_list);
  SHEETS_TEST ("/xlsform/messages/an-answer-has-its-own-entity-nearest",
               test_an_answer_has_its_own_entity_nearest);

  return g_test_run ();
}
