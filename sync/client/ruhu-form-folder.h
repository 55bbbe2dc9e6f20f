/* ruhu-form-folder.h: the forms HQ has published, on this device
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *ruhu_form_folder_get_file (const char *dir, const char *id, const char *version);
gboolean
ruhu_form_folder_has (const char *dir, const char *id, const char *version, const char *hash);
gboolean ruhu_form_folder_save (const char *dir,
                                const char *id,
                                const char *version,
                                GBytes *form,
                                GError **error);

G_END_DECLS
