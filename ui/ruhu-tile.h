/* ruhu-tile.h: a large button with a figure: how many wait behind it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define RUHU_TYPE_TILE (ruhu_tile_get_type ())
G_DECLARE_FINAL_TYPE (RuhuTile, ruhu_tile, RUHU, TILE, GtkButton)

void ruhu_tile_set_figure (RuhuTile *self, guint figure, const char *unit);
void ruhu_tile_set_subtitle (RuhuTile *self, const char *subtitle);
void ruhu_tile_set_bad (RuhuTile *self, gboolean bad);

G_END_DECLS
