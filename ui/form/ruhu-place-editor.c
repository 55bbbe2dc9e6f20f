/* ruhu-place-editor.c: where something is
 *
 * ODK keeps a point as four numbers: latitude and longitude in degrees, altitude and accuracy in
 * metres (XForms, section "geopoint"). What the tablet finds by itself can be corrected by hand.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-place-editor.h"

#include "form/ruhu-composing.h"
#include "form/ruhu-groups.h"
#include "form/ruhu-place-finder.h"

#include <glib/gi18n.h>

#define PAUSE_MS 600

enum {
  LATITUDE,
  LONGITUDE,
  ALTITUDE,
  ACCURACY,
  N_NUMBERS,
};

struct _RuhuPlaceEditor {
  RuhuEditor parent_instance;

  GtkLabel *words[N_NUMBERS];
  GtkEntry *entries[N_NUMBERS];
  RuhuComposing *composing[N_NUMBERS];
  GtkBox *box;
  RuhuPlaceFinder *finder;
  guint pause;
  gboolean refreshing;
};

G_DEFINE_FINAL_TYPE (RuhuPlaceEditor, ruhu_place_editor, RUHU_TYPE_EDITOR)

static char *
get_typed (RuhuPlaceEditor *self)
{
  char *numbers[N_NUMBERS];
  char *place;
  guint i;

  for (i = 0; i < N_NUMBERS; i++)
    numbers[i] =
      g_strstrip (ruhu_groups_to_ascii (gtk_editable_get_text (GTK_EDITABLE (self->entries[i]))));
  if (*numbers[LATITUDE] == '\0' && *numbers[LONGITUDE] == '\0')
    place = g_strdup ("");
  else
    place = g_strdup_printf ("%s %s %s %s",
                             numbers[LATITUDE],
                             numbers[LONGITUDE],
                             *numbers[ALTITUDE] != '\0' ? numbers[ALTITUDE] : "0",
                             *numbers[ACCURACY] != '\0' ? numbers[ACCURACY] : "0");
  for (i = 0; i < N_NUMBERS; i++)
    g_free (numbers[i]);
  return place;
}

static void
commit (RuhuPlaceEditor *self)
{
  g_autofree char *value = get_typed (self);

  g_clear_handle_id (&self->pause, g_source_remove);
  ruhu_editor_set_value (RUHU_EDITOR (self), value);
  ruhu_editor_set_typing (RUHU_EDITOR (self), FALSE);
}

static gboolean
pause_cb (gpointer data)
{
  RuhuPlaceEditor *self = data;

  self->pause = 0;
  commit (self);
  return G_SOURCE_REMOVE;
}

static void
changed_cb (RuhuPlaceEditor *self)
{
  if (self->refreshing)
    return;
  g_clear_handle_id (&self->pause, g_source_remove);
  self->pause = g_timeout_add (PAUSE_MS, pause_cb, self);
  ruhu_editor_set_typing (RUHU_EDITOR (self), TRUE);
}

static void
commit_typed (RuhuPlaceEditor *self)
{
  guint i;

  for (i = 0; i < N_NUMBERS; i++)
    ruhu_composing_take (self->composing[i]);
  if (self->pause != 0)
    commit (self);
}

static void
ruhu_place_editor_take (RuhuEditor *editor)
{
  RuhuPlaceEditor *self = RUHU_PLACE_EDITOR (editor);

  ruhu_place_finder_stop (self->finder);
  commit_typed (self);
}

static void
ruhu_place_editor_refresh (RuhuEditor *editor)
{
  RuhuPlaceEditor *self = RUHU_PLACE_EDITOR (editor);
  const char *value = ruhu_editor_get_value (editor);
  g_autofree char *typed = NULL;
  g_auto (GStrv) numbers = NULL;
  guint i;

  if (self->pause != 0)
    return;
  typed = get_typed (self);
  if (g_str_equal (typed, value))
    return;

  numbers = g_strsplit (value, " ", N_NUMBERS);
  self->refreshing = TRUE;
  for (i = 0; i < N_NUMBERS; i++)
    gtk_editable_set_text (GTK_EDITABLE (self->entries[i]),
                           i < g_strv_length (numbers) ? numbers[i] : "");
  self->refreshing = FALSE;
}

static void
ruhu_place_editor_begin (RuhuEditor *editor)
{
  const char *names[N_NUMBERS] = { _ ("Latitude"),
                                   _ ("Longitude"),
                                   _ ("Altitude, m"),
                                   _ ("Accuracy, m") };
  RuhuPlaceEditor *self = RUHU_PLACE_EDITOR (editor);
  guint i;

  self->finder = ruhu_place_finder_new (editor);
  gtk_box_prepend (self->box, GTK_WIDGET (self->finder));
  for (i = 0; i < N_NUMBERS; i++) {
    gtk_label_set_label (self->words[i], names[i]);
    ruhu_editor_name (editor, GTK_WIDGET (self->entries[i]), names[i]);
  }
}

static void
ruhu_place_editor_dispose (GObject *object)
{
  g_clear_handle_id (&RUHU_PLACE_EDITOR (object)->pause, g_source_remove);

  G_OBJECT_CLASS (ruhu_place_editor_parent_class)->dispose (object);
}

static void
ruhu_place_editor_class_init (RuhuPlaceEditorClass *klass)
{
  RuhuEditorClass *editor_class = RUHU_EDITOR_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ruhu_place_editor_dispose;
  editor_class->begin = ruhu_place_editor_begin;
  editor_class->refresh = ruhu_place_editor_refresh;
  editor_class->take = ruhu_place_editor_take;
}

static void
ruhu_place_editor_init (RuhuPlaceEditor *self)
{
  GtkWidget *grid = gtk_grid_new ();
  guint i;

  gtk_grid_set_column_spacing (GTK_GRID (grid), 9);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 9);
  gtk_grid_set_column_homogeneous (GTK_GRID (grid), TRUE);
  for (i = 0; i < N_NUMBERS; i++) {
    GtkEventController *focus = gtk_event_controller_focus_new ();

    self->entries[i] = GTK_ENTRY (gtk_entry_new ());
    gtk_entry_set_input_purpose (self->entries[i], GTK_INPUT_PURPOSE_NUMBER);
    gtk_editable_set_width_chars (GTK_EDITABLE (self->entries[i]), 6);
    gtk_widget_set_hexpand (GTK_WIDGET (self->entries[i]), TRUE);
    g_signal_connect_swapped (self->entries[i], "changed", G_CALLBACK (changed_cb), self);
    g_signal_connect_swapped (focus, "leave", G_CALLBACK (commit_typed), self);
    gtk_widget_add_controller (GTK_WIDGET (self->entries[i]), focus);
    self->composing[i] = ruhu_composing_watch_entry (GTK_EDITABLE (self->entries[i]));
    self->words[i] =
      g_object_new (GTK_TYPE_LABEL, "xalign", 0.0, "wrap", TRUE, "valign", GTK_ALIGN_END, NULL);
    gtk_widget_add_css_class (GTK_WIDGET (self->words[i]), "secondary");
    gtk_grid_attach (GTK_GRID (grid), GTK_WIDGET (self->words[i]), i % 2, i / 2 * 2, 1, 1);
    gtk_grid_attach (GTK_GRID (grid), GTK_WIDGET (self->entries[i]), i % 2, i / 2 * 2 + 1, 1, 1);
  }
  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 9));
  gtk_box_append (self->box, grid);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->box));
}
