/* ruhu-response-store.c: where an answer is saved
 *
 * A batch of answers is one commit, and what is told to be saved is on disk. A draft takes answers;
 * a finished response can be undone; ten minutes later, at lock, or when a send begins, it is cut
 * into a line of the device's log and never changes again.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "responses/ruhu-response-store-private.h"

#include "base/ruhu-clock.h"
#include "base/ruhu-error.h"
#include "base/ruhu-id.h"
#include "base/ruhu-json.h"
#include "forms/ruhu-entity.h"
#include "responses/ruhu-response-content-private.h"
#include "responses/ruhu-response-listing-private.h"
#include "responses/ruhu-response-row-private.h"
#include "store/ruhu-change-log-private.h"
#include "store/ruhu-meta-private.h"
#include "store/ruhu-outbox.h"

/* A line may have 256 KiB, and around the content stands little. */
#define MAX_CONTENT (255 * 1024)

struct _RuhuResponseStore {
  GObject parent_instance;

  RuhuStore *store;
  guint cut_source;
};

G_DEFINE_FINAL_TYPE (RuhuResponseStore, ruhu_response_store, G_TYPE_OBJECT)

typedef struct {
  char *id;
  GPtrArray *keys;
  GPtrArray *values; /* NULL removes */
} Batch;

typedef struct {
  char *id;
  char *ans;
  char **keep;
  char *par;
  JsonArray *entities; /* or NULL where there are none */
} Finishing;

static void
batch_free (Batch *batch)
{
  g_free (batch->id);
  g_ptr_array_unref (batch->keys);
  g_ptr_array_unref (batch->values);
  g_free (batch);
}

static void
finishing_free (Finishing *finishing)
{
  g_free (finishing->id);
  g_free (finishing->ans);
  g_strfreev (finishing->keep);
  g_free (finishing->par);
  g_clear_pointer (&finishing->entities, json_array_unref);
  g_free (finishing);
}

static void
ruhu_response_store_dispose (GObject *object)
{
  RuhuResponseStore *self = RUHU_RESPONSE_STORE (object);

  g_clear_handle_id (&self->cut_source, g_source_remove);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (ruhu_response_store_parent_class)->dispose (object);
}

static void
ruhu_response_store_class_init (RuhuResponseStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ruhu_response_store_dispose;
}

static void
ruhu_response_store_init (RuhuResponseStore *self)
{
}

/** ruhu_response_store_new: Returns: (transfer full): the responses of @store */
RuhuResponseStore *
ruhu_response_store_new (RuhuStore *store)
{
  RuhuResponseStore *self = g_object_new (RUHU_TYPE_RESPONSE_STORE, NULL);

  self->store = g_object_ref (store);
  return self;
}

/** ruhu_response_store_get_store: Returns: (transfer none): the store it reads and writes */
RuhuStore *
ruhu_response_store_get_store (RuhuResponseStore *self)
{
  return self->store;
}

static GTask *
make_writing_task (RuhuResponseStore *self,
                   gpointer tag,
                   gpointer data,
                   GDestroyNotify data_free,
                   GCancellable *cancellable,
                   GAsyncReadyCallback callback,
                   gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  g_task_set_check_cancellable (task, FALSE); /* what was committed is reported as saved */
  g_task_set_task_data (task, data, data_free);
  return task;
}

static gboolean
refuse_change (RuhuVault *vault, const char *id, GError **error)
{
  gboolean final;

  if (!ruhu_response_listing_is_final (vault, id, &final, error))
    return FALSE;

  if (final)
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_CONFLICT, "a final response never changes");
  else
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_NOT_FOUND, "no response of that id");
  return FALSE;
}

/* The draft of that id where it may now become @next; the state table decides. */
static RuhuDraft *
get_draft_for (RuhuVault *vault, const char *id, RuhuResponseState next, GError **error)
{
  g_autoptr (RuhuDraft) draft = NULL;

  if (!ruhu_draft_find (vault, id, &draft, error))
    return NULL;
  if (draft == NULL) {
    refuse_change (vault, id, error);
    return NULL;
  }
  if (ruhu_draft_is_discarded (draft)) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_NOT_FOUND, "the draft was thrown away");
    return NULL;
  }
  if (draft->state != next && !ruhu_response_state_may_follow (draft->state, next)) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_CONFLICT, "a response cannot go back like this");
    return NULL;
  }

  return g_steal_pointer (&draft);
}

static gboolean
check_is_draft (RuhuVault *vault, const char *id, RuhuDraft **found, GError **error)
{
  g_autoptr (RuhuDraft) draft = get_draft_for (vault, id, RUHU_RESPONSE_DRAFT, error);

  if (draft == NULL)
    return FALSE;
  if (draft->state != RUHU_RESPONSE_DRAFT) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_CONFLICT, "the response is finished: undo first");
    return FALSE;
  }

  *found = g_steal_pointer (&draft);
  return TRUE;
}

static gpointer
create (RuhuVault *vault, gpointer data, GError **error)
{
  RuhuDraft *draft = data;
  g_autoptr (RuhuDraft) there = NULL;
  g_autofree char *id = ruhu_id_from_bytes (draft->rec);
  g_auto (RuhuSqlTx) tx = { NULL };
  gboolean final;

  if (!ruhu_sql_tx_begin (&tx, vault->db, error) || !ruhu_draft_find (vault, id, &there, error) ||
      !ruhu_response_listing_is_final (vault, id, &final, error))
    return NULL;
  if (there != NULL || final) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_CONFLICT, "there is a response of that id");
    return NULL;
  }

  if (!ruhu_draft_write (vault, draft, error) || !ruhu_sql_tx_commit (&tx, error))
    return NULL;
  return GINT_TO_POINTER (TRUE);
}

/**
 * ruhu_response_store_create_async:
 * @response: a new draft; is not held
 *
 * Begins a response: from now on it outlives the app. Without a user it is by whoever unlocked.
 */
void
ruhu_response_store_create_async (RuhuResponseStore *self,
                                  RuhuResponse *response,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;
  RuhuDraft *draft;

  if (ruhu_response_get_user (response) == NULL)
    ruhu_response_set_user (response, ruhu_store_get_user (self->store));
  draft = ruhu_draft_new (response, &error);
  task = make_writing_task (self,
                            ruhu_response_store_create_async,
                            draft,
                            draft == NULL ? NULL : (GDestroyNotify) ruhu_draft_free,
                            cancellable,
                            callback,
                            user_data);
  if (draft == NULL)
    g_task_return_error (task, error);
  else
    ruhu_store_run (self->store, task, create, NULL);
}

/**
 * ruhu_response_store_create_finish:
 *
 * Returns: %FALSE with @error set to %G_IO_ERROR_CANCELLED (there is no draft),
 *   %RUHU_ERROR_CONFLICT (there was a response of that id), %RUHU_ERROR_INVALID (its id is no
 * UUID), %RUHU_ERROR_REFUSED (locked), %RUHU_ERROR_FULL or %RUHU_ERROR_CORRUPT
 */
gboolean
ruhu_response_store_create_finish (RuhuResponseStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error) != NULL;
}

static gpointer
save (RuhuVault *vault, gpointer data, GError **error)
{
  Batch *batch = data;
  g_autoptr (RuhuDraft) draft = NULL;
  g_auto (RuhuSqlTx) tx = { NULL };
  guint64 hlc;
  guint i;

  if (!ruhu_sql_tx_begin (&tx, vault->db, error) ||
      !check_is_draft (vault, batch->id, &draft, error) || !ruhu_meta_next_hlc (vault, &hlc, error))
    return NULL;

  for (i = 0; i < batch->keys->len; i++) {
    const char *key = g_ptr_array_index (batch->keys, i);
    const char *value = g_ptr_array_index (batch->values, i);

    if (value == NULL ? !ruhu_answer_delete (vault, draft->rec, key, error)
                      : !ruhu_answer_put (vault, draft->rec, key, value, hlc, error))
      return NULL;
  }

  return GINT_TO_POINTER (ruhu_sql_tx_commit (&tx, error));
}

/**
 * ruhu_response_store_put_async:
 * @id: a draft
 * @answers: storage key → value, both copied; a %NULL value removes the answer, and for a row of a
 *   repeat all below it
 *
 * Saves a batch of answers in one commit.
 */
void
ruhu_response_store_put_async (RuhuResponseStore *self,
                               const char *id,
                               GHashTable *answers,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  Batch *batch = g_new0 (Batch, 1);
  g_autoptr (GTask) task = NULL;
  GHashTableIter iter;
  gpointer key, value;

  batch->id = g_strdup (id);
  batch->keys = g_ptr_array_new_with_free_func (g_free);
  batch->values = g_ptr_array_new_with_free_func (g_free);
  g_hash_table_iter_init (&iter, answers);
  while (g_hash_table_iter_next (&iter, &key, &value)) {
    g_ptr_array_add (batch->keys, g_strdup (key));
    g_ptr_array_add (batch->values, g_strdup (value));
  }

  task = make_writing_task (self,
                            ruhu_response_store_put_async,
                            batch,
                            (GDestroyNotify) batch_free,
                            cancellable,
                            callback,
                            user_data);
  ruhu_store_run (self->store, task, save, NULL);
}

/**
 * ruhu_response_store_put_finish:
 *
 * Returns: %TRUE once the answers are on disk. %FALSE with @error set to %G_IO_ERROR_CANCELLED
 *   (nothing was written), %RUHU_ERROR_NOT_FOUND (no such response), %RUHU_ERROR_CONFLICT (it is
 *   finished or final), %RUHU_ERROR_REFUSED (locked), %RUHU_ERROR_FULL or %RUHU_ERROR_CORRUPT
 */
gboolean
ruhu_response_store_put_finish (RuhuResponseStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error) != NULL;
}

/* Where it may not travel, without consent, this device knows it still. */
static void
keep_why (JsonObject *local, const char *par)
{
  g_autoptr (JsonObject) given = par != NULL ? ruhu_json_parse (par, -1, NULL) : NULL;

  if (given != NULL)
    ruhu_json_set_string (local,
                          RUHU_RESPONSE_WHY,
                          ruhu_json_get_string (given, RUHU_RESPONSE_WHY));
}

/* What later forms see of this device's responses: a correction takes the place of what it
 * corrects.
 */
static void
note_entities (RuhuVault *vault, JsonObject *local)
{
  if (json_object_has_member (local, RUHU_OUTBOX_ENTITIES) ||
      json_object_has_member (local, "replaces"))
    vault->changes |= RUHU_STORE_ENTITIES;
}

/* A line that HQ cannot take would keep all lines behind it on this device. */
static gboolean
check_size (JsonObject *content, GError **error)
{
  g_autofree char *text = ruhu_json_to_text (content);

  if (strlen (text) <= MAX_CONTENT)
    return TRUE;

  g_set_error (error,
               RUHU_ERROR,
               RUHU_ERROR_INVALID,
               "the response is longer than what can be sent");
  return FALSE;
}

static gpointer
finish (RuhuVault *vault, gpointer data, GError **error)
{
  Finishing *finishing = data;
  g_autoptr (RuhuDraft) draft = NULL;
  g_auto (RuhuSqlTx) tx = { NULL };
  g_autoptr (JsonObject) content = NULL;
  JsonObject *local;

  if (!ruhu_sql_tx_begin (&tx, vault->db, error) ||
      !check_is_draft (vault, finishing->id, &draft, error))
    return NULL;

  draft->state = RUHU_RESPONSE_FINISHED;
  draft->finished = ruhu_clock_now ();
  content = ruhu_response_content_new (vault,
                                       draft,
                                       finishing->ans,
                                       (const char *const *) finishing->keep,
                                       finishing->par,
                                       error);
  if (content == NULL || !check_size (content, error))
    return NULL;

  local = ruhu_json_get_object (draft->body, "local");
  json_object_set_int_member (local, "finished", draft->finished);
  ruhu_json_set_string (local,
                        RUHU_RESPONSE_NEXT,
                        ruhu_json_get_string (content, RUHU_RESPONSE_NEXT));
  keep_why (local, finishing->par);
  if (finishing->entities != NULL)
    json_object_set_array_member (local,
                                  RUHU_OUTBOX_ENTITIES,
                                  json_array_ref (finishing->entities));
  json_object_set_object_member (draft->body, "content", json_object_ref (content));
  note_entities (vault, local);
  if (!ruhu_draft_write (vault, draft, error) || !ruhu_sql_tx_commit (&tx, error))
    return NULL;
  return GINT_TO_POINTER (TRUE);
}

/**
 * ruhu_response_store_finish_async:
 * @id: a draft
 * @ans: its answers as the line has them: ruhu_instance_to_json() as text
 * @keep: (nullable) (array zero-terminated=1): where the response ends without consent, the groups
 *   that may leave the tablet all the same; %NULL with consent
 * @par: (nullable): paradata, a JSON object; its members `next` and `why` are for
 *   ruhu_response_get_next() and ruhu_response_get_why()
 * @entities: (nullable) (element-type RuhuEntity): what it makes and changes; without consent, what
 *   the groups of @keep do
 *
 * The worker is done. It is final ten minutes later, at lock, or when a send begins.
 */
void
ruhu_response_store_finish_async (RuhuResponseStore *self,
                                  const char *id,
                                  const char *ans,
                                  const char *const *keep,
                                  const char *par,
                                  GPtrArray *entities,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  Finishing *finishing = g_new0 (Finishing, 1);
  g_autoptr (GTask) task = NULL;

  finishing->id = g_strdup (id);
  finishing->ans = g_strdup (ans);
  finishing->keep = g_strdupv ((char **) keep);
  finishing->par = g_strdup (par);
  if (entities != NULL && entities->len > 0)
    finishing->entities = ruhu_entities_to_json (entities);
  task = make_writing_task (self,
                            ruhu_response_store_finish_async,
                            finishing,
                            (GDestroyNotify) finishing_free,
                            cancellable,
                            callback,
                            user_data);
  ruhu_store_run (self->store, task, finish, NULL);
}

static gboolean
cut_due_cb (gpointer data)
{
  RuhuResponseStore *self = data;

  self->cut_source = 0;
  ruhu_response_store_cut_async (self, FALSE, NULL, NULL, NULL);
  return G_SOURCE_REMOVE;
}

/* For when what was done now cannot be undone any more. */
void
ruhu_response_store_cut_later (RuhuResponseStore *self)
{
  /* One second more, or the timer could come before the clock is there. */
  g_clear_handle_id (&self->cut_source, g_source_remove);
  self->cut_source = g_timeout_add_seconds (RUHU_CHANGE_LOG_UNDO_TIME / 1000 + 1, cut_due_cb, self);
}

/**
 * ruhu_response_store_finish_finish:
 *
 * Returns: %FALSE (and it is a draft still) with @error set to %G_IO_ERROR_CANCELLED,
 *   %RUHU_ERROR_INVALID (answers or paradata are no JSON object, or more than a line may hold),
 *   %RUHU_ERROR_NOT_FOUND, %RUHU_ERROR_CONFLICT (finished or final already), %RUHU_ERROR_REFUSED
 * (locked), %RUHU_ERROR_FULL or %RUHU_ERROR_CORRUPT
 */
gboolean
ruhu_response_store_finish_finish (RuhuResponseStore *self, GAsyncResult *result, GError **error)
{
  if (g_task_propagate_pointer (G_TASK (result), error) == NULL)
    return FALSE;

  ruhu_response_store_cut_later (self);
  return TRUE;
}

static gpointer
undo (RuhuVault *vault, gpointer data, GError **error)
{
  g_autoptr (RuhuDraft) draft = NULL;
  g_auto (RuhuSqlTx) tx = { NULL };
  JsonObject *local;

  if (!ruhu_sql_tx_begin (&tx, vault->db, error))
    return NULL;
  draft = get_draft_for (vault, data, RUHU_RESPONSE_DRAFT, error);
  if (draft == NULL)
    return NULL;

  local = ruhu_json_get_object (draft->body, "local");
  note_entities (vault, local);

  draft->state = RUHU_RESPONSE_DRAFT;
  draft->finished = 0;
  json_object_remove_member (draft->body, "content");
  json_object_remove_member (local, "finished");
  json_object_remove_member (local, RUHU_RESPONSE_NEXT);
  json_object_remove_member (local, RUHU_RESPONSE_WHY);
  json_object_remove_member (local, RUHU_OUTBOX_ENTITIES);
  if (!ruhu_draft_write (vault, draft, error) || !ruhu_sql_tx_commit (&tx, error))
    return NULL;
  return GINT_TO_POINTER (TRUE);
}

/** ruhu_response_store_undo_async: @id: a finished response, which becomes a draft again */
void
ruhu_response_store_undo_async (RuhuResponseStore *self,
                                const char *id,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GTask) task = make_writing_task (self,
                                              ruhu_response_store_undo_async,
                                              g_strdup (id),
                                              g_free,
                                              cancellable,
                                              callback,
                                              user_data);

  ruhu_store_run (self->store, task, undo, NULL);
}

/**
 * ruhu_response_store_undo_finish:
 *
 * Returns: %FALSE with @error set to %G_IO_ERROR_CANCELLED (still finished), %RUHU_ERROR_NOT_FOUND,
 *   %RUHU_ERROR_CONFLICT (it is final: make a correction), %RUHU_ERROR_REFUSED (locked),
 *   %RUHU_ERROR_FULL or %RUHU_ERROR_CORRUPT
 */
gboolean
ruhu_response_store_undo_finish (RuhuResponseStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error) != NULL;
}

static gpointer
cut (RuhuVault *vault, gpointer data, GError **error)
{
  gboolean all = GPOINTER_TO_INT (data);
  gint64 undoable = ruhu_clock_now () - RUHU_CHANGE_LOG_UNDO_TIME;

  return GINT_TO_POINTER (
    ruhu_change_log_cut_finished (vault, all ? G_MAXINT64 : undoable, error) &&
    ruhu_change_log_drop_discarded (vault, undoable, error));
}

/**
 * ruhu_response_store_cut_async:
 * @all: whether a send begins; otherwise only what was finished ten minutes ago
 *
 * Makes finished responses final. The store does it by itself at lock and unlock, and ten minutes
 * after the last finish.
 */
void
ruhu_response_store_cut_async (RuhuResponseStore *self,
                               gboolean all,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = make_writing_task (self,
                                              ruhu_response_store_cut_async,
                                              GINT_TO_POINTER (all),
                                              NULL,
                                              cancellable,
                                              callback,
                                              user_data);

  ruhu_store_run (self->store, task, cut, NULL);
}

/**
 * ruhu_response_store_cut_finish:
 *
 * Returns: %FALSE with @error set to %G_IO_ERROR_CANCELLED, %RUHU_ERROR_REFUSED (locked),
 *   %RUHU_ERROR_FULL or %RUHU_ERROR_CORRUPT; what was cut before stays cut
 */
gboolean
ruhu_response_store_cut_finish (RuhuResponseStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error) != NULL;
}
