/* ruhu-hq-ingest.c: lines into the log and the state
 *
 * One transaction. The lock of each township it may write comes first; then every line is checked,
 * given its effective clock, and put into log and state, or into quarantine. HQ's own lines (tasks,
 * the register) go the same way.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-ingest-private.h"

#include "ruhu-hq-att-table.h"
#include "ruhu-hq-check.h"
#include "ruhu-hq-conflict.h"
#include "ruhu-hq-correction.h"
#include "ruhu-hq-dispute.h"
#include "ruhu-hq-duplicate.h"
#include "ruhu-hq-erase.h"
#include "ruhu-hq-home-table.h"
#include "ruhu-hq-log-table.h"
#include "ruhu-hq-scope-table.h"
#include "ruhu-hq-state.h"
#include "ruhu-hq-transfer.h"
#include "ruhu-hq-visit.h"

#include "base/ruhu-clock.h"
#include "base/ruhu-division.h"
#include "base/ruhu-error.h"
#include "base/ruhu-id.h"
#include "base/ruhu-mutant.h"
#include "ruhu-hash.h"
#include "ruhu-merge.h"
#include "ruhu-sign.h"
#include "ruhu-wire-json.h"

static void
free_town (gpointer data)
{
  RuhuHqTown *town = data;

  g_free (town->name);
  g_clear_pointer (&town->own, ruhu_hq_device_free);
  g_free (town);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static gboolean
lock_towns (RuhuHqIngest *self, GPtrArray *names, GError **error)
{
  guint i;

  g_ptr_array_sort (names, compare_names);
  for (i = 0; i < names->len; i++) {
    const char *name = g_ptr_array_index (names, i);
    RuhuHqTown *town;

    if (g_hash_table_contains (self->towns, name))
      continue;

    town = g_new0 (RuhuHqTown, 1);
    town->name = g_strdup (name);
    g_hash_table_insert (self->towns, town->name, town);
    if (!ruhu_hq_store_lock_town (self->store, name, &town->last, error))
      return FALSE;
  }
  return TRUE;
}

/**
 * ruhu_hq_ingest_begin:
 * @towns: (element-type utf8): townships that lines may fall into
 *
 * Returns: (transfer full) (nullable): a transaction that ends with ruhu_hq_ingest_commit(), or is
 *   taken back when it is freed
 */
RuhuHqIngest *
ruhu_hq_ingest_begin (RuhuHqDir *dir, GPtrArray *towns, GError **error)
{
  g_autoptr (RuhuHqIngest) self = g_new0 (RuhuHqIngest, 1);

  self->dir = g_object_ref (dir);
  self->store = ruhu_hq_dir_get_store (dir);
  self->now = ruhu_clock_now ();
  self->towns = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, free_town);
  if (!ruhu_hq_tx_begin (&self->tx, self->store, TRUE, error) || !lock_towns (self, towns, error))
    return NULL;

  return g_steal_pointer (&self);
}

void
ruhu_hq_ingest_free (RuhuHqIngest *self)
{
  ruhu_hq_tx_clear (&self->tx);
  g_hash_table_unref (self->towns);
  g_object_unref (self->dir);
  g_free (self);
}

/** ruhu_hq_ingest_get_dir: Returns: HQ */
RuhuHqDir *
ruhu_hq_ingest_get_dir (RuhuHqIngest *self)
{
  return self->dir;
}

static gboolean
finish_town (RuhuHqIngest *self, RuhuHqTown *town, GError **error)
{
  if (town->last > 0 && !ruhu_hq_log_set_last (self->store, town->name, town->last, error))
    return FALSE;
  if (!town->own_wrote)
    return TRUE;

  g_free (town->own->hs);
  town->own->hs = ruhu_sign_head (town->own->head, ruhu_hq_dir_get_hqs_secret (self->dir));
  return ruhu_hq_device_save (self->store, town->own, error);
}

/** ruhu_hq_ingest_commit: Returns: %TRUE once all is durable; else nothing is */
gboolean
ruhu_hq_ingest_commit (RuhuHqIngest *self, GError **error)
{
  GHashTableIter iter;
  gpointer town;

  g_hash_table_iter_init (&iter, self->towns);
  while (g_hash_table_iter_next (&iter, NULL, &town)) {
    if (!finish_town (self, town, error))
      return FALSE;
  }
  return ruhu_hq_tx_commit (&self->tx, error);
}

/**
 * ruhu_hq_ingest_add_town:
 * @division: lines may fall into its township too, as it turns out
 *
 * On a store with several writers two of these can wait for each other; one of them is then told to
 * come again.
 */
gboolean
ruhu_hq_ingest_add_town (RuhuHqIngest *self, const char *division, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (names, ruhu_hq_device_town_of (division));
  return lock_towns (self, names, error);
}

/* The township that @division lies in, where this transaction may write it; NULL otherwise. */
RuhuHqTown *
ruhu_hq_ingest_find_town (RuhuHqIngest *self, const char *division)
{
  g_autofree char *name = ruhu_hq_device_town_of (division);

  return g_hash_table_lookup (self->towns, name);
}

/* Notes in @line what is wrong with where it belongs. @late: (out): it is from before a move */
static gboolean
check_scope (RuhuHqIngest *self,
             RuhuHqDevice *device,
             RuhuLine *line,
             gboolean *late,
             GError **error)
{
  const char *division = ruhu_line_get_division (line);
  GError *failed = NULL;

  *late = FALSE;
  if (ruhu_line_get_quarantine (line) != RUHU_QUARANTINE_NONE)
    return TRUE;
  if (strlen (division) >= RUHU_DIVISION_TOWNSHIP &&
      ruhu_hq_ingest_find_town (self, division) != NULL &&
      ruhu_hq_scope_may_write (self->store, device, division, self->now, late, &failed))
    return TRUE;
  if (failed != NULL) {
    g_propagate_error (error, failed);
    return FALSE;
  }

  ruhu_line_quarantine (line, RUHU_QUARANTINE_SCOPE, "div", "is outside this device's scope");
  return TRUE;
}

/**
 * ruhu_hq_ingest_load:
 *
 * Returns: (transfer full) (nullable): the object as this transaction sees it; %NULL without @error
 *   where there is none
 */
RuhuHqObject *
ruhu_hq_ingest_load (RuhuHqIngest *self, const char *town, const char *id, GError **error)
{
  GError *failed = NULL;
  RuhuHqObject *object = ruhu_hq_object_load (self->store, town, id, &failed);

  if (g_error_matches (failed, RUHU_ERROR, RUHU_ERROR_NOT_FOUND))
    g_clear_error (&failed);
  if (failed != NULL)
    g_propagate_error (error, failed);
  return object;
}

static RuhuHlc
lookup_eff (const char *device, guint64 seq, gpointer data)
{
  RuhuHqIngest *self = data;

  return ruhu_hq_log_get_eff (self->store, device, seq);
}

static RuhuHqChange *
make_change (RuhuHqIngest *self, RuhuHqDevice *device, RuhuLine *line)
{
  RuhuHqChange *change = g_new0 (RuhuHqChange, 1);

  change->town = g_strdup (device->town);
  change->dev = g_strdup (device->dev);
  change->dseq = ruhu_line_get_seq (line);
  change->recv = self->now;
  change->hash = g_strdup (ruhu_line_get_hash (line));
  change->body = g_bytes_ref (ruhu_line_get_bytes (line));
  return change;
}

/* A correction comes after what it corrects, whatever the clocks of two tablets say. */
static RuhuHlc
get_corrected_eff (RuhuHqIngest *self, RuhuHqTown *town, JsonObject *change)
{
  const char *replaces = ruhu_json_get_string (change, "replaces");
  g_autoptr (RuhuHqObject) corrected =
    ruhu_id_is_valid (replaces) ? ruhu_hq_ingest_load (self, town->name, replaces, NULL) : NULL;

  return corrected != NULL ? corrected->eff : 0;
}

static gboolean
append (RuhuHqIngest *self,
        RuhuHqTown *town,
        RuhuHqDevice *device,
        RuhuHqObject *old,
        RuhuLine *line,
        RuhuHqChangeFlags flags,
        GError **error)
{
  g_autoptr (RuhuHqChange) change = make_change (self, device, line);
  g_autoptr (JsonObject) state = old != NULL ? ruhu_hq_state_parse (old) : NULL;
  JsonObject *object = ruhu_line_get_object (line);
  RuhuHlc replaced;
  guint64 suspect = 0;

  replaced = MAX (ruhu_merge_get_replaced (state, object, device->dev, lookup_eff, self),
                  get_corrected_eff (self, town, object));
  device->last_eff =
    ruhu_merge_effective (ruhu_line_get_hlc (line), self->now, replaced, device->last_eff);
  ruhu_wire_json_get_uint (object, "cs", &suspect);

  g_free (change->town);
  change->town = g_strdup (town->name);
  change->sseq = ++town->last;
  change->division = g_strdup (
    (flags & RUHU_HQ_CHANGE_REHOMED) != 0 ? old->division : ruhu_line_get_division (line));
  change->uuid = g_strdup (ruhu_line_get_id (line));
  change->kind = ruhu_line_get_kind (line);
  change->eff = device->last_eff;
  change->flags = flags | (suspect == 1 ? RUHU_HQ_CHANGE_CLOCK_SUSPECT : 0);
  change->orig = ruhu_hq_ingest_get_orig (device, line);
  return ruhu_hq_log_append (self->store, change, error);
}

static gboolean
name_attachments (RuhuHqIngest *self,
                  RuhuHqTown *town,
                  RuhuHqDevice *device,
                  RuhuLine *line,
                  GError **error)
{
  JsonArray *attachments = ruhu_json_get_array (ruhu_line_get_object (line), "att");
  const char *dev = device->dev;
  guint64 seq = ruhu_line_get_seq (line);
  guint i;

  ruhu_hq_state_get_origin (ruhu_line_get_object (line), &dev, &seq);
  for (i = 0; attachments != NULL && i < json_array_get_length (attachments); i++) {
    JsonObject *named = json_array_get_object_element (attachments, i);
    RuhuHqAtt att = { town->name, (char *) ruhu_json_get_string (named, "hash"), 0, FALSE };
    guint64 length = 0;

    ruhu_wire_json_get_uint (named, "len", &length);
    att.len = length;
    if (!ruhu_hq_att_name (self->store,
                           &att,
                           dev,
                           seq,
                           ruhu_line_get_division (line),
                           self->now,
                           error))
      return FALSE;
  }
  return TRUE;
}

/* What was decided about @target, also before it came. */
static gboolean
fold_decisions (RuhuHqIngest *self, RuhuHqTown *town, RuhuHqObject *target, GError **error)
{
  g_autoptr (GPtrArray) decisions =
    ruhu_hq_dispute_list_decisions (self->store, town->name, target->uuid, error);

  if (decisions == NULL)
    return FALSE;
  if (decisions->len == 0)
    return TRUE;
  if (!ruhu_hq_dispute_settle (self->store, target, decisions, town->last, error))
    return FALSE;
  if (target->kind == RUHU_OBJECT_NEED)
    return TRUE;

  ruhu_hq_state_decide (target, decisions);
  return ruhu_hq_object_save (self->store, target, error);
}

static gboolean
decide (RuhuHqIngest *self, RuhuHqTown *town, RuhuHqObject *decision, GError **error)
{
  g_autoptr (RuhuHqObject) target = NULL;
  GError *failed = NULL;

  target = decision->parent != NULL
             ? ruhu_hq_ingest_load (self, town->name, decision->parent, &failed)
             : NULL;
  if (failed != NULL) {
    g_propagate_error (error, failed);
    return FALSE;
  }
  if (target == NULL || (target->kind != RUHU_OBJECT_RESPONSE && target->kind != RUHU_OBJECT_NEED))
    return TRUE;

  return fold_decisions (self, town, target, error) &&
         (target->kind == RUHU_OBJECT_NEED ||
          ruhu_hq_correction_settle (self->store, target, town->last, error));
}

static gboolean
apply (RuhuHqIngest *self,
       RuhuHqTown *town,
       RuhuHqDevice *device,
       RuhuHqObject *old,
       RuhuLine *line,
       RuhuHqChangeFlags flags,
       GError **error)
{
  g_autoptr (RuhuHqObject) object = NULL;

  if (!append (self, town, device, old, line, flags, error))
    return FALSE;
  if (ruhu_line_get_kind (line) == RUHU_OBJECT_TRANSFER && device->ed == NULL)
    return ruhu_hq_transfer_pass (self, town->name, line, town->last, error);

  object = ruhu_hq_state_apply (old,
                                line,
                                town->name,
                                device->dev,
                                device->last_eff,
                                ruhu_hq_dir_get_idk_secret (self->dir));
  if (!ruhu_hq_object_save (self->store, object, error))
    return FALSE;

  if (object->kind == RUHU_OBJECT_RESPONSE)
    return name_attachments (self, town, device, line, error) &&
           fold_decisions (self, town, object, error) &&
           ruhu_hq_correction_settle (self->store, object, town->last, error) &&
           ruhu_hq_visit_note (self, object, line, error);
  if (object->kind == RUHU_OBJECT_DECISION)
    return decide (self, town, object, error);
  if (object->kind == RUHU_OBJECT_TRANSFER)
    return ruhu_hq_transfer_settle (self, line, error);
  if (object->kind == RUHU_OBJECT_NEED && old == NULL &&
      !fold_decisions (self, town, object, error))
    return FALSE;
  return ruhu_hq_conflict_settle (self->store, old, object, town->last, error) &&
         ruhu_hq_duplicate_settle (self->store, old, object, town->last, error);
}

static gboolean
quarantine (RuhuHqIngest *self, RuhuHqDevice *device, RuhuLine *line, GError **error)
{
  g_autoptr (RuhuHqChange) change = make_change (self, device, line);
  RuhuHqHeld held = { NULL,
                      0,
                      change->dseq,
                      (char *) ruhu_quarantine_to_string (ruhu_line_get_quarantine (line)),
                      (char *) ruhu_line_get_path (line),
                      (char *) ruhu_line_get_message (line) };
  gboolean is_double = held.code == NULL;

  if (ruhu_mutant (QUARANTINE_DROPPED))
    return TRUE;
  /* Of somebody who was erased nothing comes in again. */
  if (g_strcmp0 (held.path, RUHU_HQ_ERASED_PATH) == 0) {
    g_bytes_unref (change->body);
    change->body = g_bytes_new_static (RUHU_HQ_ERASED_LINE, strlen (RUHU_HQ_ERASED_LINE));
  }
  if (is_double)
    held.code = (char *) "DOUBLE";
  return ruhu_hq_log_quarantine (self->store, change, &held, is_double, error);
}

static gboolean
is_merged (RuhuObjectKind kind)
{
  return kind == RUHU_OBJECT_PERSON || kind == RUHU_OBJECT_HOUSEHOLD || kind == RUHU_OBJECT_NEED ||
         kind == RUHU_OBJECT_TASK;
}

/* The object that the line is about; also where it has left the division that the line names.
 * @town: (inout): the township that it is in */
static gboolean
find_object (RuhuHqIngest *self,
             RuhuLine *line,
             RuhuHqTown **town,
             RuhuHqObject **object,
             GError **error)
{
  const char *id = ruhu_line_get_id (line);
  g_autofree char *home = NULL;
  g_autofree char *division = NULL;
  GError *failed = NULL;

  *object = ruhu_hq_ingest_load (self, (*town)->name, id, &failed);
  if (failed != NULL) {
    g_propagate_error (error, failed);
    return FALSE;
  }
  if (*object != NULL || !is_merged (ruhu_line_get_kind (line)))
    return TRUE;

  if (!ruhu_hq_home_find (self->store, id, ruhu_line_get_division (line), &home, &division, error))
    return FALSE;
  if (home == NULL)
    return TRUE;
  if (!ruhu_hq_ingest_add_town (self, division, error))
    return FALSE;

  *town = ruhu_hq_ingest_find_town (self, division);
  *object = ruhu_hq_ingest_load (self, home, id, error);
  return *object != NULL;
}

/* Checks a line and, where it is good, applies it; what is wrong is noted in it. */
static gboolean
check_and_apply (RuhuHqIngest *self,
                 RuhuHqDevice *device,
                 RuhuLine *line,
                 RuhuHqChangeFlags flags,
                 GError **error)
{
  RuhuHqTown *town = ruhu_hq_ingest_find_town (self, ruhu_line_get_division (line));
  g_autoptr (RuhuHqObject) old = NULL;
  gboolean left = FALSE;

  if (device->ed != NULL && !ruhu_hq_erase_check (self->store, line, error))
    return FALSE;
  if (ruhu_line_get_quarantine (line) != RUHU_QUARANTINE_NONE)
    return TRUE;
  if (!find_object (self, line, &town, &old, error))
    return FALSE;
  if (old != NULL && is_merged (old->kind) &&
      !g_str_equal (old->division, ruhu_line_get_division (line))) {
    g_autofree char *home = NULL;
    g_autofree char *division = NULL;

    if (!ruhu_hq_home_find (self->store,
                            old->uuid,
                            ruhu_line_get_division (line),
                            &home,
                            &division,
                            error))
      return FALSE;
    left = home != NULL;
  }
  if (!ruhu_hq_check_line (self->store, device, old, left, line, error))
    return FALSE;

  return ruhu_line_get_quarantine (line) != RUHU_QUARANTINE_NONE ||
         apply (self, town, device, old, line, flags | (left ? RUHU_HQ_CHANGE_REHOMED : 0), error);
}

/**
 * ruhu_hq_ingest_take:
 * @device: whose line it is; its last clock moves on
 * @line: the next of its log; what is wrong with it is noted in it
 * @late_scope: it was made before the device's scope changed
 *
 * Returns: %FALSE only where HQ's store failed; a bad line is held and that is %TRUE
 */
gboolean
ruhu_hq_ingest_take (RuhuHqIngest *self,
                     RuhuHqDevice *device,
                     RuhuLine *line,
                     gboolean late_scope,
                     GError **error)
{
  gboolean is_double, late;

  if (ruhu_line_get_quarantine (line) != RUHU_QUARANTINE_NONE)
    return quarantine (self, device, line, error);
  if (ruhu_mutant (DOUBLE_AFTER_SCOPE) &&
      (!check_scope (self, device, line, &late, error) || ruhu_line_get_quarantine (line) != 0))
    return quarantine (self, device, line, error);
  /* Also what it may not write any more under the new name. */
  if (!ruhu_hq_ingest_find_double (self, device, line, &is_double, error))
    return FALSE;
  if (is_double)
    return quarantine (self, device, line, error);
  if (!check_scope (self, device, line, &late, error))
    return FALSE;
  if (ruhu_line_get_quarantine (line) != RUHU_QUARANTINE_NONE)
    return quarantine (self, device, line, error);
  if (!check_and_apply (self,
                        device,
                        line,
                        late || late_scope ? RUHU_HQ_CHANGE_LATE_SCOPE : 0,
                        error))
    return FALSE;

  return ruhu_line_get_quarantine (line) == RUHU_QUARANTINE_NONE ||
         quarantine (self, device, line, error);
}

/**
 * ruhu_hq_ingest_release:
 * @device: whose line it is; the caller saves it, since its last clock moves on
 * @line: a line in quarantine, read anew; what is still wrong is noted in it
 *
 * Where nothing is wrong any more the line moves from quarantine into the log.
 */
gboolean
ruhu_hq_ingest_release (RuhuHqIngest *self, RuhuHqDevice *device, RuhuLine *line, GError **error)
{
  gboolean late;

  if (!check_scope (self, device, line, &late, error))
    return FALSE;
  if (ruhu_line_get_quarantine (line) != RUHU_QUARANTINE_NONE)
    return TRUE;

  return ruhu_hq_log_drop_held (self->store, device->dev, ruhu_line_get_seq (line), error) &&
         check_and_apply (self, device, line, RUHU_HQ_CHANGE_RELEASED, error);
}
