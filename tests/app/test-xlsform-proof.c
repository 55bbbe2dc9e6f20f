/* test-xlsform-proof.c: what the compiler says of a form that no single cell can tell
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "xlsform-sheets.h"

#include <string.h>

static const SheetsCase engine_cases[] = {
  { "questions-that-wait-for-each-other",
    .tried = TRUE,
    .survey = "type|name|label|calculation\n"
              "calculate|a||${b} + 1\ncalculate|b||${a} + 1\ntext|c|C|",
    .exact = TRUE,
    .says = { { "survey:2:calculation", "wait for each other: ${a} → ${b} → ${a}" },
              { "survey:0:-", "no device opens the form" } } },
  { "calls-nobody-answers",
    .tried = TRUE,
    .survey = "type|name|label|relevant|constraint|default|calculation\n"
              "text|a|A|foo(1)|||\n"
              "text|b|B||bar(.)||\n"
              "text|c|C|||baz(1)|\n"
              "calculate|d|||||qux(1)",
    .exact = TRUE,
    .says = { { "survey:2:relevant", "“foo(1)” calls a function" },
              { "survey:3:constraint", "“bar(.)”" },
              { "survey:4:default", "“baz(1)”" },
              { "survey:5:calculation", "“qux(1)”" } } },
  { "headers-as-the-author-wrote-them",
    .tried = TRUE,
    .survey = "type|name|label|Relevance\ntext|a|A|\ntext|b|B|foo(${a})",
    .exact = TRUE,
    .says = { { "survey:3:Relevance", "foo" } } },
  { "paths-to-nowhere",
    .tried = TRUE,
    .survey = "type|name|label|relevant\ntext|a|A|\ntext|b|B|/data/aa = 1",
    .exact = TRUE,
    .says = { { "survey:3:relevant", "“/data/aa” leads to no node" } } },
  { "questions-nobody-sees",
    .tried = TRUE,
    .survey = "type|name|label|relevant\ntext|a|A|\ntext|b|B|false()",
    .exact = TRUE,
    .says = { { "survey:3:relevant", "nobody can ever see “b”" } } },
  { "patterns-that-engines-read-otherwise",
    .tried = TRUE,
    .survey = "type|name|label|constraint\ntext|a|A|regex(., '[a-z]')\ntext|b|B|regex(., '^a$')",
    .exact = TRUE,
    .says = { { "survey:2:constraint", "“[a-z]”" } } },
  { "entities-and-settings",
    .tried = TRUE,
    .survey = "type|name|label\ntext|a|A",
    .settings = "form_id|instance_name\nf|nonsense",
    .entities = "list_name|label|create_if\np|E1|baz(1)",
    .exact = TRUE,
    .says = { { "entities:2:label", "“E1” leads to no node" },
              { "entities:2:create_if", "“baz(1)”" },
              { "settings:2:instance_name", "“nonsense”" } } },
  { "a-list-whose-name-ends-a-string",
    .tried = TRUE,
    .survey = "type|name|label\nselect_one it's|a|A",
    .choices = "list_name|name|label\nit's|x|X",
    .exact = TRUE,
    .says = { { "survey:2:type", "instance('it's')" },
              { "survey:0:-", "no device opens the form" } } },
};

static const SheetsCase filter_cases[] = {
  { "columns-that-are-misspelt",
    .tried = TRUE,
    .survey = "type|name|label|choice_filter\n"
              "text|c|C|\n"
              "select_one l|a|A|regin = ${c}\n"
              "select_one l|b|B|region = ${c} and not(name = 'x')",
    .choices = "list_name|name|label|region\nl|x|X|n\nl|y|Y|n",
    .exact = TRUE,
    .says = { { "survey:3:choice_filter",
                "“regin”, which no row of the list “l” has; it has name, label, region" } } },
  { "columns-the-form-has-otherwise",
    .tried = TRUE,
    .survey = "type|name|label|choice_filter\n"
              "text|c|C|\n"
              "select_one l|a|A|region = ${c} and string-length(name) > 0 and position() > 0\n"
              "select_one l|b|B|instance('l')/root/item[region = 'n']/name = name\n"
              "select_one_from_file p.csv|d|D|anything = ${c}",
    .choices = "list_name|name|label|region\nl|x|X|n\nl|y|Y|n",
    .exact = TRUE },
  { "lists-in-a-file-beside-the-form",
    .survey = "type|name|label|choice_filter\ntext|c|C|\nselect_one_external l|a|A|n = ${c}",
    .extra = { "external_choices", "list_name|name|label|n\nl|x|X|1" },
    .exact = TRUE },
  { "a-default-that-is-no-choice",
    .survey = "type|name|label|default\n"
              "select_one l|a|A|z\n"
              "select_one l|b|B|x\n"
              "select_multiple l|c|C|x y\n"
              "select_multiple l|d|D|x z\n"
              "select_one l|e|E|concat('z', 1)",
    .choices = "list_name|name|label\nl|x|X\nl|y|Y",
    .exact = TRUE,
    .says = { { "survey:2:default", "'z' is no choice of list 'l'" },
              { "survey:5:default", "'z'" } } },
};

static void
test_each_bind_has_a_line (Sheets *f, gconstpointer data)
{
  const char *text;
  gsize length;

  sheets_compile (f, "type|name|label\nbegin group|g|G\ntext|a|A\ntext|b|B\nend group||");
  text = g_bytes_get_data (f->form, &length);
  g_assert_nonnull (g_strstr_len (text, (gssize) length, "\n<bind nodeset=\"/data/g/a\""));
  g_assert_nonnull (g_strstr_len (text, (gssize) length, "\n<bind nodeset=\"/data/g/b\""));
  g_assert_nonnull (g_strstr_len (text, (gssize) length, "\n<input ref=\"/data/g/b\""));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  sheets_add_cases ("/xlsform/proof", engine_cases, G_N_ELEMENTS (engine_cases));
  sheets_add_cases ("/xlsform/filter", filter_cases, G_N_ELEMENTS (filter_cases));
  SHEETS_TEST ("/xlsform/proof/each-bind-has-a-line", test_each_bind_has_a_line);

  return g_test_run ();
}
