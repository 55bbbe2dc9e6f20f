/* xlsform-workbook.h: sheets saved as CSV and as .xlsx
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

void workbook_save_csv (const char *folder, const char *name, GPtrArray *rows);
void workbook_save_xlsx (const char *path, GPtrArray *names, GPtrArray *tables);

G_END_DECLS
