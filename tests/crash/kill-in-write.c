/* kill-in-write.c: loaded before a real program, kills it in the middle of a write
 *
 * As bad-disk.c, for programs that know nothing of it: LD_PRELOAD puts it between the program (its
 * SQLite and GLib included) and the C library. A *write* begins with the first call that writes
 * into a file under RUHU_KILL_UNDER and ends when the file is synced; where it is a new file that
 * then takes its name, the renaming belongs to it. SIGKILL is raised at a chosen call of a chosen
 * write, never at the first and never after the last: so each such kill lies between the first and
 * the last system call of a write by construction. A torn kill does half of the call first.
 *
 * What it is to do stands in a file, RUHU_KILL_CONTROL, that whoever started the program maps as
 * well, and that outlives it: tests/e2e/killer.py. There also stands, at each moment, how many
 * files are in the middle of a write, so that a kill from outside can be told to have hit one.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_FILES 1024

typedef struct {
  _Atomic uint32_t writes_left; /* die in this write from now, counted from 1; 0 for never */
  _Atomic uint32_t op;          /* at this call of it, from 2; at its sync where it has fewer */
  _Atomic uint32_t torn;        /* after half of that call */
  _Atomic uint32_t died_at;     /* the call at which it died; 0 where this did not kill it */
  _Atomic uint32_t unsynced;    /* files in the middle of a write */
  _Atomic uint32_t writes;      /* ended so far */
} Control;

typedef struct {
  dev_t device;
  ino_t inode;
  bool ours;
  uint32_t calls; /* since the last sync */
} File;

static Control nowhere;
static Control *control = &nowhere;
static char under[PATH_MAX];
static size_t under_length;
static File files[MAX_FILES];

static ssize_t (*real_write) (int, const void *, size_t);
static ssize_t (*real_pwrite) (int, const void *, size_t, off_t);
static int (*real_fsync) (int);
static int (*real_fdatasync) (int);
static int (*real_rename) (const char *, const char *);
static int (*real_close) (int);

/* POSIX has no other way to make a function of what dlsym() gives. */
#define FIND(name) (*(void **) &real_##name = dlsym (RTLD_NEXT, #name))

static void
find_functions (void)
{
  if (real_close != NULL)
    return;
  FIND (write);
  FIND (pwrite);
  FIND (fsync);
  FIND (fdatasync);
  FIND (rename);
  FIND (close);
}

__attribute__ ((constructor)) static void
begin (void)
{
  const char *path = getenv ("RUHU_KILL_CONTROL"), *folder = getenv ("RUHU_KILL_UNDER");
  int fd;
  void *map;

  find_functions ();
  if (path == NULL || folder == NULL || realpath (folder, under) == NULL)
    return;
  under_length = strlen (under);
  fd = open (path, O_RDWR | O_CLOEXEC);
  map =
    fd < 0 ? MAP_FAILED : mmap (NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (map == MAP_FAILED)
    abort ();
  real_close (fd);
  control = map;
}

static bool
is_under (const char *path)
{
  return under_length > 0 && strncmp (path, under, under_length) == 0 && path[under_length] == '/';
}

static void
forget (File *file)
{
  if (file->calls > 0)
    control->unsynced--;
  *file = (File){ 0 };
}

/* Returns: what is known of the file behind @fd; NULL where it is none of ours */
static File *
find_file (int fd)
{
  File *file;
  struct stat status;
  char link[40], path[PATH_MAX + 1];
  ssize_t n;

  if (control == &nowhere || fd < 0 || fd >= MAX_FILES || fstat (fd, &status) != 0 ||
      !S_ISREG (status.st_mode))
    return NULL;

  file = &files[fd];
  if (file->device != status.st_dev || file->inode != status.st_ino) {
    forget (file);
    snprintf (link, sizeof link, "/proc/self/fd/%d", fd);
    n = readlink (link, path, sizeof path - 1);
    path[n < 0 ? 0 : n] = '\0';
    *file = (File){ status.st_dev, status.st_ino, is_under (path), 0 };
  }
  return file->ours ? file : NULL;
}

static bool
is_due (uint32_t calls, bool last_chance)
{
  return control->writes_left == 1 && calls > 1 && (calls >= control->op || last_chance);
}

static void
die (uint32_t calls)
{
  control->died_at = calls;
  kill (getpid (), SIGKILL);
  for (;;)
    pause ();
}

/* Returns: whether the process is to die at this call of @file */
static bool
note_write (File *file)
{
  if (file == NULL)
    return false;
  if (file->calls++ == 0)
    control->unsynced++;
  return is_due (file->calls, false);
}

static int
sync_file (int fd, int (*real) (int))
{
  File *file = find_file (fd);
  uint32_t calls = file == NULL ? 0 : file->calls + 1;
  int result;

  if (calls > 1 && is_due (calls, true)) {
    if (control->torn)
      real (fd);
    die (calls);
  }

  result = real (fd);
  if (calls > 1) {
    file->calls = 0;
    control->unsynced--;
    control->writes++;
    if (control->writes_left > 1)
      control->writes_left--;
  }
  return result;
}

ssize_t
write (int fd, const void *data, size_t n)
{
  File *file;

  find_functions ();
  file = find_file (fd);
  if (note_write (file)) {
    if (control->torn)
      real_write (fd, data, n / 2);
    die (file->calls);
  }
  return real_write (fd, data, n);
}

/* By _FILE_OFFSET_BITS the symbol is pwrite64, which is the one that SQLite calls. */
ssize_t
pwrite (int fd, const void *data, size_t n, off_t at)
{
  File *file;

  find_functions ();
  file = find_file (fd);
  if (note_write (file)) {
    if (control->torn)
      real_pwrite (fd, data, n / 2, at);
    die (file->calls);
  }
  return real_pwrite (fd, data, n, at);
}

int
fsync (int fd)
{
  find_functions ();
  return sync_file (fd, real_fsync);
}

int
fdatasync (int fd)
{
  find_functions ();
  return sync_file (fd, real_fdatasync);
}

/* The last call of a write that makes a file. */
int
rename (const char *from, const char *to)
{
  find_functions ();
  if (is_under (to) && is_due (3, true)) {
    if (control->torn)
      real_rename (from, to);
    die (3);
  }
  return real_rename (from, to);
}

int
close (int fd)
{
  find_functions ();
  if (fd >= 0 && fd < MAX_FILES && files[fd].ours)
    forget (&files[fd]);
  return real_close (fd);
}
