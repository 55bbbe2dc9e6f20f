/* crash-faults.c: full disks, failing disks and no memory, at each call of each thing a world does
 *
 * The n-th call fails, for n = 1, 2, 3 … until the thing is done without that many. Each time there
 * is an error that says what is wrong, or the thing was done all the same; nothing promised is
 * lost, while it runs on and after it was started again; and once the disk is well, or there is
 * memory, the same thing works.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "crash-faults.h"

#include "bad-disk.h"
#include "bad-memory.h"

#include "base/ruhu-error.h"

#include <sqlite3.h>
#include <string.h>

#define ROUNDS_PER_START 25
#define EACH_CALL 60 /* up to here each; then every few, another few for each thing */

typedef struct {
  const char *name;
  int rc; /* of the disk; 0 where it is memory */
  gboolean for_good;
  const char *const *codes; /* what the error may say */
} Fault;

static const World *world;
static gpointer it;

static void
arm (const Fault *fault, guint call)
{
  if (fault->rc == SQLITE_OK)
    bad_memory_fail_call (call, fault->for_good);
  else
    bad_disk_fail_call (call, fault->for_good, fault->rc);
}

static gboolean
has_failed (const Fault *fault)
{
  return fault->rc == SQLITE_OK ? bad_memory_has_failed () : bad_disk_has_failed ();
}

static void
check (const char *when, const Fault *fault, guint act, guint call)
{
  g_autofree char *found = world->find_fault (it);

  if (found != NULL)
    g_error ("%s at call %u of %s, %s: %s", fault->name, call, world->act_names[act], when, found);
}

static void
do_well (const Fault *fault, guint act, guint call)
{
  g_autoptr (GError) error = NULL;

  if (!world->act (it, act, &error))
    g_error ("%s at call %u of %s, and once it was over: %s",
             fault->name,
             call,
             world->act_names[act],
             error->message);
}

static gboolean
is_clear (const Fault *fault, const GError *error)
{
  guint i;

  for (i = 0; fault->codes[i] != NULL; i++) {
    if (strstr (error->message, fault->codes[i]) != NULL)
      return TRUE;
  }
  return FALSE;
}

/* Returns: whether so many calls were made */
static gboolean
fail_at (const Fault *fault, guint act, guint call)
{
  g_autoptr (GError) error = NULL;
  gboolean done, hit;

  world->prepare (it, act);
  arm (fault, call);
  done = world->act (it, act, &error);
  hit = has_failed (fault);
  arm (fault, 0);

  if (!done && !hit)
    g_error ("%s without any fault: %s", world->act_names[act], error->message);
  if (!done && !is_clear (fault, error))
    g_error ("%s at call %u of %s says only: %s",
             fault->name,
             call,
             world->act_names[act],
             error->message);
  if (!hit)
    return FALSE;

  if (call % 2 == 0)
    world->crash (it);
  check ("right after it", fault, act, call);
  world->prepare (it, act);
  do_well (fault, act, call);
  world->crash (it);
  check ("when it was started again", fault, act, call);
  return TRUE;
}

static void
test_each_call (gconstpointer data)
{
  const Fault *fault = data;
  guint act, rounds = 0;

  it = world->make (1);
  for (act = 0; act < world->n_acts; act++) {
    guint call = 1;

    do {
      if (rounds++ % ROUNDS_PER_START == 0)
        world->start_over (it);
      call += call < EACH_CALL / CRASH_SLOWER ? 1 : 7 + act;
    } while (fail_at (fault, act, call - 1));
  }
  world->free (it);
  g_test_message ("%s: %u calls of %u kinds of things", fault->name, rounds, world->n_acts);
}

/* The main function of a program. */
int
crash_fail_often (int argc, char **argv, const World *which)
{
  static const char *const full[] = { "full", "No space left", NULL };
  static const char *const broken[] = { "I/O error", "Input/output error", NULL };
  static const char *const none[] = { "out of memory", NULL };
  static const Fault faults[] = {
    { "a full disk", SQLITE_FULL, TRUE, full },
    { "a disk that is full for a moment", SQLITE_FULL, FALSE, full },
    { "a failing disk", SQLITE_IOERR, TRUE, broken },
    { "a disk that fails for a moment", SQLITE_IOERR, FALSE, broken },
    { "no memory", SQLITE_OK, TRUE, none },
    { "no memory for a moment", SQLITE_OK, FALSE, none },
  };
  guint i;

  world = which;
  bad_memory_register ();
  crash_register ();
  g_test_init (&argc, &argv, NULL);
  for (i = 0; i < G_N_ELEMENTS (faults); i++) {
    g_autofree char *name = g_strdelimit (g_strdup (faults[i].name), " ", '-');
    g_autofree char *path = g_strconcat ("/faults/", name, NULL);

    g_test_add_data_func (path, &faults[i], test_each_call);
  }
  return g_test_run ();
}
