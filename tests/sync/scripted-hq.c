/* scripted-hq.c: an HQ that says what a test wants it to say
 *
 * A real server over TLS; it keeps one number, one head and nothing else. It does not check who
 * asks: that is HQ's own test. Where its script has a retort for a path, that is the answer.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "scripted-hq.h"

#include "base/ruhu-clock.h"
#include "ruhu-hash.h"
#include "ruhu-hq-cert.h"
#include "ruhu-pull.h"
#include "ruhu-receipt.h"
#include "ruhu-sign.h"
#include "ruhu-wire-json.h"

#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>

static void
heard_free (Heard *heard)
{
  g_free (heard->path);
  g_free (heard->cursor);
  g_free (heard);
}

static void
retort_free (Retort *retort)
{
  g_free (retort->path);
  g_free (retort->body);
  g_free (retort->retry_after);
  g_free (retort);
}

static gint64
now (ScriptedHq *hq)
{
  return ruhu_clock_now () + hq->ahead;
}

static void
reply (SoupServerMessage *message, guint status, const char *text, gsize length)
{
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, text, length);
}

static char *
make_receipt (ScriptedHq *hq)
{
  g_autofree char *other = ruhu_hash_text ("another log", 11);
  g_autoptr (RuhuReceipt) receipt = ruhu_receipt_new (hq->gen,
                                                      DEVICE,
                                                      hq->acked,
                                                      hq->other_head ? other : hq->head,
                                                      now (hq),
                                                      hq->acked,
                                                      hq->forge ? hq->other : hq->hqs);

  return g_strdup (receipt->text);
}

static void
answer_push (ScriptedHq *hq, SoupServerMessage *message, RuhuBatch *batch)
{
  g_autofree char *receipt = NULL;
  g_autofree char *text = NULL;

  if (ruhu_batch_get_from (batch) > hq->acked + 1) {
    text = g_strdup_printf ("{\"code\":\"GAP\",\"expect\":%" G_GUINT64_FORMAT "}", hq->acked + 1);
    reply (message, 409, text, strlen (text));
    return;
  }

  hq->acked = ruhu_batch_get_from (batch) + ruhu_batch_get_n_lines (batch) - 1;
  g_free (hq->head);
  hq->head = g_strdup (ruhu_batch_get_head (batch));
  receipt = make_receipt (hq);
  text = g_strdup_printf ("{\"acked\":%" G_GUINT64_FORMAT
                          ",\"res\":[],\"rcpt\":\"%s\",\"now\":%" G_GINT64_FORMAT
                          ",\"pull\":1,\"safe\":0,\"gen\":\"%s\"}",
                          hq->acked,
                          receipt,
                          now (hq),
                          hq->gen);
  reply (message, 200, text, strlen (text));
}

static void
answer_pull (ScriptedHq *hq, SoupServerMessage *message, const char *cursor)
{
  g_autoptr (RuhuPullWriter) writer = ruhu_pull_writer_new (cursor, now (hq), NULL, NULL);
  g_autofree char *next = g_strdup_printf ("1.%s.1..990101101:1", hq->gen);
  g_autoptr (GBytes) page = NULL;
  gsize length;

  ruhu_pull_writer_add_out (writer, "0192f3a0-aa01-7000-8000-000000000009");
  page = ruhu_pull_writer_finish (writer, next, FALSE);
  length = g_bytes_get_size (page);
  if (hq->cut_pages > 0) {
    hq->cut_pages--;
    length /= 2;
  }
  reply (message, 200, g_bytes_get_data (page, NULL), length);
}

static RuhuBatch *
read_batch (GBytes *body)
{
  RuhuRefusal refusal = RUHU_REFUSAL_NONE;
  g_autoptr (GBytes) inflated = ruhu_batch_inflate (body, &refusal);
  RuhuBatch *batch = inflated != NULL ? ruhu_batch_parse (inflated, &refusal) : NULL;

  g_assert_nonnull (batch);
  return batch;
}

static Retort *
take_retort (ScriptedHq *hq, const char *path)
{
  GList *l;

  for (l = hq->retorts.head; l != NULL; l = l->next) {
    Retort *retort = l->data;

    if (g_str_equal (retort->path, path)) {
      g_queue_delete_link (&hq->retorts, l);
      return retort;
    }
  }

  return NULL;
}

static void
asked_cb (SoupServer *server,
          SoupServerMessage *message,
          const char *path,
          GHashTable *query,
          gpointer user_data)
{
  ScriptedHq *hq = user_data;
  const char *at =
    soup_message_headers_get_one (soup_server_message_get_request_headers (message), "Ruhu-T");
  g_autoptr (GBytes) body =
    soup_message_body_flatten (soup_server_message_get_request_body (message));
  g_autoptr (RuhuBatch) batch = NULL;
  g_autoptr (JsonObject) asked = NULL;
  Heard *heard = g_new0 (Heard, 1);
  Retort *retort = take_retort (hq, path);

  heard->path = g_strdup (path);
  heard->at = at != NULL ? g_ascii_strtoll (at, NULL, 10) : 0;
  g_ptr_array_add (hq->heard, heard);
  if (g_str_equal (path, "/v1/push")) {
    batch = read_batch (body);
    heard->from = ruhu_batch_get_from (batch);
    heard->n = ruhu_batch_get_n_lines (batch);
    heard->epoch = ruhu_batch_get_epoch (batch);
  } else {
    asked = ruhu_wire_json_parse (g_bytes_get_data (body, NULL), g_bytes_get_size (body), NULL);
    heard->cursor = g_strdup (ruhu_json_get_string (asked, "cur"));
    ruhu_wire_json_get_uint (asked, "max", &heard->max);
    ruhu_wire_json_get_uint (asked, "epoch", &heard->epoch);
  }

  if (retort != NULL) {
    if (retort->retry_after != NULL)
      soup_message_headers_replace (soup_server_message_get_response_headers (message),
                                    "Retry-After",
                                    retort->retry_after);
    reply (message, retort->status, retort->body, strlen (retort->body));
    retort_free (retort);
  } else if (batch != NULL)
    answer_push (hq, message, batch);
  else
    answer_pull (hq, message, heard->cursor);
}

void
scripted_hq_set_up (ScriptedHq *hq)
{
  g_autofree char *keys = NULL, *ca = NULL, *cert = NULL, *key = NULL;
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autoptr (GError) error = NULL;
  GSList *uris;

  hq->dir = ruhu_test_make_dir ();
  keys = g_build_filename (hq->dir, "keys", NULL);
  ca = g_build_filename (hq->dir, "ca.pem", NULL);
  cert = g_build_filename (hq->dir, "server.pem", NULL);
  key = g_build_filename (keys, "server.key", NULL);
  g_assert_no_errno (g_mkdir (keys, 0700));
  ruhu_hq_cert_make (hq->dir, "localhost", &error);
  g_assert_no_error (error);
  g_file_get_contents (ca, &hq->ca, NULL, &error);
  g_assert_no_error (error);
  certificate = g_tls_certificate_new_from_files (cert, key, &error);
  g_assert_no_error (error);

  crypto_sign_keypair (hq->hqs_public, hq->hqs);
  crypto_sign_keypair (hq->other_public, hq->other);
  crypto_box_keypair (hq->hqx_public, hq->hqx);
  hq->gen = g_strdup ("g1");
  hq->head = g_strdup (RUHU_HASH_NONE);
  hq->heard = g_ptr_array_new_with_free_func ((GDestroyNotify) heard_free);
  g_queue_init (&hq->retorts);

  hq->server = soup_server_new ("tls-certificate", certificate, NULL);
  soup_server_add_handler (hq->server, NULL, asked_cb, hq, NULL);
  soup_server_listen_local (hq->server,
                            0,
                            SOUP_SERVER_LISTEN_HTTPS | SOUP_SERVER_LISTEN_IPV4_ONLY,
                            &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (hq->server);
  hq->url = g_strdup_printf ("https://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
}

void
scripted_hq_tear_down (ScriptedHq *hq)
{
  soup_server_disconnect (hq->server);
  g_assert_finalize_object (hq->server);
  g_queue_clear_full (&hq->retorts, (GDestroyNotify) retort_free);
  g_ptr_array_unref (hq->heard);
  g_free (hq->gen);
  g_free (hq->head);
  g_free (hq->url);
  g_free (hq->ca);
  ruhu_test_remove_dir (hq->dir);
  g_free (hq->dir);
}

RuhuDevice *
scripted_hq_make_device (ScriptedHq *hq)
{
  RuhuDevice *device = ruhu_device_new ();

  device->id = g_strdup (DEVICE);
  device->scope = g_strdup (VILLAGE);
  device->role = g_strdup ("village");
  device->url = g_strdup (hq->url);
  device->ca = g_strdup (hq->ca);
  device->epoch = 1;
  device->hqs = g_bytes_new (hq->hqs_public, 32);
  device->hqx = g_bytes_new (hq->hqx_public, 32);
  device->hqe = g_bytes_new (hq->hqx_public, 32);
  return device;
}

void
scripted_hq_say_raw (ScriptedHq *hq, const char *path, guint status, const char *body)
{
  Retort *retort = g_new0 (Retort, 1);

  retort->path = g_strdup (path);
  retort->status = status;
  retort->body = g_strdup (body);
  g_queue_push_tail (&hq->retorts, retort);
}

/* @members: what follows the code, as JSON: `,"expect":5` */
void
scripted_hq_say (ScriptedHq *hq,
                 const char *path,
                 RuhuRefusal refusal,
                 const char *members,
                 const char *retry_after)
{
  g_autofree char *body =
    g_strdup_printf ("{\"code\":\"%s\"%s}", ruhu_refusal_to_string (refusal), members);

  scripted_hq_say_raw (hq, path, ruhu_refusal_get_status (refusal), body);
  ((Retort *) g_queue_peek_tail (&hq->retorts))->retry_after = g_strdup (retry_after);
}

/* Request @i, counted from 0, of those to @path. */
Heard *
scripted_hq_get (ScriptedHq *hq, const char *path, guint i)
{
  guint at;

  for (at = 0; at < hq->heard->len; at++) {
    Heard *heard = hq->heard->pdata[at];

    if (g_str_equal (heard->path, path) && i-- == 0)
      return heard;
  }

  g_assert_not_reached ();
}

guint
scripted_hq_count (ScriptedHq *hq, const char *path)
{
  guint at, n = 0;

  for (at = 0; at < hq->heard->len; at++)
    n += g_str_equal (((Heard *) hq->heard->pdata[at])->path, path);

  return n;
}
