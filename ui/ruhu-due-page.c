/* ruhu-due-page.c: who first, and the person beside the list
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-due-page.h"

#include "ruhu-person-page.h"
#include "ruhu-person-text.h"
#include "ruhu-row-view.h"
#include "ruhu-stack.h"
#include "ruhu-toggle.h"
#include "ruhu-truth.h"

#include "cases/ruhu-day.h"

#include <glib/gi18n.h>

/* Below this width, at 100 % text, list and person do not stand beside one another. */
#define BESIDE 800
#define LATER_DAYS 7

struct _RuhuDuePage {
  RuhuPage parent_instance;

  GtkStack *sides;
  AdwLeaflet *leaflet;
  AdwWindowTitle *window_title;
  GtkWidget *list_side;
  GtkWidget *chips_scroller;
  GtkBox *chips;
  RuhuRowView *rows;
  GtkButton *later_button;
  AdwWindowTitle *empty_title;
  AdwStatusPage *empty;
  GtkWidget *empty_back;
  GtkButton *empty_later;
  RuhuPersonPage *person_page;

  RuhuDueList *due;
  GtkFilterListModel *shown;
  RuhuDueItem *chosen;
  char *group;
  gboolean later;
  gboolean returned_only;
};

G_DEFINE_FINAL_TYPE (RuhuDuePage, ruhu_due_page, RUHU_TYPE_PAGE)

static const char *
get_group (RuhuDueItem *item)
{
  RuhuPerson *person = ruhu_due_item_get_person (item);

  return person != NULL ? ruhu_person_get_group (person) : NULL;
}

/* Whether the list shows @item while no chip is chosen. */
static gboolean
is_wanted (RuhuDuePage *self, RuhuDueItem *item)
{
  RuhuDate today = ruhu_date_today ();

  if (self->returned_only)
    return ruhu_due_item_get_kind (item) == RUHU_DUE_RETURNED;
  return ruhu_due_item_is_due (item, self->later ? ruhu_date_add_days (today, LATER_DAYS) : today);
}

static gboolean
is_shown (gpointer item, gpointer user_data)
{
  RuhuDuePage *self = user_data;

  return is_wanted (self, item) &&
         (self->group == NULL || g_strcmp0 (get_group (item), self->group) == 0);
}

/* Why somebody goes there: in the reviewer's words where it came back. */
static const char *
get_why (RuhuDueItem *item)
{
  RuhuResponse *response = ruhu_due_item_get_response (item);
  RuhuTask *task = ruhu_due_item_get_task (item);

  if (response != NULL && ruhu_response_get_reason (response) != NULL)
    return ruhu_response_get_reason (response);
  return task != NULL ? ruhu_person_text_reason (ruhu_task_get_reason (task)) : NULL;
}

static void
show_row (RuhuListRow *row, gpointer item, gpointer user_data)
{
  RuhuPerson *person = ruhu_due_item_get_person (item);
  RuhuResponse *response = ruhu_due_item_get_response (item);
  RuhuStatus status = response != NULL ? ruhu_truth_get_status (response) : RUHU_STATUS_NONE;
  g_autofree char *words = response != NULL ? ruhu_truth_get_words (response) : NULL;
  const char *group = get_group (item);
  const char *why = get_why (item);
  const char *name = person != NULL     ? ruhu_person_get_name (person)
                     : response != NULL ? ruhu_response_get_title (response)
                                        : NULL;
  g_autofree char *subtitle = NULL;

  if (group != NULL && *group != '\0' && why != NULL)
    subtitle = g_strdup_printf ("%s · %s", group, why);
  else
    subtitle = g_strdup (why != NULL ? why : group);

  ruhu_list_row_set_avatar (row, TRUE);
  ruhu_list_row_set_folded (row, TRUE);
  ruhu_list_row_set_title (row, name != NULL ? name : _ ("Somebody new"));
  ruhu_list_row_set_subtitle (row, subtitle);
  ruhu_list_row_set_status (row, status, words);
}

static const char *
get_section (gpointer item, gpointer user_data)
{
  RuhuDate today = ruhu_date_today ();

  if (ruhu_due_item_get_kind (item) != RUHU_DUE_TASK)
    return _ ("These first");
  if (!ruhu_due_item_is_due (item, today))
    return _ ("The next seven days");
  return _ ("Today");
}

/* Shows @item beside the list; FALSE where there is nobody to show. */
static gboolean
choose (RuhuDuePage *self, RuhuDueItem *item)
{
  RuhuPerson *person = item != NULL ? ruhu_due_item_get_person (item) : NULL;
  RuhuTask *task = item != NULL ? ruhu_due_item_get_task (item) : NULL;

  g_set_object (&self->chosen, item);
  if (person == NULL)
    return FALSE;

  ruhu_person_page_set_person (self->person_page, person);
  ruhu_person_page_set_task (self->person_page, task);
  ruhu_row_view_set_chosen (self->rows, adw_leaflet_get_folded (self->leaflet) ? NULL : item);
  return TRUE;
}

static void
opened_cb (RuhuRowView *rows, RuhuDueItem *item, RuhuDuePage *self)
{
  RuhuResponse *response = ruhu_due_item_get_response (item);

  if (choose (self, item)) {
    if (adw_leaflet_get_folded (self->leaflet))
      adw_leaflet_set_visible_child (self->leaflet, GTK_WIDGET (self->person_page));
    ruhu_page_focus_start (RUHU_PAGE (self->person_page));
  } else if (response != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self),
                                "win.open-response",
                                "s",
                                ruhu_response_get_id (response));
}

static void
refilter (RuhuDuePage *self)
{
  gtk_filter_changed (gtk_filter_list_model_get_filter (self->shown), GTK_FILTER_CHANGE_DIFFERENT);
}

static void
chip_cb (GtkToggleButton *chip, RuhuDuePage *self)
{
  if (!gtk_toggle_button_get_active (chip))
    return;

  g_free (self->group);
  self->group = g_strdup (g_object_get_data (G_OBJECT (chip), "group"));
  refilter (self);
}

static void
add_chip (RuhuDuePage *self, const char *name, const char *group, guint n)
{
  g_autofree char *label = g_strdup_printf ("%s %u", name, n);
  GtkWidget *first = gtk_widget_get_first_child (GTK_WIDGET (self->chips));
  GtkToggleButton *chip = GTK_TOGGLE_BUTTON (ruhu_toggle_new (label, GTK_ACCESSIBLE_ROLE_RADIO));

  gtk_widget_add_css_class (GTK_WIDGET (chip), "chip");
  gtk_widget_add_css_class (GTK_WIDGET (chip), "toggle");
  g_object_set_data_full (G_OBJECT (chip), "group", g_strdup (group), g_free);
  gtk_box_append (self->chips, GTK_WIDGET (chip));
  gtk_toggle_button_set_active (chip, g_strcmp0 (group, self->group) == 0);
  if (first != NULL)
    gtk_toggle_button_set_group (chip, GTK_TOGGLE_BUTTON (first));
  g_signal_connect (chip, "toggled", G_CALLBACK (chip_cb), self);
}

/* How many are wanted in each group, groups in the order of the list. */
static guint
count_groups (RuhuDuePage *self, GPtrArray *groups, GHashTable *counts)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->due));
  guint all = 0;
  guint i;

  for (i = 0; i < n; i++) {
    RuhuDueItem *item = ruhu_due_list_get (self->due, i);
    const char *group = get_group (item);
    guint count;

    if (!is_wanted (self, item))
      continue;
    all++;
    if (group == NULL || *group == '\0')
      continue;
    count = GPOINTER_TO_UINT (g_hash_table_lookup (counts, group));
    if (count == 0)
      g_ptr_array_add (groups, (gpointer) group);
    g_hash_table_insert (counts, (gpointer) group, GUINT_TO_POINTER (count + 1));
  }
  return all;
}

/* One chip for each village group in which somebody is due; none where there is but one. */
static void
make_chips (RuhuDuePage *self)
{
  g_autoptr (GPtrArray) groups = g_ptr_array_new ();
  g_autoptr (GHashTable) counts = g_hash_table_new (g_str_hash, g_str_equal);
  guint all = count_groups (self, groups, counts);
  GtkWidget *child;
  guint i;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->chips))) != NULL)
    gtk_box_remove (self->chips, child);
  if (self->group != NULL && !g_hash_table_contains (counts, self->group)) {
    g_clear_pointer (&self->group, g_free);
    refilter (self);
  }

  add_chip (self, _ ("All"), NULL, all);
  for (i = 0; i < groups->len; i++)
    add_chip (self,
              groups->pdata[i],
              groups->pdata[i],
              GPOINTER_TO_UINT (g_hash_table_lookup (counts, groups->pdata[i])));
  gtk_widget_set_visible (self->chips_scroller, groups->len > 1);
}

static void
show_later (RuhuDuePage *self)
{
  guint n =
    self->returned_only || self->later ? 0 : ruhu_day_count (self->due, ruhu_date_today ()).later;
  g_autofree char *label =
    g_strdup_printf (ngettext ("Show %u of next week", "Show %u of next week", n), n);
  g_autofree char *sentence =
    g_strdup_printf (ngettext ("%u home is due next week. You may go earlier.",
                               "%u homes are due next week. You may go earlier.",
                               n),
                     n);

  gtk_button_set_label (self->later_button, label);
  gtk_widget_set_visible (GTK_WIDGET (self->later_button), n > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->empty_later), n > 0);
  adw_status_page_set_description (self->empty,
                                   self->returned_only ? NULL
                                   : n > 0             ? sentence
                                                       : _ ("Nothing is due next week either."));
}

static void
items_cb (RuhuDuePage *self)
{
  GListModel *items = G_LIST_MODEL (self->shown);
  guint n = g_list_model_get_n_items (items);
  g_autofree char *subtitle = g_strdup_printf (ngettext ("%u person, most pressing first",
                                                         "%u people, most pressing first",
                                                         n),
                                               n);
  g_autoptr (RuhuDueItem) first = g_list_model_get_item (items, 0);

  adw_window_title_set_subtitle (self->window_title, n > 0 ? subtitle : NULL);
  ruhu_stack_show_name (self->sides, n > 0 ? "people" : "empty");
  show_later (self);
  if (n > 0 && ruhu_person_page_get_person (self->person_page) == NULL)
    choose (self, first);
}

static void
later_cb (RuhuDuePage *self)
{
  self->later = TRUE;
  make_chips (self);
  refilter (self);
  items_cb (self);
}

static void
folded_cb (RuhuDuePage *self)
{
  ruhu_row_view_set_chosen (self->rows,
                            adw_leaflet_get_folded (self->leaflet) ? NULL : self->chosen);
}

static void
ruhu_due_page_folded (RuhuPage *page, double width)
{
  adw_leaflet_set_can_unfold (RUHU_DUE_PAGE (page)->leaflet, width >= BESIDE);
}

static gboolean
ruhu_due_page_go_back (RuhuPage *page)
{
  RuhuDuePage *self = RUHU_DUE_PAGE (page);

  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->sides), "people") != 0 ||
      !adw_leaflet_get_folded (self->leaflet) ||
      adw_leaflet_get_visible_child (self->leaflet) == self->list_side)
    return FALSE;

  adw_leaflet_set_visible_child (self->leaflet, self->list_side);
  gtk_widget_grab_focus (ruhu_row_view_get_list (self->rows));
  return TRUE;
}

static GtkWidget *
ruhu_due_page_get_start (RuhuPage *page)
{
  RuhuDuePage *self = RUHU_DUE_PAGE (page);

  if (g_list_model_get_n_items (G_LIST_MODEL (self->shown)) > 0)
    return ruhu_row_view_get_list (self->rows);
  return gtk_widget_get_visible (GTK_WIDGET (self->empty_later)) ? GTK_WIDGET (self->empty_later)
                                                                 : self->empty_back;
}

static void
ruhu_due_page_dispose (GObject *object)
{
  RuhuDuePage *self = RUHU_DUE_PAGE (object);

  gtk_widget_dispose_template (GTK_WIDGET (object), RUHU_TYPE_DUE_PAGE);
  g_clear_object (&self->shown);
  g_clear_object (&self->chosen);
  g_clear_object (&self->due);

  G_OBJECT_CLASS (ruhu_due_page_parent_class)->dispose (object);
}

static void
ruhu_due_page_finalize (GObject *object)
{
  g_clear_pointer (&RUHU_DUE_PAGE (object)->group, g_free);

  G_OBJECT_CLASS (ruhu_due_page_parent_class)->finalize (object);
}

static void
ruhu_due_page_class_init (RuhuDuePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ruhu_due_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = ruhu_due_page_finalize;
  RUHU_PAGE_CLASS (klass)->folded = ruhu_due_page_folded;
  RUHU_PAGE_CLASS (klass)->go_back = ruhu_due_page_go_back;
  RUHU_PAGE_CLASS (klass)->get_start = ruhu_due_page_get_start;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/ruhu/Ruhu/ruhu-due-page.ui");
  gtk_widget_class_bind_template_child (widget_class, RuhuDuePage, leaflet);
  gtk_widget_class_bind_template_child (widget_class, RuhuDuePage, window_title);
  gtk_widget_class_bind_template_child (widget_class, RuhuDuePage, list_side);
  gtk_widget_class_bind_template_child (widget_class, RuhuDuePage, sides);
  gtk_widget_class_bind_template_child (widget_class, RuhuDuePage, empty_title);
  gtk_widget_class_bind_template_child (widget_class, RuhuDuePage, chips_scroller);
  gtk_widget_class_bind_template_child (widget_class, RuhuDuePage, chips);
  gtk_widget_class_bind_template_child (widget_class, RuhuDuePage, rows);
  gtk_widget_class_bind_template_child (widget_class, RuhuDuePage, later_button);
  gtk_widget_class_bind_template_child (widget_class, RuhuDuePage, empty);
  gtk_widget_class_bind_template_child (widget_class, RuhuDuePage, empty_back);
  gtk_widget_class_bind_template_child (widget_class, RuhuDuePage, empty_later);
  gtk_widget_class_bind_template_child (widget_class, RuhuDuePage, person_page);
  gtk_widget_class_bind_template_callback (widget_class, opened_cb);
  gtk_widget_class_bind_template_callback (widget_class, later_cb);
  gtk_widget_class_bind_template_callback (widget_class, folded_cb);
}

static void
ruhu_due_page_init (RuhuDuePage *self)
{
  g_type_ensure (RUHU_TYPE_ROW_VIEW);
  g_type_ensure (RUHU_TYPE_PERSON_PAGE);
  gtk_widget_init_template (GTK_WIDGET (self));
  ruhu_row_view_set_funcs (self->rows, show_row, get_section, self);
}

/**
 * ruhu_due_page_new:
 * @due: (transfer none): whom to visit
 * @needs: (nullable): a model of RuhuNeed, for the person beside the list
 *
 * Returns: (transfer floating): a page that shows what is due today, of all village groups
 */
RuhuDuePage *
ruhu_due_page_new (RuhuDueList *due, GListModel *needs)
{
  RuhuDuePage *self = g_object_new (RUHU_TYPE_DUE_PAGE, NULL);
  GtkFilter *filter = GTK_FILTER (gtk_custom_filter_new (is_shown, self, NULL));

  self->due = g_object_ref (due);
  self->shown = gtk_filter_list_model_new (G_LIST_MODEL (g_object_ref (due)), filter);
  ruhu_person_page_set_lists (self->person_page, needs, ruhu_due_list_get_responses (due));
  make_chips (self);
  ruhu_row_view_set_model (self->rows, G_LIST_MODEL (self->shown));
  g_signal_connect_object (due,
                           "items-changed",
                           G_CALLBACK (make_chips),
                           self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (due,
                           "refreshed",
                           G_CALLBACK (ruhu_row_view_refresh),
                           self->rows,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->shown,
                           "items-changed",
                           G_CALLBACK (items_cb),
                           self,
                           G_CONNECT_SWAPPED);
  items_cb (self);
  return self;
}

/** ruhu_due_page_set_returned_only: @returned_only: whether to show only what came back */
void
ruhu_due_page_set_returned_only (RuhuDuePage *self, gboolean returned_only)
{
  const char *title = returned_only ? _ ("Returned") : _ ("Due today");

  g_autoptr (RuhuDueItem) first = NULL;

  g_return_if_fail (RUHU_IS_DUE_PAGE (self));

  self->returned_only = returned_only;
  adw_window_title_set_title (self->window_title, title);
  adw_window_title_set_title (self->empty_title, title);
  ruhu_page_set_title (RUHU_PAGE (self), title);
  adw_status_page_set_title (self->empty,
                             returned_only ? _ ("Nothing came back") : _ ("Nobody is due today"));
  make_chips (self);
  refilter (self);
  /* Whoever stood beside the other list may not be in this one. */
  first = g_list_model_get_item (G_LIST_MODEL (self->shown), 0);
  if (first != NULL)
    choose (self, first);
  items_cb (self);
}

/** ruhu_due_page_set_attempts: @attempts: (transfer none): visits that met nobody */
void
ruhu_due_page_set_attempts (RuhuDuePage *self, RuhuAttempts *attempts)
{
  g_return_if_fail (RUHU_IS_DUE_PAGE (self));

  ruhu_person_page_set_attempts (self->person_page, attempts);
}

/** ruhu_due_page_set_library: @library: (transfer none): forms to choose from beside the list */
void
ruhu_due_page_set_library (RuhuDuePage *self, RuhuFormLibrary *library)
{
  g_return_if_fail (RUHU_IS_DUE_PAGE (self));

  ruhu_person_page_set_library (self->person_page, library);
}
