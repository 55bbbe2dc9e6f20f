/* ruhu-settings-page.h: what everybody may change for themselves
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-page.h"
#include "ruhu-preferences.h"

G_BEGIN_DECLS

#define RUHU_TYPE_SETTINGS_PAGE (ruhu_settings_page_get_type ())
G_DECLARE_FINAL_TYPE (RuhuSettingsPage, ruhu_settings_page, RUHU, SETTINGS_PAGE, RuhuPage)

RuhuSettingsPage *ruhu_settings_page_new (RuhuPreferences *preferences);

G_END_DECLS
