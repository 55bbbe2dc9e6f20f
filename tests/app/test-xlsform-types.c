/* test-xlsform-types.c: question types, their parameters and the columns that shape them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "xlsform-sheets.h"

#include <string.h>

static const SheetsCase types[] = {
  { "old-words-mean-the-same",
    .survey = "type|name|label\nadd location prompt|a|A\nq string|b|B\nget device id|c|\n"
              "get phone number|d|\nselect all that apply from l|e|E\nadd dateTime prompt|f|F",
    .choices = "list_name|name|label\nl|x|X",
    .finds = { { "string(//x:bind[@nodeset='/data/a']/@type)", "geopoint" },
               { "string(//x:bind[@nodeset='/data/b']/@type)", "string" },
               { "string(//x:bind[@nodeset='/data/c']/@jr:preloadParams)", "deviceid" },
               { "string(//x:bind[@nodeset='/data/d']/@jr:preloadParams)", "phonenumber" },
               { "count(//x:select[@ref='/data/e'])", "1" },
               { "string(//x:bind[@nodeset='/data/f']/@type)", "dateTime" } } },
  { "some-types-bring-a-constraint",
    .survey = "type|name|label|hint|constraint\npercentage|a|A||\nphone number|b|B||\n"
              "phone number|c|C|mine|. != ''",
    .finds = { { "string(//x:bind[@nodeset='/data/a']/@constraint)", "0 <= . and . <= 100" },
               { "string(//x:bind[@nodeset='/data/b']/@constraint)", "regex(., '^\\d*$')" },
               { "string(//x:input[@ref='/data/b']/x:hint)", "Enter numbers only." },
               { "string(//x:bind[@nodeset='/data/c']/@constraint)", ". != ''" },
               { "string(//x:input[@ref='/data/c']/x:hint)", "mine" } } },
  { "capitals-do-not-count",
    .survey = "Type|NAME|Label\nInteger|a|A\nSELECT_ONE l|b|B\nBegin Group|g|G\nTEXT|c|C\n"
              "End Group||",
    .choices = "List_Name|Name|LABEL\nl|x|X",
    .finds = { { "string(//x:bind[@nodeset='/data/a']/@type)", "int" },
               { "count(//x:select1)", "1" },
               { "count(//x:group/x:input)", "1" } } },
  { "a-map-question-has-its-tags-and-their-values",
    .survey = "type|name|label\nosm tags|a|A",
    .extra = { "osm", "list_name|name|label\ntags|building|Building\nbuilding|yes|Yes" },
    .finds = { { "string(//x:tag/@key)", "building" },
               { "string(//x:tag/x:item/x:value)", "yes" },
               { "string(//x:tag/x:item/x:label)", "Yes" } } },
  { "the-head-of-a-table-needs-no-label",
    .survey = "type|name|label|appearance\nselect_one l|a||label\nselect_one l|b|B|list-nolabel",
    .choices = "list_name|name|label\nl|x|X",
    .exact = TRUE,
    .finds = { { "string(//x:select1[1]/@appearance)", "label" } } },
};

static const SheetsCase parameters[] = {
  { "are-parted-as-one-likes",
    .survey = "type|name|label|parameters\nrange|a|A|start = 2 , end=8;step=3\n"
              "image|b|B|max-pixels=64;app=org.Example.Photo\naudio|c|C|Quality=LOW",
    .finds = { { "string(//x:range/@start)", "2" },
               { "string(//x:range/@end)", "8" },
               { "string(//x:range/@step)", "3" },
               { "string(//x:upload[1]/@intent)", "org.Example.Photo" },
               { "string(//x:bind[@nodeset='/data/c']/@odk:quality)", "low" } } },
  { "are-read-for-every-type",
    .survey = "type|name|label|parameters\ninteger|a|A|nonsense",
    .refused = TRUE,
    .exact = TRUE,
    .says = { { "survey:2:parameters", "'nonsense' is no pair" } } },
  { "a-range-is-whole-unless-a-number-of-it-is-not",
    .survey = "type|name|label|parameters\nrange|a|A|start=1.0 end=5\nrange|b|B|step=.5 end=5",
    .finds = { { "string(//x:bind[@nodeset='/data/a']/@type)", "int" },
               { "string(//x:bind[@nodeset='/data/b']/@type)", "decimal" } } },
  { "without-ticks-both-ends-are-labelled",
    .survey = "type|name|label|parameters|appearance\n"
              "range|a|A|start=0 end=10 tick_labelset=l|no-ticks",
    .choices = "list_name|name|label\nl|0|none",
    .refused = TRUE,
    .exact = TRUE,
    .says = { { "survey:2:parameters", "start and end" } } },
  { "labels-stand-at-ticks",
    .survey = "type|name|label|parameters\n"
              "range|a|A|start=0 end=10 tick_interval=5 tick_labelset=l",
    .choices = "list_name|name|label\nl|0|none\nl|2|some",
    .refused = TRUE,
    .exact = TRUE,
    .says = { { "survey:2:parameters", "multiple of tick_interval" } } },
  { "an-app-is-a-package",
    .survey = "type|name|label|parameters\nimage|a|A|max-pixels=1 app=org.1photo",
    .refused = TRUE,
    .exact = TRUE,
    .says = { { "survey:2:parameters", "'org.1photo'" } } },
  { "a-file-has-one-ending",
    .survey = "type|name|label\nselect_one_from_file towns.v2.csv|a|A",
    .refused = TRUE,
    .exact = TRUE,
    .says = { { "survey:2:type", "no other point" } } },
};

static const SheetsCase columns[] = {
  { "of-attributes-may-refer-to-answers",
    .survey = "type|name|label|instance::x|body::y|bind::z\ntext|a|A|||\ntext|b|B|${a}|${a}|${a}",
    .finds = { { "string(//x:data/x:b/@x)", "/data/a" },
               { "string(//x:input[@ref='/data/b']/@y)", "/data/a" },
               { "string(//x:bind[@nodeset='/data/b']/@z)", "/data/a" } } },
  { "of-messages-have-languages-among-the-attributes-too",
    .survey = "type|name|label|bind::jr:constraintMsg::a|bind::jr:constraintMsg::b|constraint\n"
              "text|a|A|x|y|. != ''",
    .finds = { { "string(//x:translation[@lang='b']/x:text/x:value)", "y" } } },
  { "may-be-parted-by-one-colon",
    .survey = "type|name|label:a|label:b|bind:jr:constraintMsg|constraint\ntext|a|A|B|no|. != ''",
    .finds = { { "string(//x:translation[@lang='b']/x:text/x:value)", "B" },
               { "string(//x:bind/@jr:constraintMsg)", "no" } } },
  { "of-names-are-mended",
    .survey = "type|name|label\ntext|first name|A\ntext|1st|B",
    .refused = TRUE,
    .exact = TRUE,
    .says = { { "survey:2:name", "'first_name'" }, { "survey:3:name", "'_1st'" } } },
  { "of-names-may-be-of-any-script",
    .survey = "type|name|label|relevant\ntext|姓名|A|\ntext|नाम|B|${姓名} = 1\n"
              "text|c|C|${नाम} = 1",
    .exact = TRUE,
    .finds = { { "string(//x:bind[@nodeset='/data/नाम']/@relevant)", "/data/姓名  = 1" },
               { "string(//x:bind[@nodeset='/data/c']/@relevant)", "/data/नाम  = 1" } } },
  { "a-question-in-a-repeat-that-refers-to-itself",
    .survey = "type|name|label|constraint\nbegin_repeat|r|R|\ntext|a|A|${a} != ''\nend_repeat|||",
    .finds = { { "string(//x:bind[@nodeset='/data/r/a']/@constraint)", "../a  != ''" } } },
};

static const SheetsCase settings[] = {
  { "for-short-messages-are-two-attributes",
    .survey = "type|name|label\ntext|a|A",
    .settings = "prefix|delimiter|sms_keyword\nkey|+|word",
    .finds = { { "string(//x:data/@odk:prefix)", "key" },
               { "string(//x:data/@odk:delimiter)", "+" } } },
};

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  sheets_add_cases ("/xlsform/types", types, G_N_ELEMENTS (types));
  sheets_add_cases ("/xlsform/parameters", parameters, G_N_ELEMENTS (parameters));
  sheets_add_cases ("/xlsform/columns", columns, G_N_ELEMENTS (columns));

  sheets_add_cases ("/xlsform/settings", settings, G_N_ELEMENTS (settings));

  return g_test_run ();
}
