/* ruhu-hq-dir.h: HQ's folder: keys, certificates, store and attachments
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-hq-store.h"

G_BEGIN_DECLS

#define RUHU_TYPE_HQ_DIR (ruhu_hq_dir_get_type ())
G_DECLARE_FINAL_TYPE (RuhuHqDir, ruhu_hq_dir, RUHU, HQ_DIR, GObject)

gboolean ruhu_hq_dir_make (const char *path,
                           const char *host,
                           char **fingerprint,
                           char *recovery[2],
                           GError **error);
char *ruhu_hq_dir_begin (const char *path, GError **error);
gboolean ruhu_hq_dir_end (const char *new, const char *path, gboolean whole, GError **error);
RuhuHqDir *ruhu_hq_dir_open (const char *path, GError **error);

const char *ruhu_hq_dir_get_path (RuhuHqDir *self);
const char *ruhu_hq_dir_get_host (RuhuHqDir *self);
const char *ruhu_hq_dir_get_gen (RuhuHqDir *self);
guint ruhu_hq_dir_get_restores (RuhuHqDir *self);
const char *ruhu_hq_dir_get_ca (RuhuHqDir *self);
RuhuHqStore *ruhu_hq_dir_get_store (RuhuHqDir *self);
char *ruhu_hq_dir_build_path (RuhuHqDir *self, const char *name);

const guint8 *ruhu_hq_dir_get_hqs (RuhuHqDir *self);
const guint8 *ruhu_hq_dir_get_hqs_secret (RuhuHqDir *self);
const guint8 *ruhu_hq_dir_get_hqx (RuhuHqDir *self);
const guint8 *ruhu_hq_dir_get_hqx_secret (RuhuHqDir *self);
const guint8 *ruhu_hq_dir_get_hqe (RuhuHqDir *self);
const guint8 *ruhu_hq_dir_get_idk_secret (RuhuHqDir *self);

G_END_DECLS
