/* ruhu-hq-command-export.c: export
 *
 * One JSON object a line: `log` gives every line as it was pushed, with its place and clock;
 * `responses` gives each response with what has become of it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-audit-table.h"
#include "ruhu-hq-commands-private.h"
#include "ruhu-hq-log-table.h"
#include "ruhu-hq-object-table.h"
#include "ruhu-hq-period.h"
#include "ruhu-hq-state.h"

#include "base/ruhu-error.h"
#include "base/ruhu-hlc.h"
#include "ruhu-hash.h"
#include "ruhu-wire-json.h"

#define TOWN "000000000"

typedef struct {
  RuhuHqStore *store;
  gboolean responses;
  gint64 start;
  gint64 end;
  GByteArray *out;
  guint n;
} Export;

static gboolean
add_state (Export *export, RuhuHqChange *change, JsonObject *line, GError **error)
{
  g_autoptr (RuhuHqObject) object =
    ruhu_hq_object_load (export->store, change->town, change->uuid, error);

  if (object == NULL)
    return FALSE;

  json_object_set_string_member (line, "state", ruhu_hq_state_name_response (object->state));
  if (object->replaced_by != NULL)
    json_object_set_string_member (line, "replaced_by", object->replaced_by);
  if (object->parent != NULL)
    json_object_set_string_member (line, "person", object->parent);
  return TRUE;
}

static gboolean
write_line (RuhuHqChange *change, gpointer data, GError **error)
{
  Export *export = data;
  g_autoptr (JsonObject) line = NULL;
  g_autoptr (JsonObject) pushed = NULL;
  g_autofree char *eff = ruhu_hlc_to_string (change->eff);
  g_autofree char *text = NULL;
  gsize length;
  const char *body = g_bytes_get_data (change->body, &length);

  if (change->recv < export->start || change->recv >= export->end ||
      (export->responses && change->kind != RUHU_OBJECT_RESPONSE))
    return TRUE;

  line = json_object_new ();
  pushed = ruhu_wire_json_parse (body, length, NULL);
  json_object_set_string_member (line, "town", change->town);
  json_object_set_int_member (line, "s", change->sseq);
  json_object_set_string_member (line, "d", change->dev);
  json_object_set_int_member (line, "q", change->dseq);
  json_object_set_string_member (line, "e", eff);
  json_object_set_int_member (line, "received", change->recv);
  if ((change->flags & RUHU_HQ_CHANGE_RELEASED) != 0)
    json_object_set_int_member (line, "released", 1);
  if (export->responses && !add_state (export, change, line, error))
    return FALSE;
  json_object_set_object_member (line, "c", json_object_ref (pushed));
  text = ruhu_json_to_text (line);
  g_byte_array_append (export->out, (const guint8 *) text, strlen (text));
  g_byte_array_append (export->out, (const guint8 *) "\n", 1);
  export->n++;
  return TRUE;
}

static gboolean
write_all (Export *export, GError **error)
{
  g_autoptr (GPtrArray) towns = ruhu_hq_log_list_towns (export->store, "", error);
  guint i;

  for (i = 0; towns != NULL && i < towns->len; i++) {
    if (!ruhu_hq_log_foreach_in_town (export->store,
                                      g_ptr_array_index (towns, i),
                                      "",
                                      0,
                                      write_line,
                                      export,
                                      error))
      return FALSE;
  }
  return towns != NULL;
}

/* What is merged out of the log, as it is now. */
static gboolean
write_object (RuhuHqObject *object, gpointer data, GError **error)
{
  Export *export = data;
  gsize length;
  const char *body = g_bytes_get_data (object->body, &length);
  g_autofree char *head = NULL;

  if (object->kind != RUHU_OBJECT_PERSON && object->kind != RUHU_OBJECT_HOUSEHOLD &&
      object->kind != RUHU_OBJECT_NEED && object->kind != RUHU_OBJECT_TASK)
    return TRUE;

  head = g_strdup_printf ("{\"town\":\"%s\",\"o\":", object->town);
  g_byte_array_append (export->out, (const guint8 *) head, strlen (head));
  g_byte_array_append (export->out, (const guint8 *) body, length);
  g_byte_array_append (export->out, (const guint8 *) "}\n", 2);
  export->n++;
  return TRUE;
}

static gboolean
write_objects (Export *export, GError **error)
{
  g_autoptr (GPtrArray) towns = ruhu_hq_log_list_towns (export->store, "", error);
  guint i;

  for (i = 0; towns != NULL && i < towns->len; i++) {
    if (!ruhu_hq_object_foreach_in_town (export->store,
                                         g_ptr_array_index (towns, i),
                                         "",
                                         NULL,
                                         write_object,
                                         export,
                                         error))
      return FALSE;
  }
  return towns != NULL;
}

static gboolean
audit (RuhuHqDir *dir, RuhuHqCall *call, Export *export, GBytes *bytes, GError **error)
{
  g_autofree char *hash = ruhu_hash_bytes (bytes);
  g_autofree char *what = g_strdup_printf ("%s %s: %u lines, %s",
                                           ruhu_hq_call_get_arg (call, 0),
                                           ruhu_hq_call_get_option (call, "period"),
                                           export->n,
                                           hash);

  return ruhu_hq_audit_append (dir, TOWN, "command", "export", what, error);
}

/** ruhu_hq_export_run: `export responses|objects|log --period P -o FILE` */
gboolean
ruhu_hq_export_run (RuhuHqDir *dir, RuhuHqCall *call, RuhuHqReply *reply, GError **error)
{
  const char *what = ruhu_hq_call_get_arg (call, 0);
  const char *period = ruhu_hq_call_get_option (call, "period");
  const char *file = ruhu_hq_call_get_option (call, "output");
  g_autoptr (GByteArray) out = g_byte_array_new ();
  Export export = { ruhu_hq_dir_get_store (dir), g_str_equal (what, "responses"), 0, 0, out, 0 };
  g_autoptr (GBytes) bytes = NULL;
  g_auto (RuhuHqTx) tx = { NULL };

  if (period == NULL || file == NULL) {
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "say --period and -o");
    return FALSE;
  }
  if (!export.responses && !g_str_equal (what, "log") && !g_str_equal (what, "objects")) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_NOT_FOUND, "there is no export %s", what);
    return FALSE;
  }
  if (!ruhu_hq_period_parse (period, &export.start, &export.end, error) ||
      !ruhu_hq_tx_begin (&tx, export.store, TRUE, error) ||
      !(g_str_equal (what, "objects") ? write_objects (&export, error)
                                      : write_all (&export, error)))
    return FALSE;

  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&out));
  if (!audit (dir, call, &export, bytes, error) || !ruhu_hq_tx_commit (&tx, error))
    return FALSE;

  ruhu_hq_reply_add_file (reply, file, bytes);
  g_string_append_printf (reply->out, "%u lines in %s\n", export.n, file);
  return TRUE;
}
