/* ruhu-bundle-import.c: HQ's bundles into this tablet
 *
 * Copied into the inbox first, so that nobody changes it between two looks, and believed only once
 * HQ's signature over all of it holds. Then what is in it goes the way of an answer that came over
 * the network. Old ones, and the same one twice, change nothing.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-bundle-import.h"

#include "base/ruhu-error.h"
#include "base/ruhu-file.h"
#include "base/ruhu-hex.h"
#include "base/ruhu-id.h"
#include "ruhu-bundle-news-private.h"
#include "ruhu-bundle.h"
#include "ruhu-inbox-private.h"
#include "store/ruhu-outbox.h"

#include <errno.h>
#include <glib/gstdio.h>

typedef struct {
  RuhuObjectStore *objects;
  RuhuStore *store;
  RuhuDevice *device;
  char *path;
  char *copy;
  gboolean has_news;
  GBytes *receipt;
  RuhuPushAnswer *answer;
  gboolean received;
  RuhuBundleOutcome outcome;
} Import;

static void
import_free (Import *self)
{
  if (self->copy != NULL)
    g_unlink (self->copy);
  g_object_unref (self->objects);
  g_clear_pointer (&self->device, ruhu_device_unref);
  g_clear_pointer (&self->receipt, g_bytes_unref);
  g_clear_pointer (&self->answer, ruhu_push_answer_free);
  g_free (self->path);
  g_free (self->copy);
  g_free (self);
}

static void
fail (GTask *task, GError *error)
{
  g_task_return_error (task, error);
  g_object_unref (task);
}

static void
finish (GTask *task, RuhuBundleOutcome outcome)
{
  Import *self = g_task_get_task_data (task);

  self->outcome = outcome;
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static gboolean
refuse (GError **error, const char *why)
{
  g_set_error_literal (error, RUHU_ERROR, RUHU_ERROR_INVALID, why);
  return FALSE;
}

static gboolean
copy_in (Import *self, GError **error)
{
  g_autoptr (GFile) from = g_file_new_for_path (self->path);
  g_autoptr (GFile) to = g_file_new_for_path (self->copy);
  g_autofree char *folder = g_path_get_dirname (self->copy);
  g_autoptr (GError) foreign = NULL;

  g_mkdir_with_parents (folder, 0700);
  if (g_file_copy (from, to, G_FILE_COPY_TARGET_DEFAULT_PERMS, NULL, NULL, NULL, &foreign))
    return TRUE;

  g_set_error (error,
               RUHU_ERROR,
               g_error_matches (foreign, G_IO_ERROR, G_IO_ERROR_NOT_FOUND)  ? RUHU_ERROR_NOT_FOUND
               : g_error_matches (foreign, G_IO_ERROR, G_IO_ERROR_NO_SPACE) ? RUHU_ERROR_FULL
                                                                            : RUHU_ERROR_FAILED,
               "the bundle cannot be read: %s",
               foreign->message);
  return FALSE;
}

static gboolean
check_header (Import *self, RuhuBundleReader *reader, GError **error)
{
  const char *kind = ruhu_bundle_reader_get_kind (reader);

  self->has_news = g_str_equal (kind, RUHU_BUNDLE_DOWN) || g_str_equal (kind, RUHU_BUNDLE_ANSWER);
  if (!self->has_news && !g_str_equal (kind, RUHU_BUNDLE_RECEIPT))
    return refuse (error, "this bundle is for headquarters, not for a tablet");
  return g_strcmp0 (ruhu_bundle_reader_get_device (reader), self->device->id) == 0 ||
         refuse (error, "this bundle is for another tablet");
}

static gboolean
read_parts (Import *self, RuhuBundleReader *reader, GError **error)
{
  for (;;) {
    g_autoptr (RuhuBundlePart) part = NULL;

    if (!ruhu_bundle_reader_next (reader, &part, error))
      return FALSE;
    if (part == NULL)
      return ruhu_bundle_reader_verify (reader, g_bytes_get_data (self->device->hqs, NULL)) ||
             refuse (error, "the bundle was changed on its way, or is not our headquarters'");
    if (g_str_equal (part->type, RUHU_BUNDLE_PART_RECEIPT)) {
      g_clear_pointer (&self->receipt, g_bytes_unref);
      self->receipt = g_bytes_ref (part->content);
    }
  }
}

/* On a thread: USB sticks are slow. */
static void
read_func (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Import *self = g_task_get_task_data (data);
  g_autoptr (RuhuBundleReader) reader = NULL;
  GError *error = NULL;

  if (!g_cancellable_set_error_if_cancelled (cancellable, &error) && copy_in (self, &error))
    reader = ruhu_bundle_reader_open (self->copy, &error);
  if (reader != NULL && check_header (self, reader, &error) && read_parts (self, reader, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
news_taken_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Import *self = g_task_get_task_data (task);
  RuhuBundleNews news;
  GError *error = NULL;

  if (!ruhu_bundle_news_take_finish (result, &news, &error))
    fail (task, error);
  else if (news.applied)
    finish (task, RUHU_BUNDLE_NEWS);
  else if (self->received)
    finish (task, RUHU_BUNDLE_RECEIVED);
  else
    finish (task, news.known ? RUHU_BUNDLE_KNOWN : RUHU_BUNDLE_ELSEWHERE);
}

/* Locked: the copy stays in the inbox, under a name by which the next unlock finds it. */
static void
keep_copy (GTask *task)
{
  Import *self = g_task_get_task_data (task);
  g_autofree char *kept = g_strconcat (self->copy, RUHU_BUNDLE_SUFFIX, NULL);
  GError *error = NULL;

  if (g_rename (self->copy, kept) != 0) {
    ruhu_file_fail (kept, errno, &error);
    fail (task, error);
    return;
  }
  g_clear_pointer (&self->copy, g_free);
  finish (task, RUHU_BUNDLE_KEPT);
}

static void
take_news (GTask *task, RuhuBundleOutcome of_receipt)
{
  Import *self = g_task_get_task_data (task);

  self->received = of_receipt == RUHU_BUNDLE_RECEIVED;
  if (!self->has_news)
    finish (task, of_receipt);
  else if (ruhu_store_get_state (self->store) == RUHU_STORE_UNLOCKED)
    ruhu_bundle_news_take_async (self->objects,
                                 self->copy,
                                 g_task_get_cancellable (task),
                                 news_taken_cb,
                                 task);
  else
    keep_copy (task);
}

static void
taken_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  GError *error = NULL;

  if (ruhu_outbox_answer_finish (RUHU_STORE (source), result, &error))
    take_news (task, RUHU_BUNDLE_RECEIVED);
  else
    fail (task, error);
}

static void
take_answer (GTask *task)
{
  Import *self = g_task_get_task_data (task);
  GError *error = NULL;

  if (ruhu_store_get_state (self->store) == RUHU_STORE_UNLOCKED)
    ruhu_inbox_take_async (self->store,
                           self->answer,
                           g_task_get_cancellable (task),
                           taken_cb,
                           task);
  else if (ruhu_inbox_save (self->store, self->answer, &error))
    take_news (task, RUHU_BUNDLE_KEPT);
  else
    fail (task, error);
}

/* The receipt is over the head of our log; a head we do not know is another log's. */
static void
head_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Import *self = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) lines = ruhu_outbox_read_finish (RUHU_STORE (source), result, &error);
  RuhuOutboxLine *line = lines != NULL && lines->len > 0 ? lines->pdata[0] : NULL;
  g_autofree char *hash = NULL;

  if (lines == NULL) {
    fail (task, error);
    return;
  }
  if (line != NULL && (guint64) line->seq == self->answer->acked) {
    hash = ruhu_hex_encode (line->hash, sizeof line->hash);
    if (!g_str_equal (hash, self->answer->receipt->head)) {
      fail (task, g_error_new (RUHU_ERROR, RUHU_ERROR_CONFLICT, "HQ's receipt is for another log"));
      return;
    }
  }

  take_answer (task);
}

/* Of two receipts of one life of HQ the one over more is newer; of two lives, the later. */
static gboolean
is_news (const RuhuReceipt *receipt, const RuhuReceipt *known)
{
  if (known == NULL)
    return TRUE;
  if (!g_str_equal (receipt->gen, known->gen))
    return receipt->at > known->at;
  return receipt->upto > known->upto ||
         (receipt->upto == known->upto && receipt->attachments > known->attachments);
}

static void
counted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Import *self = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (RuhuOutboxCounts) counts =
    ruhu_outbox_count_finish (RUHU_STORE (source), result, &error);
  g_autoptr (GPtrArray) answers = ruhu_inbox_list (self->store);
  RuhuPushAnswer *newest = ruhu_inbox_get_newest (answers);
  g_autoptr (RuhuReceipt) known = NULL;

  if (counts == NULL) {
    fail (task, error);
    return;
  }

  known = ruhu_receipt_parse (counts->receipt);
  if (!is_news (self->answer->receipt, known) ||
      (newest != NULL && !is_news (self->answer->receipt, newest->receipt))) {
    take_news (task, RUHU_BUNDLE_KNOWN);
    return;
  }

  ruhu_outbox_read_async (self->store,
                          self->answer->acked,
                          1,
                          1,
                          g_task_get_cancellable (task),
                          head_read_cb,
                          task);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Import *self = g_task_get_task_data (task);
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error)) {
    fail (task, error);
    return;
  }

  if (self->receipt == NULL && self->has_news) {
    take_news (task, RUHU_BUNDLE_KNOWN);
    return;
  }
  if (self->receipt != NULL)
    self->answer = ruhu_push_answer_parse (self->receipt,
                                           self->device->id,
                                           g_bytes_get_data (self->device->hqs, NULL),
                                           &error);
  else
    refuse (&error, "there is no receipt in the bundle");
  if (self->answer == NULL)
    fail (task, error);
  else
    ruhu_outbox_count_async (self->store, 0, 0, g_task_get_cancellable (task), counted_cb, task);
}

static char *
make_copy_path (RuhuStore *store)
{
  g_autofree char *id = ruhu_id_new ();
  g_autofree char *name = g_strconcat (id, ".coming", NULL);

  return g_build_filename (ruhu_store_get_dir (store), "inbox", name, NULL);
}

/**
 * ruhu_bundle_import_async:
 * @objects: of a store, unlocked or locked
 * @path: a bundle from HQ; it is left as it is
 */
void
ruhu_bundle_import_async (RuhuObjectStore *objects,
                          const char *path,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Import *self = g_new0 (Import, 1);
  g_autoptr (GTask) reading = NULL;

  self->objects = g_object_ref (objects);
  self->store = ruhu_object_store_get_store (objects);
  self->path = g_strdup (path);
  self->copy = make_copy_path (self->store);
  g_task_set_source_tag (task, ruhu_bundle_import_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, self, (GDestroyNotify) import_free);
  if (ruhu_store_get_state (self->store) == RUHU_STORE_ABSENT) {
    fail (task, g_error_new (RUHU_ERROR, RUHU_ERROR_NOT_FOUND, "this device is not enrolled"));
    return;
  }

  self->device = ruhu_device_ref (ruhu_store_get_device (self->store));
  reading = g_task_new (NULL, cancellable, read_cb, task);
  g_task_set_check_cancellable (reading, FALSE);
  g_task_set_task_data (reading, task, NULL); /* which outlives it */
  g_task_run_in_thread (reading, read_func);
}

/**
 * ruhu_bundle_import_finish:
 * @outcome: (out): what became of it
 *
 * Returns: %FALSE, and nothing was changed, with %RUHU_ERROR_INVALID (no bundle, damaged, for
 *   somebody else, or not HQ's), %RUHU_ERROR_CONFLICT (for another log than this tablet's),
 *   %RUHU_ERROR_NOT_FOUND (no such file, or not enrolled), %RUHU_ERROR_FULL, %G_IO_ERROR_CANCELLED,
 *   or what the store gave
 */
gboolean
ruhu_bundle_import_finish (GAsyncResult *result, RuhuBundleOutcome *outcome, GError **error)
{
  Import *self = g_task_get_task_data (G_TASK (result));

  *outcome = self->outcome;
  return g_task_propagate_boolean (G_TASK (result), error);
}
