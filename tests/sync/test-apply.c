/* test-apply.c: sync/client/ruhu-apply.c and ruhu-puller.c: what a real HQ has, on the tablet
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "client-fixture.h"
#include "ruhu-merge.h"
#include "ruhu-wire-json.h"
#include "store/ruhu-object-store.h"
#include "ruhu-test-sql.h"

#include <string.h>

#define P1 "0192f3a0-aa01-7000-8000-000000000001"
#define P2 "0192f3a0-aa01-7000-8000-000000000002"
#define HEADER "person_id,person_name,phone,division_code,cert_status,cert_grade\n"

static void
import (Client *c, const char *rows)
{
  g_autofree char *path = g_build_filename (c->dir, "r.csv", NULL);
  g_autofree char *text = g_strconcat (HEADER, rows, NULL);
  g_autofree char *said = NULL;

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  said = hq_do (&c->hq, "register", "import", path, NULL);
  g_assert_nonnull (said);
}

static void
sync_well (Client *c)
{
  g_autoptr (GError) error = NULL;

  client_sync (c, &error);
  g_assert_no_error (error);
}

static GPtrArray *
load (Client *c, RuhuObjectKind kind)
{
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  GPtrArray *objects;

  ruhu_object_store_load_async (c->objects, kind, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  objects = ruhu_object_store_load_finish (c->objects, result, &error);
  g_assert_no_error (error);
  return objects;
}

static guint
count (Client *c, RuhuObjectKind kind)
{
  g_autoptr (GPtrArray) objects = load (c, kind);

  return objects->len;
}

static RuhuObject *
find (Client *c, RuhuObjectKind kind, const char *id)
{
  g_autoptr (GPtrArray) objects = load (c, kind);
  guint i;

  for (i = 0; i < objects->len; i++) {
    RuhuObject *object = objects->pdata[i];

    if (g_str_equal (object->id, id))
      return ruhu_object_ref (object);
  }

  return NULL;
}

static char *
get_phone (Client *c, const char *id)
{
  g_autoptr (RuhuObject) person = find (c, RUHU_OBJECT_PERSON, id);
  g_autoptr (JsonObject) body = NULL;

  g_assert_nonnull (person);
  body = ruhu_wire_json_parse (person->body, strlen (person->body), NULL);
  return g_strdup (ruhu_merge_get_text (body, "phone"));
}

static void
test_register_arrives (Client *c, gconstpointer data)
{
  g_autofree char *phone = NULL;
  g_autoptr (RuhuObject) person = NULL;
  g_autoptr (GPtrArray) tasks = NULL;

  import (c, P1 ",A,139," VILLAGE ",valid,2\n" P2 ",B,138," OTHER_VILLAGE ",valid,2\n");
  sync_well (c);
  g_assert_cmpuint (count (c, RUHU_OBJECT_PERSON), ==, 1); /* the other village is not ours */
  phone = get_phone (c, P1);
  g_assert_cmpstr (phone, ==, "139");
  person = find (c, RUHU_OBJECT_PERSON, P1);
  g_assert_cmpstr (person->division, ==, VILLAGE);
  g_assert_cmphex (person->eff, >, 0);

  tasks = load (c, RUHU_OBJECT_TASK);
  g_assert_cmpuint (tasks->len, ==, 1);
  g_assert_cmpstr (((RuhuObject *) tasks->pdata[0])->parent, ==, P1);
  g_assert_cmpint (((RuhuObject *) tasks->pdata[0])->due, >, 0);
  g_assert_cmpint (((RuhuObject *) tasks->pdata[0])->state, ==, 0);
}

static void
test_many_come_in_pages (Client *c, gconstpointer data)
{
  g_autoptr (GString) rows = g_string_new (NULL);
  guint i;

  for (i = 0; i < 700; i++)
    g_string_append_printf (rows, ",人%u,139%08u," VILLAGE ",valid,2\n", i, i);
  import (c, rows->str);
  sync_well (c);
  g_assert_cmpuint (count (c, RUHU_OBJECT_PERSON), ==, 700);
  g_assert_cmpuint (count (c, RUHU_OBJECT_TASK), ==, 700);
}

static void
test_later_change_arrives (Client *c, gconstpointer data)
{
  g_autofree char *phone = NULL;

  import (c, P1 ",A,139," VILLAGE ",valid,2\n");
  sync_well (c);
  import (c, P1 ",A,137," VILLAGE ",valid,2\n");
  sync_well (c);
  phone = get_phone (c, P1);
  g_assert_cmpstr (phone, ==, "137");
  g_assert_cmpuint (count (c, RUHU_OBJECT_PERSON), ==, 1);
}

static void
push (Tablet *tablet, const char *content)
{
  g_autoptr (Answer) answer = tablet_push (tablet, content);

  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpuint (json_array_get_length (ruhu_json_get_array (answer->json, "res")), ==, 0);
}

#define PHONE(value) \
  "\"id\":\"" P1 "\",\"k\":\"person\",\"div\":\"" VILLAGE \
  "\",\"u\":\"w9\",\"set\":{\"phone\":\"" value "\"}"

/* Two others who did not know of each other; then one who settles it. */
static void
test_conflict_comes_and_goes (Client *c, gconstpointer data)
{
  Tablet one, two;
  g_autofree char *settle = NULL, *phone = NULL, *settled = NULL;
  g_autoptr (GPtrArray) conflicts = NULL;
  guint before;

  tablet_init (&one, &c->hq, VILLAGE);
  tablet_init (&two, &c->hq, VILLAGE);
  push (&one, PHONE ("111"));
  sync_well (c);
  push (&two, PHONE ("222"));
  sync_well (c);
  phone = get_phone (c, P1);
  g_assert_cmpstr (phone, ==, "222");
  conflicts = load (c, RUHU_OBJECT_CONFLICT);
  before = conflicts->len;
  g_assert_cmpuint (before, ==, 1);
  g_assert_cmpstr (((RuhuObject *) conflicts->pdata[0])->parent, ==, P1);

  settle =
    g_strdup_printf (PHONE ("111") ",\"rp\":{\"phone\":[\"%s.1\",\"%s.1\"]}", one.dev, two.dev);
  push (&one, settle);
  sync_well (c);
  g_assert_cmpuint (count (c, RUHU_OBJECT_CONFLICT), ==, 0);
  settled = get_phone (c, P1);
  g_assert_cmpstr (settled, ==, "111");
  tablet_clear (&one);
  tablet_clear (&two);
}

static void
decide (Tablet *tablet, const char *response, const char *id, const char *outcome, const char *prev)
{
  g_autofree char *content = g_strdup_printf (
    "\"id\":\"0192f3a0-aa01-7000-8000-00000000000%s\",\"k\":\"decision\",\"div\":\"" VILLAGE
    "\",\"u\":\"w9\",\"response\":\"%s\",\"outcome\":\"%s\",\"level\":"
    "\"township\",\"reason\":\"r\"%s",
    id,
    response,
    outcome,
    prev);

  push (tablet, content);
}

static int
get_state (Client *c, const char *id)
{
  g_autoptr (RuhuObject) response = find (c, RUHU_OBJECT_RESPONSE, id);

  g_assert_nonnull (response);
  return response->state;
}

static void
test_return_reaches_the_tablet (Client *c, gconstpointer data)
{
  g_autofree char *id = client_finish_response (c, NULL);
  Tablet township;

  sync_well (c);
  g_assert_cmpint (get_state (c, id), ==, RUHU_RESPONSE_RECEIVED);

  tablet_init (&township, &c->hq, TOWN);
  decide (&township, id, "8", "returned", "");
  sync_well (c);
  g_assert_cmpint (get_state (c, id), ==, RUHU_RESPONSE_RETURNED);

  decide (&township, id, "9", "verified", ",\"prev\":\"0192f3a0-aa01-7000-8000-000000000008\"");
  sync_well (c);
  g_assert_cmpint (get_state (c, id), ==, RUHU_RESPONSE_VERIFIED);
  tablet_clear (&township);
}

/* The same page twice, as after a restore, changes nothing. */
static void
test_pulled_anew_is_the_same (Client *c, gconstpointer data)
{
  g_autofree char *id = client_finish_response (c, NULL);
  g_autoptr (RuhuObject) before = NULL, after = NULL, response = NULL;

  import (c, P1 ",A,139," VILLAGE ",valid,2\n");
  sync_well (c);
  before = find (c, RUHU_OBJECT_PERSON, P1);
  response = find (c, RUHU_OBJECT_RESPONSE, id);
  g_assert_nonnull (strstr (response->body, "\"ans\""));

  hq_execute (&c->hq, "UPDATE meta SET v = 'g2' WHERE k = 'gen'");
  link_set_target (c->link, c->hq.url);
  sync_well (c);
  after = find (c, RUHU_OBJECT_PERSON, P1);
  g_assert_cmpstr (after->body, ==, before->body);
  g_assert_cmpint (get_state (c, id), ==, RUHU_RESPONSE_RECEIVED);
  g_assert_cmpint (hq_count (&c->hq, "SELECT count(*) FROM change_log WHERE kind = 6"), ==, 1);
}

/* Between lock and unlock, when the store lets others in. */
static void
execute_here (Client *c, const char *sql)
{
  client_lock (c);
  ruhu_test_sql_execute (c->dir, "store.db", sql);
  client_unlock (c);
}

static void
assert_is_whole (Client *c, const char *id)
{
  g_autoptr (RuhuObject) response = find (c, RUHU_OBJECT_RESPONSE, id);

  g_assert_nonnull (response);
  g_assert_nonnull (strstr (response->body, "\"ans\""));
  g_assert_nonnull (strstr (response->body, "\"q\":1"));
  g_assert_cmpint (response->state, ==, RUHU_RESPONSE_RECEIVED);
}

/* HQ sends the hash of what is ours; what it is about stands here as if it had come whole. */
static void
test_own_line_is_found_here (Client *c, gconstpointer data)
{
  g_autofree char *id = NULL;

  sync_well (c);
  id = client_finish_response (c, NULL);
  sync_well (c);

  assert_is_whole (c, id);
}

/* The cursor stands where it was before the line, and the line is gone. */
static void
test_own_line_that_is_lost_comes_whole (Client *c, gconstpointer data)
{
  g_autofree char *id = NULL;

  sync_well (c);
  execute_here (c, "CREATE TABLE before AS SELECT * FROM cursor");
  id = client_finish_response (c, NULL);
  sync_well (c);
  execute_here (c,
                "DELETE FROM object; DELETE FROM outbox; DELETE FROM cursor;"
                "INSERT INTO cursor SELECT * FROM before");
  sync_well (c);

  assert_is_whole (c, id);
}

#define ADD(path, func) g_test_add (path, Client, NULL, client_set_up, func, client_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/apply/register-arrives", test_register_arrives);
  ADD ("/apply/many-come-in-pages", test_many_come_in_pages);
  ADD ("/apply/later-change-arrives", test_later_change_arrives);
  ADD ("/apply/conflict-comes-and-goes", test_conflict_comes_and_goes);
  ADD ("/apply/return-reaches-the-tablet", test_return_reaches_the_tablet);
  ADD ("/apply/pulled-anew-is-the-same", test_pulled_anew_is_the_same);
  ADD ("/apply/own-line-is-found-here", test_own_line_is_found_here);
  ADD ("/apply/own-line-that-is-lost-comes-whole", test_own_line_that_is_lost_comes_whole);

  return g_test_run ();
}
