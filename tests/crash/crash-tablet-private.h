/* crash-tablet-private.h: what a tablet has promised, and what it may have done besides
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "crash-world.h"
#include "store-fixture.h"
#include "store/ruhu-store-private.h"

#define PHOTO_KEY "/data/photo" /* of an answer that names a photo, how it begins */

/* What is so, and what may be so instead because it was begun and not reported. */
typedef struct {
  gint64 is;
  gint64 may;
} Either;

/* One response. */
typedef struct {
  char *id;
  GHashTable *answers; /* key → value */
  Either state;
  gboolean may_be_absent;
  char *may_key; /* this answer may be */
  char *may_value;
} Visit;

typedef struct {
  Fixture f;
  GRand *rand;
  char *home;  /* holds both */
  char *blank; /* a profile as it is when it was just made */
  const char *pin;
  const char *may_pin;
  GPtrArray *visits;
  gboolean may_be_cut; /* what is finished */
  Either acked;
  Either confirmed;
  Either safe;
  Either cursor;
  Either epoch;
  guint generation; /* lives of HQ's store so far */
  gint64 lines;     /* cut so far, at least */
} Tablet;

RuhuVault *tablet_get_vault (void);
gboolean tablet_unlock (Tablet *self, GError **error);
char *tablet_find_fault (gpointer world);
