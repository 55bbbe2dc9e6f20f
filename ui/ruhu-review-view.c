/* ruhu-review-view.c: what still stops a response, and what it says
 *
 * The blue button says what comes next: what is missing, then what wants a reason, then finish.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-review-view.h"

#include "form/ruhu-answer.h"
#include "form/ruhu-changes.h"
#include "form/ruhu-composing.h"
#include "form/ruhu-saved-label.h"

#include <glib/gi18n.h>

struct _RuhuReviewView {
  AdwBin parent_instance;

  AdwWindowTitle *heading;
  GtkWidget *correction;
  GtkWidget *returned;
  GtkLabel *returned_why;
  GtkEditable *why;
  GtkLabel *changes_label;
  GtkListBox *changes;
  GtkLabel *missing_label;
  GtkListBox *missing;
  GtkLabel *warnings_label;
  GtkBox *warnings;
  GtkListBox *answers;
  GtkWidget *left;
  RuhuSavedLabel *saved;
  GtkWidget *go;
  GtkLabel *onward;

  RuhuSurvey *survey;
  GPtrArray *composing; /* of RuhuComposing, one for each reason; the entries own them */
  RuhuComposing *why_composing;
};

G_DEFINE_FINAL_TYPE (RuhuReviewView, ruhu_review_view, ADW_TYPE_BIN)

static void
ruhu_review_view_dispose (GObject *object)
{
  g_clear_object (&RUHU_REVIEW_VIEW (object)->survey);
  gtk_widget_dispose_template (GTK_WIDGET (object), RUHU_TYPE_REVIEW_VIEW);

  G_OBJECT_CLASS (ruhu_review_view_parent_class)->dispose (object);
}

static void show_onward (RuhuReviewView *self);

static void
why_cb (RuhuReviewView *self)
{
  g_autofree char *why = g_strstrip (g_strdup (gtk_editable_get_text (self->why)));

  if (self->survey == NULL)
    return;
  ruhu_survey_set_why (self->survey, why);
  show_onward (self);
}

static void
ruhu_review_view_finalize (GObject *object)
{
  g_ptr_array_unref (RUHU_REVIEW_VIEW (object)->composing);

  G_OBJECT_CLASS (ruhu_review_view_parent_class)->finalize (object);
}

static void
ruhu_review_view_class_init (RuhuReviewViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ruhu_review_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = ruhu_review_view_finalize;
  g_type_ensure (RUHU_TYPE_SAVED_LABEL);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/ruhu/Ruhu/ruhu-review-view.ui");
  gtk_widget_class_bind_template_child (widget_class, RuhuReviewView, heading);
  gtk_widget_class_bind_template_child (widget_class, RuhuReviewView, correction);
  gtk_widget_class_bind_template_child (widget_class, RuhuReviewView, returned);
  gtk_widget_class_bind_template_child (widget_class, RuhuReviewView, returned_why);
  gtk_widget_class_bind_template_child (widget_class, RuhuReviewView, why);
  gtk_widget_class_bind_template_child (widget_class, RuhuReviewView, changes_label);
  gtk_widget_class_bind_template_child (widget_class, RuhuReviewView, changes);
  gtk_widget_class_bind_template_callback (widget_class, why_cb);
  gtk_widget_class_bind_template_child (widget_class, RuhuReviewView, missing_label);
  gtk_widget_class_bind_template_child (widget_class, RuhuReviewView, missing);
  gtk_widget_class_bind_template_child (widget_class, RuhuReviewView, warnings_label);
  gtk_widget_class_bind_template_child (widget_class, RuhuReviewView, warnings);
  gtk_widget_class_bind_template_child (widget_class, RuhuReviewView, answers);
  gtk_widget_class_bind_template_child (widget_class, RuhuReviewView, left);
  gtk_widget_class_bind_template_child (widget_class, RuhuReviewView, saved);
  gtk_widget_class_bind_template_child (widget_class, RuhuReviewView, onward);
  gtk_widget_class_bind_template_child (widget_class, RuhuReviewView, go);
}

static void
ruhu_review_view_init (RuhuReviewView *self)
{
  self->composing = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  self->why_composing = ruhu_composing_watch_entry (self->why);
}

static void
clear (GtkListBox *list)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (list))) != NULL)
    gtk_list_box_remove (list, child);
}

/* @action: (nullable): what a tap does; %NULL where it leads nowhere */
static GtkWidget *
make_row (const char *title, const char *subtitle, const char *action, const char *target)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), action != NULL);
  if (action == NULL)
    return row;

  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), action);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", target);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             g_object_new (GTK_TYPE_IMAGE,
                                           "icon-name",
                                           "go-next-symbolic",
                                           "accessible-role",
                                           GTK_ACCESSIBLE_ROLE_PRESENTATION,
                                           NULL));
  return row;
}

static void
add_problem (RuhuReviewView *self, RuhuInstance *instance, RuhuNode *node)
{
  const RuhuControl *control = ruhu_node_get_control (node);
  const RuhuControl *section = control != NULL ? ruhu_answer_section (control) : NULL;
  RuhuNode *root = ruhu_instance_get_root (instance);
  g_autofree char *key = ruhu_node_get_key (node);
  g_autofree char *label = control != NULL ? ruhu_answer_label (instance, control, node)
                                           : g_strdup (ruhu_node_get_name (node));
  g_autofree char *where =
    section != NULL ? ruhu_answer_label (instance, section, root) : g_strdup ("");
  GtkWidget *row = make_row (label, where, "survey.go-to", key);

  adw_action_row_add_prefix (ADW_ACTION_ROW (row),
                             g_object_new (GTK_TYPE_IMAGE,
                                           "icon-name",
                                           "dialog-warning-symbolic",
                                           "accessible-role",
                                           GTK_ACCESSIBLE_ROLE_PRESENTATION,
                                           "css-classes",
                                           (const char *[]){ "care", NULL },
                                           NULL));
  gtk_list_box_append (self->missing, row);
}

static void
reason_cb (GtkEditable *entry, RuhuReviewView *self)
{
  const char *rule = g_object_get_data (G_OBJECT (entry), "rule");
  g_autofree char *reason = g_strstrip (g_strdup (gtk_editable_get_text (entry)));

  if (rule != NULL)
    ruhu_survey_set_reason (self->survey, rule, reason);
  else
    ruhu_survey_set_edit_reason (self->survey, reason);
  show_onward (self);
}

static GtkWidget *
add_text (GtkWidget *card, const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, style);
  gtk_box_append (GTK_BOX (card), label);
  return label;
}

/* @rule: (nullable): the id of the rule that @reason is for; NULL for a change after the fact */
static void
add_entry (RuhuReviewView *self,
           GtkWidget *card,
           const char *label,
           const char *rule,
           const char *reason)
{
  GtkWidget *entry = gtk_entry_new ();

  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), _ ("In one sentence"));
  gtk_editable_set_text (GTK_EDITABLE (entry), reason != NULL ? reason : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_object_set_data_full (G_OBJECT (entry), "rule", g_strdup (rule), g_free);
  g_signal_connect (entry, "changed", G_CALLBACK (reason_cb), self);
  g_ptr_array_add (self->composing, ruhu_composing_watch_entry (GTK_EDITABLE (entry)));
  gtk_box_append (GTK_BOX (card), entry);
}

static GtkWidget *
add_card (RuhuReviewView *self)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);

  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "pad");
  gtk_box_append (self->warnings, card);
  return card;
}

static void
add_warning (RuhuReviewView *self, RuhuInstance *instance, const RuhuFormRule *rule)
{
  const char *id = ruhu_form_rule_get_id (rule);
  g_autofree char *message = ruhu_instance_get_rule_message (instance, rule);
  const char *words = message != NULL ? message : id;
  GtkWidget *card = add_card (self);

  add_text (card, words, "heading");
  if (!ruhu_survey_may_explain (rule)) {
    add_text (card, _ ("Change the answer: it cannot be finished like this."), "secondary");
    return;
  }
  add_text (card, _ ("Change the answer, or write in one sentence why it is so."), "secondary");
  add_entry (self, card, words, id, ruhu_survey_get_reason (self->survey, id));
}

static void
add_edit (RuhuReviewView *self)
{
  const char *words = _ ("Answers were changed after this form had been put away");
  GtkWidget *card = add_card (self);

  add_text (card, words, "heading");
  add_text (card, _ ("Write in one sentence why."), "secondary");
  add_entry (self, card, words, NULL, ruhu_survey_get_edit_reason (self->survey));
}

static void
add_change (RuhuReviewView *self, RuhuAnswerChange *change)
{
  const char *none = _ ("no answer");
  /* Translators: an answer before and after it was corrected */
  g_autofree char *text = g_strdup_printf (_ ("was: %1$s, now: %2$s"),
                                           *change->was != '\0' ? change->was : none,
                                           *change->now != '\0' ? change->now : none);
  GtkWidget *row =
    make_row (change->label, text, change->key != NULL ? "survey.go-to" : NULL, change->key);

  gtk_list_box_append (self->changes, row);
}

/* Of a correction: why it came back, why it is made, and each answer that it changes. */
static void
show_correction (RuhuReviewView *self, RuhuInstance *instance)
{
  RuhuResponse *response = ruhu_survey_get_response (self->survey);
  const char *returned = ruhu_response_get_reason (response);
  const char *why = ruhu_survey_get_why (self->survey);
  GHashTable *before = ruhu_survey_get_before (self->survey);
  g_autoptr (GPtrArray) changes = before != NULL ? ruhu_changes_list (instance, before) : NULL;
  guint i;

  gtk_widget_set_visible (self->correction, ruhu_survey_is_correction (self->survey));
  gtk_widget_set_visible (self->returned, returned != NULL);
  gtk_label_set_label (self->returned_why, returned != NULL ? returned : "");
  if (g_strcmp0 (gtk_editable_get_text (self->why), why != NULL ? why : "") != 0)
    gtk_editable_set_text (self->why, why != NULL ? why : "");

  clear (self->changes);
  for (i = 0; changes != NULL && i < changes->len; i++)
    add_change (self, changes->pdata[i]);
  gtk_widget_set_visible (GTK_WIDGET (self->changes), changes != NULL && changes->len > 0);
  gtk_label_set_label (self->changes_label,
                       changes != NULL && changes->len > 0
                         ? _ ("What you change")
                         : _ ("Nothing is changed yet. Tap a part to change an answer in it."));
  gtk_widget_set_visible (GTK_WIDGET (self->changes_label), changes != NULL);
}

static void
show_missing (RuhuReviewView *self, RuhuInstance *instance)
{
  g_autoptr (GPtrArray) problems = ruhu_instance_list_problems (instance);
  g_autofree char *text = NULL;
  guint i;

  clear (self->missing);
  for (i = 0; i < problems->len; i++)
    add_problem (self, instance, g_ptr_array_index (problems, i));

  text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                       "%u answer is still missing",
                                       "%u answers are still missing",
                                       problems->len),
                          problems->len);
  gtk_label_set_label (self->missing_label,
                       problems->len > 0 ? text : _ ("Everything is filled in"));
  gtk_widget_set_visible (GTK_WIDGET (self->missing), problems->len > 0);
}

static void
show_warnings (RuhuReviewView *self, RuhuInstance *instance)
{
  g_autoptr (GPtrArray) warnings = ruhu_survey_list_warnings (self->survey);
  GtkWidget *child;
  guint i;

  g_ptr_array_set_size (self->composing, 0);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->warnings))) != NULL)
    gtk_box_remove (self->warnings, child);
  for (i = 0; i < warnings->len; i++)
    add_warning (self, instance, g_ptr_array_index (warnings, i));
  if (ruhu_survey_wants_edit_reason (self->survey))
    add_edit (self);
  gtk_widget_set_visible (GTK_WIDGET (self->warnings_label),
                          gtk_widget_get_first_child (GTK_WIDGET (self->warnings)) != NULL);
}

static void
show_answers (RuhuReviewView *self, RuhuInstance *instance)
{
  const RuhuControl *body = ruhu_form_get_body (ruhu_instance_get_form (instance));
  RuhuNode *root = ruhu_instance_get_root (instance);
  guint i;

  clear (self->answers);
  for (i = 0; i < ruhu_control_get_n_children (body); i++) {
    const RuhuControl *section = ruhu_control_get_child (body, i);
    g_autofree char *summary = NULL;
    g_autofree char *label = NULL;

    if (ruhu_control_is_question (section))
      continue;
    summary = ruhu_answer_summarize (instance, section, root, 5);
    if (*summary == '\0')
      continue;
    label = ruhu_answer_label (instance, section, root);
    gtk_list_box_append (
      self->answers,
      make_row (summary, label, "survey.section", ruhu_control_get_path (section)));
  }
}

static void
show_onward (RuhuReviewView *self)
{
  RuhuInstance *instance = ruhu_survey_get_instance (self->survey);
  g_autoptr (GPtrArray) problems = ruhu_instance_list_problems (instance);
  guint unexplained = ruhu_survey_count_unexplained (self->survey);
  g_autofree char *text = NULL;

  if (problems->len > 0)
    text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                         "Fill in the one that is missing",
                                         "Fill in the %u that are missing",
                                         problems->len),
                            problems->len);
  else if (ruhu_survey_is_blocked (self->survey))
    text = g_strdup (_ ("Change an answer"));
  else if (unexplained > 0)
    text = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "Explain one thing", "Explain %u things", unexplained),
      unexplained);
  else
    text = g_strdup (_ ("Finish"));
  gtk_label_set_label (self->onward, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->go),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  text,
                                  -1);
}

/** ruhu_review_view_take: takes what an input method shows and has not confirmed into the reasons
 */
void
ruhu_review_view_take (RuhuReviewView *self)
{
  guint i;

  for (i = 0; i < self->composing->len; i++)
    ruhu_composing_take (g_ptr_array_index (self->composing, i));
  ruhu_composing_take (self->why_composing);
}

/** ruhu_review_view_show: shows how @survey stands now */
void
ruhu_review_view_show (RuhuReviewView *self, RuhuSurvey *survey)
{
  RuhuInstance *instance = ruhu_survey_get_instance (survey);

  if (self->survey == NULL)
    ruhu_saved_label_set_autosave (self->saved, ruhu_survey_get_autosave (survey));
  g_set_object (&self->survey, survey);
  adw_window_title_set_subtitle (self->heading,
                                 ruhu_response_get_title (ruhu_survey_get_response (survey)));
  show_correction (self, instance);
  show_missing (self, instance);
  show_warnings (self, instance);
  show_answers (self, instance);
  show_onward (self);
}

/** ruhu_review_view_focus_unexplained: puts the focus where a sentence is still to be written */
void
ruhu_review_view_focus_unexplained (RuhuReviewView *self)
{
  GtkWidget *card;

  if (gtk_widget_get_visible (self->correction) && *gtk_editable_get_text (self->why) == '\0') {
    gtk_widget_grab_focus (GTK_WIDGET (self->why));
    return;
  }
  for (card = gtk_widget_get_first_child (GTK_WIDGET (self->warnings)); card != NULL;
       card = gtk_widget_get_next_sibling (card)) {
    GtkWidget *entry = gtk_widget_get_last_child (card);

    if (GTK_IS_EDITABLE (entry) && *gtk_editable_get_text (GTK_EDITABLE (entry)) == '\0' &&
        gtk_widget_grab_focus (entry))
      return;
  }
}
