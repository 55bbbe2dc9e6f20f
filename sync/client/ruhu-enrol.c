/* ruhu-enrol.c: the first meeting of device and HQ
 *
 * Nobody vouches for this one TLS connection; the code does, which both sides prove to know. From
 * the answer on only the certificate in it is trusted.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-enrol-private.h"

#include "base/ruhu-error.h"
#include "ruhu-http-private.h"
#include "ruhu-refusal.h"

#include <sodium.h>
#include <string.h>

#define SCAN_MARK "RUHU1|"
#define TRIES 3
#define MOST_ANSWER (64 * 1024) /* from somebody nobody knows yet */

typedef struct {
  SoupSession *session;
  SoupMessage *message;
  RuhuDeviceKeys *keys; /* the caller's, until the callback */
  RuhuEnrolmentRequest request;
  char *url;
  char *uri;
  char *code;
  GBytes *body;
  guint tries;
  char *user;
} Meeting;

static void
meeting_free (Meeting *meeting)
{
  soup_session_abort (meeting->session);
  g_clear_object (&meeting->message);
  g_clear_object (&meeting->session);
  g_free (meeting->url);
  g_free (meeting->uri);
  if (meeting->code != NULL)
    sodium_memzero (meeting->code, strlen (meeting->code));
  g_free (meeting->code);
  g_clear_pointer (&meeting->body, g_bytes_unref);
  g_free (meeting->user);
  g_free (meeting);
}

/**
 * ruhu_enrol_parse_scan:
 * @scanned: what a camera read, or somebody pasted
 * @url: (out) (transfer full): HQ's address
 * @code: (out) (transfer full): the code, normalized
 *
 * Returns: %FALSE where @scanned is not what HQ's QR code holds, `RUHU1|<URL>|<code>`
 */
gboolean
ruhu_enrol_parse_scan (const char *scanned, char **url, char **code)
{
  const char *bar;
  g_autofree char *read = NULL;

  if (!g_str_has_prefix (scanned, SCAN_MARK))
    return FALSE;
  scanned += strlen (SCAN_MARK);
  bar = strchr (scanned, '|');
  read = bar != NULL ? ruhu_enrolment_code_normalize (bar + 1) : NULL;
  if (read == NULL)
    return FALSE;

  *url = g_strndup (scanned, bar - scanned);
  *code = g_steal_pointer (&read);
  return TRUE;
}

/** ruhu_enrol_make_device: Returns: (transfer full): who this device is to HQ, as HQ answered */
RuhuDevice *
ruhu_enrol_make_device (RuhuEnrolmentAnswer *answer, const char *url)
{
  RuhuDevice *device = ruhu_device_new ();

  device->id = g_strdup (answer->device);
  device->scope = g_strdup (answer->scope);
  device->role = g_strdup (answer->role);
  device->url = g_strdup (url);
  device->ca = g_strdup (answer->ca);
  device->epoch = answer->epoch;
  device->phrase = answer->phrase;
  device->hqs = g_bytes_new (answer->hqs, sizeof answer->hqs);
  device->hqx = g_bytes_new (answer->hqx, sizeof answer->hqx);
  device->hqe = g_bytes_new (answer->hqe, sizeof answer->hqe);

  return device;
}

static void
refuse (guint status, RuhuRefusal refusal, GError **error)
{
  if (refusal == RUHU_REFUSAL_CODE)
    g_set_error (error,
                 RUHU_ERROR,
                 RUHU_ERROR_REFUSED,
                 "headquarters does not take this code (CODE): it is mistyped, used, or older than "
                 "24 hours; ask for a new one");
  else if (refusal == RUHU_REFUSAL_PROTO)
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_REFUSED, "headquarters wants a newer Ruhu (PROTO)");
  else
    g_set_error (error,
                 RUHU_ERROR,
                 RUHU_ERROR_OFFLINE,
                 "headquarters cannot enrol now (%u %s); try again later",
                 status,
                 refusal != RUHU_REFUSAL_NONE ? ruhu_refusal_to_string (refusal) : "");
}

static RuhuDevice *
read_answer (Meeting *meeting, GBytes *body, GError **error)
{
  gsize length;
  const char *data = g_bytes_get_data (body, &length);
  guint status = soup_message_get_status (meeting->message);
  RuhuRefusal refusal = ruhu_refusal_from_json (data, length, NULL);
  g_autoptr (RuhuEnrolmentAnswer) answer = NULL;

  if (status != SOUP_STATUS_OK) {
    refuse (status, refusal, error);
    return NULL;
  }

  answer = ruhu_enrolment_answer_from_json (data, length, meeting->code, &meeting->request);
  if (answer == NULL) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_REFUSED, "who answers there does not know the code");
    return NULL;
  }
  if (!ruhu_device_keys_set_unlock_secret (meeting->keys, answer->unlock, error))
    return NULL;

  meeting->user = g_strdup (answer->user);
  return ruhu_enrol_make_device (answer, meeting->url);
}

static gboolean
accept_any_cb (SoupMessage *message,
               GTlsCertificate *certificate,
               GTlsCertificateFlags errors,
               gpointer data)
{
  return TRUE;
}

static void send_request (GTask *task);

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Meeting *meeting = g_task_get_task_data (task);
  g_autoptr (GBytes) body = NULL;
  GError *foreign = NULL, *error = NULL;
  RuhuDevice *device;

  body = ruhu_http_send_finish (result, &foreign);

  /* HQ may have used up the code although its answer was lost: the same request gets the same
   * answer. */
  if (foreign != NULL && ++meeting->tries < TRIES &&
      g_error_matches (foreign, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT)) {
    g_error_free (foreign);
    send_request (g_steal_pointer (&task));
    return;
  }
  if (foreign != NULL) {
    ruhu_http_take_error (foreign, &error);
    g_task_return_error (task, error);
    return;
  }

  device = read_answer (meeting, body, &error);
  if (device != NULL)
    g_task_return_pointer (task, device, (GDestroyNotify) ruhu_device_unref);
  else
    g_task_return_error (task, error);
}

/* Takes @task. */
static void
send_request (GTask *task)
{
  Meeting *meeting = g_task_get_task_data (task);

  g_clear_object (&meeting->message);
  meeting->message = soup_message_new (SOUP_METHOD_POST, meeting->uri);
  soup_message_add_flags (meeting->message, SOUP_MESSAGE_NO_REDIRECT);
  g_signal_connect (meeting->message, "accept-certificate", G_CALLBACK (accept_any_cb), NULL);
  soup_message_set_request_body_from_bytes (meeting->message, "application/json", meeting->body);

  ruhu_http_send_async (meeting->session,
                        meeting->message,
                        MOST_ANSWER,
                        g_task_get_cancellable (task),
                        answered_cb,
                        task);
}

/**
 * ruhu_enrol_async:
 * @url: HQ's address, as it stands beside the code; `https://` may be left out
 * @code: the code as typed, pasted or scanned
 * @keys: (transfer none): the device's new keys; must live until the callback, gets the unlock
 *   secret
 *
 * Nothing is written. The code is used up as soon as HQ has answered.
 */
void
ruhu_enrol_async (const char *url,
                  const char *code,
                  RuhuDeviceKeys *keys,
                  GCancellable *cancellable,
                  GAsyncReadyCallback callback,
                  gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Meeting *meeting = g_new0 (Meeting, 1);
  GError *error = NULL;
  char *text;

  g_task_set_source_tag (task, ruhu_enrol_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, meeting, (GDestroyNotify) meeting_free);

  meeting->session = ruhu_http_new_session ();
  meeting->keys = keys;
  meeting->code = ruhu_enrolment_code_normalize (code);
  meeting->url = strstr (url, "://") != NULL ? g_strdup (url) : g_strconcat ("https://", url, NULL);
  g_strstrip (meeting->url);
  if (meeting->code == NULL) {
    g_task_return_new_error (task, RUHU_ERROR, RUHU_ERROR_INVALID, "that is no code from HQ");
    return;
  }
  meeting->uri = ruhu_http_make_uri (meeting->url, "/v1/enrol", &error);
  if (meeting->uri == NULL) {
    g_task_return_error (task, error);
    return;
  }

  ruhu_enrolment_request_init (&meeting->request,
                               meeting->code,
                               ruhu_device_keys_get_public (keys, RUHU_DEVICE_KEY_ED),
                               ruhu_device_keys_get_public (keys, RUHU_DEVICE_KEY_X),
                               ruhu_device_keys_get_public (keys, RUHU_DEVICE_KEY_LK));
  text = ruhu_enrolment_request_to_json (&meeting->request, meeting->code);
  meeting->body = g_bytes_new_take (text, strlen (text));
  send_request (g_steal_pointer (&task));
}

/**
 * ruhu_enrol_finish:
 * @user: (out) (optional) (transfer full): for whom HQ enrolled the device
 * @error: return location for a #GError
 *
 * Returns: (transfer full) (nullable): who this device is to HQ from now on; %NULL with @error set
 *   to %G_IO_ERROR_CANCELLED, %RUHU_ERROR_INVALID (address or code is none), %RUHU_ERROR_OFFLINE,
 *   or %RUHU_ERROR_REFUSED (HQ does not take the code, or it is not HQ)
 */
RuhuDevice *
ruhu_enrol_finish (GAsyncResult *result, char **user, GError **error)
{
  Meeting *meeting = g_task_get_task_data (G_TASK (result));
  RuhuDevice *device = g_task_propagate_pointer (G_TASK (result), error);

  if (device != NULL && user != NULL)
    *user = g_strdup (meeting->user);

  return device;
}
