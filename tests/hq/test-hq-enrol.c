/* test-hq-enrol.c: sync/hq/ruhu-hq-enrol.c, ruhu-hq-dir.c, ruhu-hq-recovery.c, ruhu-hq-user-table.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "hq-fixture.h"

#include "base/ruhu-clock.h"
#include "base/ruhu-error.h"
#include "ruhu-enrolment.h"
#include "ruhu-hq-recovery.h"
#include "ruhu-hq-user-table.h"
#include "base/ruhu-json.h"

#include <glib/gstdio.h>
#include <sodium.h>

static gint64 moved;

static gint64
moved_clock (gpointer data)
{
  return g_get_real_time () / 1000 + moved;
}

static char *
make_request (const char *code, RuhuEnrolmentRequest *request)
{
  guint8 key[32];

  randombytes_buf (key, sizeof key);
  ruhu_enrolment_request_init (request, code, key, key, key);
  return ruhu_enrolment_request_to_json (request, code);
}

static void
test_code_is_good_once (Hq *hq, gconstpointer data)
{
  g_autofree char *code = tablet_make_code (hq, VILLAGE);
  RuhuEnrolmentRequest request;
  g_autofree char *body = make_request (code, &request);
  g_autofree char *other = make_request (code, &request);
  g_autoptr (Answer) first = hq_ask (hq, "POST", "/v1/enrol", body);
  g_autoptr (Answer) repeated = hq_ask (hq, "POST", "/v1/enrol", body);
  g_autoptr (Answer) reused = hq_ask (hq, "POST", "/v1/enrol", other);

  g_assert_cmpuint (first->status, ==, 200);
  g_assert_cmpuint (repeated->status, ==, 200);
  g_assert_true (g_bytes_equal (first->bytes, repeated->bytes));
  g_assert_cmpuint (reused->status, ==, 403);
  g_assert_cmpstr (answer_code (reused), ==, "CODE");
  g_assert_cmpint (hq_count (hq, "SELECT count(*) FROM device"), ==, 1);
  g_assert_cmpint (hq_count (hq, "SELECT count(*) FROM enrol_code WHERE code IS NOT NULL"), ==, 0);
}

static void
test_code_ends_after_a_day (Hq *hq, gconstpointer data)
{
  g_autofree char *code = tablet_make_code (hq, VILLAGE);
  RuhuEnrolmentRequest request;
  g_autofree char *body = make_request (code, &request);
  g_autoptr (Answer) answer = NULL;

  moved = G_GINT64_CONSTANT (24) * 3600 * 1000 + 1;
  ruhu_clock_replace (moved_clock, NULL);
  answer = hq_ask (hq, "POST", "/v1/enrol", body);
  ruhu_clock_replace (NULL, NULL);
  g_assert_cmpuint (answer->status, ==, 403);
  g_assert_cmpstr (answer_code (answer), ==, "CODE");
}

static void
test_five_wrong_tries_use_it_up (Hq *hq, gconstpointer data)
{
  g_autofree char *code = tablet_make_code (hq, VILLAGE);
  g_autofree char *wrong = g_strdup (code);
  RuhuEnrolmentRequest request;
  g_autofree char *body = make_request (code, &request);
  g_autofree char *bad = NULL;
  guint i;

  wrong[19] = wrong[19] == '0' ? '1' : '0';
  bad = make_request (wrong, &request);
  for (i = 0; i < 5; i++) {
    g_autoptr (Answer) answer = hq_ask (hq, "POST", "/v1/enrol", bad);

    g_assert_cmpuint (answer->status, ==, 403);
  }
  g_assert_cmpint (hq_count (hq, "SELECT tries FROM enrol_code"), ==, 5);
  {
    g_autoptr (Answer) answer = hq_ask (hq, "POST", "/v1/enrol", body);

    g_assert_cmpuint (answer->status, ==, 403);
  }
}

static void
test_nonsense_is_refused (Hq *hq, gconstpointer data)
{
  g_autoptr (Answer) none = hq_ask (hq, "POST", "/v1/enrol", "{}");
  g_autoptr (Answer) cut = hq_ask (hq, "POST", "/v1/enrol", "{\"m\":");
  g_autofree char *big = g_strnfill (20000, 'x');
  g_autoptr (Answer) large = hq_ask (hq, "POST", "/v1/enrol", big);

  g_assert_cmpuint (none->status, ==, 400);
  g_assert_cmpuint (cut->status, ==, 400);
  g_assert_cmpuint (large->status, ==, 413);
}

static void
test_hello_is_limited (Hq *hq, gconstpointer data)
{
  guint i, refused = 0;

  for (i = 0; i < 80; i++) {
    g_autoptr (Answer) answer = hq_ask (hq, "GET", "/v1/hello", NULL);

    if (answer->status == 429) {
      refused++;
      g_assert_nonnull (soup_message_headers_get_one (answer->headers, "Retry-After"));
    } else
      g_assert_cmpuint (answer->status, ==, 200);
  }
  g_assert_cmpuint (refused, >, 0);
}

static void
assert_code (Hq *hq, const char *scope, const char *user, int code)
{
  g_autoptr (RuhuHqReply) reply =
    hq_run (hq, "device", "enrol", "--scope", scope, "--user", user, NULL);

  g_assert_cmpint (reply->code, ==, code);
}

static void
test_worker_must_be_there (Hq *hq, gconstpointer data)
{
  g_autoptr (RuhuHqReply) missing = NULL;
  g_autoptr (RuhuHqReply) role = NULL;

  assert_code (hq, VILLAGE, "w", 1);
  g_free (hq_do (hq, "user", "add", "w", "--role", "village", "--scope", VILLAGE, NULL));
  assert_code (hq, VILLAGE, "w", 0);
  assert_code (hq, OTHER_VILLAGE, "w", 1);
  missing = hq_run (hq, "device", "enrol", "--user", "w", NULL);
  g_assert_cmpint (missing->code, ==, 64);
  role = hq_run (hq, "user", "add", "v", "--role", "county", "--scope", VILLAGE, NULL);
  g_assert_cmpint (role->code, ==, 1);
  g_free (hq_do (hq, "user", "disable", "w", NULL));
  assert_code (hq, VILLAGE, "w", 1);
}

static void
test_code_comes_as_a_picture (Hq *hq, gconstpointer data)
{
  g_autoptr (RuhuHqReply) reply = NULL;
  RuhuHqFile *file;

  g_free (hq_do (hq, "user", "add", "w", "--role", "village", "--scope", VILLAGE, NULL));
  reply = hq_run (hq, "device", "enrol", "--scope", VILLAGE, "--user", "w", NULL);
  g_assert_cmpuint (reply->files->len, ==, 1);
  file = g_ptr_array_index (reply->files, 0);
  g_assert_cmpstr (file->name, ==, "code.png");
  g_assert_cmpmem (g_bytes_get_data (file->bytes, NULL), 8, "\x89PNG\r\n\x1a\n", 8);
}

static void
test_recovery_key_needs_both_halves (void)
{
  guint8 key[RUHU_HQ_RECOVERY_SIZE], joined[RUHU_HQ_RECOVERY_SIZE];
  g_autoptr (GError) error = NULL;
  char *halves[2];

  randombytes_buf (key, sizeof key);
  ruhu_hq_recovery_split (key, halves);
  g_assert_true (ruhu_hq_recovery_join ((const char *const *) halves, joined, &error));
  g_assert_cmpmem (key, sizeof key, joined, sizeof joined);

  halves[1][7] = halves[1][7] == 'A' ? 'B' : 'A';
  g_assert_false (ruhu_hq_recovery_join ((const char *const *) halves, joined, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_INVALID);
  g_clear_error (&error);
  g_free (halves[1]);
  halves[1] = g_strdup (halves[0]);
  g_assert_false (ruhu_hq_recovery_join ((const char *const *) halves, joined, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_INVALID);
  g_free (halves[0]);
  g_free (halves[1]);
}

static void
test_init_leaves_what_is_there (Hq *hq, gconstpointer data)
{
  g_autofree char *fingerprint = NULL;
  g_autoptr (GError) error = NULL;
  char *halves[2] = { NULL, NULL };

  g_assert_false (ruhu_hq_dir_make (hq->dir_path, "other", &fingerprint, halves, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_REFUSED);
  hq_restart (hq);
  g_assert_cmpstr (ruhu_hq_dir_get_host (hq->dir), ==, "localhost");
}

static void
test_one_process_at_a_time (Hq *hq, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RuhuHqDir) second = ruhu_hq_dir_open (hq->dir_path, &error);

  g_assert_null (second);
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_REFUSED);
}

static void
test_future_schema_is_left_alone (Hq *hq, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RuhuHqDir) dir = NULL;
  g_autofree char *set = NULL;

  hq_execute (hq, "INSERT INTO meta VALUES ('k', 'v')");
  hq_stop (hq);
  hq_execute_stopped (hq, "PRAGMA user_version = 999");
  dir = ruhu_hq_dir_open (hq->dir_path, &error);
  g_assert_null (dir);
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_NEWER);
  set = g_strdup_printf ("PRAGMA user_version = %u", hq_get_schema ());
  hq_execute_stopped (hq, set);
  hq_start (hq);
  g_assert_cmpint (hq_count (hq, "SELECT count(*) FROM meta WHERE k = 'k'"), ==, 1);
}

static void
test_passwords (Hq *hq, gconstpointer data)
{
  RuhuHqStore *store = ruhu_hq_dir_get_store (hq->dir);
  g_autofree char *out =
    hq_do (hq, "user", "add", "c", "--role", "county", "--scope", "990101", NULL);
  char *password = strstr (out, "password: ") + strlen ("password: ");
  g_autoptr (RuhuHqUser) user = NULL;
  g_autoptr (RuhuHqUser) found = NULL;
  g_autofree char *token = NULL;
  g_autofree char *csrf = NULL;
  g_autofree char *again = NULL;
  g_autoptr (GError) error = NULL;
  guint i;

  *strchr (password, '\n') = '\0';
  g_assert_null (ruhu_hq_user_sign_in (store, "c", "wrong", 1000, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_null (ruhu_hq_user_sign_in (store, "x", password, 1000, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_REFUSED);
  g_clear_error (&error);

  user = ruhu_hq_user_sign_in (store, "c", password, 1000, &error);
  g_assert_no_error (error);
  g_assert_true (user->must_change);
  token = ruhu_hq_session_open (store, "c", 1000, &csrf, &error);
  g_assert_no_error (error);
  found = ruhu_hq_session_load (store, token, 2000, &again, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (found->name, ==, "c");
  g_assert_cmpstr (csrf, ==, again);
  g_assert_null (ruhu_hq_session_load (store, token, 3600 * 1000, &again, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_true (ruhu_hq_session_close (store, token, &error));

  for (i = 0; i < 5; i++) {
    g_assert_null (ruhu_hq_user_sign_in (store, "c", "wrong", 1000, &error));
    g_clear_error (&error);
  }
  g_assert_null (ruhu_hq_user_sign_in (store, "c", password, 2000, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_REFUSED);
  g_clear_error (&error);
  g_clear_pointer (&user, ruhu_hq_user_free);
  user = ruhu_hq_user_sign_in (store, "c", password, 3600 * 1000, &error);
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    void (*run) (Hq *hq, gconstpointer data);
  } tests[] = {
    { "code-is-good-once", test_code_is_good_once },
    { "code-ends-after-a-day", test_code_ends_after_a_day },
    { "five-wrong-tries-use-it-up", test_five_wrong_tries_use_it_up },
    { "nonsense-is-refused", test_nonsense_is_refused },
    { "hello-is-limited", test_hello_is_limited },
    { "worker-must-be-there", test_worker_must_be_there },
    { "code-comes-as-a-picture", test_code_comes_as_a_picture },
    { "init-leaves-what-is-there", test_init_leaves_what_is_there },
    { "one-process-at-a-time", test_one_process_at_a_time },
    { "future-schema-is-left-alone", test_future_schema_is_left_alone },
    { "passwords", test_passwords },
  };
  guint i;

  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/hq-enrol/recovery-key-needs-both-halves", test_recovery_key_needs_both_halves);
  for (i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/hq-enrol/", tests[i].name, NULL);

    g_test_add (path, Hq, NULL, hq_set_up, tests[i].run, hq_tear_down);
  }
  return g_test_run ();
}
