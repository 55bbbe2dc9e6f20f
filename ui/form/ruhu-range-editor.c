/* ruhu-range-editor.c: a number on a scale
 *
 * Until the scale is moved there is no answer, and the page says so: a handle that stands somewhere
 * is easily taken for one.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-range-editor.h"

#include <glib/gi18n.h>
#include <math.h>

struct _RuhuRangeEditor {
  RuhuEditor parent_instance;

  GtkScale *scale;
  GtkLabel *chosen;
  gboolean refreshing;
};

G_DEFINE_FINAL_TYPE (RuhuRangeEditor, ruhu_range_editor, RUHU_TYPE_EDITOR)

static double
get_number (RuhuRangeEditor *self, const char *name, double otherwise)
{
  const char *text =
    ruhu_control_get_parameter (ruhu_editor_get_control (RUHU_EDITOR (self)), name);

  return text != NULL ? g_ascii_strtod (text, NULL) : otherwise;
}

static void
moved_cb (RuhuRangeEditor *self)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  double value = gtk_range_get_value (GTK_RANGE (self->scale));
  double start = get_number (self, "start", 0);
  double step = get_number (self, "step", 1);

  if (self->refreshing)
    return;
  /* To the step, and free of the crumbs that counting in tenths leaves. */
  value = start + round ((value - start) / step) * step;
  value = round (value * 1e9) / 1e9;
  g_ascii_formatd (text, sizeof text, "%.10g", value);
  ruhu_editor_set_value (RUHU_EDITOR (self), text);
}

static void
ruhu_range_editor_refresh (RuhuEditor *editor)
{
  RuhuRangeEditor *self = RUHU_RANGE_EDITOR (editor);
  const char *value = ruhu_editor_get_value (editor);

  self->refreshing = TRUE;
  if (*value != '\0')
    gtk_range_set_value (GTK_RANGE (self->scale), g_ascii_strtod (value, NULL));
  gtk_label_set_label (self->chosen, *value != '\0' ? value : _ ("Nothing chosen yet"));
  self->refreshing = FALSE;
}

static void
ruhu_range_editor_begin (RuhuEditor *editor)
{
  RuhuRangeEditor *self = RUHU_RANGE_EDITOR (editor);
  double start = get_number (self, "start", 0);
  double end = get_number (self, "end", 10);
  double step = fabs (get_number (self, "step", 1));

  self->refreshing = TRUE;
  gtk_range_set_range (GTK_RANGE (self->scale), MIN (start, end), MAX (start, end));
  gtk_range_set_increments (GTK_RANGE (self->scale), step, step);
  gtk_range_set_inverted (GTK_RANGE (self->scale), start > end);
  self->refreshing = FALSE;
  ruhu_editor_name (editor, GTK_WIDGET (self->scale), NULL);
}

static void
ruhu_range_editor_class_init (RuhuRangeEditorClass *klass)
{
  RUHU_EDITOR_CLASS (klass)->begin = ruhu_range_editor_begin;
  RUHU_EDITOR_CLASS (klass)->refresh = ruhu_range_editor_refresh;
}

static void
ruhu_range_editor_init (RuhuRangeEditor *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->scale = GTK_SCALE (gtk_scale_new (GTK_ORIENTATION_HORIZONTAL, NULL));
  gtk_widget_set_size_request (GTK_WIDGET (self->scale), -1, 60);
  g_signal_connect_swapped (self->scale, "value-changed", G_CALLBACK (moved_cb), self);
  self->chosen = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->chosen, TRUE);
  gtk_label_set_justify (self->chosen, GTK_JUSTIFY_CENTER);
  gtk_widget_add_css_class (GTK_WIDGET (self->chosen), "digits");
  gtk_label_set_wrap (self->chosen, TRUE);
  gtk_label_set_justify (self->chosen, GTK_JUSTIFY_CENTER);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->chosen));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->scale));
  adw_bin_set_child (ADW_BIN (self), box);
}
