/* ruhu-object-store.c: what HQ has confirmed, and how far it was read
 *
 * A page from HQ and the cursor behind it are one transaction: no crash can leave one without the
 * other. How a change merges into an object is not known here; the caller's function does it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store/ruhu-object-store.h"

#include "base/ruhu-division.h"
#include "base/ruhu-error.h"
#include "base/ruhu-id.h"
#include "base/ruhu-mutant.h"
#include "store/ruhu-change-log-private.h"
#include "store/ruhu-meta-private.h"
#include "store/ruhu-object-row-private.h"
#include "store/ruhu-outbox-private.h"

#include <string.h>

struct _RuhuObjectStore {
  GObject parent_instance;

  RuhuStore *store;
};

G_DEFINE_FINAL_TYPE (RuhuObjectStore, ruhu_object_store, G_TYPE_OBJECT)

struct _RuhuObjectPage {
  RuhuVault *vault;
  RuhuObjectTable table;
};

/* What came in so far of a stream that begins anew has a cursor of its own. */
#define INCOMING "+"

typedef struct {
  char *stream;
  char *incoming; /* (nullable): the stream's name for that cursor */
  gboolean last;
  char *from;
  char *to;
  RuhuObjectMergeFunc merge;
  gpointer data;
  GDestroyNotify data_free;
} Page;

static void
page_free (Page *page)
{
  if (page->data_free != NULL)
    page->data_free (page->data);
  g_free (page->stream);
  g_free (page->incoming);
  g_free (page->from);
  g_free (page->to);
  g_free (page);
}

static void
ruhu_object_store_dispose (GObject *object)
{
  RuhuObjectStore *self = RUHU_OBJECT_STORE (object);

  g_clear_object (&self->store);

  G_OBJECT_CLASS (ruhu_object_store_parent_class)->dispose (object);
}

static void
ruhu_object_store_class_init (RuhuObjectStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ruhu_object_store_dispose;
}

static void
ruhu_object_store_init (RuhuObjectStore *self)
{
}

/** ruhu_object_store_new: Returns: (transfer full): the base objects of @store */
RuhuObjectStore *
ruhu_object_store_new (RuhuStore *store)
{
  RuhuObjectStore *self = g_object_new (RUHU_TYPE_OBJECT_STORE, NULL);

  self->store = g_object_ref (store);
  return self;
}

/** ruhu_object_store_get_store: Returns: (transfer none): the store it reads and writes */
RuhuStore *
ruhu_object_store_get_store (RuhuObjectStore *self)
{
  return self->store;
}

/**
 * ruhu_object_page_get:
 * @object: (out) (transfer full) (nullable): %NULL where there is none of that id
 * @error: %RUHU_ERROR_CORRUPT and what the disk gives
 */
gboolean
ruhu_object_page_get (RuhuObjectPage *page, const char *id, RuhuObject **object, GError **error)
{
  return ruhu_object_row_get_in (page->vault, page->table, id, object, error);
}

/**
 * ruhu_object_page_get_shown:
 * @object: (out) (transfer full) (nullable): where the page only gathers what will be shown later:
 *   the object of that id that is shown now, if there is one
 */
gboolean
ruhu_object_page_get_shown (RuhuObjectPage *page,
                            const char *id,
                            RuhuObject **object,
                            GError **error)
{
  *object = NULL;
  return page->table == RUHU_OBJECT_TABLE_SHOWN ||
         ruhu_object_row_get (page->vault, id, object, error);
}

/** ruhu_object_page_put: writes @object, over the one of its id where there is one */
gboolean
ruhu_object_page_put (RuhuObjectPage *page, RuhuObject *object, GError **error)
{
  return ruhu_object_row_put_in (page->vault, page->table, object, error);
}

/** ruhu_object_page_delete: HQ says this device has no more to do with it; no object is no error */
gboolean
ruhu_object_page_delete (RuhuObjectPage *page, const char *id, GError **error)
{
  return ruhu_object_row_delete_in (page->vault, page->table, id, error);
}

/** ruhu_object_page_delete_outside: after the device was moved: drops what lies outside @scope */
gboolean
ruhu_object_page_delete_outside (RuhuObjectPage *page, const char *scope, GError **error)
{
  g_autofree char *after = ruhu_division_after (scope);
  g_autoptr (sqlite3_stmt) stmt = NULL;

  stmt = ruhu_sql_prepare (page->vault->db,
                           "DELETE FROM object WHERE division < ?1 OR division >= ?2",
                           error);
  if (stmt == NULL)
    return FALSE;

  ruhu_sql_bind_text (stmt, 1, scope);
  ruhu_sql_bind_text (stmt, 2, after);
  page->vault->changes |= RUHU_STORE_OBJECTS | RUHU_STORE_RESPONSES;
  if (ruhu_mutant (PENDING_LOST_ON_MOVE))
    ruhu_sql_exec (page->vault->db, "DELETE FROM draft", NULL);
  return ruhu_sql_run (stmt, error) && ruhu_outbox_confirm_outside (page->vault, scope, error);
}

/**
 * ruhu_object_page_get_own:
 * @seq: a line of this device that HQ has
 * @hash: what HQ says its hash is, in hex
 * @line: (out) (transfer full): the line as it was cut
 * @error: %RUHU_ERROR_NOT_FOUND where this store holds no such line (it was freed, or this is a
 *   copy from before it), %RUHU_ERROR_CORRUPT
 */
gboolean
ruhu_object_page_get_own (RuhuObjectPage *page,
                          gint64 seq,
                          const char *hash,
                          GBytes **line,
                          GError **error)
{
  return ruhu_outbox_get_own (page->vault, seq, hash, line, error);
}

/**
 * ruhu_object_page_confirm:
 * @seq: a line of this device that came back
 *
 * What was pending is now in the base; the line stays until HQ's backup has it. A number this
 * device never gave is ignored: it is HQ's to explain.
 */
gboolean
ruhu_object_page_confirm (RuhuObjectPage *page, gint64 seq, GError **error)
{
  gboolean later = FALSE;

  /* What is shown has it not yet; until it has, the line is as good as pending. */
  if (page->table == RUHU_OBJECT_TABLE_INCOMING &&
      !ruhu_outbox_is_acked (page->vault, seq, &later, error))
    return FALSE;
  return later || ruhu_outbox_confirm (page->vault, seq, error);
}

static gboolean
get_cursor (RuhuVault *vault, const char *stream, char **cursor, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;
  gboolean has_row;

  stmt = ruhu_sql_prepare (vault->db, "SELECT cur FROM cursor WHERE stream = ?1", error);
  if (stmt == NULL)
    return FALSE;

  ruhu_sql_bind_text (stmt, 1, stream);
  if (!ruhu_sql_next (stmt, &has_row, error))
    return FALSE;

  *cursor = g_strdup (has_row ? ruhu_sql_text (stmt, 0) : "");
  return TRUE;
}

static gboolean
set_cursor (RuhuVault *vault, const char *stream, const char *cursor, GError **error)
{
  g_autoptr (GBytes) value = g_bytes_new (cursor, strlen (cursor));
  g_autoptr (sqlite3_stmt) stmt = NULL;
  guint8 sum[RUHU_SEAL_HASH_SIZE];

  stmt = ruhu_sql_prepare (vault->db,
                           "INSERT INTO cursor (stream, cur, sum) VALUES (?1, ?2, ?3)"
                           " ON CONFLICT (stream) DO UPDATE SET cur = excluded.cur,"
                           " sum = excluded.sum",
                           error);
  if (stmt == NULL)
    return FALSE;

  ruhu_meta_sum (vault, "cursor", stream, value, sum);
  ruhu_sql_bind_text (stmt, 1, stream);
  ruhu_sql_bind_text (stmt, 2, cursor);
  ruhu_sql_bind_blob (stmt, 3, sum, sizeof sum);
  return ruhu_sql_run (stmt, error);
}

static gboolean
check_cursor (RuhuVault *vault, Page *page, GError **error)
{
  const char *stream = page->incoming != NULL ? page->incoming : page->stream;
  g_autofree char *cursor = NULL;

  if (!get_cursor (vault, stream, &cursor, error))
    return FALSE;
  if (g_str_equal (cursor, page->from))
    return TRUE;

  g_set_error (error, RUHU_ERROR, RUHU_ERROR_CONFLICT, "the page begins at another cursor");
  return FALSE;
}

/* A stream that is to begin anew has nothing gathered yet. */
static gboolean
forget_gathered (RuhuVault *vault, Page *page, GError **error)
{
  g_autofree char *incoming = g_strconcat (page->stream, INCOMING, NULL);

  return *page->to != '\0' ||
         (ruhu_object_row_drop_incoming (vault, error) && set_cursor (vault, incoming, "", error));
}

static gpointer
apply (RuhuVault *vault, gpointer data, GError **error)
{
  Page *page = data;
  RuhuObjectPage handle = { vault, RUHU_OBJECT_TABLE_SHOWN };
  g_auto (RuhuSqlTx) tx = { NULL };

  if (ruhu_mutant (CURSOR_BEFORE_ROWS) && check_cursor (vault, page, NULL) &&
      set_cursor (vault, page->stream, page->to, NULL))
    page->from = (g_free (page->from), g_strdup (page->to));
  if (!ruhu_sql_tx_begin (&tx, vault->db, error) || !check_cursor (vault, page, error) ||
      !page->merge (&handle, page->data, error) ||
      !set_cursor (vault, page->stream, page->to, error) || !forget_gathered (vault, page, error) ||
      !ruhu_sql_tx_commit (&tx, error))
    return NULL;

  return GINT_TO_POINTER (TRUE);
}

/* Who has moved may have been stopped before it could drop what lies outside; what was shown goes
 * now. */
static gboolean
show (RuhuVault *vault, Page *page, GError **error)
{
  return ruhu_outbox_confirm_incoming (vault, error) &&
         (ruhu_mutant (OUTSIDE_NOT_CONFIRMED) ||
          ruhu_outbox_confirm_outside (vault, vault->device->scope, error)) &&
         ruhu_object_row_show_incoming (vault, error) &&
         set_cursor (vault, page->stream, page->to, error) &&
         set_cursor (vault, page->incoming, "", error);
}

static gpointer
gather (RuhuVault *vault, gpointer data, GError **error)
{
  Page *page = data;
  RuhuObjectPage handle = { vault, RUHU_OBJECT_TABLE_INCOMING };
  g_auto (RuhuSqlTx) tx = { NULL };

  if (!ruhu_sql_tx_begin (&tx, vault->db, error) || !check_cursor (vault, page, error) ||
      (*page->from == '\0' && !ruhu_object_row_drop_incoming (vault, error)) ||
      !page->merge (&handle, page->data, error) ||
      !(page->last ? show (vault, page, error)
                   : set_cursor (vault, page->incoming, page->to, error)) ||
      !ruhu_sql_tx_commit (&tx, error))
    return NULL;

  return GINT_TO_POINTER (TRUE);
}

/**
 * ruhu_object_store_gather_async:
 * @stream: which of HQ's logs; it begins anew
 * @from: the cursor the page was asked from; "" for the first, which drops what came before it
 * @to: the cursor behind the page
 * @last: there is no more: all that came takes the place of what was shown, the stream goes on from
 *   @to, and what HQ has of this device's lines is confirmed, all in one transaction
 * @merge, @data: as for ruhu_object_store_apply_async()
 *
 * Takes in one page without showing it. How far that came is the cursor of
 * ruhu_object_store_get_incoming_async(). Ends with ruhu_object_store_apply_finish().
 */
void
ruhu_object_store_gather_async (RuhuObjectStore *self,
                                const char *stream,
                                const char *from,
                                const char *to,
                                gboolean last,
                                RuhuObjectMergeFunc merge,
                                gpointer data,
                                GDestroyNotify data_free,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  Page *page = g_new0 (Page, 1);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  page->stream = g_strdup (stream);
  page->incoming = g_strconcat (stream, INCOMING, NULL);
  page->last = last;
  page->from = g_strdup (from);
  page->to = g_strdup (to);
  page->merge = merge;
  page->data = data;
  page->data_free = data_free;
  g_task_set_source_tag (task, ruhu_object_store_gather_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, page, (GDestroyNotify) page_free);
  ruhu_store_run (self->store, task, gather, NULL);
}

/**
 * ruhu_object_store_apply_async:
 * @stream: which of HQ's logs
 * @from: the cursor the page was asked from; "" for the first
 * @to: the cursor behind the page
 * @merge: merges the page; runs on the store thread
 * @data: (transfer full) (nullable): what @merge gets
 *
 * Takes in one page: objects, deletions, confirmations and the cursor, all or nothing. Where @to is
 * "" the stream begins anew, see ruhu_object_store_gather_async().
 */
void
ruhu_object_store_apply_async (RuhuObjectStore *self,
                               const char *stream,
                               const char *from,
                               const char *to,
                               RuhuObjectMergeFunc merge,
                               gpointer data,
                               GDestroyNotify data_free,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  Page *page = g_new0 (Page, 1);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  page->stream = g_strdup (stream);
  page->from = g_strdup (from);
  page->to = g_strdup (to);
  page->merge = merge;
  page->data = data;
  page->data_free = data_free;
  g_task_set_source_tag (task, ruhu_object_store_apply_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, page, (GDestroyNotify) page_free);
  ruhu_store_run (self->store, task, apply, NULL);
}

/**
 * ruhu_object_store_apply_finish:
 *
 * Returns: %FALSE (and nothing was taken in) with @error set to %G_IO_ERROR_CANCELLED,
 *   %RUHU_ERROR_CONFLICT (the cursor has moved meanwhile: ask anew), %RUHU_ERROR_REFUSED (locked),
 *   %RUHU_ERROR_FULL, %RUHU_ERROR_CORRUPT, or what the merge gave
 */
gboolean
ruhu_object_store_apply_finish (RuhuObjectStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error) != NULL;
}

static gpointer
read_cursor (RuhuVault *vault, gpointer data, GError **error)
{
  char *cursor = NULL;

  return get_cursor (vault, data, &cursor, error) ? cursor : NULL;
}

/** ruhu_object_store_get_cursor_async: how far @stream was read */
void
ruhu_object_store_get_cursor_async (RuhuObjectStore *self,
                                    const char *stream,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, ruhu_object_store_get_cursor_async);
  g_task_set_task_data (task, g_strdup (stream), g_free);
  ruhu_store_run (self->store, task, read_cursor, g_free);
}

/**
 * ruhu_object_store_get_cursor_finish:
 *
 * Returns: (transfer full) (nullable): the cursor, "" where nothing was read; %NULL with
 *   %G_IO_ERROR_CANCELLED or %RUHU_ERROR_REFUSED (locked)
 */
char *
ruhu_object_store_get_cursor_finish (RuhuObjectStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/** ruhu_object_store_get_incoming_async: how far @stream came that begins anew; "" for not at all.
 * Ends with ruhu_object_store_get_cursor_finish() */
void
ruhu_object_store_get_incoming_async (RuhuObjectStore *self,
                                      const char *stream,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  g_autofree char *incoming = g_strconcat (stream, INCOMING, NULL);

  ruhu_object_store_get_cursor_async (self, incoming, cancellable, callback, user_data);
}

static gpointer
load (RuhuVault *vault, gpointer data, GError **error)
{
  return ruhu_object_row_list (vault, GPOINTER_TO_INT (data), error);
}

/** ruhu_object_store_load_async: all objects of @kind, for a list in memory */
void
ruhu_object_store_load_async (RuhuObjectStore *self,
                              RuhuObjectKind kind,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, ruhu_object_store_load_async);
  g_task_set_task_data (task, GINT_TO_POINTER (kind), NULL);
  ruhu_store_run (self->store, task, load, (GDestroyNotify) g_ptr_array_unref);
}

/**
 * ruhu_object_store_load_finish:
 *
 * Returns: (transfer full) (nullable) (element-type RuhuObject): in no particular order; %NULL with
 *   %G_IO_ERROR_CANCELLED, %RUHU_ERROR_REFUSED (locked) or %RUHU_ERROR_CORRUPT
 */
GPtrArray *
ruhu_object_store_load_finish (RuhuObjectStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
