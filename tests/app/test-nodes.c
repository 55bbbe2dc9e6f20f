/* test-nodes.c: app/forms/ruhu-nodes.c: up, down and across in the filling and in lists
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form-fixture.h"

#define MARKET \
  "<instance id=\"market\"><root>" \
  "<item><fruit>pear</fruit><price>4</price></item>" \
  "<item><fruit>plum</fruit><price>9</price></item>" \
  "<item><fruit>fig</fruit><price>2</price></item>" \
  "</root></instance>"

typedef struct {
  const char *expr;
  const char *expected;
} Case;

/* Each expression of @cases is the calculation of one question. */
static void
assert_all (const char *instance, const char *model, const char *body, const Case *cases)
{
  for (; cases->expr != NULL; cases++) {
    g_autofree char *bind =
      g_markup_printf_escaped ("<bind nodeset=\"/data/out\" calculate=\"%s\"/>", cases->expr);
    g_autofree char *whole_instance = g_strconcat (instance, "<out/>", NULL);
    g_autofree char *whole_model = g_strconcat (model, bind, NULL);
    g_autoptr (RuhuInstance) self = form_start (whole_instance, whole_model, body);

    g_test_message ("%s", cases->expr);
    form_assert (self, "/data/out", cases->expected);
  }
}

static void
test_rows_of_a_list_see_the_others (void)
{
  static const Case cases[] = {
    { "instance('market')/root/item[price = max(../item/price)]/fruit", "plum" },
    { "instance('market')/root/item[count(../item[price < current()/../limit]) = 2][2]/fruit",
      "plum" },
    { "count(instance('market')/root/item/..)", "1" },
    { "count(instance('market')/root/item/../item)", "3" },
    { "instance('market')/root/item/price[. = 9]/../fruit", "plum" },
    { NULL, NULL },
  };

  assert_all ("<limit>5</limit>", MARKET, "<input ref=\"/data/limit\"/>", cases);
}

static void
test_lists_are_searched_to_the_bottom (void)
{
  static const Case cases[] = {
    { "count(instance('market')//item)", "3" },
    { "sum(instance('market')//price)", "15" },
    { "join(' ', instance('market')/root//fruit)", "pear plum fig" },
    { "count(instance('market')//nothing)", "0" },
    { NULL, NULL },
  };

  assert_all ("", MARKET, "", cases);
}

/* A row is there whatever it holds; an empty column reads as empty. */
static void
test_row_that_is_there_is_true (void)
{
  static const Case cases[] = {
    { "boolean(instance('market')/root/item[fruit = 'plum'])", "true" },
    { "not(instance('market')/root/item[fruit = 'plum'])", "false" },
    { "not(instance('market')/root/item[fruit = 'kiwi'])", "true" },
    { "if(instance('market')/root/item[fruit = 'fig'], 'sold', 'out')", "sold" },
    { NULL, NULL },
  };

  assert_all ("", MARKET, "", cases);
}

static void
test_rows_have_names (void)
{
  static const Case cases[] = {
    { "name(instance('market')/root/item[2])", "item" },
    { "local-name(instance('market')/root)", "root" },
    { "local-name(instance('market')/root/item[1]/price)", "price" },
    { NULL, NULL },
  };

  assert_all ("", MARKET, "", cases);
}

#define CREWS \
  "<instance id=\"crews\"><root>" \
  "<item no=\"1\"><boat>Tern</boat><cook>Ann</cook></item>" \
  "<item><boat>Gull</boat></item>" \
  "<item no=\"\"><boat>Auk</boat><cook/></item>" \
  "</root></instance>"

/* What a row does not have is in no set of nodes; as text it is empty, like what is there and says
 * nothing. */
static void
test_what_a_row_lacks_is_not_there (void)
{
  static const Case cases[] = {
    { "count(instance('crews')/root/item/cook)", "2" },
    { "count(instance('crews')/root/item[cook])", "2" },
    { "instance('crews')/root/item[count(cook) = 0]/boat", "Gull" },
    { "count(instance('crews')/root/item[@no])", "2" },
    { "join(',', instance('crews')/root/item/@*)", "1," },
    { "join(',', instance('crews')/root/item[1]/*)", "Tern,Ann" },
    { "count(instance('crews')/root/item[cook = ''])", "2" },
    { "count(instance('crews')/root/item[not(mate)])", "3" },
    { "count(instance('crews')/root/item/mate)", "0" },
    { NULL, NULL },
  };

  assert_all ("", CREWS, "", cases);
}

static void
test_pulldata_reads_attributes_and_trees (void)
{
  static const Case cases[] = {
    { "pulldata('crews', 'boat', '@no', '1')", "Tern" },
    { "pulldata('crews', '@no', 'boat', 'Tern')", "1" },
    { "pulldata('crews', 'boat', '@no', '')", "Auk" },
    { "pulldata('crews', 'boat', '@nothing', '')", "" },
    { "pulldata('deep', 'name', 'id', '2')", "second" },
    { "pulldata('deep', '@at', 'id', '2')", "sea" },
    { "pulldata('deep', 'name', 'id', '3')", "" },
    { NULL, NULL },
  };

  assert_all ("",
              CREWS "<instance id=\"deep\"><root>"
                    "<item><id>1</id><name>first</name><part><x>1</x></part></item>"
                    "<item at=\"sea\"><id>2</id><name>second</name></item></root></instance>",
              "",
              cases);
}

static void
test_attributes_of_the_form_can_be_read (void)
{
  static const Case cases[] = {
    { "/data/@id", "test" },   { "../@version", "1" }, { "count(/data/@nothing)", "0" },
    { "/data/a/@unit", "kg" }, { NULL, NULL },
  };

  assert_all ("<a unit=\"kg\">1</a>", "", "<input ref=\"/data/a\"/>", cases);
}

/* Above the root stands the document, from which the way leads down again. */
static void
test_a_path_turns_at_the_document (void)
{
  static const Case cases[] = {
    { "../../data/a", "7" }, { "../../data/g/b + 1", "9" },
    { "../../other/a", "" }, { "../..", "" },
    { NULL, NULL },
  };
  g_autoptr (RuhuInstance) self =
    form_start ("<a>7</a><g><b/></g>",
                "<bind nodeset=\"/data/g/b\" calculate=\"../../../data/a * 2\"/>",
                "<input ref=\"/data/a\"/>");

  assert_all ("<a>7</a><g><b>8</b></g>", "", "<input ref=\"/data/a\"/>", cases);
  form_set (self, "/data/a", "10");
  form_assert (self, "/data/g/b", "20");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add_func ("/nodes/" path, func)
  ADD ("rows-of-a-list-see-the-others", test_rows_of_a_list_see_the_others);
  ADD ("lists-are-searched-to-the-bottom", test_lists_are_searched_to_the_bottom);
  ADD ("row-that-is-there-is-true", test_row_that_is_there_is_true);
  ADD ("rows-have-names", test_rows_have_names);
  ADD ("what-a-row-lacks-is-not-there", test_what_a_row_lacks_is_not_there);
  ADD ("pulldata-reads-attributes-and-trees", test_pulldata_reads_attributes_and_trees);
  ADD ("attributes-of-the-form-can-be-read", test_attributes_of_the_form_can_be_read);
  ADD ("a-path-turns-at-the-document", test_a_path_turns_at_the_document);

  return g_test_run ();
}
