/* test-kill.c: what was ticked outlives a killed app and a cut of power
 *
 * A child process answers, finishes, undoes, photographs and cuts, and reports each thing through a
 * pipe once the store said that it is saved. It is killed: in two of three rounds by bad-disk.c
 * between the first and the last system call of a write, otherwise by its parent at any moment. In
 * a second test its power is cut, and what was not synced is lost. Then the parent opens the store
 * and looks for everything that was reported.
 *
 *   test-kill [--kills N] [--from SEED]
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "bad-disk.h"
#include "store-fixture.h"

#include "base/ruhu-error.h"
#include "base/ruhu-json.h"
#include "responses/ruhu-response-correction.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define NO_LINE "0000000000000000000000000000000000000000000000000000000000000000"
#define MAX_WRITES 60
#define MAX_CALLS 800

/* What the child said of one response. */
typedef struct {
  GHashTable *answers; /* key → value, ticked */
  GPtrArray *photos;
  gboolean finished; /* ticked; undone makes it FALSE again */
  gboolean cut;
  gboolean doubtful; /* the last thing begun on it may have happened unreported */
} Ticked;

static int report_fd;
static int kills = 20;
static int seed = 1;
static const char *program;

/* In the child. One write(2) for one line: the parent never sees half of it. */
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

static char *
make_ans (GHashTable *answers, GPtrArray *photos)
{
  g_autoptr (JsonObject) ans = json_object_new ();
  GHashTableIter iter;
  gpointer key, value;
  guint i;

  g_hash_table_iter_init (&iter, answers);
  while (g_hash_table_iter_next (&iter, &key, &value))
    json_object_set_string_member (ans, key, value);
  for (i = 0; i < photos->len; i++) {
    g_autofree char *name = g_strdup_printf ("photo%u", i);

    json_object_set_string_member (ans, name, photos->pdata[i]);
  }
  return ruhu_json_to_text (ans);
}

static gboolean
undo (Fixture *f, const char *id)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_response_store_undo_async (f->responses, id, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  return ruhu_response_store_undo_finish (f->responses, result, NULL);
}

static void
answer_some (Fixture *f, const char *id, GHashTable *answers, GRand *rand)
{
  guint i, n = g_rand_int_range (rand, 2, 12);

  for (i = 0; i < n; i++) {
    g_autofree char *key = g_strdup_printf ("q%d", g_rand_int_range (rand, 0, 20));
    const char *old = g_hash_table_lookup (answers, key);
    g_autofree char *value =
      g_strdup_printf ("%d", old == NULL ? 1 : (int) g_ascii_strtoll (old, NULL, 10) + 1);

    fixture_answer (f, id, key, value);
    report ("A %s %s %s\n", id, key, value);
    g_hash_table_insert (answers, g_steal_pointer (&key), g_steal_pointer (&value));
  }
}

/* What it begins with is what was ticked: the draft is looked for whole, or not at all. */
static void
correct (Fixture *f, const char *id, GHashTable *answers)
{
  g_autoptr (RuhuResponse) correction =
    ruhu_response_new ("ruhu_home_visit", "2026112101", DIVISION);
  g_autofree char *draft = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_response_set_replaces (correction, id);
  ruhu_response_store_correct_async (f->responses, correction, answers, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  draft = ruhu_response_store_correct_finish (f->responses, result, NULL);
  g_assert_nonnull (draft);
}

/* One visit, with all that may happen in it. */
static void
visit (Fixture *f, GRand *rand)
{
  g_autoptr (RuhuResponse) response = fixture_begin (f);
  g_autoptr (GHashTable) answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GPtrArray) photos = g_ptr_array_new_with_free_func (g_free);
  const char *id = ruhu_response_get_id (response);
  g_autofree char *ans = NULL;

  report ("B %s\n", id);
  answer_some (f, id, answers, rand);
  if (g_rand_boolean (rand)) {
    g_autofree char *content = g_strnfill (g_rand_int_range (rand, 1, 100000), 'p');
    char *name = fixture_attach (f, id, content, "image/jpeg");

    report ("P %s %s\n", id, name);
    g_ptr_array_add (photos, name);
  }
  if (g_rand_int_range (rand, 0, 4) == 0)
    return; /* stays a draft */

  ans = make_ans (answers, photos);
  report ("D %s\n", id);
  fixture_finish (f, id, ans, NULL);
  report ("F %s\n", id);
  if (g_rand_int_range (rand, 0, 4) == 0) {
    report ("D %s\n", id);
    g_assert_true (undo (f, id));
    report ("U %s\n", id);
    answer_some (f, id, answers, rand);
  } else if (g_rand_boolean (rand)) {
    fixture_cut (f);
    report ("C %s\n", id);
    if (g_rand_boolean (rand))
      correct (f, id, answers);
  }
}

/* argv: DIR FD SEED HOW WHEN OP; HOW is `outside`, `whole`, `torn` or `power`. */
static int
be_child (char **argv)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (strtoul (argv[2], NULL, 10));
  const char *how = argv[3];
  guint when = atoi (argv[4]);
  Fixture f = { .dir = NULL };

  report_fd = atoi (argv[1]);
  if (!g_str_equal (how, "outside"))
    bad_disk_register (tell_kill);
  fixture_open_at (&f, argv[0]);
  fixture_unlock (&f);
  if (g_str_equal (how, "power"))
    bad_disk_cut_power (when, g_rand_int (rand));
  else
    bad_disk_kill_in_write (when, atoi (argv[5]), g_str_equal (how, "torn"));
  report ("R\n");
  for (;;)
    visit (&f, rand);
  return 0;
}

static void
ticked_free (Ticked *ticked)
{
  g_hash_table_unref (ticked->answers);
  g_ptr_array_unref (ticked->photos);
  g_free (ticked);
}

static Ticked *
get_ticked (GHashTable *all, const char *id)
{
  Ticked *ticked = g_hash_table_lookup (all, id);

  if (ticked == NULL) {
    ticked = g_new0 (Ticked, 1);
    ticked->answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
    ticked->photos = g_ptr_array_new_with_free_func (g_free);
    g_hash_table_insert (all, g_strdup (id), ticked);
  }
  return ticked;
}

/* One line of the child's: B begun, A answered, P photo, D about to finish or undo, F, U, C. */
static void
note (GHashTable *all, char **words)
{
  Ticked *ticked = words[1] == NULL ? NULL : get_ticked (all, words[1]);

  switch (words[0][0]) {
  case 'A':
    g_hash_table_insert (ticked->answers, g_strdup (words[2]), g_strdup (words[3]));
    break;
  case 'P':
    g_ptr_array_add (ticked->photos, g_strdup (words[2]));
    break;
  case 'D':
    ticked->doubtful = TRUE;
    break;
  case 'F':
    ticked->finished = TRUE;
    ticked->doubtful = FALSE;
    break;
  case 'U':
    ticked->finished = FALSE;
    ticked->doubtful = FALSE;
    break;
  case 'C':
    ticked->cut = TRUE;
    break;
  default:
    break;
  }
}

typedef struct {
  guint ticks;
  gboolean inside; /* killed by the file layer, in the middle of a write */
} Round;

/* Reads what the child says until it is dead; kills it after @limit ticks where that is not 0. */
static Round
listen_to_child (int fd, GPid pid, GHashTable *all, guint limit)
{
  FILE *pipe = fdopen (fd, "r");
  Round round = { 0, FALSE };
  char line[200];
  int status;

  g_assert_nonnull (pipe);
  while (fgets (line, sizeof line, pipe) != NULL) {
    g_auto (GStrv) words = NULL;

    g_assert_true (g_str_has_suffix (line, "\n"));
    words = g_strsplit (g_strchomp (line), " ", -1);
    if (g_str_equal (words[0], "K")) {
      if (!g_str_equal (words[2], "power")) /* the second call of a write, or a later one */
        g_assert_cmpint (g_ascii_strtoll (words[1], NULL, 10), >=, 2);
      round.inside = TRUE;
    } else if (!g_str_equal (words[0], "R")) {
      note (all, words);
      if (++round.ticks == limit)
        kill (pid, SIGKILL);
    }
  }
  fclose (pipe);
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  g_assert_true (WIFSIGNALED (status));
  g_assert_cmpint (WTERMSIG (status), ==, SIGKILL);
  return round;
}

/* Returns: where to read what the child says */
static int
start_child (const char *dir, GRand *rand, const char *how, GPid *pid)
{
  int most = g_str_equal (how, "power") ? MAX_CALLS : MAX_WRITES;
  int fds[2];
  g_autofree char *fd = NULL, *round_seed = NULL, *when = NULL, *op = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_no_errno (pipe (fds));
  fd = g_strdup_printf ("%d", fds[1]);
  round_seed = g_strdup_printf ("%u", g_rand_int (rand));
  when = g_strdup_printf ("%d", g_rand_int_range (rand, 1, most));
  op = g_strdup_printf ("%d", g_rand_int_range (rand, 2, 9));
  {
    const char *argv[] = { program, "--child", dir, fd, round_seed, how, when, op, NULL };

    g_spawn_async (NULL,
                   (char **) argv,
                   NULL,
                   G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_LEAVE_DESCRIPTORS_OPEN,
                   NULL,
                   NULL,
                   pid,
                   &error);
  }
  g_assert_no_error (error);
  close (fds[1]);
  return fds[0];
}

static Round
run_child (const char *dir, GRand *rand, const char *how, GHashTable *all)
{
  guint limit = g_str_equal (how, "outside") ? g_rand_int_range (rand, 1, 80) : 0;
  GPid pid;
  int fd = start_child (dir, rand, how, &pid);

  return listen_to_child (fd, pid, all, limit);
}

static char *
load_final (Fixture *f, const char *id)
{
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  char *ans;

  ruhu_response_store_load_final_async (f->responses, id, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  ans = ruhu_response_store_load_final_finish (f->responses, result, &error);
  g_assert_no_error (error);
  return ans;
}

static void
check_photo (Fixture *f, const char *name)
{
  g_autoptr (GBytes) content = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_response_store_read_attachment_async (f->responses, name, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  content = ruhu_response_store_read_attachment_finish (f->responses, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (content), >, 0);
}

/* A later value is as good: it was being saved, and its tick did not get out. */
static void
check_answer (const char *ticked, const char *found)
{
  g_assert_nonnull (found);
  g_assert_cmpint (g_ascii_strtoll (found, NULL, 10), >=, g_ascii_strtoll (ticked, NULL, 10));
}

static void
check_answers (Fixture *f, const char *id, Ticked *ticked, gboolean final)
{
  g_autoptr (GHashTable) answers = NULL;
  g_autoptr (JsonObject) ans = NULL;
  g_autofree char *text = NULL;
  GHashTableIter iter;
  gpointer key, value;

  if (final) {
    text = load_final (f, id);
    ans = ruhu_json_parse (text, -1, NULL);
  } else {
    answers = fixture_load (f, id, NULL);
    g_assert_nonnull (answers);
  }

  g_hash_table_iter_init (&iter, ticked->answers);
  while (g_hash_table_iter_next (&iter, &key, &value))
    check_answer (value,
                  final ? ruhu_json_get_string (ans, key) : g_hash_table_lookup (answers, key));
}

static void
check_response (Fixture *f, GHashTable *found, const char *id, Ticked *ticked)
{
  RuhuResponse *response = g_hash_table_lookup (found, id);
  RuhuResponseState state;
  guint i;

  g_assert_nonnull (response);
  state = ruhu_response_get_state (response);
  if (ticked->cut)
    g_assert_cmpint (state, ==, RUHU_RESPONSE_FINAL);
  else if (ticked->finished && !ticked->doubtful)
    g_assert_cmpint (state, >=, RUHU_RESPONSE_FINISHED);
  else if (!ticked->doubtful)
    g_assert_cmpint (state, ==, RUHU_RESPONSE_DRAFT);

  check_answers (f, id, ticked, state == RUHU_RESPONSE_FINAL);
  for (i = 0; i < ticked->photos->len; i++)
    check_photo (f, ticked->photos->pdata[i]);
}

/* Of a correction that was being begun nothing is there, or all of it. */
static void
check_correction (Fixture *f, GHashTable *all, RuhuResponse *draft)
{
  const char *id = ruhu_response_get_replaces (draft);
  Ticked *ticked = id != NULL ? g_hash_table_lookup (all, id) : NULL;
  g_autoptr (GHashTable) answers = NULL;
  GHashTableIter iter;
  gpointer key, value;

  if (ticked == NULL)
    return;

  answers = fixture_load (f, ruhu_response_get_id (draft), NULL);
  g_assert_nonnull (answers);
  g_assert_cmpuint (g_hash_table_size (answers), ==, g_hash_table_size (ticked->answers));
  g_hash_table_iter_init (&iter, ticked->answers);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_assert_cmpstr (g_hash_table_lookup (answers, key), ==, value);
}

/* No gap, no broken link, no response twice. */
static void
check_chain (Fixture *f)
{
  g_autofree char *previous = g_strdup (NO_LINE);
  g_autoptr (RuhuOutboxCounts) counts = fixture_count (f);
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gint64 seq = 1;

  while (seq < counts->next) {
    g_autoptr (GPtrArray) lines = fixture_read_lines (f, seq);
    guint i;

    g_assert_cmpuint (lines->len, >, 0);
    for (i = 0; i < lines->len; i++, seq++) {
      RuhuOutboxLine *line = lines->pdata[i];
      g_autoptr (JsonObject) object = NULL;
      char hex[65];

      object =
        ruhu_json_parse (g_bytes_get_data (line->line, NULL), g_bytes_get_size (line->line), NULL);
      g_assert_cmpint (line->seq, ==, seq);
      g_assert_cmpint (ruhu_json_get_int64 (object, "seq"), ==, seq);
      g_assert_cmpstr (ruhu_json_get_string (object, "ph"), ==, previous);
      g_assert_true (g_hash_table_add (ids, g_strdup (ruhu_json_get_string (object, "id"))));
      g_free (previous);
      previous = g_strdup (sodium_bin2hex (hex, sizeof hex, line->hash, 32));
    }
  }
}

static void
check_all (Fixture *f, GHashTable *all)
{
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GHashTable) found = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer id, ticked;
  guint i;

  fixture_unlock (f);
  list = fixture_list (f);
  for (i = 0; i < list->len; i++)
    g_hash_table_insert (found, (gpointer) ruhu_response_get_id (list->pdata[i]), list->pdata[i]);
  for (i = 0; i < list->len; i++)
    check_correction (f, all, list->pdata[i]);

  g_hash_table_iter_init (&iter, all);
  while (g_hash_table_iter_next (&iter, &id, &ticked))
    check_response (f, found, id, ticked);
  check_chain (f);
}

/* At lock the finished ones are cut: in later rounds they are final, and drafts stay drafts. */
static void
lock_and_settle (Fixture *f, GHashTable *all)
{
  GHashTableIter iter;
  gpointer value;

  fixture_lock (f);
  g_hash_table_iter_init (&iter, all);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    Ticked *ticked = value;

    if (ticked->finished && !ticked->doubtful)
      ticked->cut = TRUE;
  }
}

/* Runs all rounds on one store. Returns: how many were ended by the file layer. */
static guint
run_rounds (Fixture *f, const char *const *hows)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr (GHashTable) all =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) ticked_free);
  guint inside = 0, ticks = 0;
  int i;

  fixture_lock (f);
  for (i = 0; i < kills; i++) {
    g_autoptr (GHashTable) of_round = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    Round round = run_child (f->dir, rand, hows[i % g_strv_length ((char **) hows)], of_round);
    GHashTableIter iter;
    gpointer id, ticked;

    inside += round.inside;
    ticks += round.ticks;
    check_all (f, of_round);
    lock_and_settle (f, of_round);
    g_hash_table_iter_init (&iter, of_round);
    while (g_hash_table_iter_next (&iter, &id, &ticked))
      g_hash_table_insert (all, g_strdup (id), ticked);
  }

  check_all (f, all);
  g_assert_cmpuint (ticks, >, 0);
  if (g_str_equal (hows[0], "power"))
    g_test_message ("seed %d: %d cuts of power; %u things reported, all there", seed, kills, ticks);
  else
    g_test_message ("seed %d: %d kills, %u of them in the middle of a write; %u things reported, "
                    "all there",
                    seed,
                    kills,
                    inside,
                    ticks);
  return inside;
}

static void
test_every_tick_is_there (Fixture *f, gconstpointer data)
{
  const char *const hows[] = { "whole", "torn", "outside", NULL };
  guint inside = run_rounds (f, hows);

  g_assert_cmpuint (inside * 2, >=, kills);
}

static void
test_every_tick_outlives_the_power (Fixture *f, gconstpointer data)
{
  const char *const hows[] = { "power", NULL };

  run_rounds (f, hows);
}

/* Two processes never have one store open, and the one that comes second says so. */
static void
test_open_elsewhere_is_refused (Fixture *f, gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr (GError) error = NULL;
  GPid pid;
  char ready;
  int fd;

  fixture_lock (f);
  fd = start_child (f->dir, rand, "outside", &pid);
  g_assert_cmpint (read (fd, &ready, 1), ==, 1);
  g_assert_false (fixture_unlock_with (f, PIN, NULL, NULL, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_BUSY);
  g_assert_cmpint (ruhu_store_get_state (f->store), ==, RUHU_STORE_LOCKED);

  kill (pid, SIGKILL);
  g_assert_cmpint (waitpid (pid, NULL, 0), ==, pid);
  close (fd);
  fixture_unlock (f);
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
  if (argc == 8 && g_str_equal (argv[1], "--child"))
    return be_child (argv + 2);

  g_test_init (&argc, &argv, NULL);
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error)) {
    g_printerr ("%s\n", error->message);
    return 64;
  }

  g_test_add ("/kill/every-tick-is-there",
              Fixture,
              NULL,
              fixture_set_up_unlocked,
              test_every_tick_is_there,
              fixture_tear_down);
  g_test_add ("/kill/every-tick-outlives-the-power",
              Fixture,
              NULL,
              fixture_set_up_unlocked,
              test_every_tick_outlives_the_power,
              fixture_tear_down);
  g_test_add ("/kill/open-elsewhere-is-refused",
              Fixture,
              NULL,
              fixture_set_up_unlocked,
              test_open_elsewhere_is_refused,
              fixture_tear_down);

  return g_test_run ();
}
