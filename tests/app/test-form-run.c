/* test-form-run.c: app/forms/ruhu-form-run.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form-fixture.h"
#include "ruhu-test.h"

#include "base/ruhu-json.h"

#include <string.h>

static char *
run_text (GBytes *form, const char *steps)
{
  g_autofree char *dir = ruhu_test_make_dir ();
  g_autofree char *path = g_build_filename (dir, "form.xml", NULL);
  g_autofree char *list = g_build_filename (dir, "steps.json", NULL);
  char *said = NULL;
  g_autoptr (GError) error = NULL;
  const char *argv[] = { g_getenv ("RUHU_FORM"), "run", path, "--steps", list, NULL };
  int status;

  g_file_set_contents (path, g_bytes_get_data (form, NULL), g_bytes_get_size (form), &error);
  g_assert_no_error (error);
  g_file_set_contents (list, steps, -1, &error);
  g_assert_no_error (error);
  g_spawn_sync (NULL,
                (char **) argv,
                NULL,
                G_SPAWN_DEFAULT,
                NULL,
                NULL,
                &said,
                NULL,
                &status,
                &error);
  g_assert_no_error (error);
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
  ruhu_test_remove_dir (dir);

  return said;
}

/* Returns: what is said of the nodes asked for */
static JsonObject *
run (GBytes *form, const char *steps)
{
  g_autofree char *said = run_text (form, steps);
  g_autoptr (GError) error = NULL;
  JsonObject *answer = ruhu_json_parse (said, -1, &error);

  g_assert_no_error (error);
  return answer;
}

static const char *
get (JsonObject *answer, const char *ref)
{
  return ruhu_json_get_string (ruhu_json_get_object (ruhu_json_get_object (answer, "nodes"), ref),
                               "value");
}

#define ASK \
  "\"ask\":[\"/data/a\",\"/data/first\",\"/data/loads\",\"/data/r[2]/b\",\"/data/hidden\"," \
  "\"/data/meta/instanceID\",\"/data/meta/deprecatedID\"]"
#define FILL \
  "{\"op\":\"set\",\"ref\":\"/data/a\",\"value\":\"1\"}," \
  "{\"op\":\"set\",\"ref\":\"/data/hidden\",\"value\":\"x\"}," \
  "{\"op\":\"set\",\"ref\":\"/data/a\",\"value\":\"2\"}," \
  "{\"op\":\"add_repeat\",\"ref\":\"/data/r\",\"value\":2}," \
  "{\"op\":\"set\",\"ref\":\"/data/r[2]/b\",\"value\":\"y\"}," \
  "{\"op\":\"set\",\"ref\":\"/data/meta/instanceID\",\"value\":\"uuid:one\"}"

/* With all that travelled and nothing that did not; what happens at the first load does not happen
 * again, what happens at every load does. */
static void
test_correct (void)
{
  g_autoptr (GBytes) form = form_write (
    "<a/><first/><loads>0</loads><r jr:template=\"\"><b/></r><hidden/><meta><instanceID/></meta>",
    "<bind nodeset=\"/data/hidden\" relevant=\"/data/a = 1\"/>"
    "<setvalue ref=\"/data/first\" event=\"odk-instance-first-load\" value=\"random()\"/>"
    "<setvalue ref=\"/data/loads\" event=\"odk-instance-load\" value=\". + 1\"/>",
    "<input ref=\"/data/a\"/><input ref=\"/data/hidden\"/><group ref=\"/data/r\"><label/>"
    "<repeat nodeset=\"/data/r\"><input ref=\"/data/r/b\"/></repeat></group>");
  g_autoptr (JsonObject) filled = run (form, "{\"steps\":[" FILL "]," ASK "}");
  g_autoptr (JsonObject) corrected =
    run (form, "{\"steps\":[" FILL ",{\"op\":\"correct\"}]," ASK "}");
  g_autoptr (JsonObject) again =
    run (form,
         "{\"steps\":[" FILL ",{\"op\":\"correct\"},{\"op\":\"set\",\"ref\":\"/data/a\",\"value\":"
         "\"1\"},{\"op\":\"correct\"}]," ASK "}");

  g_assert_cmpstr (get (filled, "/data/loads"), ==, "1");
  g_assert_cmpstr (get (filled, "/data/meta/deprecatedID"), ==, "");
  g_assert_cmpstr (get (corrected, "/data/a"), ==, "2");
  g_assert_cmpstr (get (corrected, "/data/r[2]/b"), ==, "y");
  g_assert_cmpstr (get (corrected, "/data/first"), !=, "");
  g_assert_cmpstr (get (corrected, "/data/loads"), ==, "2");
  g_assert_cmpstr (get (corrected, "/data/meta/deprecatedID"), ==, "uuid:one");
  g_assert_cmpstr (get (corrected, "/data/meta/instanceID"), !=, "uuid:one");

  g_assert_cmpstr (get (again, "/data/a"), ==, "1");
  g_assert_cmpstr (get (again, "/data/hidden"), ==, "");
  g_assert_cmpstr (get (again, "/data/loads"), ==, "3");
  g_assert_cmpstr (get (again, "/data/meta/deprecatedID"), !=, "uuid:one");
  g_assert_cmpstr (get (again, "/data/meta/deprecatedID"), !=, "");
}

/* An answer that is hidden is none; a default and a calculation are the form's, and are shown. */
static void
test_what_is_not_relevant (void)
{
  g_autoptr (GBytes) form = form_write (
    "<a>yes</a><own>12</own><sum/><said/><changed>3</changed><reader/>",
    "<bind nodeset=\"/data/own\" relevant=\"/data/a = 'yes'\"/>"
    "<bind nodeset=\"/data/sum\" relevant=\"/data/a = 'yes'\" calculate=\"2 + 2\"/>"
    "<bind nodeset=\"/data/said\" relevant=\"/data/a = 'yes'\"/>"
    "<bind nodeset=\"/data/changed\" relevant=\"/data/a = 'yes'\"/>"
    "<bind nodeset=\"/data/reader\" calculate=\"concat('[', /data/own, /data/sum, "
    "/data/said, ']')\"/>",
    "<input ref=\"/data/a\"/><input ref=\"/data/said\"/><input ref=\"/data/changed\"/>");
  g_autoptr (JsonObject) answer =
    run (form,
         "{\"steps\":[{\"op\":\"set\",\"ref\":\"/data/said\",\"value\":\"hello\"},"
         "{\"op\":\"set\",\"ref\":\"/data/changed\",\"value\":\"4\"},"
         "{\"op\":\"set\",\"ref\":\"/data/a\",\"value\":\"no\"}],\"ask\":[\"/data/own\","
         "\"/data/sum\",\"/data/said\",\"/data/changed\",\"/data/reader\"]}");

  g_assert_cmpstr (get (answer, "/data/own"), ==, "12");
  g_assert_cmpstr (get (answer, "/data/sum"), ==, "4");
  g_assert_cmpstr (get (answer, "/data/said"), ==, "");
  g_assert_cmpstr (get (answer, "/data/changed"), ==, "");
  g_assert_cmpstr (get (answer, "/data/reader"), ==, "[]");
}

/* No C string and no XML holds NUL; JSON does. */
static void
test_nul_is_told (void)
{
  g_autoptr (GBytes) form =
    form_write ("<a/><n/>",
                "<bind nodeset=\"/data/a\" calculate=\"base64-decode('AHgAeQ==')\"/>"
                "<bind nodeset=\"/data/n\" calculate=\"string-length(/data/a)\"/>",
                "");
  g_autofree char *said = run_text (form, "{\"steps\":[],\"ask\":[\"/data/a\",\"/data/n\"]}");

  g_assert_nonnull (strstr (said, "\"\\u0000x\\u0000y\""));
  g_assert_nonnull (strstr (said, "\"4\""));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/form-run/correct", test_correct);
  g_test_add_func ("/form-run/what-is-not-relevant", test_what_is_not_relevant);
  g_test_add_func ("/form-run/nul-is-told", test_nul_is_told);

  return g_test_run ();
}
