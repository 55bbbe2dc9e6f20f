/* test-http.c: sync/client/ruhu-http.c
 *
 * An HQ, or somebody in its place, whose answers are longer than any answer is.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ruhu-error.h"
#include "ruhu-batch.h"
#include "ruhu-enrol.h"
#include "ruhu-hq-client.h"
#include "ruhu-test.h"
#include "ruhu-wire.h"
#include "scripted-hq.h"

#define CODE "7KQ2M9XTRA01ABCDEFGH"
#define PIECE (64 * 1024)
#define ENDLESS (256 * 1024 * 1024)

typedef struct {
  ScriptedHq hq;
  RuhuHqClient *client;
  gsize written; /* of an answer without an end */
  gsize length;  /* of a body that unpacks to so much */
  gboolean left; /* the tablet has closed that connection */
} Fixture;

static char *
sign (const char *text, gpointer data, GError **error)
{
  return g_strdup ("c2lnbmF0dXJl");
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuDevice) device = NULL;
  g_autoptr (GError) error = NULL;

  scripted_hq_set_up (&f->hq);
  device = scripted_hq_make_device (&f->hq);
  f->client = ruhu_hq_client_new (device, sign, NULL, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_assert_finalize_object (f->client);
  scripted_hq_tear_down (&f->hq);
}

static void
wrote_chunk_cb (SoupServerMessage *message, gpointer user_data)
{
  Fixture *f = user_data;
  SoupMessageBody *body = soup_server_message_get_response_body (message);
  static const guint8 zeros[PIECE];

  f->written += PIECE;
  if (f->written < ENDLESS)
    soup_message_body_append (body, SOUP_MEMORY_STATIC, zeros, PIECE);
  else
    soup_message_body_complete (body);
}

static void
left_cb (SoupServerMessage *message, gpointer user_data)
{
  ((Fixture *) user_data)->left = TRUE;
}

/* Both ends are in this thread: before the server closes, the tablet has to have left. */
static void
wait_until_left (Fixture *f)
{
  while (!f->left)
    g_main_context_iteration (NULL, TRUE);
}

static void
endless_cb (SoupServer *server,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer user_data)
{
  SoupMessageBody *body = soup_server_message_get_response_body (message);

  soup_server_message_set_status (message, 200, NULL);
  soup_message_headers_set_encoding (soup_server_message_get_response_headers (message),
                                     SOUP_ENCODING_CHUNKED);
  soup_message_body_set_accumulate (body, FALSE);
  soup_message_body_append (body, SOUP_MEMORY_STATIC, "{", 1);
  g_signal_connect (message, "wrote-chunk", G_CALLBACK (wrote_chunk_cb), user_data);
  g_signal_connect (message, "finished", G_CALLBACK (left_cb), user_data);
}

/* Zeros, packed. */
static void
bomb_cb (SoupServer *server,
         SoupServerMessage *message,
         const char *path,
         GHashTable *query,
         gpointer user_data)
{
  Fixture *f = user_data;
  g_autoptr (GBytes) plain = g_bytes_new_take (g_malloc0 (f->length), f->length);
  g_autoptr (GBytes) packed = ruhu_batch_deflate (plain);

  g_assert_cmpuint (g_bytes_get_size (packed), <, RUHU_WIRE_MAX_INFLATED / 100);
  soup_server_message_set_status (message, 200, NULL);
  soup_message_headers_replace (soup_server_message_get_response_headers (message),
                                "Content-Encoding",
                                "gzip");
  soup_message_body_append_bytes (soup_server_message_get_response_body (message), packed);
}

static void
pull (Fixture *f, GError **error)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (RuhuPullPage) page = NULL;

  ruhu_hq_client_pull_async (f->client, "", 1, 65536, FALSE, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  page = ruhu_hq_client_pull_finish (f->client, result, error);
  g_assert_null (page);
}

static void
test_answer_without_an_end_is_left (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  soup_server_add_handler (f->hq.server, "/v1/pull", endless_cb, f, NULL);
  pull (f, &error);
  wait_until_left (f);
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_OFFLINE);
  g_assert_cmpuint (f->written, >, RUHU_WIRE_MAX_INFLATED);
  g_assert_cmpuint (f->written, <, 4 * RUHU_WIRE_MAX_INFLATED);
}

/* What is just inside is read, and is no page; what is longer is no answer. */
static void
test_packed_answer_is_unpacked_to_the_limit (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) inside = NULL, outside = NULL;

  soup_server_add_handler (f->hq.server, "/v1/pull", bomb_cb, f, NULL);
  f->length = RUHU_WIRE_MAX_INFLATED;
  pull (f, &inside);
  g_assert_error (inside, RUHU_ERROR, RUHU_ERROR_INVALID);
  f->length++;
  pull (f, &outside);
  g_assert_error (outside, RUHU_ERROR, RUHU_ERROR_OFFLINE);
}

/* Before anybody has shown to know the code. */
static void
test_stranger_cannot_fill_the_memory (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuDeviceKeys) keys = ruhu_device_keys_new ();
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  soup_server_add_handler (f->hq.server, "/v1/enrol", endless_cb, f, NULL);
  ruhu_enrol_async (f->hq.url, CODE, keys, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  g_assert_null (ruhu_enrol_finish (result, NULL, &error));
  g_clear_object (&result);
  wait_until_left (f);
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_OFFLINE);
  g_assert_cmpuint (f->written, <, 2 * RUHU_WIRE_MAX_INFLATED); /* what fits into sockets */
}

/* The next request finds a connection of its own. */
static void
test_goes_on_after_it (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (RuhuPullPage) page = NULL;

  soup_server_add_handler (f->hq.server, "/v1/pull", endless_cb, f, NULL);
  pull (f, &error);
  wait_until_left (f);
  soup_server_remove_handler (f->hq.server, "/v1/pull");
  g_clear_error (&error);
  ruhu_hq_client_pull_async (f->client, "", 1, 65536, FALSE, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  page = ruhu_hq_client_pull_finish (f->client, result, &error);
  g_assert_no_error (error);
  g_assert_nonnull (page);
}

static void
test_long_wait_is_a_day (Fixture *f, gconstpointer data)
{
  static const struct {
    const char *said;
    guint seconds;
  } waits[] = {
    { "60", 60 },  { "99999999999999999999", 86400 }, { "4294967297", 86400 }, { "-5", 0 },
    { "soon", 0 },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (waits); i++) {
    g_autoptr (GError) error = NULL;

    scripted_hq_say (&f->hq, "/v1/pull", RUHU_REFUSAL_BUSY, "", waits[i].said);
    pull (f, &error);
    g_assert_error (error, RUHU_ERROR, RUHU_ERROR_OFFLINE);
    g_assert_cmpuint (ruhu_hq_client_get_retry_after (f->client), ==, waits[i].seconds);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define TEST(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  TEST ("/http/answer-without-an-end-is-left", test_answer_without_an_end_is_left);
  TEST ("/http/packed-answer-is-unpacked-to-the-limit",
        test_packed_answer_is_unpacked_to_the_limit);
  TEST ("/http/stranger-cannot-fill-the-memory", test_stranger_cannot_fill_the_memory);
  TEST ("/http/goes-on-after-it", test_goes_on_after_it);
  TEST ("/http/long-wait-is-a-day", test_long_wait_is_a_day);
#undef TEST

  return g_test_run ();
}
