/* ruhu-throttle.c: how often a PIN may be tried
 *
 * Five tries are free, then each costs a wait; after ten wrong ones the device takes a PIN only
 * together with a code from HQ. A try is counted on disk before it is made, so that pulling the
 * battery gains nothing. The count stands outside the database, which is closed while locked.
 *
 * This is software: whoever copies the disk tries without it. It holds off a finder, no laboratory.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store/ruhu-throttle-private.h"

#include "base/ruhu-clock.h"
#include "base/ruhu-error.h"
#include "base/ruhu-hex.h"
#include "store/ruhu-profile-private.h"
#include "store/ruhu-seal-private.h"

#include <stdio.h>
#include <string.h>

#define SECOND 1000
#define MINUTE (60 * SECOND)
#define MAX_TRIES 10
#define CODE_DIGITS 8
#define LENGTH (10 + 1 + 20 + 1 + 10 + 1 + 1) /* of the count as it is written, without its sum */
#define SUM_DIGITS 8

/* After so many wrong tries, so long until the next. */
static const gint64 waits[MAX_TRIES + 1] = { 0,           0,           0,          0,
                                             0,           30 * SECOND, MINUTE,     5 * MINUTE,
                                             15 * MINUTE, 60 * MINUTE, 60 * MINUTE };

/* Returns: (transfer full): of the first @length bytes of @text */
static char *
make_sum (const char *text, gsize length)
{
  guint8 hash[16];

  ruhu_seal_hash (hash, sizeof hash, NULL, text, length);
  return ruhu_hex_encode (hash, SUM_DIGITS / 2);
}

/* The first versions wrote none. */
static gboolean
has_its_sum (const char *text)
{
  gsize length = strlen (text);
  g_autofree char *sum = NULL;

  if (length <= LENGTH + 1)
    return length == LENGTH + 1;

  sum = make_sum (text, LENGTH);
  return length == LENGTH + 1 + SUM_DIGITS + 1 && text[LENGTH] == ' ' &&
         strncmp (text + LENGTH + 1, sum, SUM_DIGITS) == 0 && text[length - 1] == '\n';
}

/*
 * ruhu_throttle_load:
 *
 * A profile without a count starts at none; one whose count cannot be read takes HQ's code.
 */
gboolean
ruhu_throttle_load (RuhuThrottle *self, const char *dir, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) local = NULL;
  g_autofree char *text = NULL;
  unsigned locked = 0;

  memset (self, 0, sizeof *self);
  bytes = ruhu_profile_read (dir, RUHU_PROFILE_TRIES, &local);
  if (g_error_matches (local, RUHU_ERROR, RUHU_ERROR_NOT_FOUND))
    return TRUE;
  if (bytes == NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }

  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  if (!has_its_sum (text) || sscanf (text,
                                     "%u %" G_GINT64_FORMAT " %u %u",
                                     &self->tries,
                                     &self->last,
                                     &self->lockout,
                                     &locked) != 4) {
    self->tries = MAX_TRIES;
    self->lockout = MAX (self->lockout, 1);
    locked = 1;
  }
  self->locked = locked != 0;
  return TRUE;
}

/* Always of one length, so that a full disk, which takes no new file, still takes the count. */
static gboolean
save (RuhuThrottle *self, const char *dir, GError **error)
{
  g_autofree char *count = g_strdup_printf ("%10u %20" G_GINT64_FORMAT " %10u %u",
                                            self->tries,
                                            self->last,
                                            self->lockout,
                                            (guint) self->locked);
  g_autofree char *sum = make_sum (count, LENGTH);
  g_autofree char *text = g_strconcat (count, " ", sum, "\n", NULL);
  g_autoptr (GError) local = NULL;

  if (ruhu_profile_write (dir, RUHU_PROFILE_TRIES, text, strlen (text), &local))
    return TRUE;
  if (g_error_matches (local, RUHU_ERROR, RUHU_ERROR_FULL))
    return ruhu_profile_overwrite (dir, RUHU_PROFILE_TRIES, text, strlen (text), error);

  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* Returns: when the next try may be made, ms since 1970 UTC; 0 for at once */
gint64
ruhu_throttle_get_wait_until (const RuhuThrottle *self)
{
  gint64 wait = waits[MIN (self->tries, MAX_TRIES)];

  return wait == 0 ? 0 : self->last + wait;
}

static gboolean
refuse (const char *why, GError **error)
{
  g_set_error (error, RUHU_ERROR, RUHU_ERROR_REFUSED, "%s", why);
  return FALSE;
}

static gboolean
check_code (RuhuThrottle *self,
            const char *dir,
            RuhuDevice *device,
            const char *code,
            GError **error)
{
  g_autoptr (GBytes) secret = NULL;
  g_autofree char *expected = NULL;

  if (code == NULL)
    return refuse (
      "too many wrong tries: it takes the code of ruhu-hq device unlock; nothing is lost",
      error);

  secret = ruhu_profile_read (dir, RUHU_PROFILE_UNLOCK, error);
  if (secret == NULL)
    return FALSE;

  expected = ruhu_unlock_code (secret, device->id, self->lockout);
  if (strlen (code) == CODE_DIGITS && ruhu_seal_equal (code, expected, CODE_DIGITS))
    return TRUE;

  return refuse ("this is not HQ's code", error);
}

/*
 * ruhu_throttle_begin:
 * @code: (nullable): the code HQ read out
 * @error: %RUHU_ERROR_REFUSED where it is too early, or where the right code is missing
 *
 * Call it before each try. What it counts is on disk when it returns %TRUE. A right code is used up
 * by the try it allows. A wrong code costs a wait as well.
 */
gboolean
ruhu_throttle_begin (RuhuThrottle *self,
                     const char *dir,
                     RuhuDevice *device,
                     const char *code,
                     GError **error)
{
  gint64 now = ruhu_clock_now ();
  gint64 until = ruhu_throttle_get_wait_until (self);
  gboolean allowed = TRUE;
  g_autoptr (GError) local = NULL;

  if (now < self->last) { /* the clock was put back: the wait begins again, and ends */
    self->last = now;
    if (!save (self, dir, error))
      return FALSE;
    until = ruhu_throttle_get_wait_until (self);
  }

  if (now < until && !(self->locked && code == NULL)) {
    g_set_error (error,
                 RUHU_ERROR,
                 RUHU_ERROR_REFUSED,
                 "too many wrong tries: the next one may be made in %d s; nothing is lost",
                 (int) ((until - now + SECOND - 1) / SECOND));
    return FALSE;
  }

  if (self->locked) {
    allowed = check_code (self, dir, device, code, &local);
    if (!allowed && code == NULL) {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  }

  self->last = now;
  self->lockout_if_right = self->lockout;
  self->tries = MIN (self->tries + 1, MAX_TRIES);
  if (self->tries >= MAX_TRIES && (allowed || !self->locked)) {
    self->locked = TRUE;
    self->lockout++;
  }
  if (!save (self, dir, error))
    return FALSE;

  if (!allowed)
    g_propagate_error (error, g_steal_pointer (&local));
  return allowed;
}

/* After a right PIN. */
gboolean
ruhu_throttle_succeed (RuhuThrottle *self, const char *dir, GError **error)
{
  self->tries = 0;
  self->locked = FALSE;
  self->lockout = self->lockout_if_right;
  return save (self, dir, error);
}
