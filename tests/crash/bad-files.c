/* bad-files.c: loses what was written past SQLite and not synced
 *
 * The store's small files, attachments and copies are written by the C library and GLib; the linker
 * leads those calls here (`--wrap`). They count as calls of bad-disk.c, and fail where it says so.
 * At a cut of power a file that was not synced is cut short anywhere, a renaming or removal in a
 * folder that was not synced has happened or not, each for itself.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "bad-files.h"

#include "bad-disk.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <unistd.h>

#define MAX_FILES 1024

/* What a folder may have forgotten: that @path is @from's file now, or is gone. */
typedef struct {
  char *path;
  char *from; /* NULL where it was removed */
  char *old;  /* what it held before, or NULL */
  gsize n;
} Change;

static char *names[MAX_FILES]; /* by descriptor, of what was opened for writing */
static GHashTable *unsynced;   /* paths of files */
static GPtrArray *changes;     /* in the order in which they were made */

int __real_g_open (const char *path, int flags, int mode);
ssize_t __real_write (int fd, const void *data, size_t n);
int __real_fsync (int fd);
int __real_g_rename (const char *from, const char *to);
int __real_g_unlink (const char *path);

int __wrap_g_open (const char *path, int flags, int mode);
ssize_t __wrap_write (int fd, const void *data, size_t n);
int __wrap_fsync (int fd);
int __wrap_g_rename (const char *from, const char *to);
int __wrap_g_unlink (const char *path);

static void
change_free (gpointer data)
{
  Change *change = data;

  g_free (change->path);
  g_free (change->from);
  g_free (change->old);
  g_free (change);
}

/* Returns: whether the call is to go on; else errno is set */
static gboolean
goes_on (void)
{
  int rc = bad_disk_call ();

  if (rc != SQLITE_OK)
    errno = rc == SQLITE_FULL ? ENOSPC : EIO;
  return rc == SQLITE_OK;
}

static const char *
get_name (int fd)
{
  return fd >= 0 && fd < MAX_FILES ? names[fd] : NULL;
}

int
__wrap_g_open (const char *path, int flags, int mode)
{
  int fd;

  if ((flags & O_CREAT) != 0 && !goes_on ())
    return -1;
  fd = __real_g_open (path, flags, mode);
  if (fd >= 0 && fd < MAX_FILES) {
    g_free (names[fd]);
    names[fd] = (flags & (O_WRONLY | O_RDWR | O_DIRECTORY)) != 0 ? g_strdup (path) : NULL;
  }
  return fd;
}

ssize_t
__wrap_write (int fd, const void *data, size_t n)
{
  const char *name = get_name (fd);

  if (name == NULL)
    return __real_write (fd, data, n);
  g_hash_table_add (unsynced, g_strdup (name));
  return goes_on () ? __real_write (fd, data, n) : -1;
}

/* All that was done in a folder is done once it is synced. */
static void
note_folder (const char *folder)
{
  guint i;

  for (i = changes->len; i-- > 0;) {
    Change *change = g_ptr_array_index (changes, i);
    g_autofree char *of = g_path_get_dirname (change->path);

    if (g_str_equal (of, folder))
      g_ptr_array_remove_index (changes, i);
  }
}

int
__wrap_fsync (int fd)
{
  const char *name = get_name (fd);
  int result;

  if (name == NULL)
    return __real_fsync (fd);
  if (!goes_on ())
    return -1;
  result = __real_fsync (fd);
  if (!g_hash_table_remove (unsynced, name))
    note_folder (name);
  return result;
}

static void
note_change (const char *path, const char *from)
{
  Change *change = g_new0 (Change, 1);

  change->path = g_strdup (path);
  change->from = g_strdup (from);
  g_file_get_contents (path, &change->old, &change->n, NULL);
  g_ptr_array_add (changes, change);
}

int
__wrap_g_rename (const char *from, const char *to)
{
  if (!goes_on ())
    return -1;
  note_change (to, from);
  if (g_hash_table_remove (unsynced, from))
    g_hash_table_add (unsynced, g_strdup (to));
  return __real_g_rename (from, to);
}

int
__wrap_g_unlink (const char *path)
{
  if (!goes_on ())
    return -1;
  note_change (path, NULL);
  return __real_g_unlink (path);
}

static void
undo (Change *change)
{
  if (change->from != NULL)
    __real_g_rename (change->path, change->from);
  if (change->old != NULL)
    g_file_set_contents (change->path, change->old, change->n, NULL);
}

static void
lose_some (GRand *chance)
{
  GHashTableIter iter;
  gpointer path;
  guint i;

  g_hash_table_iter_init (&iter, unsynced);
  while (chance != NULL && g_hash_table_iter_next (&iter, &path, NULL)) {
    GStatBuf st;

    if (g_stat (path, &st) == 0)
      g_assert_no_errno (truncate (path, g_rand_int_range (chance, 0, st.st_size + 1)));
  }
  for (i = changes->len; i-- > 0;) {
    if (chance != NULL && g_rand_boolean (chance))
      undo (g_ptr_array_index (changes, i));
  }
  g_hash_table_remove_all (unsynced);
  g_ptr_array_set_size (changes, 0);
}

/* After bad_disk_register(). The process lives on after a cut. */
void
bad_files_register (void)
{
  unsynced = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  changes = g_ptr_array_new_with_free_func (change_free);
  bad_disk_live_on (lose_some);
}
