/* ruhu-keeper.c: puts what was photographed, signed or chosen among a response's attachments
 *
 * The answer names the attachment only once that is sealed on disk. What an earlier answer named
 * stays until the response is finished, so that nothing is lost by a change of mind.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-keeper.h"

typedef struct {
  GWeakRef editor;
  RuhuKeeperShowFunc show;
} Load;

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (RuhuEditor) editor = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = NULL;

  name = ruhu_response_store_add_attachment_finish (RUHU_RESPONSE_STORE (source), result, &error);
  if (name == NULL) {
    g_message ("an attachment was not kept: %s", error->message);
    gtk_widget_activate_action (GTK_WIDGET (editor), "survey.attachment-failed", NULL);
    return;
  }
  ruhu_editor_set_value (editor, name);
  ruhu_editor_refresh (editor);
}

/**
 * ruhu_keeper_keep:
 * @content: the file
 * @type: its media type, `image/jpeg`
 *
 * Seals @content and then names it as the editor's answer. A failure activates the action
 * `survey.attachment-failed`, and the answer stays what it was.
 */
void
ruhu_keeper_keep (RuhuEditor *editor, GBytes *content, const char *type)
{
  RuhuSurvey *survey = ruhu_editor_get_survey (editor);

  ruhu_response_store_add_attachment_async (ruhu_survey_get_responses (survey),
                                            ruhu_response_get_id (
                                              ruhu_survey_get_response (survey)),
                                            content,
                                            type,
                                            NULL,
                                            kept_cb,
                                            g_object_ref (editor));
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Load *load = data;
  g_autoptr (RuhuEditor) editor = g_weak_ref_get (&load->editor);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) content = NULL;

  g_weak_ref_clear (&load->editor);
  content =
    ruhu_response_store_read_attachment_finish (RUHU_RESPONSE_STORE (source), result, &error);
  if (content == NULL)
    g_message ("an attachment cannot be shown: %s", error->message);
  else if (editor != NULL)
    load->show (editor, content);
}

/**
 * ruhu_keeper_load:
 * @show: called with what the answer names, unless the editor has gone meanwhile
 */
void
ruhu_keeper_load (RuhuEditor *editor, RuhuKeeperShowFunc show)
{
  Load *load = g_new0 (Load, 1);

  g_weak_ref_init (&load->editor, editor);
  load->show = show;
  ruhu_response_store_read_attachment_async (ruhu_survey_get_responses (
                                               ruhu_editor_get_survey (editor)),
                                             ruhu_editor_get_value (editor),
                                             NULL,
                                             loaded_cb,
                                             load);
}
