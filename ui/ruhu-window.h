/* ruhu-window.h: the window, and which page it shows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-application.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define RUHU_TYPE_WINDOW (ruhu_window_get_type ())
G_DECLARE_FINAL_TYPE (RuhuWindow, ruhu_window, RUHU, WINDOW, AdwApplicationWindow)

RuhuWindow *ruhu_window_new (RuhuApplication *application);

G_END_DECLS
