/* ruhu-location.h: asks the tablet where it is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * RuhuPosition:
 * @latitude: degrees
 * @longitude: degrees
 * @altitude: metres; 0 where nobody knows
 * @accuracy: metres
 */
typedef struct {
  double latitude;
  double longitude;
  double altitude;
  double accuracy;
} RuhuPosition;

/** RuhuLocationLevel: how exact an asker wants it: the more exact, the more current it takes */
typedef enum {
  RUHU_LOCATION_TOWN,
  RUHU_LOCATION_STREET,
  RUHU_LOCATION_EXACT,
} RuhuLocationLevel;

char *ruhu_position_to_text (const RuhuPosition *position);

#define RUHU_TYPE_LOCATION (ruhu_location_get_type ())
G_DECLARE_FINAL_TYPE (RuhuLocation, ruhu_location, RUHU, LOCATION, GObject)

gboolean ruhu_location_is_there (void);
RuhuLocation *ruhu_location_new (void);
void ruhu_location_set_level (RuhuLocation *self, RuhuLocationLevel level, guint interval);
void ruhu_location_start (RuhuLocation *self);
void ruhu_location_stop (RuhuLocation *self);

G_END_DECLS
