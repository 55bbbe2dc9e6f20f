/* hq-fixture.c: an HQ on the loopback, and a tablet that talks to it
 *
 * A real server over TLS on a free port, in a folder of its own; the tablet trusts its CA alone.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "hq-fixture.h"
#include "ruhu-test-sql.h"

#include "base/ruhu-clock.h"
#include "base/ruhu-hlc.h"
#include "ruhu-batch.h"
#include "ruhu-enrolment.h"
#include "ruhu-hash.h"
#include "ruhu-sign.h"
#include "ruhu-wire-json.h"

#include <sodium.h>

void
hq_start (Hq *hq)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *ca = g_build_filename (hq->dir_path, "ca.pem", NULL);
  g_autoptr (GTlsDatabase) database = NULL;

  hq->dir = ruhu_hq_dir_open (hq->dir_path, &error);
  g_assert_no_error (error);
  hq->server = ruhu_hq_server_new (hq->dir, &error);
  g_assert_no_error (error);
  hq->url = ruhu_hq_server_listen (hq->server, "127.0.0.1:0", &error);
  g_assert_no_error (error);

  database = g_tls_file_database_new (ca, &error);
  g_assert_no_error (error);
  hq->session = soup_session_new_with_options ("tls-database", database, "timeout", 20, NULL);
}

void
hq_stop (Hq *hq)
{
  g_clear_object (&hq->session);
  g_assert_finalize_object (g_steal_pointer (&hq->server));
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_finalize_object (g_steal_pointer (&hq->dir));
  g_clear_pointer (&hq->url, g_free);
}

void
hq_set_up (Hq *hq, gconstpointer data)
{
  g_autofree char *parent = ruhu_test_make_dir ();
  g_autofree char *fingerprint = NULL;
  g_autoptr (GError) error = NULL;

  hq->dir_path = g_build_filename (parent, "hq", NULL);
  g_assert_true (ruhu_hq_dir_make (hq->dir_path, "localhost", &fingerprint, hq->halves, &error));
  g_assert_no_error (error);
  hq_start (hq);
}

void
hq_tear_down (Hq *hq, gconstpointer data)
{
  g_autofree char *parent = g_path_get_dirname (hq->dir_path);

  hq_stop (hq);
  ruhu_test_remove_dir (parent);
  g_clear_pointer (&hq->dir_path, g_free);
  g_clear_pointer (&hq->halves[0], g_free);
  g_clear_pointer (&hq->halves[1], g_free);
}

void
hq_restart (Hq *hq)
{
  hq_stop (hq);
  hq_start (hq);
}

/* Runs a command as its words on the command line. */
RuhuHqReply *
hq_run (Hq *hq, ...)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  g_autoptr (RuhuHqCall) call = NULL;
  g_autoptr (GError) error = NULL;
  const char *word;
  va_list args;

  va_start (args, hq);
  while ((word = va_arg (args, const char *)) != NULL)
    g_ptr_array_add (words, (gpointer) word);
  va_end (args);
  g_ptr_array_add (words, NULL);

  call = ruhu_hq_call_parse ((const char *const *) words->pdata, &error);
  g_assert_no_error (error);
  ruhu_hq_call_read (call, &error);
  g_assert_no_error (error);
  return ruhu_hq_command_run (hq->dir, call);
}

/* As hq_run(), and it must succeed. Returns what it prints. */
char *
hq_do (Hq *hq, ...)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  g_autoptr (RuhuHqReply) reply = NULL;
  const char *word;
  va_list args;

  va_start (args, hq);
  while ((word = va_arg (args, const char *)) != NULL)
    g_ptr_array_add (words, (gpointer) word);
  va_end (args);
  g_ptr_array_set_size (words, 8);

  reply = hq_run (hq,
                  words->pdata[0],
                  words->pdata[1],
                  words->pdata[2],
                  words->pdata[3],
                  words->pdata[4],
                  words->pdata[5],
                  words->pdata[6],
                  words->pdata[7],
                  NULL);
  g_assert_cmpstr (reply->err->str, ==, "");
  g_assert_cmpint (reply->code, ==, 0);
  return g_strdup (reply->out->str);
}

/* SQL by hand while HQ is down. */
void
hq_execute_stopped (Hq *hq, const char *sql)
{
  ruhu_test_sql_execute (hq->dir_path, "hq.db", sql);
}

/* What takes one schema back to the one before it: [n] from n + 1 to n. */
static const char *const undo[] = {
  [1] = "DROP TABLE form_media",
  [2] = "DROP INDEX object_replaces; ALTER TABLE object DROP COLUMN replaces;"
        "ALTER TABLE object DROP COLUMN replaced_by; DELETE FROM meta WHERE k = 'corrections'",
  [3] = "DROP TABLE device_scope",
  [4] = "DROP TABLE device_worker; ALTER TABLE enrol_code DROP COLUMN dev",
  [5] = "ALTER TABLE device DROP COLUMN safe",
  [6] = "DROP TABLE home; DROP TABLE erased; DROP TABLE source",
  [7] = "DROP TABLE recovery",
  [8] = "DROP TABLE kept_file", /* the room for sums stays */
  [9] = "DROP TABLE att_again",
};

/* Number of the newest schema. */
guint
hq_get_schema (void)
{
  return G_N_ELEMENTS (undo);
}

/* The store of a stopped HQ becomes one of the older schema @version, and keeps what is in it. */
void
hq_downgrade_stopped (Hq *hq, guint version)
{
  g_autofree char *set = g_strdup_printf ("PRAGMA user_version = %u", version);
  guint i;

  for (i = hq_get_schema () - 1; i >= version; i--)
    hq_execute_stopped (hq, undo[i]);
  hq_execute_stopped (hq, set);
}

/* HQ goes down, somebody changes its store, and it comes up again. */
void
hq_execute (Hq *hq, const char *sql)
{
  hq_stop (hq);
  hq_execute_stopped (hq, sql);
  hq_start (hq);
}

gint64
hq_count (Hq *hq, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RuhuHqRows) rows =
    ruhu_hq_store_query (ruhu_hq_dir_get_store (hq->dir), &error, sql, "");

  g_assert_no_error (error);
  g_assert_true (ruhu_hq_rows_next (rows, &error));
  return ruhu_hq_rows_get_int64 (rows, 0);
}

void
answer_free (Answer *answer)
{
  g_bytes_unref (answer->bytes);
  g_clear_pointer (&answer->json, json_object_unref);
  soup_message_headers_unref (answer->headers);
  g_free (answer);
}

const char *
answer_code (Answer *answer)
{
  return ruhu_json_get_string (answer->json, "code");
}

/* Sends what has been made ready, and waits. */
Answer *
hq_send (Hq *hq, SoupMessage *message)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  Answer *answer = g_new0 (Answer, 1);
  gsize length;
  const char *data;

  soup_session_send_and_read_async (hq->session,
                                    message,
                                    G_PRIORITY_DEFAULT,
                                    NULL,
                                    ruhu_test_got,
                                    &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  answer->bytes = soup_session_send_and_read_finish (hq->session, result, &error);
  g_assert_no_error (error);
  answer->status = soup_message_get_status (message);
  answer->headers = soup_message_headers_ref (soup_message_get_response_headers (message));
  data = g_bytes_get_data (answer->bytes, &length);
  answer->json = ruhu_wire_json_parse (data, length, NULL);
  return answer;
}

/* A request without a signature. */
Answer *
hq_ask (Hq *hq, const char *method, const char *path, const char *body)
{
  g_autofree char *url = g_strconcat (hq->url, path, NULL);
  g_autoptr (SoupMessage) message = soup_message_new (method, url);

  if (body != NULL) {
    g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));

    soup_message_set_request_body_from_bytes (message, "application/json", bytes);
  }
  return hq_send (hq, message);
}

/* A code for a new worker of the village, township or county @scope. */
char *
tablet_make_code (Hq *hq, const char *scope)
{
  static guint number;
  g_autofree char *name = g_strdup_printf ("w%u", ++number);
  g_autofree char *out = NULL;
  const char *role = strlen (scope) == 12 ? "village" : strlen (scope) == 9 ? "township" : "county";
  char *code;

  g_free (hq_do (hq, "user", "add", name, "--role", role, "--scope", scope, NULL));
  out = hq_do (hq, "device", "enrol", "--scope", scope, "--user", name, NULL);
  code = strstr (out, "code: ") + strlen ("code: ");
  *strchr (code, '\n') = '\0';
  return ruhu_enrolment_code_normalize (code);
}

void
tablet_init (Tablet *tablet, Hq *hq, const char *scope)
{
  g_autofree char *code = tablet_make_code (hq, scope);
  g_autofree char *body = NULL;
  g_autoptr (Answer) answer = NULL;
  g_autoptr (RuhuEnrolmentAnswer) enrolled = NULL;
  RuhuEnrolmentRequest request;
  gsize length;
  const char *data;

  memset (tablet, 0, sizeof *tablet);
  tablet->hq = hq;
  tablet->scope = g_strdup (scope);
  tablet->epoch = 1;
  tablet->head = g_strdup (RUHU_HASH_NONE);
  crypto_sign_keypair (tablet->ed, tablet->ed_secret);
  crypto_sign_keypair (tablet->lk, tablet->lk_secret);
  crypto_box_keypair (tablet->x, tablet->x_secret);

  ruhu_enrolment_request_init (&request, code, tablet->ed, tablet->x, tablet->lk);
  body = ruhu_enrolment_request_to_json (&request, code);
  answer = hq_ask (hq, "POST", "/v1/enrol", body);
  g_assert_cmpuint (answer->status, ==, 200);
  data = g_bytes_get_data (answer->bytes, &length);
  enrolled = ruhu_enrolment_answer_from_json (data, length, code, &request);
  g_assert_nonnull (enrolled);
  g_assert_cmpstr (enrolled->scope, ==, scope);
  tablet->dev = g_strdup (enrolled->device);
}

void
tablet_clear (Tablet *tablet)
{
  g_free (tablet->dev);
  g_free (tablet->scope);
  g_free (tablet->head);
}

/* A signed request that is still to be sent. */
SoupMessage *
tablet_make_request (Tablet *tablet, const char *method, const char *path, GBytes *body)
{
  g_autofree char *url = g_strconcat (tablet->hq->url, path, NULL);
  SoupMessage *message = soup_message_new (method, url);
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);
  gint64 now = ruhu_clock_now () + tablet->skew;
  g_autofree char *time = g_strdup_printf ("%" G_GINT64_FORMAT, now);
  g_autofree char *text =
    ruhu_sign_request_text (ruhu_hq_dir_get_hqs (tablet->hq->dir), method, path, now, body);
  g_autofree char *sig =
    ruhu_sign_text (text, tablet->locked ? tablet->lk_secret : tablet->ed_secret);

  soup_message_headers_append (headers, "Ruhu-Dev", tablet->dev);
  soup_message_headers_append (headers, "Ruhu-T", time);
  soup_message_headers_append (headers, "Ruhu-Sig", sig);
  if (body != NULL)
    soup_message_set_request_body_from_bytes (message, "application/octet-stream", body);
  return message;
}

/* A signed request. */
Answer *
tablet_ask (Tablet *tablet,
            const char *method,
            const char *path,
            GBytes *body,
            const char *encoding)
{
  g_autoptr (SoupMessage) message = tablet_make_request (tablet, method, path, body);

  if (encoding != NULL)
    soup_message_headers_append (soup_message_get_request_headers (message),
                                 "Content-Encoding",
                                 encoding);
  return hq_send (tablet->hq, message);
}

/* The next line of the tablet's log; @content is the members from `id` on. */
GBytes *
tablet_make_line (Tablet *tablet, const char *content)
{
  g_autofree char *hlc = ruhu_hlc_to_string (ruhu_hlc_from_ms (ruhu_clock_now ()));
  char *text = g_strdup_printf ("{\"seq\":%" G_GUINT64_FORMAT ",\"hlc\":\"%s\",\"ph\":\"%s\",%s}",
                                ++tablet->seq,
                                hlc,
                                tablet->head,
                                content);

  g_free (tablet->head);
  tablet->head = ruhu_hash_text (text, strlen (text));
  return g_bytes_new_take (text, strlen (text));
}

/* The body of a push of @lines, of which the last is the newest. */
GBytes *
tablet_make_push (Tablet *tablet, guint64 from, GPtrArray *lines)
{
  g_autoptr (RuhuBatch) batch = ruhu_batch_new (from, tablet->epoch);
  g_autofree char *head = NULL;
  g_autofree char *hs = NULL;
  g_autoptr (GBytes) body = NULL;
  guint i;

  for (i = 0; i < lines->len; i++)
    ruhu_batch_add (batch, g_ptr_array_index (lines, i));
  head = lines->len > 0 ? ruhu_hash_bytes (g_ptr_array_index (lines, lines->len - 1))
                        : g_strdup (tablet->head);
  hs = ruhu_sign_head (head, tablet->ed_secret);
  body = ruhu_batch_to_bytes (batch, head, hs);
  return ruhu_batch_deflate (body);
}

Answer *
tablet_push_body (Tablet *tablet, GBytes *body)
{
  return tablet_ask (tablet, "POST", "/v1/push", body, "gzip");
}

/* Makes the next line and pushes it. */
Answer *
tablet_push (Tablet *tablet, const char *content)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GBytes) body = NULL;

  g_ptr_array_add (lines, tablet_make_line (tablet, content));
  body = tablet_make_push (tablet, tablet->seq, lines);
  return tablet_push_body (tablet, body);
}

Answer *
tablet_pull (Tablet *tablet, const char *cursor, guint max)
{
  g_autofree char *text =
    g_strdup_printf ("{\"cur\":\"%s\",\"epoch\":%u,\"max\":%u}", cursor, tablet->epoch, max);
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));

  return tablet_ask (tablet, "POST", "/v1/pull", body, NULL);
}
