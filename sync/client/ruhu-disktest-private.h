/* ruhu-disktest-private.h: does this disk keep what it says it has?
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RuhuDiskTimes: what syncs took, ns
 */
typedef struct {
  guint syncs;
  gint64 median;
  gint64 longest;
} RuhuDiskTimes;

/* @number: the last record whose sync has returned */
typedef void (*RuhuDiskProgress) (guint64 number);

gboolean ruhu_disktest_measure (const char *folder, RuhuDiskTimes *times, GError **error);
char *ruhu_disktest_judge (const char *folder, const RuhuDiskTimes *times);
gboolean ruhu_disktest_write (const char *folder,
                              guint64 most,
                              RuhuDiskProgress progress,
                              const volatile int *stop,
                              GError **error);
gboolean ruhu_disktest_check (const char *folder, guint64 shown, guint64 *found, GError **error);
int ruhu_disktest_run (const char *folder, gboolean write, gboolean check, gint64 shown);

G_END_DECLS
