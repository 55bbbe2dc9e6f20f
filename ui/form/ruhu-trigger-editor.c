/* ruhu-trigger-editor.c: something done, with one tick
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-trigger-editor.h"

#include <glib/gi18n.h>

/* What a pressed trigger stores (ODK XForms, "trigger"). */
#define DONE "OK"

struct _RuhuTriggerEditor {
  RuhuEditor parent_instance;

  GtkCheckButton *check;
  gboolean refreshing;
};

G_DEFINE_FINAL_TYPE (RuhuTriggerEditor, ruhu_trigger_editor, RUHU_TYPE_EDITOR)

static void
toggled_cb (RuhuTriggerEditor *self)
{
  if (!self->refreshing)
    ruhu_editor_set_value (RUHU_EDITOR (self),
                           gtk_check_button_get_active (self->check) ? DONE : "");
}

static void
ruhu_trigger_editor_refresh (RuhuEditor *editor)
{
  RuhuTriggerEditor *self = RUHU_TRIGGER_EDITOR (editor);

  self->refreshing = TRUE;
  gtk_check_button_set_active (self->check, g_str_equal (ruhu_editor_get_value (editor), DONE));
  self->refreshing = FALSE;
}

static void
ruhu_trigger_editor_begin (RuhuEditor *editor)
{
  ruhu_editor_name (editor, GTK_WIDGET (RUHU_TRIGGER_EDITOR (editor)->check), _ ("Done"));
}

static void
ruhu_trigger_editor_class_init (RuhuTriggerEditorClass *klass)
{
  RUHU_EDITOR_CLASS (klass)->begin = ruhu_trigger_editor_begin;
  RUHU_EDITOR_CLASS (klass)->refresh = ruhu_trigger_editor_refresh;
}

static void
ruhu_trigger_editor_init (RuhuTriggerEditor *self)
{
  self->check = GTK_CHECK_BUTTON (gtk_check_button_new_with_label (_ ("Done")));
  g_signal_connect_swapped (self->check, "toggled", G_CALLBACK (toggled_cb), self);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->check));
}
