/* ruhu-device-private.h: reading and writing hq.json
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "store/ruhu-device.h"

G_BEGIN_DECLS

gboolean ruhu_device_check (RuhuDevice *self, GError **error);
gboolean ruhu_device_save_as (RuhuDevice *self, const char *dir, const char *name, GError **error);
gboolean ruhu_device_save (RuhuDevice *self, const char *dir, GError **error);
char *ruhu_device_to_text (RuhuDevice *self);
RuhuDevice *ruhu_device_parse (GBytes *text, GError **error);
RuhuDevice *ruhu_device_load (const char *dir, GError **error);

G_END_DECLS
