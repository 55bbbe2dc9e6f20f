/* ruhu-rank-editor.c: a list put in order
 *
 * By two buttons on each row, which finger, keyboard and screen reader all reach, or by dragging a
 * row by its handle. The first touch stores the whole list, as ODK does; until then the page says
 * that there is no answer, and whoever finds the order right says so with a button.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-rank-editor.h"

#include "form/ruhu-markdown.h"
#include "form/ruhu-part.h"

#include <glib/gi18n.h>

struct _RuhuRankEditor {
  RuhuEditor parent_instance;

  GtkListBox *list;
  GtkWidget *open; /* says that there is no answer yet */
  GtkButton *leave;
  guint from, to; /* where a row was dragged */
  guint dropped;  /* idle source */
};

G_DEFINE_FINAL_TYPE (RuhuRankEditor, ruhu_rank_editor, RUHU_TYPE_EDITOR)

static RuhuChoice *
find_choice (GPtrArray *choices, const char *value)
{
  guint i;

  for (i = 0; i < choices->len; i++) {
    RuhuChoice *choice = g_ptr_array_index (choices, i);

    if (g_str_equal (choice->value, value))
      return choice;
  }
  return NULL;
}

/* What was ranked, then what the list offers besides, in its own order. */
static GPtrArray *
list_in_order (RuhuRankEditor *self, GPtrArray *choices)
{
  g_auto (GStrv) ranked = g_strsplit (ruhu_editor_get_value (RUHU_EDITOR (self)), " ", -1);
  GPtrArray *order = g_ptr_array_new ();
  guint i;

  for (i = 0; ranked[i] != NULL; i++) {
    RuhuChoice *choice = find_choice (choices, ranked[i]);

    if (choice != NULL)
      g_ptr_array_add (order, choice);
  }
  for (i = 0; i < choices->len; i++) {
    if (!g_ptr_array_find (order, g_ptr_array_index (choices, i), NULL))
      g_ptr_array_add (order, g_ptr_array_index (choices, i));
  }
  return order;
}

static GPtrArray *
get_choices (RuhuRankEditor *self)
{
  RuhuEditor *editor = RUHU_EDITOR (self);

  return ruhu_instance_get_choices (ruhu_editor_get_instance (editor),
                                    ruhu_editor_get_control (editor),
                                    ruhu_editor_get_node (editor));
}

/* To the same place: the order that is shown becomes the answer. */
static void
move (RuhuRankEditor *self, guint from, guint to)
{
  g_autoptr (GPtrArray) choices = get_choices (self);
  g_autoptr (GPtrArray) order = list_in_order (self, choices);
  g_autoptr (GString) value = g_string_new (NULL);
  gpointer moved;
  guint i;

  if (from >= order->len || to >= order->len)
    return;
  moved = g_ptr_array_steal_index (order, from);
  g_ptr_array_insert (order, (int) to, moved);
  for (i = 0; i < order->len; i++) {
    RuhuChoice *choice = g_ptr_array_index (order, i);

    g_string_append_printf (value, "%s%s", i > 0 ? " " : "", choice->value);
  }
  ruhu_editor_set_value (RUHU_EDITOR (self), value->str);
}

/* The rows are others now: the keyboard goes on with what was moved, by the same button or, where
 * there is none at the end of the list, by the other. */
static void
focus_moved (RuhuRankEditor *self, guint at, gboolean up)
{
  GtkWidget *row = GTK_WIDGET (gtk_list_box_get_row_at_index (self->list, (int) at));
  GtkWidget *button = row != NULL ? g_object_get_data (G_OBJECT (row), up ? "up" : "down") : NULL;

  if (row != NULL && button == NULL)
    button = g_object_get_data (G_OBJECT (row), up ? "down" : "up");
  if (button != NULL)
    gtk_widget_grab_focus (button);
}

static void
up_cb (GtkButton *button, RuhuRankEditor *self)
{
  guint at = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "at"));

  move (self, at, at - 1);
  focus_moved (self, at - 1, TRUE);
}

static void
down_cb (GtkButton *button, RuhuRankEditor *self)
{
  guint at = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "at"));

  move (self, at, at + 1);
  focus_moved (self, at + 1, FALSE);
}

static void
leave_cb (RuhuRankEditor *self)
{
  focus_moved (self,
               0,
               FALSE); /* what is hidden while it has the focus stays in memory (GTK 4.8) */
  move (self, 0, 0);
  focus_moved (self, 0, FALSE);
}

static GdkContentProvider *
prepare_cb (GtkDragSource *source, double x, double y, gpointer at)
{
  return gdk_content_provider_new_typed (G_TYPE_UINT, GPOINTER_TO_UINT (at));
}

static gboolean
dropped_cb (gpointer data)
{
  RuhuRankEditor *self = data;

  self->dropped = 0;
  move (self, self->from, self->to);
  return G_SOURCE_REMOVE;
}

/* Not at once: the list is drawn anew, and the row under the finger has still to end its drag. */
static gboolean
drop_cb (GtkDropTarget *target, const GValue *from, double x, double y, RuhuRankEditor *self)
{
  GtkWidget *row = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (target));

  self->from = g_value_get_uint (from);
  self->to = (guint) gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row));
  if (self->dropped == 0)
    self->dropped = g_idle_add (dropped_cb, self);
  return TRUE;
}

static void
add_handle (RuhuRankEditor *self, GtkWidget *row, guint at)
{
  GtkWidget *handle = g_object_new (GTK_TYPE_IMAGE,
                                    "icon-name",
                                    "list-drag-handle-symbolic",
                                    "accessible-role",
                                    GTK_ACCESSIBLE_ROLE_PRESENTATION,
                                    NULL);
  GtkDragSource *source = gtk_drag_source_new ();
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_UINT, GDK_ACTION_MOVE);

  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect (source, "prepare", G_CALLBACK (prepare_cb), GUINT_TO_POINTER (at));
  gtk_widget_add_controller (handle, GTK_EVENT_CONTROLLER (source));
  gtk_widget_set_size_request (handle, 44, 44);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), handle);
  g_signal_connect (target, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (target));
}

static void
add_button (RuhuRankEditor *self,
            GtkWidget *row,
            guint at,
            const char *icon,
            const char *name,
            const char *id,
            GCallback callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data (G_OBJECT (button), "at", GUINT_TO_POINTER (at));
  g_signal_connect (button, "clicked", callback, self);
  g_object_set_data (G_OBJECT (row), id, button);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

static void
ruhu_rank_editor_refresh (RuhuEditor *editor)
{
  RuhuRankEditor *self = RUHU_RANK_EDITOR (editor);
  g_autoptr (GPtrArray) choices = get_choices (self);
  g_autoptr (GPtrArray) order = list_in_order (self, choices);
  GtkWidget *child;
  guint i;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, child);

  for (i = 0; i < order->len; i++) {
    RuhuChoice *choice = g_ptr_array_index (order, i);
    GtkWidget *row = adw_action_row_new ();
    g_autofree char *plain = ruhu_markdown_to_plain (choice->label);
    g_autofree char *up = g_strdup_printf (_ ("Move up: %s"), plain);
    g_autofree char *down = g_strdup_printf (_ ("Move down: %s"), plain);

    adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), plain);
    gtk_widget_set_focusable (row, FALSE);
    add_handle (self, row, i);
    if (i > 0)
      add_button (self, row, i, "go-up-symbolic", up, "up", G_CALLBACK (up_cb));
    if (i + 1 < order->len)
      add_button (self, row, i, "go-down-symbolic", down, "down", G_CALLBACK (down_cb));
    gtk_list_box_append (self->list, row);
  }
  gtk_widget_set_visible (self->open, *ruhu_editor_get_value (editor) == '\0');
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  gtk_widget_get_visible (self->open) ? _ ("Not put in order yet")
                                                                      : _ ("Put in order"),
                                  -1);
}

static void
ruhu_rank_editor_begin (RuhuEditor *editor)
{
  ruhu_editor_name (editor, GTK_WIDGET (RUHU_RANK_EDITOR (editor)->list), NULL);
}

static void
ruhu_rank_editor_take (RuhuEditor *editor)
{
  RuhuRankEditor *self = RUHU_RANK_EDITOR (editor);

  if (self->dropped != 0) {
    g_clear_handle_id (&self->dropped, g_source_remove);
    move (self, self->from, self->to);
  }
}

static void
ruhu_rank_editor_dispose (GObject *object)
{
  g_clear_handle_id (&RUHU_RANK_EDITOR (object)->dropped, g_source_remove);

  G_OBJECT_CLASS (ruhu_rank_editor_parent_class)->dispose (object);
}

static void
ruhu_rank_editor_class_init (RuhuRankEditorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ruhu_rank_editor_dispose;
  RUHU_EDITOR_CLASS (klass)->take = ruhu_rank_editor_take;
  RUHU_EDITOR_CLASS (klass)->begin = ruhu_rank_editor_begin;
  RUHU_EDITOR_CLASS (klass)->refresh = ruhu_rank_editor_refresh;
}

static GtkWidget *
make_open (RuhuRankEditor *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *words = gtk_label_new (_ ("Not put in order yet"));

  ruhu_part_name (box, "order-fold");
  gtk_label_set_xalign (GTK_LABEL (words), 0);
  gtk_label_set_wrap (GTK_LABEL (words), TRUE);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_add_css_class (words, "secondary");
  self->leave = GTK_BUTTON (gtk_button_new_with_label (_ ("This order is right")));
  g_signal_connect_swapped (self->leave, "clicked", G_CALLBACK (leave_cb), self);
  gtk_box_append (GTK_BOX (box), words);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->leave));
  return box;
}

static void
ruhu_rank_editor_init (RuhuRankEditor *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);

  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  self->open = make_open (self);
  gtk_box_append (GTK_BOX (box), self->open);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->list));
  adw_bin_set_child (ADW_BIN (self), box);
}
