/* test-store-kdf.c: what the real key derivation costs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store-fixture.h"
#include "ruhu-test-sql.h"

#include "base/ruhu-error.h"

#define MIB (1024 * 1024)

static void
test_measured_cost_is_no_less_than_promised (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  sqlite3 *db;
  sqlite3_stmt *stmt;

  ruhu_store_set_kdf_cost (f->store, 0, 0); /* to be measured */
  g_assert_true (fixture_create (f, NULL, &error));
  g_assert_no_error (error);
  fixture_lock (f);

  db = ruhu_test_sql_open (f->dir, "store.db");
  sqlite3_prepare_v2 (db, "SELECT ops, mem FROM key_slot", -1, &stmt, NULL);
  g_assert_cmpint (sqlite3_step (stmt), ==, SQLITE_ROW);
  g_assert_cmpint (sqlite3_column_int64 (stmt, 0), >=, 3);
  g_assert_cmpint (sqlite3_column_int64 (stmt, 1), >=, 128 * MIB);
  sqlite3_finalize (stmt);
  sqlite3_close (db);

  g_assert_false (fixture_unlock_with (f, OTHER_PIN, NULL, NULL, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_REFUSED);
  fixture_unlock (f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/store-kdf/measured-cost-is-no-less-than-promised",
              Fixture,
              NULL,
              fixture_set_up,
              test_measured_cost_is_no_less_than_promised,
              fixture_tear_down);

  return g_test_run ();
}
