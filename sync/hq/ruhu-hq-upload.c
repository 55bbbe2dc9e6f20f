/* ruhu-hq-upload.c: a PATCH whose bytes are kept as they come
 *
 * What arrives is appended as it arrives and made durable piece by piece, so that a broken
 * connection keeps its prefix. That its body is the one that was signed is known only at its end.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-upload.h"

#include "base/ruhu-file.h"
#include "ruhu-hash.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <unistd.h>

#define KEY "ruhu-upload"
#define SYNC_EVERY 16384

static void
free_upload (gpointer data)
{
  RuhuHqUpload *upload = data;

  if (upload->fd >= 0)
    close (upload->fd);
  g_free (upload->path);
  g_free (upload);
}

/** ruhu_hq_upload_read_query: Returns: (transfer full) (nullable): decoded */
char *
ruhu_hq_upload_read_query (SoupServerMessage *message, const char *member)
{
  const char *query = g_uri_get_query (soup_server_message_get_uri (message));
  g_autoptr (GHashTable) members = query != NULL ? soup_form_decode (query) : NULL;

  return members != NULL ? g_strdup (g_hash_table_lookup (members, member)) : NULL;
}

/** ruhu_hq_upload_read_offset: Returns: where the body goes; -1 where it does not say */
goffset
ruhu_hq_upload_read_offset (SoupServerMessage *message)
{
  g_autofree char *off = ruhu_hq_upload_read_query (message, "off");
  gint64 offset;

  return off != NULL && g_ascii_string_to_signed (off, 10, 0, G_MAXINT64, &offset, NULL) ? offset
                                                                                         : -1;
}

/** ruhu_hq_upload_get_size: Returns: bytes of the file; 0 where there is none */
goffset
ruhu_hq_upload_get_size (const char *path)
{
  GStatBuf info;

  return g_stat (path, &info) == 0 ? info.st_size : 0;
}

/** ruhu_hq_upload_add: @chunk: what comes next; that it could not be kept stands in @upload */
void
ruhu_hq_upload_add (RuhuHqUpload *upload, GBytes *chunk)
{
  gsize size;
  const char *data = ruhu_file_get_data (chunk, &size);

  /* More than the file is to hold is not kept; the end of the request says so. */
  if (upload->failed || upload->end + (goffset) size > upload->len ||
      !ruhu_file_write_all (upload->fd, data, size)) {
    upload->failed = TRUE;
    return;
  }

  upload->end += size;
  if (upload->end - upload->synced >= SYNC_EVERY && fdatasync (upload->fd) == 0)
    upload->synced = upload->end;
}

static void
got_chunk_cb (SoupServerMessage *message, GBytes *chunk, gpointer user_data)
{
  ruhu_hq_upload_add (user_data, chunk);
}

/**
 * ruhu_hq_upload_begin:
 * @message: a PATCH whose headers are genuine; what is still to come of its body is kept
 * @path: where it gathers
 * @len: what that is to hold in the end
 *
 * Where the offset is not what the file holds, or another connection writes there, nothing is
 * begun.
 */
void
ruhu_hq_upload_begin (SoupServerMessage *message, const char *path, goffset len)
{
  RuhuHqUpload *upload;
  int fd;

  if (ruhu_hq_upload_get_size (path) != ruhu_hq_upload_read_offset (message))
    return;
  fd = g_open (path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (fd < 0)
    return;

  /* Two at once would mix their bytes; the second is told where the first stands. */
  if (flock (fd, LOCK_EX | LOCK_NB) != 0) {
    close (fd);
    return;
  }

  upload = g_new0 (RuhuHqUpload, 1);
  upload->path = g_strdup (path);
  upload->fd = fd;
  upload->start = upload->end = upload->synced = ruhu_hq_upload_read_offset (message);
  upload->len = len;
  g_object_set_data_full (G_OBJECT (message), KEY, upload, free_upload);
  g_signal_connect (message, "got-chunk", G_CALLBACK (got_chunk_cb), upload);
}

/** ruhu_hq_upload_get: Returns: (transfer none) (nullable): what was begun with @message */
RuhuHqUpload *
ruhu_hq_upload_get (SoupServerMessage *message)
{
  return g_object_get_data (G_OBJECT (message), KEY);
}

/** ruhu_hq_upload_hash: Returns: (transfer full) (nullable): hash of all that is there */
char *
ruhu_hq_upload_hash (RuhuHqUpload *upload, GError **error)
{
  g_autoptr (GMappedFile) file = g_mapped_file_new (upload->path, FALSE, error);

  return file != NULL
           ? ruhu_hash_text (g_mapped_file_get_contents (file), g_mapped_file_get_length (file))
           : NULL;
}

/** ruhu_hq_upload_drop: a PATCH came to its end and was not genuine: its bytes go again */
void
ruhu_hq_upload_drop (SoupServerMessage *message)
{
  RuhuHqUpload *upload = ruhu_hq_upload_get (message);

  if (upload != NULL && ftruncate (upload->fd, upload->start) != 0)
    g_warning ("cannot take back an upload: %s", g_strerror (errno));
}
