/* ruhu-mark.c: a ring or box that says whether something is chosen
 *
 * For what is no check button itself: a tile, a row of a long list. A decoration; the widget it
 * stands in says the same to a screen reader.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-mark.h"

static void
set_class (GtkImage *image, const char *name, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (GTK_WIDGET (image), name);
  else
    gtk_widget_remove_css_class (GTK_WIDGET (image), name);
}

/** ruhu_mark_show: makes @image, which shows nothing else, such a mark; %RUHU_MARK_NONE hides it */
void
ruhu_mark_show (GtkImage *image, RuhuMark mark, gboolean chosen)
{
  const char *icon = mark == RUHU_MARK_BOX ? "object-select-symbolic" : "media-record-symbolic";

  gtk_widget_set_visible (GTK_WIDGET (image), mark != RUHU_MARK_NONE);
  gtk_widget_set_halign (GTK_WIDGET (image), GTK_ALIGN_CENTER);
  gtk_widget_set_valign (GTK_WIDGET (image), GTK_ALIGN_CENTER);
  set_class (image, "mark", mark != RUHU_MARK_NONE);
  set_class (image, "ring", mark == RUHU_MARK_RING);
  set_class (image, "on", chosen);
  gtk_image_set_from_icon_name (image, chosen ? icon : NULL);
}
