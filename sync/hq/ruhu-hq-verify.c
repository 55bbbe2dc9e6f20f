/* ruhu-hq-verify.c: is the store what was sent?
 *
 * Nothing that the store says of itself is believed. Each device's log is hashed again from its
 * first line; its end must be what the device signed with its own key, and what HQ's receipt says.
 * The state is made again from the log and compared. The audit's chains must end where HQ signed
 * them. Where a page of the store is damaged it is read all the
 * same, but only here, so that what it held can be named.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-verify-private.h"

#include "ruhu-hq-correction.h"

#include "ruhu-hq-audit-table.h"
#include "ruhu-hq-device-table.h"
#include "ruhu-hq-erase.h"
#include "ruhu-hq-log-table.h"
#include "ruhu-hq-meta-table.h"
#include "ruhu-hq-object-table.h"
#include "ruhu-hq-state.h"
#include "ruhu-hq-transfer.h"

#include "base/ruhu-error.h"
#include "ruhu-hash.h"
#include "ruhu-receipt.h"
#include "ruhu-sign.h"
#include "ruhu-wire-json.h"

void
ruhu_hq_verified_free (RuhuHqVerified *self)
{
  g_hash_table_unref (self->last);
  g_hash_table_unref (self->lost);
  g_ptr_array_unref (self->faults);
  g_free (self);
}

void
ruhu_hq_verified_note (RuhuHqVerified *self, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_ptr_array_add (self->faults, g_strdup_vprintf (format, args));
  va_end (args);
}

/* What cannot be read back is a fault to report, not a reason to stop. */
static gboolean
survive (RuhuHqVerified *self, GError *failed, GError **error)
{
  if (g_error_matches (failed, RUHU_ERROR, RUHU_ERROR_CORRUPT)) {
    ruhu_hq_verified_note (self, "%s", failed->message);
    g_error_free (failed);
    return TRUE;
  }
  g_propagate_error (error, failed);
  return FALSE;
}

typedef struct {
  RuhuHqVerified *verified;
  RuhuHqDevice *device;
  RuhuReceipt *receipt;
  gint64 expected;
  guint64 eff;
  char *previous;
  char *at_receipt; /* hash of the line that the receipt ends with */
  gboolean broken;
} Chain;

static gboolean
break_chain (Chain *chain, RuhuHqChange *change, const char *why)
{
  ruhu_hq_verified_note (chain->verified,
                         "device %s: line %" G_GINT64_FORMAT " %s",
                         chain->device->dev,
                         change->dseq,
                         why);
  chain->broken = TRUE;
  return FALSE;
}

static char *
read_previous (GBytes *body)
{
  gsize length;
  const char *text = g_bytes_get_data (body, &length);
  g_autoptr (JsonObject) line = ruhu_wire_json_parse (text, length, NULL);

  return g_strdup (ruhu_json_get_string (line, "ph"));
}

static gboolean
check_link (RuhuHqChange *change, gpointer data, GError **error)
{
  Chain *chain = data;
  g_autofree char *hash = ruhu_hash_bytes (change->body);
  g_autofree char *named = NULL;

  if (change->dseq != ++chain->expected)
    return break_chain (chain, change, "is not the one that should come there; lines are missing");
  if (ruhu_hq_erase_is_line (change->body)) {
    g_free (hash);
    hash = g_strdup (change->hash);
    chain->verified->erased++;
  }
  if (g_strcmp0 (hash, change->hash) != 0)
    return break_chain (chain, change, "was changed after it was taken in");

  /* A line in quarantine may name what it likes; the next one still names it. */
  named = change->sseq > 0 ? read_previous (change->body) : NULL; /* none in an erased one */
  if (named != NULL && g_strcmp0 (named, chain->previous) != 0)
    return break_chain (chain, change, "does not follow the line before it");
  if (change->sseq > 0 && (change->flags & RUHU_HQ_CHANGE_RELEASED) == 0) {
    if (change->eff <= chain->eff)
      return break_chain (chain, change, "has a clock that does not follow the one before it");
    chain->eff = change->eff;
  }
  if (chain->receipt != NULL && (guint64) change->dseq == chain->receipt->upto)
    chain->at_receipt = g_strdup (hash);
  g_free (chain->previous);
  chain->previous = g_steal_pointer (&hash);
  chain->verified->lines++;
  return TRUE;
}

static void
check_end (RuhuHqDir *dir, Chain *chain)
{
  RuhuHqDevice *device = chain->device;
  const guint8 *key =
    device->ed != NULL ? g_bytes_get_data (device->ed, NULL) : ruhu_hq_dir_get_hqs (dir);

  if (chain->expected != device->acked)
    ruhu_hq_verified_note (chain->verified,
                           "device %s: HQ acknowledged %" G_GINT64_FORMAT
                           " lines and has %" G_GINT64_FORMAT,
                           device->dev,
                           device->acked,
                           chain->expected);
  else if (device->acked > 0 && (g_strcmp0 (device->head, chain->previous) != 0 ||
                                 !ruhu_sign_verify_head (chain->previous, device->hs, key)))
    ruhu_hq_verified_note (chain->verified,
                           "device %s: its log does not end with what it signed",
                           device->dev);
}

static void
check_receipt (RuhuHqDir *dir, Chain *chain)
{
  RuhuReceipt *receipt = chain->receipt;

  if (chain->device->receipt == NULL)
    return;

  if (receipt == NULL || !ruhu_receipt_verify (receipt, ruhu_hq_dir_get_hqs (dir)) ||
      !g_str_equal (receipt->device, chain->device->dev) ||
      (receipt->upto > 0 && g_strcmp0 (receipt->head, chain->at_receipt) != 0))
    ruhu_hq_verified_note (chain->verified,
                           "device %s: its receipt is not what HQ signed for this log",
                           chain->device->dev);
  else {
    chain->verified->receipts++;
    g_hash_table_replace (chain->verified->last, receipt->device, receipt);
    chain->receipt = NULL;
  }
}

static gboolean
check_device (RuhuHqDir *dir, RuhuHqVerified *self, RuhuHqDevice *device, GError **error)
{
  RuhuReceipt *receipt = ruhu_receipt_parse (device->receipt);
  Chain chain = { self, device, receipt, 0, 0, g_strdup (RUHU_HASH_NONE), NULL, FALSE };
  GError *failed = NULL;
  gboolean ok;

  ok = ruhu_hq_log_foreach_of_device (ruhu_hq_dir_get_store (dir),
                                      device->dev,
                                      1,
                                      check_link,
                                      &chain,
                                      &failed) ||
       survive (self, g_steal_pointer (&failed), error);
  if (ok && !chain.broken) {
    check_end (dir, &chain);
    check_receipt (dir, &chain);
  }
  self->devices++;
  g_clear_pointer (&chain.receipt, ruhu_receipt_free);
  g_free (chain.previous);
  g_free (chain.at_receipt);
  return ok;
}

static gboolean
check_devices (RuhuHqDir *dir, RuhuHqVerified *self, GError **error)
{
  g_autoptr (GPtrArray) devices = ruhu_hq_device_list (ruhu_hq_dir_get_store (dir), "", error);
  guint i;

  if (devices == NULL)
    return FALSE;

  for (i = 0; i < devices->len; i++) {
    if (!check_device (dir, self, g_ptr_array_index (devices, i), error))
      return FALSE;
  }
  return TRUE;
}

typedef struct {
  RuhuHqDir *dir;
  RuhuHqVerified *verified;
  const char *town;
  gint64 last;
  GHashTable *objects; /* UUID → RuhuHqObject, as the log makes it */
} Replay;

/* Whether the township has it filed as the line itself says. */
static gboolean
is_filed (RuhuHqChange *change, RuhuLine *line)
{
  return ruhu_line_get_quarantine (line) == RUHU_QUARANTINE_NONE &&
         g_strcmp0 (ruhu_line_get_id (line), change->uuid) == 0 &&
         ruhu_line_get_kind (line) == change->kind &&
         ((change->flags & RUHU_HQ_CHANGE_REHOMED) != 0 ||
          g_strcmp0 (ruhu_line_get_division (line), change->division) == 0);
}

static void
replay_object (Replay *replay, RuhuHqChange *change, RuhuLine *line)
{
  const guint8 *idk_secret = ruhu_hq_dir_get_idk_secret (replay->dir);
  RuhuHqPassage passage = ruhu_hq_transfer_read (change->dev, ruhu_line_get_object (line));
  RuhuHqObject *object = NULL;

  if (passage == RUHU_HQ_PASSAGE_NONE)
    object = ruhu_hq_state_apply (g_hash_table_lookup (replay->objects, change->uuid),
                                  line,
                                  change->town,
                                  change->dev,
                                  change->eff,
                                  idk_secret);
  else if (passage == RUHU_HQ_PASSAGE_CAME)
    object = ruhu_hq_transfer_make_object (change->town, ruhu_line_get_object (line), idk_secret);

  if (object != NULL)
    g_hash_table_replace (replay->objects, object->uuid, object);
  else
    g_hash_table_remove (replay->objects, change->uuid);
}

static gboolean
replay_line (RuhuHqChange *change, gpointer data, GError **error)
{
  Replay *replay = data;
  g_autofree char *previous = read_previous (change->body);
  g_autoptr (RuhuLine) line =
    ruhu_line_new (change->body, change->dseq, previous != NULL ? previous : RUHU_HASH_NONE);

  if (change->sseq != ++replay->last) {
    ruhu_hq_verified_note (replay->verified,
                           "township %s: number %" G_GINT64_FORMAT " of its log is missing",
                           replay->town,
                           replay->last);
    replay->last = change->sseq;
  }
  if (ruhu_hq_erase_is_line (change->body))
    g_hash_table_remove (replay->objects, change->uuid);
  else if (is_filed (change, line))
    replay_object (replay, change, line);
  else
    ruhu_hq_verified_note (replay->verified,
                           "township %s: number %" G_GINT64_FORMAT
                           " is not filed as the line itself says",
                           replay->town,
                           change->sseq);
  return TRUE;
}

static void
free_array (gpointer array)
{
  g_ptr_array_unref (array);
}

/* What decisions make of responses, once all are known. */
static void
replay_decisions (Replay *replay)
{
  g_autoptr (GHashTable) by_parent =
    g_hash_table_new_full (g_str_hash, g_str_equal, NULL, free_array);
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, replay->objects);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    RuhuHqObject *object = value;
    GPtrArray *decisions;

    if (object->kind != RUHU_OBJECT_DECISION || object->parent == NULL)
      continue;
    decisions = g_hash_table_lookup (by_parent, object->parent);
    if (decisions == NULL) {
      decisions = g_ptr_array_new ();
      g_hash_table_insert (by_parent, object->parent, decisions);
    }
    g_ptr_array_add (decisions, object);
  }

  g_hash_table_iter_init (&iter, by_parent);
  while (g_hash_table_iter_next (&iter, &key, &value)) {
    RuhuHqObject *target = g_hash_table_lookup (replay->objects, key);

    if (target != NULL && target->kind == RUHU_OBJECT_RESPONSE)
      ruhu_hq_state_decide (target, value);
  }
}

static gboolean
are_equal (RuhuHqObject *a, RuhuHqObject *b)
{
  return a->kind == b->kind && g_strcmp0 (a->division, b->division) == 0 &&
         g_strcmp0 (a->parent, b->parent) == 0 && a->state == b->state && a->due == b->due &&
         a->eff == b->eff && g_strcmp0 (a->idk, b->idk) == 0 &&
         g_strcmp0 (a->replaces, b->replaces) == 0 &&
         g_strcmp0 (a->replaced_by, b->replaced_by) == 0 && g_bytes_equal (a->body, b->body);
}

static gboolean
compare_object (RuhuHqObject *object, gpointer data, GError **error)
{
  Replay *replay = data;
  RuhuHqObject *made = g_hash_table_lookup (replay->objects, object->uuid);

  if (made == NULL)
    ruhu_hq_verified_note (replay->verified,
                           "township %s: object %s stands in no line of the log",
                           replay->town,
                           object->uuid);
  else if (!are_equal (made, object))
    ruhu_hq_verified_note (replay->verified,
                           "township %s: object %s is not what the log makes it",
                           replay->town,
                           object->uuid);
  else
    replay->verified->objects++;
  g_hash_table_remove (replay->objects, object->uuid);
  return TRUE;
}

static void
free_object (gpointer object)
{
  ruhu_hq_object_free (object);
}

static gboolean
compare_state (Replay *replay, GError **error)
{
  RuhuHqStore *store = ruhu_hq_dir_get_store (replay->dir);
  GHashTableIter iter;
  gpointer uuid;

  if (!ruhu_hq_object_foreach_in_town (store,
                                       replay->town,
                                       "",
                                       NULL,
                                       compare_object,
                                       replay,
                                       error))
    return FALSE;

  g_hash_table_iter_init (&iter, replay->objects);
  while (g_hash_table_iter_next (&iter, &uuid, NULL))
    ruhu_hq_verified_note (replay->verified,
                           "township %s: object %s is in the log and missing in the state",
                           replay->town,
                           (const char *) uuid);
  return TRUE;
}

static gboolean
check_town (RuhuHqDir *dir, RuhuHqVerified *self, const char *town, GError **error)
{
  RuhuHqStore *store = ruhu_hq_dir_get_store (dir);
  g_autoptr (GHashTable) objects =
    g_hash_table_new_full (g_str_hash, g_str_equal, NULL, free_object);
  Replay replay = { dir, self, town, 0, objects };
  GError *failed = NULL;
  gint64 last;

  if (!ruhu_hq_log_foreach_in_town (store, town, "", 0, replay_line, &replay, &failed))
    return survive (self, failed, error);
  if (!ruhu_hq_store_lock_town (store, town, &last, error))
    return FALSE;
  if (last != replay.last)
    ruhu_hq_verified_note (self, "township %s: the end of its log is missing", town);

  replay_decisions (&replay);
  ruhu_hq_correction_link (objects);
  return compare_state (&replay, &failed) || survive (self, failed, error);
}

static gboolean
check_towns (RuhuHqDir *dir, RuhuHqVerified *self, GError **error)
{
  g_autoptr (GPtrArray) towns = ruhu_hq_log_list_towns (ruhu_hq_dir_get_store (dir), "", error);
  guint i;

  if (towns == NULL)
    return FALSE;

  for (i = 0; i < towns->len; i++) {
    if (!check_town (dir, self, g_ptr_array_index (towns, i), error))
      return FALSE;
  }
  return TRUE;
}

/* Whoever could overwrite a line could not write into the audit that it was asked for. */
static gboolean
check_erased (RuhuHqDir *dir, RuhuHqVerified *self, GError **error)
{
  g_autoptr (RuhuHqRows) rows = NULL;

  if (self->erased == 0)
    return TRUE;

  rows = ruhu_hq_store_query (ruhu_hq_dir_get_store (dir),
                              error,
                              "SELECT count(*) FROM audit WHERE action = 'erase'",
                              "");
  if (rows == NULL || !ruhu_hq_rows_next (rows, error))
    return FALSE;
  if (ruhu_hq_rows_get_int64 (rows, 0) == 0)
    ruhu_hq_verified_note (self, "lines were erased, and the audit says nothing of it");
  return TRUE;
}

static void
free_receipt (gpointer receipt)
{
  ruhu_receipt_free (receipt);
}

/* Damaged pages may hold anything: what cannot be read in them is told of, and the next thing
 * looked at. */
static gboolean
go_on (RuhuHqVerified *self, gboolean damaged, gboolean ok, GError *failed, GError **error)
{
  if (ok)
    return TRUE;
  if (!damaged) {
    g_propagate_error (error, failed);
    return FALSE;
  }
  ruhu_hq_verified_note (self, "%s", failed->message);
  g_error_free (failed);
  return TRUE;
}

static gboolean
check_audit (RuhuHqDir *dir, RuhuHqVerified *self, GError **error)
{
  return ruhu_hq_audit_verify (dir, self->faults, &self->audited, error);
}

static gboolean
check_all (RuhuHqDir *dir, RuhuHqVerified *self, gboolean damaged, GError **error)
{
  static gboolean (*const checks[]) (RuhuHqDir * dir, RuhuHqVerified * self, GError * *error) = {
    ruhu_hq_verify_files, check_devices, check_towns, check_erased, check_audit,
  };
  g_auto (RuhuHqTx) tx = { NULL };
  guint i;

  if (!ruhu_hq_tx_begin (&tx, ruhu_hq_dir_get_store (dir), FALSE, error))
    return FALSE;

  for (i = 0; i < G_N_ELEMENTS (checks); i++) {
    GError *failed = NULL;
    gboolean ok = checks[i](dir, self, &failed);

    if (!go_on (self, damaged, ok, failed, error))
      return FALSE;
  }
  return TRUE;
}

/* What can be done. Until a backup has a line, its tablet keeps it. */
static void
advise (RuhuHqDir *dir, RuhuHqVerified *self)
{
  g_autofree char *at = ruhu_hq_meta_get (ruhu_hq_dir_get_store (dir), "backup", NULL);
  g_autoptr (GDateTime) made =
    at != NULL ? g_date_time_new_from_unix_utc (g_ascii_strtoll (at, NULL, 10) / 1000) : NULL;
  g_autofree char *when = made != NULL ? g_date_time_format (made, "%F %R UTC") : NULL;

  if (when != NULL)
    ruhu_hq_verified_note (
      self,
      "what to do: stop this HQ and make another from the backup of %s (ruhu-hq restore); "
      "tablets send again what came later, and keep all of it until a backup has it",
      when);
  else
    ruhu_hq_verified_note (
      self,
      "what to do: no backup of this HQ was ever made, but tablets have kept all that they "
      "sent; keep this folder as it is, and put hq.db back from a copy of the disk");
}

/**
 * ruhu_hq_verify:
 *
 * Reads all of the store in one transaction.
 *
 * Returns: (transfer full) (nullable): what was found; %NULL where the store could not be read
 */
RuhuHqVerified *
ruhu_hq_verify (RuhuHqDir *dir, GError **error)
{
  g_autoptr (RuhuHqVerified) self = g_new0 (RuhuHqVerified, 1);
  RuhuHqStore *store = ruhu_hq_dir_get_store (dir);
  gboolean damaged, ok;

  self->last = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, free_receipt);
  self->lost = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->faults = g_ptr_array_new_with_free_func (g_free);
  if (!ruhu_hq_store_find_damage (store, self->faults, error))
    return NULL;

  damaged = self->damaged = self->faults->len > 0;
  ok = check_all (dir, self, damaged, error);
  ruhu_hq_store_forget_damage (store);
  if (damaged)
    advise (dir, self);
  return ok ? g_steal_pointer (&self) : NULL;
}
