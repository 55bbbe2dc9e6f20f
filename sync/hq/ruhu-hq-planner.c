/* ruhu-hq-planner.c: who is to be visited, and when
 *
 * Everybody with a certificate that is in force has one open task for the next home visit. How
 * often stands in resources/hq/rhythm.csv: the first row whose filled cells a person matches gives
 * the days after the last visit. A cell of a set asks whether the option is among them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-planner.h"

#include "ruhu-hq-csv.h"
#include "ruhu-hq-resources.h"
#include "ruhu-hq-state.h"

#include "base/ruhu-clock.h"
#include "base/ruhu-id.h"
#include "ruhu-merge.h"

#define RHYTHM "/org/ruhu/Ruhu/hq/rhythm.csv"
#define FORM "ruhu_home_visit"
#define REASON RUHU_HQ_PLANNER_REASON
#define DAYS "days"

struct _RuhuHqPlanner {
  RuhuHqCsv *rhythm;
};

/** ruhu_hq_planner_new: Returns: (transfer full) (nullable): a planner with the usual rhythm */
RuhuHqPlanner *
ruhu_hq_planner_new (GError **error)
{
  g_autoptr (RuhuHqPlanner) self = g_new0 (RuhuHqPlanner, 1);
  g_autoptr (GBytes) bytes = NULL;

  bytes = g_resource_lookup_data (ruhu_hq_get_resource (), RHYTHM, 0, error);
  if (bytes != NULL)
    self->rhythm = ruhu_hq_csv_parse (bytes, "rhythm.csv", error);
  return self->rhythm != NULL ? g_steal_pointer (&self) : NULL;
}

void
ruhu_hq_planner_free (RuhuHqPlanner *self)
{
  g_clear_pointer (&self->rhythm, ruhu_hq_csv_free);
  g_free (self);
}

static gboolean
has_value (JsonObject *person, const char *field, const char *value)
{
  g_autofree char *option = g_strdup_printf ("%s:%s", field, value);

  return g_strcmp0 (ruhu_merge_get_text (person, field), value) == 0 ||
         g_strcmp0 (ruhu_merge_get_text (person, option), "1") == 0;
}

static gboolean
matches (RuhuHqPlanner *self, guint row, JsonObject *person)
{
  guint i;

  for (i = 0; i < ruhu_hq_csv_get_n_columns (self->rhythm); i++) {
    const char *column = ruhu_hq_csv_get_column (self->rhythm, i);
    const char *wanted = ruhu_hq_csv_get_cell (self->rhythm, row, i);

    if (*wanted != '\0' && !g_str_equal (column, DAYS) && !has_value (person, column, wanted))
      return FALSE;
  }
  return TRUE;
}

static int
find_days (RuhuHqPlanner *self, JsonObject *person)
{
  guint i;

  for (i = 0; i < ruhu_hq_csv_get_n_rows (self->rhythm); i++) {
    if (matches (self, i, person))
      return atoi (ruhu_hq_csv_get (self->rhythm, i, DAYS));
  }
  return 0;
}

static gboolean
is_in_force (JsonObject *person)
{
  const char *status = ruhu_merge_get_text (person, "cert_status");

  return status != NULL && *status != '\0' && !g_str_equal (status, "cancelled") &&
         !g_str_equal (status, "none") && !ruhu_merge_get_deleted (person);
}

/* Whoever was never visited is due today. */
static char *
find_due (JsonObject *person, int days)
{
  const char *last = ruhu_merge_get_text (person, "last_visit_date");
  g_autofree char *time =
    last != NULL && *last != '\0' ? g_strconcat (last, "T00:00:00Z", NULL) : NULL;
  g_autoptr (GDateTime) visited = time != NULL ? g_date_time_new_from_iso8601 (time, NULL) : NULL;
  g_autoptr (GDateTime) due =
    visited != NULL ? g_date_time_add_days (visited, days) : ruhu_clock_local ();

  return g_date_time_format (due, "%Y-%m-%d");
}

static JsonObject *
make_task (RuhuHqObject *person, const char *due)
{
  JsonObject *set = json_object_new ();

  json_object_set_string_member (set, "person_id", person->uuid);
  json_object_set_string_member (set, "form_id", FORM);
  json_object_set_string_member (set, "reason", REASON);
  json_object_set_string_member (set, "due", due);
  json_object_set_string_member (set, "state", "open");
  json_object_set_string_member (set, "values/visit_type", REASON);
  return set;
}

/**
 * ruhu_hq_planner_plan:
 * @ingest: the transaction to write the task in
 * @made: (out): whether there was a task to make
 *
 * Makes the person's next task, unless one is open.
 */
gboolean
ruhu_hq_planner_plan (RuhuHqPlanner *self,
                      RuhuHqIngest *ingest,
                      RuhuHqObject *person,
                      gboolean *made,
                      GError **error)
{
  g_autoptr (JsonObject) state = ruhu_hq_state_parse (person);
  int days = state != NULL && is_in_force (state) ? find_days (self, state) : 0;
  g_autofree char *due = NULL;
  g_autofree char *id = NULL;
  g_autoptr (JsonObject) set = NULL;
  g_autofree char *open = NULL;

  *made = FALSE;
  if (days <= 0)
    return TRUE;
  if (!ruhu_hq_ingest_find_open_task (ingest, person, FORM, REASON, &open, error))
    return FALSE;
  if (open != NULL)
    return TRUE;

  due = find_due (state, days);
  id = ruhu_id_new_ordered ();
  set = make_task (person, due);
  *made = TRUE;
  return ruhu_hq_ingest_write (ingest, person->division, RUHU_OBJECT_TASK, id, set, NULL, error);
}
