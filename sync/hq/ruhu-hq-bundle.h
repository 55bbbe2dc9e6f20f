/* ruhu-hq-bundle.h: bundles from tablets, and HQ's for them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-hq-device-table.h"
#include "ruhu-hq-dir.h"

G_BEGIN_DECLS

/**
 * RuhuHqBundleTaken:
 * @dev: whose it was
 * @from: its first line
 * @upto: its last line; below @from where it has none
 * @new_lines: how many of them HQ did not have
 * @acked: HQ has all lines up to this one
 * @held: lines of the device that wait for somebody at HQ
 * @attachments: how many attachments HQ did not have
 * @unnamed: how many came whose line HQ could not apply yet
 * @broken: how many were not what their line says
 * @enrolled: it was a new tablet that asked to be let in
 * @reply: HQ's bundle for that device
 */
typedef struct {
  char *dev;
  gint64 from;
  gint64 upto;
  gint64 new_lines;
  gint64 acked;
  guint held;
  guint attachments;
  guint unnamed;
  guint broken;
  gboolean enrolled;
  GBytes *reply;
} RuhuHqBundleTaken;

void ruhu_hq_bundle_taken_clear (RuhuHqBundleTaken *taken);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RuhuHqBundleTaken, ruhu_hq_bundle_taken_clear)

gboolean
ruhu_hq_bundle_take (RuhuHqDir *dir, const char *path, RuhuHqBundleTaken *taken, GError **error);
void ruhu_hq_bundle_take_async (RuhuHqDir *dir,
                                const char *path,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean
ruhu_hq_bundle_take_finish (GAsyncResult *result, RuhuHqBundleTaken *taken, GError **error);
GBytes *ruhu_hq_bundle_make_receipt (RuhuHqDir *dir, const char *dev, GError **error);
gboolean
ruhu_hq_bundle_note_cursor (RuhuHqDir *dir, const char *dev, GBytes *sealed, GError **error);
GBytes *ruhu_hq_bundle_make_down (RuhuHqDir *dir, const char *dev, GBytes *answer, GError **error);

char *ruhu_hq_bundle_build_path (RuhuHqDir *dir, const char *name);

G_END_DECLS
