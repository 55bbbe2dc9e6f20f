/* ruhu-undo.h: for how long a finished response can become a draft again
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

guint ruhu_undo_get_minutes (gint64 finished_at);
char *ruhu_undo_describe (guint minutes);

G_END_DECLS
