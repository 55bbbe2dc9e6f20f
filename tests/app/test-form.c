/* test-form.c: app/forms/ruhu-form.c and the readers behind it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form-fixture.h"

#include "base/ruhu-error.h"

#include <string.h>

static void
assert_refused (const char *instance,
                const char *model,
                const char *body,
                const char *file_line,
                const char *why)
{
  g_autoptr (GBytes) bytes = form_write (instance, model, body);
  g_autoptr (GError) error = NULL;
  g_autoptr (RuhuForm) form = ruhu_form_new_from_bytes (bytes, "x.xml", &error);

  g_assert_null (form);
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_INVALID);
  if (!g_str_has_prefix (error->message, file_line) || strstr (error->message, why) == NULL)
    g_error ("“%s” is not %s … %s", error->message, file_line, why);
}

static void
test_identity_is_read (void)
{
  g_autoptr (RuhuForm) form = form_make ("<a/>", "", "");

  g_assert_cmpstr (ruhu_form_get_id (form), ==, "test");
  g_assert_cmpstr (ruhu_form_get_version (form), ==, "1");
  g_assert_cmpstr (ruhu_form_get_title (form), ==, "Test");
  g_assert_cmpstr (ruhu_form_get_root_name (form), ==, "data");
  g_assert_null (ruhu_form_get_default_language (form));
}

static void
test_reasons_name_file_and_line (void)
{
  assert_refused ("<a/>",
                  "\n<bind nodeset=\"/data/a\" calculate=\"1 +\"/>",
                  "",
                  "x.xml:4: ",
                  "1 +");
  assert_refused ("<a/>", "", "\n<input ref=\"/data/b\"/>", "x.xml:5: ", "/data/b");
  assert_refused ("<a/>", "", "<select1 ref=\"/data/a\"/>", "x.xml:4: ", "choices");
  assert_refused ("<a/>",
                  "",
                  "<range ref=\"/data/a\" start=\"1\" end=\"2.0.1\" step=\"1\"/>",
                  "x.xml:4: ",
                  "2.0.1");
  assert_refused ("<a/>",
                  "<setvalue event=\"sunrise\" ref=\"/data/a\"/>",
                  "",
                  "x.xml:3: ",
                  "sunrise");
}

static void
test_broken_xml_names_its_line (void)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("<a>\n<b>\n</a>", 12);
  g_autoptr (GError) error = NULL;

  g_assert_null (ruhu_form_new_from_bytes (bytes, "x.xml", &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_INVALID);
  g_assert_true (g_str_has_prefix (error->message, "x.xml:3: "));
}

/* As forms written by hand have it, and other engines read it. */
static void
test_less_than_in_an_attribute_is_a_warning (void)
{
  static const char text[] =
    "<h:html xmlns=\"http://www.w3.org/2002/xforms\" xmlns:h=\"http://www.w3.org/1999/xhtml\">"
    "<!-- \"it's --><h:head><model><instance><data id=\"x\"><a>3</a><b/></data></instance>\n"
    "<bind nodeset=\"/data/b\" calculate='/data/a < 5 and \"<\" = \"<\"'/>\n"
    "</model></h:head><h:body/></h:html>";
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (GError) error = NULL;
  g_autoptr (RuhuForm) form = ruhu_form_new_from_bytes (bytes, "x.xml", &error);
  g_autoptr (RuhuInstance) self = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (ruhu_form_get_warnings (form)->len, ==, 1);
  g_assert_true (
    g_str_has_prefix (ruhu_form_get_warnings (form)->pdata[0], "x.xml:2: warning: “<”"));
  self = ruhu_instance_new (form);
  g_assert_true (ruhu_instance_start (self, NULL));
  form_assert (self, "/data/b", "true");
}

/* A survey of devices may ask for the model, and for each instance of it. */
static void
test_groups_named_like_the_head_are_questions (void)
{
  g_autoptr (RuhuInstance) self =
    form_start ("<model><instance><item><name>Ada</name></item></instance></model><b/>",
                "<instance id=\"l\"><root><item><name>x</name></item></root></instance>"
                "<bind nodeset=\"/data/b\" calculate=\"/data/model/instance/item/name\"/>",
                "<input ref=\"/data/model/instance/item/name\"/>");

  form_assert (self, "/data/b", "Ada");
  form_set (self, "/data/model/instance/item/name", "Grace");
  form_assert (self, "/data/b", "Grace");
}

static void
test_file_that_is_not_there (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ruhu_form_new_from_file ("/nowhere/x.xml", &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_NOT_FOUND);
}

static void
test_cycle_names_its_nodes (void)
{
  assert_refused ("<a/><b/><c/>",
                  "<bind nodeset=\"/data/a\" calculate=\"/data/b + 1\"/>"
                  "<bind nodeset=\"/data/b\" relevant=\"/data/c\"/>"
                  "<bind nodeset=\"/data/c\" calculate=\"/data/a\"/>",
                  "",
                  "x.xml:3: ",
                  "/data/");
  assert_refused ("<a/>",
                  "<bind nodeset=\"/data/a\" calculate=\". + 1\"/>",
                  "",
                  "x.xml:3: ",
                  "asks for “/data/a” itself");
  assert_refused ("<g><a/></g>",
                  "<bind nodeset=\"/data/g\" relevant=\"/data/g/a = 1\"/>",
                  "",
                  "x.xml:3: ",
                  "asks for “/data/g/a”, which is inside it");
}

static void
test_constraint_on_itself_is_no_cycle (void)
{
  g_autoptr (RuhuForm) form =
    form_make ("<a/>",
               "<bind nodeset=\"/data/a\" constraint=\". &lt; 3 and /data/a &gt; 1\"/>",
               "");

  g_assert_nonnull (form);
}

static void
test_row_that_reads_the_row_before_it_is_no_cycle (void)
{
  g_autoptr (RuhuInstance) self =
    form_start ("<rep><x>1</x><t/></rep><rep><x>2</x><t/></rep><rep><x>3</x><t/></rep>",
                "<bind nodeset=\"/data/rep/t\" calculate=\"../x + coalesce(/data/rep[position() = "
                "position(current()/..) - 1]/t, 0)\"/>",
                "<repeat nodeset=\"/data/rep\"><input ref=\"/data/rep/x\"/></repeat>");

  form_assert (self, "/data/rep[3]/t", "6");
  form_set (self, "/data/rep[1]/x", "10");
  form_assert (self, "/data/rep[3]/t", "15");
}

static void
test_filters_that_wait_for_each_other_load (void)
{
  g_autoptr (RuhuForm) form = form_make (
    "<a/><b/>",
    "<instance id=\"l\"><root><item><name>x</name></item></root></instance>",
    "<select1 ref=\"/data/a\"><itemset nodeset=\"instance('l')/root/item[name != /data/b]\"><value "
    "ref=\"name\"/></itemset></select1><select1 ref=\"/data/b\"><itemset "
    "nodeset=\"instance('l')/root/item[name != /data/a]\"><value ref=\"name\"/></itemset></select1>");

  g_assert_nonnull (form);
}

static void
test_newer_xforms_is_refused (void)
{
  static const char text[] = "<h:html xmlns=\"http://www.w3.org/2002/xforms\" "
                             "xmlns:h=\"http://www.w3.org/1999/xhtml\" "
                             "xmlns:odk=\"http://www.opendatakit.org/xforms\"><h:head>"
                             "<model odk:xforms-version=\"2.0.0\"><instance><data id=\"x\"/>"
                             "</instance></model></h:head></h:html>";
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (GError) error = NULL;

  g_assert_null (ruhu_form_new_from_bytes (bytes, "x.xml", &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_INVALID);
}

static void
test_newer_entities_are_refused (void)
{
  static const struct {
    const char *version;
    gboolean loads;
  } cases[] = {
    { "2020.1.0", TRUE }, { "2024.1.0", TRUE },  { "2025.1.0", TRUE },
    { "2025.2", FALSE },  { "2026.1.0", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = g_strdup_printf (
      "<h:html xmlns=\"http://www.w3.org/2002/xforms\" xmlns:h=\"http://www.w3.org/1999/xhtml\" "
      "xmlns:entities=\"http://www.opendatakit.org/xforms/entities\"><h:head><model "
      "entities:entities-version=\"%s\"><instance><data id=\"x\"/></instance></model></h:head>"
      "</h:html>",
      cases[i].version);
    g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
    g_autoptr (RuhuForm) form = ruhu_form_new_from_bytes (bytes, "x.xml", NULL);

    g_assert_true ((form != NULL) == cases[i].loads);
  }
}

static void
test_what_is_odd_but_harmless_is_a_warning (void)
{
  g_autoptr (RuhuForm) form =
    form_make ("<a/>",
               "<bind nodeset=\"/data/gone\"/>"
               "<bind nodeset=\"/data/a\" constraint=\". = 1\"/>"
               "<bind nodeset=\"/data/a\" constraint=\". = 2\"/>",
               "<input ref=\"/data/a\"><label ref=\"jr:itext('no')\"/></input>");
  GPtrArray *warnings = ruhu_form_get_warnings (form);

  g_assert_cmpuint (warnings->len, ==, 3);
  g_assert_true (g_str_has_prefix (warnings->pdata[0], "test.xml:3: warning: "));
}

static void
test_body_is_a_tree_of_controls (void)
{
  g_autoptr (RuhuForm) form = form_make (
    "<g><a/><a_na/><b/></g><rep><c/></rep>",
    "<bind nodeset=\"/data/g/a\" type=\"int\" orx:max-pixels=\"9\"/>",
    "<group ref=\"/data/g\" appearance=\"field-list search('a b', 'c') w1\"><label>G</label>"
    "<input ref=\"/data/g/a\" rows=\"3\"/><input ref=\"/data/g/a_na\"/>"
    "<upload ref=\"/data/g/b\" mediatype=\"image/*\"/></group>"
    "<group ref=\"/data/rep\"><label>R</label><repeat nodeset=\"/data/rep\">"
    "<input ref=\"/data/rep/c\"/></repeat></group>");
  const RuhuControl *body = ruhu_form_get_body (form);
  const RuhuControl *group = ruhu_control_get_child (body, 0);
  const RuhuControl *a = ruhu_form_find_control (form, "/data/g/a");
  const RuhuControl *repeat = ruhu_control_get_child (body, 1);

  g_assert_cmpuint (ruhu_control_get_n_children (body), ==, 2);
  g_assert_true (ruhu_control_has_appearance (group, "search('a b', 'c')"));
  g_assert_true (ruhu_control_has_appearance (group, "w1"));
  g_assert_false (ruhu_control_has_appearance (group, "b',"));
  g_assert_true (ruhu_control_get_parent (a) == group);
  g_assert_cmpint (ruhu_control_get_data_type (a), ==, RUHU_DATA_INT);
  g_assert_cmpstr (ruhu_control_get_parameter (a, "rows"), ==, "3");
  g_assert_cmpstr (ruhu_control_get_parameter (a, "max-pixels"), ==, "9");
  g_assert_true (ruhu_control_may_decline (a));
  g_assert_true (ruhu_control_get_decliner (a) == ruhu_form_find_control (form, "/data/g/a_na"));
  g_assert_true (ruhu_control_is_decliner (ruhu_form_find_control (form, "/data/g/a_na")));
  g_assert_cmpint (ruhu_control_get_kind (repeat), ==, RUHU_CONTROL_REPEAT);
  g_assert_cmpstr (ruhu_control_get_path (repeat), ==, "/data/rep");
}

static void
test_choice_that_declines_is_found_in_the_list (void)
{
  g_autoptr (RuhuForm) form = form_make (
    "<a/><b/>",
    "<instance id=\"l\"><root><item><name>x</name></item><item><name>-99</name></item></root>"
    "</instance>",
    "<select1 ref=\"/data/a\"><itemset nodeset=\"instance('l')/root/item[name != 'y']\"><value "
    "ref=\"name\"/></itemset></select1><select1 ref=\"/data/b\"><item><label>1</label><value>1"
    "</value></item></select1>");

  g_assert_true (ruhu_control_may_decline (ruhu_form_find_control (form, "/data/a")));
  g_assert_false (ruhu_control_may_decline (ruhu_form_find_control (form, "/data/b")));
}

static void
test_rules_are_read_and_judged (void)
{
  g_autoptr (RuhuInstance) self =
    form_start ("<a/>",
                "<itext><translation lang=\"en\"><text id=\"r\"><value>a is <output "
                "value=\"/data/a\"/></value></text></translation></itext>"
                "<ruhu:rule id=\"Q1\" severity=\"warn\" when=\"/data/a &gt; 3\" "
                "message=\"jr:itext('r')\"/>",
                "");
  GPtrArray *rules = ruhu_form_get_rules (ruhu_instance_get_form (self));
  const RuhuFormRule *rule = rules->pdata[0];
  g_autofree char *message = NULL;

  g_assert_cmpstr (ruhu_form_rule_get_id (rule), ==, "Q1");
  g_assert_cmpstr (ruhu_form_rule_get_value (rule, "severity"), ==, "warn");
  g_assert_false (ruhu_instance_rule_holds (self, rule));
  form_set (self, "/data/a", "4");
  g_assert_true (ruhu_instance_rule_holds (self, rule));
  message = ruhu_instance_get_rule_message (self, rule);
  g_assert_cmpstr (message, ==, "a is 4");
}

static void
test_repeat_goes_by_its_nodeset (void)
{
  g_autoptr (RuhuInstance) self =
    form_start ("<n>2</n><r><s/></r>",
                "",
                "<input ref=\"/data/n\"/><repeat ref=\"/data/r/s\" nodeset=\"/data/r\" "
                "jr:count=\"/data/n\"><input ref=\"/data/r/s\"/></repeat>");
  g_autoptr (GBytes) root = form_write ("<a/>", "", "<repeat nodeset=\"/data\"/>");
  g_autoptr (GError) error = NULL;

  form_set (self, "/data/n", "3");
  g_assert_nonnull (ruhu_instance_find (self, "/data/r[3]/s"));
  g_assert_null (ruhu_instance_find (self, "/data/r[4]/s"));

  g_assert_null (ruhu_form_new_from_bytes (root, "x.xml", &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "which cannot repeat"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add_func ("/form/" path, func)
  ADD ("identity-is-read", test_identity_is_read);
  ADD ("reasons-name-file-and-line", test_reasons_name_file_and_line);
  ADD ("broken-xml-names-its-line", test_broken_xml_names_its_line);
  ADD ("less-than-in-an-attribute-is-a-warning", test_less_than_in_an_attribute_is_a_warning);
  ADD ("groups-named-like-the-head-are-questions", test_groups_named_like_the_head_are_questions);
  ADD ("file-that-is-not-there", test_file_that_is_not_there);
  ADD ("cycle-names-its-nodes", test_cycle_names_its_nodes);
  ADD ("constraint-on-itself-is-no-cycle", test_constraint_on_itself_is_no_cycle);
  ADD ("row-that-reads-the-row-before-it-is-no-cycle",
       test_row_that_reads_the_row_before_it_is_no_cycle);
  ADD ("filters-that-wait-for-each-other-load", test_filters_that_wait_for_each_other_load);
  ADD ("newer-xforms-is-refused", test_newer_xforms_is_refused);
  ADD ("newer-entities-are-refused", test_newer_entities_are_refused);
  ADD ("what-is-odd-but-harmless-is-a-warning", test_what_is_odd_but_harmless_is_a_warning);
  ADD ("body-is-a-tree-of-controls", test_body_is_a_tree_of_controls);
  ADD ("choice-that-declines-is-found-in-the-list", test_choice_that_declines_is_found_in_the_list);
  ADD ("rules-are-read-and-judged", test_rules_are_read_and_judged);
  ADD ("repeat-goes-by-its-nodeset", test_repeat_goes_by_its_nodeset);

  return g_test_run ();
}
