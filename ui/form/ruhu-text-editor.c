/* ruhu-text-editor.c: several lines of text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-text-editor.h"

#include "form/ruhu-composing.h"

#define PAUSE_MS 400
#define LEAST_HEIGHT 120

struct _RuhuTextEditor {
  RuhuEditor parent_instance;

  GtkTextView *view;
  RuhuComposing *composing;
  guint pause;
  gboolean refreshing;
};

G_DEFINE_FINAL_TYPE (RuhuTextEditor, ruhu_text_editor, RUHU_TYPE_EDITOR)

static char *
get_text (RuhuTextEditor *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

static void
commit (RuhuTextEditor *self)
{
  g_autofree char *value = get_text (self);

  g_clear_handle_id (&self->pause, g_source_remove);
  ruhu_editor_set_value (RUHU_EDITOR (self), g_strstrip (value));
  ruhu_editor_set_typing (RUHU_EDITOR (self), FALSE);
}

static gboolean
pause_cb (gpointer data)
{
  RuhuTextEditor *self = data;

  self->pause = 0;
  commit (self);
  return G_SOURCE_REMOVE;
}

static void
changed_cb (RuhuTextEditor *self)
{
  if (self->refreshing)
    return;
  g_clear_handle_id (&self->pause, g_source_remove);
  self->pause = g_timeout_add (PAUSE_MS, pause_cb, self);
  ruhu_editor_set_typing (RUHU_EDITOR (self), TRUE);
}

static void
ruhu_text_editor_take (RuhuEditor *editor)
{
  RuhuTextEditor *self = RUHU_TEXT_EDITOR (editor);

  ruhu_composing_take (self->composing);
  if (self->pause != 0)
    commit (self);
}

static void
insert (const char *text, gpointer data)
{
  RuhuTextEditor *self = data;

  gtk_text_buffer_insert_at_cursor (gtk_text_view_get_buffer (self->view), text, -1);
}

static void
ruhu_text_editor_refresh (RuhuEditor *editor)
{
  RuhuTextEditor *self = RUHU_TEXT_EDITOR (editor);
  g_autofree char *shown = get_text (self);
  const char *value = ruhu_editor_get_value (editor);

  if (self->pause != 0 || g_str_equal (g_strstrip (shown), value))
    return;
  self->refreshing = TRUE;
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->view), value, -1);
  self->refreshing = FALSE;
}

static void
ruhu_text_editor_begin (RuhuEditor *editor)
{
  ruhu_editor_name (editor, GTK_WIDGET (RUHU_TEXT_EDITOR (editor)->view), NULL);
}

static void
ruhu_text_editor_dispose (GObject *object)
{
  g_clear_handle_id (&RUHU_TEXT_EDITOR (object)->pause, g_source_remove);

  G_OBJECT_CLASS (ruhu_text_editor_parent_class)->dispose (object);
}

static void
ruhu_text_editor_class_init (RuhuTextEditorClass *klass)
{
  RuhuEditorClass *editor_class = RUHU_EDITOR_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ruhu_text_editor_dispose;
  editor_class->begin = ruhu_text_editor_begin;
  editor_class->refresh = ruhu_text_editor_refresh;
  editor_class->take = ruhu_text_editor_take;
}

static void
ruhu_text_editor_init (RuhuTextEditor *self)
{
  GtkWidget *frame = gtk_frame_new (NULL);
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->view = GTK_TEXT_VIEW (gtk_text_view_new ());
  gtk_text_view_set_wrap_mode (self->view, GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (self->view, FALSE); /* or the keyboard never gets out */
  gtk_text_view_set_top_margin (self->view, 10);
  gtk_text_view_set_bottom_margin (self->view, 10);
  gtk_text_view_set_left_margin (self->view, 12);
  gtk_text_view_set_right_margin (self->view, 12);
  gtk_widget_set_size_request (GTK_WIDGET (self->view), -1, LEAST_HEIGHT);
  self->composing = ruhu_composing_watch (GTK_WIDGET (self->view), insert, self);
  g_signal_connect_swapped (gtk_text_view_get_buffer (self->view),
                            "changed",
                            G_CALLBACK (changed_cb),
                            self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (ruhu_text_editor_take), self);
  gtk_widget_add_controller (GTK_WIDGET (self->view), focus);

  gtk_frame_set_child (GTK_FRAME (frame), GTK_WIDGET (self->view));
  adw_bin_set_child (ADW_BIN (self), frame);
}
