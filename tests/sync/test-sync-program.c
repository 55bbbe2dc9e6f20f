/* test-sync-program.c: ruhu-sync as scripts and timers call it: its words, its exit codes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "client-fixture.h"
#include "ruhu-sync-service.h"
#include "ruhu-wire-json.h"

#include <fcntl.h>
#include <glib-unix.h>
#include <string.h>
#include <unistd.h>

#define RESPONSES "SELECT count(*) FROM change_log WHERE kind = 6"

typedef struct {
  int code;
  char *out;
  char *err;
} Outcome;

static void
outcome_free (Outcome *outcome)
{
  g_free (outcome->out);
  g_free (outcome->err);
  g_free (outcome);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Outcome, outcome_free)

/* The reading end of a pipe that @secret was written into. */
static int
make_secret (const char *secret)
{
  int ends[2];
  g_autoptr (GError) error = NULL;

  g_unix_open_pipe (ends, FD_CLOEXEC, &error);
  g_assert_no_error (error);
  g_assert_cmpint (write (ends[1], secret, strlen (secret)), ==, (int) strlen (secret));
  close (ends[1]);
  return ends[0];
}

/* Runs it with @words; PIN and code, where given, are behind descriptors 3 and 4. */
static Outcome *
run_sync (const char *profile, const char *pin, const char *code, const char *words)
{
  g_autoptr (GSubprocessLauncher) launcher =
    g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autofree char *line = g_strdup_printf ("%s --profile %s%s%s %s",
                                           RUHU_SYNC,
                                           profile,
                                           pin != NULL ? " --pin-fd 3" : "",
                                           code != NULL ? " --code-fd 4" : "",
                                           words);
  g_auto (GStrv) argv = g_strsplit (line, " ", -1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  Outcome *outcome = g_new0 (Outcome, 1);

  /* LeakSanitizer falls over the thread-local blocks of the TLS module; what leaks shows in
   * test-end-to-end. */
  g_subprocess_launcher_setenv (launcher, "ASAN_OPTIONS", "detect_leaks=0", TRUE);
  if (pin != NULL)
    g_subprocess_launcher_take_fd (launcher, make_secret (pin), 3);
  if (code != NULL)
    g_subprocess_launcher_take_fd (launcher, make_secret (code), 4);
  process = g_subprocess_launcher_spawnv (launcher, (const char *const *) argv, &error);
  g_assert_no_error (error);

  g_subprocess_communicate_utf8_async (process, NULL, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  g_subprocess_communicate_utf8_finish (process, result, &outcome->out, &outcome->err, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  outcome->code = g_subprocess_get_exit_status (process);
  if (g_test_verbose ())
    g_test_message ("%s: %d\n%s%s", words, outcome->code, outcome->out, outcome->err);
  return outcome;
}

static void
assert_code (const char *profile, const char *pin, const char *words, int code)
{
  g_autoptr (Outcome) outcome = run_sync (profile, pin, NULL, words);

  g_assert_cmpint (outcome->code, ==, code);
  g_assert_cmpstr (code == 0 ? outcome->err : outcome->out, ==, "");
}

static JsonObject *
get_status (const char *profile)
{
  g_autoptr (Outcome) outcome = run_sync (profile, NULL, NULL, "status --json");
  JsonObject *status;

  g_assert_cmpint (outcome->code, ==, 0);
  g_assert_true (g_str_has_suffix (outcome->out, "}\n"));
  status = ruhu_wire_json_parse (outcome->out, strlen (outcome->out), NULL);
  g_assert_nonnull (status);
  return status;
}

static guint64
get_number (JsonObject *object, const char *member)
{
  guint64 number = G_MAXUINT64;

  g_assert_true (ruhu_wire_json_get_uint (object, member, &number));
  return number;
}

static void
test_wrong_words_are_64 (Client *c, gconstpointer data)
{
  assert_code ("/nowhere", NULL, "", 64);
  assert_code ("/nowhere", NULL, "fetch", 64);
  assert_code ("/nowhere", NULL, "now then", 64);
  assert_code ("/nowhere", NULL, "--frob now", 64);
  assert_code ("/nowhere", NULL, "dump", 64);
  assert_code ("/nowhere", NULL, "enrol https://localhost", 64);
}

static void
test_no_device_is_1 (Client *c, gconstpointer data)
{
  assert_code ("/nowhere", NULL, "now", 1);
  assert_code ("/nowhere", NULL, "status --json", 1);
  g_assert_false (g_file_test ("/nowhere", G_FILE_TEST_EXISTS));
}

static void
test_enrols_and_meets_hq (Client *c, gconstpointer data)
{
  g_autofree char *parent = ruhu_test_make_dir ();
  g_autofree char *profile = g_build_filename (parent, "profile", NULL);
  g_autofree char *code = tablet_make_code (&c->hq, VILLAGE);
  g_autofree char *words = g_strdup_printf ("enrol %s", c->hq.url);
  g_autofree char *form = g_build_filename (profile, "forms", "visit@1.xml", NULL);
  g_autoptr (Outcome) enrolled = run_sync (profile, PIN "\n", code, words);
  g_autoptr (Outcome) again = run_sync (profile, PIN "\n", code, words);
  g_autofree char *behind = g_strdup_printf ("status --json --profile %s", profile);
  g_autoptr (Outcome) wrong = NULL;

  g_assert_cmpstr (enrolled->err, ==, "");
  g_assert_cmpint (enrolled->code, ==, 0);
  g_assert_cmpint (again->code, ==, 1);

  assert_code (profile, PIN, "now", 0);
  g_assert_true (g_file_test (form, G_FILE_TEST_EXISTS));
  assert_code ("/nowhere", NULL, behind, 0); /* of two profiles the last counts */
  wrong = run_sync (profile, "0000000000", NULL, "now");
  g_assert_cmpint (wrong->code, ==, 1);
  ruhu_test_remove_dir (parent);
}

static void
test_used_code_is_3 (Client *c, gconstpointer data)
{
  g_autofree char *parent = ruhu_test_make_dir ();
  g_autofree char *profile = g_build_filename (parent, "profile", NULL);
  g_autofree char *words = g_strdup_printf ("enrol %s", c->hq.url);
  g_autoptr (Outcome) outcome = run_sync (profile, PIN, "7KQ2M9XTRA01ABCDEFGH", words);

  g_assert_cmpint (outcome->code, ==, 3);
  g_assert_false (g_file_test (profile, G_FILE_TEST_EXISTS));
  ruhu_test_remove_dir (parent);
}

/* The promised members, and no others: scripts read them. */
static void
test_status_tells_what_is_promised (Client *c, gconstpointer data)
{
  g_autofree char *id G_GNUC_UNUSED = client_finish_response (c, "a small photo");
  g_autoptr (JsonObject) before = NULL;
  g_autoptr (JsonObject) after = NULL;
  JsonObject *waiting;

  client_lock (c);
  client_close (c);
  before = get_status (c->dir);
  waiting = ruhu_json_get_object (before, "waiting");
  g_assert_cmpuint (json_object_get_size (before), ==, 6);
  g_assert_cmpuint (json_object_get_size (waiting), ==, 3);
  g_assert_cmpuint (get_number (waiting, "responses"), ==, 1);
  g_assert_cmpuint (get_number (waiting, "attachments"), ==, 1);
  g_assert_cmpuint (get_number (waiting, "bytes"), >, 100);
  g_assert_cmpuint (get_number (before, "drafts"), ==, 0);
  g_assert_cmpuint (get_number (before, "quarantined"), ==, 0);
  g_assert_true (json_object_get_null_member (before, "receipt"));
  g_assert_true (json_object_get_null_member (before, "last_contact"));
  g_assert_true (json_object_get_null_member (before, "next_try"));

  assert_code (c->dir, PIN, "now", 0);
  after = get_status (c->dir);
  waiting = ruhu_json_get_object (after, "waiting");
  g_assert_cmpuint (get_number (waiting, "responses"), ==, 0);
  g_assert_cmpuint (get_number (waiting, "attachments"), ==, 0);
  g_assert_nonnull (ruhu_json_get_string (ruhu_json_get_object (after, "receipt"), "number"));
  g_assert_nonnull (ruhu_json_get_string (ruhu_json_get_object (after, "receipt"), "at"));
  g_assert_nonnull (ruhu_json_get_string (after, "last_contact"));
  g_assert_nonnull (ruhu_json_get_string (after, "next_try"));
  client_open (c);
}

static void
test_locked_sends_without_a_pin (Client *c, gconstpointer data)
{
  g_autofree char *id G_GNUC_UNUSED = client_finish_response (c, NULL);

  client_lock (c);
  client_close (c);
  assert_code (c->dir, NULL, "now", 0);
  g_assert_cmpint (hq_count (&c->hq, RESPONSES), ==, 1);
  client_open (c);
}

static void
test_offline_is_2 (Client *c, gconstpointer data)
{
  g_autofree char *id G_GNUC_UNUSED = client_finish_response (c, NULL);

  client_lock (c);
  client_close (c);
  link_set_budget (c->link, 0);
  assert_code (c->dir, NULL, "now", 2);
  assert_code (c->dir, PIN, "now", 2);
  link_set_budget (c->link, -1);
  assert_code (c->dir, PIN, "now", 0);
  g_assert_cmpint (hq_count (&c->hq, RESPONSES), ==, 1);
  client_open (c);
}

static void
test_locked_sends_pictures_without_a_pin (Client *c, gconstpointer data)
{
  g_autofree char *id G_GNUC_UNUSED = client_finish_response (c, "a small photo");
  g_autofree char *said = NULL;
  g_autoptr (JsonObject) status = NULL;
  JsonObject *waiting;

  client_lock (c);
  client_close (c);
  link_set_budget (c->link, 0);
  assert_code (c->dir, NULL, "now", 2);
  link_set_budget (c->link, -1);
  assert_code (c->dir, NULL, "now", 0);
  said = hq_do (&c->hq, "verify", NULL);
  g_assert_nonnull (strstr (said, " 1 attachments,"));

  link_set_budget (c->link, 0);
  assert_code (c->dir, PIN, "now", 2); /* HQ is away; what it said is taken in all the same */
  status = get_status (c->dir);
  waiting = ruhu_json_get_object (status, "waiting");
  g_assert_cmpuint (get_number (waiting, "responses"), ==, 0);
  g_assert_cmpuint (get_number (waiting, "attachments"), ==, 0);
  g_assert_nonnull (ruhu_json_get_string (ruhu_json_get_object (status, "receipt"), "number"));
  client_open (c);
}

static void
test_refused_is_3 (Client *c, gconstpointer data)
{
  g_autofree char *id G_GNUC_UNUSED = client_finish_response (c, NULL);
  g_autofree char *said G_GNUC_UNUSED =
    hq_do (&c->hq, "device", "revoke", ruhu_store_get_device (c->store)->id, NULL);

  client_lock (c);
  client_close (c);
  assert_code (c->dir, PIN, "now", 3);
  client_open (c);
}

static void
test_running_app_is_asked (Client *c, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  RuhuSyncService *service = ruhu_sync_service_new (c->syncer, c->store, &error);
  g_autofree char *id G_GNUC_UNUSED = client_finish_response (c, NULL);
  g_autofree char *socket = g_build_filename (c->dir, "sync.sock", NULL);
  g_autoptr (JsonObject) status = NULL;

  g_assert_no_error (error);
  assert_code (c->dir, NULL, "now", 0);
  g_assert_cmpint (hq_count (&c->hq, RESPONSES), ==, 1);
  status = get_status (c->dir);
  g_assert_cmpuint (get_number (ruhu_json_get_object (status, "waiting"), "responses"), ==, 0);

  link_set_budget (c->link, 0);
  assert_code (c->dir, NULL, "now", 2);
  g_assert_finalize_object (service);
  g_assert_false (g_file_test (socket, G_FILE_TEST_EXISTS));
}

static void
test_locked_app_lets_it_send (Client *c, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  RuhuSyncService *service = ruhu_sync_service_new (c->syncer, c->store, &error);
  g_autofree char *id G_GNUC_UNUSED = client_finish_response (c, NULL);

  g_assert_no_error (error);
  client_lock (c);
  assert_code (c->dir, NULL, "now", 0);
  g_assert_cmpint (hq_count (&c->hq, RESPONSES), ==, 1);
  g_assert_finalize_object (service);
}

static void
test_dump_holds_the_line_as_pushed (Client *c, gconstpointer data)
{
  g_autofree char *id = client_finish_response (c, NULL);
  g_autofree char *response = g_strdup_printf ("{\"response\":{\"id\":\"%s\"", id);
  g_autofree char *line = g_strdup_printf ("\"id\":\"%s\",\"k\":\"response\"", id);
  g_autoptr (Outcome) outcome = NULL;

  client_lock (c);
  client_close (c);
  outcome = run_sync (c->dir, PIN, NULL, "dump");
  g_assert_cmpint (outcome->code, ==, 0);
  g_assert_nonnull (strstr (outcome->out, response));
  g_assert_nonnull (strstr (outcome->out, "{\"seq\":1,"));
  g_assert_nonnull (strstr (outcome->out, line));
  client_open (c);
}

/* HQ takes in @path; its answer becomes the file @back. */
static void
carry (Client *c, const char *path, const char *back)
{
  g_autoptr (RuhuHqReply) reply =
    hq_run (&c->hq, "bundle", "import", path, "--dir", c->hq.dir_path, NULL);
  RuhuHqFile *file;

  g_assert_cmpstr (reply->err->str, ==, "");
  file = reply->files->pdata[0];
  g_assert_true (g_file_set_contents (back,
                                      g_bytes_get_data (file->bytes, NULL),
                                      g_bytes_get_size (file->bytes),
                                      NULL));
}

static void
assert_says (const char *profile,
             const char *pin,
             const char *code,
             const char *words,
             const char *said)
{
  g_autoptr (Outcome) outcome = run_sync (profile, pin, code, words);

  g_test_message ("%s: %s%s", words, outcome->out, outcome->err);
  g_assert_cmpint (outcome->code, ==, 0);
  g_assert_nonnull (strstr (outcome->out, said));
}

/* A tablet that never sees a network: let in, furnished, and heard, all by file. */
static void
test_enrols_by_file (Client *c, gconstpointer data)
{
  g_autofree char *parent = ruhu_test_make_dir ();
  g_autofree char *profile = g_build_filename (parent, "new", NULL);
  g_autofree char *asked = g_build_filename (parent, "ask.rbb", NULL);
  g_autofree char *answer = g_build_filename (parent, "answer.rbb", NULL);
  g_autofree char *up = g_build_filename (parent, "up.rbb", NULL);
  g_autofree char *form = g_build_filename (profile, "forms", "visit@1.xml", NULL);
  g_autofree char *enrol = g_strconcat ("bundle enrol ", asked, NULL);
  g_autofree char *import = g_strconcat ("bundle import ", answer, NULL);
  g_autofree char *export = g_strconcat ("bundle export ", up, NULL);
  g_autofree char *code = tablet_make_code (&c->hq, VILLAGE);
  g_autoptr (Outcome) wrong = NULL;

  assert_says (profile, PIN, code, enrol, "for headquarters");
  carry (c, asked, answer);
  carry (c, asked, answer); /* the same file twice gets the same device */

  wrong = run_sync (profile, "1029384756", NULL, import);
  g_assert_cmpint (wrong->code, ==, 1);
  g_assert_nonnull (strstr (wrong->err, "not the PIN"));
  assert_says (profile, PIN, NULL, import, "what headquarters has for this device is here");
  g_assert_true (g_file_test (form, G_FILE_TEST_EXISTS));
  assert_says (profile, PIN, NULL, import, "nothing new");

  assert_says (profile, NULL, NULL, export, "all of it stays here");
  carry (c, up, answer);
  ruhu_test_remove_dir (parent);
}

/* Who has not the code gets nothing, and uses up a try. */
static void
test_wrong_code_by_file_is_refused (Client *c, gconstpointer data)
{
  g_autofree char *parent = ruhu_test_make_dir ();
  g_autofree char *profile = g_build_filename (parent, "new", NULL);
  g_autofree char *asked = g_build_filename (parent, "ask.rbb", NULL);
  g_autofree char *enrol = g_strconcat ("bundle enrol ", asked, NULL);
  g_autofree char *code = tablet_make_code (&c->hq, VILLAGE);
  g_autoptr (RuhuHqReply) reply = NULL;

  code[strlen (code) - 1] = code[strlen (code) - 1] == '2' ? '3' : '2';
  assert_says (profile, PIN, code, enrol, "for headquarters");
  reply = hq_run (&c->hq, "bundle", "import", asked, "--dir", c->hq.dir_path, NULL);
  g_assert_cmpint (reply->code, ==, 1);
  g_assert_nonnull (strstr (reply->err->str, "the code in the bundle is mistyped"));
  ruhu_test_remove_dir (parent);
}

#define ADD(path, func) g_test_add (path, Client, NULL, client_set_up, func, client_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/ruhu-sync/wrong-words-are-64", Client, NULL, NULL, test_wrong_words_are_64, NULL);
  g_test_add ("/ruhu-sync/no-device-is-1", Client, NULL, NULL, test_no_device_is_1, NULL);
  ADD ("/ruhu-sync/enrols-and-meets-hq", test_enrols_and_meets_hq);
  ADD ("/ruhu-sync/used-code-is-3", test_used_code_is_3);
  ADD ("/ruhu-sync/status-tells-what-is-promised", test_status_tells_what_is_promised);
  ADD ("/ruhu-sync/locked-sends-without-a-pin", test_locked_sends_without_a_pin);
  ADD ("/ruhu-sync/offline-is-2", test_offline_is_2);
  ADD ("/ruhu-sync/locked-sends-pictures-without-a-pin", test_locked_sends_pictures_without_a_pin);
  ADD ("/ruhu-sync/refused-is-3", test_refused_is_3);
  ADD ("/ruhu-sync/running-app-is-asked", test_running_app_is_asked);
  ADD ("/ruhu-sync/locked-app-lets-it-send", test_locked_app_lets_it_send);
  ADD ("/ruhu-sync/dump-holds-the-line-as-pushed", test_dump_holds_the_line_as_pushed);
  ADD ("/ruhu-sync/enrols-by-file", test_enrols_by_file);
  ADD ("/ruhu-sync/wrong-code-by-file-is-refused", test_wrong_code_by_file_is_refused);

  return g_test_run ();
}
