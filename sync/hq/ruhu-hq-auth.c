/* ruhu-hq-auth.c: who is asking
 *
 * Every signed request carries Ruhu-Dev, Ruhu-T and Ruhu-Sig. A request played again within the
 * five minutes does no harm, since every handler may run twice.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-auth.h"

#include "base/ruhu-error.h"
#include "ruhu-sign.h"
#include "ruhu-wire-json.h"
#include "ruhu-wire.h"

static gboolean
refuse (RuhuHqRequest *request, RuhuRefusal refusal)
{
  ruhu_hq_request_refuse (request, refusal, NULL);
  return FALSE;
}

/* The tablet corrects its clock by this, so it is signed, and bound to what was asked. */
static gboolean
refuse_clock (RuhuHqRequest *request, gint64 asked)
{
  g_autoptr (JsonObject) members = json_object_new ();
  g_autofree char *text = ruhu_sign_now_text (request->device->dev, asked, request->now);
  g_autofree char *sig = ruhu_sign_text (text, ruhu_hq_dir_get_hqs_secret (request->dir));

  json_object_set_int_member (members, "now", request->now);
  json_object_set_string_member (members, "sig", sig);
  ruhu_hq_request_refuse (request, RUHU_REFUSAL_CLOCK, members);
  return FALSE;
}

static gboolean
is_signed_by (GBytes *key, const char *text, const char *sig)
{
  return key != NULL && g_bytes_get_size (key) == RUHU_SIGN_PUBLIC_BYTES &&
         ruhu_sign_verify (text, sig, g_bytes_get_data (key, NULL));
}

static char *
make_text (RuhuHqDir *dir, SoupServerMessage *message, const char *method, gint64 at, GBytes *body)
{
  GUri *uri = soup_server_message_get_uri (message);
  const char *query = g_uri_get_query (uri);
  g_autofree char *target =
    g_strconcat (g_uri_get_path (uri), query != NULL ? "?" : "", query, NULL);

  return ruhu_sign_request_text (ruhu_hq_dir_get_hqs (dir), method, target, at, body);
}

static gboolean
read_time (const char *text, gint64 *at)
{
  return text != NULL && g_ascii_string_to_signed (text, 10, 0, RUHU_WIRE_MAX_INTEGER, at, NULL);
}

/**
 * ruhu_hq_auth_begins:
 * @message: of which the headers are there, and the body is to come
 * @device: who it says that it is of
 * @locked: whether LK is good enough
 * @now: ms since 1970 UTC
 *
 * Ruhu-Sig is over the body too, and known to be right only at its end. Ruhu-Begin is over all that
 * stands before the body.
 *
 * Returns: whether @device begins this request, and not somebody who knows its name
 */
gboolean
ruhu_hq_auth_begins (RuhuHqDir *dir,
                     SoupServerMessage *message,
                     RuhuHqDevice *device,
                     gboolean locked,
                     gint64 now)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *sig = soup_message_headers_get_one (headers, "Ruhu-Begin");
  g_autofree char *text = NULL;
  gint64 at;

  if (sig == NULL || !read_time (soup_message_headers_get_one (headers, "Ruhu-T"), &at) ||
      ABS (at - now) > RUHU_WIRE_MAX_SKEW)
    return FALSE;

  text = make_text (dir, message, RUHU_SIGN_BEGIN, at, NULL);
  return is_signed_by (device->ed, text, sig) || (locked && is_signed_by (device->lk, text, sig));
}

/**
 * ruhu_hq_auth_check:
 * Finds the device and whether it is locked; a revoked one is found like any other.
 *
 * Returns: %FALSE where the request was answered with UNKNOWN_DEV, SIG or CLOCK
 */
gboolean
ruhu_hq_auth_check (RuhuHqRequest *request)
{
  const char *dev = ruhu_hq_request_get_header (request, "Ruhu-Dev");
  const char *time = ruhu_hq_request_get_header (request, "Ruhu-T");
  const char *sig = ruhu_hq_request_get_header (request, "Ruhu-Sig");
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gint64 at;

  if (dev == NULL)
    return refuse (request, RUHU_REFUSAL_UNKNOWN_DEV);
  if (sig == NULL || !read_time (time, &at))
    return refuse (request, RUHU_REFUSAL_SIG);

  request->device = ruhu_hq_device_load (ruhu_hq_dir_get_store (request->dir), dev, &error);
  if (request->device == NULL && !g_error_matches (error, RUHU_ERROR, RUHU_ERROR_NOT_FOUND)) {
    ruhu_hq_request_fail (request, error);
    return FALSE;
  }
  if (request->device == NULL || request->device->ed == NULL)
    return refuse (request, RUHU_REFUSAL_UNKNOWN_DEV);

  text = make_text (request->dir,
                    request->message,
                    soup_server_message_get_method (request->message),
                    at,
                    request->body);
  if (!is_signed_by (request->device->ed, text, sig)) {
    request->locked = is_signed_by (request->device->lk, text, sig);
    if (!request->locked)
      return refuse (request, RUHU_REFUSAL_SIG);
  }
  if (ABS (at - request->now) > RUHU_WIRE_MAX_SKEW)
    return refuse_clock (request, at);

  return TRUE;
}

/** ruhu_hq_auth_make_wipe: Returns: (transfer full): the signed order to a revoked device */
JsonObject *
ruhu_hq_auth_make_wipe (RuhuHqDir *dir, RuhuHqDevice *device)
{
  JsonObject *wipe = json_object_new ();
  g_autofree char *text = ruhu_sign_wipe_text (device->dev, device->wipe_n, device->wipe_at);
  g_autofree char *sig = ruhu_sign_text (text, ruhu_hq_dir_get_hqs_secret (dir));

  json_object_set_string_member (wipe, "dev", device->dev);
  json_object_set_int_member (wipe, "n", device->wipe_n);
  json_object_set_int_member (wipe, "at", device->wipe_at);
  json_object_set_string_member (wipe, "sig", sig);
  return wipe;
}
