/* ruhu-look-box.h: language and size of text, changed at once
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-preferences.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define RUHU_TYPE_LOOK_BOX (ruhu_look_box_get_type ())
G_DECLARE_FINAL_TYPE (RuhuLookBox, ruhu_look_box, RUHU, LOOK_BOX, GtkBox)

void ruhu_look_box_set_preferences (RuhuLookBox *self, RuhuPreferences *preferences);
GtkWidget *ruhu_look_box_get_start (RuhuLookBox *self);

G_END_DECLS
