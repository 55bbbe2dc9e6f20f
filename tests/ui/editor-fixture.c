/* editor-fixture.c: one question of tests/ui/controls, on its page
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "editor-fixture.h"

void
editor_fixture_add (const char *path, void (*test) (SurveyFixture *, gconstpointer))
{
  g_test_add (path,
              SurveyFixture,
              NULL,
              survey_fixture_set_up_controls,
              test,
              survey_fixture_tear_down);
}

/* The question on the page that is shown. */
GtkWidget *
editor_fixture_find (SurveyFixture *f, const char *name)
{
  GtkWidget *question;
  guint nth = 0;

  while ((question =
            survey_fixture_find_widget (GTK_WIDGET (f->page), RUHU_TYPE_QUESTION, nth++)) != NULL)
    if (g_strcmp0 (ruhu_control_get_name (ruhu_question_get_control (RUHU_QUESTION (question))),
                   name) == 0)
      return question;

  g_error ("no question %s on the page", name);
}

/* The question, once its page is shown and drawn. */
GtkWidget *
editor_fixture_open (SurveyFixture *f, const char *name)
{
  survey_fixture_go_to (f, name);
  gtk_widget_queue_draw (GTK_WIDGET (f->window));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (f->window));
  return editor_fixture_find (f, name);
}

void
editor_fixture_wait_answer (SurveyFixture *f, const char *name, const char *other_than)
{
  while (g_str_equal (survey_fixture_get (f, name), other_than))
    g_main_context_iteration (NULL, TRUE);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  GBytes **content = data;

  *content =
    ruhu_response_store_read_attachment_finish (RUHU_RESPONSE_STORE (source), result, &error);
  g_assert_no_error (error);
}

/* What the answer names among the attachments. */
GBytes *
editor_fixture_read (SurveyFixture *f, const char *name)
{
  GBytes *content = NULL;

  ruhu_response_store_read_attachment_async (f->store.responses,
                                             survey_fixture_get (f, name),
                                             NULL,
                                             read_cb,
                                             &content);
  while (content == NULL)
    g_main_context_iteration (NULL, TRUE);
  return content;
}
