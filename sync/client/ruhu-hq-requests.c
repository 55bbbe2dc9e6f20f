/* ruhu-hq-requests.c: one method for one request to HQ
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-client-private.h"

#include "base/ruhu-error.h"
#include "ruhu-hash.h"
#include "ruhu-wire-json.h"
#include "ruhu-wire.h"

#include <sodium.h>
#include <string.h>

/**
 * ruhu_hq_client_push_async:
 * @body: a batch, in gzip; up to 1 MiB
 */
void
ruhu_hq_client_push_async (RuhuHqClient *self,
                           GBytes *body,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = ruhu_hq_client_new_request (self,
                                            ruhu_hq_client_push_async,
                                            SOUP_METHOD_POST,
                                            g_strdup ("/v1/push"),
                                            cancellable,
                                            callback,
                                            user_data);

  ruhu_hq_client_set_body (task, "application/x-ndjson", body, TRUE);
  ruhu_hq_client_send_request (task);
}

/**
 * ruhu_hq_client_push_finish:
 *
 * Returns: (transfer full) (nullable): HQ's answer, its receipt verified; %NULL with @error set to
 *   %G_IO_ERROR_CANCELLED, %RUHU_ERROR_OFFLINE, or what HQ said no with; see
 *   ruhu_hq_client_get_refusal(). Cancelled or offline, HQ may have the lines all the same.
 */
RuhuPushAnswer *
ruhu_hq_client_push_finish (RuhuHqClient *self, GAsyncResult *result, GError **error)
{
  RuhuHqClientRequest *request = g_task_get_task_data (G_TASK (result));
  g_autoptr (GBytes) body = g_task_propagate_pointer (G_TASK (result), error);
  RuhuPushAnswer *answer;

  if (body == NULL)
    return NULL;

  answer = ruhu_push_answer_parse (body, self->device->id, ruhu_hq_client_get_hqs (self), error);
  if (answer != NULL && answer->now > 0)
    ruhu_hq_client_learn_now (self, request, answer->now);

  return answer;
}

/**
 * ruhu_hq_client_pull_async:
 * @cursor: of the last page; "" for the first
 * @epoch: number of our scope
 * @max: bytes of lines wanted at most
 * @own: of our own lines we need the hashes only
 */
void
ruhu_hq_client_pull_async (RuhuHqClient *self,
                           const char *cursor,
                           guint64 epoch,
                           gsize max,
                           gboolean own,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = ruhu_hq_client_new_request (self,
                                            ruhu_hq_client_pull_async,
                                            SOUP_METHOD_POST,
                                            g_strdup ("/v1/pull"),
                                            cancellable,
                                            callback,
                                            user_data);
  g_autoptr (JsonObject) object = json_object_new ();
  char *text;
  g_autoptr (GBytes) body = NULL;

  json_object_set_string_member (object, "cur", cursor);
  json_object_set_int_member (object, "epoch", epoch);
  json_object_set_int_member (object, "max", max);
  if (own)
    json_object_set_int_member (object, "own", 1);
  if (*cursor == '\0' && self->gen != NULL)
    json_object_set_string_member (object, "gen", self->gen);
  text = ruhu_json_to_text (object);
  body = g_bytes_new_take (text, strlen (text));
  ruhu_hq_client_set_body (task, "application/json", body, FALSE);
  ruhu_hq_client_send_request (task);
}

/**
 * ruhu_hq_client_pull_finish:
 *
 * Returns: (transfer full) (nullable): the page; %NULL with @error set to %G_IO_ERROR_CANCELLED,
 *   %RUHU_ERROR_OFFLINE, %RUHU_ERROR_INVALID (it was cut short: ask for less), or what HQ said no
 *   with
 */
RuhuPullPage *
ruhu_hq_client_pull_finish (RuhuHqClient *self, GAsyncResult *result, GError **error)
{
  RuhuHqClientRequest *request = g_task_get_task_data (G_TASK (result));
  g_autoptr (GBytes) body = g_task_propagate_pointer (G_TASK (result), error);
  RuhuPullPage *page;

  if (body == NULL)
    return NULL;

  page = ruhu_pull_page_parse (body);
  if (page == NULL)
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_INVALID, "HQ's page was cut short");
  else
    ruhu_hq_client_learn_now (self, request, ruhu_pull_page_get_now (page));

  return page;
}

/* `/v1/att/…?`, or `/v1/sealed/…?key=…&` */
static char *
make_attachment_path (const char *hash, GBytes *sealed_key)
{
  const int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  g_autofree char *key = NULL;
  gsize n, size;

  if (sealed_key == NULL)
    return g_strdup_printf ("/v1/att/%s?", hash);

  n = g_bytes_get_size (sealed_key);
  size = sodium_base64_encoded_len (n, variant);
  key = g_malloc (size);
  sodium_bin2base64 (key, size, g_bytes_get_data (sealed_key, NULL), n, variant);
  return g_strdup_printf ("/v1/sealed/%s?key=%s&", hash, key);
}

/**
 * ruhu_hq_client_ask_attachment_async:
 * @hash: of the attachment's content, or of its file
 * @sealed_key: (nullable): what opens that file, sealed to HQ
 * @length: bytes of what @hash is of
 */
void
ruhu_hq_client_ask_attachment_async (RuhuHqClient *self,
                                     const char *hash,
                                     GBytes *sealed_key,
                                     guint64 length,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  g_autofree char *path = make_attachment_path (hash, sealed_key);

  ruhu_hq_client_send_request (
    ruhu_hq_client_new_request (self,
                                ruhu_hq_client_ask_attachment_async,
                                SOUP_METHOD_HEAD,
                                g_strdup_printf ("%slen=%" G_GUINT64_FORMAT, path, length),
                                cancellable,
                                callback,
                                user_data));
}

/**
 * ruhu_hq_client_ask_attachment_finish:
 * @offset: (out): how many bytes HQ has of it
 * @complete: (out): whether that is all
 *
 * Returns: %FALSE with @error set to %G_IO_ERROR_CANCELLED, %RUHU_ERROR_OFFLINE,
 *   %RUHU_ERROR_NOT_FOUND (HQ has no line yet that names it), or what HQ said no with
 */
gboolean
ruhu_hq_client_ask_attachment_finish (RuhuHqClient *self,
                                      GAsyncResult *result,
                                      guint64 *offset,
                                      gboolean *complete,
                                      GError **error)
{
  RuhuHqClientRequest *request = g_task_get_task_data (G_TASK (result));
  g_autoptr (GBytes) body = g_task_propagate_pointer (G_TASK (result), error);
  const char *text;

  if (body == NULL)
    return FALSE;

  text = soup_message_headers_get_one (soup_message_get_response_headers (request->message),
                                       "Ruhu-Offset");
  *complete = soup_message_get_status (request->message) == SOUP_STATUS_CREATED;
  *offset = 0;
  if (*complete || (text != NULL &&
                    g_ascii_string_to_unsigned (text, 10, 0, RUHU_WIRE_MAX_INTEGER, offset, NULL)))
    return TRUE;

  g_set_error (error, RUHU_ERROR, RUHU_ERROR_OFFLINE, "HQ does not say how much it has");
  return FALSE;
}

/**
 * ruhu_hq_client_send_attachment_async:
 * @hash: of the attachment's content, or of its file
 * @sealed_key: (nullable): what opens that file, sealed to HQ
 * @offset: what HQ has already
 * @content: all of what @hash is of
 */
void
ruhu_hq_client_send_attachment_async (RuhuHqClient *self,
                                      const char *hash,
                                      GBytes *sealed_key,
                                      guint64 offset,
                                      GBytes *content,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  gsize length = g_bytes_get_size (content);
  g_autoptr (GBytes) rest = g_bytes_new_from_bytes (content, offset, length - offset);
  g_autofree char *path = make_attachment_path (hash, sealed_key);
  GTask *task = ruhu_hq_client_new_request (
    self,
    ruhu_hq_client_send_attachment_async,
    "PATCH",
    g_strdup_printf ("%soff=%" G_GUINT64_FORMAT "&len=%" G_GSIZE_FORMAT, path, offset, length),
    cancellable,
    callback,
    user_data);

  ((RuhuHqClientRequest *) g_task_get_task_data (task))->begins = TRUE;
  ruhu_hq_client_set_body (task, "application/octet-stream", rest, FALSE);
  ruhu_hq_client_send_request (task);
}

/**
 * ruhu_hq_client_send_attachment_finish:
 * @safe: (out): as in HQ's answer to a push
 *
 * Returns: (transfer full) (nullable): a receipt, once HQ has all of it; %NULL with @error set to
 *   %G_IO_ERROR_CANCELLED, %RUHU_ERROR_OFFLINE, %RUHU_ERROR_CONFLICT (OFFSET), %RUHU_ERROR_INVALID
 *   (HASH: start again), or what else HQ said no with
 */
RuhuReceipt *
ruhu_hq_client_send_attachment_finish (RuhuHqClient *self,
                                       GAsyncResult *result,
                                       guint64 *safe,
                                       GError **error)
{
  g_autoptr (GBytes) body = g_task_propagate_pointer (G_TASK (result), error);

  if (body == NULL)
    return NULL;

  return ruhu_push_answer_parse_receipt (body,
                                         self->device->id,
                                         ruhu_hq_client_get_hqs (self),
                                         safe,
                                         error);
}

/**
 * ruhu_hq_client_get_form_async:
 * @id: the form
 * @version: its version
 * @hash: of its bytes, as HQ's notice said
 */
void
ruhu_hq_client_get_form_async (RuhuHqClient *self,
                               const char *id,
                               const char *version,
                               const char *hash,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autofree char *id_part = g_uri_escape_string (id, NULL, FALSE);
  g_autofree char *version_part = g_uri_escape_string (version, NULL, FALSE);
  GTask *task =
    ruhu_hq_client_new_request (self,
                                ruhu_hq_client_get_form_async,
                                SOUP_METHOD_GET,
                                g_strdup_printf ("/v1/forms/%s/%s", id_part, version_part),
                                cancellable,
                                callback,
                                user_data);

  ((RuhuHqClientRequest *) g_task_get_task_data (task))->hash = g_strdup (hash);
  ruhu_hq_client_send_request (task);
}

/**
 * ruhu_hq_client_get_form_finish:
 *
 * Returns: (transfer full) (nullable): the XForm; %NULL with @error set to %G_IO_ERROR_CANCELLED,
 *   %RUHU_ERROR_OFFLINE (also where the bytes are not those of the hash), or what HQ said no with
 */
GBytes *
ruhu_hq_client_get_form_finish (RuhuHqClient *self, GAsyncResult *result, GError **error)
{
  RuhuHqClientRequest *request = g_task_get_task_data (G_TASK (result));
  g_autoptr (GBytes) body = g_task_propagate_pointer (G_TASK (result), error);
  g_autofree char *hash = body != NULL ? ruhu_hash_bytes (body) : NULL;

  if (body == NULL)
    return NULL;
  if (!g_str_equal (hash, request->hash)) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_OFFLINE, "the form came with other bytes");
    return NULL;
  }

  return g_steal_pointer (&body);
}

/**
 * ruhu_hq_client_get_line_async:
 * @seq: of a line of our own log, which HQ has
 */
void
ruhu_hq_client_get_line_async (RuhuHqClient *self,
                               gint64 seq,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  GTask *task = ruhu_hq_client_new_request (self,
                                            ruhu_hq_client_get_line_async,
                                            SOUP_METHOD_GET,
                                            g_strdup_printf ("/v1/line/%" G_GINT64_FORMAT, seq),
                                            cancellable,
                                            callback,
                                            user_data);

  ruhu_hq_client_send_request (task);
}

/**
 * ruhu_hq_client_get_line_finish:
 *
 * Returns: (transfer full) (nullable): the line as it was pushed; %NULL with @error set to
 *   %G_IO_ERROR_CANCELLED, %RUHU_ERROR_OFFLINE, or what HQ said no with
 */
GBytes *
ruhu_hq_client_get_line_finish (RuhuHqClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * ruhu_hq_client_get_media_async:
 * @hash: of a file that a published form comes with
 * @offset: from which byte on
 * @max: how many bytes at most
 */
void
ruhu_hq_client_get_media_async (RuhuHqClient *self,
                                const char *hash,
                                guint64 offset,
                                guint64 max,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GTask *task = ruhu_hq_client_new_request (self,
                                            ruhu_hq_client_get_media_async,
                                            SOUP_METHOD_GET,
                                            g_strdup_printf ("/v1/media/%s?off=%" G_GUINT64_FORMAT
                                                             "&max=%" G_GUINT64_FORMAT,
                                                             hash,
                                                             offset,
                                                             max),
                                            cancellable,
                                            callback,
                                            user_data);

  ((RuhuHqClientRequest *) g_task_get_task_data (task))->max = max;
  ruhu_hq_client_send_request (task);
}

/**
 * ruhu_hq_client_get_media_finish:
 *
 * Returns: (transfer full) (nullable): the piece; %NULL with @error set to %G_IO_ERROR_CANCELLED,
 *   %RUHU_ERROR_OFFLINE, %RUHU_ERROR_NOT_FOUND (no form of HQ's comes with it),
 *   %RUHU_ERROR_CONFLICT (it is shorter), or what else HQ said no with
 */
GBytes *
ruhu_hq_client_get_media_finish (RuhuHqClient *self, GAsyncResult *result, GError **error)
{
  RuhuHqClientRequest *request = g_task_get_task_data (G_TASK (result));
  g_autoptr (GBytes) body = g_task_propagate_pointer (G_TASK (result), error);

  if (body == NULL)
    return NULL;
  if (g_bytes_get_size (body) > request->max) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_OFFLINE, "HQ gives more than was asked for");
    return NULL;
  }

  return g_steal_pointer (&body);
}

/**
 * ruhu_hq_client_tell_async:
 * @path: what is told, as `/v1/wiped`
 * @said: the body
 */
void
ruhu_hq_client_tell_async (RuhuHqClient *self,
                           const char *path,
                           JsonObject *said,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = ruhu_hq_client_new_request (self,
                                            ruhu_hq_client_tell_async,
                                            SOUP_METHOD_POST,
                                            g_strdup (path),
                                            cancellable,
                                            callback,
                                            user_data);
  char *text = ruhu_json_to_text (said);
  g_autoptr (GBytes) body = g_bytes_new_take (text, strlen (text));

  ruhu_hq_client_set_body (task, "application/json", body, FALSE);
  ruhu_hq_client_send_request (task);
}

/**
 * ruhu_hq_client_tell_finish:
 *
 * Returns: (transfer full) (nullable): what HQ answers; %NULL with @error set to
 *   %G_IO_ERROR_CANCELLED, %RUHU_ERROR_OFFLINE, or what HQ said no with
 */
JsonObject *
ruhu_hq_client_tell_finish (RuhuHqClient *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GBytes) body = g_task_propagate_pointer (G_TASK (result), error);
  JsonObject *answer;
  gsize n;
  const char *data;

  if (body == NULL)
    return NULL;

  data = g_bytes_get_data (body, &n);
  answer = ruhu_wire_json_parse (data, n, NULL);
  if (answer == NULL)
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_OFFLINE, "HQ's answer was cut short");
  return answer;
}
