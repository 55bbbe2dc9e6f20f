/* test-form-hostile.c: forms and lists of a megabyte that mean harm are refused or loaded at once
 *
 * What is refused or loaded takes well under a second; what grows with the square of its size takes
 * minutes. The limits lie between, in the process's own time, so that neither a busy machine nor a
 * slow one fails; each case says what it took.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form-fixture.h"

#include "base/ruhu-error.h"

#include <string.h>
#include <time.h>

#define MEGABYTE 1000000
#define HEAD \
  "<h:html xmlns=\"http://www.w3.org/2002/xforms\" xmlns:h=\"http://www.w3.org/1999/xhtml\" " \
  "xmlns:jr=\"http://openrosa.org/javarosa\"><h:head><model>"

int __lsan_is_turned_off (void);

/* GLib keeps every name that is interned, and the tables it outgrew, for good; these forms bring
 * hundreds of thousands. Real leaks show in the other tests. */
int
__lsan_is_turned_off (void)
{
  return 1;
}

static double
get_limit (void)
{
  return g_getenv ("RUHU_SANITIZED") != NULL ? 60 : 10;
}

/* As many of @piece as make @size bytes; “#” stands for a number, “~” for the next. */
static char *
repeat (const char *piece, gsize size)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; text->len < size; i++)
    for (const char *c = piece; *c != '\0'; c++)
      if (*c == '#' || *c == '~')
        g_string_append_printf (text, "%u", *c == '#' ? i : i + 1);
      else
        g_string_append_c (text, *c);
  return g_string_free (text, FALSE);
}

/* Loads it, begins it, and looks at what stops it, as the app does. Returns FALSE where refused. */
static gboolean
try_form (const char *text, const char *expected)
{
  clock_t begin = clock ();
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (GError) error = NULL;
  g_autoptr (RuhuForm) form = ruhu_form_new_from_bytes (bytes, "x.xml", &error);
  double took;

  if (form != NULL) {
    g_autoptr (RuhuInstance) self = ruhu_instance_new (form);

    g_assert_true (ruhu_instance_start (self, NULL));
    g_ptr_array_unref (ruhu_instance_list_problems (self));
  } else {
    g_assert_error (error, RUHU_ERROR, RUHU_ERROR_INVALID);
    g_assert_true (g_str_has_prefix (error->message, "x.xml:"));
    g_test_message ("%.300s", error->message);
    if (expected != NULL)
      g_assert_nonnull (strstr (error->message, expected));
  }
  took = (double) (clock () - begin) / CLOCKS_PER_SEC;
  g_test_message ("%s in %.2f s", form != NULL ? "loaded" : "refused", took);
  g_assert_cmpfloat (took, <, get_limit ());
  return form != NULL;
}

static char *
make_text (const char *instance, const char *model, const char *body)
{
  return g_strconcat (HEAD "<instance><data id=\"x\">",
                      instance,
                      "</data></instance>",
                      model,
                      "</model></h:head><h:body>",
                      body,
                      "</h:body></h:html>",
                      NULL);
}

static gboolean
try_parts (const char *instance, const char *model, const char *body)
{
  g_autofree char *text = make_text (instance, model, body);

  return try_form (text, NULL);
}

static void
test_nothing (void)
{
  g_autoptr (GBytes) bytes = g_bytes_new (NULL, 0);
  g_autoptr (GError) error = NULL;

  g_assert_null (ruhu_form_new_from_bytes (bytes, "x.xml", &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_INVALID);
  g_assert_cmpstr (error->message, ==, "x.xml:1: not XML: Document is empty");
}

static void
test_entity_bomb (void)
{
  g_autoptr (GString) text = g_string_new ("<!DOCTYPE h [<!ENTITY a0 \"aaaaaaaaaaaaaaaaaaaa\">");
  g_autofree char *form = NULL;

  for (guint i = 1; i < 40; i++)
    g_string_append_printf (text, "<!ENTITY a%u \"&a%u;&a%u;&a%u;\">", i, i - 1, i - 1, i - 1);
  g_string_append (text, "]>");
  form = g_strconcat (text->str,
                      HEAD "<instance><data id=\"x\"><a>&a39;</a><b c=\"&a39;\"/></data></instance>"
                           "<bind nodeset=\"/data/a\" relevant=\"'&a39;' = ''\"/></model></h:head>"
                           "<h:body><input ref=\"/data/a\"><label>&a39;</label></input></h:body>"
                           "</h:html>",
                      NULL);
  g_assert_false (try_form (form, NULL));
}

static void
test_external_entity_is_not_read (void)
{
  g_autofree char *form =
    g_strconcat ("<!DOCTYPE h [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>",
                 HEAD
                 "<instance><data id=\"x\"><a>&a;</a></data></instance></model></h:head></h:html>",
                 NULL);
  g_autoptr (GBytes) bytes = g_bytes_new_static (form, strlen (form));
  g_autoptr (RuhuForm) loaded = ruhu_form_new_from_bytes (bytes, "x.xml", NULL);
  g_autoptr (RuhuInstance) self = NULL;

  if (loaded == NULL)
    return;
  self = ruhu_instance_new (loaded);
  g_assert_true (ruhu_instance_start (self, NULL));
  form_assert (self, "/data/a", "");
}

/* Not deep, but long and often: thirty gigabytes. */
static void
test_long_entity (void)
{
  g_autofree char *text = repeat ("x", MEGABYTE / 3);
  g_autofree char *often = repeat ("&a;", MEGABYTE / 3);
  g_autofree char *form = g_strconcat ("<!DOCTYPE h [<!ENTITY a \"",
                                       text,
                                       "\">]>",
                                       HEAD "<instance><data id=\"x\"><a>",
                                       often,
                                       "</a></data></instance></model></h:head><h:body/></h:html>",
                                       NULL);

  g_assert_false (try_form (form, "<!ENTITY> is not for forms"));
}

static void
test_deep_elements (void)
{
  g_autofree char *in_instance = repeat ("<a>", MEGABYTE);
  g_autofree char *in_body = repeat ("<group>", MEGABYTE);
  g_autoptr (GString) just_deep = g_string_new (NULL);

  g_assert_false (try_parts (in_instance, "", ""));
  g_assert_false (try_parts ("", "", in_body));

  for (guint i = 0; i < 200; i++)
    g_string_append (just_deep, "<a>");
  for (guint i = 0; i < 200; i++)
    g_string_append (just_deep, "</a>");
  g_assert_false (try_parts (just_deep->str, "", ""));
}

static void
try_expression (const char *expression)
{
  g_autofree char *model =
    g_strconcat ("<bind nodeset=\"/data/a\" calculate=\"", expression, "\"/>", NULL);

  try_parts ("<a>1</a><b>2</b><r/><r/>", model, "<input ref=\"/data/b\"/>");
}

static void
test_long_expressions (void)
{
  static const char *const pieces[] = {
    "(", "1 + ", "-", "[1]", "/data/r[", "/data/b | ", "not(", "/b", "concat(1, ", "'a' = ", "/..",
  };

  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++) {
    g_autofree char *many = repeat (pieces[i], MEGABYTE);
    g_autofree char *open = g_strconcat (many, "1", NULL);
    g_autofree char *path = g_strconcat ("/data/b", many, NULL);

    try_expression (open);
    try_expression (path);
  }
}

static void
test_many_predicates_and_arguments (void)
{
  g_autofree char *predicates = repeat ("[. != 'x']", MEGABYTE / 2);
  g_autofree char *arguments = repeat ("/data/b, ", MEGABYTE / 2);
  g_autofree char *path = g_strconcat ("count(/data/r", predicates, ")", NULL);
  g_autofree char *call = g_strconcat ("concat(", arguments, "1)", NULL);

  try_expression (path);
  try_expression (call);
}

static void
test_regex_that_backtracks (void)
{
  g_autofree char *text = repeat ("a", 5000);
  g_autofree char *instance = g_strconcat ("<a>", text, "!</a><b/>", NULL);
  g_autofree char *many = repeat ("(a?)", 3000);
  g_autofree char *model =
    g_strconcat ("<bind nodeset=\"/data/a\" constraint=\"regex(., '(a+)+')\"/>"
                 "<bind nodeset=\"/data/b\" calculate=\"regex(/data/a, '",
                 many,
                 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab')\"/>",
                 NULL);

  g_assert_true (try_parts (instance, model, "<input ref=\"/data/a\"/>"));
  g_assert_true (try_parts (instance,
                            "<bind nodeset=\"/data/b\" calculate=\"regex(/data/a, "
                            "'(a|aa|aaa)*(a*)*(a*)*b')\"/>",
                            "<input ref=\"/data/a\"/>"));
}

static void
test_long_chain_of_calculations (void)
{
  g_autofree char *instance = repeat ("<a#/>", MEGABYTE / 10);
  g_autofree char *binds =
    repeat ("<bind nodeset=\"/data/a#\" calculate=\"/data/a~ + 1\"/>", 700000);

  g_assert_true (try_parts (instance, binds, ""));
}

static void
test_cycle_through_thousands (void)
{
  g_autoptr (GString) instance = g_string_new (NULL);
  g_autoptr (GString) model = g_string_new (NULL);
  g_autofree char *text = NULL;

  for (guint i = 0; i < 12000; i++) {
    g_string_append_printf (instance, "<a%u/>", i);
    g_string_append_printf (model,
                            "<bind nodeset=\"/data/a%u\" calculate=\"/data/a%u\"/>",
                            i,
                            (i + 1) % 12000);
  }
  text = make_text (instance->str, model->str, "");
  g_assert_false (try_form (text, "wait for each other"));
}

static void
test_many_nodes (void)
{
  g_autofree char *flat = repeat ("<a#/>", MEGABYTE);
  g_autofree char *rows = repeat ("<a/>", MEGABYTE);
  g_autofree char *names = repeat ("<a#/>", MEGABYTE / 2);
  g_autofree char *twice = g_strconcat (names, names, NULL);
  g_autofree char *attributes = repeat (" a#=''", MEGABYTE);
  g_autofree char *one = g_strconcat ("<a", attributes, "/>", NULL);

  g_assert_true (try_parts (flat, "", ""));
  g_assert_true (try_parts (rows, "", ""));
  g_assert_true (try_parts (twice, "", ""));
  try_parts (one, "", "");
}

static void
test_many_questions (void)
{
  g_autofree char *nodes = repeat ("<a#/>", MEGABYTE / 6);
  g_autofree char *inputs = repeat ("<input ref=\"/data/a#\"/>", MEGABYTE / 2);
  g_autofree char *one = repeat ("<input ref=\"/data/a0\"/>", MEGABYTE / 2);
  g_autofree char *binds = repeat ("<bind id=\"b#\" nodeset=\"/data/a~\"/>", MEGABYTE / 2);
  g_autofree char *by_id = repeat ("<input bind=\"b#\"/>", MEGABYTE / 4);

  g_assert_true (try_parts (nodes, "", inputs));
  g_assert_true (try_parts (nodes, "", one));
  g_assert_true (try_parts (nodes, binds, by_id));
}

static void
test_many_instances_texts_and_languages (void)
{
  g_autofree char *instances = repeat ("<instance id=\"i#\"><r/></instance>", MEGABYTE);
  g_autofree char *wide = repeat ("<x><c#/></x>", MEGABYTE);
  g_autofree char *names = repeat ("<x#/>", MEGABYTE);
  g_autofree char *in_wide = g_strconcat ("<instance id=\"i\"><r>", wide, "</r></instance>", NULL);
  g_autofree char *in_names =
    g_strconcat ("<instance id=\"i\"><r>", names, "</r></instance>", NULL);
  g_autofree char *texts =
    repeat ("<translation lang=\"l#\"><text id=\"t~\"><value>x</value></text>"
            "</translation>",
            MEGABYTE);
  g_autofree char *itext = g_strconcat ("<itext>", texts, "</itext>", NULL);

  g_assert_true (try_parts ("", instances, ""));
  g_assert_true (try_parts ("", in_wide, ""));
  g_assert_true (try_parts ("", in_names, ""));
  g_assert_true (try_parts ("", itext, ""));
}

static void
test_rows_that_look_at_all_rows (void)
{
  g_autofree char *rows = repeat ("<r><x>#</x><y/></r>", MEGABYTE * 9 / 10);

  g_assert_true (try_parts (rows,
                            "<bind nodeset=\"/data/r/y\" calculate=\"count(/data/r[x = "
                            "current()/../x])\"/>",
                            "<repeat nodeset=\"/data/r\"><input ref=\"/data/r/x\"/></repeat>"));
  g_assert_true (try_parts (rows,
                            "<bind nodeset=\"/data/r/y\" calculate=\"/data/r/x = ../../r/x\"/>",
                            "<repeat nodeset=\"/data/r\"><input ref=\"/data/r/x\"/></repeat>"));
}

static void
test_rows_without_number (void)
{
  g_assert_true (
    try_parts ("<a jr:template=\"\"><b jr:template=\"\"><c jr:template=\"\"><d/></c></b></a>",
               "",
               "<group><repeat nodeset=\"/data/a\" jr:count=\"1000000000\"><group><repeat "
               "nodeset=\"/data/a/b\" jr:count=\"9999999\"><group><repeat nodeset=\"/data/a/b/c\" "
               "jr:count=\"99999\"><input ref=\"/data/a/b/c/d\"/></repeat></group></repeat></group>"
               "</repeat></group>"));
}

/* A row has a cell for each node that any row has: twenty thousand rows of one node each, all named
 * differently, would have four hundred million. */
static void
test_rows_without_likeness (void)
{
  g_autofree char *rows = repeat ("<g><a#/></g>", MEGABYTE / 3);
  g_autofree char *nodes = repeat ("<a#/>", MEGABYTE / 3);
  g_autofree char *row = g_strconcat ("<r jr:template=\"\">", nodes, "</r>", NULL);
  g_autofree char *text = make_text (rows, "", "");

  g_assert_false (try_form (text, "too many rows"));
  g_assert_true (try_parts (row,
                            "",
                            "<group><repeat nodeset=\"/data/r\" jr:count=\"100000\">"
                            "<input ref=\"/data/r/a1\"/></repeat></group>"));
}

static void
test_thousands_that_read_all (void)
{
  g_autofree char *nodes = repeat ("<a#/>", MEGABYTE / 3);
  g_autofree char *binds =
    repeat ("<bind nodeset=\"/data/z/a#\" calculate=\"count(/data/z/*)\"/>", MEGABYTE / 2);
  g_autofree char *instance = g_strconcat ("<z>", nodes, "</z>", NULL);
  g_autofree char *text = make_text (instance, binds, "");

  g_assert_false (try_form (text, "read too many nodes"));
}

/* Each row's text holds all before it. */
static void
test_rows_that_pile_up (void)
{
  g_autofree char *rows = repeat ("<r><x>#</x><y/></r>", MEGABYTE / 2);

  g_assert_true (
    try_parts (rows,
               "<bind nodeset=\"/data/r/y\" calculate=\"concat(indexed-repeat(/data/r/y, /data/r, "
               "position(..) - 1), 'aaaaaaaaaaaaaaaa')\"/>",
               "<repeat nodeset=\"/data/r\"><input ref=\"/data/r/x\"/></repeat>"));
}

/* Thousands of calculations look through one text of half a megabyte, or keep a copy of it. */
static void
test_long_text_looked_at_often (void)
{
  g_autofree char *text = repeat ("1.# 2.#;", MEGABYTE / 2);
  g_autofree char *nodes = repeat ("<b#/>", MEGABYTE / 40);
  g_autofree char *instance = g_strconcat ("<a>", text, "</a>", nodes, NULL);
  static const char *const calculations[] = {
    "substring(/data/a, #)",
    "geofence('1 2', /data/a)",
    "digest(/data/a, 'SHA-1')",
    "normalize-space(/data/a)",
    "/data/a",
  };

  for (guint i = 0; i < G_N_ELEMENTS (calculations); i++) {
    g_autofree char *bind =
      g_strdup_printf ("<bind nodeset=\"/data/b#\" calculate=\"%s\"/>", calculations[i]);
    g_autofree char *binds = repeat (bind, MEGABYTE / 5);

    g_assert_true (try_parts (instance, binds, ""));
  }
}

/* Sixty texts, each of which quotes the next twice; and one that quotes itself. */
static void
test_texts_that_quote_texts (void)
{
  g_autofree char *texts = repeat ("<text id=\"t#\"><value><output value=\"jr:itext('t~')\"/>"
                                   "<output value=\"jr:itext('t~')\"/></value></text>",
                                   7000);
  g_autofree char *model = g_strconcat ("<itext><translation lang=\"en\">",
                                        texts,
                                        "</translation></itext>"
                                        "<bind nodeset=\"/data/b\" calculate=\"jr:itext('t0')\"/>",
                                        NULL);
  const char *quoted =
    "<output value=\"jr:choice-name(/data/a, '/data/a')\"/><output value=\"jr:choice-name(/data/a, "
    "'/data/a')\"/>";
  g_autofree char *body = g_strconcat ("<select1 ref=\"/data/a\"><label>",
                                       quoted,
                                       "</label><item><label>",
                                       quoted,
                                       "</label><value>x</value></item></select1>",
                                       NULL);

  g_assert_true (try_parts ("<a>x</a><b/>", model, ""));
  g_assert_true (
    try_parts ("<a>x</a><b/>",
               "<bind nodeset=\"/data/b\" calculate=\"jr:choice-name(/data/a, '/data/a')\"/>",
               body));
}

static void
test_calculations_that_quote (void)
{
  g_autofree char *nodes = repeat ("<c#/>", MEGABYTE / 16);
  g_autofree char *outputs = repeat ("<output value=\"/data/c#\"/>", MEGABYTE / 10);
  g_autofree char *binds =
    repeat ("<bind nodeset=\"/data/c#\" calculate=\"jr:itext('t')\"/>", MEGABYTE / 5);
  g_autofree char *model = g_strconcat ("<itext><translation lang=\"en\"><text id=\"t\"><value>",
                                        outputs,
                                        "</value></text></translation></itext>",
                                        binds,
                                        NULL);

  g_assert_true (try_parts (nodes, model, ""));
}

/* What is above a row is found as fast among thousands of lists. */
static void
test_rows_of_thousands_of_lists (void)
{
  g_autofree char *nodes = repeat ("<c#/>", MEGABYTE / 10);
  g_autofree char *lists =
    repeat ("<instance id=\"l#\"><r><i><n/></i></r></instance>", MEGABYTE / 4);
  g_autofree char *rows = repeat ("<i><n/></i>", MEGABYTE / 20);
  g_autofree char *counts =
    repeat ("<bind nodeset=\"/data/c#\" calculate=\"count(instance('l#')/r/i)\"/>", MEGABYTE / 3);
  g_autofree char *parents =
    repeat ("<bind nodeset=\"/data/p#\" calculate=\"count(instance('m')/r/i[..])\"/>",
            MEGABYTE / 30);
  g_autofree char *askers = repeat ("<p#/>", MEGABYTE / 160);
  g_autofree char *instance = g_strconcat (nodes, askers, NULL);
  g_autofree char *model =
    g_strconcat (lists, "<instance id=\"m\"><r>", rows, "</r></instance>", counts, parents, NULL);

  g_assert_true (try_parts (instance, model, ""));
}

/* Thirty nodes, each twice as long as the one before. */
static void
test_text_that_doubles (void)
{
  g_autofree char *instance = repeat ("<a#/>", 400);
  g_autoptr (GString) model = g_string_new ("<bind nodeset=\"/data/a0\" calculate=\"'aaaa'\"/>");

  for (guint i = 1; i < 40; i++)
    g_string_append_printf (model,
                            "<bind nodeset=\"/data/a%u\" calculate=\"concat(/data/a%u, "
                            "/data/a%u, /data/a%u)\"/>",
                            i,
                            i - 1,
                            i - 1,
                            i - 1);
  g_assert_true (try_parts (instance, model->str, ""));
}

static GBytes *
give_list (const char *uri, gpointer bytes)
{
  return g_bytes_ref (bytes);
}

static void
try_list (const char *uri, const char *text)
{
  g_autofree char *instance = g_strdup_printf ("<instance id=\"l\" src=\"%s\"/>", uri);
  g_autoptr (RuhuForm) form = form_make (
    "<a/><b/>",
    instance,
    "<select1 ref=\"/data/a\"><itemset nodeset=\"instance('l')/root/item[name != 'x']\"><value "
    "ref=\"name\"/><label ref=\"name\"/></itemset></select1>");
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (RuhuInstance) self = ruhu_instance_new (form);
  clock_t begin = clock ();
  double took;

  ruhu_instance_set_media (self, give_list, bytes);
  g_assert_true (ruhu_instance_start (self, NULL));
  ruhu_instance_load_lists (self);
  g_free (form_choices (self, "/data/a"));
  took = (double) (clock () - begin) / CLOCKS_PER_SEC;
  g_test_message ("%s in %.2f s, %u warnings", uri, took, ruhu_instance_get_warnings (self)->len);
  g_assert_cmpfloat (took, <, get_limit ());
}

static void
test_lists_that_grow (void)
{
  g_autofree char *header = repeat ("c#,", MEGABYTE);
  g_autofree char *some = repeat ("c#,", 10000);
  g_autofree char *lines = repeat ("a\n", MEGABYTE);
  g_autofree char *ragged = g_strconcat (some, "\n", lines, some, "\n", NULL);
  g_autofree char *quote = g_strconcat ("name\n\"", lines, NULL);
  g_autofree char *names = repeat ("<x#/>", MEGABYTE);
  g_autofree char *in_root = g_strconcat ("<root>", names, "</root>", NULL);
  g_autofree char *columns = repeat ("<item><c#>a</c#></item>", MEGABYTE);
  g_autofree char *in_items = g_strconcat ("<root>", columns, "</root>", NULL);

  try_list ("jr://file-csv/l.csv", header);
  try_list ("jr://file-csv/l.csv", ragged);
  try_list ("jr://file-csv/l.csv", quote);
  try_list ("jr://file/l.xml", in_root);
  try_list ("jr://file/l.xml", in_items);
}

static void
test_deep_geojson (void)
{
  g_autofree char *arrays = repeat ("[", MEGABYTE);
  g_autofree char *objects = repeat ("{\"a\":", MEGABYTE);
  g_autofree char *features = repeat ("{\"properties\":{\"p#\":~}},", MEGABYTE);
  g_autofree char *all = g_strconcat ("{\"features\":[", features, "{}]}", NULL);

  try_list ("jr://file/l.geojson", arrays);
  try_list ("jr://file/l.geojson", objects);
  try_list ("jr://file/l.geojson", all);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add_func ("/form-hostile/" path, func)
  ADD ("nothing", test_nothing);
  ADD ("entity-bomb", test_entity_bomb);
  ADD ("long-entity", test_long_entity);
  ADD ("external-entity-is-not-read", test_external_entity_is_not_read);
  ADD ("deep-elements", test_deep_elements);
  ADD ("long-expressions", test_long_expressions);
  ADD ("many-predicates-and-arguments", test_many_predicates_and_arguments);
  ADD ("regex-that-backtracks", test_regex_that_backtracks);
  ADD ("long-chain-of-calculations", test_long_chain_of_calculations);
  ADD ("cycle-through-thousands", test_cycle_through_thousands);
  ADD ("many-nodes", test_many_nodes);
  ADD ("many-questions", test_many_questions);
  ADD ("many-instances-texts-and-languages", test_many_instances_texts_and_languages);
  ADD ("rows-that-look-at-all-rows", test_rows_that_look_at_all_rows);
  ADD ("rows-without-number", test_rows_without_number);
  ADD ("rows-without-likeness", test_rows_without_likeness);
  ADD ("thousands-that-read-all", test_thousands_that_read_all);
  ADD ("rows-that-pile-up", test_rows_that_pile_up);
  ADD ("long-text-looked-at-often", test_long_text_looked_at_often);
  ADD ("texts-that-quote-texts", test_texts_that_quote_texts);
  ADD ("calculations-that-quote", test_calculations_that_quote);
  ADD ("rows-of-thousands-of-lists", test_rows_of_thousands_of_lists);
  ADD ("text-that-doubles", test_text_that_doubles);
  ADD ("lists-that-grow", test_lists_that_grow);
  ADD ("deep-geojson", test_deep_geojson);
#undef ADD

  return g_test_run ();
}
