/* ruhu-bundle-file.c: a bundle's file, whole or not at all
 *
 * Written beside its place, on a thread of its own since USB sticks are slow; made durable, and
 * only then given its name. Who breaks off finds nothing. The signature is the store's to give, in
 * the thread that owns it, so the writing has two halves.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-bundle-file-private.h"

#include "base/ruhu-error.h"
#include "base/ruhu-file.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixoutputstream.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

typedef struct {
  char *type;
  GBytes *content; /* or */
  char *path;
  guint64 size;
  GBytes *key;
} Piece;

struct _RuhuBundleFile {
  char *path;
  char *temp;
  JsonObject *header;
  GPtrArray *pieces; /* of Piece */
  guint64 total;

  /* Of the writing. */
  RuhuStore *store;
  GOutputStream *stream;
  RuhuBundleWriter *writer;
  int fd;
  char *signed_text;
  char *signature;
  RuhuBundleProgressFunc progress;
  gpointer progress_data;
};

static void
piece_free (Piece *piece)
{
  g_free (piece->type);
  g_free (piece->path);
  g_clear_pointer (&piece->content, g_bytes_unref);
  g_clear_pointer (&piece->key, g_bytes_unref);
  g_free (piece);
}

/**
 * ruhu_bundle_file_new:
 * @path: where it is to be; what is there is replaced
 * @header: see ruhu_bundle_writer_new()
 */
RuhuBundleFile *
ruhu_bundle_file_new (const char *path, JsonObject *header)
{
  RuhuBundleFile *self = g_new0 (RuhuBundleFile, 1);

  self->path = g_strdup (path);
  self->temp = g_strconcat (path, RUHU_FILE_NEW, NULL);
  self->header = json_object_ref (header);
  self->pieces = g_ptr_array_new_with_free_func ((GDestroyNotify) piece_free);
  self->fd = -1;
  return self;
}

static Piece *
add (RuhuBundleFile *self, const char *type, guint64 size)
{
  Piece *piece = g_new0 (Piece, 1);

  piece->type = g_strdup (type);
  piece->size = size;
  self->total += size;
  g_ptr_array_add (self->pieces, piece);
  return piece;
}

/** ruhu_bundle_file_add_bytes: @content: one part */
void
ruhu_bundle_file_add_bytes (RuhuBundleFile *self, const char *type, GBytes *content)
{
  add (self, type, g_bytes_get_size (content))->content = g_bytes_ref (content);
}

/**
 * ruhu_bundle_file_add_file:
 * @path: one part, read when it is written
 * @size: bytes of it, for the progress
 * @key: what its heading says as `key`
 */
void
ruhu_bundle_file_add_file (RuhuBundleFile *self,
                           const char *type,
                           const char *path,
                           guint64 size,
                           GBytes *key)
{
  Piece *piece = add (self, type, size);

  piece->path = g_strdup (path);
  piece->key = g_bytes_ref (key);
}

/** ruhu_bundle_file_get_size: Returns: bytes of all parts, without headings */
guint64
ruhu_bundle_file_get_size (RuhuBundleFile *self)
{
  return self->total;
}

static void
stop_writing (RuhuBundleFile *self)
{
  g_clear_pointer (&self->writer, ruhu_bundle_writer_free);
  g_clear_object (&self->stream);
  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
}

/** ruhu_bundle_file_free: frees it; @self may be %NULL */
void
ruhu_bundle_file_free (RuhuBundleFile *self)
{
  if (self == NULL)
    return;

  stop_writing (self);
  g_clear_object (&self->store);
  g_clear_pointer (&self->header, json_object_unref);
  g_ptr_array_unref (self->pieces);
  g_free (self->path);
  g_free (self->temp);
  g_free (self->signed_text);
  g_free (self->signature);
  g_free (self);
}

static GBytes *
read_piece (Piece *piece, GError **error)
{
  g_autoptr (GMappedFile) file = NULL;

  if (piece->content != NULL)
    return g_bytes_ref (piece->content);

  file = g_mapped_file_new (piece->path, FALSE, NULL);
  if (file == NULL) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_CORRUPT, "an attachment has lost its file");
    return NULL;
  }
  return g_mapped_file_get_bytes (file);
}

static gboolean
write_piece (RuhuBundleFile *self, Piece *piece, GError **error)
{
  g_autoptr (GBytes) content = read_piece (piece, error);
  g_autoptr (JsonObject) members = json_object_new ();

  if (content == NULL)
    return FALSE;
  if (piece->key != NULL) {
    gsize n;
    const guint8 *data = g_bytes_get_data (piece->key, &n);
    g_autofree char *key = g_base64_encode (data, n);

    json_object_set_string_member (members, "key", key);
  }

  return ruhu_bundle_writer_add (self->writer, piece->type, members, content, error);
}

typedef struct {
  GTask *task;
  guint64 done;
} Step;

static gboolean
step_cb (gpointer data)
{
  Step *step = data;
  RuhuBundleFile *self = g_task_get_task_data (step->task);

  self->progress (step->done, self->total, self->progress_data);
  return G_SOURCE_REMOVE;
}

static void
step_free (gpointer data)
{
  Step *step = data;

  g_object_unref (step->task);
  g_free (step);
}

static void
tell (RuhuBundleFile *self, GTask *task, guint64 done)
{
  g_autoptr (GSource) source = NULL;
  Step *step;

  if (self->progress == NULL)
    return;

  step = g_new0 (Step, 1);
  step->task = g_object_ref (task);
  step->done = done;
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, step_cb, step, step_free);
  g_source_attach (source, g_task_get_context (task));
}

static gboolean
open_file (RuhuBundleFile *self, GError **error)
{
  self->fd = g_open (self->temp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (self->fd < 0)
    return ruhu_file_fail (self->path, errno, error);

  self->stream = g_unix_output_stream_new (self->fd, FALSE);
  self->writer = ruhu_bundle_writer_new (self->stream, self->header, error);
  return self->writer != NULL;
}

static gboolean
write_pieces (RuhuBundleFile *self, GTask *task, GCancellable *cancellable, GError **error)
{
  guint64 done = 0;
  guint i;

  for (i = 0; i < self->pieces->len; i++) {
    Piece *piece = self->pieces->pdata[i];

    if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
        !write_piece (self, piece, error))
      return FALSE;
    done += piece->size;
    tell (self, task, done);
  }

  self->signed_text = ruhu_bundle_writer_end (self->writer, error);
  return self->signed_text != NULL;
}

/* The first half, on a thread. */
static void
write_func (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GTask *whole = data;
  RuhuBundleFile *self = g_task_get_task_data (whole);
  GError *error = NULL;

  if (g_cancellable_set_error_if_cancelled (cancellable, &error) || !open_file (self, &error) ||
      !write_pieces (self, whole, cancellable, &error))
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/* The second half: nobody breaks off between the signature and the name. */
static void
name_func (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  RuhuBundleFile *self = g_task_get_task_data (data);
  GError *error = NULL;

  if (!ruhu_bundle_writer_sign (self->writer, self->signature, &error)) {
    g_task_return_error (task, error);
    return;
  }
  if (fsync (self->fd) != 0 || g_rename (self->temp, self->path) != 0)
    ruhu_file_fail (self->path, errno, &error);
  if (error != NULL || !ruhu_file_sync_folder (self->path, &error))
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
fail (GTask *task, GError *error)
{
  RuhuBundleFile *self = g_task_get_task_data (task);

  stop_writing (self);
  g_unlink (self->temp);
  g_task_return_error (task, error);
  g_object_unref (task);
}

static void
run (GTask *whole, GTaskThreadFunc func, GAsyncReadyCallback callback)
{
  g_autoptr (GTask) task = g_task_new (NULL, g_task_get_cancellable (whole), callback, whole);

  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, whole, NULL); /* it outlives this one, and ends in its own thread */
  g_task_run_in_thread (task, func);
}

static void
named_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error)) {
    fail (task, error);
    return;
  }

  stop_writing (g_task_get_task_data (task));
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  RuhuBundleFile *self = g_task_get_task_data (task);
  guint8 signature[64];
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error) ||
      !ruhu_store_sign (self->store,
                        self->signed_text,
                        strlen (self->signed_text),
                        signature,
                        &error)) {
    fail (task, error);
    return;
  }

  self->signature = g_base64_encode (signature, sizeof signature);
  run (task, name_func, named_cb);
}

/**
 * ruhu_bundle_file_write_async:
 * @self: (transfer full): nothing is added to it any more
 * @store: signs with AK, or with LK where it is locked
 * @progress: (nullable): hears how far it is
 *
 * On disk, under its name, when @callback is called.
 */
void
ruhu_bundle_file_write_async (RuhuBundleFile *self,
                              RuhuStore *store,
                              RuhuBundleProgressFunc progress,
                              gpointer progress_data,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, ruhu_bundle_file_write_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, self, (GDestroyNotify) ruhu_bundle_file_free);
  self->store = g_object_ref (store);
  self->progress = progress;
  self->progress_data = progress_data;
  run (task, write_func, written_cb);
}

/**
 * ruhu_bundle_file_write_finish:
 *
 * Returns: %TRUE once it is durable; %FALSE, and no file, with %G_IO_ERROR_CANCELLED,
 *   %RUHU_ERROR_FULL, %RUHU_ERROR_NOT_FOUND (no such folder), %RUHU_ERROR_INVALID (over 2 GiB),
 *   %RUHU_ERROR_CORRUPT (a file of the store is gone) or %RUHU_ERROR_FAILED
 */
gboolean
ruhu_bundle_file_write_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
