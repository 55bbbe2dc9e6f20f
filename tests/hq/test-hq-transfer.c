/* test-hq-transfer.c: sync/hq/ruhu-hq-transfer.c: persons who move between townships
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "hq-fixture.h"

#include "ruhu-merge.h"
#include "ruhu-pull.h"
#include "ruhu-wire-json.h"

#include <string.h>

#define NEW_TOWN "990101102"
#define NEW_VILLAGE "990101102201"
#define ID "0192f3a0-aa01-7000-8000-00000000000"
#define P ID "1"
#define NEED ID "2"
#define DONE ID "3"
#define HEAD(id, k, div) "\"id\":\"" id "\",\"k\":\"" k "\",\"div\":\"" div "\",\"u\":\"w1\","
#define TRANSFER(id, div, to) HEAD (id, "transfer", div) "\"person\":\"" P "\",\"to\":\"" to "\""

typedef struct {
  Hq hq;
  Tablet giver, receiver, old_village, new_village;
} Fixture;

static void
push_well (Tablet *tablet, const char *content)
{
  g_autoptr (Answer) answer = tablet_push (tablet, content);

  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpuint (json_array_get_length (ruhu_json_get_array (answer->json, "res")), ==, 0);
}

static const char *
push_held (Tablet *tablet, const char *content)
{
  g_autoptr (Answer) answer = tablet_push (tablet, content);
  JsonArray *res = ruhu_json_get_array (answer->json, "res");

  g_assert_cmpuint (json_array_get_length (res), ==, 1);
  return g_intern_string (ruhu_json_get_string (json_array_get_object_element (res, 0), "code"));
}

static void
set_up (Fixture *f, gconstpointer data)
{
  hq_set_up (&f->hq, NULL);
  tablet_init (&f->giver, &f->hq, TOWN);
  tablet_init (&f->receiver, &f->hq, NEW_TOWN);
  tablet_init (&f->old_village, &f->hq, VILLAGE);
  tablet_init (&f->new_village, &f->hq, NEW_VILLAGE);
  push_well (&f->old_village,
             HEAD (P, "person", VILLAGE) "\"set\":{\"person_name\":\"Mover\",\"phone\":\"1\"}");
  push_well (&f->giver,
             HEAD (NEED, "need", VILLAGE) "\"set\":{\"person_id\":\"" P "\",\"item\":\"ramp\"}");
  push_well (&f->giver,
             HEAD (DONE, "need", VILLAGE) "\"set\":{\"person_id\":\"" P "\",\"item\":\"rail\"}");
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  tablet_clear (&f->giver);
  tablet_clear (&f->receiver);
  tablet_clear (&f->old_village);
  tablet_clear (&f->new_village);
  hq_tear_down (&f->hq, NULL);
}

/* All that @tablet gets from @cursor on; @cursor moves along. */
static RuhuPullPage *
pull (Tablet *tablet, char **cursor)
{
  g_autoptr (Answer) answer = tablet_pull (tablet, *cursor, 1024 * 1024);
  RuhuPullPage *page = ruhu_pull_page_parse (answer->bytes);

  g_assert_nonnull (page);
  g_free (*cursor);
  *cursor = g_strdup (ruhu_pull_page_get_cursor (page));
  return page;
}

static guint
count (RuhuPullPage *page, RuhuPulledType type)
{
  guint i, n = 0;

  for (i = 0; i < ruhu_pull_page_get_n_lines (page); i++)
    n += ruhu_pull_page_get_line (page, i)->type == type;
  return n;
}

static gboolean
knows (Tablet *tablet, const char *words)
{
  g_autoptr (Answer) answer = tablet_pull (tablet, "", 1024 * 1024);
  gsize length;
  const char *text = g_bytes_get_data (answer->bytes, &length);

  return g_strstr_len (text, (gssize) length, words) != NULL;
}

static gint64
count_at (Fixture *f, const char *town)
{
  g_autofree char *sql =
    g_strdup_printf ("SELECT count(*) FROM object WHERE town = '%s' AND kind IN (1, 3)", town);

  return hq_count (&f->hq, sql);
}

static void
assert_verified (Fixture *f)
{
  g_free (hq_do (&f->hq, "verify", NULL));
}

static void
test_giver_sends_person_and_needs (Fixture *f, gconstpointer data)
{
  g_autofree char *old = g_strdup (""), *new = g_strdup ("");
  g_autoptr (RuhuPullPage) before = pull (&f->old_village, &old);
  g_autoptr (RuhuPullPage) none = pull (&f->new_village, &new);
  g_autoptr (RuhuPullPage) left = NULL;
  g_autoptr (RuhuPullPage) came = NULL;

  g_assert_cmpuint (count (before, RUHU_PULLED_OBJECT), ==, 3);
  g_assert_cmpuint (count (none, RUHU_PULLED_OBJECT), ==, 0);
  push_well (&f->giver, TRANSFER (ID "9", VILLAGE, NEW_VILLAGE));
  g_assert_cmpint (count_at (f, TOWN), ==, 0);
  g_assert_cmpint (count_at (f, NEW_TOWN), ==, 3);

  left = pull (&f->old_village, &old);
  g_assert_cmpuint (count (left, RUHU_PULLED_OUT), ==, 3);
  came = pull (&f->new_village, &new);
  g_assert_cmpuint (count (came, RUHU_PULLED_OBJECT), ==, 3);
  g_assert_false (knows (&f->old_village, "Mover"));
  g_assert_false (knows (&f->giver, "Mover"));
  g_assert_true (knows (&f->new_village, "Mover"));
  g_assert_true (knows (&f->receiver, "Mover"));
  assert_verified (f);
}

static void
test_receiver_fetches (Fixture *f, gconstpointer data)
{
  push_well (&f->receiver, TRANSFER (ID "9", NEW_VILLAGE, NEW_VILLAGE));
  g_assert_cmpint (count_at (f, NEW_TOWN), ==, 3);
  g_assert_true (knows (&f->new_village, "Mover"));
  g_assert_false (knows (&f->old_village, "Mover"));
  assert_verified (f);
}

/* Within a township: the one village loses, the other gets, the township sees no gap. */
static void
test_between_villages (Fixture *f, gconstpointer data)
{
  Tablet other;
  g_autofree char *cursor = g_strdup (""), *old = g_strdup ("");
  g_autoptr (RuhuPullPage) before G_GNUC_UNUSED = pull (&f->giver, &cursor);
  g_autoptr (RuhuPullPage) old_before G_GNUC_UNUSED = pull (&f->old_village, &old);
  g_autoptr (RuhuPullPage) after = NULL;
  g_autoptr (RuhuPullPage) left = NULL;

  tablet_init (&other, &f->hq, OTHER_VILLAGE);
  push_well (&f->giver, TRANSFER (ID "9", VILLAGE, OTHER_VILLAGE));
  after = pull (&f->giver, &cursor);
  g_assert_cmpuint (count (after, RUHU_PULLED_OUT), ==, 0);
  g_assert_cmpuint (count (after, RUHU_PULLED_OBJECT), ==, 3);
  left = pull (&f->old_village, &old);
  g_assert_cmpuint (count (left, RUHU_PULLED_OUT), ==, 3);
  g_assert_true (knows (&other, "Mover"));
  g_assert_false (knows (&f->old_village, "Mover"));
  assert_verified (f);
  tablet_clear (&other);
}

/* The old village had no signal: what it wrote meanwhile reaches the person where they are now. */
static void
test_late_edit_follows (Fixture *f, gconstpointer data)
{
  push_well (&f->giver, TRANSFER (ID "9", VILLAGE, NEW_VILLAGE));
  push_well (&f->old_village,
             HEAD (P,
                   "person",
                   VILLAGE) "\"set\":{\"phone\":\"222\"},\"rp\":{\"phone\":\"self.1\"}");
  g_assert_true (knows (&f->new_village, "\"222\""));
  g_assert_false (knows (&f->old_village, "\"222\""));
  g_assert_cmpint (count_at (f, TOWN), ==, 0);
  g_assert_cmpint (hq_count (&f->hq, "SELECT count(*) FROM change_log WHERE flags & 8"), ==, 1);

  push_well (&f->receiver, TRANSFER (ID "8", NEW_VILLAGE, "990101102202"));
  push_well (&f->old_village, HEAD (P, "person", VILLAGE) "\"set\":{\"phone\":\"333\"}");
  g_assert_false (knows (&f->new_village, "\"333\""));
  g_assert_true (knows (&f->receiver, "\"333\""));
  assert_verified (f);
}

static void
test_there_and_back (Fixture *f, gconstpointer data)
{
  push_well (&f->giver, TRANSFER (ID "9", VILLAGE, NEW_VILLAGE));
  push_well (&f->giver, TRANSFER (ID "8", VILLAGE, VILLAGE)); /* takes her back */
  g_assert_cmpint (count_at (f, TOWN), ==, 3);
  g_assert_cmpint (count_at (f, NEW_TOWN), ==, 0);
  g_assert_true (knows (&f->old_village, "Mover"));
  g_assert_false (knows (&f->new_village, "Mover"));
  push_well (&f->old_village, HEAD (P, "person", VILLAGE) "\"set\":{\"phone\":\"222\"}");
  g_assert_true (knows (&f->old_village, "\"222\""));
  assert_verified (f);
}

/* An open conflict goes along; the old scope is told that it is over. */
static void
test_conflict_goes_along (Fixture *f, gconstpointer data)
{
  g_autofree char *old = g_strdup (""), *new = g_strdup ("");
  g_autoptr (RuhuPullPage) first = NULL;
  g_autoptr (RuhuPullPage) left = NULL;
  g_autoptr (RuhuPullPage) came = NULL;

  push_well (&f->giver, HEAD (P, "person", VILLAGE) "\"set\":{\"phone\":\"2\"}");
  first = pull (&f->old_village, &old);
  g_assert_cmpuint (count (first, RUHU_PULLED_CONFLICT), ==, 1);
  push_well (&f->giver, TRANSFER (ID "9", VILLAGE, NEW_VILLAGE));
  left = pull (&f->old_village, &old);
  g_assert_cmpuint (count (left, RUHU_PULLED_CONFLICT), ==, 1);
  g_assert_cmpint (hq_count (&f->hq,
                             "SELECT count(*) FROM conflict WHERE state = 0 AND town = '" NEW_TOWN
                             "'"),
                   ==,
                   1);
  g_assert_cmpint (hq_count (&f->hq, "SELECT count(*) FROM conflict WHERE state = 0"), ==, 1);
  came = pull (&f->new_village, &new);
  g_assert_cmpuint (count (came, RUHU_PULLED_CONFLICT), ==, 1);
  assert_verified (f);
}

static void
test_who_may_not (Fixture *f, gconstpointer data)
{
  Tablet third;

  tablet_init (&third, &f->hq, "990101103");
  g_assert_cmpstr (push_held (&f->old_village, TRANSFER (ID "9", VILLAGE, NEW_VILLAGE)),
                   ==,
                   "POLICY");
  g_assert_cmpstr (push_held (&third, TRANSFER (ID "9", "990101103201", NEW_VILLAGE)), ==, "SCOPE");
  g_assert_cmpstr (push_held (&f->giver, TRANSFER (ID "9", VILLAGE, NEW_TOWN)), ==, "SCHEMA");
  g_assert_cmpstr (push_held (&f->giver,
                              HEAD (ID "9", "transfer", VILLAGE) "\"person\":\"" ID
                                                                 "7\",\"to\":\"" NEW_VILLAGE "\""),
                   ==,
                   "SCHEMA");
  push_well (&f->giver, TRANSFER (ID "9", VILLAGE, NEW_VILLAGE));
  g_assert_cmpstr (push_held (&f->giver, TRANSFER (ID "9", VILLAGE, VILLAGE)), ==, "FINALIZED");
  g_assert_cmpint (count_at (f, NEW_TOWN), ==, 3);
  assert_verified (f);
  tablet_clear (&third);
}

static void
test_older_store_is_upgraded (Fixture *f, gconstpointer data)
{
  hq_stop (&f->hq);
  hq_downgrade_stopped (&f->hq, 6);
  hq_start (&f->hq);
  push_well (&f->giver, TRANSFER (ID "9", VILLAGE, NEW_VILLAGE));
  g_assert_cmpint (count_at (f, NEW_TOWN), ==, 3);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    void (*run) (Fixture *f, gconstpointer data);
  } tests[] = {
    { "giver-sends-person-and-needs", test_giver_sends_person_and_needs },
    { "receiver-fetches", test_receiver_fetches },
    { "between-villages", test_between_villages },
    { "late-edit-follows", test_late_edit_follows },
    { "there-and-back", test_there_and_back },
    { "conflict-goes-along", test_conflict_goes_along },
    { "who-may-not", test_who_may_not },
    { "older-store-is-upgraded", test_older_store_is_upgraded },
  };
  guint i;

  g_test_init (&argc, &argv, NULL);
  for (i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/hq-transfer/", tests[i].name, NULL);

    g_test_add (path, Fixture, NULL, set_up, tests[i].run, tear_down);
  }
  return g_test_run ();
}
