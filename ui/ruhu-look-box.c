/* ruhu-look-box.c: language and size of text, changed at once
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-look-box.h"

#include "ruhu-toggle.h"

struct _RuhuLookBox {
  GtkBox parent_instance;

  GtkToggleButton *chinese;
  GtkToggleButton *english;
  GtkToggleButton *size_100;
  GtkToggleButton *size_125;
  GtkToggleButton *size_150;
  GtkToggleButton *size_200;
  RuhuPreferences *preferences;
};

G_DEFINE_FINAL_TYPE (RuhuLookBox, ruhu_look_box, GTK_TYPE_BOX)

static void
language_cb (GtkToggleButton *button, RuhuLookBox *self)
{
  if (self->preferences != NULL && gtk_toggle_button_get_active (button))
    ruhu_preferences_set_language (self->preferences, button == self->english ? "en" : "zh_CN");
}

static void
size_cb (GtkToggleButton *button, RuhuLookBox *self)
{
  if (self->preferences == NULL || !gtk_toggle_button_get_active (button))
    return;

  ruhu_preferences_set_text_size (self->preferences,
                                  button == self->size_125   ? 125
                                  : button == self->size_150 ? 150
                                  : button == self->size_200 ? 200
                                                             : 100);
}

static void
ruhu_look_box_dispose (GObject *object)
{
  g_clear_object (&RUHU_LOOK_BOX (object)->preferences);
  gtk_widget_dispose_template (GTK_WIDGET (object), RUHU_TYPE_LOOK_BOX);

  G_OBJECT_CLASS (ruhu_look_box_parent_class)->dispose (object);
}

static void
ruhu_look_box_class_init (RuhuLookBoxClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ruhu_look_box_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/ruhu/Ruhu/ruhu-look-box.ui");
  gtk_widget_class_bind_template_child (widget_class, RuhuLookBox, chinese);
  gtk_widget_class_bind_template_child (widget_class, RuhuLookBox, english);
  gtk_widget_class_bind_template_child (widget_class, RuhuLookBox, size_100);
  gtk_widget_class_bind_template_child (widget_class, RuhuLookBox, size_125);
  gtk_widget_class_bind_template_child (widget_class, RuhuLookBox, size_150);
  gtk_widget_class_bind_template_child (widget_class, RuhuLookBox, size_200);
  gtk_widget_class_bind_template_callback (widget_class, language_cb);
  gtk_widget_class_bind_template_callback (widget_class, size_cb);
}

static void
ruhu_look_box_init (RuhuLookBox *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  ruhu_toggle_tell (self->chinese);
  ruhu_toggle_tell (self->english);
  ruhu_toggle_tell (self->size_100);
  ruhu_toggle_tell (self->size_125);
  ruhu_toggle_tell (self->size_150);
  ruhu_toggle_tell (self->size_200);
}

/** ruhu_look_box_set_preferences: @preferences: (transfer none): what the buttons show and change
 */
void
ruhu_look_box_set_preferences (RuhuLookBox *self, RuhuPreferences *preferences)
{
  GtkToggleButton *sizes[] = { self->size_100, self->size_125, self->size_150, self->size_200 };
  int percent = ruhu_preferences_get_text_size (preferences);
  gboolean english = g_strcmp0 (ruhu_preferences_get_language (preferences), "en") == 0;

  g_return_if_fail (RUHU_IS_LOOK_BOX (self));

  g_clear_object (&self->preferences);
  gtk_toggle_button_set_active (english ? self->english : self->chinese, TRUE);
  gtk_toggle_button_set_active (sizes[percent >= 200   ? 3
                                      : percent >= 150 ? 2
                                      : percent >= 125 ? 1
                                                       : 0],
                                TRUE);
  self->preferences = g_object_ref (preferences);
}

/** ruhu_look_box_get_start: Returns: (transfer none): the language that is chosen */
GtkWidget *
ruhu_look_box_get_start (RuhuLookBox *self)
{
  g_return_val_if_fail (RUHU_IS_LOOK_BOX (self), NULL);

  return GTK_WIDGET (gtk_toggle_button_get_active (self->english) ? self->english : self->chinese);
}
