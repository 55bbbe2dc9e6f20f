/* ruhu-choice-layout.c: how a list of choices is drawn
 *
 * By the form's appearance, as XLSForm knows it; one that nobody knows gets the plain list.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-choice-layout.h"

#include "form/ruhu-part.h"

#include <string.h>

/* Above this a list is opened on a page of its own, where it can be searched. */
#define LONG_LIST 24
/* Above this a scale or a row of a table is wider than any screen. */
#define LONGEST_SCALE 11
#define MOST_COLUMNS 12

static gboolean
has_one_of (const RuhuControl *control, const char *const *appearances)
{
  guint i;

  for (i = 0; appearances[i] != NULL; i++)
    if (ruhu_control_has_appearance (control, appearances[i]))
      return TRUE;

  return FALSE;
}

/* “columns-3” → 3; 0 where no such token is there. */
static guint
read_number (const RuhuControl *control, const char *prefix)
{
  const char *appearance = ruhu_control_get_appearance (control);
  const char *found = appearance != NULL ? strstr (appearance, prefix) : NULL;

  if (found == NULL || (found != appearance && found[-1] != ' '))
    return 0;
  return (guint) g_ascii_strtoull (found + strlen (prefix), NULL, 10);
}

/**
 * ruhu_choice_layout_get_columns:
 *
 * Returns: how many choices stand beside one another at most; 1 for a plain list
 */
guint
ruhu_choice_layout_get_columns (const RuhuControl *control)
{
  static const char *const fitting[] = { "columns-pack",       "compact",      "horizontal",
                                         "horizontal-compact", "quickcompact", NULL };
  guint n = read_number (control, "columns-");

  if (n == 0)
    n = read_number (control, "compact-");
  if (n == 0)
    n = read_number (control, "quickcompact-");
  if (n > 0)
    return MIN (n, MOST_COLUMNS);
  if (has_one_of (control, fitting))
    return MOST_COLUMNS;
  if (ruhu_control_has_appearance (control, "columns"))
    return 2;
  return ruhu_control_has_appearance (control, "no-buttons") ? 2 : 1;
}

/** ruhu_choice_layout_get_parts: Returns: what a tile of @control shows besides its words */
RuhuChoiceTileParts
ruhu_choice_layout_get_parts (const RuhuControl *control)
{
  RuhuChoiceTileParts parts = 0;

  if (!ruhu_control_has_appearance (control, "no-buttons"))
    parts = ruhu_control_get_kind (control) == RUHU_CONTROL_SELECT ? RUHU_CHOICE_TILE_BOX
                                                                   : RUHU_CHOICE_TILE_RADIO;
  if (ruhu_control_has_appearance (control, "list-nolabel"))
    parts |= RUHU_CHOICE_TILE_SHORT;
  return parts;
}

static gboolean
has_neighbour (const RuhuControl *control, const char *appearance)
{
  const RuhuControl *parent = ruhu_control_get_parent (control);
  guint i;

  for (i = 0; parent != NULL && i < ruhu_control_get_n_children (parent); i++)
    if (ruhu_control_has_appearance (ruhu_control_get_child (parent, i), appearance))
      return TRUE;

  return FALSE;
}

/**
 * ruhu_choice_layout_is_in_table:
 *
 * A heading without rows, or rows without a heading, are no table: they are drawn as plain lists,
 * which can be answered.
 *
 * Returns: whether @control is the heading or a row of a table of questions
 */
gboolean
ruhu_choice_layout_is_in_table (const RuhuControl *control)
{
  RuhuControlKind kind = ruhu_control_get_kind (control);

  if (kind != RUHU_CONTROL_SELECT1 && kind != RUHU_CONTROL_SELECT)
    return FALSE;
  if (ruhu_control_has_appearance (control, "label"))
    return has_neighbour (control, "list-nolabel");
  return ruhu_control_has_appearance (control, "list-nolabel") && has_neighbour (control, "label");
}

/** ruhu_choice_layout_choose: @n: how many choices there are now */
RuhuChoiceLayout
ruhu_choice_layout_choose (const RuhuControl *control, guint n)
{
  static const char *const opened[] = { "minimal", "autocomplete", NULL };

  if (has_one_of (control, opened) || n > LONG_LIST)
    return RUHU_CHOICE_LAYOUT_FIELD;
  if (n > LONGEST_SCALE)
    return ruhu_choice_layout_get_columns (control) > 1 ? RUHU_CHOICE_LAYOUT_TILES
                                                        : RUHU_CHOICE_LAYOUT_LIST;
  if (ruhu_choice_layout_is_in_table (control))
    return ruhu_control_has_appearance (control, "label") ? RUHU_CHOICE_LAYOUT_HEADING
                                                          : RUHU_CHOICE_LAYOUT_TABLE;
  if (ruhu_control_has_appearance (control, "likert"))
    return RUHU_CHOICE_LAYOUT_SCALE;
  return ruhu_choice_layout_get_columns (control) > 1 ? RUHU_CHOICE_LAYOUT_TILES
                                                      : RUHU_CHOICE_LAYOUT_LIST;
}

static GtkWidget *
make_list (void)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_widget_set_focusable (list, FALSE); /* only its checks are */
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_widget_add_css_class (list, "choices");
  return list;
}

static GtkWidget *
make_tiles (const RuhuControl *control)
{
  GtkWidget *tiles = gtk_flow_box_new ();

  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (tiles), GTK_SELECTION_NONE);
  gtk_flow_box_set_homogeneous (GTK_FLOW_BOX (tiles), TRUE);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (tiles),
                                          ruhu_choice_layout_get_columns (control));
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (tiles), 9);
  gtk_flow_box_set_row_spacing (GTK_FLOW_BOX (tiles), 9);
  gtk_widget_add_css_class (tiles, "tiles");
  return tiles;
}

static GtkWidget *
make_row (const char *id)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_box_set_homogeneous (GTK_BOX (row), TRUE);
  ruhu_part_name (row, id);
  return row;
}

/** ruhu_choice_layout_make_box: Returns: (transfer floating): an empty box for the choices */
GtkWidget *
ruhu_choice_layout_make_box (const RuhuControl *control, RuhuChoiceLayout layout)
{
  switch (layout) {
  case RUHU_CHOICE_LAYOUT_TILES:
    return make_tiles (control);
  case RUHU_CHOICE_LAYOUT_SCALE:
  case RUHU_CHOICE_LAYOUT_TABLE:
    return make_row ("scale-fold");
  case RUHU_CHOICE_LAYOUT_HEADING:
    return make_row ("heading-wide");
  case RUHU_CHOICE_LAYOUT_LIST:
  case RUHU_CHOICE_LAYOUT_FIELD:
  default:
    return make_list ();
  }
}

/** ruhu_choice_layout_add: @part: (transfer floating): what stands for one choice */
void
ruhu_choice_layout_add (GtkWidget *box, GtkWidget *part)
{
  if (GTK_IS_LIST_BOX (box)) {
    gtk_list_box_append (GTK_LIST_BOX (box), part);
  } else if (GTK_IS_FLOW_BOX (box)) {
    GtkWidget *child = gtk_flow_box_child_new ();

    gtk_widget_set_focusable (child, FALSE);
    gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child), part);
    gtk_flow_box_append (GTK_FLOW_BOX (box), child);
  } else {
    gtk_box_append (GTK_BOX (box), part);
  }
}
