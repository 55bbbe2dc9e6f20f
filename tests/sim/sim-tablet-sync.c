/* sim-tablet-sync.c: a tablet that meets HQ, by the network or by a carrier
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sim-tablet-private.h"

#include "sim-fail.h"

#include "base/ruhu-hex.h"
#include "ruhu-batch.h"
#include "ruhu-bundle-export.h"
#include "ruhu-bundle-import.h"
#include "ruhu-sync-run-private.h"
#include "ruhu-wipe-private.h"

#include <string.h>

static char *
sign (const char *text, gpointer store, GError **error)
{
  guint8 signature[64];

  if (!ruhu_store_sign (store, text, strlen (text), signature, error))
    return NULL;
  return g_base64_encode (signature, sizeof signature);
}

static void
wiped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SimTablet *self = user_data;

  self->syncing = FALSE;
  self->synced = ruhu_wipe_run_finish (result, NULL);
}

/* It hands over, erases itself, and says so. */
static void
begin_wipe (SimTablet *self)
{
  ruhu_wipe_run_async (self->client, self->objects, wiped_cb, self);
}

static void
synced_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SimTablet *self = user_data;
  JsonObject *order = ruhu_hq_client_get_order (self->client);
  RuhuSyncResult got;
  RuhuRefusal refusal;

  g_clear_error (&self->sync_error);
  self->synced = ruhu_sync_run_finish (result, &got, &self->sync_error);
  self->moved &= !self->synced;
  refusal = ruhu_hq_client_get_refusal (self->client);
  self->forked =
    !self->synced && (refusal == RUHU_REFUSAL_FORK || refusal == RUHU_REFUSAL_UNKNOWN_DEV);
  self->unknown = self->forked && refusal == RUHU_REFUSAL_UNKNOWN_DEV;
  self->syncing = order != NULL && ruhu_wipe_take (self->store, order, NULL);
  if (self->syncing)
    begin_wipe (self);
}

static gboolean
go_on (RuhuSyncStep step, gpointer data)
{
  return TRUE;
}

/* What waits for HQ into a file. */
SimOutcome
sim_tablet_export (SimTablet *self, const char *path)
{
  guint before = sim_tablet_enter (self);
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  RuhuBundleExported exported;
  gboolean done;

  ruhu_bundle_export_async (self->objects, path, NULL, NULL, NULL, sim_tablet_got, &got);
  result = sim_tablet_await (self, &got);
  done = ruhu_bundle_export_finish (result, &exported, &error);
  sim_tablet_leave (self, before);
  return sim_tablet_settle (self, done, error);
}

/* What HQ gave to carry back. */
SimOutcome
sim_tablet_import (SimTablet *self, const char *path)
{
  guint before = sim_tablet_enter (self);
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  RuhuBundleOutcome outcome;
  gboolean done;

  ruhu_bundle_import_async (self->objects, path, NULL, sim_tablet_got, &got);
  result = sim_tablet_await (self, &got);
  done = ruhu_bundle_import_finish (result, &outcome, &error);
  sim_tablet_leave (self, before);
  return sim_tablet_settle (self, done, error);
}

static void
ensure_client (SimTablet *self)
{
  RuhuDevice *device = ruhu_store_get_device (self->store);
  g_autoptr (GError) error = NULL;

  if (self->client != NULL && self->client_device == device)
    return;

  g_clear_object (&self->client);
  g_clear_pointer (&self->client_device, ruhu_device_unref);
  self->client = ruhu_hq_client_new (device, sign, self->store, &error);
  g_assert_no_error (error);
  self->client_device = ruhu_device_ref (device);
}

/* All lines but the first that HQ does not have. */
static GBytes *
make_push_ahead (SimTablet *self, GPtrArray *lines)
{
  g_autoptr (RuhuBatch) batch = NULL;
  RuhuOutboxLine *last = lines->len > 0 ? lines->pdata[lines->len - 1] : NULL;
  g_autofree char *head = NULL;
  g_autofree char *signature = NULL;
  g_autoptr (GBytes) body = NULL;
  guint i, skipped = 0;

  for (i = 0; i < lines->len; i++) {
    RuhuOutboxLine *line = lines->pdata[i];

    if (line->state != RUHU_OUTBOX_NEW || skipped++ == 0)
      continue;
    if (batch == NULL)
      batch = ruhu_batch_new (line->seq, ruhu_store_get_device (self->store)->epoch);
    ruhu_batch_add (batch, line->line);
  }
  if (batch == NULL)
    return NULL;

  head = ruhu_hex_encode (last->hash, sizeof last->hash);
  signature = g_base64_encode (last->signature, sizeof last->signature);
  body = ruhu_batch_to_bytes (batch, head, signature);
  return ruhu_batch_deflate (body);
}

static void
pushed_ahead_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  RuhuPushAnswer *answer = ruhu_hq_client_push_finish (RUHU_HQ_CLIENT (source), result, NULL);

  g_clear_pointer (&answer, ruhu_push_answer_free);
}

/* A push that overtakes the one before it is on its way. Returns: whether there is one */
gboolean
sim_tablet_push_ahead (SimTablet *self)
{
  g_autoptr (GPtrArray) lines = sim_tablet_read_lines (self);
  g_autoptr (GBytes) body = make_push_ahead (self, lines);
  guint before;

  if (body == NULL || self->syncing)
    return FALSE;

  before = sim_tablet_enter (self);
  ensure_client (self);
  ruhu_hq_client_push_async (self->client, body, NULL, pushed_ahead_cb, NULL);
  sim_tablet_go_on (self);
  sim_tablet_leave (self, before);
  return TRUE;
}

/* As RuhuSyncer does: a client for what the device is now, and one meeting with HQ. */
void
sim_tablet_begin_sync (SimTablet *self)
{
  guint before = sim_tablet_enter (self);

  g_assert (!self->syncing);
  if (sim_tablet_is_erased (self) && !ruhu_wipe_is_due (self->store)) {
    self->synced = TRUE; /* nothing is left to say */
    sim_tablet_leave (self, before);
    return;
  }
  ensure_client (self);
  self->syncing = TRUE;
  self->synced = FALSE;
  if (ruhu_wipe_is_due (self->store))
    begin_wipe (self);
  else
    ruhu_sync_run_async (self->client,
                         self->objects,
                         self->responses,
                         go_on,
                         NULL,
                         NULL,
                         synced_cb,
                         self);
  sim_tablet_go_on (self);
  sim_tablet_leave (self, before);
}
