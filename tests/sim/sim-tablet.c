/* sim-tablet.c: one tablet: the programs' store and client, and what is done with them
 *
 * Everything goes through the functions that the app itself calls. Each tablet has a main context
 * of its own, which runs only while the schedule lets that tablet run, and never waits.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sim-tablet-private.h"

#include "sim-disk.h"
#include "sim-fail.h"
#include "sim-glib.h"
#include "sim-soup.h"

#include "base/ruhu-error.h"
#include "responses/ruhu-response-attachments.h"
#include "ruhu-enrol.h"

#define FORM "visit"

/* Nothing waits: what is ready is ready. */
static int
poll_nothing (GPollFD *fds, guint n, int timeout)
{
  guint i;

  for (i = 0; i < n; i++)
    fds[i].revents = 0;
  return 0;
}

void
sim_tablet_init (SimTablet *self, guint process, const char *dir)
{
  self->process = process;
  self->dir = g_strdup (dir);
  self->former = g_ptr_array_new_with_free_func (g_free);
  self->context = g_main_context_new ();
  g_main_context_set_poll_func (self->context, poll_nothing);
}

guint
sim_tablet_enter (SimTablet *self)
{
  g_main_context_push_thread_default (self->context);
  return sim_clock_enter (self->process);
}

void
sim_tablet_leave (SimTablet *self, guint before)
{
  sim_clock_leave (before);
  g_main_context_pop_thread_default (self->context);
}

void
sim_tablet_got (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **where = user_data;

  *where = g_object_ref (result);
}

/* What the tablet's programs have to do now they do, until they wait for HQ. */
void
sim_tablet_go_on (SimTablet *self)
{
  while (g_main_context_iteration (self->context, FALSE))
    continue;
}

GAsyncResult *
sim_tablet_await (SimTablet *self, GAsyncResult **got)
{
  sim_tablet_go_on (self);
  g_assert (*got != NULL); /* it waits for nobody */
  return g_steal_pointer (got);
}

/* Whoever has stopped said nothing, whatever its last function returned. */
SimOutcome
sim_tablet_settle (SimTablet *self, gboolean done, const GError *error)
{
  if (!done || sim_disk_is_stopped (self->process))
    sim_trace ("  said: %s", done ? "done" : error->message);
  if (sim_disk_is_stopped (self->process) && !done)
    return SIM_STOPPED;
  if (!done && !g_error_matches (error, RUHU_ERROR, RUHU_ERROR_REFUSED) &&
      !g_error_matches (error, RUHU_ERROR, RUHU_ERROR_INVALID) &&
      !g_error_matches (error, RUHU_ERROR, RUHU_ERROR_NOT_FOUND) &&
      !g_error_matches (error, RUHU_ERROR, RUHU_ERROR_CONFLICT))
    sim_fail ("tablet %u could not: %s", self->process, error->message);
  return done ? SIM_DONE : SIM_REFUSED;
}

/* The program is started. */
void
sim_tablet_start (SimTablet *self)
{
  guint before = sim_tablet_enter (self);

  g_assert (self->store == NULL);
  sim_disk_start (self->process);
  sim_soup_refuse (self->process, FALSE);
  self->ran = TRUE;
  self->looked_at = FALSE;
  self->store = ruhu_store_new (self->dir);
  ruhu_store_set_kdf_cost (self->store, 1, 8192);
  self->objects = ruhu_object_store_new (self->store);
  self->responses = ruhu_response_store_new (self->store);
  sim_tablet_leave (self, before);
}

/* The program ends without a word: nothing reaches its disk any more. */
void
sim_tablet_kill (SimTablet *self)
{
  guint before;

  if (self->store == NULL)
    return;

  before = sim_tablet_enter (self);
  sim_disk_stop (self->process);
  sim_soup_refuse (self->process, TRUE);
  sim_soup_break (self->process);
  sim_tablet_go_on (self);
  g_clear_object (&self->client);
  g_clear_pointer (&self->client_device, ruhu_device_unref);
  g_assert_finalize_object (g_steal_pointer (&self->responses));
  g_assert_finalize_object (g_steal_pointer (&self->objects));
  g_assert_finalize_object (g_steal_pointer (&self->store));
  g_clear_error (&self->sync_error);
  self->syncing = FALSE;
  sim_tablet_leave (self, before);
}

static void
answer_all (SimTablet *self)
{
  SimRequest *request;

  sim_tablet_go_on (self);
  while ((request = sim_soup_get_request (self->process)) != NULL) {
    g_autoptr (SimReply) reply = sim_soup_serve (request, request->body);

    sim_soup_answer (self->process, reply);
    sim_tablet_go_on (self);
  }
}

/* The first meeting with HQ, on a good network; then there is a store, and it is unlocked. */
SimOutcome
sim_tablet_enrol (SimTablet *self, const char *code)
{
  guint before = sim_tablet_enter (self);
  RuhuDeviceKeys *keys = ruhu_device_keys_new ();
  g_autoptr (RuhuDevice) device = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) enrolled = NULL;
  g_autoptr (GAsyncResult) created = NULL;

  ruhu_enrol_async ("https://localhost:8443", code, keys, NULL, sim_tablet_got, &got);
  answer_all (self);
  enrolled = sim_tablet_await (self, &got);
  device = ruhu_enrol_finish (enrolled, &self->user, &error);
  g_assert_no_error (error);
  self->dev = g_strdup (device->id);
  self->first_dev = g_strdup (device->id);
  self->scope = g_strdup (device->scope);

  ruhu_store_create_async (self->store,
                           device,
                           keys,
                           self->user,
                           SIM_PIN,
                           NULL,
                           sim_tablet_got,
                           &got);
  created = sim_tablet_await (self, &got);
  ruhu_store_create_finish (self->store, created, &error);
  g_assert_no_error (error);
  sim_tablet_leave (self, before);
  return SIM_DONE;
}

/* It is called so from now on, or again. */
void
sim_tablet_be (SimTablet *self, const char *dev)
{
  g_ptr_array_add (self->former, self->dev);
  self->dev = g_strdup (dev);
  self->forked = FALSE;
}

/* Whether @dev is its name, or was. */
gboolean
sim_tablet_was (SimTablet *self, const char *dev)
{
  return g_str_equal (self->dev, dev) ||
         g_ptr_array_find_with_equal_func (self->former, dev, g_str_equal, NULL);
}

/* What stopped while it enrolled anew may be the one or the other. */
static void
note_name (SimTablet *self)
{
  RuhuDevice *device = ruhu_store_get_device (self->store);

  if (device != NULL && !g_str_equal (device->id, self->dev))
    sim_tablet_be (self, device->id);
}

/* It is locked, and goes on as another device; then it is unlocked. On a good network. */
SimOutcome
sim_tablet_reenrol (SimTablet *self, const char *code)
{
  guint before = sim_tablet_enter (self);
  RuhuDeviceKeys *keys = ruhu_device_keys_new ();
  g_autoptr (RuhuDevice) device = NULL;
  g_autofree char *user = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) enrolled = NULL;
  g_autoptr (GAsyncResult) done = NULL;
  gboolean ok;

  ruhu_enrol_async ("https://localhost:8443", code, keys, NULL, sim_tablet_got, &got);
  answer_all (self);
  enrolled = sim_tablet_await (self, &got);
  device = ruhu_enrol_finish (enrolled, &user, &error);
  g_assert_no_error (error);
  ruhu_store_reenrol_async (self->store,
                            device,
                            keys,
                            self->user,
                            SIM_PIN,
                            NULL,
                            sim_tablet_got,
                            &got);
  done = sim_tablet_await (self, &got);
  ok = ruhu_store_reenrol_finish (self->store, done, &error);
  note_name (self);
  sim_tablet_leave (self, before);
  return sim_tablet_settle (self, ok, error);
}

SimOutcome
sim_tablet_unlock (SimTablet *self)
{
  guint before = sim_tablet_enter (self);
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  gboolean done;

  ruhu_store_unlock_async (self->store, self->user, SIM_PIN, NULL, NULL, sim_tablet_got, &got);
  result = sim_tablet_await (self, &got);
  done = ruhu_store_unlock_finish (self->store, result, &error);
  if (done)
    note_name (self);
  sim_tablet_leave (self, before);
  return sim_tablet_settle (self, done, error);
}

SimOutcome
sim_tablet_lock (SimTablet *self)
{
  guint before = sim_tablet_enter (self);
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  gboolean done;

  ruhu_store_lock_async (self->store, NULL, sim_tablet_got, &got);
  result = sim_tablet_await (self, &got);
  done = ruhu_store_lock_finish (self->store, result, &error);
  sim_tablet_leave (self, before);
  return sim_tablet_settle (self, done, error);
}

gboolean
sim_tablet_is_unlocked (SimTablet *self)
{
  return self->store != NULL && ruhu_store_get_state (self->store) == RUHU_STORE_UNLOCKED;
}

/* By HQ's order. */
gboolean
sim_tablet_is_erased (SimTablet *self)
{
  return self->store != NULL && ruhu_store_get_state (self->store) == RUHU_STORE_ERASED;
}

SimOutcome
sim_tablet_create (SimTablet *self,
                   const char *id,
                   const char *version,
                   const char *division,
                   const char *person,
                   const char *replaces)
{
  guint before = sim_tablet_enter (self);
  g_autoptr (RuhuResponse) response = ruhu_response_new_with_id (id, FORM, version, division);
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  gboolean done;

  ruhu_response_set_person_id (response, person);
  ruhu_response_set_replaces (response, replaces);
  ruhu_response_store_create_async (self->responses, response, NULL, sim_tablet_got, &got);
  result = sim_tablet_await (self, &got);
  done = ruhu_response_store_create_finish (self->responses, result, &error);
  sim_tablet_leave (self, before);
  return sim_tablet_settle (self, done, error);
}

SimOutcome
sim_tablet_put (SimTablet *self, const char *id, const char *key, const char *value)
{
  guint before = sim_tablet_enter (self);
  g_autoptr (GHashTable) answers = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  gboolean done;

  g_hash_table_insert (answers, (gpointer) key, (gpointer) value);
  ruhu_response_store_put_async (self->responses, id, answers, NULL, sim_tablet_got, &got);
  result = sim_tablet_await (self, &got);
  done = ruhu_response_store_put_finish (self->responses, result, &error);
  sim_tablet_leave (self, before);
  return sim_tablet_settle (self, done, error);
}

/* @name: (out) (transfer full) (nullable): under which an answer names it */
SimOutcome
sim_tablet_attach (SimTablet *self, const char *id, GBytes *content, char **name)
{
  guint before = sim_tablet_enter (self);
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_response_store_add_attachment_async (self->responses,
                                            id,
                                            content,
                                            "image/jpeg",
                                            NULL,
                                            sim_tablet_got,
                                            &got);
  result = sim_tablet_await (self, &got);
  *name = ruhu_response_store_add_attachment_finish (self->responses, result, &error);
  sim_tablet_leave (self, before);
  return sim_tablet_settle (self, *name != NULL, error);
}

SimOutcome
sim_tablet_finish (SimTablet *self, const char *id, const char *ans)
{
  guint before = sim_tablet_enter (self);
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  gboolean done;

  ruhu_response_store_finish_async (self->responses,
                                    id,
                                    ans,
                                    NULL,
                                    NULL,
                                    NULL,
                                    NULL,
                                    sim_tablet_got,
                                    &got);
  result = sim_tablet_await (self, &got);
  done = ruhu_response_store_finish_finish (self->responses, result, &error);
  sim_tablet_leave (self, before);
  return sim_tablet_settle (self, done, error);
}

SimOutcome
sim_tablet_undo (SimTablet *self, const char *id)
{
  guint before = sim_tablet_enter (self);
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  gboolean done;

  ruhu_response_store_undo_async (self->responses, id, NULL, sim_tablet_got, &got);
  result = sim_tablet_await (self, &got);
  done = ruhu_response_store_undo_finish (self->responses, result, &error);
  sim_tablet_leave (self, before);
  return sim_tablet_settle (self, done, error);
}

/* @all: also what was finished just now */
SimOutcome
sim_tablet_cut (SimTablet *self, gboolean all)
{
  guint before = sim_tablet_enter (self);
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  gboolean done;

  ruhu_response_store_cut_async (self->responses, all, NULL, sim_tablet_got, &got);
  result = sim_tablet_await (self, &got);
  done = ruhu_response_store_cut_finish (self->responses, result, &error);
  sim_tablet_leave (self, before);
  return sim_tablet_settle (self, done, error);
}

SimOutcome
sim_tablet_append (SimTablet *self,
                   const char *kind,
                   const char *id,
                   const char *division,
                   const char *members)
{
  guint before = sim_tablet_enter (self);
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  gboolean done;

  ruhu_outbox_append_async (self->store, kind, id, division, members, NULL, sim_tablet_got, &got);
  result = sim_tablet_await (self, &got);
  done = ruhu_outbox_append_finish (self->store, result, &error);
  sim_tablet_leave (self, before);
  return sim_tablet_settle (self, done, error);
}

/* Time has passed: what waited for it is done. */
void
sim_tablet_wait (SimTablet *self)
{
  guint before = sim_tablet_enter (self);

  sim_glib_fire_timers (self->process);
  sim_tablet_go_on (self);
  sim_tablet_leave (self, before);
}

/* Goes on until it waits for HQ again. */
void
sim_tablet_run (SimTablet *self)
{
  guint before = sim_tablet_enter (self);

  sim_tablet_go_on (self);
  sim_tablet_leave (self, before);
}

/* Returns: (transfer full) (nullable): key → value; %NULL where there is no such draft */
GHashTable *
sim_tablet_load_answers (SimTablet *self, const char *id)
{
  guint before = sim_tablet_enter (self);
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  GHashTable *answers;

  ruhu_response_store_load_answers_async (self->responses, id, NULL, sim_tablet_got, &got);
  result = sim_tablet_await (self, &got);
  answers = ruhu_response_store_load_answers_finish (self->responses, result, NULL);
  sim_tablet_leave (self, before);
  return answers;
}

/* Returns: (transfer full) (nullable): its content, opened again */
GBytes *
sim_tablet_read_photo (SimTablet *self, const char *name)
{
  guint before = sim_tablet_enter (self);
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  GBytes *content;

  ruhu_response_store_read_attachment_async (self->responses, name, NULL, sim_tablet_got, &got);
  result = sim_tablet_await (self, &got);
  content = ruhu_response_store_read_attachment_finish (self->responses, result, NULL);
  sim_tablet_leave (self, before);
  return content;
}

GPtrArray *
sim_tablet_list_responses (SimTablet *self)
{
  guint before = sim_tablet_enter (self);
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  GPtrArray *list;

  ruhu_response_store_list_async (self->responses, NULL, sim_tablet_got, &got);
  result = sim_tablet_await (self, &got);
  list = ruhu_response_store_list_finish (self->responses, result, &error);
  g_assert_no_error (error);
  sim_tablet_leave (self, before);
  return list;
}

GPtrArray *
sim_tablet_load_objects (SimTablet *self, RuhuObjectKind kind)
{
  guint before = sim_tablet_enter (self);
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  GPtrArray *objects;

  ruhu_object_store_load_async (self->objects, kind, NULL, sim_tablet_got, &got);
  result = sim_tablet_await (self, &got);
  objects = ruhu_object_store_load_finish (self->objects, result, &error);
  g_assert_no_error (error);
  sim_tablet_leave (self, before);
  return objects;
}

/* Returns: (transfer full) (element-type RuhuOutboxLine): all that the outbox still has */
GPtrArray *
sim_tablet_read_lines (SimTablet *self)
{
  guint before = sim_tablet_enter (self);
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  GPtrArray *lines;

  ruhu_outbox_read_async (self->store, 1, 1000, G_MAXSIZE, NULL, sim_tablet_got, &got);
  result = sim_tablet_await (self, &got);
  lines = ruhu_outbox_read_finish (self->store, result, &error);
  g_assert_no_error (error);
  sim_tablet_leave (self, before);
  return lines;
}

RuhuOutboxCounts *
sim_tablet_count (SimTablet *self)
{
  guint before = sim_tablet_enter (self);
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  RuhuOutboxCounts *counts;

  ruhu_outbox_count_async (self->store, 0, 0, NULL, sim_tablet_got, &got);
  result = sim_tablet_await (self, &got);
  counts = ruhu_outbox_count_finish (self->store, result, &error);
  g_assert_no_error (error);
  sim_tablet_leave (self, before);
  return counts;
}
