/* ruhu-background-sign.c: says what the tablet answers by itself
 *
 * Nobody is recorded without seeing it, on every page, with the button that ends it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-background-sign.h"

#include "form/ruhu-part.h"

#include <glib/gi18n.h>

struct _RuhuBackgroundSign {
  AdwBin parent_instance;

  GtkImage *icon;
  GtkLabel *words;
  GtkButton *stop;
  RuhuBackground *background;
  guint tick;
};

G_DEFINE_FINAL_TYPE (RuhuBackgroundSign, ruhu_background_sign, ADW_TYPE_BIN)

static void
show_words (RuhuBackgroundSign *self)
{
  g_autofree char *words = ruhu_background_describe (self->background);

  gtk_label_set_label (self->words, words);
  gtk_widget_set_visible (GTK_WIDGET (self), *words != '\0');
}

static gboolean
tick_cb (gpointer data)
{
  show_words (data);
  return G_SOURCE_CONTINUE;
}

static void
changed_cb (RuhuBackgroundSign *self)
{
  gboolean recording = ruhu_background_is_recording (self->background);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (recording && self->tick == 0)
    self->tick = g_timeout_add_seconds (1, tick_cb, self);
  if (!recording)
    g_clear_handle_id (&self->tick, g_source_remove);
  /* What is hidden while it has the focus stays in memory (GTK 4.8). */
  if (!recording && focus == GTK_WIDGET (self->stop))
    gtk_widget_child_focus (GTK_WIDGET (root), GTK_DIR_TAB_FORWARD);
  gtk_image_set_from_icon_name (self->icon,
                                recording ? "media-record-symbolic"
                                          : "dialog-information-symbolic");
  gtk_widget_set_visible (GTK_WIDGET (self->stop), recording);
  show_words (self);
}

static void
stop_cb (RuhuBackgroundSign *self)
{
  ruhu_background_stop_recording (self->background);
}

static void
ruhu_background_sign_dispose (GObject *object)
{
  RuhuBackgroundSign *self = RUHU_BACKGROUND_SIGN (object);

  g_clear_handle_id (&self->tick, g_source_remove);
  if (self->background != NULL)
    g_signal_handlers_disconnect_by_data (self->background, self);
  g_clear_object (&self->background);

  G_OBJECT_CLASS (ruhu_background_sign_parent_class)->dispose (object);
}

static void
ruhu_background_sign_class_init (RuhuBackgroundSignClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ruhu_background_sign_dispose;
}

static void
ruhu_background_sign_init (RuhuBackgroundSign *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *said = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);

  ruhu_part_name (box, "sign-fold");
  gtk_widget_add_css_class (box, "bar");
  gtk_widget_add_css_class (box, "bar-top");
  self->icon =
    g_object_new (GTK_TYPE_IMAGE, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  gtk_widget_add_css_class (GTK_WIDGET (self->icon), "bad");
  self->words = g_object_new (GTK_TYPE_LABEL,
                              "xalign",
                              0.0,
                              "wrap",
                              TRUE,
                              "wrap-mode",
                              PANGO_WRAP_WORD_CHAR,
                              "hexpand",
                              TRUE,
                              "accessible-role",
                              GTK_ACCESSIBLE_ROLE_STATUS,
                              NULL);
  self->stop = GTK_BUTTON (gtk_button_new_with_label (_ ("Stop recording")));
  g_signal_connect_swapped (self->stop, "clicked", G_CALLBACK (stop_cb), self);
  gtk_box_append (GTK_BOX (said), GTK_WIDGET (self->icon));
  gtk_box_append (GTK_BOX (said), GTK_WIDGET (self->words));
  gtk_box_append (GTK_BOX (box), said);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->stop));
  adw_bin_set_child (ADW_BIN (self), box);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/** ruhu_background_sign_set_background: @background: that of the survey on the page; once */
void
ruhu_background_sign_set_background (RuhuBackgroundSign *self, RuhuBackground *background)
{
  g_return_if_fail (self->background == NULL);

  self->background = g_object_ref (background);
  g_signal_connect_swapped (background, "changed", G_CALLBACK (changed_cb), self);
  changed_cb (self);
}
