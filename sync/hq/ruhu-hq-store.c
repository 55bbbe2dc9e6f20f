/* ruhu-hq-store.c: what every HQ store can do
 *
 * Transactions and statements over whichever SQL engine the store is. One thread at a time.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-store.h"

#include "base/ruhu-id.h"

#include <sodium.h>

struct _RuhuHqRows {
  RuhuHqStore *store;
  gpointer statement;
};

G_DEFINE_INTERFACE (RuhuHqStore, ruhu_hq_store, G_TYPE_OBJECT)

static void
ruhu_hq_store_default_init (RuhuHqStoreInterface *iface)
{
}

/**
 * ruhu_hq_tx_begin:
 * @tx: one that holds nothing yet
 * @writing: %FALSE where it only reads
 *
 * Transactions do not nest.
 */
gboolean
ruhu_hq_tx_begin (RuhuHqTx *tx, RuhuHqStore *store, gboolean writing, GError **error)
{
  g_return_val_if_fail (tx->store == NULL, FALSE);

  if (!RUHU_HQ_STORE_GET_IFACE (store)->begin (store, writing, error))
    return FALSE;

  tx->store = g_object_ref (store);
  return TRUE;
}

/** ruhu_hq_tx_commit: Returns: %TRUE once all of it is durable; else nothing of it is */
gboolean
ruhu_hq_tx_commit (RuhuHqTx *tx, GError **error)
{
  g_autoptr (RuhuHqStore) store = g_steal_pointer (&tx->store);

  if (RUHU_HQ_STORE_GET_IFACE (store)->commit (store, error))
    return TRUE;

  RUHU_HQ_STORE_GET_IFACE (store)->rollback (store);
  return FALSE;
}

void
ruhu_hq_tx_clear (RuhuHqTx *tx)
{
  g_autoptr (RuhuHqStore) store = g_steal_pointer (&tx->store);

  if (store != NULL)
    RUHU_HQ_STORE_GET_IFACE (store)->rollback (store);
}

/**
 * ruhu_hq_store_lock_town:
 * @last: (out): the last sseq that was given out there, 0 for none
 *
 * Comes first in a transaction that writes the township's log, before it reads what it merges with:
 * commit order is then sseq order, and no cursor misses a row.
 */
gboolean
ruhu_hq_store_lock_town (RuhuHqStore *self, const char *town, gint64 *last, GError **error)
{
  return RUHU_HQ_STORE_GET_IFACE (self)->lock_town (self, town, last, error);
}

/**
 * ruhu_hq_store_copy:
 * @path: where the copy goes; anything else that is there goes away
 * @pages: how many at most this time; 0 gives up
 * @copied: (out): how far it came; all of it once both numbers are the same
 *
 * Between two calls the store may be written: once it is whole the copy is the store as it is then.
 * Outside of transactions. Only one copy is made at a time: another @path begins another.
 */
gboolean
ruhu_hq_store_copy (RuhuHqStore *self,
                    const char *path,
                    guint pages,
                    RuhuHqCopied *copied,
                    GError **error)
{
  return RUHU_HQ_STORE_GET_IFACE (self)->copy (self, path, pages, copied, error);
}

/**
 * ruhu_hq_store_rest:
 *
 * Nobody is there: gives back the memory in which pages of the database are kept, of 64 MiB at
 * most, where it is worth it. Outside of transactions.
 */
void
ruhu_hq_store_rest (RuhuHqStore *self)
{
  RUHU_HQ_STORE_GET_IFACE (self)->rest (self);
}

/**
 * ruhu_hq_store_find_damage:
 * @faults: (element-type utf8): gets a sentence for each part that is not what was written
 *
 * Reads all of the store; outside of transactions. Where something is damaged, it is read like
 * everything else until ruhu_hq_store_forget_damage(), so that the caller can say which records it
 * is; and nothing else may use the store meanwhile.
 */
gboolean
ruhu_hq_store_find_damage (RuhuHqStore *self, GPtrArray *faults, GError **error)
{
  return RUHU_HQ_STORE_GET_IFACE (self)->find_damage (self, faults, error);
}

/** ruhu_hq_store_forget_damage: what is damaged is not read any more, and what was read is
 * forgotten
 */
void
ruhu_hq_store_forget_damage (RuhuHqStore *self)
{
  RUHU_HQ_STORE_GET_IFACE (self)->forget_damage (self);
}

static GBytes *
read_uuid (const char *text)
{
  guint8 bytes[16];

  return text != NULL && ruhu_id_to_bytes (text, bytes) ? g_bytes_new (bytes, sizeof bytes) : NULL;
}

static GBytes *
read_hex (const char *text)
{
  gsize length = text != NULL ? strlen (text) / 2 : 0;
  g_autofree guint8 *bytes = g_malloc (length + 1);

  if (text == NULL || sodium_hex2bin (bytes, length, text, length * 2, NULL, NULL, NULL) != 0)
    return NULL;

  return g_bytes_new_take (g_steal_pointer (&bytes), length);
}

static void
bind_bytes (RuhuHqStore *self, gpointer statement, guint index, GBytes *bytes)
{
  RUHU_HQ_STORE_GET_IFACE (self)->bind_blob (self, statement, index, bytes);
  g_clear_pointer (&bytes, g_bytes_unref);
}

static gpointer
prepare (RuhuHqStore *self, const char *sql, const char *types, va_list values, GError **error)
{
  RuhuHqStoreInterface *iface = RUHU_HQ_STORE_GET_IFACE (self);
  gpointer statement = iface->prepare (self, sql, error);
  guint i;

  if (statement == NULL)
    return NULL;

  for (i = 0; types[i] != '\0'; i++) {
    switch (types[i]) {
    case 't':
      iface->bind_text (self, statement, i + 1, va_arg (values, const char *));
      break;
    case 'i':
      iface->bind_int64 (self, statement, i + 1, va_arg (values, gint64));
      break;
    case 'u':
      bind_bytes (self, statement, i + 1, read_uuid (va_arg (values, const char *)));
      break;
    case 'h':
      bind_bytes (self, statement, i + 1, read_hex (va_arg (values, const char *)));
      break;
    default:
      g_assert (types[i] == 'b');
      iface->bind_blob (self, statement, i + 1, va_arg (values, GBytes *));
    }
  }
  return statement;
}

/**
 * ruhu_hq_store_run:
 * @sql: a statement that gives no rows, a literal
 * @types: a letter for each value: t text, i #gint64 (cast it), b #GBytes, u the text of a UUID and
 *   h hex digits, both kept as bytes. All but i may be %NULL
 */
gboolean
ruhu_hq_store_run (RuhuHqStore *self, GError **error, const char *sql, const char *types, ...)
{
  gpointer statement;
  gboolean row, ok;
  va_list values;

  va_start (values, types);
  statement = prepare (self, sql, types, values, error);
  va_end (values);
  if (statement == NULL)
    return FALSE;

  ok = RUHU_HQ_STORE_GET_IFACE (self)->step (self, statement, &row, error);
  RUHU_HQ_STORE_GET_IFACE (self)->finish (self, statement);
  return ok;
}

/**
 * ruhu_hq_store_query:
 * @sql, @types: as for ruhu_hq_store_run(), but it gives rows
 *
 * Returns: (transfer full) (nullable): the rows, read with ruhu_hq_rows_next()
 */
RuhuHqRows *
ruhu_hq_store_query (RuhuHqStore *self, GError **error, const char *sql, const char *types, ...)
{
  RuhuHqRows *rows;
  gpointer statement;
  va_list values;

  va_start (values, types);
  statement = prepare (self, sql, types, values, error);
  va_end (values);
  if (statement == NULL)
    return NULL;

  rows = g_new (RuhuHqRows, 1);
  rows->store = g_object_ref (self);
  rows->statement = statement;
  return rows;
}

void
ruhu_hq_rows_free (RuhuHqRows *rows)
{
  RUHU_HQ_STORE_GET_IFACE (rows->store)->finish (rows->store, rows->statement);
  g_object_unref (rows->store);
  g_free (rows);
}

/**
 * ruhu_hq_rows_next:
 *
 * Returns: %TRUE with a row to read; %FALSE at the end, or with @error set
 */
gboolean
ruhu_hq_rows_next (RuhuHqRows *rows, GError **error)
{
  gboolean row = FALSE;

  if (!RUHU_HQ_STORE_GET_IFACE (rows->store)->step (rows->store, rows->statement, &row, error))
    return FALSE;

  return row;
}

gboolean
ruhu_hq_rows_is_null (RuhuHqRows *rows, guint column)
{
  return RUHU_HQ_STORE_GET_IFACE (rows->store)->is_null (rows->store, rows->statement, column);
}

gint64
ruhu_hq_rows_get_int64 (RuhuHqRows *rows, guint column)
{
  return RUHU_HQ_STORE_GET_IFACE (rows->store)->get_int64 (rows->store, rows->statement, column);
}

/** ruhu_hq_rows_get_text: Returns: (nullable): valid until the next row */
const char *
ruhu_hq_rows_get_text (RuhuHqRows *rows, guint column)
{
  return RUHU_HQ_STORE_GET_IFACE (rows->store)->get_text (rows->store, rows->statement, column);
}

/** ruhu_hq_rows_get_blob: Returns: (transfer full) (nullable): a copy; %NULL for NULL */
GBytes *
ruhu_hq_rows_get_blob (RuhuHqRows *rows, guint column)
{
  RuhuHqStoreInterface *iface = RUHU_HQ_STORE_GET_IFACE (rows->store);
  gconstpointer data;
  gsize size;

  if (iface->is_null (rows->store, rows->statement, column))
    return NULL;

  data = iface->get_blob (rows->store, rows->statement, column, &size);
  return g_bytes_new (data, size);
}

/** ruhu_hq_rows_get_uuid: Returns: (transfer full) (nullable): the text of 16 bytes */
char *
ruhu_hq_rows_get_uuid (RuhuHqRows *rows, guint column)
{
  RuhuHqStoreInterface *iface = RUHU_HQ_STORE_GET_IFACE (rows->store);
  gsize size = 0;
  const guint8 *data = iface->get_blob (rows->store, rows->statement, column, &size);

  return size == 16 ? ruhu_id_from_bytes (data) : NULL;
}

/** ruhu_hq_rows_get_hash: Returns: (transfer full) (nullable): bytes as hex digits */
char *
ruhu_hq_rows_get_hash (RuhuHqRows *rows, guint column)
{
  RuhuHqStoreInterface *iface = RUHU_HQ_STORE_GET_IFACE (rows->store);
  gsize size = 0;
  const guint8 *data = iface->get_blob (rows->store, rows->statement, column, &size);
  char *text;

  if (data == NULL)
    return NULL;

  text = g_malloc (size * 2 + 1);
  sodium_bin2hex (text, size * 2 + 1, data, size);
  return text;
}
