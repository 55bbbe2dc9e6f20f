/* ruhu-dump.c: all that is on this device, for whoever has its PIN
 *
 * One JSON object a line: `{"draft":…}` for what is not final, with its answers as they are stored,
 * `{"response":…}` for each response and how it stands, then the device's log, each line byte for
 * byte as it is pushed.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-dump-private.h"

#include "ruhu-wait-private.h"
#include "base/ruhu-json.h"
#include "store/ruhu-outbox.h"

#include <stdlib.h>

#define PAGE_LINES 100
#define PAGE_BYTES (1024 * 1024)

static void
print (FILE *where, const char *member, JsonObject *object)
{
  g_autoptr (JsonObject) line = json_object_new ();
  g_autofree char *text = NULL;

  json_object_set_object_member (line, member, json_object_ref (object));
  text = ruhu_json_to_text (line);
  fprintf (where, "%s\n", text);
}

static void
set_text (JsonObject *object, const char *member, const char *value)
{
  if (value != NULL)
    json_object_set_string_member (object, member, value);
}

static JsonObject *
describe (RuhuResponse *response)
{
  JsonObject *object = json_object_new ();

  set_text (object, "id", ruhu_response_get_id (response));
  set_text (object, "form_id", ruhu_response_get_form_id (response));
  set_text (object, "form_version", ruhu_response_get_form_version (response));
  set_text (object, "division", ruhu_response_get_division (response));
  set_text (object, "person_id", ruhu_response_get_person_id (response));
  set_text (object, "task_id", ruhu_response_get_task_id (response));
  set_text (object, "user", ruhu_response_get_user (response));
  set_text (object, "state", ruhu_response_state_to_string (ruhu_response_get_state (response)));
  json_object_set_int_member (object, "started_at", ruhu_response_get_started_at (response));
  json_object_set_int_member (object, "saved_at", ruhu_response_get_saved_at (response));
  json_object_set_int_member (object, "finished_at", ruhu_response_get_finished_at (response));
  json_object_set_int_member (object, "seq", ruhu_response_get_seq (response));

  return object;
}

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(char **) a, *(char **) b);
}

static gboolean
add_answers (RuhuResponseStore *responses, JsonObject *object, const char *id, GError **error)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GHashTable) answers = NULL;
  g_autofree gpointer *keys = NULL;
  JsonObject *stored;
  guint i, n;

  ruhu_response_store_load_answers_async (responses, id, NULL, ruhu_wait_note_cb, &got);
  result = ruhu_wait_for (&got);
  answers = ruhu_response_store_load_answers_finish (responses, result, error);
  if (answers == NULL)
    return FALSE;

  stored = json_object_new ();
  keys = g_hash_table_get_keys_as_array (answers, &n);
  qsort (keys, n, sizeof *keys, compare_keys);
  for (i = 0; i < n; i++)
    set_text (stored, keys[i], g_hash_table_lookup (answers, keys[i]));
  json_object_set_object_member (object, "answers", stored);

  return TRUE;
}

static gboolean
write_responses (RuhuResponseStore *responses, FILE *where, GError **error)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) list = NULL;
  guint i;

  ruhu_response_store_list_async (responses, NULL, ruhu_wait_note_cb, &got);
  result = ruhu_wait_for (&got);
  list = ruhu_response_store_list_finish (responses, result, error);
  if (list == NULL)
    return FALSE;

  for (i = 0; i < list->len; i++) {
    RuhuResponse *response = list->pdata[i];
    g_autoptr (JsonObject) object = describe (response);

    if (ruhu_response_get_state (response) >= RUHU_RESPONSE_FINAL) {
      print (where, "response", object);
      continue;
    }
    if (!add_answers (responses, object, ruhu_response_get_id (response), error))
      return FALSE;
    print (where, "draft", object);
  }

  return TRUE;
}

static GPtrArray *
read_lines (RuhuStore *store, gint64 from, GError **error)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_outbox_read_async (store, from, PAGE_LINES, PAGE_BYTES, NULL, ruhu_wait_note_cb, &got);
  result = ruhu_wait_for (&got);
  return ruhu_outbox_read_finish (store, result, error);
}

static gboolean
write_log (RuhuStore *store, FILE *where, GError **error)
{
  gint64 from = 1;
  guint i;

  for (;;) {
    g_autoptr (GPtrArray) lines = read_lines (store, from, error);

    if (lines == NULL)
      return FALSE;
    if (lines->len == 0)
      return TRUE;
    for (i = 0; i < lines->len; i++) {
      RuhuOutboxLine *line = lines->pdata[i];

      fwrite (g_bytes_get_data (line->line, NULL), 1, g_bytes_get_size (line->line), where);
      fputc ('\n', where);
      from = line->seq + 1;
    }
  }
}

/**
 * ruhu_dump_write:
 * @responses: of an unlocked store
 * @where: gets the lines
 * @error: what the store gave
 *
 * Runs the default main context until it is done.
 */
gboolean
ruhu_dump_write (RuhuResponseStore *responses, FILE *where, GError **error)
{
  return write_responses (responses, where, error) &&
         write_log (ruhu_response_store_get_store (responses), where, error);
}
