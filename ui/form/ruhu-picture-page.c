/* ruhu-picture-page.c: a form's picture on a page of its own
 *
 * As large as the window.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-picture-page.h"

struct _RuhuPicturePage {
  RuhuPage parent_instance;

  GtkWidget *back;
  GtkPicture *picture;
};

G_DEFINE_FINAL_TYPE (RuhuPicturePage, ruhu_picture_page, RUHU_TYPE_PAGE)

static GtkWidget *
ruhu_picture_page_get_start (RuhuPage *page)
{
  return RUHU_PICTURE_PAGE (page)->back;
}

static void
ruhu_picture_page_dispose (GObject *object)
{
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), RUHU_TYPE_PICTURE_PAGE);

  G_OBJECT_CLASS (ruhu_picture_page_parent_class)->dispose (object);
}

static void
ruhu_picture_page_class_init (RuhuPicturePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ruhu_picture_page_dispose;
  RUHU_PAGE_CLASS (klass)->get_start = ruhu_picture_page_get_start;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/ruhu/Ruhu/ruhu-picture-page.ui");
  gtk_widget_class_bind_template_child (widget_class, RuhuPicturePage, back);
  gtk_widget_class_bind_template_child (widget_class, RuhuPicturePage, picture);
}

static void
ruhu_picture_page_init (RuhuPicturePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ruhu_picture_page_new:
 * @picture: (transfer none): what to show
 * @about: what it belongs to, as plain text
 *
 * Returns: (transfer floating): the page; push it onto the window
 */
RuhuPicturePage *
ruhu_picture_page_new (GdkPaintable *picture, const char *about)
{
  RuhuPicturePage *self = g_object_new (RUHU_TYPE_PICTURE_PAGE, NULL);

  gtk_picture_set_paintable (self->picture, picture);
  gtk_picture_set_alternative_text (self->picture, about);
  return self;
}
