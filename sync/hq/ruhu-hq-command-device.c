/* ruhu-hq-command-device.c: device enrol, list, remove, revoke, unlock
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-audit-table.h"
#include "ruhu-hq-auth.h"
#include "ruhu-hq-code-table.h"
#include "ruhu-hq-commands-private.h"
#include "ruhu-hq-device-table.h"
#include "ruhu-hq-meta-table.h"
#include "ruhu-hq-qr.h"
#include "ruhu-hq-user-table.h"
#include "ruhu-hq-worker-table.h"

#include "base/ruhu-clock.h"
#include "base/ruhu-division.h"
#include "base/ruhu-error.h"
#include "base/ruhu-json.h"
#include "ruhu-enrolment.h"
#include "ruhu-receipt.h"
#include "ruhu-wire.h"
#include "store/ruhu-device.h"

#define ACTOR "command"

static gboolean
check_worker (RuhuHqStore *store, const char *name, const char *scope, GError **error)
{
  g_autoptr (RuhuHqUser) user = NULL;

  if (name == NULL || scope == NULL || !ruhu_division_is_valid (scope)) {
    g_set_error (error,
                 G_OPTION_ERROR,
                 G_OPTION_ERROR_BAD_VALUE,
                 "say --user, and --scope with a division code of 4, 6, 9 or 12 digits");
    return FALSE;
  }

  user = ruhu_hq_user_load (store, name, error);
  if (user == NULL)
    return FALSE;

  if (user->disabled || !ruhu_division_contains (user->scope, scope)) {
    g_set_error (error,
                 RUHU_ERROR,
                 RUHU_ERROR_REFUSED,
                 "%s is disabled, or %s is outside the scope %s",
                 name,
                 scope,
                 user->scope);
    return FALSE;
  }
  return TRUE;
}

/* A code whose first letters no other has. */
static RuhuHqCode *
make_code (RuhuHqStore *store, const char *worker, const char *scope)
{
  RuhuHqCode *code = g_new0 (RuhuHqCode, 1);

  for (;;) {
    g_autoptr (RuhuHqCode) other = NULL;

    code->code = ruhu_enrolment_code_new ();
    code->id = ruhu_enrolment_code_get_id (code->code);
    other = ruhu_hq_code_load (store, code->id, NULL);
    if (other == NULL)
      break;
    g_clear_pointer (&code->code, g_free);
    g_clear_pointer (&code->id, g_free);
  }
  code->worker = g_strdup (worker);
  code->scope = g_strdup (scope);
  code->expires = ruhu_clock_now () + RUHU_HQ_CODE_LIFE;
  return code;
}

/* Where the server was last started, unless the command says otherwise. */
static char *
make_url (RuhuHqDir *dir, RuhuHqCall *call)
{
  const char *said = ruhu_hq_call_get_option (call, "url");
  g_autofree char *port = NULL;

  if (said != NULL)
    return g_strdup (said);

  port = ruhu_hq_meta_get (ruhu_hq_dir_get_store (dir), "port", NULL);
  return g_strdup_printf ("https://%s:%s",
                          ruhu_hq_dir_get_host (dir),
                          port != NULL ? port : "8443");
}

/* The scope that was said, or, for one more worker of a tablet, that of the tablet. */
static char *
find_scope (RuhuHqStore *store, RuhuHqCall *call, GError **error)
{
  const char *id = ruhu_hq_call_get_option (call, "device");
  const char *scope = ruhu_hq_call_get_option (call, "scope");
  g_autoptr (RuhuHqDevice) device = NULL;

  if ((id == NULL) == (scope == NULL)) {
    g_set_error (error,
                 G_OPTION_ERROR,
                 G_OPTION_ERROR_BAD_VALUE,
                 "say --scope for a new tablet, or --device for one more worker of a tablet");
    return NULL;
  }
  if (id == NULL)
    return g_strdup (scope);

  device = ruhu_hq_device_load (store, id, error);
  if (device == NULL)
    return NULL;
  if (device->ed == NULL || device->state != RUHU_HQ_DEVICE_IN_USE) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_REFUSED, "%s is no tablet in use", id);
    return NULL;
  }
  return g_strdup (device->scope);
}

/**
 * ruhu_hq_device_enrol_run:
 *
 * `device enrol --scope CODE --user NAME [--url URL]`, or `--device ID` for one more worker of a
 * tablet that is enrolled already
 */
gboolean
ruhu_hq_device_enrol_run (RuhuHqDir *dir, RuhuHqCall *call, RuhuHqReply *reply, GError **error)
{
  RuhuHqStore *store = ruhu_hq_dir_get_store (dir);
  const char *worker = ruhu_hq_call_get_option (call, "user");
  g_autofree char *scope = find_scope (store, call, error);
  g_autofree char *url = make_url (dir, call);
  g_autofree char *town = NULL;
  g_autofree char *shown = NULL;
  g_autofree char *text = NULL;
  g_autoptr (RuhuHqCode) code = NULL;
  g_autoptr (GBytes) png = NULL;
  g_auto (RuhuHqTx) tx = { NULL };

  if (scope == NULL || !check_worker (store, worker, scope, error))
    return FALSE;

  code = make_code (store, worker, scope);
  code->dev = g_strdup (ruhu_hq_call_get_option (call, "device"));
  town = ruhu_hq_device_town_of (scope);
  shown = ruhu_enrolment_code_format (code->code);
  text = g_strdup_printf ("RUHU1|%s|%s", url, shown);
  png = ruhu_hq_qr_make_png (text, error);
  if (png == NULL || !ruhu_hq_tx_begin (&tx, store, TRUE, error) ||
      !ruhu_hq_code_forget_old (store, ruhu_clock_now (), error) ||
      !ruhu_hq_code_save (store, code, error) ||
      !ruhu_hq_audit_append (dir, town, ACTOR, "device-code", worker, error) ||
      !ruhu_hq_tx_commit (&tx, error))
    return FALSE;

  g_string_append_printf (reply->out, "URL: %s\ncode: %s\nvalid for 24 hours, once\n", url, shown);
  ruhu_hq_reply_add_file (reply, "code.png", png);
  return TRUE;
}

static char *
format_time (gint64 ms)
{
  g_autoptr (GDateTime) time = ms > 0 ? g_date_time_new_from_unix_local (ms / 1000) : NULL;

  return time != NULL ? g_date_time_format (time, "%F %R") : g_strdup ("never");
}

/* The number that the worker reads on the tablet. */
static char *
format_receipt (const char *text)
{
  g_autoptr (RuhuReceipt) receipt = ruhu_receipt_parse (text);
  g_autofree char *number =
    receipt != NULL ? ruhu_wire_receipt_number (receipt->device, receipt->upto) : NULL;

  return number != NULL ? g_strconcat ("receipt ", number, NULL) : g_strdup ("no receipt");
}

/** ruhu_hq_device_list_run: `device list` */
gboolean
ruhu_hq_device_list_run (RuhuHqDir *dir, RuhuHqCall *call, RuhuHqReply *reply, GError **error)
{
  static const char *const states[] = { "in use", "revoked", "erased" };
  g_autoptr (GPtrArray) devices = ruhu_hq_device_list (ruhu_hq_dir_get_store (dir), "", error);
  guint i;

  if (devices == NULL)
    return FALSE;

  for (i = 0; i < devices->len; i++) {
    RuhuHqDevice *device = g_ptr_array_index (devices, i);
    g_autofree char *seen = format_time (device->seen);
    g_autofree char *receipt = format_receipt (device->receipt);
    g_auto (GStrv) workers = ruhu_hq_worker_list (ruhu_hq_dir_get_store (dir), device->dev, NULL);
    g_autofree char *names = workers != NULL ? g_strjoinv ("+", workers) : g_strdup ("");

    if (device->ed == NULL)
      continue;
    g_string_append_printf (reply->out,
                            "%-10s %-12s %-20s %-8s %6" G_GINT64_FORMAT
                            " lines, last contact %s, %s\n",
                            device->dev,
                            device->scope,
                            *names != '\0' ? names : device->worker,
                            states[MIN (device->state, G_N_ELEMENTS (states) - 1)],
                            device->acked,
                            seen,
                            receipt);
  }
  return TRUE;
}

static RuhuHqDevice *
load_tablet (RuhuHqDir *dir, RuhuHqCall *call, GError **error)
{
  const char *id = ruhu_hq_call_get_arg (call, 0);
  g_autoptr (RuhuHqDevice) device = ruhu_hq_device_load (ruhu_hq_dir_get_store (dir), id, error);

  if (device == NULL || device->ed != NULL)
    return g_steal_pointer (&device);

  g_set_error (error, RUHU_ERROR, RUHU_ERROR_REFUSED, "%s is HQ's own log, not a tablet", id);
  return NULL;
}

/** ruhu_hq_device_remove_run: `device remove ID --user NAME`: one worker fewer on that tablet */
gboolean
ruhu_hq_device_remove_run (RuhuHqDir *dir, RuhuHqCall *call, RuhuHqReply *reply, GError **error)
{
  RuhuHqStore *store = ruhu_hq_dir_get_store (dir);
  const char *worker = ruhu_hq_call_get_option (call, "user");
  g_autoptr (RuhuHqDevice) device = load_tablet (dir, call, error);
  g_auto (GStrv) workers = device != NULL ? ruhu_hq_worker_list (store, device->dev, error) : NULL;
  g_auto (RuhuHqTx) tx = { NULL };

  if (workers == NULL)
    return FALSE;
  if (worker == NULL || !g_strv_contains ((const char *const *) workers, worker)) {
    g_set_error (error,
                 RUHU_ERROR,
                 RUHU_ERROR_REFUSED,
                 "say --user with one who works with %s",
                 device->dev);
    return FALSE;
  }
  if (workers[1] == NULL) {
    g_set_error (error,
                 RUHU_ERROR,
                 RUHU_ERROR_REFUSED,
                 "nobody else works with %s: enrol another worker first, or revoke it",
                 device->dev);
    return FALSE;
  }

  if (g_str_equal (device->worker, worker)) {
    g_free (device->worker);
    device->worker = g_strdup (workers[g_str_equal (workers[0], worker) ? 1 : 0]);
  }
  if (!ruhu_hq_tx_begin (&tx, store, TRUE, error) ||
      !ruhu_hq_worker_remove (store, device->dev, worker, error) ||
      !ruhu_hq_device_save (store, device, error) ||
      !ruhu_hq_audit_append (dir, device->town, ACTOR, "device-remove", device->dev, error) ||
      !ruhu_hq_tx_commit (&tx, error))
    return FALSE;

  g_string_append_printf (reply->out,
                          "%s no longer works with %s; the tablet forgets the PIN when it next"
                          " speaks\n",
                          worker,
                          device->dev);
  return TRUE;
}

/* The order as a file, for a tablet without a network. */
static void
add_order (RuhuHqDir *dir, RuhuHqDevice *device, RuhuHqReply *reply)
{
  g_autoptr (JsonObject) order = ruhu_hq_auth_make_wipe (dir, device);
  g_autofree char *name = g_strdup_printf ("erase-%s.json", device->dev);
  char *text = ruhu_json_to_text (order);
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, strlen (text));

  ruhu_hq_reply_add_file (reply, name, bytes);
}

/** ruhu_hq_device_revoke_run: `device revoke ID` */
gboolean
ruhu_hq_device_revoke_run (RuhuHqDir *dir, RuhuHqCall *call, RuhuHqReply *reply, GError **error)
{
  RuhuHqStore *store = ruhu_hq_dir_get_store (dir);
  g_autoptr (RuhuHqDevice) device = load_tablet (dir, call, error);
  g_auto (RuhuHqTx) tx = { NULL };

  if (device == NULL)
    return FALSE;
  if (device->state != RUHU_HQ_DEVICE_IN_USE) {
    g_string_append_printf (reply->out, "device %s was revoked already\n", device->dev);
    return TRUE;
  }

  device->state = RUHU_HQ_DEVICE_REVOKED;
  device->wipe_n++;
  device->wipe_at = ruhu_clock_now ();
  if (!ruhu_hq_tx_begin (&tx, store, TRUE, error) || !ruhu_hq_device_save (store, device, error) ||
      !ruhu_hq_audit_append (dir, device->town, ACTOR, "device-revoke", device->dev, error) ||
      !ruhu_hq_tx_commit (&tx, error))
    return FALSE;

  add_order (dir, device, reply);
  g_string_append_printf (reply->out,
                          "device %s is revoked; it erases itself when it next speaks, or when it"
                          " is given the file: ruhu-sync erase FILE\n",
                          device->dev);
  return TRUE;
}

/** ruhu_hq_device_unlock_run: `device unlock ID`: the code for the tablet's next lock-out */
gboolean
ruhu_hq_device_unlock_run (RuhuHqDir *dir, RuhuHqCall *call, RuhuHqReply *reply, GError **error)
{
  RuhuHqStore *store = ruhu_hq_dir_get_store (dir);
  g_autoptr (RuhuHqDevice) device = load_tablet (dir, call, error);
  g_autofree char *code = NULL;
  g_auto (RuhuHqTx) tx = { NULL };

  if (device == NULL)
    return FALSE;

  device->lockouts++;
  code = ruhu_unlock_code (device->unlock, device->dev, device->lockouts);
  if (!ruhu_hq_tx_begin (&tx, store, TRUE, error) || !ruhu_hq_device_save (store, device, error) ||
      !ruhu_hq_audit_append (dir, device->town, ACTOR, "device-unlock", device->dev, error) ||
      !ruhu_hq_tx_commit (&tx, error))
    return FALSE;

  g_string_append_printf (reply->out,
                          "%s\nread it out to %s only; it opens lock-out %" G_GINT64_FORMAT "\n",
                          code,
                          device->worker,
                          device->lockouts);
  return TRUE;
}
