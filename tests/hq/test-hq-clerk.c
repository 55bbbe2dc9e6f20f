/* test-hq-clerk.c: somebody at HQ who is curious
 *
 * A clerk has a browser and an area. Of what lies outside they learn nothing, by no address, no
 * file, no list and no refusal. What each claim is for stands in sync/SECURITY.md.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "web-fixture.h"

#include "base/ruhu-json.h"

#include <string.h>

#define PAGE "/api/responses/"
#define NOBODY "0192f3a0-aa01-7000-8000-0000000000ff"
#define RESPONSE_C "0192f3a0-aa01-7000-8000-00000000000d"
#define NAME "王桂花"
#define CERTIFICATE "99010119580312002742"

static gboolean
says (Answer *answer, const char *word)
{
  gsize n;
  const char *text = g_bytes_get_data (answer->bytes, &n);

  return n > 0 && g_strstr_len (text, n, word) != NULL;
}

static void
assert_tells_nobody (Answer *answer)
{
  static const char *const words[] = {
    NAME,   "王*花",  "Ann",        "A***",      CERTIFICATE, "990101101201",
    "石湾", "139000", "990101****", RESPONSE_A2, PERSON_A,    PERSON_B,
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (words); i++) {
    if (says (answer, words[i]))
      g_error ("it says %s: %.200s",
               words[i],
               (const char *) g_bytes_get_data (answer->bytes, NULL));
  }
}

/* An answer without the moment it was given. */
static char *
forget_time (Answer *answer)
{
  if (answer->json == NULL)
    return g_strndup (g_bytes_get_data (answer->bytes, NULL), g_bytes_get_size (answer->bytes));

  json_object_remove_member (answer->json, "at");
  return ruhu_json_to_text (answer->json);
}

/* @path or, where it is asked for by POST, @body, about something there and about nothing. */
static Answer *
ask_about (Browser *browser, const char *before, const char *id, const char *after)
{
  g_autofree char *text = g_strconcat (before, id, after, NULL);
  gboolean is_path = *text == '/';

  return browser_ask (browser,
                      is_path ? "GET" : "POST",
                      is_path ? text : "/api/reveal",
                      is_path ? NULL : text);
}

/* Both are refused in the same words. */
static void
assert_alike (Browser *browser, const char *before, const char *there, const char *after)
{
  g_autoptr (Answer) one = ask_about (browser, before, there, after);
  g_autoptr (Answer) other = ask_about (browser, before, NOBODY, after);
  g_autofree char *first = forget_time (one), *second = forget_time (other);

  g_assert_cmpuint (one->status, ==, 404);
  g_assert_cmpuint (other->status, ==, 404);
  g_assert_cmpstr (first, ==, second);
}

static void
test_elsewhere_and_nowhere_look_alike (Web *web, gconstpointer data)
{
  g_autofree char *picture = g_strconcat ("/attachments/", web->photo_hash, NULL);
  Browser clerk;

  browser_enter (&clerk, web, "township", OTHER_TOWN);
  assert_alike (&clerk, PAGE, RESPONSE_A, "");
  assert_alike (&clerk, PAGE, PERSON_A, "");
  assert_alike (&clerk, PAGE, RESPONSE_A2, picture);
  assert_alike (&clerk,
                "{\"object\":\"",
                RESPONSE_A,
                "\",\"field\":\"person.name\",\"reason\":\"verify\"}");
  g_assert_cmpint (hq_count (&web->hq,
                             "SELECT count(*) FROM audit WHERE action IN ('open-response',"
                             " 'open-attachment', 'reveal')"),
                   ==,
                   0);
  browser_clear (&clerk);
}

/* Every list and report that takes an area, a page or a state, with what is not theirs in it. */
static void
test_no_list_tells_of_elsewhere (Web *web, gconstpointer data)
{
  static const char *const paths[] = {
    "/api/responses",
    "/api/responses?division=990101",
    "/api/responses?division=9901011",
    "/api/responses?division=990101101",
    "/api/responses?division=" VILLAGE,
    "/api/responses?division=%25",
    "/api/responses?division=990101102%00990101101",
    "/api/responses?after=0",
    "/api/responses?after=0:990101101:" RESPONSE_A,
    "/api/responses?after=99999999999999&limit=200",
    "/api/responses?state=replaced&limit=200",
    "/api/responses?state=received&night=2026-11-22",
    "/api/night",
    "/api/night?division=990101",
    "/api/night?division=" VILLAGE,
    "/api/open",
    "/api/open?division=990101",
    "/api/open?division=" VILLAGE,
    "/api/session",
    PAGE RESPONSE_A "/attachments/../../../hq.db",
    "/hq.db",
    "/api/../hq.db",
  };
  Browser clerk;
  guint i;

  browser_enter (&clerk, web, "township", OTHER_TOWN);
  for (i = 0; i < G_N_ELEMENTS (paths); i++) {
    g_autoptr (Answer) answer = browser_ask (&clerk, "GET", paths[i], NULL);

    g_assert_cmpuint (answer->status, <, 500);
    assert_tells_nobody (answer);
  }
  browser_clear (&clerk);
}

/* A tablet of the clerk's own village names somebody of another one in its response. */
static void
test_person_of_elsewhere_is_nobody (Web *web, gconstpointer data)
{
  g_autofree char *line =
    g_strdup_printf ("\"id\":\"" RESPONSE_C "\",\"k\":\"response\",\"div\":\"" OTHER_VILLAGE
                     "\",\"u\":\"w9\",\"fm\":\"%s\",\"fv\":%s,\"ans\":{\"visit\":{\"person_id\":"
                     "\"" PERSON_A "\"}}",
                     web->form,
                     web->version);
  static const char *const fields[] = { "person.name", "person.cert" };
  g_autoptr (Answer) pushed = NULL, list = NULL, one = NULL;
  Tablet tablet;
  Browser clerk;
  guint i;

  tablet_init (&tablet, &web->hq, OTHER_VILLAGE);
  pushed = tablet_push (&tablet, line);
  g_assert_cmpuint (pushed->status, ==, 200);
  browser_enter (&clerk, web, "village", OTHER_VILLAGE);
  list = browser_ask (&clerk, "GET", "/api/responses", NULL);
  g_assert_cmpuint (list->status, ==, 200);
  g_assert_true (says (list, RESPONSE_C));
  g_assert_false (says (list, "王*花"));
  one = browser_ask (&clerk, "GET", PAGE RESPONSE_C, NULL);
  g_assert_cmpuint (one->status, ==, 200);
  g_assert_false (says (one, "王*花"));
  g_assert_false (says (one, "\"age\""));
  for (i = 0; i < G_N_ELEMENTS (fields); i++) {
    g_autofree char *body = g_strdup_printf ("{\"object\":\"" RESPONSE_C "\",\"field\":\"%s\","
                                             "\"reason\":\"verify\"}",
                                             fields[i]);
    g_autoptr (Answer) told = browser_ask (&clerk, "POST", "/api/reveal", body);

    g_assert_cmpuint (told->status, ==, 404);
    assert_tells_nobody (told);
  }
  browser_clear (&clerk);
  tablet_clear (&tablet);
}

/* Whoever does not work with persons gets no response, whatever their area. */
static void
test_roles_without_persons_get_none (Web *web, gconstpointer data)
{
  static const char *const roles[] = { "forms", "security" };
  static const char *const paths[] = { "/api/responses", PAGE RESPONSE_A, "/api/open" };
  guint i, k;

  for (i = 0; i < G_N_ELEMENTS (roles); i++) {
    Browser clerk;

    browser_enter (&clerk, web, roles[i], COUNTY);
    for (k = 0; k < G_N_ELEMENTS (paths); k++) {
      g_autoptr (Answer) answer = browser_ask (&clerk, "GET", paths[k], NULL);

      g_assert_cmpuint (answer->status, ==, 403);
      assert_tells_nobody (answer);
    }
    browser_clear (&clerk);
  }
}

/* What a clerk may see is seen under their name: each look leaves a line in a chain. */
static void
test_every_look_is_noted (Web *web, gconstpointer data)
{
  g_autofree char *picture = g_strconcat (PAGE RESPONSE_A2 "/attachments/", web->photo_hash, NULL);
  g_autofree char *verified = NULL;
  g_autoptr (Answer) one = NULL, file = NULL, told = NULL;
  Browser clerk;

  browser_enter (&clerk, web, "township", TOWN);
  one = browser_ask (&clerk, "GET", PAGE RESPONSE_A2, NULL);
  file = browser_ask (&clerk, "GET", picture, NULL);
  told = browser_ask (&clerk,
                      "POST",
                      "/api/reveal",
                      "{\"object\":\"" RESPONSE_A2
                      "\",\"field\":\"person.name\",\"reason\":\"contact\"}");
  g_assert_cmpuint (one->status, ==, 200);
  g_assert_cmpuint (file->status, ==, 200);
  g_assert_cmpuint (told->status, ==, 200);
  g_assert_cmpint (hq_count (&web->hq,
                             "SELECT count(*) FROM audit WHERE actor LIKE 'township-%' AND action"
                             " IN ('open-response', 'open-attachment', 'reveal')"),
                   ==,
                   3);
  g_assert_cmpint (hq_count (&web->hq, "SELECT count(*) FROM audit WHERE object LIKE '%" NAME "%'"),
                   ==,
                   0);
  verified = hq_do (&web->hq, "verify", NULL);
  g_assert_nonnull (strstr (verified, "; 0 faults"));
  browser_clear (&clerk);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *claim;
    void (*run) (Web *web, gconstpointer data);
  } tests[] = {
    { "elsewhere-and-nowhere-look-alike", test_elsewhere_and_nowhere_look_alike },
    { "no-list-tells-of-elsewhere", test_no_list_tells_of_elsewhere },
    { "person-of-elsewhere-is-nobody", test_person_of_elsewhere_is_nobody },
    { "roles-without-persons-get-none", test_roles_without_persons_get_none },
    { "every-look-is-noted", test_every_look_is_noted },
  };
  guint i;

  g_test_init (&argc, &argv, NULL);
  for (i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/hq-clerk/", tests[i].claim, NULL);

    g_test_add (path, Web, NULL, web_set_up, tests[i].run, web_tear_down);
  }
  return g_test_run ();
}
