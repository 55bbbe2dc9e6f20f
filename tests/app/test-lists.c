/* test-lists.c: app/forms/ruhu-list.c, ruhu-lists.c and the readers of CSV and GeoJSON
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form-fixture.h"

#include <string.h>

static const char *file;

static GBytes *
give_file (const char *uri, gpointer data)
{
  return g_bytes_new (file, strlen (file));
}

/* Returns what @expr gives in a form whose list “l” is @text. */
static char *
evaluate (const char *uri, const char *text, const char *expr)
{
  g_autofree char *model = g_markup_printf_escaped ("<instance id=\"l\" src=\"%s\"/>"
                                                    "<bind nodeset=\"/data/a\" calculate=\"%s\"/>",
                                                    uri,
                                                    expr);
  g_autoptr (RuhuForm) form = form_make ("<a/>", model, "");
  g_autoptr (RuhuInstance) self = ruhu_instance_new (form);

  file = text;
  ruhu_instance_set_media (self, give_file, NULL);
  ruhu_instance_start (self, NULL);

  return g_strdup (form_get (self, "/data/a"));
}

static void
assert_gives (const char *uri, const char *text, const char *expr, const char *expected)
{
  g_autofree char *got = evaluate (uri, text, expr);

  g_assert_cmpstr (got, ==, expected);
}

#define CSV "jr://file-csv/l.csv"
#define XML "jr://file/l.xml"
#define GEO "jr://file/l.geojson"
#define ALL "join('|', instance('l')/root/item/b)"

static void
test_index_finds_rows_in_order (void)
{
  g_autoptr (RuhuList) list = ruhu_list_new ((const char *[]){ "k", "v", NULL });
  int row;

  for (guint i = 0; i < 100; i++) {
    g_autofree char *key = g_strdup_printf ("%u", i % 10);
    g_autofree char *value = g_strdup_printf ("%u", i);

    ruhu_list_append_row (list, (const char *[]){ key, value });
  }
  row = ruhu_list_find_row (list, 0, "7");
  for (int i = 7; i < 100; i += 10) {
    g_assert_cmpint (row, ==, i);
    row = ruhu_list_find_next_row (list, 0, (guint) row);
  }
  g_assert_cmpint (row, ==, -1);
  g_assert_cmpint (ruhu_list_find_row (list, 0, "x"), ==, -1);

  ruhu_list_append_row (list, (const char *[]){ "x", NULL });
  g_assert_cmpint (ruhu_list_find_row (list, 0, "x"), ==, 100);
  g_assert_cmpstr (ruhu_list_get_value (list, 100, 1), ==, "");
}

static void
test_csv_quotes_and_delimiters (void)
{
  assert_gives (CSV, "a,b\n1,x\n2,\"y, \"\"z\"\"\nw\"\n", ALL, "x|y, \"z\"\nw");
  assert_gives (CSV,
                "\xef\xbb\xbf"
                "a;b\r\n1;x\r\n\r\n2;y,z",
                ALL,
                "x|y,z");
  assert_gives (CSV, "a\tb\n1\tx, y\n2\tz;\n", ALL, "x, y|z;");
  assert_gives (CSV, "a,b\n", "count(instance('l')/root/item)", "0");
  assert_gives (CSV, "a,b\n1\n2,y,extra\n", ALL, "|y");
}

/* Also of a list that has but one column, where an empty line could be an empty value. */
static void
test_csv_blank_lines_make_no_rows (void)
{
  assert_gives (CSV, "b\n\nx\n\r\n\ny\n\n", ALL, "x|y");
  assert_gives (CSV, "b\nx\n\"\"\ny", "count(instance('l')/root/item)", "3");
  assert_gives (CSV, "a,b\n\n1,x\n\n", ALL, "x");
}

/* All below it is one value, and whoever wrote the list looks for it where it begins. */
static void
test_csv_with_an_open_quote_is_a_warning (void)
{
  static const char open[] = "a,b\n1,\"x\ny\"\n2,\"z\n3,w\n";
  const char *model = "<instance id=\"l\" src=\"" CSV "\"/>"
                      "<bind nodeset=\"/data/a\" calculate=\"count(instance('l')/root/item)\"/>";
  g_autoptr (RuhuForm) form = form_make ("<a/>", model, "");
  g_autoptr (RuhuInstance) self = ruhu_instance_new (form);
  GPtrArray *warnings;

  file = open;
  ruhu_instance_set_media (self, give_file, NULL);
  ruhu_instance_start (self, NULL);
  warnings = ruhu_instance_get_warnings (self);
  g_assert_cmpuint (warnings->len, ==, 1);
  g_assert_nonnull (strstr (warnings->pdata[0], "line 4"));
  g_assert_nonnull (strstr (warnings->pdata[0], "is not closed"));
  g_assert_cmpstr (form_get (self, "/data/a"), ==, "2");
}

static void
test_csv_that_is_not_utf8_is_a_warning (void)
{
  assert_gives (CSV, "a,b\n1,\xff\n", "count(instance('l')/root/item)", "0");
}

static void
test_xml_of_other_shapes_is_read_too (void)
{
  static const char deep[] = "<root><item id=\"1\"><b>x</b><c><d>1</d><d>2</d></c></item>"
                             "<item id=\"2\"><b>y</b></item></root>";

  assert_gives (XML, deep, ALL, "x|y");
  assert_gives (XML, deep, "sum(instance('l')/root/item[b = 'x']/c/d)", "3");
  assert_gives (XML, deep, "instance('l')/root/item[@id = 2]/b", "y");
  assert_gives (XML,
                "<r><cat><n>1</n></cat><dog><n>2</n></dog><cat><n>3</n></cat></r>",
                "sum(instance('l')/r/cat/n)",
                "4");
  assert_gives (XML, "<root><item>x</item></root>", "instance('l')/root/item", "x");
}

/* What comes straight from the parser is what its tree would give: in a file and within the form,
 * beside lists of other shapes. */
static void
test_xml_rows_are_the_same_without_a_tree (void)
{
  static const struct {
    const char *rows, *all, *count;
  } cases[] = {
    { "<item><b>1</b></item> <item><b>2</b></item>", "1|2", "2" },
    { "<!-- c --><item><b>a<!-- c -->b</b></item><item><?p q?><b><![CDATA[<&]]></b></item>",
      "ab|<&",
      "2" },
    { "<item><b>&lt;&amp;&#20013;</b></item><item><b/></item>", "<&中|", "2" },
    { "<item><c>1</c></item><item>x<b> 2 </b>y</item>", " 2 ", "1" },
    { "<item><b>1</b><b>2</b></item>", "1|2", "2" },
    { "<item a='1'><b>1</b></item>", "1", "1" },
    { "<item><g><x/></g><b>1</b></item>", "1", "1" },
    { "<row><b>0</b></row><item><b>1</b></item><row/>", "1", "1" },
    { "", "", "0" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = g_strdup_printf ("<root>%s</root>", cases[i].rows);
    g_autofree char *model =
      g_strdup_printf ("<instance id=\"o\"><root><item><b>o</b></item></root></instance>"
                       "<instance id=\"l\">%s</instance>"
                       "<instance id=\"p\"><root><item><b>p</b></item></root></instance>"
                       "<bind nodeset=\"/data/a\" calculate=\"" ALL "\"/>"
                       "<bind nodeset=\"/data/b\" calculate=\"count(instance('l')/root/item/b)\"/>"
                       "<bind nodeset=\"/data/c\" calculate=\"concat(instance('o')/root/item/b, "
                       "instance('p')/root/item/b)\"/>",
                       text);
    g_autoptr (RuhuInstance) self = form_start ("<a/><b/><c/>", model, "");

    assert_gives (XML, text, ALL, cases[i].all);
    assert_gives (XML, text, "count(instance('l')/root/item/b)", cases[i].count);
    form_assert (self, "/data/a", cases[i].all);
    form_assert (self, "/data/b", cases[i].count);
    form_assert (self, "/data/c", "op");
  }
}

static void
test_geojson_becomes_odk_geometry (void)
{
  static const char text[] =
    "{\"type\":\"FeatureCollection\",\"features\":["
    "{\"type\":\"Feature\",\"id\":\"f1\",\"properties\":{\"b\":\"x\",\"n\":2},"
    "\"geometry\":{\"type\":\"Point\",\"coordinates\":[102.5,0.5]}},"
    "{\"type\":\"Feature\",\"properties\":{\"id\":\"f2\",\"b\":\"y\"},"
    "\"geometry\":{\"type\":\"LineString\",\"coordinates\":[[1,2],[3,4]]}}]}";

  assert_gives (GEO, text, ALL, "x|y");
  assert_gives (GEO, text, "instance('l')/root/item[id = 'f1']/geometry", "0.5 102.5 0 0");
  assert_gives (GEO, text, "instance('l')/root/item[id = 'f2']/geometry", "2 1 0 0; 4 3 0 0");
  assert_gives (GEO, text, "instance('l')/root/item[b = 'x']/n", "2");
  assert_gives (GEO, "", "count(instance('l')/root/item)", "0");
  assert_gives (GEO,
                "{\"features\":[{\"geometry\":{\"coordinates\":[true]}}]}",
                "instance('l')/root/item/geometry",
                "0 0 0 0");
}

static void
test_lookup_agrees_with_trying_every_row (void)
{
  static const char text[] = "a,b,c\n1,x,p\n01,y,p\n1,z,q\n,w,q\n";

  assert_gives (CSV, text, "join('|', instance('l')/root/item[a = '1']/b)", "x|z");
  assert_gives (CSV, text, "join('|', instance('l')/root/item[a = 1]/b)", "x|y|z");
  assert_gives (CSV, text, "join('|', instance('l')/root/item[a = '1' and c = 'q']/b)", "z");
  assert_gives (CSV, text, "join('|', instance('l')/root/item[c = 'q'][2]/b)", "w");
  assert_gives (CSV, text, "join('|', instance('l')/root/item[a = '']/b)", "w");
  assert_gives (CSV, text, "join('|', instance('l')/root/item[nosuch = '']/b)", "x|y|z|w");
  assert_gives (CSV, text, "join('|', instance('l')/root/item[position() = 2]/b)", "y");
}

static void
test_last_saved_is_a_tree (void)
{
  g_autoptr (RuhuForm) form =
    form_make ("<g><a/></g>",
               "<instance id=\"__last-saved\" src=\"jr://instance/last-saved\"/>"
               "<setvalue event=\"odk-instance-first-load\" ref=\"/data/g/a\" "
               "value=\"instance('__last-saved')/data/g/a\"/>",
               "");
  g_autoptr (RuhuInstance) first = ruhu_instance_new (form);
  g_autoptr (RuhuInstance) second = ruhu_instance_new (form);
  g_autoptr (GBytes) saved = g_bytes_new_static ("<data><g><a>before</a></g></data>", 33);

  ruhu_instance_start (first, NULL);
  form_assert (first, "/data/g/a", "");
  g_assert_cmpuint (ruhu_instance_get_warnings (first)->len, ==, 0);
  ruhu_instance_set_last_saved (second, saved);
  ruhu_instance_start (second, NULL);
  form_assert (second, "/data/g/a", "before");
}

/* A sender cut off before its first byte. */
static void
test_empty_file_has_no_rows (void)
{
  assert_gives (CSV, "", ALL, "");
  assert_gives (XML, "", ALL, "");
  assert_gives (GEO, "", ALL, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add_func ("/lists/" path, func)
  ADD ("index-finds-rows-in-order", test_index_finds_rows_in_order);
  ADD ("csv-quotes-and-delimiters", test_csv_quotes_and_delimiters);
  ADD ("csv-blank-lines-make-no-rows", test_csv_blank_lines_make_no_rows);
  ADD ("csv-with-an-open-quote-is-a-warning", test_csv_with_an_open_quote_is_a_warning);
  ADD ("csv-that-is-not-utf8-is-a-warning", test_csv_that_is_not_utf8_is_a_warning);
  ADD ("empty-file-has-no-rows", test_empty_file_has_no_rows);
  ADD ("xml-of-other-shapes-is-read-too", test_xml_of_other_shapes_is_read_too);
  ADD ("xml-rows-are-the-same-without-a-tree", test_xml_rows_are_the_same_without_a_tree);
  ADD ("geojson-becomes-odk-geometry", test_geojson_becomes_odk_geometry);
  ADD ("lookup-agrees-with-trying-every-row", test_lookup_agrees_with_trying_every_row);
  ADD ("last-saved-is-a-tree", test_last_saved_is_a_tree);

  return g_test_run ();
}
