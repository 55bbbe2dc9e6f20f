/* ruhu-hq-media.c: HEAD, PATCH and GET /v1/att/<hash>
 *
 * What arrives is appended to att/ab/<hash>.part as it arrives and made durable piece by piece, so
 * that a broken connection keeps its prefix. Who may write there knows the hash and is a device in
 * use that signed an earlier line naming it; that this very request is genuine is known only at its
 * end, and the bytes count only once their hash is right.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-att-table.h"
#include "ruhu-hq-handlers-private.h"
#include "ruhu-hq-receipt.h"

#include "base/ruhu-clock.h"
#include "base/ruhu-error.h"
#include "ruhu-hash.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define SYNC_EVERY 16384

/** Upload: one PATCH under way */
typedef struct {
  char *path;
  int fd;
  goffset start; /* what the file held before */
  goffset end;   /* what it holds now */
  goffset synced;
  goffset len; /* what it is to hold */
  gboolean failed;
} Upload;

static void
free_upload (gpointer data)
{
  Upload *upload = data;

  if (upload->fd >= 0)
    close (upload->fd);
  g_free (upload->path);
  g_free (upload);
}

static char *
make_path (RuhuHqDir *dir, const char *hash, const char *suffix)
{
  return g_strdup_printf ("%s/att/%.2s/%s%s", ruhu_hq_dir_get_path (dir), hash, hash, suffix);
}

static goffset
get_size (const char *path)
{
  GStatBuf info;

  return g_stat (path, &info) == 0 ? info.st_size : 0;
}

static RuhuHqAtt *
find (RuhuHqRequest *request)
{
  g_autoptr (GError) error = NULL;
  RuhuHqAtt *att = NULL;

  if (ruhu_hash_is_valid (request->path))
    att = ruhu_hq_att_find (ruhu_hq_dir_get_store (request->dir),
                            request->path,
                            request->device->scope,
                            &error);
  if (error != NULL && !g_error_matches (error, RUHU_ERROR, RUHU_ERROR_NOT_FOUND))
    ruhu_hq_request_fail (request, error);
  else if (att == NULL)
    ruhu_hq_request_refuse (request, RUHU_REFUSAL_NOT_FOUND, NULL);
  return att;
}

static void
set_offset (RuhuHqRequest *request, goffset offset)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, (gint64) offset);

  ruhu_hq_request_set_header (request, "Ruhu-Offset", text);
}

/** ruhu_hq_media_head: how much of it is here */
void
ruhu_hq_media_head (RuhuHqRequest *request)
{
  g_autoptr (RuhuHqAtt) att = find (request);
  g_autofree char *part = NULL;

  if (att == NULL)
    return;

  part = make_path (request->dir, att->hash, ".part");
  set_offset (request, att->complete ? att->len : get_size (part));
  soup_server_message_set_status (request->message,
                                  att->complete ? SOUP_STATUS_CREATED : SOUP_STATUS_OK,
                                  NULL);
}

/** ruhu_hq_media_get: all of it */
void
ruhu_hq_media_get (RuhuHqRequest *request)
{
  g_autoptr (RuhuHqAtt) att = find (request);
  g_autofree char *path = NULL;
  g_autoptr (GMappedFile) file = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  if (att == NULL)
    return;
  if (!att->complete) {
    ruhu_hq_request_refuse (request, RUHU_REFUSAL_NOT_FOUND, NULL);
    return;
  }

  path = make_path (request->dir, att->hash, "");
  file = g_mapped_file_new (path, FALSE, &error);
  if (file == NULL) {
    ruhu_hq_request_fail (request, error);
    return;
  }
  bytes = g_mapped_file_get_bytes (file);
  ruhu_hq_request_answer_bytes (request, "application/octet-stream", bytes);
}

static void
got_chunk_cb (SoupServerMessage *message, GBytes *chunk, gpointer user_data)
{
  Upload *upload = user_data;
  gsize size;
  const char *data = g_bytes_get_data (chunk, &size);

  /* More than the attachment has is not kept; the end of the request says so. */
  if (upload->failed || upload->end + (goffset) size > upload->len) {
    upload->failed = TRUE;
    return;
  }

  while (size > 0) {
    gssize written = write (upload->fd, data, size);

    if (written < 0 && errno == EINTR)
      continue;
    if (written < 0) {
      upload->failed = TRUE;
      return;
    }
    data += written;
    size -= written;
    upload->end += written;
  }
  if (upload->end - upload->synced >= SYNC_EVERY && fdatasync (upload->fd) == 0)
    upload->synced = upload->end;
}

static goffset
read_offset (SoupServerMessage *message)
{
  const char *query = g_uri_get_query (soup_server_message_get_uri (message));
  g_autoptr (GHashTable) members = query != NULL ? soup_form_decode (query) : NULL;
  const char *off = members != NULL ? g_hash_table_lookup (members, "off") : NULL;
  gint64 offset;

  return off != NULL && g_ascii_string_to_signed (off, 10, 0, G_MAXINT64, &offset, NULL) ? offset
                                                                                         : -1;
}

/**
 * ruhu_hq_media_begin:
 * @hash: what stands behind the route in the path
 *
 * Called with the headers of a PATCH, before its body comes: opens the file and takes the chunks.
 * Where anything is not as it should be nothing is opened, and ruhu_hq_media_patch() says why.
 */
void
ruhu_hq_media_begin (RuhuHqDir *dir, SoupServerMessage *message, const char *hash)
{
  const char *dev =
    soup_message_headers_get_one (soup_server_message_get_request_headers (message), "Ruhu-Dev");
  g_autoptr (RuhuHqDevice) device = NULL;
  g_autoptr (RuhuHqAtt) att = NULL;
  g_autofree char *path = NULL;
  g_autofree char *folder = NULL;
  Upload *upload;
  int fd;

  if (dev == NULL || !ruhu_hash_is_valid (hash))
    return;

  device = ruhu_hq_device_load (ruhu_hq_dir_get_store (dir), dev, NULL);
  if (device == NULL || device->ed == NULL || device->state != RUHU_HQ_DEVICE_IN_USE)
    return;

  att = ruhu_hq_att_find (ruhu_hq_dir_get_store (dir), hash, device->scope, NULL);
  path = make_path (dir, hash, ".part");
  if (att == NULL || att->complete || get_size (path) != read_offset (message))
    return;

  folder = g_path_get_dirname (path);
  g_mkdir (folder, 0700);
  fd = g_open (path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (fd < 0)
    return;

  /* Two at once would mix their bytes; the second is told where the first stands. */
  if (flock (fd, LOCK_EX | LOCK_NB) != 0) {
    close (fd);
    return;
  }

  upload = g_new0 (Upload, 1);
  upload->path = g_steal_pointer (&path);
  upload->fd = fd;
  upload->start = upload->end = upload->synced = read_offset (message);
  upload->len = att->len;
  g_object_set_data_full (G_OBJECT (message), "ruhu-upload", upload, free_upload);
  g_signal_connect (message, "got-chunk", G_CALLBACK (got_chunk_cb), upload);
}

/** ruhu_hq_media_drop: a PATCH came to its end and was not genuine: its bytes go again */
void
ruhu_hq_media_drop (SoupServerMessage *message)
{
  Upload *upload = g_object_get_data (G_OBJECT (message), "ruhu-upload");

  if (upload != NULL && ftruncate (upload->fd, upload->start) != 0)
    g_warning ("cannot take back an upload: %s", g_strerror (errno));
}

static char *
hash_file (const char *path, GError **error)
{
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, error);

  return file != NULL
           ? ruhu_hash_text (g_mapped_file_get_contents (file), g_mapped_file_get_length (file))
           : NULL;
}

static gboolean
keep_file (RuhuHqRequest *request, Upload *upload, const char *hash, GError **error)
{
  g_autofree char *path = make_path (request->dir, hash, "");
  g_autofree char *folder = g_path_get_dirname (path);
  int fd;

  if (fsync (upload->fd) == 0 && g_rename (upload->path, path) == 0) {
    fd = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
    if (fd >= 0 && fsync (fd) == 0 && close (fd) == 0)
      return TRUE;
  }
  g_set_error (error,
               RUHU_ERROR,
               errno == ENOSPC ? RUHU_ERROR_FULL : RUHU_ERROR_FAILED,
               "cannot keep an attachment: %s",
               g_strerror (errno));
  return FALSE;
}

/* Every device that named it gets a receipt that says so. */
static gboolean
note_complete (RuhuHqRequest *request, const char *hash, GError **error)
{
  RuhuHqStore *store = ruhu_hq_dir_get_store (request->dir);
  g_auto (RuhuHqTx) tx = { NULL };
  g_autoptr (GPtrArray) devices = NULL;
  guint i;

  if (!ruhu_hq_tx_begin (&tx, store, TRUE, error) ||
      !ruhu_hq_att_complete (store, hash, request->now, error))
    return FALSE;

  devices = ruhu_hq_att_list_devices (store, hash, error);
  for (i = 0; devices != NULL && i < devices->len; i++) {
    g_autoptr (RuhuHqDevice) device =
      ruhu_hq_device_load (store, g_ptr_array_index (devices, i), error);

    if (device == NULL || !ruhu_hq_receipt_renew (request->dir, device, request->now, error) ||
        !ruhu_hq_device_save (store, device, error))
      return FALSE;
  }
  return devices != NULL && ruhu_hq_tx_commit (&tx, error);
}

static void
answer_complete (RuhuHqRequest *request)
{
  g_autoptr (JsonObject) body = json_object_new ();
  g_autoptr (RuhuHqDevice) device = NULL;
  g_autoptr (GError) error = NULL;

  device = ruhu_hq_device_load (ruhu_hq_dir_get_store (request->dir), request->device->dev, &error);
  if (device == NULL) {
    ruhu_hq_request_fail (request, error);
    return;
  }
  json_object_set_string_member (body, "rcpt", device->receipt);
  ruhu_hq_request_answer (request, SOUP_STATUS_CREATED, body);
}

static void
finish (RuhuHqRequest *request, Upload *upload, RuhuHqAtt *att)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *hash = NULL;

  hash = hash_file (upload->path, &error);
  if (hash != NULL && !g_str_equal (hash, att->hash)) {
    g_unlink (upload->path);
    ruhu_hq_request_refuse (request, RUHU_REFUSAL_HASH, NULL);
    return;
  }
  if (hash == NULL || !keep_file (request, upload, att->hash, &error) ||
      !note_complete (request, att->hash, &error)) {
    ruhu_hq_request_fail (request, error);
    return;
  }
  answer_complete (request);
}

static void
refuse_offset (RuhuHqRequest *request, RuhuHqAtt *att)
{
  g_autofree char *part = make_path (request->dir, att->hash, ".part");
  g_autoptr (JsonObject) members = json_object_new ();

  json_object_set_int_member (members, "off", get_size (part));
  ruhu_hq_request_refuse (request, RUHU_REFUSAL_OFFSET, members);
}

/** ruhu_hq_media_patch: the body has arrived, and its signature is right */
void
ruhu_hq_media_patch (RuhuHqRequest *request)
{
  Upload *upload = g_object_get_data (G_OBJECT (request->message), "ruhu-upload");
  g_autoptr (RuhuHqAtt) att = find (request);

  if (att == NULL)
    return;

  if (att->complete)
    answer_complete (request);
  else if (upload == NULL)
    refuse_offset (request, att);
  else if (upload->failed) {
    g_unlink (upload->path);
    ruhu_hq_request_refuse (request, RUHU_REFUSAL_HASH, NULL);
  } else if (upload->end == att->len)
    finish (request, upload, att);
  else {
    fdatasync (upload->fd);
    set_offset (request, upload->end);
    soup_server_message_set_status (request->message, SOUP_STATUS_OK, NULL);
  }
}
