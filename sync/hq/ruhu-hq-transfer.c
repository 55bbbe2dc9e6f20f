/* ruhu-hq-transfer.c: persons who move from one division to another
 *
 * The giving or the receiving township asks for it. HQ then says two lines for the person, each
 * open need and each open task: in the log of the old township that it left, and in that of the new
 * one that it came, with its whole state. So each township's state still follows from its own log.
 * Who pulls is told the first as `out`, the second as the object.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-transfer.h"

#include "ruhu-hq-conflict.h"
#include "ruhu-hq-duplicate.h"
#include "ruhu-hq-home-table.h"
#include "ruhu-hq-state.h"

#include "base/ruhu-division.h"
#include "base/ruhu-error.h"
#include "ruhu-merge.h"
#include "ruhu-wire-json.h"
#include "ruhu-wire.h"

/** ruhu_hq_transfer_read: Returns: what the line @line of the log @dev says of its object */
RuhuHqPassage
ruhu_hq_transfer_read (const char *dev, JsonObject *line)
{
  if (!g_str_has_prefix (dev, RUHU_WIRE_HQ_LOG) ||
      g_strcmp0 (ruhu_json_get_string (line, "k"), "transfer") != 0)
    return RUHU_HQ_PASSAGE_NONE;
  if (ruhu_json_get_object (line, "state") != NULL)
    return RUHU_HQ_PASSAGE_CAME;

  return json_object_has_member (line, "erased") ? RUHU_HQ_PASSAGE_ERASED : RUHU_HQ_PASSAGE_LEFT;
}

/** ruhu_hq_transfer_make_object: Returns: (transfer full) (nullable): what came with @line */
RuhuHqObject *
ruhu_hq_transfer_make_object (const char *town, JsonObject *line, const guint8 idk_secret[32])
{
  g_autoptr (RuhuHqObject) object = g_new0 (RuhuHqObject, 1);
  JsonObject *state = ruhu_json_get_object (line, "state");
  RuhuHlc eff = 0;

  if (!ruhu_object_kind_from_string (ruhu_json_get_string (state, "k"), &object->kind) ||
      !ruhu_hlc_from_string (ruhu_json_get_string (line, "e"), &eff))
    return NULL;

  object->town = g_strdup (town);
  object->uuid = g_strdup (ruhu_json_get_string (line, "id"));
  object->division = g_strdup (ruhu_json_get_string (line, "div"));
  object->eff = eff;
  ruhu_hq_state_set_fields (object, state, idk_secret);
  return g_steal_pointer (&object);
}

static gboolean
hold (RuhuLine *line, RuhuQuarantine code, const char *path, const char *message)
{
  ruhu_line_quarantine (line, code, path, message);
  return TRUE;
}

/**
 * ruhu_hq_transfer_check:
 * @line: of kind transfer, by a device; what is wrong is noted in it
 *
 * A township may give whom it has and take whom it gets; a village does neither.
 *
 * Returns: %FALSE only where HQ's store failed
 */
gboolean
ruhu_hq_transfer_check (RuhuHqStore *store, RuhuHqDevice *device, RuhuLine *line, GError **error)
{
  JsonObject *change = ruhu_line_get_object (line);
  const char *to = ruhu_json_get_string (change, "to");
  g_autoptr (RuhuHqObject) person = NULL;
  GError *failed = NULL;

  if (strlen (device->scope) > RUHU_DIVISION_TOWNSHIP)
    return hold (line, RUHU_QUARANTINE_POLICY, "k", "is a township's to write");
  if (!ruhu_division_is_valid (to) || strlen (to) != RUHU_DIVISION_VILLAGE)
    return hold (line, RUHU_QUARANTINE_SCHEMA, "to", "is no village");

  person = ruhu_hq_home_load (store, ruhu_json_get_string (change, "person"), &failed);
  if (failed != NULL && !g_error_matches (failed, RUHU_ERROR, RUHU_ERROR_NOT_FOUND)) {
    g_propagate_error (error, failed);
    return FALSE;
  }
  g_clear_error (&failed);
  if (person == NULL || person->kind != RUHU_OBJECT_PERSON)
    return hold (line, RUHU_QUARANTINE_SCHEMA, "person", "is nobody HQ knows");

  return ruhu_division_contains (device->scope, to) ||
         ruhu_division_contains (device->scope, person->division) ||
         hold (line, RUHU_QUARANTINE_SCOPE, "person", "neither leaves nor comes to this scope");
}

/**
 * ruhu_hq_transfer_say:
 * @object: as it is
 * @passage: what is to be said of it
 * @to: where it goes, for LEFT and CAME
 *
 * One line by HQ; of CAME in the log of the township that @to lies in.
 */
gboolean
ruhu_hq_transfer_say (RuhuHqIngest *ingest,
                      RuhuHqObject *object,
                      RuhuHqPassage passage,
                      const char *to,
                      GError **error)
{
  gboolean comes = passage == RUHU_HQ_PASSAGE_CAME;
  g_autoptr (JsonObject) content = json_object_new ();
  g_autofree char *eff = ruhu_hlc_to_string (object->eff);
  g_autoptr (JsonObject) state = NULL;

  json_object_set_string_member (content, "id", object->uuid);
  json_object_set_string_member (content, "k", "transfer");
  json_object_set_string_member (content, "div", comes ? to : object->division);
  json_object_set_string_member (content, "u", "hq");
  json_object_set_string_member (content,
                                 "person",
                                 object->parent != NULL ? object->parent : object->uuid);
  json_object_set_string_member (content, "to", to != NULL ? to : object->division);
  if (passage == RUHU_HQ_PASSAGE_ERASED)
    json_object_set_int_member (content, "erased", 1);
  if (comes) {
    state = ruhu_hq_state_parse (object);
    json_object_set_string_member (state, "div", to);
    json_object_set_string_member (content, "was", object->division);
    json_object_set_string_member (content, "e", eff);
    json_object_set_object_member (content, "state", json_object_ref (state));
  }
  return ruhu_hq_ingest_say (ingest, content, error);
}

/**
 * ruhu_hq_transfer_pass:
 * @line: HQ's own, of kind transfer, that has just been put into the log
 * @sseq: its place there
 *
 * Brings the township's state up to date with it.
 */
gboolean
ruhu_hq_transfer_pass (RuhuHqIngest *ingest,
                       const char *town,
                       RuhuLine *line,
                       gint64 sseq,
                       GError **error)
{
  RuhuHqDir *dir = ruhu_hq_ingest_get_dir (ingest);
  RuhuHqStore *store = ruhu_hq_dir_get_store (dir);
  JsonObject *change = ruhu_line_get_object (line);
  const char *was = ruhu_json_get_string (change, "was");
  g_autoptr (RuhuHqObject) object = NULL;

  if (ruhu_json_get_object (change, "state") == NULL)
    return ruhu_hq_object_remove (store, town, ruhu_line_get_id (line), error) &&
           ruhu_hq_conflict_close_all (store, town, ruhu_line_get_id (line), sseq, error);

  object = ruhu_hq_transfer_make_object (town, change, ruhu_hq_dir_get_idk_secret (dir));
  if (object == NULL || was == NULL) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_INVALID, "what comes is no object");
    return FALSE;
  }
  return ruhu_hq_object_save (store, object, error) &&
         ruhu_hq_home_save (store, object, was, error) &&
         ruhu_hq_conflict_settle (store, NULL, object, sseq, error) &&
         ruhu_hq_duplicate_settle (store, NULL, object, sseq, error);
}

/* What goes along: needs that are not over, and visits still to be made. */
static gboolean
collect_open (RuhuHqObject *object, gpointer data, GError **error)
{
  static const char *const over[] = { "not_eligible", "merged", "closed", "withdrawn",
                                      "deceased",     "moved",  NULL };
  g_autoptr (JsonObject) state = ruhu_hq_state_parse (object);
  const char *word = state != NULL ? ruhu_merge_get_text (state, "state") : NULL;

  if (object->kind == RUHU_OBJECT_TASK ? object->state != RUHU_HQ_TASK_OPEN
                                       : word != NULL && g_strv_contains (over, word))
    return TRUE;

  g_ptr_array_add (data, g_memdup2 (object, sizeof *object));
  memset (object, 0, sizeof *object);
  return TRUE;
}

static gboolean
list_along (RuhuHqStore *store, RuhuHqObject *person, GPtrArray *along, GError **error)
{
  static const RuhuObjectKind kinds[] = { RUHU_OBJECT_NEED, RUHU_OBJECT_TASK };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (kinds); i++) {
    if (!ruhu_hq_object_foreach_of_parent (store,
                                           person->town,
                                           person->uuid,
                                           kinds[i],
                                           collect_open,
                                           along,
                                           error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
move (RuhuHqIngest *ingest, RuhuHqObject *object, const char *to, GError **error)
{
  return ruhu_hq_transfer_say (ingest, object, RUHU_HQ_PASSAGE_LEFT, to, error) &&
         ruhu_hq_transfer_say (ingest, object, RUHU_HQ_PASSAGE_CAME, to, error);
}

/**
 * ruhu_hq_transfer_settle:
 * @line: a township's, of kind transfer, that has just been put into the log
 *
 * Moves the person and what goes along.
 */
gboolean
ruhu_hq_transfer_settle (RuhuHqIngest *ingest, RuhuLine *line, GError **error)
{
  RuhuHqStore *store = ruhu_hq_dir_get_store (ruhu_hq_ingest_get_dir (ingest));
  JsonObject *change = ruhu_line_get_object (line);
  const char *to = ruhu_json_get_string (change, "to");
  g_autoptr (RuhuHqObject) person =
    ruhu_hq_home_load (store, ruhu_json_get_string (change, "person"), error);
  g_autoptr (GPtrArray) along =
    g_ptr_array_new_with_free_func ((GDestroyNotify) ruhu_hq_object_free);
  guint i;

  if (person == NULL)
    return FALSE;
  if (g_str_equal (person->division, to))
    return TRUE;

  if (!ruhu_hq_ingest_add_town (ingest, person->division, error) ||
      !ruhu_hq_ingest_add_town (ingest, to, error) || !list_along (store, person, along, error) ||
      !move (ingest, person, to, error))
    return FALSE;

  for (i = 0; i < along->len; i++) {
    if (!move (ingest, g_ptr_array_index (along, i), to, error))
      return FALSE;
  }
  return TRUE;
}
