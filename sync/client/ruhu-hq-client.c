/* ruhu-hq-client.c: how a request goes to HQ, and how HQ says no
 *
 * Each request is signed and may be sent twice without harm. What HQ says no with is kept until the
 * next request, for the syncer, which decides what follows from it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-client-private.h"

#include "base/ruhu-clock.h"
#include "base/ruhu-error.h"
#include "base/ruhu-mutant.h"
#include "ruhu-hash.h"
#include "ruhu-http-private.h"
#include "ruhu-sign.h"
#include "ruhu-wire-json.h"
#include "ruhu-wire.h"

#include <sodium.h>
#include <string.h>

G_DEFINE_FINAL_TYPE (RuhuHqClient, ruhu_hq_client, G_TYPE_OBJECT)

static void
request_free (RuhuHqClientRequest *request)
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

  g_free (self->gen);
  g_clear_pointer (&self->device, ruhu_device_unref);
  g_clear_pointer (&self->refusal_members, json_object_unref);
  g_clear_pointer (&self->order, json_object_unref);

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

static char *
sign_by_store (const char *text, gpointer store, GError **error)
{
  guint8 signature[64];

  if (!ruhu_store_sign (store, text, strlen (text), signature, error))
    return NULL;

  return g_base64_encode (signature, sizeof signature);
}

/**
 * ruhu_hq_client_new_for_store:
 * @store: enrolled; outlives the client
 * @error: %RUHU_ERROR_NOT_FOUND where it is not, %RUHU_ERROR_CORRUPT
 *
 * Returns: (transfer full) (nullable): a client that speaks for the device of @store
 */
RuhuHqClient *
ruhu_hq_client_new_for_store (RuhuStore *store, GError **error)
{
  RuhuDevice *device = ruhu_store_get_device (store);

  if (device != NULL)
    return ruhu_hq_client_new (device, sign_by_store, store, error);

  g_set_error (error, RUHU_ERROR, RUHU_ERROR_NOT_FOUND, "this device is not enrolled");
  return NULL;
}

/** ruhu_hq_client_get_refusal: Returns: with what the last request was refused, if it was */
RuhuRefusal
ruhu_hq_client_get_refusal (RuhuHqClient *self)
{
  return self->refusal;
}

/**
 * ruhu_hq_client_note_fork:
 *
 * HQ has lines under our name that we never cut: a copy of this device writes on in its log. That
 * is as if HQ had said so.
 */
void
ruhu_hq_client_note_fork (RuhuHqClient *self)
{
  if (!ruhu_mutant (SHORT_COPY_NOT_SEEN))
    self->refusal = RUHU_REFUSAL_FORK;
}

/** ruhu_hq_client_get_refusal_members: Returns: (transfer none) (nullable): what HQ said with it */
JsonObject *
ruhu_hq_client_get_refusal_members (RuhuHqClient *self)
{
  return self->refusal_members;
}

/**
 * ruhu_hq_client_set_gen:
 * @gen: (nullable): which life of HQ's store the last receipt is from
 *
 * A pull without a cursor says it: else nobody would tell the device that HQ was restored.
 */
void
ruhu_hq_client_set_gen (RuhuHqClient *self, const char *gen)
{
  g_free (self->gen);
  self->gen = g_strdup (gen);
}

/** ruhu_hq_client_get_retry_after: Returns: seconds HQ asked to wait after the last request; or 0
 */
guint
ruhu_hq_client_get_retry_after (RuhuHqClient *self)
{
  return self->retry_after;
}

/** ruhu_hq_client_get_order: Returns: (transfer none) (nullable): HQ's order to erase this device,
 * as it came; nobody has looked at it yet */
JsonObject *
ruhu_hq_client_get_order (RuhuHqClient *self)
{
  return self->order;
}

/** ruhu_hq_client_get_handed_over: Returns: the last line that HQ took of a revoked device; or 0 */
gint64
ruhu_hq_client_get_handed_over (RuhuHqClient *self)
{
  return self->handed_over;
}

/**
 * ruhu_hq_client_get_now:
 *
 * A clock that was set back by years makes of what we learned before a time before all times; HQ
 * puts right only what it can read.
 *
 * Returns: HQ's time as far as we know it, ms since 1970 UTC; never negative
 */
gint64
ruhu_hq_client_get_now (RuhuHqClient *self)
{
  return MAX (ruhu_clock_now () + self->ahead, ruhu_mutant (CLOCK_BEFORE_1970) ? G_MININT64 : 0);
}

const guint8 *
ruhu_hq_client_get_hqs (RuhuHqClient *self)
{
  return g_bytes_get_data (self->device->hqs, NULL);
}

/* The answer was made at some moment between sending and now; the middle is the best guess. */
void
ruhu_hq_client_learn_now (RuhuHqClient *self, RuhuHqClientRequest *request, gint64 now)
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

/* Kept beyond the next request: what was under way goes on first. */
static void
note_order (RuhuHqClient *self)
{
  JsonObject *order;
  guint64 acked = 0;

  if (self->refusal != RUHU_REFUSAL_REVOKED || self->refusal_members == NULL)
    return;
  order = ruhu_json_get_object (self->refusal_members, "wipe");
  if (order == NULL)
    return;

  ruhu_wire_json_get_uint (self->refusal_members, "acked", &acked);
  self->handed_over = MAX (self->handed_over, (gint64) acked);
  g_clear_pointer (&self->order, json_object_unref);
  self->order = json_object_ref (order);
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
  note_order (self);
  self->retry_after = wait != NULL ? CLAMP (g_ascii_strtoll (wait, NULL, 10), 0, 86400) : 0;

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
take_clock (RuhuHqClient *self, RuhuHqClientRequest *request)
{
  const char *signature = ruhu_json_get_string (self->refusal_members, "sig");
  g_autofree char *text = NULL;
  guint64 now;

  if (self->refusal != RUHU_REFUSAL_CLOCK || request->again ||
      !ruhu_wire_json_get_uint (self->refusal_members, "now", &now))
    return FALSE;

  text = ruhu_sign_now_text (self->device->id, request->at, now);
  if (!ruhu_sign_verify (text, signature, ruhu_hq_client_get_hqs (self)))
    return FALSE;

  ruhu_hq_client_learn_now (self, request, now);
  return TRUE;
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  RuhuHqClient *self = g_task_get_source_object (task);
  RuhuHqClientRequest *request = g_task_get_task_data (task);
  g_autoptr (GBytes) body = NULL;
  GError *foreign = NULL, *error = NULL;

  body = ruhu_http_send_finish (result, &foreign);
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
    ruhu_hq_client_send_request (g_steal_pointer (&task));
    return;
  }

  g_task_return_error (task, error);
}

static gboolean
sign (RuhuHqClient *self,
      RuhuHqClientRequest *request,
      const char *header,
      const char *text,
      GError **error)
{
  g_autofree char *signature = self->sign (text, self->sign_data, error);

  if (signature != NULL)
    soup_message_headers_replace (soup_message_get_request_headers (request->message),
                                  header,
                                  signature);
  return signature != NULL;
}

/* That it is us, before the body: what HQ gets of an attachment it keeps as it comes. */
static gboolean
sign_begin (RuhuHqClient *self, RuhuHqClientRequest *request, const char *path, GError **error)
{
  g_autofree char *text = ruhu_sign_request_text (ruhu_hq_client_get_hqs (self),
                                                  RUHU_SIGN_BEGIN,
                                                  path,
                                                  request->at,
                                                  NULL);

  return sign (self, request, "Ruhu-Begin", text, error);
}

static gboolean
prepare (RuhuHqClient *self, RuhuHqClientRequest *request, GError **error)
{
  g_autofree char *uri = ruhu_http_make_uri (self->device->url, request->path, error);
  g_autofree char *at = NULL, *text = NULL;
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
  text = ruhu_sign_request_text (ruhu_hq_client_get_hqs (self),
                                 request->method,
                                 path,
                                 request->at,
                                 request->body);
  if (!sign (self, request, "Ruhu-Sig", text, error) ||
      (request->begins && !sign_begin (self, request, path, error)))
    return FALSE;

  headers = soup_message_get_request_headers (request->message);
  soup_message_headers_replace (headers, "Ruhu-Dev", self->device->id);
  soup_message_headers_replace (headers, "Ruhu-T", at);
  soup_message_headers_replace (headers, "Accept-Encoding", "gzip");
  if (request->gzip)
    soup_message_headers_replace (headers, "Content-Encoding", "gzip");
  if (request->body != NULL)
    soup_message_set_request_body_from_bytes (request->message, request->type, request->body);

  return TRUE;
}

/* Takes @task. */
void
ruhu_hq_client_send_request (GTask *task)
{
  RuhuHqClient *self = g_task_get_source_object (task);
  RuhuHqClientRequest *request = g_task_get_task_data (task);
  GError *error = NULL;

  self->refusal = RUHU_REFUSAL_NONE;
  g_clear_pointer (&self->refusal_members, json_object_unref);
  self->retry_after = 0;

  if (!prepare (self, request, &error)) {
    g_task_return_error (task, error);
    g_object_unref (task);
    return;
  }

  ruhu_http_send_async (self->session,
                        request->message,
                        request->hash != NULL ? RUHU_WIRE_MAX_MEDIA : RUHU_WIRE_MAX_INFLATED,
                        g_task_get_cancellable (task),
                        answered_cb,
                        task);
}

/* Its finish gives the body of a good answer. */
GTask *
ruhu_hq_client_new_request (RuhuHqClient *self,
                            gpointer tag,
                            const char *method,
                            char *path,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  RuhuHqClientRequest *request = g_new0 (RuhuHqClientRequest, 1);

  request->method = method;
  request->path = path;
  g_task_set_source_tag (task, tag);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, request, (GDestroyNotify) request_free);

  return task;
}

void
ruhu_hq_client_set_body (GTask *task, const char *type, GBytes *body, gboolean gzip)
{
  RuhuHqClientRequest *request = g_task_get_task_data (task);

  request->type = type;
  request->body = g_bytes_ref (body);
  request->gzip = gzip;
}
