/* ruhu-preferences.h: language and text size, before and after anybody unlocks
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define RUHU_TYPE_PREFERENCES (ruhu_preferences_get_type ())
G_DECLARE_FINAL_TYPE (RuhuPreferences, ruhu_preferences, RUHU, PREFERENCES, GObject)

RuhuPreferences *ruhu_preferences_new (const char *dir);

const char *ruhu_preferences_get_language (RuhuPreferences *self);
void ruhu_preferences_set_language (RuhuPreferences *self, const char *language);
int ruhu_preferences_get_text_size (RuhuPreferences *self);
void ruhu_preferences_set_text_size (RuhuPreferences *self, int percent);
gboolean ruhu_preferences_get_read_aloud (RuhuPreferences *self);
void ruhu_preferences_set_read_aloud (RuhuPreferences *self, gboolean read_aloud);
void ruhu_preferences_apply (RuhuPreferences *self);

G_END_DECLS
