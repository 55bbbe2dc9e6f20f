/* ruhu-conflict-card.h: two values side by side, with who and when; one is chosen
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "cases/ruhu-conflict.h"
#include "forms/ruhu-instance.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define RUHU_TYPE_CONFLICT_CARD (ruhu_conflict_card_get_type ())
G_DECLARE_FINAL_TYPE (RuhuConflictCard, ruhu_conflict_card, RUHU, CONFLICT_CARD, GtkBox)

RuhuConflictCard *
ruhu_conflict_card_new (RuhuConflict *conflict, const char *whose, RuhuInstance *visit);

G_END_DECLS
