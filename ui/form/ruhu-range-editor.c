/* ruhu-range-editor.c: a number on a scale
 *
 * Until the scale is moved there is no answer, and the page says so: a handle that stands somewhere
 * is easily taken for one. Beside the scale stand two buttons for hands that shake; a rating is a
 * row of stars.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-range-editor.h"

#include "form/ruhu-choice-layout.h"

#include <glib/gi18n.h>
#include <math.h>

#define MOST_STARS 10

struct _RuhuRangeEditor {
  RuhuEditor parent_instance;

  GtkScale *scale;
  GtkBox *line;     /* the scale between its buttons */
  GPtrArray *stars; /* of toggle buttons, the first for the least; none where it is a scale */
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

/* Never 0, whatever the form says. */
static double
get_step (RuhuRangeEditor *self)
{
  double step = fabs (get_number (self, "step", 1));

  return step > 0 ? step : 1;
}

static void
put (RuhuRangeEditor *self, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  double start = get_number (self, "start", 0);
  double end = get_number (self, "end", 10);
  double step = get_step (self);

  /* To the step, within the scale even where its end is no step, and free of the crumbs that
   * counting in tenths leaves. */
  value = start + round ((value - start) / step) * step;
  if (value > MAX (start, end) + 1e-9)
    value -= step;
  else if (value < MIN (start, end) - 1e-9)
    value += step;
  value = round (value * 1e9) / 1e9;
  g_ascii_formatd (text, sizeof text, "%.10g", value);
  ruhu_editor_set_value (RUHU_EDITOR (self), text);
}

static void
moved_cb (RuhuRangeEditor *self)
{
  if (!self->refreshing)
    put (self, gtk_range_get_value (GTK_RANGE (self->scale)));
}

/* From nothing chosen the first step is where the scale begins. */
static void
step (RuhuRangeEditor *self, int by)
{
  const char *value = ruhu_editor_get_value (RUHU_EDITOR (self));
  double start = get_number (self, "start", 0);
  double end = get_number (self, "end", 10);
  double number = g_ascii_strtod (value, NULL) + by * get_step (self);

  put (self, *value != '\0' ? CLAMP (number, MIN (start, end), MAX (start, end)) : start);
}

static void
less_cb (RuhuRangeEditor *self)
{
  step (self, -1);
}

static void
more_cb (RuhuRangeEditor *self)
{
  step (self, 1);
}

static void
star_cb (RuhuRangeEditor *self, GtkToggleButton *star)
{
  guint nth;

  if (self->refreshing || !g_ptr_array_find (self->stars, star, &nth))
    return;
  put (self, get_number (self, "start", 1) + nth * get_step (self));
  ruhu_editor_refresh (RUHU_EDITOR (self));
}

static void
show_stars (RuhuRangeEditor *self, const char *value)
{
  double number = g_ascii_strtod (value, NULL);
  guint i;

  for (i = 0; i < self->stars->len; i++) {
    GtkWidget *star = g_ptr_array_index (self->stars, i);
    double least = get_number (self, "start", 1) + i * get_step (self);
    gboolean lit = *value != '\0' && least <= number + 1e-9;

    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (star), lit);
    gtk_button_set_icon_name (GTK_BUTTON (star), lit ? "starred-symbolic" : "non-starred-symbolic");
  }
}

static void
ruhu_range_editor_refresh (RuhuEditor *editor)
{
  RuhuRangeEditor *self = RUHU_RANGE_EDITOR (editor);
  const char *value = ruhu_editor_get_value (editor);

  const char *words = *value != '\0' ? value : _ ("Nothing chosen yet");

  self->refreshing = TRUE;
  gtk_range_set_value (GTK_RANGE (self->scale),
                       *value != '\0' ? g_ascii_strtod (value, NULL)
                                      : get_number (self, "start", 0));
  show_stars (self, value);
  gtk_label_set_label (self->chosen, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->scale),
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT,
                                  words,
                                  -1);
  self->refreshing = FALSE;
}

/* Returns how many stars a rating has; 0 where it is none, or more than fit. */
static guint
count_stars (RuhuRangeEditor *self)
{
  double n = (get_number (self, "end", 5) - get_number (self, "start", 1)) / get_step (self) + 1;

  if (!ruhu_control_has_appearance (ruhu_editor_get_control (RUHU_EDITOR (self)), "rating"))
    return 0;
  return n >= 2 && n <= MOST_STARS ? (guint) n : 0;
}

static void
add_stars (RuhuRangeEditor *self, guint n)
{
  GtkWidget *box = gtk_flow_box_new ();
  guint i;

  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (box), GTK_SELECTION_NONE);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (box), n);
  ruhu_editor_name (RUHU_EDITOR (self), box, NULL);
  for (i = 0; i < n; i++) {
    GtkWidget *star = gtk_toggle_button_new ();
    g_autofree char *name = g_strdup_printf (_ ("%u of %u"), i + 1, n);

    gtk_button_set_icon_name (GTK_BUTTON (star), "non-starred-symbolic");
    gtk_widget_set_tooltip_text (star, name);
    ruhu_editor_name (RUHU_EDITOR (self), star, name);
    gtk_widget_set_size_request (star, 60, 60);
    gtk_widget_add_css_class (star, "star");
    g_signal_connect_swapped (star, "toggled", G_CALLBACK (star_cb), self);
    g_ptr_array_add (self->stars, star);
    ruhu_choice_layout_add (box, star);
  }
  gtk_widget_set_visible (GTK_WIDGET (self->line), FALSE);
  gtk_box_append (GTK_BOX (adw_bin_get_child (ADW_BIN (self))), box);
}

static void
ruhu_range_editor_begin (RuhuEditor *editor)
{
  RuhuRangeEditor *self = RUHU_RANGE_EDITOR (editor);
  double start = get_number (self, "start", 0);
  double end = get_number (self, "end", 10);
  double step = get_step (self);

  self->refreshing = TRUE;
  gtk_range_set_range (GTK_RANGE (self->scale), MIN (start, end), MAX (start, end));
  gtk_range_set_increments (GTK_RANGE (self->scale), step, step);
  gtk_range_set_inverted (GTK_RANGE (self->scale), start > end);
  self->refreshing = FALSE;
  ruhu_editor_name (editor, GTK_WIDGET (self->scale), NULL);
  if (ruhu_control_has_appearance (ruhu_editor_get_control (editor), "vertical")) {
    gtk_orientable_set_orientation (GTK_ORIENTABLE (self->scale), GTK_ORIENTATION_VERTICAL);
    gtk_range_set_inverted (GTK_RANGE (self->scale), start <= end);
    gtk_widget_set_size_request (GTK_WIDGET (self->scale), 60, 240);
  }
  if (ruhu_control_has_appearance (ruhu_editor_get_control (editor), "vertical") ||
      ruhu_control_has_appearance (ruhu_editor_get_control (editor), "picker"))
    gtk_widget_set_halign (GTK_WIDGET (self->line), GTK_ALIGN_CENTER);
  gtk_widget_set_visible (GTK_WIDGET (self->scale),
                          !ruhu_control_has_appearance (ruhu_editor_get_control (editor),
                                                        "picker"));
  if (count_stars (self) > 0)
    add_stars (self, count_stars (self));
}

static void
ruhu_range_editor_finalize (GObject *object)
{
  g_ptr_array_unref (RUHU_RANGE_EDITOR (object)->stars);

  G_OBJECT_CLASS (ruhu_range_editor_parent_class)->finalize (object);
}

static void
ruhu_range_editor_class_init (RuhuRangeEditorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ruhu_range_editor_finalize;
  RUHU_EDITOR_CLASS (klass)->begin = ruhu_range_editor_begin;
  RUHU_EDITOR_CLASS (klass)->refresh = ruhu_range_editor_refresh;
}

static void
add_button (RuhuRangeEditor *self, const char *icon, const char *name, GCallback callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_set_size_request (button, 60, 60);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (button, "clicked", callback, self);
  gtk_box_append (self->line, button);
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
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->chosen));
  self->stars = g_ptr_array_new ();
  self->line = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6));
  gtk_widget_set_halign (GTK_WIDGET (self->line), GTK_ALIGN_FILL);
  add_button (self, "list-remove-symbolic", _ ("Less"), G_CALLBACK (less_cb));
  gtk_widget_set_hexpand (GTK_WIDGET (self->scale), TRUE);
  gtk_box_append (self->line, GTK_WIDGET (self->scale));
  add_button (self, "list-add-symbolic", _ ("More"), G_CALLBACK (more_cb));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->line));
  adw_bin_set_child (ADW_BIN (self), box);
}
