/* test-disk.c: what the store does when the disk fails
 *
 * No tick for what is not on disk, no further use of a connection whose sync failed, one try more
 * on a new one; and when the disk is well again, so is the store.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "bad-disk.h"
#include "store-fixture.h"

#include "base/ruhu-error.h"

#include <sqlite3.h>

#define ALWAYS 1000

static void
tell_nobody (guint op, const char *what)
{
}

static const char *
load_one (Fixture *f, const char *id, GHashTable **answers)
{
  g_autoptr (GError) error = NULL;

  *answers = fixture_load (f, id, &error);
  g_assert_no_error (error);
  return g_hash_table_lookup (*answers, "/data/q");
}

static void
test_one_failed_sync_is_mended (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuResponse) response = fixture_begin (f);
  g_autoptr (GHashTable) answers = NULL;
  g_autoptr (GError) error = NULL;

  bad_disk_fail_syncs (1, SQLITE_IOERR_FSYNC);
  g_assert_true (fixture_put (f, ruhu_response_get_id (response), "/data/q", "1", NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (load_one (f, ruhu_response_get_id (response), &answers), ==, "1");
}

static void
fail_twice (Fixture *f, int rc, RuhuError code)
{
  g_autoptr (RuhuResponse) response = fixture_begin (f);
  g_autoptr (GHashTable) answers = NULL;
  g_autoptr (GError) error = NULL;
  const char *id = ruhu_response_get_id (response);

  fixture_answer (f, id, "/data/q", "1");
  bad_disk_fail_syncs (ALWAYS, rc);
  g_assert_false (fixture_put (f, id, "/data/q", "2", NULL, &error));
  g_assert_error (error, RUHU_ERROR, (int) code);

  bad_disk_fail_syncs (0, SQLITE_OK);
  fixture_answer (f, id, "/data/other", "3");
  g_assert_cmpstr (load_one (f, id, &answers), !=, NULL);
  fixture_answer (f, id, "/data/q", "4");
}

static void
test_failing_disk_is_told_and_no_tick (Fixture *f, gconstpointer data)
{
  fail_twice (f, SQLITE_IOERR_FSYNC, RUHU_ERROR_CORRUPT);
}

static void
test_full_disk_is_told_and_no_tick (Fixture *f, gconstpointer data)
{
  fail_twice (f, SQLITE_FULL, RUHU_ERROR_FULL);
}

/* What the app locks stays locked, and is cut at the next lock that works. */
static void
test_lock_locks_on_a_failing_disk (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuResponse) response = fixture_begin (f);
  g_autoptr (RuhuResponse) found = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  fixture_finish (f, ruhu_response_get_id (response), "{}", NULL);
  bad_disk_fail_syncs (ALWAYS, SQLITE_IOERR_FSYNC);
  ruhu_store_lock_async (f->store, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  g_assert_false (ruhu_store_lock_finish (f->store, result, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_CORRUPT);
  g_assert_cmpint (ruhu_store_get_state (f->store), ==, RUHU_STORE_LOCKED);

  bad_disk_fail_syncs (0, SQLITE_OK);
  fixture_unlock (f);
  fixture_lock (f);
  fixture_unlock (f);
  found = fixture_find (f, ruhu_response_get_id (response));
  g_assert_cmpint (ruhu_response_get_state (found), ==, RUHU_RESPONSE_FINAL);
}

#define ADD(path, func) \
  g_test_add ("/disk/" path, Fixture, NULL, fixture_set_up_unlocked, func, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  bad_disk_register (tell_nobody);

  ADD ("one-failed-sync-is-mended", test_one_failed_sync_is_mended);
  ADD ("failing-is-told-and-no-tick", test_failing_disk_is_told_and_no_tick);
  ADD ("full-is-told-and-no-tick", test_full_disk_is_told_and_no_tick);
  ADD ("lock-locks-all-the-same", test_lock_locks_on_a_failing_disk);

  return g_test_run ();
}
