/* ruhu-choice-tile.h: one choice as a tile
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define RUHU_TYPE_CHOICE_TILE (ruhu_choice_tile_get_type ())
G_DECLARE_FINAL_TYPE (RuhuChoiceTile, ruhu_choice_tile, RUHU, CHOICE_TILE, GtkToggleButton)

/**
 * RuhuChoiceTileParts:
 * @RUHU_CHOICE_TILE_RADIO: a ring that says that one is chosen; without it or @RUHU_CHOICE_TILE_BOX
 *   only the tile's own frame does
 * @RUHU_CHOICE_TILE_BOX: a box, where several may be chosen
 * @RUHU_CHOICE_TILE_SHORT: no words where the page is wide: a heading above says them
 */
typedef enum {
  RUHU_CHOICE_TILE_RADIO = 1 << 0,
  RUHU_CHOICE_TILE_BOX = 1 << 1,
  RUHU_CHOICE_TILE_SHORT = 1 << 2,
} RuhuChoiceTileParts;

GtkWidget *ruhu_choice_tile_new (const char *value,
                                 const char *label,
                                 GdkPaintable *image,
                                 RuhuChoiceTileParts parts);
const char *ruhu_choice_tile_get_value (RuhuChoiceTile *self);

G_END_DECLS
