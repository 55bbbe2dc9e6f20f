/* ruhu-hq-visit.c: what a response means for the visits to come
 *
 * The task it answers is done, the person was visited on that day, and the next visit is planned.
 * Where nobody was met, the task is not done: it moves to the day that the worker chose. Whether
 * the response counts is decided later; that somebody was there is known now.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-visit.h"

#include "ruhu-hq-home-table.h"
#include "ruhu-hq-planner.h"
#include "ruhu-hq-state.h"

#include "base/ruhu-age.h"
#include "base/ruhu-division.h"
#include "base/ruhu-hlc.h"
#include "base/ruhu-id.h"
#include "ruhu-merge.h"
#include "base/ruhu-json.h"

#define LAST_VISIT "last_visit_date"

/* Whether a line of that division speaks of @object: it lies there, or has left it for elsewhere.
 * What a response names may be anybody's. */
static gboolean
reaches (RuhuHqIngest *ingest,
         const char *division,
         RuhuHqObject *object,
         gboolean *is_its,
         GError **error)
{
  g_autofree char *town = NULL;
  g_autofree char *home = NULL;

  *is_its = ruhu_division_contains (division, object->division);
  if (*is_its)
    return TRUE;
  if (!ruhu_hq_home_find (ruhu_hq_dir_get_store (ruhu_hq_ingest_get_dir (ingest)),
                          object->uuid,
                          division,
                          &town,
                          &home,
                          error))
    return FALSE;

  *is_its = home != NULL;
  return TRUE;
}

/* The task that the response names, or, where it names none, the planned visit with that form. */
static gboolean
find_task (RuhuHqIngest *ingest, RuhuHqObject *person, RuhuLine *line, char **id, GError **error)
{
  JsonObject *change = ruhu_line_get_object (line);
  g_autofree char *named = ruhu_line_find_answer (line, "task_id");

  *id = NULL;
  if (ruhu_id_is_valid (named)) {
    *id = g_steal_pointer (&named);
    return TRUE;
  }
  /* What is corrected has had its visit: the planned one is another. */
  return person == NULL || ruhu_json_get_string (change, "replaces") != NULL ||
         ruhu_hq_ingest_find_open_task (ingest,
                                        person,
                                        ruhu_json_get_string (change, "fm"),
                                        RUHU_HQ_PLANNER_REASON,
                                        id,
                                        error);
}

/* Only what @response may speak of: @object is %NULL where there is none, or none of that kind. */
static gboolean
load (RuhuHqIngest *ingest,
      RuhuHqObject *response,
      RuhuObjectKind kind,
      const char *id,
      RuhuHqObject **object,
      GError **error)
{
  GError *failed = NULL;
  gboolean is_its = FALSE;

  *object = ruhu_hq_ingest_load (ingest, response->town, id, &failed);
  if (failed != NULL) {
    g_propagate_error (error, failed);
    return FALSE;
  }
  if (*object == NULL)
    return TRUE;
  if (!reaches (ingest, response->division, *object, &is_its, error))
    return FALSE;
  if (!is_its || (*object)->kind != kind)
    g_clear_pointer (object, ruhu_hq_object_free);
  return TRUE;
}

/* Only what is open: @task is %NULL where it is none of HQ's, or done. */
static gboolean
load_open (RuhuHqIngest *ingest,
           RuhuHqObject *response,
           const char *id,
           RuhuHqObject **task,
           GError **error)
{
  if (!load (ingest, response, RUHU_OBJECT_TASK, id, task, error))
    return FALSE;
  if (*task != NULL && (*task)->state != RUHU_HQ_TASK_OPEN)
    g_clear_pointer (task, ruhu_hq_object_free);
  return TRUE;
}

static gboolean
move_task (RuhuHqIngest *ingest,
           RuhuHqObject *response,
           const char *id,
           const char *day,
           GError **error)
{
  g_autoptr (RuhuHqObject) task = NULL;
  g_autoptr (JsonObject) set = NULL;

  if (!load_open (ingest, response, id, &task, error))
    return FALSE;
  if (task == NULL)
    return TRUE;

  set = json_object_new ();
  json_object_set_string_member (set, "due", day);
  json_object_set_null_member (set, "promised"); /* what was promised has passed */
  return ruhu_hq_ingest_write (ingest, task->division, RUHU_OBJECT_TASK, id, set, NULL, error);
}

static gboolean
close_task (RuhuHqIngest *ingest,
            RuhuHqObject *response,
            const char *id,
            gboolean *closed,
            GError **error)
{
  g_autoptr (RuhuHqObject) task = NULL;
  g_autoptr (JsonObject) set = NULL;

  *closed = FALSE;
  if (!load_open (ingest, response, id, &task, error))
    return FALSE;
  if (task == NULL)
    return TRUE;

  set = json_object_new ();
  json_object_set_string_member (set, "state", "done");
  json_object_set_string_member (set, "response_id", response->uuid);
  *closed = TRUE;
  return ruhu_hq_ingest_write (ingest, task->division, RUHU_OBJECT_TASK, id, set, NULL, error);
}

static char *
get_day (RuhuLine *line)
{
  gint64 ms = ruhu_hlc_get_ms (ruhu_line_get_hlc (line));
  g_autoptr (GDateTime) day = g_date_time_new_from_unix_local (ms / 1000);

  return day != NULL ? g_date_time_format (day, "%Y-%m-%d") : NULL;
}

static gboolean
note_day (RuhuHqIngest *ingest, RuhuHqObject *person, const char *day, GError **error)
{
  g_autoptr (JsonObject) state = ruhu_hq_state_parse (person);
  const char *last = state != NULL ? ruhu_merge_get_text (state, LAST_VISIT) : NULL;
  g_autoptr (JsonObject) set = NULL;

  if (g_strcmp0 (last, day) >= 0)
    return TRUE;

  set = json_object_new ();
  json_object_set_string_member (set, LAST_VISIT, day);
  return ruhu_hq_ingest_write (ingest,
                               person->division,
                               RUHU_OBJECT_PERSON,
                               person->uuid,
                               set,
                               NULL,
                               error);
}

static gboolean
plan_next (RuhuHqIngest *ingest, RuhuHqObject *person, GError **error)
{
  g_autoptr (RuhuHqPlanner) planner = ruhu_hq_planner_new (error);
  g_autoptr (RuhuHqObject) visited = NULL;
  gboolean made;

  if (planner == NULL)
    return FALSE;

  visited = ruhu_hq_ingest_load (ingest, person->town, person->uuid, error);
  return visited != NULL && ruhu_hq_planner_plan (planner, ingest, visited, &made, error);
}

/* The day of the next try, where nobody was met; %NULL where the visit was one. */
static const char *
get_next (RuhuLine *line)
{
  const char *next = ruhu_json_get_string (ruhu_line_get_object (line), "next");
  RuhuDate date;

  return next != NULL && ruhu_date_parse (next, &date) && ruhu_date_is_whole (date) ? next : NULL;
}

/**
 * ruhu_hq_visit_note:
 * @response: one that has just come
 * @line: the line it came in
 *
 * In the transaction that takes it in.
 */
gboolean
ruhu_hq_visit_note (RuhuHqIngest *ingest, RuhuHqObject *response, RuhuLine *line, GError **error)
{
  g_autoptr (RuhuHqObject) person = NULL;
  g_autofree char *task = NULL;
  g_autofree char *day = get_day (line);
  gboolean closed = FALSE;

  if ((response->parent != NULL &&
       !load (ingest, response, RUHU_OBJECT_PERSON, response->parent, &person, error)) ||
      !find_task (ingest, person, line, &task, error))
    return FALSE;
  if (get_next (line) != NULL)
    return task == NULL || move_task (ingest, response, task, get_next (line), error);
  if (task != NULL && !close_task (ingest, response, task, &closed, error))
    return FALSE;

  return person == NULL || !closed || day == NULL ||
         (note_day (ingest, person, day, error) && plan_next (ingest, person, error));
}
