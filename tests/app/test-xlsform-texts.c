/* test-xlsform-texts.c: labels in several languages, quotations of answers, and the rules sheet
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "xlsform-sheets.h"

#include <string.h>

#define ZH "//x:translation[@lang='中文 (zh)']"
#define EN "//x:translation[@lang='English (en)']"

static const SheetsCase text_cases[] = {
  { "languages-become-translations",
    .survey = "type|name|label::中文 (zh)|label::English (en)|hint::中文 (zh)\n"
              "select_one yes_no|q|是否同意？|Do you agree?|请朗读",
    .choices = "list_name|name|label::中文 (zh)|label::English (en)\n"
               "yes_no|yes|是|Yes\n"
               "yes_no|no|否|No",
    .settings = "form_id|default_language\nvisit|中文 (zh)",
    .finds = { { "count(//x:translation)", "2" },
               { "string(" ZH "/@default)", "true()" },
               { "count(" EN "/@default)", "0" },
               { "string(" ZH "/x:text[@id='/data/q:label']/x:value)", "是否同意？" },
               { "string(" EN "/x:text[@id='yes_no-1']/x:value)", "No" },
               { "string(//x:select1/x:label/@ref)", "jr:itext('/data/q:label')" },
               { "string(//x:itemset/x:label/@ref)", "jr:itext(itextId)" } } },
  { "what-a-language-lacks-is-a-dash",
    .survey = "type|name|label::a|label::b\n"
              "text|p|P|P\n"
              "text|q|Q|",
    .finds = { { "string(//x:translation[@lang='b']/x:text[@id='/data/q:label']/x:value)",
                 "-" } } },
  { "without-language-is-the-default-one",
    .survey = "type|name|label|label::a|label::b\n"
              "text|p|P|P in a|\n"
              "text|q|Q|Q in a|Q in b",
    .settings = "default_language\nb",
    .finds = { { "count(//x:translation)", "2" },
               { "string(//x:translation[@lang='b']/x:text[@id='/data/p:label']/x:value)", "P" },
               { "string(//x:translation[@lang='b']/x:text[@id='/data/q:label']/x:value)",
                 "Q in b" } } },
  { "one-language-stays-in-place",
    .survey = "type|name|label|hint\ntext|a|A|B",
    .finds = { { "count(//x:itext)", "0" },
               { "string(//x:input/x:label)", "A" },
               { "string(//x:input/x:hint)", "B" } } },
  { "pictures-and-sound-stand-beside-the-label",
    .survey = "type|name|label|image|media::audio\ntext|a|A|a.png|a.mp3",
    .finds = { { "string(//x:value[@form='image'])", "jr://images/a.png" },
               { "string(//x:value[@form='audio'])", "jr://audio/a.mp3" } } },
  { "answers-are-quoted-in-labels",
    .survey = "type|name|label\n"
              "text|who|Who\n"
              "select_one l|q|Q\n"
              "note|n|${who} said instance('l')/root/item[name = ${q}]/label, they say",
    .choices = "list_name|name|label\nl|x|X & <Y>",
    .finds = { { "string(//x:input[@ref='/data/n']/x:label/x:output[1]/@value)", "/data/who" },
               { "string(//x:input[@ref='/data/n']/x:label/x:output[2]/@value)",
                 "instance('l')/root/item[name =  /data/q ]/label" },
               { "normalize-space(//x:input[@ref='/data/n']/x:label)", "said , they say" },
               { "string(//x:item/x:label)", "X & <Y>" } } },
  { "expressions-stand-between-braces",
    .survey = "type|name|label\n"
              "integer|q|Q\n"
              "note|n|In all {{ ${q} * 2 }} of {{today()}}, ${q} each, instance('l') \\{{so\\}}\n"
              "note|m|{{\n"
              "note|o|a {b} }} \\{",
    .exact = TRUE,
    .finds = { { "count(//x:input[@ref='/data/n']//x:output)", "3" },
               { "string(//x:input[@ref='/data/n']//x:output[1]/@value)", "/data/q  * 2" },
               { "string(//x:input[@ref='/data/n']//x:output[2]/@value)", "today()" },
               { "normalize-space(//x:input[@ref='/data/n']/x:label)",
                 "In all of , each, instance('l') {{so}}" },
               { "string(//x:input[@ref='/data/m']/x:label)", "{{" },
               { "string(//x:input[@ref='/data/o']/x:label)", "a {b} }} \\{" } } },
  { "braces-within-an-expression-are-escaped",
    .survey = "type|name|label\nnote|n|{{ concat('\\{{', 1) }}",
    .finds = { { "string(//x:output/@value)", "concat('{{', 1)" } } },
  { "expressions-are-closed",
    .survey = "type|name|label|hint\nnote|n|A {{ 1 + 1|\nnote|m|A {{ 1 + {{ 2 }} }}|B {{{",
    .refused = TRUE,
    .exact = TRUE,
    .says = { { "survey:2:label", "is not closed" },
              { "survey:3:label", "stands in another" },
              { "survey:3:hint", "is not closed" } } },
  { "choices-and-messages-quote-expressions",
    .survey = "type|name|label|constraint|constraint_message\n"
              "select_one l|q|Q|. = 'x'|not {{ . }}",
    .choices = "list_name|name|label\nl|x|X {{ 1 + 1 }}",
    .finds = { { "string(//x:text[@id='l-0']//x:output/@value)", "1 + 1" },
               { "string(//x:text[@id='/data/q:jr:constraintMsg']//x:output/@value)", "." } } },
  { "messages-are-translated",
    .survey = "type|name|label|constraint|constraint_message::a|constraint_message::b\n"
              "integer|n|N|. < 9|too many|zu viele",
    .finds = { { "string(//x:bind/@jr:constraintMsg)", "jr:itext('/data/n:jr:constraintMsg')" },
               { "string(//x:translation[@lang='b']//x:value)", "zu viele" } } },
  { "chinese-quotes-stay-in-texts-and-go-from-expressions",
    .survey = "type|name|label|relevant\n"
              "text|a|请说“我同意”|\n"
              "text|b|B|${a} = ‘yes’",
    .finds = { { "string(//x:input[@ref='/data/a']/x:label)", "请说“我同意”" },
               { "string(//x:bind[@nodeset='/data/b']/@relevant)", "/data/a  = 'yes'" } } },
  { "a-table-of-selects-shows-its-choices-once",
    .survey = "type|name|label|appearance\n"
              "begin_group|t|Table|minimal table-list w2\n"
              "select_one l|a|A|\n"
              "select_one l|b|B|\n"
              "end_group|||",
    .choices = "list_name|name|label\nl|x|X",
    .finds = { { "string(//h:body/x:group/@appearance)", "field-list minimal w2" },
               { "count(//x:select1[@appearance='label'])", "1" },
               { "count(//x:select1[@appearance='list-nolabel'])", "2" },
               { "string(//x:group/x:input/x:label)", "Table" } } },
  { "or-other-asks-which",
    .survey = "type|name|label\nselect_one l or_other|q|Q",
    .choices = "list_name|name|label\nl|x|X",
    .finds = { { "string(//x:instance[@id='l']//x:item[2]/x:name)", "other" },
               { "string(//x:bind[@nodeset='/data/q_other']/@relevant)",
                 "selected(../q, 'other')" } } },
};

static const SheetsCase rules_cases[] = {
  { "are-elements-of-our-namespace",
    .survey = "type|name|label\n"
              "begin_group|door|Door\n"
              "integer|age|Age\n"
              "end_group||\n"
              "text|agree|Agree",
    .rules = "id|when|severity|message::中文 (zh)|message::English (en)|raises|parameters\n"
             "consent|${agree} = 'yes'||||consent|consent=${agree} visit=${door}\n"
             "old|${age} > 120|warn|年龄${age}岁，请核对|Age ${age}: check||",
    .finds = { { "count(//x:model/ruhu:rule)", "2" },
               { "string(//ruhu:rule[@raises='consent']/@when)", "/data/agree  = 'yes'" },
               { "string(//ruhu:rule[@raises='consent']/@parameters)",
                 "consent=/data/agree visit=/data/door" },
               { "string(//ruhu:rule[@id='old']/@severity)", "warn" },
               { "string(//ruhu:rule[@id='old']/@message)", "jr:itext('ruhu:rule:old')" },
               { "string(" ZH "/x:text[@id='ruhu:rule:old']/x:value)", "年龄岁，请核对" },
               { "string(" ZH "/x:text[@id='ruhu:rule:old']//x:output/@value)",
                 "/data/door/age" } } },
};

static void
test_a_form_without_rules_does_not_name_us (Sheets *f, gconstpointer data)
{
  const char *text;
  gsize length;

  sheets_compile (f, "type|name|label\ntext|a|A");
  text = g_bytes_get_data (f->form, &length);
  g_assert_null (g_strstr_len (text, (gssize) length, "ruhu.org"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  sheets_add_cases ("/xlsform/text", text_cases, G_N_ELEMENTS (text_cases));
  sheets_add_cases ("/xlsform/rules", rules_cases, G_N_ELEMENTS (rules_cases));
  SHEETS_TEST ("/xlsform/rules/a-form-without-rules-does-not-name-us",
               test_a_form_without_rules_does_not_name_us);

  return g_test_run ();
}
