/* ruhu-choice-page.c: a long list on a page of its own
 *
 * As one types, what fits comes to the top; Enter takes the first. Whoever does not type scrolls
 * through the whole list, however long. Where one is to be chosen, choosing leads back.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-choice-page.h"

#include "form/ruhu-choice-results.h"
#include "form/ruhu-chosen.h"
#include "form/ruhu-markdown.h"
#include "ruhu-mark.h"

#include <glib/gi18n.h>

struct _RuhuChoicePage {
  RuhuPage parent_instance;

  GtkLabel *question;
  GtkEditable *entry;
  GtkLabel *count;
  GtkScrolledWindow *scroller;
  GtkListView *list;
  GtkWidget *bar;
  GtkButton *done;

  RuhuChoiceIndex *index;
  RuhuChoiceResults *results;
  GCancellable *search; /* NULL: nobody is searching */
  GHashTable *bound;    /* GtkListItem, while it shows a choice */
  guint grow;           /* idle source: somebody has scrolled to the end */
  gboolean enter;       /* Enter came before what it is to take was found */
  char *answer;
  gboolean multiple;
};

enum {
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RuhuChoicePage, ruhu_choice_page, RUHU_TYPE_PAGE)

static void
set_class (GtkWidget *widget, const char *name, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

static void
show_row (RuhuChoicePage *self, GtkListItem *list_item)
{
  GtkWidget *line = gtk_list_item_get_child (list_item);
  const RuhuChoice *choice = ruhu_choice_item_get (gtk_list_item_get_item (list_item));
  guint position = gtk_list_item_get_position (list_item);
  gboolean chosen = ruhu_chosen_has (self->answer, choice->value);
  g_autofree char *plain = ruhu_markdown_to_plain (choice->label);
  g_autofree char *words = chosen ? g_strdup_printf (_ ("%s, chosen"), plain) : g_strdup (plain);

  ruhu_mark_show (GTK_IMAGE (gtk_widget_get_first_child (line)),
                  self->multiple ? RUHU_MARK_BOX : RUHU_MARK_RING,
                  chosen);
  gtk_label_set_label (GTK_LABEL (gtk_widget_get_last_child (line)), plain);
  set_class (line, "chosen", chosen);
  set_class (line, "first", position == 0);
  set_class (line, "last", position + 1 == ruhu_choice_results_get_n_found (self->results));
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (line)),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  words,
                                  -1);
}

/* As little as there can be: a list begins with thirty of them at every key. */
static void
setup_cb (GtkListItemFactory *factory, GtkListItem *list_item, RuhuChoicePage *self)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *mark =
    g_object_new (GTK_TYPE_IMAGE, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_width_chars (GTK_LABEL (label), 4);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (line, "line");
  gtk_widget_add_css_class (line, "row-card");
  gtk_box_append (GTK_BOX (line), mark);
  gtk_box_append (GTK_BOX (line), label);
  gtk_list_item_set_child (list_item, line);
}

static void
bind_cb (GtkListItemFactory *factory, GtkListItem *list_item, RuhuChoicePage *self)
{
  gtk_list_item_set_selectable (list_item, FALSE);
  g_hash_table_add (self->bound, list_item);
  show_row (self, list_item);
}

static void
unbind_cb (GtkListItemFactory *factory, GtkListItem *list_item, RuhuChoicePage *self)
{
  g_hash_table_remove (self->bound, list_item);
}

static void
show_rows (RuhuChoicePage *self)
{
  GHashTableIter iter;
  gpointer list_item;

  g_hash_table_iter_init (&iter, self->bound);
  while (g_hash_table_iter_next (&iter, &list_item, NULL))
    show_row (self, list_item);
}

static gboolean
grow_cb (gpointer data)
{
  RuhuChoicePage *self = data;

  self->grow = 0;
  ruhu_choice_results_show_more (self->results);
  return G_SOURCE_REMOVE;
}

/* Before the end is reached, so that a finger never stops there; not while the list is laid out. */
static void
scrolled_cb (RuhuChoicePage *self)
{
  GtkAdjustment *scroll = gtk_scrolled_window_get_vadjustment (self->scroller);
  double page = gtk_adjustment_get_page_size (scroll);
  double rest = gtk_adjustment_get_upper (scroll) - gtk_adjustment_get_value (scroll) - page;

  if (rest < page / 2 && page > 0 && self->grow == 0 &&
      g_list_model_get_n_items (G_LIST_MODEL (self->results)) <
        ruhu_choice_results_get_n_found (self->results))
    self->grow = g_idle_add (grow_cb, self);
}

static void
show_count (RuhuChoicePage *self)
{
  guint n = ruhu_choice_results_get_n_found (self->results);
  guint all = ruhu_choice_index_get_n (self->index);
  g_autofree char *words = NULL;
  g_autofree char *done = NULL;

  if (n == 0)
    words = g_strdup (_ ("Nothing in the list is called so. Type less of it."));
  else if (n == all)
    words = g_strdup_printf (_ ("%u in the list"), all);
  else
    words = g_strdup_printf (_ ("%u of %u fit"), n, all);
  gtk_label_set_label (self->count, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  words,
                                  -1);

  done = g_strdup_printf (_ ("Done, %u chosen"), ruhu_chosen_count (self->answer));
  gtk_button_set_label (self->done, done);
  ruhu_page_fold (RUHU_PAGE (self), GTK_WIDGET (self->done));
}

static void
choose (RuhuChoicePage *self, const RuhuChoice *choice)
{
  gboolean had = ruhu_chosen_has (self->answer, choice->value);
  char *answer = self->multiple ? ruhu_chosen_toggle (self->answer, choice->value, !had)
                                : g_strdup (choice->value);

  g_free (self->answer);
  self->answer = answer;
  g_signal_emit (self, signals[CHANGED], 0, self->answer);

  if (!self->multiple) {
    gtk_widget_activate_action (GTK_WIDGET (self), "win.back", NULL);
    return;
  }
  show_rows (self);
  show_count (self);
}

static void
activate_cb (GtkListView *list, guint position, RuhuChoicePage *self)
{
  g_autoptr (RuhuChoiceItem) item = g_list_model_get_item (G_LIST_MODEL (self->results), position);

  if (item != NULL)
    choose (self, ruhu_choice_item_get (item));
}

static void
take_first (RuhuChoicePage *self)
{
  g_autoptr (RuhuChoiceItem) first = g_list_model_get_item (G_LIST_MODEL (self->results), 0);

  self->enter = FALSE;
  if (first != NULL)
    choose (self, ruhu_choice_item_get (first));
  else
    gtk_widget_error_bell (GTK_WIDGET (self));
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (RuhuChoicePage) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) places =
    ruhu_choice_index_find_finish (RUHU_CHOICE_INDEX (source), result, &error);

  /* Somebody typed on, or the page went. */
  if (places == NULL || self->results == NULL)
    return;

  g_clear_object (&self->search);
  ruhu_choice_results_set_places (self->results, places);
  show_count (self);
  if (self->enter)
    take_first (self);
}

static void
stop_search (RuhuChoicePage *self)
{
  if (self->search != NULL)
    g_cancellable_cancel (self->search);
  g_clear_object (&self->search);
}

static void
typed_cb (RuhuChoicePage *self)
{
  const char *typed = gtk_editable_get_text (self->entry);

  stop_search (self);
  self->enter = FALSE;
  if (*typed == '\0') {
    ruhu_choice_results_set_places (self->results, NULL);
    show_count (self);
    return;
  }
  self->search = g_cancellable_new ();
  ruhu_choice_index_find_async (self->index, typed, self->search, found_cb, g_object_ref (self));
}

static void
enter_cb (RuhuChoicePage *self)
{
  if (*gtk_editable_get_text (self->entry) == '\0')
    gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
  else if (self->search != NULL)
    self->enter = TRUE;
  else
    take_first (self);
}

/* Esc first takes back what was typed, then leaves. */
static void
stop_cb (RuhuChoicePage *self)
{
  if (*gtk_editable_get_text (self->entry) != '\0')
    gtk_editable_set_text (self->entry, "");
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "win.back", NULL);
}

static GtkWidget *
ruhu_choice_page_get_start (RuhuPage *page)
{
  return GTK_WIDGET (RUHU_CHOICE_PAGE (page)->entry);
}

static void
ruhu_choice_page_dispose (GObject *object)
{
  RuhuChoicePage *self = RUHU_CHOICE_PAGE (object);

  stop_search (self);
  g_clear_handle_id (&self->grow, g_source_remove);
  /* The rows go while the page is whole: they still tell it that they go. */
  if (self->list != NULL)
    gtk_list_view_set_model (self->list, NULL);
  g_clear_object (&self->results);
  g_clear_object (&self->index);
  gtk_widget_dispose_template (GTK_WIDGET (object), RUHU_TYPE_CHOICE_PAGE);

  G_OBJECT_CLASS (ruhu_choice_page_parent_class)->dispose (object);
}

static void
ruhu_choice_page_finalize (GObject *object)
{
  RuhuChoicePage *self = RUHU_CHOICE_PAGE (object);

  g_clear_pointer (&self->answer, g_free);
  g_clear_pointer (&self->bound, g_hash_table_unref);

  G_OBJECT_CLASS (ruhu_choice_page_parent_class)->finalize (object);
}

static gboolean
down_cb (GtkWidget *widget, GVariant *args, gpointer data)
{
  RuhuChoicePage *self = RUHU_CHOICE_PAGE (widget);

  return gtk_widget_has_focus (GTK_WIDGET (gtk_editable_get_delegate (self->entry))) &&
         gtk_widget_grab_focus (GTK_WIDGET (self->list));
}

static void
ruhu_choice_page_class_init (RuhuChoicePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ruhu_choice_page_dispose;
  object_class->finalize = ruhu_choice_page_finalize;
  RUHU_PAGE_CLASS (klass)->get_start = ruhu_choice_page_get_start;

  /**
   * RuhuChoicePage::changed:
   * @answer: the values chosen now, as the form stores them
   */
  signals[CHANGED] = g_signal_new ("changed",
                                   RUHU_TYPE_CHOICE_PAGE,
                                   G_SIGNAL_RUN_LAST,
                                   0,
                                   NULL,
                                   NULL,
                                   NULL,
                                   G_TYPE_NONE,
                                   1,
                                   G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/ruhu/Ruhu/ruhu-choice-page.ui");
  gtk_widget_class_bind_template_child_full (widget_class,
                                             "question-roomy",
                                             FALSE,
                                             G_STRUCT_OFFSET (RuhuChoicePage, question));
  gtk_widget_class_bind_template_child (widget_class, RuhuChoicePage, entry);
  gtk_widget_class_bind_template_child (widget_class, RuhuChoicePage, count);
  gtk_widget_class_bind_template_child (widget_class, RuhuChoicePage, scroller);
  gtk_widget_class_bind_template_child (widget_class, RuhuChoicePage, list);
  gtk_widget_class_bind_template_child (widget_class, RuhuChoicePage, bar);
  gtk_widget_class_bind_template_child (widget_class, RuhuChoicePage, done);
  gtk_widget_class_bind_template_callback (widget_class, typed_cb);
  gtk_widget_class_bind_template_callback (widget_class, enter_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_cb);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Down, 0, down_cb, NULL);
}

static void
ruhu_choice_page_init (RuhuChoicePage *self)
{
  GtkAdjustment *scroll;

  self->bound = g_hash_table_new (NULL, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  scroll = gtk_scrolled_window_get_vadjustment (self->scroller);
  g_signal_connect_object (scroll,
                           "value-changed",
                           G_CALLBACK (scrolled_cb),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (scroll, "changed", G_CALLBACK (scrolled_cb), self, G_CONNECT_SWAPPED);
}

/**
 * ruhu_choice_page_new:
 * @question: what is asked, as plain text
 * @answer: what is chosen already
 * @multiple: whether several may be chosen
 *
 * Returns: (transfer floating): the page; push it onto the window
 */
RuhuChoicePage *
ruhu_choice_page_new (const char *question,
                      RuhuChoiceIndex *index,
                      const char *answer,
                      gboolean multiple)
{
  RuhuChoicePage *self = g_object_new (RUHU_TYPE_CHOICE_PAGE, NULL);
  g_autoptr (GtkSelectionModel) selection = NULL;

  self->index = g_object_ref (index);
  self->results = ruhu_choice_results_new (index);
  self->answer = g_strdup (answer);
  self->multiple = multiple;
  gtk_label_set_label (self->question, question);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  question,
                                  -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  question,
                                  -1);
  gtk_widget_set_visible (self->bar, multiple);
  selection =
    GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->results))));
  gtk_list_view_set_model (self->list, selection);
  show_count (self);
  return self;
}
