/* crash-tablet-check.c: whether a tablet has kept its promises
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "crash-tablet-private.h"

#include "base/ruhu-error.h"
#include "base/ruhu-hex.h"
#include "base/ruhu-json.h"
#include "store/ruhu-outbox-private.h"

#include <sodium.h>
#include <string.h>

/* What is found, as far as there is anything to say: the first thing that is wrong. */
typedef struct {
  Tablet *tablet;
  GHashTable *responses; /* id → RuhuResponse */
  GHashTable *lines;     /* id → gint64 */
  gint64 acked;
  gint64 confirmed;
  gint64 first; /* number of the first line that is there */
  char *fault;
} Check;

static gboolean G_GNUC_PRINTF (2, 3) wrong (Check *check, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  check->fault = g_strdup_vprintf (format, args);
  va_end (args);
  return FALSE;
}

/* What may be so was so, or was not: from now on it is. */
static gboolean
settle (Check *check, Either *either, gint64 found, const char *what)
{
  if (found != either->is && found != either->may)
    return wrong (check,
                  "%s is %" G_GINT64_FORMAT ", not %" G_GINT64_FORMAT " or %" G_GINT64_FORMAT,
                  what,
                  found,
                  either->is,
                  either->may);

  either->is = either->may = found;
  return TRUE;
}

static gboolean
check_unlocks (Check *check)
{
  Tablet *self = check->tablet;
  g_autoptr (GError) error = NULL;

  if (ruhu_store_get_state (self->f.store) == RUHU_STORE_UNLOCKED)
    return TRUE;
  if (tablet_unlock (self, &error)) {
    self->may_pin = self->pin;
    return TRUE;
  }
  if (g_error_matches (error, RUHU_ERROR, RUHU_ERROR_REFUSED) && self->may_pin != self->pin) {
    g_clear_error (&error);
    self->pin = self->may_pin;
    if (tablet_unlock (self, &error))
      return TRUE;
  }
  return wrong (check, "it does not unlock: %s", error->message);
}

static gboolean
check_pages (Check *check)
{
  g_autoptr (sqlite3_stmt) stmt =
    ruhu_sql_prepare (tablet_get_vault ()->db, "PRAGMA integrity_check", NULL);
  gboolean has_row;

  if (stmt == NULL || !ruhu_sql_next (stmt, &has_row, NULL) || !has_row)
    return wrong (check, "its pages cannot be checked");
  return g_str_equal (ruhu_sql_text (stmt, 0), "ok") ||
         wrong (check, "its pages: %s", ruhu_sql_text (stmt, 0));
}

/* One line: its number, its link to the one before, the device's signature. */
static gboolean
check_line (Check *check, RuhuOutboxLine *line, gint64 seq, char **previous)
{
  g_autoptr (JsonObject) object =
    ruhu_json_parse (g_bytes_get_data (line->line, NULL), g_bytes_get_size (line->line), NULL);
  guint8 hash[32];

  if (object == NULL || line->seq != seq || ruhu_json_get_int64 (object, "seq") != seq)
    return wrong (check, "line %" G_GINT64_FORMAT " is missing", seq);
  if (*previous != NULL && g_strcmp0 (ruhu_json_get_string (object, "ph"), *previous) != 0)
    return wrong (check, "the chain breaks at %" G_GINT64_FORMAT, seq);
  crypto_generichash (hash,
                      sizeof hash,
                      g_bytes_get_data (line->line, NULL),
                      g_bytes_get_size (line->line),
                      NULL,
                      0);
  if (memcmp (hash, line->hash, sizeof hash) != 0 ||
      crypto_sign_verify_detached (line->signature,
                                   hash,
                                   sizeof hash,
                                   check->tablet->f.ed_public) != 0)
    return wrong (check, "line %" G_GINT64_FORMAT " is not what was signed", seq);

  g_free (*previous);
  *previous = ruhu_hex_encode (hash, sizeof hash);
  g_hash_table_insert (check->lines,
                       g_strdup (ruhu_json_get_string (object, "id")),
                       g_memdup2 (&seq, sizeof seq));
  if (line->state != RUHU_OUTBOX_NEW)
    check->acked = seq;
  if (line->state == RUHU_OUTBOX_CONFIRMED)
    check->confirmed = seq;
  return TRUE;
}

static gboolean
check_lines (Check *check, gint64 next)
{
  g_autofree char *previous = NULL;
  gint64 seq = 0;

  for (;;) {
    g_autoptr (GPtrArray) lines = fixture_read_lines (&check->tablet->f, seq);
    guint i;

    if (lines->len == 0)
      break;
    if (seq == 0)
      seq = check->first = ((RuhuOutboxLine *) g_ptr_array_index (lines, 0))->seq;
    for (i = 0; i < lines->len; i++, seq++) {
      if (!check_line (check, g_ptr_array_index (lines, i), seq, &previous))
        return FALSE;
    }
  }
  if (seq == 0)
    check->first = seq = next;
  return seq == next || wrong (check, "the log ends before its next number");
}

/* What was freed, is known by its number to have been with HQ. */
static gboolean
check_log (Check *check)
{
  Tablet *self = check->tablet;
  g_autoptr (RuhuOutboxCounts) counts = fixture_count (&self->f);
  gint64 freed, upto = 0, attachments, at;

  check->acked = check->confirmed = 0;
  if (!check_lines (check, counts->next))
    return FALSE;

  freed = check->first - 1;
  if (freed > MAX (self->safe.is, self->safe.may))
    return wrong (check, "line %" G_GINT64_FORMAT " was freed too soon", freed);
  self->safe.is = self->safe.may = freed;
  if (counts->next - 1 < self->lines)
    return wrong (check, "lines that were cut are lost");
  self->lines = counts->next - 1;
  if (!settle (check, &self->acked, MAX (check->acked, freed), "what HQ has") ||
      !settle (check, &self->confirmed, MAX (check->confirmed, freed), "what came back"))
    return FALSE;

  if (counts->receipt != NULL)
    ruhu_outbox_read_receipt (counts->receipt, &upto, &attachments, &at);
  return upto == self->acked.is || wrong (check, "the receipt is another one");
}

static gboolean
check_cursor (Check *check)
{
  Tablet *self = check->tablet;
  g_autoptr (GPtrArray) persons = NULL;
  g_autofree char *cursor = NULL;
  GAsyncResult *got = NULL;
  gint64 found = 0;

  ruhu_object_store_get_cursor_async (self->f.objects, "990101001", NULL, ruhu_test_got, &got);
  {
    g_autoptr (GAsyncResult) result = ruhu_test_wait (&got);

    cursor = ruhu_object_store_get_cursor_finish (self->f.objects, result, NULL);
  }
  ruhu_object_store_load_async (self->f.objects, RUHU_OBJECT_PERSON, NULL, ruhu_test_got, &got);
  {
    g_autoptr (GAsyncResult) result = ruhu_test_wait (&got);

    persons = ruhu_object_store_load_finish (self->f.objects, result, NULL);
  }
  if (cursor == NULL || persons == NULL)
    return wrong (check, "what was pulled cannot be read");

  if (persons->len > 0) {
    RuhuObject *person = g_ptr_array_index (persons, 0);
    g_autoptr (JsonObject) body = ruhu_json_parse (person->body, -1, NULL);

    found = ruhu_json_get_int64 (body, "cursor");
  }
  if (g_ascii_strtoll (cursor, NULL, 10) != found)
    return wrong (check, "the cursor is ahead of what was pulled, or behind");
  return settle (check, &self->cursor, found, "the cursor");
}

static gboolean
check_photo (Check *check, const char *name)
{
  Tablet *self = check->tablet;
  g_autoptr (GBytes) content = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_response_store_read_attachment_async (self->f.responses, name, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  content = ruhu_response_store_read_attachment_finish (self->f.responses, result, NULL);
  return (content != NULL && g_bytes_get_size (content) > 0) || wrong (check, "a photo is lost");
}

/* Storage key → value. */
static GHashTable *
load_answers (Tablet *self, Visit *visit)
{
  GHashTable *answers;
  g_autoptr (JsonObject) ans = NULL;
  g_autofree char *text = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  JsonObjectIter iter;
  const char *key;
  JsonNode *value;

  if (visit->state.is != RUHU_RESPONSE_FINAL)
    return fixture_load (&self->f, visit->id, NULL);

  ruhu_response_store_load_final_async (self->f.responses, visit->id, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  text = ruhu_response_store_load_final_finish (self->f.responses, result, NULL);
  ans = text == NULL ? NULL : ruhu_json_parse (text, -1, NULL);
  if (ans == NULL)
    return NULL;

  answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  json_object_iter_init_ordered (&iter, ans);
  while (json_object_iter_next_ordered (&iter, &key, &value))
    g_hash_table_insert (answers, g_strdup (key), g_strdup (json_node_get_string (value)));
  return answers;
}

static gboolean
check_answers (Check *check, Visit *visit)
{
  g_autoptr (GHashTable) found = load_answers (check->tablet, visit);
  GHashTableIter iter;
  gpointer key, value;

  if (found == NULL)
    return wrong (check, "a response cannot be read");

  if (visit->may_key != NULL &&
      g_strcmp0 (g_hash_table_lookup (found, visit->may_key), visit->may_value) == 0) {
    if (visit->may_value == NULL)
      g_hash_table_remove (visit->answers, visit->may_key);
    else
      g_hash_table_insert (visit->answers, g_strdup (visit->may_key), g_strdup (visit->may_value));
  }
  g_clear_pointer (&visit->may_key, g_free);
  g_clear_pointer (&visit->may_value, g_free);

  g_hash_table_iter_init (&iter, visit->answers);
  while (g_hash_table_iter_next (&iter, &key, &value)) {
    if (g_strcmp0 (g_hash_table_lookup (found, key), value) != 0)
      return wrong (check, "an answer is lost");
    if (g_str_has_prefix (key, PHOTO_KEY) && !check_photo (check, value))
      return FALSE;
  }
  return g_hash_table_size (found) == g_hash_table_size (visit->answers) ||
         wrong (check, "an answer is there that nobody gave");
}

/* @gone: (out): whether it was freed, or never came to be */
static gboolean
check_visit (Check *check, Visit *visit, gboolean *gone)
{
  RuhuResponse *response = g_hash_table_lookup (check->responses, visit->id);
  gint64 state;

  *gone = response == NULL;
  if (response == NULL)
    return visit->may_be_absent ||
           (visit->state.is == RUHU_RESPONSE_FINAL && check->first > 1 &&
            !g_hash_table_contains (check->lines, visit->id)) ||
           wrong (check, "a response is lost");

  state = ruhu_response_get_state (response);
  visit->may_be_absent = FALSE;
  if (state >= RUHU_RESPONSE_FINAL) {
    if (!g_hash_table_contains (check->lines, visit->id))
      return wrong (check, "a final response without line");
    state = RUHU_RESPONSE_FINAL;
    if (check->tablet->may_be_cut && MAX (visit->state.is, visit->state.may) == 1)
      visit->state.may = RUHU_RESPONSE_FINAL;
  }
  return settle (check, &visit->state, state, "a response's state") && check_answers (check, visit);
}

static gboolean
check_visits (Check *check)
{
  GPtrArray *visits = check->tablet->visits;
  guint i;

  for (i = visits->len; i-- > 0;) {
    gboolean gone;

    if (!check_visit (check, g_ptr_array_index (visits, i), &gone))
      return FALSE;
    if (gone)
      g_ptr_array_remove_index (visits, i);
  }
  return g_hash_table_size (check->responses) == visits->len ||
         wrong (check, "a response is there that nobody began");
}

static gboolean
check_responses (Check *check)
{
  g_autoptr (GPtrArray) list = fixture_list (&check->tablet->f);
  guint i;

  for (i = 0; i < list->len; i++)
    g_hash_table_insert (check->responses,
                         (gpointer) ruhu_response_get_id (list->pdata[i]),
                         list->pdata[i]);
  return check_visits (check);
}

/*
 * tablet_find_fault:
 *
 * Unlocks a tablet that is locked, and looks for everything it promised, and for nothing else. What
 * was doubtful is not any more.
 *
 * Returns: (transfer full) (nullable): what is wrong
 */
char *
tablet_find_fault (gpointer world)
{
  Tablet *self = world;
  Check check = { self };
  g_autoptr (GHashTable) responses = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) lines = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  check.responses = responses;
  check.lines = lines;
  if (check_unlocks (&check) && check_log (&check) && check_pages (&check) &&
      check_responses (&check) && check_cursor (&check))
    settle (&check,
            &self->epoch,
            ruhu_store_get_device (self->f.store)->epoch,
            "the worker's area");
  self->may_be_cut = FALSE;
  return check.fault;
}
