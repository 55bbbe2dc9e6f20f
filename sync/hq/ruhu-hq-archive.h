/* ruhu-hq-archive.h: files in one file, sealed to a key
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define RUHU_HQ_ARCHIVE_NAME_SIZE 256

typedef struct _RuhuHqArchiveWriter RuhuHqArchiveWriter;
typedef struct _RuhuHqArchiveReader RuhuHqArchiveReader;

/** RuhuHqArchiveGoOn: @bytes: written or read so far. Returns: whether to go on */
typedef gboolean (*RuhuHqArchiveGoOn) (guint64 bytes, gpointer data);

RuhuHqArchiveWriter *ruhu_hq_archive_create (const char *path,
                                             const guint8 key[32],
                                             RuhuHqArchiveGoOn go_on,
                                             gpointer data,
                                             GError **error);
gboolean ruhu_hq_archive_add (RuhuHqArchiveWriter *self,
                              const char *name,
                              const char *path,
                              const char *hash,
                              GError **error);
gboolean ruhu_hq_archive_finish (RuhuHqArchiveWriter *self, GError **error);
void ruhu_hq_archive_writer_free (RuhuHqArchiveWriter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RuhuHqArchiveWriter, ruhu_hq_archive_writer_free)

RuhuHqArchiveReader *ruhu_hq_archive_open (const char *path,
                                           const guint8 public[32],
                                           const guint8 secret[32],
                                           GError **error);
gboolean ruhu_hq_archive_next (RuhuHqArchiveReader *self,
                               char name[RUHU_HQ_ARCHIVE_NAME_SIZE],
                               guint64 *size,
                               GError **error);
gboolean ruhu_hq_archive_read (RuhuHqArchiveReader *self, guint8 *data, gsize n, GError **error);
gboolean ruhu_hq_archive_is_one (const char *path);
void ruhu_hq_archive_reader_free (RuhuHqArchiveReader *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RuhuHqArchiveReader, ruhu_hq_archive_reader_free)

G_END_DECLS
