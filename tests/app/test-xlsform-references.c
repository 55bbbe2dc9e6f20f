/* test-xlsform-references.c: ${question} → paths, and the model that is made of a survey
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "xlsform-sheets.h"

#include <string.h>

static const SheetsCase reference_cases[] = {
  { "absolute-outside-repeats",
    .survey = "type|name|label|relevant\n"
              "begin_group|g|G|\n"
              "integer|a|A|\n"
              "end_group|||\n"
              "text|b|B|${a} > 3",
    .finds = { { "string(//x:bind[@nodeset='/data/b']/@relevant)", "/data/g/a  > 3" },
               { "string(//x:bind[@nodeset='/data/g/a']/@type)", "int" } } },
  { "relative-within-one-row-of-a-repeat",
    .survey = "type|name|label|relevant\n"
              "begin_repeat|r|R|\n"
              "integer|a|A|\n"
              "begin_group|g|G|\n"
              "text|b|Is it ${a}?|${a} = 1\n"
              "end_group|||\n"
              "end_repeat|||\n"
              "text|c|C|${a} = 1",
    .finds = { { "string(//x:bind[@nodeset='/data/r/g/b']/@relevant)", "../../a  = 1" },
               { "string(//x:output/@value)", "../../a" },
               { "string(//x:bind[@nodeset='/data/c']/@relevant)", "/data/r/a  = 1" } } },
  { "indexed-repeat-takes-absolute-paths",
    .survey = "type|name|label|calculation\n"
              "begin_repeat|r|R|\n"
              "integer|n|N|\n"
              "text|a|A|\n"
              "calculate|p||indexed-repeat(${a}, ${r}, ${n} - 1)\n"
              "end_repeat|||",
    .finds = { { "string(//x:bind[@nodeset='/data/r/p']/@calculate)",
                 "indexed-repeat( /data/r/a ,  /data/r ,  ../n  - 1)" } } },
  { "predicates-on-lists-start-at-current",
    .survey = "type|name|label|calculation|choice_filter\n"
              "begin_repeat|r|R||\n"
              "integer|n|N||\n"
              "calculate|c||instance('l')/root/item[of = ${n}]/label|\n"
              "select_one l|s|S||of = ${n}\n"
              "end_repeat||||",
    .choices = "list_name|name|label|of\nl|x|X|1",
    .finds = { { "string(//x:bind[@nodeset='/data/r/c']/@calculate)",
                 "instance('l')/root/item[of =  current()/../n ]/label" },
               { "string(//x:itemset/@nodeset)",
                 "instance('l')/root/item[of =  current()/../n ]" } } },
  { "choices-out-of-a-repeat",
    .survey = "type|name|label\n"
              "begin_repeat|r|R\n"
              "text|who|Who\n"
              "end_repeat||\n"
              "select_one ${who}|s|S",
    .finds = { { "string(//x:itemset/@nodeset)", "/data/r[./who != '']" },
               { "string(//x:itemset/x:value/@ref)", "who" } } },
};

static const SheetsCase row_cases[] = {
  { "are-chosen-from-inside-and-outside-of-their-repeat",
    .survey = "type|name|label|choice_filter\n"
              "begin_repeat|home|Home|\n"
              "text|street|Street|\n"
              "begin_repeat|person|Person|\n"
              "text|name|Name|\n"
              "select_one ${name}|friend|Friend|${street} != ''\n"
              "begin_repeat|visit|Visit|\n"
              "select_one ${name}|host|Host|${name} != ''\n"
              "end_repeat|||\n"
              "end_repeat|||\n"
              "select_one ${name}|head|Head|\n"
              "end_repeat|||\n"
              "select_one ${name}|any|Any|${street} != ''",
    .finds = { { "string(//x:select1[@ref='/data/home/person/friend']/x:itemset/@nodeset)",
                 "../../person[ current()/../../street  != '']" },
               { "string(//x:select1[@ref='/data/home/person/visit/host']/x:itemset/@nodeset)",
                 "../../../person[ ./name  != '']" },
               { "string(//x:select1[@ref='/data/home/head']/x:itemset/@nodeset)",
                 "../person[./name != '']" },
               { "string(//x:select1[@ref='/data/any']/x:itemset/@nodeset)",
                 "/data/home/person[ ../street  != '']" } } },
  { "of-a-group-in-a-repeat-hold-what-stands-around-it",
    .survey = "type|name|label|choice_filter\n"
              "begin_repeat|r|R|\n"
              "text|a|A|\n"
              "begin_group|g|G|\n"
              "integer|b|B|\n"
              "end_group|||\n"
              "end_repeat|||\n"
              "select_one ${b}|c|C|${b} > 1 and ${a} = 'x'\n"
              "select_one ${a}|d|D|${b} > 1",
    .finds = { { "string(//x:select1[@ref='/data/c']/x:itemset/@nodeset)",
                 "/data/r/g[ ./b  > 1 and  ../a  = 'x']" },
               { "string(//x:select1[@ref='/data/c']/x:itemset/x:value/@ref)", "b" },
               { "string(//x:select1[@ref='/data/d']/x:itemset/@nodeset)",
                 "/data/r[ ./g/b  > 1]" } } },
};

static const SheetsCase lone_cases[] = {
  { "answer-is-all-there-is-to-choose-from",
    .survey = "type|name|label|choice_filter\ntext|a|A|\nselect_one ${a}|b|B|${a} != 'x'",
    .exact = TRUE,
    .says = { { "survey:3:type", "warning: 'a' stands in no repeat" } },
    .finds = { { "string(//x:itemset/@nodeset)", "/data[ ./a  != 'x']" } } },
  { "question-nobody-is-asked-changes-nothing",
    .survey = "type|name|label|trigger|calculation\nstart|a|||\ncalculate|b||${a}|1",
    .exact = TRUE,
    .says = { { "survey:3:trigger", "warning: nobody is asked 'a'" } },
    .finds = { { "count(//x:setvalue)", "0" } } },
  { "calculation-triggers-nothing",
    .survey = "type|name|label|trigger|calculation\ncalculate|a|||1\ncalculate|b||${a}|1",
    .refused = TRUE,
    .exact = TRUE,
    .says = { { "survey:3:trigger", "nobody sees 'a'" } } },
};

static const SheetsCase mention_cases[] = {
  { "of-nobody-are-told-in-every-column",
    .survey = "type|name|label|my notes\ntext|a|A|see ${b}\ntext|c|${ a }|${a",
    .settings = "form_title|instance_name\n${d}|${e}",
    .entities = "list_name|label\nl|${f}",
    .refused = TRUE,
    .exact = TRUE,
    .says = { { "survey:2:my notes", "'b'" },
              { "survey:3:label", "nothing but the question's name" },
              { "survey:3:my notes", "not closed" },
              { "settings:2:form_title", "'d'" },
              { "settings:2:instance_name", "'e'" },
              { "entities:2:label", "'f'" } } },
  { "in-columns-of-the-choices-are-the-authors-own",
    .survey = "type|name|label\nselect_one l|a|A",
    .choices = "list_name|name|label|extra|odd\nl|x|X|${nobody}|${}",
    .exact = TRUE,
    .finds = { { "string(//x:item/x:extra)", "${nobody}" }, { "string(//x:item/x:odd)", "${}" } } },
  { "in-rows-that-are-switched-off-do-not-count",
    .survey = "type|name|label|disabled|relevant\n"
              "text|a|A|yes|\n"
              "text|b|B|yes|${a} = 1\n"
              "text|c|C||",
    .exact = TRUE,
    .says = { { "survey:1:disabled", "warning" } },
    .finds = { { "count(//x:input)", "1" } } },
};

static const SheetsCase model_cases[] = {
  { "dynamic-defaults-are-set-when-filling-begins",
    .survey = "type|name|label|default\n"
              "date|d|D|today()\n"
              "date|e|E|2026-11-21\n"
              "text|t|T|semi-detached\n"
              "begin_repeat|r|R|\n"
              "integer|n|N|1 + 1\n"
              "end_repeat|||",
    .finds = { { "string(//x:setvalue[@ref='/data/d']/@value)", "today()" },
               { "string(//x:instance/x:data/x:e)", "2026-11-21" },
               { "string(//x:instance/x:data/x:t)", "semi-detached" },
               { "count(//x:setvalue[@ref='/data/r/n'])", "2" },
               { "string(//x:repeat/x:setvalue/@event)", "odk-new-repeat" } } },
  { "triggers-stand-in-the-question-that-sets-them-off",
    .survey = "type|name|label|calculation|trigger\n"
              "text|a|A||\n"
              "text|b|B|concat(${a}, '!')|${a}\n"
              "dateTime|c||now()|${a}, ${b}",
    .finds = { { "count(//x:input[@ref='/data/a']/x:setvalue)", "2" },
               { "count(//x:input[@ref='/data/b']/x:setvalue)", "1" },
               { "count(//x:bind[@calculate])", "0" },
               { "count(//x:input)", "2" } } },
  { "counted-repeats-have-a-hidden-counter",
    .survey = "type|name|label|repeat_count\n"
              "integer|n|N|\n"
              "begin_repeat|r|R|${n}\n"
              "text|a|A|\n"
              "end_repeat|||\n"
              "begin_repeat|s|S|${n} + 1\n"
              "text|b|B|\n"
              "end_repeat|||",
    .finds = { { "string(//x:repeat[@nodeset='/data/r']/@jr:count)", "/data/n" },
               { "string(//x:repeat[@nodeset='/data/s']/@jr:count)", "/data/s_count" },
               { "string(//x:bind[@nodeset='/data/s_count']/@calculate)", "/data/n  + 1" } } },
  { "repeats-have-a-template-and-a-first-row",
    .survey = "type|name|label\n"
              "begin_repeat|r|R\n"
              "text|a|A\n"
              "end_repeat||",
    .finds = { { "count(//x:data/x:r)", "2" }, { "count(//x:data/x:r[@jr:template])", "1" } } },
  { "a-template-holds-templates-only",
    .survey = "type|name|label\n"
              "begin_repeat|r|R\n"
              "begin_repeat|s|S\n"
              "text|a|A\n"
              "end_repeat||\n"
              "end_repeat||",
    .finds = { { "count(//x:data/x:r[@jr:template]/x:s)", "1" },
               { "count(//x:data/x:r[@jr:template]/x:s[@jr:template])", "1" },
               { "count(//x:data/x:r[not(@jr:template)]/x:s)", "1" },
               { "count(//x:data/x:r[not(@jr:template)]/x:s[@jr:template])", "0" } } },
  { "entities-stand-where-their-answers-do",
    .survey = "type|name|label|save_to\n"
              "csv-external|person||\n"
              "hidden|id||\n"
              "text|who|Who|person#name_now\n"
              "begin_repeat|r|R|\n"
              "text|what|What|need#item\n"
              "end_repeat|||",
    .entities = "list_name|label|entity_id|update_if\n"
                "person|${who}|${id}|${id} != ''\n"
                "need|${what}||",
    .finds = { { "string(//x:model/@entities:entities-version)", "2025.1.0" },
               { "string(//x:data/x:meta/x:entity/@dataset)", "person" },
               { "string(//x:data/x:meta/x:entity/@update)", "1" },
               { "count(//x:data/x:r/x:meta/x:entity[@dataset='need'][@create='1'])", "2" },
               { "string(//x:bind[@nodeset='/data/who']/@entities:saveto)", "name_now" },
               { "string(//x:bind[@nodeset='/data/r/meta/entity/label']/@calculate)",
                 "../../../what" },
               { "string(//x:repeat/x:setvalue/@ref)", "/data/r/meta/entity/@id" } } },
  { "entities-may-name-their-repeat",
    .survey = "type|name|label\nbegin_repeat|r|R\ntext|a|A\nend_repeat||",
    .entities = "list_name|label|repeat\ntrees|'tree'|${r}",
    .finds = { { "count(//x:data/x:r/x:meta/x:entity[@dataset='trees'])", "2" } } },
  { "entities-name-a-repeat-that-is-one",
    .survey = "type|name|label\ntext|a|A",
    .entities = "list_name|label|repeat\ntrees|'tree'|${a}",
    .refused = TRUE,
    .exact = TRUE,
    .says = { { "entities:2:repeat", "'${a}' is no repeat" } } },
  { "settings-are-written-where-engines-look",
    .survey = "type|name|label\ntext|a|A",
    .settings = "form_id|form_title|version|name|style|instance_name|submission_url\n"
                "visit|Visit|3|visit_3|pages|${a}|https://example.org/",
    .finds = { { "string(//h:title)", "Visit" },
               { "string(//x:instance/x:visit_3/@id)", "visit" },
               { "string(//x:instance/x:visit_3/@version)", "3" },
               { "string(//h:body/@class)", "pages" },
               { "string(//x:submission/@action)", "https://example.org/" },
               { "string(//x:bind[@nodeset='/visit_3/meta/instanceName']/@calculate)",
                 "/visit_3/a" } } },
  { "lists-of-pulldata-come-with-the-form",
    .survey = "type|name|label|default\n"
              "text|a|A|pulldata('person', 'phone', 'person_id', '1')",
    .finds = { { "string(//x:instance[@id='person']/@src)", "jr://file-csv/person.csv" } } },
};

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

  sheets_add_cases ("/xlsform/reference", reference_cases, G_N_ELEMENTS (reference_cases));
  sheets_add_cases ("/xlsform/rows", row_cases, G_N_ELEMENTS (row_cases));
  sheets_add_cases ("/xlsform/lone", lone_cases, G_N_ELEMENTS (lone_cases));
  sheets_add_cases ("/xlsform/mention", mention_cases, G_N_ELEMENTS (mention_cases));
  sheets_add_cases ("/xlsform/model", model_cases, G_N_ELEMENTS (model_cases));
  SHEETS_TEST ("/xlsform/model/entities-of-one-group-go-to-the-group-around-it",
               test_entities_of_one_group_go_to_the_group_around_it);
  SHEETS_TEST ("/xlsform/model/the-same-sheets-give-the-same-bytes",
               test_the_same_sheets_give_the_same_bytes);

  return g_test_run ();
}
