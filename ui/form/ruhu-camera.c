/* ruhu-camera.c: takes a photo
 *
 * GStreamer gives frames as RGB, which are shown and, on a tap, kept: nothing touches the disk. The
 * environment variable RUHU_CAMERA names another source, as `videotestsrc` where there is no
 * camera.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-camera.h"

#include "form/ruhu-frame.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define SINK " ! " RUHU_FRAME_SINK " sync=false"

/* Looking costs more than showing: not at every frame, or the picture would stutter. */
#define LOOK_EVERY 4

typedef struct {
  GtkWindow *window;
  GtkPicture *picture;
  GtkWidget *take;
  GstElement *pipeline;
  guint tick;
  GdkPixbuf *frame;
  guint frames;
  RuhuCameraFunc taken;
  RuhuCameraLookFunc look; /* instead of @taken: nobody has to press anything */
  gpointer data;
  GDestroyNotify free_data;
} Camera;

static const char *
get_source (void)
{
  const char *named = g_getenv ("RUHU_CAMERA");

  if (named != NULL)
    return *named != '\0' ? named : NULL;
  return g_file_test ("/dev/video0", G_FILE_TEST_EXISTS) ? "v4l2src" : NULL;
}

/** ruhu_camera_is_there: Returns: whether this tablet has a camera that can be asked */
gboolean
ruhu_camera_is_there (void)
{
  return get_source () != NULL;
}

static void
free_camera (gpointer data)
{
  Camera *camera = data;

  g_clear_handle_id (&camera->tick, g_source_remove);
  if (camera->pipeline != NULL)
    gst_element_set_state (camera->pipeline, GST_STATE_NULL);
  gst_clear_object (&camera->pipeline);
  g_clear_object (&camera->frame);
  camera->free_data (camera->data);
  g_free (camera);
}

static gboolean
tick_cb (gpointer data)
{
  Camera *camera = data;
  GdkPixbuf *frame = ruhu_frame_pull (camera->pipeline);

  if (frame != NULL) {
    g_autoptr (GdkTexture) texture = gdk_texture_new_for_pixbuf (frame);

    g_clear_object (&camera->frame);
    camera->frame = frame;
    gtk_picture_set_paintable (camera->picture, GDK_PAINTABLE (texture));
    gtk_widget_set_sensitive (camera->take, TRUE);
    if (camera->look != NULL && camera->frames++ % LOOK_EVERY == 0 &&
        camera->look (frame, camera->data)) {
      camera->tick = 0;
      gtk_window_destroy (camera->window);
      return G_SOURCE_REMOVE;
    }
  }
  return G_SOURCE_CONTINUE;
}

static void
take_cb (Camera *camera)
{
  camera->taken (camera->frame, camera->data);
  gtk_window_destroy (camera->window);
}

static gboolean
start (Camera *camera)
{
  g_autofree char *description = g_strconcat (get_source (), SINK, NULL);
  g_autoptr (GError) error = NULL;

  gst_init (NULL, NULL);
  camera->pipeline = gst_parse_launch (description, &error);
  if (error != NULL || /* there may be half a pipeline all the same */
      gst_element_set_state (camera->pipeline, GST_STATE_PLAYING) == GST_STATE_CHANGE_FAILURE) {
    g_message ("the camera does not start: %s", error != NULL ? error->message : "refused");
    return FALSE;
  }
  camera->tick = g_timeout_add (40, tick_cb, camera);
  return TRUE;
}

static GtkWidget *
make_window (Camera *camera, GtkWidget *near)
{
  GtkWidget *window = adw_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *header = adw_header_bar_new ();

  camera->window = GTK_WINDOW (window);
  camera->picture = GTK_PICTURE (gtk_picture_new ());
  gtk_widget_set_vexpand (GTK_WIDGET (camera->picture), TRUE);
  camera->take = gtk_button_new_with_label (_ ("Take it"));
  gtk_widget_set_sensitive (camera->take, FALSE);
  gtk_widget_add_css_class (camera->take, "suggested-action");
  gtk_widget_add_css_class (camera->take, "primary");
  gtk_widget_set_margin_top (camera->take, 12);
  gtk_widget_set_margin_bottom (camera->take, 12);
  gtk_widget_set_halign (camera->take, GTK_ALIGN_CENTER);
  gtk_widget_set_visible (camera->take, camera->look == NULL);
  g_signal_connect_swapped (camera->take, "clicked", G_CALLBACK (take_cb), camera);

  gtk_box_append (GTK_BOX (box), header);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (camera->picture));
  gtk_box_append (GTK_BOX (box), camera->take);
  adw_window_set_content (ADW_WINDOW (window), box);
  gtk_window_set_title (camera->window,
                        camera->look != NULL ? _ ("Hold the code before the camera")
                                             : _ ("Camera"));
  gtk_window_set_modal (camera->window, TRUE);
  gtk_window_set_transient_for (camera->window, GTK_WINDOW (gtk_widget_get_root (near)));
  gtk_window_set_default_size (camera->window, 800, 640);
  g_object_set_data_full (G_OBJECT (window), "ruhu-camera", camera, free_camera);
  return window;
}

static void
open_window (Camera *camera, GtkWidget *near)
{
  GtkWidget *window = make_window (camera, near);

  if (start (camera)) {
    gtk_window_present (GTK_WINDOW (window));
    return;
  }
  gtk_widget_activate_action (near, "survey.camera-failed", NULL);
  gtk_window_destroy (GTK_WINDOW (window));
}

/**
 * ruhu_camera_ask:
 * @near: a widget of the window that asks
 * @taken: called with the photo; not called where nobody took one
 *
 * Opens a window that shows what the camera sees. Where the camera does not start it says so.
 */
void
ruhu_camera_ask (GtkWidget *near, RuhuCameraFunc taken, gpointer data, GDestroyNotify free_data)
{
  Camera *camera = g_new0 (Camera, 1);

  camera->taken = taken;
  camera->data = data;
  camera->free_data = free_data;
  open_window (camera, near);
}

/**
 * ruhu_camera_look:
 * @look: called with each frame until it finds what it looks for, which closes the window
 *
 * As ruhu_camera_ask(), without a button.
 */
void
ruhu_camera_look (GtkWidget *near, RuhuCameraLookFunc look, gpointer data, GDestroyNotify free_data)
{
  Camera *camera = g_new0 (Camera, 1);

  camera->look = look;
  camera->data = data;
  camera->free_data = free_data;
  open_window (camera, near);
}
