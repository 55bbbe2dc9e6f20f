/* ruhu-throttle-private.h: how often a PIN may be tried
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "store/ruhu-device.h"

G_BEGIN_DECLS

/**
 * RuhuThrottle:
 * @tries: wrong tries since the last right one
 * @last: when the last try was made, ms since 1970 UTC
 * @lockout: how often the device has locked itself
 * @lockout_if_right: what @lockout goes back to where the try under way is right
 * @locked: whether it takes HQ's code now
 */
typedef struct {
  guint tries;
  gint64 last;
  guint lockout;
  guint lockout_if_right;
  gboolean locked;
} RuhuThrottle;

gboolean ruhu_throttle_load (RuhuThrottle *self, const char *dir, GError **error);
gboolean ruhu_throttle_begin (RuhuThrottle *self,
                              const char *dir,
                              RuhuDevice *device,
                              const char *code,
                              GError **error);
gboolean ruhu_throttle_succeed (RuhuThrottle *self, const char *dir, GError **error);
gint64 ruhu_throttle_get_wait_until (const RuhuThrottle *self);

G_END_DECLS
