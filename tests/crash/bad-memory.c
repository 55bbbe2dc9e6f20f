/* bad-memory.c: SQLite's memory runs out when it is told to
 *
 * Only SQLite's: GLib ends the process where there is no memory, by design, and that is a crash
 * like any other.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "bad-memory.h"

#include <sqlite3.h>

static sqlite3_mem_methods real;
static guint calls_left;
static gboolean stays_out;
static gboolean failed;

static gboolean
is_out (void)
{
  if (calls_left == 0 || --calls_left > 0)
    return FALSE;

  calls_left = stays_out ? 1 : 0;
  failed = TRUE;
  return TRUE;
}

static void *
allocate (int n)
{
  return is_out () ? NULL : real.xMalloc (n);
}

static void *
reallocate (void *old, int n)
{
  return is_out () ? NULL : real.xRealloc (old, n);
}

/* Before SQLite is used. */
void
bad_memory_register (void)
{
  sqlite3_mem_methods methods;

  g_assert_cmpint (sqlite3_config (SQLITE_CONFIG_GETMALLOC, &real), ==, SQLITE_OK);
  methods = real;
  methods.xMalloc = allocate;
  methods.xRealloc = reallocate;
  g_assert_cmpint (sqlite3_config (SQLITE_CONFIG_MALLOC, &methods), ==, SQLITE_OK);
}

/* The request so many from now gets nothing, and where it is @for_good all after it; 0 for none. */
void
bad_memory_fail_call (guint calls, gboolean for_good)
{
  calls_left = calls;
  stays_out = for_good;
  failed = FALSE;
}

/* Returns: whether a request got nothing since bad_memory_fail_call() */
gboolean
bad_memory_has_failed (void)
{
  return failed;
}
