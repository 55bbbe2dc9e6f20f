/* night-clock.c: loaded before real programs, gives them all another day
 *
 * LD_PRELOAD puts it between a program (GLib, SQLite and GnuTLS included) and the C library: the
 * time of day is the machine's and so many nanoseconds more, which stand in the file RUHU_NIGHT.
 * Whoever started the programs writes them there and so makes it night everywhere at once:
 * tests/e2e/fleet.py. Clocks that only measure how long something takes go on as they are.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <dlfcn.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define SECOND 1000000000LL

static _Atomic int64_t none;
static _Atomic int64_t *later = &none;
static int (*real_clock_gettime) (clockid_t, struct timespec *);

__attribute__ ((constructor)) static void
begin (void)
{
  const char *path = getenv ("RUHU_NIGHT");
  int fd = path != NULL ? open (path, O_RDONLY | O_CLOEXEC) : -1;
  void *map;

  /* POSIX has no other way to make a function of what dlsym() gives. */
  *(void **) &real_clock_gettime = dlsym (RTLD_NEXT, "clock_gettime");
  if (fd < 0)
    return;

  map = mmap (NULL, sizeof *later, PROT_READ, MAP_SHARED, fd, 0);
  close (fd);
  if (map != MAP_FAILED)
    later = map;
}

int
clock_gettime (clockid_t id, struct timespec *at)
{
  int64_t ns;
  int status;

  if (real_clock_gettime == NULL)
    *(void **) &real_clock_gettime = dlsym (RTLD_NEXT, "clock_gettime");
  status = real_clock_gettime (id, at);
  if (status != 0 || (id != CLOCK_REALTIME && id != CLOCK_REALTIME_COARSE))
    return status;

  ns = at->tv_nsec + atomic_load (later) % SECOND;
  at->tv_sec += atomic_load (later) / SECOND + ns / SECOND;
  at->tv_nsec = ns % SECOND;
  return 0;
}

int
gettimeofday (struct timeval *restrict at, void *restrict zone)
{
  struct timespec now;
  int status = clock_gettime (CLOCK_REALTIME, &now);

  at->tv_sec = now.tv_sec;
  at->tv_usec = now.tv_nsec / 1000;
  return status;
}

time_t
time (time_t *at)
{
  struct timespec now;

  clock_gettime (CLOCK_REALTIME, &now);
  if (at != NULL)
    *at = now.tv_sec;
  return now.tv_sec;
}
