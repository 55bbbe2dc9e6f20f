/* test-disktest.c: sync/client/ruhu-disktest.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-disktest-private.h"

#include "base/ruhu-error.h"
#include "ruhu-test.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define RECORD 4096
#define N_SLOTS 4096

typedef struct {
  char *dir;
  int stop;
} Fixture;

static guint64 reported;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->dir = ruhu_test_make_dir ();
  reported = 0;
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  ruhu_test_remove_dir (f->dir);
  g_free (f->dir);
}

static void
note_cb (guint64 number)
{
  reported = number;
}

static void
write_some (Fixture *f, guint64 most)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (ruhu_disktest_write (f->dir, most, note_cb, &f->stop, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (reported, ==, most);
}

/* What a disk that lies, or a cut in the middle of a write, leaves of a record. */
static void
damage (Fixture *f, guint64 number)
{
  g_autofree char *path = g_build_filename (f->dir, "disktest", NULL);
  FILE *file = g_fopen (path, "r+");

  g_assert_nonnull (file);
  g_assert_cmpint (fseek (file, (long) (number * 1237 % N_SLOTS) * RECORD + 700, SEEK_SET), ==, 0);
  g_assert_cmpint (fputc (255, file), ==, 255);
  g_assert_cmpint (fclose (file), ==, 0);
}

static void
assert_lost (Fixture *f, guint64 shown, const char *what)
{
  g_autoptr (GError) error = NULL;
  guint64 found;

  g_assert_false (ruhu_disktest_check (f->dir, shown, &found, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_CORRUPT);
  g_assert_nonnull (strstr (error->message, what));
}

static void
test_all_there (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  guint64 found;

  write_some (f, 50);
  g_assert_true (ruhu_disktest_check (f->dir, 50, &found, &error));
  g_assert_cmpuint (found, ==, 50);
}

/* The oldest records have made room. */
static void
test_more_than_there_is_room_for (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  guint64 found;

  write_some (f, N_SLOTS + 30);
  g_assert_true (ruhu_disktest_check (f->dir, 0, &found, &error));
  g_assert_cmpuint (found, ==, N_SLOTS + 30);

  damage (f, 40);
  assert_lost (f, 0, "record 40 is lost");
}

static void
test_lost_record_is_told (Fixture *f, gconstpointer data)
{
  write_some (f, 50);
  damage (f, 47);
  assert_lost (f, 0, "record 47 is lost");
}

/* It was being written when the power went; unless somebody saw its number. */
static void
test_torn_last_is_no_loss (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  guint64 found;

  write_some (f, 50);
  damage (f, 50);
  g_assert_true (ruhu_disktest_check (f->dir, 49, &found, &error));
  g_assert_cmpuint (found, ==, 49);
  assert_lost (f, 50, "record 50 was shown as safe");
}

static void
test_nothing_written_is_told (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  guint64 found;

  g_assert_false (ruhu_disktest_check (f->dir, 0, &found, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_NOT_FOUND);
}

static void
test_stopped_writes_no_more (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  f->stop = 1;
  g_assert_true (ruhu_disktest_write (f->dir, 0, note_cb, &f->stop, &error));
  g_assert_cmpuint (reported, ==, 0);
}

static void
test_too_fast_is_told (Fixture *f, gconstpointer data)
{
  const RuhuDiskTimes honest = { 200, 90000, 1000000 };
  const RuhuDiskTimes lying = { 200, 3000, 1000000 };
  g_autofree char *why = ruhu_disktest_judge ("/", &lying);

  g_assert_nonnull (strstr (why, "less than any disk needs"));
  g_assert_null (ruhu_disktest_judge ("/", &honest));
}

static void
test_memory_is_told (Fixture *f, gconstpointer data)
{
  const RuhuDiskTimes honest = { 200, 90000, 1000000 };
  g_autofree char *why = NULL;

  if (g_access ("/dev/shm", R_OK) != 0) {
    g_test_skip ("no folder in memory");
    return;
  }
  why = ruhu_disktest_judge ("/dev/shm", &honest);
  g_assert_nonnull (strstr (why, "in memory"));
}

/* Times syncs on the real disk, and leaves nothing behind. */
static void
test_measure_cleans_up (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->dir, "disktest", NULL);
  g_autoptr (GError) error = NULL;
  RuhuDiskTimes times;

  g_assert_true (ruhu_disktest_measure (f->dir, &times, &error));
  g_assert_cmpint (times.median, >, 0);
  g_assert_cmpint (times.longest, >=, times.median);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

#define ADD(path, func) g_test_add ("/disktest/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  if (g_access ("/dev/shm", W_OK | X_OK) == 0)
    g_setenv ("TMPDIR", "/dev/shm", TRUE); /* thousands of syncs */
  g_test_init (&argc, &argv, NULL);

  ADD ("all-there", test_all_there);
  ADD ("more-than-there-is-room-for", test_more_than_there_is_room_for);
  ADD ("lost-record-is-told", test_lost_record_is_told);
  ADD ("torn-last-is-no-loss", test_torn_last_is_no_loss);
  ADD ("nothing-written-is-told", test_nothing_written_is_told);
  ADD ("stopped-writes-no-more", test_stopped_writes_no_more);
  ADD ("too-fast-is-told", test_too_fast_is_told);
  ADD ("memory-is-told", test_memory_is_told);
  ADD ("measure-cleans-up", test_measure_cleans_up);
  return g_test_run ();
}
