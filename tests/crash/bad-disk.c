/* bad-disk.c: a SQLite file layer that fails, or ends its own process, when it is told to
 *
 * It passes everything to the real layer, and can do three things besides:
 *
 * Kill in a write. A *write* begins with the first xWrite after a sync and ends when the next xSync
 * returns. SIGKILL is raised at a chosen call of a chosen write, never at the first and never after
 * the last: so each such kill lies between the first and the last system call of a write by
 * construction, and not by luck with timing. A torn kill does half of the call first.
 *
 * Cut the power. As a kill, but what was not synced is lost at random: each sector of 512 bytes
 * written since is the new one, the old one, or torn, and the file may have its old length. This
 * tells a store that syncs before it reports from one that does not; a kill alone cannot.
 *
 * Fail. The next syncs return an error.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "bad-disk.h"

#include <signal.h>
#include <sqlite3.h>
#include <string.h>

#define SECTOR 512

typedef struct {
  sqlite3_file base;
  sqlite3_file *real;   /* stands behind this struct */
  GHashTable *unsynced; /* sector → its old bytes, SECTOR of them */
  sqlite3_int64 synced_size;
} File;

static sqlite3_vfs *real_vfs;
static BadDiskTell tell_end;
static GPtrArray *open_files;
static guint ops; /* calls since the last sync */
static guint writes_left;
static guint kill_op;
static gboolean kill_torn;
static guint calls_left;
static GRand *chance;
static guint fail_times;
static int fail_rc;

static sqlite3_file *
get_real (sqlite3_file *file)
{
  return ((File *) file)->real;
}

/* Whether to die at this call, the first of a write not counted. */
static gboolean
is_due (gboolean last_chance)
{
  return writes_left == 1 && ops > 1 && (ops >= kill_op || last_chance);
}

static void
die (const char *what)
{
  tell_end (ops, what);
  raise (SIGKILL);
}

static void
remember (File *self, sqlite3_int64 at, int n)
{
  gint64 sector;

  for (sector = at / SECTOR; sector * SECTOR < at + n; sector++) {
    guint8 *old;

    if (g_hash_table_contains (self->unsynced, &sector))
      continue;
    old = g_malloc0 (SECTOR); /* a read behind the end gives zeros and an error that says so */
    self->real->pMethods->xRead (self->real, old, SECTOR, sector * SECTOR);
    g_hash_table_insert (self->unsynced, g_memdup2 (&sector, sizeof sector), old);
  }
}

static void
lose_some (gpointer file, gpointer data)
{
  File *self = file;
  GHashTableIter iter;
  gpointer sector, old;
  sqlite3_int64 size;

  g_hash_table_iter_init (&iter, self->unsynced);
  while (g_hash_table_iter_next (&iter, &sector, &old)) {
    int kept = g_rand_int_range (chance, 0, 3) * SECTOR / 2; /* none, half, or all of the new */

    self->real->pMethods->xWrite (self->real,
                                  (guint8 *) old + kept,
                                  SECTOR - kept,
                                  *(gint64 *) sector * SECTOR + kept);
  }

  self->real->pMethods->xFileSize (self->real, &size);
  if (size > self->synced_size && g_rand_boolean (chance))
    self->real->pMethods->xTruncate (self->real, self->synced_size);
}

static void
count_call (void)
{
  if (calls_left == 0 || --calls_left > 0)
    return;

  g_ptr_array_foreach (open_files, lose_some, NULL);
  die ("power");
}

static int
close_file (sqlite3_file *file)
{
  File *self = (File *) file;

  g_ptr_array_remove (open_files, self);
  g_clear_pointer (&self->unsynced, g_hash_table_unref);
  return self->real->pMethods->xClose (self->real);
}

static int
read_file (sqlite3_file *file, void *data, int n, sqlite3_int64 at)
{
  return get_real (file)->pMethods->xRead (get_real (file), data, n, at);
}

static int
write_file (sqlite3_file *file, const void *data, int n, sqlite3_int64 at)
{
  sqlite3_file *real = get_real (file);

  ops++;
  if (is_due (FALSE)) {
    if (kill_torn)
      real->pMethods->xWrite (real, data, n / 2, at);
    die ("write");
  }

  remember ((File *) file, at, n);
  count_call ();
  return real->pMethods->xWrite (real, data, n, at);
}

static int
truncate_file (sqlite3_file *file, sqlite3_int64 n)
{
  return get_real (file)->pMethods->xTruncate (get_real (file), n);
}

static int
sync_file (sqlite3_file *file, int flags)
{
  File *self = (File *) file;
  int rc;

  ops++;
  if (is_due (TRUE)) {
    if (kill_torn)
      self->real->pMethods->xSync (self->real, flags);
    die ("sync");
  }
  count_call ();
  if (fail_times > 0) {
    fail_times--;
    return fail_rc;
  }

  rc = self->real->pMethods->xSync (self->real, flags);
  g_hash_table_remove_all (self->unsynced);
  self->real->pMethods->xFileSize (self->real, &self->synced_size);
  if (ops > 1 && writes_left > 1)
    writes_left--;
  ops = 0;
  return rc;
}

static int
get_size (sqlite3_file *file, sqlite3_int64 *n)
{
  return get_real (file)->pMethods->xFileSize (get_real (file), n);
}

static int
lock_file (sqlite3_file *file, int level)
{
  return get_real (file)->pMethods->xLock (get_real (file), level);
}

static int
unlock_file (sqlite3_file *file, int level)
{
  return get_real (file)->pMethods->xUnlock (get_real (file), level);
}

static int
check_lock (sqlite3_file *file, int *locked)
{
  return get_real (file)->pMethods->xCheckReservedLock (get_real (file), locked);
}

static int
control_file (sqlite3_file *file, int op, void *data)
{
  return get_real (file)->pMethods->xFileControl (get_real (file), op, data);
}

static int
get_sector_size (sqlite3_file *file)
{
  return get_real (file)->pMethods->xSectorSize (get_real (file));
}

static int
get_characteristics (sqlite3_file *file)
{
  return 0; /* nothing is promised: no atomic sectors, no safe append, no power-safe overwrite */
}

/* Version 1: no shared memory, as the store's exclusive WAL needs none. */
static const sqlite3_io_methods methods = {
  .iVersion = 1,
  .xClose = close_file,
  .xRead = read_file,
  .xWrite = write_file,
  .xTruncate = truncate_file,
  .xSync = sync_file,
  .xFileSize = get_size,
  .xLock = lock_file,
  .xUnlock = unlock_file,
  .xCheckReservedLock = check_lock,
  .xFileControl = control_file,
  .xSectorSize = get_sector_size,
  .xDeviceCharacteristics = get_characteristics,
};

static int
open_file (sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out_flags)
{
  File *self = (File *) file;
  int rc;

  self->real = (sqlite3_file *) (self + 1);
  rc = real_vfs->xOpen (real_vfs, name, self->real, flags, out_flags);
  self->base.pMethods = self->real->pMethods == NULL ? NULL : &methods;
  if (self->base.pMethods == NULL)
    return rc;

  self->unsynced = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  self->real->pMethods->xFileSize (self->real, &self->synced_size);
  g_ptr_array_add (open_files, self);
  return rc;
}

/* Registers the layer as the default one. @tell is called right before the process ends. */
void
bad_disk_register (BadDiskTell tell)
{
  static sqlite3_vfs vfs;

  tell_end = tell;
  open_files = g_ptr_array_new ();
  real_vfs = sqlite3_vfs_find (NULL);
  vfs = *real_vfs;
  vfs.zName = "bad-disk";
  vfs.szOsFile = sizeof (File) + real_vfs->szOsFile;
  vfs.pNext = NULL;
  vfs.xOpen = open_file;
  g_assert_cmpint (sqlite3_vfs_register (&vfs, 1), ==, SQLITE_OK);
}

/*
 * bad_disk_kill_in_write:
 * @writes: die in this write from now, counted from 1
 * @op: at this call of it, from 2; at its sync where it has fewer
 * @torn: after half of that call
 */
void
bad_disk_kill_in_write (guint writes, guint op, gboolean torn)
{
  ops = 0;
  kill_op = MAX (op, 2);
  kill_torn = torn;
  writes_left = writes;
}

/* The power goes at the call so many from now. */
void
bad_disk_cut_power (guint calls, guint32 seed)
{
  chance = g_rand_new_with_seed (seed);
  calls_left = calls;
}

/* The next so many syncs fail with SQLite's error @rc. Before other threads write. */
void
bad_disk_fail_syncs (guint times, int rc)
{
  fail_times = times;
  fail_rc = rc;
}
