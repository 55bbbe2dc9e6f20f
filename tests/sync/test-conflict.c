/* test-conflict.c: two write differently; a tablet and a real HQ until somebody has chosen
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cases/ruhu-conflict-list.h"
#include "client-fixture.h"
#include "ruhu-merge.h"
#include "ruhu-wire-json.h"

#include <string.h>

#define P "0192f3a0-aa01-7000-8000-000000000001"
#define PERSON(set) \
  "\"id\":\"" P "\",\"k\":\"person\",\"div\":\"" VILLAGE "\",\"u\":\"other\",\"set\":{" set "}"
#define OPEN "SELECT count(*) FROM conflict WHERE state = 0"

typedef struct {
  Client c;
  Tablet other;
  RuhuConflictList *list;
} Fixture;

static void
push_well (Tablet *tablet, const char *content)
{
  g_autoptr (Answer) answer = tablet_push (tablet, content);

  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpuint (json_array_get_length (ruhu_json_get_array (answer->json, "res")), ==, 0);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  client_set_up (&f->c, NULL);
  tablet_init (&f->other, &f->c.hq, TOWN);
  f->list = ruhu_conflict_list_new (f->c.objects);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_assert_finalize_object (f->list);
  tablet_clear (&f->other);
  client_tear_down (&f->c, NULL);
}

static void
append (Fixture *f, const char *members)
{
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_outbox_append_async (f->c.store, "person", P, VILLAGE, members, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  ruhu_outbox_append_finish (f->c.store, result, &error);
  g_assert_no_error (error);
}

static void
sync_and_load (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  client_sync (&f->c, &error);
  g_assert_no_error (error);
  ruhu_conflict_list_load_async (f->list, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  ruhu_conflict_list_load_finish (f->list, result, &error);
  g_assert_no_error (error);
}

static guint
count (Fixture *f)
{
  return g_list_model_get_n_items (G_LIST_MODEL (f->list));
}

static RuhuConflict *
get (Fixture *f)
{
  g_assert_cmpuint (count (f), ==, 1);
  return g_list_model_get_item (G_LIST_MODEL (f->list), 0);
}

static void
choose (Fixture *f, RuhuConflict *conflict, guint value)
{
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_conflict_list_choose_async (f->list, conflict, value, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  ruhu_conflict_list_choose_finish (f->list, result, &error);
  g_assert_no_error (error);
}

/* What the register on the tablet has in that field. */
static char *
get_field (Fixture *f, const char *field)
{
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) objects = NULL;
  g_autoptr (JsonObject) state = NULL;
  RuhuObject *person;

  ruhu_object_store_load_async (f->c.objects, RUHU_OBJECT_PERSON, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  objects = ruhu_object_store_load_finish (f->c.objects, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (objects->len, ==, 1);
  person = objects->pdata[0];
  state = ruhu_wire_json_parse_deep (person->body, strlen (person->body), 64, NULL);
  return g_strdup (ruhu_merge_get_text (state, field));
}

/* The tablet without signal, and the township: two telephones. */
static void
write_both (Fixture *f)
{
  push_well (&f->other, PERSON ("\"phone\":\"222\",\"person_name\":\"Both\""));
  append (f, "{\"set\":{\"phone\":\"111\"}}");
  sync_and_load (f);
}

static void
test_both_are_shown_with_who_and_when (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuConflict) conflict = NULL;
  const RuhuConflictValue *first, *second;

  write_both (f);
  conflict = get (f);
  g_assert_cmpstr (ruhu_conflict_get_path (conflict), ==, "phone");
  g_assert_cmpstr (ruhu_conflict_get_object_id (conflict), ==, P);
  g_assert_cmpuint (ruhu_conflict_get_n_values (conflict), ==, 2);
  first = ruhu_conflict_get_value (conflict, 0);
  second = ruhu_conflict_get_value (conflict, 1);
  g_assert_cmpstr (first->text, ==, "111");
  g_assert_cmpstr (first->user, ==, f->c.user);
  g_assert_cmpstr (second->text, ==, "222");
  g_assert_cmpstr (second->user, ==, "other");
  g_assert_cmpint (first->at, >, g_get_real_time () / 1000 - 3600 * 1000);
}

static void
test_choosing_settles_it_everywhere (Fixture *f, gconstpointer data)
{
  guint i;

  for (i = 0; i < 2; i++) {
    g_autoptr (RuhuConflict) conflict = NULL;
    g_autofree char *phone = NULL;
    g_autofree char *wanted = NULL;

    push_well (&f->other, PERSON ("\"phone\":\"222\""));
    append (f, "{\"set\":{\"phone\":\"111\"}}");
    sync_and_load (f);
    conflict = get (f);
    wanted = g_strdup (ruhu_conflict_get_value (conflict, i)->text);
    choose (f, conflict, i);
    g_assert_cmpuint (count (f), ==, 0);

    sync_and_load (f);
    g_assert_cmpuint (count (f), ==, 0);
    g_assert_cmpint (hq_count (&f->c.hq, OPEN), ==, 0);
    phone = get_field (f, "phone");
    g_assert_cmpstr (phone, ==, wanted);
  }
  g_free (hq_do (&f->c.hq, "verify", NULL));
}

/* While nobody has chosen, nothing is overwritten: both are there, also after a restart. */
static void
test_it_waits_as_long_as_it_takes (Fixture *f, gconstpointer data)
{
  write_both (f);
  sync_and_load (f);
  g_assert_cmpuint (count (f), ==, 1);
  hq_restart (&f->c.hq);
  link_set_target (f->c.link, f->c.hq.url);
  sync_and_load (f);
  g_assert_cmpuint (count (f), ==, 1);
  g_assert_cmpint (hq_count (&f->c.hq, OPEN), ==, 1);
}

static void
test_the_same_value_closes_it_by_itself (Fixture *f, gconstpointer data)
{
  write_both (f);
  push_well (&f->other, PERSON ("\"phone\":\"111\""));
  sync_and_load (f);
  g_assert_cmpuint (count (f), ==, 0);
  g_assert_cmpint (hq_count (&f->c.hq, OPEN), ==, 0);
}

/* Chosen here, and meanwhile a third value came: people are asked again. */
static void
test_third_value_asks_again (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuConflict) conflict = NULL;
  g_autoptr (RuhuConflict) again = NULL;

  write_both (f);
  conflict = get (f);
  choose (f, conflict, 0);
  push_well (&f->other, PERSON ("\"phone\":\"333\""));
  sync_and_load (f);
  again = get (f);
  g_assert_cmpuint (ruhu_conflict_get_n_values (again), ==, 2);
  g_assert_cmpint (hq_count (&f->c.hq, OPEN), ==, 1);
}

static void
test_edit_against_a_delete_can_be_kept (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuConflict) conflict = NULL;

  push_well (&f->other, PERSON ("\"person_name\":\"Both\""));
  sync_and_load (f);
  append (f, "{\"set\":{\"phone\":\"111\"}}");
  push_well (&f->other, PERSON ("\"_del\":{\"reason\":\"moved\"}"));
  sync_and_load (f);
  conflict = get (f);
  g_assert_true (ruhu_conflict_is_delete (conflict));
  choose (f, conflict, 0);
  sync_and_load (f);
  g_assert_cmpuint (count (f), ==, 0);
  g_assert_cmpint (hq_count (&f->c.hq, OPEN), ==, 0);
}

static void
test_none_with_others_is_chosen (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuConflict) conflict = NULL;
  guint i, none = G_MAXUINT;

  push_well (&f->other, PERSON ("\"hardship:none\":1"));
  append (f, "{\"set\":{\"hardship:dibao\":1,\"hardship:margin\":1}}");
  sync_and_load (f);
  conflict = get (f);
  g_assert_cmpstr (ruhu_conflict_get_path (conflict), ==, "hardship:*");
  for (i = 0; i < ruhu_conflict_get_n_values (conflict); i++) {
    if (g_str_has_suffix (ruhu_conflict_get_value (conflict, i)->field, ":none"))
      none = i;
  }
  choose (f, conflict, none);
  sync_and_load (f);
  g_assert_cmpuint (count (f), ==, 0);
  g_assert_cmpint (hq_count (&f->c.hq, OPEN), ==, 0);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    void (*run) (Fixture *f, gconstpointer data);
  } tests[] = {
    { "both-are-shown-with-who-and-when", test_both_are_shown_with_who_and_when },
    { "choosing-settles-it-everywhere", test_choosing_settles_it_everywhere },
    { "it-waits-as-long-as-it-takes", test_it_waits_as_long_as_it_takes },
    { "the-same-value-closes-it-by-itself", test_the_same_value_closes_it_by_itself },
    { "third-value-asks-again", test_third_value_asks_again },
    { "edit-against-a-delete-can-be-kept", test_edit_against_a_delete_can_be_kept },
    { "none-with-others-is-chosen", test_none_with_others_is_chosen },
  };
  guint i;

  g_test_init (&argc, &argv, NULL);
  for (i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/conflict/", tests[i].name, NULL);

    g_test_add (path, Fixture, NULL, set_up, tests[i].run, tear_down);
  }
  return g_test_run ();
}
