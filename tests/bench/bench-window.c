/* bench-window.c: the floor for bench-app.c: an empty window of libadwaita
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "first-frame.h"

static gboolean
drawn (gpointer application)
{
  first_frame_tell ("window_at", first_frame_get_ms ());
  first_frame_tell_memory ("window_mib");
  g_application_quit (application);
  return G_SOURCE_REMOVE;
}

static void
activate_cb (GtkApplication *application)
{
  GtkWindow *window = g_object_new (ADW_TYPE_APPLICATION_WINDOW, "application", application, NULL);

  gtk_window_set_default_size (window, 1280, 800);
  first_frame_wait (window, drawn, application);
  gtk_window_present (window);
}

int
main (int argc, char **argv)
{
  g_autoptr (AdwApplication) application =
    adw_application_new ("org.ruhu.Window", G_APPLICATION_NON_UNIQUE);

  g_signal_connect (application, "activate", G_CALLBACK (activate_cb), NULL);
  return g_application_run (G_APPLICATION (application), 1, argv);
}
