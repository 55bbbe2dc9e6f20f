/* ruhu-hq-web-session.c: signing in and out, one's own password and settings
 *
 *   GET, POST, DELETE /api/session · POST /api/password · POST /api/settings
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-cert.h"
#include "ruhu-hq-handlers-private.h"
#include "ruhu-hq-web.h"

#include "base/ruhu-error.h"
#include "ruhu-wire-json.h"

#define COOKIE_FORMAT "__Host-ruhu=%s; Path=/; Secure; HttpOnly; SameSite=Strict"
#define PASSWORD_SHORTEST 12
#define PASSWORD_LONGEST 256
#define NOBODY "-"
#define NO_TOWN "000000000"

static JsonObject *
read_settings (RuhuHqUser *user)
{
  const char *text = user->settings != NULL ? user->settings : "{}";
  JsonObject *settings = ruhu_wire_json_parse (text, strlen (text), NULL);

  return settings != NULL ? settings : json_object_new ();
}

/* Who is signed in, and what the page needs to know of them. */
static void
answer_session (RuhuHqRequest *request, RuhuHqUser *user, const char *csrf)
{
  g_autoptr (JsonObject) answer = ruhu_hq_web_begin_answer (request, user->scope);
  g_autoptr (JsonObject) settings = read_settings (user);
  const char *lang = ruhu_json_get_string (settings, "lang");

  json_object_set_string_member (answer, "user", user->name);
  json_object_set_string_member (answer, "role", user->role);
  json_object_set_string_member (answer, "lang", lang != NULL ? lang : "zh");
  json_object_set_boolean_member (answer,
                                  "roomy",
                                  json_object_get_boolean_member_with_default (settings,
                                                                               "roomy",
                                                                               FALSE));
  json_object_set_boolean_member (answer, "must_change", user->must_change);
  json_object_set_string_member (answer, "token", csrf);
  ruhu_hq_request_answer (request, SOUP_STATUS_OK, answer);
}

/* Before anybody is signed in: whose page this is, and what its certificate should look like. */
static void
answer_nobody (RuhuHqRequest *request)
{
  g_autofree char *path = ruhu_hq_dir_build_path (request->dir, "server.pem");
  g_autofree char *fingerprint = ruhu_hq_cert_fingerprint (path, NULL);
  g_autoptr (JsonObject) answer = json_object_new ();

  json_object_set_null_member (answer, "user");
  json_object_set_string_member (answer, "host", ruhu_hq_dir_get_host (request->dir));
  if (fingerprint != NULL)
    json_object_set_string_member (answer, "fingerprint", fingerprint);
  ruhu_hq_request_answer (request, SOUP_STATUS_OK, answer);
}

/** ruhu_hq_web_session_get: GET /api/session */
void
ruhu_hq_web_session_get (RuhuHqRequest *request)
{
  g_auto (RuhuHqVisitor) visitor = { 0 };
  g_autoptr (GError) error = NULL;

  if (!ruhu_hq_web_recognize (request, &visitor, &error))
    ruhu_hq_web_fail (request, error);
  else if (visitor.user == NULL)
    answer_nobody (request);
  else
    answer_session (request, visitor.user, visitor.csrf);
}

static void
set_cookie (RuhuHqRequest *request, const char *token)
{
  g_autofree char *cookie = g_strdup_printf (COOKIE_FORMAT, token);

  ruhu_hq_request_set_header (request, "Set-Cookie", cookie);
}

static gboolean
open_session (RuhuHqRequest *request, RuhuHqUser *user, const char *action)
{
  RuhuHqStore *store = ruhu_hq_dir_get_store (request->dir);
  g_autofree char *town = ruhu_hq_device_town_of (user->scope);
  g_autofree char *csrf = NULL;
  g_autofree char *token = NULL;
  g_autoptr (GError) error = NULL;

  if (!ruhu_hq_web_note (request, town, user->name, action, user->name))
    return FALSE;

  token = ruhu_hq_session_open (store, user->name, request->now, &csrf, &error);
  if (token == NULL) {
    ruhu_hq_web_fail (request, error);
    return FALSE;
  }
  set_cookie (request, token);
  answer_session (request, user, csrf);
  return TRUE;
}

/* What was typed as a name may be a password: only names that exist are noted. */
static void
refuse_sign_in (RuhuHqRequest *request, const char *name)
{
  g_autoptr (RuhuHqUser) user =
    ruhu_hq_user_load (ruhu_hq_dir_get_store (request->dir), name, NULL);
  g_autofree char *town = user != NULL ? ruhu_hq_device_town_of (user->scope) : g_strdup (NO_TOWN);

  if (ruhu_hq_web_note (request,
                        town,
                        user != NULL ? user->name : NOBODY,
                        "sign-in-failed",
                        user != NULL ? user->name : NOBODY))
    ruhu_hq_web_refuse (request,
                        SOUP_STATUS_FORBIDDEN,
                        "PASSWORD_WRONG",
                        "登录名或口令不对。连错五次起要等一会儿，越错越久，最长十五分钟",
                        "Name or password is wrong. From the fifth time on there is a pause that"
                        " grows to fifteen minutes");
}

/** ruhu_hq_web_session_open: POST /api/session `{name,password}` */
void
ruhu_hq_web_session_open (RuhuHqRequest *request)
{
  g_autoptr (JsonObject) body = ruhu_hq_web_read (request);
  const char *name = body != NULL ? ruhu_json_get_string (body, "name") : NULL;
  const char *password = body != NULL ? ruhu_json_get_string (body, "password") : NULL;
  g_autoptr (RuhuHqUser) user = NULL;
  g_autoptr (GError) error = NULL;

  if (body == NULL)
    return;
  if (name == NULL || password == NULL || strlen (password) > PASSWORD_LONGEST) {
    refuse_sign_in (request, "");
    return;
  }

  user = ruhu_hq_user_sign_in (ruhu_hq_dir_get_store (request->dir),
                               name,
                               password,
                               request->now,
                               &error);
  if (user != NULL)
    open_session (request, user, "sign-in");
  else if (g_error_matches (error, RUHU_ERROR, RUHU_ERROR_REFUSED))
    refuse_sign_in (request, name);
  else
    ruhu_hq_web_fail (request, error);
}

/** ruhu_hq_web_session_close: DELETE /api/session */
void
ruhu_hq_web_session_close (RuhuHqRequest *request)
{
  g_auto (RuhuHqVisitor) visitor = { 0 };
  g_autoptr (GError) error = NULL;

  if (!ruhu_hq_web_admit (request, &visitor, RUHU_HQ_RIGHT_SIGNED_IN) ||
      !ruhu_hq_web_note (request, visitor.town, visitor.user->name, "sign-out", visitor.user->name))
    return;

  if (!ruhu_hq_session_close (ruhu_hq_dir_get_store (request->dir), visitor.token, &error)) {
    ruhu_hq_web_fail (request, error);
    return;
  }
  ruhu_hq_request_set_header (request,
                              "Set-Cookie",
                              "__Host-ruhu=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0");
  answer_nobody (request);
}

static gboolean
check_new_password (RuhuHqRequest *request, RuhuHqUser *user, const char *old, const char *password)
{
  glong length = password != NULL ? g_utf8_strlen (password, -1) : 0;

  if (length >= PASSWORD_SHORTEST && strlen (password) <= PASSWORD_LONGEST &&
      !g_str_equal (password, old) && strstr (password, user->name) == NULL)
    return TRUE;

  ruhu_hq_web_refuse (request,
                      SOUP_STATUS_BAD_REQUEST,
                      "PASSWORD_WEAK",
                      "新口令至少 12 个字，不能含登录名，不能与原口令相同",
                      "A new password has 12 characters or more, is not the old one and does not"
                      " hold the user name");
  return FALSE;
}

static gboolean
save_password (RuhuHqRequest *request, RuhuHqUser *user, const char *password)
{
  RuhuHqStore *store = ruhu_hq_dir_get_store (request->dir);
  g_auto (RuhuHqTx) tx = { NULL };
  g_autoptr (GError) error = NULL;
  char *hash = ruhu_hq_user_hash (password, &error);

  if (hash != NULL) {
    g_free (user->hash);
    user->hash = hash;
    user->must_change = FALSE;
  }
  if (hash != NULL && ruhu_hq_tx_begin (&tx, store, TRUE, &error) &&
      ruhu_hq_user_save (store, user, &error) &&
      ruhu_hq_session_close_all (store, user->name, &error) && ruhu_hq_tx_commit (&tx, &error))
    return TRUE;

  ruhu_hq_web_fail (request, error);
  return FALSE;
}

/**
 * ruhu_hq_web_password_set: POST /api/password `{password,new}`
 *
 * Ends every session of this user; this browser gets another.
 */
void
ruhu_hq_web_password_set (RuhuHqRequest *request)
{
  g_auto (RuhuHqVisitor) visitor = { 0 };
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (RuhuHqUser) user = NULL;
  g_autoptr (GError) error = NULL;
  const char *old, *password;

  if (!ruhu_hq_web_admit (request, &visitor, RUHU_HQ_RIGHT_SIGNED_IN))
    return;
  body = ruhu_hq_web_read (request);
  if (body == NULL)
    return;

  old = ruhu_json_get_string (body, "password");
  password = ruhu_json_get_string (body, "new");
  user = ruhu_hq_user_sign_in (ruhu_hq_dir_get_store (request->dir),
                               visitor.user->name,
                               old != NULL ? old : "",
                               request->now,
                               &error);
  if (user == NULL && g_error_matches (error, RUHU_ERROR, RUHU_ERROR_REFUSED))
    refuse_sign_in (request, visitor.user->name);
  else if (user == NULL)
    ruhu_hq_web_fail (request, error);
  else if (check_new_password (request, user, old, password) &&
           save_password (request, user, password))
    open_session (request, user, "password");
}

/** ruhu_hq_web_settings_set: POST /api/settings `{lang,roomy}` */
void
ruhu_hq_web_settings_set (RuhuHqRequest *request)
{
  g_auto (RuhuHqVisitor) visitor = { 0 };
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (JsonObject) settings = json_object_new ();
  g_autoptr (GError) error = NULL;
  const char *lang;

  if (!ruhu_hq_web_admit (request, &visitor, RUHU_HQ_RIGHT_SIGNED_IN))
    return;
  body = ruhu_hq_web_read (request);
  if (body == NULL)
    return;

  lang = ruhu_json_get_string (body, "lang");
  json_object_set_string_member (settings, "lang", g_strcmp0 (lang, "en") == 0 ? "en" : "zh");
  json_object_set_boolean_member (settings,
                                  "roomy",
                                  json_object_get_boolean_member_with_default (body,
                                                                               "roomy",
                                                                               FALSE));
  g_free (visitor.user->settings);
  visitor.user->settings = ruhu_json_to_text (settings);
  if (ruhu_hq_user_save (ruhu_hq_dir_get_store (request->dir), visitor.user, &error))
    answer_session (request, visitor.user, visitor.csrf);
  else
    ruhu_hq_web_fail (request, error);
}
