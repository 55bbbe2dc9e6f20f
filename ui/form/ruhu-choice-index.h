/* ruhu-choice-index.h: a long list made ready to be searched as one types
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "forms/ruhu-instance.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define RUHU_TYPE_CHOICE_INDEX (ruhu_choice_index_get_type ())
G_DECLARE_FINAL_TYPE (RuhuChoiceIndex, ruhu_choice_index, RUHU, CHOICE_INDEX, GObject)

RuhuChoiceIndex *ruhu_choice_index_new (GPtrArray *choices);

guint ruhu_choice_index_get_n (RuhuChoiceIndex *self);
const RuhuChoice *ruhu_choice_index_get (RuhuChoiceIndex *self, guint place);

void ruhu_choice_index_find_async (RuhuChoiceIndex *self,
                                   const char *typed,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
GArray *ruhu_choice_index_find_finish (RuhuChoiceIndex *self, GAsyncResult *result, GError **error);

G_END_DECLS
