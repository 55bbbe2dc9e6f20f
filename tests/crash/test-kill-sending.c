/* test-kill-sending.c: a killed app loses nothing on the way to HQ, and sends nothing twice
 *
 * A child process answers, photographs, finishes, undoes, cuts and sends to a real HQ over TLS, and
 * tells its parent each thing through a pipe: what it is about to save, and that it is saved. It is
 * killed: in four of six rounds by bad-disk.c between the first and the last system call of a
 * write, of which in two while it sends; in one by its parent at any moment; and in one by its
 * parent once so many bytes have passed to or from HQ. The next child opens what is left of the
 * drafts and goes on with them. The last one finishes and sends what is to be sent.
 *
 * What HQ must hold then follows from the pipe alone, and is compared with what HQ exports.
 *
 *   test-kill-sending [--kills N] [--from SEED]
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "bad-disk.h"
#include "client-fixture.h"
#include "store-fixture.h"

#include "base/ruhu-json.h"

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define KEEP "keep" /* answered in a draft that is never finished */
#define PHOTO "photo"
#define PHOTOS "SELECT count(*) FROM att WHERE state = 1"
#define RESPONSES "SELECT count(*) FROM change_log WHERE kind = 6"
#define MAX_WRITES 60

static int kills = 20;
static int seed = 1;
static const char *program;

/* In the child. */

typedef struct {
  Client c;
  Fixture f; /* the same stores, for what store-fixture.c does with them */
  GRand *rand;
  const char *how;
  guint when;
  guint op;
  guint syncs_left; /* until the file layer is told to kill */
} Child;

static int report_fd;

/* One write(2) for one line: the parent never sees half of it. */
static void G_GNUC_PRINTF (1, 2) report (const char *format, ...)
{
  g_autofree char *line = NULL;
  va_list args;

  va_start (args, format);
  line = g_strdup_vprintf (format, args);
  va_end (args);
  if (write (report_fd, line, strlen (line)) < 0)
    _exit (1); /* the parent is gone */
}

static void
tell_kill (guint op, const char *what)
{
  report ("K %u %s\n", op, what);
}

static void
arm (Child *child)
{
  bad_disk_kill_in_write (child->when, child->op, g_str_has_suffix (child->how, "torn"));
}

static void
sync_now (Child *child)
{
  g_autoptr (GError) error = NULL;

  report ("S\n");
  if (child->syncs_left > 0 && --child->syncs_left == 0)
    arm (child);
  client_sync (&child->c, &error);
  g_assert_no_error (error);
  report ("E\n");
}

/* Takes @value. */
static void
answer (Child *child, const char *id, GHashTable *answers, const char *key, char *value)
{
  report ("T %s %s %s\n", id, key, value);
  fixture_answer (&child->f, id, key, value);
  report ("A %s %s %s\n", id, key, value);
  g_hash_table_insert (answers, g_strdup (key), value);
}

static void
answer_some (Child *child, const char *id, GHashTable *answers)
{
  guint i, n = g_rand_int_range (child->rand, 2, 8);

  for (i = 0; i < n; i++) {
    g_autofree char *key = g_strdup_printf ("q%d", g_rand_int_range (child->rand, 0, 12));

    answer (child, id, answers, key, g_strdup_printf ("%u", g_rand_int (child->rand)));
  }
}

static void
finish (Child *child, const char *id, GHashTable *answers)
{
  g_autoptr (JsonObject) ans = json_object_new ();
  JsonObject *visit = json_object_new ();
  g_autofree char *text = NULL;
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, answers);
  while (g_hash_table_iter_next (&iter, &key, &value))
    json_object_set_string_member (visit, key, value);
  json_object_set_object_member (ans, "visit", visit);
  text = ruhu_json_to_text (ans);

  fixture_finish (&child->f, id, text, NULL);
  report ("F %s\n", id);
}

static void
undo (Child *child, const char *id)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  ruhu_response_store_undo_async (child->f.responses, id, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  ruhu_response_store_undo_finish (child->f.responses, result, &error);
  g_assert_no_error (error);
}

/* A draft, new or found again, to its end. */
static void
go_on (Child *child, const char *id, GHashTable *answers)
{
  answer_some (child, id, answers);
  if (!g_hash_table_contains (answers, PHOTO) && g_rand_boolean (child->rand)) {
    g_autofree char *content = g_strnfill (g_rand_int_range (child->rand, 100, 20000), 'p');
    g_autofree char *photo = g_strconcat (id, content, NULL);

    answer (child, id, answers, PHOTO, fixture_attach (&child->f, id, photo, "image/jpeg"));
  }

  finish (child, id, answers);
  if (g_rand_int_range (child->rand, 0, 4) == 0) {
    undo (child, id);
    answer_some (child, id, answers);
    finish (child, id, answers);
  }
  if (g_rand_int_range (child->rand, 0, 4) == 0)
    fixture_cut (&child->f);
}

static void
visit (Child *child)
{
  g_autoptr (RuhuResponse) response = ruhu_response_new ("visit", "1", VILLAGE);
  g_autoptr (GHashTable) answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  const char *id = ruhu_response_get_id (response);

  ruhu_response_store_create_async (child->f.responses, response, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  ruhu_response_store_create_finish (child->f.responses, result, &error);
  g_assert_no_error (error);
  report ("B %s\n", id);

  if (g_rand_int_range (child->rand, 0, 10) == 0)
    answer (child, id, answers, KEEP, g_strdup ("1"));
  else
    go_on (child, id, answers);
}

/* What the one before was killed over. */
static void
reopen_drafts (Child *child)
{
  g_autoptr (GPtrArray) list = fixture_list (&child->f);
  guint i;

  for (i = 0; i < list->len; i++) {
    const char *id = ruhu_response_get_id (list->pdata[i]);
    g_autoptr (GHashTable) answers = NULL;
    g_autoptr (GError) error = NULL;
    GHashTableIter iter;
    gpointer key, value;

    if (ruhu_response_get_state (list->pdata[i]) != RUHU_RESPONSE_DRAFT)
      continue;
    answers = fixture_load (&child->f, id, &error);
    g_assert_no_error (error);
    g_hash_table_iter_init (&iter, answers);
    while (g_hash_table_iter_next (&iter, &key, &value))
      report ("L %s %s %s\n", id, (char *) key, (char *) value);
    report ("O %s %u\n", id, g_hash_table_size (answers));
    if (!g_hash_table_contains (answers, KEEP))
      go_on (child, id, answers);
  }
}

/* argv: DIR USER FD SEED HOW WHEN OP; HOW is `whole`, `torn`, `sync-whole`, `sync-torn`, `outside`
 * or `last`, which ends well. */
static int
be_child (char **argv)
{
  Child child = { .c = { .dir = argv[0], .user = argv[1] }, .how = argv[4] };

  report_fd = atoi (argv[2]);
  child.rand = g_rand_new_with_seed (strtoul (argv[3], NULL, 10));
  child.when = atoi (argv[5]);
  child.op = atoi (argv[6]);
  bad_disk_register (tell_kill);
  client_open (&child.c);
  client_unlock (&child.c);
  child.f.store = child.c.store;
  child.f.responses = child.c.responses;

  if (g_str_has_prefix (child.how, "sync-")) {
    child.syncs_left = child.when % 3 + 1;
    child.when = child.when % 4 + 1;
  } else if (g_str_equal (child.how, "whole") || g_str_equal (child.how, "torn")) {
    arm (&child);
  }

  reopen_drafts (&child);
  while (!g_str_equal (child.how, "last")) {
    visit (&child);
    if (g_rand_boolean (child.rand))
      sync_now (&child);
  }

  sync_now (&child);
  g_assert_cmpuint (ruhu_syncer_get_waiting_responses (child.c.syncer), ==, 0);
  g_assert_cmpuint (ruhu_syncer_get_waiting_attachments (child.c.syncer), ==, 0);
  g_assert_cmpuint (ruhu_syncer_get_quarantined (child.c.syncer), ==, 0);
  client_close (&child.c);
  g_rand_free (child.rand);
  return 0;
}

/* In the parent: the oracle. It hears the pipe, and sees neither store. */

typedef struct {
  GHashTable *ticked; /* key → value */
  char *trying_key;   /* what was begun to be saved, and not yet ticked */
  char *trying_value;
  gboolean finished;
} Visit;

typedef struct {
  Client *c;
  GHashTable *visits; /* id → Visit */
  GPid pid;
  guint lines;
  guint kill_line; /* the parent kills at this line; 0 for not */
  guint kill_sync; /* … or in this sync, once so many bytes have passed */
  gsize kill_bytes;
  gsize bytes_before;
  gboolean sending;
  gboolean inside;
  gboolean ended;
  guint ticks, inside_kills, sending_kills;
} Oracle;

static void
visit_free (Visit *visit)
{
  g_hash_table_unref (visit->ticked);
  g_free (visit->trying_key);
  g_free (visit->trying_value);
  g_free (visit);
}

static void
set_trying (Visit *visit, const char *key, const char *value)
{
  g_free (visit->trying_key);
  g_free (visit->trying_value);
  visit->trying_key = g_strdup (key);
  visit->trying_value = g_strdup (value);
}

static Visit *
get_visit (Oracle *oracle, const char *id)
{
  Visit *visit = g_hash_table_lookup (oracle->visits, id);

  if (visit == NULL) {
    visit = g_new0 (Visit, 1);
    visit->ticked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
    g_hash_table_insert (oracle->visits, g_strdup (id), visit);
  }
  return visit;
}

/* A draft found again holds the ticked value, or the one that was being saved; no third. */
static void
note_loaded (Visit *visit, const char *key, const char *value)
{
  if (g_strcmp0 (g_hash_table_lookup (visit->ticked, key), value) == 0)
    return;

  g_assert_cmpstr (visit->trying_key, ==, key);
  g_assert_cmpstr (visit->trying_value, ==, value);
  g_hash_table_insert (visit->ticked, g_strdup (key), g_strdup (value));
}

/* B begun, T tries to save an answer, A saved it, L found it, O found so many, F finished. */
static void
note_visit (Oracle *oracle, char **words)
{
  Visit *visit = get_visit (oracle, words[1]);

  switch (words[0][0]) {
  case 'T':
    set_trying (visit, words[2], words[3]);
    break;
  case 'A':
    g_hash_table_insert (visit->ticked, g_strdup (words[2]), g_strdup (words[3]));
    set_trying (visit, NULL, NULL);
    break;
  case 'L':
    note_loaded (visit, words[2], words[3]);
    break;
  case 'O':
    g_assert_cmpuint (g_hash_table_size (visit->ticked), ==, strtoul (words[2], NULL, 10));
    set_trying (visit, NULL, NULL);
    break;
  case 'F':
    visit->finished = TRUE;
    break;
  default:
    break;
  }
}

static guint
count_finished (Oracle *oracle)
{
  GHashTableIter iter;
  gpointer visit;
  guint n = 0;

  g_hash_table_iter_init (&iter, oracle->visits);
  while (g_hash_table_iter_next (&iter, NULL, &visit))
    n += ((Visit *) visit)->finished;
  return n;
}

static void
note (Oracle *oracle, char **words)
{
  switch (words[0][0]) {
  case 'K': /* the second call of a write, or a later one */
    g_assert_cmpuint (strtoul (words[1], NULL, 10), >=, 2);
    oracle->inside = TRUE;
    return;
  case 'S':
    oracle->sending = TRUE;
    oracle->bytes_before = link_get_bytes (oracle->c->link);
    break;
  case 'E':
    oracle->sending = FALSE;
    if (oracle->kill_sync > 1) /* the last one stays, until one is long enough */
      oracle->kill_sync--;
    g_assert_cmpint (hq_count (&oracle->c->hq, RESPONSES), >=, count_finished (oracle));
    break;
  default:
    note_visit (oracle, words);
  }

  oracle->ticks++;
  if (++oracle->lines == oracle->kill_line)
    kill (oracle->pid, SIGKILL);
}

static gboolean
heard_cb (GIOChannel *channel, GIOCondition condition, gpointer data)
{
  Oracle *oracle = data;
  g_autofree char *line = NULL;
  g_autoptr (GError) error = NULL;
  GIOStatus status = g_io_channel_read_line (channel, &line, NULL, NULL, &error);
  g_auto (GStrv) words = NULL;

  g_assert_no_error (error);
  if (status != G_IO_STATUS_NORMAL) {
    oracle->ended = TRUE;
    return G_SOURCE_REMOVE;
  }

  g_assert_true (g_str_has_suffix (line, "\n"));
  words = g_strsplit (g_strchomp (line), " ", -1);
  note (oracle, words);
  return G_SOURCE_CONTINUE;
}

/* Runs HQ and the link, and hears the child, until it is gone. Returns: its status */
static int
listen_to_child (Oracle *oracle, int fd)
{
  g_autoptr (GIOChannel) channel = g_io_channel_unix_new (fd);
  int status;

  oracle->lines = 0;
  oracle->sending = oracle->inside = oracle->ended = FALSE;
  g_io_channel_set_encoding (channel, NULL, NULL);
  g_io_channel_set_close_on_unref (channel, TRUE);
  g_io_add_watch (channel, G_IO_IN | G_IO_HUP, heard_cb, oracle);
  while (!oracle->ended) {
    g_main_context_iteration (NULL, TRUE);
    if (oracle->sending && oracle->kill_sync == 1 &&
        link_get_bytes (oracle->c->link) - oracle->bytes_before > oracle->kill_bytes)
      kill (oracle->pid, SIGKILL);
  }

  g_assert_cmpint (waitpid (oracle->pid, &status, 0), ==, oracle->pid);
  return status;
}

/* Returns: its status */
static int
run_child (Oracle *oracle, GRand *rand, const char *how)
{
  g_autofree char *fd = NULL, *round_seed = NULL, *when = NULL, *op = NULL;
  g_autoptr (GError) error = NULL;
  int fds[2];

  g_assert_no_errno (pipe (fds));
  fd = g_strdup_printf ("%d", fds[1]);
  round_seed = g_strdup_printf ("%u", g_rand_int (rand));
  when = g_strdup_printf ("%d", g_rand_int_range (rand, 1, MAX_WRITES));
  op = g_strdup_printf ("%d", g_rand_int_range (rand, 2, 9));
  oracle->kill_line = g_str_equal (how, "outside") ? g_rand_int_range (rand, 1, 80) : 0;
  oracle->kill_sync = g_str_equal (how, "bytes") ? g_rand_int_range (rand, 1, 4) : 0;
  oracle->kill_bytes = g_rand_int_range (rand, 0, 6000);
  {
    const char *argv[] = {
      program, "--child", oracle->c->dir, oracle->c->user, fd, round_seed, how, when, op, NULL
    };

    g_spawn_async (NULL,
                   (char **) argv,
                   NULL,
                   G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_LEAVE_DESCRIPTORS_OPEN,
                   NULL,
                   NULL,
                   &oracle->pid,
                   &error);
  }
  g_assert_no_error (error);
  close (fds[1]);
  return listen_to_child (oracle, fds[0]);
}

static void
check_exported (Oracle *oracle, GHashTable *seen, const char *text)
{
  g_autoptr (JsonObject) line = ruhu_json_parse (text, -1, NULL);
  JsonObject *pushed = ruhu_json_get_object (line, "c");
  JsonObject *ans = ruhu_json_get_object (ruhu_json_get_object (pushed, "ans"), "visit");
  const char *id = ruhu_json_get_string (pushed, "id");
  Visit *visit = g_hash_table_lookup (oracle->visits, id);
  GHashTableIter iter;
  gpointer key, value;

  g_assert_nonnull (visit);
  g_assert_true (g_hash_table_add (seen, g_strdup (id))); /* once */
  g_assert_cmpuint (json_object_get_size (ans), ==, g_hash_table_size (visit->ticked));
  g_hash_table_iter_init (&iter, visit->ticked);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_assert_cmpstr (ruhu_json_get_string (ans, key), ==, value);
}

/* Returns: (transfer full): what `ruhu-hq export responses` writes */
static char *
export_responses (Hq *hq)
{
  g_autoptr (RuhuHqReply) reply =
    hq_run (hq, "export", "responses", "--period", "2000-2099", "-o", "responses", NULL);
  RuhuHqFile *file;
  gsize n;
  const char *data;

  g_assert_cmpint (reply->code, ==, 0);
  g_assert_cmpuint (reply->files->len, ==, 1);
  file = reply->files->pdata[0];
  data = g_bytes_get_data (file->bytes, &n);
  return g_strndup (data, n);
}

/* Returns: how many responses HQ holds, which are those that the oracle names, as it names them */
static guint
check_hq (Oracle *oracle)
{
  g_autofree char *exported = export_responses (&oracle->c->hq);
  g_autofree char *verified = hq_do (&oracle->c->hq, "verify", NULL);
  g_auto (GStrv) lines = g_strsplit (g_strchomp (exported), "\n", -1);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer id, value;
  guint i, photos = 0;

  for (i = 0; lines[i] != NULL; i++)
    check_exported (oracle, seen, lines[i]);

  g_hash_table_iter_init (&iter, oracle->visits);
  while (g_hash_table_iter_next (&iter, &id, &value)) {
    GHashTable *ticked = ((Visit *) value)->ticked;
    gboolean kept = g_hash_table_contains (ticked, KEEP);

    g_assert_cmpint (g_hash_table_contains (seen, id), ==, !kept);
    photos += g_hash_table_contains (ticked, PHOTO);
  }
  g_assert_cmpint (hq_count (&oracle->c->hq, PHOTOS), ==, photos);
  g_assert_nonnull (strstr (verified, " 0 faults"));
  return g_hash_table_size (seen);
}

static void
test_hq_holds_what_was_finished (Client *c, gconstpointer data)
{
  const char *const hows[] = { "whole", "sync-torn", "bytes", "torn", "sync-whole", "outside" };
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr (GHashTable) visits =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) visit_free);
  Oracle oracle = { .c = c, .visits = visits };
  guint held;
  int i;

  client_lock (c);
  for (i = 0; i < kills; i++) {
    int status = run_child (&oracle, rand, hows[i % G_N_ELEMENTS (hows)]);

    g_assert_true (WIFSIGNALED (status));
    g_assert_cmpint (WTERMSIG (status), ==, SIGKILL);
    oracle.inside_kills += oracle.inside;
    oracle.sending_kills += oracle.sending;
  }
  g_assert_cmpint (run_child (&oracle, rand, "last"), ==, 0);

  held = check_hq (&oracle);
  g_assert_cmpuint (held, >, 0);
  g_assert_cmpuint (oracle.inside_kills * 2, >=, kills);
  g_assert_cmpuint (oracle.sending_kills, >, 0);
  g_test_message ("seed %d: %d kills with sending, %u of them in the middle of a write, %u while "
                  "sending; %u things reported; HQ holds the %u responses of the oracle, each once",
                  seed,
                  kills,
                  oracle.inside_kills,
                  oracle.sending_kills,
                  oracle.ticks,
                  held);
}

int
main (int argc, char **argv)
{
  const GOptionEntry entries[] = {
    { "kills", 0, 0, G_OPTION_ARG_INT, &kills, "how many processes to kill", "N" },
    { "from", 0, 0, G_OPTION_ARG_INT, &seed, "where chance begins", "SEED" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  program = argv[0];
  if (argc == 9 && g_str_equal (argv[1], "--child"))
    return be_child (argv + 2);

  g_test_init (&argc, &argv, NULL);
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error)) {
    g_printerr ("%s\n", error->message);
    return 64;
  }

  g_test_add ("/kill-sending/hq-holds-what-was-finished",
              Client,
              NULL,
              client_set_up,
              test_hq_holds_what_was_finished,
              client_tear_down);

  return g_test_run ();
}
