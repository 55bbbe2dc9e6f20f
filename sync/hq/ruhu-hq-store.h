/* ruhu-hq-store.h: what every HQ store can do
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define RUHU_TYPE_HQ_STORE (ruhu_hq_store_get_type ())
G_DECLARE_INTERFACE (RuhuHqStore, ruhu_hq_store, RUHU, HQ_STORE, GObject)

/** RuhuHqCopied: pages of the store that its copy has, and all there are */
typedef struct {
  guint pages;
  guint all;
} RuhuHqCopied;

/**
 * RuhuHqStoreInterface:
 * @begin: starts a transaction; one that only reads sees one state from beginning to end
 * @commit: makes it durable: what it says TRUE to survives a power cut
 * @rollback: takes it back
 * @lock_town: waits until nobody else writes that township, and gives the last sseq given out
 * @copy: copies the store into a new file, so many pages of it at a time; @pages 0 gives up
 * @find_damage: see ruhu_hq_store_find_damage()
 * @forget_damage: see ruhu_hq_store_forget_damage()
 * @prepare: a statement, its values written ?1, ?2 …
 * @step: runs it to the next row; @row says whether there is one
 * @finish: gives the statement back
 * @rest: gives back the memory that only makes it quicker
 *
 * A driver for one SQL engine. The statements are the same for all of them and stand in the
 * ruhu-hq-*-table.c files; columns and values count from 0 and from 1 as in SQLite.
 */
struct _RuhuHqStoreInterface {
  GTypeInterface parent_iface;

  gboolean (*begin) (RuhuHqStore *self, gboolean writing, GError **error);
  gboolean (*commit) (RuhuHqStore *self, GError **error);
  void (*rollback) (RuhuHqStore *self);
  gboolean (*lock_town) (RuhuHqStore *self, const char *town, gint64 *last, GError **error);

  gboolean (
    *copy) (RuhuHqStore *self, const char *path, guint pages, RuhuHqCopied *copied, GError **error);
  gboolean (*find_damage) (RuhuHqStore *self, GPtrArray *faults, GError **error);
  void (*forget_damage) (RuhuHqStore *self);

  gpointer (*prepare) (RuhuHqStore *self, const char *sql, GError **error);
  void (*bind_int64) (RuhuHqStore *self, gpointer statement, guint index, gint64 value);
  void (*bind_text) (RuhuHqStore *self, gpointer statement, guint index, const char *value);
  void (*bind_blob) (RuhuHqStore *self, gpointer statement, guint index, GBytes *value);
  gboolean (*step) (RuhuHqStore *self, gpointer statement, gboolean *row, GError **error);
  gboolean (*is_null) (RuhuHqStore *self, gpointer statement, guint column);
  gint64 (*get_int64) (RuhuHqStore *self, gpointer statement, guint column);
  const char *(*get_text) (RuhuHqStore *self, gpointer statement, guint column);
  gconstpointer (*get_blob) (RuhuHqStore *self, gpointer statement, guint column, gsize *size);
  void (*finish) (RuhuHqStore *self, gpointer statement);
  void (*rest) (RuhuHqStore *self);
};

/**
 * RuhuHqTx: one transaction, taken back when it goes out of scope without a commit:
 *   `g_auto (RuhuHqTx) tx = { NULL };`
 */
typedef struct {
  RuhuHqStore *store;
} RuhuHqTx;

gboolean ruhu_hq_tx_begin (RuhuHqTx *tx, RuhuHqStore *store, gboolean writing, GError **error);
gboolean ruhu_hq_tx_commit (RuhuHqTx *tx, GError **error);
void ruhu_hq_tx_clear (RuhuHqTx *tx);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RuhuHqTx, ruhu_hq_tx_clear)

gboolean
ruhu_hq_store_lock_town (RuhuHqStore *self, const char *town, gint64 *last, GError **error);
gboolean ruhu_hq_store_copy (RuhuHqStore *self,
                             const char *path,
                             guint pages,
                             RuhuHqCopied *copied,
                             GError **error);
void ruhu_hq_store_rest (RuhuHqStore *self);
gboolean ruhu_hq_store_find_damage (RuhuHqStore *self, GPtrArray *faults, GError **error);
void ruhu_hq_store_forget_damage (RuhuHqStore *self);
gboolean
ruhu_hq_store_run (RuhuHqStore *self, GError **error, const char *sql, const char *types, ...);

typedef struct _RuhuHqRows RuhuHqRows;

RuhuHqRows *
ruhu_hq_store_query (RuhuHqStore *self, GError **error, const char *sql, const char *types, ...);
void ruhu_hq_rows_free (RuhuHqRows *rows);
gboolean ruhu_hq_rows_next (RuhuHqRows *rows, GError **error);
gboolean ruhu_hq_rows_is_null (RuhuHqRows *rows, guint column);
gint64 ruhu_hq_rows_get_int64 (RuhuHqRows *rows, guint column);
const char *ruhu_hq_rows_get_text (RuhuHqRows *rows, guint column);
char *ruhu_hq_rows_get_uuid (RuhuHqRows *rows, guint column);
char *ruhu_hq_rows_get_hash (RuhuHqRows *rows, guint column);
GBytes *ruhu_hq_rows_get_blob (RuhuHqRows *rows, guint column);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RuhuHqRows, ruhu_hq_rows_free)

G_END_DECLS
