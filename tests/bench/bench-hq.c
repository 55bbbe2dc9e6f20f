/* bench-hq.c: how many responses a second a running ruhu-hq takes in
 *
 *   bench-hq URL CA.pem FORM VERSION ANSWERS BATCH PUSHES ROUNDS FILE CODE…
 *
 * As many tablets as there are enrolment codes push at the same time, each one batch after the
 * other; ANSWERS has the `ans` of one response in a line. Lines and batches are made before the
 * clock starts, signatures and TLS while it runs. The floor appends the same lines in the same
 * batches to FILE, with fdatasync after each.
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

#include <fcntl.h>
#include <glib/gstdio.h>
#include <libsoup/soup.h>
#include <sodium.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

typedef struct {
  const char *url;
  const char *form;
  const char *version;
  SoupSession *session;
  char **answers;
  guint n_answers;
  guint batch;
  guint pushes;
  int file;
  guint busy; /* tablets that have still to push */
  gsize line_bytes;
  gsize wire_bytes;
} Bench;

typedef struct {
  Bench *bench;
  RuhuEnrolmentAnswer *enrolled;
  guint8 ed[32], ed_secret[64];
  guint64 seq;
  char *head;
  GQueue bodies; /* of GBytes: the batches of this round */
  GQueue plain;  /* of GBytes: the same, neither headed nor compressed */
  SoupMessage *message;
} Tablet;

static double
get_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
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
  g_autofree char *id = ruhu_id_new ();
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

static void
make_batch (Tablet *tablet)
{
  Bench *bench = tablet->bench;
  g_autoptr (RuhuBatch) batch = ruhu_batch_new (tablet->seq + 1, tablet->enrolled->epoch);
  g_autoptr (GByteArray) plain = g_byte_array_new ();
  g_autoptr (GBytes) body = NULL;
  g_autofree char *hs = NULL;
  GBytes *zipped;

  for (guint i = 0; i < bench->batch; i++) {
    g_autoptr (GBytes) line = make_line (tablet);

    ruhu_batch_add (batch, line);
    g_byte_array_append (plain, g_bytes_get_data (line, NULL), g_bytes_get_size (line));
    g_byte_array_append (plain, (const guint8 *) "\n", 1);
  }
  hs = ruhu_sign_head (tablet->head, tablet->ed_secret);
  body = ruhu_batch_to_bytes (batch, tablet->head, hs);
  zipped = ruhu_batch_deflate (body);
  bench->line_bytes += plain->len;
  bench->wire_bytes += g_bytes_get_size (zipped);
  g_queue_push_tail (&tablet->bodies, zipped);
  g_queue_push_tail (&tablet->plain, g_byte_array_free_to_bytes (g_steal_pointer (&plain)));
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
  g_autoptr (GBytes) body = g_queue_pop_head (&tablet->bodies);
  gint64 now = ruhu_clock_now ();
  g_autofree char *at = g_strdup_printf ("%" G_GINT64_FORMAT, now);
  g_autofree char *text = NULL;
  g_autofree char *sig = NULL;
  SoupMessageHeaders *headers;

  if (body == NULL) {
    bench->busy--;
    return;
  }

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
  for (guint i = 0; i < n; i++)
    push_next (&tablets[i]);
  while (bench->busy > 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
append_all (Bench *bench, Tablet *tablets, guint n)
{
  for (guint push = 0; push < bench->pushes; push++) {
    for (guint i = 0; i < n; i++) {
      g_autoptr (GBytes) plain = g_queue_pop_head (&tablets[i].plain);
      gsize size = g_bytes_get_size (plain);

      g_assert_cmpint (write (bench->file, g_bytes_get_data (plain, NULL), size), ==, size);
      g_assert_no_errno (fdatasync (bench->file));
    }
  }
}

static void
bench_round (Bench *bench, Tablet *tablets, guint n)
{
  double responses = (double) n * bench->pushes * bench->batch;
  double begin;

  bench->line_bytes = bench->wire_bytes = 0;
  for (guint i = 0; i < n; i++)
    for (guint push = 0; push < bench->pushes; push++)
      make_batch (&tablets[i]);

  begin = get_ms ();
  push_all (bench, tablets, n);
  printf ("push_ms %f\n", (get_ms () - begin) / responses);
  begin = get_ms ();
  append_all (bench, tablets, n);
  printf ("append_ms %f\n", (get_ms () - begin) / responses);
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
  bench->file = g_open (argv[9], O_WRONLY | O_CREAT | O_APPEND, 0600);
  g_assert_cmpint (bench->file, >=, 0);
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
  close (bench.file);
  return 0;
}
