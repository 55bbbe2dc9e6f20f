/* ruhu-background.c: what a form has the tablet answer by itself
 *
 * odk:setgeopoint and odk:recordaudio, and the places in the audit. Nothing waits for it, and what
 * cannot be had stays empty; that it happens, and that it cannot be had, is said in words on the
 * page (ruhu-background-sign.c).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-background.h"

#include "form/ruhu-background-place.h"
#include "form/ruhu-background-sound.h"

#include <glib/gi18n.h>

struct _RuhuBackground {
  GObject parent_instance;

  RuhuInstance *instance;
  RuhuBackgroundPlace *place;
  RuhuBackgroundSound *sound;
  gboolean is_lost;    /* a place was wanted, and nobody knows it */
  gboolean is_deaf;    /* a recording was wanted, and nothing records */
  gboolean has_record; /* something was recorded for the form */
};

enum {
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RuhuBackground, ruhu_background, G_TYPE_OBJECT)

static void
emit_changed (RuhuBackground *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
ruhu_background_dispose (GObject *object)
{
  RuhuBackground *self = RUHU_BACKGROUND (object);

  if (self->instance != NULL)
    g_signal_handlers_disconnect_by_data (self->instance, self);
  g_clear_pointer (&self->place, ruhu_background_place_free);
  g_clear_pointer (&self->sound, ruhu_background_sound_free);
  g_clear_object (&self->instance);

  G_OBJECT_CLASS (ruhu_background_parent_class)->dispose (object);
}

static void
ruhu_background_class_init (RuhuBackgroundClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ruhu_background_dispose;

  /** RuhuBackground::changed: what is to be said of it is something else */
  signals[CHANGED] = g_signal_new ("changed",
                                   RUHU_TYPE_BACKGROUND,
                                   G_SIGNAL_RUN_LAST,
                                   0,
                                   NULL,
                                   NULL,
                                   NULL,
                                   G_TYPE_NONE,
                                   0);
}

static void
ruhu_background_init (RuhuBackground *self)
{
}

static void
over_cb (gboolean found, gpointer data)
{
  RuhuBackground *self = data;

  self->is_lost = !found;
  emit_changed (self);
}

static void
asked_cb (RuhuInstance *instance,
          const char *key,
          const char *action,
          const char *quality,
          RuhuBackground *self)
{
  if (g_str_equal (action, "setgeopoint")) {
    self->is_lost = FALSE;
    ruhu_background_place_ask (self->place, key);
  } else if (g_str_equal (action, "recordaudio")) {
    self->is_deaf = !ruhu_background_sound_ask (self->sound, key, quality);
    self->has_record = self->has_record || !self->is_deaf;
  }
  emit_changed (self);
}

/**
 * ruhu_background_new:
 * @survey: a filling that is not begun yet; it owns this
 * @audit: (nullable): its audit
 *
 * Hears what the form asks of the tablet, from the first event on.
 */
RuhuBackground *
ruhu_background_new (RuhuSurvey *survey, RuhuAudit *audit)
{
  RuhuBackground *self = g_object_new (RUHU_TYPE_BACKGROUND, NULL);

  self->instance = g_object_ref (ruhu_survey_get_instance (survey));
  self->place = ruhu_background_place_new (self->instance, audit, over_cb, self);
  self->sound = ruhu_background_sound_new (survey);
  g_signal_connect (self->instance, "device-asked", G_CALLBACK (asked_cb), self);
  return self;
}

gboolean
ruhu_background_is_recording (RuhuBackground *self)
{
  return ruhu_background_sound_is_running (self->sound);
}

static void
add_line (GString *words, const char *line)
{
  if (words->len > 0)
    g_string_append_c (words, '\n');
  g_string_append (words, line);
}

/** ruhu_background_describe: Returns: (transfer full): what is to be said of it now; "" for nothing
 */
char *
ruhu_background_describe (RuhuBackground *self)
{
  GString *words = g_string_new (NULL);

  if (ruhu_background_sound_is_running (self->sound)) {
    guint seconds = ruhu_background_sound_get_seconds (self->sound);
    g_autofree char *line =
      g_strdup_printf (_ ("Recording this visit, %u:%02u"), seconds / 60, seconds % 60);

    add_line (words, line);
  }
  if (self->is_deaf)
    add_line (words, _ ("The form wants a recording, but the microphone does not start."));
  if (ruhu_background_place_is_searching (self->place))
    add_line (words, _ ("The form notes where this tablet is."));
  if (self->is_lost)
    add_line (words,
              _ ("The form wants to note the place, but this tablet does not know it. It stays "
                 "empty."));
  return g_string_free (words, FALSE);
}

/** ruhu_background_go_on: somebody fills the form now: the audit is told where */
void
ruhu_background_go_on (RuhuBackground *self)
{
  ruhu_background_place_track (self->place);
}

/** ruhu_background_forget_notes: what could not be had was read */
void
ruhu_background_forget_notes (RuhuBackground *self)
{
  if (!self->is_lost && !self->is_deaf)
    return;
  self->is_lost = FALSE;
  self->is_deaf = FALSE;
  emit_changed (self);
}

/** ruhu_background_stop_recording: somebody does not want it any more; what was said is kept */
void
ruhu_background_stop_recording (RuhuBackground *self)
{
  ruhu_background_sound_stop (self->sound);
  ruhu_background_keep (self);
  emit_changed (self);
}

/** ruhu_background_keep: seals what was recorded so far; it goes on recording */
void
ruhu_background_keep (RuhuBackground *self)
{
  if (self->has_record)
    ruhu_background_sound_keep_async (self->sound, NULL, NULL);
}

/**
 * ruhu_background_rest:
 *
 * The form is put away as a draft: nothing is recorded or looked for any more. What was recorded is
 * sealed; a flush of the survey's autosave waits for it.
 */
void
ruhu_background_rest (RuhuBackground *self)
{
  ruhu_background_place_stop (self->place);
  ruhu_background_stop_recording (self);
}

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (ruhu_background_sound_keep_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * ruhu_background_end_async:
 * @wanted: whether what was recorded may be kept; %FALSE forgets it
 *
 * The form is about to be finished.
 */
void
ruhu_background_end_async (RuhuBackground *self,
                           gboolean wanted,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, ruhu_background_end_async);
  ruhu_background_place_stop (self->place);
  if (self->has_record && wanted) {
    ruhu_background_sound_stop (self->sound);
    ruhu_background_sound_keep_async (self->sound, kept_cb, task);
  } else {
    if (self->has_record)
      ruhu_background_sound_drop (self->sound);
    g_task_return_boolean (task, TRUE);
    g_object_unref (task);
  }
  self->is_lost = FALSE;
  self->is_deaf = FALSE;
  emit_changed (self);
}

/**
 * ruhu_background_end_finish:
 *
 * Returns: %TRUE once all is on disk; %FALSE with @error as
 *   ruhu_background_sound_keep_finish() gives it; it can be tried again
 */
gboolean
ruhu_background_end_finish (RuhuBackground *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
