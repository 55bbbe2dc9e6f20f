/* ruhu-attachment-sender.c: photos, signatures and sound to HQ
 *
 * One after the other, small ones first: for each HQ is asked what it has, and gets the rest in one
 * request, of which it keeps what arrives. That an attachment is complete is only believed from
 * HQ's receipt.
 *
 * A locked store gives no content, only its ciphertext, and a key that HQ can open. These go by the
 * hash of the ciphertext, nothing is written into the store, and the receipt waits in the inbox.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-attachment-sender-private.h"

#include "base/ruhu-error.h"
#include "responses/ruhu-response-attachments.h"
#include "ruhu-hash.h"
#include "ruhu-inbox-private.h"
#include "store/ruhu-outbox.h"

#define MAX_TURNS 3

typedef struct {
  RuhuHqClient *client;
  RuhuResponseStore *responses;
  RuhuStore *store;
  gboolean locked;
  guint64 upto;    /* locked: the attachments of lines up to here are known to be with HQ */
  GPtrArray *list; /* of RuhuOutboxAttachment */
  guint i;
  guint turns;
  guint sent;
  guint64 offset;
  gboolean complete;
  GBytes *file; /* locked: the ciphertext, and its hash */
  char *hash;
  GError *damaged; /* what is wrong with a file that was passed over */
} Sending;

static void
sending_free (Sending *sending)
{
  g_clear_object (&sending->client);
  g_clear_object (&sending->responses);
  g_clear_pointer (&sending->list, g_ptr_array_unref);
  g_clear_pointer (&sending->file, g_bytes_unref);
  g_free (sending->hash);
  g_clear_error (&sending->damaged);
  g_free (sending);
}

static void ask_next (GTask *task);
static void next (GTask *task);

static void
fail (GTask *task, GError *error)
{
  g_task_return_error (task, error);
  g_object_unref (task);
}

static RuhuOutboxAttachment *
get_current (Sending *sending)
{
  return sending->list->pdata[sending->i];
}

static void
receipt_kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Sending *sending = g_task_get_task_data (task);
  GError *error = NULL;

  if (!ruhu_outbox_answer_finish (RUHU_STORE (source), result, &error)) {
    fail (task, error);
    return;
  }

  sending->sent++;
  next (task);
}

static void
keep_receipt (GTask *task, RuhuReceipt *receipt, guint64 safe)
{
  Sending *sending = g_task_get_task_data (task);
  RuhuOutboxAnswer *answer;
  GError *error = NULL;

  if (sending->locked) {
    if (ruhu_inbox_save_receipt (sending->store, receipt, safe, &error)) {
      sending->sent++;
      next (task);
    } else
      fail (task, error);
    return;
  }

  answer = ruhu_outbox_answer_new (receipt->upto, receipt->text, safe, receipt->gen);
  ruhu_outbox_answer_set_told (answer, RUHU_OUTBOX_TOLD_NONE);
  ruhu_outbox_answer_complete (answer, get_current (sending)->id);
  ruhu_outbox_answer_async (sending->store,
                            answer,
                            g_task_get_cancellable (task),
                            receipt_kept_cb,
                            task);
}

/* HQ tells where it stands; that is asked again rather than guessed. */
static gboolean
turn (GTask *task, GError *error)
{
  Sending *sending = g_task_get_task_data (task);
  RuhuRefusal refusal = ruhu_hq_client_get_refusal (sending->client);

  if (refusal == RUHU_REFUSAL_NOT_FOUND) {
    next (task); /* the line that names it is in quarantine: HQ does not want it yet */
    return TRUE;
  }
  if ((refusal != RUHU_REFUSAL_OFFSET && refusal != RUHU_REFUSAL_HASH) ||
      sending->turns++ >= MAX_TURNS)
    return FALSE;

  ask_next (task);
  return TRUE;
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  guint64 safe;
  GError *error = NULL;
  g_autoptr (RuhuReceipt) receipt =
    ruhu_hq_client_send_attachment_finish (RUHU_HQ_CLIENT (source), result, &safe, &error);

  if (receipt != NULL)
    keep_receipt (task, receipt, safe);
  else if (turn (task, error))
    g_error_free (error);
  else
    fail (task, error);
}

/* @content: or, locked, the ciphertext */
static void
send_rest (GTask *task, GBytes *content)
{
  Sending *sending = g_task_get_task_data (task);
  RuhuOutboxAttachment *attachment = get_current (sending);

  /* Complete at HQ without our knowing: the last bytes once more get its receipt. */
  if (sending->complete)
    sending->offset = g_bytes_get_size (content);
  sending->offset = MIN (sending->offset, g_bytes_get_size (content));
  ruhu_hq_client_send_attachment_async (sending->client,
                                        sending->locked ? sending->hash : attachment->hash,
                                        sending->locked ? attachment->sealed_key : NULL,
                                        sending->offset,
                                        content,
                                        g_task_get_cancellable (task),
                                        sent_cb,
                                        task);
}

/* A file that is damaged is of no use to HQ either; it is said at the end, and the others go. */
static void
pass_over (GTask *task, GError *error)
{
  Sending *sending = g_task_get_task_data (task);

  if (!g_error_matches (error, RUHU_ERROR, RUHU_ERROR_CORRUPT)) {
    fail (task, error);
    return;
  }

  g_clear_error (&sending->damaged);
  sending->damaged = error;
  next (task);
}

static void
content_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  GError *error = NULL;
  g_autoptr (GBytes) content =
    ruhu_response_store_read_attachment_finish (RUHU_RESPONSE_STORE (source), result, &error);

  if (content == NULL) {
    pass_over (task, error);
    return;
  }

  send_rest (task, content);
}

static void
noted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Sending *sending = g_task_get_task_data (task);
  GError *error = NULL;

  if (!ruhu_outbox_set_sent_finish (RUHU_STORE (source), result, &error)) {
    fail (task, error);
    return;
  }

  ruhu_response_store_read_attachment_async (sending->responses,
                                             get_current (sending)->id,
                                             g_task_get_cancellable (task),
                                             content_read_cb,
                                             task);
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Sending *sending = g_task_get_task_data (task);
  GError *error = NULL;

  if (!ruhu_hq_client_ask_attachment_finish (RUHU_HQ_CLIENT (source),
                                             result,
                                             &sending->offset,
                                             &sending->complete,
                                             &error)) {
    if (turn (task, error))
      g_error_free (error);
    else
      fail (task, error);
    return;
  }

  if (sending->locked) {
    send_rest (task, sending->file);
    return;
  }

  ruhu_outbox_set_sent_async (sending->store,
                              get_current (sending)->id,
                              sending->complete ? get_current (sending)->size
                                                : (gint64) sending->offset,
                              g_task_get_cancellable (task),
                              noted_cb,
                              task);
}

static gboolean
read_file (Sending *sending, GError **error)
{
  g_autoptr (GMappedFile) file = g_mapped_file_new (get_current (sending)->file, FALSE, NULL);

  if (file == NULL) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_CORRUPT, "an attachment has lost its file");
    return FALSE;
  }

  g_clear_pointer (&sending->file, g_bytes_unref);
  g_free (sending->hash);
  sending->file = g_mapped_file_get_bytes (file);
  sending->hash = ruhu_hash_bytes (sending->file);
  return TRUE;
}

/* What an earlier locked send has a receipt for, in the inbox. */
static void
skip_answered (Sending *sending)
{
  while (sending->locked && sending->i < sending->list->len &&
         (guint64) get_current (sending)->seq <= sending->upto)
    sending->i++;
}

static void
ask_next (GTask *task)
{
  Sending *sending = g_task_get_task_data (task);
  RuhuOutboxAttachment *attachment;
  GError *error = NULL;

  skip_answered (sending);
  if (sending->i >= sending->list->len) {
    if (sending->damaged != NULL)
      g_task_return_error (task, g_steal_pointer (&sending->damaged));
    else
      g_task_return_boolean (task, TRUE);
    g_object_unref (task);
    return;
  }
  if (sending->locked && !read_file (sending, &error)) {
    pass_over (task, error);
    return;
  }

  attachment = get_current (sending);
  ruhu_hq_client_ask_attachment_async (sending->client,
                                       sending->locked ? sending->hash : attachment->hash,
                                       sending->locked ? attachment->sealed_key : NULL,
                                       sending->locked ? g_bytes_get_size (sending->file)
                                                       : (guint64) attachment->size,
                                       g_task_get_cancellable (task),
                                       asked_cb,
                                       task);
}

static void
next (GTask *task)
{
  Sending *sending = g_task_get_task_data (task);

  sending->i++;
  sending->turns = 0;
  ask_next (task);
}

static gboolean
is_sound (const RuhuOutboxAttachment *attachment)
{
  return attachment->type != NULL && g_str_has_prefix (attachment->type, "audio/");
}

/* Signatures are smaller than thumbnails, those than photos; sound comes last. */
static int
compare_attachments (gconstpointer a, gconstpointer b)
{
  const RuhuOutboxAttachment *one = *(RuhuOutboxAttachment **) a;
  const RuhuOutboxAttachment *two = *(RuhuOutboxAttachment **) b;

  if (is_sound (one) != is_sound (two))
    return is_sound (one) ? 1 : -1;

  return (one->size > two->size) - (one->size < two->size);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Sending *sending = g_task_get_task_data (task);
  GError *error = NULL;

  sending->list = ruhu_outbox_list_attachments_finish (RUHU_STORE (source), result, &error);
  if (sending->list == NULL) {
    fail (task, error);
    return;
  }

  g_ptr_array_sort (sending->list, compare_attachments);
  ask_next (task);
}

/* Up to which line the newest answer in the inbox has all attachments. */
static guint64
find_receipt (RuhuStore *store)
{
  g_autoptr (GPtrArray) answers = ruhu_inbox_list (store);
  RuhuPushAnswer *last = ruhu_inbox_get_newest (answers);

  return last != NULL ? last->receipt->attachments : 0;
}

/**
 * ruhu_attachment_sender_run_async:
 * @client: speaks to HQ, which has the lines already
 * @responses: of an unlocked store, or a locked one
 */
void
ruhu_attachment_sender_run_async (RuhuHqClient *client,
                                  RuhuResponseStore *responses,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Sending *sending = g_new0 (Sending, 1);

  sending->client = g_object_ref (client);
  sending->responses = g_object_ref (responses);
  sending->store = ruhu_response_store_get_store (responses);
  sending->locked = ruhu_store_get_state (sending->store) != RUHU_STORE_UNLOCKED;
  if (sending->locked)
    sending->upto = find_receipt (sending->store);
  g_task_set_source_tag (task, ruhu_attachment_sender_run_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, sending, (GDestroyNotify) sending_free);

  ruhu_outbox_list_attachments_async (sending->store, cancellable, listed_cb, task);
}

/**
 * ruhu_attachment_sender_run_finish:
 * @sent: (out) (optional): how many HQ has said to be complete, also where %FALSE
 *
 * Returns: %TRUE once HQ has all it wants; %FALSE with what HQ said no with, or the store gave
 */
gboolean
ruhu_attachment_sender_run_finish (GAsyncResult *result, guint *sent, GError **error)
{
  Sending *sending = g_task_get_task_data (G_TASK (result));

  if (sent != NULL)
    *sent = sending->sent;
  return g_task_propagate_boolean (G_TASK (result), error);
}
