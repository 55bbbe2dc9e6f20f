/* test-reading.c: ui/ruhu-reading.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form-fixture.h"
#include "ruhu-reading.h"

#include "ruhu-language.h"

#define INSTANCE "<visit><who/><how/><photo/></visit><device><kind/></device><age/>"
#define MODEL \
  "<bind nodeset=\"/data/visit/photo\" type=\"binary\"/>" \
  "<bind nodeset=\"/data/age\" calculate=\"7\"/>"
#define BODY \
  "<group ref=\"/data/visit\"><label>The visit</label>" \
  "<input ref=\"/data/visit/who\"><label>Who opened</label></input>" \
  "<select1 ref=\"/data/visit/how\"><label>How was it</label>" \
  "<item><label>Fine</label><value>f</value></item>" \
  "<item><label>Bad</label><value>b</value></item></select1>" \
  "<upload ref=\"/data/visit/photo\" mediatype=\"image/*\"><label>The door</label></upload>" \
  "</group>" \
  "<group ref=\"/data/device\"><label>Device</label><repeat nodeset=\"/data/device\">" \
  "<input ref=\"/data/device/kind\"><label>Kind</label></input></repeat></group>"
#define ANSWERS \
  "{\"visit\":{\"who\":\"her son\",\"how\":\"f\",\"photo\":\"p.jpg\"}," \
  "\"device\":[{\"kind\":\"cane\"},{\"kind\":\"lamp\"}],\"age\":\"68\"," \
  "\"meta\":{\"instanceID\":\"uuid:1\"}}"

static void
assert_line (GPtrArray *lines,
             guint i,
             const char *section,
             const char *row,
             const char *label,
             const char *text)
{
  RuhuReadingLine *line;

  g_assert_cmpuint (i, <, lines->len);
  line = g_ptr_array_index (lines, i);
  g_assert_cmpstr (line->section, ==, section);
  g_assert_cmpstr (line->row, ==, row);
  g_assert_cmpstr (line->label, ==, label);
  g_assert_cmpstr (line->text, ==, text);
}

/* What was recorded is read, not what the form would calculate now; in paper order. */
static void
test_reads_as_on_paper (void)
{
  g_autoptr (RuhuForm) form = form_make (INSTANCE, MODEL, BODY);
  g_autoptr (RuhuInstance) instance = ruhu_instance_new (form);
  g_autoptr (JsonNode) answers = json_from_string (ANSWERS, NULL);
  g_autoptr (GPtrArray) lines = ruhu_reading_list (form, instance, answers);
  RuhuReadingLine *photo;

  g_assert_cmpuint (lines->len, ==, 5);
  assert_line (lines, 0, "The visit", NULL, "Who opened", "her son");
  assert_line (lines, 1, "The visit", NULL, "How was it", "Fine");
  assert_line (lines, 2, "The visit", NULL, "The door", NULL);
  photo = g_ptr_array_index (lines, 2);
  g_assert_cmpstr (photo->file, ==, "p.jpg");
  assert_line (lines, 3, "Device", "Device 1", "Kind", "cane");
  assert_line (lines, 4, "Device", "Device 2", "Kind", "lamp");
}

static void
test_without_form_all_is_still_there (void)
{
  g_autoptr (JsonNode) answers = json_from_string (ANSWERS, NULL);
  g_autoptr (GPtrArray) lines = ruhu_reading_list (NULL, NULL, answers);

  g_assert_cmpuint (lines->len, ==, 6);
  assert_line (lines, 0, "visit", NULL, "who", "her son");
  assert_line (lines, 1, "visit", NULL, "how", "f");
  assert_line (lines, 3, "device", "device 1", "kind", "cane");
  assert_line (lines, 4, "device", "device 2", "kind", "lamp");
  assert_line (lines, 5, NULL, NULL, "age", "68");
}

/* The form makes one row by itself; a response with three has three. */
static void
test_rows_that_the_form_would_not_make_are_read (void)
{
  g_autoptr (RuhuForm) form =
    form_make ("<n/><device><kind/></device>",
               "",
               "<repeat nodeset=\"/data/device\" jr:count=\"/data/n\">"
               "<input ref=\"/data/device/kind\"><label>Kind</label></input></repeat>");
  g_autoptr (RuhuInstance) instance = ruhu_instance_new (form);
  g_autoptr (JsonNode) answers =
    json_from_string ("{\"n\":\"1\",\"device\":[{\"kind\":\"a\"},{\"kind\":\"b\"}]}", NULL);
  g_autoptr (GPtrArray) lines = ruhu_reading_list (form, instance, answers);
  g_autoptr (GString) all = g_string_new (NULL);
  guint i;

  for (i = 0; i < lines->len; i++)
    g_string_append (all, ((RuhuReadingLine *) g_ptr_array_index (lines, i))->text);
  g_assert_cmpstr (all->str, ==, "ab");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ruhu_language_init (g_getenv ("RUHU_LOCALEDIR"));
  ruhu_language_use ("en");

  g_test_add_func ("/reading/reads-as-on-paper", test_reads_as_on_paper);
  g_test_add_func ("/reading/without-form-all-is-still-there",
                   test_without_form_all_is_still_there);
  g_test_add_func ("/reading/rows-that-the-form-would-not-make-are-read",
                   test_rows_that_the_form_would_not_make_are_read);

  return g_test_run ();
}
