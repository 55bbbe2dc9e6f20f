/* ruhu-saved-label.c: "saved 10:42"
 *
 * Its words change only after a commit. While something is not on disk yet, be it a letter that was
 * typed just now, the tick is gone, and a screen reader hears that it is busy: the tick says that
 * all one sees is saved. What could not be saved is red, with a button that tries again.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-saved-label.h"

#include <glib/gi18n.h>

struct _RuhuSavedLabel {
  AdwBin parent_instance;

  GtkImage *icon;
  GtkLabel *label;
  GtkButton *again;
  RuhuAutosave *autosave;
};

G_DEFINE_FINAL_TYPE (RuhuSavedLabel, ruhu_saved_label, ADW_TYPE_BIN)

static char *
describe (RuhuSavedLabel *self)
{
  g_autoptr (GDateTime) at = NULL;
  g_autofree char *time = NULL;
  gint64 saved_at = ruhu_autosave_get_saved_at (self->autosave);

  if (ruhu_autosave_get_state (self->autosave) == RUHU_AUTOSAVE_FAILED)
    return g_strdup (_ ("Not saved"));
  if (saved_at == 0)
    return g_strdup ("");

  at = g_date_time_new_from_unix_local (saved_at / 1000);
  time = g_date_time_format (at, "%H:%M");
  return g_strdup_printf (_ ("Saved %s"), time);
}

static void
state_cb (RuhuSavedLabel *self)
{
  RuhuAutosaveState state = ruhu_autosave_get_state (self->autosave);
  gboolean failed = state == RUHU_AUTOSAVE_FAILED;
  g_autofree char *text = NULL;

  gtk_widget_set_opacity (GTK_WIDGET (self->icon), state == RUHU_AUTOSAVE_SAVING ? 0 : 1);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->label),
                               GTK_ACCESSIBLE_STATE_BUSY,
                               state == RUHU_AUTOSAVE_SAVING,
                               -1);
  if (state == RUHU_AUTOSAVE_SAVING)
    return; /* when it was saved last stays true until the next commit */

  text = describe (self);
  gtk_label_set_label (self->label, text);
  gtk_image_set_from_icon_name (self->icon,
                                failed ? "dialog-error-symbolic" : "object-select-symbolic");
  gtk_widget_remove_css_class (GTK_WIDGET (self->icon), failed ? "ok" : "bad");
  gtk_widget_add_css_class (GTK_WIDGET (self->icon), failed ? "bad" : "ok");
  gtk_widget_set_visible (GTK_WIDGET (self->icon), *text != '\0');
  gtk_widget_set_visible (GTK_WIDGET (self->again), failed);
}

static void
again_cb (RuhuSavedLabel *self)
{
  ruhu_autosave_retry (self->autosave);
}

static void
ruhu_saved_label_dispose (GObject *object)
{
  RuhuSavedLabel *self = RUHU_SAVED_LABEL (object);

  if (self->autosave != NULL)
    g_signal_handlers_disconnect_by_data (self->autosave, self);
  g_clear_object (&self->autosave);

  G_OBJECT_CLASS (ruhu_saved_label_parent_class)->dispose (object);
}

static void
ruhu_saved_label_class_init (RuhuSavedLabelClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ruhu_saved_label_dispose;
}

static void
ruhu_saved_label_init (RuhuSavedLabel *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->icon = g_object_new (GTK_TYPE_IMAGE,
                             "accessible-role",
                             GTK_ACCESSIBLE_ROLE_PRESENTATION,
                             "visible",
                             FALSE,
                             NULL);
  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->label), "secondary");
  self->again = GTK_BUTTON (gtk_button_new_with_label (_ ("Try again")));
  gtk_widget_set_visible (GTK_WIDGET (self->again), FALSE);
  g_signal_connect_swapped (self->again, "clicked", G_CALLBACK (again_cb), self);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->icon));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->label));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->again));
  adw_bin_set_child (ADW_BIN (self), box);
}

void
ruhu_saved_label_set_autosave (RuhuSavedLabel *self, RuhuAutosave *autosave)
{
  g_return_if_fail (self->autosave == NULL);

  self->autosave = g_object_ref (autosave);
  g_signal_connect_swapped (autosave, "notify::state", G_CALLBACK (state_cb), self);
  state_cb (self);
}
