/* test-revoked.c: a tablet that HQ has revoked hands over, erases itself and says so
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ruhu-error.h"
#include "base/ruhu-json.h"
#include "client-fixture.h"
#include "ruhu-hq-auth.h"
#include "ruhu-hq-device-table.h"
#include "ruhu-wipe-private.h"
#include "store/ruhu-erase-private.h"

#include <glib/gstdio.h>
#include <string.h>

#define HELD "SELECT count(*) FROM quarantine WHERE code = 'POLICY'"
#define WIPED "SELECT count(*) FROM device WHERE ed IS NOT NULL AND state = 2"

static void
revoke_it (Client *c)
{
  g_free (hq_do (&c->hq, "device", "revoke", ruhu_store_get_device (c->store)->id, NULL));
}

static gboolean
has (Client *c, const char *name)
{
  g_autofree char *path = g_build_filename (c->dir, name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static void
assert_erased (Client *c)
{
  g_assert_cmpint (ruhu_store_get_state (c->store), ==, RUHU_STORE_ERASED);
  g_assert_false (has (c, "store.db"));
  g_assert_false (has (c, "store.db-wal"));
  g_assert_false (has (c, "secret/device"));
  g_assert_false (has (c, "secret/unlock.new"));
  g_assert_false (has (c, "att"));
  g_assert_false (has (c, "forms"));
}

static void
meet_hq (Client *c)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (client_sync (c, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_REFUSED);
  g_assert_cmpint (ruhu_syncer_get_refusal (c->syncer), ==, RUHU_REFUSAL_REVOKED);
}

static void
test_hands_over_and_is_gone (Client *c, gconstpointer data)
{
  guint i;

  for (i = 0; i < 3; i++)
    g_free (client_finish_response (c, NULL));
  revoke_it (c);
  meet_hq (c);
  assert_erased (c);
  g_assert_false (has (c, "handed-over.rbb"));
  g_assert_false (has (c, "secret/locked"));
  g_assert_cmpint (hq_count (&c->hq, HELD), ==, 3);
  g_assert_cmpint (hq_count (&c->hq, WIPED), ==, 1);

  client_reopen (c);
  assert_erased (c);
}

static void
test_locked_one_as_well (Client *c, gconstpointer data)
{
  g_free (client_finish_response (c, NULL));
  client_lock (c);
  revoke_it (c);
  meet_hq (c);
  assert_erased (c);
  g_assert_cmpint (hq_count (&c->hq, HELD), ==, 1);
  g_assert_cmpint (hq_count (&c->hq, WIPED), ==, 1);
}

/* What goes over no push is left beside the store, for HQ alone. */
static void
test_attachments_stay_in_a_bundle (Client *c, gconstpointer data)
{
  g_autofree char *path = g_build_filename (c->dir, "handed-over.rbb", NULL);
  g_autofree char *content = NULL;
  gsize n, at;

  g_free (client_finish_response (c, "a small photo of somebody"));
  revoke_it (c);
  meet_hq (c);
  assert_erased (c);
  g_assert_true (g_file_get_contents (path, &content, &n, NULL));
  g_assert_true (g_str_has_prefix (content, "RBB1"));
  for (at = 0; at + strlen ("somebody") <= n; at++)
    g_assert_cmpint (memcmp (content + at, "somebody", strlen ("somebody")), !=, 0);
}

static JsonObject *
make_order (Client *c, gint64 n)
{
  g_autoptr (RuhuHqDevice) device = ruhu_hq_device_load (ruhu_hq_dir_get_store (c->hq.dir),
                                                         ruhu_store_get_device (c->store)->id,
                                                         NULL);

  device->wipe_n = n;
  device->wipe_at = 1795132800000;
  return ruhu_hq_auth_make_wipe (c->hq.dir, device);
}

/* The order came by file, or the network went just then. */
static void
test_without_network_it_erases_and_tells_later (Client *c, gconstpointer data)
{
  g_autoptr (JsonObject) order = NULL;
  g_autoptr (GError) error = NULL;

  g_free (client_finish_response (c, NULL));
  revoke_it (c);
  order = make_order (c, 1);
  link_set_budget (c->link, 0);
  g_assert_true (ruhu_wipe_take (c->store, order, &error));
  g_assert_no_error (error);
  meet_hq (c);
  assert_erased (c);
  g_assert_true (has (c, "handed-over.rbb"));
  g_assert_cmpint (hq_count (&c->hq, WIPED), ==, 0);

  client_reopen (c);
  link_set_budget (c->link, -1);
  meet_hq (c);
  g_assert_cmpint (hq_count (&c->hq, WIPED), ==, 1);
  g_assert_false (has (c, "secret/locked"));
}

/* The file that HQ wrote, carried to a locked tablet that is out of reach. */
static void
test_order_comes_by_file (Client *c, gconstpointer data)
{
  const char *id = ruhu_store_get_device (c->store)->id;
  g_autoptr (RuhuHqReply) reply = hq_run (&c->hq, "device", "revoke", id, NULL);
  RuhuHqFile *file = reply->files->pdata[0];
  g_autofree char *name = g_strdup_printf ("erase-%s.json", id);
  g_autoptr (JsonObject) order =
    ruhu_json_parse (g_bytes_get_data (file->bytes, NULL), g_bytes_get_size (file->bytes), NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (file->name, ==, name);
  client_lock (c);
  link_set_budget (c->link, 0);
  g_assert_true (ruhu_wipe_take (c->store, order, &error));
  g_assert_no_error (error);
  meet_hq (c);
  assert_erased (c);
}

static void
test_only_hq_orders_it (Client *c, gconstpointer data)
{
  g_autoptr (JsonObject) order = make_order (c, 2), older = make_order (c, 1);
  g_autoptr (JsonObject) other = make_order (c, 3), forged = make_order (c, 3);
  g_autoptr (GError) error = NULL;

  json_object_set_string_member (other, "dev", "dxxxxxxx");
  json_object_set_int_member (forged, "n", 4);
  g_assert_false (ruhu_wipe_take (c->store, other, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (ruhu_wipe_take (c->store, forged, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (ruhu_store_is_ordered (c->store));

  g_assert_true (ruhu_wipe_take (c->store, order, &error));
  g_assert_false (ruhu_wipe_take (c->store, older, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_INVALID);
}

static gboolean
unlock (Client *c, GError **error)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_store_unlock_async (c->store, c->user, PIN, NULL, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  return ruhu_store_unlock_finish (c->store, result, error);
}

/* What a power cut leaves of a secret that was just being written. */
static void
leave_half_written (Client *c)
{
  g_autofree char *path = g_build_filename (c->dir, "secret/unlock.new", NULL);

  g_assert_true (g_file_set_contents (path, "a secret", -1, NULL));
}

/* Whole or erased, and never something between that opens. */
static void
test_power_cut_at_any_step (Client *c, gconstpointer data)
{
  guint steps = GPOINTER_TO_UINT (data);
  g_autofree char *path = g_build_filename (c->dir, "store.db", NULL);
  g_autofree char *before = NULL;
  g_autofree char *mark = g_build_filename (c->dir, "erase", NULL);
  g_autoptr (GError) error = NULL;
  gsize n;

  g_free (client_finish_response (c, NULL));
  client_lock (c);
  leave_half_written (c);
  g_assert_true (g_file_get_contents (path, &before, &n, NULL));
  g_assert_true (ruhu_store_take_order (c->store, 1, &error));
  ruhu_erase_run (c->dir, steps);
  client_reopen (c);

  if (steps == 0) {
    g_assert_true (ruhu_wipe_is_due (c->store));
    g_assert_true (unlock (c, &error));
    meet_hq (c);
  }
  assert_erased (c);

  /* Somebody had copied the database before: no key of this device opens it any more. */
  client_close (c);
  g_assert_true (g_file_set_contents (path, before, n, NULL));
  g_assert_no_errno (g_unlink (mark));
  client_open (c);
  g_assert_cmpint (ruhu_store_get_state (c->store), ==, RUHU_STORE_LOCKED);
  g_assert_false (unlock (c, &error));
  g_assert_nonnull (error);
  g_assert_cmpint (ruhu_store_get_state (c->store), ==, RUHU_STORE_LOCKED);
}

/* Takes @keys. */
static void
create (Client *c, RuhuDevice *device, RuhuDeviceKeys *keys)
{
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_store_create_async (c->store, device, keys, c->user, PIN, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  g_assert_true (ruhu_store_create_finish (c->store, result, &error));
  g_assert_no_error (error);
}

static void
test_may_be_enrolled_anew (Client *c, gconstpointer data)
{
  g_autofree char *code = NULL, *old = g_strdup (ruhu_store_get_device (c->store)->id);
  RuhuDeviceKeys *keys = ruhu_device_keys_new ();
  g_autoptr (RuhuDevice) device = NULL;
  g_autoptr (GError) error = NULL;

  revoke_it (c);
  meet_hq (c);
  code = tablet_make_code (&c->hq, VILLAGE);
  device = client_enrol (c, link_get_url (c->link), code, keys, &error);
  g_assert_no_error (error);
  create (c, device, keys);
  g_assert_cmpstr (ruhu_store_get_device (c->store)->id, !=, old);
  g_free (client_finish_response (c, NULL));
  g_assert_true (client_sync (c, &error));
  g_assert_no_error (error);
  client_reopen (c);
  g_assert_cmpint (ruhu_store_get_state (c->store), ==, RUHU_STORE_LOCKED);
}

#define ADD(path, func) \
  g_test_add ("/revoked/" path, Client, NULL, client_set_up, func, client_tear_down)

int
main (int argc, char **argv)
{
  guint i;

  g_test_init (&argc, &argv, NULL);

  ADD ("hands-over-and-is-gone", test_hands_over_and_is_gone);
  ADD ("locked-one-as-well", test_locked_one_as_well);
  ADD ("attachments-stay-in-a-bundle", test_attachments_stay_in_a_bundle);
  ADD ("without-network-it-erases-and-tells-later", test_without_network_it_erases_and_tells_later);
  ADD ("order-comes-by-file", test_order_comes_by_file);
  ADD ("only-hq-orders-it", test_only_hq_orders_it);
  for (i = 0; i <= RUHU_ERASE_STEPS; i++) {
    g_autofree char *path = g_strdup_printf ("/revoked/power-cut-after-step/%u", i);

    g_test_add (path,
                Client,
                GUINT_TO_POINTER (i),
                client_set_up,
                test_power_cut_at_any_step,
                client_tear_down);
  }
  ADD ("may-be-enrolled-anew", test_may_be_enrolled_anew);

  return g_test_run ();
}
