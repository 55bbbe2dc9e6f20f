/* ruhu-player.c: plays a sound
 *
 * Out of memory, never from a file: what is played was unsealed. The environment variable
 * RUHU_SPEAKER names another sink, as `fakesink sync=true` where there is no sound.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-player.h"

#include <gst/gst.h>

struct _RuhuPlayer {
  GstElement *pipeline;
  guint watch;
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

  if (type == GST_MESSAGE_ERROR)
    g_message ("a sound cannot be played");
  self->watch = 0;
  self->ended (self, self->data);
  return G_SOURCE_REMOVE;
}

/**
 * ruhu_player_start:
 * @content: a sound in any format that GStreamer knows
 * @ended: called with the player when all was played, or could not be; stop it there
 *
 * Returns: (transfer full) (nullable): what plays now; %NULL where sound does not start
 */
RuhuPlayer *
ruhu_player_start (GBytes *content, GFunc ended, gpointer data)
{
  const char *speaker = g_getenv ("RUHU_SPEAKER");
  g_autofree char *description =
    g_strdup_printf ("giostreamsrc name=source ! decodebin ! audioconvert ! audioresample ! %s",
                     speaker != NULL ? speaker : "autoaudiosink");
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (content);
  g_autoptr (GstElement) source = NULL;
  g_autoptr (GstBus) bus = NULL;
  g_autoptr (GError) error = NULL;
  RuhuPlayer *self;
  GstElement *pipeline;

  gst_init (NULL, NULL);
  pipeline = gst_parse_launch (description, &error);
  if (error != NULL) { /* there may be half a pipeline all the same */
    g_message ("sound does not start: %s", error->message);
    gst_clear_object (&pipeline);
    return NULL;
  }

  self = g_new0 (RuhuPlayer, 1);
  self->pipeline = pipeline;
  self->ended = ended;
  self->data = data;
  source = gst_bin_get_by_name (GST_BIN (pipeline), "source");
  g_object_set (source, "stream", stream, NULL);
  bus = gst_element_get_bus (pipeline);
  self->watch = gst_bus_add_watch (bus, message_cb, self);
  if (gst_element_set_state (pipeline, GST_STATE_PLAYING) == GST_STATE_CHANGE_FAILURE)
    g_clear_pointer (&self, ruhu_player_stop);
  return self;
}

/** ruhu_player_stop: @self: (transfer full): what plays, or has ended */
void
ruhu_player_stop (RuhuPlayer *self)
{
  g_clear_handle_id (&self->watch, g_source_remove);
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  gst_clear_object (&self->pipeline);
  g_free (self);
}
