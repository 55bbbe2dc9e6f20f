/* place-fixture.h: a GeoClue and a location portal for tests, on the session bus
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "editor-fixture.h"

/* What stands in for the system's services, on a connection of its own. */
typedef struct {
  guint starts, stops, deleted;
  guint32 level, interval; /* as last asked for */
  char *desktop_id;
  gboolean denies; /* GeoClue refuses a call; the portal answers no */
} PlaceService;

extern PlaceService place_service;

void place_fixture_start (void);
void place_fixture_stop (void);
void place_fixture_reset (void);

void place_fixture_locate (double accuracy);
void place_fixture_locate_stranger (void);
void place_fixture_wait (guint *n);
