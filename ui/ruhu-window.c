/* ruhu-window.c: the window, and which page it shows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-window.h"

struct _RuhuWindow {
  AdwApplicationWindow parent_instance;

  GtkStack *pages;
};

G_DEFINE_FINAL_TYPE (RuhuWindow, ruhu_window, ADW_TYPE_APPLICATION_WINDOW)

static void
ruhu_window_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), RUHU_TYPE_WINDOW);

  G_OBJECT_CLASS (ruhu_window_parent_class)->dispose (object);
}

static void
ruhu_window_class_init (RuhuWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ruhu_window_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/ruhu/Ruhu/ruhu-window.ui");
  gtk_widget_class_bind_template_child (widget_class, RuhuWindow, pages);
}

static void
ruhu_window_init (RuhuWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ruhu_window_new:
 *
 * Returns: (transfer none): the window; GTK owns it until it is destroyed
 */
RuhuWindow *
ruhu_window_new (RuhuApplication *application)
{
  return g_object_new (RUHU_TYPE_WINDOW, "application", application, NULL);
}
