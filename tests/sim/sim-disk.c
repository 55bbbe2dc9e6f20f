/* sim-disk.c: SQLite's files, in memory or not, that stop or lose power when told to
 *
 * A process stops at a chosen call that writes: half of that call is done, then nothing any more
 * reaches the file until the process is started anew. That is a kill. Where the power goes as well,
 * of what was written since the last sync each sector of 512 bytes is the old one, the new one, or
 * torn, and the file may have its old length.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sim-disk.h"

#include "sim-clock.h"
#include "sim-template.h"

#include <string.h>

#define SECTOR 512

/* What a file is; open files point to one. */
typedef struct {
  char *name;
  guint process;
  GByteArray *data;
  gsize synced_size;
  GPtrArray *unsynced; /* of Before, oldest first */
} Content;

/* What a write has overwritten. */
typedef struct {
  gsize at;
  gsize size;
  guint8 data[];
} Before;

typedef struct {
  sqlite3_file base;
  const char *name; /* SQLite's own */
  Content *content; /* in memory; as of that number of changes */
  guint changes;
  sqlite3_file *real; /* or not: stands behind this struct */
  guint process;
} File;

static GHashTable *contents; /* name → Content */
static GHashTable *kept;     /* the same at the beginning of each schedule */
static guint n_changes;      /* of contents */
static sqlite3_vfs *real_vfs;
static gboolean in_memory;
static guint calls_left[SIM_PROCESSES];
static gboolean is_stopped[SIM_PROCESSES];

static void
content_free (gpointer data)
{
  Content *self = data;

  g_free (self->name);
  g_byte_array_unref (self->data);
  g_ptr_array_unref (self->unsynced);
  g_free (self);
}

static Content *
content_new (const char *name, guint process)
{
  Content *self = g_new0 (Content, 1);

  self->name = g_strdup (name);
  self->process = process;
  self->data = g_byte_array_new ();
  self->unsynced = g_ptr_array_new_with_free_func (g_free);
  return self;
}

static Content *
content_copy (Content *from)
{
  Content *self = content_new (from->name, from->process);

  g_byte_array_append (self->data, from->data->data, from->data->len);
  self->synced_size = self->data->len;
  return self;
}

static GHashTable *
new_contents (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, NULL, content_free);
}

static GHashTable *
copy_contents (GHashTable *from)
{
  GHashTable *copies = new_contents ();
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, from);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    Content *copy = content_copy (value);

    g_hash_table_insert (copies, copy->name, copy);
  }
  return copies;
}

/* Whether this call still reaches the disk; @torn: the last one does by half. */
static gboolean
reaches (guint process, gboolean *torn)
{
  *torn = FALSE;
  if (is_stopped[process])
    return FALSE;
  if (calls_left[process] > 0 && --calls_left[process] == 0) {
    is_stopped[process] = TRUE;
    *torn = TRUE;
  }
  return TRUE;
}

/* An open file may be older than what is in it: sim-template.c. */
static Content *
get_content (File *self)
{
  g_assert (self->process == sim_clock_who ()); /* else its memory is another's */
  if (self->changes != n_changes) {
    self->content = g_hash_table_lookup (contents, self->name);
    self->changes = n_changes;
    g_assert (self->content != NULL);
  }
  return self->content;
}

static void
remember (Content *content, gsize at, gsize n)
{
  gsize size = at < content->data->len ? MIN (n, content->data->len - at) : 0;
  Before *before = g_malloc (sizeof (Before) + size);

  before->at = at;
  before->size = size;
  if (size > 0)
    memcpy (before->data, content->data->data + at, size);
  g_ptr_array_add (content->unsynced, before);
}

static void
put (Content *content, gsize at, const void *data, gsize n)
{
  gsize before = content->data->len;

  remember (content, at, n);
  if (at + n > before) {
    g_byte_array_set_size (content->data, at + n);
    if (at > before)
      memset (content->data->data + before, 0, at - before);
  }
  memcpy (content->data->data + at, data, n);
}

static int
close_file (sqlite3_file *file)
{
  File *self = (File *) file;

  return self->real != NULL ? self->real->pMethods->xClose (self->real) : SQLITE_OK;
}

static int
read_file (sqlite3_file *file, void *data, int n, sqlite3_int64 at)
{
  File *self = (File *) file;
  GByteArray *all;
  gsize got = 0;

  if (self->real != NULL)
    return self->real->pMethods->xRead (self->real, data, n, at);

  all = get_content (self)->data;
  if ((gsize) at < all->len)
    got = MIN ((gsize) n, all->len - (gsize) at);
  if (got > 0)
    memcpy (data, all->data + at, got);
  memset ((guint8 *) data + got, 0, n - got);
  return got == (gsize) n ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

static int
write_file (sqlite3_file *file, const void *data, int n, sqlite3_int64 at)
{
  File *self = (File *) file;
  gboolean torn;

  if (!reaches (self->process, &torn))
    return SQLITE_IOERR_WRITE;
  if (torn)
    n /= 2;
  if (self->real != NULL)
    self->real->pMethods->xWrite (self->real, data, n, at);
  else
    put (get_content (self), at, data, n);
  return torn ? SQLITE_IOERR_WRITE : SQLITE_OK;
}

static int
truncate_file (sqlite3_file *file, sqlite3_int64 n)
{
  File *self = (File *) file;
  gboolean torn;

  if (!reaches (self->process, &torn))
    return SQLITE_IOERR_TRUNCATE;
  if (torn)
    return SQLITE_IOERR_TRUNCATE;
  if (self->real != NULL)
    return self->real->pMethods->xTruncate (self->real, n);

  if ((gsize) n < get_content (self)->data->len) {
    remember (self->content, n, self->content->data->len - n);
    g_byte_array_set_size (self->content->data, n);
  }
  return SQLITE_OK;
}

static int
sync_file (sqlite3_file *file, int flags)
{
  File *self = (File *) file;
  gboolean torn;

  if (!reaches (self->process, &torn))
    return SQLITE_IOERR_FSYNC;
  if (torn)
    return SQLITE_IOERR_FSYNC; /* before anything was synced */
  if (self->real != NULL)
    return self->real->pMethods->xSync (self->real, flags);

  g_ptr_array_set_size (get_content (self)->unsynced, 0);
  self->content->synced_size = self->content->data->len;
  return SQLITE_OK;
}

static int
get_size (sqlite3_file *file, sqlite3_int64 *n)
{
  File *self = (File *) file;

  if (self->real != NULL)
    return self->real->pMethods->xFileSize (self->real, n);
  *n = get_content (self)->data->len;
  return SQLITE_OK;
}

static int
lock_file (sqlite3_file *file, int level)
{
  return SQLITE_OK; /* one process at a time: the schedule sees to it */
}

static int
check_lock (sqlite3_file *file, int *locked)
{
  *locked = 0;
  return SQLITE_OK;
}

static int
control_file (sqlite3_file *file, int op, void *data)
{
  return SQLITE_NOTFOUND;
}

static int
get_sector_size (sqlite3_file *file)
{
  return SECTOR;
}

static int
get_characteristics (sqlite3_file *file)
{
  return 0; /* nothing is promised */
}

/* Version 1: no shared memory, as an exclusive WAL needs none. */
static const sqlite3_io_methods methods = {
  .iVersion = 1,
  .xClose = close_file,
  .xRead = read_file,
  .xWrite = write_file,
  .xTruncate = truncate_file,
  .xSync = sync_file,
  .xFileSize = get_size,
  .xLock = lock_file,
  .xUnlock = lock_file,
  .xCheckReservedLock = check_lock,
  .xFileControl = control_file,
  .xSectorSize = get_sector_size,
  .xDeviceCharacteristics = get_characteristics,
};

static int
open_file (sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out_flags)
{
  File *self = (File *) file;
  int rc = SQLITE_OK;

  memset (self, 0, sizeof *self);
  self->process = sim_clock_who ();
  self->name = name;
  self->changes = n_changes;
  if (!in_memory) {
    self->real = (sqlite3_file *) (self + 1);
    rc = real_vfs->xOpen (real_vfs, name, self->real, flags, out_flags);
    self->base.pMethods = self->real->pMethods == NULL ? NULL : &methods;
    return rc;
  }

  self->content = g_hash_table_lookup (contents, name);
  if (self->content == NULL && (flags & SQLITE_OPEN_CREATE) == 0)
    return SQLITE_CANTOPEN;
  if (self->content == NULL) {
    self->content = content_new (name, self->process);
    g_hash_table_insert (contents, self->content->name, self->content);
  }
  self->base.pMethods = &methods;
  if (out_flags != NULL)
    *out_flags = flags;
  return rc;
}

static int
delete_file (sqlite3_vfs *vfs, const char *name, int sync)
{
  guint process = sim_clock_who ();

  if (is_stopped[process])
    return SQLITE_IOERR_DELETE;
  if (!in_memory)
    return real_vfs->xDelete (real_vfs, name, sync);
  n_changes++;
  return g_hash_table_remove (contents, name) ? SQLITE_OK : SQLITE_IOERR_DELETE_NOENT;
}

static int
check_access (sqlite3_vfs *vfs, const char *name, int flags, int *has)
{
  Content *content;

  if (!in_memory)
    return real_vfs->xAccess (real_vfs, name, flags, has);
  content = g_hash_table_lookup (contents, name);
  *has = content != NULL && (flags != SQLITE_ACCESS_EXISTS || content->data->len > 0);
  return SQLITE_OK;
}

static int
find_full_name (sqlite3_vfs *vfs, const char *name, int n, char *full)
{
  g_strlcpy (full, name, n); /* it is one */
  return SQLITE_OK;
}

/* Registers the layer as the default one; the files are real until sim_disk_keep(). */
void
sim_disk_register (void)
{
  static sqlite3_vfs vfs;

  contents = new_contents ();
  sqlite3_config (SQLITE_CONFIG_SINGLETHREAD);
  sqlite3_config (SQLITE_CONFIG_MEMSTATUS, 0);
  sim_template_register ();
  real_vfs = sqlite3_vfs_find (NULL);
  vfs = *real_vfs;
  vfs.zName = "sim";
  vfs.szOsFile = sizeof (File) + real_vfs->szOsFile;
  vfs.pNext = NULL;
  vfs.xOpen = open_file;
  vfs.xDelete = delete_file;
  vfs.xAccess = check_access;
  vfs.xFullPathname = find_full_name;
  g_assert_cmpint (sqlite3_vfs_register (&vfs, 1), ==, SQLITE_OK);
}

/* The file is in memory from now on, as it is; of that process. Nothing is open. */
void
sim_disk_load (const char *name, guint process)
{
  Content *content = content_new (name, process);
  g_autoptr (GError) error = NULL;
  g_autofree char *data = NULL;
  gsize n;

  g_file_get_contents (name, &data, &n, &error);
  g_assert_no_error (error);
  g_byte_array_append (content->data, (guint8 *) data, n);
  if (kept == NULL)
    kept = new_contents ();
  g_hash_table_replace (kept, content->name, content);
  in_memory = TRUE;
}

/* Nothing is open. */
void
sim_disk_reset (void)
{
  guint i;

  if (in_memory) {
    g_clear_pointer (&contents, g_hash_table_unref);
    contents = copy_contents (kept);
    n_changes++;
  }
  for (i = 0; i < SIM_PROCESSES; i++)
    sim_disk_start (i);
}

/* @calls: which of its calls from now is the last; 0 for none */
void
sim_disk_stop_after (guint process, guint calls)
{
  calls_left[process] = calls;
}

/* At once. */
void
sim_disk_stop (guint process)
{
  is_stopped[process] = TRUE;
}

gboolean
sim_disk_is_stopped (guint process)
{
  return is_stopped[process];
}

/* Nothing more reaches the disk until it is started: also where calls were left. */
void
sim_disk_start (guint process)
{
  is_stopped[process] = FALSE;
  calls_left[process] = 0;
}

static void
lose_some (Content *content, SimRandom *random)
{
  guint i;

  for (i = content->unsynced->len; i > 0; i--) {
    Before *before = content->unsynced->pdata[i - 1];
    gsize at;

    for (at = 0; at < before->size; at += SECTOR) {
      gsize n = MIN (SECTOR, before->size - at);
      gsize lost = n * sim_random_below (random, 3) / 2; /* none, half, or all of the new */

      if (before->at + at + lost <= content->data->len)
        memcpy (content->data->data + before->at + at, before->data + at, lost);
    }
  }
  if (content->data->len > content->synced_size && sim_random_below (random, 2) == 0)
    g_byte_array_set_size (content->data, content->synced_size);
  g_ptr_array_set_size (content->unsynced, 0);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char **) a, *(char **) b);
}

/* What @process did not sync is lost at random. In memory only; it has stopped. */
void
sim_disk_lose_power (guint process, SimRandom *random)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer value;
  guint i;

  g_hash_table_iter_init (&iter, contents);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    if (((Content *) value)->process == process)
      g_ptr_array_add (names, ((Content *) value)->name);
  }
  g_ptr_array_sort (names, compare_names);
  for (i = 0; i < names->len; i++)
    lose_some (g_hash_table_lookup (contents, names->pdata[i]), random);
}

/* Returns: the files of @process as they are; frees sim_disk_copy_free(). In memory only. */
gpointer
sim_disk_copy (guint process)
{
  GPtrArray *copies = g_ptr_array_new_with_free_func (content_free);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, contents);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    if (((Content *) value)->process == process)
      g_ptr_array_add (copies, content_copy (value));
  }
  return copies;
}

/* The files of that process are what they were. It has none open. */
void
sim_disk_put_back (gpointer copy)
{
  GPtrArray *copies = copy;
  guint process = copies->len > 0 ? ((Content *) copies->pdata[0])->process : SIM_PROCESSES;
  GHashTableIter iter;
  gpointer value;
  guint i;

  g_hash_table_iter_init (&iter, contents);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    if (((Content *) value)->process == process)
      g_hash_table_iter_remove (&iter);
  }
  for (i = 0; i < copies->len; i++) {
    Content *content = content_copy (copies->pdata[i]);

    g_hash_table_insert (contents, content->name, content);
  }
  n_changes++;
}

/* Whether there is such a file in memory. */
gboolean
sim_disk_has (const char *name)
{
  return in_memory && g_hash_table_contains (contents, name);
}

/* A database looks as one without a log, and as one that never was: whoever reads it once more must
 * read it anew. Returns: what it was; for sim_disk_undisguise() */
gpointer
sim_disk_disguise (const char *name)
{
  Content *content = g_hash_table_lookup (contents, name);
  GByteArray *before = content->data;

  content->data = g_byte_array_new ();
  g_byte_array_append (content->data, before->data, before->len);
  memset (content->data->data + 18, 1, 2); /* it has a rollback journal */
  memset (content->data->data + 24, 0xff, 4);
  memset (content->data->data + 92, 0xff, 4); /* so often it was changed */
  return before;
}

void
sim_disk_undisguise (const char *name, gpointer before)
{
  Content *content = g_hash_table_lookup (contents, name);

  g_byte_array_unref (content->data);
  content->data = before;
}

void
sim_disk_copy_free (gpointer copy)
{
  g_ptr_array_unref (copy);
}
