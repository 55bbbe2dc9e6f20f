/* ruhu-hq-page-sum.c: a sum at the end of each page of HQ's database
 *
 * A layer between SQLite and the file. A page gets its sum when it is written into the database,
 * and must have it when it is read from there: so a byte that the disk has changed is found before
 * anything that lies in the page is believed, whichever table, index or free page it is.
 * The write-ahead log has sums of SQLite's own. Against whoever changes pages on purpose there are
 * the chains and signatures (ruhu-hq-verify.c); these sums have no key.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-page-sum.h"

#include <string.h>

#define LAYER "ruhu-page-sum"
#define CONTENT (RUHU_HQ_PAGE_SIZE - RUHU_HQ_PAGE_SUM_SIZE)
#define HEADER 100
#define RESERVED_AT \
  20                    /* in the header: how many bytes at the end of each page are not SQLite's, \
                         */
#define VERSION_AT 60   /* and the schema's number */
#define FIRST_VERSION 9 /* schemas from here on have sums; resources/sql/hq/sqlite/0009 */

/* What a file of ours is asked beyond what SQLite asks. */
enum {
  GET_FILE = 0x52550001,
};

typedef struct {
  sqlite3_file base;
  RuhuHqPageSums state;
  gboolean keeps; /* writes sums, and wants them */
  gboolean tolerates;
  guint damaged; /* the last page that was found so, from 1 */
  sqlite3_file *real;
} File;

static sqlite3_vfs *real_layer;

static guint64
mix (guint64 sum, guint64 word)
{
  sum = (sum ^ word) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  return sum ^ (sum >> 29);
}

/* Each step is one-to-one in its word and in the sum so far, so that two pages which differ within
 * one word of 8 bytes never have the same sum. Four sums go side by side, as a processor does four
 * multiplications in the time of one. */
static guint64
sum_page (const guint8 *page, sqlite3_int64 at)
{
  guint64 sums[4] = { 1 + (guint64) at, 2, 3, 4 }, words[4];
  guint i, k;

  for (i = 0; i + sizeof words <= CONTENT; i += sizeof words) {
    memcpy (words, page + i, sizeof words);
    for (k = 0; k < G_N_ELEMENTS (sums); k++)
      sums[k] = mix (sums[k], GUINT64_FROM_LE (words[k]));
  }
  for (; i < CONTENT; i += sizeof words[0]) {
    memcpy (words, page + i, sizeof words[0]);
    sums[0] = mix (sums[0], GUINT64_FROM_LE (words[0]));
  }
  for (k = 1; k < G_N_ELEMENTS (sums); k++)
    sums[0] = mix (sums[0], sums[k]);
  return sums[0];
}

static gboolean
is_zero (const guint8 *page)
{
  return page[0] == 0 && memcmp (page, page + 1, RUHU_HQ_PAGE_SIZE - 1) == 0;
}

/* A page that was never written, as it was free before it had to be, is all zeros. */
static gboolean
is_right (const guint8 *page, sqlite3_int64 at)
{
  guint64 sum;

  memcpy (&sum, page + CONTENT, sizeof sum);
  return GUINT64_FROM_LE (sum) == sum_page (page, at) || is_zero (page);
}

static sqlite3_file *
get_real (sqlite3_file *file)
{
  return ((File *) file)->real;
}

static int
close_file (sqlite3_file *file)
{
  return get_real (file)->pMethods->xClose (get_real (file));
}

static gboolean
is_page (int n, sqlite3_int64 at)
{
  return n == RUHU_HQ_PAGE_SIZE && at % RUHU_HQ_PAGE_SIZE == 0;
}

/* Parts of the header are read by themselves, and the whole page before anything else is done. */
static int
read_file (sqlite3_file *file, void *data, int n, sqlite3_int64 at)
{
  File *self = (File *) file;
  int rc = self->real->pMethods->xRead (self->real, data, n, at);

  if (rc != SQLITE_OK || !self->keeps || self->tolerates || (n <= HEADER && at < HEADER))
    return rc;
  if (is_page (n, at) && is_right (data, at))
    return SQLITE_OK;

  self->damaged = (guint) (at / RUHU_HQ_PAGE_SIZE) + 1;
  return SQLITE_IOERR_DATA;
}

/* An older store that gets its sums gets them with its first page, which a checkpoint writes first.
 */
static int
write_file (sqlite3_file *file, const void *data, int n, sqlite3_int64 at)
{
  File *self = (File *) file;
  guint8 page[RUHU_HQ_PAGE_SIZE];
  guint64 sum;

  if (at == 0 && n >= HEADER && ((const guint8 *) data)[RESERVED_AT] == RUHU_HQ_PAGE_SUM_SIZE)
    self->keeps = TRUE;
  if (!self->keeps || !is_page (n, at))
    return self->real->pMethods->xWrite (self->real, data, n, at);

  memcpy (page, data, CONTENT);
  sum = GUINT64_TO_LE (sum_page (page, at));
  memcpy (page + CONTENT, &sum, sizeof sum);
  return self->real->pMethods->xWrite (self->real, page, n, at);
}

static int
truncate_file (sqlite3_file *file, sqlite3_int64 n)
{
  return get_real (file)->pMethods->xTruncate (get_real (file), n);
}

static int
sync_file (sqlite3_file *file, int flags)
{
  return get_real (file)->pMethods->xSync (get_real (file), flags);
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
  if (op == GET_FILE) {
    *(File **) data = (File *) file;
    return SQLITE_OK;
  }
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

static int
map_shared (sqlite3_file *file, int page, int n, int extend, void volatile **data)
{
  return get_real (file)->pMethods->xShmMap (get_real (file), page, n, extend, data);
}

static int
lock_shared (sqlite3_file *file, int offset, int n, int flags)
{
  return get_real (file)->pMethods->xShmLock (get_real (file), offset, n, flags);
}

static void
order_shared (sqlite3_file *file)
{
  get_real (file)->pMethods->xShmBarrier (get_real (file));
}

static int
unmap_shared (sqlite3_file *file, int delete)
{
  return get_real (file)->pMethods->xShmUnmap (get_real (file), delete);
}

/* Version 2 has shared memory, where the layer below has it; version 3 would map the file. */
#define METHODS(version) \
  { \
    .iVersion = version, .xClose = close_file, .xRead = read_file, .xWrite = write_file, \
    .xTruncate = truncate_file, .xSync = sync_file, .xFileSize = get_size, .xLock = lock_file, \
    .xUnlock = unlock_file, .xCheckReservedLock = check_lock, .xFileControl = control_file, \
    .xSectorSize = get_sector_size, .xDeviceCharacteristics = get_characteristics, \
    .xShmMap = map_shared, .xShmLock = lock_shared, .xShmBarrier = order_shared, \
    .xShmUnmap = unmap_shared \
  }

static const sqlite3_io_methods methods = METHODS (1);
static const sqlite3_io_methods shared_methods = METHODS (2);

/* What only one flipped bit would make another: no room for sums, and a schema that has them. */
static RuhuHqPageSums
find_state (sqlite3_file *real)
{
  guint8 header[HEADER];
  sqlite3_int64 size = 0;
  guint32 version;

  if (real->pMethods->xFileSize (real, &size) == SQLITE_OK && size == 0)
    return RUHU_HQ_PAGE_SUMS_EMPTY;
  if (real->pMethods->xRead (real, header, sizeof header, 0) != SQLITE_OK)
    return RUHU_HQ_PAGE_SUMS_KEPT;

  memcpy (&version, header + VERSION_AT, sizeof version);
  return header[RESERVED_AT] == 0 && GUINT32_FROM_BE (version) < FIRST_VERSION
           ? RUHU_HQ_PAGE_SUMS_NONE
           : RUHU_HQ_PAGE_SUMS_KEPT;
}

/* Whatever is no database goes to the layer below as it is. */
static int
open_file (sqlite3_vfs *layer, const char *name, sqlite3_file *file, int flags, int *out_flags)
{
  File *self = (File *) file;
  int rc;

  if ((flags & SQLITE_OPEN_MAIN_DB) == 0)
    return real_layer->xOpen (real_layer, name, file, flags, out_flags);

  memset (self, 0, sizeof *self);
  self->real = (sqlite3_file *) (self + 1);
  rc = real_layer->xOpen (real_layer, name, self->real, flags, out_flags);
  if (self->real->pMethods == NULL)
    return rc;

  self->base.pMethods = self->real->pMethods->iVersion >= 2 ? &shared_methods : &methods;
  if (rc == SQLITE_OK)
    self->state = find_state (self->real);
  self->keeps = self->state != RUHU_HQ_PAGE_SUMS_NONE;
  return rc;
}

/**
 * ruhu_hq_page_sum_layer:
 *
 * Returns: the layer's name, for sqlite3_open_v2(); it lies on that which is the default now
 */
const char *
ruhu_hq_page_sum_layer (void)
{
  static sqlite3_vfs layer;
  sqlite3_vfs *below = sqlite3_vfs_find (NULL);

  if (below == real_layer)
    return LAYER;

  if (real_layer != NULL)
    sqlite3_vfs_unregister (&layer);
  layer = *below;
  layer.zName = LAYER;
  layer.pNext = NULL;
  layer.szOsFile = (int) sizeof (File) + below->szOsFile;
  layer.xOpen = open_file;
  real_layer = below;
  sqlite3_vfs_register (&layer, 0);
  return LAYER;
}

static File *
get_file (sqlite3 *db)
{
  File *file = NULL;

  sqlite3_file_control (db, "main", GET_FILE, &file);
  return file;
}

RuhuHqPageSums
ruhu_hq_page_sum_get_state (sqlite3 *db)
{
  File *file = get_file (db);

  return file != NULL ? file->state : RUHU_HQ_PAGE_SUMS_EMPTY;
}

/** ruhu_hq_page_sum_make_room: an empty file has it from its first page on, another once VACUUM ran
 */
void
ruhu_hq_page_sum_make_room (sqlite3 *db)
{
  int size = RUHU_HQ_PAGE_SUM_SIZE;

  sqlite3_file_control (db, "main", SQLITE_FCNTL_RESERVE_BYTES, &size);
}

/** ruhu_hq_page_sum_get_damaged: Returns: the last page that was found so, from 1; 0 for none */
guint
ruhu_hq_page_sum_get_damaged (sqlite3 *db)
{
  File *file = get_file (db);

  return file != NULL ? file->damaged : 0;
}

/**
 * ruhu_hq_page_sum_tolerate:
 *
 * To find out what is damaged, and for no longer. What was read meanwhile is forgotten at the end.
 */
void
ruhu_hq_page_sum_tolerate (sqlite3 *db, gboolean tolerate)
{
  File *file = get_file (db);

  if (file != NULL)
    file->tolerates = tolerate;
  sqlite3_db_release_memory (db);
}

/**
 * ruhu_hq_page_sum_scan:
 * @damaged: (element-type guint): gets the numbers of damaged pages, from 1
 *
 * Reads all of the file. What lies in the write-ahead log has to be in it already.
 *
 * Returns: an error of SQLite's
 */
int
ruhu_hq_page_sum_scan (sqlite3 *db, GArray *damaged)
{
  File *file = get_file (db);
  guint8 page[RUHU_HQ_PAGE_SIZE];
  sqlite3_int64 size, at;
  int rc;

  if (file == NULL || !file->keeps)
    return SQLITE_OK;

  rc = file->real->pMethods->xFileSize (file->real, &size);
  for (at = 0; rc == SQLITE_OK && at < size; at += RUHU_HQ_PAGE_SIZE) {
    guint number = (guint) (at / RUHU_HQ_PAGE_SIZE) + 1;

    rc = file->real->pMethods->xRead (file->real, page, sizeof page, at);
    if (rc == SQLITE_IOERR_SHORT_READ || (rc == SQLITE_OK && !is_right (page, at))) {
      g_array_append_val (damaged, number);
      rc = SQLITE_OK;
    }
  }
  return rc;
}
