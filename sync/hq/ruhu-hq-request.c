/* ruhu-hq-request.c: one request of a tablet, and its answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-request.h"

#include "base/ruhu-error.h"
#include "base/ruhu-json.h"

#define JSON "application/json"

/** ruhu_hq_request_answer: @body: what goes out as JSON */
void
ruhu_hq_request_answer (RuhuHqRequest *request, guint status, JsonObject *body)
{
  char *text = ruhu_json_to_text (body);

  soup_server_message_set_status (request->message, status, NULL);
  soup_server_message_set_response (request->message, JSON, SOUP_MEMORY_TAKE, text, strlen (text));
}

/** ruhu_hq_request_answer_bytes: 200, with @bytes of that media type */
void
ruhu_hq_request_answer_bytes (RuhuHqRequest *request, const char *type, GBytes *bytes)
{
  SoupMessageBody *body = soup_server_message_get_response_body (request->message);

  soup_server_message_set_status (request->message, SOUP_STATUS_OK, NULL);
  soup_message_headers_set_content_type (soup_server_message_get_response_headers (
                                           request->message),
                                         type,
                                         NULL);
  if (g_bytes_get_size (bytes) > 0)
    soup_message_body_append_bytes (body, bytes);
}

/** ruhu_hq_request_refuse: @members: (nullable): what else the tablet is to know */
void
ruhu_hq_request_refuse (RuhuHqRequest *request, RuhuRefusal refusal, JsonObject *members)
{
  char *text = ruhu_refusal_to_json (refusal, members);

  soup_server_message_set_status (request->message, ruhu_refusal_get_status (refusal), NULL);
  soup_server_message_set_response (request->message, JSON, SOUP_MEMORY_TAKE, text, strlen (text));
}

/**
 * ruhu_hq_request_fail:
 * @error: a fault of HQ's own, which goes to the log
 *
 * Somebody else was faster, or no room: the tablet is to come again. Else FAILED.
 */
void
ruhu_hq_request_fail (RuhuHqRequest *request, GError *error)
{
  gboolean later = g_error_matches (error, RUHU_ERROR, RUHU_ERROR_CONFLICT) ||
                   g_error_matches (error, RUHU_ERROR, RUHU_ERROR_FULL);

  g_warning ("%s %s: %s",
             soup_server_message_get_method (request->message),
             g_uri_get_path (soup_server_message_get_uri (request->message)),
             error->message);
  if (later)
    ruhu_hq_request_set_header (request, "Retry-After", "60");
  ruhu_hq_request_refuse (request, later ? RUHU_REFUSAL_BUSY : RUHU_REFUSAL_FAILED, NULL);
}

/** ruhu_hq_request_get_header: Returns: (nullable): a header of the request */
const char *
ruhu_hq_request_get_header (RuhuHqRequest *request, const char *name)
{
  return soup_message_headers_get_one (soup_server_message_get_request_headers (request->message),
                                       name);
}

/** ruhu_hq_request_set_header: a header of the answer */
void
ruhu_hq_request_set_header (RuhuHqRequest *request, const char *name, const char *value)
{
  soup_message_headers_replace (soup_server_message_get_response_headers (request->message),
                                name,
                                value);
}
