/* ruhu-person-page.c: who it is, how to speak with them, what is open, what to do next
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-person-page.h"

#include "ruhu-format.h"
#include "ruhu-person-rows.h"
#include "ruhu-person-text.h"

#include <glib/gi18n.h>

struct _RuhuPersonPage {
  RuhuPage parent_instance;

  AdwWindowTitle *window_title;
  GtkWidget *back;
  GtkWidget *scroller;
  AdwClamp *clamp;
  AdwClamp *bar_clamp;
  AdwAvatar *avatar;
  GtkLabel *name;
  GtkLabel *who;
  GtkLabel *disability;
  GtkWidget *proposed;
  GtkWidget *care;
  GtkLabel *care_text;
  GtkWidget *phones;
  GtkWidget *phone_row;
  GtkLabel *phone;
  GtkWidget *guardian_row;
  GtkLabel *guardian;
  GtkWidget *needs_box;
  GtkListBox *needs_list;
  GtkWidget *visits_box;
  GtkListBox *visits_list;
  GtkWidget *nothing;
  GtkWidget *forms;
  GtkButton *attempt;
  GtkButton *primary;

  RuhuPerson *person;
  RuhuTask *task;           /* or NULL */
  RuhuAttempts *attempts;   /* or NULL */
  RuhuFormLibrary *library; /* or NULL */
  GtkFilterListModel *needs;
  GtkFilterListModel *visits;
  gboolean embedded;
};

enum {
  PROP_EMBEDDED = 1,
  PROP_BACK_VISIBLE,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (RuhuPersonPage, ruhu_person_page, RUHU_TYPE_PAGE)

static gboolean
is_need_of_person (gpointer item, gpointer user_data)
{
  RuhuPersonPage *self = user_data;

  return self->person != NULL && ruhu_need_is_open (item) &&
         g_strcmp0 (ruhu_need_get_person_id (item), ruhu_person_get_id (self->person)) == 0;
}

static gboolean
is_visit_of_person (gpointer item, gpointer user_data)
{
  RuhuPersonPage *self = user_data;

  return self->person != NULL &&
         g_strcmp0 (ruhu_response_get_person_id (item), ruhu_person_get_id (self->person)) == 0;
}

/* The newest in @state that nothing replaces. */
static RuhuResponse *
find_visit (RuhuPersonPage *self, RuhuResponseState state)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->visits));
  guint i;

  for (i = 0; i < n; i++) {
    g_autoptr (RuhuResponse) response = g_list_model_get_item (G_LIST_MODEL (self->visits), i);

    if (ruhu_response_get_state (response) == state &&
        ruhu_response_get_replaced_by (response) == NULL)
      return response;
  }
  return NULL;
}

static const char *
get_target (RuhuPersonPage *self)
{
  if (self->task != NULL)
    return ruhu_task_get_id (self->task);
  return self->person != NULL ? ruhu_person_get_id (self->person) : "";
}

/* What the blue button begins. */
static const char *
get_form (RuhuPersonPage *self)
{
  return self->task != NULL ? ruhu_task_get_form_id (self->task) : NULL;
}

/* Only where there is something to choose. */
static void
show_forms (RuhuPersonPage *self)
{
  gboolean shown = self->library != NULL && self->person != NULL &&
                   ruhu_form_library_has_other (self->library, get_form (self));

  if (!shown && gtk_widget_has_focus (self->forms))
    gtk_widget_grab_focus (GTK_WIDGET (self->primary));
  gtk_widget_set_visible (self->forms, shown);
  if (shown)
    gtk_actionable_set_action_target (GTK_ACTIONABLE (self->forms),
                                      "s",
                                      ruhu_person_get_id (self->person));
}

/* The grey one beside it: a visit that met nobody, where the form knows such a thing. */
static void
show_attempt (RuhuPersonPage *self)
{
  const char *label =
    self->attempts != NULL ? ruhu_attempts_get_label (self->attempts, get_form (self)) : NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->attempt), label != NULL);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->attempt), "s", get_target (self));
  if (label == NULL)
    return;

  gtk_button_set_label (self->attempt, label);
}

static char *
describe_draft (RuhuResponse *draft)
{
  guint missing = (guint) ruhu_response_get_missing (draft);

  if (missing > 0)
    return g_strdup_printf (ngettext ("Go on, %u to go", "Go on, %u to go", missing), missing);
  return g_strdup (ruhu_response_get_replaces (draft) != NULL ? _ ("Go on with the correction")
                                                              : _ ("Go on with the draft"));
}

/* The blue button says what will happen: go on with what was begun, or look at what came back, or
 * begin. */
static void
show_primary (RuhuPersonPage *self)
{
  RuhuResponse *draft = find_visit (self, RUHU_RESPONSE_DRAFT);
  RuhuResponse *opens = draft != NULL ? draft : find_visit (self, RUHU_RESPONSE_RETURNED);
  g_autofree char *go_on = draft != NULL ? describe_draft (draft) : NULL;

  if (opens != NULL) {
    gtk_button_set_label (self->primary, go_on != NULL ? go_on : _ ("Correct what came back"));
    gtk_actionable_set_action_target (GTK_ACTIONABLE (self->primary),
                                      "s",
                                      ruhu_response_get_id (opens));
    gtk_actionable_set_action_name (GTK_ACTIONABLE (self->primary), "win.open-response");
    return;
  }

  gtk_button_set_label (self->primary, _ ("Begin the visit"));
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->primary), "s", get_target (self));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->primary), "win.begin-visit");
}

/* Where there are several, a visit says which form it was. */
static void
show_visit (RuhuPersonPage *self, RuhuListRow *row, RuhuResponse *response)
{
  RuhuFormOffer *offer =
    self->library != NULL && ruhu_form_library_has_choice (self->library)
      ? ruhu_form_library_find (self->library, ruhu_response_get_form_id (response))
      : NULL;

  ruhu_person_rows_show_visit (row,
                               response,
                               offer != NULL ? ruhu_form_offer_get_title (offer) : NULL);
}

/* A draft that was filled or finished stays in the list: only what it says is new. */
static void
visit_cb (RuhuListRow *row, GParamSpec *pspec, RuhuResponse *response)
{
  GtkWidget *page = gtk_widget_get_ancestor (GTK_WIDGET (row), RUHU_TYPE_PERSON_PAGE);

  if (page == NULL)
    return;
  show_visit (RUHU_PERSON_PAGE (page), row, response);
  show_primary (RUHU_PERSON_PAGE (page));
}

/* Which forms there are is read beside the page. */
static void
library_cb (RuhuPersonPage *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->visits));
  guint i;

  for (i = 0; i < n; i++) {
    g_autoptr (RuhuResponse) response = g_list_model_get_item (G_LIST_MODEL (self->visits), i);
    GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->visits_list, (int) i);

    show_visit (self, RUHU_LIST_ROW (gtk_list_box_row_get_child (row)), response);
  }
  show_forms (self);
}

static GtkWidget *
make_visit_row (gpointer item, gpointer user_data)
{
  RuhuListRow *row = ruhu_person_rows_new_visit ();

  show_visit (user_data, row, item);
  g_signal_connect_object (item, "notify", G_CALLBACK (visit_cb), row, G_CONNECT_SWAPPED);
  return GTK_WIDGET (row);
}

static void
lists_cb (RuhuPersonPage *self)
{
  gboolean needs = g_list_model_get_n_items (G_LIST_MODEL (self->needs)) > 0;
  gboolean visits = g_list_model_get_n_items (G_LIST_MODEL (self->visits)) > 0;

  gtk_widget_set_visible (self->needs_box, needs);
  gtk_widget_set_visible (self->visits_box, visits);
  gtk_widget_set_visible (self->nothing, !needs && !visits);
  show_primary (self);
}

static void
visit_activated_cb (GtkListBox *list, GtkListBoxRow *row, RuhuPersonPage *self)
{
  g_autoptr (RuhuResponse) response =
    g_list_model_get_item (G_LIST_MODEL (self->visits), gtk_list_box_row_get_index (row));

  if (response != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self),
                                "win.open-response",
                                "s",
                                ruhu_response_get_id (response));
}

/* A tablet seldom can call: the number is shown large, to be typed into a telephone. */
static void
show_number (RuhuPersonPage *self, const char *name, const char *number)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_autofree char *grouped = ruhu_format_phone (number);
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (root), name, NULL);
  GtkWidget *label = gtk_label_new (grouped);

  gtk_widget_add_css_class (label, "digits");
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), label);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
call_cb (RuhuPersonPage *self)
{
  show_number (self, ruhu_person_get_name (self->person), ruhu_person_get_phone (self->person));
}

static void
call_guardian_cb (RuhuPersonPage *self)
{
  show_number (self,
               ruhu_person_get_field (self->person, "guardian_name"),
               ruhu_person_get_field (self->person, "guardian_phone"));
}

static void
show_phones (RuhuPersonPage *self)
{
  const char *phone = ruhu_person_get_phone (self->person);
  gboolean has_phone = phone != NULL && *phone != '\0';
  g_autofree char *grouped = has_phone ? ruhu_format_phone (phone) : g_strdup ("");
  g_autofree char *guardian = ruhu_person_text_guardian (self->person);

  gtk_widget_set_visible (self->phone_row, has_phone);
  gtk_label_set_label (self->phone, grouped);
  gtk_widget_set_visible (self->guardian_row, guardian != NULL);
  gtk_label_set_label (self->guardian, guardian != NULL ? guardian : "");
  gtk_widget_set_visible (self->phones, has_phone || guardian != NULL);
}

static void
show_person (RuhuPersonPage *self)
{
  RuhuDate today = ruhu_date_today ();
  const char *name = ruhu_person_get_name (self->person);
  g_autofree char *who = ruhu_person_text_who (self->person, today);
  g_autofree char *disability = ruhu_person_text_disability (self->person);
  g_autofree char *care = ruhu_person_text_care (self->person, today);

  ruhu_page_set_title (RUHU_PAGE (self), name);
  adw_window_title_set_title (self->window_title, name);
  adw_avatar_set_text (self->avatar, name);
  gtk_label_set_label (self->name, name);
  gtk_label_set_label (self->who, who);
  gtk_label_set_label (self->disability, disability);
  gtk_widget_set_visible (self->proposed,
                          ruhu_fields_has_proposed (ruhu_person_get_fields (self->person)));
  gtk_label_set_label (self->care_text, care != NULL ? care : "");
  gtk_widget_set_visible (self->care, care != NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->scroller),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  who,
                                  -1);
  show_phones (self);
}

static GtkWidget *
ruhu_person_page_get_start (RuhuPage *page)
{
  return GTK_WIDGET (RUHU_PERSON_PAGE (page)->primary);
}

static void
ruhu_person_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  RuhuPersonPage *self = RUHU_PERSON_PAGE (object);

  switch (id) {
  case PROP_EMBEDDED:
    g_value_set_boolean (value, self->embedded);
    break;
  case PROP_BACK_VISIBLE:
    g_value_set_boolean (value, gtk_widget_get_visible (self->back));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
set_embedded (RuhuPersonPage *self, gboolean embedded)
{
  self->embedded = embedded;
  adw_clamp_set_maximum_size (self->clamp, embedded ? 640 : 1080);
  adw_clamp_set_maximum_size (self->bar_clamp, embedded ? 640 : 1080);
  if (embedded)
    g_object_set (self, "stack-below", G_MAXINT, NULL);
}

static void
ruhu_person_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  RuhuPersonPage *self = RUHU_PERSON_PAGE (object);

  switch (id) {
  case PROP_EMBEDDED:
    set_embedded (self, g_value_get_boolean (value));
    break;
  case PROP_BACK_VISIBLE:
    gtk_widget_set_visible (self->back, g_value_get_boolean (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
ruhu_person_page_dispose (GObject *object)
{
  RuhuPersonPage *self = RUHU_PERSON_PAGE (object);

  gtk_widget_dispose_template (GTK_WIDGET (object), RUHU_TYPE_PERSON_PAGE);
  g_clear_object (&self->needs);
  g_clear_object (&self->visits);
  g_clear_object (&self->person);
  g_clear_object (&self->task);
  g_clear_object (&self->attempts);
  if (self->library != NULL)
    g_signal_handlers_disconnect_by_data (self->library, self);
  g_clear_object (&self->library);

  G_OBJECT_CLASS (ruhu_person_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, RuhuPersonPage, window_title);
  gtk_widget_class_bind_template_child (widget_class, RuhuPersonPage, back);
  gtk_widget_class_bind_template_child (widget_class, RuhuPersonPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, RuhuPersonPage, clamp);
  gtk_widget_class_bind_template_child (widget_class, RuhuPersonPage, bar_clamp);
  gtk_widget_class_bind_template_child (widget_class, RuhuPersonPage, avatar);
  gtk_widget_class_bind_template_child (widget_class, RuhuPersonPage, name);
  gtk_widget_class_bind_template_child (widget_class, RuhuPersonPage, who);
  gtk_widget_class_bind_template_child (widget_class, RuhuPersonPage, disability);
  gtk_widget_class_bind_template_child (widget_class, RuhuPersonPage, proposed);
  gtk_widget_class_bind_template_child (widget_class, RuhuPersonPage, care);
  gtk_widget_class_bind_template_child (widget_class, RuhuPersonPage, care_text);
  gtk_widget_class_bind_template_child (widget_class, RuhuPersonPage, phones);
  gtk_widget_class_bind_template_child (widget_class, RuhuPersonPage, phone_row);
  gtk_widget_class_bind_template_child (widget_class, RuhuPersonPage, phone);
  gtk_widget_class_bind_template_child (widget_class, RuhuPersonPage, guardian_row);
  gtk_widget_class_bind_template_child (widget_class, RuhuPersonPage, guardian);
  gtk_widget_class_bind_template_child (widget_class, RuhuPersonPage, needs_box);
  gtk_widget_class_bind_template_child (widget_class, RuhuPersonPage, needs_list);
  gtk_widget_class_bind_template_child (widget_class, RuhuPersonPage, visits_box);
  gtk_widget_class_bind_template_child (widget_class, RuhuPersonPage, visits_list);
  gtk_widget_class_bind_template_child (widget_class, RuhuPersonPage, nothing);
  gtk_widget_class_bind_template_child (widget_class, RuhuPersonPage, forms);
  gtk_widget_class_bind_template_child (widget_class, RuhuPersonPage, attempt);
  gtk_widget_class_bind_template_child (widget_class, RuhuPersonPage, primary);
  gtk_widget_class_bind_template_callback (widget_class, call_cb);
  gtk_widget_class_bind_template_callback (widget_class, call_guardian_cb);
  gtk_widget_class_bind_template_callback (widget_class, visit_activated_cb);
}

static void
ruhu_person_page_class_init (RuhuPersonPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = ruhu_person_page_get_property;
  object_class->set_property = ruhu_person_page_set_property;
  object_class->dispose = ruhu_person_page_dispose;
  RUHU_PAGE_CLASS (klass)->get_start = ruhu_person_page_get_start;

  /**
   * RuhuPersonPage:embedded: whether it stands beside a list, which leaves it one column
   */
  properties[PROP_EMBEDDED] = g_param_spec_boolean ("embedded", NULL, NULL, FALSE, flags);
  /**
   * RuhuPersonPage:back-visible: whether there is something to go back to
   */
  properties[PROP_BACK_VISIBLE] = g_param_spec_boolean ("back-visible", NULL, NULL, TRUE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/ruhu/Ruhu/ruhu-person-page.ui");
  bind_children (widget_class);
}

static GtkFilterListModel *
make_filter (RuhuPersonPage *self, GtkCustomFilterFunc func)
{
  GtkFilterListModel *model =
    gtk_filter_list_model_new (NULL, GTK_FILTER (gtk_custom_filter_new (func, self, NULL)));

  g_signal_connect_object (model, "items-changed", G_CALLBACK (lists_cb), self, G_CONNECT_SWAPPED);
  return model;
}

static void
ruhu_person_page_init (RuhuPersonPage *self)
{
  g_type_ensure (RUHU_TYPE_LIST_ROW);
  gtk_widget_init_template (GTK_WIDGET (self));

  self->needs = make_filter (self, is_need_of_person);
  self->visits = make_filter (self, is_visit_of_person);
  gtk_list_box_bind_model (self->needs_list,
                           G_LIST_MODEL (self->needs),
                           ruhu_person_rows_new_need,
                           NULL,
                           NULL);
  gtk_list_box_bind_model (self->visits_list,
                           G_LIST_MODEL (self->visits),
                           make_visit_row,
                           self,
                           NULL);
  lists_cb (self);
}

/** ruhu_person_page_new: Returns: (transfer floating): a page about nobody yet */
RuhuPersonPage *
ruhu_person_page_new (void)
{
  return g_object_new (RUHU_TYPE_PERSON_PAGE, NULL);
}

/** ruhu_person_page_get_person: Returns: (transfer none) (nullable): whom it is about */
RuhuPerson *
ruhu_person_page_get_person (RuhuPersonPage *self)
{
  g_return_val_if_fail (RUHU_IS_PERSON_PAGE (self), NULL);

  return self->person;
}

void
ruhu_person_page_set_person (RuhuPersonPage *self, RuhuPerson *person)
{
  g_return_if_fail (RUHU_IS_PERSON_PAGE (self));
  g_return_if_fail (RUHU_IS_PERSON (person));

  if (!g_set_object (&self->person, person))
    return;

  g_clear_object (&self->task);
  show_person (self);
  show_attempt (self);
  show_forms (self);
  gtk_filter_changed (gtk_filter_list_model_get_filter (self->needs), GTK_FILTER_CHANGE_DIFFERENT);
  gtk_filter_changed (gtk_filter_list_model_get_filter (self->visits), GTK_FILTER_CHANGE_DIFFERENT);
  lists_cb (self);
}

/**
 * ruhu_person_page_set_lists:
 * @needs: (nullable): a model of RuhuNeed, of anybody
 * @responses: (nullable): a model of RuhuResponse, about anybody
 */
void
ruhu_person_page_set_lists (RuhuPersonPage *self, GListModel *needs, GListModel *responses)
{
  g_return_if_fail (RUHU_IS_PERSON_PAGE (self));

  gtk_filter_list_model_set_model (self->needs, needs);
  gtk_filter_list_model_set_model (self->visits, responses);
}

/** ruhu_person_page_set_task: @task: (nullable): the task that the visit is to do */
void
ruhu_person_page_set_task (RuhuPersonPage *self, RuhuTask *task)
{
  g_return_if_fail (RUHU_IS_PERSON_PAGE (self));

  g_set_object (&self->task, task);
  show_primary (self);
  show_attempt (self);
  show_forms (self);
}

/** ruhu_person_page_set_attempts: @attempts: (nullable): visits that met nobody; %NULL: not offered
 */
void
ruhu_person_page_set_attempts (RuhuPersonPage *self, RuhuAttempts *attempts)
{
  g_return_if_fail (RUHU_IS_PERSON_PAGE (self));

  g_set_object (&self->attempts, attempts);
  show_attempt (self);
}

/** ruhu_person_page_set_library: @library: (nullable): forms to choose from; %NULL: no choice */
void
ruhu_person_page_set_library (RuhuPersonPage *self, RuhuFormLibrary *library)
{
  g_return_if_fail (RUHU_IS_PERSON_PAGE (self));

  if (self->library != NULL)
    g_signal_handlers_disconnect_by_data (self->library, self);
  g_set_object (&self->library, library);
  if (library != NULL)
    g_signal_connect_swapped (library, "items-changed", G_CALLBACK (library_cb), self);
  library_cb (self);
}
