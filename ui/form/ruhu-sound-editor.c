/* ruhu-sound-editor.c: a sound, recorded or from a file
 *
 * A recording that still runs when the page is left is ended and kept. An earlier one is replaced
 * only when the new one is sealed.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-sound-editor.h"

#include "form/ruhu-file-chooser.h"
#include "form/ruhu-keeper.h"
#include "form/ruhu-part.h"
#include "form/ruhu-player.h"
#include "form/ruhu-recorder.h"

#include <glib/gi18n.h>

struct _RuhuSoundEditor {
  RuhuEditor parent_instance;

  GtkLabel *state;
  GtkButton *record; /* and stops */
  GtkButton *play;   /* and stops */
  GtkButton *choose;
  GtkButton *remove;

  RuhuRecorder *recorder; /* while it records */
  RuhuPlayer *player;     /* while it plays */
  guint tick;
};

G_DEFINE_FINAL_TYPE (RuhuSoundEditor, ruhu_sound_editor, RUHU_TYPE_EDITOR)

static void
show_state (RuhuSoundEditor *self)
{
  gboolean has_one = *ruhu_editor_get_value (RUHU_EDITOR (self)) != '\0';
  g_autofree char *words = NULL;

  if (self->recorder != NULL) {
    guint seconds = ruhu_recorder_get_seconds (self->recorder);

    words = g_strdup_printf (_ ("Recording, %u:%02u"), seconds / 60, seconds % 60);
  } else if (self->player != NULL) {
    words = g_strdup (_ ("Playing"));
  } else {
    words = g_strdup (has_one ? _ ("A sound is kept.") : _ ("No sound yet."));
  }
  gtk_label_set_label (self->state, words);

  gtk_button_set_label (self->record,
                        self->recorder != NULL ? _ ("Stop and keep")
                        : has_one              ? _ ("Record again")
                                               : _ ("Record"));
  gtk_button_set_label (self->play, self->player != NULL ? _ ("Stop") : _ ("Listen"));
  gtk_widget_set_visible (GTK_WIDGET (self->play), has_one && self->recorder == NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->choose), self->recorder == NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->remove), has_one && self->recorder == NULL);
}

static gboolean
tick_cb (gpointer data)
{
  show_state (data);
  return G_SOURCE_CONTINUE;
}

static void
stop_playing (RuhuSoundEditor *self)
{
  g_clear_pointer (&self->player, ruhu_player_stop);
}

static void
stop_recording (RuhuSoundEditor *self)
{
  g_autoptr (GBytes) content = NULL;

  if (self->recorder == NULL)
    return;
  g_clear_handle_id (&self->tick, g_source_remove);
  content = ruhu_recorder_stop (g_steal_pointer (&self->recorder));
  if (content != NULL)
    ruhu_keeper_keep (RUHU_EDITOR (self), content, "audio/ogg");
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "survey.microphone-failed", NULL);
}

static void
record_cb (RuhuSoundEditor *self)
{
  stop_playing (self);
  if (self->recorder != NULL) {
    stop_recording (self);
  } else {
    self->recorder = ruhu_recorder_start (
      ruhu_control_get_parameter (ruhu_editor_get_control (RUHU_EDITOR (self)), "quality"));
    if (self->recorder != NULL)
      self->tick = g_timeout_add (500, tick_cb, self);
    else
      gtk_widget_activate_action (GTK_WIDGET (self), "survey.microphone-failed", NULL);
  }
  show_state (self);
}

static void
ended_cb (gpointer player, gpointer data)
{
  RuhuSoundEditor *self = data;

  stop_playing (self);
  show_state (self);
}

static void
play (RuhuEditor *editor, GBytes *content)
{
  RuhuSoundEditor *self = RUHU_SOUND_EDITOR (editor);

  stop_playing (self);
  if (self->recorder == NULL)
    self->player = ruhu_player_start (content, ended_cb, self);
  show_state (self);
}

static void
play_cb (RuhuSoundEditor *self)
{
  if (self->player == NULL) {
    ruhu_keeper_load (RUHU_EDITOR (self), play);
    return;
  }
  stop_playing (self);
  show_state (self);
}

static void
choose_cb (RuhuSoundEditor *self)
{
  ruhu_file_chooser_ask (RUHU_EDITOR (self), "audio/*", ruhu_keeper_keep);
}

static void
remove_cb (RuhuSoundEditor *self)
{
  stop_playing (self);
  ruhu_editor_set_value (RUHU_EDITOR (self), "");
}

static void
ruhu_sound_editor_refresh (RuhuEditor *editor)
{
  show_state (RUHU_SOUND_EDITOR (editor));
}

static void
ruhu_sound_editor_take (RuhuEditor *editor)
{
  RuhuSoundEditor *self = RUHU_SOUND_EDITOR (editor);

  stop_playing (self);
  stop_recording (self);
  show_state (self);
}

static void
ruhu_sound_editor_begin (RuhuEditor *editor)
{
  RuhuSoundEditor *self = RUHU_SOUND_EDITOR (editor);

  ruhu_editor_name (editor, GTK_WIDGET (self->remove), _ ("Remove"));
  gtk_widget_set_visible (GTK_WIDGET (self->record), ruhu_recorder_is_there ());
}

static void
ruhu_sound_editor_dispose (GObject *object)
{
  RuhuSoundEditor *self = RUHU_SOUND_EDITOR (object);
  g_autoptr (GBytes) abandoned = NULL;

  stop_playing (self);
  /* The page takes what is recorded before it goes; nobody is left to keep it here. */
  g_clear_handle_id (&self->tick, g_source_remove);
  if (self->recorder != NULL)
    abandoned = ruhu_recorder_stop (g_steal_pointer (&self->recorder));

  G_OBJECT_CLASS (ruhu_sound_editor_parent_class)->dispose (object);
}

static void
ruhu_sound_editor_class_init (RuhuSoundEditorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ruhu_sound_editor_dispose;
  RUHU_EDITOR_CLASS (klass)->begin = ruhu_sound_editor_begin;
  RUHU_EDITOR_CLASS (klass)->refresh = ruhu_sound_editor_refresh;
  RUHU_EDITOR_CLASS (klass)->take = ruhu_sound_editor_take;
}

static GtkButton *
add_button (RuhuSoundEditor *self, GtkWidget *box, const char *label, GCallback callback)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_set_hexpand (button, TRUE);
  g_signal_connect_swapped (button, "clicked", callback, self);
  gtk_box_append (GTK_BOX (box), button);
  return GTK_BUTTON (button);
}

static void
ruhu_sound_editor_init (RuhuSoundEditor *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  ruhu_part_name (buttons, "sound-fold");
  self->state = g_object_new (GTK_TYPE_LABEL, "xalign", 0.0, "wrap", TRUE, NULL);
  self->record = add_button (self, buttons, _ ("Record"), G_CALLBACK (record_cb));
  gtk_widget_add_css_class (GTK_WIDGET (self->record), "primary");
  self->play = add_button (self, buttons, _ ("Listen"), G_CALLBACK (play_cb));
  self->choose = add_button (self, buttons, _ ("Choose a file"), G_CALLBACK (choose_cb));
  self->remove = GTK_BUTTON (gtk_button_new_from_icon_name ("user-trash-symbolic"));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->remove), _ ("Remove"));
  g_signal_connect_swapped (self->remove, "clicked", G_CALLBACK (remove_cb), self);
  gtk_widget_set_halign (GTK_WIDGET (self->remove), GTK_ALIGN_END);
  gtk_box_append (GTK_BOX (buttons), GTK_WIDGET (self->remove));

  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->state));
  gtk_box_append (GTK_BOX (box), buttons);
  adw_bin_set_child (ADW_BIN (self), box);
  ruhu_file_chooser_accept_drops (RUHU_EDITOR (self), ruhu_keeper_keep);
}
