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
  { "numbers-are-decimal",
    .survey = "type|name|label|parameters\nrange|a|A|start=0x1 end=5\nrange|b|B|start=1e0 end=+5",
    .refused = TRUE,
    .exact = TRUE,
    .says = { { "survey:2:parameters", "start is a number, not '0x1'" } } },
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
  { "parted-by-one-colon-keep-the-namespace-and-the-language",
    .survey = "type|name|label:a|bind:jr:constraintMsg:a|media:image:a|constraint\n"
              "text|a|A|no|a.png|. != ''",
    .finds = { { "string(//x:translation[@lang='a']/x:text[contains(@id, 'constraintMsg')])",
                 "no" },
               { "string(//x:bind/@jr:constraintMsg)", "jr:itext('/data/a:jr:constraintMsg')" },
               { "string(//x:value[@form='image'])", "jr://images/a.png" } } },
  { "may-break-in-the-header",
    .survey = "type|name|label|required\302\240 message|required\ntext|a|A|say it|yes",
    .finds = { { "string(//x:bind/@jr:requiredMsg)", "say it" } } },
  { "of-the-same-name-are-refused",
    .survey = "type|name|label|label\ntext|a|A|B",
    .refused = TRUE,
    .exact = TRUE,
    .says = { { "survey:1:label", "same column" } } },
  { "of-attributes-are-named-as-xml-names-things",
    .survey = "type|name|label|bind::my note\ntext|a|A|x",
    .refused = TRUE,
    .exact = TRUE,
    .says = { { "survey:1:bind::my note", "'my note' cannot be an attribute" } } },
  { "of-media-are-of-four-kinds",
    .survey = "type|name|label|media::picture\ntext|a|A|x.png",
    .refused = TRUE,
    .exact = TRUE,
    .says = { { "survey:1:media::picture", "media::image" } } },
  { "of-media-without-a-kind-are-not-read",
    .survey = "type|name|label|media\ntext|a||x.png",
    .exact = TRUE,
    .says = { { "survey:1:media", "warning: this column is not read" } },
    .finds = { { "count(//x:label)", "1" }, { "count(//x:value)", "0" } } },
  { "a-big-image-opens-from-a-small-one",
    .survey = "type|name|label|media::image|media::big-image\n"
              "text|a|A|a.png|A.png\n"
              "text|b|B||B.png",
    .refused = TRUE,
    .exact = TRUE,
    .says = { { "survey:3:media::big-image", "'b'" } } },
  { "a-picture-is-described-in-each-language",
    .survey = "type|name|label::en|label::zh|image|image-description::en|image-description::zh\n"
              "text|a|A|甲|a.png|A well|一口井",
    .finds = { { "count(//x:value[@form='image-description'])", "2" },
               { "string(//x:translation[@lang='zh']//x:value[@form='image-description'])",
                 "一口井" } } },
  { "a-description-wants-a-picture",
    .survey = "type|name|label|image_description\ntext|a|A|A well",
    .refused = TRUE,
    .exact = TRUE,
    .says = { { "survey:2:image_description", "media::image" } } },
  { "guidance-alone-is-no-question",
    .survey = "type|name|label|guidance_hint\ntext|a||as the card says",
    .refused = TRUE,
    .exact = TRUE,
    .says = { { "survey:2:label", "says nothing" } } },
  { "messages-of-hidden-questions-are-written",
    .survey = "type|name|calculation|constraint|constraint_message\n"
              "calculate|a|1 + 1|. > 1|${a} is too few",
    .finds = { { "string(//x:text[@id='/data/a:jr:constraintMsg']//x:output/@value)", "/data/a" },
               { "count(//x:text)", "1" } } },
  { "of-parameters-hold-pairs-on-groups-too",
    .survey = "type|name|label|parameters\nbegin_group|g|G|wide\ntext|a|A|\nend_group|||",
    .refused = TRUE,
    .exact = TRUE,
    .says = { { "survey:2:parameters", "'wide' is no pair" } } },
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

static const SheetsCase loops[] = {
  { "ask-once-for-each-choice",
    .survey = "type|name|label\n"
              "begin loop over l|t|T\n"
              "text|a|How is %(label)s?\n"
              "end loop||\n"
              "begin_loop l|u|U\n"
              "text|a|And %(name)s?\n"
              "end_loop||",
    .choices = "list_name|name|label\nl|x|X\nl|y|Y",
    .finds = { { "string(//x:input[@ref='/data/t/x/a']/x:label)", "How is X?" },
               { "string(//x:input[@ref='/data/u/y/a']/x:label)", "And y?" } } },
  { "need-a-list",
    .survey = "type|name|label\n"
              "begin loop|t|T\ntext|a|A\nend loop||\n"
              "begin loop over m|u|U\ntext|a|A\nend loop||",
    .choices = "list_name|name|label\nl|x|X",
    .refused = TRUE,
    .exact = TRUE,
    .says = { { "survey:2:type", "begin loop over LIST" }, { "survey:5:type", "'m'" } } },
  { "alone-have-a-use-for-a-list",
    .survey = "type|name|label\nbegin group l|g|G\ntext|a|A\nend group||",
    .exact = TRUE,
    .finds = { { "string(//x:group/x:label)", "G" } } },
};

static const SheetsCase settings[] = {
  { "of-old-forms-stand-among-the-questions",
    .survey = "type|name|label\n"
              "set form title|Visit|\n"
              "set form id|visit|\n"
              "submission_url|https://example.org/|\n"
              "text|a|A",
    .settings = "form_title|form_id\nTitle|id",
    .exact = TRUE,
    .finds = { { "string(//h:title)", "Visit" },
               { "string(//x:data/@id)", "visit" },
               { "count(//x:data/*)", "2" },
               { "string(//x:submission/@action)", "https://example.org/" } } },
  { "of-namespaces-go-without-quotes-too",
    .survey = "type|name|label|body::e:x|body::f:y\ntext|a|A|1|2",
    .settings = "namespaces\ne=http://example.org/?a&b f=\"http://example.org/f\" 1=http://g/",
    .exact = TRUE,
    .finds = { { "string(//x:input/@*[local-name() = 'x'])", "1" },
               { "string(//x:input/@*[namespace-uri() = 'http://example.org/f'])", "2" } } },
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

  sheets_add_cases ("/xlsform/loops", loops, G_N_ELEMENTS (loops));
  sheets_add_cases ("/xlsform/settings", settings, G_N_ELEMENTS (settings));

  return g_test_run ();
}
