/* ruhu-status-badge.c: one status, as icon, words and tint
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-status-badge.h"

#define LONGEST_WORD 8

struct _RuhuStatusBadge {
  GtkBox parent_instance;

  GtkImage *icon;
  GtkLabel *label;
  RuhuStatus status;
};

G_DEFINE_FINAL_TYPE (RuhuStatusBadge, ruhu_status_badge, GTK_TYPE_BOX)

static void
ruhu_status_badge_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), RUHU_TYPE_STATUS_BADGE);

  G_OBJECT_CLASS (ruhu_status_badge_parent_class)->dispose (object);
}

static void
ruhu_status_badge_class_init (RuhuStatusBadgeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ruhu_status_badge_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/ruhu/Ruhu/ruhu-status-badge.ui");
  gtk_widget_class_bind_template_child (widget_class, RuhuStatusBadge, icon);
  gtk_widget_class_bind_template_child (widget_class, RuhuStatusBadge, label);
}

static void
ruhu_status_badge_init (RuhuStatusBadge *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* A short word stays whole. Four characters' room, which keeps longer ones readable, may be more
 * than a short one takes: GTK then finds the label narrower than its least width. */
static void
set_words (RuhuStatusBadge *self, const char *words)
{
  gboolean is_long = g_utf8_strlen (words, -1) > LONGEST_WORD;

  gtk_label_set_wrap (self->label, is_long);
  gtk_label_set_width_chars (self->label, is_long ? 4 : -1);
  gtk_label_set_label (self->label, words);
}

/**
 * ruhu_status_badge_show:
 * @status: what to show; %RUHU_STATUS_NONE hides the badge
 * @words: (nullable): its words, from ruhu_status_to_words(); NULL hides the badge
 */
void
ruhu_status_badge_show (RuhuStatusBadge *self, RuhuStatus status, const char *words)
{
  const char *old;

  g_return_if_fail (RUHU_IS_STATUS_BADGE (self));

  old = ruhu_status_to_style (self->status);
  if (old != NULL)
    gtk_widget_remove_css_class (GTK_WIDGET (self), old);

  self->status = status;
  gtk_widget_set_visible (GTK_WIDGET (self), status != RUHU_STATUS_NONE && words != NULL);
  set_words (self, words != NULL ? words : "");
  gtk_image_set_from_icon_name (self->icon, ruhu_status_to_icon (status));
  if (ruhu_status_to_style (status) != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self), ruhu_status_to_style (status));
}

const char *
ruhu_status_badge_get_words (RuhuStatusBadge *self)
{
  g_return_val_if_fail (RUHU_IS_STATUS_BADGE (self), NULL);

  return gtk_label_get_label (self->label);
}
