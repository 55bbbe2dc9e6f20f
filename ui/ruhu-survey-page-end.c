/* ruhu-survey-page-end.c: how a filling ends: finished, undone, or thrown away
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-survey-page-inside.h"

#include "ruhu-error-text.h"
#include "ruhu-window.h"

#include "responses/ruhu-response-discard.h"

#include <glib/gi18n.h>

/* Where the page is in a window that can say it. */
void
ruhu_survey_page_say (RuhuSurveyPage *self, const char *sentence)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (RUHU_IS_WINDOW (root))
    ruhu_window_add_toast (RUHU_WINDOW (root), adw_toast_new (sentence));
}

static void
finished_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (RuhuSurveyPage) self = data;
  g_autoptr (GError) error = NULL;
  gboolean done = ruhu_survey_finish_finish (RUHU_SURVEY (source), result, &error);

  self->ending = FALSE;
  if (self->survey == NULL)
    return; /* the page went meanwhile */
  if (!done) {
    g_message ("a response was not finished: %s", error->message);
    ruhu_survey_page_say (self, ruhu_error_text_get_sentence (error));
    return;
  }
  ruhu_finished_view_show (self->finished_view, self->survey);
  ruhu_survey_page_show_view (self, self->finished_view);
  g_signal_emit_by_name (self, "finished");
}

static void
finish_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  RuhuSurveyPage *self = data;
  g_autoptr (GPtrArray) problems = NULL;

  if (self->ending || gtk_widget_get_visible (GTK_WIDGET (self->finished_view)))
    return; /* a second tap is no second wish */

  problems = ruhu_instance_list_problems (ruhu_survey_get_instance (self->survey));
  ruhu_review_view_take (self->review_view);
  if (problems->len > 0) {
    ruhu_survey_note (self->survey, "constraint error", g_ptr_array_index (problems, 0));
    gtk_widget_activate_action (GTK_WIDGET (self), "survey.first-missing", NULL);
  } else if (ruhu_survey_is_blocked (self->survey))
    gtk_widget_activate_action (GTK_WIDGET (self), "survey.outline", NULL);
  else if (ruhu_survey_count_unexplained (self->survey) > 0)
    ruhu_review_view_focus_unexplained (self->review_view);
  else {
    self->ending = TRUE;
    ruhu_survey_finish_async (self->survey, NULL, finished_cb, g_object_ref (self));
  }
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
    ruhu_survey_page_show_review (self);
  else
    ruhu_survey_page_say (
      self,
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
discarded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (RuhuSurveyPage) self = data;
  g_autoptr (GError) error = NULL;
  gboolean done = ruhu_response_store_discard_finish (RUHU_RESPONSE_STORE (source), result, &error);

  self->ending = FALSE;
  if (self->survey == NULL)
    return; /* the page went meanwhile */
  if (!done) {
    g_message ("a draft was not thrown away: %s", error->message);
    ruhu_survey_page_say (self, ruhu_error_text_get_sentence (error));
    return;
  }
  self->discarded = TRUE;
  g_signal_emit_by_name (self, "discarded");
}

/* What could not be saved goes as well. */
static void
flushed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  RuhuSurveyPage *self = data;

  ruhu_autosave_flush_finish (RUHU_AUTOSAVE (source), result, NULL);
  if (self->survey == NULL) {
    g_object_unref (self);
    return;
  }
  ruhu_response_store_discard_async (ruhu_survey_get_responses (self->survey),
                                     ruhu_response_get_id (ruhu_survey_get_response (self->survey)),
                                     NULL,
                                     discarded_cb,
                                     self);
}

/* What is typed is taken first: it is there again when the draft is brought back. */
static void
answered_cb (AdwMessageDialog *dialog, const char *answer, RuhuSurveyPage *self)
{
  if (!g_str_equal (answer, "discard") || self->survey == NULL || self->ending)
    return;

  self->ending = TRUE;
  ruhu_survey_page_leave (self);
  ruhu_survey_put_away (self->survey);
  ruhu_autosave_flush_async (ruhu_survey_get_autosave (self->survey),
                             NULL,
                             flushed_cb,
                             g_object_ref (self));
}

static void
discard_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  RuhuSurveyPage *self = data;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  gboolean corrects = ruhu_survey_is_correction (self->survey);
  AdwMessageDialog *dialog;

  if (self->ending || gtk_widget_get_visible (GTK_WIDGET (self->finished_view)))
    return;

  dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (
    GTK_WINDOW (root),
    corrects ? _ ("Throw the correction away?") : _ ("Throw the draft away?"),
    corrects ? _ ("Nothing of it was sent. What was sent before stays as it is, and counts.")
             : _ ("Nothing of it was sent. What you filled in goes with it.")));
  adw_message_dialog_add_responses (dialog,
                                    "keep",
                                    _ ("Keep it"),
                                    "discard",
                                    _ ("Throw away"),
                                    NULL);
  adw_message_dialog_set_default_response (dialog, "keep");
  adw_message_dialog_set_close_response (dialog, "keep");
  g_signal_connect_object (dialog, "response", G_CALLBACK (answered_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

void
ruhu_survey_page_add_end_actions (RuhuSurveyPage *self, GActionMap *map)
{
  static const GActionEntry actions[] = {
    { .name = "finish", .activate = finish_cb },
    { .name = "undo", .activate = undo_cb },
    { .name = "discard", .activate = discard_cb },
  };

  g_action_map_add_action_entries (map, actions, G_N_ELEMENTS (actions), self);
}
