/* ruhu-entry-editor.c: a line of text or a number
 *
 * What is typed goes into the filling 400 ms after the last key, and at once when the field is
 * left. Nothing is checked or laid out while an input method composes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-entry-editor.h"

#include "form/ruhu-composing.h"

#define PAUSE_MS 400

struct _RuhuEntryEditor {
  RuhuEditor parent_instance;

  GtkEntry *entry;
  RuhuComposing *composing;
  guint pause;
  gboolean refreshing;
};

G_DEFINE_FINAL_TYPE (RuhuEntryEditor, ruhu_entry_editor, RUHU_TYPE_EDITOR)

/* Full-width digits and signs are what a Chinese keyboard gives; a number is stored in ASCII. */
static char *
to_ascii (const char *text)
{
  GString *ascii = g_string_new (NULL);
  const char *p;

  for (p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    g_string_append_unichar (ascii, c >= 0xff01 && c <= 0xff5e ? c - 0xfee0 : c);
  }
  return g_string_free (ascii, FALSE);
}

static gboolean
is_number (RuhuEntryEditor *self)
{
  RuhuDataType type = ruhu_control_get_data_type (ruhu_editor_get_control (RUHU_EDITOR (self)));

  return type == RUHU_DATA_INT || type == RUHU_DATA_DECIMAL;
}

static void
commit (RuhuEntryEditor *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  g_autofree char *value = is_number (self) ? to_ascii (text) : g_strdup (text);

  g_clear_handle_id (&self->pause, g_source_remove);
  ruhu_editor_set_value (RUHU_EDITOR (self), g_strstrip (value));
}

static gboolean
pause_cb (gpointer data)
{
  RuhuEntryEditor *self = data;

  self->pause = 0;
  commit (self);
  return G_SOURCE_REMOVE;
}

static void
changed_cb (RuhuEntryEditor *self)
{
  if (self->refreshing)
    return;
  g_clear_handle_id (&self->pause, g_source_remove);
  self->pause = g_timeout_add (PAUSE_MS, pause_cb, self);
}

static void
ruhu_entry_editor_take (RuhuEditor *editor)
{
  RuhuEntryEditor *self = RUHU_ENTRY_EDITOR (editor);

  ruhu_composing_take (self->composing);
  if (self->pause != 0)
    commit (self);
}

static void
insert (const char *text, gpointer data)
{
  RuhuEntryEditor *self = data;
  int position = gtk_editable_get_position (GTK_EDITABLE (self->entry));

  gtk_editable_insert_text (GTK_EDITABLE (self->entry), text, -1, &position);
}

static void
ruhu_entry_editor_refresh (RuhuEditor *editor)
{
  RuhuEntryEditor *self = RUHU_ENTRY_EDITOR (editor);
  const char *value = ruhu_editor_get_value (editor);

  /* What is being typed is newer than what the filling holds. */
  if (self->pause != 0 || g_str_equal (value, gtk_editable_get_text (GTK_EDITABLE (self->entry))))
    return;
  self->refreshing = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), value);
  self->refreshing = FALSE;
}

static void
ruhu_entry_editor_begin (RuhuEditor *editor)
{
  RuhuEntryEditor *self = RUHU_ENTRY_EDITOR (editor);
  const RuhuControl *control = ruhu_editor_get_control (editor);
  RuhuDataType type = ruhu_control_get_data_type (control);

  ruhu_editor_name (editor, GTK_WIDGET (self->entry), NULL);
  if (type == RUHU_DATA_INT || ruhu_control_has_appearance (control, "numbers"))
    gtk_entry_set_input_purpose (self->entry, GTK_INPUT_PURPOSE_DIGITS);
  else if (type == RUHU_DATA_DECIMAL)
    gtk_entry_set_input_purpose (self->entry, GTK_INPUT_PURPOSE_NUMBER);
  else if (ruhu_control_has_appearance (control, "url"))
    gtk_entry_set_input_purpose (self->entry, GTK_INPUT_PURPOSE_URL);
  if (ruhu_control_has_appearance (control, "masked"))
    gtk_entry_set_visibility (self->entry, FALSE);
}

static void
ruhu_entry_editor_dispose (GObject *object)
{
  g_clear_handle_id (&RUHU_ENTRY_EDITOR (object)->pause, g_source_remove);

  G_OBJECT_CLASS (ruhu_entry_editor_parent_class)->dispose (object);
}

static void
ruhu_entry_editor_class_init (RuhuEntryEditorClass *klass)
{
  RuhuEditorClass *editor_class = RUHU_EDITOR_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ruhu_entry_editor_dispose;
  editor_class->begin = ruhu_entry_editor_begin;
  editor_class->refresh = ruhu_entry_editor_refresh;
  editor_class->take = ruhu_entry_editor_take;
}

static void
ruhu_entry_editor_init (RuhuEntryEditor *self)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->entry = GTK_ENTRY (gtk_entry_new ());
  self->composing =
    ruhu_composing_watch (GTK_WIDGET (gtk_editable_get_delegate (GTK_EDITABLE (self->entry))),
                          insert,
                          self);
  g_signal_connect_swapped (self->entry, "changed", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (ruhu_entry_editor_take), self);
  gtk_widget_add_controller (GTK_WIDGET (self->entry), focus);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->entry));
}
