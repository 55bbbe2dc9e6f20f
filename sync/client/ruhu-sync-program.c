/* ruhu-sync-program.c: what the commands of ruhu-sync share: secrets, the store, the app that runs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-sync-program-private.h"
#include "ruhu-sync-report-private.h"

#include "base/ruhu-error.h"
#include "ruhu-sync-service.h"
#include "ruhu-wait-private.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define MAX_SECRET 1024

/** ruhu_sync_program_complain: Returns: the exit code of a command that could not do it */
int
ruhu_sync_program_complain (const GError *error)
{
  fprintf (stderr, "ruhu-sync: %s\n", error->message);
  return RUHU_SYNC_EXIT_REFUSED;
}

/** ruhu_sync_program_misuse: Returns: the exit code of a wrong command line */
int
ruhu_sync_program_misuse (const char *why)
{
  fprintf (stderr, "ruhu-sync: %s; see ruhu-sync --help\n", why);
  return RUHU_SYNC_EXIT_USAGE;
}

/** ruhu_sync_program_read_secret: Returns: (transfer full): the first line of @fd, which a script
 * writes; never on the command line. %NULL with %RUHU_ERROR_INVALID where there is none */
char *
ruhu_sync_program_read_secret (int fd, const char *what, GError **error)
{
  char *secret = g_malloc0 (MAX_SECRET + 1);
  gsize n = 0;
  gssize got = 0;

  while (fd >= 0 && n < MAX_SECRET && memchr (secret, '\n', n) == NULL) {
    got = read (fd, secret + n, MAX_SECRET - n);
    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0)
      break;
    n += got;
  }
  secret[strcspn (secret, "\r\n")] = '\0';
  if (*secret != '\0')
    return secret;

  g_free (secret);
  g_set_error (error, RUHU_ERROR, RUHU_ERROR_INVALID, "no %s could be read", what);
  return NULL;
}

/** ruhu_sync_program_free_secret: @secret: (transfer full) (nullable): is overwritten first */
void
ruhu_sync_program_free_secret (char *secret)
{
  if (secret != NULL)
    sodium_memzero (secret, strlen (secret));
  g_free (secret);
}

/** ruhu_sync_program_open_stores: whatever state the profile is in */
void
ruhu_sync_program_open_stores (RuhuSyncProgram *self)
{
  self->store = ruhu_store_new (self->profile);
  self->objects = ruhu_object_store_new (self->store);
  self->responses = ruhu_response_store_new (self->store);
  self->syncer = ruhu_syncer_new (self->objects, self->responses);
}

/** ruhu_sync_program_close_stores: also where none is open */
void
ruhu_sync_program_close_stores (RuhuSyncProgram *self)
{
  g_clear_object (&self->syncer);
  g_clear_object (&self->responses);
  g_clear_object (&self->objects);
  g_clear_object (&self->store);
}

static char *
find_user (RuhuSyncProgram *self, GError **error)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_auto (GStrv) users = NULL;

  if (self->user != NULL)
    return g_strdup (self->user);

  ruhu_store_list_users_async (self->store, NULL, ruhu_wait_note_cb, &got);
  result = ruhu_wait_for (&got);
  users = ruhu_store_list_users_finish (self->store, result, error);
  if (users == NULL)
    return NULL;
  if (g_strv_length (users) == 1)
    return g_strdup (users[0]);

  g_set_error (error, RUHU_ERROR, RUHU_ERROR_INVALID, "say who with --user");
  return NULL;
}

static gboolean
unlock (RuhuSyncProgram *self, GError **error)
{
  g_autofree char *user = find_user (self, error);
  char *pin = user != NULL ? ruhu_sync_program_read_secret (self->pin_fd, "PIN", error) : NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  if (pin == NULL)
    return FALSE;

  ruhu_store_unlock_async (self->store, user, pin, NULL, NULL, ruhu_wait_note_cb, &got);
  result = ruhu_wait_for (&got);
  ruhu_sync_program_free_secret (pin);
  return ruhu_store_unlock_finish (self->store, result, error);
}

/** ruhu_sync_program_lock: the store, where it is unlocked */
void
ruhu_sync_program_lock (RuhuSyncProgram *self)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  if (ruhu_store_get_state (self->store) != RUHU_STORE_UNLOCKED)
    return;

  ruhu_store_lock_async (self->store, NULL, ruhu_wait_note_cb, &got);
  result = ruhu_wait_for (&got);
  ruhu_store_lock_finish (self->store, result, NULL);
}

/** ruhu_sync_program_begin: opens the store, with the PIN where there is one; %FALSE with
 * %RUHU_ERROR_NOT_FOUND where the device is not enrolled, or what unlocking gives */
gboolean
ruhu_sync_program_begin (RuhuSyncProgram *self, GError **error)
{
  ruhu_sync_program_open_stores (self);
  if (ruhu_store_get_state (self->store) == RUHU_STORE_ABSENT) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_NOT_FOUND, "this device is not enrolled");
    return FALSE;
  }

  return self->pin_fd < 0 || unlock (self, error);
}

/** ruhu_sync_program_print_answer: Returns: @code */
int
ruhu_sync_program_print_answer (int code, const char *out, const char *complaint)
{
  fputs (out, stdout);
  fputs (complaint, stderr);
  return code;
}

/** ruhu_sync_program_ask_app: @code: (out): what it ended with. Returns: %FALSE where no app runs
 */
gboolean
ruhu_sync_program_ask_app (RuhuSyncProgram *self, const char *command, int *code)
{
  g_autofree char *out = NULL, *complaint = NULL;

  if (!ruhu_sync_service_ask (self->profile, command, code, &out, &complaint))
    return FALSE;

  ruhu_sync_program_print_answer (*code, out, complaint);
  return TRUE;
}
