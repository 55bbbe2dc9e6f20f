/* test-recovery.c: a forgotten PIN, from the locked tablet over two custodians to a new PIN
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ruhu-error.h"
#include "client-fixture.h"
#include "ruhu-enrolment.h"
#include "ruhu-hq-worker-table.h"
#include "ruhu-recover.h"
#include "ruhu-wire-json.h"

#include <string.h>
#include <unistd.h>

#define NEW_PIN "1029384756"
#define RESPONSES "SELECT count(*) FROM change_log WHERE kind = 6"

static GBytes *
ask (Client *c, GError **error)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_recover_ask_async (c->store, c->user, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  return ruhu_recover_ask_finish (result, error);
}

static void
ask_first (Client *c)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) sealed = ask (c, &error);

  g_assert_null (sealed);
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_NOT_FOUND);
}

/* The two custodians at HQ, one after the other. */
static RuhuHqReply *
open_for (Client *c, const char *dev, const char *first, const char *second)
{
  g_autofree char *text = g_strdup_printf ("%s\n%s\n", first, second);
  g_autofree char *number = NULL;
  RuhuHqReply *reply;
  int ends[2];

  g_assert_no_errno (pipe (ends));
  g_assert_cmpint (write (ends[1], text, strlen (text)), ==, strlen (text));
  close (ends[1]);
  number = g_strdup_printf ("%d", ends[0]);
  reply = hq_run (&c->hq, "device", "recover", dev, "--recovery-key-fd", number, NULL);
  close (ends[0]);
  return reply;
}

static RuhuHqReply *
open_at_hq (Client *c, const char *first, const char *second)
{
  return open_for (c, ruhu_store_get_device (c->store)->id, first, second);
}

static char *
find_worker (Client *c, const char *dev)
{
  g_auto (GStrv) workers = ruhu_hq_worker_list (ruhu_hq_dir_get_store (c->hq.dir), dev, NULL);

  return g_strdup (workers[0]);
}

static char *
get_code (Client *c)
{
  g_autoptr (RuhuHqReply) reply = open_at_hq (c, c->hq.halves[0], c->hq.halves[1]);
  char *code = strstr (reply->out->str, "code: ");

  g_assert_cmpstr (reply->err->str, ==, "");
  g_assert_nonnull (code);
  *strchr (code, '\n') = '\0';
  return ruhu_enrolment_code_normalize (code + strlen ("code: "));
}

static gboolean
recover (Client *c, GBytes *sealed, const char *code, GError **error)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_store_recover_async (c->store, c->user, NEW_PIN, sealed, code, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  return ruhu_store_recover_finish (c->store, result, error);
}

static gboolean
try_pin (Client *c, const char *pin, GError **error)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_store_unlock_async (c->store, c->user, pin, NULL, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  return ruhu_store_unlock_finish (c->store, result, error);
}

static void
guess_wrong (Client *c, guint times)
{
  guint i;

  for (i = 0; i < times; i++)
    g_assert_false (try_pin (c, NEW_PIN, NULL));
}

static void
test_new_pin_opens_and_nothing_is_lost (Client *c, gconstpointer data)
{
  g_autofree char *finished G_GNUC_UNUSED = client_finish_response (c, "a small photo");
  g_autofree char *code = NULL;
  g_autoptr (GBytes) sealed = NULL;
  g_autoptr (GError) error = NULL;

  client_lock (c);
  ask_first (c);
  code = get_code (c);
  client_reopen (c); /* the worker waits for the call over night */
  sealed = ask (c, &error);
  g_assert_no_error (error);
  g_assert_true (recover (c, sealed, code, &error));
  g_assert_no_error (error);
  g_assert_cmpint (ruhu_store_get_state (c->store), ==, RUHU_STORE_UNLOCKED);
  g_assert_true (client_sync (c, &error));
  g_assert_no_error (error);
  g_assert_cmpint (hq_count (&c->hq, RESPONSES), ==, 1);

  client_lock (c);
  g_assert_false (try_pin (c, PIN, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_true (try_pin (c, NEW_PIN, &error));
  g_assert_no_error (error);
}

/* A PIN that nobody knows any more holds back no final response. */
static void
test_locked_sender_sends_what_is_final (Client *c, gconstpointer data)
{
  g_autofree char *finished G_GNUC_UNUSED = client_finish_response (c, "a small photo");
  g_autoptr (GError) error = NULL;

  client_lock (c);
  guess_wrong (c, 7);
  g_assert_cmpint (ruhu_store_get_wait_until (c->store), >, 0);
  g_assert_true (client_sync (c, &error));
  g_assert_no_error (error);
  g_assert_cmpint (hq_count (&c->hq, RESPONSES), ==, 1);
  g_assert_cmpint (hq_count (&c->hq, "SELECT count(*) FROM att WHERE state = 1"), ==, 1);
}

static void
test_wrong_tries_do_not_count_against_it (Client *c, gconstpointer data)
{
  g_autofree char *code = NULL;
  g_autoptr (GBytes) sealed = NULL;
  g_autoptr (GError) error = NULL;

  client_lock (c);
  guess_wrong (c, 6);
  ask_first (c);
  code = get_code (c);
  sealed = ask (c, &error);
  g_assert_no_error (error);
  g_assert_true (recover (c, sealed, code, &error));
  g_assert_no_error (error);
  g_assert_cmpint (ruhu_store_get_wait_until (c->store), ==, 0);
  client_lock (c);
  g_assert_true (try_pin (c, NEW_PIN, &error));
}

static void
test_without_the_code_it_stays_closed (Client *c, gconstpointer data)
{
  g_autofree char *code = NULL, *other = ruhu_enrolment_code_new ();
  g_autoptr (GBytes) sealed = NULL;
  g_autoptr (GError) error = NULL;

  client_lock (c);
  ask_first (c);
  code = get_code (c);
  sealed = ask (c, &error);
  g_assert_false (recover (c, sealed, other, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_REFUSED);
  g_assert_cmpint (ruhu_store_get_state (c->store), ==, RUHU_STORE_LOCKED);
  client_unlock (c); /* who remembers after all */
}

static void
test_one_custodian_is_not_enough (Client *c, gconstpointer data)
{
  g_autoptr (RuhuHqReply) twice = NULL, nobody = NULL;

  client_lock (c);
  nobody = open_at_hq (c, c->hq.halves[0], c->hq.halves[1]);
  g_assert_cmpint (nobody->code, ==, 1); /* it has not asked */
  ask_first (c);
  twice = open_at_hq (c, c->hq.halves[0], c->hq.halves[0]);
  g_assert_cmpint (twice->code, ==, 1);
  ask_first (c);
}

/* Who was revoked meanwhile gets no key, and no answer that is there already. */
static void
test_revoked_gets_no_key (Client *c, gconstpointer data)
{
  g_autofree char *code G_GNUC_UNUSED = NULL, *said G_GNUC_UNUSED = NULL;
  g_autoptr (GBytes) sealed = NULL;
  g_autoptr (GError) error = NULL;

  client_lock (c);
  ask_first (c);
  code = get_code (c);
  said = hq_do (&c->hq, "device", "revoke", ruhu_store_get_device (c->store)->id, NULL);
  sealed = ask (c, &error);
  g_assert_null (sealed);
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_REFUSED);
}

/* Somebody with a tablet of their own has a stolen one's box, which lies clear in its store, and
 * asks as if their own PIN were forgotten: they are who they say, and the custodians have no doubt.
 */
static void
test_box_of_another_tablet_is_not_opened (Client *c, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (RuhuStoreRecovery) stolen = NULL;
  g_autoptr (JsonObject) said = json_object_new ();
  g_autofree char *text = NULL, *user = NULL;
  g_autoptr (GBytes) body = NULL;
  g_autoptr (Answer) asked = NULL, again = NULL;
  g_autoptr (RuhuHqReply) reply = NULL;
  Tablet thief;

  client_lock (c);
  ruhu_store_begin_recovery_async (c->store, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  stolen = ruhu_store_begin_recovery_finish (c->store, result, NULL);
  g_assert_nonnull (stolen);

  tablet_init (&thief, &c->hq, VILLAGE);
  user = find_worker (c, thief.dev);
  json_object_set_string_member (said, "user", user);
  ruhu_wire_json_set_bytes (said,
                            "escrow",
                            g_bytes_get_data (stolen->escrow, NULL),
                            g_bytes_get_size (stolen->escrow));
  ruhu_wire_json_set_bytes (said, "key", thief.x, sizeof thief.x);
  text = ruhu_json_to_text (said);
  body = g_bytes_new (text, strlen (text));
  asked = tablet_ask (&thief, "POST", "/v1/recover", body, NULL);
  g_assert_cmpuint (asked->status, ==, 200);

  reply = open_for (c, thief.dev, c->hq.halves[0], c->hq.halves[1]);
  g_assert_cmpint (reply->code, ==, 1);
  g_assert_nonnull (strstr (reply->err->str, "another tablet"));
  again = tablet_ask (&thief, "POST", "/v1/recover", body, NULL);
  g_assert_false (json_object_has_member (again->json, "sealed"));
  tablet_clear (&thief);
}

#define ADD(path, func) \
  g_test_add ("/recovery/" path, Client, NULL, client_set_up, func, client_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("new-pin-opens-and-nothing-is-lost", test_new_pin_opens_and_nothing_is_lost);
  ADD ("locked-sender-sends-what-is-final", test_locked_sender_sends_what_is_final);
  ADD ("wrong-tries-do-not-count-against-it", test_wrong_tries_do_not_count_against_it);
  ADD ("without-the-code-it-stays-closed", test_without_the_code_it_stays_closed);
  ADD ("one-custodian-is-not-enough", test_one_custodian_is_not_enough);
  ADD ("revoked-gets-no-key", test_revoked_gets_no_key);
  ADD ("box-of-another-tablet-is-not-opened", test_box_of_another_tablet_is_not_opened);

  return g_test_run ();
}
