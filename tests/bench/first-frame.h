/* first-frame.h: tells when a window was drawn, and in how much memory
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

double first_frame_get_ms (void);
void first_frame_tell (const char *name, double value);
void first_frame_tell_memory (const char *name);
void first_frame_wait (GtkWindow *window, GSourceFunc drawn, gpointer data);
