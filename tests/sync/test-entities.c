/* test-entities.c: what a response makes and changes, until HQ has it and after
 *
 * A tablet and a real HQ. What is proposed on the tablet and what comes back are one thing.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "client-fixture.h"

#include "cases/ruhu-work.h"
#include "responses/ruhu-response-entities.h"

#define PERSON "2f1c0f7e-6f5b-4a53-9d0b-7a3d3a0c9e11"
#define OAK "94ad7c02-1e5b-4a38-8f6d-b27c3e10d412"

static void
sync_well (Client *c)
{
  g_autoptr (GError) error = NULL;

  client_sync (c, &error);
  g_assert_no_error (error);
}

/* Somebody's telephone, and a tree that nobody knew of. Returns: (transfer full): its id */
static char *
finish_visit (Client *c)
{
  g_autoptr (RuhuResponse) response = ruhu_response_new ("visit", "1", VILLAGE);
  g_autoptr (GPtrArray) entities =
    g_ptr_array_new_with_free_func ((GDestroyNotify) ruhu_entity_free);
  RuhuEntity *person = ruhu_entity_new ("person", PERSON);
  RuhuEntity *tree = ruhu_entity_new ("trees", OAK);
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  GAsyncResult *result;

  person->updates = TRUE;
  g_hash_table_replace (person->values, g_strdup ("phone"), g_strdup ("138"));
  g_ptr_array_add (entities, person);
  tree->creates = TRUE;
  tree->label = g_strdup ("Oak");
  g_ptr_array_add (entities, tree);

  ruhu_response_store_create_async (c->responses, response, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  ruhu_response_store_create_finish (c->responses, result, &error);
  g_assert_no_error (error);
  g_object_unref (result);

  ruhu_response_store_finish_async (c->responses,
                                    ruhu_response_get_id (response),
                                    "{\"visit\":{\"outcome\":\"1\"}}",
                                    NULL,
                                    NULL,
                                    entities,
                                    NULL,
                                    ruhu_test_got,
                                    &got);
  result = ruhu_test_wait (&got);
  ruhu_response_store_finish_finish (c->responses, result, &error);
  g_assert_no_error (error);
  g_object_unref (result);
  return g_strdup (ruhu_response_get_id (response));
}

/* @phone: the telephone that the tablet shows; @proposed: whether as proposed */
static void
assert_shows (Client *c, const char *phone, gboolean proposed)
{
  RuhuWork *work = ruhu_work_new (c->responses);
  RuhuRegister *people = ruhu_work_get_register (work);
  RuhuFields *fields;

  while (ruhu_work_get_loading (work))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (people)), ==, 1);
  fields = ruhu_person_get_fields (ruhu_register_find (people, PERSON));
  g_assert_cmpstr (ruhu_fields_get (fields, "person_name"), ==, "王桂花");
  g_assert_cmpstr (ruhu_fields_get (fields, "phone"), ==, phone);
  g_assert_true (ruhu_fields_is_proposed (fields, "phone") == proposed);
  while (G_OBJECT (work)->ref_count > 1)
    g_main_context_iteration (NULL, TRUE);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (work); /* whose list of responses may be reading still */
}

/* How many values are laid over what HQ has sent, and how many trees there are. */
static void
assert_laid (Client *c, guint values, guint trees)
{
  g_autoptr (GPtrArray) entities = NULL;
  g_autoptr (RuhuList) list = ruhu_list_new (NULL);
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  guint n = 0;

  ruhu_response_store_list_entities_async (c->responses, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  entities = ruhu_response_store_list_entities_finish (c->responses, result, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < entities->len; i++)
    n += g_hash_table_size (((RuhuEntity *) entities->pdata[i])->values);
  g_assert_cmpuint (n, ==, values);
  ruhu_entities_apply (entities, "trees", FALSE, list);
  g_assert_cmpuint (ruhu_list_get_n_rows (list), ==, trees);
}

static void
push (Tablet *tablet, const char *content)
{
  g_autoptr (Answer) answer = tablet_push (tablet, content);

  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (answer->json, "res")),
                    ==,
                    0);
}

static void
test_nothing_is_doubled_on_its_way (Client *c, gconstpointer data)
{
  g_autofree char *id = NULL;
  g_autofree char *returned = NULL;
  g_autofree char *merged = NULL;
  Tablet township;

  tablet_init (&township, &c->hq, TOWN);
  push (&township,
        "\"id\":\"" PERSON "\",\"k\":\"person\",\"div\":\"" VILLAGE "\",\"u\":\"w9\","
        "\"set\":{\"person_name\":\"王桂花\",\"phone\":\"1\"}");
  sync_well (c);
  assert_shows (c, "1", FALSE);

  id = finish_visit (c);
  assert_shows (c, "138", TRUE);
  sync_well (c); /* received, and back */
  sync_well (c);
  assert_laid (c, 1, 1);
  assert_shows (c, "138", TRUE);

  returned =
    g_strdup_printf ("\"id\":\"0192f3a0-aa01-7000-8000-000000000008\",\"k\":\"decision\",\"div\":"
                     "\"" VILLAGE "\",\"u\":\"w9\",\"response\":\"%s\",\"outcome\":\"returned\","
                     "\"level\":\"township\",\"reason\":\"x\"",
                     id);
  push (&township, returned);
  sync_well (c);
  assert_laid (c, 1, 1);
  assert_shows (c, "138", TRUE);

  /* HQ takes it in: what the response says is a field's write like any other. */
  merged = g_strdup_printf ("\"id\":\"" PERSON "\",\"k\":\"person\",\"div\":\"" VILLAGE
                            "\",\"u\":\"w9\",\"src\":\"%s\",\"set\":{\"phone\":\"138-0\"}",
                            id);
  push (&township, merged);
  sync_well (c);
  assert_laid (c, 0, 1);
  assert_shows (c, "138-0", TRUE);
  client_reopen (c);
  client_unlock (c);
  assert_laid (c, 0, 1);
  tablet_clear (&township);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/entities/nothing-is-doubled-on-its-way",
              Client,
              NULL,
              client_set_up,
              test_nothing_is_doubled_on_its_way,
              client_tear_down);

  return g_test_run ();
}
