/* ruhu-record-row.c: what the register says, to be confirmed by a look
 *
 * A line with the answer on record. A tap opens the question in place; another answer shows beside
 * the one it replaces. Nothing is stored that says which it was: the answer and the register do.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-record-row.h"

#include "form/ruhu-answer.h"
#include "form/ruhu-question.h"
#include "ruhu-page.h"

#include <glib/gi18n.h>

struct _RuhuRecordRow {
  AdwExpanderRow parent_instance;

  RuhuSurvey *survey;
  const RuhuControl *control;
  RuhuNode *within;
  char *registered;
  RuhuQuestion *question; /* NULL until the row is opened */
};

G_DEFINE_FINAL_TYPE (RuhuRecordRow, ruhu_record_row, ADW_TYPE_EXPANDER_ROW)

static RuhuNode *
get_node (RuhuRecordRow *self)
{
  return ruhu_instance_node_of (ruhu_survey_get_instance (self->survey),
                                self->control,
                                self->within);
}

static void
expanded_cb (RuhuRecordRow *self)
{
  RuhuPage *page = ruhu_page_of (GTK_WIDGET (self));
  GtkWidget *holder;

  if (!adw_expander_row_get_expanded (ADW_EXPANDER_ROW (self)) || self->question != NULL)
    return;

  self->question =
    ruhu_question_new (self->survey, self->control, self->within, RUHU_QUESTION_IN_ROW);
  holder = gtk_list_box_row_new ();
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (holder), FALSE);
  gtk_widget_set_focusable (holder, FALSE);
  gtk_widget_add_css_class (holder, "opened");
  gtk_accessible_update_property (GTK_ACCESSIBLE (holder),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self)),
                                  -1);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (holder), GTK_WIDGET (self->question));
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), holder);
  if (page != NULL)
    ruhu_page_fold (page, holder);
}

static void
ruhu_record_row_dispose (GObject *object)
{
  g_clear_object (&RUHU_RECORD_ROW (object)->survey);

  G_OBJECT_CLASS (ruhu_record_row_parent_class)->dispose (object);
}

static void
ruhu_record_row_finalize (GObject *object)
{
  g_free (RUHU_RECORD_ROW (object)->registered);

  G_OBJECT_CLASS (ruhu_record_row_parent_class)->finalize (object);
}

/* GTK 4.8 offers assistive technology no way to open an expander row. */
static void
open_or_close (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AdwExpanderRow *row = ADW_EXPANDER_ROW (widget);

  adw_expander_row_set_expanded (row, !adw_expander_row_get_expanded (row));
}

static void
ruhu_record_row_class_init (RuhuRecordRowClass *klass)
{
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "record.open", NULL, open_or_close);
  G_OBJECT_CLASS (klass)->dispose = ruhu_record_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = ruhu_record_row_finalize;
}

static void
ruhu_record_row_init (RuhuRecordRow *self)
{
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self), "on-record");
  g_signal_connect (self, "notify::expanded", G_CALLBACK (expanded_cb), NULL);
}

/**
 * ruhu_record_row_new:
 * @control: a question that is on record (ruhu_question_is_on_record())
 * @within: the row of a repeat it stands in, or the root
 *
 * Returns: (transfer floating): the row
 */
RuhuRecordRow *
ruhu_record_row_new (RuhuSurvey *survey, const RuhuControl *control, RuhuNode *within)
{
  RuhuRecordRow *self = g_object_new (RUHU_TYPE_RECORD_ROW, NULL);

  self->survey = g_object_ref (survey);
  self->control = control;
  self->within = within;
  self->registered =
    ruhu_instance_get_registered (ruhu_survey_get_instance (survey), get_node (self));
  ruhu_record_row_refresh (self);
  return self;
}

const RuhuControl *
ruhu_record_row_get_control (RuhuRecordRow *self)
{
  return self->control;
}

/** ruhu_record_row_is_changed: Returns: whether the answer is another than the register's */
gboolean
ruhu_record_row_is_changed (RuhuRecordRow *self)
{
  const char *value =
    ruhu_instance_get_value (ruhu_survey_get_instance (self->survey), get_node (self));

  return g_strcmp0 (value != NULL ? value : "", self->registered) != 0;
}

/* AdwExpanderRow is a row around a list around rows; the two outer ones have no name. */
static void
name_outer (GtkWidget *widget, const char *label)
{
  GtkWidget *child;

  if (GTK_IS_LIST_BOX (widget) || RUHU_IS_RECORD_ROW (widget))
    gtk_accessible_update_property (GTK_ACCESSIBLE (widget),
                                    GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    label,
                                    -1);
  for (child = gtk_widget_get_first_child (widget); child != NULL && !GTK_IS_LIST_BOX (widget);
       child = gtk_widget_get_next_sibling (child))
    name_outer (child, label);
}

/** ruhu_record_row_refresh: shows what the filling holds now */
void
ruhu_record_row_refresh (RuhuRecordRow *self)
{
  RuhuInstance *instance = ruhu_survey_get_instance (self->survey);
  gboolean asked = ruhu_instance_is_relevant (instance, get_node (self));
  g_autofree char *label = ruhu_answer_label (instance, self->control, self->within);
  g_autofree char *now = ruhu_answer_to_text (instance, self->control, self->within);
  g_autofree char *words = NULL;
  g_autofree char *said = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self), asked);
  if (!asked)
    return;

  if (ruhu_record_row_is_changed (self)) {
    g_autofree char *before =
      ruhu_answer_describe (instance, self->control, self->within, self->registered);

    words = g_strdup_printf (_ ("%s → %s"), before, *now != '\0' ? now : _ ("no answer"));
    gtk_widget_add_css_class (GTK_WIDGET (self), "changed");
  } else {
    gtk_widget_remove_css_class (GTK_WIDGET (self), "changed");
    words = g_steal_pointer (&now);
  }
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), label);
  name_outer (GTK_WIDGET (self), label);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), words);
  said = g_strjoin (", ", label, words, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, said, -1);
  if (self->question != NULL)
    ruhu_question_refresh (self->question);
}

/** ruhu_record_row_take: brings what is typed and not yet taken into the filling */
void
ruhu_record_row_take (RuhuRecordRow *self)
{
  if (self->question != NULL)
    ruhu_question_take (self->question);
}
