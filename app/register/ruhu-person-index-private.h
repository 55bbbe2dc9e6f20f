/* ruhu-person-index-private.h: finding persons by what somebody types
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "register/ruhu-person.h"

G_BEGIN_DECLS

typedef struct _RuhuPersonIndex RuhuPersonIndex;

GPtrArray *ruhu_person_index_sort (GPtrArray *persons);
RuhuPersonIndex *ruhu_person_index_new (GPtrArray *persons);
void ruhu_person_index_free (RuhuPersonIndex *self);
GArray *ruhu_person_index_search (RuhuPersonIndex *self, const char *query);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RuhuPersonIndex, ruhu_person_index_free)

G_END_DECLS
