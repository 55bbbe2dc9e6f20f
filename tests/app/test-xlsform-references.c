/* test-xlsform-references.c: ${question} → paths, and the model that is made of a survey
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "xlsform-sheets.h"

#include <string.h>

static void
test_absolute_outside_repeats (Sheets *f, gconstpointer data)
{
  sheets_compile (f,
                  "type|name|label|relevant\n"
                  "begin_group|g|G|\n"
                  "integer|a|A|\n"
                  "end_group|||\n"
                  "text|b|B|${a} > 3");
  sheets_assert (f, "string(//x:bind[@nodeset='/data/b']/@relevant)", "/data/g/a  > 3");
  sheets_assert (f, "string(//x:bind[@nodeset='/data/g/a']/@type)", "int");
}

static void
test_relative_within_one_row_of_a_repeat (Sheets *f, gconstpointer data)
{
  sheets_compile (f,
                  "type|name|label|relevant\n"
                  "begin_repeat|r|R|\n"
                  "integer|a|A|\n"
                  "begin_group|g|G|\n"
                  "text|b|Is it ${a}?|${a} = 1\n"
                  "end_group|||\n"
                  "end_repeat|||\n"
                  "text|c|C|${a} = 1");
  sheets_assert (f, "string(//x:bind[@nodeset='/data/r/g/b']/@relevant)", "../../a  = 1");
  sheets_assert (f, "string(//x:output/@value)", "../../a");
  sheets_assert (f, "string(//x:bind[@nodeset='/data/c']/@relevant)", "/data/r/a  = 1");
}

static void
test_indexed_repeat_takes_absolute_paths (Sheets *f, gconstpointer data)
{
  sheets_compile (f,
                  "type|name|label|calculation\n"
                  "begin_repeat|r|R|\n"
                  "integer|n|N|\n"
                  "text|a|A|\n"
                  "calculate|p||indexed-repeat(${a}, ${r}, ${n} - 1)\n"
                  "end_repeat|||");
  sheets_assert (f,
                 "string(//x:bind[@nodeset='/data/r/p']/@calculate)",
                 "indexed-repeat( /data/r/a ,  /data/r ,  ../n  - 1)");
}

static void
test_predicates_on_lists_start_at_current (Sheets *f, gconstpointer data)
{
  sheets_write (f, "choices", "list_name|name|label|of\nl|x|X|1");
  sheets_compile (f,
                  "type|name|label|calculation|choice_filter\n"
                  "begin_repeat|r|R||\n"
                  "integer|n|N||\n"
                  "calculate|c||instance('l')/root/item[of = ${n}]/label|\n"
                  "select_one l|s|S||of = ${n}\n"
                  "end_repeat||||");
  sheets_assert (f,
                 "string(//x:bind[@nodeset='/data/r/c']/@calculate)",
                 "instance('l')/root/item[of =  current()/../n ]/label");
  sheets_assert (f,
                 "string(//x:itemset/@nodeset)",
                 "instance('l')/root/item[of =  current()/../n ]");
}

static void
test_choices_out_of_a_repeat (Sheets *f, gconstpointer data)
{
  sheets_compile (f,
                  "type|name|label\n"
                  "begin_repeat|r|R\n"
                  "text|who|Who\n"
                  "end_repeat||\n"
                  "select_one ${who}|s|S");
  sheets_assert (f, "string(//x:itemset/@nodeset)", "/data/r[./who != '']");
  sheets_assert (f, "string(//x:itemset/x:value/@ref)", "who");
}

static void
test_dynamic_defaults_are_set_when_filling_begins (Sheets *f, gconstpointer data)
{
  sheets_compile (f,
                  "type|name|label|default\n"
                  "date|d|D|today()\n"
                  "date|e|E|2026-11-21\n"
                  "text|t|T|semi-detached\n"
                  "begin_repeat|r|R|\n"
                  "integer|n|N|1 + 1\n"
                  "end_repeat|||");
  sheets_assert (f, "string(//x:setvalue[@ref='/data/d']/@value)", "today()");
  sheets_assert (f, "string(//x:instance/x:data/x:e)", "2026-11-21");
  sheets_assert (f, "string(//x:instance/x:data/x:t)", "semi-detached");
  sheets_assert (f, "count(//x:setvalue[@ref='/data/r/n'])", "2");
  sheets_assert (f, "string(//x:repeat/x:setvalue/@event)", "odk-new-repeat");
}

static void
test_triggers_stand_in_the_question_that_sets_them_off (Sheets *f, gconstpointer data)
{
  sheets_compile (f,
                  "type|name|label|calculation|trigger\n"
                  "text|a|A||\n"
                  "text|b|B|concat(${a}, '!')|${a}\n"
                  "dateTime|c||now()|${a}, ${b}");
  sheets_assert (f, "count(//x:input[@ref='/data/a']/x:setvalue)", "2");
  sheets_assert (f, "count(//x:input[@ref='/data/b']/x:setvalue)", "1");
  sheets_assert (f, "count(//x:bind[@calculate])", "0");
  sheets_assert (f, "count(//x:input)", "2");
}

static void
test_counted_repeats_have_a_hidden_counter (Sheets *f, gconstpointer data)
{
  sheets_compile (f,
                  "type|name|label|repeat_count\n"
                  "integer|n|N|\n"
                  "begin_repeat|r|R|${n}\n"
                  "text|a|A|\n"
                  "end_repeat|||\n"
                  "begin_repeat|s|S|${n} + 1\n"
                  "text|b|B|\n"
                  "end_repeat|||");
  sheets_assert (f, "string(//x:repeat[@nodeset='/data/r']/@jr:count)", "/data/n");
  sheets_assert (f, "string(//x:repeat[@nodeset='/data/s']/@jr:count)", "/data/s_count");
  sheets_assert (f, "string(//x:bind[@nodeset='/data/s_count']/@calculate)", "/data/n  + 1");
}

static void
test_repeats_have_a_template_and_a_first_row (Sheets *f, gconstpointer data)
{
  sheets_compile (f,
                  "type|name|label\n"
                  "begin_repeat|r|R\n"
                  "text|a|A\n"
                  "end_repeat||");
  sheets_assert (f, "count(//x:data/x:r)", "2");
  sheets_assert (f, "count(//x:data/x:r[@jr:template])", "1");
}

static void
test_a_template_holds_templates_only (Sheets *f, gconstpointer data)
{
  sheets_compile (f,
                  "type|name|label\n"
                  "begin_repeat|r|R\n"
                  "begin_repeat|s|S\n"
                  "text|a|A\n"
                  "end_repeat||\n"
                  "end_repeat||");
  sheets_assert (f, "count(//x:data/x:r[@jr:template]/x:s)", "1");
  sheets_assert (f, "count(//x:data/x:r[@jr:template]/x:s[@jr:template])", "1");
  sheets_assert (f, "count(//x:data/x:r[not(@jr:template)]/x:s)", "1");
  sheets_assert (f, "count(//x:data/x:r[not(@jr:template)]/x:s[@jr:template])", "0");
}

static void
test_entities_of_one_group_go_to_the_group_around_it (Sheets *f, gconstpointer data)
{
  const char *survey = "type|name|label\n"
                       "begin_group|g|G\n"
                       "text|a|A\n"
                       "end_group||";

  sheets_write (f, "entities", "list_name|label\ntrees|${a}\nponds|${a}");
  sheets_compile (f, survey);
  sheets_assert (f, "string(//x:data/x:g/x:meta/x:entity/@dataset)", "trees");
  sheets_assert (f, "string(//x:data/x:meta/x:entity/@dataset)", "ponds");

  sheets_write (f, "entities", "list_name|label\ntrees|${a}\nponds|${a}\nhills|${a}");
  sheets_refuse (f, survey);
  sheets_assert_message (f, "entities:4:list_name", "row 3");
}

static void
test_entities_stand_where_their_answers_do (Sheets *f, gconstpointer data)
{
  sheets_write (f,
                "entities",
                "list_name|label|entity_id|update_if\n"
                "person|${who}|${id}|${id} != ''\n"
                "need|${what}||");
  sheets_compile (f,
                  "type|name|label|save_to\n"
                  "csv-external|person||\n"
                  "hidden|id||\n"
                  "text|who|Who|person#name_now\n"
                  "begin_repeat|r|R|\n"
                  "text|what|What|need#item\n"
                  "end_repeat|||");
  sheets_assert (f, "string(//x:model/@entities:entities-version)", "2025.1.0");
  sheets_assert (f, "string(//x:data/x:meta/x:entity/@dataset)", "person");
  sheets_assert (f, "string(//x:data/x:meta/x:entity/@update)", "1");
  sheets_assert (f, "count(//x:data/x:r/x:meta/x:entity[@dataset='need'][@create='1'])", "2");
  sheets_assert (f, "string(//x:bind[@nodeset='/data/who']/@entities:saveto)", "name_now");
  sheets_assert (f,
                 "string(//x:bind[@nodeset='/data/r/meta/entity/label']/@calculate)",
                 "../../../what");
  sheets_assert (f, "string(//x:repeat/x:setvalue/@ref)", "/data/r/meta/entity/@id");
}

static void
test_settings_are_written_where_engines_look (Sheets *f, gconstpointer data)
{
  sheets_write (f,
                "settings",
                "form_id|form_title|version|name|style|instance_name|submission_url\n"
                "visit|Visit|3|visit_3|pages|${a}|https://example.org/");
  sheets_compile (f, "type|name|label\ntext|a|A");
  sheets_assert (f, "string(//h:title)", "Visit");
  sheets_assert (f, "string(//x:instance/x:visit_3/@id)", "visit");
  sheets_assert (f, "string(//x:instance/x:visit_3/@version)", "3");
  sheets_assert (f, "string(//h:body/@class)", "pages");
  sheets_assert (f, "string(//x:submission/@action)", "https://example.org/");
  sheets_assert (f,
                 "string(//x:bind[@nodeset='/visit_3/meta/instanceName']/@calculate)",
                 "/visit_3/a");
}

static void
test_lists_of_pulldata_come_with_the_form (Sheets *f, gconstpointer data)
{
  sheets_compile (f,
                  "type|name|label|default\n"
                  "text|a|A|pulldata('person', 'phone', 'person_id', '1')");
  sheets_assert (f, "string(//x:instance[@id='person']/@src)", "jr://file-csv/person.csv");
}

static void
test_the_same_sheets_give_the_same_bytes (Sheets *f, gconstpointer data)
{
  const char *survey = "type|name|label|relevant\ntext|a|A|\ntext|b|B ${a}|${a} = 1";
  g_autoptr (GBytes) first = NULL;

  sheets_compile (f, survey);
  first = g_bytes_ref (f->form);
  sheets_compile (f, survey);
  g_assert_true (g_bytes_equal (first, f->form));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  SHEETS_TEST ("/xlsform/reference/absolute-outside-repeats", test_absolute_outside_repeats);
  SHEETS_TEST ("/xlsform/reference/relative-within-one-row-of-a-repeat",
               test_relative_within_one_row_of_a_repeat);
  SHEETS_TEST ("/xlsform/reference/indexed-repeat-takes-absolute-paths",
               test_indexed_repeat_takes_absolute_paths);
  SHEETS_TEST ("/xlsform/reference/predicates-on-lists-start-at-current",
               test_predicates_on_lists_start_at_current);
  SHEETS_TEST ("/xlsform/reference/choices-out-of-a-repeat", test_choices_out_of_a_repeat);
  SHEETS_TEST ("/xlsform/model/dynamic-defaults-are-set-when-filling-begins",
               test_dynamic_defaults_are_set_when_filling_begins);
  SHEETS_TEST ("/xlsform/model/triggers-stand-in-the-question-that-sets-them-off",
               test_triggers_stand_in_the_question_that_sets_them_off);
  SHEETS_TEST ("/xlsform/model/counted-repeats-have-a-hidden-counter",
               test_counted_repeats_have_a_hidden_counter);
  SHEETS_TEST ("/xlsform/model/repeats-have-a-template-and-a-first-row",
               test_repeats_have_a_template_and_a_first_row);
  SHEETS_TEST ("/xlsform/model/a-template-holds-templates-only",
               test_a_template_holds_templates_only);
  SHEETS_TEST ("/xlsform/model/entities-of-one-group-go-to-the-group-around-it",
               test_entities_of_one_group_go_to_the_group_around_it);
  SHEETS_TEST ("/xlsform/model/entities-stand-where-their-answers-do",
               test_entities_stand_where_their_answers_do);
  SHEETS_TEST ("/xlsform/model/settings-are-written-where-engines-look",
               test_settings_are_written_where_engines_look);
  SHEETS_TEST ("/xlsform/model/lists-of-pulldata-come-with-the-form",
               test_lists_of_pulldata_come_with_the_form);
  SHEETS_TEST ("/xlsform/model/the-same-sheets-give-the-same-bytes",
               test_the_same_sheets_give_the_same_bytes);

  return g_test_run ();
}
