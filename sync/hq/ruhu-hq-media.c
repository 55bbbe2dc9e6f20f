/* ruhu-hq-media.c: HEAD, PATCH and GET /v1/att/<hash>, HEAD and PATCH /v1/sealed/<hash>
 *
 * What arrives is appended to att/ab/<hash>.<device>.part as it arrives and made durable piece by
 * piece, so that a broken connection keeps its prefix. That is for a tablet that signed the
 * beginning of its request (Ruhu-Begin); of any other, what came is kept once all of it is there
 * and the signature is right. The bytes count only once their hash is right.
 *
 * A locked tablet has the ciphertext and a key that only HQ can open. It sends both; what is in
 * them is opened once all of it is here, and has to be what the line named.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-att-file.h"
#include "ruhu-hq-att-table.h"
#include "ruhu-hq-auth.h"
#include "ruhu-hq-handlers-private.h"
#include "ruhu-hq-upload.h"

#include "base/ruhu-clock.h"
#include "base/ruhu-error.h"
#include "base/ruhu-file.h"
#include "ruhu-hash.h"
#include "store/ruhu-sealed-att.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <unistd.h>

#define SEALED "/v1/sealed/"
#define MAX_SEALED_KEY 256

/* What two tablets sealed is never the same, though what is in it may be; and of two that send the
 * same content, one that sends something else is in its own way only.
 * @file: hash of the ciphertext, or the device */
static char *
make_part_path (RuhuHqDir *dir, const char *hash, const char *file)
{
  g_autofree char *suffix = g_strdup_printf (".%s.part", file);

  return ruhu_hq_att_file_path (dir, hash, suffix);
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
  g_autofree char *text = ruhu_hq_upload_read_query (message, "key");
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

static gboolean
fetches (SoupServerMessage *message)
{
  return g_str_equal (soup_server_message_get_method (message), "GET");
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
  gboolean named;

  if (!ruhu_hash_is_valid (hash))
    return NULL;

  target->sealed = g_str_has_prefix (path, SEALED);
  content = target->sealed ? open_key (dir, message, target) : g_strdup (hash);
  if (content == NULL)
    return NULL;

  named = ruhu_hq_att_file_is_named_by (dir, content, device->dev, &failed);
  if (failed != NULL) {
    g_propagate_error (error, g_steal_pointer (&failed));
    return NULL;
  }
  if (target->sealed && !named)
    return NULL;

  /* What it named itself it may send to the end, also after it was moved; but not fetch. */
  target->att =
    named && !fetches (message)
      ? ruhu_hq_att_find_own (ruhu_hq_dir_get_store (dir), content, device->dev, &failed)
      : ruhu_hq_att_find (ruhu_hq_dir_get_store (dir), content, device->scope, &failed);
  if (target->att == NULL) {
    if (!g_error_matches (failed, RUHU_ERROR, RUHU_ERROR_NOT_FOUND))
      g_propagate_error (error, g_steal_pointer (&failed));
    return NULL;
  }

  target->len =
    target->sealed ? (goffset) ruhu_sealed_att_get_size (target->att->len) : target->att->len;
  target->part = make_part_path (dir, content, target->sealed ? hash : device->dev);
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

/** ruhu_hq_media_head: how much of it is here */
void
ruhu_hq_media_head (RuhuHqRequest *request)
{
  g_autoptr (Target) target = find (request);

  if (target == NULL)
    return;

  if (target->att->complete)
    ruhu_hq_att_file_drop_parts (request->dir, target->att->hash);
  set_offset (request,
              target->att->complete ? target->len : ruhu_hq_upload_get_size (target->part));
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

  if (!ruhu_hq_att_file_is_right (request->dir, target->att->hash)) {
    g_warning ("attachment %s is missing or was changed: tablets are asked for it again",
               target->att->hash);
    if (ruhu_hq_att_file_want_again (request->dir, target->att->hash, request->now, &error))
      ruhu_hq_request_refuse (request, RUHU_REFUSAL_NOT_FOUND, NULL);
    else
      ruhu_hq_request_fail (request, error);
    return;
  }

  path = ruhu_hq_att_file_path (request->dir, target->att->hash, "");
  file = g_mapped_file_new (path, FALSE, &error);
  if (file == NULL) {
    ruhu_hq_request_fail (request, error);
    return;
  }
  bytes = g_mapped_file_get_bytes (file);
  ruhu_hq_request_answer_bytes (request, "application/octet-stream", bytes);
}

static void
open_part (SoupServerMessage *message, Target *target)
{
  g_autofree char *folder = g_path_get_dirname (target->part);

  g_mkdir (folder, 0700);
  ruhu_hq_upload_begin (message, target->part, target->len);
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
  gboolean sealed =
    g_str_has_prefix (g_uri_get_path (soup_server_message_get_uri (message)), SEALED);

  if (dev == NULL)
    return;

  device = ruhu_hq_device_load (ruhu_hq_dir_get_store (dir), dev, NULL);
  if (device == NULL || device->state != RUHU_HQ_DEVICE_IN_USE ||
      !ruhu_hq_auth_begins (dir, message, device, sealed, ruhu_clock_now ()))
    return;

  target = find_target (dir, device, message, hash, NULL);
  if (target != NULL && !target->att->complete)
    open_part (message, target);
}

/* @content: (nullable): what was in the upload, where that was sealed */
static gboolean
keep_file (RuhuHqRequest *request,
           RuhuHqUpload *upload,
           const char *hash,
           GBytes *content,
           GError **error)
{
  g_autofree char *path = ruhu_hq_att_file_path (request->dir, hash, "");
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
  json_object_set_int_member (body, "safe", device->safe);
  ruhu_hq_request_answer (request, SOUP_STATUS_CREATED, body);
}

/* NULL without @error set where this is not the content that the key and the line speak of. */
static GBytes *
open_upload (RuhuHqUpload *upload, Target *target, GError **error)
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
refuse_hash (RuhuHqRequest *request, RuhuHqUpload *upload)
{
  g_unlink (upload->path);
  ruhu_hq_request_refuse (request, RUHU_REFUSAL_HASH, NULL);
}

/* Of a line that HQ said again for a device, no receipt of that device counts the attachments: what
 * is in the last backup is not known until the next one. */
static gboolean
note_unsafe (RuhuHqRequest *request, const char *hash, GError **error)
{
  g_autoptr (GError) failed = NULL;

  if (ruhu_hq_att_file_is_named_by (request->dir, hash, request->device->dev, &failed))
    return TRUE;
  if (failed == NULL)
    return ruhu_hq_device_set_safe (ruhu_hq_dir_get_store (request->dir),
                                    request->device->dev,
                                    0,
                                    error);

  g_propagate_error (error, g_steal_pointer (&failed));
  return FALSE;
}

static void
finish (RuhuHqRequest *request, RuhuHqUpload *upload, Target *target)
{
  g_autoptr (GBytes) content = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *hash = NULL;
  gboolean right;

  hash = ruhu_hq_upload_hash (upload, &error);
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
      !note_unsafe (request, target->att->hash, &error) ||
      !ruhu_hq_att_file_note_complete (request->dir, target->att->hash, request->now, &error)) {
    ruhu_hq_request_fail (request, error);
    return;
  }
  ruhu_hq_att_file_drop_parts (request->dir, target->att->hash);
  answer_complete (request);
}

static void
refuse_offset (RuhuHqRequest *request, Target *target)
{
  g_autoptr (JsonObject) members = json_object_new ();

  json_object_set_int_member (members, "off", ruhu_hq_upload_get_size (target->part));
  ruhu_hq_request_refuse (request, RUHU_REFUSAL_OFFSET, members);
}

/** ruhu_hq_media_patch: the body has arrived, and its signature is right */
void
ruhu_hq_media_patch (RuhuHqRequest *request)
{
  g_autoptr (Target) target = find (request);
  RuhuHqUpload *upload;

  if (target == NULL)
    return;
  if (target->att->complete) {
    answer_complete (request);
    return;
  }

  upload = ruhu_hq_upload_get (request->message);
  if (upload == NULL) {
    open_part (request->message, target);
    upload = ruhu_hq_upload_get (request->message);
    if (upload != NULL)
      ruhu_hq_upload_add (upload, request->body);
  }
  if (upload == NULL)
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
