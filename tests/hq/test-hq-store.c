/* test-hq-store.c: sync/hq/ruhu-hq-store.c, ruhu-hq-store-sqlite.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "hq-fixture.h"

#include <malloc.h>

#define FILL \
  "CREATE TABLE filler AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE" \
  " i < 5000) SELECT i, hex (randomblob (2000)) AS text FROM n"
#define ROWS "SELECT count(*) FROM filler WHERE length (text) = 4000"

static gsize
measure (void)
{
  return mallinfo2 ().uordblks;
}

/* 20 MB were written and read; at rest nothing of it is in memory, and all of it in the store. */
static void
test_rest_gives_memory_back (Hq *hq, gconstpointer data)
{
  RuhuHqStore *store = ruhu_hq_dir_get_store (hq->dir);
  gboolean own_memory =
    g_getenv ("RUHU_SANITIZED") != NULL; /* the sanitizer's, which is not told */
  g_autoptr (GError) error = NULL;
  gsize before = measure ();

  ruhu_hq_store_run (store, &error, FILL, "");
  g_assert_no_error (error);
  g_assert_cmpint (hq_count (hq, ROWS), ==, 5000);
  g_assert_true (own_memory || measure () > before + 10 * 1000 * 1000);

  ruhu_hq_store_rest (store);
  g_assert_true (own_memory || measure () < before + 1000 * 1000);
  g_assert_cmpint (hq_count (hq, ROWS), ==, 5000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/hq-store/rest/gives-memory-back",
              Hq,
              NULL,
              hq_set_up,
              test_rest_gives_memory_back,
              hq_tear_down);

  return g_test_run ();
}
