/* test-hq-register.c: sync/hq/ruhu-hq-command-register.c, ruhu-hq-csv.c, ruhu-hq-planner.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "hq-fixture.h"

#include "base/ruhu-clock.h"
#include "ruhu-hq-csv.h"
#include "ruhu-hq-object-table.h"
#include "ruhu-hq-state.h"
#include "ruhu-merge.h"

#define HEADER \
  "person_id,person_name,resident_id,division_code,cert_status,cert_grade,hardship," \
  "last_visit_date\n"
#define P1 "0192f3a0-aa01-7000-8000-000000000001"
#define P2 "0192f3a0-aa01-7000-8000-000000000002"

/* 2026-11-21, noon UTC. */
static gint64
fixed_clock (gpointer data)
{
  return G_GINT64_CONSTANT (1795262400000);
}

static RuhuHqReply *
import (Hq *hq, const char *text)
{
  g_autofree char *path = g_build_filename (hq->dir_path, "r.csv", NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return hq_run (hq, "register", "import", path, NULL);
}

static void
assert_imports (Hq *hq, const char *text, const char *said)
{
  g_autoptr (RuhuHqReply) reply = import (hq, text);

  g_assert_cmpstr (reply->err->str, ==, "");
  g_assert_cmpstr (reply->out->str, ==, said);
}

/* Refused with a message at that place, and nothing is different afterwards. */
static void
assert_refuses (Hq *hq, const char *text, const char *place, const char *why)
{
  g_autoptr (RuhuHqReply) reply = NULL;
  gint64 before = hq_count (hq, "SELECT count(*) FROM change_log");
  gint64 audited = hq_count (hq, "SELECT count(*) FROM audit");
  g_autofree char *start = g_strdup_printf ("%s/r.csv:%s: ", hq->dir_path, place);

  reply = import (hq, text);
  g_assert_cmpint (reply->code, ==, 1);
  g_assert_cmpstr (reply->out->str, ==, "");
  if (!g_str_has_prefix (reply->err->str, start) || strstr (reply->err->str, why) == NULL)
    g_error ("not at %s or not “%s”: %s", place, why, reply->err->str);
  g_assert_cmpint (hq_count (hq, "SELECT count(*) FROM change_log"), ==, before);
  g_assert_cmpint (hq_count (hq, "SELECT count(*) FROM audit"), ==, audited);
}

static char *
get_due (Hq *hq, const char *person)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RuhuHqRows) rows = NULL;
  g_autofree char *task = NULL;
  g_autoptr (RuhuHqObject) object = NULL;
  g_autoptr (JsonObject) state = NULL;

  rows = ruhu_hq_store_query (ruhu_hq_dir_get_store (hq->dir),
                              &error,
                              "SELECT uuid FROM object WHERE kind = 4 AND parent = ?1",
                              "u",
                              person);
  g_assert_no_error (error);
  if (!ruhu_hq_rows_next (rows, &error))
    return NULL;

  task = ruhu_hq_rows_get_uuid (rows, 0);
  object = ruhu_hq_object_load (ruhu_hq_dir_get_store (hq->dir), TOWN, task, &error);
  g_assert_no_error (error);
  state = ruhu_hq_state_parse (object);
  g_assert_cmpstr (ruhu_merge_get_text (state, "form_id"), ==, "ruhu_home_visit");
  return g_strdup (ruhu_merge_get_text (state, "due"));
}

static void
test_rhythm_gives_the_day (Hq *hq, gconstpointer data)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  ruhu_clock_replace (fixed_clock, NULL);
  assert_imports (hq,
                  HEADER P1 ",A,," VILLAGE ",valid,2,dibao,2026-10-01\r\n" P2 ",B,," VILLAGE
                            ",valid,4,margin dibao,\r\n"
                            ",C,," VILLAGE ",cancelled,1,,\r\n",
                  "3 rows: 3 persons added, 0 changed, 2 tasks made\n");
  ruhu_clock_replace (NULL, NULL);
  first = get_due (hq, P1);
  second = get_due (hq, P2);
  g_assert_cmpstr (first, ==, "2026-12-30");
  g_assert_cmpstr (second, ==, "2026-11-21");
}

static void
test_again_changes_only_what_differs (Hq *hq, gconstpointer data)
{
  assert_imports (hq,
                  HEADER P1 ",A,640599195903140014," VILLAGE ",valid,2,dibao margin,\n",
                  "1 rows: 1 persons added, 0 changed, 1 tasks made\n");
  assert_imports (hq,
                  HEADER P1 ",A,640599195903140014," VILLAGE ",valid,2,dibao margin,\n",
                  "1 rows: 0 persons added, 0 changed, 0 tasks made\n");
  g_assert_cmpint (hq_count (hq, "SELECT count(*) FROM change_log"), ==, 2);
  assert_imports (hq,
                  HEADER ",A,640599195903140014," VILLAGE ",expired,2,margin,\n",
                  "1 rows: 0 persons added, 1 changed, 0 tasks made\n");
  g_assert_cmpint (hq_count (hq, "SELECT count(*) FROM object WHERE kind = 1"), ==, 1);
  g_assert_cmpint (hq_count (hq, "SELECT count(*) FROM conflict"), ==, 0);
}

static void
test_malformed_leaves_everything (Hq *hq, gconstpointer data)
{
  const char *good = P1 ",A,," VILLAGE ",valid,2,,\n";
  static const struct {
    const char *row, *place, *why;
  } bad[] = {
    { P2 ",,," VILLAGE ",,,,\n", "3:2", "is empty" },
    { P2 ",B,,99010110120,,,,\n", "3:4", "twelve digits" },
    { "P2,B,," VILLAGE ",,,,\n", "3:1", "is no UUID" },
    { P1 ",B,," VILLAGE ",,,,\n", "3:1", "earlier row" },
    { P2 ",B,," VILLAGE ",,,,2026-02-30\n", "3:8", "is no date" },
    { P2 ",B,," VILLAGE "\n", "3:5", "as many cells" },
    { P2 ",B,640599195903140015," VILLAGE ",,,,\n", "3:3", "one of them is wrong" },
    { P2 ",B,640599590314001," VILLAGE ",,,,\n", "3:3", "15 digits" },
    { P2 ",B,640599195902300016," VILLAGE ",,,,\n", "3:3", "no day" },
    { P2 ",B,6405," VILLAGE ",,,,\n", "3:3", "17 digits" },
    { P2 ",\"B,," VILLAGE ",,,,\n", "3:2", "quotation mark" },
    { P2 ",B\"x,," VILLAGE ",,,,\n", "3:2", "quotation mark" },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autofree char *text = g_strconcat (HEADER, good, bad[i].row, NULL);

    assert_refuses (hq, text, bad[i].place, bad[i].why);
  }
  assert_refuses (hq, "person_name,division_code,shoe_size\n", "1:3", "is no column");
  assert_refuses (hq, "person_name,person_name,division_code\n", "1:2", "is there twice");
  assert_refuses (hq, "person_name,phone\n", "1:1", "must be there");
  assert_refuses (hq,
                  "person_name,division_code,cert_no\nA," VILLAGE ",64059919590314001543\n",
                  "2:3",
                  "identity number");
  assert_refuses (hq,
                  "person_name,division_code,cert_no\nA," VILLAGE ",64059919590314001493\n",
                  "2:3",
                  "category 1 to 7");
  assert_refuses (hq, HEADER, "2:2", "no row");
  assert_refuses (hq, "", "1:1", "is empty");
  assert_refuses (hq, "person_name\xff,division_code\n", "1:1", "not UTF-8");
}

static void
test_move_is_no_import (Hq *hq, gconstpointer data)
{
  assert_imports (hq,
                  HEADER P1 ",A,," VILLAGE ",valid,2,,\n",
                  "1 rows: 1 persons added, 0 changed, 1 tasks made\n");
  assert_refuses (hq,
                  HEADER P2 ",B,," VILLAGE ",,,,\n" P1 ",A,," OTHER_VILLAGE ",valid,2,,\n",
                  "3:4",
                  "a move is a transfer");
}

static void
test_tablet_may_write_what_was_imported (Hq *hq, gconstpointer data)
{
  Tablet tablet;
  g_autoptr (Answer) answer = NULL;

  assert_imports (hq,
                  HEADER P1 ",A,," VILLAGE ",valid,2,,\n",
                  "1 rows: 1 persons added, 0 changed, 1 tasks made\n");
  tablet_init (&tablet, hq, VILLAGE);
  answer = tablet_push (&tablet,
                        "\"id\":\"" P1 "\",\"k\":\"person\",\"div\":\"" VILLAGE
                        "\",\"u\":\"w1\",\"set\":{\"cert_grade\":\"3\"},\"rp\":{\"cert_grade\":"
                        "\"hq-" TOWN ".1\"}");
  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpint (hq_count (hq, "SELECT count(*) FROM conflict"), ==, 0);
  g_assert_cmpint (hq_count (hq, "SELECT count(*) FROM quarantine"), ==, 0);

  /* And whoever imports knew what the tablet had written. */
  assert_imports (hq,
                  HEADER P1 ",A,," VILLAGE ",valid,1,,\n",
                  "1 rows: 0 persons added, 1 changed, 0 tasks made\n");
  g_assert_cmpint (hq_count (hq, "SELECT count(*) FROM conflict"), ==, 0);
  g_free (hq_do (hq, "verify", NULL));
  tablet_clear (&tablet);
}

static void
push_response (Hq *hq, Tablet *tablet, char last, const char *more)
{
  g_autofree char *out = hq_do (hq, "form", "publish", HOME_VISIT, NULL);
  g_auto (GStrv) words = g_strsplit (out, " ", -1);
  g_autofree char *content =
    g_strdup_printf ("\"id\":\"0192f3a0-aa01-7000-8000-00000000000%c\",\"k\":\"response\","
                     "\"div\":\"" VILLAGE "\",\"u\":\"w1\",\"fm\":\"%s\",\"fv\":\"%s\",%s"
                     "\"ans\":{\"visit\":{\"person_id\":\"" P1 "\"}}",
                     last,
                     words[0],
                     words[1],
                     more);
  g_autoptr (Answer) answer = tablet_push (tablet, content);

  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpint (hq_count (hq, "SELECT count(*) FROM quarantine"), ==, 0);
}

/* A day that nobody was at home does not do the task: it moves to the day that the worker chose. */
static void
test_attempt_moves_its_task (Hq *hq, gconstpointer data)
{
  static const char open_tasks[] = "SELECT count(*) FROM object WHERE kind = 4 AND state = 0";
  static const char done_tasks[] = "SELECT count(*) FROM object WHERE kind = 4 AND state = 1";
  Tablet tablet;
  g_autofree char *due = NULL;

  assert_imports (hq,
                  HEADER P1 ",A,," VILLAGE ",valid,2,,\n",
                  "1 rows: 1 persons added, 0 changed, 1 tasks made\n");
  tablet_init (&tablet, hq, VILLAGE);
  push_response (hq, &tablet, 'a', "\"next\":\"2031-05-06\",");
  due = get_due (hq, P1);
  g_assert_cmpstr (due, ==, "2031-05-06");
  g_assert_cmpint (hq_count (hq, open_tasks), ==, 1);
  g_assert_cmpint (hq_count (hq, done_tasks), ==, 0);

  push_response (hq, &tablet, 'b', "");
  g_assert_cmpint (hq_count (hq, done_tasks), ==, 1);
  tablet_clear (&tablet);
}

static void
test_quoted_cells (void)
{
  const char *text = "a,b\r\n\"x, \"\"y\"\"\nz\",\r\n,2";
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (GError) error = NULL;
  g_autoptr (RuhuHqCsv) csv = ruhu_hq_csv_parse (bytes, "t.csv", &error);

  g_assert_no_error (error);
  g_assert_cmpuint (ruhu_hq_csv_get_n_rows (csv), ==, 2);
  g_assert_cmpstr (ruhu_hq_csv_get (csv, 0, "a"), ==, "x, \"y\"\nz");
  g_assert_cmpstr (ruhu_hq_csv_get (csv, 0, "b"), ==, "");
  g_assert_cmpstr (ruhu_hq_csv_get (csv, 1, "b"), ==, "2");
  g_assert_cmpstr (ruhu_hq_csv_get (csv, 1, "none"), ==, "");
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    void (*run) (Hq *hq, gconstpointer data);
  } tests[] = {
    { "rhythm-gives-the-day", test_rhythm_gives_the_day },
    { "again-changes-only-what-differs", test_again_changes_only_what_differs },
    { "malformed-leaves-everything", test_malformed_leaves_everything },
    { "move-is-no-import", test_move_is_no_import },
    { "tablet-may-write-what-was-imported", test_tablet_may_write_what_was_imported },
    { "attempt-moves-its-task", test_attempt_moves_its_task },
  };

  guint i;

  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/hq-register/quoted-cells", test_quoted_cells);
  for (i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/hq-register/", tests[i].name, NULL);

    g_test_add (path, Hq, NULL, hq_set_up, tests[i].run, hq_tear_down);
  }
  return g_test_run ();
}
