/* test-answers.c: app/forms/ruhu-answers.c, ruhu-instance-json.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form-fixture.h"

#include "base/ruhu-error.h"
#include "forms/ruhu-answers.h"

#include <string.h>

#define INSTANCE \
  "<g><a/><b/></g><hid/><dev jr:template=\"\"><type/></dev><pic mark=\"\"/>" \
  "<orx:meta><orx:instanceID/></orx:meta>"
#define MODEL "<bind nodeset=\"/data/hid\" relevant=\"/data/g/a = 'no'\"/>"
#define BODY "<repeat nodeset=\"/data/dev\"><input ref=\"/data/dev/type\"/></repeat>"

static RuhuInstance *
fill (void)
{
  RuhuInstance *self = form_start (INSTANCE, MODEL, BODY);

  form_set (self, "/data/g/a", "a < b & \"c\"\n马");
  form_set (self, "/data/hid", "secret");
  form_add_row (self, "/data/dev");
  form_add_row (self, "/data/dev");
  form_set (self, "/data/dev[1]/type", "cane");
  form_set (self, "/data/pic", "p.jpg");
  form_set (self, "/data/pic/@mark", "x \"y\"");
  form_set (self, "/data/orx:meta/orx:instanceID", "uuid:1");

  return self;
}

static void
test_json_mirrors_the_relevant_answers (void)
{
  g_autoptr (RuhuInstance) self = fill ();
  g_autoptr (JsonNode) answers = ruhu_instance_to_json (self);
  g_autofree char *text = ruhu_answers_to_text (answers);

  g_assert_cmpstr (text,
                   ==,
                   "{\"g\":{\"a\":\"a < b & \\\"c\\\"\\n马\"},"
                   "\"dev\":[{\"type\":\"cane\"},{}],"
                   "\"pic\":{\"@mark\":\"x \\\"y\\\"\",\"\":\"p.jpg\"},"
                   "\"meta\":{\"instanceID\":\"uuid:1\"}}");
}

static void
test_xml_is_the_same_bytes_each_time (void)
{
  g_autoptr (RuhuInstance) self = fill ();
  RuhuForm *form = ruhu_instance_get_form (self);
  g_autoptr (JsonNode) answers = ruhu_instance_to_json (self);
  g_autoptr (GBytes) xml = ruhu_answers_to_xml (form, answers, NULL);
  g_autoptr (JsonNode) back = ruhu_answers_from_xml (form, xml, NULL);
  g_autoptr (GBytes) again = ruhu_answers_to_xml (form, back, NULL);
  g_autofree char *text = ruhu_answers_to_text (answers);
  g_autofree char *back_text = ruhu_answers_to_text (back);
  g_autofree char *written = g_strndup (g_bytes_get_data (xml, NULL), g_bytes_get_size (xml));

  g_assert_cmpstr (written,
                   ==,
                   "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                   "<data xmlns:orx=\"http://openrosa.org/xforms\" id=\"test\" version=\"1\">"
                   "<g><a>a &lt; b &amp; \"c\"\n马</a></g><dev><type>cane</type></dev><dev/>"
                   "<pic mark=\"x &quot;y&quot;\">p.jpg</pic>"
                   "<orx:meta><orx:instanceID>uuid:1</orx:instanceID></orx:meta></data>\n");
  g_assert_cmpstr (back_text, ==, text);
  g_assert_true (g_bytes_equal (xml, again));
}

static void
test_record_of_another_form_is_refused (void)
{
  g_autoptr (RuhuForm) form = form_make ("<a/>", "", "");
  g_autoptr (GBytes) other = g_bytes_new_static ("<other><a>1</a></other>", 23);
  g_autoptr (GBytes) broken = g_bytes_new_static ("<data><a>", 9);
  g_autoptr (GError) error = NULL;

  g_assert_null (ruhu_answers_from_xml (form, other, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_INVALID);
  g_assert_null (ruhu_answers_from_xml (form, broken, NULL));
}

static void
test_answers_open_again (void)
{
  g_autoptr (RuhuInstance) self = fill ();
  g_autoptr (RuhuInstance) again = ruhu_instance_new (ruhu_instance_get_form (self));
  g_autoptr (JsonNode) answers = ruhu_instance_to_json (self);
  g_autoptr (GHashTable) keys = ruhu_answers_to_keys (ruhu_instance_get_form (self), answers);
  g_autoptr (JsonNode) same = NULL;
  g_autofree char *text = ruhu_answers_to_text (answers);
  g_autofree char *same_text = NULL;

  ruhu_instance_restore (again, keys, NULL);
  same = ruhu_instance_to_json (again);
  same_text = ruhu_answers_to_text (same);
  g_assert_cmpstr (same_text, ==, text);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add_func ("/answers/" path, func)
  ADD ("json-mirrors-the-relevant-answers", test_json_mirrors_the_relevant_answers);
  ADD ("xml-is-the-same-bytes-each-time", test_xml_is_the_same_bytes_each_time);
  ADD ("record-of-another-form-is-refused", test_record_of_another_form_is_refused);
  ADD ("answers-open-again", test_answers_open_again);

  return g_test_run ();
}
