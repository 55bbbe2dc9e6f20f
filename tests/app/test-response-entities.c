/* test-response-entities.c: app/responses/ruhu-response-entities.c, and the work that shows them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define _GNU_SOURCE /* memmem */

#include "store-fixture.h"

#include "base/ruhu-error.h"
#include "base/ruhu-hlc.h"
#include "base/ruhu-json.h"
#include "cases/ruhu-work.h"
#include "responses/ruhu-response-entities.h"

#include <string.h>

#define P1 "2f1c0f7e-6f5b-4a53-9d0b-7a3d3a0c9e11"
#define P2 "b1d7e942-58c3-4f06-8a3d-7c90e4f2a602"
#define N1 "3f6b2d18-7c45-4e90-b1a2-6d8e0c9f5a11"
#define OAK "94ad7c02-1e5b-4a38-8f6d-b27c3e10d412"
#define ANS "{\"visit\":{\"q\":\"1\"}}"

static GPtrArray *
new_entities (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) ruhu_entity_free);
}

static RuhuEntity *
say (GPtrArray *entities, const char *list, const char *id, const char *property, const char *value)
{
  RuhuEntity *entity = ruhu_entity_new (list, id);

  g_hash_table_replace (entity->values, g_strdup (property), g_strdup (value));
  entity->updates = TRUE;
  g_ptr_array_add (entities, entity);
  return entity;
}

static void
make (GPtrArray *entities,
      const char *list,
      const char *id,
      const char *label,
      const char *property,
      const char *value)
{
  RuhuEntity *entity = say (entities, list, id, property, value);

  entity->creates = TRUE;
  entity->updates = FALSE;
  entity->label = g_strdup (label);
}

static void
finish (Fixture *f, RuhuResponse *response, GPtrArray *entities)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  ruhu_response_store_finish_async (f->responses,
                                    ruhu_response_get_id (response),
                                    ANS,
                                    NULL,
                                    NULL,
                                    entities,
                                    NULL,
                                    ruhu_test_got,
                                    &got);
  result = ruhu_test_wait (&got);
  ruhu_response_store_finish_finish (f->responses, result, &error);
  g_assert_no_error (error);
}

static void
undo (Fixture *f, RuhuResponse *response)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  ruhu_response_store_undo_async (f->responses,
                                  ruhu_response_get_id (response),
                                  NULL,
                                  ruhu_test_got,
                                  &got);
  result = ruhu_test_wait (&got);
  ruhu_response_store_undo_finish (f->responses, result, &error);
  g_assert_no_error (error);
}

static GPtrArray *
list_entities (Fixture *f)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *entities;

  ruhu_response_store_list_entities_async (f->responses, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  entities = ruhu_response_store_list_entities_finish (f->responses, result, &error);
  g_assert_no_error (error);
  return entities;
}

static guint
count (Fixture *f)
{
  g_autoptr (GPtrArray) entities = list_entities (f);

  return entities->len;
}

/* What HQ sends: one object, or a line of this device that comes back. */
typedef struct {
  const char *id;
  RuhuObjectKind kind;
  int state;
  const char *body;
  gint64 seq; /* 0: none of ours */
} Sent;

static gboolean
put_sent (RuhuObjectPage *page, gpointer data, GError **error)
{
  const Sent *sent = data;
  g_autoptr (RuhuObject) object = ruhu_object_new (sent->id, sent->kind, DIVISION);

  g_free (object->body);
  object->body = g_strdup (sent->body);
  object->state = sent->state;
  return ruhu_object_page_put (page, object, error) &&
         (sent->seq == 0 || ruhu_object_page_confirm (page, sent->seq, error));
}

static void
be_sent_line (Fixture *f,
              const char *id,
              RuhuObjectKind kind,
              int state,
              const char *body,
              gint64 seq)
{
  static guint page;
  Sent sent = { id, kind, state, body, seq };
  g_autofree char *stream = g_strdup_printf ("stream%u", page++);
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  ruhu_object_store_apply_async (f->objects,
                                 stream,
                                 "",
                                 "1",
                                 put_sent,
                                 &sent,
                                 NULL,
                                 NULL,
                                 ruhu_test_got,
                                 &got);
  result = ruhu_test_wait (&got);
  ruhu_object_store_apply_finish (f->objects, result, &error);
  g_assert_no_error (error);
}

static void
be_sent (Fixture *f, const char *id, RuhuObjectKind kind, int state, const char *body)
{
  be_sent_line (f, id, kind, state, body, 0);
}

static void
test_kept_until_undone (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuResponse) response = fixture_begin (f);
  g_autoptr (GPtrArray) entities = new_entities ();
  g_autoptr (GPtrArray) kept = NULL;
  RuhuEntity *entity;

  make (entities, "trees", OAK, "Oak", "height", "12");
  finish (f, response, entities);
  fixture_reopen (f);
  fixture_unlock (f);

  kept = list_entities (f);
  g_assert_cmpuint (kept->len, ==, 1);
  entity = kept->pdata[0];
  g_assert_cmpstr (entity->dataset, ==, "trees");
  g_assert_cmpstr (entity->id, ==, OAK);
  g_assert_cmpstr (entity->label, ==, "Oak");
  g_assert_cmpstr (g_hash_table_lookup (entity->values, "height"), ==, "12");
  g_assert_cmpstr (entity->response, ==, ruhu_response_get_id (response));
  g_assert_cmpstr (entity->division, ==, DIVISION);
  g_assert_cmpint (entity->said_at, ==, f->now);
  g_assert_false (entity->counts);
}

static void
test_undo_takes_it_back (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuResponse) response = fixture_begin (f);
  g_autoptr (GPtrArray) entities = new_entities ();

  make (entities, "trees", OAK, "Oak", "height", "12");
  finish (f, response, entities);
  undo (f, response);
  g_assert_cmpuint (count (f), ==, 0);
  finish (f, response, NULL); /* and it is not said again by itself */
  g_assert_cmpuint (count (f), ==, 0);
}

static void
test_line_does_not_carry_it (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuResponse) response = fixture_begin (f);
  g_autoptr (GPtrArray) entities = new_entities ();
  g_autoptr (GPtrArray) lines = NULL;
  RuhuOutboxLine *line;
  g_autofree char *text = NULL;

  make (entities, "trees", OAK, "Oak", "height", "12");
  finish (f, response, entities);
  fixture_cut (f);
  g_assert_cmpuint (count (f), ==, 1);
  lines = fixture_read_lines (f, 1);
  line = lines->pdata[0];
  text = g_strndup (g_bytes_get_data (line->line, NULL), g_bytes_get_size (line->line));
  g_assert_null (strstr (text, "entities"));
  g_assert_null (strstr (text, OAK));
}

static void
test_receipt_and_what_comes_back_double_nothing (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuResponse) response = fixture_begin (f);
  g_autoptr (GPtrArray) entities = new_entities ();
  g_autoptr (GPtrArray) kept = NULL;

  make (entities, "trees", OAK, "Oak", "height", "12");
  finish (f, response, entities);
  fixture_cut (f);
  fixture_be_answered (f, 1, 1);
  g_assert_cmpuint (count (f), ==, 1);

  be_sent (f,
           ruhu_response_get_id (response),
           RUHU_OBJECT_RESPONSE,
           RUHU_RESPONSE_RETURNED,
           "{\"fm\":\"f\",\"fv\":1}");
  g_assert_cmpuint (count (f), ==, 1);
  be_sent (f,
           ruhu_response_get_id (response),
           RUHU_OBJECT_RESPONSE,
           RUHU_RESPONSE_ACCEPTED,
           "{\"fm\":\"f\",\"fv\":1}");
  kept = list_entities (f);
  g_assert_cmpuint (kept->len, ==, 1);
  g_assert_true (((RuhuEntity *) kept->pdata[0])->counts);
}

/* HQ has the line in a backup, and the device frees it. */
static void
test_outlives_its_line (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuResponse) response = fixture_begin (f);
  g_autoptr (GPtrArray) entities = new_entities ();
  g_autoptr (GPtrArray) lines = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  make (entities, "trees", OAK, "Oak", "height", "12");
  finish (f, response, entities);
  fixture_cut (f);
  fixture_be_answered (f, 1, 1);
  be_sent_line (f,
                ruhu_response_get_id (response),
                RUHU_OBJECT_RESPONSE,
                RUHU_RESPONSE_RECEIVED,
                "{\"fm\":\"f\",\"fv\":1,\"par\":{\"finished\":5}}",
                1);
  ruhu_outbox_answer_async (f->store,
                            ruhu_outbox_answer_new (1, NULL, 1, "g1"),
                            NULL,
                            ruhu_test_got,
                            &got);
  result = ruhu_test_wait (&got);
  g_assert_true (ruhu_outbox_answer_finish (f->store, result, NULL));
  lines = fixture_read_lines (f, 1);
  g_assert_cmpuint (lines->len, ==, 0);
  g_assert_cmpuint (count (f), ==, 1);
}

/* As test-stolen.c looks, for what only entities hold. */
static void
test_finder_reads_nothing (Fixture *f, gconstpointer data)
{
  static const char *const secrets[] = { OAK, "Quercus robur", "trunk_girth", "four metres" };
  g_autoptr (RuhuResponse) first = fixture_begin (f);
  g_autoptr (RuhuResponse) second = fixture_begin (f);
  g_autoptr (GPtrArray) entities = new_entities ();
  g_autoptr (GPtrArray) files = NULL;

  make (entities, "trees", OAK, "Quercus robur", "trunk_girth", "four metres");
  finish (f, first, entities);
  fixture_cut (f);
  finish (f, second, entities);
  files = fixture_list_files (f->dir);
  g_assert_cmpuint (files->len, >, 2);
  for (guint i = 0; i < files->len; i++) {
    g_autofree char *content = NULL;
    gsize n;

    g_assert_true (g_file_get_contents (files->pdata[i], &content, &n, NULL));
    for (gsize j = 0; j < G_N_ELEMENTS (secrets); j++)
      g_assert_null (memmem (content, n, secrets[j], strlen (secrets[j])));
  }
}

static void
test_correction_takes_its_place (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuResponse) first = fixture_begin (f);
  g_autoptr (RuhuResponse) second = ruhu_response_new ("ruhu_home_visit", "1", DIVISION);
  g_autoptr (GPtrArray) wrong = new_entities ();
  g_autoptr (GPtrArray) right = new_entities ();
  g_autoptr (GPtrArray) kept = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  make (wrong, "trees", OAK, "Ash", "height", "12");
  finish (f, first, wrong);
  fixture_cut (f);
  ruhu_response_set_replaces (second, ruhu_response_get_id (first));
  ruhu_response_store_create_async (f->responses, second, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  g_assert_true (ruhu_response_store_create_finish (f->responses, result, NULL));
  g_assert_cmpuint (count (f), ==, 1); /* a draft corrects nothing */

  make (right, "trees", OAK, "Oak", "height", "12");
  finish (f, second, right);
  kept = list_entities (f);
  g_assert_cmpuint (kept->len, ==, 1);
  g_assert_cmpstr (((RuhuEntity *) kept->pdata[0])->label, ==, "Oak");
}

static void
test_what_hq_knows_since_stands (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuResponse) response = fixture_begin (f);
  g_autoptr (GPtrArray) entities = new_entities ();
  g_autoptr (GPtrArray) kept = NULL;
  g_autofree char *before = ruhu_hlc_to_string ((guint64) (f->now - 1000) << 16);
  g_autofree char *after = ruhu_hlc_to_string ((guint64) (f->now + 1000) << 16);
  g_autofree char *body = NULL;
  GHashTable *values;

  say (entities, "person", P1, "phone", "138");
  values = ((RuhuEntity *) entities->pdata[0])->values;
  g_hash_table_replace (values, g_strdup ("address"), g_strdup ("here"));
  g_hash_table_replace (values, g_strdup ("hardship"), g_strdup ("flood"));
  g_hash_table_replace (values, g_strdup ("sex"), g_strdup ("2"));
  finish (f, response, entities);
  body = g_strdup_printf ("{\"f\":{\"phone\":{\"v\":\"1\",\"e\":\"%s\"},"
                          "\"address\":{\"v\":\"there\",\"e\":\"%s\"},"
                          "\"hardship:fire\":{\"v\":\"1\",\"e\":\"%s\"},"
                          "\"sex\":{\"v\":\"2\",\"e\":\"%s\",\"src\":\"%s\"}}}",
                          before,
                          after,
                          after,
                          before,
                          ruhu_response_get_id (response));
  be_sent (f, P1, RUHU_OBJECT_PERSON, 0, body);

  kept = list_entities (f);
  g_assert_cmpuint (kept->len, ==, 1);
  values = ((RuhuEntity *) kept->pdata[0])->values;
  g_assert_cmpuint (g_hash_table_size (values), ==, 1);
  g_assert_cmpstr (g_hash_table_lookup (values, "phone"), ==, "138");
}

static void
wait_for (RuhuWork *work)
{
  while (ruhu_work_get_loading (work))
    g_main_context_iteration (NULL, TRUE);
}

static void
put_away (Fixture *f, RuhuWork *work)
{
  wait_for (work);
  fixture_lock (f);
  while (G_OBJECT (work)->ref_count > 1)
    g_main_context_iteration (NULL, TRUE);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (work);
  while (G_OBJECT (f->responses)->ref_count > 1) /* the list of them may be reading still */
    g_main_context_iteration (NULL, TRUE);
}

static void
test_register_shows_it_as_proposed (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuResponse) response = fixture_begin (f);
  g_autoptr (GPtrArray) entities = new_entities ();
  RuhuWork *work;
  RuhuPerson *person;
  RuhuNeed *need;

  be_sent (f,
           P1,
           RUHU_OBJECT_PERSON,
           0,
           "{\"f\":{\"person_name\":{\"v\":\"王桂花\"},\"phone\":{\"v\":\"1\"},"
           "\"hardship:fire\":{\"v\":\"1\"}}}");
  work = ruhu_work_new (f->responses);
  wait_for (work);
  say (entities, "person", P1, "phone", "138");
  say (entities, "person", P1, "hardship", "flood frost");
  make (entities, "person", P2, "李建军", "sex", "1");
  make (entities, "need", N1, "Cane", "need_item", "E01");
  g_hash_table_replace (((RuhuEntity *) entities->pdata[3])->values,
                        g_strdup ("person_id"),
                        g_strdup (P1));
  finish (f, response, entities);
  g_assert_true (ruhu_work_get_loading (work)); /* whoever waits for it sees it */
  wait_for (work);

  person = ruhu_register_find (ruhu_work_get_register (work), P1);
  g_assert_cmpstr (ruhu_person_get_name (person), ==, "王桂花");
  g_assert_cmpstr (ruhu_person_get_phone (person), ==, "138");
  g_assert_true (ruhu_fields_is_proposed (ruhu_person_get_fields (person), "phone"));
  g_assert_false (ruhu_fields_is_proposed (ruhu_person_get_fields (person), "person_name"));
  g_assert_cmpstr (ruhu_person_get_field (person, "hardship"), ==, "flood frost");
  person = ruhu_register_find (ruhu_work_get_register (work), P2);
  g_assert_cmpstr (ruhu_person_get_name (person), ==, "李建军");
  g_assert_cmpstr (ruhu_person_get_division (person), ==, DIVISION);
  need = ruhu_case_list_find_need (ruhu_work_get_needs (work), N1);
  g_assert_nonnull (need);
  g_assert_cmpstr (ruhu_need_get_field (need, "label"), ==, "Cane");
  g_assert_cmpstr (ruhu_need_get_item (need), ==, "E01");
  g_assert_true (ruhu_fields_has_proposed (
    ruhu_person_get_fields (ruhu_register_find (ruhu_work_get_register (work), P1))));

  undo (f, response);
  wait_for (work);
  person = ruhu_register_find (ruhu_work_get_register (work), P1);
  g_assert_cmpstr (ruhu_person_get_phone (person), ==, "1");
  g_assert_false (ruhu_fields_has_proposed (ruhu_person_get_fields (person)));
  g_assert_cmpstr (ruhu_person_get_field (person, "hardship"), ==, "fire");
  g_assert_null (ruhu_register_find (ruhu_work_get_register (work), P2));
  g_assert_null (ruhu_case_list_find_need (ruhu_work_get_needs (work), N1));
  put_away (f, work);
}

/* A form's word on a list of its own, and on the register. */
static const char form_xml[] =
  "<h:html xmlns='http://www.w3.org/2002/xforms' xmlns:h='http://www.w3.org/1999/xhtml'>"
  "<h:head><h:title>t</h:title><model><instance><data id='t' version='1'>"
  "<trees/><oak/><persons/><nick/><version/></data></instance>"
  "<instance id='trees' src='jr://file-csv/trees.csv'/>"
  "<instance id='person' src='jr://file-csv/person.csv'/>"
  "<bind nodeset='/data/trees' calculate=\"join('|', instance('trees')/root/item/label)\"/>"
  "<bind nodeset='/data/oak' calculate=\"instance('trees')/root/item[name = '" OAK "']/height\"/>"
  "<bind nodeset='/data/persons' calculate=\"join('|', instance('person')/root/item/label)\"/>"
  "<bind nodeset='/data/nick' calculate=\"pulldata('person', 'nickname', 'name', '" P1 "')\"/>"
  "<bind nodeset='/data/version' calculate=\"pulldata('person', '__version', 'name', '" P1 "')\"/>"
  "</model></h:head><h:body/></h:html>";

static char *
read_form (RuhuWork *work)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (form_xml, strlen (form_xml));
  g_autoptr (RuhuForm) form = ruhu_form_new_from_bytes (bytes, "t.xml", NULL);
  g_autoptr (RuhuInstance) instance = ruhu_instance_new (form);
  g_autoptr (JsonNode) json = NULL;

  ruhu_work_give_lists (work, instance);
  ruhu_instance_start (instance, NULL);
  json = ruhu_instance_to_json (instance);
  return json_to_string (json, FALSE);
}

static void
assert_form (RuhuWork *work, const char *expected)
{
  g_autofree char *read = NULL;

  wait_for (work);
  read = read_form (work);
  g_assert_cmpstr (read, ==, expected);
}

static void
test_next_form_reads_it (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuResponse) first = fixture_begin (f);
  g_autoptr (RuhuResponse) second = fixture_begin (f);
  g_autoptr (GPtrArray) made = new_entities ();
  g_autoptr (GPtrArray) changed = new_entities ();
  RuhuWork *work;

  be_sent (f, P1, RUHU_OBJECT_PERSON, 0, "{\"f\":{\"person_name\":{\"v\":\"王桂花\"}}}");
  work = ruhu_work_new (f->responses);
  assert_form (work, "{\"persons\":\"王桂花\",\"version\":\"1\"}");

  make (made, "trees", OAK, "Oak", "height", "12");
  say (made, "person", P1, "nickname", "花姐");
  finish (f, first, made);
  assert_form (work,
               "{\"trees\":\"Oak\",\"oak\":\"12\",\"persons\":\"王桂花\","
               "\"nick\":\"花姐\",\"version\":\"2\"}");

  f->now += 1000;
  say (changed, "trees", OAK, "height", "13")->label = g_strdup ("Old oak");
  finish (f, second, changed);
  assert_form (work,
               "{\"trees\":\"Old oak\",\"oak\":\"13\",\"persons\":\"王桂花\","
               "\"nick\":\"花姐\",\"version\":\"2\"}");

  undo (f, first); /* what was changed was never made */
  assert_form (work, "{\"persons\":\"王桂花\",\"version\":\"1\"}");
  put_away (f, work);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) \
  g_test_add ("/response-entities/" path, \
              Fixture, \
              NULL, \
              fixture_set_up_unlocked, \
              func, \
              fixture_tear_down)
  ADD ("kept-until-undone", test_kept_until_undone);
  ADD ("undo-takes-it-back", test_undo_takes_it_back);
  ADD ("line-does-not-carry-it", test_line_does_not_carry_it);
  ADD ("receipt-and-what-comes-back-double-nothing",
       test_receipt_and_what_comes_back_double_nothing);
  ADD ("outlives-its-line", test_outlives_its_line);
  ADD ("finder-reads-nothing", test_finder_reads_nothing);
  ADD ("correction-takes-its-place", test_correction_takes_its_place);
  ADD ("what-hq-knows-since-stands", test_what_hq_knows_since_stands);
  ADD ("register-shows-it-as-proposed", test_register_shows_it_as_proposed);
  ADD ("next-form-reads-it", test_next_form_reads_it);

  return g_test_run ();
}
