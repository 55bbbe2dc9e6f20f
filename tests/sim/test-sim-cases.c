/* test-sim-cases.c: schedules that once failed
 *
 * As the simulator printed them. What a chance means may have changed since: then the case tests
 * something else, and its fault has a test of its own elsewhere.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sim-fail.h"
#include "sim-run.h"

/* A tablet whose clock is set back by decades gets through: tests/sync/test-syncer.c. */
static const SimStep clock_set_back[] = {
  { SIM_CLOCK, 0, G_GUINT64_CONSTANT (0xaa7e45b28895867a) },
  { SIM_SYNC, 0, G_GUINT64_CONSTANT (0x80fb7fef35b25ee4) },
  { SIM_CLOCK, 0, G_GUINT64_CONSTANT (0xeb44735d111ae2ed) },
};

/* What is shown after a kill was synced, and stays though the power goes: ruhu_sql_sync_wal(). */
static const SimStep killed_before_sync[] = {
  { SIM_ANSWER, 3, G_GUINT64_CONSTANT (0x397b3eadaae09735) },
  { SIM_ANSWER, 3, G_GUINT64_CONSTANT (0xb1ca9453aa81fdd6) },
};

/* HQ is restored, and the tablet moved, before it hears of either: tests/hq/test-hq-pull.c. */
static const SimStep restored_and_moved[] = {
  { SIM_BACK_UP, 0, G_GUINT64_CONSTANT (0x1ce391c568bc19d3) },
  { SIM_EDIT, 0, G_GUINT64_CONSTANT (0x63e2c29d8d707e4c) },
  { SIM_SYNC, 0, G_GUINT64_CONSTANT (0xf0963dd2455058e7) },
  { SIM_RESTORE, 2, G_GUINT64_CONSTANT (0x0f07aebde48c7cd0) },
  { SIM_MOVE, 0, G_GUINT64_CONSTANT (0x1d01c1ae9593f831) },
};

/* HQ is restored twice, while the tablet begins anew: tests/hq/test-hq-pull.c. */
static const SimStep restored_twice[] = {
  { SIM_BACK_UP, 0, G_GUINT64_CONSTANT (0xa9c4fb6189409fb6) },
  { SIM_RESTORE, 1, G_GUINT64_CONSTANT (0x74a85c0753d34325) },
  { SIM_EDIT, 1, G_GUINT64_CONSTANT (0x1d74ddd2368573f5) },
  { SIM_SYNC, 1, G_GUINT64_CONSTANT (0x156a324ebbd50d14) },
  { SIM_RESTORE, 2, G_GUINT64_CONSTANT (0xe14eb3078e0e3782) },
};

/* HQ is restored, and what it has of ours again comes in a page of what begins anew. */
static const SimStep restored_and_acked[] = {
  { SIM_EDIT, 2, G_GUINT64_CONSTANT (0x6c822586e3c55bf2) },
  { SIM_SYNC, 2, G_GUINT64_CONSTANT (0x855971a8e35a92f0) },
  { SIM_BACK_UP, 2, G_GUINT64_CONSTANT (0xa51ebbc8cdf3bf0c) },
  { SIM_ANSWER, 2, G_GUINT64_CONSTANT (0xa8839a552c3f6ea2) },
  { SIM_FINISH, 2, G_GUINT64_CONSTANT (0x49d1f6517e4b2c9c) },
  { SIM_RESTORE, 2, G_GUINT64_CONSTANT (0xac431b22d5c95c71) },
  { SIM_SYNC, 2, G_GUINT64_CONSTANT (0xc750d25775e95891) },
  { SIM_SYNC, 2, G_GUINT64_CONSTANT (0x552e8703d20d0d7e) },
};

/* A copy under a new name, which HQ forgets when it is restored: what it had confirmed is told
 * again. */
static const SimStep forgotten_after_reenrolling[] = {
  { SIM_BACK_UP, 3, G_GUINT64_CONSTANT (0xb53b6b0730188c73) },
  { SIM_COPY, 3, G_GUINT64_CONSTANT (0x4d9856abf019bef9) },
  { SIM_PUT_BACK, 3, G_GUINT64_CONSTANT (0x846dec89aac4760a) },
  { SIM_SYNC, 3, G_GUINT64_CONSTANT (0xb7cfe1eaef9bb149) },
  { SIM_RESTORE, 3, G_GUINT64_CONSTANT (0xa0d5462308a4065c) },
};

/* HQ is restored, and has more lines than the copy ever cut: that is a fork, and no dead end. */
static const SimStep copy_shorter_than_at_hq[] = {
  { SIM_COPY, 1, G_GUINT64_CONSTANT (0x8d19aa99a7bfa5db) },
  { SIM_ANSWER, 1, G_GUINT64_CONSTANT (0x5c9ef81190e35507) },
  { SIM_BACK_UP, 1, G_GUINT64_CONSTANT (0x3fcefa182f34c921) },
  { SIM_FINISH, 1, G_GUINT64_CONSTANT (0xdd2c05c14e33a565) },
  { SIM_RESTORE, 1, G_GUINT64_CONSTANT (0x7e997a7aebf23849) },
  { SIM_SYNC, 1, G_GUINT64_CONSTANT (0x9ca4de4953d8cdef) },
  { SIM_PUT_BACK, 1, G_GUINT64_CONSTANT (0x3f0a2161d9ddb84c) },
};

/* What a copy sends again is a double, also where its worker may not write there any more. */
static const SimStep copy_moved[] = {
  { SIM_EDIT, 2, G_GUINT64_CONSTANT (0xfc1bcc9e5a6ce82a) },
  { SIM_SYNC, 2, G_GUINT64_CONSTANT (0xa6a3cba782662f1e) },
  { SIM_COPY, 2, G_GUINT64_CONSTANT (0xcebf91c777222d4e) },
  { SIM_MOVE, 2, G_GUINT64_CONSTANT (0x7de9a344a03435e8) },
  { SIM_PUT_BACK, 2, G_GUINT64_CONSTANT (0xc5e586431b172115) },
};

/* A worker goes away and comes back, while a line of the first place is on its way. */
static const SimStep moved_and_back[] = {
  { SIM_MOVE, 1, G_GUINT64_CONSTANT (0x4516de158f6ee96e) },
  { SIM_MOVE, 1, G_GUINT64_CONSTANT (0x74376e726568e3be) },
  { SIM_SYNC, 1, G_GUINT64_CONSTANT (0xe0ec1a54ca6a053d) },
  { SIM_MOVE, 1, G_GUINT64_CONSTANT (0x32e33e18f5f0dbcb) },
  { SIM_ANSWER, 1, G_GUINT64_CONSTANT (0x3ca0623081d82ec5) },
  { SIM_FINISH, 1, G_GUINT64_CONSTANT (0x2b0569a09dc44f5d) },
  { SIM_SYNC, 1, G_GUINT64_CONSTANT (0x4ba8a8ff77c5b80e) },
};

static SimWorld *world;

/* While locked, HQ holds a line and takes the photo in the same millisecond. */
static const SimStep held_and_photo[] = {
  { SIM_EDIT, 2, G_GUINT64_CONSTANT (0xd66e3786a2883ca5) },
  { SIM_ANSWER, 2, G_GUINT64_CONSTANT (0x81069737c1b20b84) },
  { SIM_EDIT, 2, G_GUINT64_CONSTANT (0x79fed40acc28935d) },
  { SIM_FINISH, 2, G_GUINT64_CONSTANT (0x64fcf2de3d73f169) },
  { SIM_SYNC_LOCKED, 2, G_GUINT64_CONSTANT (0xa5e3abbea4b9f8fe) },
};

/* Enrolled anew, set back once more, and not noticed: the line came under the new name. */
static const SimStep old_name_after_new[] = {
  { SIM_SYNC, 3, G_GUINT64_CONSTANT (0xb5803edf8aa6e2d2) },
  { SIM_EDIT, 3, G_GUINT64_CONSTANT (0x6d7dfa07c74d1aa3) },
  { SIM_COPY, 3, G_GUINT64_CONSTANT (0x14522d364efdb9d8) },
  { SIM_PUT_BACK, 3, G_GUINT64_CONSTANT (0xb2f78523e424cb55) },
  { SIM_SYNC, 3, G_GUINT64_CONSTANT (0xca5156af4ea488f7) },
  { SIM_PUT_BACK, 3, G_GUINT64_CONSTANT (0x4fbd41b3db2aad37) },
};

/* It forgot what HQ has of the village it left, and stops before that comes again. */
static const SimStep moved_there_and_back[] = {
  { SIM_ANSWER, 0, G_GUINT64_CONSTANT (0x02bd377985b4f4a6) },
  { SIM_MOVE, 0, G_GUINT64_CONSTANT (0x40409ba370335124) },
  { SIM_FINISH, 0, G_GUINT64_CONSTANT (0x051412fedadfd85d) },
  { SIM_SYNC, 0, G_GUINT64_CONSTANT (0x9daef2a2d019d289) },
  { SIM_MOVE, 0, G_GUINT64_CONSTANT (0x97675202c8d46fd8) },
  { SIM_BACK_UP, 0, G_GUINT64_CONSTANT (0xf506cda8a537fcde) },
  { SIM_SYNC, 0, G_GUINT64_CONSTANT (0x92e78f4d5d72e92f) },
};

typedef struct {
  const char *path;
  const SimStep *steps;
  guint n;
} Case;

#define CASE(name, steps) \
  { \
    "/sim/cases/" name, steps, G_N_ELEMENTS (steps) \
  }

static const Case cases[] = {
  CASE ("clock-set-back-by-decades", clock_set_back),
  CASE ("restored-and-moved-at-once", restored_and_moved),
  CASE ("restored-twice", restored_twice),
  CASE ("restored-and-acked-again", restored_and_acked),
  CASE ("forgotten-after-enrolling-anew", forgotten_after_reenrolling),
  CASE ("copy-shorter-than-at-hq", copy_shorter_than_at_hq),
  CASE ("copy-of-one-that-moved", copy_moved),
  CASE ("moved-and-back", moved_and_back),
  CASE ("killed-before-sync-then-without-power", killed_before_sync),
  CASE ("held-line-and-photo-of-one-moment", held_and_photo),
  CASE ("moved-there-and-back", moved_there_and_back),
  CASE ("old-name-after-the-new-one", old_name_after_new),
};

static void
test_case (gconstpointer data)
{
  const Case *it = data;
  SimSchedule schedule = { 1, g_array_new (FALSE, FALSE, sizeof (SimStep)) };
  g_autofree char *failure = NULL;

  g_array_append_vals (schedule.steps, it->steps, it->n);
  failure = sim_run (world, &schedule);
  g_assert_cmpstr (failure, ==, NULL);
  g_array_unref (schedule.steps);
}

/* The same seed does the same, step by step and to the last byte of HQ's log. */
static void
test_same_seed_same_bytes (void)
{
  g_autofree char *first = NULL, *second = NULL;
  guint64 seed;

  for (seed = 1; seed <= 20; seed++) {
    g_autoptr (SimSchedule) schedule = sim_schedule_new (seed);

    g_clear_pointer (&first, g_free);
    g_clear_pointer (&second, g_free);
    g_free (sim_run (world, schedule));
    first = g_strdup (sim_run_get_digest ());
    g_free (sim_run (world, schedule));
    second = g_strdup (sim_run_get_digest ());
    g_assert_cmpstr (first, ==, second);
  }
}

int
main (int argc, char *argv[])
{
  guint i;
  int status;

  g_test_init (&argc, &argv, NULL);
  sim_fail_take_logs ();
  world = sim_world_new (TRUE);
  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    g_test_add_data_func (cases[i].path, &cases[i], test_case);
  g_test_add_func ("/sim/same-seed-same-bytes", test_same_seed_same_bytes);
  status = g_test_run ();
  sim_world_free (world);
  return status;
}
