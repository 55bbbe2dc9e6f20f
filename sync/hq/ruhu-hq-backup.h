/* ruhu-hq-backup.h: all of HQ in one sealed file, and back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-hq-archive.h"
#include "ruhu-hq-dir.h"
#include "ruhu-hq-recovery.h"

G_BEGIN_DECLS

/* The store's copy while a backup is made, in HQ's folder. */
#define RUHU_HQ_BACKUP_COPY "backup.db"

/** RuhuHqBackedUp: what went into a backup, or came out of one */
typedef struct {
  gint64 devices;
  gint64 lines;
  gint64 attachments;
  gint64 media;
  guint64 bytes;
} RuhuHqBackedUp;

gboolean ruhu_hq_backup_write (const char *path,
                               RuhuHqDir *dir,
                               const char *file,
                               RuhuHqArchiveGoOn go_on,
                               gpointer data,
                               RuhuHqBackedUp *done,
                               GError **error);
GPtrArray *ruhu_hq_restore (const char *file,
                            const guint8 key[RUHU_HQ_RECOVERY_SIZE],
                            const char *path,
                            RuhuHqBackedUp *done,
                            GError **error);

G_END_DECLS
