/* ruhu-case-list-private.h: what the parts of a case list share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "cases/ruhu-case-list.h"

G_BEGIN_DECLS

RuhuObjectKind ruhu_case_list_get_kind (RuhuCaseList *self);
RuhuObjectStore *ruhu_case_list_get_objects (RuhuCaseList *self);
GPtrArray *ruhu_case_list_get_entities (RuhuCaseList *self);

G_END_DECLS
