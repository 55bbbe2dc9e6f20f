/* ruhu-choice-tile.c: one choice as a tile
 *
 * Tiles stand in rows: columns, likert scales, tables of questions, choices that are pictures. A
 * chosen tile has a ring as well as its colour.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-choice-tile.h"

#include "form/ruhu-markdown.h"
#include "form/ruhu-media.h"
#include "form/ruhu-part.h"
#include "ruhu-mark.h"

struct _RuhuChoiceTile {
  GtkToggleButton parent_instance;

  GtkImage *mark; /* or NULL */
  RuhuChoiceTileParts parts;
  char *value;
};

G_DEFINE_FINAL_TYPE (RuhuChoiceTile, ruhu_choice_tile, GTK_TYPE_TOGGLE_BUTTON)

static void
show_mark (RuhuChoiceTile *self)
{
  if (self->mark != NULL)
    ruhu_mark_show (self->mark,
                    self->parts & RUHU_CHOICE_TILE_BOX ? RUHU_MARK_BOX : RUHU_MARK_RING,
                    gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self)));
}

static void
ruhu_choice_tile_finalize (GObject *object)
{
  g_free (RUHU_CHOICE_TILE (object)->value);

  G_OBJECT_CLASS (ruhu_choice_tile_parent_class)->finalize (object);
}

static void
ruhu_choice_tile_class_init (RuhuChoiceTileClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ruhu_choice_tile_finalize;
}

static void
ruhu_choice_tile_init (RuhuChoiceTile *self)
{
  gtk_widget_add_css_class (GTK_WIDGET (self), "toggle");
  gtk_widget_add_css_class (GTK_WIDGET (self), "choice");
  gtk_widget_add_css_class (GTK_WIDGET (self), "cell");
  g_signal_connect (self, "toggled", G_CALLBACK (show_mark), NULL);
}

/**
 * ruhu_choice_tile_new:
 * @value: what is stored
 * @label: what is shown, with the author's markdown
 * @image: (nullable): a picture above it
 *
 * Returns: (transfer floating): the tile
 */
GtkWidget *
ruhu_choice_tile_new (const char *value,
                      const char *label,
                      GdkPaintable *image,
                      RuhuChoiceTileParts parts)
{
  RuhuChoiceTile *self = g_object_new (RUHU_TYPE_CHOICE_TILE, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  GtkWidget *words = gtk_label_new (NULL);
  g_autofree char *plain = ruhu_markdown_to_plain (label);

  self->value = g_strdup (value);
  self->parts = parts;
  if (image != NULL)
    gtk_box_append (GTK_BOX (box), ruhu_media_hold (gtk_picture_new_for_paintable (image)));
  if (parts & (RUHU_CHOICE_TILE_RADIO | RUHU_CHOICE_TILE_BOX)) {
    self->mark =
      g_object_new (GTK_TYPE_IMAGE, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
    gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->mark));
  }
  ruhu_markdown_show_in_cell (GTK_LABEL (words), label);
  if (parts & RUHU_CHOICE_TILE_SHORT) {
    ruhu_part_name (words, "words-narrow");
    gtk_widget_set_tooltip_text (GTK_WIDGET (self), plain);
  }
  gtk_box_append (GTK_BOX (box), words);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_button_set_child (GTK_BUTTON (self), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, plain, -1);
  show_mark (self);
  return GTK_WIDGET (self);
}

const char *
ruhu_choice_tile_get_value (RuhuChoiceTile *self)
{
  return self->value;
}
