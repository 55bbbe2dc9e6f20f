/* test-xlsform-texts.c: labels in several languages, quotations of answers, and the rules sheet
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "xlsform-sheets.h"

#include <string.h>

#define ZH "//x:translation[@lang='中文 (zh)']"
#define EN "//x:translation[@lang='English (en)']"

static void
test_languages_become_translations (Sheets *f, gconstpointer data)
{
  sheets_write (f, "settings", "form_id|default_language\nvisit|中文 (zh)");
  sheets_write (f,
                "choices",
                "list_name|name|label::中文 (zh)|label::English (en)\n"
                "yes_no|yes|是|Yes\n"
                "yes_no|no|否|No");
  sheets_compile (f,
                  "type|name|label::中文 (zh)|label::English (en)|hint::中文 (zh)\n"
                  "select_one yes_no|q|是否同意？|Do you agree?|请朗读");
  sheets_assert (f, "count(//x:translation)", "2");
  sheets_assert (f, "string(" ZH "/@default)", "true()");
  sheets_assert (f, "count(" EN "/@default)", "0");
  sheets_assert (f, "string(" ZH "/x:text[@id='/data/q:label']/x:value)", "是否同意？");
  sheets_assert (f, "string(" EN "/x:text[@id='yes_no-1']/x:value)", "No");
  sheets_assert (f, "string(//x:select1/x:label/@ref)", "jr:itext('/data/q:label')");
  sheets_assert (f, "string(//x:itemset/x:label/@ref)", "jr:itext(itextId)");
}

static void
test_what_a_language_lacks_is_a_dash (Sheets *f, gconstpointer data)
{
  sheets_compile (f,
                  "type|name|label::a|label::b\n"
                  "text|p|P|P\n"
                  "text|q|Q|");
  sheets_assert (f, "string(//x:translation[@lang='b']/x:text[@id='/data/q:label']/x:value)", "-");
}

static void
test_without_language_is_the_default_one (Sheets *f, gconstpointer data)
{
  sheets_write (f, "settings", "default_language\nb");
  sheets_compile (f,
                  "type|name|label|label::a|label::b\n"
                  "text|p|P|P in a|\n"
                  "text|q|Q|Q in a|Q in b");
  sheets_assert (f, "count(//x:translation)", "2");
  sheets_assert (f, "string(//x:translation[@lang='b']/x:text[@id='/data/p:label']/x:value)", "P");
  sheets_assert (f,
                 "string(//x:translation[@lang='b']/x:text[@id='/data/q:label']/x:value)",
                 "Q in b");
}

static void
test_one_language_stays_in_place (Sheets *f, gconstpointer data)
{
  sheets_compile (f, "type|name|label|hint\ntext|a|A|B");
  sheets_assert (f, "count(//x:itext)", "0");
  sheets_assert (f, "string(//x:input/x:label)", "A");
  sheets_assert (f, "string(//x:input/x:hint)", "B");
}

static void
test_pictures_and_sound_stand_beside_the_label (Sheets *f, gconstpointer data)
{
  sheets_compile (f, "type|name|label|image|media::audio\ntext|a|A|a.png|a.mp3");
  sheets_assert (f, "string(//x:value[@form='image'])", "jr://images/a.png");
  sheets_assert (f, "string(//x:value[@form='audio'])", "jr://audio/a.mp3");
}

static void
test_answers_are_quoted_in_labels (Sheets *f, gconstpointer data)
{
  sheets_write (f, "choices", "list_name|name|label\nl|x|X & <Y>");
  sheets_compile (f,
                  "type|name|label\n"
                  "text|who|Who\n"
                  "select_one l|q|Q\n"
                  "note|n|${who} said instance('l')/root/item[name = ${q}]/label, they say");
  sheets_assert (f, "string(//x:input[@ref='/data/n']/x:label/x:output[1]/@value)", "/data/who");
  sheets_assert (f,
                 "string(//x:input[@ref='/data/n']/x:label/x:output[2]/@value)",
                 "instance('l')/root/item[name =  /data/q ]/label");
  sheets_assert (f, "normalize-space(//x:input[@ref='/data/n']/x:label)", "said , they say");
  sheets_assert (f, "string(//x:item/x:label)", "X & <Y>");
}

static void
test_messages_are_translated (Sheets *f, gconstpointer data)
{
  sheets_compile (f,
                  "type|name|label|constraint|constraint_message::a|constraint_message::b\n"
                  "integer|n|N|. < 9|too many|zu viele");
  sheets_assert (f, "string(//x:bind/@jr:constraintMsg)", "jr:itext('/data/n:jr:constraintMsg')");
  sheets_assert (f, "string(//x:translation[@lang='b']//x:value)", "zu viele");
}

static void
test_chinese_quotes_stay_in_texts_and_go_from_expressions (Sheets *f, gconstpointer data)
{
  sheets_compile (f,
                  "type|name|label|relevant\n"
                  "text|a|请说“我同意”|\n"
                  "text|b|B|${a} = ‘yes’");
  sheets_assert (f, "string(//x:input[@ref='/data/a']/x:label)", "请说“我同意”");
  sheets_assert (f, "string(//x:bind[@nodeset='/data/b']/@relevant)", "/data/a  = 'yes'");
}

static void
test_a_table_of_selects_shows_its_choices_once (Sheets *f, gconstpointer data)
{
  sheets_write (f, "choices", "list_name|name|label\nl|x|X");
  sheets_compile (f,
                  "type|name|label|appearance\n"
                  "begin_group|t|Table|table-list\n"
                  "select_one l|a|A|\n"
                  "select_one l|b|B|\n"
                  "end_group|||");
  sheets_assert (f, "string(//h:body/x:group/@appearance)", "field-list");
  sheets_assert (f, "count(//x:select1[@appearance='label'])", "1");
  sheets_assert (f, "count(//x:select1[@appearance='list-nolabel'])", "2");
  sheets_assert (f, "string(//x:group/x:input/x:label)", "Table");
}

static void
test_or_other_asks_which (Sheets *f, gconstpointer data)
{
  sheets_write (f, "choices", "list_name|name|label\nl|x|X");
  sheets_compile (f, "type|name|label\nselect_one l or_other|q|Q");
  sheets_assert (f, "string(//x:instance[@id='l']//x:item[2]/x:name)", "other");
  sheets_assert (f,
                 "string(//x:bind[@nodeset='/data/q_other']/@relevant)",
                 "selected(../q, 'other')");
}

static void
test_rules_are_elements_of_our_namespace (Sheets *f, gconstpointer data)
{
  sheets_write (f,
                "rules",
                "id|when|severity|message::中文 (zh)|message::English (en)|raises|parameters\n"
                "consent|${agree} = 'yes'||||consent|consent=${agree} visit=${door}\n"
                "old|${age} > 120|warn|年龄${age}岁，请核对|Age ${age}: check||");
  sheets_compile (f,
                  "type|name|label\n"
                  "begin_group|door|Door\n"
                  "integer|age|Age\n"
                  "end_group||\n"
                  "text|agree|Agree");
  sheets_assert (f, "count(//x:model/ruhu:rule)", "2");
  sheets_assert (f, "string(//ruhu:rule[@raises='consent']/@when)", "/data/agree  = 'yes'");
  sheets_assert (f,
                 "string(//ruhu:rule[@raises='consent']/@parameters)",
                 "consent=/data/agree visit=/data/door");
  sheets_assert (f, "string(//ruhu:rule[@id='old']/@severity)", "warn");
  sheets_assert (f, "string(//ruhu:rule[@id='old']/@message)", "jr:itext('ruhu:rule:old')");
  sheets_assert (f, "string(" ZH "/x:text[@id='ruhu:rule:old']/x:value)", "年龄岁，请核对");
  sheets_assert (f,
                 "string(" ZH "/x:text[@id='ruhu:rule:old']//x:output/@value)",
                 "/data/door/age");
}

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

  SHEETS_TEST ("/xlsform/text/languages-become-translations", test_languages_become_translations);
  SHEETS_TEST ("/xlsform/text/what-a-language-lacks-is-a-dash",
               test_what_a_language_lacks_is_a_dash);
  SHEETS_TEST ("/xlsform/text/without-language-is-the-default-one",
               test_without_language_is_the_default_one);
  SHEETS_TEST ("/xlsform/text/one-language-stays-in-place", test_one_language_stays_in_place);
  SHEETS_TEST ("/xlsform/text/pictures-and-sound-stand-beside-the-label",
               test_pictures_and_sound_stand_beside_the_label);
  SHEETS_TEST ("/xlsform/text/answers-are-quoted-in-labels", test_answers_are_quoted_in_labels);
  SHEETS_TEST ("/xlsform/text/messages-are-translated", test_messages_are_translated);
  SHEETS_TEST ("/xlsform/text/chinese-quotes-stay-in-texts-and-go-from-expressions",
               test_chinese_quotes_stay_in_texts_and_go_from_expressions);
  SHEETS_TEST ("/xlsform/text/a-table-of-selects-shows-its-choices-once",
               test_a_table_of_selects_shows_its_choices_once);
  SHEETS_TEST ("/xlsform/text/or-other-asks-which", test_or_other_asks_which);
  SHEETS_TEST ("/xlsform/rules/are-elements-of-our-namespace",
               test_rules_are_elements_of_our_namespace);
  SHEETS_TEST ("/xlsform/rules/a-form-without-rules-does-not-name-us",
               test_a_form_without_rules_does_not_name_us);

  return g_test_run ();
}
