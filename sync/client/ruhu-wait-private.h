/* ruhu-wait-private.h: asynchronous functions in a program without a main loop of its own
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void ruhu_wait_note_cb (GObject *source, GAsyncResult *result, gpointer user_data);
GAsyncResult *ruhu_wait_for (GAsyncResult **result);

G_END_DECLS
