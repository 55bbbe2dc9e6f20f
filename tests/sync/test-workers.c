/* test-workers.c: several workers on one tablet, from HQ's code to the name in each line
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ruhu-error.h"
#include "base/ruhu-json.h"
#include "client-fixture.h"

#include <string.h>

#define OTHER "lan"
#define OTHER_PIN "1029384756"

static char *
make_code_for (Client *c, const char *device, const char *user)
{
  g_autofree char *said G_GNUC_UNUSED =
    hq_do (&c->hq, "device", "enrol", "--device", device, "--user", user, NULL);
  const char *code = strstr (said, "code: ");

  g_assert_nonnull (code);
  code += strlen ("code: ");
  return g_strndup (code, strchr (code, '\n') - code);
}

static gboolean
add_user (Client *c, const char *user, GError **error)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_store_add_user_async (c->store, user, OTHER_PIN, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  return ruhu_store_add_user_finish (c->store, result, error);
}

/* What the page does with a code that HQ made for this tablet. */
static void
bring_other (Client *c)
{
  const char *id = ruhu_store_get_device (c->store)->id;
  g_autofree char *added G_GNUC_UNUSED =
    hq_do (&c->hq, "user", "add", OTHER, "--role", "village", "--scope", VILLAGE, NULL);
  g_autofree char *code = make_code_for (c, id, OTHER);
  g_autofree char *first G_GNUC_UNUSED = g_strdup (c->user);
  g_autoptr (GError) error = NULL;
  g_autoptr (RuhuDeviceKeys) keys = ruhu_store_dup_device_keys (c->store, &error);
  g_autoptr (RuhuDevice) device = NULL;

  g_assert_no_error (error);
  device = client_enrol (c, link_get_url (c->link), code, keys, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (device->id, ==, id);
  g_assert_cmpstr (c->user, ==, OTHER);
  g_assert_true (add_user (c, c->user, &error));
  g_assert_no_error (error);

  g_free (c->user);
  c->user = g_steal_pointer (&first);
}

static gboolean
unlock_as (Client *c, const char *user, const char *pin, GError **error)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_store_unlock_async (c->store, user, pin, NULL, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  return ruhu_store_unlock_finish (c->store, result, error);
}

static void
sync_well (Client *c)
{
  g_autoptr (GError) error = NULL;

  client_sync (c, &error);
  g_assert_no_error (error);
}

/* Who wrote the newest line, as the tablet sends it. */
static char *
get_writer (Client *c)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) lines = NULL;
  g_autoptr (JsonObject) line = NULL;
  RuhuOutboxLine *last;
  gsize n;
  const char *data;

  ruhu_outbox_read_async (c->store, 1, 100, 1024 * 1024, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  lines = ruhu_outbox_read_finish (c->store, result, NULL);
  g_assert_cmpuint (lines->len, >, 0);
  last = lines->pdata[lines->len - 1];
  data = g_bytes_get_data (last->line, &n);
  line = ruhu_json_parse (data, n, NULL);
  return g_strdup (ruhu_json_get_string (line, "u"));
}

static void
test_work_is_attributed (Client *c, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *mine = NULL, *others = NULL;
  g_autofree char *first G_GNUC_UNUSED = client_finish_response (c, NULL);
  g_autofree char *second G_GNUC_UNUSED = NULL;

  sync_well (c);
  mine = get_writer (c);
  g_assert_cmpstr (mine, ==, c->user);

  bring_other (c);
  client_lock (c);
  g_assert_true (unlock_as (c, OTHER, OTHER_PIN, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (ruhu_store_get_user (c->store), ==, OTHER);
  second = client_finish_response (c, NULL);
  sync_well (c);
  others = get_writer (c);
  g_assert_cmpstr (others, ==, OTHER);
  g_assert_cmpint (hq_count (&c->hq, "SELECT count(*) FROM change_log WHERE kind = 6"), ==, 2);
  g_assert_cmpint (hq_count (&c->hq, "SELECT count(*) FROM device WHERE ed IS NOT NULL"), ==, 1);
  g_assert_cmpint (hq_count (&c->hq, "SELECT count(*) FROM device_worker"), ==, 2);
}

/* Neither PIN opens the other's slot. */
static void
test_each_has_a_pin (Client *c, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  bring_other (c);
  client_lock (c);
  g_assert_false (unlock_as (c, OTHER, PIN, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_false (unlock_as (c, c->user, OTHER_PIN, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_REFUSED);
  client_unlock (c);
}

static void
test_code_is_for_one_tablet (Client *c, gconstpointer data)
{
  const char *id = ruhu_store_get_device (c->store)->id;
  g_autofree char *code = make_code_for (c, id, c->user);
  g_autoptr (RuhuDeviceKeys) others = ruhu_device_keys_new ();
  g_autofree char *user = g_strdup (c->user);
  g_autoptr (GError) error = NULL;
  g_autoptr (RuhuDevice) device = client_enrol (c, link_get_url (c->link), code, others, &error);

  g_assert_null (device);
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_REFUSED);
  g_free (c->user);
  c->user = g_steal_pointer (&user);
}

static void
test_removed_opens_it_no_more (Client *c, gconstpointer data)
{
  const char *id = ruhu_store_get_device (c->store)->id;
  g_autofree char *response G_GNUC_UNUSED = client_finish_response (c, NULL);
  g_autofree char *said G_GNUC_UNUSED = NULL;
  g_autoptr (GError) error = NULL;

  bring_other (c);
  sync_well (c);
  client_lock (c);
  g_assert_true (unlock_as (c, OTHER, OTHER_PIN, &error));
  said = hq_do (&c->hq, "device", "remove", id, "--user", c->user, NULL);
  sync_well (c);

  /* At work still; and at the door no more. What the first one did is there. */
  g_assert_cmpint (ruhu_store_get_state (c->store), ==, RUHU_STORE_UNLOCKED);
  client_lock (c);
  g_assert_false (unlock_as (c, c->user, PIN, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_true (unlock_as (c, OTHER, OTHER_PIN, &error));
  g_assert_no_error (error);
  sync_well (c);
}

static void
test_last_one_stays (Client *c, gconstpointer data)
{
  const char *id = ruhu_store_get_device (c->store)->id;
  g_autoptr (RuhuHqReply) reply = hq_run (&c->hq, "device", "remove", id, "--user", c->user, NULL);

  g_assert_cmpint (reply->code, ==, 1);
  sync_well (c);
  client_lock (c);
  client_unlock (c);
}

/* A tablet enrolled before HQ knew of several workers goes on. */
static void
test_older_hq_is_upgraded (Client *c, gconstpointer data)
{
  hq_stop (&c->hq);
  hq_downgrade_stopped (&c->hq, 4);
  hq_start (&c->hq);
  link_set_target (c->link, c->hq.url);
  g_assert_cmpint (hq_count (&c->hq, "SELECT count(*) FROM device_worker"), ==, 1);
  sync_well (c);
  client_lock (c);
  client_unlock (c);
  bring_other (c);
}

#define ADD(path, func) \
  g_test_add ("/workers/" path, Client, NULL, client_set_up, func, client_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("work-is-attributed", test_work_is_attributed);
  ADD ("each-has-a-pin", test_each_has_a_pin);
  ADD ("code-is-for-one-tablet", test_code_is_for_one_tablet);
  ADD ("removed-opens-it-no-more", test_removed_opens_it_no_more);
  ADD ("last-one-stays", test_last_one_stays);
  ADD ("older-hq-is-upgraded", test_older_hq_is_upgraded);

  return g_test_run ();
}
