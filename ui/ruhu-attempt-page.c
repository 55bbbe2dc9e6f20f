/* ruhu-attempt-page.c: nobody was met: all that there is to record, on one page
 *
 * What the form answered by itself is a line that wants but a look; what is left to say is asked
 * below. One button finishes the response.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-attempt-page.h"

#include "form/ruhu-answer.h"
#include "form/ruhu-background-sign.h"
#include "form/ruhu-question.h"
#include "form/ruhu-saved-label.h"
#include "ruhu-attempts.h"

struct _RuhuAttemptPage {
  RuhuPage parent_instance;

  AdwWindowTitle *window_title;
  GtkListBox *known;
  GtkBox *questions;
  RuhuSavedLabel *saved;
  GtkWidget *record;
  RuhuBackgroundSign *sign;

  RuhuSurvey *survey;
  GPtrArray *asked; /* of RuhuQuestion, on rows too; the widgets own them */
  GPtrArray *rows;  /* of AdwExpanderRow, or NULL, one for each of them */
  gulong changed;
  gboolean finishing;
};

enum {
  FINISHED,
  STUCK,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RuhuAttemptPage, ruhu_attempt_page, RUHU_TYPE_PAGE)

static RuhuInstance *
get_filling (RuhuAttemptPage *self)
{
  return ruhu_survey_get_instance (self->survey);
}

static RuhuNode *
get_node (RuhuAttemptPage *self, const RuhuControl *control)
{
  RuhuInstance *instance = get_filling (self);

  return ruhu_instance_node_of (instance, control, ruhu_instance_get_root (instance));
}

static void
show_row (RuhuAttemptPage *self, AdwExpanderRow *row, const RuhuControl *control)
{
  RuhuInstance *instance = get_filling (self);
  RuhuNode *root = ruhu_instance_get_root (instance);
  g_autofree char *label = ruhu_answer_label (instance, control, root);
  g_autofree char *answer = ruhu_answer_to_text (instance, control, root);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), label);
  adw_expander_row_set_subtitle (row, answer);
  gtk_widget_set_visible (GTK_WIDGET (row),
                          ruhu_instance_is_relevant (instance, get_node (self, control)));
}

static void
refresh (RuhuAttemptPage *self)
{
  guint i;

  for (i = 0; i < self->asked->len; i++) {
    RuhuQuestion *question = g_ptr_array_index (self->asked, i);
    AdwExpanderRow *row = g_ptr_array_index (self->rows, i);

    ruhu_question_refresh (question);
    if (row != NULL)
      show_row (self, row, ruhu_question_get_control (question));
  }
}

static void
take (RuhuAttemptPage *self)
{
  guint i;

  for (i = 0; i < self->asked->len; i++)
    ruhu_question_take (g_ptr_array_index (self->asked, i));
}

static void
finished_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (RuhuAttemptPage) self = data;
  g_autoptr (GError) error = NULL;
  gboolean done = ruhu_survey_finish_finish (RUHU_SURVEY (source), result, &error);

  self->finishing = FALSE;
  if (self->survey == NULL)
    return; /* the page went meanwhile */
  if (done)
    g_signal_emit (self, signals[FINISHED], 0);
  else
    g_signal_emit (self, signals[STUCK], 0, error);
}

/* Opens the first question of the page that stops the response; FALSE where none on it does. */
static gboolean
show_problem (RuhuAttemptPage *self)
{
  guint i;

  for (i = 0; i < self->asked->len; i++) {
    RuhuQuestion *question = g_ptr_array_index (self->asked, i);
    RuhuNode *node = get_node (self, ruhu_question_get_control (question));
    AdwExpanderRow *row = g_ptr_array_index (self->rows, i);

    ruhu_question_set_strict (question, TRUE);
    if (!ruhu_instance_is_relevant (get_filling (self), node) ||
        ruhu_instance_get_violation (get_filling (self), node) == RUHU_VIOLATION_NONE)
      continue;
    if (row != NULL)
      adw_expander_row_set_expanded (row, TRUE);
    gtk_widget_grab_focus (GTK_WIDGET (question));
    return TRUE;
  }
  return FALSE;
}

static void
record_cb (RuhuAttemptPage *self)
{
  g_autoptr (GPtrArray) problems = NULL;

  if (self->finishing)
    return;

  take (self);
  problems = ruhu_instance_list_problems (get_filling (self));
  if (problems->len == 0 && ruhu_survey_count_unexplained (self->survey) == 0) {
    self->finishing = TRUE;
    ruhu_survey_finish_async (self->survey, NULL, finished_cb, g_object_ref (self));
  } else if (!show_problem (self))
    g_signal_emit (self, signals[STUCK], 0, NULL);
}

static GtkWidget *
ruhu_attempt_page_get_start (RuhuPage *page)
{
  RuhuAttemptPage *self = RUHU_ATTEMPT_PAGE (page);

  return gtk_widget_get_first_child (GTK_WIDGET (self->questions));
}

static gboolean
ruhu_attempt_page_go_back (RuhuPage *page)
{
  take (RUHU_ATTEMPT_PAGE (page));
  return FALSE;
}

static void
ruhu_attempt_page_dispose (GObject *object)
{
  RuhuAttemptPage *self = RUHU_ATTEMPT_PAGE (object);

  if (self->survey != NULL)
    g_clear_signal_handler (&self->changed, get_filling (self));
  g_ptr_array_set_size (self->asked, 0);
  g_ptr_array_set_size (self->rows, 0);
  gtk_widget_dispose_template (GTK_WIDGET (object), RUHU_TYPE_ATTEMPT_PAGE);
  g_clear_object (&self->survey);

  G_OBJECT_CLASS (ruhu_attempt_page_parent_class)->dispose (object);
}

static void
ruhu_attempt_page_finalize (GObject *object)
{
  RuhuAttemptPage *self = RUHU_ATTEMPT_PAGE (object);

  g_ptr_array_unref (self->asked);
  g_ptr_array_unref (self->rows);

  G_OBJECT_CLASS (ruhu_attempt_page_parent_class)->finalize (object);
}

static void
ruhu_attempt_page_class_init (RuhuAttemptPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ruhu_attempt_page_dispose;
  object_class->finalize = ruhu_attempt_page_finalize;
  RUHU_PAGE_CLASS (klass)->get_start = ruhu_attempt_page_get_start;
  RUHU_PAGE_CLASS (klass)->go_back = ruhu_attempt_page_go_back;

  /** RuhuAttemptPage::finished: the response is finished on disk */
  signals[FINISHED] = g_signal_new ("finished",
                                    RUHU_TYPE_ATTEMPT_PAGE,
                                    G_SIGNAL_RUN_LAST,
                                    0,
                                    NULL,
                                    NULL,
                                    NULL,
                                    G_TYPE_NONE,
                                    0);
  /**
   * RuhuAttemptPage::stuck:
   * @error: (nullable): why it could not be finished; %NULL where something that is not on this
   *   page stops it
   */
  signals[STUCK] = g_signal_new ("stuck",
                                 RUHU_TYPE_ATTEMPT_PAGE,
                                 G_SIGNAL_RUN_LAST,
                                 0,
                                 NULL,
                                 NULL,
                                 NULL,
                                 G_TYPE_NONE,
                                 1,
                                 G_TYPE_ERROR);

  g_type_ensure (RUHU_TYPE_SAVED_LABEL);
  g_type_ensure (RUHU_TYPE_BACKGROUND_SIGN);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/ruhu/Ruhu/ruhu-attempt-page.ui");
  gtk_widget_class_bind_template_child (widget_class, RuhuAttemptPage, window_title);
  gtk_widget_class_bind_template_child (widget_class, RuhuAttemptPage, known);
  gtk_widget_class_bind_template_child (widget_class, RuhuAttemptPage, questions);
  gtk_widget_class_bind_template_child (widget_class, RuhuAttemptPage, sign);
  gtk_widget_class_bind_template_child (widget_class, RuhuAttemptPage, saved);
  gtk_widget_class_bind_template_child (widget_class, RuhuAttemptPage, record);
  gtk_widget_class_bind_template_callback (widget_class, record_cb);
}

static void
ruhu_attempt_page_init (RuhuAttemptPage *self)
{
  self->asked = g_ptr_array_new ();
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
add_known (RuhuAttemptPage *self, const RuhuControl *control, RuhuQuestion *question)
{
  GtkWidget *row = adw_expander_row_new ();
  GtkWidget *place = gtk_list_box_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (question), "pad");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (place), GTK_WIDGET (question));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (place), FALSE);
  gtk_widget_set_focusable (place, FALSE);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row), place);
  show_row (self, ADW_EXPANDER_ROW (row), control);
  gtk_list_box_append (self->known, row);
  g_ptr_array_add (self->rows, row);
}

static void
add_question (RuhuAttemptPage *self, const RuhuControl *control)
{
  RuhuInstance *instance = get_filling (self);
  RuhuNode *node = get_node (self, control);
  const char *value = node != NULL ? ruhu_instance_get_value (instance, node) : NULL;
  gboolean known = value != NULL && *value != '\0' && ruhu_instance_is_relevant (instance, node);
  RuhuQuestion *question;

  if (node == NULL)
    return;

  question = ruhu_question_new (self->survey,
                                control,
                                ruhu_instance_get_root (instance),
                                known ? RUHU_QUESTION_IN_ROW : RUHU_QUESTION_AMONG);
  g_ptr_array_add (self->asked, question);
  if (known) {
    add_known (self, control, question);
    return;
  }
  gtk_box_append (self->questions, GTK_WIDGET (question));
  g_ptr_array_add (self->rows, NULL);
}

static void
add_group (RuhuAttemptPage *self, const RuhuControl *group)
{
  guint i;

  for (i = 0; i < ruhu_control_get_n_children (group); i++) {
    const RuhuControl *child = ruhu_control_get_child (group, i);

    if (ruhu_control_get_kind (child) == RUHU_CONTROL_GROUP)
      add_group (self, child);
    else if (ruhu_control_is_question (child) && !ruhu_control_is_decliner (child))
      add_question (self, child);
  }
}

static const RuhuControl *
find_group (const RuhuControl *within, const char *path)
{
  guint i;

  if (g_strcmp0 (ruhu_control_get_path (within), path) == 0)
    return within;
  for (i = 0; i < ruhu_control_get_n_children (within); i++) {
    const RuhuControl *found = find_group (ruhu_control_get_child (within, i), path);

    if (found != NULL)
      return found;
  }
  return NULL;
}

/**
 * ruhu_attempt_page_new:
 * @survey: a filling that began with the answer that its form's rule says
 *
 * Returns: (transfer floating): the page
 */
RuhuAttemptPage *
ruhu_attempt_page_new (RuhuSurvey *survey)
{
  RuhuAttemptPage *self = g_object_new (RUHU_TYPE_ATTEMPT_PAGE, NULL);
  RuhuInstance *instance = ruhu_survey_get_instance (survey);
  RuhuForm *form = ruhu_instance_get_form (instance);
  const RuhuFormRule *rule = ruhu_attempts_find_rule (form);
  g_autofree char *visit = rule != NULL ? ruhu_form_rule_get_parameter (rule, "visit") : NULL;
  g_autofree char *title = rule != NULL ? ruhu_instance_get_rule_message (instance, rule) : NULL;
  const RuhuControl *group = find_group (ruhu_form_get_body (form), visit);

  self->survey = g_object_ref (survey);
  ruhu_background_sign_set_background (self->sign, ruhu_survey_get_background (survey));
  adw_window_title_set_title (self->window_title, title);
  adw_window_title_set_subtitle (self->window_title,
                                 ruhu_response_get_title (ruhu_survey_get_response (survey)));
  ruhu_page_set_title (RUHU_PAGE (self), title);
  ruhu_saved_label_set_autosave (self->saved, ruhu_survey_get_autosave (survey));
  if (group != NULL)
    add_group (self, group);
  self->changed = g_signal_connect_swapped (instance, "changed", G_CALLBACK (refresh), self);
  refresh (self);
  return self;
}

RuhuSurvey *
ruhu_attempt_page_get_survey (RuhuAttemptPage *self)
{
  g_return_val_if_fail (RUHU_IS_ATTEMPT_PAGE (self), NULL);

  return self->survey;
}

/** ruhu_attempt_page_flush: brings what is typed into the filling, from where it is saved */
void
ruhu_attempt_page_flush (RuhuAttemptPage *self)
{
  g_return_if_fail (RUHU_IS_ATTEMPT_PAGE (self));

  take (self);
}
