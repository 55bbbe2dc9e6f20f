/* first-frame.c: tells when a window was drawn, and in how much memory
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "first-frame.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

typedef struct {
  GSourceFunc drawn;
  gpointer data;
} Wait;

/* By the clock that the parent process has too. */
double
first_frame_get_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

void
first_frame_tell (const char *name, double value)
{
  printf ("%s %.6f\n", name, value);
  fflush (stdout);
}

void
first_frame_tell_memory (const char *name)
{
  g_autofree char *text = NULL;
  long total = 0, resident = 0;

  g_file_get_contents ("/proc/self/statm", &text, NULL, NULL);
  if (text != NULL && sscanf (text, "%ld %ld", &total, &resident) == 2)
    first_frame_tell (name, resident * (double) sysconf (_SC_PAGESIZE) / (1024 * 1024));
}

static void
after_paint_cb (GdkFrameClock *clock, Wait *wait)
{
  if (!wait->drawn (wait->data))
    g_signal_handlers_disconnect_by_data (clock, wait);
}

/* Calls @drawn after each frame of a presented window, until it returns FALSE. */
void
first_frame_wait (GtkWindow *window, GSourceFunc drawn, gpointer data)
{
  Wait *wait = g_new (Wait, 1);

  wait->drawn = drawn;
  wait->data = data;
  gtk_widget_realize (GTK_WIDGET (window));
  g_signal_connect_data (gtk_widget_get_frame_clock (GTK_WIDGET (window)),
                         "after-paint",
                         G_CALLBACK (after_paint_cb),
                         wait,
                         (GClosureNotify) (GCallback) g_free,
                         0);
}
