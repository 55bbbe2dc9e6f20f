/* ruhu-tile.c: a large button with a figure: how many wait behind it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-tile.h"

#include <glib/gi18n.h>

struct _RuhuTile {
  GtkButton parent_instance;

  GtkImage *icon;
  GtkLabel *title_narrow;
  GtkLabel *title_wide;
  GtkLabel *figure;
  GtkWidget *arrow;
  GtkLabel *subtitle;
  char *title;
};

enum {
  PROP_TITLE = 1,
  PROP_SUBTITLE,
  PROP_PICTURE,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (RuhuTile, ruhu_tile, GTK_TYPE_BUTTON)

static void
name (RuhuTile *self, const char *what)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  what,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  gtk_label_get_label (self->subtitle),
                                  -1);
}

static void
set_title (RuhuTile *self, const char *title)
{
  g_free (self->title);
  self->title = g_strdup (title);
  gtk_label_set_label (self->title_narrow, title);
  gtk_label_set_label (self->title_wide, title);
  name (self, title);
}

static void
ruhu_tile_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  RuhuTile *self = RUHU_TILE (object);

  switch (id) {
  case PROP_TITLE:
    g_value_set_string (value, self->title);
    break;
  case PROP_SUBTITLE:
    g_value_set_string (value, gtk_label_get_label (self->subtitle));
    break;
  case PROP_PICTURE:
    g_value_set_string (value, gtk_image_get_icon_name (self->icon));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
ruhu_tile_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  RuhuTile *self = RUHU_TILE (object);

  switch (id) {
  case PROP_TITLE:
    set_title (self, g_value_get_string (value));
    break;
  case PROP_SUBTITLE:
    ruhu_tile_set_subtitle (self, g_value_get_string (value));
    break;
  case PROP_PICTURE:
    gtk_image_set_from_icon_name (self->icon, g_value_get_string (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
ruhu_tile_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), RUHU_TYPE_TILE);

  G_OBJECT_CLASS (ruhu_tile_parent_class)->dispose (object);
}

static void
ruhu_tile_finalize (GObject *object)
{
  g_clear_pointer (&RUHU_TILE (object)->title, g_free);

  G_OBJECT_CLASS (ruhu_tile_parent_class)->finalize (object);
}

static void
ruhu_tile_class_init (RuhuTileClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = ruhu_tile_get_property;
  object_class->set_property = ruhu_tile_set_property;
  object_class->dispose = ruhu_tile_dispose;
  object_class->finalize = ruhu_tile_finalize;

  /**
   * RuhuTile:title: what waits behind it
   */
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  /**
   * RuhuTile:subtitle: the first of them; left out where the page is tiny
   */
  properties[PROP_SUBTITLE] = g_param_spec_string ("subtitle", NULL, NULL, NULL, flags);
  /**
   * RuhuTile:picture: name of the icon beside the figure
   */
  properties[PROP_PICTURE] = g_param_spec_string ("picture", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/ruhu/Ruhu/ruhu-tile.ui");
  gtk_widget_class_bind_template_child (widget_class, RuhuTile, icon);
  gtk_widget_class_bind_template_child_full (widget_class,
                                             "title-narrow",
                                             FALSE,
                                             G_STRUCT_OFFSET (RuhuTile, title_narrow));
  gtk_widget_class_bind_template_child_full (widget_class,
                                             "title-wide",
                                             FALSE,
                                             G_STRUCT_OFFSET (RuhuTile, title_wide));
  gtk_widget_class_bind_template_child (widget_class, RuhuTile, figure);
  gtk_widget_class_bind_template_child (widget_class, RuhuTile, arrow);
  gtk_widget_class_bind_template_child (widget_class, RuhuTile, subtitle);
}

static void
ruhu_tile_init (RuhuTile *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ruhu_tile_set_figure:
 * @figure: how many; 0 is no reproach and is not drawn large
 * @unit: how a screen reader says it, as in "5 homes"
 */
void
ruhu_tile_set_figure (RuhuTile *self, guint figure, const char *unit)
{
  g_autofree char *digits = g_strdup_printf ("%u", figure);
  g_autofree char *spoken = NULL;

  g_return_if_fail (RUHU_IS_TILE (self));

  spoken = g_strdup_printf ("%s, %s", self->title, unit);
  gtk_label_set_label (self->figure, digits);
  gtk_widget_set_visible (GTK_WIDGET (self->figure), TRUE);
  gtk_widget_set_visible (self->arrow, FALSE);
  name (self, spoken);
}

/** ruhu_tile_set_subtitle: @subtitle: (nullable): the first of them */
void
ruhu_tile_set_subtitle (RuhuTile *self, const char *subtitle)
{
  g_return_if_fail (RUHU_IS_TILE (self));

  gtk_label_set_label (self->subtitle, subtitle != NULL ? subtitle : "");
  gtk_widget_set_visible (GTK_WIDGET (self->subtitle), subtitle != NULL);
}

/** ruhu_tile_set_bad: @bad: whether somebody waits for a correction */
void
ruhu_tile_set_bad (RuhuTile *self, gboolean bad)
{
  g_return_if_fail (RUHU_IS_TILE (self));

  if (bad) {
    gtk_widget_add_css_class (GTK_WIDGET (self->icon), "bad");
    gtk_widget_add_css_class (GTK_WIDGET (self->figure), "bad");
    return;
  }
  gtk_widget_remove_css_class (GTK_WIDGET (self->icon), "bad");
  gtk_widget_remove_css_class (GTK_WIDGET (self->figure), "bad");
}
