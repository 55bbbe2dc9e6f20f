/* ruhu-background-sound.c: a recording that runs while a form is filled
 *
 * It grows in memory and is sealed from time to time, so that an empty battery costs minutes and
 * not the whole talk. What an earlier filling of the same draft recorded stays in front of it: Ogg
 * files are joined by putting one behind the other (RFC 3533, section 4, chaining).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-background-sound.h"

#include "form/ruhu-recorder.h"

#define SEAL_SECONDS 300

struct _RuhuBackgroundSound {
  RuhuSurvey *survey; /* which owns this */
  GPtrArray *keys;    /* of the questions that it answers */
  char *earlier;      /* what the answer named before; NULL once it is in content */
  GByteArray *content;
  RuhuRecorder *recorder; /* while it records */
  guint seal;
  gsize sealed;  /* how much of it the answer names by now, in bytes */
  guint n_drops; /* how often all of it was forgotten */
};

RuhuBackgroundSound *
ruhu_background_sound_new (RuhuSurvey *survey)
{
  RuhuBackgroundSound *self = g_new0 (RuhuBackgroundSound, 1);

  self->survey = survey;
  self->keys = g_ptr_array_new_with_free_func (g_free);
  self->content = g_byte_array_new ();
  return self;
}

void
ruhu_background_sound_free (RuhuBackgroundSound *self)
{
  ruhu_background_sound_stop (self);
  g_ptr_array_unref (self->keys);
  g_byte_array_unref (self->content);
  g_free (self->earlier);
  g_free (self);
}

static RuhuNode *
find_node (RuhuBackgroundSound *self, guint i)
{
  return ruhu_instance_find_key (ruhu_survey_get_instance (self->survey),
                                 g_ptr_array_index (self->keys, i));
}

static gboolean
seal_cb (gpointer data)
{
  ruhu_background_sound_keep_async (data, NULL, NULL);
  return G_SOURCE_CONTINUE;
}

/* What is answered already is what an earlier filling recorded. */
static void
add_key (RuhuBackgroundSound *self, const char *key)
{
  const char *value;
  RuhuNode *node;

  if (g_ptr_array_find_with_equal_func (self->keys, key, g_str_equal, NULL))
    return;
  g_ptr_array_add (self->keys, g_strdup (key));
  node = find_node (self, self->keys->len - 1);
  value =
    node != NULL ? ruhu_instance_get_value (ruhu_survey_get_instance (self->survey), node) : "";
  if (self->keys->len == 1 && *value != '\0')
    self->earlier = g_strdup (value);
}

/**
 * ruhu_background_sound_ask:
 * @key: the storage key of a question that wants what is heard from now on; all that ask get the
 *   same recording
 * @quality: (nullable): as for ruhu_recorder_start()
 *
 * Returns: %FALSE where the microphone does not start
 */
gboolean
ruhu_background_sound_ask (RuhuBackgroundSound *self, const char *key, const char *quality)
{
  add_key (self, key);
  if (self->recorder == NULL)
    self->recorder = ruhu_recorder_is_there () ? ruhu_recorder_start (quality) : NULL;
  if (self->recorder != NULL && self->seal == 0)
    self->seal = g_timeout_add_seconds (SEAL_SECONDS, seal_cb, self);
  return self->recorder != NULL;
}

gboolean
ruhu_background_sound_is_running (RuhuBackgroundSound *self)
{
  return self->recorder != NULL;
}

guint
ruhu_background_sound_get_seconds (RuhuBackgroundSound *self)
{
  return self->recorder != NULL ? ruhu_recorder_get_seconds (self->recorder) : 0;
}

static void
append (GByteArray *to, GBytes *content)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (content, &size);

  g_byte_array_append (to, data, (guint) size);
}

/** ruhu_background_sound_stop: records no more; what was recorded is still to be kept */
void
ruhu_background_sound_stop (RuhuBackgroundSound *self)
{
  g_autoptr (GBytes) content = NULL;

  g_clear_handle_id (&self->seal, g_source_remove);
  if (self->recorder == NULL)
    return;
  content = ruhu_recorder_stop (g_steal_pointer (&self->recorder));
  if (content != NULL)
    append (self->content, content);
}

static void
put_name (RuhuBackgroundSound *self, const char *name)
{
  guint i;

  for (i = 0; i < self->keys->len; i++) {
    RuhuNode *node = find_node (self, i);

    if (node != NULL)
      ruhu_instance_set_value (ruhu_survey_get_instance (self->survey), node, name, NULL);
  }
}

/** ruhu_background_sound_drop: records no more, and forgets what was recorded and kept */
void
ruhu_background_sound_drop (RuhuBackgroundSound *self)
{
  ruhu_background_sound_stop (self);
  g_byte_array_set_size (self->content, 0);
  g_clear_pointer (&self->earlier, g_free);
  self->sealed = 0;
  self->n_drops++;
  put_name (self, "");
}

/* The survey, which the task holds, holds this. */
typedef struct {
  RuhuBackgroundSound *sound;
  gsize size;
  guint n_drops; /* as it was when the keeping began: what was forgotten since stays forgotten */
} Keep;

static GBytes *
collect (RuhuBackgroundSound *self)
{
  GByteArray *all = g_byte_array_new ();
  g_autoptr (GBytes) running = NULL;

  g_byte_array_append (all, self->content->data, self->content->len);
  if (self->recorder != NULL) {
    running = ruhu_recorder_get_content (self->recorder);
    append (all, running);
  }
  return g_byte_array_free_to_bytes (all);
}

static void
return_kept (GTask *task, GError *error)
{
  RuhuSurvey *survey = g_task_get_source_object (task);

  ruhu_autosave_arrive (ruhu_survey_get_autosave (survey));
  if (error != NULL) {
    g_message ("a recording was not kept: %s", error->message);
    g_task_return_error (task, error);
  } else {
    g_task_return_boolean (task, TRUE);
  }
}

static void
sealed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Keep *keep = g_task_get_task_data (task);
  g_autofree char *name = NULL;
  GError *error = NULL;

  name = ruhu_response_store_add_attachment_finish (RUHU_RESPONSE_STORE (source), result, &error);
  if (name != NULL && keep->n_drops == keep->sound->n_drops && keep->size >= keep->sound->sealed) {
    keep->sound->sealed = keep->size;
    put_name (keep->sound, name);
  }
  return_kept (task, error);
}

static void
seal (GTask *task)
{
  RuhuSurvey *survey = g_task_get_source_object (task);
  Keep *keep = g_task_get_task_data (task);
  g_autoptr (GBytes) content = collect (keep->sound);

  keep->size = g_bytes_get_size (content);
  if (keep->size == keep->sound->sealed) {
    return_kept (task, NULL);
    g_object_unref (task);
    return;
  }
  ruhu_response_store_add_attachment_async (ruhu_survey_get_responses (survey),
                                            ruhu_response_get_id (
                                              ruhu_survey_get_response (survey)),
                                            content,
                                            "audio/ogg",
                                            NULL,
                                            sealed_cb,
                                            task);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Keep *keep = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) earlier = NULL;

  earlier =
    ruhu_response_store_read_attachment_finish (RUHU_RESPONSE_STORE (source), result, &error);
  if (earlier == NULL)
    g_message ("an earlier recording cannot be read: %s", error->message);
  else if (keep->sound->earlier != NULL)
    g_byte_array_prepend (keep->sound->content,
                          g_bytes_get_data (earlier, NULL),
                          (guint) g_bytes_get_size (earlier));
  g_clear_pointer (&keep->sound->earlier, g_free);
  seal (task);
}

/**
 * ruhu_background_sound_keep_async:
 *
 * Seals what was recorded so far and names it as the answer. It goes on recording, if it does.
 */
void
ruhu_background_sound_keep_async (RuhuBackgroundSound *self,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  GTask *task = g_task_new (self->survey, NULL, callback, user_data);
  Keep *keep = g_new0 (Keep, 1);

  g_task_set_source_tag (task, ruhu_background_sound_keep_async);
  keep->sound = self;
  keep->n_drops = self->n_drops;
  g_task_set_task_data (task, keep, g_free);
  ruhu_autosave_expect (ruhu_survey_get_autosave (self->survey));
  if (self->earlier != NULL && (self->content->len > 0 || self->recorder != NULL))
    ruhu_response_store_read_attachment_async (ruhu_survey_get_responses (self->survey),
                                               self->earlier,
                                               NULL,
                                               read_cb,
                                               task);
  else
    seal (task);
}

/**
 * ruhu_background_sound_keep_finish:
 *
 * Returns: %TRUE once it is on disk; %FALSE with @error as
 *   ruhu_response_store_add_attachment_finish() gives it; what was recorded stays in memory
 */
gboolean
ruhu_background_sound_keep_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
