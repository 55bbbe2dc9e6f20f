/* crash-world.c: the ground below a world, and cuts of its power one after another
 *
 * The disk dies at a chosen call, what was not synced is lost at random, the world is opened anew
 * and everything it promised is looked for. Two cases show that this sees what it is there for: a
 * store that does not sync each commit, and a disk that lies about its syncs, must both lose
 * something.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "crash-world.h"

#include "bad-disk.h"
#include "bad-files.h"
#include "seeded.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

#define CUTS_PER_START 25
#define MAX_CALLS 60
#define MUTANT_CUTS 2000

static const World *world;
static int cuts;
static int seed = 1;
static gboolean syncs_less;

int __real_sqlite3_exec (sqlite3 *db,
                         const char *sql,
                         int (*callback) (void *, int, char **, char **),
                         void *data,
                         char **message);
int __wrap_sqlite3_exec (sqlite3 *db,
                         const char *sql,
                         int (*callback) (void *, int, char **, char **),
                         void *data,
                         char **message);

/* The store's settings as somebody in a hurry would have them. */
int
__wrap_sqlite3_exec (sqlite3 *db,
                     const char *sql,
                     int (*callback) (void *, int, char **, char **),
                     void *data,
                     char **message)
{
  int rc = __real_sqlite3_exec (db, sql, callback, data, message);

  if (syncs_less && rc == SQLITE_OK && strstr (sql, "synchronous") != NULL)
    rc = __real_sqlite3_exec (db, "PRAGMA synchronous = NORMAL", NULL, NULL, NULL);
  return rc;
}

static void
tell_nobody (guint op, const char *what)
{
}

/* First of all: puts the bad disk below SQLite, and the files where a sync costs nothing. */
void
crash_register (void)
{
  seeded_register ();
  g_assert_cmpint (sqlite3_config (SQLITE_CONFIG_SINGLETHREAD), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_config (SQLITE_CONFIG_MEMSTATUS, 0), ==, SQLITE_OK);
  if (g_access ("/dev/shm", W_OK | X_OK) == 0)
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
  bad_disk_register (tell_nobody);
  bad_files_register ();
}

/* Returns: (nullable): what was lost at the cut */
static char *
cut_once (gpointer it, GRand *rand, guint *promises)
{
  g_autoptr (GError) error = NULL;

  bad_disk_cut_power (g_rand_int_range (rand, 1, MAX_CALLS), g_rand_int (rand));
  while (!bad_disk_is_dead ()) {
    guint act = world->choose (it);

    g_clear_error (&error);
    if (world->act (it, act, &error))
      (*promises)++;
    else if (!bad_disk_is_dead ())
      return g_strdup_printf ("%s: %s", world->act_names[act], error->message);
  }

  world->crash (it);
  return world->find_fault (it);
}

/* Returns: (nullable): what was lost first; @n is then how many cuts it took */
static char *
cut_often (int *n, guint *promises)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  gpointer it = world->make (g_rand_int (rand));
  char *fault = NULL;
  int i;

  *promises = 0;
  for (i = 0; i < *n && fault == NULL; i++) {
    if (i % CUTS_PER_START == 0)
      world->start_over (it);
    fault = cut_once (it, rand, promises);
  }
  *n = i;
  bad_disk_cut_power (0, 0);
  world->free (it);
  return fault;
}

static void
test_all_is_there (void)
{
  guint promises;
  int n = cuts;
  g_autofree char *fault = cut_often (&n, &promises);

  if (fault != NULL)
    g_test_message ("cut %d from seed %d", n, seed);
  g_assert_cmpstr (fault, ==, NULL);
  g_test_message ("seed %d: %d cuts of the power of a %s; %u things reported, all there",
                  seed,
                  n,
                  world->name,
                  promises);
}

static void
expect_loss (const char *of)
{
  guint promises;
  int n = MUTANT_CUTS;
  g_autofree char *fault = cut_often (&n, &promises);

  g_assert_nonnull (fault);
  g_test_message ("%s: cut %d: %s", of, n, fault);
}

static void
test_normal_loses (void)
{
  syncs_less = TRUE;
  expect_loss ("synchronous=NORMAL");
  syncs_less = FALSE;
}

static void
test_lying_disk_loses (void)
{
  bad_disk_lie (TRUE);
  expect_loss ("a disk that lies");
  bad_disk_lie (FALSE);
}

/*
 * crash_cut_often:
 * @n: how many cuts, where nobody says how many; fewer under a sanitizer
 *
 * The main function of a program that takes --cuts N and --from SEED.
 */
int
crash_cut_often (int argc, char **argv, const World *which, int n)
{
  const GOptionEntry entries[] = {
    { "cuts", 0, 0, G_OPTION_ARG_INT, &cuts, "how often to cut the power", "N" },
    { "from", 0, 0, G_OPTION_ARG_INT, &seed, "where chance begins", "SEED" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  world = which;
  cuts = n / CRASH_SLOWER;
  crash_register ();
  g_test_init (&argc, &argv, NULL);
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error)) {
    g_printerr ("%s\n", error->message);
    return 64;
  }

  g_test_add_func ("/power/all-that-was-reported-is-there", test_all_is_there);
  g_test_add_func ("/power/without-a-sync-per-commit-something-is-lost", test_normal_loses);
  g_test_add_func ("/power/on-a-disk-that-lies-something-is-lost", test_lying_disk_loses);
  return g_test_run ();
}
