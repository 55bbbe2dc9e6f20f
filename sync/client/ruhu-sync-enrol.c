/* ruhu-sync-enrol.c: a profile becomes a device, over the network or by file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-enrol-file.h"
#include "ruhu-enrol.h"
#include "ruhu-sync-program-private.h"
#include "ruhu-sync-report-private.h"
#include "ruhu-wait-private.h"

#include "base/ruhu-error.h"
#include "store/ruhu-pending.h"

#include <stdio.h>

static RuhuDevice *
enrol (RuhuSyncProgram *self, RuhuDeviceKeys *keys, char **user, GError **error)
{
  char *code = ruhu_sync_program_read_secret (self->code_fd, "code", error);
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  if (code == NULL)
    return NULL;

  ruhu_enrol_async (self->args[0], code, keys, NULL, ruhu_wait_note_cb, &got);
  ruhu_sync_program_free_secret (code);
  result = ruhu_wait_for (&got);
  return ruhu_enrol_finish (result, user, error);
}

/* Takes @keys. */
static gboolean
create (RuhuSyncProgram *self,
        RuhuDevice *device,
        RuhuDeviceKeys *keys,
        const char *user,
        const char *pin,
        GError **error)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_store_create_async (self->store, device, keys, user, pin, NULL, ruhu_wait_note_cb, &got);
  result = ruhu_wait_for (&got);
  return ruhu_store_create_finish (self->store, result, error);
}

/** ruhu_sync_run_enrol: `enrol URL`. The PIN is looked at first: a code is good once, and must not
 * be used up for nothing. */
int
ruhu_sync_run_enrol (RuhuSyncProgram *self)
{
  RuhuDeviceKeys *keys;
  g_autoptr (RuhuDevice) device = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *user = NULL;
  char *pin = ruhu_sync_program_read_secret (self->pin_fd, "PIN", &error);
  gboolean done;

  if (pin == NULL)
    return ruhu_sync_program_complain (error);
  if (!ruhu_store_check_pin (pin, FALSE, &error)) {
    ruhu_sync_program_free_secret (pin);
    return ruhu_sync_program_complain (error);
  }

  ruhu_sync_program_open_stores (self);
  if (ruhu_store_get_state (self->store) != RUHU_STORE_ABSENT) {
    ruhu_sync_program_free_secret (pin);
    fprintf (stderr, "ruhu-sync: this profile is enrolled already; it was left as it is\n");
    return RUHU_SYNC_EXIT_REFUSED;
  }

  keys = ruhu_device_keys_new ();
  device = enrol (self, keys, &user, &error);
  if (device == NULL)
    ruhu_device_keys_unref (keys);
  done = device != NULL &&
         create (self, device, keys, self->user != NULL ? self->user : user, pin, &error);
  ruhu_sync_program_free_secret (pin);
  ruhu_sync_program_lock (self);
  if (done) {
    printf ("device %s of %s for %s\n", device->id, device->scope, user);
    return RUHU_SYNC_EXIT_DONE;
  }

  ruhu_sync_program_complain (error);
  fprintf (stderr, "nothing was changed here\n");
  if (g_error_matches (error, RUHU_ERROR, RUHU_ERROR_OFFLINE))
    return RUHU_SYNC_EXIT_OFFLINE;
  return g_error_matches (error, RUHU_ERROR, RUHU_ERROR_REFUSED) ? RUHU_SYNC_EXIT_HQ_REFUSED
                                                                 : RUHU_SYNC_EXIT_REFUSED;
}

/** ruhu_sync_ask_by_file: `bundle enrol FILE`: what a device without any network asks HQ */
int
ruhu_sync_ask_by_file (RuhuSyncProgram *self, const char *path)
{
  char *pin = ruhu_sync_program_read_secret (self->pin_fd, "PIN", NULL);
  char *code = ruhu_sync_program_read_secret (self->code_fd, "code", NULL);
  g_autoptr (GError) error = NULL;
  gboolean done = FALSE;

  ruhu_sync_program_open_stores (self);
  if (pin == NULL || code == NULL)
    g_set_error (&error, RUHU_ERROR, RUHU_ERROR_INVALID, "say --pin-fd and --code-fd");
  else if (ruhu_store_get_state (self->store) != RUHU_STORE_ABSENT)
    g_set_error (&error, RUHU_ERROR, RUHU_ERROR_REFUSED, "this profile is enrolled already");
  else
    done = ruhu_store_check_pin (pin, FALSE, &error) &&
           ruhu_enrol_file_ask (self->profile, path, code, pin, &error);
  ruhu_sync_program_free_secret (pin);
  ruhu_sync_program_free_secret (code);
  if (!done)
    return ruhu_sync_program_complain (error);

  printf ("%s is for headquarters; its answer is taken in with the same PIN\n", path);
  return RUHU_SYNC_EXIT_DONE;
}

/** ruhu_sync_take_answer: HQ's answer to that makes this profile a device; %FALSE with why not */
gboolean
ruhu_sync_take_answer (RuhuSyncProgram *self, const char *path, GError **error)
{
  char *pin = ruhu_sync_program_read_secret (self->pin_fd, "PIN", error);
  RuhuDeviceKeys *keys = NULL;
  g_autoptr (RuhuDevice) device = NULL;
  g_autofree char *user = NULL;
  gboolean done;

  if (pin == NULL)
    return FALSE;

  device = ruhu_enrol_file_read (self->profile, path, pin, &keys, &user, error);
  done = device != NULL &&
         create (self, device, keys, self->user != NULL ? self->user : user, pin, error);
  ruhu_sync_program_free_secret (pin);
  if (!done)
    return FALSE;

  ruhu_pending_remove (self->profile);
  printf ("device %s of %s for %s\n", device->id, device->scope, user);
  return TRUE;
}
