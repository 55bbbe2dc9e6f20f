/* ruhu-sync-times-private.h: when HQ was last heard of, kept between runs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** RuhuSyncTimes: ms since 1970 UTC; 0 where there was, or will be, none */
typedef struct {
  gint64 last_contact;
  gint64 next_try;
} RuhuSyncTimes;

void ruhu_sync_times_load (RuhuSyncTimes *times, const char *dir);
void ruhu_sync_times_save (const RuhuSyncTimes *times, const char *dir);
char *ruhu_sync_times_format (gint64 at);

G_END_DECLS
