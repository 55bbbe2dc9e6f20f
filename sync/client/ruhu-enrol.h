/* ruhu-enrol.h: the first meeting of device and HQ
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "store/ruhu-device.h"

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean ruhu_enrol_parse_scan (const char *scanned, char **url, char **code);

void ruhu_enrol_async (const char *url,
                       const char *code,
                       RuhuDeviceKeys *keys,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data);
RuhuDevice *ruhu_enrol_finish (GAsyncResult *result, char **user, GError **error);

G_END_DECLS
