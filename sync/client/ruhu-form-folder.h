/* ruhu-form-folder.h: the forms HQ has published, on this device
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-form-notice.h"

G_BEGIN_DECLS

char *ruhu_form_folder_get_file (const char *dir, const char *id, const char *version);
gboolean ruhu_form_folder_has (const char *dir, RuhuFormNotice *notice);
gboolean
ruhu_form_folder_save (const char *dir, RuhuFormNotice *notice, GBytes *form, GError **error);
gboolean ruhu_form_folder_open (const char *dir, RuhuFormNotice *notice, GError **error);
RuhuFormNotice *ruhu_form_folder_load_notice (const char *dir, const char *id, const char *version);
GPtrArray *ruhu_form_folder_list_notices (const char *dir);

G_END_DECLS
