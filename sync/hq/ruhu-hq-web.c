/* ruhu-hq-web.c: what all of HQ's page has in common
 *
 * Who asks, whether they may, and what refusals look like. Every answer says what the browser must
 * not do with it; nothing here is for tablets.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-web.h"

#include "ruhu-hq-audit-table.h"
#include "ruhu-hq-csv.h"

#include "base/ruhu-division.h"
#include "base/ruhu-error.h"
#include "ruhu-wire-json.h"

#include <sodium.h>

#define COOKIE "__Host-ruhu="
#define TOKEN_HEADER "X-Ruhu-Token"
#define POLICY \
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " \
  "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

void
ruhu_hq_visitor_clear (RuhuHqVisitor *visitor)
{
  g_clear_pointer (&visitor->user, ruhu_hq_user_free);
  g_clear_pointer (&visitor->token, g_free);
  g_clear_pointer (&visitor->csrf, g_free);
  g_clear_pointer (&visitor->town, g_free);
}

/** ruhu_hq_web_protect: what every answer to a browser says, refusals and pictures too */
void
ruhu_hq_web_protect (SoupServerMessage *message)
{
  static const char *const headers[][2] = {
    { "Content-Security-Policy", POLICY },
    { "X-Content-Type-Options", "nosniff" },
    { "Referrer-Policy", "no-referrer" },
    { "Cross-Origin-Opener-Policy", "same-origin" },
    { "Cross-Origin-Resource-Policy", "same-origin" },
    { "Permissions-Policy", "camera=(), microphone=(), geolocation=()" },
    { "Cache-Control", "no-store" },
  };
  SoupMessageHeaders *response = soup_server_message_get_response_headers (message);
  guint i;

  for (i = 0; i < G_N_ELEMENTS (headers); i++)
    soup_message_headers_replace (response, headers[i][0], headers[i][1]);
}

/** ruhu_hq_web_set_texts: `{"zh":…,"en":…}` */
void
ruhu_hq_web_set_texts (JsonObject *object, const char *member, const char *zh, const char *en)
{
  JsonObject *texts = json_object_new ();

  json_object_set_string_member (texts, "zh", zh);
  json_object_set_string_member (texts, "en", en);
  json_object_set_object_member (object, member, texts);
}

/** ruhu_hq_web_set_time: ISO 8601 with the zone of HQ's machine */
void
ruhu_hq_web_set_time (JsonObject *object, const char *member, gint64 ms)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (ms / 1000);
  g_autofree char *text = time != NULL ? g_date_time_format_iso8601 (time) : NULL;

  if (text != NULL)
    json_object_set_string_member (object, member, text);
}

/** ruhu_hq_web_refuse: `{code,message{zh,en},at}` */
void
ruhu_hq_web_refuse (RuhuHqRequest *request,
                    guint status,
                    const char *code,
                    const char *zh,
                    const char *en)
{
  g_autoptr (JsonObject) body = json_object_new ();

  json_object_set_string_member (body, "code", code);
  ruhu_hq_web_set_texts (body, "message", zh, en);
  ruhu_hq_web_set_time (body, "at", request->now);
  ruhu_hq_request_answer (request, status, body);
}

/** ruhu_hq_web_fail: a fault of HQ's own goes to the log; the browser learns that there was one */
void
ruhu_hq_web_fail (RuhuHqRequest *request, GError *error)
{
  if (g_error_matches (error, RUHU_ERROR, RUHU_ERROR_NOT_FOUND)) {
    ruhu_hq_web_refuse (request,
                        SOUP_STATUS_NOT_FOUND,
                        "NOT_FOUND",
                        "没有这一项，或不在您的辖区内",
                        "There is no such thing, or not in your area");
    return;
  }
  if (g_error_matches (error, RUHU_ERROR, RUHU_ERROR_INVALID)) {
    ruhu_hq_web_refuse (request,
                        SOUP_STATUS_BAD_REQUEST,
                        "INVALID",
                        "请求有误",
                        "HQ does not understand this request");
    return;
  }
  g_warning ("%s: %s", request->path, error->message);
  ruhu_hq_web_refuse (request,
                      SOUP_STATUS_INTERNAL_SERVER_ERROR,
                      "FAILED",
                      "服务器出了差错，没有改动任何数据",
                      "HQ met a fault; nothing was changed");
}

/* The session's token out of the cookie. */
static char *
find_token (RuhuHqRequest *request)
{
  const char *header = ruhu_hq_request_get_header (request, "Cookie");
  g_auto (GStrv) cookies = header != NULL ? g_strsplit (header, ";", 64) : NULL;
  guint i;

  for (i = 0; cookies != NULL && cookies[i] != NULL; i++) {
    const char *cookie = g_strstrip (cookies[i]);

    if (g_str_has_prefix (cookie, COOKIE))
      return g_strdup (cookie + strlen (COOKIE));
  }
  return NULL;
}

static gboolean
repeats_token (RuhuHqRequest *request, RuhuHqVisitor *visitor)
{
  const char *given = ruhu_hq_request_get_header (request, TOKEN_HEADER);

  return given != NULL && strlen (given) == strlen (visitor->csrf) &&
         sodium_memcmp (given, visitor->csrf, strlen (given)) == 0;
}

static gboolean
works_with_persons (RuhuHqUser *user)
{
  return !g_str_equal (user->role, "forms") && !g_str_equal (user->role, "security");
}

static gboolean
check_right (RuhuHqRequest *request, RuhuHqVisitor *visitor, RuhuHqRight right)
{
  if (right != RUHU_HQ_RIGHT_SIGNED_IN && visitor->user->must_change) {
    ruhu_hq_web_refuse (request,
                        SOUP_STATUS_FORBIDDEN,
                        "PASSWORD",
                        "请先把一次性口令换成自己的口令",
                        "Choose a password of your own first");
    return FALSE;
  }
  if (right == RUHU_HQ_RIGHT_RESPONSES && !works_with_persons (visitor->user)) {
    ruhu_hq_web_refuse (request,
                        SOUP_STATUS_FORBIDDEN,
                        "ROLE",
                        "您的岗位不看个人记录",
                        "Your role does not read responses");
    return FALSE;
  }
  return TRUE;
}

/**
 * ruhu_hq_web_recognize:
 * @visitor: its user is set where the request has a living session
 *
 * Returns: %FALSE where the store failed
 */
gboolean
ruhu_hq_web_recognize (RuhuHqRequest *request, RuhuHqVisitor *visitor, GError **error)
{
  GError *failed = NULL;

  visitor->token = find_token (request);
  if (visitor->token != NULL)
    visitor->user = ruhu_hq_session_load (ruhu_hq_dir_get_store (request->dir),
                                          visitor->token,
                                          request->now,
                                          &visitor->csrf,
                                          &failed);
  if (visitor->user != NULL)
    visitor->town = ruhu_hq_device_town_of (visitor->user->scope);
  if (failed == NULL || g_error_matches (failed, RUHU_ERROR, RUHU_ERROR_REFUSED)) {
    g_clear_error (&failed);
    return TRUE;
  }
  g_propagate_error (error, failed);
  return FALSE;
}

/**
 * ruhu_hq_web_admit:
 * @visitor: is set
 *
 * Whether somebody with @right asks: a living session, and on requests that change something the
 * session's second token in a header, which no other site can send.
 *
 * Returns: %TRUE, or %FALSE with the refusal answered
 */
gboolean
ruhu_hq_web_admit (RuhuHqRequest *request, RuhuHqVisitor *visitor, RuhuHqRight right)
{
  g_autoptr (GError) error = NULL;

  if (!ruhu_hq_web_recognize (request, visitor, &error)) {
    ruhu_hq_web_fail (request, error);
    return FALSE;
  }
  if (visitor->user == NULL) {
    ruhu_hq_web_refuse (request, SOUP_STATUS_UNAUTHORIZED, "SESSION", "请登录", "Please sign in");
    return FALSE;
  }
  if (!g_str_equal (soup_server_message_get_method (request->message), "GET") &&
      !repeats_token (request, visitor)) {
    ruhu_hq_web_refuse (request,
                        SOUP_STATUS_FORBIDDEN,
                        "TOKEN",
                        "这个请求不是从本页发出的",
                        "This request did not come from HQ's page");
    return FALSE;
  }
  return check_right (request, visitor, right);
}

/**
 * ruhu_hq_web_get_division:
 *
 * Returns: (nullable): the division asked about, else all of the visitor's; %NULL with the refusal
 *   answered where it is not theirs
 */
const char *
ruhu_hq_web_get_division (RuhuHqRequest *request, RuhuHqVisitor *visitor)
{
  const char *asked =
    request->query != NULL ? g_hash_table_lookup (request->query, "division") : NULL;

  if (asked == NULL || *asked == '\0')
    return visitor->user->scope;
  if (ruhu_division_is_valid (asked) && ruhu_division_contains (visitor->user->scope, asked))
    return asked;

  ruhu_hq_web_refuse (request,
                      SOUP_STATUS_FORBIDDEN,
                      "SCOPE",
                      "这不在您的辖区内",
                      "This is outside your area");
  return NULL;
}

/**
 * ruhu_hq_web_note:
 *
 * Writes the audit. What cannot be noted is not done.
 *
 * Returns: %TRUE, or %FALSE with the refusal answered
 */
gboolean
ruhu_hq_web_note (RuhuHqRequest *request,
                  const char *town,
                  const char *actor,
                  const char *action,
                  const char *object)
{
  g_auto (RuhuHqTx) tx = { NULL };
  g_autoptr (GError) error = NULL;

  if (ruhu_hq_tx_begin (&tx, ruhu_hq_dir_get_store (request->dir), TRUE, &error) &&
      ruhu_hq_audit_append (request->dir, town, actor, action, object, &error) &&
      ruhu_hq_tx_commit (&tx, &error))
    return TRUE;

  ruhu_hq_web_fail (request, error);
  return FALSE;
}

/**
 * ruhu_hq_web_read:
 *
 * Only JSON that says it is JSON: a form of another site cannot send that.
 *
 * Returns: (transfer full) (nullable): the body; %NULL with the refusal answered
 */
JsonObject *
ruhu_hq_web_read (RuhuHqRequest *request)
{
  gsize length;
  const char *text = g_bytes_get_data (request->body, &length);
  const char *type =
    soup_message_headers_get_content_type (soup_server_message_get_request_headers (
                                             request->message),
                                           NULL);
  JsonObject *body =
    g_strcmp0 (type, "application/json") == 0 ? ruhu_wire_json_parse (text, length, NULL) : NULL;

  if (body == NULL)
    ruhu_hq_web_refuse (request,
                        SOUP_STATUS_BAD_REQUEST,
                        "INVALID",
                        "请求有误",
                        "HQ does not understand this request");
  return body;
}

static void
free_table (gpointer table)
{
  ruhu_hq_csv_free (table);
}

/* DIR/divisions.csv (code,name,en), where whoever set up HQ has put one. */
static RuhuHqCsv *
get_names (RuhuHqDir *dir)
{
  RuhuHqCsv *names = g_object_get_data (G_OBJECT (dir), "ruhu-web-divisions");
  g_autofree char *path = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  char *text;
  gsize size;

  if (names != NULL)
    return names;

  path = ruhu_hq_dir_build_path (dir, "divisions.csv");
  if (!g_file_get_contents (path, &text, &size, NULL))
    return NULL;
  bytes = g_bytes_new_take (text, size);
  names = ruhu_hq_csv_parse (bytes, "divisions.csv", &error);
  if (names == NULL)
    g_warning ("%s", error->message);
  else
    g_object_set_data_full (G_OBJECT (dir), "ruhu-web-divisions", names, free_table);
  return names;
}

static gboolean
find_names (RuhuHqCsv *names, const char *division, const char **zh, const char **en)
{
  guint i;

  for (i = 0; names != NULL && i < ruhu_hq_csv_get_n_rows (names); i++) {
    if (g_strcmp0 (ruhu_hq_csv_get (names, i, "code"), division) == 0) {
      *zh = ruhu_hq_csv_get (names, i, "name");
      *en = ruhu_hq_csv_get (names, i, "en");
      return *zh != NULL && **zh != '\0';
    }
  }
  return FALSE;
}

/**
 * ruhu_hq_web_name_division:
 *
 * Sets `name{zh,en}` of @object to what people call @division; to its code where nobody told HQ.
 * The logs of a county's own staff stand under its code with zeros.
 */
void
ruhu_hq_web_name_division (RuhuHqDir *dir, JsonObject *object, const char *division)
{
  RuhuHqCsv *names = get_names (dir);
  const char *zh = division;
  const char *en = division;

  if (find_names (names, division, &zh, &en))
    ruhu_hq_web_set_texts (object, "name", zh, en != NULL && *en != '\0' ? en : zh);
  else if (strlen (division) == RUHU_DIVISION_TOWNSHIP && g_str_has_suffix (division, "000"))
    ruhu_hq_web_set_texts (object, "name", "本级", "own office");
  else
    ruhu_hq_web_set_texts (object, "name", division, division);
}

/** ruhu_hq_web_begin_answer: Returns: (transfer full): with `scope` and `as_of` */
JsonObject *
ruhu_hq_web_begin_answer (RuhuHqRequest *request, const char *division)
{
  JsonObject *answer = json_object_new ();
  JsonObject *scope = json_object_new ();

  json_object_set_string_member (scope, "division", division);
  ruhu_hq_web_name_division (request->dir, scope, division);
  json_object_set_object_member (answer, "scope", scope);
  ruhu_hq_web_set_time (answer, "as_of", request->now);
  return answer;
}
