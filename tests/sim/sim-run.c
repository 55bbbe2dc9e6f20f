/* sim-run.c: schedules: made from a seed, run, and made smaller
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sim-run.h"

#include "sim-check.h"
#include "sim-fail.h"

#define MIN_STEPS 6
#define MAX_STEPS 34
#define MIN_LONG 200
#define MAX_LONG 500

typedef enum {
  WRITING, /* many write in the register */
  UPSET,
  USUAL,
  VISITS, /* from door to door, for weeks */
} Mood;

/* How often each comes. */
static const struct {
  guint usual, writing, upset, visits;
} shares[SIM_N_STEPS] = {
  [SIM_ANSWER] = { 160, 60, 100, 400 },  [SIM_FINISH] = { 110, 40, 80, 400 },
  [SIM_UNDO] = { 40, 10, 10, 10 },       [SIM_CUT] = { 30, 10, 10, 20 },
  [SIM_LOCK] = { 30, 10, 20, 4 },        [SIM_EDIT] = { 130, 360, 120, 4 },
  [SIM_DECIDE] = { 50, 60, 40, 4 },      [SIM_SYNC] = { 200, 260, 240, 40 },
  [SIM_SYNC_LOCKED] = { 30, 10, 20, 4 }, [SIM_LATE] = { 40, 20, 50, 8 },
  [SIM_TIME] = { 30, 10, 30, 6 },        [SIM_CLOCK] = { 30, 20, 20, 3 },
  [SIM_KILL] = { 20, 10, 10, 3 },        [SIM_KILL_HQ] = { 10, 5, 10, 2 },
  [SIM_WRITE_HQ] = { 20, 60, 30, 2 },    [SIM_PUBLISH] = { 8, 2, 10, 1 },
  [SIM_IDLE] = { 20, 10, 20, 6 },        [SIM_DELETE] = { 10, 40, 10, 0 },
  [SIM_REPEAT] = { 6, 10, 10, 0 },       [SIM_OVERTAKE] = { 8, 5, 40, 2 },
  [SIM_MOVE] = { 8, 2, 50, 0 },          [SIM_BACK_UP] = { 6, 1, 50, 0 },
  [SIM_RESTORE] = { 4, 1, 40, 0 },       [SIM_CARRY] = { 8, 10, 30, 3 },
  [SIM_CARRY_TO_HQ] = { 10, 12, 40, 4 }, [SIM_CARRY_BACK] = { 8, 8, 30, 3 },
  [SIM_COPY] = { 6, 4, 30, 0 },          [SIM_PUT_BACK] = { 6, 4, 30, 0 },
  [SIM_REENROL] = { 4, 4, 20, 0 },       [SIM_ATTACH] = { 40, 4, 40, 4 },
  [SIM_REVOKE] = { 3, 1, 20, 0 },        [SIM_RELEASE] = { 6, 4, 30, 0 },
};

static guint
get_share (guint i, Mood mood)
{
  switch (mood) {
  case WRITING:
    return shares[i].writing;
  case UPSET:
    return shares[i].upset;
  case VISITS:
    return shares[i].visits;
  case USUAL:
  default:
    return shares[i].usual;
  }
}

/* Tablets are set back, or HQ is and moves them, or revokes: each on its own is upheaval enough for
 * one schedule. */
typedef enum {
  SETS_TABLETS_BACK,
  SETS_HQ_BACK,
  REVOKES,
  N_UPHEAVALS,
} Upheaval;

static gboolean with_all;

/** sim_schedule_set_all: whether tablets are set back and revoked, too, in some of the schedules */
void
sim_schedule_set_all (gboolean all)
{
  with_all = all;
}

static gboolean
is_left_out (guint i, Upheaval upheaval)
{
  if (i == SIM_COPY || i == SIM_PUT_BACK)
    return upheaval != SETS_TABLETS_BACK;
  if (i == SIM_MOVE || i == SIM_BACK_UP || i == SIM_RESTORE)
    return upheaval != SETS_HQ_BACK;
  return i == SIM_REVOKE && upheaval != REVOKES;
}

static SimStepKind
pick_kind (SimRandom *random, Mood mood, Upheaval upheaval)
{
  guint parts[SIM_N_STEPS], all = 0, chance, i;

  for (i = 0; i < SIM_N_STEPS; i++) {
    parts[i] = is_left_out (i, upheaval) ? 0 : get_share (i, mood);
    all += parts[i];
  }
  chance = sim_random_below (random, all);
  for (i = 0; chance >= parts[i]; i++)
    chance -= parts[i];
  return i;
}

static SimSchedule *
make_schedule (guint64 seed, SimRandom *random, guint n, guint tablets, guint first, Mood mood)
{
  SimSchedule *self = g_new0 (SimSchedule, 1);
  Upheaval upheaval = with_all ? sim_random_below (random, N_UPHEAVALS) : SETS_HQ_BACK;
  guint i;

  self->seed = seed;
  self->steps = g_array_new (FALSE, FALSE, sizeof (SimStep));
  for (i = 0; i < n; i++) {
    SimStep step = { pick_kind (random, mood, upheaval), 0, 0 };

    step.tablet = (first + sim_random_below (random, tablets)) % SIM_TABLETS;
    step.chance = sim_random_next (random);
    g_array_append_val (self->steps, step);
  }
  return self;
}

/* Returns: (transfer full): the schedule of @seed, always the same */
SimSchedule *
sim_schedule_new (guint64 seed)
{
  SimRandom random = { seed * G_GUINT64_CONSTANT (0x2545f4914f6cdd1d) + 1 };
  guint n = MIN_STEPS + sim_random_below (&random, MAX_STEPS - MIN_STEPS + 1);
  guint tablets = 1 + sim_random_below (&random, SIM_TABLETS);
  guint first = sim_random_below (&random, SIM_TABLETS);
  guint mood = sim_random_below (&random, 4);

  return make_schedule (seed, &random, n, tablets, first, MIN (mood, USUAL));
}

/* Returns: (transfer full): one of many steps, with many responses: the same faults, and each of
 * them after more that has come before */
SimSchedule *
sim_schedule_new_long (guint64 seed)
{
  SimRandom random = { seed * G_GUINT64_CONSTANT (0x2545f4914f6cdd1d) + 2 };
  guint n = MIN_LONG + sim_random_below (&random, MAX_LONG - MIN_LONG + 1);

  return make_schedule (seed, &random, n, SIM_TABLETS, 0, VISITS);
}

void
sim_schedule_free (SimSchedule *self)
{
  g_array_unref (self->steps);
  g_free (self);
}

static char *digest;

/* The heads of HQ's logs name every byte in them. */
static void
take_digest (SimWorld *world)
{
  g_free (digest);
  digest = world->hq.dir == NULL
             ? NULL
             : sim_hq_get_text (&world->hq,
                                "SELECT group_concat (dev || acked || coalesce (head, '') ||"
                                " last_eff) FROM (SELECT * FROM device ORDER BY dev)");
}

/* Returns: (nullable): of all that HQ had at the end of the last run */
const char *
sim_run_get_digest (void)
{
  return digest;
}

/* Returns: (transfer full) (nullable): what went wrong; %NULL where nothing did */
char *
sim_run (SimWorld *world, const SimSchedule *schedule)
{
  char *failure;
  guint i;

  sim_world_begin (world, schedule->seed);
  for (i = 0; i < schedule->steps->len && sim_fail_get () == NULL; i++)
    sim_step_take (world, &g_array_index (schedule->steps, SimStep, i));
  if (sim_fail_get () == NULL)
    sim_check_rest (world);
  take_digest (world);
  failure = g_strdup (sim_fail_get ());
  sim_world_end (world);
  return failure;
}

static GArray *
leave_out (GArray *steps, guint from, guint n)
{
  GArray *left = g_array_copy (steps);

  g_array_remove_range (left, from, MIN (n, left->len - from));
  return left;
}

/* Takes out as many steps as can go while it still fails, in ever smaller pieces. */
void
sim_schedule_shrink (SimWorld *world, SimSchedule *schedule)
{
  guint size = schedule->steps->len / 2, from;

  for (; size > 0; size = size > 1 ? size / 2 : 0) {
    for (from = 0; from < schedule->steps->len;) {
      SimSchedule fewer = { schedule->seed, leave_out (schedule->steps, from, size) };
      g_autofree char *failure = sim_run (world, &fewer);

      if (failure != NULL) {
        g_array_unref (schedule->steps);
        schedule->steps = fewer.steps;
      } else {
        g_array_unref (fewer.steps);
        from += size;
      }
    }
  }
}

/* Returns: (transfer full): a case for test-sim-cases.c */
char *
sim_schedule_print (SimSchedule *schedule, const char *failure)
{
  GString *text = g_string_new (NULL);
  guint i;

  g_string_append_printf (text, "/* %s */\n", failure);
  g_string_append_printf (text,
                          "static const SimStep seed_%" G_GUINT64_FORMAT "[] = {\n",
                          schedule->seed);
  for (i = 0; i < schedule->steps->len; i++) {
    SimStep *step = &g_array_index (schedule->steps, SimStep, i);

    g_string_append_printf (text,
                            "  { SIM_%s, %u, G_GUINT64_CONSTANT (0x%016" G_GINT64_MODIFIER
                            "x) },\n",
                            sim_step_name (step->kind),
                            step->tablet,
                            step->chance);
  }
  g_string_append (text, "};\n");
  return g_string_free (text, FALSE);
}
