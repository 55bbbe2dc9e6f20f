/* fleet-tablets.c: many tablets in one process, each with a profile of its own
 *
 * The real vault, outbox and syncer of each, and a worker's hand on it. What is to happen comes in
 * on standard input, a command a line; each is answered by lines of what the stores said, and a
 * line of a single dot. One write(2) for one line: whoever reads never sees half of it, and what
 * was not said when the process is killed was not saved for certain.
 *
 *   enrol DIR USER URL CODE     a new tablet; it is closed
 *   open DIR USER               unlocked; drafts that a killed process left are gone on with
 *   work DIR DIVISION N SEED    so many responses; what came back is corrected
 *   review DIR SEED             a township decides about what it sees
 *   lock DIR
 *   sync DIR…                   all of these at once
 *   export DIR FILE             what waits, into a bundle
 *   import DIR FILE             HQ's answer to it
 *   close DIR…
 *
 * Said: `b ID` begun; `L ID` a draft was found; `f ID ANS` is about to be finished, `F ID` is; `C
 * ID OLD` corrects; `d ID RESPONSE OUTCOME`, `D ID` a decision; `e PERSON VALUE`, `E PERSON VALUE`
 * a person's field; `Y DIR HOW`, `R DIR RECEIPT`, `W DIR RESPONSES ATTACHMENTS HELD` after a sync.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "client-fixture.h"
#include "store-fixture.h"

#include "base/ruhu-error.h"
#include "base/ruhu-id.h"
#include "base/ruhu-json.h"
#include "ruhu-bundle-export.h"
#include "responses/ruhu-response-correction.h"
#include "ruhu-bundle-import.h"
#include "ruhu-enrolment.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MOST_PHOTO 20000
#define MOST_DECISIONS 12

typedef struct {
  Client c;
  Fixture f; /* the same stores, for what store-fixture.c does with them */
} Worker;

static GHashTable *workers; /* folder → Worker */

static void G_GNUC_PRINTF (1, 2) say (const char *format, ...)
{
  g_autofree char *line = NULL;
  va_list args;

  va_start (args, format);
  line = g_strdup_vprintf (format, args);
  va_end (args);
  if (write (STDOUT_FILENO, line, strlen (line)) < 0)
    _exit (1); /* nobody listens any more */
}

static Worker *
find (const char *dir)
{
  Worker *worker = g_hash_table_lookup (workers, dir);

  if (worker == NULL)
    g_error ("%s is not open", dir);
  return worker;
}

static Worker *
worker_new (const char *dir, const char *user)
{
  Worker *worker = g_new0 (Worker, 1);

  worker->c.dir = g_strdup (dir);
  worker->c.user = g_strdup (user);
  client_open (&worker->c);
  worker->f.store = worker->c.store;
  worker->f.responses = worker->c.responses;
  worker->f.objects = worker->c.objects;
  return worker;
}

static void
worker_free (Worker *worker)
{
  client_close (&worker->c);
  g_free (worker->c.dir);
  g_free (worker->c.user);
  g_free (worker);
}

static void
create (Worker *worker, const char *url, const char *code)
{
  RuhuDeviceKeys *keys = ruhu_device_keys_new ();
  g_autofree char *user = g_strdup (worker->c.user);
  g_autoptr (RuhuDevice) device = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  device = client_enrol (&worker->c, url, code, keys, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (worker->c.user, ==, user);
  ruhu_store_create_async (worker->c.store,
                           device,
                           keys,
                           worker->c.user,
                           PIN,
                           NULL,
                           ruhu_test_got,
                           &got);
  result = ruhu_test_wait (&got);
  ruhu_store_create_finish (worker->c.store, result, &error);
  g_assert_no_error (error);
}

static void
enrol (const char *dir, const char *user, const char *url, const char *code)
{
  Worker *worker = worker_new (dir, user);
  g_autofree char *plain = ruhu_enrolment_code_normalize (code);

  create (worker, url, plain);
  worker_free (worker);
}

/* A worker's day. */

static void
finish (Worker *worker, const char *id, JsonObject *ans)
{
  g_autofree char *text = ruhu_json_to_text (ans);

  say ("f %s %s\n", id, text);
  fixture_finish (&worker->f, id, text, NULL);
  say ("F %s\n", id);
}

/* What has been answered is what is finished. */
static void
finish_draft (Worker *worker, const char *id, GHashTable *answers)
{
  g_autoptr (JsonObject) ans = json_object_new ();
  JsonObject *visit = json_object_new ();
  g_autoptr (GList) keys = g_list_sort (g_hash_table_get_keys (answers), (GCompareFunc) g_strcmp0);
  GList *at;

  for (at = keys; at != NULL; at = at->next)
    json_object_set_string_member (visit, at->data, g_hash_table_lookup (answers, at->data));
  json_object_set_object_member (ans, "visit", visit);
  finish (worker, id, ans);
}

/* The old answers, and one that is new. */
static void
finish_correction (Worker *worker, const char *id, const char *old)
{
  g_autofree char *text = NULL;
  g_autoptr (JsonObject) ans = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_response_store_load_final_async (worker->f.responses, old, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  text = ruhu_response_store_load_final_finish (worker->f.responses, result, &error);
  g_assert_no_error (error);
  ans = ruhu_json_parse (text, -1, &error);
  g_assert_no_error (error);
  json_object_set_string_member (json_object_get_object_member (ans, "visit"), "corrected", id);
  finish (worker, id, ans);
}

static void
correct (Worker *worker, RuhuResponse *returned)
{
  const char *old = ruhu_response_get_id (returned);
  g_autoptr (RuhuResponse) correction =
    ruhu_response_new ("visit", "1", ruhu_response_get_division (returned));
  g_autoptr (GHashTable) answers = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree char *draft = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_response_set_replaces (correction, old);
  ruhu_response_store_correct_async (worker->f.responses,
                                     correction,
                                     answers,
                                     NULL,
                                     ruhu_test_got,
                                     &got);
  result = ruhu_test_wait (&got);
  draft = ruhu_response_store_correct_finish (worker->f.responses, result, &error);
  g_assert_no_error (error);
  say ("C %s %s\n", draft, old);
  finish_correction (worker, draft, old);
}

static void
visit (Worker *worker, const char *division, GRand *rand)
{
  g_autoptr (RuhuResponse) response = ruhu_response_new ("visit", "1", division);
  g_autoptr (GHashTable) answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  const char *id = ruhu_response_get_id (response);
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  guint i, n = g_rand_int_range (rand, 2, 5);

  ruhu_response_store_create_async (worker->f.responses, response, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  ruhu_response_store_create_finish (worker->f.responses, result, &error);
  g_assert_no_error (error);
  say ("b %s\n", id);

  for (i = 0; i < n; i++) {
    char *value = g_strdup_printf ("%u", g_rand_int (rand));
    char *key = g_strdup_printf ("q%u", i);

    fixture_answer (&worker->f, id, key, value);
    g_hash_table_insert (answers, key, value);
  }
  if (g_rand_int_range (rand, 0, 10) == 0) {
    g_autofree char *content = g_strnfill (g_rand_int_range (rand, 100, MOST_PHOTO), 'p');
    g_autofree char *photo = g_strconcat (id, content, NULL); /* no two are the same */
    char *name = fixture_attach (&worker->f, id, photo, "image/jpeg");

    fixture_answer (&worker->f, id, "photo", name);
    g_hash_table_insert (answers, g_strdup ("photo"), name);
  }
  finish_draft (worker, id, answers);
}

/* @members: what the line says besides who, where and when */
static void
append (Worker *worker, const char *kind, const char *id, const char *division, const char *members)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  ruhu_outbox_append_async (worker->f.store,
                            kind,
                            id,
                            division,
                            members,
                            NULL,
                            ruhu_test_got,
                            &got);
  result = ruhu_test_wait (&got);
  ruhu_outbox_append_finish (worker->f.store, result, &error);
  g_assert_no_error (error);
}

static GPtrArray *
load (Worker *worker, RuhuObjectKind kind)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *objects;

  ruhu_object_store_load_async (worker->f.objects, kind, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  objects = ruhu_object_store_load_finish (worker->f.objects, result, &error);
  g_assert_no_error (error);
  return objects;
}

/* A telephone number that nobody else gives. It names none that it replaces, so that two workers
 * who did not know of each other leave both. */
static void
edit_person (Worker *worker, GRand *rand)
{
  g_autoptr (GPtrArray) persons = load (worker, RUHU_OBJECT_PERSON);
  g_autofree char *value = g_strdup_printf ("%08x%08x", g_rand_int (rand), g_rand_int (rand));
  g_autofree char *members = g_strdup_printf ("{\"set\":{\"phone\":\"%s\"}}", value);
  RuhuObject *person;

  if (persons->len == 0)
    return;

  person = persons->pdata[g_rand_int_range (rand, 0, persons->len)];
  say ("e %s %s\n", person->id, value);
  append (worker, "person", person->id, person->division, members);
  say ("E %s %s\n", person->id, value);
}

static void
work (Worker *worker, const char *division, guint n, guint32 seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr (GPtrArray) list = fixture_list (&worker->f);
  guint i;

  for (i = 0; i < list->len; i++) {
    if (ruhu_response_get_state (list->pdata[i]) == RUHU_RESPONSE_RETURNED &&
        ruhu_response_get_replaced_by (list->pdata[i]) == NULL)
      correct (worker, list->pdata[i]);
  }
  for (i = 0; i < n; i++)
    visit (worker, division, rand);
  if (g_rand_int_range (rand, 0, 5) == 0)
    edit_person (worker, rand);
}

static gboolean
is_decided (RuhuObject *response)
{
  g_autoptr (JsonObject) body = ruhu_json_parse (response->body, -1, NULL);
  JsonArray *decisions = ruhu_json_get_array (body, "decisions");

  return decisions != NULL && json_array_get_length (decisions) > 0;
}

static void
review (Worker *worker, guint32 seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr (GPtrArray) responses = load (worker, RUHU_OBJECT_RESPONSE);
  guint i, done = 0;

  for (i = 0; i < responses->len && done < MOST_DECISIONS; i++) {
    RuhuObject *response = responses->pdata[i];
    const char *outcome = g_rand_int_range (rand, 0, 5) == 0 ? "returned" : "verified";
    g_autofree char *id = ruhu_id_new ();
    g_autofree char *members =
      g_strdup_printf ("{\"response\":\"%s\",\"outcome\":\"%s\",\"level\":\"township\","
                       "\"reason\":\"look again\"}",
                       response->id,
                       outcome);

    if (is_decided (response))
      continue;
    say ("d %s %s %s\n", id, response->id, outcome);
    append (worker, "decision", id, response->division, members);
    say ("D %s\n", id);
    done++;
  }
}

/* What a killed process left. */
static void
go_on (Worker *worker)
{
  g_autoptr (GPtrArray) list = fixture_list (&worker->f);
  guint i;

  for (i = 0; i < list->len; i++) {
    const char *id = ruhu_response_get_id (list->pdata[i]);
    const char *old = ruhu_response_get_replaces (list->pdata[i]);
    g_autoptr (GHashTable) answers = NULL;
    g_autoptr (GError) error = NULL;

    if (ruhu_response_get_state (list->pdata[i]) != RUHU_RESPONSE_DRAFT)
      continue;
    say ("L %s\n", id);
    if (old != NULL) {
      finish_correction (worker, id, old);
      continue;
    }
    answers = fixture_load (&worker->f, id, &error);
    g_assert_no_error (error);
    finish_draft (worker, id, answers);
  }
}

static void
open_worker (const char *dir, const char *user)
{
  Worker *worker = worker_new (dir, user);

  g_hash_table_insert (workers, g_strdup (dir), worker);
  client_unlock (&worker->c);
  go_on (worker);
}

/* The night. */

static guint syncing;

static void
tell_standing (Worker *worker)
{
  const char *receipt;

  client_count (&worker->c);
  receipt = ruhu_syncer_get_receipt (worker->c.syncer);
  if (receipt != NULL)
    say ("R %s %s\n", worker->c.dir, receipt);
  say ("W %s %u %u %u\n",
       worker->c.dir,
       ruhu_syncer_get_waiting_responses (worker->c.syncer),
       ruhu_syncer_get_waiting_attachments (worker->c.syncer),
       ruhu_syncer_get_quarantined (worker->c.syncer));
}

static void
synced_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Worker *worker = user_data;
  g_autoptr (GError) error = NULL;

  syncing--;
  if (ruhu_syncer_now_finish (RUHU_SYNCER (source), result, &error))
    say ("Y %s ok\n", worker->c.dir);
  else if (g_error_matches (error, RUHU_ERROR, RUHU_ERROR_OFFLINE))
    say ("Y %s offline %s\n", worker->c.dir, error->message);
  else
    say ("Y %s failed %s\n", worker->c.dir, error->message);
}

static void
sync_all (char **dirs)
{
  guint i;

  for (i = 0; dirs[i] != NULL; i++) {
    Worker *worker = find (dirs[i]);

    syncing++;
    ruhu_syncer_now_async (worker->c.syncer, NULL, synced_cb, worker);
  }
  while (syncing > 0)
    g_main_context_iteration (NULL, TRUE);
  for (i = 0; dirs[i] != NULL; i++)
    tell_standing (find (dirs[i]));
}

static void
export_bundle (Worker *worker, const char *path)
{
  RuhuBundleExported exported;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  ruhu_bundle_export_async (worker->c.objects, path, NULL, NULL, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  ruhu_bundle_export_finish (result, &exported, &error);
  g_assert_no_error (error);
}

static void
import_bundle (Worker *worker, const char *path)
{
  RuhuBundleOutcome outcome;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  ruhu_bundle_import_async (worker->c.objects, path, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  ruhu_bundle_import_finish (result, &outcome, &error);
  g_assert_no_error (error);
  tell_standing (worker);
}

static guint32
number (const char *text)
{
  return strtoul (text, NULL, 10);
}

static void
close_all (char **dirs)
{
  for (; *dirs != NULL; dirs++)
    g_assert_true (g_hash_table_remove (workers, *dirs));
}

static void
obey (char **words)
{
  guint n = g_strv_length (words);

  if (g_str_equal (words[0], "enrol") && n == 5)
    enrol (words[1], words[2], words[3], words[4]);
  else if (g_str_equal (words[0], "open") && n == 3)
    open_worker (words[1], words[2]);
  else if (g_str_equal (words[0], "work") && n == 5)
    work (find (words[1]), words[2], number (words[3]), number (words[4]));
  else if (g_str_equal (words[0], "review") && n == 3)
    review (find (words[1]), number (words[2]));
  else if (g_str_equal (words[0], "lock") && n == 2)
    client_lock (&find (words[1])->c);
  else if (g_str_equal (words[0], "sync"))
    sync_all (words + 1);
  else if (g_str_equal (words[0], "export") && n == 3)
    export_bundle (find (words[1]), words[2]);
  else if (g_str_equal (words[0], "import") && n == 3)
    import_bundle (find (words[1]), words[2]);
  else if (g_str_equal (words[0], "close"))
    close_all (words + 1);
  else
    g_error ("“%s” is no command with %u words", words[0], n - 1);
}

int
main (void)
{
  g_autoptr (GIOChannel) commands = g_io_channel_unix_new (STDIN_FILENO);
  char *line;

  workers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) worker_free);
  while (g_io_channel_read_line (commands, &line, NULL, NULL, NULL) == G_IO_STATUS_NORMAL) {
    g_auto (GStrv) words = g_strsplit (g_strchomp (line), " ", -1);

    obey (words);
    say (".\n");
    g_free (line);
  }
  g_hash_table_unref (workers);
  return 0;
}
