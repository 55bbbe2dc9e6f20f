/* ruhu-file.c: writes a file whole or not at all
 *
 * g_file_set_contents() gives its unfinished file a name by chance: whoever is killed in it leaves
 * that behind, under a name that nobody looks for. Here it has one name, so that the next try
 * writes over it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ruhu-file.h"

#include "base/ruhu-error.h"

#include <glib/gstdio.h>

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/**
 * ruhu_file_fail:
 * @path: only its last part is told
 * @saved_errno: what the system said
 * @error: set to %RUHU_ERROR_FULL, %RUHU_ERROR_CORRUPT (the disk fails), %RUHU_ERROR_NOT_FOUND or
 *   %RUHU_ERROR_FAILED
 *
 * Returns: %FALSE
 */
gboolean
ruhu_file_fail (const char *path, int saved_errno, GError **error)
{
  g_autofree char *name = g_path_get_basename (path);
  RuhuError code = RUHU_ERROR_FAILED;

  if (saved_errno == ENOSPC || saved_errno == EDQUOT)
    code = RUHU_ERROR_FULL;
  else if (saved_errno == EIO)
    code = RUHU_ERROR_CORRUPT;
  else if (saved_errno == ENOENT)
    code = RUHU_ERROR_NOT_FOUND;

  g_set_error (error, RUHU_ERROR, code, "%s: %s", name, g_strerror (saved_errno));
  return FALSE;
}

/** ruhu_file_write_all: Returns: %FALSE with errno set where not all of @data went into @fd */
gboolean
ruhu_file_write_all (int fd, gconstpointer data, gsize n)
{
  const char *left = data;

  while (n > 0) {
    gssize wrote = write (fd, left, n);

    if (wrote < 0 && errno == EINTR)
      continue;
    if (wrote < 0)
      return FALSE;
    left += wrote;
    n -= wrote;
  }

  return TRUE;
}

/**
 * ruhu_file_sync_folder:
 * @path: a file whose name must outlive a cut of power
 * @error: %RUHU_ERROR_CORRUPT or %RUHU_ERROR_FAILED
 *
 * A file system that does not know how to (a portal's, some USB sticks') has nothing to make
 * durable there.
 */
gboolean
ruhu_file_sync_folder (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  gboolean done = fd >= 0 && (fsync (fd) == 0 || errno == EINVAL || errno == ENOSYS);

  if (!done)
    ruhu_file_fail (folder, errno, error);
  if (fd >= 0)
    close (fd);
  return done;
}

/**
 * ruhu_file_get_data:
 * @bytes: what a file holds, perhaps nothing
 * @n: (out): how many bytes
 *
 * Returns: (transfer none): them; never %NULL, which g_bytes_get_data() gives where there is
 * nothing and with which C allows no sums
 */
const char *
ruhu_file_get_data (GBytes *bytes, gsize *n)
{
  const char *data = g_bytes_get_data (bytes, n);

  return data != NULL ? data : "";
}

/**
 * ruhu_file_replace:
 * @path: readable by this user alone once it is written
 * @error: %RUHU_ERROR_FULL, %RUHU_ERROR_CORRUPT (the disk fails), %RUHU_ERROR_NOT_FOUND (there is
 *   no such folder) or %RUHU_ERROR_FAILED; the message names the file without its folder
 *
 * On disk when this returns. Any thread; one writer for one @path at a time. A killed writer leaves
 * at most @path with %RUHU_FILE_NEW behind it.
 */
gboolean
ruhu_file_replace (const char *path, gconstpointer data, gsize n, GError **error)
{
  g_autofree char *temp = g_strconcat (path, RUHU_FILE_NEW, NULL);
  int fd = g_open (temp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  int saved_errno = errno;
  gboolean done;

  if (fd < 0)
    return ruhu_file_fail (path, saved_errno, error);

  done = ruhu_file_write_all (fd, data, n) && fsync (fd) == 0;
  saved_errno = errno;
  close (fd);
  if (done) {
    done = g_rename (temp, path) == 0;
    saved_errno = errno;
  }

  if (!done) {
    g_unlink (temp);
    return ruhu_file_fail (path, saved_errno, error);
  }
  return ruhu_file_sync_folder (path, error);
}
