/* ruhu-pending.h: keys of a device that has asked HQ by file, until the answer is here
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "store/ruhu-device.h"

G_BEGIN_DECLS

gboolean ruhu_pending_save (const char *dir,
                            RuhuDeviceKeys *keys,
                            const char *note,
                            const char *pin,
                            GError **error);
RuhuDeviceKeys *ruhu_pending_load (const char *dir, const char *pin, char **note, GError **error);
gboolean ruhu_pending_is_there (const char *dir);
void ruhu_pending_remove (const char *dir);
char *ruhu_device_keys_sign (RuhuDeviceKeys *keys, const char *text);

G_END_DECLS
