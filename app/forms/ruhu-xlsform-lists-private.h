/* ruhu-xlsform-lists-private.h: choice lists
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "forms/ruhu-xlsform-write-private.h"

G_BEGIN_DECLS

void ruhu_xls_list_free (RuhuXlsList *list);

G_END_DECLS
