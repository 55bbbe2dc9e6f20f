/* ruhu-window.h: the window, and which page it shows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-application.h"
#include "ruhu-page.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define RUHU_TYPE_WINDOW (ruhu_window_get_type ())
G_DECLARE_FINAL_TYPE (RuhuWindow, ruhu_window, RUHU, WINDOW, AdwApplicationWindow)

RuhuWindow *ruhu_window_new (RuhuApplication *application);

RuhuPage *ruhu_window_get_page (RuhuWindow *self);
guint ruhu_window_get_depth (RuhuWindow *self);
void ruhu_window_push (RuhuWindow *self, RuhuPage *page);
void ruhu_window_go_back (RuhuWindow *self);
void ruhu_window_go_home (RuhuWindow *self);
void ruhu_window_restart (RuhuWindow *self, RuhuPage *page);

void ruhu_window_add_toast (RuhuWindow *self, AdwToast *toast);
void ruhu_window_show_error (RuhuWindow *self, const GError *error);

G_END_DECLS
