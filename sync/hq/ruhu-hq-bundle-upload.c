/* ruhu-hq-bundle-upload.c: HEAD and PATCH /v1/bundle/<hash>
 *
 * Any tablet in use may bring any tablet's bundle, in pieces, each signed by who brings it. What
 * has come is kept under the name of the bringer and the hash of the whole. A new bundle of the
 * same bringer takes the place of an unfinished one, so that none fills the disk.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-bundle.h"
#include "ruhu-hq-handlers-private.h"
#include "ruhu-hq-upload.h"

#include "base/ruhu-error.h"
#include "base/ruhu-file.h"
#include "ruhu-bundle.h"
#include "ruhu-hash.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#define PART ".part"
#define DONE ".done" /* whose bundle it was, so that the answer can be given again */

/* Brought: one bundle on its way. */
typedef struct {
  char *part;
  char *done;
  gint64 len;
} Brought;

static void
brought_clear (Brought *brought)
{
  g_free (brought->part);
  g_free (brought->done);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Brought, brought_clear)

static char *
build_path (RuhuHqRequest *request, const char *suffix)
{
  g_autofree char *name = g_strconcat (request->device->dev, "-", request->path, suffix, NULL);

  return ruhu_hq_bundle_build_path (request->dir, name);
}

static gboolean
find (RuhuHqRequest *request, Brought *brought)
{
  g_autofree char *len = ruhu_hq_upload_read_query (request->message, "len");

  if (!ruhu_hash_is_valid (request->path) || len == NULL ||
      !g_ascii_string_to_signed (len, 10, 1, G_MAXINT64, &brought->len, NULL)) {
    ruhu_hq_request_refuse (request, RUHU_REFUSAL_FRAME, NULL);
    return FALSE;
  }
  if ((guint64) brought->len > RUHU_BUNDLE_MAX_BYTES) {
    ruhu_hq_request_refuse (request, RUHU_REFUSAL_TOO_BIG, NULL);
    return FALSE;
  }

  brought->part = build_path (request, PART);
  brought->done = build_path (request, DONE);
  return TRUE;
}

static void
answer_offset (RuhuHqRequest *request, guint status, goffset offset)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, (gint64) offset);

  ruhu_hq_request_set_header (request, "Ruhu-Offset", text);
  soup_server_message_set_status (request->message, status, NULL);
}

/** ruhu_hq_bundle_head: how much of it is here */
void
ruhu_hq_bundle_head (RuhuHqRequest *request)
{
  g_auto (Brought) brought = { 0 };

  if (!find (request, &brought))
    return;
  if (g_file_test (brought.done, G_FILE_TEST_EXISTS))
    answer_offset (request, SOUP_STATUS_CREATED, brought.len);
  else
    answer_offset (request, SOUP_STATUS_OK, ruhu_hq_upload_get_size (brought.part));
}

/* Of one bringer one bundle is under way, and one answer is kept. */
static void
drop_others (RuhuHqRequest *request, const char *kept)
{
  g_autofree char *folder = g_path_get_dirname (kept);
  g_autofree char *prefix = g_strconcat (request->device->dev, "-", NULL);
  g_autoptr (GDir) files = g_dir_open (folder, 0, NULL);
  const char *name;

  while (files != NULL && (name = g_dir_read_name (files)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    if (g_str_has_prefix (name, prefix) && !g_str_equal (path, kept))
      g_unlink (path);
  }
}

static gboolean
append (RuhuHqRequest *request, Brought *brought, GError **error)
{
  int fd = g_open (brought->part, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  gsize n;
  const char *data = ruhu_file_get_data (request->body, &n);
  gboolean done = fd >= 0 && ruhu_file_write_all (fd, data, n) && fdatasync (fd) == 0;

  if (!done)
    ruhu_file_fail (brought->part, errno, error);
  if (fd >= 0)
    close (fd);
  return done;
}

static void
answer_receipt (RuhuHqRequest *request, const char *dev)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) receipt = ruhu_hq_bundle_make_receipt (request->dir, dev, &error);

  if (receipt == NULL) {
    ruhu_hq_request_fail (request, error);
    return;
  }
  ruhu_hq_request_answer_bytes (request, RUHU_BUNDLE_TYPE, receipt);
  soup_server_message_set_status (request->message, SOUP_STATUS_CREATED, NULL);
}

static void
answer_again (RuhuHqRequest *request, Brought *brought)
{
  g_autofree char *dev = NULL;

  if (g_file_get_contents (brought->done, &dev, NULL, NULL))
    answer_receipt (request, dev);
  else
    ruhu_hq_request_refuse (request, RUHU_REFUSAL_NOT_FOUND, NULL);
}

/* With lines missing before it the bundle stays, and is tried again when it is asked for. */
static void
refuse_bundle (RuhuHqRequest *request,
               Brought *brought,
               const RuhuHqBundleTaken *taken,
               GError *error)
{
  g_autoptr (JsonObject) members = json_object_new ();

  if (g_error_matches (error, RUHU_ERROR, RUHU_ERROR_CONFLICT) && taken->dev != NULL) {
    json_object_set_int_member (members, "expect", taken->acked + 1);
    ruhu_hq_request_refuse (request, RUHU_REFUSAL_GAP, members);
  } else if (g_error_matches (error, RUHU_ERROR, RUHU_ERROR_INVALID)) {
    g_unlink (brought->part);
    ruhu_hq_request_refuse (request, RUHU_REFUSAL_FRAME, NULL);
  } else
    ruhu_hq_request_fail (request, error);
}

/* Taking: a bundle that is whole; who brought it waits while others are served */
typedef struct {
  RuhuHqRequest request; /* its own, since the one that came is over */
  char *name;
  Brought brought;
} Taking;

static void
free_taking (Taking *taking)
{
  g_object_unref (taking->request.dir);
  g_object_unref (taking->request.message);
  ruhu_hq_device_free (taking->request.device);
  g_free (taking->name);
  brought_clear (&taking->brought);
  g_free (taking);
}

static void
end_taking (Taking *taking)
{
  soup_server_message_unpause (taking->request.message);
  free_taking (taking);
}

static void
taken_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Taking *taking = user_data;
  RuhuHqRequest *request = &taking->request;
  g_auto (RuhuHqBundleTaken) taken = { 0 };
  g_autoptr (GError) error = NULL;

  if (!ruhu_hq_bundle_take_finish (result, &taken, &error))
    refuse_bundle (request, &taking->brought, &taken, error);
  else if (!ruhu_file_replace (taking->brought.done, taken.dev, strlen (taken.dev), &error))
    ruhu_hq_request_fail (request, error);
  else {
    drop_others (request, taking->brought.done);
    answer_receipt (request, taken.dev);
  }
  end_taking (taking);
}

static void
hash (GTask *task, gpointer source, gpointer path, GCancellable *cancellable)
{
  RuhuHqUpload whole = { .path = path };
  GError *error = NULL;
  char *text = ruhu_hq_upload_hash (&whole, &error);

  if (text != NULL)
    g_task_return_pointer (task, text, g_free);
  else
    g_task_return_error (task, error);
}

static void
hashed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Taking *taking = user_data;
  RuhuHqRequest *request = &taking->request;
  g_autoptr (GError) error = NULL;
  g_autofree char *found = g_task_propagate_pointer (G_TASK (result), &error);

  if (found != NULL && g_str_equal (found, taking->name)) {
    ruhu_hq_bundle_take_async (request->dir, taking->brought.part, taken_cb, taking);
    return;
  }

  if (found == NULL)
    ruhu_hq_request_fail (request, error);
  else {
    g_unlink (taking->brought.part);
    ruhu_hq_request_refuse (request, RUHU_REFUSAL_HASH, NULL);
  }
  end_taking (taking);
}

/* Reading two gigabytes takes seconds, and touches nothing that others do. */
static void
take (RuhuHqRequest *request, Brought *brought)
{
  Taking *taking;
  g_autoptr (GTask) task = NULL;
  g_autoptr (GError) error = NULL;
  RuhuHqDevice *bringer =
    ruhu_hq_device_load (ruhu_hq_dir_get_store (request->dir), request->device->dev, &error);

  if (bringer == NULL) {
    ruhu_hq_request_fail (request, error);
    return;
  }

  taking = g_new0 (Taking, 1);
  taking->name = g_strdup (request->path);
  taking->request = (RuhuHqRequest){ .dir = g_object_ref (request->dir),
                                     .message = g_object_ref (request->message),
                                     .path = taking->name,
                                     .now = request->now,
                                     .device = bringer };
  taking->brought = *brought;
  *brought = (Brought){ 0 };
  soup_server_message_pause (request->message);

  task = g_task_new (NULL, NULL, hashed_cb, taking);
  g_task_set_source_tag (task, take);
  g_task_set_task_data (task, g_strdup (taking->brought.part), g_free);
  g_task_run_in_thread (task, hash);
}

/** ruhu_hq_bundle_patch: the next piece of it; with the last, all of it is taken in */
void
ruhu_hq_bundle_patch (RuhuHqRequest *request)
{
  g_auto (Brought) brought = { 0 };
  g_autoptr (JsonObject) members = json_object_new ();
  g_autoptr (GError) error = NULL;
  goffset offset = ruhu_hq_upload_read_offset (request->message);
  goffset size;

  if (!find (request, &brought))
    return;
  if (g_file_test (brought.done, G_FILE_TEST_EXISTS)) {
    answer_again (request, &brought);
    return;
  }

  size = ruhu_hq_upload_get_size (brought.part);
  if (offset != size || size + (goffset) g_bytes_get_size (request->body) > brought.len) {
    json_object_set_int_member (members, "off", size);
    ruhu_hq_request_refuse (request, RUHU_REFUSAL_OFFSET, members);
    return;
  }
  if (offset == 0)
    drop_others (request, brought.part);
  if (!append (request, &brought, &error)) {
    ruhu_hq_request_fail (request, error);
    return;
  }

  size += g_bytes_get_size (request->body);
  if (size == brought.len)
    take (request, &brought);
  else
    answer_offset (request, SOUP_STATUS_OK, size);
}
