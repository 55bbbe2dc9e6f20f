/* test-search.c: app/forms/ruhu-search.c: choices from files as older forms ask for them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form-fixture.h"

#include <string.h>

static const char *const files[][2] = {
  { "fruits.csv", "key,name,kind\nap,Apple,a\nba,Banana,b\nav,Avocado,a\n" },
  { "itemsets.csv",
    "list_name,name,label,state\ncounty,k1,King,wa\ncounty,k2,Pierce,wa\n"
    "county,k3,Kings,ny\ntown,t1,Town,wa\n" },
  { "pet.csv", "name,label,label::中文 (zh)\nc,Cat,猫\nd,Dog,\n" },
};

static GBytes *
give_file (const char *uri, gpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    if (g_str_has_suffix (uri, files[i][0]))
      return g_bytes_new_static (files[i][1], strlen (files[i][1]));

  return NULL;
}

static RuhuInstance *
start (const char *body)
{
  g_autoptr (RuhuForm) form = form_make ("<text/><a/>", "", body);
  RuhuInstance *self = ruhu_instance_new (form);

  ruhu_instance_set_media (self, give_file, NULL);
  ruhu_instance_start (self, NULL);
  return self;
}

static void
assert_found (const char *search, const char *text, const char *expected)
{
  g_autofree char *body = g_markup_printf_escaped (
    "<select1 ref=\"/data/a\" appearance=\"quick %s\"><item><label>none</label><value>0</value>"
    "</item><item><label>name, kind</label><value>key</value></item></select1>",
    search);
  g_autoptr (RuhuInstance) self = start (body);
  g_autofree char *choices = NULL;

  form_set (self, "/data/text", text);
  choices = form_choices (self, "/data/a");
  g_assert_cmpstr (choices, ==, expected);
}

static void
test_rows_of_a_file_are_choices (void)
{
  assert_found ("search('fruits')", "", "0=none ap=Apple, a ba=Banana, b av=Avocado, a");
  assert_found ("search('fruits', 'contains', 'name', /data/text)", "AN", "0=none ba=Banana, b");
  assert_found ("search('fruits', 'startswith', 'key,name', /data/text)",
                "a",
                "0=none ap=Apple, a av=Avocado, a");
  assert_found ("search('fruits', 'endswith', 'name', 'o')", "", "0=none av=Avocado, a");
  assert_found ("search('fruits', 'matches', 'kind', /data/text)", "b", "0=none ba=Banana, b");
  assert_found ("search('fruits', 'contains', 'name', 'a', 'kind', 'b')",
                "",
                "0=none ba=Banana, b");
}

static void
test_file_that_is_missing_offers_nothing_of_it (void)
{
  assert_found ("search('nosuch')", "", "0=none");
}

static void
test_query_reads_its_list_of_itemsets (void)
{
  g_autoptr (RuhuInstance) self =
    start ("<input ref=\"/data/a\" query=\"instance('county')/root/item[state = /data/text]\"/>");
  g_autofree char *choices = NULL;

  form_set (self, "/data/text", "wa");
  choices = form_choices (self, "/data/a");
  g_assert_cmpstr (choices, ==, "k1=King k2=Pierce");
  g_assert_cmpint (ruhu_control_get_kind (
                     ruhu_form_find_control (ruhu_instance_get_form (self), "/data/a")),
                   ==,
                   RUHU_CONTROL_SELECT1);
}

/* As ODK Collect reads it: a column for each language, one without for where there is none. */
static void
test_query_reads_the_labels_of_its_language (void)
{
  g_autoptr (RuhuForm) form =
    form_make ("<a/>",
               "<itext><translation lang=\"en\"><text id=\"x\"><value>X</value></text>"
               "</translation><translation lang=\"中文 (zh)\"><text id=\"x\"><value>X</value>"
               "</text></translation></itext>",
               "<input ref=\"/data/a\" query=\"instance('pet')/root/item\"/>");
  g_autoptr (RuhuInstance) self = ruhu_instance_new (form);
  g_autofree char *plain = NULL;
  g_autofree char *translated = NULL;

  ruhu_instance_set_media (self, give_file, NULL);
  ruhu_instance_start (self, NULL);
  plain = form_choices (self, "/data/a");
  g_assert_cmpstr (plain, ==, "c=Cat d=Dog");
  ruhu_instance_set_language (self, "zh");
  translated = form_choices (self, "/data/a");
  g_assert_cmpstr (translated, ==, "c=猫 d=Dog");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/search/rows-of-a-file-are-choices", test_rows_of_a_file_are_choices);
  g_test_add_func ("/search/missing-file-offers-nothing-of-it",
                   test_file_that_is_missing_offers_nothing_of_it);
  g_test_add_func ("/search/query-reads-its-list-of-itemsets",
                   test_query_reads_its_list_of_itemsets);
  g_test_add_func ("/search/query-reads-the-labels-of-its-language",
                   test_query_reads_the_labels_of_its_language);

  return g_test_run ();
}
