/* sim-step.c: one step of a schedule
 *
 * A step that cannot be taken as things stand is not taken: so a schedule stays one when steps are
 * left out of it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sim-step.h"

#include "sim-attach.h"
#include "sim-carrier.h"
#include "sim-check.h"
#include "sim-copy.h"
#include "sim-disk.h"
#include "sim-edit.h"
#include "sim-fail.h"
#include "sim-net.h"
#include "sim-revoke.h"
#include "sim-upheaval.h"

#include "base/ruhu-id.h"

#define MINUTE (60 * G_GINT64_CONSTANT (1000))
#define DAY (24 * 60 * MINUTE)
#define YEAR (365 * DAY)

typedef void (*StepFunc) (SimWorld *world, guint tablet, SimRandom *random);

static const char *const keys[] = { "/a", "/b", "/c" };
static const char *const values[] = { "1", "2", "3" };

static const char *
pick_division (SimWorld *world, guint tablet, SimRandom *random)
{
  const char *scope = ruhu_store_get_device (world->tablets[tablet].store)->scope;

  if (g_str_equal (scope, SIM_VILLAGE))
    return SIM_VILLAGE;
  if (g_str_equal (scope, SIM_OTHER_VILLAGE))
    return SIM_OTHER_VILLAGE;
  return sim_random_below (random, 2) == 0 ? SIM_VILLAGE : SIM_OTHER_VILLAGE;
}

/* Somebody else's response may be corrected, too: what has come back from HQ. */
static char *
pick_replaced (SimWorld *world, guint tablet, const char *division, SimRandom *random)
{
  g_autoptr (GPtrArray) responses =
    sim_tablet_load_objects (&world->tablets[tablet], RUHU_OBJECT_RESPONSE);
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  guint i;

  for (i = 0; i < responses->len; i++) {
    RuhuObject *object = responses->pdata[i];

    if (g_str_equal (object->division, division))
      g_ptr_array_add (ids, object->id);
  }
  g_ptr_array_sort (ids, sim_edit_compare_texts);
  return ids->len > 0 ? g_strdup (ids->pdata[sim_random_below (random, ids->len)]) : NULL;
}

static SimDraft *
begin_draft (SimWorld *world, guint tablet, SimRandom *random)
{
  const char *division = pick_division (world, tablet, random);
  g_autofree char *id = ruhu_id_new ();
  g_autofree char *replaces = NULL;
  const char *version = sim_random_below (random, 10) == 0 ? "2" : "1";
  SimDraft *draft;
  SimOutcome outcome;

  if (sim_random_below (random, 4) == 0)
    replaces = pick_replaced (world, tablet, division, random);
  outcome = sim_tablet_create (&world->tablets[tablet],
                               id,
                               version,
                               division,
                               sim_persons[sim_random_below (random, SIM_PERSONS)],
                               replaces);
  if (outcome == SIM_REFUSED)
    return NULL;

  draft = sim_model_add (&world->models[tablet], id);
  draft->person = sim_persons[0];
  draft->division = division;
  draft->replaces = g_steal_pointer (&replaces);
  draft->maybe = outcome == SIM_STOPPED ? "create" : NULL;
  return outcome == SIM_DONE ? draft : NULL;
}

static void
answer (SimWorld *world, guint tablet, SimRandom *random)
{
  SimDraft *draft =
    sim_random_below (random, 3) == 0
      ? NULL
      : sim_model_pick (&world->models[tablet], SIM_DRAFT_OPEN, sim_random_below (random, 1000));
  const char *key = keys[sim_random_below (random, G_N_ELEMENTS (keys))];
  const char *value = values[sim_random_below (random, G_N_ELEMENTS (values))];

  if (draft == NULL)
    draft = begin_draft (world, tablet, random);
  if (draft == NULL)
    return;

  switch (sim_tablet_put (&world->tablets[tablet], draft->id, key, value)) {
  case SIM_DONE:
    g_hash_table_replace (draft->said, g_strdup (key), g_strdup (value));
    if (sim_random_below (random, 5) == 0)
      sim_attach_add (world, tablet, random);
    break;
  case SIM_STOPPED:
    draft->maybe_key = g_strdup (key);
    draft->maybe_value = g_strdup (value);
    break;
  case SIM_REFUSED:
  default:
    if (!draft->forked)
      sim_fail ("tablet %u takes no answer into a draft", tablet);
  }
}

static void
finish (SimWorld *world, guint tablet, SimRandom *random)
{
  SimDraft *draft =
    sim_model_pick (&world->models[tablet], SIM_DRAFT_OPEN, sim_random_below (random, 1000));
  SimOutcome outcome;

  if (draft == NULL)
    return;

  g_free (draft->ans);
  draft->ans = sim_draft_print (draft);
  outcome = sim_tablet_finish (&world->tablets[tablet], draft->id, draft->ans);
  if (outcome == SIM_DONE)
    draft->state = SIM_DRAFT_FINISHED;
  else if (outcome == SIM_STOPPED)
    draft->maybe = "finish";
  else if (!draft->forked)
    sim_fail ("tablet %u does not finish a draft", tablet);
}

/* Where it is too late the tablet says no. */
static void
undo (SimWorld *world, guint tablet, SimRandom *random)
{
  SimDraft *draft =
    sim_model_pick (&world->models[tablet], SIM_DRAFT_FINISHED, sim_random_below (random, 1000));
  SimOutcome outcome;

  if (draft == NULL)
    return;

  outcome = sim_tablet_undo (&world->tablets[tablet], draft->id);
  if (outcome == SIM_DONE)
    draft->state = SIM_DRAFT_OPEN;
  else if (outcome == SIM_STOPPED)
    draft->maybe = "undo";
  else
    draft->final = TRUE;
}

static void
cut (SimWorld *world, guint tablet, SimRandom *random)
{
  sim_tablet_cut (&world->tablets[tablet], sim_random_below (random, 2) == 0);
}

static void
lock (SimWorld *world, guint tablet, SimRandom *random)
{
  if (world->tablets[tablet].syncing)
    return;
  sim_tablet_lock (&world->tablets[tablet]);
}

static void
begin_and_deliver (SimWorld *world, guint tablet, SimRandom *random)
{
  SimTablet *it = &world->tablets[tablet];
  guint n = 1 + sim_random_below (random, 6);

  if (!it->syncing)
    sim_tablet_begin_sync (it);
  if (sim_world_settle (world, tablet, random))
    return;
  while (n-- > 0 && it->store != NULL && sim_net_deliver (world, tablet, random))
    continue;
  sim_check_tablet (world, tablet);
}

static void
sync_locked (SimWorld *world, guint tablet, SimRandom *random)
{
  SimTablet *it = &world->tablets[tablet];

  if (it->syncing && sim_tablet_is_unlocked (it))
    return;
  if (it->store == NULL)
    sim_tablet_start (it);
  else if (sim_tablet_is_unlocked (it) && sim_tablet_lock (it) != SIM_DONE)
    return;
  begin_and_deliver (world, tablet, random);
}

static void
deliver_late (SimWorld *world, guint tablet, SimRandom *random)
{
  sim_net_deliver_late (world, random);
}

static void
pass_time (SimWorld *world, guint tablet, SimRandom *random)
{
  static const gint64 spans[] = { 1000, MINUTE, 11 * MINUTE, DAY, 50 * DAY };

  sim_clock_advance (spans[sim_random_below (random, G_N_ELEMENTS (spans))]);
}

/* Of the tablet alone: 1970, 2038 and 2106 among them. */
static void
turn_clock (SimWorld *world, guint tablet, SimRandom *random)
{
  static const gint64 skews[] = {
    0,          0,         -MINUTE,    4 * MINUTE, -DAY,      3 * DAY,
    -30 * YEAR, 30 * YEAR, -60 * YEAR, 12 * YEAR,  80 * YEAR,
  };

  sim_clock_set_skew (tablet, skews[sim_random_below (random, G_N_ELEMENTS (skews))]);
}

static void
kill_tablet (SimWorld *world, guint tablet, SimRandom *random)
{
  if (world->tablets[tablet].store == NULL)
    return;
  sim_disk_stop (tablet);
}

static void
kill_hq (SimWorld *world, guint tablet, SimRandom *random)
{
  sim_disk_stop (SIM_HQ);
}

static void
publish (SimWorld *world, guint tablet, SimRandom *random)
{
  g_autofree char *path = g_build_filename (world->dir, "visit-2.xml", NULL);

  g_free (sim_hq_run (&world->hq, "form", "publish", path, NULL));
}

/* Long enough for the store to tidy up, or for what was finished to become final. */
static void
idle (SimWorld *world, guint tablet, SimRandom *random)
{
  sim_clock_advance (sim_random_below (random, 3) > 0 ? 3 * 1000 : 11 * MINUTE);
  if (world->tablets[tablet].store != NULL)
    sim_tablet_wait (&world->tablets[tablet]);
}

static void
reenrol (SimWorld *world, guint tablet, SimRandom *random)
{
  if (sim_copy_must_reenrol (world, tablet) && !world->tablets[tablet].syncing)
    sim_copy_reenrol (world, tablet);
}

static const struct {
  const char *name;
  StepFunc func;
  gboolean unlocked; /* the tablet must be, and is unlocked where it is not */
  gboolean writes;   /* there the tablet may stop */
  gboolean hq;       /* and there HQ may */
} kinds[SIM_N_STEPS] = {
  [SIM_ANSWER] = { "ANSWER", answer, TRUE, TRUE, FALSE },
  [SIM_FINISH] = { "FINISH", finish, TRUE, TRUE, FALSE },
  [SIM_UNDO] = { "UNDO", undo, TRUE, TRUE, FALSE },
  [SIM_CUT] = { "CUT", cut, TRUE, TRUE, FALSE },
  [SIM_LOCK] = { "LOCK", lock, TRUE, TRUE, FALSE },
  [SIM_EDIT] = { "EDIT", sim_edit_register, TRUE, TRUE, FALSE },
  [SIM_DECIDE] = { "DECIDE", sim_edit_decide, TRUE, TRUE, FALSE },
  [SIM_SYNC] = { "SYNC", begin_and_deliver, TRUE, TRUE, FALSE },
  [SIM_SYNC_LOCKED] = { "SYNC_LOCKED", sync_locked, FALSE, TRUE, FALSE },
  [SIM_LATE] = { "LATE", deliver_late, FALSE, FALSE, FALSE },
  [SIM_TIME] = { "TIME", pass_time, FALSE, FALSE, FALSE },
  [SIM_CLOCK] = { "CLOCK", turn_clock, FALSE, FALSE, FALSE },
  [SIM_KILL] = { "KILL", kill_tablet, FALSE, FALSE, FALSE },
  [SIM_KILL_HQ] = { "KILL_HQ", kill_hq, FALSE, FALSE, FALSE },
  [SIM_WRITE_HQ] = { "WRITE_HQ", sim_edit_at_hq, FALSE, FALSE, TRUE },
  [SIM_PUBLISH] = { "PUBLISH", publish, FALSE, FALSE, FALSE },
  [SIM_IDLE] = { "IDLE", idle, FALSE, TRUE, FALSE },
  [SIM_DELETE] = { "DELETE", sim_edit_delete, TRUE, TRUE, FALSE },
  [SIM_REPEAT] = { "REPEAT", sim_edit_repeat, TRUE, TRUE, FALSE },
  [SIM_OVERTAKE] = { "OVERTAKE", sim_upheaval_overtake, TRUE, FALSE, FALSE },
  [SIM_MOVE] = { "MOVE", sim_upheaval_move, FALSE, FALSE, TRUE },
  [SIM_BACK_UP] = { "BACK_UP", sim_upheaval_back_up, FALSE, FALSE, FALSE },
  [SIM_RESTORE] = { "RESTORE", sim_upheaval_restore, FALSE, FALSE, FALSE },
  [SIM_CARRY] = { "CARRY", sim_carrier_take, TRUE, TRUE, FALSE },
  [SIM_CARRY_TO_HQ] = { "CARRY_TO_HQ", sim_carrier_give, FALSE, FALSE, TRUE },
  [SIM_CARRY_BACK] = { "CARRY_BACK", sim_carrier_bring_back, TRUE, TRUE, FALSE },
  [SIM_COPY] = { "COPY", sim_copy_make, FALSE, FALSE, FALSE },
  [SIM_PUT_BACK] = { "PUT_BACK", sim_copy_put_back, FALSE, FALSE, FALSE },
  [SIM_ATTACH] = { "ATTACH", sim_attach_add, TRUE, TRUE, FALSE },
  [SIM_REVOKE] = { "REVOKE", sim_revoke_order, FALSE, FALSE, FALSE },
  [SIM_RELEASE] = { "RELEASE", sim_revoke_release, FALSE, FALSE, TRUE },
  [SIM_REENROL] = { "REENROL", reenrol, TRUE, TRUE, FALSE },
};

const char *
sim_step_name (SimStepKind kind)
{
  return kinds[kind].name;
}

/* One in eight stops somewhere in it. */
static void
arm (guint process, SimRandom *random)
{
  guint calls = 1 + sim_random_below (random, 24);

  if (sim_random_below (random, 8) == 0)
    sim_disk_stop_after (process, calls);
}

void
sim_step_take (SimWorld *world, const SimStep *step)
{
  SimRandom random = { step->chance };
  guint tablet = step->tablet;

  sim_trace ("%s of tablet %u", kinds[step->kind].name, tablet);
  sim_clock_advance (sim_random_below (&random, 3) == 0); /* two may write at the same time */
  sim_random_begin (step->chance ^ 0x5151);
  world->tablets[tablet].ran = TRUE;
  world->takes_part[tablet] |= kinds[step->kind].writes;
  if (kinds[step->kind].unlocked)
    sim_world_wake (world, tablet);
  if (sim_fail_get () != NULL ||
      (kinds[step->kind].unlocked && !sim_tablet_is_unlocked (&world->tablets[tablet])))
    return;

  if (kinds[step->kind].writes)
    arm (tablet, &random);
  if (kinds[step->kind].hq)
    arm (SIM_HQ, &random);
  kinds[step->kind].func (world, tablet, &random);
  sim_world_settle (world, tablet, &random);
  if (sim_world_settle_hq (world, &random))
    sim_check_hq (world);
}
