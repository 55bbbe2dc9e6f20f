/* test-hq-web-open.c: sync/hq/ruhu-hq-web-open.c: choosing and releasing in the browser
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "web-fixture.h"

#include "base/ruhu-json.h"

#include <string.h>

#define P PERSON_DIFFERENT
#define OPEN "SELECT count(*) FROM conflict WHERE state = 0"

static JsonObject *
get_first (Answer *answer, const char *member)
{
  JsonArray *rows = json_object_get_array_member (answer->json, member);

  g_assert_cmpuint (json_array_get_length (rows), >=, 1);
  return json_array_get_object_element (rows, 0);
}

static char *
make_choice (Answer *answer, const char *wanted)
{
  JsonObject *conflict = get_first (answer, "conflicts");
  JsonArray *values = json_object_get_array_member (conflict, "values");
  guint i;

  for (i = 0; i < json_array_get_length (values); i++) {
    const char *text =
      json_object_get_string_member (json_array_get_object_element (values, i), "text");

    if (g_str_equal (text, wanted))
      return g_strdup_printf ("{\"conflict\":\"%s\",\"value\":%u,\"text\":\"%s\"}",
                              json_object_get_string_member (conflict, "id"),
                              i,
                              text);
  }
  g_assert_not_reached ();
}

static void
test_township_chooses_under_its_name (Web *web, gconstpointer data)
{
  Browser browser;
  g_autoptr (Answer) list = NULL, wrong = NULL, chosen = NULL, again = NULL;
  g_autofree char *choice = NULL;

  web_write_differently (web);
  browser_enter (&browser, web, "township", TOWN);
  list = browser_ask (&browser, "GET", "/api/open", NULL);
  g_assert_cmpuint (list->status, ==, 200);
  g_assert_cmpuint (json_array_get_length (
                      json_object_get_array_member (get_first (list, "conflicts"), "values")),
                    ==,
                    2);
  choice = make_choice (list, "111");
  chosen = browser_ask (&browser, "POST", "/api/open", choice);
  g_assert_cmpuint (chosen->status, ==, 200);
  g_assert_cmpint (hq_count (&web->hq, OPEN), ==, 0);
  again = browser_ask (&browser, "POST", "/api/open", choice);
  g_assert_cmpuint (again->status, ==, 404);
  wrong = browser_ask (&browser, "POST", "/api/open", "{\"value\":1}");
  g_assert_cmpuint (wrong->status, ==, 400);
  g_assert_cmpint (hq_count (&web->hq, "SELECT count(*) FROM audit WHERE action = 'choose'"),
                   ==,
                   1);
  g_free (hq_do (&web->hq, "verify", NULL));
  browser_clear (&browser);
}

static void
test_other_townships_see_nothing_of_it (Web *web, gconstpointer data)
{
  Browser browser;
  g_autoptr (Answer) list = NULL, chosen = NULL, outside = NULL;

  web_write_differently (web);
  browser_enter (&browser, web, "township", OTHER_TOWN);
  list = browser_ask (&browser, "GET", "/api/open", NULL);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (list->json, "conflicts")),
                    ==,
                    0);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (list->json, "held")),
                    ==,
                    0);
  outside = browser_ask (&browser, "GET", "/api/open?division=" TOWN, NULL);
  g_assert_cmpuint (outside->status, ==, 403);
  chosen = browser_ask (&browser,
                        "POST",
                        "/api/open",
                        "{\"conflict\":\"" P "\",\"value\":0,\"text\":\"111\"}");
  g_assert_cmpuint (chosen->status, ==, 404);
  g_assert_cmpint (hq_count (&web->hq, OPEN), ==, 1);
  browser_clear (&browser);
}

static void
test_only_the_county_releases (Web *web, gconstpointer data)
{
  Browser township, county;
  g_autoptr (Answer) list = NULL, refused = NULL, released = NULL, roles = NULL;
  g_autofree char *body = NULL;
  Browser forms;

  web_write_differently (web);
  browser_enter (&township, web, "township", TOWN);
  browser_enter (&county, web, "county", COUNTY);
  browser_enter (&forms, web, "forms", COUNTY);
  roles = browser_ask (&forms, "GET", "/api/open", NULL);
  g_assert_cmpuint (roles->status, ==, 403);
  list = browser_ask (&county, "GET", "/api/open", NULL);
  body = g_strdup_printf ("{\"release\":\"%s\"}",
                          json_object_get_string_member (get_first (list, "held"), "line"));
  refused = browser_ask (&township, "POST", "/api/open", body);
  g_assert_cmpuint (refused->status, ==, 403);
  released = browser_ask (&county, "POST", "/api/open", body);
  g_assert_cmpuint (released->status, ==, 200);
  g_assert_cmpint (hq_count (&web->hq, "SELECT count(*) FROM audit WHERE action = 'release'"),
                   ==,
                   1);
  g_free (hq_do (&web->hq, "verify", NULL));
  browser_clear (&township);
  browser_clear (&county);
  browser_clear (&forms);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    void (*run) (Web *web, gconstpointer data);
  } tests[] = {
    { "township-chooses-under-its-name", test_township_chooses_under_its_name },
    { "other-townships-see-nothing-of-it", test_other_townships_see_nothing_of_it },
    { "only-the-county-releases", test_only_the_county_releases },
  };
  guint i;

  g_test_init (&argc, &argv, NULL);
  for (i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/hq-web-open/", tests[i].name, NULL);

    g_test_add (path, Web, NULL, web_set_up, tests[i].run, web_tear_down);
  }
  return g_test_run ();
}
