/* ruhu-hq-store-sqlite.c: HQ's store in one SQLite file
 *
 * One connection, one process: whoever opens the file holds it alone until it closes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-store-sqlite.h"

#include "ruhu-hq-page-sum.h"
#include "ruhu-hq-resources.h"

#include "base/ruhu-error.h"
#include "base/ruhu-file.h"
#include "base/ruhu-mutant.h"
#include "store/ruhu-sql-private.h"

#include <glib/gstdio.h>
#include <malloc.h>

#define SCHEMAS "/org/ruhu/Ruhu/sql/hq/sqlite"

#define WORTH_GIVING (1024 * 1024)

struct _RuhuHqStoreSqlite {
  GObject parent_instance;

  sqlite3 *db;
  sqlite3_stmt *rollback; /* compiled beforehand: it is needed when there is no memory */
  GHashTable *idle; /* its own text → sqlite3_stmt: what was compiled once need not be again */

  sqlite3_backup *copying; /* what ruhu_hq_store_copy() has begun, */
  sqlite3 *copy;
  char *copy_path;
};

static void ruhu_hq_store_sqlite_iface_init (RuhuHqStoreInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RuhuHqStoreSqlite,
                               ruhu_hq_store_sqlite,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (RUHU_TYPE_HQ_STORE,
                                                      ruhu_hq_store_sqlite_iface_init))

/* Whoever reads it can do something about it. */
static gboolean
fail_damaged (sqlite3 *db, GError **error)
{
  g_clear_error (error);
  g_set_error (error,
               RUHU_ERROR,
               RUHU_ERROR_CORRUPT,
               "HQ's store is damaged: page %u of hq.db is not what was written, and nothing in it "
               "is used. `ruhu-hq verify` says what it holds; where HQ does not start any more, "
               "`ruhu-hq restore` makes another from the last backup, and tablets send again what "
               "came later",
               ruhu_hq_page_sum_get_damaged (db));
  return FALSE;
}

static gboolean
fail (sqlite3 *db, GError **error)
{
  return sqlite3_extended_errcode (db) == SQLITE_IOERR_DATA
           ? fail_damaged (db, error)
           : ruhu_sql_fail (db, "use HQ's store", error);
}

static gboolean
sqlite_begin (RuhuHqStore *store, gboolean writing, GError **error)
{
  return ruhu_sql_begin (RUHU_HQ_STORE_SQLITE (store)->db,
                         writing ? "BEGIN IMMEDIATE" : "BEGIN",
                         error);
}

static gboolean
sqlite_commit (RuhuHqStore *store, GError **error)
{
  return ruhu_sql_exec (RUHU_HQ_STORE_SQLITE (store)->db, "COMMIT", error);
}

static void
sqlite_rollback (RuhuHqStore *store)
{
  RuhuHqStoreSqlite *self = RUHU_HQ_STORE_SQLITE (store);

  /* Some errors have taken the transaction back already. */
  if (!sqlite3_get_autocommit (self->db))
    sqlite3_step (self->rollback);
  sqlite3_reset (self->rollback);
}

/* The one writing transaction of the one process is the lock. */
static gboolean
sqlite_lock_town (RuhuHqStore *store, const char *town, gint64 *last, GError **error)
{
  g_autoptr (RuhuHqRows) rows = NULL;
  g_autoptr (GError) failed = NULL;

  *last = 0;
  rows = ruhu_hq_store_query (store, error, "SELECT last FROM town_seq WHERE town = ?1", "t", town);
  if (rows == NULL)
    return FALSE;

  if (ruhu_hq_rows_next (rows, &failed))
    *last = ruhu_hq_rows_get_int64 (rows, 0);
  if (failed == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&failed));
  return FALSE;
}

static void
end_copy (RuhuHqStoreSqlite *self)
{
  if (self->copying != NULL)
    sqlite3_backup_finish (self->copying);
  self->copying = NULL;
  g_clear_pointer (&self->copy, sqlite3_close);
  g_clear_pointer (&self->copy_path, g_free);
}

static gboolean
begin_copy (RuhuHqStoreSqlite *self, const char *path, GError **error)
{
  if (g_strcmp0 (self->copy_path, path) == 0)
    return TRUE;

  end_copy (self);
  g_unlink (path);
  if (sqlite3_open_v2 (path,
                       &self->copy,
                       SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                       ruhu_hq_page_sum_layer ()) != SQLITE_OK)
    return fail (self->copy, error);
  ruhu_hq_page_sum_make_room (self->copy);

  /* It is read once more before anybody relies on it. */
  if (!ruhu_sql_exec (self->copy, "PRAGMA synchronous = OFF", error))
    return FALSE;
  self->copying = sqlite3_backup_init (self->copy, "main", self->db, "main");
  if (self->copying == NULL)
    return fail (self->copy, error);

  self->copy_path = g_strdup (path);
  return TRUE;
}

/* glibc keeps what is freed between two blocks that are not, until it is asked. */
static void
sqlite_rest (RuhuHqStore *store)
{
  sqlite3 *db = RUHU_HQ_STORE_SQLITE (store)->db;
  int used, most;

  if (sqlite3_db_status (db, SQLITE_DBSTATUS_CACHE_USED, &used, &most, FALSE) != SQLITE_OK ||
      used < WORTH_GIVING)
    return;

  sqlite3_db_release_memory (db);
  malloc_trim (0);
}

/* What this connection writes meanwhile SQLite puts into the copy, too. */
static gboolean
sqlite_copy (RuhuHqStore *store,
             const char *path,
             guint pages,
             RuhuHqCopied *copied,
             GError **error)
{
  RuhuHqStoreSqlite *self = RUHU_HQ_STORE_SQLITE (store);
  int result;

  copied->pages = copied->all = 0;
  if (pages == 0) {
    end_copy (self);
    g_unlink (path);
    return TRUE;
  }
  if (!begin_copy (self, path, error)) {
    end_copy (self);
    return FALSE;
  }

  result = sqlite3_backup_step (self->copying, pages);
  copied->all = sqlite3_backup_pagecount (self->copying);
  copied->pages = copied->all - sqlite3_backup_remaining (self->copying);
  if (result == SQLITE_OK)
    return TRUE;
  if (result == SQLITE_DONE) {
    end_copy (self);
    return TRUE;
  }
  if (result == SQLITE_IOERR_DATA)
    fail_damaged (self->db, error);
  else
    fail (self->copy, error);
  end_copy (self);
  return FALSE;
}

static gboolean
add_fault (sqlite3 *db, guint page, GPtrArray *faults, GError **error)
{
  g_autoptr (sqlite3_stmt) statement =
    ruhu_sql_prepare (db,
                      "SELECT d.name, d.ncell, s.type, s.tbl_name FROM dbstat d LEFT JOIN"
                      " sqlite_schema s ON s.name = d.name WHERE d.pageno = ?1",
                      error);
  char *fault;

  if (statement == NULL)
    return FALSE;

  ruhu_sql_bind_int64 (statement, 1, page);
  if (sqlite3_step (statement) != SQLITE_ROW)
    fault = g_strdup_printf ("hq.db: page %u is damaged; what it held cannot be said", page);
  else if (g_strcmp0 (ruhu_sql_text (statement, 2), "index") == 0)
    fault = g_strdup_printf ("hq.db: page %u is damaged, of the index “%s” of table “%s”",
                             page,
                             ruhu_sql_text (statement, 0),
                             ruhu_sql_text (statement, 3));
  else
    fault = g_strdup_printf ("hq.db: page %u is damaged, of table “%s”; %d rows are in it",
                             page,
                             ruhu_sql_text (statement, 0),
                             sqlite3_column_int (statement, 1));
  g_ptr_array_add (faults, fault);
  return TRUE;
}

static gboolean
sqlite_find_damage (RuhuHqStore *store, GPtrArray *faults, GError **error)
{
  sqlite3 *db = RUHU_HQ_STORE_SQLITE (store)->db;
  g_autoptr (GArray) damaged = g_array_new (FALSE, FALSE, sizeof (guint));
  gboolean ok = TRUE;
  guint i;

  if (sqlite3_wal_checkpoint_v2 (db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL) != SQLITE_OK ||
      ruhu_hq_page_sum_scan (db, damaged) != SQLITE_OK)
    return fail (db, error);

  if (damaged->len > 0)
    ruhu_hq_page_sum_tolerate (db, TRUE);
  for (i = 0; ok && i < damaged->len; i++)
    ok = add_fault (db, g_array_index (damaged, guint, i), faults, error);
  if (!ok)
    ruhu_hq_page_sum_tolerate (db, FALSE);
  return ok;
}

static void
sqlite_forget_damage (RuhuHqStore *store)
{
  ruhu_hq_page_sum_tolerate (RUHU_HQ_STORE_SQLITE (store)->db, FALSE);
}

static gpointer
sqlite_prepare (RuhuHqStore *store, const char *sql, GError **error)
{
  RuhuHqStoreSqlite *self = RUHU_HQ_STORE_SQLITE (store);
  sqlite3_stmt *statement = NULL;

  if (g_hash_table_steal_extended (self->idle, sql, NULL, (gpointer *) &statement))
    return statement;

  if (sqlite3_prepare_v3 (self->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) !=
      SQLITE_OK) {
    fail (self->db, error);
    return NULL;
  }
  return statement;
}

static void
sqlite_bind_int64 (RuhuHqStore *store, gpointer statement, guint index, gint64 value)
{
  ruhu_sql_bind_int64 (statement, index, value);
}

static void
sqlite_bind_text (RuhuHqStore *store, gpointer statement, guint index, const char *value)
{
  ruhu_sql_bind_text (statement, index, value);
}

static void
sqlite_bind_blob (RuhuHqStore *store, gpointer statement, guint index, GBytes *value)
{
  gsize n = 0;
  const char *data = value == NULL ? NULL : ruhu_file_get_data (value, &n);

  ruhu_sql_bind_blob (statement, index, data, n);
}

static gboolean
sqlite_step (RuhuHqStore *store, gpointer statement, gboolean *row, GError **error)
{
  int result = sqlite3_step (statement);

  *row = result == SQLITE_ROW;
  return result == SQLITE_ROW || result == SQLITE_DONE ||
         fail (RUHU_HQ_STORE_SQLITE (store)->db, error);
}

static gboolean
sqlite_is_null (RuhuHqStore *store, gpointer statement, guint column)
{
  return sqlite3_column_type (statement, column) == SQLITE_NULL;
}

static gint64
sqlite_get_int64 (RuhuHqStore *store, gpointer statement, guint column)
{
  return sqlite3_column_int64 (statement, column);
}

static const char *
sqlite_get_text (RuhuHqStore *store, gpointer statement, guint column)
{
  return (const char *) sqlite3_column_text (statement, column);
}

static gconstpointer
sqlite_get_blob (RuhuHqStore *store, gpointer statement, guint column, gsize *size)
{
  gconstpointer data = sqlite3_column_blob (statement, column);

  *size = sqlite3_column_bytes (statement, column);
  return data;
}

static void
sqlite_finish (RuhuHqStore *store, gpointer statement)
{
  sqlite3_reset (statement);
  sqlite3_clear_bindings (statement);
  g_hash_table_replace (RUHU_HQ_STORE_SQLITE (store)->idle,
                        (gpointer) sqlite3_sql (statement),
                        statement);
}

static void
ruhu_hq_store_sqlite_iface_init (RuhuHqStoreInterface *iface)
{
  iface->begin = sqlite_begin;
  iface->commit = sqlite_commit;
  iface->rollback = sqlite_rollback;
  iface->lock_town = sqlite_lock_town;
  iface->copy = sqlite_copy;
  iface->rest = sqlite_rest;
  iface->find_damage = sqlite_find_damage;
  iface->forget_damage = sqlite_forget_damage;
  iface->prepare = sqlite_prepare;
  iface->bind_int64 = sqlite_bind_int64;
  iface->bind_text = sqlite_bind_text;
  iface->bind_blob = sqlite_bind_blob;
  iface->step = sqlite_step;
  iface->is_null = sqlite_is_null;
  iface->get_int64 = sqlite_get_int64;
  iface->get_text = sqlite_get_text;
  iface->get_blob = sqlite_get_blob;
  iface->finish = sqlite_finish;
}

static void
finalize_statement (gpointer statement)
{
  sqlite3_finalize (statement);
}

static void
ruhu_hq_store_sqlite_finalize (GObject *object)
{
  RuhuHqStoreSqlite *self = RUHU_HQ_STORE_SQLITE (object);

  end_copy (self);
  g_clear_pointer (&self->idle, g_hash_table_unref);
  g_clear_pointer (&self->rollback, sqlite3_finalize);
  g_clear_pointer (&self->db, sqlite3_close);

  G_OBJECT_CLASS (ruhu_hq_store_sqlite_parent_class)->finalize (object);
}

static void
ruhu_hq_store_sqlite_class_init (RuhuHqStoreSqliteClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ruhu_hq_store_sqlite_finalize;
}

static void
ruhu_hq_store_sqlite_init (RuhuHqStoreSqlite *self)
{
  self->idle = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, finalize_statement);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* One file of the schema and its number, or nothing of it. */
static gboolean
apply_schema (sqlite3 *db, const char *name, int number, GError **error)
{
  g_autofree char *path = g_build_path ("/", SCHEMAS, name, NULL);
  g_autofree char *version = g_strdup_printf ("PRAGMA user_version = %d", number);
  g_autoptr (GBytes) sql = NULL;

  sql = g_resource_lookup_data (ruhu_hq_get_resource (), path, 0, error);
  if (sql == NULL)
    return FALSE;

  if (ruhu_sql_exec (db, "BEGIN IMMEDIATE", error) &&
      ruhu_sql_exec (db, g_bytes_get_data (sql, NULL), error) &&
      ruhu_sql_exec (db, version, error) && ruhu_sql_exec (db, "COMMIT", error))
    return TRUE;

  sqlite3_exec (db, "ROLLBACK", NULL, NULL, NULL);
  return FALSE;
}

static gboolean
upgrade (sqlite3 *db, GError **error)
{
  g_auto (GStrv) names = NULL;
  gint64 version, i, newest;

  names = g_resource_enumerate_children (ruhu_hq_get_resource (), SCHEMAS, 0, error);
  if (names == NULL || !ruhu_sql_get_int64 (db, "PRAGMA user_version", &version, error))
    return FALSE;

  newest = g_strv_length (names);
  if (version > newest) {
    g_set_error (
      error,
      RUHU_ERROR,
      RUHU_ERROR_NEWER,
      "a newer ruhu-hq wrote this store (schema %d, known are %d): it was left as it is, "
      "nothing is lost; install the newer ruhu-hq",
      (int) version,
      (int) newest);
    return FALSE;
  }

  qsort (names, newest, sizeof (char *), compare_names);
  for (i = version; i < newest; i++) {
    if (!apply_schema (db, names[i], i + 1, error))
      return FALSE;
  }
  return TRUE;
}

/* A store from before pages had sums is written anew once, with room for them. */
static gboolean
prepare_file (sqlite3 *db, GError **error)
{
  RuhuHqPageSums sums = ruhu_hq_page_sum_get_state (db);

  if (!ruhu_sql_exec (db, "PRAGMA page_size = 4096", error))
    return FALSE;
  if (sums != RUHU_HQ_PAGE_SUMS_KEPT)
    ruhu_hq_page_sum_make_room (db);
  if (!ruhu_sql_exec (db,
                      "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL;"
                      "PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY;"
                      "PRAGMA secure_delete = ON; PRAGMA cache_size = -65536;",
                      error))
    return FALSE;

  return sums != RUHU_HQ_PAGE_SUMS_NONE || ruhu_sql_exec (db, "VACUUM", error);
}

/**
 * ruhu_hq_store_sqlite_new:
 * @path: the file; made where there is none
 *
 * Brings an older schema up to date.
 *
 * Returns: (transfer full) (nullable): the store. %NULL with @error set to %RUHU_ERROR_REFUSED
 * where another process holds it or a newer program wrote it (it is left as it was), else
 *   %RUHU_ERROR_CORRUPT, %RUHU_ERROR_FULL or %RUHU_ERROR_FAILED
 */
RuhuHqStore *
ruhu_hq_store_sqlite_new (const char *path, GError **error)
{
  g_autoptr (RuhuHqStoreSqlite) self = g_object_new (RUHU_TYPE_HQ_STORE_SQLITE, NULL);

  if (sqlite3_open_v2 (path,
                       &self->db,
                       SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                       ruhu_hq_page_sum_layer ()) != SQLITE_OK) {
    fail (self->db, error);
    return NULL;
  }
  sqlite3_extended_result_codes (self->db, 1);
  if (!prepare_file (self->db, error) || !upgrade (self->db, error) ||
      !ruhu_sql_sync_wal (self->db, error)) {
    if (sqlite3_extended_errcode (self->db) == SQLITE_IOERR_DATA)
      fail_damaged (self->db, error);
    return NULL;
  }

  if (ruhu_mutant (ACK_BEFORE_COMMIT))
    ruhu_sql_exec (self->db, "PRAGMA synchronous = NORMAL", NULL);
  self->rollback = ruhu_sql_prepare (self->db, "ROLLBACK", error);
  return self->rollback == NULL ? NULL : RUHU_HQ_STORE (g_steal_pointer (&self));
}
