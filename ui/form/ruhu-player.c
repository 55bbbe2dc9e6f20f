/* ruhu-player.c: plays a sound, or a film
 *
 * Out of memory, never from a file: what is played was unsealed. The environment variable
 * RUHU_SPEAKER names another sink, as `fakesink sync=true` where there is no sound.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-player.h"

#include "form/ruhu-frame.h"

#include <gst/gst.h>

#define FRAME_MS 40

struct _RuhuPlayer {
  GstElement *pipeline;
  guint watch;
  guint tick;
  gboolean failed;
  RuhuPlayerFrameFunc show; /* NULL: only what is heard */
  GFunc ended;
  gpointer data;
};

static gboolean
message_cb (GstBus *bus, GstMessage *message, gpointer data)
{
  RuhuPlayer *self = data;
  GstMessageType type = GST_MESSAGE_TYPE (message);

  if (type != GST_MESSAGE_EOS && type != GST_MESSAGE_ERROR)
    return G_SOURCE_CONTINUE;

  self->failed = type == GST_MESSAGE_ERROR;
  if (self->failed)
    g_message ("a sound or film cannot be played");
  self->watch = 0;
  self->ended (self, self->data);
  return G_SOURCE_REMOVE;
}

static gboolean
tick_cb (gpointer data)
{
  RuhuPlayer *self = data;
  g_autoptr (GdkPixbuf) frame = ruhu_frame_pull (self->pipeline);

  if (frame != NULL)
    self->show (frame, self->data);
  return G_SOURCE_CONTINUE;
}

static char *
describe_branch (RuhuPlayer *self, GstPad *pad)
{
  g_autoptr (GstCaps) caps = gst_pad_query_caps (pad, NULL);
  const char *type = gst_structure_get_name (gst_caps_get_structure (caps, 0));
  const char *speaker = g_getenv ("RUHU_SPEAKER");

  if (g_str_has_prefix (type, "audio/"))
    return g_strdup_printf ("queue ! audioconvert ! audioresample ! %s",
                            speaker != NULL ? speaker : "autoaudiosink");
  if (g_str_has_prefix (type, "video/") && self->show != NULL)
    return g_strdup ("queue ! " RUHU_FRAME_SINK);
  return NULL;
}

/* On GStreamer's thread: what is in the file shows only once it is read. */
static void
pad_added_cb (GstElement *decoder, GstPad *pad, gpointer data)
{
  RuhuPlayer *self = data;
  g_autofree char *description = describe_branch (self, pad);
  g_autoptr (GError) error = NULL;
  g_autoptr (GstPad) sink = NULL;
  GstElement *branch;

  if (description == NULL)
    return;

  branch = gst_parse_bin_from_description (description, TRUE, &error);
  if (branch == NULL) {
    GST_ELEMENT_ERROR (decoder, CORE, MISSING_PLUGIN, ("%s", error->message), (NULL));
    return;
  }
  gst_bin_add (GST_BIN (self->pipeline), branch);
  gst_element_sync_state_with_parent (branch);
  sink = gst_element_get_static_pad (branch, "sink");
  gst_pad_link (pad, sink);
}

/**
 * ruhu_player_start_film:
 * @content: in any format that GStreamer knows
 * @show: (nullable): called with each frame; %NULL to hear it only
 * @ended: called with the player when all was played, or could not be; stop it there
 *
 * Returns: (transfer full) (nullable): what plays now; %NULL where it does not start
 */
RuhuPlayer *
ruhu_player_start_film (GBytes *content, RuhuPlayerFrameFunc show, GFunc ended, gpointer data)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (content);
  g_autoptr (GstElement) source = NULL;
  g_autoptr (GstElement) decoder = NULL;
  g_autoptr (GstBus) bus = NULL;
  g_autoptr (GError) error = NULL;
  RuhuPlayer *self;
  GstElement *pipeline;

  gst_init (NULL, NULL);
  pipeline = gst_parse_launch ("giostreamsrc name=source ! decodebin name=decoder", &error);
  if (error != NULL) { /* there may be half a pipeline all the same */
    g_message ("sound does not start: %s", error->message);
    gst_clear_object (&pipeline);
    return NULL;
  }

  self = g_new0 (RuhuPlayer, 1);
  self->pipeline = pipeline;
  self->show = show;
  self->ended = ended;
  self->data = data;
  source = gst_bin_get_by_name (GST_BIN (pipeline), "source");
  g_object_set (source, "stream", stream, NULL);
  decoder = gst_bin_get_by_name (GST_BIN (pipeline), "decoder");
  g_signal_connect (decoder, "pad-added", G_CALLBACK (pad_added_cb), self);
  bus = gst_element_get_bus (pipeline);
  self->watch = gst_bus_add_watch (bus, message_cb, self);
  if (show != NULL)
    self->tick = g_timeout_add (FRAME_MS, tick_cb, self);
  if (gst_element_set_state (pipeline, GST_STATE_PLAYING) == GST_STATE_CHANGE_FAILURE)
    g_clear_pointer (&self, ruhu_player_stop);
  return self;
}

/** ruhu_player_start: as ruhu_player_start_film(), of which nothing is seen */
RuhuPlayer *
ruhu_player_start (GBytes *content, GFunc ended, gpointer data)
{
  return ruhu_player_start_film (content, NULL, ended, data);
}

/** ruhu_player_has_failed: Returns: whether it ended because it could not be played */
gboolean
ruhu_player_has_failed (RuhuPlayer *self)
{
  return self->failed;
}

/** ruhu_player_stop: @self: (transfer full): what plays, or has ended */
void
ruhu_player_stop (RuhuPlayer *self)
{
  g_clear_handle_id (&self->watch, g_source_remove);
  g_clear_handle_id (&self->tick, g_source_remove);
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  gst_clear_object (&self->pipeline);
  g_free (self);
}
