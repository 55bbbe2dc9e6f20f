/* test-hq-correction.c: sync/hq/ruhu-hq-correction.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "hq-fixture.h"

#include "base/ruhu-clock.h"
#include "base/ruhu-json.h"
#include "ruhu-hq-night.h"
#include "ruhu-hq-object-table.h"

#define P1 "0192f3a0-aa01-7000-8000-000000000001"
#define UUID(last) "0192f3a0-aa01-7000-8000-00000000000" last
#define A UUID ("a")
#define B UUID ("b")
#define C UUID ("c")
#define D UUID ("d")

#define COUNTING "SELECT count(*) FROM object WHERE kind = 6 AND replaced_by IS NULL"
#define OPEN_CONFLICTS "SELECT count(*) FROM conflict WHERE path = 'replaces' AND state = 0"

typedef struct {
  Hq hq;
  Tablet tablet;
  char *form;
  char *version;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autofree char *out = NULL;
  g_auto (GStrv) words = NULL;

  hq_set_up (&f->hq, NULL);
  out = hq_do (&f->hq, "form", "publish", HOME_VISIT, NULL);
  words = g_strsplit (out, " ", -1);
  f->form = g_strdup (words[0]);
  f->version = g_strdup (words[1]);
  tablet_init (&f->tablet, &f->hq, TOWN);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  tablet_clear (&f->tablet);
  hq_tear_down (&f->hq, NULL);
  g_free (f->form);
  g_free (f->version);
}

static void
push_line (Fixture *f, Tablet *tablet, const char *content)
{
  g_autoptr (Answer) answer = tablet_push (tablet, content);

  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpint (hq_count (&f->hq, "SELECT count(*) FROM quarantine"), ==, 0);
}

/* @replaced: or NULL */
static void
push_in (Fixture *f, Tablet *tablet, const char *division, const char *id, const char *replaced)
{
  g_autofree char *replaces =
    replaced != NULL ? g_strdup_printf ("\"replaces\":\"%s\",", replaced) : g_strdup ("");
  g_autofree char *content =
    g_strdup_printf ("\"id\":\"%s\",\"k\":\"response\",\"div\":\"%s\",\"u\":\"w1\",\"fm\":\"%s\","
                     "\"fv\":\"%s\",%s\"ans\":{\"visit\":{\"person_id\":\"" P1 "\"}}",
                     id,
                     division,
                     f->form,
                     f->version,
                     replaces);

  push_line (f, tablet, content);
}

static void
push (Fixture *f, const char *id, const char *replaced)
{
  push_in (f, &f->tablet, VILLAGE, id, replaced);
}

static void
decide (Fixture *f, const char *id, const char *outcome)
{
  g_autofree char *content = g_strdup_printf (
    "\"id\":\"" UUID (
      "9") "\",\"k\":\"decision\",\"div\":\"" VILLAGE "\",\"u\":\"w9\","
           "\"response\":\"%s\",\"outcome\":\"%s\",\"level\":\"township\",\"reason\":\"r\"",
    id,
    outcome);

  push_line (f, &f->tablet, content);
}

/* @counts: what counts in the place of @id; NULL where that does so itself */
static void
assert_replaced (Fixture *f, const char *id, const char *counts)
{
  RuhuHqStore *store = ruhu_hq_dir_get_store (f->hq.dir);
  g_autoptr (GError) error = NULL;
  g_autoptr (RuhuHqObject) object = ruhu_hq_object_load (store, TOWN, id, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (object->replaced_by, ==, counts);
}

static void
assert_verified (Fixture *f)
{
  g_autoptr (RuhuHqReply) reply = hq_run (&f->hq, "verify", NULL);

  g_assert_cmpstr (reply->err->str, ==, "");
  g_assert_cmpint (reply->code, ==, 0);
}

static gint64
count_in_report (Fixture *f, const char *member)
{
  g_autoptr (GDateTime) now = ruhu_clock_local ();
  g_autofree char *day = g_date_time_format (now, "%Y-%m-%d");
  g_autoptr (JsonObject) night =
    ruhu_hq_night_make (ruhu_hq_dir_get_store (f->hq.dir), "", day, ruhu_clock_now (), NULL);

  g_assert_nonnull (night);
  return json_object_get_int_member (ruhu_json_get_object (night, "totals"), member);
}

static void
test_counts_once (Fixture *f, gconstpointer data)
{
  push (f, A, NULL);
  push (f, D, NULL);
  g_assert_cmpint (count_in_report (f, "received"), ==, 2);
  push (f, B, A);
  g_assert_cmpint (count_in_report (f, "received"), ==, 2);
  g_assert_cmpint (count_in_report (f, "backlog"), ==, 2);
  push (f, C, B);
  g_assert_cmpint (count_in_report (f, "received"), ==, 2);
  g_assert_cmpint (hq_count (&f->hq, "SELECT count(*) FROM object WHERE kind = 6"), ==, 4);
  assert_replaced (f, A, C);
  assert_replaced (f, B, C);
  assert_replaced (f, C, NULL);
  assert_replaced (f, D, NULL);
  g_assert_cmpint (hq_count (&f->hq, OPEN_CONFLICTS), ==, 0);
  assert_verified (f);
}

/* Whoever counts the lines of an export sees which of them count. */
static void
test_export_tells_what_counts (Fixture *f, gconstpointer data)
{
  g_autoptr (GDateTime) now = ruhu_clock_local ();
  g_autofree char *day = g_date_time_format (now, "%Y-%m-%d");
  g_autoptr (RuhuHqReply) reply = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  GBytes *bytes;

  push (f, A, NULL);
  push (f, B, A);
  reply = hq_run (&f->hq, "export", "responses", "--period", day, "-o", "all.ndjson", NULL);
  g_assert_cmpint (reply->code, ==, 0);
  bytes = ((RuhuHqFile *) reply->files->pdata[0])->bytes;
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  lines = g_strsplit (text, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 3);
  g_assert_nonnull (strstr (lines[0], "\"replaced_by\":\"" B "\""));
  g_assert_null (strstr (lines[1], "replaced_by"));
}

/* From another tablet, or out of quarantine: the links are the same in the end. */
static void
test_may_come_first (Fixture *f, gconstpointer data)
{
  push (f, B, A);
  push (f, C, B);
  assert_replaced (f, B, C);
  push (f, A, NULL);
  assert_replaced (f, A, C);
  assert_replaced (f, B, C);
  assert_replaced (f, C, NULL);
  assert_verified (f);
}

static void
test_two_are_a_conflict (Fixture *f, gconstpointer data)
{
  Tablet other;

  tablet_init (&other, &f->hq, TOWN);
  push (f, A, NULL);
  push (f, B, A);
  push_in (f, &other, VILLAGE, C, A);
  g_assert_cmpint (hq_count (&f->hq, OPEN_CONFLICTS), ==, 1);
  g_assert_cmpint (hq_count (&f->hq, COUNTING), ==, 1);
  assert_replaced (f, A, C);
  assert_replaced (f, B, C);
  assert_verified (f);

  /* What is found void does not count, and nobody needs to be asked any more. */
  decide (f, C, "void");
  g_assert_cmpint (hq_count (&f->hq, OPEN_CONFLICTS), ==, 0);
  assert_replaced (f, A, B);
  assert_replaced (f, B, NULL);
  assert_verified (f);
  tablet_clear (&other);
}

static gint64
get_said_time (gpointer data)
{
  return *(gint64 *) data;
}

/* By a tablet whose clock is behind: it has seen what it corrects. */
static void
test_slow_clock_corrects_all_the_same (Fixture *f, gconstpointer data)
{
  gint64 yesterday = ruhu_clock_now () - 24 * 60 * 60 * 1000;
  Tablet other;

  tablet_init (&other, &f->hq, TOWN);
  push (f, A, NULL);
  ruhu_clock_replace (get_said_time, &yesterday);
  push_in (f, &other, VILLAGE, B, A);
  ruhu_clock_replace (NULL, NULL);
  g_assert_cmpint (
    hq_count (&f->hq,
              "SELECT count(*) FROM object n JOIN object o ON n.replaces = o.uuid WHERE"
              " n.eff > o.eff"),
    ==,
    1);
  assert_replaced (f, A, B);
  assert_verified (f);
  tablet_clear (&other);
}

static void
test_void_one_gives_the_place_back (Fixture *f, gconstpointer data)
{
  push (f, A, NULL);
  push (f, B, A);
  assert_replaced (f, A, B);
  decide (f, B, "void");
  assert_replaced (f, A, NULL);
  assert_verified (f);
}

/* Nobody takes another village's response out of the count by naming it. */
static void
test_of_another_village_replaces_nothing (Fixture *f, gconstpointer data)
{
  push (f, A, NULL);
  push_in (f, &f->tablet, OTHER_VILLAGE, B, A);
  assert_replaced (f, A, NULL);
  assert_replaced (f, B, NULL);
  g_assert_cmpint (hq_count (&f->hq, COUNTING), ==, 2);
  assert_verified (f);
}

static void
test_ring_counts_once (Fixture *f, gconstpointer data)
{
  push (f, A, C);
  push (f, B, A);
  push (f, C, B);
  push (f, D, D);
  g_assert_cmpint (hq_count (&f->hq, COUNTING), ==, 2);
  assert_replaced (f, A, C);
  assert_replaced (f, D, NULL);
  assert_verified (f);
}

/* The planned visit is another one, and is not done by it. */
static void
test_does_no_planned_visit (Fixture *f, gconstpointer data)
{
  static const char done[] = "SELECT count(*) FROM object WHERE kind = 4 AND state = 1";
  g_autofree char *path = g_build_filename (f->hq.dir_path, "people.csv", NULL);
  g_autofree char *out = NULL;

  g_assert_true (
    g_file_set_contents (path,
                         "person_id,person_name,division_code,cert_status,cert_grade\n" P1
                         ",A," VILLAGE ",valid,2\n",
                         -1,
                         NULL));
  out = hq_do (&f->hq, "register", "import", path, NULL);
  push (f, A, NULL);
  g_assert_cmpint (hq_count (&f->hq, done), ==, 1);
  push (f, B, A);
  g_assert_cmpint (hq_count (&f->hq, done), ==, 1);
}

static void
test_altered_link_is_noticed (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuHqReply) reply = NULL;

  push (f, A, NULL);
  push (f, B, A);
  hq_execute (&f->hq, "UPDATE object SET replaced_by = NULL");
  reply = hq_run (&f->hq, "verify", NULL);
  g_assert_cmpint (reply->code, ==, 1);
  g_assert_nonnull (strstr (reply->err->str, A " is not what the log makes it"));
}

/* An HQ of the second schema, with a correction in it. */
static void
test_older_store_is_linked (Fixture *f, gconstpointer data)
{
  push (f, A, NULL);
  push (f, B, A);
  hq_stop (&f->hq);
  hq_downgrade_stopped (&f->hq, 2);
  hq_start (&f->hq);
  assert_replaced (f, A, B);
  assert_verified (f);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    void (*run) (Fixture *f, gconstpointer data);
  } tests[] = {
    { "counts-once", test_counts_once },
    { "export-tells-what-counts", test_export_tells_what_counts },
    { "may-come-first", test_may_come_first },
    { "two-are-a-conflict", test_two_are_a_conflict },
    { "slow-clock-corrects-all-the-same", test_slow_clock_corrects_all_the_same },
    { "void-one-gives-the-place-back", test_void_one_gives_the_place_back },
    { "of-another-village-replaces-nothing", test_of_another_village_replaces_nothing },
    { "ring-counts-once", test_ring_counts_once },
    { "does-no-planned-visit", test_does_no_planned_visit },
    { "altered-link-is-noticed", test_altered_link_is_noticed },
    { "older-store-is-linked", test_older_store_is_linked },
  };
  guint i;

  g_test_init (&argc, &argv, NULL);
  for (i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/hq-correction/", tests[i].name, NULL);

    g_test_add (path, Fixture, NULL, set_up, tests[i].run, tear_down);
  }
  return g_test_run ();
}
