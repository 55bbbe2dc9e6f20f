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
#include "ruhu-row-view.h"

#include <glib/gi18n.h>

struct _RuhuChoicePage {
  RuhuPage parent_instance;

  GtkLabel *question;
  GtkEditable *entry;
  GtkLabel *count;
  RuhuRowView *rows;
  GtkWidget *bar;
  GtkButton *done;

  RuhuChoiceIndex *index;
  RuhuChoiceResults *results;
  GCancellable *search; /* NULL: nobody is searching */
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
show_row (RuhuListRow *row, gpointer item, gpointer data)
{
  RuhuChoicePage *self = data;
  const RuhuChoice *choice = ruhu_choice_item_get (item);
  gboolean chosen = ruhu_chosen_has (self->answer, choice->value);

  ruhu_list_row_set_title (row, choice->label);
  ruhu_list_row_set_subtitle (row, chosen ? _ ("Chosen") : NULL);
  ruhu_list_row_set_mark (row, self->multiple ? RUHU_MARK_BOX : RUHU_MARK_RING, chosen);
  ruhu_list_row_set_opens (row, FALSE);
}

static void
show_count (RuhuChoicePage *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->results));
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
  gtk_accessible_update_property (GTK_ACCESSIBLE (ruhu_row_view_get_list (self->rows)),
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
  ruhu_row_view_refresh (self->rows);
  show_count (self);
}

static void
opened_cb (RuhuChoicePage *self, RuhuChoiceItem *item)
{
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
  if (self->rows != NULL)
    ruhu_row_view_set_model (self->rows, NULL);
  g_clear_object (&self->results);
  g_clear_object (&self->index);
  gtk_widget_dispose_template (GTK_WIDGET (object), RUHU_TYPE_CHOICE_PAGE);

  G_OBJECT_CLASS (ruhu_choice_page_parent_class)->dispose (object);
}

static void
ruhu_choice_page_finalize (GObject *object)
{
  g_clear_pointer (&RUHU_CHOICE_PAGE (object)->answer, g_free);

  G_OBJECT_CLASS (ruhu_choice_page_parent_class)->finalize (object);
}

static gboolean
down_cb (GtkWidget *widget, GVariant *args, gpointer data)
{
  RuhuChoicePage *self = RUHU_CHOICE_PAGE (widget);

  return gtk_widget_has_focus (GTK_WIDGET (gtk_editable_get_delegate (self->entry))) &&
         gtk_widget_grab_focus (ruhu_row_view_get_list (self->rows));
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

  g_type_ensure (RUHU_TYPE_ROW_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/ruhu/Ruhu/ruhu-choice-page.ui");
  gtk_widget_class_bind_template_child_full (widget_class,
                                             "question-roomy",
                                             FALSE,
                                             G_STRUCT_OFFSET (RuhuChoicePage, question));
  gtk_widget_class_bind_template_child (widget_class, RuhuChoicePage, entry);
  gtk_widget_class_bind_template_child (widget_class, RuhuChoicePage, count);
  gtk_widget_class_bind_template_child (widget_class, RuhuChoicePage, rows);
  gtk_widget_class_bind_template_child (widget_class, RuhuChoicePage, bar);
  gtk_widget_class_bind_template_child (widget_class, RuhuChoicePage, done);
  gtk_widget_class_bind_template_callback (widget_class, typed_cb);
  gtk_widget_class_bind_template_callback (widget_class, enter_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_cb);
  gtk_widget_class_bind_template_callback (widget_class, opened_cb);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Down, 0, down_cb, NULL);
}

static void
ruhu_choice_page_init (RuhuChoicePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
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

  self->index = g_object_ref (index);
  self->results = ruhu_choice_results_new (index);
  self->answer = g_strdup (answer);
  self->multiple = multiple;
  gtk_label_set_label (self->question, question);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  question,
                                  -1);
  g_object_set (self->rows, "label", question, NULL);
  gtk_widget_set_visible (self->bar, multiple);
  ruhu_row_view_set_funcs (self->rows, show_row, NULL, self);
  ruhu_row_view_set_model (self->rows, G_LIST_MODEL (self->results));
  show_count (self);
  return self;
}
