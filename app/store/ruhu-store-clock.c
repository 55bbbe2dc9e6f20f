/* ruhu-store-clock.c: the tablet's clock, as far as HQ has set it right
 *
 * Nobody sets a tablet's clock, and a flat battery puts it back by years. At each meeting HQ's time
 * is noted, and by how much the tablet's was off; what is written from then on is dated by both.
 * Work is never refused for a clock: a time that cannot be right is said to be suspect.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store/ruhu-store-clock.h"

#include "base/ruhu-clock.h"
#include "base/ruhu-hlc.h"
#include "store/ruhu-meta-private.h"
#include "store/ruhu-outbox-private.h"

#define MAX_TIME_AWAY (45 * 24 * 60 * 60 * G_GINT64_CONSTANT (1000)) /* ms */
#define SLACK (60 * G_GINT64_CONSTANT (1000)) /* HQ's own clock is set, too */

/* How far from what is likely: a device that has met HQ is not younger than that, and not away for
 * longer than devices are. */
static gint64
get_distance (gint64 now, gint64 contact)
{
  if (contact == 0)
    return 0;
  if (now < contact - SLACK)
    return contact - now;
  return MAX (now - (contact + MAX_TIME_AWAY), 0);
}

static gboolean
get_contact (RuhuVault *vault, gint64 *contact, GError **error)
{
  g_autofree char *receipt = NULL;
  gint64 upto, attachments, at;

  if (!ruhu_meta_get_int64 (vault, RUHU_META_HQ_TIME, contact, error) ||
      !ruhu_outbox_get_last_receipt (vault, &receipt, error))
    return FALSE;

  if (receipt != NULL && ruhu_outbox_read_receipt (receipt, &upto, &attachments, &at))
    *contact = MAX (*contact, at);
  return TRUE;
}

/*
 * ruhu_meta_now:
 * @now: (out): the time by the device's clock, put right by what HQ said; ms since 1970 UTC
 * @suspect: (out): whether it cannot be right: it is behind what was written here already, or
 *   further from HQ's last word than a device is ever away
 *
 * Where somebody has set the clock since, it is right as it is, or less wrong.
 */
gboolean
ruhu_meta_now (RuhuVault *vault, gint64 *now, gboolean *suspect, GError **error)
{
  gint64 ahead, contact, last, clock = ruhu_clock_now ();

  if (!ruhu_meta_get_int64 (vault, RUHU_META_AHEAD, &ahead, error) ||
      !ruhu_meta_get_int64 (vault, RUHU_META_LAST_HLC, &last, error) ||
      !get_contact (vault, &contact, error))
    return FALSE;

  *now = clock + ahead;
  if (get_distance (clock, contact) < get_distance (*now, contact))
    *now = clock;
  *suspect = *now < ruhu_hlc_get_ms (last) || (contact > 0 && *now > contact + MAX_TIME_AWAY);
  return TRUE;
}

static gpointer
set_time (RuhuVault *vault, gpointer data, GError **error)
{
  const gint64 *said = data;
  g_auto (RuhuSqlTx) tx = { NULL };

  return GINT_TO_POINTER (ruhu_sql_tx_begin (&tx, vault->db, error) &&
                          ruhu_meta_set_int64 (vault, RUHU_META_AHEAD, said[1], error) &&
                          ruhu_meta_set_int64 (vault, RUHU_META_HQ_TIME, said[0], error) &&
                          ruhu_sql_tx_commit (&tx, error));
}

/** ruhu_store_set_hq_time_async: @hq_now: what HQ said just now, ms since 1970 UTC */
void
ruhu_store_set_hq_time_async (RuhuStore *self,
                              gint64 hq_now,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  const gint64 said[] = { hq_now, hq_now - ruhu_clock_now () };
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, ruhu_store_set_hq_time_async);
  g_task_set_task_data (task, g_memdup2 (said, sizeof said), g_free);
  ruhu_store_run (self, task, set_time, NULL);
}

/** ruhu_store_set_hq_time_finish: Returns: %FALSE with %RUHU_ERROR_REFUSED (locked) … */
gboolean
ruhu_store_set_hq_time_finish (RuhuStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error) != NULL;
}

static gpointer
check_clock (RuhuVault *vault, gpointer data, GError **error)
{
  gint64 now;
  gboolean *suspect = g_new0 (gboolean, 1);

  if (ruhu_meta_now (vault, &now, suspect, error))
    return suspect;

  g_free (suspect);
  return NULL;
}

/** ruhu_store_check_clock_async: for asking the worker what day it is, before something is dated */
void
ruhu_store_check_clock_async (RuhuStore *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, ruhu_store_check_clock_async);
  ruhu_store_run (self, task, check_clock, g_free);
}

/** ruhu_store_check_clock_finish: Returns: %TRUE where the clock cannot be right; %FALSE also where
 * nobody knows, with @error set */
gboolean
ruhu_store_check_clock_finish (RuhuStore *self, GAsyncResult *result, GError **error)
{
  g_autofree gboolean *suspect = g_task_propagate_pointer (G_TASK (result), error);

  return suspect != NULL && *suspect;
}
