/* ruhu-survey-page.c: a response from the first question to the end
 *
 * Fills page by page; outline, review and the end are views of the same page, so that back always
 * leads to where one was. Rows of a repeat are filled on pages of their own: the scopes are a
 * stack.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-survey-page.h"

#include "form/ruhu-answer.h"
#include "form/ruhu-outline.h"
#include "form/ruhu-question.h"
#include "form/ruhu-rows.h"
#include "form/ruhu-saved-label.h"
#include "ruhu-error-text.h"
#include "ruhu-finished-view.h"
#include "ruhu-outline-view.h"
#include "ruhu-review-view.h"
#include "ruhu-window.h"

#include <glib/gi18n.h>

typedef struct {
  RuhuOutline *outline;
  int page;
} Scope;

struct _RuhuSurveyPage {
  RuhuPage parent_instance;

  GtkWidget *views;
  GtkWidget *fill_view;
  AdwWindowTitle *heading;
  GtkProgressBar *progress;
  GtkScrolledWindow *scroller;
  GtkLabel *section;
  GtkBox *questions;
  GtkButton *previous;
  GtkButton *next;
  RuhuSavedLabel *saved_wide;
  RuhuSavedLabel *saved_narrow;
  RuhuOutlineView *outline_view;
  RuhuReviewView *review_view;
  RuhuFinishedView *finished_view;

  RuhuSurvey *survey;
  GPtrArray *scopes; /* of Scope; the last is being filled */
  GHashTable *left;  /* controls whose page was left once: there a missing answer is named */
  gulong changed;
};

enum {
  FINISHED,
  CLOSED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RuhuSurveyPage, ruhu_survey_page, RUHU_TYPE_PAGE)

static void
free_scope (gpointer data)
{
  Scope *scope = data;

  ruhu_outline_free (scope->outline);
  g_free (scope);
}

static RuhuInstance *
get_filling (RuhuSurveyPage *self)
{
  return ruhu_survey_get_instance (self->survey);
}

static Scope *
get_scope (RuhuSurveyPage *self)
{
  return g_ptr_array_index (self->scopes, self->scopes->len - 1);
}

static void
push_scope (RuhuSurveyPage *self, const RuhuControl *control, RuhuNode *within)
{
  Scope *scope = g_new0 (Scope, 1);

  scope->outline = ruhu_outline_new (get_filling (self), control, within);
  scope->page = ruhu_outline_step (scope->outline, -1, 1);
  g_ptr_array_add (self->scopes, scope);
}

/* Hidden, and not only behind: a screen reader walks through what lies behind in a stack. */
static void
show_view (RuhuSurveyPage *self, gpointer view)
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
show_place (RuhuSurveyPage *self)
{
  Scope *scope = get_scope (self);
  guint n = ruhu_outline_count_shown (scope->outline, ruhu_outline_get_n_pages (scope->outline));
  guint at = ruhu_outline_count_shown (scope->outline, scope->page) + 1;
  g_autofree char *place = g_strdup_printf (_ ("Page %u / %u"), at, n);

  adw_window_title_set_title (self->heading,
                              ruhu_response_get_title (ruhu_survey_get_response (self->survey)));
  adw_window_title_set_subtitle (self->heading, place);
  gtk_progress_bar_set_fraction (self->progress, n > 0 ? (double) at / n : 1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->progress),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  place,
                                  -1);
}

static void
show_buttons (RuhuSurveyPage *self)
{
  Scope *scope = get_scope (self);
  gboolean last = ruhu_outline_step (scope->outline, scope->page, 1) < 0;
  gboolean first = ruhu_outline_step (scope->outline, scope->page, -1) < 0;
  gboolean in_row = self->scopes->len > 1;
  gboolean rows = RUHU_IS_ROWS (gtk_widget_get_first_child (GTK_WIDGET (self->questions)));
  const char *next = _ ("Next");

  if (last)
    next = in_row ? _ ("Done with this one") : _ ("Review");
  else if (rows)
    next = _ ("No more, next page");
  gtk_button_set_label (self->next, next);
  gtk_widget_set_sensitive (GTK_WIDGET (self->previous), !first || in_row);
}

static void
refresh (RuhuSurveyPage *self)
{
  GtkWidget *child;

  for (child = gtk_widget_get_first_child (GTK_WIDGET (self->questions)); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    if (RUHU_IS_QUESTION (child))
      ruhu_question_refresh (RUHU_QUESTION (child));
    else
      ruhu_rows_refresh (RUHU_ROWS (child));
  }

  /* An answer can bring pages, or take them away. */
  if (get_scope (self)->page >= 0) {
    show_place (self);
    show_buttons (self);
  }
}

static GtkWidget *
make_part (RuhuSurveyPage *self, Scope *scope, const RuhuControl *control)
{
  RuhuNode *within = ruhu_outline_get_within (scope->outline);
  RuhuQuestion *question;

  if (ruhu_control_get_kind (control) == RUHU_CONTROL_REPEAT)
    return GTK_WIDGET (ruhu_rows_new (self->survey, control, within));

  question = ruhu_question_new (self->survey, control, within);
  ruhu_question_set_strict (question, g_hash_table_contains (self->left, control));
  return GTK_WIDGET (question);
}

static void
clear_questions (RuhuSurveyPage *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->questions))) != NULL)
    gtk_box_remove (self->questions, child);
}

static void
show_page (RuhuSurveyPage *self)
{
  Scope *scope = get_scope (self);
  const RuhuOutlinePage *page;
  g_autofree char *section = NULL;
  guint i;

  clear_questions (self);
  if (scope->page < 0)
    return;

  page = ruhu_outline_get_page (scope->outline, scope->page);
  if (page->section != NULL)
    section = ruhu_answer_label (get_filling (self),
                                 page->section,
                                 ruhu_outline_get_within (scope->outline));
  gtk_label_set_label (self->section, section != NULL ? section : "");
  gtk_widget_set_visible (GTK_WIDGET (self->section), section != NULL);
  for (i = 0; i < page->controls->len; i++) {
    const RuhuControl *control = g_ptr_array_index (page->controls, i);

    if (ruhu_control_get_kind (control) == RUHU_CONTROL_REPEAT ||
        ruhu_outline_get_node (scope->outline, control) != NULL)
      gtk_box_append (self->questions, make_part (self, scope, control));
  }
  ruhu_page_fold (RUHU_PAGE (self), GTK_WIDGET (self->questions));
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
  show_place (self);
  show_buttons (self);
}

/* What is typed goes into the filling, and what was thrown away goes. */
static void
leave_page (RuhuSurveyPage *self)
{
  GtkWidget *child;

  for (child = gtk_widget_get_first_child (GTK_WIDGET (self->questions)); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    if (RUHU_IS_QUESTION (child)) {
      ruhu_question_take (RUHU_QUESTION (child));
      g_hash_table_add (self->left, (gpointer) ruhu_question_get_control (RUHU_QUESTION (child)));
    } else {
      ruhu_rows_remove_struck (RUHU_ROWS (child));
    }
  }
  ruhu_survey_note_missing (self->survey);
}

static void
show_review (RuhuSurveyPage *self)
{
  ruhu_review_view_show (self->review_view, self->survey);
  show_view (self, self->review_view);
}

static void
leave_row (RuhuSurveyPage *self)
{
  clear_questions (self);
  g_ptr_array_set_size (self->scopes, self->scopes->len - 1);
  show_page (self);
}

static void
step (RuhuSurveyPage *self, int by)
{
  Scope *scope = get_scope (self);
  int page;

  leave_page (self);
  page = ruhu_outline_step (scope->outline, scope->page, by);
  if (page >= 0) {
    scope->page = page;
    show_page (self);
  } else if (self->scopes->len > 1) {
    leave_row (self);
  } else if (by > 0) {
    show_review (self);
    return;
  }
  ruhu_page_focus_start (RUHU_PAGE (self));
}

static void
go_to_control (RuhuSurveyPage *self, const RuhuControl *control)
{
  Scope *scope = get_scope (self);
  int page = ruhu_outline_find (scope->outline, control);

  if (page >= 0)
    scope->page = page;
}

/* Opens the rows that lead to @key, "/data/device#3/part#1/size", one after another. */
static void
go_to_key (RuhuSurveyPage *self, const char *key)
{
  RuhuNode *node = ruhu_instance_find_key (get_filling (self), key);
  const char *mark = key;

  clear_questions (self);
  g_ptr_array_set_size (self->scopes, 1);
  while ((mark = strchr (mark, '#')) != NULL) {
    const char *end = strchr (mark, '/');
    g_autofree char *row_key = end != NULL ? g_strndup (key, end - key) : g_strdup (key);
    RuhuNode *row = ruhu_instance_find_key (get_filling (self), row_key);
    const RuhuControl *repeat = row != NULL ? ruhu_node_get_control (row) : NULL;

    if (repeat == NULL)
      break;
    go_to_control (self, repeat);
    push_scope (self, repeat, row);
    mark++;
  }
  if (node != NULL && ruhu_node_get_control (node) != NULL)
    go_to_control (self, ruhu_node_get_control (node));
  show_page (self);
  show_view (self, self->fill_view);
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
  Scope *scope = g_ptr_array_index (self->scopes, 0);
  const RuhuControl *here = NULL;

  leave_page (self);
  if (scope->page >= 0)
    here = ruhu_outline_get_page (scope->outline, scope->page)->section;
  ruhu_outline_view_show (self->outline_view, self->survey, here);
  show_view (self, self->outline_view);
}

static void
resume_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  show_page (data);
  show_view (data, RUHU_SURVEY_PAGE (data)->fill_view);
}

static void
review_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  leave_page (data);
  show_review (data);
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
    show_review (self);
    return;
  }
  key = ruhu_node_get_key (g_ptr_array_index (problems, 0));
  go_to_key (self, key);
}

static void
section_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  RuhuSurveyPage *self = data;
  const char *path = g_variant_get_string (parameter, NULL);
  Scope *scope = g_ptr_array_index (self->scopes, 0);
  guint i;

  clear_questions (self);
  g_ptr_array_set_size (self->scopes, 1);
  for (i = 0; i < ruhu_outline_get_n_pages (scope->outline); i++) {
    const RuhuControl *section = ruhu_outline_get_page (scope->outline, i)->section;

    if (section != NULL && g_str_equal (ruhu_control_get_path (section), path) &&
        ruhu_outline_is_shown (scope->outline, i)) {
      scope->page = i;
      break;
    }
  }
  show_page (self);
  show_view (self, self->fill_view);
}

static const RuhuControl *
get_repeat (RuhuSurveyPage *self)
{
  Scope *scope = get_scope (self);

  return g_ptr_array_index (ruhu_outline_get_page (scope->outline, scope->page)->controls, 0);
}

static void
open_row (RuhuSurveyPage *self, RuhuNode *row)
{
  const RuhuControl *repeat = get_repeat (self);

  leave_page (self);
  clear_questions (self);
  push_scope (self, repeat, row);
  show_page (self);
  ruhu_page_focus_start (RUHU_PAGE (self));
}

static void
add_row_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  RuhuSurveyPage *self = data;
  g_autoptr (GError) error = NULL;
  RuhuNode *row = ruhu_instance_add_row (get_filling (self),
                                         get_repeat (self),
                                         ruhu_outline_get_within (get_scope (self)->outline),
                                         &error);

  if (row != NULL)
    open_row (self, row);
  else
    g_message ("a row was not added: %s", error->message);
}

static void
edit_row_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  RuhuSurveyPage *self = data;
  RuhuNode *row =
    ruhu_instance_find_key (get_filling (self), g_variant_get_string (parameter, NULL));

  if (row != NULL)
    open_row (self, row);
}

static void
strike (RuhuSurveyPage *self, GVariant *parameter, gboolean struck)
{
  GtkWidget *rows = gtk_widget_get_first_child (GTK_WIDGET (self->questions));

  if (RUHU_IS_ROWS (rows))
    ruhu_rows_strike (RUHU_ROWS (rows), g_variant_get_string (parameter, NULL), struck);
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
say (RuhuSurveyPage *self, const char *sentence)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (RUHU_IS_WINDOW (root))
    ruhu_window_add_toast (RUHU_WINDOW (root), adw_toast_new (sentence));
}

static void
attachment_failed_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  say (data, _ ("The file could not be kept. What was there before is unchanged; try again."));
}

static void
camera_failed_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  say (data, _ ("The camera does not start. Choose a photo instead."));
}

static void
microphone_failed_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  say (data, _ ("The microphone does not start. Choose a sound file, or write it down."));
}

static void
finished_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (RuhuSurveyPage) self = data;
  g_autoptr (GError) error = NULL;
  gboolean done = ruhu_survey_finish_finish (RUHU_SURVEY (source), result, &error);

  if (self->survey == NULL)
    return; /* the page went meanwhile */
  if (!done) {
    g_message ("a response was not finished: %s", error->message);
    say (self, ruhu_error_text_get_sentence (error));
    return;
  }
  ruhu_finished_view_show (self->finished_view, self->survey);
  show_view (self, self->finished_view);
  g_signal_emit (self, signals[FINISHED], 0);
}

static void
finish_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  RuhuSurveyPage *self = data;
  g_autoptr (GPtrArray) problems = ruhu_instance_list_problems (get_filling (self));

  if (problems->len > 0)
    first_missing_cb (NULL, NULL, self);
  else if (ruhu_survey_count_unexplained (self->survey) > 0)
    gtk_widget_child_focus (GTK_WIDGET (self->review_view), GTK_DIR_TAB_FORWARD);
  else
    ruhu_survey_finish_async (self->survey, NULL, finished_cb, g_object_ref (self));
}

static void
undone_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (RuhuSurveyPage) self = data;
  g_autoptr (GError) error = NULL;
  gboolean done = ruhu_response_store_undo_finish (RUHU_RESPONSE_STORE (source), result, &error);

  if (self->survey == NULL)
    return; /* the page went meanwhile */
  if (done)
    show_review (self);
  else
    say (self,
         _ ("It is already final. You can still correct it: open the record and correct it."));
}

static void
undo_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  RuhuSurveyPage *self = data;

  ruhu_response_store_undo_async (ruhu_survey_get_responses (self->survey),
                                  ruhu_response_get_id (ruhu_survey_get_response (self->survey)),
                                  NULL,
                                  undone_cb,
                                  g_object_ref (self));
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
  { .name = "finish", .activate = finish_cb },
  { .name = "undo", .activate = undo_cb },
  { .name = "leave", .activate = leave_cb },
};

static gboolean
ruhu_survey_page_go_back (RuhuPage *page)
{
  RuhuSurveyPage *self = RUHU_SURVEY_PAGE (page);

  if (is_view (self, self->finished_view))
    return FALSE;
  if (!is_view (self, self->fill_view)) {
    show_page (self);
    show_view (self, self->fill_view);
    return TRUE;
  }
  leave_page (self);
  if (self->scopes->len > 1) {
    leave_row (self);
    return TRUE;
  }
  return FALSE;
}

static GtkWidget *
ruhu_survey_page_get_start (RuhuPage *page)
{
  RuhuSurveyPage *self = RUHU_SURVEY_PAGE (page);

  return is_view (self, self->fill_view) ? gtk_widget_get_first_child (GTK_WIDGET (self->questions))
                                         : NULL;
}

static void
ruhu_survey_page_dispose (GObject *object)
{
  RuhuSurveyPage *self = RUHU_SURVEY_PAGE (object);

  if (self->survey != NULL) {
    leave_page (self);
    clear_questions (self);
    g_clear_signal_handler (&self->changed, get_filling (self));
  }
  g_clear_pointer (&self->scopes, g_ptr_array_unref);
  g_clear_pointer (&self->left, g_hash_table_unref);
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
  gtk_widget_class_bind_template_child (widget_class, RuhuSurveyPage, heading);
  gtk_widget_class_bind_template_child (widget_class, RuhuSurveyPage, progress);
  gtk_widget_class_bind_template_child (widget_class, RuhuSurveyPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, RuhuSurveyPage, section);
  gtk_widget_class_bind_template_child (widget_class, RuhuSurveyPage, questions);
  gtk_widget_class_bind_template_child (widget_class, RuhuSurveyPage, previous);
  gtk_widget_class_bind_template_child (widget_class, RuhuSurveyPage, next);
  gtk_widget_class_bind_template_child_full (widget_class,
                                             "saved-wide",
                                             FALSE,
                                             G_STRUCT_OFFSET (RuhuSurveyPage, saved_wide));
  gtk_widget_class_bind_template_child_full (widget_class,
                                             "saved-narrow",
                                             FALSE,
                                             G_STRUCT_OFFSET (RuhuSurveyPage, saved_narrow));
  gtk_widget_class_bind_template_child (widget_class, RuhuSurveyPage, outline_view);
  gtk_widget_class_bind_template_child (widget_class, RuhuSurveyPage, review_view);
  gtk_widget_class_bind_template_child (widget_class, RuhuSurveyPage, finished_view);
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

  g_type_ensure (RUHU_TYPE_SAVED_LABEL);
  g_type_ensure (RUHU_TYPE_OUTLINE_VIEW);
  g_type_ensure (RUHU_TYPE_REVIEW_VIEW);
  g_type_ensure (RUHU_TYPE_FINISHED_VIEW);
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

  self->scopes = g_ptr_array_new_with_free_func (free_scope);
  self->left = g_hash_table_new (NULL, NULL);
  g_action_map_add_action_entries (G_ACTION_MAP (group), actions, G_N_ELEMENTS (actions), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "survey", G_ACTION_GROUP (group));
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ruhu_survey_page_new:
 * @survey: a filling that has begun
 *
 * Returns: (transfer floating): the page, at the response's last question, or the first
 */
RuhuSurveyPage *
ruhu_survey_page_new (RuhuSurvey *survey)
{
  RuhuSurveyPage *self = g_object_new (RUHU_TYPE_SURVEY_PAGE, NULL);
  RuhuInstance *instance = ruhu_survey_get_instance (survey);
  RuhuAutosave *autosave = ruhu_survey_get_autosave (survey);

  self->survey = g_object_ref (survey);
  self->changed = g_signal_connect_swapped (instance, "changed", G_CALLBACK (refresh), self);
  ruhu_saved_label_set_autosave (self->saved_wide, autosave);
  ruhu_saved_label_set_autosave (self->saved_narrow, autosave);
  push_scope (self,
              ruhu_form_get_body (ruhu_instance_get_form (instance)),
              ruhu_instance_get_root (instance));
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
  Scope *scope = get_scope (self);
  const RuhuOutlinePage *page;
  guint i;

  if (scope->page < 0)
    return NULL;

  page = ruhu_outline_get_page (scope->outline, scope->page);
  for (i = 0; i < page->controls->len; i++) {
    RuhuNode *node = ruhu_outline_get_node (scope->outline, g_ptr_array_index (page->controls, i));

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

/**
 * ruhu_survey_page_flush:
 *
 * Brings what is typed into the filling, from where it is saved: call it before the tablet locks,
 * and wait for ruhu_autosave_flush_async().
 */
void
ruhu_survey_page_flush (RuhuSurveyPage *self)
{
  leave_page (self);
}
