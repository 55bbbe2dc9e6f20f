/* ruhu-entry-editor.c: a line of text or a number
 *
 * What is typed goes into the filling 400 ms after the last key, and at once when the field is
 * left. Nothing is checked or laid out while an input method composes. A number that the form
 * writes in groups has keys beside it where there is room.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-entry-editor.h"

#include "form/ruhu-composing.h"
#include "form/ruhu-groups.h"
#include "form/ruhu-number-pad.h"
#include "form/ruhu-part.h"
#include "form/ruhu-question.h"

#include <string.h>

#define PAUSE_MS 400

struct _RuhuEntryEditor {
  RuhuEditor parent_instance;

  GtkBox *field; /* the entry, and below it what tells of the answer */
  GtkEntry *entry;
  RuhuComposing *composing;
  RuhuGroups groups;
  char *number;    /* as it stood after the last key, without gaps */
  gboolean erased; /* since then something was deleted */
  guint regroup;
  guint pause;
  gboolean refreshing;
};

G_DEFINE_FINAL_TYPE (RuhuEntryEditor, ruhu_entry_editor, RUHU_TYPE_EDITOR)

static gboolean
is_number (RuhuEntryEditor *self)
{
  RuhuDataType type = ruhu_control_get_data_type (ruhu_editor_get_control (RUHU_EDITOR (self)));

  return type == RUHU_DATA_INT || type == RUHU_DATA_DECIMAL;
}

/* The answer as the form stores it; what is no number stays as it was typed. */
static char *
get_typed (RuhuEntryEditor *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  g_autofree char *ascii = ruhu_groups_to_ascii (text);
  gboolean has_groups = ruhu_groups_are_used (&self->groups);

  if (is_number (self) && strspn (ascii, "+-.,0123456789 ") < strlen (ascii))
    return g_strdup (text);
  if (has_groups)
    return ruhu_groups_strip (&self->groups, ascii);
  return is_number (self) ? g_steal_pointer (&ascii) : g_strdup (text);
}

static void
commit (RuhuEntryEditor *self)
{
  g_autofree char *value = get_typed (self);

  g_clear_handle_id (&self->pause, g_source_remove);
  ruhu_editor_set_value (RUHU_EDITOR (self), g_strstrip (value));
  ruhu_editor_set_typing (RUHU_EDITOR (self), FALSE);
}

/* Writes the gaps, and leaves the cursor behind the character it was behind. A gap that somebody
 * deleted takes the character before it along, or it would stand there for ever. */
static gboolean
group_cb (gpointer data)
{
  RuhuEntryEditor *self = data;
  GtkEditable *field = GTK_EDITABLE (self->entry);
  const char *text = gtk_editable_get_text (field);
  int position = gtk_editable_get_position (field);
  g_autofree char *before = g_utf8_substring (text, 0, position);
  g_autofree char *typed = ruhu_groups_strip (&self->groups, before);
  g_autofree char *behind =
    ruhu_groups_strip (&self->groups, g_utf8_offset_to_pointer (text, position));
  g_autofree char *number = NULL;
  g_autofree char *grouped = NULL;
  g_autofree char *whole = g_strconcat (typed, behind, NULL);

  self->regroup = 0;
  if (g_strcmp0 (whole, self->number) == 0 && self->erased && *typed != '\0')
    *g_utf8_prev_char (typed + strlen (typed)) = '\0';
  self->erased = FALSE;
  number = g_strconcat (typed, behind, NULL);
  grouped = ruhu_groups_write (&self->groups, number);
  g_free (self->number);
  self->number = g_steal_pointer (&number);
  if (g_str_equal (grouped, text))
    return G_SOURCE_REMOVE;

  self->refreshing = TRUE;
  gtk_editable_set_text (field, grouped);
  gtk_editable_set_position (field,
                             (int) ruhu_groups_find (&self->groups,
                                                     grouped,
                                                     (guint) g_utf8_strlen (typed, -1)));
  self->refreshing = FALSE;
  return G_SOURCE_REMOVE;
}

static void
deleted_cb (RuhuEntryEditor *self)
{
  self->erased = !self->refreshing;
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
  /* Not at once: the field sets its cursor only after it has told of the change. */
  if (ruhu_groups_are_used (&self->groups) && self->regroup == 0)
    self->regroup = g_idle_add_full (G_PRIORITY_HIGH, group_cb, self, NULL);
  g_clear_handle_id (&self->pause, g_source_remove);
  self->pause = g_timeout_add (PAUSE_MS, pause_cb, self);
  ruhu_editor_set_typing (RUHU_EDITOR (self), TRUE);
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
ruhu_entry_editor_refresh (RuhuEditor *editor)
{
  RuhuEntryEditor *self = RUHU_ENTRY_EDITOR (editor);
  g_autofree char *value = ruhu_groups_write (&self->groups, ruhu_editor_get_value (editor));

  /* What is being typed is newer than what the filling holds. */
  if (self->pause != 0 || g_str_equal (value, gtk_editable_get_text (GTK_EDITABLE (self->entry))))
    return;
  self->refreshing = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), value);
  self->refreshing = FALSE;
  g_free (self->number);
  self->number = g_strdup (ruhu_editor_get_value (editor));
}

static gboolean
ruhu_entry_editor_is_unfinished (RuhuEditor *editor)
{
  RuhuEntryEditor *self = RUHU_ENTRY_EDITOR (editor);
  GtkWidget *text = GTK_WIDGET (gtk_editable_get_delegate (GTK_EDITABLE (self->entry)));

  return gtk_widget_has_focus (text) &&
         strlen (ruhu_editor_get_value (editor)) < ruhu_groups_count (&self->groups);
}

/* Between the field and its keys. */
static void
ruhu_entry_editor_add_below (RuhuEditor *editor, GtkWidget *widget)
{
  gtk_box_append (RUHU_ENTRY_EDITOR (editor)->field, widget);
}

/* The keys stand beside the field or, where others share the page, below it. */
static void
add_pad (RuhuEntryEditor *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  if (ruhu_editor_is_alone (RUHU_EDITOR (self))) {
    gtk_box_set_spacing (GTK_BOX (box), 36);
    ruhu_part_name (box, "number-stack");
  }
  gtk_entry_set_alignment (self->entry, 0.5);
  gtk_widget_add_css_class (GTK_WIDGET (self->entry), "digits");
  g_object_ref (self->field);
  adw_bin_set_child (ADW_BIN (self), box);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->field));
  gtk_box_append (GTK_BOX (box),
                  ruhu_number_pad_new (GTK_EDITABLE (self->entry), self->groups.letter));
  g_object_unref (self->field);
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
  ruhu_groups_read (control, &self->groups);
  if (ruhu_groups_are_used (&self->groups))
    g_signal_connect_swapped (gtk_editable_get_delegate (GTK_EDITABLE (self->entry)),
                              "delete-text",
                              G_CALLBACK (deleted_cb),
                              self);
  if (ruhu_groups_count (&self->groups) > 0)
    add_pad (self);
}

static void
ruhu_entry_editor_dispose (GObject *object)
{
  g_clear_handle_id (&RUHU_ENTRY_EDITOR (object)->pause, g_source_remove);
  g_clear_handle_id (&RUHU_ENTRY_EDITOR (object)->regroup, g_source_remove);

  G_OBJECT_CLASS (ruhu_entry_editor_parent_class)->dispose (object);
}

static void
ruhu_entry_editor_finalize (GObject *object)
{
  g_free (RUHU_ENTRY_EDITOR (object)->number);

  G_OBJECT_CLASS (ruhu_entry_editor_parent_class)->finalize (object);
}

static void
ruhu_entry_editor_class_init (RuhuEntryEditorClass *klass)
{
  RuhuEditorClass *editor_class = RUHU_EDITOR_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ruhu_entry_editor_dispose;
  G_OBJECT_CLASS (klass)->finalize = ruhu_entry_editor_finalize;
  editor_class->begin = ruhu_entry_editor_begin;
  editor_class->refresh = ruhu_entry_editor_refresh;
  editor_class->take = ruhu_entry_editor_take;
  editor_class->is_unfinished = ruhu_entry_editor_is_unfinished;
  editor_class->add_below = ruhu_entry_editor_add_below;
}

/* What was unfinished may be called wrong now. */
static void
left_cb (RuhuEntryEditor *self)
{
  GtkWidget *question = gtk_widget_get_ancestor (GTK_WIDGET (self), RUHU_TYPE_QUESTION);

  ruhu_entry_editor_take (RUHU_EDITOR (self));
  if (question != NULL && ruhu_groups_are_used (&self->groups))
    ruhu_question_refresh (RUHU_QUESTION (question));
}

static void
ruhu_entry_editor_init (RuhuEntryEditor *self)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->entry = GTK_ENTRY (gtk_entry_new ());
  self->composing = ruhu_composing_watch_entry (GTK_EDITABLE (self->entry));
  g_signal_connect_swapped (self->entry, "changed", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (left_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->entry), focus);
  self->field = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 12));
  gtk_widget_set_hexpand (GTK_WIDGET (self->field), TRUE);
  gtk_box_append (self->field, GTK_WIDGET (self->entry));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->field));
}
