/* test-hq-quarantine.c: sync/hq/ruhu-hq-release.c, ruhu-hq-command-quarantine.c: what HQ holds
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "hq-fixture.h"

#include "ruhu-batch.h"
#include "ruhu-hash.h"
#include "ruhu-sign.h"
#include "ruhu-wire-json.h"

#include <string.h>

#define ELSEWHERE "990101102201"
#define ID "0192f3a0-aa01-7000-8000-00000000000"
#define HEAD(n, k, div) "\"id\":\"" ID n "\",\"k\":\"" k "\",\"div\":\"" div "\",\"u\":\"w1\","
#define PERSON(n, div, set) HEAD (n, "person", div) "\"set\":{" set "}"
#define RESPONSE(n, fm) \
  HEAD (n, "response", VILLAGE) "\"fm\":\"" fm "\",\"fv\":\"1\",\"ans\":{\"visit\":{}}"
#define HELD "SELECT count(*) FROM quarantine WHERE state = 0"

typedef struct {
  Hq hq;
  Tablet tablet;
  GPtrArray *lines;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autofree char *form = ruhu_test_data ("visit.xml");

  hq_set_up (&f->hq, NULL);
  g_free (hq_do (&f->hq, "form", "publish", form, NULL));
  tablet_init (&f->tablet, &f->hq, VILLAGE);
  f->lines = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_ptr_array_unref (f->lines);
  tablet_clear (&f->tablet);
  hq_tear_down (&f->hq, NULL);
}

static void
add (Fixture *f, const char *content)
{
  g_ptr_array_add (f->lines, tablet_make_line (&f->tablet, content));
}

/* A line of the log that is not what a line should be; the chain goes on over it. */
static void
add_raw (Fixture *f, char *text)
{
  g_free (f->tablet.head);
  f->tablet.head = ruhu_hash_text (text, strlen (text));
  f->tablet.seq++;
  g_ptr_array_add (f->lines, g_bytes_new_take (text, strlen (text)));
}

static Answer *
push (Fixture *f)
{
  g_autoptr (GBytes) body =
    tablet_make_push (&f->tablet, f->tablet.seq - f->lines->len + 1, f->lines);
  Answer *answer = tablet_push_body (&f->tablet, body);

  g_assert_cmpuint (answer->status, ==, 200);
  g_ptr_array_set_size (f->lines, 0);
  return answer;
}

static void
assert_held (Answer *answer, guint i, const char *code)
{
  JsonArray *res = ruhu_json_get_array (answer->json, "res");

  g_assert_cmpuint (json_array_get_length (res), >, i);
  g_assert_cmpstr (ruhu_json_get_string (json_array_get_object_element (res, i), "code"), ==, code);
}

/* Another device's line, an object nested forty deep, and so on: each held for its reason, and the
 * good line after it is applied. */
static void
test_each_reason_stops_nothing (Fixture *f, gconstpointer data)
{
  static const char *const codes[] = { "PARSE",     "CHAIN",  "SCHEMA",    "FORM_UNKNOWN", "SCOPE",
                                       "IMMUTABLE", "POLICY", "FINALIZED", "TOO_DEEP" };
  g_autofree char *opening = g_strnfill (40, '[');
  g_autofree char *closing = g_strnfill (40, ']');
  g_autofree char *deep =
    g_strdup_printf (PERSON ("9", VILLAGE, "\"a\":\"1\"") ",\"x\":%s%s", opening, closing);
  g_autoptr (Answer) answer = NULL;
  guint i;

  add (f, PERSON ("1", VILLAGE, "\"created_at\":\"1\""));
  add (f, RESPONSE ("2", "visit"));
  g_clear_pointer (&answer, answer_free);
  answer = push (f);
  g_assert_cmpint (hq_count (&f->hq, HELD), ==, 0);
  g_clear_pointer (&answer, answer_free);

  add_raw (f, g_strdup ("no line at all"));
  add_raw (f,
           g_strdup_printf ("{\"seq\":4,\"hlc\":\"0192f3a0aa010000\",\"ph\":\"" RUHU_HASH_NONE
                            "\"," PERSON ("3", VILLAGE, "\"a\":\"1\"") "}"));
  add (f, PERSON ("3", VILLAGE, "\"a\":[1]"));
  add (f, RESPONSE ("4", "never_published"));
  add (f, PERSON ("5", ELSEWHERE, "\"a\":\"1\""));
  add (f, PERSON ("1", VILLAGE, "\"created_at\":\"2\""));
  add (f, PERSON ("1", VILLAGE, "\"division_code\":\"" ELSEWHERE "\""));
  add (f, RESPONSE ("2", "visit"));
  add (f, deep);
  add (f, PERSON ("6", VILLAGE, "\"a\":\"1\""));
  answer = push (f);
  for (i = 0; i < G_N_ELEMENTS (codes); i++)
    assert_held (answer, i, codes[i]);
  g_assert_cmpuint (json_array_get_length (ruhu_json_get_array (answer->json, "res")),
                    ==,
                    G_N_ELEMENTS (codes));
  g_assert_cmpint (json_object_get_int_member (answer->json, "acked"), ==, 12);
  g_assert_cmpint (hq_count (&f->hq, "SELECT count(*) FROM change_log WHERE dseq = 12"), ==, 1);
  g_free (hq_do (&f->hq, "verify", NULL));
}

static void
test_list_says_why_and_nothing_of_whom (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) answer = NULL;
  g_autofree char *none = hq_do (&f->hq, "quarantine", "list", NULL);
  g_autofree char *all = NULL;
  g_autofree char *some = NULL;
  g_autofree char *first = g_strdup_printf ("%s.1", f->tablet.dev);

  g_assert_cmpstr (none, ==, "nothing is held\n");
  add (f, PERSON ("5", ELSEWHERE, "\"person_name\":\"Somebody\""));
  add (f, RESPONSE ("4", "never_published"));
  answer = push (f);
  all = hq_do (&f->hq, "quarantine", "list", NULL);
  g_assert_true (g_str_has_prefix (all, first));
  g_assert_nonnull (strstr (all, "SCOPE"));
  g_assert_nonnull (strstr (all, "FORM_UNKNOWN"));
  g_assert_null (strstr (all, "Somebody"));
  some = hq_do (&f->hq, "quarantine", "list", "--code", "SCOPE", NULL);
  g_assert_null (strstr (some, "FORM_UNKNOWN"));
}

static char *
release (Fixture *f, guint seq, int code)
{
  g_autofree char *name = g_strdup_printf ("%s.%u", f->tablet.dev, seq);
  g_autoptr (RuhuHqReply) reply = hq_run (&f->hq, "quarantine", "release", name, NULL);

  g_assert_cmpint (reply->code, ==, code);
  return g_strdup (code == 0 ? reply->out->str : reply->err->str);
}

/* HQ answers for it: a line of HQ's own that names the one it held. */
static void
test_released_line_is_said_by_hq (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) answer = NULL;
  g_autoptr (Answer) again = NULL;
  g_autoptr (GBytes) body = NULL;

  add (f, PERSON ("5", ELSEWHERE, "\"person_name\":\"Somebody\""));
  body = tablet_make_push (&f->tablet, 1, f->lines);
  answer = push (f);
  assert_held (answer, 0, "SCOPE");
  g_free (release (f, 1, 0));
  g_assert_cmpint (hq_count (&f->hq, HELD), ==, 0);
  g_assert_cmpint (hq_count (&f->hq,
                             "SELECT count(*) FROM change_log WHERE dev = 'hq-990101102' AND"
                             " division = '" ELSEWHERE "' AND orig LIKE '%.1'"),
                   ==,
                   1);
  g_assert_cmpint (hq_count (&f->hq, "SELECT count(*) FROM object WHERE kind = 1"), ==, 1);
  g_assert_cmpint (hq_count (&f->hq, "SELECT count(*) FROM audit WHERE action = 'release'"), ==, 1);

  again = tablet_push_body (&f->tablet, body); /* the tablet's line is still the tablet's */
  g_assert_cmpuint (again->status, ==, 200);
  g_free (release (f, 1, 1));
  g_free (hq_do (&f->hq, "verify", NULL));
}

/* A response whose chain broke: HQ says it, and its photo still comes from the tablet. */
static void
test_released_response_keeps_its_tablet (Fixture *f, gconstpointer data)
{
  const char *photo = "a photo";
  g_autofree char *hash = ruhu_hash_text (photo, strlen (photo));
  g_autofree char *path = g_strdup_printf ("/v1/att/%s?off=0&len=%zu", hash, strlen (photo));
  g_autoptr (GBytes) bytes = g_bytes_new (photo, strlen (photo));
  g_autoptr (Answer) answer = NULL;
  g_autoptr (Answer) early = NULL;
  g_autoptr (Answer) sent = NULL;

  add_raw (f,
           g_strdup_printf ("{\"seq\":7,\"hlc\":\"0192f3a0aa010000\",\"ph\":\"" RUHU_HASH_NONE
                            "\"," RESPONSE ("4", "visit") ",\"att\":[{\"id\":\"p.jpg\",\"hash\":"
                                                          "\"%s\",\"len\":%zu,\"type\":\"image/"
                                                          "jpeg\"}]}",
                            hash,
                            strlen (photo)));
  answer = push (f);
  assert_held (answer, 0, "CHAIN");
  early = tablet_ask (&f->tablet, "PATCH", path, bytes, NULL);
  g_assert_cmpuint (early->status, ==, 404);
  g_free (release (f, 1, 0));
  sent = tablet_ask (&f->tablet, "PATCH", path, bytes, NULL);
  g_assert_cmpuint (sent->status, ==, 201);
  g_assert_cmpint (hq_count (&f->hq, "SELECT count(*) FROM object WHERE kind = 6"), ==, 1);
  g_free (hq_do (&f->hq, "verify", NULL));
}

static void
test_what_hq_may_not_say_stays_held (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) answer = NULL;
  g_autofree char *twice = NULL;
  g_autofree char *immutable = NULL;
  g_autofree char *nothing = NULL;

  add (f, PERSON ("1", VILLAGE, "\"created_at\":\"1\""));
  add (f, RESPONSE ("2", "visit"));
  add (f, RESPONSE ("2", "visit"));
  add (f, PERSON ("1", VILLAGE, "\"created_at\":\"2\""));
  add_raw (f, g_strdup ("no line at all"));
  answer = push (f);
  twice = release (f, 3, 1);
  g_assert_nonnull (strstr (twice, "here already"));
  immutable = release (f, 4, 1);
  g_assert_nonnull (strstr (immutable, "never changes"));
  nothing = release (f, 5, 1);
  g_assert_nonnull (strstr (nothing, "says nothing"));
  g_assert_cmpint (hq_count (&f->hq, HELD), ==, 3);
  g_free (release (f, 1, 1));
  g_free (release (f, 99, 1));
  g_free (hq_do (&f->hq, "verify", NULL));
}

/* What a revoked tablet still hands in waits for somebody to look at it. */
static void
test_revoked_lines_wait_for_people (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) body = NULL;
  g_autoptr (Answer) answer = NULL;

  g_free (hq_do (&f->hq, "device", "revoke", f->tablet.dev, NULL));
  add (f, RESPONSE ("2", "visit"));
  body = tablet_make_push (&f->tablet, 1, f->lines);
  answer = tablet_push_body (&f->tablet, body);
  g_assert_cmpuint (answer->status, ==, 403);
  g_assert_cmpint (hq_count (&f->hq, HELD " AND code = 'POLICY'"), ==, 1);
  g_free (release (f, 1, 0));
  g_assert_cmpint (hq_count (&f->hq, "SELECT count(*) FROM object WHERE kind = 6"), ==, 1);
  g_free (hq_do (&f->hq, "verify", NULL));
}

/* Another device may claim to have said what this one will say: it counts as nothing for it. */
static void
test_orig_of_a_stranger_claims_nothing (Fixture *f, gconstpointer data)
{
  Tablet stranger;
  g_autoptr (Answer) claimed = NULL;
  g_autoptr (Answer) answer = NULL;
  g_autofree char *line =
    g_strdup_printf (PERSON ("7", VILLAGE, "\"a\":\"1\"") ",\"orig\":{\"dev\":\"%s\",\"seq\":1,"
                                                          "\"hash\":\"" RUHU_HASH_NONE "\"}",
                     f->tablet.dev);

  tablet_init (&stranger, &f->hq, VILLAGE);
  claimed = tablet_push (&stranger, line);
  add (f, RESPONSE ("2", "visit"));
  answer = push (f);
  g_assert_cmpuint (json_array_get_length (ruhu_json_get_array (answer->json, "res")), ==, 0);
  g_assert_cmpint (hq_count (&f->hq, "SELECT count(*) FROM object WHERE kind = 6"), ==, 1);
  tablet_clear (&stranger);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    void (*run) (Fixture *f, gconstpointer data);
  } tests[] = {
    { "each-reason-stops-nothing", test_each_reason_stops_nothing },
    { "list-says-why-and-nothing-of-whom", test_list_says_why_and_nothing_of_whom },
    { "released-line-is-said-by-hq", test_released_line_is_said_by_hq },
    { "released-response-keeps-its-tablet", test_released_response_keeps_its_tablet },
    { "what-hq-may-not-say-stays-held", test_what_hq_may_not_say_stays_held },
    { "revoked-lines-wait-for-people", test_revoked_lines_wait_for_people },
    { "orig-of-a-stranger-claims-nothing", test_orig_of_a_stranger_claims_nothing },
  };
  guint i;

  g_test_init (&argc, &argv, NULL);
  for (i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/hq-quarantine/", tests[i].name, NULL);

    g_test_add (path, Fixture, NULL, set_up, tests[i].run, tear_down);
  }
  return g_test_run ();
}
