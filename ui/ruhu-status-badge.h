/* ruhu-status-badge.h: one status, as icon, words and tint
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-status.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define RUHU_TYPE_STATUS_BADGE (ruhu_status_badge_get_type ())
G_DECLARE_FINAL_TYPE (RuhuStatusBadge, ruhu_status_badge, RUHU, STATUS_BADGE, GtkBox)

void ruhu_status_badge_show (RuhuStatusBadge *self, RuhuStatus status, const char *words);
const char *ruhu_status_badge_get_words (RuhuStatusBadge *self);

G_END_DECLS
