/* ruhu-hq-upload.h: a PATCH whose bytes are kept as they come
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/**
 * RuhuHqUpload:
 * @path: the file where its bytes gather
 * @fd: that file, locked
 * @start: what it held before
 * @end: what it holds now
 * @synced: what of it is durable
 * @len: what it is to hold
 * @failed: more came than that, or the disk failed
 */
typedef struct {
  char *path;
  int fd;
  goffset start;
  goffset end;
  goffset synced;
  goffset len;
  gboolean failed;
} RuhuHqUpload;

char *ruhu_hq_upload_read_query (SoupServerMessage *message, const char *member);
goffset ruhu_hq_upload_read_offset (SoupServerMessage *message);
goffset ruhu_hq_upload_get_size (const char *path);
void ruhu_hq_upload_begin (SoupServerMessage *message, const char *path, goffset len);
void ruhu_hq_upload_add (RuhuHqUpload *upload, GBytes *chunk);
RuhuHqUpload *ruhu_hq_upload_get (SoupServerMessage *message);
char *ruhu_hq_upload_hash (RuhuHqUpload *upload, GError **error);
void ruhu_hq_upload_drop (SoupServerMessage *message);

G_END_DECLS
