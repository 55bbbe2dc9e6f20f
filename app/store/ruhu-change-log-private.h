/* ruhu-change-log-private.h: the device's own log, cut into lines for HQ
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "store/ruhu-store-private.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* How long *finish* can be undone, ms. */
#define RUHU_CHANGE_LOG_UNDO_TIME (10 * 60 * 1000)

gboolean
ruhu_change_log_cut_finished (RuhuSession *session, gint64 finished_before, GError **error);
gint64 ruhu_change_log_append (RuhuSession *session,
                               const char *kind,
                               const char *id,
                               JsonObject *members,
                               JsonObject *local,
                               GError **error);

G_END_DECLS
