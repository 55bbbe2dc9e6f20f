/* ruhu-hq-media.c: HEAD, PATCH and GET /v1/att/<hash>, HEAD and PATCH /v1/sealed/<hash>
 *
 * What arrives is appended to att/ab/<hash>.part as it arrives and made durable piece by piece, so
 * that a broken connection keeps its prefix. Who may write there knows the hash and is a device in
 * use that signed an earlier line naming it; that this very request is genuine is known only at its
 * end, and the bytes count only once their hash is right.
 *
 * A locked tablet has the ciphertext and a key that only HQ can open. It sends both; what is in
 * them is opened once all of it is here, and has to be what the line named.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-att-table.h"
#include "ruhu-hq-handlers-private.h"
#include "ruhu-hq-receipt.h"

#include "base/ruhu-clock.h"
#include "base/ruhu-error.h"
#include "base/ruhu-file.h"
#include "ruhu-hash.h"
#include "store/ruhu-sealed-att.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define SYNC_EVERY 16384
#define SEALED "/v1/sealed/"
#define MAX_SEALED_KEY 256

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

/* What two tablets sealed is never the same, though what is in it may be. */
static char *
make_sealed_path (RuhuHqDir *dir, const char *hash, const char *file)
{
  g_autofree char *suffix = g_strdup_printf (".%s.part", file);

  return make_path (dir, hash, suffix);
}

static goffset
get_size (const char *path)
{
  GStatBuf info;

  return g_stat (path, &info) == 0 ? info.st_size : 0;
}

static char *
read_query (SoupServerMessage *message, const char *member)
{
  const char *query = g_uri_get_query (soup_server_message_get_uri (message));
  g_autoptr (GHashTable) members = query != NULL ? soup_form_decode (query) : NULL;

  return members != NULL ? g_strdup (g_hash_table_lookup (members, member)) : NULL;
}

/** Target: the attachment that a request is about, and the file where its bytes gather */
typedef struct {
  RuhuHqAtt *att;
  char *part;
  goffset len; /* of what is sent */
  gboolean sealed;
  guint8 key[RUHU_SEALED_ATT_KEY_SIZE];
} Target;

static void
target_free (Target *target)
{
  sodium_memzero (target->key, sizeof target->key);
  g_clear_pointer (&target->att, ruhu_hq_att_free);
  g_free (target->part);
  g_free (target);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Target, target_free)

/* The hash of the content, which the key brings along; NULL where HQ cannot open that. */
static char *
open_key (RuhuHqDir *dir, SoupServerMessage *message, Target *target)
{
  g_autofree char *text = read_query (message, "key");
  g_autoptr (GBytes) sealed = NULL;
  guint8 data[MAX_SEALED_KEY];
  gsize n;

  if (text == NULL || sodium_base642bin (data,
                                         sizeof data,
                                         text,
                                         strlen (text),
                                         NULL,
                                         &n,
                                         NULL,
                                         sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
    return NULL;

  sealed = g_bytes_new (data, n);
  return ruhu_sealed_att_open_key (ruhu_hq_dir_get_hqx (dir),
                                   ruhu_hq_dir_get_hqx_secret (dir),
                                   sealed,
                                   target->key,
                                   NULL);
}

/* Whoever stole a locked tablet could ask for any hash; he learns of nothing but its own lines. */
static gboolean
is_named_by (RuhuHqDir *dir, const char *hash, const char *dev, GError **error)
{
  g_autoptr (GPtrArray) devices =
    ruhu_hq_att_list_devices (ruhu_hq_dir_get_store (dir), hash, error);

  return devices != NULL && g_ptr_array_find_with_equal_func (devices, dev, g_str_equal, NULL);
}

/* NULL without @error set where there is none that this device may speak of. */
static Target *
find_target (RuhuHqDir *dir,
             RuhuHqDevice *device,
             SoupServerMessage *message,
             const char *hash,
             GError **error)
{
  const char *path = g_uri_get_path (soup_server_message_get_uri (message));
  g_autoptr (Target) target = g_new0 (Target, 1);
  g_autoptr (GError) failed = NULL;
  g_autofree char *content = NULL;

  if (!ruhu_hash_is_valid (hash))
    return NULL;

  target->sealed = g_str_has_prefix (path, SEALED);
  content = target->sealed ? open_key (dir, message, target) : g_strdup (hash);
  if (content == NULL || (target->sealed && !is_named_by (dir, content, device->dev, error)))
    return NULL;

  target->att = ruhu_hq_att_find (ruhu_hq_dir_get_store (dir), content, device->scope, &failed);
  if (target->att == NULL) {
    if (!g_error_matches (failed, RUHU_ERROR, RUHU_ERROR_NOT_FOUND))
      g_propagate_error (error, g_steal_pointer (&failed));
    return NULL;
  }

  target->len =
    target->sealed ? (goffset) ruhu_sealed_att_get_size (target->att->len) : target->att->len;
  target->part =
    target->sealed ? make_sealed_path (dir, content, hash) : make_path (dir, content, ".part");
  return g_steal_pointer (&target);
}

static Target *
find (RuhuHqRequest *request)
{
  g_autoptr (GError) error = NULL;
  Target *target =
    find_target (request->dir, request->device, request->message, request->path, &error);

  if (error != NULL)
    ruhu_hq_request_fail (request, error);
  else if (target == NULL)
    ruhu_hq_request_refuse (request, RUHU_REFUSAL_NOT_FOUND, NULL);
  return target;
}

static void
set_offset (RuhuHqRequest *request, goffset offset)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, (gint64) offset);

  ruhu_hq_request_set_header (request, "Ruhu-Offset", text);
}

/* What was begun in the other way, by another tablet, or by an HQ that was killed before it came to
 * this, is of no use any more. */
static void
drop_parts (RuhuHqDir *dir, const char *hash)
{
  g_autofree char *path = make_path (dir, hash, "");
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *prefix = g_strconcat (hash, ".", NULL);
  g_autoptr (GDir) files = g_dir_open (folder, 0, NULL);
  const char *name;

  while (files != NULL && (name = g_dir_read_name (files)) != NULL) {
    g_autofree char *file = g_build_filename (folder, name, NULL);

    if (g_str_has_prefix (name, prefix))
      g_unlink (file);
  }
}

/** ruhu_hq_media_head: how much of it is here */
void
ruhu_hq_media_head (RuhuHqRequest *request)
{
  g_autoptr (Target) target = find (request);

  if (target == NULL)
    return;

  if (target->att->complete)
    drop_parts (request->dir, target->att->hash);
  set_offset (request, target->att->complete ? target->len : get_size (target->part));
  soup_server_message_set_status (request->message,
                                  target->att->complete ? SOUP_STATUS_CREATED : SOUP_STATUS_OK,
                                  NULL);
}

/** ruhu_hq_media_get: all of it */
void
ruhu_hq_media_get (RuhuHqRequest *request)
{
  g_autoptr (Target) target = find (request);
  g_autofree char *path = NULL;
  g_autoptr (GMappedFile) file = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  if (target == NULL)
    return;
  if (!target->att->complete) {
    ruhu_hq_request_refuse (request, RUHU_REFUSAL_NOT_FOUND, NULL);
    return;
  }

  path = make_path (request->dir, target->att->hash, "");
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
  g_autofree char *off = read_query (message, "off");
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
  g_autoptr (Target) target = NULL;
  g_autofree char *folder = NULL;
  Upload *upload;
  int fd;

  if (dev == NULL)
    return;

  device = ruhu_hq_device_load (ruhu_hq_dir_get_store (dir), dev, NULL);
  if (device == NULL || device->ed == NULL || device->state != RUHU_HQ_DEVICE_IN_USE)
    return;

  target = find_target (dir, device, message, hash, NULL);
  if (target == NULL || target->att->complete || get_size (target->part) != read_offset (message))
    return;

  folder = g_path_get_dirname (target->part);
  g_mkdir (folder, 0700);
  fd = g_open (target->part, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (fd < 0)
    return;

  /* Two at once would mix their bytes; the second is told where the first stands. */
  if (flock (fd, LOCK_EX | LOCK_NB) != 0) {
    close (fd);
    return;
  }

  upload = g_new0 (Upload, 1);
  upload->path = g_steal_pointer (&target->part);
  upload->fd = fd;
  upload->start = upload->end = upload->synced = read_offset (message);
  upload->len = target->len;
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

/* @content: (nullable): what was in the upload, where that was sealed */
static gboolean
keep_file (RuhuHqRequest *request,
           Upload *upload,
           const char *hash,
           GBytes *content,
           GError **error)
{
  g_autofree char *path = make_path (request->dir, hash, "");
  gsize n;
  const char *data;

  if (content != NULL) {
    data = g_bytes_get_data (content, &n);
    return ruhu_file_replace (path, data, n, error);
  }
  if (fsync (upload->fd) == 0 && g_rename (upload->path, path) == 0)
    return ruhu_file_sync_folder (path, error);

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

/* NULL without @error set where this is not the content that the key and the line speak of. */
static GBytes *
open_upload (Upload *upload, Target *target, GError **error)
{
  g_autoptr (GMappedFile) file = g_mapped_file_new (upload->path, FALSE, error);
  g_autoptr (GBytes) bytes = file != NULL ? g_mapped_file_get_bytes (file) : NULL;
  g_autoptr (GBytes) content = NULL;
  g_autofree char *hash = NULL;

  if (bytes == NULL)
    return NULL;

  content = ruhu_sealed_att_open (target->key, bytes, NULL);
  hash = content != NULL ? ruhu_hash_bytes (content) : NULL;
  return g_strcmp0 (hash, target->att->hash) == 0 ? g_steal_pointer (&content) : NULL;
}

static void
refuse_hash (RuhuHqRequest *request, Upload *upload)
{
  g_unlink (upload->path);
  ruhu_hq_request_refuse (request, RUHU_REFUSAL_HASH, NULL);
}

static void
finish (RuhuHqRequest *request, Upload *upload, Target *target)
{
  g_autoptr (GBytes) content = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *hash = NULL;
  gboolean right;

  hash = hash_file (upload->path, &error);
  right = hash != NULL && g_str_equal (hash, request->path);
  if (right && target->sealed) {
    content = open_upload (upload, target, &error);
    right = content != NULL;
  }
  if (!right && error == NULL) {
    refuse_hash (request, upload);
    return;
  }
  if (!right || !keep_file (request, upload, target->att->hash, content, &error) ||
      !note_complete (request, target->att->hash, &error)) {
    ruhu_hq_request_fail (request, error);
    return;
  }
  drop_parts (request->dir, target->att->hash);
  answer_complete (request);
}

static void
refuse_offset (RuhuHqRequest *request, Target *target)
{
  g_autoptr (JsonObject) members = json_object_new ();

  json_object_set_int_member (members, "off", get_size (target->part));
  ruhu_hq_request_refuse (request, RUHU_REFUSAL_OFFSET, members);
}

/** ruhu_hq_media_patch: the body has arrived, and its signature is right */
void
ruhu_hq_media_patch (RuhuHqRequest *request)
{
  Upload *upload = g_object_get_data (G_OBJECT (request->message), "ruhu-upload");
  g_autoptr (Target) target = find (request);

  if (target == NULL)
    return;

  if (target->att->complete)
    answer_complete (request);
  else if (upload == NULL)
    refuse_offset (request, target);
  else if (upload->failed)
    refuse_hash (request, upload);
  else if (upload->end == target->len)
    finish (request, upload, target);
  else {
    fdatasync (upload->fd);
    set_offset (request, upload->end);
    soup_server_message_set_status (request->message, SOUP_STATUS_OK, NULL);
  }
}
