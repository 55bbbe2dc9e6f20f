/* ruhu-profile.c: the files of a profile beside its database
 *
 * store.db: the sealed store
 * hq.json: who this device is to HQ; nothing secret
 * secret/: device secret, key of the locked transport, secret of the unlock codes, count of tries,
 *   key for HQ's answer where a PIN was forgotten, keys that wait for HQ's answer by file
 * att/: attachments, each under its random id, sealed
 * media/: files of published forms, each under a keyed name, sealed; made with the first
 * erase: number of HQ's order to erase all this, and how far it was followed
 * handed-over.rbb: what HQ had not got when that was done, sealed to HQ
 * inbox/: what HQ answered while nobody could take it in
 *
 * A file is written whole or not at all, and is on disk when its writer returns.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store/ruhu-profile-private.h"

#include "base/ruhu-error.h"
#include "base/ruhu-file.h"

#include <glib/gstdio.h>

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* Makes the folders of a profile, for this user alone. */
gboolean
ruhu_profile_make (const char *dir, GError **error)
{
  const char *const names[] = { ".", RUHU_PROFILE_SECRET, RUHU_PROFILE_ATT, "inbox" };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = g_build_filename (dir, names[i], NULL);

    if (g_mkdir_with_parents (path, 0700) != 0)
      return ruhu_file_fail (names[i], errno, error);
  }

  return TRUE;
}

gboolean
ruhu_profile_has (const char *dir, const char *name)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/* Returns: (transfer full) (nullable): the file; %NULL with %RUHU_ERROR_NOT_FOUND or another */
GBytes *
ruhu_profile_read (const char *dir, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  g_autoptr (GError) local = NULL;
  char *data;
  gsize n;

  if (!g_file_get_contents (path, &data, &n, &local)) {
    gboolean absent = g_error_matches (local, G_FILE_ERROR, G_FILE_ERROR_NOENT);

    ruhu_file_fail (name, absent ? ENOENT : EIO, error);
    return NULL;
  }

  return g_bytes_new_take (data, n);
}

gboolean
ruhu_profile_write (const char *dir, const char *name, gconstpointer data, gsize n, GError **error)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);

  return ruhu_file_replace (path, data, n, error);
}

/* In place, for a file that is there and at least as long, and short enough for one sector. */
gboolean
ruhu_profile_overwrite (const char *dir,
                        const char *name,
                        gconstpointer data,
                        gsize n,
                        GError **error)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  int fd = g_open (path, O_WRONLY | O_CLOEXEC, 0);
  int saved_errno = errno;
  gboolean done;

  if (fd < 0)
    return ruhu_file_fail (name, saved_errno, error);

  done = ruhu_file_write_all (fd, data, n) && fsync (fd) == 0;
  saved_errno = errno;
  close (fd);
  return done || ruhu_file_fail (name, saved_errno, error);
}

gboolean
ruhu_profile_rename (const char *dir, const char *name, const char *new_name, GError **error)
{
  g_autofree char *from = g_build_filename (dir, name, NULL);
  g_autofree char *to = g_build_filename (dir, new_name, NULL);

  if (g_rename (from, to) != 0)
    return ruhu_file_fail (name, errno, error);
  return ruhu_file_sync_folder (to, error);
}

/* No file of that name is as good as a removed one. */
void
ruhu_profile_remove (const char *dir, const char *name)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);

  g_unlink (path);
}
