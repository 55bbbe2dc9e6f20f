/* ruhu-enrol-file.h: the first meeting of device and HQ, by file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "store/ruhu-device.h"

G_BEGIN_DECLS

gboolean ruhu_enrol_file_ask (const char *dir,
                              const char *path,
                              const char *code,
                              const char *pin,
                              GError **error);
RuhuDevice *ruhu_enrol_file_read (const char *dir,
                                  const char *path,
                                  const char *pin,
                                  RuhuDeviceKeys **keys,
                                  char **user,
                                  GError **error);

void ruhu_enrol_file_ask_async (const char *dir,
                                const char *path,
                                const char *code,
                                const char *pin,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean ruhu_enrol_file_ask_finish (GAsyncResult *result, GError **error);
void ruhu_enrol_file_read_async (const char *dir,
                                 const char *path,
                                 const char *pin,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
RuhuDevice *ruhu_enrol_file_read_finish (GAsyncResult *result,
                                         RuhuDeviceKeys **keys,
                                         char **user,
                                         GError **error);

G_END_DECLS
