/* ruhu-forms-page.c: which form to begin
 *
 * About one person: the forms that want one, and where one was begun for them it goes on instead.
 * About nobody: all of them; one that wants a person leads to where a person is found.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-forms-page.h"

#include "ruhu-row-view.h"
#include "ruhu-truth.h"

#include <glib/gi18n.h>

struct _RuhuFormsPage {
  RuhuPage parent_instance;

  AdwWindowTitle *window_title;
  RuhuRowView *rows;
  AdwToastOverlay *toasts;

  GListModel *responses;
  RuhuPerson *person; /* or NULL */
};

G_DEFINE_FINAL_TYPE (RuhuFormsPage, ruhu_forms_page, RUHU_TYPE_PAGE)

/* Of the person it is about; NULL: none. */
static RuhuResponse *
find_draft (RuhuFormsPage *self, RuhuFormOffer *offer)
{
  guint n = g_list_model_get_n_items (self->responses);
  guint i;

  for (i = 0; self->person != NULL && i < n; i++) {
    g_autoptr (RuhuResponse) response = g_list_model_get_item (self->responses, i);

    if (ruhu_response_get_state (response) == RUHU_RESPONSE_DRAFT &&
        ruhu_response_get_replaces (response) == NULL &&
        g_str_equal (ruhu_response_get_form_id (response), ruhu_form_offer_get_id (offer)) &&
        g_strcmp0 (ruhu_response_get_person_id (response), ruhu_person_get_id (self->person)) == 0)
      return response; /* the list holds it */
  }
  return NULL;
}

static const char *
describe (RuhuFormOffer *offer)
{
  switch (ruhu_form_offer_get_state (offer)) {
  case RUHU_FORM_OFFER_LOADING:
    return _ ("Still loading. It can be begun once all that belongs to it is here.");
  case RUHU_FORM_OFFER_RENEWED:
    return _ ("A newer version is still loading.");
  case RUHU_FORM_OFFER_READY:
  default:
    return NULL;
  }
}

static void
show_row (RuhuListRow *row, gpointer item, gpointer user_data)
{
  RuhuResponse *draft = find_draft (user_data, item);
  g_autofree char *words = draft != NULL ? ruhu_truth_get_words (draft) : NULL;

  ruhu_list_row_set_title (row, ruhu_form_offer_get_title (item));
  ruhu_list_row_set_subtitle (row, describe (item));
  ruhu_list_row_set_status (row,
                            draft != NULL ? RUHU_STATUS_DRAFT : RUHU_STATUS_NONE,
                            draft != NULL ? words : NULL);
  ruhu_list_row_set_opens (row, ruhu_form_offer_get_state (item) != RUHU_FORM_OFFER_LOADING);
}

static const char *
get_section (gpointer item, gpointer user_data)
{
  if (RUHU_FORMS_PAGE (user_data)->person != NULL)
    return NULL;
  return ruhu_form_offer_wants_person (item) ? _ ("About a person: find them first")
                                             : _ ("About nobody in the register");
}

/* A row stays what it is until the files are there, and says so when it is tapped. */
static void
open_offer (RuhuFormsPage *self, RuhuFormOffer *offer)
{
  RuhuResponse *draft = find_draft (self, offer);
  const char *person_id = self->person != NULL ? ruhu_person_get_id (self->person) : "";

  if (ruhu_form_offer_get_state (offer) == RUHU_FORM_OFFER_LOADING)
    adw_toast_overlay_add_toast (self->toasts,
                                 adw_toast_new (_ ("It is still loading. Try again later.")));
  else if (draft != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self),
                                "win.open-response",
                                "s",
                                ruhu_response_get_id (draft));
  else if (self->person == NULL && ruhu_form_offer_wants_person (offer))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.show-find", NULL);
  else
    gtk_widget_activate_action (GTK_WIDGET (self),
                                "win.begin-form",
                                "(ss)",
                                ruhu_form_offer_get_id (offer),
                                person_id);
}

static void
opened_cb (RuhuRowView *rows, RuhuFormOffer *offer, RuhuFormsPage *self)
{
  open_offer (self, offer);
}

static GtkWidget *
ruhu_forms_page_get_start (RuhuPage *page)
{
  return ruhu_row_view_get_list (RUHU_FORMS_PAGE (page)->rows);
}

static void
ruhu_forms_page_dispose (GObject *object)
{
  RuhuFormsPage *self = RUHU_FORMS_PAGE (object);

  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), RUHU_TYPE_FORMS_PAGE);
  g_clear_object (&self->responses);
  g_clear_object (&self->person);

  G_OBJECT_CLASS (ruhu_forms_page_parent_class)->dispose (object);
}

static void
ruhu_forms_page_class_init (RuhuFormsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ruhu_forms_page_dispose;
  RUHU_PAGE_CLASS (klass)->get_start = ruhu_forms_page_get_start;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/ruhu/Ruhu/ruhu-forms-page.ui");
  gtk_widget_class_bind_template_child (widget_class, RuhuFormsPage, window_title);
  gtk_widget_class_bind_template_child (widget_class, RuhuFormsPage, rows);
  gtk_widget_class_bind_template_child (widget_class, RuhuFormsPage, toasts);
  gtk_widget_class_bind_template_callback (widget_class, opened_cb);
}

static void
ruhu_forms_page_init (RuhuFormsPage *self)
{
  g_type_ensure (RUHU_TYPE_ROW_VIEW);
  gtk_widget_init_template (GTK_WIDGET (self));
}

static gboolean
is_offered (gpointer item, gpointer user_data)
{
  return RUHU_FORMS_PAGE (user_data)->person == NULL || ruhu_form_offer_wants_person (item);
}

/* What can be begun here first; within that as the library has them. */
static int
compare (gconstpointer a, gconstpointer b, gpointer user_data)
{
  return ruhu_form_offer_wants_person ((RuhuFormOffer *) a) -
         ruhu_form_offer_wants_person ((RuhuFormOffer *) b);
}

static GListModel *
make_model (RuhuFormsPage *self, RuhuFormLibrary *library)
{
  GtkCustomFilter *filter = gtk_custom_filter_new (is_offered, self, NULL);
  GtkCustomSorter *sorter = gtk_custom_sorter_new (compare, NULL, NULL);
  GtkFilterListModel *offered =
    gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (library)), GTK_FILTER (filter));

  return G_LIST_MODEL (gtk_sort_list_model_new (G_LIST_MODEL (offered), GTK_SORTER (sorter)));
}

/**
 * ruhu_forms_page_new:
 * @library: the forms, which the page follows
 * @responses: (element-type RuhuResponse): this tablet's
 * @person: (nullable): whom it is about; %NULL for all forms
 *
 * Returns: (transfer floating): the page
 */
RuhuFormsPage *
ruhu_forms_page_new (RuhuFormLibrary *library, GListModel *responses, RuhuPerson *person)
{
  RuhuFormsPage *self = g_object_new (RUHU_TYPE_FORMS_PAGE, NULL);
  g_autoptr (GListModel) model = NULL;

  self->responses = g_object_ref (responses);
  g_set_object (&self->person, person);
  if (person != NULL)
    adw_window_title_set_subtitle (self->window_title, ruhu_person_get_name (person));
  model = make_model (self, library);
  ruhu_row_view_set_funcs (self->rows, show_row, get_section, self);
  ruhu_row_view_set_model (self->rows, model);
  return self;
}
