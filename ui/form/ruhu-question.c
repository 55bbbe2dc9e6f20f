/* ruhu-question.c: one question: its words, its answer, and what is wrong with it
 *
 * A question that is not to be asked now is not shown. What is wrong stands under the answer, and
 * the focus stays where it is; that an answer is missing is said only after the page was left once.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-question.h"

#include "form/ruhu-choice-layout.h"
#include "form/ruhu-decline.h"
#include "form/ruhu-label-media.h"
#include "form/ruhu-markdown.h"
#include "form/ruhu-part.h"
#include "form/ruhu-question-size.h"
#include "form/ruhu-tell.h"

#include <glib/gi18n.h>

struct _RuhuQuestion {
  AdwBin parent_instance;

  RuhuSurvey *survey;
  const RuhuControl *control;
  RuhuNode *within;
  gboolean strict;
  gboolean is_named; /* by itself; else by the row it was opened from */

  GtkBox *answer; /* words and editor, beside one another in a table */
  GtkLabel *label;
  GtkLabel *hint;
  GtkExpander *guidance;
  GtkLabel *guidance_text;
  RuhuLabelMedia *media;
  RuhuEditor *editor; /* absent from a note */
  GtkWidget *decline; /* absent where nothing may be declined */
  RuhuTell *tell;     /* absent where the form has nothing to tell of the answer */
  GtkBox *wrong;
  GtkLabel *message;
};

G_DEFINE_FINAL_TYPE (RuhuQuestion, ruhu_question, ADW_TYPE_BIN)

static void
ruhu_question_dispose (GObject *object)
{
  g_clear_object (&RUHU_QUESTION (object)->survey);

  G_OBJECT_CLASS (ruhu_question_parent_class)->dispose (object);
}

static gboolean
ruhu_question_grab_focus (GtkWidget *widget)
{
  RuhuQuestion *self = RUHU_QUESTION (widget);

  return self->editor != NULL && gtk_widget_grab_focus (GTK_WIDGET (self->editor));
}

static void
ruhu_question_class_init (RuhuQuestionClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ruhu_question_dispose;
  GTK_WIDGET_CLASS (klass)->grab_focus = ruhu_question_grab_focus;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static GtkLabel *
make_label (const char *style)
{
  GtkLabel *label = GTK_LABEL (gtk_label_new (NULL));

  gtk_label_set_xalign (label, 0);
  gtk_label_set_wrap (label, TRUE);
  gtk_label_set_wrap_mode (label, PANGO_WRAP_WORD_CHAR);
  if (style != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (label), style);
  return label;
}

/* Folded: who knows the form does not read it at every visit. */
static void
add_guidance (RuhuQuestion *self, GtkWidget *words)
{
  self->guidance = GTK_EXPANDER (gtk_expander_new (_ ("How to ask this")));
  self->guidance_text = make_label ("secondary");
  gtk_label_set_selectable (self->guidance_text, FALSE);
  gtk_expander_set_child (self->guidance, GTK_WIDGET (self->guidance_text));
  /* GtkExpander takes a label it cannot go into for one it went into, and Tab leads no further. */
  gtk_widget_set_can_focus (GTK_WIDGET (self->guidance_text), FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self->guidance), "guidance");
  gtk_box_append (GTK_BOX (words), GTK_WIDGET (self->guidance));
}

static void
ruhu_question_init (RuhuQuestion *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  GtkWidget *icon = g_object_new (GTK_TYPE_IMAGE,
                                  "icon-name",
                                  "dialog-warning-symbolic",
                                  "accessible-role",
                                  GTK_ACCESSIBLE_ROLE_PRESENTATION,
                                  NULL);

  self->label = make_label (NULL);
  self->hint = make_label ("secondary");
  gtk_box_append (GTK_BOX (words), GTK_WIDGET (self->label));
  gtk_box_append (GTK_BOX (words), GTK_WIDGET (self->hint));
  add_guidance (self, words);
  self->media = g_object_new (RUHU_TYPE_LABEL_MEDIA, NULL);
  gtk_box_append (GTK_BOX (words), GTK_WIDGET (self->media));
  self->answer = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 12));
  gtk_box_append (self->answer, words);

  self->wrong = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9));
  self->message = make_label (NULL);
  gtk_widget_set_hexpand (GTK_WIDGET (self->message), TRUE);
  gtk_widget_add_css_class (icon, "care");
  gtk_widget_add_css_class (GTK_WIDGET (self->wrong), "notice");
  gtk_box_append (self->wrong, icon);
  gtk_box_append (self->wrong, GTK_WIDGET (self->message));

  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->answer));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->wrong));
  adw_bin_set_child (ADW_BIN (self), box);
}

static RuhuNode *
get_node (RuhuQuestion *self)
{
  return ruhu_instance_node_of (ruhu_survey_get_instance (self->survey),
                                self->control,
                                self->within);
}

static void
show_text (GtkLabel *label, const char *text, GtkWidget *around)
{
  ruhu_markdown_show (label, text != NULL ? text : "");
  gtk_widget_set_visible (around, text != NULL && *text != '\0');
}

static void
show_words (RuhuQuestion *self)
{
  RuhuInstance *instance = ruhu_survey_get_instance (self->survey);
  g_autofree char *label = ruhu_instance_get_label (instance, self->control, self->within);
  g_autofree char *hint = ruhu_instance_get_hint (instance, self->control, self->within);
  g_autofree char *guidance = ruhu_instance_get_guidance (instance, self->control, self->within);
  g_autofree char *plain = ruhu_markdown_to_plain (label != NULL ? label : "");

  show_text (self->label, self->is_named ? label : NULL, GTK_WIDGET (self->label));
  show_text (self->hint, hint, GTK_WIDGET (self->hint));
  show_text (self->guidance_text, guidance, GTK_WIDGET (self->guidance));
  ruhu_label_media_show (self->media, instance, self->control, self->within, plain);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, plain, -1);
}

static void
show_wrong (RuhuQuestion *self)
{
  RuhuInstance *instance = ruhu_survey_get_instance (self->survey);
  RuhuViolation violation = ruhu_instance_get_violation (instance, get_node (self));
  g_autofree char *message = NULL;
  gboolean unfinished = self->editor != NULL && ruhu_editor_is_unfinished (self->editor);
  gboolean shown = (violation == RUHU_VIOLATION_CONSTRAINT && !unfinished) ||
                   (violation == RUHU_VIOLATION_REQUIRED && self->strict);

  if (shown)
    message = ruhu_instance_get_message (instance, get_node (self));
  if (shown && (message == NULL || *message == '\0')) {
    g_free (message);
    message = g_strdup (violation == RUHU_VIOLATION_REQUIRED
                          ? _ ("This is still missing.")
                          : _ ("This cannot be right; please look again."));
  }
  gtk_label_set_label (self->message, shown ? message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->wrong), shown);
  if (self->editor != NULL)
    gtk_accessible_update_state (GTK_ACCESSIBLE (self->editor),
                                 GTK_ACCESSIBLE_STATE_INVALID,
                                 shown ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                                 -1);
}

/* The rows of a table have their words on one side and their answers on the other. */
static void
lay_in_table (RuhuQuestion *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->answer), GTK_ORIENTATION_HORIZONTAL);
  gtk_box_set_homogeneous (self->answer, TRUE);
  ruhu_part_name (GTK_WIDGET (self->answer), "row-fold");
  gtk_widget_set_valign (gtk_widget_get_first_child (GTK_WIDGET (self->answer)), GTK_ALIGN_CENTER);
}

/* The ways to decline: below the answer, or beside it where there is room. */
static void
add_decline (RuhuQuestion *self, RuhuQuestionPlace place)
{
  GtkWidget *row;

  self->decline = ruhu_decline_buttons_new (self->survey, self->control, self->within);
  if (self->decline == NULL)
    return;
  if (place == RUHU_QUESTION_ALONE ||
      !ruhu_question_declines_beside (ruhu_survey_get_instance (self->survey),
                                      self->control,
                                      self->within)) {
    gtk_box_insert_child_after (GTK_BOX (adw_bin_get_child (ADW_BIN (self))),
                                self->decline,
                                GTK_WIDGET (self->answer));
    return;
  }

  row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  gtk_box_set_homogeneous (GTK_BOX (row), TRUE);
  ruhu_part_name (row, "answer-fold");
  gtk_widget_set_valign (self->decline, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (GTK_WIDGET (self->editor), TRUE);
  gtk_widget_set_valign (GTK_WIDGET (self->editor), GTK_ALIGN_CENTER);
  g_object_ref (self->editor);
  gtk_box_remove (self->answer, GTK_WIDGET (self->editor));
  gtk_box_append (GTK_BOX (row), GTK_WIDGET (self->editor));
  g_object_unref (self->editor);
  gtk_box_append (GTK_BOX (row), self->decline);
  gtk_box_append (self->answer, row);
}

static void
add_editor (RuhuQuestion *self, RuhuQuestionPlace place)
{
  g_autofree char *plain = NULL;
  g_autofree char *label =
    ruhu_instance_get_label (ruhu_survey_get_instance (self->survey), self->control, self->within);

  plain = ruhu_markdown_to_plain (label != NULL ? label : "");
  self->editor = ruhu_editor_new (self->survey,
                                  self->control,
                                  get_node (self),
                                  plain,
                                  place == RUHU_QUESTION_ALONE);
  gtk_box_append (self->answer, GTK_WIDGET (self->editor));
  self->tell = ruhu_tell_new (self->survey, self->control);
  if (self->tell != NULL && !ruhu_editor_add_below (self->editor, GTK_WIDGET (self->tell)))
    gtk_box_append (self->answer, GTK_WIDGET (self->tell));
  add_decline (self, place);
  if (ruhu_choice_layout_is_in_table (self->control))
    lay_in_table (self);
}

/**
 * ruhu_question_new:
 * @control: a question
 * @within: the row it stands in, or the root; the widget must go before that row goes
 * @place: what stands around it
 *
 * Returns: (transfer floating): the question
 */
RuhuQuestion *
ruhu_question_new (RuhuSurvey *survey,
                   const RuhuControl *control,
                   RuhuNode *within,
                   RuhuQuestionPlace place)
{
  RuhuQuestion *self = g_object_new (RUHU_TYPE_QUESTION, NULL);
  gboolean is_note = ruhu_question_is_note (ruhu_survey_get_instance (survey), control, within);

  self->survey = g_object_ref (survey);
  self->control = control;
  self->within = within;
  self->is_named = place != RUHU_QUESTION_IN_ROW;
  if (place == RUHU_QUESTION_ALONE || !is_note)
    gtk_widget_add_css_class (GTK_WIDGET (self->label),
                              place == RUHU_QUESTION_ALONE && !is_note ? "question" : "heading");
  show_words (self);

  if (!is_note)
    add_editor (self, place);
  ruhu_question_refresh (self);
  return self;
}

const RuhuControl *
ruhu_question_get_control (RuhuQuestion *self)
{
  return self->control;
}

/** ruhu_question_refresh: shows what the filling holds now */
void
ruhu_question_refresh (RuhuQuestion *self)
{
  gboolean relevant =
    ruhu_instance_is_relevant (ruhu_survey_get_instance (self->survey), get_node (self));

  gtk_widget_set_visible (GTK_WIDGET (self), relevant);
  if (!relevant)
    return;

  show_words (self);
  if (self->editor != NULL)
    ruhu_editor_refresh (self->editor);
  if (self->decline != NULL)
    ruhu_decline_buttons_refresh (self->decline);
  if (self->tell != NULL)
    ruhu_tell_refresh (self->tell,
                       ruhu_instance_get_violation (ruhu_survey_get_instance (self->survey),
                                                    get_node (self)) == RUHU_VIOLATION_NONE);
  show_wrong (self);
}

/** ruhu_question_take: brings what is typed and not yet taken into the filling */
void
ruhu_question_take (RuhuQuestion *self)
{
  if (self->editor != NULL && gtk_widget_get_visible (GTK_WIDGET (self)))
    ruhu_editor_take (self->editor);
}

/** ruhu_question_set_strict: @strict: whether to say that an answer is missing */
void
ruhu_question_set_strict (RuhuQuestion *self, gboolean strict)
{
  self->strict = strict;
  show_wrong (self);
}
