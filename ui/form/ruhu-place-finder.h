/* ruhu-place-finder.h: lets the tablet answer where it is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "form/ruhu-editor.h"

G_BEGIN_DECLS

#define RUHU_TYPE_PLACE_FINDER (ruhu_place_finder_get_type ())
G_DECLARE_FINAL_TYPE (RuhuPlaceFinder, ruhu_place_finder, RUHU, PLACE_FINDER, AdwBin)

RuhuPlaceFinder *ruhu_place_finder_new (RuhuEditor *editor);
void ruhu_place_finder_stop (RuhuPlaceFinder *self);

G_END_DECLS
