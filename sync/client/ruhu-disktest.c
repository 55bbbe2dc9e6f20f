/* ruhu-disktest.c: does this disk keep what it says it has?
 *
 * Everything Ruhu promises rests on a sync that is true, and no program can make a disk that lies
 * true. Two things can be seen from here. A sync that takes less time than any disk needs has not
 * been to one. And records that are written one after the other, each after the sync of the one
 * before had returned, must after a pull of the power all be there up to the last: where one is
 * there and an earlier one is not, a sync was not true.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-disktest-private.h"

#include "base/ruhu-error.h"
#include "base/ruhu-file.h"
#include "ruhu-sync-report-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

#define FILE_NAME "disktest"
#define RECORD 4096
#define N_SLOTS 4096
#define STRIDE 1237 /* odd, so that each slot has its turn: a record is far from the one before */
#define N_SYNCS 200
#define FLOOR 12000 /* ns: flash that is built to be fast takes three times as long */
#define TMPFS 0x01021994
#define RAMFS 0x858458f6

/* What lies in a slot; @sum is over the rest. */
typedef struct {
  char magic[8];
  guint64 number;
  guint8 filling[RECORD - 8 - 8 - 32];
  guint8 sum[32];
} Record;

G_STATIC_ASSERT (sizeof (Record) == RECORD);

static volatile int stopped;

static char *
get_path (const char *folder)
{
  return g_build_filename (folder, FILE_NAME, NULL);
}

static int
open_file (const char *folder, int flags, GError **error)
{
  g_autofree char *path = get_path (folder);
  int fd;

  g_mkdir_with_parents (folder, 0700);
  fd = g_open (path, flags | O_CLOEXEC, 0600);
  if (fd < 0)
    ruhu_file_fail (path, errno, error);
  return fd;
}

static void
make_sum (const Record *record, guint8 sum[32])
{
  crypto_generichash (sum, 32, (const guint8 *) record, G_STRUCT_OFFSET (Record, sum), NULL, 0);
}

static gboolean
put_record (int fd, guint64 number, GError **error)
{
  Record record = { "RUHUDISK", number, { 0 }, { 0 } };
  off_t at = (off_t) (number * STRIDE % N_SLOTS) * RECORD;

  memset (record.filling, (int) (number % 251), sizeof record.filling);
  make_sum (&record, record.sum);
  return (pwrite (fd, &record, RECORD, at) == RECORD && fdatasync (fd) == 0) ||
         ruhu_file_fail (FILE_NAME, errno, error);
}

/* Once for all, so that no later record has to make the file longer. */
static gboolean
make_room (int fd, GError **error)
{
  static const char nothing[RECORD];
  guint i;

  for (i = 0; i < N_SLOTS; i++) {
    if (pwrite (fd, nothing, RECORD, (off_t) i * RECORD) != RECORD)
      return ruhu_file_fail (FILE_NAME, errno, error);
  }
  return fsync (fd) == 0 || ruhu_file_fail (FILE_NAME, errno, error);
}

static void
remove_file (const char *folder)
{
  g_autofree char *path = get_path (folder);

  g_unlink (path);
}

static gint64
get_now (void)
{
  struct timespec now = { 0 };

  clock_gettime (CLOCK_MONOTONIC, &now);
  return now.tv_sec * G_GINT64_CONSTANT (1000000000) + now.tv_nsec;
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  const gint64 one = *(const gint64 *) a, two = *(const gint64 *) b;

  return (one > two) - (one < two);
}

/*
 * ruhu_disktest_measure:
 * @folder: where to write; made where it is missing
 * @error: %RUHU_ERROR_FULL, %RUHU_ERROR_CORRUPT (a write or a sync failed), %RUHU_ERROR_FAILED or
 *   %G_IO_ERROR_CANCELLED
 *
 * Writes and syncs, and leaves nothing behind.
 */
gboolean
ruhu_disktest_measure (const char *folder, RuhuDiskTimes *times, GError **error)
{
  gint64 took[N_SYNCS];
  int fd = open_file (folder, O_RDWR | O_CREAT | O_TRUNC, error);
  gboolean done = fd >= 0 && make_room (fd, error);
  guint i;

  for (i = 0; done && !stopped && i < N_SYNCS; i++) {
    gint64 began = get_now ();

    done = put_record (fd, i, error);
    took[i] = get_now () - began;
  }
  if (fd >= 0) {
    close (fd);
    remove_file (folder);
  }
  if (done && stopped) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "stopped");
    return FALSE;
  }
  if (!done)
    return FALSE;

  qsort (took, N_SYNCS, sizeof *took, compare_times);
  *times = (RuhuDiskTimes){ N_SYNCS, took[N_SYNCS / 2], took[N_SYNCS - 1] };
  return TRUE;
}

/* Returns: (transfer full) (nullable): why this disk cannot be trusted; %NULL where nothing says so
 */
char *
ruhu_disktest_judge (const char *folder, const RuhuDiskTimes *times)
{
  struct statfs about;

  if (statfs (folder, &about) == 0 && (about.f_type == TMPFS || about.f_type == RAMFS))
    return g_strdup ("this folder is in memory: nothing in it outlives a cut of power");
  if (times->median < FLOOR)
    return g_strdup_printf (
      "a sync takes %.1f µs, less than any disk needs: it says that things are"
      " written down before they are, and a cut of power will lose them",
      times->median / 1000.0);
  return NULL;
}

/*
 * ruhu_disktest_write:
 * @most: how many records at most; 0 for as many as it can
 * @progress: hears of each record that is safe, if the disk is true
 * @stop: ends it when it is not 0
 */
gboolean
ruhu_disktest_write (const char *folder,
                     guint64 most,
                     RuhuDiskProgress progress,
                     const volatile int *stop,
                     GError **error)
{
  int fd = open_file (folder, O_RDWR | O_CREAT | O_TRUNC, error);
  gboolean done = fd >= 0 && make_room (fd, error);
  guint64 number;

  for (number = 1; done && !*stop && (most == 0 || number <= most); number++) {
    done = put_record (fd, number, error);
    if (done)
      progress (number);
  }
  if (fd >= 0)
    close (fd);
  return done;
}

/* Returns: the number in a slot, 0 where there is no whole record */
static guint64
read_slot (int fd, guint slot)
{
  Record record;
  guint8 sum[32];

  if (pread (fd, &record, RECORD, (off_t) slot * RECORD) != RECORD ||
      memcmp (record.magic, "RUHUDISK", sizeof record.magic) != 0)
    return 0;

  make_sum (&record, sum);
  return memcmp (sum, record.sum, sizeof sum) == 0 && record.number * STRIDE % N_SLOTS == slot
           ? record.number
           : 0;
}

/* The record that was being written when the power went may be there, or be torn. */
static gboolean
check_numbers (const guint64 *numbers, guint64 last, guint64 shown, GError **error)
{
  guint64 number = last > N_SLOTS ? last - N_SLOTS + 2 : 1;

  for (; number <= last; number++) {
    if (numbers[number * STRIDE % N_SLOTS] == number)
      continue;
    g_set_error (error,
                 RUHU_ERROR,
                 RUHU_ERROR_CORRUPT,
                 "record %" G_GUINT64_FORMAT " is lost, though %" G_GUINT64_FORMAT " was written "
                 "after its sync had returned: this disk does not keep what it says it has",
                 number,
                 last);
    return FALSE;
  }
  if (last >= shown)
    return TRUE;

  g_set_error (error,
               RUHU_ERROR,
               RUHU_ERROR_CORRUPT,
               "record %" G_GUINT64_FORMAT
               " was shown as safe, the last one here is %" G_GUINT64_FORMAT
               ": this disk does not keep what it says it has",
               shown,
               last);
  return FALSE;
}

/*
 * ruhu_disktest_check:
 * @shown: the last number that was seen on the screen; 0 where nobody looked
 * @found: (out): the last record that is there
 * @error: %RUHU_ERROR_NOT_FOUND where nothing was written, %RUHU_ERROR_CORRUPT where the disk lost
 *   something it said it had
 */
gboolean
ruhu_disktest_check (const char *folder, guint64 shown, guint64 *found, GError **error)
{
  g_autofree guint64 *numbers = g_new0 (guint64, N_SLOTS);
  g_autofree char *path = get_path (folder);
  int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  guint i;

  *found = 0;
  for (i = 0; fd >= 0 && i < N_SLOTS; i++) {
    numbers[i] = read_slot (fd, i);
    *found = MAX (*found, numbers[i]);
  }
  if (fd >= 0)
    close (fd);
  if (*found > 0)
    return check_numbers (numbers, *found, shown, error);

  g_set_error (error,
               RUHU_ERROR,
               RUHU_ERROR_NOT_FOUND,
               "there is nothing to check: ruhu-sync disktest --write comes first, and the power is"
               " pulled while it runs");
  return FALSE;
}

static void
stop_cb (int number)
{
  stopped = 1;
}

static int
complain (const char *why)
{
  fprintf (stderr, "ruhu-sync: %s\n", why);
  return RUHU_SYNC_EXIT_REFUSED;
}

static int
measure (const char *folder)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *why = NULL;
  RuhuDiskTimes times;

  if (!ruhu_disktest_measure (folder, &times, &error))
    return complain (error->message);

  printf ("%u syncs: half of them within %.3f ms, the longest took %.3f ms\n",
          times.syncs,
          times.median / 1e6,
          times.longest / 1e6);
  why = ruhu_disktest_judge (folder, &times);
  if (why != NULL)
    return complain (why);

  printf ("Nothing says that this disk lies. To be sure, run ruhu-sync disktest --write, pull the\n"
          "power while it counts, and run ruhu-sync disktest --check afterwards.\n");
  return RUHU_SYNC_EXIT_DONE;
}

static void
show (guint64 number)
{
  static gint64 last;
  gint64 now = get_now ();

  if (now - last < G_GINT64_CONSTANT (200000000))
    return;
  last = now;
  printf ("\r%" G_GUINT64_FORMAT " ", number);
  fflush (stdout);
}

static int
write_on (const char *folder)
{
  g_autoptr (GError) error = NULL;

  printf (
    "Each number is a record that the disk says it has. Pull the power now, without switching\n"
    "off; note the last number you saw, if you can. Ctrl+C stops.\n");
  if (!ruhu_disktest_write (folder, 0, show, &stopped, &error))
    return complain (error->message);

  remove_file (folder);
  return complain ("stopped while the power was on: nothing was learnt");
}

static int
check_it (const char *folder, guint64 shown)
{
  g_autoptr (GError) error = NULL;
  guint64 found;

  if (!ruhu_disktest_check (folder, shown, &found, &error))
    return complain (error->message);

  remove_file (folder);
  printf ("%" G_GUINT64_FORMAT " records, and every one that the disk said it had is there.\n",
          found);
  if (shown == 0)
    printf (
      "(With --last N, the last number that was seen, it is known that none is missing at the "
      "end.)\n");
  return RUHU_SYNC_EXIT_DONE;
}

/*
 * ruhu_disktest_run:
 * @folder: on the disk that is tested: the profile
 * @shown: what --last says; 0 for nothing
 *
 * `ruhu-sync disktest`. Ctrl+C ends it, and leaves nothing behind.
 *
 * Returns: the exit code
 */
int
ruhu_disktest_run (const char *folder, gboolean write, gboolean check, gint64 shown)
{
  struct sigaction action = { .sa_handler = stop_cb };

  if (sodium_init () < 0)
    return complain ("libsodium does not start");
  stopped = 0;
  sigaction (SIGINT, &action, NULL);
  sigaction (SIGTERM, &action, NULL);
  if (check)
    return check_it (folder, MAX (shown, 0));
  return write ? write_on (folder) : measure (folder);
}
