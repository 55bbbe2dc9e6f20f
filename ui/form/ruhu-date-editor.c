/* ruhu-date-editor.c: a date, a time, or both
 *
 * Typed in the order a Chinese form writes it, year first, or picked from a month. A date of which
 * only the year or the month is asked is stored as its first day, as ODK does.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-date-editor.h"

#include "base/ruhu-clock.h"
#include "form/ruhu-composing.h"
#include "form/ruhu-groups.h"
#include "form/ruhu-part.h"

#include <glib/gi18n.h>

#define PAUSE_MS 600

struct _RuhuDateEditor {
  RuhuEditor parent_instance;

  GtkEntry *date;
  GtkMenuButton *open;
  GtkCalendar *calendar; /* NULL until it is opened */
  GtkButton *today;
  GtkEntry *time;
  RuhuComposing *composing[2]; /* in date and time */
  guint pause;
  gboolean refreshing;
};

G_DEFINE_FINAL_TYPE (RuhuDateEditor, ruhu_date_editor, RUHU_TYPE_EDITOR)

static RuhuDataType
get_data_type (RuhuDateEditor *self)
{
  return ruhu_control_get_data_type (ruhu_editor_get_control (RUHU_EDITOR (self)));
}

static gboolean
asks (RuhuDateEditor *self, const char *appearance)
{
  return ruhu_control_has_appearance (ruhu_editor_get_control (RUHU_EDITOR (self)), appearance);
}

/* Takes 2026-3-9, 2026.3.9, 2026/3/9, 2026年3月9日 and 20260309; the rest stays as it was typed. */
static char *
to_date (const char *text)
{
  int parts[3] = { 0, 1, 1 };
  guint n = 0;
  const char *p = text;

  if (strlen (text) == 8 && strspn (text, "0123456789") == 8)
    return g_strdup_printf ("%.4s-%.2s-%.2s", text, text + 4, text + 6);

  while (*p != '\0' && n < 3) {
    if (!g_ascii_isdigit (*p)) {
      p = g_utf8_next_char (p);
      continue;
    }
    parts[n++] = (int) g_ascii_strtoull (p, (char **) &p, 10);
  }
  if (n == 0 || !g_date_valid_dmy (parts[2], parts[1], parts[0]) || parts[0] < 1000)
    return g_strdup (text);
  return g_strdup_printf ("%04d-%02d-%02d", parts[0], parts[1], parts[2]);
}

/* Takes 9:5, 09:05, 9点5分 and 0905. */
static char *
to_time (const char *text)
{
  int parts[2] = { 0, 0 };
  guint n = 0;
  const char *p = text;

  if (strlen (text) == 4 && strspn (text, "0123456789") == 4)
    return g_strdup_printf ("%.2s:%.2s", text, text + 2);

  while (*p != '\0' && n < 2) {
    if (!g_ascii_isdigit (*p)) {
      p = g_utf8_next_char (p);
      continue;
    }
    parts[n++] = (int) g_ascii_strtoull (p, (char **) &p, 10);
  }
  if (n == 0 || parts[0] > 23 || parts[1] > 59)
    return g_strdup (text);
  return g_strdup_printf ("%02d:%02d", parts[0], parts[1]);
}

static char *
get_typed (RuhuDateEditor *self)
{
  g_autofree char *date_text =
    ruhu_groups_to_ascii (gtk_editable_get_text (GTK_EDITABLE (self->date)));
  g_autofree char *time_text =
    ruhu_groups_to_ascii (gtk_editable_get_text (GTK_EDITABLE (self->time)));
  g_autofree char *date = to_date (g_strstrip (date_text));
  g_autofree char *time = to_time (g_strstrip (time_text));

  switch ((int) get_data_type (self)) {
  case RUHU_DATA_TIME:
    return g_steal_pointer (&time);
  case RUHU_DATA_DATE_TIME:
    if (*date == '\0' && *time == '\0')
      return g_strdup ("");
    return g_strdup_printf ("%sT%s", date, *time != '\0' ? time : "00:00");
  default:
    return g_steal_pointer (&date);
  }
}

static void
commit (RuhuDateEditor *self)
{
  g_autofree char *value = get_typed (self);

  g_clear_handle_id (&self->pause, g_source_remove);
  ruhu_editor_set_value (RUHU_EDITOR (self), value);
  ruhu_editor_set_typing (RUHU_EDITOR (self), FALSE);
}

static gboolean
pause_cb (gpointer data)
{
  RuhuDateEditor *self = data;

  self->pause = 0;
  commit (self);
  return G_SOURCE_REMOVE;
}

static void
changed_cb (RuhuDateEditor *self)
{
  if (self->refreshing)
    return;
  g_clear_handle_id (&self->pause, g_source_remove);
  self->pause = g_timeout_add (PAUSE_MS, pause_cb, self);
  ruhu_editor_set_typing (RUHU_EDITOR (self), TRUE);
}

static void
ruhu_date_editor_take (RuhuEditor *editor)
{
  RuhuDateEditor *self = RUHU_DATE_EDITOR (editor);
  guint i;

  for (i = 0; i < G_N_ELEMENTS (self->composing); i++)
    ruhu_composing_take (self->composing[i]);
  if (self->pause != 0)
    commit (self);
}

static void
picked_cb (RuhuDateEditor *self)
{
  g_autoptr (GDateTime) day = NULL;
  g_autofree char *text = NULL;

  if (self->refreshing)
    return;
  day = gtk_calendar_get_date (self->calendar);
  text = g_date_time_format (day, "%Y-%m-%d");
  gtk_editable_set_text (GTK_EDITABLE (self->date), text);
  commit (self);
  gtk_menu_button_popdown (self->open);
}

static void
today_cb (RuhuDateEditor *self)
{
  g_autoptr (GDateTime) now = ruhu_clock_local ();
  g_autofree char *text = g_date_time_format (now, "%Y-%m-%d");

  gtk_editable_set_text (GTK_EDITABLE (self->date), text);
  commit (self);
}

/* Whether @text begins as @pattern, in which 0 stands for a digit. */
static gboolean
begins_like (const char *text, const char *pattern)
{
  for (; *pattern != '\0'; text++, pattern++)
    if (*pattern == '0' ? !g_ascii_isdigit (*text) : *text != *pattern)
      return FALSE;
  return TRUE;
}

/* What is no date was typed like this, and stays for whoever mends it. */
static char *
show_date (RuhuDateEditor *self, const char *date)
{
  if (!begins_like (date, "0000-00-00"))
    return g_strdup (date);
  if (asks (self, "year"))
    return g_strndup (date, 4);
  if (asks (self, "month-year"))
    return g_strndup (date, 7);
  return g_strndup (date, 10);
}

static char *
show_time (const char *time)
{
  return begins_like (time, "00:00") ? g_strndup (time, 5) : g_strdup (time);
}

static void
ruhu_date_editor_refresh (RuhuEditor *editor)
{
  RuhuDateEditor *self = RUHU_DATE_EDITOR (editor);
  const char *value = ruhu_editor_get_value (editor);
  const char *t = strrchr (value, 'T');
  g_autofree char *typed = NULL;
  g_autofree char *date = NULL;
  g_autofree char *time = NULL;

  if (self->pause != 0)
    return;
  typed = get_typed (self);
  if (g_str_equal (typed, value))
    return;

  if (get_data_type (self) == RUHU_DATA_DATE_TIME && t != NULL) {
    g_autofree char *day = g_strndup (value, (gsize) (t - value));

    date = show_date (self, day);
    time = show_time (t + 1);
  } else {
    date = show_date (self, value);
    time = show_time (value);
  }
  self->refreshing = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->date), date);
  gtk_editable_set_text (GTK_EDITABLE (self->time), time);
  self->refreshing = FALSE;
}

/* A calendar is made of more than a hundred widgets, and most are never opened. */
static void
make_calendar (RuhuDateEditor *self)
{
  self->calendar = GTK_CALENDAR (gtk_calendar_new ());
  g_signal_connect_swapped (self->calendar, "day-selected", G_CALLBACK (picked_cb), self);
  gtk_popover_set_child (GTK_POPOVER (gtk_menu_button_get_popover (self->open)),
                         GTK_WIDGET (self->calendar));
}

/* The month that opens is that of the date in the field. */
static void
opened_cb (RuhuDateEditor *self)
{
  g_autoptr (GDateTime) day = NULL;
  int year, month, number;

  if (self->calendar == NULL)
    make_calendar (self);

  if (sscanf (ruhu_editor_get_value (RUHU_EDITOR (self)), "%4d-%2d-%2d", &year, &month, &number) !=
      3)
    return;
  day = g_date_time_new_local (year, month, number, 12, 0, 0);
  if (day == NULL)
    return;
  self->refreshing = TRUE;
  gtk_calendar_select_day (self->calendar, day);
  self->refreshing = FALSE;
}

static void
ruhu_date_editor_begin (RuhuEditor *editor)
{
  RuhuDateEditor *self = RUHU_DATE_EDITOR (editor);
  RuhuDataType type = get_data_type (self);
  gboolean has_date = type != RUHU_DATA_TIME;
  gboolean whole = has_date && !asks (self, "year") && !asks (self, "month-year");

  gtk_widget_set_visible (GTK_WIDGET (self->date), has_date);
  gtk_widget_set_visible (GTK_WIDGET (self->open), whole && !asks (self, "no-calendar"));
  gtk_widget_set_visible (GTK_WIDGET (self->today), whole);
  gtk_widget_set_visible (GTK_WIDGET (self->time), type != RUHU_DATA_DATE);
  if (asks (self, "year"))
    gtk_entry_set_placeholder_text (self->date, _ ("Year"));
  else if (asks (self, "month-year"))
    gtk_entry_set_placeholder_text (self->date, _ ("Year-month"));
  else
    gtk_entry_set_placeholder_text (self->date, _ ("Year-month-day"));

  if (type == RUHU_DATA_DATE_TIME)
    ruhu_part_name (adw_bin_get_child (ADW_BIN (self)), "when-fold");
  if (whole)
    ruhu_part_name (GTK_WIDGET (self->today), "today-roomy");

  ruhu_editor_name (editor,
                    GTK_WIDGET (self->date),
                    has_date && type != RUHU_DATA_DATE ? _ ("Date") : NULL);
  ruhu_editor_name (editor, GTK_WIDGET (self->time), has_date ? _ ("Time") : NULL);
  ruhu_editor_name (editor, GTK_WIDGET (self->open), _ ("Pick from a calendar"));
}

static void
ruhu_date_editor_dispose (GObject *object)
{
  g_clear_handle_id (&RUHU_DATE_EDITOR (object)->pause, g_source_remove);

  G_OBJECT_CLASS (ruhu_date_editor_parent_class)->dispose (object);
}

static void
ruhu_date_editor_class_init (RuhuDateEditorClass *klass)
{
  RuhuEditorClass *editor_class = RUHU_EDITOR_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ruhu_date_editor_dispose;
  editor_class->begin = ruhu_date_editor_begin;
  editor_class->refresh = ruhu_date_editor_refresh;
  editor_class->take = ruhu_date_editor_take;
}

static GtkEntry *
add_entry (RuhuDateEditor *self, GtkWidget *box)
{
  GtkWidget *entry = gtk_entry_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  gtk_entry_set_input_purpose (GTK_ENTRY (entry), GTK_INPUT_PURPOSE_DIGITS);
  gtk_widget_set_hexpand (entry, TRUE);
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 8);
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (ruhu_date_editor_take), self);
  gtk_widget_add_controller (entry, focus);
  gtk_box_append (GTK_BOX (box), entry);
  return GTK_ENTRY (entry);
}

static void
ruhu_date_editor_init (RuhuDateEditor *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *popover = gtk_popover_new ();

  ruhu_part_name (box, "date-fold");
  self->date = add_entry (self, box);
  g_signal_connect_swapped (popover, "show", G_CALLBACK (opened_cb), self);

  self->open = GTK_MENU_BUTTON (gtk_menu_button_new ());
  gtk_menu_button_set_icon_name (self->open, "x-office-calendar-symbolic");
  gtk_menu_button_set_popover (self->open, popover);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->open), _ ("Pick from a calendar"));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->open));

  self->today = GTK_BUTTON (gtk_button_new_with_label (_ ("Today")));
  g_signal_connect_swapped (self->today, "clicked", G_CALLBACK (today_cb), self);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->today));

  self->time = add_entry (self, box);
  gtk_entry_set_placeholder_text (self->time, _ ("Hour:minute"));
  self->composing[0] = ruhu_composing_watch_entry (GTK_EDITABLE (self->date));
  self->composing[1] = ruhu_composing_watch_entry (GTK_EDITABLE (self->time));
  adw_bin_set_child (ADW_BIN (self), box);
}
