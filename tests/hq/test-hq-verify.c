/* test-hq-verify.c: sync/hq/ruhu-hq-verify.c, ruhu-hq-media.c, ruhu-hq-audit-table.c
 *
 * One response with one attachment, then somebody changes something by hand.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "hq-fixture.h"
#include "ruhu-test-sql.h"

#include "ruhu-hash.h"
#include "ruhu-hq-pack.h"
#include "ruhu-receipt.h"
#include "ruhu-sign.h"
#include "ruhu-wire-json.h"

#include <fcntl.h>
#include <gio/gunixinputstream.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <sodium.h>

#define PERSON_ID "0192f3a0-aa01-7000-8000-000000000001"
#define RESPONSE_ID "0192f3a0-aa01-7000-8000-000000000002"
#define SIZE 40000
#define HALF 20000

typedef struct {
  Hq hq;
  Tablet tablet;
  GBytes *photo;
  char *hash;
} Fixture;

static char *
make_response (Fixture *f, const char *id, const char *task)
{
  g_autofree char *out = hq_do (&f->hq, "form", "publish", HOME_VISIT, NULL);
  g_auto (GStrv) words = g_strsplit (out, " ", -1);

  return g_strdup_printf ("\"id\":\"%s\",\"k\":\"response\",\"div\":\"" VILLAGE
                          "\",\"u\":\"w1\",\"fm\":\"%s\",\"fv\":\"%s\",\"ans\":{\"visit\":{"
                          "\"person_id\":\"" PERSON_ID "\",\"task_id\":\"%s\"},\"note\":\"yes\"},"
                          "\"att\":[{\"id\":\"photo\",\"hash\":\"%s\",\"len\":%d,"
                          "\"type\":\"image/jpeg\"}]",
                          id,
                          words[0],
                          words[1],
                          task,
                          f->hash,
                          SIZE);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  guint8 *bytes = g_malloc (SIZE);
  g_autofree char *line = NULL;
  g_autoptr (Answer) answer = NULL;
  guint i;

  for (i = 0; i < SIZE; i++)
    bytes[i] = i * 31 / 7;
  f->photo = g_bytes_new_take (bytes, SIZE);
  f->hash = ruhu_hash_bytes (f->photo);
  hq_set_up (&f->hq, NULL);
  tablet_init (&f->tablet, &f->hq, VILLAGE);
  line = make_response (f, RESPONSE_ID, "");
  answer = tablet_push (&f->tablet, line);
  g_assert_cmpuint (answer->status, ==, 200);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  tablet_clear (&f->tablet);
  hq_tear_down (&f->hq, NULL);
  g_bytes_unref (f->photo);
  g_free (f->hash);
}

static Answer *
patch (Fixture *f, guint off, guint size)
{
  g_autofree char *path = g_strdup_printf ("/v1/att/%s?off=%u&len=%d", f->hash, off, SIZE);
  g_autoptr (GBytes) piece = g_bytes_new_from_bytes (f->photo, off, size);

  return tablet_ask (&f->tablet, "PATCH", path, piece, NULL);
}

static Answer *
head (Fixture *f)
{
  g_autofree char *path = g_strdup_printf ("/v1/att/%s?len=%d", f->hash, SIZE);

  return tablet_ask (&f->tablet, "HEAD", path, NULL, NULL);
}

static void
send_photo (Fixture *f)
{
  g_autoptr (Answer) answer = patch (f, 0, SIZE);

  g_assert_cmpuint (answer->status, ==, 201);
}

static RuhuHqReply *
verify (Fixture *f)
{
  return hq_run (&f->hq, "verify", NULL);
}

static void
assert_good (Fixture *f)
{
  g_autoptr (RuhuHqReply) reply = verify (f);

  g_assert_cmpstr (reply->err->str, ==, "");
  g_assert_cmpint (reply->code, ==, 0);
}

static void
assert_noticed (Fixture *f, const char *what)
{
  g_autoptr (RuhuHqReply) reply = verify (f);

  g_assert_cmpint (reply->code, ==, 1);
  if (strstr (reply->err->str, what) == NULL)
    g_error ("“%s” is not in: %s", what, reply->err->str);
}

static void
test_attachment_comes_in_pieces (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) before = head (f);
  g_autoptr (Answer) first = patch (f, 0, 17000);
  g_autoptr (Answer) between = head (f);
  g_autoptr (Answer) wrong = patch (f, 5, 100);
  g_autoptr (Answer) last = patch (f, 17000, SIZE - 17000);
  g_autoptr (Answer) after = head (f);
  g_autoptr (Answer) again = patch (f, 17000, SIZE - 17000);
  g_autoptr (RuhuReceipt) receipt = NULL;
  g_autofree char *path = g_strconcat ("/v1/att/", f->hash, NULL);
  g_autoptr (Answer) got = tablet_ask (&f->tablet, "GET", path, NULL, NULL);
  guint64 off;

  g_assert_cmpuint (before->status, ==, 200);
  g_assert_cmpstr (soup_message_headers_get_one (before->headers, "Ruhu-Offset"), ==, "0");
  g_assert_cmpuint (first->status, ==, 200);
  g_assert_cmpstr (soup_message_headers_get_one (between->headers, "Ruhu-Offset"), ==, "17000");
  g_assert_cmpuint (wrong->status, ==, 409);
  g_assert_cmpstr (answer_code (wrong), ==, "OFFSET");
  g_assert_true (ruhu_wire_json_get_uint (wrong->json, "off", &off));
  g_assert_cmpuint (off, ==, 17000);
  g_assert_cmpuint (last->status, ==, 201);
  receipt = ruhu_receipt_parse (ruhu_json_get_string (last->json, "rcpt"));
  g_assert_nonnull (receipt);
  g_assert_cmpuint (receipt->attachments, ==, 1);
  g_assert_cmpuint (after->status, ==, 201);
  g_assert_cmpuint (again->status, ==, 201);
  g_assert_true (g_bytes_equal (got->bytes, f->photo));
  assert_good (f);
}

/* HQ was killed after it had all of it, and before it tidied up. */
static void
test_what_a_kill_left_goes (Fixture *f, gconstpointer data)
{
  g_autofree char *name = g_strconcat (f->hash, ".", f->tablet.dev, ".part", NULL);
  g_autofree char *folder = g_strndup (f->hash, 2);
  g_autofree char *path = g_build_filename (f->hq.dir_path, "att", folder, name, NULL);
  g_autoptr (Answer) after = NULL;

  send_photo (f);
  g_assert_true (g_file_set_contents (path, "some of it", -1, NULL));
  after = head (f);
  g_assert_cmpuint (after->status, ==, 201);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  assert_good (f);
}

static void
test_wrong_bytes_start_over (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_strdup_printf ("/v1/att/%s?off=0&len=%d", f->hash, SIZE);
  g_autoptr (GBytes) zeros = g_bytes_new_take (g_malloc0 (SIZE), SIZE);
  g_autoptr (Answer) answer = tablet_ask (&f->tablet, "PATCH", path, zeros, NULL);
  g_autoptr (Answer) after = head (f);

  g_assert_cmpuint (answer->status, ==, 422);
  g_assert_cmpstr (soup_message_headers_get_one (after->headers, "Ruhu-Offset"), ==, "0");
  send_photo (f);
}

/* A request of which HQ has the head and half of the body, and then nothing more. */
typedef struct {
  SoupMessage *message;
  GCancellable *cancellable;
  GAsyncResult *result;
  int pipe;
  gsize written;
} Half;

static void
wrote_cb (SoupMessage *message, guint size, gpointer user_data)
{
  ((Half *) user_data)->written += size;
}

static void
sign_begin (SoupMessage *message, Fixture *f, const char *path, const guint8 *key)
{
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);
  gint64 at = g_ascii_strtoll (soup_message_headers_get_one (headers, "Ruhu-T"), NULL, 10);
  g_autofree char *text =
    ruhu_sign_request_text (ruhu_hq_dir_get_hqs (f->hq.dir), RUHU_SIGN_BEGIN, path, at, NULL);
  g_autofree char *begin = ruhu_sign_text (text, key);

  soup_message_headers_append (headers, "Ruhu-Begin", begin);
}

/* The body goes out once HQ has looked at the head.
 * @key: (nullable): what signs the beginning */
static void
half_send (Half *half, Fixture *f, const guint8 *key)
{
  g_autofree char *path = g_strdup_printf ("/v1/att/%s?off=0&len=%d", f->hash, SIZE);
  g_autoptr (GInputStream) stream = NULL;
  SoupMessageHeaders *headers;
  int ends[2];

  memset (half, 0, sizeof *half);
  half->message = tablet_make_request (&f->tablet, "PATCH", path, NULL);
  half->cancellable = g_cancellable_new ();
  headers = soup_message_get_request_headers (half->message);
  if (key != NULL)
    sign_begin (half->message, f, path, key);
  soup_message_headers_set_expectations (headers, SOUP_EXPECTATION_CONTINUE);
  g_assert_true (g_unix_open_pipe (ends, FD_CLOEXEC, NULL));
  half->pipe = ends[1];
  g_assert_cmpint (write (half->pipe, g_bytes_get_data (f->photo, NULL), HALF), ==, HALF);
  stream = g_unix_input_stream_new (ends[0], TRUE);
  soup_message_set_request_body (half->message, "application/octet-stream", stream, SIZE);
  g_signal_connect (half->message, "wrote-body-data", G_CALLBACK (wrote_cb), half);
  soup_session_send_and_read_async (f->hq.session,
                                    half->message,
                                    G_PRIORITY_DEFAULT,
                                    half->cancellable,
                                    ruhu_test_got,
                                    &half->result);
  while (half->written < HALF)
    g_main_context_iteration (NULL, TRUE);
}

static void
half_cut (Half *half, Fixture *f)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (half->cancellable);
  while (half->result == NULL)
    g_main_context_iteration (NULL, TRUE);
  bytes = soup_session_send_and_read_finish (f->hq.session, half->result, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  close (half->pipe);
  g_clear_object (&half->result);
  g_clear_object (&half->cancellable);
  g_clear_object (&half->message);
}

static void
assert_nothing_here (Fixture *f)
{
  g_autoptr (Answer) answer = head (f);

  g_assert_cmpstr (soup_message_headers_get_one (answer->headers, "Ruhu-Offset"), ==, "0");
}

/* What began well and does not end so. */
static void
test_forged_bytes_are_taken_back (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_strdup_printf ("/v1/att/%s?off=0&len=%d", f->hash, SIZE);
  g_autoptr (GBytes) piece = g_bytes_new_from_bytes (f->photo, 0, 100);
  g_autoptr (SoupMessage) message = NULL;
  g_autoptr (Answer) answer = NULL;

  f->tablet.ed_secret[3] ^= 1;
  message = tablet_make_request (&f->tablet, "PATCH", path, piece);
  f->tablet.ed_secret[3] ^= 1;
  sign_begin (message, f, path, f->tablet.ed_secret);
  answer = hq_send (&f->hq, message);
  g_assert_cmpuint (answer->status, ==, 401);
  assert_nothing_here (f);
}

/* He knows the tablet's number and the hash of its photo, and leaves his connection open. */
static void
test_stranger_is_in_nobodys_way (Fixture *f, gconstpointer data)
{
  Half half;

  half_send (&half, f, NULL);
  assert_nothing_here (f);
  half_cut (&half, f);
  half_send (&half, f, f->tablet.lk_secret);
  assert_nothing_here (f);
  send_photo (f);
  half_cut (&half, f);
  assert_good (f);
}

static void
test_what_a_tablet_began_is_kept (Fixture *f, gconstpointer data)
{
  g_autofree char *half_way = g_strdup_printf ("%d", HALF);
  const char *offset = NULL;
  g_autoptr (Answer) rest = NULL;
  Half half;

  half_send (&half, f, f->tablet.ed_secret);
  half_cut (&half, f);
  while (g_strcmp0 (offset, half_way) != 0) {
    g_autoptr (Answer) answer = head (f);

    g_assert_cmpuint (answer->status, ==, 200);
    offset = g_intern_string (soup_message_headers_get_one (answer->headers, "Ruhu-Offset"));
  }
  rest = patch (f, HALF, SIZE - HALF);
  g_assert_cmpuint (rest->status, ==, 201);
  assert_good (f);
}

static void
test_unnamed_attachment_is_unknown (Fixture *f, gconstpointer data)
{
  Tablet other;
  g_autofree char *path = g_strdup_printf ("/v1/att/%s?len=%d", f->hash, SIZE);
  g_autofree char *none = g_strdup_printf ("/v1/att/%s?len=1", RUHU_HASH_NONE);
  g_autoptr (Answer) unnamed = tablet_ask (&f->tablet, "HEAD", none, NULL, NULL);
  g_autoptr (Answer) elsewhere = NULL;
  g_autoptr (Answer) odd = tablet_ask (&f->tablet, "HEAD", "/v1/att/hq.db", NULL, NULL);

  tablet_init (&other, &f->hq, OTHER_VILLAGE);
  elsewhere = tablet_ask (&other, "HEAD", path, NULL, NULL);
  g_assert_cmpuint (unnamed->status, ==, 404);
  g_assert_cmpuint (elsewhere->status, ==, 404);
  g_assert_cmpuint (odd->status, ==, 404);
  tablet_clear (&other);
}

/* The photo as a locked tablet has it: one chunk, its key in a box to HQ that names @hash. */
typedef struct {
  GBytes *file;
  char *path;
} Sealed;

static void
seal_photo (GBytes *content, const char *hash, const guint8 *hqx, Sealed *sealed)
{
  const int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  crypto_secretstream_xchacha20poly1305_state state;
  gsize n;
  const guint8 *data = g_bytes_get_data (content, &n);
  guint8 *file = g_malloc (n + 24 + 17);
  guint8 secrets[64], box[64 + crypto_box_SEALBYTES];
  char text[200];
  g_autofree char *file_hash = NULL;

  crypto_secretstream_xchacha20poly1305_keygen (secrets);
  sodium_hex2bin (secrets + 32, 32, hash, strlen (hash), NULL, NULL, NULL);
  crypto_secretstream_xchacha20poly1305_init_push (&state, file, secrets);
  crypto_secretstream_xchacha20poly1305_push (&state,
                                              file + 24,
                                              NULL,
                                              data,
                                              n,
                                              NULL,
                                              0,
                                              crypto_secretstream_xchacha20poly1305_TAG_FINAL);
  crypto_box_seal (box, secrets, sizeof secrets, hqx);
  sodium_bin2base64 (text, sizeof text, box, sizeof box, variant);
  sealed->file = g_bytes_new_take (file, n + 24 + 17);
  file_hash = ruhu_hash_bytes (sealed->file);
  sealed->path = g_strdup_printf ("/v1/sealed/%s?key=%s", file_hash, text);
}

static guint
ask_sealed (Tablet *tablet, const char *method, Sealed *sealed)
{
  g_autofree char *path = g_strconcat (sealed->path, "&off=0", NULL);
  g_autoptr (Answer) answer =
    tablet_ask (tablet, method, path, *method == 'P' ? sealed->file : NULL, NULL);

  return answer->status;
}

static void
sealed_clear (Sealed *sealed)
{
  g_bytes_unref (sealed->file);
  g_free (sealed->path);
}

static void
test_sealed_attachment_is_opened (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_strconcat ("/v1/att/", f->hash, NULL);
  g_autoptr (Answer) got = NULL;
  Sealed sealed;

  seal_photo (f->photo, f->hash, ruhu_hq_dir_get_hqx (f->hq.dir), &sealed);
  f->tablet.locked = TRUE;
  g_assert_cmpuint (ask_sealed (&f->tablet, "HEAD", &sealed), ==, 200);
  g_assert_cmpuint (ask_sealed (&f->tablet, "PATCH", &sealed), ==, 201);
  g_assert_cmpuint (ask_sealed (&f->tablet, "PATCH", &sealed), ==, 201);
  g_assert_cmpuint (ask_sealed (&f->tablet, "HEAD", &sealed), ==, 201);
  f->tablet.locked = FALSE;
  got = tablet_ask (&f->tablet, "GET", path, NULL, NULL);
  g_assert_true (g_bytes_equal (got->bytes, f->photo));
  assert_good (f);
  sealed_clear (&sealed);
}

/* What the key says and what the file holds must be the same thing. */
static void
test_sealed_other_content_is_refused (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) zeros = g_bytes_new_take (g_malloc0 (SIZE), SIZE);
  Sealed sealed;

  seal_photo (zeros, f->hash, ruhu_hq_dir_get_hqx (f->hq.dir), &sealed);
  f->tablet.locked = TRUE;
  g_assert_cmpuint (ask_sealed (&f->tablet, "PATCH", &sealed), ==, 422);
  f->tablet.locked = FALSE;
  g_assert_cmpint (hq_count (&f->hq, "SELECT count(*) FROM att WHERE state = 1"), ==, 0);
  send_photo (f);
  assert_good (f);
  sealed_clear (&sealed);
}

static void
test_locked_key_learns_nothing (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_strdup_printf ("/v1/att/%s?len=%d", f->hash, SIZE);
  g_autofree char *bare = g_strdup_printf ("/v1/sealed/%s?len=%d", f->hash, SIZE);
  g_autoptr (Answer) open = NULL;
  g_autoptr (Answer) keyless = NULL;
  guint8 stranger[crypto_box_PUBLICKEYBYTES], secret[crypto_box_SECRETKEYBYTES];
  Sealed sealed, unnamed, strange;
  Tablet other;

  crypto_box_keypair (stranger, secret);
  seal_photo (f->photo, f->hash, ruhu_hq_dir_get_hqx (f->hq.dir), &sealed);
  seal_photo (f->photo, RUHU_HASH_NONE, ruhu_hq_dir_get_hqx (f->hq.dir), &unnamed);
  seal_photo (f->photo, f->hash, stranger, &strange);
  f->tablet.locked = TRUE;
  open = tablet_ask (&f->tablet, "HEAD", path, NULL, NULL);
  keyless = tablet_ask (&f->tablet, "HEAD", bare, NULL, NULL);
  g_assert_cmpuint (open->status, ==, 401);
  g_assert_cmpuint (keyless->status, ==, 404);
  g_assert_cmpuint (ask_sealed (&f->tablet, "HEAD", &unnamed), ==, 404);
  g_assert_cmpuint (ask_sealed (&f->tablet, "HEAD", &strange), ==, 404);
  g_assert_cmpuint (ask_sealed (&f->tablet, "PATCH", &strange), ==, 404);

  /* Of the same village, but it was another tablet that named the photo. */
  tablet_init (&other, &f->hq, VILLAGE);
  other.locked = TRUE;
  g_assert_cmpuint (ask_sealed (&other, "HEAD", &sealed), ==, 404);
  g_assert_cmpuint (ask_sealed (&other, "PATCH", &sealed), ==, 404);
  tablet_clear (&other);
  sealed_clear (&sealed);
  sealed_clear (&unnamed);
  sealed_clear (&strange);
}

/* Somebody with the database: takes the line out, changes one answer, packs it again. */
static void
change_answer (Fixture *f, gboolean hash_too)
{
  g_autoptr (GBytes) packed = NULL;
  g_autoptr (GBytes) line = NULL;
  g_autoptr (GBytes) changed = NULL;
  g_autoptr (GBytes) again = NULL;
  g_autofree char *hash = NULL;
  g_autofree char *sql = NULL;
  sqlite3_stmt *statement;
  sqlite3 *db;
  char *text, *answer;

  hq_stop (&f->hq);
  db = ruhu_test_sql_open (f->hq.dir_path, "hq.db");
  sqlite3_prepare_v2 (db, "SELECT body FROM change_log WHERE kind = 6", -1, &statement, NULL);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  packed = g_bytes_new (sqlite3_column_blob (statement, 0), sqlite3_column_bytes (statement, 0));
  sqlite3_finalize (statement);

  line = ruhu_hq_unpack (packed);
  text = g_strndup (g_bytes_get_data (line, NULL), g_bytes_get_size (line));
  answer = strstr (text, "\"yes\"");
  g_assert_nonnull (answer);
  memcpy (answer, "\"no!\"", 5);
  changed = g_bytes_new_take (text, strlen (text));
  again = ruhu_hq_pack (changed);
  hash = ruhu_hash_bytes (changed);

  sql = hash_too
          ? g_strdup_printf ("UPDATE change_log SET body = ?1, hash = x'%s' WHERE kind = 6", hash)
          : g_strdup ("UPDATE change_log SET body = ?1 WHERE kind = 6");
  sqlite3_prepare_v2 (db, sql, -1, &statement, NULL);
  sqlite3_bind_blob (statement,
                     1,
                     g_bytes_get_data (again, NULL),
                     g_bytes_get_size (again),
                     SQLITE_TRANSIENT);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_DONE);
  g_assert_cmpint (sqlite3_changes (db), ==, 1);
  sqlite3_finalize (statement);
  sqlite3_close (db);
  hq_start (&f->hq);
}

static void
test_changed_answer_is_noticed (Fixture *f, gconstpointer data)
{
  assert_good (f);
  change_answer (f, FALSE);
  assert_noticed (f, "was changed after it was taken in");
}

/* Hash, head and all made to fit: the device's own signature does not. */
static void
test_changed_answer_with_its_hashes_is_noticed (Fixture *f, gconstpointer data)
{
  change_answer (f, TRUE);
  hq_execute (&f->hq,
              "UPDATE device SET head = (SELECT hash FROM change_log WHERE kind = 6)"
              " WHERE ed IS NOT NULL");
  assert_noticed (f, "does not end with what it signed");
}

static void
test_missing_line_is_noticed (Fixture *f, gconstpointer data)
{
  hq_execute (&f->hq, "DELETE FROM change_log WHERE kind = 6");
  assert_noticed (f, "HQ acknowledged 1 lines and has 0");
}

static void
test_changed_state_is_noticed (Fixture *f, gconstpointer data)
{
  hq_execute (&f->hq, "UPDATE object SET state = 3 WHERE kind = 6");
  assert_noticed (f, "is not what the log makes it");
}

static void
test_missing_object_is_noticed (Fixture *f, gconstpointer data)
{
  hq_execute (&f->hq, "DELETE FROM object WHERE kind = 6");
  assert_noticed (f, "missing in the state");
}

static void
test_changed_audit_is_noticed (Fixture *f, gconstpointer data)
{
  hq_execute (&f->hq, "UPDATE audit SET actor = 'somebody' WHERE action = 'form-publish'");
  assert_noticed (f, "audit of 000000000: entry 1");
}

static void
test_shortened_audit_is_noticed (Fixture *f, gconstpointer data)
{
  hq_execute (&f->hq, "DELETE FROM audit WHERE action = 'form-publish'");
  assert_noticed (f, "does not end where HQ signed it");
}

static void
test_changed_attachment_is_noticed (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_strdup_printf ("%s/att/%.2s/%s", f->hq.dir_path, f->hash, f->hash);

  send_photo (f);
  assert_good (f);
  g_assert_true (g_file_set_contents (path, "other", -1, NULL));
  assert_noticed (f, "is missing or was changed");
}

static void
test_changed_receipt_is_noticed (Fixture *f, gconstpointer data)
{
  hq_execute (&f->hq, "UPDATE device SET rcpt = replace (rcpt, '|1|', '|2|')");
  assert_noticed (f, "its receipt is not what HQ signed");
}

static void
test_visit_closes_its_task (Fixture *f, gconstpointer data)
{
  g_autofree char *csv = g_build_filename (f->hq.dir_path, "register.csv", NULL);
  g_autofree char *out = NULL;
  g_autofree char *line = NULL;
  g_autofree char *task = NULL;
  g_autofree char *night = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDateTime) today = g_date_time_new_now_local ();
  g_autofree char *day = g_date_time_format (today, "%F");

  g_file_set_contents (csv,
                       "person_id,person_name,division_code,cert_status,cert_grade\n" PERSON_ID
                       ",Somebody," VILLAGE ",valid,2\n",
                       -1,
                       NULL);
  out = hq_do (&f->hq, "register", "import", csv, NULL);
  g_assert_nonnull (strstr (out, "1 persons added, 0 changed, 1 tasks made"));
  {
    g_autoptr (RuhuHqRows) rows = ruhu_hq_store_query (ruhu_hq_dir_get_store (f->hq.dir),
                                                       &error,
                                                       "SELECT uuid FROM object WHERE kind = 4",
                                                       "");

    g_assert_true (ruhu_hq_rows_next (rows, &error));
    task = ruhu_hq_rows_get_uuid (rows, 0);
  }
  line = make_response (f, "0192f3a0-aa01-7000-8000-000000000003", task);
  answer_free (tablet_push (&f->tablet, line));
  g_assert_cmpint (hq_count (&f->hq, "SELECT count(*) FROM object WHERE kind = 4"), ==, 2);
  g_assert_cmpint (hq_count (&f->hq, "SELECT count(*) FROM object WHERE kind = 4 AND state = 1"),
                   ==,
                   1);
  g_assert_cmpint (hq_count (&f->hq,
                             "SELECT (max(due) - unixepoch('now', 'start of day') * 1000)"
                             " / 86400000 FROM object WHERE kind = 4 AND state = 0"),
                   ==,
                   90);
  assert_good (f);

  night = hq_do (&f->hq, "report", "night", "--period", day, "--format", "csv", NULL);
  g_assert_nonnull (strstr (night, "\r\n" TOWN ",2,0,0,0,0,2,2,1,0,1,1\r\n"));
}

/* The form comes after the response that uses it. */
static void
test_publishing_releases_what_waited (Fixture *f, gconstpointer data)
{
  g_autofree char *text = NULL;
  g_autofree char *path = g_build_filename (f->hq.dir_path, "later.xml", NULL);
  g_autofree char *line = make_response (f, "0192f3a0-aa01-7000-8000-000000000004", "");
  g_autofree char *out = NULL;
  g_auto (GStrv) parts = NULL;
  g_autofree char *later = NULL;

  parts = g_strsplit (line, "\"fm\":\"ruhu_home_visit\"", 2);
  later = g_strjoin ("\"fm\":\"ruhu_later_visit\"", parts[0], parts[1], NULL);
  answer_free (tablet_push (&f->tablet, later));
  g_free (line);
  line = make_response (f, "0192f3a0-aa01-7000-8000-000000000005", "");
  answer_free (tablet_push (&f->tablet, line));
  g_assert_cmpint (hq_count (&f->hq, "SELECT count(*) FROM quarantine WHERE state = 0"), ==, 1);

  g_assert_true (g_file_get_contents (HOME_VISIT, &text, NULL, NULL));
  g_strfreev (parts);
  parts = g_strsplit (text, "\"ruhu_home_visit\"", -1);
  g_free (text);
  text = g_strjoinv ("\"ruhu_later_visit\"", parts);
  g_file_set_contents (path, text, -1, NULL);
  out = hq_do (&f->hq, "form", "publish", path, NULL);
  g_assert_cmpstr (strchr (out, 10), ==, "\n1 responses came out of quarantine\n");
  g_assert_cmpint (hq_count (&f->hq, "SELECT count(*) FROM quarantine WHERE state = 0"), ==, 0);
  assert_good (f);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    void (*run) (Fixture *f, gconstpointer data);
  } tests[] = {
    { "attachment-comes-in-pieces", test_attachment_comes_in_pieces },
    { "what-a-kill-left-goes", test_what_a_kill_left_goes },
    { "wrong-bytes-start-over", test_wrong_bytes_start_over },
    { "forged-bytes-are-taken-back", test_forged_bytes_are_taken_back },
    { "stranger-is-in-nobodys-way", test_stranger_is_in_nobodys_way },
    { "what-a-tablet-began-is-kept", test_what_a_tablet_began_is_kept },
    { "unnamed-attachment-is-unknown", test_unnamed_attachment_is_unknown },
    { "sealed-attachment-is-opened", test_sealed_attachment_is_opened },
    { "sealed-other-content-is-refused", test_sealed_other_content_is_refused },
    { "locked-key-learns-nothing", test_locked_key_learns_nothing },
    { "changed-answer-is-noticed", test_changed_answer_is_noticed },
    { "changed-answer-with-its-hashes-is-noticed", test_changed_answer_with_its_hashes_is_noticed },
    { "missing-line-is-noticed", test_missing_line_is_noticed },
    { "changed-state-is-noticed", test_changed_state_is_noticed },
    { "missing-object-is-noticed", test_missing_object_is_noticed },
    { "changed-audit-is-noticed", test_changed_audit_is_noticed },
    { "shortened-audit-is-noticed", test_shortened_audit_is_noticed },
    { "changed-attachment-is-noticed", test_changed_attachment_is_noticed },
    { "changed-receipt-is-noticed", test_changed_receipt_is_noticed },
    { "visit-closes-its-task", test_visit_closes_its_task },
    { "publishing-releases-what-waited", test_publishing_releases_what_waited },
  };
  guint i;

  g_test_init (&argc, &argv, NULL);

  for (i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/hq-verify/", tests[i].name, NULL);

    g_test_add (path, Fixture, NULL, set_up, tests[i].run, tear_down);
  }
  return g_test_run ();
}
