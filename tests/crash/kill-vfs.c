/* kill-vfs.c: a SQLite file layer that kills its own process in the middle of a write
 *
 * It passes everything to the real layer. A *write* begins with the first xWrite after a sync and
 * ends when the next xSync returns; armed, it raises SIGKILL at a chosen call of a chosen write:
 * never at the first, never after the last. So each such kill lies between the first and the last
 * system call of a write, by construction, and not by luck with timing. A torn kill does half of
 * the call first.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "kill-vfs.h"

#include <signal.h>
#include <sqlite3.h>
#include <string.h>

typedef struct {
  sqlite3_file base;
  sqlite3_file *real; /* stands behind this struct */
} File;

static sqlite3_vfs *real_vfs;
static KillVfsTell tell_kill;
static guint ops; /* calls since the last sync */
static guint writes_left;
static guint kill_op;
static gboolean kill_torn;

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
  tell_kill (ops, what);
  raise (SIGKILL);
}

static int
close_file (sqlite3_file *file)
{
  return get_real (file)->pMethods->xClose (get_real (file));
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
  sqlite3_file *real = get_real (file);
  int rc;

  ops++;
  if (is_due (TRUE)) {
    if (kill_torn)
      real->pMethods->xSync (real, flags);
    die ("sync");
  }

  rc = real->pMethods->xSync (real, flags);
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
  return get_real (file)->pMethods->xDeviceCharacteristics (get_real (file));
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
  return rc;
}

/* Registers the layer as the default one. @tell is called right before the end. */
void
kill_vfs_register (KillVfsTell tell)
{
  static sqlite3_vfs vfs;

  tell_kill = tell;
  real_vfs = sqlite3_vfs_find (NULL);
  vfs = *real_vfs;
  vfs.zName = "kill";
  vfs.szOsFile = sizeof (File) + real_vfs->szOsFile;
  vfs.pNext = NULL;
  vfs.xOpen = open_file;
  g_assert_cmpint (sqlite3_vfs_register (&vfs, 1), ==, SQLITE_OK);
}

/*
 * kill_vfs_arm:
 * @writes: die in this write from now, counted from 1
 * @op: at this call of it, from 2; at its sync where it has fewer
 * @torn: after half of that call
 */
void
kill_vfs_arm (guint writes, guint op, gboolean torn)
{
  ops = 0;
  kill_op = MAX (op, 2);
  kill_torn = torn;
  writes_left = writes;
}
