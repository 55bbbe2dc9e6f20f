/* test-hq-bundle.c: sync/hq/ruhu-hq-bundle.c, which takes turns with all else
 *
 * HQ, who brings the bundle, and who pushes meanwhile share one main loop; so what comes first is
 * told by the loop, and not by a clock.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "hq-fixture.h"

#include "base/ruhu-clock.h"
#include "ruhu-batch.h"
#include "ruhu-bundle.h"
#include "ruhu-hash.h"
#include "ruhu-hq-command.h"
#include "ruhu-sign.h"

#define VILLAGE "990101101201"
#define OTHER_VILLAGE "990101101202"
#define PARTS 400 /* a main loop is not round so often while it answers a push */
#define COUNT "SELECT count(*) FROM change_log WHERE dseq <= 400 AND division = '" VILLAGE "'"

typedef struct {
  Hq hq;
  Tablet giver; /* has no network */
  Tablet other;
  GBytes *bundle;
} Fixture;

static char *
make_content (const char *village, guint number)
{
  return g_strdup_printf ("\"id\":\"0192f3a0-aa01-7000-8000-%012x\",\"k\":\"person\","
                          "\"div\":\"%s\",\"u\":\"w\",\"set\":{\"phone\":\"%u\"}",
                          number,
                          village,
                          number);
}

static GBytes *
make_part (Fixture *f, guint number)
{
  g_autofree char *content = make_content (VILLAGE, number);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GBytes) push = NULL;
  RuhuRefusal refusal;

  g_ptr_array_add (lines, tablet_make_line (&f->giver, content));
  push = tablet_make_push (&f->giver, f->giver.seq, lines);
  return ruhu_batch_inflate (push, &refusal);
}

static JsonObject *
make_header (Fixture *f)
{
  JsonObject *header = json_object_new ();
  g_autofree char *hq = ruhu_sign_fingerprint (ruhu_hq_dir_get_hqs (f->hq.dir));

  json_object_set_string_member (header, "kind", RUHU_BUNDLE_UP);
  json_object_set_string_member (header, "dev", f->giver.dev);
  json_object_set_string_member (header, "hq", hq);
  json_object_set_int_member (header, "at", ruhu_clock_now ());
  json_object_set_int_member (header, "from", 1);
  json_object_set_int_member (header, "upto", PARTS);
  return header;
}

/* Of as many parts as there are lines. */
static GBytes *
make_bundle (Fixture *f)
{
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr (JsonObject) header = make_header (f);
  g_autoptr (GError) error = NULL;
  g_autoptr (RuhuBundleWriter) writer = ruhu_bundle_writer_new (stream, header, &error);
  g_autofree char *text = NULL;
  g_autofree char *signature = NULL;
  guint i;

  g_assert_no_error (error);
  for (i = 1; i <= PARTS; i++) {
    g_autoptr (GBytes) part = make_part (f, i);

    ruhu_bundle_writer_add (writer, RUHU_BUNDLE_PART_PUSH, NULL, part, &error);
    g_assert_no_error (error);
  }
  text = ruhu_bundle_writer_end (writer, &error);
  g_assert_no_error (error);
  signature = ruhu_sign_text (text, f->giver.ed_secret);
  ruhu_bundle_writer_sign (writer, signature, &error);
  g_assert_no_error (error);
  g_output_stream_close (stream, NULL, NULL);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (stream));
}

static void
set_up (Fixture *f, gconstpointer data)
{
  hq_set_up (&f->hq, NULL);
  tablet_init (&f->giver, &f->hq, VILLAGE);
  tablet_init (&f->other, &f->hq, OTHER_VILLAGE);
  f->bundle = make_bundle (f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_bytes_unref (f->bundle);
  tablet_clear (&f->giver);
  tablet_clear (&f->other);
  hq_tear_down (&f->hq, NULL);
}

static void
push_well (Fixture *f, guint number)
{
  g_autofree char *content = make_content (OTHER_VILLAGE, number);
  g_autoptr (Answer) answer = tablet_push (&f->other, content);

  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpint (json_object_get_int_member (answer->json, "acked"), ==, f->other.seq);
}

static void
wait_until_begun (Fixture *f)
{
  while (hq_count (&f->hq, COUNT) == 0)
    g_main_context_iteration (NULL, TRUE);
}

static SoupMessage *
make_patch (Fixture *f)
{
  g_autofree char *hash = ruhu_hash_bytes (f->bundle);
  g_autofree char *path =
    g_strdup_printf ("/v1/bundle/%s?off=0&len=%zu", hash, g_bytes_get_size (f->bundle));

  return tablet_make_request (&f->other, "PATCH", path, f->bundle);
}

/* A connection of its own, so that the other one stays open. */
static SoupSession *
new_session (Fixture *f)
{
  return soup_session_new_with_options ("tls-database",
                                        soup_session_get_tls_database (f->hq.session),
                                        NULL);
}

static void
test_push_is_answered_while_one_is_brought (Fixture *f, gconstpointer data)
{
  g_autoptr (SoupSession) session = new_session (f);
  g_autoptr (SoupMessage) message = make_patch (f);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) receipt = NULL;
  g_autoptr (GError) error = NULL;

  push_well (f, 1001);
  soup_session_send_and_read_async (session,
                                    message,
                                    G_PRIORITY_DEFAULT,
                                    NULL,
                                    ruhu_test_got,
                                    &result);
  wait_until_begun (f);
  push_well (f, 1002);
  g_test_message ("%d parts were in when the push was answered", (int) hq_count (&f->hq, COUNT));
  g_assert_cmpint (hq_count (&f->hq, COUNT), <, PARTS);
  g_assert_null (result);

  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  receipt = soup_session_send_and_read_finish (session, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (soup_message_get_status (message), ==, 201);
  g_assert_true (g_str_has_prefix (g_bytes_get_data (receipt, NULL), "RBB1\n"));
  g_assert_cmpint (hq_count (&f->hq, COUNT), ==, PARTS);
}

static void
test_push_is_answered_while_one_is_imported (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->hq.dir_path, "up.rbb", NULL);
  const char *const words[] = { "bundle", "import", path, "--dir", f->hq.dir_path, NULL };
  g_autoptr (RuhuHqCall) call = NULL;
  g_autoptr (RuhuHqReply) reply = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path,
                       g_bytes_get_data (f->bundle, NULL),
                       g_bytes_get_size (f->bundle),
                       &error);
  g_assert_no_error (error);
  call = ruhu_hq_call_parse (words, &error);
  g_assert_no_error (error);
  ruhu_hq_call_read (call, &error);
  g_assert_no_error (error);

  push_well (f, 1001);
  ruhu_hq_command_run_async (f->hq.dir, call, ruhu_test_got, &result);
  wait_until_begun (f);
  push_well (f, 1002);
  g_assert_cmpint (hq_count (&f->hq, COUNT), <, PARTS);
  g_assert_null (result);

  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  reply = ruhu_hq_command_run_finish (result);
  g_assert_cmpstr (reply->err->str, ==, "");
  g_assert_cmpint (reply->code, ==, 0);
  g_assert_nonnull (strstr (reply->out->str, "lines 1–400, 400 of them new"));
  g_assert_cmpuint (reply->files->len, ==, 1);
  g_assert_cmpint (hq_count (&f->hq, COUNT), ==, PARTS);
}

/* Whoever brought it goes on the way: what was begun is ended, and the receipt can be asked for. */
static void
test_bringer_may_leave (Fixture *f, gconstpointer data)
{
  g_autoptr (SoupSession) session = new_session (f);
  g_autoptr (SoupMessage) message = make_patch (f);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (SoupMessage) again = make_patch (f);
  g_autoptr (Answer) answer = NULL;

  soup_session_send_and_read_async (session,
                                    message,
                                    G_PRIORITY_DEFAULT,
                                    cancellable,
                                    ruhu_test_got,
                                    &result);
  wait_until_begun (f);
  g_cancellable_cancel (cancellable);
  soup_session_abort (session);
  while (result == NULL || hq_count (&f->hq, COUNT) < PARTS)
    g_main_context_iteration (NULL, TRUE);
  push_well (f, 1001);

  answer = hq_send (&f->hq, again);
  g_assert_cmpuint (answer->status, ==, 201);
  g_assert_cmpint (hq_count (&f->hq, COUNT), ==, PARTS);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/hq-bundle/push-is-answered-while-one-is-brought",
       test_push_is_answered_while_one_is_brought);
  ADD ("/hq-bundle/push-is-answered-while-one-is-imported",
       test_push_is_answered_while_one_is_imported);
  ADD ("/hq-bundle/bringer-may-leave", test_bringer_may_leave);

  return g_test_run ();
}
