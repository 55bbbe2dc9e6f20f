/* sim-hq.c: HQ: its folder, its server, and its log read back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sim-hq.h"

#include "sim-clock.h"
#include "sim-disk.h"
#include "sim-json.h"

#include "ruhu-hq-command.h"
#include "ruhu-hq-ingest.h"

#include <string.h>

void
sim_hq_make (SimHq *self, const char *path)
{
  g_autofree char *fingerprint = NULL;
  char *halves[2] = { NULL, NULL };
  g_autoptr (GError) error = NULL;

  self->path = g_strdup (path);
  ruhu_hq_dir_make (path, "localhost", &fingerprint, halves, &error);
  g_assert_no_error (error);
  g_free (halves[0]);
  g_free (halves[1]);
}

void
sim_hq_start (SimHq *self)
{
  guint before = sim_clock_enter (SIM_HQ);
  g_autoptr (GError) error = NULL;

  g_assert (self->dir == NULL);
  sim_disk_start (SIM_HQ);
  self->dir = ruhu_hq_dir_open (self->path, &error);
  g_assert_no_error (error);
  self->server = ruhu_hq_server_new (self->dir, &error);
  g_assert_no_error (error);
  sim_clock_leave (before);
}

/* The program ends without a word: nothing reaches its disk any more. */
void
sim_hq_kill (SimHq *self)
{
  guint before = sim_clock_enter (SIM_HQ);

  if (self->dir != NULL) {
    sim_disk_stop (SIM_HQ);
    g_assert_finalize_object (g_steal_pointer (&self->server));
    while (g_main_context_iteration (NULL, FALSE))
      continue;
    g_assert_finalize_object (g_steal_pointer (&self->dir));
  }
  sim_clock_leave (before);
}

/* Runs a command as its words on the command line. Returns: (transfer full): what it prints */
char *
sim_hq_run (SimHq *self, ...)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  g_autoptr (RuhuHqCall) call = NULL;
  g_autoptr (RuhuHqReply) reply = NULL;
  g_autoptr (GError) error = NULL;
  const char *word;
  va_list args;
  guint before = sim_clock_enter (SIM_HQ);

  va_start (args, self);
  while ((word = va_arg (args, const char *)) != NULL)
    g_ptr_array_add (words, (gpointer) word);
  va_end (args);
  g_ptr_array_add (words, NULL);

  call = ruhu_hq_call_parse ((const char *const *) words->pdata, &error);
  g_assert_no_error (error);
  ruhu_hq_call_read (call, &error);
  g_assert_no_error (error);
  reply = ruhu_hq_command_run (self->dir, call);
  if (!sim_disk_is_stopped (SIM_HQ) && reply->code != 0)
    g_error ("ruhu-hq %s: %s", (char *) words->pdata[0], reply->err->str);
  sim_clock_leave (before);
  return g_strdup (reply->out->str);
}

/* Returns: (transfer full): with which a tablet of @user enrols */
char *
sim_hq_make_code (SimHq *self, const char *user, const char *scope)
{
  g_autofree char *out =
    sim_hq_run (self, "device", "enrol", "--scope", scope, "--user", user, NULL);
  char *code = strstr (out, "code: ") + strlen ("code: ");

  *strchr (code, '\n') = '\0';
  return g_strdup (code);
}

/* HQ writes a line itself. Returns: whether it is durable */
gboolean
sim_hq_write (SimHq *self,
              const char *division,
              RuhuObjectKind kind,
              const char *id,
              JsonObject *set,
              JsonObject *replaced)
{
  guint before = sim_clock_enter (SIM_HQ);
  g_autoptr (GPtrArray) towns = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (RuhuHqIngest) ingest = NULL;
  g_autoptr (GError) error = NULL;
  gboolean done;

  g_ptr_array_add (towns, g_strndup (division, 9));
  ingest = ruhu_hq_ingest_begin (self->dir, towns, &error);
  done = ingest != NULL &&
         ruhu_hq_ingest_write (ingest, division, kind, id, set, replaced, &error) &&
         ruhu_hq_ingest_commit (ingest, &error);
  sim_clock_leave (before);
  return done;
}

static RuhuHqRows *
query (SimHq *self, const char *sql)
{
  g_autoptr (GError) error = NULL;
  RuhuHqRows *rows = ruhu_hq_store_query (ruhu_hq_dir_get_store (self->dir), &error, sql, "");

  g_assert_no_error (error);
  return rows;
}

static gboolean
next (RuhuHqRows *rows)
{
  g_autoptr (GError) error = NULL;
  gboolean has_row = ruhu_hq_rows_next (rows, &error);

  g_assert_no_error (error);
  return has_row;
}

/* Deflated or, where compression is left out, as it is. */
static char *
unpack (GBytes *packed)
{
  g_autoptr (GConverter) inflater =
    G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_RAW));
  GString *text = g_string_new (NULL);
  gsize n, at = 0;
  const char *data = g_bytes_get_data (packed, &n);
  GConverterResult result = G_CONVERTER_CONVERTED;
  char piece[4096];

  if (n > 0 && data[0] == '{')
    return g_string_free (g_string_append_len (text, data, n), FALSE);

  while (result != G_CONVERTER_FINISHED) {
    gsize taken, given;

    result = g_converter_convert (inflater,
                                  data + at,
                                  n - at,
                                  piece,
                                  sizeof piece,
                                  G_CONVERTER_INPUT_AT_END,
                                  &taken,
                                  &given,
                                  NULL);
    g_assert (result != G_CONVERTER_ERROR);
    at += taken;
    g_string_append_len (text, piece, given);
  }
  return g_string_free (text, FALSE);
}

static void
log_line_free (gpointer data)
{
  SimLogLine *line = data;

  g_free (line->division);
  g_free (line->dev);
  g_free (line->hash);
  g_free (line->code);
  g_free (line->text);
  g_clear_pointer (&line->line, json_object_unref);
  g_free (line);
}

static SimLogLine *
read_line (RuhuHqRows *rows)
{
  SimLogLine *line = g_new0 (SimLogLine, 1);
  g_autoptr (GBytes) body = ruhu_hq_rows_get_blob (rows, 7);

  line->sseq = ruhu_hq_rows_get_int64 (rows, 0);
  line->division = g_strdup (ruhu_hq_rows_get_text (rows, 1));
  line->dev = g_strdup (ruhu_hq_rows_get_text (rows, 2));
  line->seq = ruhu_hq_rows_get_int64 (rows, 3);
  line->eff = ruhu_hq_rows_get_int64 (rows, 4);
  line->recv = ruhu_hq_rows_get_int64 (rows, 5);
  line->hash = ruhu_hq_rows_get_hash (rows, 6);
  line->code = g_strdup (ruhu_hq_rows_get_text (rows, 8));
  line->text = unpack (body);
  line->line = sim_json_parse (line->text);
  return line;
}

/* Returns: (element-type SimLogLine): in HQ's order; what is held comes first */
GPtrArray *
sim_hq_read_log (SimHq *self)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (log_line_free);
  g_autoptr (RuhuHqRows) rows =
    query (self,
           "SELECT 0, '', dev, dseq, 0, at, hash, raw, code FROM quarantine"
           " UNION ALL SELECT sseq, division, dev, dseq, eff, recv, hash, body, NULL"
           " FROM change_log ORDER BY 1, 3, 4");

  while (next (rows))
    g_ptr_array_add (lines, read_line (rows));
  return lines;
}

static void
unref_json (gpointer object)
{
  json_object_unref (object);
}

/* Returns: (element-type utf8 JsonObject): UUID → body, with `_div`, `_kind` and `_state` */
GHashTable *
sim_hq_read_objects (SimHq *self)
{
  GHashTable *objects = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, unref_json);
  g_autoptr (RuhuHqRows) rows =
    query (self, "SELECT uuid, division, kind, state, body FROM object ORDER BY uuid");

  while (next (rows)) {
    g_autoptr (GBytes) packed = ruhu_hq_rows_get_blob (rows, 4);
    g_autofree char *text = unpack (packed);
    JsonObject *body = sim_json_parse (text);

    json_object_set_string_member (body, "_div", ruhu_hq_rows_get_text (rows, 1));
    json_object_set_int_member (body, "_kind", ruhu_hq_rows_get_int64 (rows, 2));
    json_object_set_int_member (body, "_state", ruhu_hq_rows_get_int64 (rows, 3));
    g_hash_table_insert (objects, ruhu_hq_rows_get_uuid (rows, 0), body);
  }
  return objects;
}

/* Returns: (element-type utf8 JsonObject): `object|path` of open conflicts → body */
GHashTable *
sim_hq_read_conflicts (SimHq *self)
{
  GHashTable *conflicts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, unref_json);
  g_autoptr (RuhuHqRows) rows =
    query (self, "SELECT rec, path, body FROM conflict WHERE state = 0");

  while (next (rows)) {
    g_autofree char *about = ruhu_hq_rows_get_uuid (rows, 0);
    g_autoptr (GBytes) packed = ruhu_hq_rows_get_blob (rows, 2);
    g_autofree char *text = unpack (packed);

    g_hash_table_insert (conflicts,
                         g_strconcat (about, "|", ruhu_hq_rows_get_text (rows, 1), NULL),
                         sim_json_parse (text));
  }
  return conflicts;
}

/* HQ that was restored may not know @dev yet. */
gint64
sim_hq_get_acked (SimHq *self, const char *dev)
{
  g_autofree char *sql = g_strdup_printf ("SELECT acked FROM device WHERE dev = '%s'", dev);
  g_autoptr (RuhuHqRows) rows = query (self, sql);

  return next (rows) ? ruhu_hq_rows_get_int64 (rows, 0) : 0;
}

/* Returns: (transfer full) (nullable): what that device may see now */
char *
sim_hq_get_scope (SimHq *self, const char *dev)
{
  g_autofree char *sql = g_strdup_printf ("SELECT scope FROM device WHERE dev = '%s'", dev);

  return sim_hq_get_text (self, sql);
}

/* Returns: (transfer full) (nullable): the first column of the first row */
char *
sim_hq_get_text (SimHq *self, const char *sql)
{
  g_autoptr (RuhuHqRows) rows = query (self, sql);

  return next (rows) ? g_strdup (ruhu_hq_rows_get_text (rows, 0)) : NULL;
}
