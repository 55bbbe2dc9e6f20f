/* ruhu-settings-page.c: what everybody may change for themselves
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-settings-page.h"

#include "ruhu-look-box.h"

struct _RuhuSettingsPage {
  RuhuPage parent_instance;

  RuhuLookBox *look;
};

G_DEFINE_FINAL_TYPE (RuhuSettingsPage, ruhu_settings_page, RUHU_TYPE_PAGE)

static GtkWidget *
ruhu_settings_page_get_start (RuhuPage *page)
{
  return ruhu_look_box_get_start (RUHU_SETTINGS_PAGE (page)->look);
}

static void
ruhu_settings_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), RUHU_TYPE_SETTINGS_PAGE);

  G_OBJECT_CLASS (ruhu_settings_page_parent_class)->dispose (object);
}

static void
ruhu_settings_page_class_init (RuhuSettingsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ruhu_settings_page_dispose;
  RUHU_PAGE_CLASS (klass)->get_start = ruhu_settings_page_get_start;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/ruhu/Ruhu/ruhu-settings-page.ui");
  gtk_widget_class_bind_template_child (widget_class, RuhuSettingsPage, look);
}

static void
ruhu_settings_page_init (RuhuSettingsPage *self)
{
  g_type_ensure (RUHU_TYPE_LOOK_BOX);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/** ruhu_settings_page_new: Returns: (transfer floating): a page that changes @preferences at once
 */
RuhuSettingsPage *
ruhu_settings_page_new (RuhuPreferences *preferences)
{
  RuhuSettingsPage *self = g_object_new (RUHU_TYPE_SETTINGS_PAGE, NULL);

  ruhu_look_box_set_preferences (self->look, preferences);
  return self;
}
