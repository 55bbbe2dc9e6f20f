/* test-flips.c: a byte of the profile that is not what was written is found, and harms nothing else
 *
 * One byte of one file of a small profile is flipped. Then the store is unlocked, everything is
 * read, and all of it is verified. Either something says that it is not right, or everything read
 * is what was written: the byte held nothing. No file of a photo goes for it.
 *
 *   test-flips [--every N] [--from SEED]
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "crash-world.h"
#include "store-fixture.h"

#include "base/ruhu-json.h"
#include "responses/ruhu-verify.h"

#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>

#define PERSON "2f1c0f7e-6f5b-4a53-9d0b-7a3d3a0c9e11"
#define STREAM "990101001"

typedef struct {
  char *name; /* below the profile */
  char *path;
  char *content;
  gsize n;
} File;

/* How a flip was found. */
typedef enum {
  AT_UNLOCK,
  BY_READING,
  BY_HQ,
  BY_VERIFYING,
  NOTHING_THERE,
  N_OUTCOMES,
} Outcome;

static const char *const outcomes[N_OUTCOMES] = {
  "at unlock", "by reading", "by HQ", "by verifying", "nothing there",
};

static int every;
static int seed = 1;

static gboolean
merge (RuhuObjectPage *page, gpointer data, GError **error)
{
  g_autoptr (RuhuObject) person = ruhu_object_new (PERSON, RUHU_OBJECT_PERSON, DIVISION);

  g_free (person->body);
  person->body = g_strdup ("{\"name\":\"王秀兰\",\"phone\":\"13900000000\"}");
  person->due = 1795300000000;
  return ruhu_object_page_put (page, person, error) && ruhu_object_page_confirm (page, 1, error);
}

static void
pull (Fixture *f)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_object_store_apply_async (f->objects,
                                 STREAM,
                                 "",
                                 "c1",
                                 merge,
                                 NULL,
                                 NULL,
                                 NULL,
                                 ruhu_test_got,
                                 &got);
  result = ruhu_test_wait (&got);
  g_assert_true (ruhu_object_store_apply_finish (f->objects, result, NULL));
}

static char *
make_receipt (Fixture *f, gint64 upto)
{
  g_autofree char *text =
    g_strdup_printf ("RUHU1|rcpt|g1|d7k2|%" G_GINT64_FORMAT "|%064d|%" G_GINT64_FORMAT "|0",
                     upto,
                     0,
                     f->now);
  g_autofree char *signature = NULL;
  guint8 bytes[64];

  crypto_sign_detached (bytes, NULL, (const guint8 *) text, strlen (text), f->hqs);
  signature = g_base64_encode (bytes, sizeof bytes);
  return g_strconcat (text, "|", signature, NULL);
}

static void
be_answered (Fixture *f, gint64 acked)
{
  g_autofree char *receipt = make_receipt (f, acked);
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_outbox_answer_async (f->store,
                            ruhu_outbox_answer_new (acked, receipt, 0, "g1"),
                            NULL,
                            ruhu_test_got,
                            &got);
  result = ruhu_test_wait (&got);
  g_assert_true (ruhu_outbox_answer_finish (f->store, result, NULL));
}

/* A visit with two answers and a photo. */
static RuhuResponse *
visit (Fixture *f, gboolean finished)
{
  RuhuResponse *response = fixture_begin (f);
  const char *id = ruhu_response_get_id (response);
  g_autofree char *name = NULL;
  g_autofree char *ans = NULL;

  fixture_answer (f, id, "/data/q1", "轮椅");
  name = fixture_attach (f, id, "this is a photo", "image/jpeg");
  fixture_answer (f, id, "/data/photo", name);
  ans = g_strdup_printf ("{\"q1\":\"轮椅\",\"photo\":\"%s\"}", name);
  if (finished)
    fixture_finish (f, id, ans, NULL);
  return response;
}

/* Two lines with HQ, one of them confirmed, one that waits, one finished response and one draft. */
static void
fill (Fixture *f)
{
  guint i;

  for (i = 0; i < 3; i++)
    g_object_unref (visit (f, TRUE));
  fixture_cut (f);
  be_answered (f, 2);
  pull (f);
  g_object_unref (visit (f, TRUE));
  g_object_unref (visit (f, FALSE));
}

static void
file_free (gpointer data)
{
  File *file = data;

  g_free (file->name);
  g_free (file->path);
  g_free (file->content);
  g_free (file);
}

static GPtrArray *
read_files (Fixture *f)
{
  g_autoptr (GPtrArray) paths = fixture_list_files (f->dir);
  GPtrArray *files = g_ptr_array_new_with_free_func (file_free);
  guint i;

  for (i = 0; i < paths->len; i++) {
    File *file = g_new0 (File, 1);

    file->path = g_strdup (g_ptr_array_index (paths, i));
    file->name = g_strdup (file->path + strlen (f->dir) + 1);
    g_assert_true (g_file_get_contents (file->path, &file->content, &file->n, NULL));
    g_ptr_array_add (files, file);
  }
  return files;
}

static void
put_back (Fixture *f, GPtrArray *files)
{
  g_autofree char *wal = g_build_filename (f->dir, "store.db-wal", NULL);
  guint i;

  for (i = 0; i < files->len; i++) {
    File *file = g_ptr_array_index (files, i);
    FILE *out = g_fopen (file->path, "w");

    g_assert_nonnull (out);
    g_assert_cmpuint (fwrite (file->content, 1, file->n, out), ==, file->n);
    g_assert_cmpint (fclose (out), ==, 0);
  }
  g_unlink (wal);
}

static void
flip (File *file, gsize at)
{
  FILE *out = g_fopen (file->path, "r+");
  guint8 byte = (guint8) file->content[at] ^ (1 << (at * 7 % 8));

  g_assert_nonnull (out);
  g_assert_cmpint (fseek (out, at, SEEK_SET), ==, 0);
  g_assert_cmpint (fputc (byte, out), ==, byte);
  g_assert_cmpint (fclose (out), ==, 0);
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(char *const *) a, *(char *const *) b);
}

static void
add_all (GString *picture, GHashTable *values)
{
  g_autofree gpointer *keys = NULL;
  guint i, n;

  keys = g_hash_table_get_keys_as_array (values, &n);
  qsort (keys, n, sizeof *keys, compare_texts);
  for (i = 0; i < n; i++)
    g_string_append_printf (picture,
                            " %s=%s",
                            (char *) keys[i],
                            (char *) g_hash_table_lookup (values, keys[i]));
}

/* Returns: whether the photo that @answers names can be read */
static gboolean
add_photo (Fixture *f, GString *picture, const char *name)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) content = NULL;
  gsize n;
  const char *data;

  ruhu_response_store_read_attachment_async (f->responses, name, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  content = ruhu_response_store_read_attachment_finish (f->responses, result, NULL);
  if (content == NULL)
    return FALSE;

  data = g_bytes_get_data (content, &n);
  g_string_append_printf (picture, " [%.*s]", (int) n, data);
  return TRUE;
}

static gboolean
add_final (Fixture *f, GString *picture, const char *id)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *ans = NULL;
  g_autoptr (JsonObject) object = NULL;

  ruhu_response_store_load_final_async (f->responses, id, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  ans = ruhu_response_store_load_final_finish (f->responses, result, NULL);
  object = ans == NULL ? NULL : ruhu_json_parse (ans, -1, NULL);
  if (object == NULL)
    return FALSE;

  g_string_append (picture, ans);
  return add_photo (f, picture, ruhu_json_get_string (object, "photo"));
}

static gboolean
add_response (Fixture *f, GString *picture, RuhuResponse *response)
{
  const char *id = ruhu_response_get_id (response);
  g_autoptr (GHashTable) answers = NULL;

  g_string_append_printf (picture,
                          "\n%s %d %s %s %s %" G_GINT64_FORMAT " ",
                          id,
                          ruhu_response_get_state (response),
                          ruhu_response_get_form_id (response),
                          ruhu_response_get_person_id (response),
                          ruhu_response_get_title (response),
                          ruhu_response_get_finished_at (response));
  if (ruhu_response_get_state (response) >= RUHU_RESPONSE_FINAL)
    return add_final (f, picture, id);

  answers = fixture_load (f, id, NULL);
  if (answers == NULL)
    return FALSE;
  add_all (picture, answers);
  return add_photo (f, picture, g_hash_table_lookup (answers, "/data/photo"));
}

static gboolean
add_responses (Fixture *f, GString *picture)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) list = NULL;
  guint i;

  ruhu_response_store_list_async (f->responses, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  list = ruhu_response_store_list_finish (f->responses, result, NULL);
  for (i = 0; list != NULL && i < list->len; i++) {
    if (!add_response (f, picture, g_ptr_array_index (list, i)))
      return FALSE;
  }
  return list != NULL;
}

/* What a locked tablet would send: HQ can open it, or says that it cannot. */
static gboolean
opens_at_hq (Fixture *f, GBytes *sealed, gboolean *found_by_hq)
{
  gsize n;
  const guint8 *data = g_bytes_get_data (sealed, &n);
  g_autofree guint8 *plain = g_malloc (n);

  if (n <= crypto_box_SEALBYTES ||
      crypto_box_seal_open (plain, data, n, f->hqx_public, f->hqx) != 0)
    *found_by_hq = TRUE;
  return TRUE;
}

static gboolean
add_lines (Fixture *f, GString *picture, gboolean *found_by_hq)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) lines = NULL;
  guint i;

  ruhu_outbox_read_async (f->store, 1, 100, 1000000, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  lines = ruhu_outbox_read_finish (f->store, result, NULL);
  for (i = 0; lines != NULL && i < lines->len; i++) {
    RuhuOutboxLine *line = g_ptr_array_index (lines, i);
    gsize n;
    const char *data = g_bytes_get_data (line->line, &n);

    g_string_append_printf (picture, "\n%d %d %.*s", (int) line->seq, line->state, (int) n, data);
    opens_at_hq (f, line->sealed, found_by_hq);
  }
  return lines != NULL;
}

static gboolean
add_attachments (Fixture *f, GString *picture, gboolean *found_by_hq)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) list = NULL;
  guint i;

  ruhu_outbox_list_attachments_async (f->store, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  list = ruhu_outbox_list_attachments_finish (f->store, result, NULL);
  for (i = 0; list != NULL && i < list->len; i++) {
    RuhuOutboxAttachment *att = g_ptr_array_index (list, i);

    g_string_append_printf (picture,
                            "\n%s %d %s %s %d %d",
                            att->id,
                            (int) att->seq,
                            att->hash,
                            att->type,
                            (int) att->size,
                            (int) att->sent);
    opens_at_hq (f, att->sealed_key, found_by_hq);
  }
  return list != NULL;
}

static gboolean
add_counts (Fixture *f, GString *picture)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (RuhuOutboxCounts) counts = NULL;

  ruhu_outbox_count_async (f->store, 0, 0, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  counts = ruhu_outbox_count_finish (f->store, result, NULL);
  if (counts != NULL)
    g_string_append_printf (picture,
                            "\n%u %u %u %u %u %d %d %s",
                            counts->responses,
                            counts->lines,
                            counts->attachments,
                            counts->drafts,
                            counts->quarantined,
                            (int) counts->first,
                            (int) counts->next,
                            counts->receipt);
  return counts != NULL;
}

static gboolean
add_base (Fixture *f, GString *picture)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) first = NULL;
  g_autoptr (GAsyncResult) second = NULL;
  g_autofree char *cursor = NULL;
  g_autoptr (GPtrArray) persons = NULL;
  guint i;

  ruhu_object_store_get_cursor_async (f->objects, STREAM, NULL, ruhu_test_got, &got);
  first = ruhu_test_wait (&got);
  cursor = ruhu_object_store_get_cursor_finish (f->objects, first, NULL);
  ruhu_object_store_load_async (f->objects, RUHU_OBJECT_PERSON, NULL, ruhu_test_got, &got);
  second = ruhu_test_wait (&got);
  persons = ruhu_object_store_load_finish (f->objects, second, NULL);
  g_string_append_printf (picture, "\n%s", cursor);
  for (i = 0; persons != NULL && i < persons->len; i++) {
    RuhuObject *person = g_ptr_array_index (persons, i);

    g_string_append_printf (picture,
                            "\n%s %s %s %d %d",
                            person->id,
                            person->body,
                            person->division,
                            person->state,
                            (int) (person->due / 1000));
  }
  return cursor != NULL && persons != NULL;
}

static void
add_key (GString *picture, GBytes *key)
{
  g_autofree char *text = g_base64_encode (g_bytes_get_data (key, NULL), g_bytes_get_size (key));

  g_string_append_printf (picture, " %s", text);
}

static void
add_device (Fixture *f, GString *picture)
{
  RuhuDevice *device = ruhu_store_get_device (f->store);
  g_autofree char *secret = g_build_filename (f->dir, "secret", "unlock", NULL);
  g_autofree char *code = NULL;
  g_autoptr (GBytes) bytes = NULL;
  char *content;
  gsize n;

  g_string_append_printf (picture,
                          "\n%s %s %s %s %s %d %d",
                          device->id,
                          device->scope,
                          device->role,
                          device->url,
                          device->ca,
                          (int) device->epoch,
                          device->phrase);
  add_key (picture, device->hqs);
  add_key (picture, device->hqx);
  add_key (picture, device->hqe);

  g_assert_true (g_file_get_contents (secret, &content, &n, NULL));
  bytes = g_bytes_new_take (content, n);
  code = ruhu_unlock_code (bytes, device->id, 1);
  g_string_append_printf (picture, "\n%s", code);
}

/* HQ takes what a locked tablet sends only with this signature. */
static gboolean
signs_while_locked (Fixture *f)
{
  guint8 signature[64];

  return ruhu_store_sign (f->store, "x", 1, signature, NULL) &&
         crypto_sign_verify_detached (signature, (const guint8 *) "x", 1, f->lk_public) == 0;
}

static gboolean
is_verified (Fixture *f)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (RuhuVerified) verified = NULL;

  ruhu_verify_async (f->store, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  verified = ruhu_verify_finish (f->store, result, NULL);
  return verified != NULL && verified->faults->len == 0;
}

/* @picture: gets all that can be seen. Returns: where something said that it is not right */
static Outcome
look (Fixture *f, GString *picture)
{
  g_autoptr (GError) error = NULL;
  gboolean found_by_hq = !signs_while_locked (f);

  g_string_append_printf (picture,
                          "%d %u",
                          (int) ruhu_store_get_wait_until (f->store),
                          ruhu_store_get_lockout (f->store));
  if (!fixture_unlock_with (f, PIN, NULL, NULL, &error))
    return AT_UNLOCK;
  if (!add_responses (f, picture) || !add_lines (f, picture, &found_by_hq) ||
      !add_attachments (f, picture, &found_by_hq) || !add_counts (f, picture) ||
      !add_base (f, picture))
    return BY_READING;
  if (!is_verified (f))
    return BY_VERIFYING;
  add_device (f, picture);
  return found_by_hq ? BY_HQ : NOTHING_THERE;
}

static guint
count_photos (Fixture *f)
{
  g_autofree char *path = g_build_filename (f->dir, "att", NULL);
  g_autoptr (GPtrArray) files = fixture_list_files (path);

  return files->len;
}

static Outcome
try_flip (Fixture *f, GPtrArray *files, File *file, gsize at, const char *right, guint *silent)
{
  g_autoptr (GString) picture = g_string_new (NULL);
  guint photos = count_photos (f);
  Outcome outcome;

  flip (file, at);
  fixture_reopen (f);
  outcome = look (f, picture);
  if (outcome == NOTHING_THERE && !g_str_equal (picture->str, right)) {
    g_test_message ("byte %d of %s: nobody noticed", (int) at, file->name);
    (*silent)++;
  }
  if (count_photos (f) != photos) {
    g_test_message ("byte %d of %s: a photo's file went", (int) at, file->name);
    (*silent)++;
  }
  fixture_reopen (f);
  put_back (f, files);
  return outcome;
}

static void
test_flips (Fixture *f, gconstpointer data)
{
  g_autoptr (GString) right = g_string_new (NULL);
  g_autoptr (GPtrArray) files = NULL;
  guint counts[N_OUTCOMES] = { 0 };
  guint i, silent = 0, n = 0;

  fill (f);
  fixture_lock (f);
  files = read_files (f);
  fixture_reopen (f);
  g_assert_cmpint (look (f, right), ==, NOTHING_THERE);
  fixture_reopen (f);
  put_back (f, files);

  for (i = 0; i < files->len; i++) {
    File *file = g_ptr_array_index (files, i);
    gsize at, step = g_str_equal (file->name, "store.db") ? every : MAX (1, every / 8);

    for (at = seed % step; at < file->n; at += step, n++)
      counts[try_flip (f, files, file, at, right->str, &silent)]++;
  }
  for (i = 0; i < N_OUTCOMES; i++)
    g_test_message ("%u %s", counts[i], outcomes[i]);
  g_test_message ("seed %d: %u bytes flipped; %u held something, each was found",
                  seed,
                  n,
                  n - counts[NOTHING_THERE]);
  g_assert_cmpuint (silent, ==, 0);
}

int
main (int argc, char **argv)
{
  const GOptionEntry entries[] = {
    { "every", 0, 0, G_OPTION_ARG_INT, &every, "flip each N-th byte of the database", "N" },
    { "from", 0, 0, G_OPTION_ARG_INT, &seed, "the first of them", "SEED" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  every = 41 * CRASH_SLOWER;
  crash_register ();
  g_test_init (&argc, &argv, NULL);
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR |
                          G_LOG_LEVEL_CRITICAL); /* what is wrong is warned of */
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error)) {
    g_printerr ("%s\n", error->message);
    return 64;
  }

  g_test_add ("/flips/each-is-found",
              Fixture,
              NULL,
              fixture_set_up_unlocked,
              test_flips,
              fixture_tear_down);
  return g_test_run ();
}
