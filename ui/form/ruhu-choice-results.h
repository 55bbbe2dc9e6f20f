/* ruhu-choice-results.h: the choices that were found, as a list for a view
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "form/ruhu-choice-index.h"

G_BEGIN_DECLS

#define RUHU_TYPE_CHOICE_ITEM (ruhu_choice_item_get_type ())
G_DECLARE_FINAL_TYPE (RuhuChoiceItem, ruhu_choice_item, RUHU, CHOICE_ITEM, GObject)

const RuhuChoice *ruhu_choice_item_get (RuhuChoiceItem *self);

#define RUHU_TYPE_CHOICE_RESULTS (ruhu_choice_results_get_type ())
G_DECLARE_FINAL_TYPE (RuhuChoiceResults, ruhu_choice_results, RUHU, CHOICE_RESULTS, GObject)

RuhuChoiceResults *ruhu_choice_results_new (RuhuChoiceIndex *index);
guint ruhu_choice_results_get_n_found (RuhuChoiceResults *self);
void ruhu_choice_results_show_more (RuhuChoiceResults *self);
void ruhu_choice_results_set_places (RuhuChoiceResults *self, GArray *places);

G_END_DECLS
