/* ruhu-hq-command-move.c: device move
 *
 * A worker is sent elsewhere. The device gets another scope and another epoch, by which it notices;
 * what it still holds for the old scope is taken for 30 days more.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-audit-table.h"
#include "ruhu-hq-commands-private.h"
#include "ruhu-hq-scope-table.h"
#include "ruhu-hq-user-table.h"

#include "base/ruhu-clock.h"
#include "base/ruhu-division.h"
#include "base/ruhu-error.h"

#define ACTOR "command"

/* The worker goes along, where the new place is of the same level as the old one. */
static gboolean
move_worker (RuhuHqStore *store, RuhuHqDevice *device, const char *scope, GError **error)
{
  g_autoptr (RuhuHqUser) user = ruhu_hq_user_load (store, device->worker, error);

  if (user == NULL)
    return FALSE;
  if (ruhu_division_contains (user->scope, scope))
    return TRUE;

  if (!ruhu_hq_user_is_role (user->role, scope)) {
    g_set_error (error,
                 RUHU_ERROR,
                 RUHU_ERROR_REFUSED,
                 "%s is no scope for the role %s of %s",
                 scope,
                 user->role,
                 user->name);
    return FALSE;
  }

  g_free (user->scope);
  user->scope = g_strdup (scope);
  return ruhu_hq_user_save (store, user, error);
}

static gboolean
check (RuhuHqDevice *device, const char *scope, GError **error)
{
  if (scope == NULL || !ruhu_division_is_valid (scope)) {
    g_set_error (error,
                 G_OPTION_ERROR,
                 G_OPTION_ERROR_BAD_VALUE,
                 "say --scope with a division code of 4, 6, 9 or 12 digits");
    return FALSE;
  }
  if (device->ed == NULL || device->state != RUHU_HQ_DEVICE_IN_USE) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_REFUSED, "%s is no tablet in use", device->dev);
    return FALSE;
  }
  return TRUE;
}

/* Both townships keep in their audit that it left, and that it came. */
static gboolean
note (RuhuHqDir *dir, const char *from, RuhuHqDevice *device, GError **error)
{
  g_autofree char *what = g_strdup_printf ("%s to %s", device->dev, device->scope);

  return ruhu_hq_audit_append (dir, from, ACTOR, "device-move", what, error) &&
         (g_str_equal (from, device->town) ||
          ruhu_hq_audit_append (dir, device->town, ACTOR, "device-move", what, error));
}

static gboolean
move (RuhuHqDir *dir, RuhuHqDevice *device, const char *scope, GError **error)
{
  RuhuHqStore *store = ruhu_hq_dir_get_store (dir);
  g_autofree char *from = g_strdup (device->town);

  if (!ruhu_hq_scope_end (store, device, ruhu_clock_now () + RUHU_HQ_SCOPE_KEEP, error) ||
      !move_worker (store, device, scope, error) || !ruhu_hq_device_remove (store, device, error))
    return FALSE;

  device->epoch++;
  g_free (device->scope);
  device->scope = g_strdup (scope);
  g_free (device->town);
  device->town = ruhu_hq_device_town_of (scope);
  return ruhu_hq_device_save (store, device, error) && note (dir, from, device, error);
}

/** ruhu_hq_device_move_run: `device move ID --scope CODE` */
gboolean
ruhu_hq_device_move_run (RuhuHqDir *dir, RuhuHqCall *call, RuhuHqReply *reply, GError **error)
{
  RuhuHqStore *store = ruhu_hq_dir_get_store (dir);
  const char *scope = ruhu_hq_call_get_option (call, "scope");
  g_autoptr (RuhuHqDevice) device = NULL;
  g_auto (RuhuHqTx) tx = { NULL };

  if (!ruhu_hq_tx_begin (&tx, store, TRUE, error))
    return FALSE;
  device = ruhu_hq_device_load (store, ruhu_hq_call_get_arg (call, 0), error);
  if (device == NULL || !check (device, scope, error))
    return FALSE;
  if (g_str_equal (device->scope, scope)) {
    g_string_append_printf (reply->out, "device %s is in %s already\n", device->dev, scope);
    return TRUE;
  }
  if (!move (dir, device, scope, error) || !ruhu_hq_tx_commit (&tx, error))
    return FALSE;

  g_string_append_printf (reply->out,
                          "device %s is in %s now; what it still has for its old scope is taken"
                          " for 30 days\n",
                          device->dev,
                          scope);
  return TRUE;
}
