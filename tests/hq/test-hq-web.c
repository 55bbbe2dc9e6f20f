/* test-hq-web.c: sync/hq/ruhu-hq-web.c, -web-session.c, -web-file.c, -web-night.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "web-fixture.h"

#include "base/ruhu-clock.h"
#include "base/ruhu-json.h"

static gint64 moved;

static gint64
moved_clock (gpointer data)
{
  return g_get_real_time () / 1000 + moved;
}

static void
assert_code (Answer *answer, guint status, const char *code)
{
  g_assert_cmpuint (answer->status, ==, status);
  g_assert_cmpstr (answer_code (answer), ==, code);
}

static void
test_nobody_sees_nothing (Web *web, gconstpointer data)
{
  static const char *const paths[] = { "/api/night",
                                       "/api/responses",
                                       "/api/responses/" RESPONSE_A,
                                       "/api/responses/" RESPONSE_A "/attachments/00" };
  Browser browser;
  g_autoptr (Answer) session = NULL;
  guint i;

  browser_init (&browser, web);
  for (i = 0; i < G_N_ELEMENTS (paths); i++) {
    g_autoptr (Answer) answer = browser_ask (&browser, "GET", paths[i], NULL);

    assert_code (answer, 401, "SESSION");
    g_assert_cmpuint (json_object_get_size (answer->json), ==, 3);
  }
  session = browser_ask (&browser, "GET", "/api/session", NULL);
  g_assert_cmpuint (session->status, ==, 200);
  g_assert_true (json_object_get_null_member (session->json, "user"));
  browser_clear (&browser);
}

static void
test_cookie_is_kept_from_scripts_and_other_sites (Web *web, gconstpointer data)
{
  g_autofree char *password = web_add_user (web, "zhao", "county", COUNTY);
  Browser browser;
  g_autoptr (Answer) answer = NULL;
  const char *cookie;

  browser_init (&browser, web);
  answer = browser_sign_in (&browser, "zhao", password);
  g_assert_cmpuint (answer->status, ==, 200);
  cookie = soup_message_headers_get_one (answer->headers, "Set-Cookie");
  g_assert_true (g_str_has_prefix (cookie, "__Host-ruhu="));
  g_assert_nonnull (strstr (cookie, "; Secure; HttpOnly; SameSite=Strict"));
  g_assert_nonnull (strstr (cookie, "; Path=/;"));
  g_assert_cmpint (hq_count (&web->hq, "SELECT count(*) FROM audit WHERE action = 'sign-in'"),
                   ==,
                   1);
  browser_clear (&browser);
}

static void
test_one_time_password_opens_nothing_but_its_change (Web *web, gconstpointer data)
{
  g_autofree char *password = web_add_user (web, "zhao", "county", COUNTY);
  g_autofree char *weak = g_strdup_printf ("{\"password\":\"%s\",\"new\":\"short\"}", password);
  g_autofree char *same =
    g_strdup_printf ("{\"password\":\"%s\",\"new\":\"%s\"}", password, password);
  g_autofree char *good =
    g_strdup_printf ("{\"password\":\"%s\",\"new\":\"" OWN_PASSWORD "\"}", password);
  Browser browser;
  g_autoptr (Answer) in = NULL, night = NULL, list = NULL, short_one = NULL, again = NULL,
                     changed = NULL, after = NULL, old = NULL;

  browser_init (&browser, web);
  in = browser_sign_in (&browser, "zhao", password);
  g_assert_true (json_object_get_boolean_member (in->json, "must_change"));
  night = browser_ask (&browser, "GET", "/api/night", NULL);
  assert_code (night, 403, "PASSWORD");
  list = browser_ask (&browser, "GET", "/api/responses", NULL);
  assert_code (list, 403, "PASSWORD");
  short_one = browser_ask (&browser, "POST", "/api/password", weak);
  assert_code (short_one, 400, "PASSWORD_WEAK");
  again = browser_ask (&browser, "POST", "/api/password", same);
  assert_code (again, 400, "PASSWORD_WEAK");
  changed = browser_ask (&browser, "POST", "/api/password", good);
  g_assert_cmpuint (changed->status, ==, 200);
  g_assert_false (json_object_get_boolean_member (changed->json, "must_change"));
  after = browser_ask (&browser, "GET", "/api/night", NULL);
  g_assert_cmpuint (after->status, ==, 200);
  old = browser_sign_in (&browser, "zhao", password);
  assert_code (old, 403, "PASSWORD_WRONG");
  browser_clear (&browser);
}

static void
test_changing_the_password_ends_other_sessions (Web *web, gconstpointer data)
{
  Browser here, there;
  g_autoptr (Answer) in = NULL, changed = NULL, other = NULL;

  browser_enter (&here, web, "county", COUNTY);
  browser_init (&there, web);
  in = browser_ask (&here, "GET", "/api/session", NULL);
  other = browser_sign_in (&there, ruhu_json_get_string (in->json, "user"), OWN_PASSWORD);
  g_assert_cmpuint (other->status, ==, 200);
  changed = browser_ask (&here,
                         "POST",
                         "/api/password",
                         "{\"password\":\"" OWN_PASSWORD "\",\"new\":\"another one entirely\"}");
  g_assert_cmpuint (changed->status, ==, 200);
  {
    g_autoptr (Answer) gone = browser_ask (&there, "GET", "/api/night", NULL);
    g_autoptr (Answer) stays = browser_ask (&here, "GET", "/api/night", NULL);

    assert_code (gone, 401, "SESSION");
    g_assert_cmpuint (stays->status, ==, 200);
  }
  browser_clear (&here);
  browser_clear (&there);
}

/* What was typed as a name may have been a password. */
static void
test_failures_are_noted_without_what_was_typed (Web *web, gconstpointer data)
{
  g_autofree char *password G_GNUC_UNUSED = web_add_user (web, "zhao", "county", COUNTY);
  Browser browser;
  g_autoptr (Answer) wrong = NULL, nobody = NULL;

  browser_init (&browser, web);
  wrong = browser_sign_in (&browser, "zhao", "not it");
  nobody = browser_sign_in (&browser, "my-secret", "x");
  assert_code (wrong, 403, "PASSWORD_WRONG");
  assert_code (nobody, 403, "PASSWORD_WRONG");
  g_assert_cmpuint (g_bytes_get_size (wrong->bytes), ==, g_bytes_get_size (nobody->bytes));
  g_assert_cmpint (hq_count (&web->hq,
                             "SELECT count(*) FROM audit WHERE action = 'sign-in-failed'"),
                   ==,
                   2);
  g_assert_cmpint (hq_count (&web->hq,
                             "SELECT count(*) FROM audit WHERE actor LIKE '%secret%' OR"
                             " object LIKE '%secret%'"),
                   ==,
                   0);
  browser_clear (&browser);
}

/* Twenty at once, then one in ten seconds: a slow machine gets a few more in between. */
static void
test_guessing_is_slowed_down (Web *web, gconstpointer data)
{
  g_autofree char *password G_GNUC_UNUSED = web_add_user (web, "zhao", "county", COUNTY);
  Browser browser;
  guint i, busy = 0;

  browser_init (&browser, web);
  for (i = 0; i < 100 && busy < 3; i++) {
    g_autoptr (Answer) answer = browser_sign_in (&browser, "nobody", "x");

    if (answer->status == 429) {
      g_assert_nonnull (soup_message_headers_get_one (answer->headers, "Retry-After"));
      busy++;
    }
  }
  g_assert_cmpuint (busy, ==, 3);
  g_assert_cmpuint (i, >=, 23);
  browser_clear (&browser);
}

static void
test_wrong_passwords_block_the_right_one (Web *web, gconstpointer data)
{
  g_autofree char *password = web_add_user (web, "zhao", "county", COUNTY);
  Browser browser;
  g_autoptr (Answer) blocked = NULL, later = NULL;
  guint i;

  browser_init (&browser, web);
  for (i = 0; i < 5; i++) {
    g_autoptr (Answer) answer = browser_sign_in (&browser, "zhao", "x");

    g_assert_cmpuint (answer->status, ==, 403);
  }
  blocked = browser_sign_in (&browser, "zhao", password);
  g_assert_cmpuint (blocked->status, ==, 403);
  moved = 31 * 1000;
  ruhu_clock_replace (moved_clock, NULL);
  later = browser_sign_in (&browser, "zhao", password);
  ruhu_clock_replace (NULL, NULL);
  g_assert_cmpuint (later->status, ==, 200);
  browser_clear (&browser);
}

static void
test_session_ends_after_half_an_hour (Web *web, gconstpointer data)
{
  Browser browser;
  g_autoptr (Answer) before = NULL, after = NULL;

  browser_enter (&browser, web, "county", COUNTY);
  moved = G_GINT64_CONSTANT (29) * 60 * 1000;
  ruhu_clock_replace (moved_clock, NULL);
  before = browser_ask (&browser, "GET", "/api/night", NULL);
  moved += G_GINT64_CONSTANT (31) * 60 * 1000;
  after = browser_ask (&browser, "GET", "/api/night", NULL);
  ruhu_clock_replace (NULL, NULL);
  g_assert_cmpuint (before->status, ==, 200);
  assert_code (after, 401, "SESSION");
  browser_clear (&browser);
}

static void
test_signing_out_ends_it (Web *web, gconstpointer data)
{
  Browser browser;
  g_autofree char *cookie = NULL;
  g_autoptr (Answer) out = NULL, after = NULL;

  browser_enter (&browser, web, "county", COUNTY);
  cookie = g_strdup (browser.cookie);
  out = browser_ask (&browser, "DELETE", "/api/session", NULL);
  g_assert_cmpuint (out->status, ==, 200);
  g_assert_nonnull (
    strstr (soup_message_headers_get_one (out->headers, "Set-Cookie"), "Max-Age=0"));
  g_free (browser.cookie);
  browser.cookie = g_steal_pointer (&cookie);
  after = browser_ask (&browser, "GET", "/api/night", NULL);
  assert_code (after, 401, "SESSION");
  browser_clear (&browser);
}

/* A page of another site has the cookie sent along, but cannot read the second token. */
static void
test_writes_need_the_second_token (Web *web, gconstpointer data)
{
  Browser browser;
  g_autofree char *token = NULL;
  g_autoptr (Answer) none = NULL, other = NULL, out = NULL;

  browser_enter (&browser, web, "county", COUNTY);
  token = g_steal_pointer (&browser.token);
  none = browser_ask (&browser, "POST", "/api/settings", "{\"lang\":\"en\"}");
  assert_code (none, 403, "TOKEN");
  browser.token = g_strnfill (strlen (token), 'a');
  other = browser_ask (&browser, "DELETE", "/api/session", NULL);
  assert_code (other, 403, "TOKEN");
  g_free (browser.token);
  browser.token = g_steal_pointer (&token);
  out = browser_ask (&browser, "POST", "/api/settings", "{\"lang\":\"en\",\"roomy\":true}");
  g_assert_cmpuint (out->status, ==, 200);
  g_assert_true (json_object_get_boolean_member (out->json, "roomy"));
  g_assert_cmpstr (ruhu_json_get_string (out->json, "lang"), ==, "en");
  browser_clear (&browser);
}

/* A form of another site can send text/plain without asking first. */
static void
test_only_json_signs_in (Web *web, gconstpointer data)
{
  g_autofree char *password = web_add_user (web, "zhao", "county", COUNTY);
  g_autofree char *url = g_strconcat (web->hq.url, "/api/session", NULL);
  g_autofree char *text = g_strdup_printf ("{\"name\":\"zhao\",\"password\":\"%s\"}", password);
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));
  g_autoptr (SoupMessage) message = soup_message_new ("POST", url);
  g_autoptr (Answer) answer = NULL;

  soup_message_set_request_body_from_bytes (message, "text/plain", body);
  answer = hq_send (&web->hq, message);
  assert_code (answer, 400, "INVALID");
}

static void
assert_protected (Answer *answer)
{
  const char *policy = soup_message_headers_get_one (answer->headers, "Content-Security-Policy");

  g_assert_cmpstr (policy,
                   ==,
                   "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
                   " connect-src 'self'; form-action 'self'; base-uri 'none';"
                   " frame-ancestors 'none'");
  g_assert_cmpstr (soup_message_headers_get_one (answer->headers, "X-Content-Type-Options"),
                   ==,
                   "nosniff");
  g_assert_cmpstr (soup_message_headers_get_one (answer->headers, "Referrer-Policy"),
                   ==,
                   "no-referrer");
}

static void
test_every_answer_is_protected (Web *web, gconstpointer data)
{
  static const struct {
    const char *method, *path;
    guint status;
  } asked[] = {
    { "GET", "/", 200 },
    { "GET", "/signin.html", 200 },
    { "GET", "/js/ruhu.js", 200 },
    { "GET", "/vendor/chart.esm.js", 200 },
    { "GET", "/vendor/chunks/helpers.segment.js", 200 },
    { "GET", "/api/night", 401 },
    { "GET", "/nothing", 404 },
    { "GET", "/js/../hq.db", 404 },
    { "GET", "/a/b/c", 404 },
    { "PUT", "/api/session", 405 },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (asked); i++) {
    g_autoptr (Answer) answer = hq_ask (&web->hq, asked[i].method, asked[i].path, NULL);

    g_assert_cmpuint (answer->status, ==, asked[i].status);
    assert_protected (answer);
  }
}

static void
test_pages_are_asked_for_again_and_not_sent_again (Web *web, gconstpointer data)
{
  g_autoptr (Answer) first = hq_ask (&web->hq, "GET", "/style.css", NULL);
  g_autofree char *url = g_strconcat (web->hq.url, "/style.css", NULL);
  g_autoptr (SoupMessage) message = soup_message_new ("GET", url);
  g_autoptr (Answer) again = NULL;

  g_assert_cmpstr (soup_message_headers_get_one (first->headers, "Content-Type"),
                   ==,
                   "text/css; charset=utf-8");
  soup_message_headers_append (soup_message_get_request_headers (message),
                               "If-None-Match",
                               soup_message_headers_get_one (first->headers, "ETag"));
  again = hq_send (&web->hq, message);
  g_assert_cmpuint (again->status, ==, 304);
  g_assert_cmpuint (g_bytes_get_size (again->bytes), ==, 0);
}

/* No page reaches outside HQ, and none has a script or style the policy would refuse. */
static void
test_pages_hold_nothing_inline (Web *web, gconstpointer data)
{
  static const char *const pages[] = { "/", "/signin.html", "/responses.html", "/response.html" };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (pages); i++) {
    g_autoptr (Answer) answer = hq_ask (&web->hq, "GET", pages[i], NULL);
    g_autofree char *text =
      g_strndup (g_bytes_get_data (answer->bytes, NULL), g_bytes_get_size (answer->bytes));

    g_assert_cmpuint (answer->status, ==, 200);
    g_assert_null (strstr (text, "style="));
    g_assert_null (strstr (text, "<style"));
    g_assert_null (strstr (text, "onclick"));
    g_assert_null (strstr (text, "http://"));
    g_assert_null (strstr (text, "https://"));
    g_assert_null (strstr (text, "<script>"));
  }
}

static void
test_night_has_the_counts_and_the_names (Web *web, gconstpointer data)
{
  Browser browser;
  g_autoptr (Answer) answer = NULL;
  JsonObject *totals, *town;

  browser_enter (&browser, web, "county", COUNTY);
  answer = browser_ask (&browser, "GET", "/api/night", NULL);
  g_assert_cmpuint (answer->status, ==, 200);
  totals = ruhu_json_get_object (answer->json, "totals");
  g_assert_cmpint (json_object_get_int_member (totals, "received"), ==, 2);
  g_assert_cmpint (json_object_get_int_member (totals, "devices"), ==, 1);
  town = json_array_get_object_element (ruhu_json_get_array (answer->json, "townships"), 0);
  g_assert_cmpstr (ruhu_json_get_string (ruhu_json_get_object (town, "name"), "zh"), ==, "石湾镇");
  g_assert_cmpuint (json_array_get_length (ruhu_json_get_array (answer->json, "nights")), ==, 30);
  browser_clear (&browser);
}

static void
test_night_keeps_to_the_area (Web *web, gconstpointer data)
{
  Browser county, other;
  g_autoptr (Answer) outside = NULL, none = NULL, odd = NULL, wrong = NULL;

  browser_enter (&county, web, "county", COUNTY);
  browser_enter (&other, web, "township", OTHER_TOWN);
  outside = browser_ask (&other, "GET", "/api/night?division=" TOWN, NULL);
  assert_code (outside, 403, "SCOPE");
  none = browser_ask (&other, "GET", "/api/night", NULL);
  g_assert_cmpint (json_object_get_int_member (ruhu_json_get_object (none->json, "totals"),
                                               "received"),
                   ==,
                   0);
  odd = browser_ask (&county, "GET", "/api/night?division=9901%25", NULL);
  assert_code (odd, 403, "SCOPE");
  wrong = browser_ask (&county, "GET", "/api/night?night=yesterday", NULL);
  assert_code (wrong, 400, "INVALID");
  browser_clear (&county);
  browser_clear (&other);
}

/* Those who keep forms and the system have no business with persons. */
static void
test_roles_without_persons_see_counts (Web *web, gconstpointer data)
{
  static const char *const roles[] = { "forms", "security" };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (roles); i++) {
    Browser browser;
    g_autoptr (Answer) night = NULL, list = NULL, one = NULL, reveal = NULL;

    browser_enter (&browser, web, roles[i], COUNTY);
    night = browser_ask (&browser, "GET", "/api/night", NULL);
    g_assert_cmpuint (night->status, ==, 200);
    list = browser_ask (&browser, "GET", "/api/responses", NULL);
    assert_code (list, 403, "ROLE");
    one = browser_ask (&browser, "GET", "/api/responses/" RESPONSE_A, NULL);
    assert_code (one, 403, "ROLE");
    reveal = browser_ask (&browser, "POST", "/api/reveal", "{}");
    assert_code (reveal, 403, "ROLE");
    browser_clear (&browser);
  }
}

int
main (int argc, char *argv[])
{
  static const struct {
    const char *claim;
    void (*run) (Web *web, gconstpointer data);
  } tests[] = {
    { "session/nobody-sees-nothing", test_nobody_sees_nothing },
    { "session/cookie-is-kept-from-scripts-and-other-sites",
      test_cookie_is_kept_from_scripts_and_other_sites },
    { "session/one-time-password-opens-nothing-but-its-change",
      test_one_time_password_opens_nothing_but_its_change },
    { "session/changing-the-password-ends-other-sessions",
      test_changing_the_password_ends_other_sessions },
    { "session/failures-are-noted-without-what-was-typed",
      test_failures_are_noted_without_what_was_typed },
    { "session/guessing-is-slowed-down", test_guessing_is_slowed_down },
    { "session/wrong-passwords-block-the-right-one", test_wrong_passwords_block_the_right_one },
    { "session/ends-after-half-an-hour", test_session_ends_after_half_an_hour },
    { "session/signing-out-ends-it", test_signing_out_ends_it },
    { "session/writes-need-the-second-token", test_writes_need_the_second_token },
    { "session/only-json-signs-in", test_only_json_signs_in },
    { "session/roles-without-persons-see-counts", test_roles_without_persons_see_counts },
    { "files/every-answer-is-protected", test_every_answer_is_protected },
    { "files/asked-for-again-and-not-sent-again",
      test_pages_are_asked_for_again_and_not_sent_again },
    { "files/hold-nothing-inline", test_pages_hold_nothing_inline },
    { "night/has-the-counts-and-the-names", test_night_has_the_counts_and_the_names },
    { "night/keeps-to-the-area", test_night_keeps_to_the_area },
  };
  guint i;

  g_test_init (&argc, &argv, NULL);
  for (i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/hq-web/", tests[i].claim, NULL);

    g_test_add (path, Web, NULL, web_set_up, tests[i].run, web_tear_down);
  }
  return g_test_run ();
}
