/* ruhu-response-attachments.c: photos, signatures, sound and files of responses
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "responses/ruhu-response-attachments.h"

#include "base/ruhu-error.h"
#include "base/ruhu-id.h"
#include "responses/ruhu-response-row-private.h"
#include "store/ruhu-att-private.h"

#include <string.h>

#define ID_LENGTH 36

typedef struct {
  char *id;
  GBytes *content;
  char *type;
} Adding;

static void
adding_free (Adding *adding)
{
  g_free (adding->id);
  g_bytes_unref (adding->content);
  g_free (adding->type);
  g_free (adding);
}

static gpointer
add_attachment (RuhuVault *vault, gpointer data, GError **error)
{
  Adding *adding = data;
  g_autoptr (RuhuDraft) draft = NULL;
  g_autoptr (RuhuAtt) att = NULL;
  g_auto (RuhuSqlTx) tx = { NULL };

  if (!ruhu_sql_tx_begin (&tx, vault->db, error))
    return NULL;
  draft = ruhu_draft_get (vault, adding->id, error);
  if (draft == NULL)
    return NULL;
  if (ruhu_draft_is_discarded (draft)) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_NOT_FOUND, "the draft was thrown away");
    return NULL;
  }
  if (draft->state != RUHU_RESPONSE_DRAFT) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_CONFLICT, "the response is finished: undo first");
    return NULL;
  }

  att = ruhu_att_add (vault, draft->rec, adding->content, adding->type, error);
  if (att == NULL || !ruhu_sql_tx_commit (&tx, error))
    return NULL;
  return ruhu_att_get_name (att->id, att->type);
}

/**
 * ruhu_response_store_add_attachment_async:
 * @id: a draft
 * @content: the file
 * @type: its media type, `image/jpeg`
 *
 * Keeps a file, sealed. It goes to HQ if its name is an answer when the response is finished;
 * otherwise it is deleted when the response is cut.
 */
void
ruhu_response_store_add_attachment_async (RuhuResponseStore *self,
                                          const char *id,
                                          GBytes *content,
                                          const char *type,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data)
{
  Adding *adding = g_new0 (Adding, 1);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  adding->id = g_strdup (id);
  adding->content = g_bytes_ref (content);
  adding->type = g_strdup (type);
  g_task_set_source_tag (task, ruhu_response_store_add_attachment_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, adding, (GDestroyNotify) adding_free);
  ruhu_store_run (ruhu_response_store_get_store (self), task, add_attachment, g_free);
}

/**
 * ruhu_response_store_add_attachment_finish:
 *
 * Returns: (transfer full) (nullable): its name, the answer to the question it was taken for; %NULL
 *   with %G_IO_ERROR_CANCELLED (nothing was kept), %RUHU_ERROR_NOT_FOUND, %RUHU_ERROR_CONFLICT
 *   (finished), %RUHU_ERROR_REFUSED (locked), %RUHU_ERROR_FULL or %RUHU_ERROR_CORRUPT
 */
char *
ruhu_response_store_add_attachment_finish (RuhuResponseStore *self,
                                           GAsyncResult *result,
                                           GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static gpointer
read_attachment (RuhuVault *vault, gpointer data, GError **error)
{
  g_autofree char *id = g_strndup (data, ID_LENGTH);
  g_autoptr (RuhuAtt) att = NULL;
  guint8 bytes[16];

  if (ruhu_id_to_bytes (id, bytes) && !ruhu_att_find (vault, bytes, &att, error))
    return NULL;
  if (att == NULL) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_NOT_FOUND, "no attachment of that name");
    return NULL;
  }

  return ruhu_att_read (vault, att, error);
}

/** ruhu_response_store_read_attachment_async: @name: its name or its id */
void
ruhu_response_store_read_attachment_async (RuhuResponseStore *self,
                                           const char *name,
                                           GCancellable *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, ruhu_response_store_read_attachment_async);
  g_task_set_task_data (task, g_strdup (name), g_free);
  ruhu_store_run (ruhu_response_store_get_store (self),
                  task,
                  read_attachment,
                  (GDestroyNotify) g_bytes_unref);
}

/**
 * ruhu_response_store_read_attachment_finish:
 *
 * Returns: (transfer full) (nullable): the file; %NULL with %G_IO_ERROR_CANCELLED,
 *   %RUHU_ERROR_NOT_FOUND, %RUHU_ERROR_REFUSED (locked) or %RUHU_ERROR_CORRUPT
 */
GBytes *
ruhu_response_store_read_attachment_finish (RuhuResponseStore *self,
                                            GAsyncResult *result,
                                            GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
