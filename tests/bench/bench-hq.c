/* bench-hq.c: how many responses a second a running ruhu-hq takes in
 *
 *   bench-hq URL CA.pem FORM VERSION ANSWERS BATCH PUSHES ROUNDS FLOOR CODE…
 *
 * As many tablets as there are enrolment codes push at the same time, each one batch after the
 * other; ANSWERS has the `ans` of one response in a line. All that a tablet does to send runs on
 * the clock: lines are made and chained, batches signed and compressed, and TLS is spoken. The
 * floor inserts the same lines in the same batches into one table of a bare SQLite store at FLOOR,
 * each batch durable before the next; where FLOOR is “-” there is none.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ruhu-clock.h"
#include "base/ruhu-hlc.h"
#include "base/ruhu-id.h"
#include "ruhu-batch.h"
#include "ruhu-enrolment.h"
#include "ruhu-hash.h"
#include "ruhu-sign.h"
#include "ruhu-test.h"
#include "ruhu-wire-json.h"

#include <libsoup/soup.h>
#include <sodium.h>
#include <sqlite3.h>
#include <stdio.h>
#include <time.h>

typedef struct {
  const char *url;
  const char *form;
  const char *version;
  SoupSession *session;
  char **answers;
  guint n_answers;
  guint batch;
  guint pushes;
  sqlite3 *floor; /* NULL where there is none */
  guint busy;     /* tablets that have still to push */
  gsize line_bytes;
  gsize wire_bytes;
} Bench;

typedef struct {
  Bench *bench;
  RuhuEnrolmentAnswer *enrolled;
  guint8 ed[32], ed_secret[64];
  guint64 seq;
  char *head;
  guint left;   /* batches of this round that are still to be sent */
  GQueue lines; /* of GBytes: what was sent, for the floor */
  SoupMessage *message;
} Tablet;

static double
get_ms (clockid_t clock)
{
  struct timespec now;

  clock_gettime (clock, &now);
  return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

static SoupMessage *
new_message (Bench *bench, const char *path, GBytes *body)
{
  g_autofree char *url = g_strconcat (bench->url, path, NULL);
  SoupMessage *message = soup_message_new ("POST", url);

  g_assert_nonnull (message);
  soup_message_add_flags (message, SOUP_MESSAGE_IDEMPOTENT); /* as the client: one connection */
  soup_message_set_request_body_from_bytes (message, "application/x-ndjson", body);
  return message;
}

static JsonObject *
read_answer (SoupSession *session, SoupMessage *message, GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = soup_session_send_and_read_finish (session, result, &error);
  JsonObject *answer;
  gsize length;
  const char *data;

  g_assert_no_error (error);
  data = g_bytes_get_data (bytes, &length);
  if (soup_message_get_status (message) != SOUP_STATUS_OK)
    g_error ("HQ says %u: %.*s", soup_message_get_status (message), (int) length, data);
  answer = ruhu_wire_json_parse (data, length, NULL);
  g_assert_nonnull (answer);
  return answer;
}

static void
enrol (Tablet *tablet, const char *written)
{
  Bench *bench = tablet->bench;
  guint8 x[32], x_secret[32], lk[32], lk_secret[64];
  g_autofree char *code = ruhu_enrolment_code_normalize (written);
  g_autofree char *json = NULL;
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (SoupMessage) message = NULL;
  g_autoptr (GError) error = NULL;
  RuhuEnrolmentRequest request;
  gsize length;
  const char *data;

  crypto_sign_keypair (tablet->ed, tablet->ed_secret);
  crypto_sign_keypair (lk, lk_secret);
  crypto_box_keypair (x, x_secret);
  ruhu_enrolment_request_init (&request, code, tablet->ed, x, lk);
  json = ruhu_enrolment_request_to_json (&request, code);
  body = g_bytes_new (json, strlen (json));
  message = new_message (bench, "/v1/enrol", body);
  bytes = soup_session_send_and_read (bench->session, message, NULL, &error);
  g_assert_no_error (error);
  data = g_bytes_get_data (bytes, &length);
  tablet->enrolled = ruhu_enrolment_answer_from_json (data, length, code, &request);
  if (tablet->enrolled == NULL)
    g_error ("enrolment: HQ says %.*s", (int) length, data);
  tablet->head = g_strdup (RUHU_HASH_NONE);
}

static GBytes *
make_line (Tablet *tablet)
{
  Bench *bench = tablet->bench;
  guint64 seq = ++tablet->seq;
  g_autofree char *id = ruhu_id_new_ordered (); /* as a response has */
  g_autofree char *hlc = ruhu_hlc_to_string (ruhu_hlc_from_ms (ruhu_clock_now ()));
  char *text = g_strdup_printf ("{\"seq\":%" G_GUINT64_FORMAT ",\"hlc\":\"%s\",\"ph\":\"%s\","
                                "\"id\":\"%s\",\"k\":\"response\",\"div\":\"%s\",\"u\":\"%s\","
                                "\"fm\":\"%s\",\"fv\":\"%s\",\"ans\":%s}",
                                seq,
                                hlc,
                                tablet->head,
                                id,
                                tablet->enrolled->scope,
                                tablet->enrolled->user,
                                bench->form,
                                bench->version,
                                bench->answers[seq % bench->n_answers]);

  g_free (tablet->head);
  tablet->head = ruhu_hash_text (text, strlen (text));
  return g_bytes_new_take (text, strlen (text));
}

static GBytes *
make_batch (Tablet *tablet)
{
  Bench *bench = tablet->bench;
  g_autoptr (RuhuBatch) batch = ruhu_batch_new (tablet->seq + 1, tablet->enrolled->epoch);
  g_autoptr (GBytes) body = NULL;
  g_autofree char *hs = NULL;
  GBytes *zipped;

  for (guint i = 0; i < bench->batch; i++) {
    g_autoptr (GBytes) line = make_line (tablet);

    ruhu_batch_add (batch, line);
    bench->line_bytes += g_bytes_get_size (line);
    if (bench->floor != NULL)
      g_queue_push_tail (&tablet->lines, g_bytes_ref (line));
  }
  hs = ruhu_sign_head (tablet->head, tablet->ed_secret);
  body = ruhu_batch_to_bytes (batch, tablet->head, hs);
  zipped = ruhu_batch_deflate (body);
  bench->wire_bytes += g_bytes_get_size (zipped);
  return zipped;
}

static void push_next (Tablet *tablet);

static void
pushed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Tablet *tablet = user_data;
  g_autoptr (JsonObject) answer = read_answer (tablet->bench->session, tablet->message, result);
  JsonArray *held = ruhu_json_get_array (answer, "res");

  if (held != NULL && json_array_get_length (held) > 0)
    g_error ("HQ holds lines back: %s",
             ruhu_json_get_string (json_array_get_object_element (held, 0), "code"));
  g_clear_object (&tablet->message);
  push_next (tablet);
}

static void
push_next (Tablet *tablet)
{
  Bench *bench = tablet->bench;
  g_autoptr (GBytes) body = NULL;
  gint64 now = ruhu_clock_now ();
  g_autofree char *at = g_strdup_printf ("%" G_GINT64_FORMAT, now);
  g_autofree char *text = NULL;
  g_autofree char *sig = NULL;
  SoupMessageHeaders *headers;

  if (tablet->left == 0) {
    bench->busy--;
    return;
  }

  tablet->left--;
  body = make_batch (tablet);
  text = ruhu_sign_request_text (tablet->enrolled->hqs, "POST", "/v1/push", now, body);
  sig = ruhu_sign_text (text, tablet->ed_secret);
  tablet->message = new_message (bench, "/v1/push", body);
  headers = soup_message_get_request_headers (tablet->message);
  soup_message_headers_append (headers, "Ruhu-Dev", tablet->enrolled->device);
  soup_message_headers_append (headers, "Ruhu-T", at);
  soup_message_headers_append (headers, "Ruhu-Sig", sig);
  soup_message_headers_append (headers, "Content-Encoding", "gzip");
  soup_session_send_and_read_async (bench->session,
                                    tablet->message,
                                    G_PRIORITY_DEFAULT,
                                    NULL,
                                    pushed_cb,
                                    tablet);
}

static void
push_all (Bench *bench, Tablet *tablets, guint n)
{
  bench->busy = n;
  for (guint i = 0; i < n; i++) {
    tablets[i].left = bench->pushes;
    push_next (&tablets[i]);
  }
  while (bench->busy > 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
run (sqlite3 *db, const char *sql)
{
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
}

static sqlite3 *
open_floor (const char *path)
{
  sqlite3 *db = NULL;

  if (g_str_equal (path, "-"))
    return NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  run (db, "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
  run (db, "CREATE TABLE line (n INTEGER PRIMARY KEY, body BLOB)");
  return db;
}

static void
insert_all (Bench *bench, Tablet *tablets, guint n)
{
  sqlite3_stmt *insert;

  g_assert_cmpint (
    sqlite3_prepare_v2 (bench->floor, "INSERT INTO line (body) VALUES (?1)", -1, &insert, NULL),
    ==,
    SQLITE_OK);
  for (guint push = 0; push < bench->pushes * n; push++) {
    run (bench->floor, "BEGIN");
    for (guint i = 0; i < bench->batch; i++) {
      g_autoptr (GBytes) line = g_queue_pop_head (&tablets[push % n].lines);
      gsize size;
      const void *data = g_bytes_get_data (line, &size);

      sqlite3_bind_blob (insert, 1, data, size, SQLITE_STATIC);
      g_assert_cmpint (sqlite3_step (insert), ==, SQLITE_DONE);
      sqlite3_reset (insert);
    }
    run (bench->floor, "COMMIT");
  }
  sqlite3_finalize (insert);
}

static void
bench_round (Bench *bench, Tablet *tablets, guint n)
{
  double responses = (double) n * bench->pushes * bench->batch;
  double begin, processor;

  bench->line_bytes = bench->wire_bytes = 0;
  begin = get_ms (CLOCK_MONOTONIC);
  processor = get_ms (CLOCK_PROCESS_CPUTIME_ID);
  push_all (bench, tablets, n);
  printf ("push_ms %f\n", (get_ms (CLOCK_MONOTONIC) - begin) / responses);
  printf ("tablets_ms %f\n", (get_ms (CLOCK_PROCESS_CPUTIME_ID) - processor) / responses);
  if (bench->floor != NULL) {
    begin = get_ms (CLOCK_MONOTONIC);
    insert_all (bench, tablets, n);
    printf ("insert_ms %f\n", (get_ms (CLOCK_MONOTONIC) - begin) / responses);
  }
  printf ("line_bytes %f\n", bench->line_bytes / responses);
  printf ("wire_bytes %f\n", bench->wire_bytes / responses);
}

static void
open_all (Bench *bench, char **argv)
{
  g_autoptr (GTlsDatabase) database = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  bench->url = argv[1];
  bench->form = argv[3];
  bench->version = argv[4];
  bench->batch = atoi (argv[6]);
  bench->pushes = atoi (argv[7]);
  database = g_tls_file_database_new (argv[2], &error);
  g_assert_no_error (error);
  bench->session =
    soup_session_new_with_options ("tls-database", database, "max-conns-per-host", 16, NULL);
  g_file_get_contents (argv[5], &text, NULL, &error);
  g_assert_no_error (error);
  bench->answers = g_strsplit (g_strchomp (text), "\n", -1);
  bench->n_answers = g_strv_length (bench->answers);
  bench->floor = open_floor (argv[9]);
}

int
main (int argc, char **argv)
{
  guint n = MAX (argc - 10, 0);
  g_autofree Tablet *tablets = g_new0 (Tablet, n + 1);
  Bench bench = { NULL };

  if (sodium_init () < 0 || n == 0)
    return 64;

  open_all (&bench, argv);
  for (guint i = 0; i < n; i++) {
    tablets[i].bench = &bench;
    enrol (&tablets[i], argv[10 + i]);
  }
  for (int i = 0; i < atoi (argv[8]); i++)
    bench_round (&bench, tablets, n);

  for (guint i = 0; i < n; i++) {
    ruhu_enrolment_answer_free (tablets[i].enrolled);
    g_free (tablets[i].head);
  }
  g_object_unref (bench.session);
  g_strfreev (bench.answers);
  g_clear_pointer (&bench.floor, sqlite3_close);
  return 0;
}
