/* ruhu-choice-layout.h: how a list of choices is drawn
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "form/ruhu-choice-tile.h"
#include "forms/ruhu-control.h"

G_BEGIN_DECLS

/**
 * RuhuChoiceLayout:
 * @RUHU_CHOICE_LAYOUT_LIST: one below the other: what every unknown appearance gets
 * @RUHU_CHOICE_LAYOUT_TILES: beside one another, as many as fit or as the form says
 * @RUHU_CHOICE_LAYOUT_SCALE: all in one row, from end to end; a column where the page is narrow
 * @RUHU_CHOICE_LAYOUT_TABLE: the same without words, which stand above the table
 * @RUHU_CHOICE_LAYOUT_HEADING: the words above a table; nothing to choose
 * @RUHU_CHOICE_LAYOUT_FIELD: one button, which opens the list
 */
typedef enum {
  RUHU_CHOICE_LAYOUT_LIST,
  RUHU_CHOICE_LAYOUT_TILES,
  RUHU_CHOICE_LAYOUT_SCALE,
  RUHU_CHOICE_LAYOUT_TABLE,
  RUHU_CHOICE_LAYOUT_HEADING,
  RUHU_CHOICE_LAYOUT_FIELD,
} RuhuChoiceLayout;

RuhuChoiceLayout ruhu_choice_layout_choose (const RuhuControl *control, guint n);
guint ruhu_choice_layout_get_columns (const RuhuControl *control);
RuhuChoiceTileParts ruhu_choice_layout_get_parts (const RuhuControl *control);
gboolean ruhu_choice_layout_is_in_table (const RuhuControl *control);

GtkWidget *ruhu_choice_layout_make_box (const RuhuControl *control, RuhuChoiceLayout layout);
void ruhu_choice_layout_add (GtkWidget *box, GtkWidget *part);

G_END_DECLS
