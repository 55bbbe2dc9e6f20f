/* ruhu-recorder.c: records what the microphone hears
 *
 * Opus in Ogg, in memory: nothing touches the disk before it is sealed. The environment variable
 * RUHU_MICROPHONE names another source, as `audiotestsrc is-live=true` where there is none.
 * GStreamer's own choice of a source is not asked: without a microphone it records a test tone.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-recorder.h"

#include <gst/app/gstappsink.h>
#include <gst/gst.h>

/* How long the encoder may take to write the rest. */
#define FINISH_SECONDS 2

#define VOICE_BIT_RATE 16000
#define BIT_RATE 24000 /* enough for every word */
#define MUSIC_BIT_RATE 64000

static const char *const sources[] = { "pulsesrc", "pipewiresrc", "alsasrc", NULL };

struct _RuhuRecorder {
  GstElement *pipeline;
  GstAppSink *sink;
  GByteArray *content; /* what was taken from the sink so far */
  gint64 started_at;   /* monotonic, µs */
};

static char *
find_source (void)
{
  const char *named = g_getenv ("RUHU_MICROPHONE");
  guint i;

  if (named != NULL)
    return *named != '\0' ? g_strdup (named) : NULL;

  gst_init (NULL, NULL);
  for (i = 0; sources[i] != NULL; i++) {
    g_autoptr (GstElementFactory) factory = gst_element_factory_find (sources[i]);

    if (factory != NULL)
      return g_strdup (sources[i]);
  }
  return NULL;
}

static gboolean
has_sound_system (void)
{
  static const char *const sockets[] = { "pulse/native", "pipewire-0", NULL };
  guint i;

  for (i = 0; sockets[i] != NULL; i++) {
    g_autofree char *path = g_build_filename (g_get_user_runtime_dir (), sockets[i], NULL);

    if (g_file_test (path, G_FILE_TEST_EXISTS))
      return TRUE;
  }
  return g_file_test ("/dev/snd", G_FILE_TEST_IS_DIR);
}

/** ruhu_recorder_is_there: Returns: whether this tablet has something that can be asked to record
 */
gboolean
ruhu_recorder_is_there (void)
{
  g_autofree char *source = find_source ();

  return source != NULL && (g_getenv ("RUHU_MICROPHONE") != NULL || has_sound_system ());
}

static void
free_recorder (RuhuRecorder *self)
{
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  gst_clear_object (&self->sink);
  gst_clear_object (&self->pipeline);
  g_clear_pointer (&self->content, g_byte_array_unref);
  g_free (self);
}

/* By the names that forms have for it (ODK XForms, quality). */
static guint
choose_bit_rate (const char *quality)
{
  if (g_strcmp0 (quality, "voice-only") == 0)
    return VOICE_BIT_RATE;
  return g_strcmp0 (quality, "normal") == 0 ? MUSIC_BIT_RATE : BIT_RATE;
}

/**
 * ruhu_recorder_start:
 * @quality: (nullable): how good it is to be, as forms say it: “voice-only”, “low” or “normal”
 *
 * Returns: (transfer full) (nullable): what records now; %NULL where the microphone does not start
 */
RuhuRecorder *
ruhu_recorder_start (const char *quality)
{
  g_autofree char *source = find_source ();
  g_autofree char *description = NULL;
  g_autoptr (GError) error = NULL;
  RuhuRecorder *self;
  GstElement *pipeline;

  if (source == NULL)
    return NULL;
  gst_init (NULL, NULL);
  description =
    g_strdup_printf ("%s ! audioconvert ! audioresample ! opusenc bitrate=%u "
                     "audio-type=voice ! oggmux ! appsink name=sink sync=false wait-on-eos=false",
                     source,
                     choose_bit_rate (quality));
  pipeline = gst_parse_launch (description, &error);
  if (error != NULL) { /* there may be half a pipeline all the same */
    g_message ("the microphone does not start: %s", error->message);
    gst_clear_object (&pipeline);
    return NULL;
  }

  self = g_new0 (RuhuRecorder, 1);
  self->pipeline = pipeline;
  self->sink = GST_APP_SINK (gst_bin_get_by_name (GST_BIN (pipeline), "sink"));
  self->content = g_byte_array_new ();
  self->started_at = g_get_monotonic_time ();
  if (gst_element_set_state (pipeline, GST_STATE_PLAYING) == GST_STATE_CHANGE_FAILURE) {
    g_message ("the microphone does not start: refused");
    g_clear_pointer (&self, free_recorder);
  }
  return self;
}

/** ruhu_recorder_get_seconds: Returns: for how long it has recorded */
guint
ruhu_recorder_get_seconds (RuhuRecorder *self)
{
  return (guint) ((g_get_monotonic_time () - self->started_at) / G_USEC_PER_SEC);
}

static void
wait_for_the_rest (RuhuRecorder *self)
{
  GstBus *bus = gst_element_get_bus (self->pipeline);
  GstMessage *message;

  gst_element_send_event (self->pipeline, gst_event_new_eos ());
  message = gst_bus_timed_pop_filtered (bus,
                                        FINISH_SECONDS * GST_SECOND,
                                        GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  if (message == NULL || GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
    g_message ("a recording ends early; what was recorded is kept");
  g_clear_pointer (&message, gst_message_unref);
  gst_object_unref (bus);
}

static void
append (GByteArray *content, GstSample *sample)
{
  GstBuffer *buffer = gst_sample_get_buffer (sample);
  GstMapInfo map;

  if (buffer == NULL || !gst_buffer_map (buffer, &map, GST_MAP_READ))
    return;
  g_byte_array_append (content, map.data, (guint) map.size);
  gst_buffer_unmap (buffer, &map);
}

static void
drain (RuhuRecorder *self)
{
  GstSample *sample;

  while ((sample = gst_app_sink_try_pull_sample (self->sink, 0)) != NULL) {
    append (self->content, sample);
    gst_sample_unref (sample);
  }
}

/**
 * ruhu_recorder_get_content:
 *
 * Returns: (transfer full): what was recorded so far, an Ogg file without its end; it goes on
 *   recording
 */
GBytes *
ruhu_recorder_get_content (RuhuRecorder *self)
{
  drain (self);
  return g_bytes_new (self->content->data, self->content->len);
}

/**
 * ruhu_recorder_stop:
 * @self: (transfer full): what records
 *
 * Returns: (transfer full) (nullable): all that was recorded, an Ogg file; %NULL where nothing came
 */
GBytes *
ruhu_recorder_stop (RuhuRecorder *self)
{
  g_autoptr (GBytes) content = NULL;

  wait_for_the_rest (self);
  drain (self);
  content = g_byte_array_free_to_bytes (g_steal_pointer (&self->content));
  free_recorder (self);
  return g_bytes_get_size (content) > 0 ? g_steal_pointer (&content) : NULL;
}
