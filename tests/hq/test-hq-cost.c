/* test-hq-cost.c: what a push costs does not grow with what HQ holds
 *
 * Counted in steps of SQLite's machine, which are the same on every machine and however busy it is.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "hq-fixture.h"

#include <sqlite3.h>

#define VILLAGE "990101101201"
#define ID "0192f3a0-aa01-7000-8000-"
#define GRAIN 10 /* steps */

static guint ticks;

static int
count_cb (void *data)
{
  ticks++;
  return 0;
}

/* Called for each store that is opened. */
static int
watch (sqlite3 *db, char **message, const struct sqlite3_api_routines *api)
{
  sqlite3_progress_handler (db, GRAIN, count_cb, NULL);
  return SQLITE_OK;
}

typedef struct {
  Hq hq;
  Tablet tablet;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autofree char *form = ruhu_test_data ("visit.xml");

  hq_set_up (&f->hq, NULL);
  g_free (hq_do (&f->hq, "form", "publish", form, NULL));
  tablet_init (&f->tablet, &f->hq, VILLAGE);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  tablet_clear (&f->tablet);
  hq_tear_down (&f->hq, NULL);
}

/* A person, with number @i in the kind's place, and a need and a task of theirs. */
static void
add_person (Fixture *f, GPtrArray *lines, guint i)
{
  g_autofree char *person =
    g_strdup_printf ("\"id\":\"" ID "1%011x\",\"k\":\"person\",\"div\":\"" VILLAGE
                     "\",\"u\":\"w1\",\"set\":{"
                     "\"person_name\":\"n\",\"resident_id\":\"%018u\"}",
                     i,
                     i);
  g_autofree char *need =
    g_strdup_printf ("\"id\":\"" ID "2%011x\",\"k\":\"need\",\"div\":\"" VILLAGE
                     "\",\"u\":\"w1\",\"set\":{"
                     "\"person_id\":\"" ID "1%011x\"}",
                     i,
                     i);
  g_autofree char *task =
    g_strdup_printf ("\"id\":\"" ID "3%011x\",\"k\":\"task\",\"div\":\"" VILLAGE
                     "\",\"u\":\"w1\",\"set\":{"
                     "\"person_id\":\"" ID "1%011x\",\"form_id\":\"visit\",\"reason\":\"rhythm\","
                     "\"due\":\"2026-11-30\",\"state\":\"open\"}",
                     i,
                     i);

  g_ptr_array_add (lines, tablet_make_line (&f->tablet, person));
  g_ptr_array_add (lines, tablet_make_line (&f->tablet, need));
  g_ptr_array_add (lines, tablet_make_line (&f->tablet, task));
}

static void
fill (Fixture *f, guint from, guint upto)
{
  while (from < upto) {
    g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
    guint64 first = f->tablet.seq + 1;
    g_autoptr (GBytes) body = NULL;
    g_autoptr (Answer) answer = NULL;

    for (; from < upto && lines->len < 300; from++)
      add_person (f, lines, from);
    body = tablet_make_push (&f->tablet, first, lines);
    answer = tablet_push_body (&f->tablet, body);
    g_assert_cmpuint (answer->status, ==, 200);
  }
}

static guint
push_counted (Fixture *f, const char *content)
{
  guint before = ticks;
  g_autoptr (Answer) answer = tablet_push (&f->tablet, content);

  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (answer->json, "res")),
                    ==,
                    0);
  return ticks - before;
}

/* The visit of one person closes the task and plans another. */
static guint
push_visit (Fixture *f, guint person)
{
  g_autofree char *content =
    g_strdup_printf ("\"id\":\"" ID "4%011x\",\"k\":\"response\",\"div\":\"" VILLAGE
                     "\",\"u\":\"w1\","
                     "\"fm\":\"visit\",\"fv\":\"1\",\"ans\":{\"visit\":{\"person_id\":\"" ID
                     "1%011x\"}}",
                     person,
                     person);

  return push_counted (f, content);
}

static guint
push_edit (Fixture *f, guint person, const char *phone)
{
  g_autofree char *content =
    g_strdup_printf ("\"id\":\"" ID "1%011x\",\"k\":\"person\",\"div\":\"" VILLAGE
                     "\",\"u\":\"w1\",\"set\":{"
                     "\"phone\":\"%s\"}",
                     person,
                     phone);

  return push_counted (f, content);
}

static void
test_push_costs_the_same_in_a_large_township (Fixture *f, gconstpointer data)
{
  guint visit, edit, later_visit, later_edit;

  fill (f, 0, 50);
  push_visit (f, 0); /* once beforehand: statements are compiled */
  push_edit (f, 0, "1");
  visit = push_visit (f, 1);
  edit = push_edit (f, 1, "1");
  fill (f, 50, 1500);
  later_visit = push_visit (f, 2);
  later_edit = push_edit (f, 2, "1");

  g_test_message ("of 50 persons: visit %u, edit %u; of 1,500: %u, %u (times %d steps)",
                  visit,
                  edit,
                  later_visit,
                  later_edit,
                  GRAIN);
  g_assert_cmpuint (visit, >, 0);
  g_assert_cmpuint (later_visit, <, visit + visit / 2);
  g_assert_cmpuint (later_edit, <, edit + edit / 2 + 5);
}

int
main (int argc, char **argv)
{
  sqlite3_auto_extension ((void (*) (void)) watch);
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/hq-cost/push-costs-the-same-in-a-large-township",
              Fixture,
              NULL,
              set_up,
              test_push_costs_the_same_in_a_large_township,
              tear_down);

  return g_test_run ();
}
