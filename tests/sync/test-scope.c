/* test-scope.c: a tablet whose worker is sent elsewhere, and a real HQ
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "client-fixture.h"

#include "store/ruhu-object-store.h"

#include <string.h>

#define OTHER_TOWN_VILLAGE "990101102201"
#define HEADER "person_id,person_name,phone,division_code,cert_status,cert_grade\n"
#define ROWS \
  ",Here,1," VILLAGE ",1,1\n" \
  ",Beside,2," OTHER_VILLAGE ",1,1\n" \
  ",There,3," OTHER_TOWN_VILLAGE ",1,1\n"
#define RESPONSES "SELECT count(*) FROM change_log WHERE kind = 6"

static void
sync_well (Client *c)
{
  g_autoptr (GError) error = NULL;

  client_sync (c, &error);
  g_assert_no_error (error);
}

static void
import (Client *c)
{
  g_autofree char *path = g_build_filename (c->dir, "r.csv", NULL);

  g_assert_true (g_file_set_contents (path, HEADER ROWS, -1, NULL));
  g_free (hq_do (&c->hq, "register", "import", path, NULL));
}

static void
move (Client *c, const char *scope)
{
  g_free (
    hq_do (&c->hq, "device", "move", ruhu_store_get_device (c->store)->id, "--scope", scope, NULL));
}

/* Everything that HQ ever sent and is still here lies in @scope. Returns how much it is. */
static guint
count_within (Client *c, const char *scope)
{
  guint kind, i, n = 0;

  for (kind = RUHU_OBJECT_PERSON; kind <= RUHU_OBJECT_CONFLICT; kind++) {
    g_autoptr (GError) error = NULL;
    GAsyncResult *got = NULL;
    g_autoptr (GAsyncResult) result = NULL;
    g_autoptr (GPtrArray) objects = NULL;

    ruhu_object_store_load_async (c->objects, kind, NULL, ruhu_test_got, &got);
    result = ruhu_test_wait (&got);
    objects = ruhu_object_store_load_finish (c->objects, result, &error);
    g_assert_no_error (error);
    for (i = 0; i < objects->len; i++)
      g_assert_true (g_str_has_prefix (((RuhuObject *) objects->pdata[i])->division, scope));
    n += objects->len;
  }
  return n;
}

static void
assert_nothing_waits (Client *c)
{
  client_count (c);
  g_assert_cmpuint (ruhu_syncer_get_waiting_responses (c->syncer), ==, 0);
  g_assert_cmpuint (ruhu_syncer_get_waiting_attachments (c->syncer), ==, 0);
  g_assert_cmpuint (ruhu_syncer_get_quarantined (c->syncer), ==, 0);
}

static void
test_sends_first_then_drops_and_pulls (Client *c, gconstpointer data)
{
  g_autofree char *before = NULL;
  g_autofree char *waiting = NULL;

  import (c);
  before = client_finish_response (c, "a photo");
  sync_well (c);
  g_assert_cmpuint (count_within (c, VILLAGE), >=, 2);

  waiting = client_finish_response (c, "another photo");
  move (c, OTHER_TOWN_VILLAGE);
  sync_well (c);
  g_assert_cmpint (hq_count (&c->hq, RESPONSES), ==, 2);
  g_assert_cmpint (hq_count (&c->hq, "SELECT count(*) FROM att WHERE state = 1"), ==, 2);
  g_assert_cmpuint (count_within (c, OTHER_TOWN_VILLAGE), >=, 1);
  g_assert_cmpstr (ruhu_store_get_device (c->store)->scope, ==, OTHER_TOWN_VILLAGE);
  g_assert_cmpuint (ruhu_store_get_device (c->store)->epoch, ==, 2);
  assert_nothing_waits (c);
}

/* What the tablet does first when it hears of a move. */
static void
learn (Client *c, const char *scope)
{
  g_autoptr (RuhuDevice) device = ruhu_device_copy (ruhu_store_get_device (c->store));
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  device->epoch++;
  g_free (device->scope);
  device->scope = g_strdup (scope);
  ruhu_store_set_device_async (c->store, device, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  g_assert_true (ruhu_store_set_device_finish (c->store, result, &error));
}

/* Killed between learning of the move and dropping: the next run still drops. */
static void
test_killed_in_between_drops_all_the_same (Client *c, gconstpointer data)
{
  import (c);
  sync_well (c);
  move (c, OTHER_TOWN_VILLAGE);
  learn (c, OTHER_TOWN_VILLAGE);
  client_reopen (c);
  client_unlock (c);
  sync_well (c);
  g_assert_cmpuint (count_within (c, OTHER_TOWN_VILLAGE), >=, 1);
}

/* A talk cut at any piece loses nothing and ends in the same. */
static void
test_cut_link_changes_nothing (Client *c, gconstpointer data)
{
  g_autofree char *waiting = NULL;
  int budget;

  import (c);
  sync_well (c);
  waiting = client_finish_response (c, "a photo");
  move (c, OTHER_TOWN_VILLAGE);
  for (budget = 1;; budget += 3) {
    g_autoptr (GError) error = NULL;

    link_set_budget (c->link, budget);
    if (client_sync (c, &error))
      break;
  }
  g_assert_cmpint (hq_count (&c->hq, RESPONSES), ==, 1);
  g_assert_cmpuint (count_within (c, OTHER_TOWN_VILLAGE), >=, 1);
  assert_nothing_waits (c);
}

/* What was begun in the old village and is finished after the move still reaches HQ. */
static void
test_draft_survives_and_is_taken (Client *c, gconstpointer data)
{
  g_autofree char *late = NULL;

  import (c);
  sync_well (c);
  move (c, OTHER_TOWN_VILLAGE);
  sync_well (c);
  late = client_finish_response (c, "a photo"); /* of VILLAGE */
  sync_well (c);
  g_assert_cmpint (hq_count (&c->hq, RESPONSES), ==, 1);
  g_assert_cmpint (hq_count (&c->hq, "SELECT count(*) FROM change_log WHERE flags & 1"), ==, 1);
  g_assert_cmpuint (count_within (c, OTHER_TOWN_VILLAGE), >=, 1);
  assert_nothing_waits (c);
}

/* A locked tablet cannot learn where it is now; it sends what it has. */
static void
test_locked_tablet_sends_all_the_same (Client *c, gconstpointer data)
{
  g_autofree char *waiting = NULL;

  import (c);
  sync_well (c);
  waiting = client_finish_response (c, "a photo");
  client_lock (c);
  move (c, OTHER_TOWN_VILLAGE);
  sync_well (c);
  g_assert_cmpint (hq_count (&c->hq, RESPONSES), ==, 1);
  g_assert_cmpint (hq_count (&c->hq, "SELECT count(*) FROM att WHERE state = 1"), ==, 1);

  client_unlock (c);
  sync_well (c);
  g_assert_cmpuint (count_within (c, OTHER_TOWN_VILLAGE), >=, 1);
  assert_nothing_waits (c);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    void (*run) (Client *c, gconstpointer data);
  } tests[] = {
    { "sends-first-then-drops-and-pulls", test_sends_first_then_drops_and_pulls },
    { "killed-in-between-drops-all-the-same", test_killed_in_between_drops_all_the_same },
    { "cut-link-changes-nothing", test_cut_link_changes_nothing },
    { "draft-survives-and-is-taken", test_draft_survives_and_is_taken },
    { "locked-tablet-sends-all-the-same", test_locked_tablet_sends_all_the_same },
  };
  guint i;

  g_test_init (&argc, &argv, NULL);
  for (i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/scope/", tests[i].name, NULL);

    g_test_add (path, Client, NULL, client_set_up, tests[i].run, client_tear_down);
  }
  return g_test_run ();
}
