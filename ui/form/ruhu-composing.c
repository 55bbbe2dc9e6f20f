/* ruhu-composing.c: what an input method has shown and not yet confirmed
 *
 * Who types pinyin sees 你好 in the field and taps "next": for the worker it is written. GTK drops
 * it as the focus goes. Here it is kept and put in as text, so that what was seen is what is saved.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-composing.h"

struct _RuhuComposing {
  RuhuComposingFunc insert;
  gpointer data;
  char *shown;   /* what the field shows unconfirmed */
  char *dropped; /* what it showed before it vanished in this turn of the main loop */
  guint idle;
};

static void
free_composing (gpointer data)
{
  RuhuComposing *self = data;

  g_clear_handle_id (&self->idle, g_source_remove);
  g_free (self->shown);
  g_free (self->dropped);
  g_free (self);
}

/* Nobody left the field meanwhile: the method confirmed it, or the writer took it back. */
static gboolean
forget_cb (gpointer data)
{
  RuhuComposing *self = data;

  self->idle = 0;
  g_clear_pointer (&self->dropped, g_free);
  return G_SOURCE_REMOVE;
}

static void
preedit_cb (GtkWidget *widget, const char *preedit, RuhuComposing *self)
{
  if (*preedit == '\0' && self->shown != NULL) {
    g_free (self->dropped);
    self->dropped = g_steal_pointer (&self->shown);
    if (self->idle == 0)
      self->idle = g_idle_add (forget_cb, self);
    return;
  }

  g_free (self->shown);
  self->shown = *preedit != '\0' ? g_strdup (preedit) : NULL;
}

/* The method's own confirmation arrives as an insertion, before or after what it showed vanishes.
 */
static void
changed_cb (GObject *text, RuhuComposing *self)
{
  g_clear_pointer (&self->shown, g_free);
  g_clear_pointer (&self->dropped, g_free);
}

/**
 * ruhu_composing_watch:
 * @widget: a #GtkText or a #GtkTextView
 * @insert: puts a text where the cursor is
 *
 * Returns: (transfer none): the watch, which goes with @widget
 */
RuhuComposing *
ruhu_composing_watch (GtkWidget *widget, RuhuComposingFunc insert, gpointer data)
{
  RuhuComposing *self = g_new0 (RuhuComposing, 1);
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->insert = insert;
  self->data = data;
  g_signal_connect (widget, "preedit-changed", G_CALLBACK (preedit_cb), self);
  if (GTK_IS_EDITABLE (widget))
    g_signal_connect (widget, "changed", G_CALLBACK (changed_cb), self);
  else
    g_signal_connect (gtk_text_view_get_buffer (GTK_TEXT_VIEW (widget)),
                      "changed",
                      G_CALLBACK (changed_cb),
                      self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (ruhu_composing_take), self);
  gtk_widget_add_controller (widget, focus);
  g_object_set_data_full (G_OBJECT (widget), "ruhu-composing", self, free_composing);
  return self;
}

static void
insert_at_cursor (const char *text, gpointer data)
{
  GtkEditable *editable = data;
  int position = gtk_editable_get_position (editable);

  gtk_editable_insert_text (editable, text, -1, &position);
  gtk_editable_set_position (editable, position);
}

/**
 * ruhu_composing_watch_entry:
 * @entry: a #GtkEntry, or another widget with a #GtkText in it
 *
 * Returns: (transfer none): the watch, which goes with @entry; it writes where the cursor is
 */
RuhuComposing *
ruhu_composing_watch_entry (GtkEditable *entry)
{
  GtkEditable *text = gtk_editable_get_delegate (entry);

  return ruhu_composing_watch (GTK_WIDGET (text), insert_at_cursor, text);
}

/** ruhu_composing_take: puts what is shown, or was dropped just now, in as text */
void
ruhu_composing_take (RuhuComposing *self)
{
  g_autofree char *text = NULL;

  text = self->shown != NULL ? g_steal_pointer (&self->shown) : g_steal_pointer (&self->dropped);
  g_clear_pointer (&self->dropped, g_free);
  if (text != NULL)
    self->insert (text, self->data);
}
