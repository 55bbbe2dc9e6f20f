/* sim-world.c: villages, a township and HQ, as each schedule finds them
 *
 * They are made once for a process, with the programs' own commands: HQ's folder, a form, a
 * register, four workers whose tablets enrol and, three of them, meet HQ once. Each schedule begins
 * with copies of these files.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sim-world.h"

#include "sim-carrier.h"
#include "sim-copy.h"
#include "sim-disk.h"
#include "sim-fail.h"
#include "sim-glib.h"
#include "sim-sodium.h"
#include "sim-soup.h"
#include "sim-template.h"

#include "ruhu-test.h"

#include <glib/gstdio.h>
#include <string.h>

#define REGISTER \
  "person_id,person_name,resident_id,division_code,cert_status,cert_grade,hardship," \
  "last_visit_date\n" \
  "0192f3a0-aa01-7000-8000-000000000001,甲,,990101101201,,,,\n" \
  "0192f3a0-aa01-7000-8000-000000000002,乙,,990101101201,,,,\n" \
  "0192f3a0-aa01-7000-8000-000000000003,丙,,990101101202,,,,\n"

#define FORM(version) \
  "<h:html xmlns=\"http://www.w3.org/2002/xforms\" xmlns:h=\"http://www.w3.org/1999/xhtml\">" \
  "<h:head><h:title>Visit</h:title><model><instance><data id=\"visit\" version=\"" version \
  "\"><a/><b/><c/></data></instance><bind nodeset=\"/data/a\" type=\"string\"/></model></h:head>" \
  "<h:body><input ref=\"/data/a\"><label>A</label></input></h:body></h:html>\n"

const char *const sim_persons[SIM_PERSONS] = {
  "0192f3a0-aa01-7000-8000-000000000001",
  "0192f3a0-aa01-7000-8000-000000000002",
  "0192f3a0-aa01-7000-8000-000000000003",
};

static const char *const scopes[SIM_TABLETS] = {
  SIM_VILLAGE,
  SIM_VILLAGE,
  SIM_OTHER_VILLAGE,
  SIM_TOWN,
};

static char *
write_file (SimWorld *self, const char *name, const char *text)
{
  char *path = g_build_filename (self->dir, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  return path;
}

/* The form's second version lies ready for schedules that publish it. */
static void
fill_hq (SimWorld *self)
{
  g_autofree char *persons = write_file (self, "register.csv", REGISTER);
  g_autofree char *form = write_file (self, "visit-1.xml", FORM ("1"));

  g_free (write_file (self, "visit-2.xml", FORM ("2")));
  g_free (sim_hq_run (&self->hq, "register", "import", persons, NULL));
  g_free (sim_hq_run (&self->hq, "form", "publish", form, NULL));
}

static void
sync_well (SimTablet *tablet)
{
  SimRequest *request;

  sim_tablet_begin_sync (tablet);
  while ((request = sim_soup_get_request (tablet->process)) != NULL) {
    g_autoptr (SimReply) reply = sim_soup_serve (request, request->body);

    sim_soup_answer (tablet->process, reply);
    sim_tablet_run (tablet);
  }
  if (!tablet->synced)
    g_error ("tablet %u does not sync: %s", tablet->process, tablet->sync_error->message);
}

static void
make_tablet (SimWorld *self, guint i)
{
  g_autofree char *name = g_strdup_printf ("tablet-%u", i);
  g_autofree char *dir = g_build_filename (self->dir, name, NULL);
  g_autofree char *worker = g_strdup_printf ("w%u", i);
  const char *role = strlen (scopes[i]) == 12 ? "village" : "township";
  g_autofree char *code = NULL;

  g_free (
    sim_hq_run (&self->hq, "user", "add", worker, "--role", role, "--scope", scopes[i], NULL));
  code = sim_hq_make_code (&self->hq, worker, scopes[i]);
  sim_tablet_init (&self->tablets[i], i, dir);
  sim_tablet_start (&self->tablets[i]);
  sim_tablet_enrol (&self->tablets[i], code);
  if (i != SIM_TABLETS - 1)
    sync_well (&self->tablets[i]);
  if (sim_tablet_lock (&self->tablets[i]) != SIM_DONE)
    g_error ("tablet %u does not lock", i);
  sim_tablet_kill (&self->tablets[i]);
}

static void
load_files (SimWorld *self)
{
  g_autofree char *hq = g_build_filename (self->hq.path, "hq.db", NULL);
  guint i;

  for (i = 0; i < SIM_TABLETS; i++) {
    g_autofree char *store = g_build_filename (self->tablets[i].dir, "store.db", NULL);

    sim_disk_load (store, i);
  }
  sim_disk_load (hq, SIM_HQ);
}

/* As when HQ is stopped in an orderly way: its WAL is in the file. */
static void
stop_hq (SimWorld *self)
{
  g_clear_object (&self->hq.server);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_finalize_object (g_steal_pointer (&self->hq.dir));
}

/* @in_memory: else the files are real, and so are signing, sealing and compression */
SimWorld *
sim_world_new (gboolean in_memory)
{
  SimWorld *self = g_new0 (SimWorld, 1);
  g_autofree char *hq = NULL;
  guint i;

  self->dir = g_strdup ("/dev/shm/ruhu-sim-XXXXXX");
  g_assert_nonnull (g_mkdtemp (self->dir));
  self->in_memory = in_memory;
  sim_glib_set_identity (in_memory);
  sim_sodium_set_identity (in_memory);
  sim_random_begin (1);
  sim_clock_begin ();
  sim_disk_register ();

  hq = g_build_filename (self->dir, "hq", NULL);
  sim_hq_make (&self->hq, hq);
  sim_hq_start (&self->hq);
  fill_hq (self);
  for (i = 0; i < SIM_TABLETS; i++)
    make_tablet (self, i);
  stop_hq (self);
  if (in_memory)
    load_files (self);
  for (i = 0; i < SIM_TABLETS; i++)
    self->folders[i] = sim_folder_keep (self->tablets[i].dir, TRUE); /* it may erase all */
  self->folders[SIM_HQ] = sim_folder_keep (self->hq.path, !in_memory);
  return self;
}

static void
unref_request (gpointer request)
{
  sim_request_unref (request);
}

/* A new schedule begins: nothing runs yet but HQ. */
void
sim_world_begin (SimWorld *self, guint64 seed)
{
  guint i;

  sim_fail_reset ();
  sim_sodium_forget_nonces ();
  for (i = 0; i < SIM_PROCESSES; i++) {
    if (i == SIM_HQ || self->tablets[i].ran)
      sim_folder_put_back (self->folders[i]);
    if (i != SIM_HQ)
      self->tablets[i].ran = FALSE;
  }
  sim_disk_reset ();
  sim_template_begin ();
  sim_clock_begin ();
  sim_random_begin (seed);
  sim_carrier_begin (self);
  self->late = g_ptr_array_new_with_free_func (unref_request);
  self->photos = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (i = 0; i < SIM_TABLETS; i++) {
    sim_model_begin (&self->models[i]);
    sim_tablet_be (&self->tablets[i], self->tablets[i].first_dev);
    g_ptr_array_set_size (self->tablets[i].former, 0);
    self->known_acked[i] = 0;
    self->takes_part[i] = seed % 8 == 0; /* what nobody has touched is looked at now and then */
  }
  sim_hq_start (&self->hq);
}

void
sim_world_end (SimWorld *self)
{
  guint i;

  for (i = 0; i < SIM_TABLETS; i++) {
    sim_tablet_kill (&self->tablets[i]);
    sim_model_end (&self->models[i]);
    self->tablets[i].moved = FALSE;
  }
  sim_hq_kill (&self->hq);
  sim_carrier_end (self);
  sim_copy_clear (self);
  g_clear_pointer (&self->late, g_ptr_array_unref);
  g_clear_pointer (&self->photos, g_hash_table_unref);
  g_clear_pointer (&self->backup, sim_disk_copy_free);
  g_clear_pointer ((SimFolder **) &self->backup_files, sim_folder_free);
  self->pulls = self->restores = 0;
  self->moved = self->revoked = FALSE;
}

void
sim_world_free (SimWorld *self)
{
  guint i;

  for (i = 0; i < SIM_TABLETS; i++) {
    g_free (self->tablets[i].dir);
    g_free (self->tablets[i].user);
    g_free (self->tablets[i].dev);
    g_free (self->tablets[i].first_dev);
    g_ptr_array_unref (self->tablets[i].former);
    g_free (self->tablets[i].scope);
    g_main_context_unref (self->tablets[i].context);
  }
  for (i = 0; i < SIM_PROCESSES; i++)
    sim_folder_free (self->folders[i]);
  ruhu_test_remove_dir (self->dir);
  g_free (self->hq.path);
  g_free (self->dir);
  g_free (self);
}

/* The program runs, and is unlocked; what was left unsure before it stopped is looked at. */
void
sim_world_wake (SimWorld *self, guint tablet)
{
  SimTablet *it = &self->tablets[tablet];

  if (it->store == NULL)
    sim_tablet_start (it);
  if (sim_tablet_is_unlocked (it) || sim_tablet_is_erased (it))
    return;
  if (sim_tablet_unlock (it) != SIM_DONE && self->is_copy[tablet])
    sim_copy_reenrol (self, tablet); /* it knows that it is one */
  if (!sim_tablet_is_unlocked (it))
    sim_fail ("tablet %u does not unlock", tablet);
  else if (!it->looked_at)
    sim_model_compare (&self->models[tablet], it);
  it->looked_at = TRUE;
}

/* After each step: whoever has stopped is dead, and perhaps its power was cut. Returns: whether */
gboolean
sim_world_settle (SimWorld *self, guint tablet, SimRandom *random)
{
  sim_disk_stop_after (tablet, 0);
  if (!sim_disk_is_stopped (tablet) || self->tablets[tablet].store == NULL)
    return FALSE;

  sim_tablet_kill (&self->tablets[tablet]);
  if (self->in_memory && sim_random_below (random, 2) == 0)
    sim_disk_lose_power (tablet, random);
  sim_trace ("  tablet %u stopped", tablet);
  return TRUE;
}

/* The same of HQ, which is started again at once. */
gboolean
sim_world_settle_hq (SimWorld *self, SimRandom *random)
{
  sim_disk_stop_after (SIM_HQ, 0);
  if (!sim_disk_is_stopped (SIM_HQ))
    return FALSE;

  sim_hq_kill (&self->hq);
  if (self->in_memory && sim_random_below (random, 2) == 0)
    sim_disk_lose_power (SIM_HQ, random);
  sim_trace ("  HQ stopped");
  sim_hq_start (&self->hq);
  return TRUE;
}
