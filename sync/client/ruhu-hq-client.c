/* ruhu-hq-client.c: one method for one request to HQ
 *
 * Each request is signed and may be sent twice without harm. What HQ says no with is kept until the
 * next request, for the syncer, which decides what follows from it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-client.h"

#include "base/ruhu-clock.h"
#include "base/ruhu-error.h"
#include "ruhu-hash.h"
#include "ruhu-http-private.h"
#include "ruhu-sign.h"
#include "ruhu-wire-json.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

struct _RuhuHqClient {
  GObject parent_instance;

  RuhuDevice *device;
  RuhuSignFunc sign;
  gpointer sign_data;
  SoupSession *session;
  gint64 ahead; /* HQ's clock less ours, ms */
  RuhuRefusal refusal;
  JsonObject *refusal_members;
  guint retry_after;
};

G_DEFINE_FINAL_TYPE (RuhuHqClient, ruhu_hq_client, G_TYPE_OBJECT)

typedef struct {
  const char *method;
  char *path;
  const char *type;
  gboolean gzip;
  GBytes *body;
  SoupMessage *message;
  gint64 at;
  gint64 sent;
  gboolean again;
  char *hash;  /* of the form that is asked for */
  guint64 max; /* bytes of the file that are asked for */
} Request;

static void
request_free (Request *request)
{
  g_free (request->path);
  g_clear_pointer (&request->body, g_bytes_unref);
  g_clear_object (&request->message);
  g_free (request->hash);
  g_free (request);
}

static void
ruhu_hq_client_dispose (GObject *object)
{
  RuhuHqClient *self = RUHU_HQ_CLIENT (object);

  if (self->session != NULL)
    soup_session_abort (self->session);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (ruhu_hq_client_parent_class)->dispose (object);
}

static void
ruhu_hq_client_finalize (GObject *object)
{
  RuhuHqClient *self = RUHU_HQ_CLIENT (object);

  g_clear_pointer (&self->device, ruhu_device_unref);
  g_clear_pointer (&self->refusal_members, json_object_unref);

  G_OBJECT_CLASS (ruhu_hq_client_parent_class)->finalize (object);
}

static void
ruhu_hq_client_class_init (RuhuHqClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ruhu_hq_client_dispose;
  object_class->finalize = ruhu_hq_client_finalize;
}

static void
ruhu_hq_client_init (RuhuHqClient *self)
{
}

/**
 * ruhu_hq_client_new:
 * @device: who we are, and HQ's address, certificate and keys
 * @sign: signs requests
 * @data: for @sign; outlives the client
 * @error: %RUHU_ERROR_CORRUPT where @device holds no certificate
 *
 * Returns: (transfer full) (nullable): a client that trusts this HQ and nobody else
 */
RuhuHqClient *
ruhu_hq_client_new (RuhuDevice *device, RuhuSignFunc sign, gpointer data, GError **error)
{
  g_autoptr (RuhuHqClient) self = g_object_new (RUHU_TYPE_HQ_CLIENT, NULL);

  self->device = ruhu_device_ref (device);
  self->sign = sign;
  self->sign_data = data;
  self->session = ruhu_http_new_session ();
  if (!ruhu_http_trust (self->session, device->ca, error))
    return NULL;

  return g_steal_pointer (&self);
}

/** ruhu_hq_client_get_refusal: Returns: with what the last request was refused, if it was */
RuhuRefusal
ruhu_hq_client_get_refusal (RuhuHqClient *self)
{
  return self->refusal;
}

/** ruhu_hq_client_get_refusal_members: Returns: (transfer none) (nullable): what HQ said with it */
JsonObject *
ruhu_hq_client_get_refusal_members (RuhuHqClient *self)
{
  return self->refusal_members;
}

/** ruhu_hq_client_get_retry_after: Returns: seconds HQ asked to wait after the last request; or 0
 */
guint
ruhu_hq_client_get_retry_after (RuhuHqClient *self)
{
  return self->retry_after;
}

/** ruhu_hq_client_get_now: Returns: HQ's time as far as we know it, ms since 1970 UTC */
gint64
ruhu_hq_client_get_now (RuhuHqClient *self)
{
  return ruhu_clock_now () + self->ahead;
}

static const guint8 *
get_hqs (RuhuHqClient *self)
{
  return g_bytes_get_data (self->device->hqs, NULL);
}

/* The answer was made at some moment between sending and now; the middle is the best guess. */
static void
learn_now (RuhuHqClient *self, Request *request, gint64 now)
{
  self->ahead = now - (request->sent + (ruhu_clock_now () - request->sent) / 2);
}

static RuhuError
code_of (RuhuRefusal refusal)
{
  switch (refusal) {
  case RUHU_REFUSAL_FRAME:
  case RUHU_REFUSAL_TOO_BIG:
  case RUHU_REFUSAL_ENC:
  case RUHU_REFUSAL_HASH:
    return RUHU_ERROR_INVALID;
  case RUHU_REFUSAL_GAP:
  case RUHU_REFUSAL_FORK:
  case RUHU_REFUSAL_SCOPE:
  case RUHU_REFUSAL_OFFSET:
  case RUHU_REFUSAL_RESTORED:
  case RUHU_REFUSAL_CURSOR:
    return RUHU_ERROR_CONFLICT;
  case RUHU_REFUSAL_NOT_FOUND:
    return RUHU_ERROR_NOT_FOUND;
  case RUHU_REFUSAL_CLOCK:
  case RUHU_REFUSAL_SIG:
  case RUHU_REFUSAL_UNKNOWN_DEV:
  case RUHU_REFUSAL_REVOKED:
  case RUHU_REFUSAL_SCOPE_DENIED:
  case RUHU_REFUSAL_CODE:
  case RUHU_REFUSAL_PROTO:
    return RUHU_ERROR_REFUSED;
  case RUHU_REFUSAL_NONE:
  case RUHU_REFUSAL_BUSY:
  case RUHU_REFUSAL_FAILED:
  default:
    /* Busy, broken, or not HQ at all but something on the way to it. */
    return RUHU_ERROR_OFFLINE;
  }
}

/* The one place where an HTTP status becomes an error of ours. */
static gboolean
check_status (RuhuHqClient *self, SoupMessage *message, GBytes *body, GError **error)
{
  guint status = soup_message_get_status (message);
  const char *wait =
    soup_message_headers_get_one (soup_message_get_response_headers (message), "Retry-After");
  gsize length = 0;
  const char *data = body != NULL ? g_bytes_get_data (body, &length) : NULL;

  if (status == SOUP_STATUS_OK || status == SOUP_STATUS_CREATED)
    return TRUE;

  if (length > 0)
    self->refusal = ruhu_refusal_from_json (data, length, &self->refusal_members);
  else if (status == SOUP_STATUS_NOT_FOUND)
    self->refusal = RUHU_REFUSAL_NOT_FOUND; /* the answer to a HEAD has no body */
  self->retry_after = wait != NULL ? CLAMP (atoi (wait), 0, 86400) : 0;

  g_set_error (error,
               RUHU_ERROR,
               code_of (self->refusal),
               "HQ answered %u %s",
               status,
               self->refusal != RUHU_REFUSAL_NONE ? ruhu_refusal_to_string (self->refusal) : "");
  return FALSE;
}

/* Whether HQ itself says that our clock is wrong, in answer to this very request. */
static gboolean
take_clock (RuhuHqClient *self, Request *request)
{
  const char *signature = ruhu_json_get_string (self->refusal_members, "sig");
  g_autofree char *text = NULL;
  guint64 now;

  if (self->refusal != RUHU_REFUSAL_CLOCK || request->again ||
      !ruhu_wire_json_get_uint (self->refusal_members, "now", &now))
    return FALSE;

  text = ruhu_sign_now_text (self->device->id, request->at, now);
  if (!ruhu_sign_verify (text, signature, get_hqs (self)))
    return FALSE;

  learn_now (self, request, now);
  return TRUE;
}

static void send_request (GTask *task);

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  RuhuHqClient *self = g_task_get_source_object (task);
  Request *request = g_task_get_task_data (task);
  g_autoptr (GBytes) body = NULL;
  GError *foreign = NULL, *error = NULL;

  body = soup_session_send_and_read_finish (SOUP_SESSION (source), result, &foreign);
  if (foreign != NULL) {
    ruhu_http_take_error (foreign, &error);
    g_task_return_error (task, error);
    return;
  }
  if (check_status (self, request->message, body, &error)) {
    g_task_return_pointer (task, g_steal_pointer (&body), (GDestroyNotify) g_bytes_unref);
    return;
  }
  if (take_clock (self, request)) {
    g_clear_error (&error);
    request->again = TRUE;
    send_request (g_steal_pointer (&task));
    return;
  }

  g_task_return_error (task, error);
}

static gboolean
prepare (RuhuHqClient *self, Request *request, GError **error)
{
  g_autofree char *uri = ruhu_http_make_uri (self->device->url, request->path, error);
  g_autofree char *at = NULL, *text = NULL, *signature = NULL;
  SoupMessageHeaders *headers;
  const char *path;

  if (uri == NULL)
    return FALSE;

  g_clear_object (&request->message);
  request->message = soup_message_new (request->method, uri);
  /* Every request may be sent twice; to libsoup a POST may not, and gets a new connection each. */
  soup_message_add_flags (request->message, SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_IDEMPOTENT);
  request->at = ruhu_hq_client_get_now (self);
  request->sent = ruhu_clock_now ();
  at = g_strdup_printf ("%" G_GINT64_FORMAT, request->at);

  /* HQ sees the path from its own root on, wherever a proxy has put it. */
  path = strstr (strstr (uri, "://") + 3, "/");
  text = ruhu_sign_request_text (get_hqs (self), request->method, path, request->at, request->body);
  signature = self->sign (text, self->sign_data, error);
  if (signature == NULL)
    return FALSE;

  headers = soup_message_get_request_headers (request->message);
  soup_message_headers_replace (headers, "Ruhu-Dev", self->device->id);
  soup_message_headers_replace (headers, "Ruhu-T", at);
  soup_message_headers_replace (headers, "Accept-Encoding", "gzip");
  soup_message_headers_replace (headers, "Ruhu-Sig", signature);
  if (request->gzip)
    soup_message_headers_replace (headers, "Content-Encoding", "gzip");
  if (request->body != NULL)
    soup_message_set_request_body_from_bytes (request->message, request->type, request->body);

  return TRUE;
}

/* Takes @task. */
static void
send_request (GTask *task)
{
  RuhuHqClient *self = g_task_get_source_object (task);
  Request *request = g_task_get_task_data (task);
  GError *error = NULL;

  self->refusal = RUHU_REFUSAL_NONE;
  g_clear_pointer (&self->refusal_members, json_object_unref);
  self->retry_after = 0;

  if (!prepare (self, request, &error)) {
    g_task_return_error (task, error);
    g_object_unref (task);
    return;
  }

  soup_session_send_and_read_async (self->session,
                                    request->message,
                                    G_PRIORITY_DEFAULT,
                                    g_task_get_cancellable (task),
                                    answered_cb,
                                    task);
}

/* Its finish gives the body of a good answer. */
static GTask *
new_request (RuhuHqClient *self,
             gpointer tag,
             const char *method,
             char *path,
             GCancellable *cancellable,
             GAsyncReadyCallback callback,
             gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Request *request = g_new0 (Request, 1);

  request->method = method;
  request->path = path;
  g_task_set_source_tag (task, tag);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, request, (GDestroyNotify) request_free);

  return task;
}

static void
set_body (GTask *task, const char *type, GBytes *body, gboolean gzip)
{
  Request *request = g_task_get_task_data (task);

  request->type = type;
  request->body = g_bytes_ref (body);
  request->gzip = gzip;
}

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
  GTask *task = new_request (self,
                             ruhu_hq_client_push_async,
                             SOUP_METHOD_POST,
                             g_strdup ("/v1/push"),
                             cancellable,
                             callback,
                             user_data);

  set_body (task, "application/x-ndjson", body, TRUE);
  send_request (task);
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
  Request *request = g_task_get_task_data (G_TASK (result));
  g_autoptr (GBytes) body = g_task_propagate_pointer (G_TASK (result), error);
  RuhuPushAnswer *answer;

  if (body == NULL)
    return NULL;

  answer = ruhu_push_answer_parse (body, self->device->id, get_hqs (self), error);
  if (answer != NULL && answer->now > 0)
    learn_now (self, request, answer->now);

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
  GTask *task = new_request (self,
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
  text = ruhu_json_to_text (object);
  body = g_bytes_new_take (text, strlen (text));
  set_body (task, "application/json", body, FALSE);
  send_request (task);
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
  Request *request = g_task_get_task_data (G_TASK (result));
  g_autoptr (GBytes) body = g_task_propagate_pointer (G_TASK (result), error);
  RuhuPullPage *page;

  if (body == NULL)
    return NULL;

  page = ruhu_pull_page_parse (body);
  if (page == NULL)
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_INVALID, "HQ's page was cut short");
  else
    learn_now (self, request, ruhu_pull_page_get_now (page));

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

  send_request (new_request (self,
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
  Request *request = g_task_get_task_data (G_TASK (result));
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
  GTask *task = new_request (
    self,
    ruhu_hq_client_send_attachment_async,
    "PATCH",
    g_strdup_printf ("%soff=%" G_GUINT64_FORMAT "&len=%" G_GSIZE_FORMAT, path, offset, length),
    cancellable,
    callback,
    user_data);

  set_body (task, "application/octet-stream", rest, FALSE);
  send_request (task);
}

/**
 * ruhu_hq_client_send_attachment_finish:
 *
 * Returns: (transfer full) (nullable): a receipt, once HQ has all of it; %NULL with @error set to
 *   %G_IO_ERROR_CANCELLED, %RUHU_ERROR_OFFLINE, %RUHU_ERROR_CONFLICT (OFFSET), %RUHU_ERROR_INVALID
 *   (HASH: start again), or what else HQ said no with
 */
RuhuReceipt *
ruhu_hq_client_send_attachment_finish (RuhuHqClient *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GBytes) body = g_task_propagate_pointer (G_TASK (result), error);

  if (body == NULL)
    return NULL;

  return ruhu_push_answer_parse_receipt (body, self->device->id, get_hqs (self), error);
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
  GTask *task = new_request (self,
                             ruhu_hq_client_get_form_async,
                             SOUP_METHOD_GET,
                             g_strdup_printf ("/v1/forms/%s/%s", id_part, version_part),
                             cancellable,
                             callback,
                             user_data);

  ((Request *) g_task_get_task_data (task))->hash = g_strdup (hash);
  send_request (task);
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
  Request *request = g_task_get_task_data (G_TASK (result));
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
  GTask *task =
    new_request (self,
                 ruhu_hq_client_get_media_async,
                 SOUP_METHOD_GET,
                 g_strdup_printf ("/v1/media/%s?off=%" G_GUINT64_FORMAT "&max=%" G_GUINT64_FORMAT,
                                  hash,
                                  offset,
                                  max),
                 cancellable,
                 callback,
                 user_data);

  ((Request *) g_task_get_task_data (task))->max = max;
  send_request (task);
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
  Request *request = g_task_get_task_data (G_TASK (result));
  g_autoptr (GBytes) body = g_task_propagate_pointer (G_TASK (result), error);

  if (body == NULL)
    return NULL;
  if (g_bytes_get_size (body) > request->max) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_OFFLINE, "HQ gives more than was asked for");
    return NULL;
  }

  return g_steal_pointer (&body);
}
