/* ruhu-person-rows.h: a person's needs and visits, one row each
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-list-row.h"

#include "responses/ruhu-response.h"

G_BEGIN_DECLS

GtkWidget *ruhu_person_rows_new_need (gpointer item, gpointer user_data);
RuhuListRow *ruhu_person_rows_new_visit (void);
void ruhu_person_rows_show_visit (RuhuListRow *row, RuhuResponse *response, const char *form);

G_END_DECLS
