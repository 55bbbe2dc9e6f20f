/* ruhu-inbox.c: what HQ answered while nobody could take it in
 *
 * A locked tablet sends, and cannot write into its store that HQ has it. So the answer waits as a
 * file until somebody unlocks: a sum over it in one line, by a key of the tablet, then what HQ
 * said. Nothing in it is secret. What has another sum is not what was written, and goes: HQ is
 * asked again. What is not HQ's, for this device, goes as well.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-inbox-private.h"

#include "base/ruhu-file.h"
#include "base/ruhu-hex.h"
#include "base/ruhu-json.h"
#include "ruhu-bundle.h"
#include "store/ruhu-outbox.h"

#include <glib/gstdio.h>
#include <string.h>

#define FOLDER "inbox"
#define SUFFIX ".answer"
#define LINES "lines" /* what a push was answered with, */
#define FILES "files" /* and what an attachment was; of one moment, they say different things */
#define SUM_SIZE 32
#define HEADING (2 * SUM_SIZE + 1) /* the sum in hex, and a line feed */

static char *
make_path (RuhuStore *store, RuhuPushAnswer *answer, const char *about)
{
  g_autofree char *name =
    g_strdup_printf ("%020" G_GINT64_MODIFIER "u-%" G_GINT64_FORMAT "-%s" SUFFIX,
                     answer->acked,
                     answer->receipt->at,
                     about);

  return g_build_filename (ruhu_store_get_dir (store), FOLDER, name, NULL);
}

/* Its lines with number and reason; in which field stands nowhere on a locked tablet. */
static JsonArray *
make_lines (RuhuPushAnswer *answer)
{
  JsonArray *lines = json_array_new ();
  guint i;

  for (i = 0; i < answer->quarantined->len; i++) {
    RuhuQuarantined *held = &g_array_index (answer->quarantined, RuhuQuarantined, i);
    JsonObject *line = json_object_new ();

    json_object_set_int_member (line, "seq", held->seq);
    json_object_set_string_member (line, "st", "q");
    json_object_set_string_member (line, "code", held->code);
    json_array_add_object_element (lines, line);
  }
  for (i = 0; i < answer->doubles->len; i++) {
    JsonObject *line = json_object_new ();

    json_object_set_int_member (line, "seq", g_array_index (answer->doubles, guint64, i));
    json_object_set_string_member (line, "st", "d");
    json_array_add_object_element (lines, line);
  }
  return lines;
}

/* What ruhu_push_answer_parse() reads, and no more than that. */
static char *
make_text (RuhuPushAnswer *answer)
{
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_int_member (object, "acked", answer->acked);
  if (answer->tells)
    json_object_set_array_member (object, "res", make_lines (answer));
  json_object_set_string_member (object, "rcpt", answer->receipt->text);
  json_object_set_int_member (object, "now", answer->now);
  json_object_set_int_member (object, "pull", answer->pull ? 1 : 0);
  json_object_set_int_member (object, "safe", answer->safe);
  return ruhu_json_to_text (object);
}

/* Returns: (transfer full) (nullable): @json with its sum before it */
static GBytes *
add_sum (RuhuStore *store, GBytes *json, GError **error)
{
  gsize n;
  const char *data = g_bytes_get_data (json, &n);
  guint8 sum[SUM_SIZE];
  g_autofree char *text = NULL;
  GString *whole;

  if (!ruhu_store_sum (store, data, n, sum, error))
    return NULL;

  text = ruhu_hex_encode (sum, sizeof sum);
  whole = g_string_new (text);
  g_string_append_c (whole, '\n');
  g_string_append_len (whole, data, n);
  return g_string_free_to_bytes (whole);
}

/* Returns: (transfer full) (nullable): what stands behind the sum, where that is right */
static GBytes *
take_sum (RuhuStore *store, GBytes *whole)
{
  g_autoptr (GBytes) json = NULL;
  g_autoptr (GBytes) again = NULL;

  if (g_bytes_get_size (whole) < HEADING)
    return NULL;

  json = g_bytes_new_from_bytes (whole, HEADING, g_bytes_get_size (whole) - HEADING);
  again = add_sum (store, json, NULL);
  return again != NULL && g_bytes_equal (again, whole) ? g_steal_pointer (&json) : NULL;
}

static gboolean
save (RuhuStore *store, RuhuPushAnswer *answer, const char *about, GError **error)
{
  g_autofree char *folder = g_build_filename (ruhu_store_get_dir (store), FOLDER, NULL);
  g_autofree char *path = make_path (store, answer, about);
  char *text = make_text (answer);
  g_autoptr (GBytes) json = g_bytes_new_take (text, strlen (text));
  g_autoptr (GBytes) whole = add_sum (store, json, error);

  g_mkdir_with_parents (folder, 0700);
  if (whole != NULL &&
      ruhu_file_replace (path, g_bytes_get_data (whole, NULL), g_bytes_get_size (whole), error))
    return TRUE;

  g_prefix_error (error, "HQ's answer cannot be kept: ");
  return FALSE;
}

/** ruhu_inbox_save: keeps @answer for the next unlock; on disk when this returns */
gboolean
ruhu_inbox_save (RuhuStore *store, RuhuPushAnswer *answer, GError **error)
{
  return save (store, answer, LINES, error);
}

/**
 * ruhu_inbox_save_receipt:
 * @receipt: what an attachment was answered with
 * @safe: what HQ said last about its backup; 0 where it was not asked
 *
 * Keeps it like an answer to a push that brought no line.
 */
gboolean
ruhu_inbox_save_receipt (RuhuStore *store, RuhuReceipt *receipt, guint64 safe, GError **error)
{
  RuhuDevice *device = ruhu_store_get_device (store);
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (RuhuPushAnswer) answer = NULL;
  g_autoptr (GBytes) json = NULL;
  char *text;

  json_object_set_int_member (object, "acked", receipt->upto);
  json_object_set_string_member (object, "rcpt", receipt->text);
  json_object_set_int_member (object, "safe", safe);
  text = ruhu_json_to_text (object);
  json = g_bytes_new_take (text, strlen (text));
  answer = ruhu_push_answer_parse (json, device->id, g_bytes_get_data (device->hqs, NULL), error);
  return answer != NULL && save (store, answer, FILES, error);
}

static RuhuPushAnswer *
load_answer (RuhuStore *store, const char *name)
{
  RuhuDevice *device = ruhu_store_get_device (store);
  g_autofree char *path = g_build_filename (ruhu_store_get_dir (store), FOLDER, name, NULL);
  g_autoptr (GBytes) whole = NULL;
  g_autoptr (GBytes) json = NULL;
  RuhuPushAnswer *answer;
  char *data;
  gsize length;

  if (device == NULL || !g_str_has_suffix (name, SUFFIX) ||
      !g_file_get_contents (path, &data, &length, NULL))
    return NULL;

  whole = g_bytes_new_take (data, length);
  json = take_sum (store, whole);
  if (json == NULL)
    return NULL;

  answer = ruhu_push_answer_parse (json, device->id, g_bytes_get_data (device->hqs, NULL), NULL);
  if (answer != NULL)
    answer->kept = g_steal_pointer (&path);
  return answer;
}

static int
compare_answers (gconstpointer a, gconstpointer b)
{
  const RuhuPushAnswer *one = *(RuhuPushAnswer **) a, *two = *(RuhuPushAnswer **) b;

  if (one->acked != two->acked)
    return one->acked < two->acked ? -1 : 1;
  if (one->receipt->attachments != two->receipt->attachments)
    return one->receipt->attachments < two->receipt->attachments ? -1 : 1;

  return (one->receipt->at > two->receipt->at) - (one->receipt->at < two->receipt->at);
}

/* A killed sender leaves an answer half written, a disk changes one. Whoever sends at this very
 * moment keeps it not, and asks HQ again. */
static void
sweep (RuhuStore *store, const char *name, gboolean useless)
{
  g_autofree char *path = g_build_filename (ruhu_store_get_dir (store), FOLDER, name, NULL);

  if (g_str_has_suffix (name, SUFFIX RUHU_FILE_NEW) || (useless && g_str_has_suffix (name, SUFFIX)))
    g_unlink (path);
}

/** ruhu_inbox_list: Returns: (transfer full) (element-type RuhuPushAnswer): oldest first */
GPtrArray *
ruhu_inbox_list (RuhuStore *store)
{
  GPtrArray *answers = g_ptr_array_new_with_free_func ((GDestroyNotify) ruhu_push_answer_free);
  g_autofree char *folder = g_build_filename (ruhu_store_get_dir (store), FOLDER, NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    RuhuPushAnswer *answer = load_answer (store, name);

    if (ruhu_store_get_state (store) == RUHU_STORE_UNLOCKED)
      sweep (store, name, answer == NULL);
    if (answer != NULL)
      g_ptr_array_add (answers, answer);
  }
  g_ptr_array_sort (answers, compare_answers);

  return answers;
}

static int
compare_paths (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/** ruhu_inbox_list_bundles: Returns: (transfer full) (element-type filename): paths of bundles */
GPtrArray *
ruhu_inbox_list_bundles (RuhuStore *store)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *folder = g_build_filename (ruhu_store_get_dir (store), FOLDER, NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    if (g_str_has_suffix (name, RUHU_BUNDLE_SUFFIX))
      g_ptr_array_add (paths, g_build_filename (folder, name, NULL));
  }
  g_ptr_array_sort (paths, compare_paths);
  return paths;
}

/** ruhu_inbox_get_newest: Returns: (transfer none) (nullable): of what ruhu_inbox_list() gave */
RuhuPushAnswer *
ruhu_inbox_get_newest (GPtrArray *answers)
{
  return answers->len > 0 ? g_ptr_array_index (answers, answers->len - 1) : NULL;
}

static guint
count_quarantined (GPtrArray *answers, guint64 after)
{
  g_autoptr (GHashTable) held = g_hash_table_new (g_int64_hash, g_int64_equal);
  guint i, j;

  for (i = 0; i < answers->len; i++) {
    RuhuPushAnswer *answer = g_ptr_array_index (answers, i);

    for (j = 0; j < answer->quarantined->len; j++) {
      RuhuQuarantined *line = &g_array_index (answer->quarantined, RuhuQuarantined, j);

      if (line->seq > after)
        g_hash_table_add (held, &line->seq);
    }
  }

  return g_hash_table_size (held);
}

/**
 * ruhu_inbox_add_to_counts:
 * @answers: of ruhu_inbox_list()
 * @counts: made with the lines and attachments of the newest answer taken off
 *
 * Adds what HQ has said and the store does not know yet, as nobody could write it in.
 */
void
ruhu_inbox_add_to_counts (GPtrArray *answers, RuhuOutboxCounts *counts)
{
  RuhuPushAnswer *newest = ruhu_inbox_get_newest (answers);
  g_autoptr (RuhuReceipt) known = ruhu_receipt_parse (counts->receipt);
  guint64 upto = known != NULL ? known->upto : 0;

  if (newest == NULL || newest->acked < upto)
    return;

  counts->quarantined += count_quarantined (answers, upto);
  g_free (counts->receipt);
  counts->receipt = g_strdup (newest->receipt->text);
}

/** ruhu_inbox_remove: @answer, one of ruhu_inbox_list(), has been taken in */
void
ruhu_inbox_remove (RuhuPushAnswer *answer)
{
  g_return_if_fail (answer->kept != NULL);

  g_unlink (answer->kept);
}

/**
 * ruhu_inbox_take_async:
 * @answer: what HQ answered, now or while the store was locked
 *
 * Writes it into the outbox; ends with ruhu_outbox_answer_finish().
 */
void
ruhu_inbox_take_async (RuhuStore *store,
                       RuhuPushAnswer *answer,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  RuhuOutboxAnswer *taken =
    ruhu_outbox_answer_new (answer->acked, answer->receipt->text, answer->safe, answer->gen);
  guint i;

  if (!answer->tells)
    ruhu_outbox_answer_set_told (taken, RUHU_OUTBOX_TOLD_NONE);
  for (i = 0; i < answer->quarantined->len; i++) {
    RuhuQuarantined *held = &g_array_index (answer->quarantined, RuhuQuarantined, i);

    ruhu_outbox_answer_quarantine (taken, held->seq, held->code);
  }
  for (i = 0; i < answer->doubles->len; i++)
    ruhu_outbox_answer_confirm (taken, g_array_index (answer->doubles, guint64, i));
  ruhu_outbox_answer_async (store, taken, cancellable, callback, user_data);
}
