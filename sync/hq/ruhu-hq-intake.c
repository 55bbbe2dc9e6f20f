/* ruhu-hq-intake.c: lines of a device's log into HQ, however they came
 *
 * A push or a bundle: first all that needs no store, then one transaction takes all lines, good or
 * bad. What HQ has already is compared and passed over, so that order and multiplicity are nothing.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-intake.h"

#include "ruhu-hq-ingest.h"
#include "ruhu-hq-log-table.h"
#include "ruhu-hq-receipt.h"
#include "ruhu-hq-scope-table.h"

#include "base/ruhu-division.h"
#include "base/ruhu-mutant.h"
#include "ruhu-hash.h"
#include "ruhu-sign.h"

#include <string.h>

static gboolean
refuse (RuhuHqIntake *self, RuhuRefusal refusal)
{
  self->refusal = refusal;
  return FALSE;
}

/**
 * ruhu_hq_intake_init:
 * @sender: whose log it is; lives as long as @self
 * @now: ms since 1970 UTC
 */
void
ruhu_hq_intake_init (RuhuHqIntake *self, RuhuHqDir *dir, RuhuHqDevice *sender, gint64 now)
{
  memset (self, 0, sizeof *self);
  self->dir = dir;
  self->sender = sender;
  self->now = now;
}

/** ruhu_hq_intake_clear: frees what @self holds, not itself */
void
ruhu_hq_intake_clear (RuhuHqIntake *self)
{
  g_clear_pointer (&self->batch, ruhu_batch_unref);
  g_clear_pointer (&self->lines, g_ptr_array_unref);
  g_clear_pointer (&self->device, ruhu_hq_device_free);
}

/**
 * ruhu_hq_intake_read:
 * @body: a batch, inflated
 *
 * Opens what is sealed.
 *
 * Returns: %FALSE with the refusal noted
 */
gboolean
ruhu_hq_intake_read (RuhuHqIntake *self, GBytes *body)
{
  self->batch = ruhu_batch_parse (body, &self->refusal);
  if (self->batch == NULL)
    return FALSE;

  if (ruhu_batch_get_sealed (self->batch) &&
      !ruhu_batch_unseal (self->batch,
                          ruhu_hq_dir_get_hqx (self->dir),
                          ruhu_hq_dir_get_hqx_secret (self->dir)))
    return refuse (self, RUHU_REFUSAL_FRAME);

  return TRUE;
}

/**
 * ruhu_hq_intake_check_head:
 *
 * The device stands by its log with AK, even where it sends with LK because it is locked.
 *
 * Returns: %FALSE with the refusal noted
 */
gboolean
ruhu_hq_intake_check_head (RuhuHqIntake *self)
{
  return ruhu_batch_get_n_lines (self->batch) == 0 ||
         ruhu_sign_verify_head (ruhu_batch_get_head (self->batch),
                                ruhu_batch_get_head_signature (self->batch),
                                g_bytes_get_data (self->sender->ed, NULL)) ||
         refuse (self, RUHU_REFUSAL_SIG);
}

/* The hash before the first line of the batch. */
static char *
find_previous (RuhuHqIntake *self, GError **error)
{
  gint64 from = ruhu_batch_get_from (self->batch);

  if (from == 1)
    return g_strdup (RUHU_HASH_NONE);
  if (from == self->device->acked + 1)
    return g_strdup (self->device->head);
  return ruhu_hq_log_get_hash (ruhu_hq_dir_get_store (self->dir),
                               self->device->dev,
                               from - 1,
                               error);
}

static gboolean
check_lines (RuhuHqIntake *self, GError **error)
{
  gint64 from = ruhu_batch_get_from (self->batch);
  g_autofree char *previous = NULL;

  if (ruhu_mutant (GAP_ACCEPTED) && from > self->device->acked + 1) {
    self->lines = ruhu_batch_check_lines (self->batch, RUHU_HASH_NONE);
    return self->lines != NULL;
  }
  if (from > self->device->acked + 1) {
    self->expect = self->device->acked + 1;
    return refuse (self, RUHU_REFUSAL_GAP);
  }

  previous = find_previous (self, error);
  if (previous == NULL)
    return FALSE;

  self->lines = ruhu_batch_check_lines (self->batch, previous);
  return self->lines != NULL || refuse (self, RUHU_REFUSAL_FRAME);
}

/* A line HQ has already must be the same line. */
static gboolean
compare_known (RuhuHqIntake *self, RuhuLine *line, GError **error)
{
  g_autofree char *hash = ruhu_hq_log_get_hash (ruhu_hq_dir_get_store (self->dir),
                                                self->device->dev,
                                                ruhu_line_get_seq (line),
                                                error);

  if (hash == NULL)
    return FALSE;
  return g_str_equal (hash, ruhu_line_get_hash (line)) || ruhu_mutant (FORK_NOT_DETECTED) ||
         refuse (self, RUHU_REFUSAL_FORK);
}

static gboolean
take_lines (RuhuHqIntake *self, RuhuHqIngest *ingest, gint64 *acked, GError **error)
{
  gboolean revoked = self->device->state != RUHU_HQ_DEVICE_IN_USE;
  gboolean late = ruhu_batch_get_epoch (self->batch) < (guint64) self->device->epoch;
  guint i;

  *acked = self->device->acked;
  for (i = 0; i < self->lines->len; i++) {
    RuhuLine *line = g_ptr_array_index (self->lines, i);

    if ((gint64) ruhu_line_get_seq (line) <= self->device->acked && !ruhu_mutant (NO_DEDUPE)) {
      if (!compare_known (self, line, error))
        return FALSE;
      continue;
    }
    if (revoked)
      ruhu_line_quarantine (line, RUHU_QUARANTINE_POLICY, NULL, "this device was revoked");
    if (!ruhu_hq_ingest_take (ingest, self->device, line, late, error))
      return FALSE;
    if (ruhu_mutant (QUARANTINE_STOPS_BATCH) &&
        ruhu_line_get_quarantine (line) != RUHU_QUARANTINE_NONE)
      return TRUE;
    *acked = ruhu_line_get_seq (line);
  }
  return TRUE;
}

static gboolean
advance (RuhuHqIntake *self, gint64 acked, GError **error)
{
  RuhuHqDevice *device = self->device;
  gint64 before = device->acked;

  if (acked > before) {
    RuhuLine *last = g_ptr_array_index (self->lines, self->lines->len - 1);

    g_free (device->head);
    device->head = g_strdup (ruhu_line_get_hash (last));
    g_free (device->hs);
    device->hs = g_strdup (ruhu_batch_get_head_signature (self->batch));
  }

  device->acked = acked;
  if (!ruhu_hq_receipt_renew (self->dir, device, self->now, error))
    return FALSE;

  device->acked = before;
  return ruhu_hq_device_advance (ruhu_hq_dir_get_store (self->dir), device, acked, error);
}

/* A county's device writes into any of its townships, and one that was moved into those that it
 * had before. */
static GPtrArray *
list_towns (RuhuHqIntake *self)
{
  RuhuHqDevice *device = self->sender;
  GPtrArray *towns = g_ptr_array_new_with_free_func (g_free);
  RuhuHqStore *store = ruhu_hq_dir_get_store (self->dir);
  g_autoptr (GPtrArray) before = ruhu_hq_scope_list (store, device->dev, 0, NULL);
  gboolean late;
  guint i;

  g_ptr_array_add (towns, g_strdup (device->town));
  if (strlen (device->scope) >= RUHU_DIVISION_TOWNSHIP && (before == NULL || before->len == 0))
    return towns;

  for (i = 0; i < ruhu_batch_get_n_lines (self->batch); i++) {
    g_autoptr (RuhuLine) line =
      ruhu_line_new (ruhu_batch_get_line (self->batch, i), 0, RUHU_HASH_NONE);
    const char *division = ruhu_line_get_division (line);

    if (division != NULL &&
        ruhu_hq_scope_may_write (store, device, division, self->now, &late, NULL))
      g_ptr_array_add (towns, ruhu_hq_device_town_of (division));
  }
  return towns;
}

/**
 * ruhu_hq_intake_store:
 * @error: a fault of HQ's own
 *
 * Returns: %TRUE once all lines are durable; %FALSE with the refusal noted, or with @error set
 */
gboolean
ruhu_hq_intake_store (RuhuHqIntake *self, GError **error)
{
  RuhuHqStore *hq_store = ruhu_hq_dir_get_store (self->dir);
  g_autoptr (GPtrArray) towns = list_towns (self);
  g_autoptr (RuhuHqIngest) ingest = ruhu_hq_ingest_begin (self->dir, towns, error);
  gint64 acked;

  if (ingest == NULL)
    return FALSE;

  /* What was read before the lock may be old by now. */
  self->device = ruhu_hq_device_load (hq_store, self->sender->dev, error);
  return self->device != NULL && check_lines (self, error) &&
         take_lines (self, ingest, &acked, error) && advance (self, acked, error) &&
         ruhu_hq_ingest_commit (ingest, error);
}

static JsonArray *
list_held (GPtrArray *held, gboolean whole)
{
  JsonArray *res = json_array_new ();
  guint i;

  for (i = 0; i < held->len; i++) {
    RuhuHqHeld *one = g_ptr_array_index (held, i);
    JsonObject *object = json_object_new ();

    json_object_set_int_member (object, "seq", one->dseq);
    json_array_add_object_element (res, object);
    if (g_str_equal (one->code, "DOUBLE")) {
      json_object_set_string_member (object, "st", "d");
      continue;
    }
    json_object_set_string_member (object, "st", "q");
    json_object_set_string_member (object, "code", one->code);
    if (whole && one->path != NULL)
      json_object_set_string_member (object, "path", one->path);
    if (whole && one->message != NULL)
      json_object_set_string_member (object, "msg", one->message);
  }
  return res;
}

/**
 * ruhu_hq_intake_make_answer:
 * @device: as it stands now
 * @from: first line of those whose quarantine is told
 * @whole: whether it says in which field, too: that there is an answer is one already, so not where
 *   it lies about until somebody unlocks, or is carried
 *
 * Returns: (transfer full) (nullable): the answer to a push
 */
JsonObject *
ruhu_hq_intake_make_answer (RuhuHqDir *dir,
                            RuhuHqDevice *device,
                            gint64 from,
                            gboolean whole,
                            gint64 now,
                            GError **error)
{
  g_autoptr (GPtrArray) held =
    ruhu_hq_log_list_held (ruhu_hq_dir_get_store (dir), device->dev, from, device->acked, error);
  JsonObject *body;

  if (held == NULL)
    return NULL;

  body = json_object_new ();
  json_object_set_int_member (body, "acked", device->acked);
  json_object_set_array_member (body, "res", list_held (held, whole));
  json_object_set_string_member (body, "rcpt", device->receipt);
  json_object_set_int_member (body, "now", now);
  json_object_set_int_member (body, "pull", 1);
  json_object_set_int_member (body, "safe", device->safe);
  json_object_set_string_member (body, "gen", ruhu_hq_dir_get_gen (dir));
  return body;
}

/**
 * ruhu_hq_intake_tell_restored:
 * @members: of the refusal RESTORED, which get what HQ has of @device's lines
 */
gboolean
ruhu_hq_intake_tell_restored (RuhuHqDir *dir,
                              RuhuHqDevice *device,
                              JsonObject *members,
                              GError **error)
{
  g_autoptr (GPtrArray) held =
    ruhu_hq_log_list_held (ruhu_hq_dir_get_store (dir), device->dev, 1, device->acked, error);

  if (held == NULL)
    return FALSE;

  json_object_set_string_member (members, "gen", ruhu_hq_dir_get_gen (dir));
  json_object_set_int_member (members, "acked", device->acked);
  if (ruhu_mutant (RESTORED_WITHOUT_HELD))
    g_ptr_array_set_size (held, 0);
  json_object_set_array_member (members, "res", list_held (held, FALSE));
  return TRUE;
}
