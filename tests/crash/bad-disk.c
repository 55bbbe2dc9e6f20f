/* bad-disk.c: a SQLite file layer that fails, or ends its own process, when it is told to
 *
 * It passes everything to the real layer, and can do four things besides:
 *
 * Kill in a write. A *write* begins with the first xWrite after a sync and ends when the next xSync
 * returns. SIGKILL is raised at a chosen call of a chosen write, never at the first and never after
 * the last: so each such kill lies between the first and the last system call of a write by
 * construction, and not by luck with timing. A torn kill does half of the call first.
 *
 * Cut the power. As a kill, but what was not synced is lost at random: each sector of 512 bytes
 * written since is the new one, the old one, or torn; the file may have its old length, and a file
 * that was deleted may be there still. This tells a store that syncs before it reports from one
 * that does not; a kill alone cannot. Where the process is to live on, the disk is dead after the
 * cut: every call fails, until the power is on again. So one process sees a thousand cuts a second.
 * bad-files.c does the same to what is written past SQLite.
 *
 * Lie. A sync says that it was done, and was not.
 *
 * Fail. The next syncs return an error; or the n-th call from now on does, once or for good.
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
  gboolean fresh;       /* a log or journal: its first sync is the folder's, too */
  sqlite3_int64 cut_to; /* where it was truncated since the last sync; -1 for nowhere */
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
static gboolean lives_on;
static gboolean dead;
static gboolean lies;
static BadDiskLose lose_more;
static GHashTable *deleted; /* path → GBytes; not known to be gone for good */
static guint fail_times;
static guint fail_call; /* counts down */
static gboolean fail_for_good;
static gboolean failed;
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

/* Where the file ends after a cut: where it did, where it does, or between. */
static sqlite3_int64
choose_size (File *self, sqlite3_int64 size)
{
  sqlite3_int64 before = self->cut_to < 0 ? self->synced_size : self->cut_to;
  sqlite3_int64 least = MIN (size, before);
  gint32 sectors = (MAX (size, before) - least) / SECTOR;

  switch (g_rand_int_range (chance, 0, 3)) {
  case 0:
    return before;
  case 1:
    return size;
  default:
    return least + (sqlite3_int64) g_rand_int_range (chance, 0, sectors + 1) * SECTOR;
  }
}

/* How much of what is new in a sector stays: nothing, all, or so much that it is torn. */
static int
choose_kept (void)
{
  if (g_rand_boolean (chance))
    return 0;
  return g_rand_boolean (chance) ? SECTOR : g_rand_int_range (chance, 1, SECTOR);
}

/*
 * A file that was truncated is so, and what lay behind is gone, or it is not, and as it was: file
 * systems write its length down at once. Else old frames could follow a new end of the log.
 */
static void
lose_some (gpointer file, gpointer data)
{
  static const guint8 nothing[SECTOR];
  File *self = file;
  gboolean undone = self->cut_to >= 0 && g_rand_boolean (chance);
  GHashTableIter iter;
  gpointer key, old;
  sqlite3_int64 size;

  self->real->pMethods->xFileSize (self->real, &size);
  g_hash_table_iter_init (&iter, self->unsynced);
  while (g_hash_table_iter_next (&iter, &key, &old)) {
    sqlite3_int64 at = *(gint64 *) key * SECTOR;
    int kept = undone ? 0 : choose_kept ();
    const guint8 *bytes = !undone && self->cut_to >= 0 && at >= self->cut_to ? nothing : old;

    if (kept < SECTOR)
      self->real->pMethods->xWrite (self->real, bytes + kept, SECTOR - kept, at + kept);
  }
  self->real->pMethods->xTruncate (self->real,
                                   undone ? self->synced_size : choose_size (self, size));
  g_hash_table_remove_all (self->unsynced);
}

static void
bring_some_back (void)
{
  GHashTableIter iter;
  gpointer path, content;

  g_hash_table_iter_init (&iter, deleted);
  while (g_hash_table_iter_next (&iter, &path, &content)) {
    gsize n;
    const char *data = g_bytes_get_data (content, &n);

    if (g_rand_boolean (chance))
      g_file_set_contents (path, n > 0 ? data : "", n, NULL);
    g_hash_table_iter_remove (&iter);
  }
}

/*
 * bad_disk_call:
 *
 * Counts one call that writes, and cuts the power where it is due.
 *
 * Returns: 0, or the error that the call has to give
 */
int
bad_disk_call (void)
{
  if (dead)
    return SQLITE_IOERR;

  if (fail_call > 0 && --fail_call == 0) {
    fail_call = fail_for_good ? 1 : 0;
    failed = TRUE;
    return fail_rc;
  }
  if (calls_left == 0 || --calls_left > 0)
    return SQLITE_OK;

  g_ptr_array_foreach (open_files, lose_some, NULL);
  bring_some_back ();
  if (lose_more != NULL)
    lose_more (chance);
  if (!lives_on)
    die ("power");
  dead = TRUE;
  return SQLITE_IOERR;
}

static int
close_file (sqlite3_file *file)
{
  File *self = (File *) file;

  g_ptr_array_remove_fast (open_files, self);
  g_clear_pointer (&self->unsynced, g_hash_table_unref);
  return self->real->pMethods->xClose (self->real);
}

static int
read_file (sqlite3_file *file, void *data, int n, sqlite3_int64 at)
{
  if (dead)
    return SQLITE_IOERR_READ;
  return get_real (file)->pMethods->xRead (get_real (file), data, n, at);
}

/* What a call says of which the power was cut, or the disk is full or broken. */
static int
as_error (int rc, int io_error)
{
  return rc == SQLITE_IOERR ? io_error : rc;
}

static int
write_file (sqlite3_file *file, const void *data, int n, sqlite3_int64 at)
{
  sqlite3_file *real = get_real (file);
  int rc, cut;

  ops++;
  if (is_due (FALSE)) {
    if (kill_torn)
      real->pMethods->xWrite (real, data, n / 2, at);
    die ("write");
  }

  if (dead)
    return SQLITE_IOERR_WRITE;
  remember ((File *) file, at, n);
  if (fail_call == 1) /* a full disk takes the beginning */
    return as_error (bad_disk_call (), SQLITE_IOERR_WRITE);
  rc = real->pMethods->xWrite (real, data, n, at);
  cut = bad_disk_call ();
  return cut != SQLITE_OK ? as_error (cut, SQLITE_IOERR_WRITE) : rc;
}

static int
truncate_file (sqlite3_file *file, sqlite3_int64 n)
{
  File *self = (File *) file;
  sqlite3_file *real = self->real;
  sqlite3_int64 size;
  int rc = bad_disk_call ();

  if (rc != SQLITE_OK)
    return as_error (rc, SQLITE_IOERR_TRUNCATE);

  real->pMethods->xFileSize (real, &size);
  if (n < size) {
    remember (self, n, (int) (size - n));
    self->cut_to = self->cut_to < 0 ? n : MIN (n, self->cut_to);
  }
  return real->pMethods->xTruncate (real, n);
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
  rc = bad_disk_call ();
  if (rc != SQLITE_OK)
    return as_error (rc, SQLITE_IOERR_FSYNC);
  if (fail_times > 0) {
    fail_times--;
    return fail_rc;
  }
  if (lies)
    return SQLITE_OK;

  rc = self->real->pMethods->xSync (self->real, flags);
  g_hash_table_remove_all (self->unsynced);
  if (self->fresh)
    g_hash_table_remove_all (deleted);
  self->fresh = FALSE;
  self->real->pMethods->xFileSize (self->real, &self->synced_size);
  self->cut_to = -1;
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

  self->base.pMethods = NULL;
  if (dead)
    return SQLITE_CANTOPEN;
  self->real = (sqlite3_file *) (self + 1);
  rc = real_vfs->xOpen (real_vfs, name, self->real, flags, out_flags);
  self->base.pMethods = self->real->pMethods == NULL ? NULL : &methods;
  if (self->base.pMethods == NULL)
    return rc;

  self->unsynced = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  self->real->pMethods->xFileSize (self->real, &self->synced_size);
  self->cut_to = -1;
  self->fresh = (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL)) != 0;
  g_ptr_array_add (open_files, self);
  g_hash_table_remove (deleted, name == NULL ? "" : name);
  return rc;
}

static int
delete_file (sqlite3_vfs *vfs, const char *name, int sync_folder)
{
  int rc = bad_disk_call ();
  char *content;
  gsize n;

  if (rc != SQLITE_OK)
    return as_error (rc, SQLITE_IOERR_DELETE);
  if (lives_on && !sync_folder && g_file_get_contents (name, &content, &n, NULL))
    g_hash_table_insert (deleted, g_strdup (name), g_bytes_new_take (content, n));
  return real_vfs->xDelete (real_vfs, name, sync_folder);
}

/* Registers the layer as the default one. @tell is called right before the process ends. */
void
bad_disk_register (BadDiskTell tell)
{
  static sqlite3_vfs vfs;

  tell_end = tell;
  open_files = g_ptr_array_new ();
  deleted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
  real_vfs = sqlite3_vfs_find (NULL);
  vfs = *real_vfs;
  vfs.zName = "bad-disk";
  vfs.szOsFile = sizeof (File) + real_vfs->szOsFile;
  vfs.pNext = NULL;
  vfs.xOpen = open_file;
  vfs.xDelete = delete_file;
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

/* The power goes at the call so many from now; never for 0. */
void
bad_disk_cut_power (guint calls, guint32 seed)
{
  g_clear_pointer (&chance, g_rand_free);
  chance = g_rand_new_with_seed (seed);
  calls_left = calls;
}

/* The process lives on after a cut. @lose: what else loses what was not synced, or forgets that it
 * was not, where it gets no chance */
void
bad_disk_live_on (BadDiskLose lose)
{
  lives_on = TRUE;
  lose_more = lose;
}

/* Returns: whether the power is off */
gboolean
bad_disk_is_dead (void)
{
  return dead;
}

/* The power is on again, nothing is due, and what is on the disk stays there. What was open has to
 * be closed before. */
void
bad_disk_power_on (void)
{
  g_assert_cmpuint (open_files->len, ==, 0);
  dead = FALSE;
  calls_left = 0;
  g_hash_table_remove_all (deleted);
  if (lose_more != NULL)
    lose_more (NULL);
}

/* From now on a sync says that it was done, and was not. */
void
bad_disk_lie (gboolean lie)
{
  lies = lie;
}

/* The next so many syncs fail with SQLite's error @rc. Before other threads write. */
void
bad_disk_fail_syncs (guint times, int rc)
{
  fail_times = times;
  fail_rc = rc;
}

/* The call so many from now fails with @rc, %SQLITE_FULL or %SQLITE_IOERR, and where it is
 * @for_good all after it; 0 for none. */
void
bad_disk_fail_call (guint calls, gboolean for_good, int rc)
{
  fail_call = calls;
  fail_for_good = for_good;
  fail_rc = rc;
  failed = FALSE;
}

/* Returns: whether a call has failed since bad_disk_fail_call() */
gboolean
bad_disk_has_failed (void)
{
  return failed;
}
