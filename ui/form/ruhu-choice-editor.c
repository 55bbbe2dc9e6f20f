/* ruhu-choice-editor.c: one or several of a list
 *
 * A tap anywhere on a row or tile answers. In a list of which one is chosen a second tap does not
 * undo. Short words stand in columns, read one after the other, where the page is wide enough. A
 * long list is opened on a page of its own. The two ways to decline are not among the choices: the
 * question draws them as buttons below.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-choice-editor.h"

#include "form/ruhu-choice-field.h"
#include "form/ruhu-choice-layout.h"
#include "form/ruhu-choice-row.h"
#include "form/ruhu-chosen.h"
#include "form/ruhu-clip.h"
#include "form/ruhu-decline.h"
#include "form/ruhu-markdown.h"
#include "form/ruhu-media.h"
#include "form/ruhu-part.h"
#include "form/ruhu-question-size.h"
#include "ruhu-page.h"

#include <glib/gi18n.h>

#define IMAGE_HEIGHT 80

struct _RuhuChoiceEditor {
  RuhuEditor parent_instance;

  RuhuChoiceLayout layout;
  guint64 stamp;
  gboolean made;
  RuhuChoiceField *field; /* or NULL */
  GtkWidget *box;         /* or NULL */
  GtkWidget *column;      /* of the box, where the next choice goes; mostly the box itself */
  GPtrArray *checks;      /* what is active where its choice is chosen; the box owns them */
  GtkCheckButton *nobody; /* of the group of a choice that is alone, or NULL */
  gboolean refreshing;
  gboolean arrow; /* an arrow key is down: it goes through the choices, and leads nowhere */
};

G_DEFINE_FINAL_TYPE (RuhuChoiceEditor, ruhu_choice_editor, RUHU_TYPE_EDITOR)

static const RuhuControl *
get_control (RuhuChoiceEditor *self)
{
  return ruhu_editor_get_control (RUHU_EDITOR (self));
}

static gboolean
is_multiple (RuhuChoiceEditor *self)
{
  return ruhu_control_get_kind (get_control (self)) == RUHU_CONTROL_SELECT;
}

static gboolean
is_quick (RuhuChoiceEditor *self)
{
  const char *appearance = ruhu_control_get_appearance (get_control (self));

  return !is_multiple (self) && !self->arrow && appearance != NULL &&
         (ruhu_control_has_appearance (get_control (self), "quick") ||
          g_str_has_prefix (appearance, "quickcompact"));
}

static const char *
get_choice (GtkWidget *check)
{
  return g_object_get_data (G_OBJECT (check), "choice");
}

static gboolean
go_on_cb (gpointer data)
{
  ruhu_editor_go_on (data);
  return G_SOURCE_REMOVE;
}

static void
toggled_cb (RuhuChoiceEditor *self, GtkWidget *check)
{
  const char *choice = get_choice (check);
  g_autofree char *value = NULL;
  gboolean on;

  g_object_get (check, "active", &on, NULL);
  if (self->refreshing)
    return;
  if (!on && !is_multiple (self)) {
    /* The last answer of a group of tiles was tapped again. */
    if (ruhu_chosen_has (ruhu_editor_get_value (RUHU_EDITOR (self)), choice))
      ruhu_editor_refresh (RUHU_EDITOR (self));
    return;
  }

  value = is_multiple (self)
            ? ruhu_chosen_toggle (ruhu_editor_get_value (RUHU_EDITOR (self)), choice, on)
            : g_strdup (choice);
  ruhu_editor_set_value (RUHU_EDITOR (self), value);
  if (is_quick (self))
    g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, go_on_cb, g_object_ref (self), g_object_unref);
}

static GtkWidget *
make_heading (const RuhuChoice *choice)
{
  GtkWidget *label = gtk_label_new (NULL);

  ruhu_markdown_show_in_cell (GTK_LABEL (label), choice->label);
  gtk_widget_set_valign (label, GTK_ALIGN_END);
  gtk_widget_add_css_class (label, "secondary");
  return label;
}

/* NULL where the choice has no sound. */
static GtkWidget *
make_sound (RuhuChoiceEditor *self, const RuhuChoice *choice)
{
  g_autofree char *about = NULL;

  if (choice->audio == NULL || *choice->audio == '\0')
    return NULL;

  about = ruhu_markdown_to_plain (choice->label);
  return GTK_WIDGET (ruhu_clip_new (RUHU_CLIP_SOUND_SHORT,
                                    ruhu_editor_get_instance (RUHU_EDITOR (self)),
                                    choice->audio,
                                    about));
}

/* What its picture shows goes with its words, where the form says it. */
static void
describe (GtkWidget *button, const RuhuChoice *choice)
{
  if (choice->image != NULL && choice->description != NULL && *choice->description != '\0')
    gtk_accessible_update_property (GTK_ACCESSIBLE (button),
                                    GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                    choice->description,
                                    -1);
}

static GtkWidget *
make_row (RuhuChoiceEditor *self, const RuhuChoice *choice, GtkWidget **check)
{
  g_autoptr (GdkPaintable) image =
    ruhu_media_load_picture (ruhu_editor_get_instance (RUHU_EDITOR (self)),
                             choice->image,
                             IMAGE_HEIGHT);
  GtkCheckButton *first =
    self->checks->len > 0 && !is_multiple (self) ? g_ptr_array_index (self->checks, 0) : NULL;
  GtkWidget *row = ruhu_choice_row_new (choice->value, choice->label, first);
  GtkWidget *sound = make_sound (self, choice);

  if (image != NULL)
    ruhu_choice_row_set_image (RUHU_CHOICE_ROW (row), image);
  if (sound != NULL)
    ruhu_choice_row_add_end (RUHU_CHOICE_ROW (row), sound);
  *check = GTK_WIDGET (ruhu_choice_row_get_check (RUHU_CHOICE_ROW (row)));
  describe (*check, choice);
  return row;
}

static GtkWidget *
make_tile (RuhuChoiceEditor *self, const RuhuChoice *choice)
{
  g_autoptr (GdkPaintable) image =
    ruhu_media_load_picture (ruhu_editor_get_instance (RUHU_EDITOR (self)),
                             choice->image,
                             IMAGE_HEIGHT);
  GtkWidget *tile = ruhu_choice_tile_new (choice->value,
                                          choice->label,
                                          image,
                                          ruhu_choice_layout_get_parts (get_control (self)));

  describe (tile, choice);
  if (self->checks->len > 0 && !is_multiple (self))
    gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (tile), g_ptr_array_index (self->checks, 0));
  return tile;
}

/* A tile, and under it the button for its sound. */
static GtkWidget *
add_sound (RuhuChoiceEditor *self, const RuhuChoice *choice, GtkWidget *tile)
{
  GtkWidget *sound = make_sound (self, choice);
  GtkWidget *box;

  if (sound == NULL)
    return tile;

  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_set_vexpand (tile, TRUE);
  gtk_widget_set_halign (sound, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), tile);
  gtk_box_append (GTK_BOX (box), sound);
  return box;
}

static void
add_choice (RuhuChoiceEditor *self, const RuhuChoice *choice)
{
  GtkWidget *part, *check;

  if (self->layout == RUHU_CHOICE_LAYOUT_HEADING) {
    ruhu_choice_layout_add (self->column, make_heading (choice));
    return;
  }
  if (self->layout == RUHU_CHOICE_LAYOUT_LIST) {
    part = make_row (self, choice, &check);
  } else {
    check = make_tile (self, choice);
    part = add_sound (self, choice, check);
  }

  g_object_set_data_full (G_OBJECT (check), "choice", g_strdup (choice->value), g_free);
  g_signal_connect_object (check, "toggled", G_CALLBACK (toggled_cb), self, G_CONNECT_SWAPPED);
  g_ptr_array_add (self->checks, check);
  ruhu_choice_layout_add (self->column, part);
}

static void
add_column (RuhuChoiceEditor *self)
{
  self->column = ruhu_choice_layout_make_box (get_control (self), RUHU_CHOICE_LAYOUT_LIST);
  gtk_widget_set_valign (self->column, GTK_ALIGN_START);
  gtk_widget_set_hexpand (self->column, TRUE);
  ruhu_editor_name (RUHU_EDITOR (self), self->column, NULL);
  gtk_box_append (GTK_BOX (self->box), self->column);
}

/* Returns how many choices go into each column of a plain list, 0 for all into the box itself. */
static guint
make_box (RuhuChoiceEditor *self, GPtrArray *choices)
{
  guint columns = 1;
  guint n_rows = 0;

  if (self->layout == RUHU_CHOICE_LAYOUT_LIST)
    n_rows =
      ruhu_question_count_rows (choices, ruhu_editor_is_alone (RUHU_EDITOR (self)), &columns);
  if (columns == 1) {
    self->box = self->column = ruhu_choice_layout_make_box (get_control (self), self->layout);
    ruhu_editor_name (RUHU_EDITOR (self), self->box, NULL);
    return 0;
  }

  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  gtk_box_set_homogeneous (GTK_BOX (self->box), TRUE);
  ruhu_part_name (self->box, "columns-fold");
  return n_rows;
}

/* GTK draws what is in no group as if several could be chosen; a list may be down to one choice. */
static void
look_like_one_of_them (RuhuChoiceEditor *self)
{
  g_clear_object (&self->nobody);
  if (is_multiple (self) || self->checks->len != 1 ||
      !GTK_IS_CHECK_BUTTON (g_ptr_array_index (self->checks, 0)))
    return;

  self->nobody = g_object_ref_sink (GTK_CHECK_BUTTON (gtk_check_button_new ()));
  gtk_check_button_set_group (g_ptr_array_index (self->checks, 0), self->nobody);
}

static void
fill (RuhuChoiceEditor *self)
{
  RuhuEditor *editor = RUHU_EDITOR (self);
  g_autoptr (GPtrArray) choices = ruhu_instance_get_choices (ruhu_editor_get_instance (editor),
                                                             get_control (self),
                                                             ruhu_editor_get_node (editor));
  RuhuPage *page = ruhu_page_of (GTK_WIDGET (self));
  guint i, n_rows, n = 0;

  n_rows = make_box (self, choices);
  for (i = 0; i < choices->len; i++) {
    const RuhuChoice *choice = g_ptr_array_index (choices, i);

    if (ruhu_decline_is (choice->value))
      continue;
    if (n_rows > 0 && n++ % n_rows == 0)
      add_column (self);
    add_choice (self, choice);
  }
  look_like_one_of_them (self);
  adw_bin_set_child (ADW_BIN (self), self->box);
  if (page != NULL)
    ruhu_page_fold (page, self->box);
}

/* Drawn anew only where the choices are others: what has the focus keeps it. */
static void
make (RuhuChoiceEditor *self, guint n)
{
  RuhuChoiceLayout layout = ruhu_choice_layout_choose (get_control (self), n);

  if (layout == RUHU_CHOICE_LAYOUT_FIELD && self->field != NULL) {
    ruhu_choice_field_forget (self->field);
    return;
  }

  g_ptr_array_set_size (self->checks, 0);
  self->layout = layout;
  self->box = NULL;
  self->field = NULL;
  if (layout == RUHU_CHOICE_LAYOUT_FIELD) {
    self->field = ruhu_choice_field_new (RUHU_EDITOR (self));
    adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->field));
  } else {
    fill (self);
  }
}

static void
mark (RuhuChoiceEditor *self)
{
  const char *value = ruhu_editor_get_value (RUHU_EDITOR (self));
  guint i;

  self->refreshing = TRUE;
  for (i = 0; i < self->checks->len; i++) {
    GtkWidget *check = g_ptr_array_index (self->checks, i);
    GtkWidget *row = gtk_widget_get_ancestor (check, RUHU_TYPE_CHOICE_ROW);
    gboolean chosen = ruhu_chosen_has (value, get_choice (check));

    g_object_set (check, "active", chosen, NULL);
    if (row != NULL && chosen)
      gtk_widget_add_css_class (row, "chosen");
    else if (row != NULL)
      gtk_widget_remove_css_class (row, "chosen");
  }
  self->refreshing = FALSE;
}

static void
ruhu_choice_editor_refresh (RuhuEditor *editor)
{
  RuhuChoiceEditor *self = RUHU_CHOICE_EDITOR (editor);
  guint n = 0;
  guint64 stamp = ruhu_instance_stamp_choices (ruhu_editor_get_instance (editor),
                                               get_control (self),
                                               ruhu_editor_get_node (editor),
                                               &n);

  if (!self->made || stamp != self->stamp) {
    make (self, n);
    self->made = TRUE;
    self->stamp = stamp;
  }
  if (self->field != NULL)
    ruhu_choice_field_refresh (self->field);
  else
    mark (self);
}

static gboolean
digit_cb (GtkWidget *widget, GVariant *args, gpointer data)
{
  RuhuChoiceEditor *self = RUHU_CHOICE_EDITOR (widget);
  guint n = (guint) g_variant_get_int32 (args);

  return n < self->checks->len && gtk_widget_activate (g_ptr_array_index (self->checks, n));
}

static void
add_digit_keys (RuhuChoiceEditor *self)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();
  guint i;

  for (i = 0; i < 9; i++)
    gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys),
      gtk_shortcut_new_with_arguments (gtk_keyval_trigger_new (GDK_KEY_1 + i, 0),
                                       gtk_callback_action_new (digit_cb, NULL, NULL),
                                       "i",
                                       (gint32) i));
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

static gboolean
key_pressed_cb (GtkEventControllerKey *keys,
                guint keyval,
                guint keycode,
                GdkModifierType state,
                RuhuChoiceEditor *self)
{
  self->arrow = keyval == GDK_KEY_Up || keyval == GDK_KEY_Down || keyval == GDK_KEY_Left ||
                keyval == GDK_KEY_Right;
  return GDK_EVENT_PROPAGATE;
}

static void
key_released_cb (GtkEventControllerKey *keys,
                 guint keyval,
                 guint keycode,
                 GdkModifierType state,
                 RuhuChoiceEditor *self)
{
  self->arrow = FALSE;
}

static GtkWidget *
find_active (RuhuChoiceEditor *self)
{
  guint i;

  for (i = 0; i < self->checks->len; i++)
    if (gtk_check_button_get_active (g_ptr_array_index (self->checks, i)))
      return g_ptr_array_index (self->checks, i);
  return g_ptr_array_index (self->checks, 0);
}

/* Whether it is a list of which one is chosen. */
static gboolean
has_group (RuhuChoiceEditor *self)
{
  return !is_multiple (self) && self->checks->len > 0 &&
         GTK_IS_CHECK_BUTTON (g_ptr_array_index (self->checks, 0));
}

static gboolean
ruhu_choice_editor_grab_focus (GtkWidget *widget)
{
  RuhuChoiceEditor *self = RUHU_CHOICE_EDITOR (widget);

  if (has_group (self))
    return gtk_widget_grab_focus (find_active (self));
  return GTK_WIDGET_CLASS (ruhu_choice_editor_parent_class)->grab_focus (widget);
}

/* Tab stops in a group at the one that is chosen; the arrow keys go to the others. GtkListBox would
 * stop at the first row, too. */
static gboolean
ruhu_choice_editor_focus (GtkWidget *widget, GtkDirectionType direction)
{
  RuhuChoiceEditor *self = RUHU_CHOICE_EDITOR (widget);
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  gboolean tab = direction == GTK_DIR_TAB_FORWARD || direction == GTK_DIR_TAB_BACKWARD;

  if (!tab || !has_group (self))
    return GTK_WIDGET_CLASS (ruhu_choice_editor_parent_class)->focus (widget, direction);
  if (focus != NULL && gtk_widget_is_ancestor (focus, widget))
    return FALSE;
  return gtk_widget_grab_focus (widget);
}

static void
ruhu_choice_editor_dispose (GObject *object)
{
  g_clear_object (&RUHU_CHOICE_EDITOR (object)->nobody);

  G_OBJECT_CLASS (ruhu_choice_editor_parent_class)->dispose (object);
}

static void
ruhu_choice_editor_finalize (GObject *object)
{
  g_ptr_array_unref (RUHU_CHOICE_EDITOR (object)->checks);

  G_OBJECT_CLASS (ruhu_choice_editor_parent_class)->finalize (object);
}

static void
ruhu_choice_editor_class_init (RuhuChoiceEditorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ruhu_choice_editor_dispose;
  G_OBJECT_CLASS (klass)->finalize = ruhu_choice_editor_finalize;
  GTK_WIDGET_CLASS (klass)->focus = ruhu_choice_editor_focus;
  GTK_WIDGET_CLASS (klass)->grab_focus = ruhu_choice_editor_grab_focus;
  RUHU_EDITOR_CLASS (klass)->refresh = ruhu_choice_editor_refresh;
}

static void
ruhu_choice_editor_init (RuhuChoiceEditor *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->checks = g_ptr_array_new ();
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  g_signal_connect (keys, "key-released", G_CALLBACK (key_released_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  add_digit_keys (self);
}
