/* ruhu-bundle-export.c: what waits for HQ into a file
 *
 * The lines as they were sealed to HQ when they were cut, with the heads that stand by them, and
 * the ciphertext of attachments: nothing is opened for it, so a locked tablet can do it as well.
 * What is in the file still waits here, until HQ's receipt covers it; so bundles overlap, and none
 * is missed where one is lost.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-bundle-export.h"

#include "base/ruhu-clock.h"
#include "base/ruhu-error.h"
#include "base/ruhu-hex.h"
#include "ruhu-batch.h"
#include "ruhu-bundle-file-private.h"
#include "ruhu-inbox-private.h"
#include "ruhu-sign.h"
#include "ruhu-stream-private.h"
#include "ruhu-wire.h"
#include "store/ruhu-outbox.h"

#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>

#define WINDOW (1024 * 1024)

/* Lines go first, and attachments as long as there is room; headings and signature need some too.
 */
#define MAX_PARTS_BYTES (RUHU_BUNDLE_MAX_BYTES - (64 << 20))

typedef struct {
  RuhuObjectStore *objects;
  RuhuStore *store;
  char *path;
  RuhuBundleProgressFunc progress;
  gpointer progress_data;
  gboolean locked;
  char *gen;
  char *cursor;
  gint64 from;
  gint64 next;
  guint64 complete;  /* attachments of lines up to here are with HQ */
  GPtrArray *bodies; /* of GBytes */
  GHashTable *kinds; /* name → count */
  char *head;
  char *head_signature;
  RuhuBundleExported exported;
} Export;

static void
export_free (Export *self)
{
  g_object_unref (self->objects);
  g_ptr_array_unref (self->bodies);
  g_hash_table_unref (self->kinds);
  g_free (self->path);
  g_free (self->gen);
  g_free (self->cursor);
  g_free (self->head);
  g_free (self->head_signature);
  g_free (self);
}

static void read_lines (GTask *task);

static void
fail (GTask *task, GError *error)
{
  g_task_return_error (task, error);
  g_object_unref (task);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Export *self = g_task_get_task_data (task);
  GStatBuf info;
  GError *error = NULL;

  if (!ruhu_bundle_file_write_finish (result, &error)) {
    fail (task, error);
    return;
  }

  if (g_stat (self->path, &info) == 0)
    self->exported.bytes = info.st_size;
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static JsonObject *
make_kinds (Export *self)
{
  JsonObject *kinds = json_object_new ();
  GHashTableIter iter;
  gpointer name, count;

  g_hash_table_iter_init (&iter, self->kinds);
  while (g_hash_table_iter_next (&iter, &name, &count))
    json_object_set_int_member (kinds, name, GPOINTER_TO_UINT (count));
  return kinds;
}

/* All that a carrier can read. */
static JsonObject *
make_header (Export *self)
{
  RuhuDevice *device = ruhu_store_get_device (self->store);
  g_autofree char *hq = ruhu_sign_fingerprint (g_bytes_get_data (device->hqs, NULL));
  JsonObject *header = json_object_new ();

  json_object_set_string_member (header, "kind", RUHU_BUNDLE_UP);
  json_object_set_string_member (header, "dev", device->id);
  json_object_set_string_member (header, "hq", hq);
  json_object_set_int_member (header, "at", self->exported.at);
  json_object_set_int_member (header, "from", self->next - self->exported.lines);
  json_object_set_int_member (header, "upto", self->next - 1);
  if (self->head != NULL) {
    json_object_set_string_member (header, "head", self->head);
    json_object_set_string_member (header, "hs", self->head_signature);
  }
  json_object_set_object_member (header, "kinds", make_kinds (self));
  json_object_set_int_member (header, "att", self->exported.attachments);
  return header;
}

/* How far it has read says in which townships it works; a carrier need not know. */
static GBytes *
seal_cursor (Export *self)
{
  RuhuDevice *device = ruhu_store_get_device (self->store);
  gsize n = strlen (self->cursor);
  guint8 *sealed = g_malloc (n + crypto_box_SEALBYTES);

  crypto_box_seal (sealed, (const guint8 *) self->cursor, n, g_bytes_get_data (device->hqx, NULL));
  return g_bytes_new_take (sealed, n + crypto_box_SEALBYTES);
}

static goffset
get_size (const char *path)
{
  GStatBuf info;

  return g_stat (path, &info) == 0 ? info.st_size : 0;
}

static GPtrArray *
choose_attachments (Export *self, GPtrArray *list)
{
  GPtrArray *chosen = g_ptr_array_new ();
  guint64 bytes = 0;
  guint i;

  for (i = 0; i < self->bodies->len; i++)
    bytes += g_bytes_get_size (self->bodies->pdata[i]);
  for (i = 0; i < list->len; i++) {
    RuhuOutboxAttachment *attachment = list->pdata[i];
    guint64 size = get_size (attachment->file);

    if ((guint64) attachment->seq <= self->complete)
      continue;
    if (bytes + size > MAX_PARTS_BYTES || size > RUHU_BUNDLE_MAX_PART) {
      self->exported.left_out++;
      continue;
    }
    bytes += size;
    g_ptr_array_add (chosen, attachment);
  }

  self->exported.attachments = chosen->len;
  return chosen;
}

static void
write_bundle (GTask *task, GPtrArray *list)
{
  Export *self = g_task_get_task_data (task);
  g_autoptr (GPtrArray) chosen = choose_attachments (self, list);
  g_autoptr (JsonObject) header = make_header (self);
  RuhuBundleFile *file = ruhu_bundle_file_new (self->path, header);
  guint i;

  for (i = 0; i < self->bodies->len; i++)
    ruhu_bundle_file_add_bytes (file, RUHU_BUNDLE_PART_PUSH, self->bodies->pdata[i]);
  if (self->cursor != NULL) {
    g_autoptr (GBytes) cursor = seal_cursor (self);

    ruhu_bundle_file_add_bytes (file, RUHU_BUNDLE_PART_CURSOR, cursor);
  }
  for (i = 0; i < chosen->len; i++) {
    RuhuOutboxAttachment *attachment = chosen->pdata[i];

    ruhu_bundle_file_add_file (file,
                               RUHU_BUNDLE_PART_ATT,
                               attachment->file,
                               get_size (attachment->file),
                               attachment->sealed_key);
  }

  ruhu_bundle_file_write_async (file,
                                self->store,
                                self->progress,
                                self->progress_data,
                                g_task_get_cancellable (task),
                                written_cb,
                                task);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  GError *error = NULL;
  g_autoptr (GPtrArray) list =
    ruhu_outbox_list_attachments_finish (RUHU_STORE (source), result, &error);

  if (list == NULL)
    fail (task, error);
  else
    write_bundle (task, list);
}

static void
count_kind (Export *self, RuhuObjectKind kind)
{
  const char *name = ruhu_object_kind_to_string (kind);
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (self->kinds, name));

  g_hash_table_insert (self->kinds, (gpointer) name, GUINT_TO_POINTER (n + 1));
  self->exported.responses += kind == RUHU_OBJECT_RESPONSE;
  self->exported.lines++;
}

/* The same body that a locked tablet pushes. */
static void
add_lines (Export *self, GPtrArray *lines)
{
  RuhuOutboxLine *last = lines->pdata[lines->len - 1];
  guint64 epoch = ruhu_store_get_device (self->store)->epoch;
  g_autoptr (RuhuBatch) batch = ruhu_batch_new_sealed (self->next, epoch);
  guint i;

  for (i = 0; i < lines->len; i++) {
    RuhuOutboxLine *line = lines->pdata[i];

    ruhu_batch_add (batch, line->sealed);
    count_kind (self, line->kind);
  }
  ruhu_batch_set_gen (batch, self->gen);

  g_free (self->head);
  g_free (self->head_signature);
  self->head = ruhu_hex_encode (last->hash, sizeof last->hash);
  self->head_signature = g_base64_encode (last->signature, sizeof last->signature);
  g_ptr_array_add (self->bodies, ruhu_batch_to_bytes (batch, self->head, self->head_signature));
  self->next = last->seq + 1;
  self->exported.upto = last->seq;
}

static void
lines_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Export *self = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) lines = ruhu_outbox_read_finish (RUHU_STORE (source), result, &error);
  RuhuOutboxLine *first;

  if (lines == NULL) {
    fail (task, error);
    return;
  }
  if (lines->len == 0) {
    ruhu_outbox_list_attachments_async (self->store,
                                        g_task_get_cancellable (task),
                                        listed_cb,
                                        task);
    return;
  }

  first = lines->pdata[0];
  if (first->seq != self->next) {
    fail (task, g_error_new (RUHU_ERROR, RUHU_ERROR_CONFLICT, "lines HQ has not are gone here"));
    return;
  }
  add_lines (self, lines);
  read_lines (task);
}

static void
read_lines (GTask *task)
{
  Export *self = g_task_get_task_data (task);

  ruhu_outbox_read_async (self->store,
                          self->next,
                          RUHU_WIRE_MAX_LINES,
                          WINDOW,
                          g_task_get_cancellable (task),
                          lines_read_cb,
                          task);
}

/* What HQ said while nobody could write it into the store counts, too. */
static void
counted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Export *self = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (RuhuOutboxCounts) counts =
    ruhu_outbox_count_finish (RUHU_STORE (source), result, &error);
  g_autoptr (GPtrArray) answers = ruhu_inbox_list (self->store);
  RuhuPushAnswer *newest = ruhu_inbox_get_newest (answers);
  g_autoptr (RuhuReceipt) receipt = NULL;

  if (counts == NULL) {
    fail (task, error);
    return;
  }

  receipt = ruhu_receipt_parse (counts->receipt);
  self->from = MAX (counts->first, 1);
  if (newest != NULL && (gint64) newest->acked >= self->from)
    self->from = newest->acked + 1;
  if (newest != NULL)
    self->complete = newest->receipt->attachments;
  self->gen = g_strdup (newest != NULL ? newest->gen : receipt != NULL ? receipt->gen : NULL);
  self->next = self->from;
  read_lines (task);
}

static void
count_lines (GTask *task)
{
  Export *self = g_task_get_task_data (task);

  ruhu_outbox_count_async (self->store, 0, 0, g_task_get_cancellable (task), counted_cb, task);
}

static void
cursor_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Export *self = g_task_get_task_data (task);
  GError *error = NULL;

  self->cursor = ruhu_object_store_get_cursor_finish (RUHU_OBJECT_STORE (source), result, &error);
  if (self->cursor == NULL)
    fail (task, error);
  else
    count_lines (task);
}

static void
cut_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Export *self = g_task_get_task_data (task);
  GError *error = NULL;

  if (!ruhu_outbox_cut_finish (RUHU_STORE (source), result, &error))
    fail (task, error);
  else
    ruhu_object_store_get_cursor_async (self->objects,
                                        RUHU_STREAM_HQ,
                                        g_task_get_cancellable (task),
                                        cursor_read_cb,
                                        task);
}

/**
 * ruhu_bundle_export_async:
 * @objects: of a store, unlocked or locked
 * @path: where the bundle is to be; what is there is replaced once the new one is whole
 * @progress: (nullable): hears how far it is
 *
 * All that HQ is not known to have. Unlocked, this is a send, and what is finished is cut first.
 * Where nothing waits the bundle has no lines: HQ learns from it how far this device has read.
 */
void
ruhu_bundle_export_async (RuhuObjectStore *objects,
                          const char *path,
                          RuhuBundleProgressFunc progress,
                          gpointer progress_data,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Export *self = g_new0 (Export, 1);

  self->objects = g_object_ref (objects);
  self->store = ruhu_object_store_get_store (objects);
  self->path = g_strdup (path);
  self->progress = progress;
  self->progress_data = progress_data;
  self->locked = ruhu_store_get_state (self->store) != RUHU_STORE_UNLOCKED;
  self->bodies = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  self->kinds = g_hash_table_new (g_str_hash, g_str_equal);
  self->exported.at = ruhu_clock_now ();
  g_task_set_source_tag (task, ruhu_bundle_export_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, self, (GDestroyNotify) export_free);

  if (self->locked)
    count_lines (task);
  else
    ruhu_outbox_cut_async (self->store, cancellable, cut_cb, task);
}

/**
 * ruhu_bundle_export_finish:
 * @exported: (out): what is in it
 *
 * Returns: %TRUE once it is durable; %FALSE, and no file, with what the store gave,
 *   %G_IO_ERROR_CANCELLED, %RUHU_ERROR_FULL, %RUHU_ERROR_NOT_FOUND (no store, or no such folder) or
 *   %RUHU_ERROR_FAILED
 */
gboolean
ruhu_bundle_export_finish (GAsyncResult *result, RuhuBundleExported *exported, GError **error)
{
  Export *self = g_task_get_task_data (G_TASK (result));

  *exported = self->exported;
  return g_task_propagate_boolean (G_TASK (result), error);
}
