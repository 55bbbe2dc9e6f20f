/* ruhu-survey-page.c: a response from the first question to the end
 *
 * Fills page by page; outline, review and the end are views of the same page, so that back always
 * leads to where one was.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-survey-page-inside.h"

#include <glib/gi18n.h>

enum {
  FINISHED,
  DISCARDED,
  CLOSED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RuhuSurveyPage, ruhu_survey_page, RUHU_TYPE_PAGE)

static RuhuInstance *
get_filling (RuhuSurveyPage *self)
{
  return ruhu_survey_get_instance (self->survey);
}

static RuhuQuestions *
get_questions (RuhuSurveyPage *self)
{
  return ruhu_fill_view_get_questions (self->fill_view);
}

/* Hidden, and not only behind: a screen reader walks through what lies behind in a stack. */
void
ruhu_survey_page_show_view (RuhuSurveyPage *self, gpointer view)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *child;

  /* A view that is hidden while it has the focus stays in memory (GTK 4.8). */
  if (root != NULL)
    gtk_root_set_focus (root, NULL);
  gtk_widget_set_visible (view, TRUE);
  for (child = gtk_widget_get_first_child (self->views); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    gtk_widget_set_visible (child, child == GTK_WIDGET (view));
  ruhu_page_focus_start (RUHU_PAGE (self));
}

static gboolean
is_view (RuhuSurveyPage *self, gpointer view)
{
  return gtk_widget_get_visible (view);
}

static void
show_page (RuhuSurveyPage *self)
{
  g_autofree char *place = ruhu_walk_get_place (self->walk);

  ruhu_fill_view_show (self->fill_view);
  ruhu_page_fold (RUHU_PAGE (self), GTK_WIDGET (self->fill_view));
  ruhu_survey_look_at (self->survey,
                       ruhu_walk_get_outline (self->walk),
                       ruhu_walk_get_page (self->walk));
  if (place != NULL)
    ruhu_survey_note_place (self->survey, place);
}

/* Takes what is typed, and notes how far it is. */
void
ruhu_survey_page_leave (RuhuSurveyPage *self)
{
  ruhu_questions_leave (get_questions (self));
  ruhu_review_view_take (self->review_view);
  ruhu_survey_note_missing (self->survey);
  ruhu_background_forget_notes (ruhu_survey_get_background (self->survey));
}

void
ruhu_survey_page_show_review (RuhuSurveyPage *self)
{
  ruhu_survey_look_at_view (self->survey, "end screen");
  ruhu_background_keep (ruhu_survey_get_background (self->survey)); /* it may be asked for */
  ruhu_review_view_show (self->review_view, self->survey);
  ruhu_survey_page_show_view (self, self->review_view);
}

static void
leave_row (RuhuSurveyPage *self)
{
  ruhu_questions_clear (get_questions (self));
  ruhu_walk_leave_row (self->walk);
  show_page (self);
}

static void
step (RuhuSurveyPage *self, int by)
{
  ruhu_survey_page_leave (self);
  if (ruhu_walk_step (self->walk, by)) {
    show_page (self);
  } else if (ruhu_walk_is_in_row (self->walk)) {
    leave_row (self);
  } else if (by > 0) {
    ruhu_survey_page_show_review (self);
    return;
  }
  ruhu_page_focus_start (RUHU_PAGE (self));
}

static void
go_to_key (RuhuSurveyPage *self, const char *key)
{
  ruhu_questions_clear (get_questions (self));
  ruhu_walk_go_to_key (self->walk, key);
  show_page (self);
  ruhu_survey_page_show_view (self, self->fill_view);
}

/* To the page of the first answer that is missing, or wrong; to none where there is none. */
static void
go_to_missing (RuhuSurveyPage *self)
{
  g_autoptr (GPtrArray) problems = ruhu_instance_list_problems (get_filling (self));
  g_autofree char *key = NULL;

  if (problems->len == 0)
    return;
  key = ruhu_node_get_key (g_ptr_array_index (problems, 0));
  ruhu_walk_go_to_key (self->walk, key);
}

static void
next_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  step (data, 1);
}

static void
previous_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  step (data, -1);
}

static void
outline_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  RuhuSurveyPage *self = data;

  ruhu_survey_page_leave (self);
  ruhu_survey_look_at_view (self->survey, "jump");
  ruhu_outline_view_show (self->outline_view, self->survey, ruhu_walk_get_section (self->walk));
  ruhu_survey_page_show_view (self, self->outline_view);
}

static void
resume_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  show_page (data);
  ruhu_survey_page_show_view (data, RUHU_SURVEY_PAGE (data)->fill_view);
}

static void
review_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ruhu_survey_page_review (data);
}

static void
go_to_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  go_to_key (data, g_variant_get_string (parameter, NULL));
}

static void
first_missing_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  RuhuSurveyPage *self = data;
  g_autoptr (GPtrArray) problems = ruhu_instance_list_problems (get_filling (self));
  g_autofree char *key = NULL;

  if (problems->len == 0) {
    ruhu_survey_page_show_review (self);
    return;
  }
  key = ruhu_node_get_key (g_ptr_array_index (problems, 0));
  go_to_key (self, key);
}

static void
section_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  RuhuSurveyPage *self = data;

  ruhu_questions_clear (get_questions (self));
  ruhu_walk_go_to_section (self->walk, g_variant_get_string (parameter, NULL));
  show_page (self);
  ruhu_survey_page_show_view (self, self->fill_view);
}

/* Of a repeat's page; NULL on others. */
static const RuhuControl *
get_repeat (RuhuSurveyPage *self)
{
  RuhuRows *rows = ruhu_questions_get_rows (get_questions (self));

  return rows != NULL ? g_ptr_array_index (ruhu_walk_get_page (self->walk)->controls, 0) : NULL;
}

static void
open_row (RuhuSurveyPage *self, RuhuNode *row)
{
  const RuhuControl *repeat = get_repeat (self);

  ruhu_survey_page_leave (self);
  ruhu_questions_clear (get_questions (self));
  ruhu_walk_enter_row (self->walk, repeat, row);
  show_page (self);
  ruhu_page_focus_start (RUHU_PAGE (self));
}

static void
add_row_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  RuhuSurveyPage *self = data;
  const RuhuControl *repeat = get_repeat (self);
  g_autoptr (GError) error = NULL;
  RuhuNode *row;

  if (repeat == NULL)
    return;
  row = ruhu_instance_add_row (get_filling (self),
                               repeat,
                               ruhu_outline_get_within (ruhu_walk_get_outline (self->walk)),
                               &error);
  if (row != NULL) {
    ruhu_survey_note (self->survey, "add repeat", row);
    open_row (self, row);
  } else {
    g_message ("a row was not added: %s", error->message);
  }
}

static void
edit_row_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  RuhuSurveyPage *self = data;
  RuhuNode *row =
    ruhu_instance_find_key (get_filling (self), g_variant_get_string (parameter, NULL));

  if (row != NULL && get_repeat (self) != NULL)
    open_row (self, row);
}

static void
strike (RuhuSurveyPage *self, GVariant *parameter, gboolean struck)
{
  RuhuRows *rows = ruhu_questions_get_rows (get_questions (self));

  if (rows != NULL)
    ruhu_rows_strike (rows, g_variant_get_string (parameter, NULL), struck);
}

static void
remove_row_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  strike (data, parameter, TRUE);
}

static void
keep_row_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  strike (data, parameter, FALSE);
}

static void
attachment_failed_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ruhu_survey_page_say (
    data,
    _ ("The file could not be kept. What was there before is unchanged; try again."));
}

static void
camera_failed_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ruhu_survey_page_say (data, _ ("The camera does not start. Choose a photo instead."));
}

static void
microphone_failed_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ruhu_survey_page_say (data,
                        _ (
                          "The microphone does not start. Choose a sound file, or write it down."));
}

static void
leave_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_signal_emit (data, signals[CLOSED], 0);
}

static const GActionEntry actions[] = {
  { .name = "next", .activate = next_cb },
  { .name = "previous", .activate = previous_cb },
  { .name = "outline", .activate = outline_cb },
  { .name = "resume", .activate = resume_cb },
  { .name = "review", .activate = review_cb },
  { .name = "go-to", .activate = go_to_cb, .parameter_type = "s" },
  { .name = "first-missing", .activate = first_missing_cb },
  { .name = "section", .activate = section_cb, .parameter_type = "s" },
  { .name = "add-row", .activate = add_row_cb },
  { .name = "edit-row", .activate = edit_row_cb, .parameter_type = "s" },
  { .name = "remove-row", .activate = remove_row_cb, .parameter_type = "s" },
  { .name = "keep-row", .activate = keep_row_cb, .parameter_type = "s" },
  { .name = "attachment-failed", .activate = attachment_failed_cb },
  { .name = "camera-failed", .activate = camera_failed_cb },
  { .name = "microphone-failed", .activate = microphone_failed_cb },
  { .name = "leave", .activate = leave_cb },
};

static gboolean
ruhu_survey_page_go_back (RuhuPage *page)
{
  RuhuSurveyPage *self = RUHU_SURVEY_PAGE (page);

  if (self->discarded || is_view (self, self->finished_view))
    return FALSE;
  if (!is_view (self, self->fill_view)) {
    show_page (self);
    ruhu_survey_page_show_view (self, self->fill_view);
    return TRUE;
  }
  ruhu_survey_page_leave (self);
  if (ruhu_walk_is_in_row (self->walk)) {
    leave_row (self);
    return TRUE;
  }
  return FALSE;
}

static GtkWidget *
ruhu_survey_page_get_start (RuhuPage *page)
{
  RuhuSurveyPage *self = RUHU_SURVEY_PAGE (page);

  return is_view (self, self->fill_view) ? GTK_WIDGET (get_questions (self)) : NULL;
}

static void
ruhu_survey_page_dispose (GObject *object)
{
  RuhuSurveyPage *self = RUHU_SURVEY_PAGE (object);

  if (self->survey != NULL) {
    if (!self->discarded) {
      ruhu_survey_page_leave (self);
      ruhu_survey_put_away (self->survey);
    }
    ruhu_questions_clear (get_questions (self));
    g_clear_signal_handler (&self->changed, get_filling (self));
  }
  g_clear_pointer (&self->walk, ruhu_walk_free);
  g_clear_object (&self->survey);
  /* The bin would unparent its child once more after the template has. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), RUHU_TYPE_SURVEY_PAGE);

  G_OBJECT_CLASS (ruhu_survey_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, RuhuSurveyPage, views);
  gtk_widget_class_bind_template_child (widget_class, RuhuSurveyPage, fill_view);
  gtk_widget_class_bind_template_child (widget_class, RuhuSurveyPage, outline_view);
  gtk_widget_class_bind_template_child (widget_class, RuhuSurveyPage, review_view);
  gtk_widget_class_bind_template_child (widget_class, RuhuSurveyPage, finished_view);
  gtk_widget_class_bind_template_child (widget_class, RuhuSurveyPage, sign);
}

static void
ruhu_survey_page_class_init (RuhuSurveyPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  RuhuPageClass *page_class = RUHU_PAGE_CLASS (klass);

  object_class->dispose = ruhu_survey_page_dispose;
  page_class->go_back = ruhu_survey_page_go_back;
  page_class->get_start = ruhu_survey_page_get_start;

  /** RuhuSurveyPage::finished: the response is finished on disk; the page shows so */
  signals[FINISHED] = g_signal_new ("finished",
                                    RUHU_TYPE_SURVEY_PAGE,
                                    G_SIGNAL_RUN_LAST,
                                    0,
                                    NULL,
                                    NULL,
                                    NULL,
                                    G_TYPE_NONE,
                                    0);
  /** RuhuSurveyPage::discarded: the draft is thrown away; the page is of no more use */
  signals[DISCARDED] = g_signal_new ("discarded",
                                     RUHU_TYPE_SURVEY_PAGE,
                                     G_SIGNAL_RUN_LAST,
                                     0,
                                     NULL,
                                     NULL,
                                     NULL,
                                     G_TYPE_NONE,
                                     0);
  /** RuhuSurveyPage::closed: the worker is done with the page */
  signals[CLOSED] = g_signal_new ("closed",
                                  RUHU_TYPE_SURVEY_PAGE,
                                  G_SIGNAL_RUN_LAST,
                                  0,
                                  NULL,
                                  NULL,
                                  NULL,
                                  G_TYPE_NONE,
                                  0);

  g_type_ensure (RUHU_TYPE_FILL_VIEW);
  g_type_ensure (RUHU_TYPE_OUTLINE_VIEW);
  g_type_ensure (RUHU_TYPE_REVIEW_VIEW);
  g_type_ensure (RUHU_TYPE_FINISHED_VIEW);
  g_type_ensure (RUHU_TYPE_BACKGROUND_SIGN);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/ruhu/Ruhu/ruhu-survey-page.ui");
  bind_children (widget_class);
  gtk_widget_class_add_binding_action (widget_class,
                                       GDK_KEY_Page_Down,
                                       GDK_CONTROL_MASK,
                                       "survey.next",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class,
                                       GDK_KEY_Page_Up,
                                       GDK_CONTROL_MASK,
                                       "survey.previous",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class,
                                       GDK_KEY_g,
                                       GDK_CONTROL_MASK,
                                       "survey.outline",
                                       NULL);
}

static void
ruhu_survey_page_init (RuhuSurveyPage *self)
{
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();

  g_action_map_add_action_entries (G_ACTION_MAP (group), actions, G_N_ELEMENTS (actions), self);
  ruhu_survey_page_add_end_actions (self, G_ACTION_MAP (group));
  gtk_widget_insert_action_group (GTK_WIDGET (self), "survey", G_ACTION_GROUP (group));
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ruhu_survey_page_new:
 * @survey: a filling that has begun
 *
 * Returns: (transfer floating): the page, where the draft stood when it was left, else where its
 *   first answer is missing, or at its beginning
 */
RuhuSurveyPage *
ruhu_survey_page_new (RuhuSurvey *survey)
{
  RuhuSurveyPage *self = g_object_new (RUHU_TYPE_SURVEY_PAGE, NULL);

  self->survey = g_object_ref (survey);
  self->walk = ruhu_walk_new (get_filling (self));
  self->changed = g_signal_connect_swapped (get_filling (self),
                                            "changed",
                                            G_CALLBACK (ruhu_fill_view_refresh),
                                            self->fill_view);
  ruhu_fill_view_set_survey (self->fill_view, survey, self->walk);
  ruhu_background_sign_set_background (self->sign, ruhu_survey_get_background (survey));
  ruhu_background_go_on (ruhu_survey_get_background (survey));
  if (ruhu_survey_get_place (survey) != NULL)
    ruhu_walk_go_to_key (self->walk, ruhu_survey_get_place (survey));
  else if (ruhu_response_get_missing (ruhu_survey_get_response (survey)) > 0)
    go_to_missing (self);
  show_page (self);
  return self;
}

RuhuSurvey *
ruhu_survey_page_get_survey (RuhuSurveyPage *self)
{
  return self->survey;
}

/**
 * ruhu_survey_page_get_place:
 *
 * Returns: (transfer full) (nullable): where the worker is, for ruhu_survey_page_go_to(): the
 *   storage key of the page's first answer
 */
char *
ruhu_survey_page_get_place (RuhuSurveyPage *self)
{
  const RuhuOutlinePage *page = ruhu_walk_get_page (self->walk);
  guint i;

  for (i = 0; page != NULL && i < page->controls->len; i++) {
    RuhuNode *node = ruhu_outline_get_node (ruhu_walk_get_outline (self->walk),
                                            g_ptr_array_index (page->controls, i));

    if (node != NULL)
      return ruhu_node_get_key (node);
  }
  return NULL;
}

/** ruhu_survey_page_go_to: @place: what ruhu_survey_page_get_place() gave, of the same response */
void
ruhu_survey_page_go_to (RuhuSurveyPage *self, const char *place)
{
  go_to_key (self, place);
}

/** ruhu_survey_page_review: shows what still stops it, and all that it says */
void
ruhu_survey_page_review (RuhuSurveyPage *self)
{
  ruhu_survey_page_leave (self);
  ruhu_survey_page_show_review (self);
}

/**
 * ruhu_survey_page_flush:
 *
 * Brings what is typed into the filling, from where it is saved: call it before the tablet locks,
 * and wait for ruhu_autosave_flush_async().
 */
void
ruhu_survey_page_flush (RuhuSurveyPage *self)
{
  ruhu_survey_page_leave (self);
  ruhu_survey_put_away (self->survey);
}
