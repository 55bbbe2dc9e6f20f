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

/* The answer is found by its key: the row it stands in may go while the file is sealed. */
typedef struct {
  GWeakRef editor;
  RuhuSurvey *survey;
  char *key;
} Keep;

static void
put_name (Keep *keep, const char *name)
{
  RuhuInstance *instance = ruhu_survey_get_instance (keep->survey);
  RuhuNode *node = ruhu_instance_find_key (instance, keep->key);
  g_autoptr (RuhuEditor) editor = g_weak_ref_get (&keep->editor);
  g_autoptr (GError) error = NULL;

  if (node == NULL)
    return;
  if (!ruhu_instance_set_value (instance, node, name, &error))
    g_warning ("an attachment was not taken: %s", error->message);
  if (editor != NULL)
    ruhu_editor_refresh (editor);
}

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Keep *keep = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = NULL;

  name = ruhu_response_store_add_attachment_finish (RUHU_RESPONSE_STORE (source), result, &error);
  if (name != NULL) {
    put_name (keep, name);
  } else {
    g_autoptr (RuhuEditor) editor = g_weak_ref_get (&keep->editor);

    g_message ("an attachment was not kept: %s", error->message);
    if (editor != NULL)
      gtk_widget_activate_action (GTK_WIDGET (editor), "survey.attachment-failed", NULL);
  }
  ruhu_autosave_arrive (ruhu_survey_get_autosave (keep->survey));
  g_weak_ref_clear (&keep->editor);
  g_object_unref (keep->survey);
  g_free (keep->key);
  g_free (keep);
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
  Keep *keep = g_new0 (Keep, 1);

  g_weak_ref_init (&keep->editor, editor);
  keep->survey = g_object_ref (survey);
  keep->key = ruhu_node_get_key (ruhu_editor_get_node (editor));
  ruhu_autosave_expect (ruhu_survey_get_autosave (survey));
  ruhu_response_store_add_attachment_async (ruhu_survey_get_responses (survey),
                                            ruhu_response_get_id (
                                              ruhu_survey_get_response (survey)),
                                            content,
                                            type,
                                            NULL,
                                            kept_cb,
                                            keep);
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
  const char *value = ruhu_editor_get_value (editor);
  Load *load;

  /* What the form itself begins with. */
  if (g_str_has_prefix (value, "jr://")) {
    g_autoptr (GBytes) given = ruhu_instance_read_media (ruhu_editor_get_instance (editor), value);

    if (given != NULL)
      show (editor, given);
    return;
  }

  load = g_new0 (Load, 1);
  g_weak_ref_init (&load->editor, editor);
  load->show = show;
  ruhu_response_store_read_attachment_async (ruhu_survey_get_responses (
                                               ruhu_editor_get_survey (editor)),
                                             value,
                                             NULL,
                                             loaded_cb,
                                             load);
}
