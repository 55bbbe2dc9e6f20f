/* test-instance-actions.c: what a form does by itself (app/forms/ruhu-instance-events.c)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form-fixture.h"

#include <string.h>
#include <time.h>

static void
note_asked_cb (RuhuInstance *self,
               const char *key,
               const char *action,
               const char *quality,
               gpointer data)
{
  g_string_append_printf (data, "%s %s %s;", action, key, quality != NULL ? quality : "(none)");
}

static void
assert_asked (GString *asked, const char *expected)
{
  g_assert_cmpstr (asked->str, ==, expected);
  g_string_truncate (asked, 0);
}

static void
test_device_is_asked (void)
{
  g_autoptr (RuhuForm) form = form_make (
    "<a/><here/><sound/><row jr:template=\"\"><b/><there/></row>",
    "<bind nodeset=\"/data/here\" type=\"geopoint\"/>"
    "<odk:setgeopoint event=\"odk-instance-first-load\" ref=\"/data/here\"/>"
    "<odk:recordaudio event=\"odk-instance-load\" ref=\"/data/sound\" odk:quality=\"low\"/>",
    "<input ref=\"/data/a\"><odk:setgeopoint event=\"xforms-value-changed\" ref=\"/data/here\"/>"
    "</input><repeat nodeset=\"/data/row\"><odk:setgeopoint event=\"odk-new-repeat\" "
    "ref=\"/data/row/there\"/><input ref=\"/data/row/b\"/></repeat>");
  g_autoptr (RuhuInstance) self = ruhu_instance_new (form);
  g_autoptr (GString) asked = g_string_new (NULL);

  g_signal_connect (self, "device-asked", G_CALLBACK (note_asked_cb), asked);
  g_assert_true (ruhu_instance_start (self, NULL));
  assert_asked (asked, "setgeopoint /data/here (none);recordaudio /data/sound low;");

  form_set (self, "/data/a", "x");
  assert_asked (asked, "setgeopoint /data/here (none);");
  form_add_row (self, "/data/row");
  form_add_row (self, "/data/row");
  assert_asked (asked,
                "setgeopoint /data/row#1/there (none);setgeopoint /data/row#2/there (none);");
  form_set (self, "/data/row[1]/b", "x");
  assert_asked (asked, "");
}

/* A row that is gone before anybody could be asked for it. */
static void
test_device_is_not_asked_for_rows_that_went (void)
{
  g_autoptr (RuhuInstance) self =
    form_start ("<n>0</n><row jr:template=\"\"><b/></row>",
                "",
                "<input ref=\"/data/n\"/><group ref=\"/data/row\"><repeat nodeset=\"/data/row\" "
                "jr:count=\"/data/n\"><odk:setgeopoint event=\"odk-new-repeat\" "
                "ref=\"/data/row/b\"/><setvalue event=\"odk-new-repeat\" ref=\"/data/n\" "
                "value=\"1\"/><input ref=\"/data/row/b\"/></repeat></group>");
  g_autoptr (GString) asked = g_string_new (NULL);

  g_signal_connect (self, "device-asked", G_CALLBACK (note_asked_cb), asked);
  form_set (self, "/data/n", "3");
  assert_asked (asked, "setgeopoint /data/row#1/b (none);");
}

static void
test_several_events_of_one_action (void)
{
  g_autoptr (RuhuInstance) self = form_start (
    "<n>0</n><row jr:template=\"\"><b/></row>",
    "",
    "<input ref=\"/data/n\"/><repeat nodeset=\"/data/row\"><setvalue event=\"odk-new-repeat "
    "odk-instance-first-load\" ref=\"/data/n\" value=\"/data/n + 1\"/></repeat>");

  form_assert (self, "/data/n", "0");
  form_add_row (self, "/data/row");
  form_assert (self, "/data/n", "1");
}

static void
test_setvalues_on_one_target_go_in_document_order (void)
{
  g_autoptr (RuhuInstance) self =
    form_start ("<a/>",
                "<setvalue event=\"odk-instance-first-load\" ref=\"/data/a\">first</setvalue>"
                "<setvalue event=\"odk-instance-first-load\" ref=\"/data/a\" "
                "value=\"concat(/data/a, ' second')\"/>",
                "<input ref=\"/data/a\"/>");

  form_assert (self, "/data/a", "first second");
}

/* A record that replaces another one says so, even where the form has no place for that. */
static void
test_correction_finds_its_place (void)
{
  g_autoptr (RuhuInstance) self = form_start ("<a/><orx:meta><orx:instanceID/></orx:meta>", "", "");
  g_autofree char *first = g_strdup (form_get (self, "/data/meta/instanceID"));

  form_assert (self, "/data/meta/deprecatedID", "");
  ruhu_instance_correct (self, NULL, NULL);
  form_assert (self, "/data/meta/deprecatedID", first);
}

#define SHUFFLED \
  "<instance id=\"l\"><root><item><name>a</name></item><item><name>b</name></item>" \
  "<item><name>c</name></item><item><name>d</name></item><item><name>e</name></item>" \
  "<item><name>f</name></item><item><name>g</name></item><item><name>h</name></item></root>" \
  "</instance>"
#define SELECT(name) \
  "<select1 ref=\"/data/" name "\"><itemset nodeset=\"randomize(instance('l')/root/item)\">" \
  "<value ref=\"name\"/><label ref=\"name\"/></itemset></select1>"

/* Choices do not jump under the finger while somebody looks at them. */
static void
test_order_by_chance_stays_while_open (void)
{
  g_autoptr (GHashTable) orders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < 20; i++) {
    g_autoptr (RuhuInstance) self = form_start ("<a/><b/>", SHUFFLED, SELECT ("a") SELECT ("b"));
    g_autofree char *first = form_choices (self, "/data/a");
    g_autofree char *second = NULL;

    form_set (self, "/data/b", "c");
    form_set (self, "/data/a", "d");
    second = form_choices (self, "/data/a");
    g_assert_cmpstr (first, ==, second);
    g_assert_cmpuint (strlen (first), ==, strlen ("a=a b=b c=c d=d e=e f=f g=g h=h"));
    g_hash_table_add (orders, g_steal_pointer (&first));
  }
  g_assert_cmpuint (g_hash_table_size (orders), >, 5);
}

/* Each choice takes the other away, which brings the first one back: nobody waits for an end that
 * does not come. */
static void
test_choices_that_chase_each_other_come_to_rest (void)
{
#define CHASER(name, filter) \
  "<select1 ref=\"/data/" name "\"><itemset nodeset=\"instance('l')/root/item[" filter "]\">" \
  "<value ref=\"name\"/><label ref=\"name\"/></itemset></select1>"
  g_autoptr (RuhuInstance) self =
    form_start ("<a/><b/>", SHUFFLED, CHASER ("a", "/data/b = ''") CHASER ("b", "/data/a != ''"));
  clock_t begin = clock ();

  form_set (self, "/data/a", "a");
  form_set (self, "/data/b", "b");
  form_set (self, "/data/b", "");
  form_set (self, "/data/b", "c");
  g_assert_cmpint (clock () - begin, <, CLOCKS_PER_SEC);
#undef CHASER
}

/* A choice that is offered only while it is not chosen, and a row that adds to itself. */
static void
test_what_waits_for_itself_comes_to_rest (void)
{
  g_autoptr (RuhuInstance) self = form_start (
    "<a/><r><x/><y/></r><r><x/><y/></r>",
    SHUFFLED "<bind nodeset=\"/data/r/y\" calculate=\"../x + coalesce(/data/r[position() = "
             "position(current()/..) - 0]/y, 0)\"/>",
    "<select ref=\"/data/a\"><itemset nodeset=\"instance('l')/root/item[not(selected(/data/a, "
    "name))]\"><value ref=\"name\"/><label ref=\"name\"/></itemset></select>"
    "<repeat nodeset=\"/data/r\"><input ref=\"/data/r/x\"/></repeat>");
  clock_t begin = clock ();

  form_set (self, "/data/a", "a b");
  form_set (self, "/data/r[1]/x", "1");
  g_assert_cmpint (clock () - begin, <, CLOCKS_PER_SEC);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add_func ("/instance-actions/" path, func)
  ADD ("device-is-asked", test_device_is_asked);
  ADD ("device-is-not-asked-for-rows-that-went", test_device_is_not_asked_for_rows_that_went);
  ADD ("several-events-of-one-action", test_several_events_of_one_action);
  ADD ("setvalues-on-one-target-go-in-document-order",
       test_setvalues_on_one_target_go_in_document_order);
  ADD ("correction-finds-its-place", test_correction_finds_its_place);
  ADD ("order-by-chance-stays-while-open", test_order_by_chance_stays_while_open);
  ADD ("choices-that-chase-each-other-come-to-rest",
       test_choices_that_chase_each_other_come_to_rest);
  ADD ("what-waits-for-itself-comes-to-rest", test_what_waits_for_itself_comes_to_rest);
#undef ADD

  return g_test_run ();
}
