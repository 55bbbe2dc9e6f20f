/* test-store.c: app/store/ruhu-store.c, making, unlocking and locking
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store-fixture.h"
#include "ruhu-test-sql.h"

#include "base/ruhu-error.h"

#include <glib/gstdio.h>
#include <sodium.h>

#define MINUTE (60 * 1000)

static void
test_absent_at_first (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (ruhu_store_get_state (f->store), ==, RUHU_STORE_ABSENT);
  g_assert_null (ruhu_store_get_device (f->store));
  g_assert_false (fixture_unlock_with (f, PIN, NULL, NULL, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_REFUSED);
}

static void
test_created_is_unlocked (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (fixture_create (f, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (ruhu_store_get_state (f->store), ==, RUHU_STORE_UNLOCKED);
  g_assert_cmpstr (ruhu_store_get_user (f->store), ==, USER);
  g_assert_cmpstr (ruhu_store_get_device (f->store)->id, ==, "d7k2");

  g_assert_false (fixture_create (f, NULL, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_REFUSED);
}

static void
test_create_cancelled_leaves_none (Fixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_false (fixture_create (f, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (ruhu_store_get_state (f->store), ==, RUHU_STORE_ABSENT);
  fixture_reopen (f);
  g_assert_cmpint (ruhu_store_get_state (f->store), ==, RUHU_STORE_ABSENT);
}

/* A create that was killed leaves at most files that the next one replaces. */
static void
test_half_made_store_is_made_again (Fixture *f, gconstpointer data)
{
  const char *const left[] = { "store.new", "store.new-wal", "hq.json", "hq.json.new", NULL };
  g_autoptr (GError) error = NULL;
  guint i;

  for (i = 0; left[i] != NULL; i++) {
    g_autofree char *path = g_build_filename (f->dir, left[i], NULL);

    g_assert_true (g_file_set_contents (path, "half", 4, NULL));
  }
  fixture_reopen (f);
  g_assert_cmpint (ruhu_store_get_state (f->store), ==, RUHU_STORE_ABSENT);
  g_assert_true (fixture_create (f, NULL, &error));
  g_assert_no_error (error);
  fixture_lock (f);
  fixture_unlock (f);
}

static void
test_unlocks_after_restart (Fixture *f, gconstpointer data)
{
  fixture_lock (f);
  g_assert_cmpint (ruhu_store_get_state (f->store), ==, RUHU_STORE_LOCKED);
  g_assert_null (ruhu_store_get_user (f->store));

  fixture_reopen (f);
  g_assert_cmpint (ruhu_store_get_state (f->store), ==, RUHU_STORE_LOCKED);
  fixture_unlock (f);
  g_assert_cmpint (ruhu_store_get_state (f->store), ==, RUHU_STORE_UNLOCKED);
  g_assert_cmpstr (ruhu_store_get_device (f->store)->scope, ==, DIVISION);
}

static void
test_unlock_cancelled_counts_no_try (Fixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  guint i;

  fixture_lock (f);
  g_cancellable_cancel (cancellable);
  for (i = 0; i < 20; i++) {
    g_assert_false (fixture_unlock_with (f, OTHER_PIN, NULL, cancellable, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    g_clear_error (&error);
  }
  fixture_unlock (f);
}

static void
test_lock_cancelled_stays_unlocked (Fixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  g_cancellable_cancel (cancellable);
  ruhu_store_lock_async (f->store, cancellable, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  g_assert_false (ruhu_store_lock_finish (f->store, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (ruhu_store_get_state (f->store), ==, RUHU_STORE_UNLOCKED);
}

static void
test_locked_leaves_no_wal (Fixture *f, gconstpointer data)
{
  g_autofree char *wal = g_build_filename (f->dir, "store.db-wal", NULL);
  g_autoptr (RuhuResponse) response = fixture_begin (f);

  g_assert_true (g_file_test (wal, G_FILE_TEST_EXISTS));
  fixture_answer (f, ruhu_response_get_id (response), "/data/q", "1");
  fixture_lock (f);
  g_assert_false (g_file_test (wal, G_FILE_TEST_EXISTS));
}

static void
test_locked_refuses_work (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuResponse) response = fixture_begin (f);
  g_autoptr (GError) error = NULL;

  fixture_lock (f);
  g_assert_false (fixture_put (f, ruhu_response_get_id (response), "/data/q", "1", NULL, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_REFUSED);
}

static void
try_wrong (Fixture *f, guint times)
{
  guint i;

  for (i = 0; i < times; i++) {
    g_autoptr (GError) error = NULL;

    g_assert_false (fixture_unlock_with (f, OTHER_PIN, NULL, NULL, &error));
    g_assert_error (error, RUHU_ERROR, RUHU_ERROR_REFUSED);
  }
}

static void
test_five_free_tries (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture_lock (f);
  try_wrong (f, 4);
  g_assert_cmpint (ruhu_store_get_wait_until (f->store), ==, 0);
  try_wrong (f, 1);
  g_assert_cmpint (ruhu_store_get_wait_until (f->store), ==, f->now + 30 * 1000);

  g_assert_false (fixture_unlock_with (f, PIN, NULL, NULL, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_REFUSED);
  f->now += 30 * 1000;
  fixture_unlock (f);
  g_assert_cmpint (ruhu_store_get_wait_until (f->store), ==, 0);
}

static void
test_wait_survives_restart (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture_lock (f);
  try_wrong (f, 5);
  fixture_reopen (f);
  g_assert_cmpint (ruhu_store_get_wait_until (f->store), ==, f->now + 30 * 1000);
  g_assert_false (fixture_unlock_with (f, PIN, NULL, NULL, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_REFUSED);
}

static void
test_clock_put_back_waits_no_longer (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture_lock (f);
  try_wrong (f, 5);
  f->now -= 3650 * 24 * 60 * (gint64) MINUTE;
  g_assert_false (fixture_unlock_with (f, PIN, NULL, NULL, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_REFUSED);
  f->now += 30 * 1000;
  fixture_unlock (f);
}

static char *
make_code (Fixture *f, guint lockout)
{
  g_autofree char *path = g_build_filename (f->dir, "secret", "unlock", NULL);
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, NULL);
  g_autoptr (GBytes) secret = g_mapped_file_get_bytes (file);

  return ruhu_unlock_code (secret, "d7k2", lockout);
}

static void
lock_out (Fixture *f)
{
  guint i;

  fixture_lock (f);
  for (i = 0; i < 10; i++) {
    f->now += 61 * MINUTE;
    try_wrong (f, 1);
  }
}

static void
test_ten_wrong_tries_want_hq_code (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *code = make_code (f, 1);
  g_autofree char *second = make_code (f, 2);

  lock_out (f);
  g_assert_cmpint (ruhu_store_get_lockout (f->store), ==, 1);
  f->now += 61 * MINUTE;
  g_assert_false (fixture_unlock_with (f, PIN, NULL, NULL, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_REFUSED);
  g_clear_error (&error);

  g_assert_false (fixture_unlock_with (f, PIN, "12345678", NULL, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_cmpint (ruhu_store_get_lockout (f->store), ==, 1);

  f->now += 61 * MINUTE;
  g_assert_true (fixture_unlock_with (f, PIN, code, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (ruhu_store_get_lockout (f->store), ==, 0);

  lock_out (f);
  g_assert_cmpint (ruhu_store_get_lockout (f->store), ==, 2);
  f->now += 61 * MINUTE;
  g_assert_true (fixture_unlock_with (f, PIN, second, NULL, &error));
  g_assert_no_error (error);
}

static void
test_hq_code_works_once (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *code = make_code (f, 1);

  lock_out (f);
  f->now += 61 * MINUTE;
  g_assert_false (fixture_unlock_with (f, OTHER_PIN, code, NULL, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_REFUSED);
  g_clear_error (&error);

  f->now += 61 * MINUTE;
  g_assert_cmpint (ruhu_store_get_lockout (f->store), ==, 2);
  g_assert_false (fixture_unlock_with (f, PIN, code, NULL, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_REFUSED);
}

static gboolean
change_pin (Fixture *f, const char *pin, const char *new_pin, GCancellable *c, GError **error)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_store_change_pin_async (f->store, USER, pin, new_pin, c, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  return ruhu_store_change_pin_finish (f->store, result, error);
}

static void
test_pin_changes (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (change_pin (f, OTHER_PIN, OTHER_PIN, NULL, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_false (change_pin (f, PIN, "123456789", NULL, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_INVALID);
  g_clear_error (&error);

  g_assert_true (change_pin (f, PIN, "苹果 河流 星期二 扁担", NULL, &error));
  g_assert_no_error (error);
  fixture_lock (f);
  g_assert_false (fixture_unlock_with (f, PIN, NULL, NULL, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_true (fixture_unlock_with (f, "苹果 河流 星期二 扁担", NULL, NULL, &error));
  g_assert_no_error (error);
}

/* As after a battery that was pulled: nothing is locked or closed, and the log of the database is
 * there or not. */
static void
test_changed_pin_outlives_power_cut (Fixture *f, gconstpointer data)
{
  const char *const without[] = { NULL, "store.db-wal" };
  g_autoptr (GError) error = NULL;
  guint i;

  g_assert_true (change_pin (f, PIN, OTHER_PIN, NULL, &error));
  g_assert_no_error (error);
  for (i = 0; i < G_N_ELEMENTS (without); i++) {
    g_autofree char *dir = ruhu_test_make_dir ();
    Fixture copy = { .now = f->now };

    fixture_copy (f->dir, dir);
    if (without[i] != NULL) {
      g_autofree char *path = g_build_filename (dir, without[i], NULL);

      g_unlink (path);
    }
    fixture_open_at (&copy, dir);
    g_assert_false (fixture_unlock_with (&copy, PIN, NULL, NULL, &error));
    g_assert_error (error, RUHU_ERROR, RUHU_ERROR_REFUSED);
    g_clear_error (&error);
    g_assert_true (fixture_unlock_with (&copy, OTHER_PIN, NULL, NULL, &error));
    g_assert_no_error (error);
    fixture_tear_down (&copy, NULL);
  }
}

static void
test_pin_change_cancelled_keeps_old (Fixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_false (change_pin (f, PIN, OTHER_PIN, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  fixture_lock (f);
  fixture_unlock (f);
}

static char **
list_users (Fixture *f, GCancellable *cancellable, GError **error)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_store_list_users_async (f->store, cancellable, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  return ruhu_store_list_users_finish (f->store, result, error);
}

static void
test_users_are_known_while_locked (Fixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (GStrv) users = NULL;
  g_autoptr (GError) error = NULL;

  fixture_lock (f);
  users = list_users (f, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (users), ==, 1);
  g_assert_cmpstr (users[0], ==, USER);

  g_cancellable_cancel (cancellable);
  g_assert_null (list_users (f, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static gboolean
set_epoch (Fixture *f, gint64 epoch, GCancellable *cancellable, GError **error)
{
  g_autoptr (RuhuDevice) device = ruhu_device_copy (ruhu_store_get_device (f->store));
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  device->epoch = epoch;
  ruhu_store_set_device_async (f->store, device, cancellable, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  return ruhu_store_set_device_finish (f->store, result, error);
}

static void
test_device_is_told_anew (Fixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (set_epoch (f, 2, NULL, &error));
  g_assert_cmpint (ruhu_store_get_device (f->store)->epoch, ==, 2);
  g_cancellable_cancel (cancellable);
  g_assert_false (set_epoch (f, 3, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  fixture_reopen (f);
  g_assert_cmpint (ruhu_store_get_device (f->store)->epoch, ==, 2);
}

static void
test_signs_by_the_key_of_its_state (Fixture *f, gconstpointer data)
{
  guint8 signature[64];
  g_autoptr (GError) error = NULL;

  g_assert_true (ruhu_store_sign (f->store, "ask", 3, signature, &error));
  g_assert_cmpint (crypto_sign_verify_detached (signature, (guint8 *) "ask", 3, f->ed_public),
                   ==,
                   0);
  fixture_lock (f);
  g_assert_true (ruhu_store_sign (f->store, "ask", 3, signature, &error));
  g_assert_cmpint (crypto_sign_verify_detached (signature, (guint8 *) "ask", 3, f->lk_public),
                   ==,
                   0);
}

static void
test_root_key_is_in_escrow (Fixture *f, gconstpointer data)
{
  sqlite3_stmt *stmt;
  guint8 content[64];
  sqlite3 *db;

  fixture_lock (f);
  db = ruhu_test_sql_open (f->dir, "store.db");
  sqlite3_prepare_v2 (db, "SELECT v FROM meta WHERE k = 'escrow'", -1, &stmt, NULL);
  g_assert_cmpint (sqlite3_step (stmt), ==, SQLITE_ROW);
  g_assert_cmpint (crypto_box_seal_open (content,
                                         sqlite3_column_blob (stmt, 0),
                                         sqlite3_column_bytes (stmt, 0),
                                         f->hqe_public,
                                         f->hqe),
                   ==,
                   0);
  g_assert_cmpmem (content + 32, 32, f->ed_public, sizeof f->ed_public);
  sqlite3_finalize (stmt);
  sqlite3_close (db);
}

static void
alter (Fixture *f, const char *sql)
{
  ruhu_test_sql_execute (f->dir, "store.db", sql);
}

static void
test_altered_clear_value_is_found (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture_lock (f);
  alter (f, "UPDATE meta SET v = CAST('9' AS BLOB) WHERE k = 'next_seq'");
  g_assert_false (fixture_unlock_with (f, PIN, NULL, NULL, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_CORRUPT);
  g_assert_cmpint (ruhu_store_get_state (f->store), ==, RUHU_STORE_LOCKED);
}

static void
test_copied_store_enrols_again (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->dir, "secret", "instance", NULL);
  g_autoptr (GError) error = NULL;

  fixture_lock (f);
  g_file_set_contents (path, "another instance", 16, NULL);
  g_assert_false (fixture_unlock_with (f, PIN, NULL, NULL, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_CONFLICT);
}

#define ADD(path, set_up, func) \
  g_test_add ("/store/" path, Fixture, NULL, set_up, func, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("absent-at-first", fixture_set_up, test_absent_at_first);
  ADD ("create/is-unlocked", fixture_set_up, test_created_is_unlocked);
  ADD ("create/cancelled-leaves-none", fixture_set_up, test_create_cancelled_leaves_none);
  ADD ("create/half-made-store-is-made-again", fixture_set_up, test_half_made_store_is_made_again);
  ADD ("unlock/after-restart", fixture_set_up_unlocked, test_unlocks_after_restart);
  ADD ("unlock/cancelled-counts-no-try",
       fixture_set_up_unlocked,
       test_unlock_cancelled_counts_no_try);
  ADD ("unlock/five-free-tries", fixture_set_up_unlocked, test_five_free_tries);
  ADD ("unlock/wait-survives-restart", fixture_set_up_unlocked, test_wait_survives_restart);
  ADD ("unlock/clock-put-back-waits-no-longer",
       fixture_set_up_unlocked,
       test_clock_put_back_waits_no_longer);
  ADD ("unlock/ten-wrong-tries-want-hq-code",
       fixture_set_up_unlocked,
       test_ten_wrong_tries_want_hq_code);
  ADD ("unlock/hq-code-works-once", fixture_set_up_unlocked, test_hq_code_works_once);
  ADD ("unlock/altered-clear-value-is-found",
       fixture_set_up_unlocked,
       test_altered_clear_value_is_found);
  ADD ("unlock/copied-store-enrols-again", fixture_set_up_unlocked, test_copied_store_enrols_again);
  ADD ("lock/cancelled-stays-unlocked",
       fixture_set_up_unlocked,
       test_lock_cancelled_stays_unlocked);
  ADD ("lock/leaves-no-wal", fixture_set_up_unlocked, test_locked_leaves_no_wal);
  ADD ("lock/refuses-work", fixture_set_up_unlocked, test_locked_refuses_work);
  ADD ("pin/changes", fixture_set_up_unlocked, test_pin_changes);
  ADD ("pin/changed-outlives-power-cut",
       fixture_set_up_unlocked,
       test_changed_pin_outlives_power_cut);
  ADD ("pin/change-cancelled-keeps-old",
       fixture_set_up_unlocked,
       test_pin_change_cancelled_keeps_old);
  ADD ("users/known-while-locked", fixture_set_up_unlocked, test_users_are_known_while_locked);
  ADD ("device/told-anew", fixture_set_up_unlocked, test_device_is_told_anew);
  ADD ("sign/by-the-key-of-its-state", fixture_set_up_unlocked, test_signs_by_the_key_of_its_state);
  ADD ("escrow/opens-with-the-recovery-key", fixture_set_up_unlocked, test_root_key_is_in_escrow);

  return g_test_run ();
}
