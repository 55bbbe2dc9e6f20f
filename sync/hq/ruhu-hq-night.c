/* ruhu-hq-night.c: what the night brought
 *
 * The report of one calendar day in HQ's own time zone: what came in on it, what has become of that
 * since, and what waits. Counts only; every one is made from the log and the state. Of a response
 * and its corrections one counts, the newest, on the day on which it came.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-night.h"

#include "ruhu-hq-division-table.h"

#include "base/ruhu-division.h"
#include "base/ruhu-error.h"

#define DAY (G_GINT64_CONSTANT (24) * 60 * 60 * 1000)
#define SILENT_DAYS 3
#define NIGHTS 30

typedef struct {
  RuhuHqStore *store;
  const char *scope;
  char *scope_end;
  gint64 start;
  gint64 end;
  gint64 now;
  GTree *towns; /* name → JsonObject */
} Night;

/* The members that are counts, in the order in which they are shown. */
static const char *const counts[] = {
  "received", "accepted", "queried",        "duplicates", "quarantined", "media_missing",
  "backlog",  "devices",  "devices_silent", "due",        "visited",     NULL,
};

/* Each gives rows of township and number. ?1 and ?2 are the day's first ms and the next day's, ?3
 * and ?4 the scope as a range, ?5 how a device that is not silent was heard of last. */
static const struct {
  const char *member;
  const char *sql;
} queries[] = {
  { "received",
    "SELECT l.town, count(*) FROM change_log l JOIN object o ON o.town = l.town AND"
    " o.uuid = l.uuid WHERE l.kind = 6 AND l.recv >= ?1 AND l.recv < ?2 AND l.division >= ?3 AND"
    " l.division < ?4 AND ?5 > 0 AND o.replaced_by IS NULL GROUP BY l.town" },
  { "accepted",
    "SELECT l.town, count(*) FROM change_log l JOIN object o ON o.town = l.town AND"
    " o.uuid = l.uuid WHERE l.kind = 6 AND l.recv >= ?1 AND l.recv < ?2 AND l.division >= ?3 AND"
    " l.division < ?4 AND ?5 > 0 AND o.state = 3 AND o.replaced_by IS NULL"
    " GROUP BY l.town" },
  { "queried",
    "SELECT l.town, count(*) FROM change_log l JOIN object o ON o.town = l.town AND"
    " o.uuid = l.uuid WHERE l.kind = 6 AND l.recv >= ?1 AND l.recv < ?2 AND l.division >= ?3 AND"
    " l.division < ?4 AND ?5 > 0 AND o.state = 4 AND o.replaced_by IS NULL"
    " GROUP BY l.town" },
  { "duplicates",
    "SELECT l.town, count(*) FROM change_log l JOIN object o ON o.town = l.town AND"
    " o.uuid = l.uuid WHERE l.kind = 6 AND l.recv >= ?1 AND l.recv < ?2 AND l.division >= ?3 AND"
    " l.division < ?4 AND ?5 > 0 AND o.state = 5 AND o.replaced_by IS NULL"
    " GROUP BY l.town" },
  { "quarantined",
    "SELECT d.town, count(*) FROM quarantine q JOIN device d ON d.dev = q.dev"
    " WHERE q.at >= ?1 AND q.at < ?2 AND q.state = 0 AND d.scope >= ?3 AND d.scope < ?4 AND ?5 > 0"
    " GROUP BY d.town" },
  { "media_missing",
    "SELECT r.town, count(DISTINCT r.dev || '.' || r.dseq) FROM att_ref r JOIN att a ON"
    " a.town = r.town AND a.hash = r.hash WHERE a.state = 0 AND r.division >= ?3 AND"
    " r.division < ?4 AND ?1 < ?2 AND ?5 > 0 GROUP BY r.town" },
  { "backlog",
    "SELECT town, count(*) FROM object WHERE kind = 6 AND state = 0 AND replaced_by IS NULL AND"
    " division >= ?3 AND division < ?4 AND ?1 < ?2 AND ?5 > 0 GROUP BY town" },
  { "devices",
    "SELECT town, count(*) FROM device WHERE ed IS NOT NULL AND state = 0 AND scope >= ?3 AND"
    " scope < ?4 AND ?1 < ?2 AND ?5 > 0 GROUP BY town" },
  { "devices_silent",
    "SELECT town, count(*) FROM device WHERE ed IS NOT NULL AND state = 0 AND scope >= ?3 AND"
    " scope < ?4 AND ?1 < ?2 AND coalesce (seen, 0) < ?5 GROUP BY town" },
  { "due",
    "SELECT town, count(*) FROM object WHERE kind = 4 AND state <> 2 AND due < ?2 AND"
    " division >= ?3 AND division < ?4 AND ?1 < ?2 AND ?5 > 0 GROUP BY town" },
  { "visited",
    "SELECT town, count(*) FROM object WHERE kind = 4 AND state = 1 AND due < ?2 AND"
    " division >= ?3 AND division < ?4 AND ?1 < ?2 AND ?5 > 0 GROUP BY town" },
};

/* The name as it stands in the register's language; a page in another shows it too. */
static void
set_name (Night *night, JsonObject *object, const char *division)
{
  g_autofree char *name = ruhu_hq_division_get_name (night->store, division);
  JsonObject *names = json_object_new ();

  json_object_set_string_member (names, "zh", name);
  json_object_set_string_member (names, "en", name);
  json_object_set_object_member (object, "name", names);
}

static JsonObject *
get_town (Night *night, const char *name)
{
  JsonObject *town = g_tree_lookup (night->towns, name);
  guint i;

  if (town != NULL)
    return town;

  town = json_object_new ();
  json_object_set_string_member (town, "division", name);
  set_name (night, town, name);
  for (i = 0; counts[i] != NULL; i++)
    json_object_set_int_member (town, counts[i], 0);
  g_tree_insert (night->towns, g_strdup (name), town);
  return town;
}

static RuhuHqRows *
query (Night *night, const char *sql, GError **error)
{
  return ruhu_hq_store_query (night->store,
                              error,
                              sql,
                              "iitti",
                              night->start,
                              night->end,
                              night->scope,
                              night->scope_end,
                              MIN (night->now, night->end) - SILENT_DAYS * DAY);
}

static gboolean
finish (GError *failed, GError **error)
{
  if (failed == NULL)
    return TRUE;

  g_propagate_error (error, failed);
  return FALSE;
}

static gboolean
count_towns (Night *night, GError **error)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (queries); i++) {
    g_autoptr (RuhuHqRows) rows = query (night, queries[i].sql, error);
    GError *failed = NULL;

    if (rows == NULL)
      return FALSE;

    while (ruhu_hq_rows_next (rows, &failed))
      json_object_set_int_member (get_town (night, ruhu_hq_rows_get_text (rows, 0)),
                                  queries[i].member,
                                  ruhu_hq_rows_get_int64 (rows, 1));
    if (!finish (failed, error))
      return FALSE;
  }
  return TRUE;
}

static char *
format_time (gint64 ms)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (ms / 1000);

  return g_date_time_format_iso8601 (time);
}

static gboolean
find_contacts (Night *night, GError **error)
{
  g_autoptr (RuhuHqRows) rows = NULL;
  GError *failed = NULL;

  rows = query (night,
                "SELECT town, max(seen) FROM device WHERE ed IS NOT NULL AND state = 0 AND"
                " scope >= ?3 AND scope < ?4 AND ?1 < ?2 AND ?5 > 0 GROUP BY town",
                error);
  if (rows == NULL)
    return FALSE;

  while (ruhu_hq_rows_next (rows, &failed)) {
    g_autofree char *time = format_time (ruhu_hq_rows_get_int64 (rows, 1));

    if (!ruhu_hq_rows_is_null (rows, 1))
      json_object_set_string_member (get_town (night, ruhu_hq_rows_get_text (rows, 0)),
                                     "last_contact",
                                     time);
  }
  return finish (failed, error);
}

/* How long the oldest response of each township waits, in days; and how many wait for long. */
static gboolean
age_backlog (Night *night, JsonObject *totals, GError **error)
{
  g_autoptr (RuhuHqRows) rows = NULL;
  GError *failed = NULL;
  gint64 old = 0;

  rows = query (night,
                "SELECT o.town, (?2 - min(l.recv)) / 86400000,"
                " sum(CASE WHEN ?2 - l.recv > 604800000 THEN 1 ELSE 0 END)"
                " FROM object o JOIN change_log l ON l.town = o.town AND l.uuid = o.uuid"
                " WHERE o.kind = 6 AND o.state = 0 AND o.replaced_by IS NULL AND o.division >= ?3"
                " AND o.division < ?4 AND ?1 < ?2 AND ?5 > 0 GROUP BY o.town",
                error);
  if (rows == NULL)
    return FALSE;

  while (ruhu_hq_rows_next (rows, &failed)) {
    json_object_set_int_member (get_town (night, ruhu_hq_rows_get_text (rows, 0)),
                                "backlog_oldest_days",
                                MAX (ruhu_hq_rows_get_int64 (rows, 1), 0));
    old += ruhu_hq_rows_get_int64 (rows, 2);
  }
  json_object_set_int_member (totals, "backlog_over_7d", old);
  return finish (failed, error);
}

/* When the first and the last line of the day came. */
static gboolean
find_intake (Night *night, JsonObject *report, GError **error)
{
  JsonObject *intake = json_object_new ();
  g_autoptr (RuhuHqRows) rows = NULL;
  GError *failed = NULL;

  json_object_set_object_member (report, "intake", intake);
  rows = query (night,
                "SELECT min(recv), max(recv) FROM change_log WHERE recv >= ?1 AND recv < ?2 AND"
                " kind = 6 AND division >= ?3 AND division < ?4 AND ?5 > 0",
                error);
  if (rows == NULL)
    return FALSE;

  if (ruhu_hq_rows_next (rows, &failed) && !ruhu_hq_rows_is_null (rows, 0)) {
    g_autofree char *first = format_time (ruhu_hq_rows_get_int64 (rows, 0));
    g_autofree char *last = format_time (ruhu_hq_rows_get_int64 (rows, 1));

    json_object_set_string_member (intake, "started", first);
    json_object_set_string_member (intake, "finished", last);
    json_object_set_int_member (
      intake,
      "seconds",
      (ruhu_hq_rows_get_int64 (rows, 1) - ruhu_hq_rows_get_int64 (rows, 0)) / 1000);
  }
  return finish (failed, error);
}

/* The same counts for each of the last thirty days. */
static gboolean
list_nights (Night *night, JsonObject *report, GDateTime *day, GError **error)
{
  JsonArray *nights = json_array_new ();
  int i;

  json_object_set_array_member (report, "nights", nights);
  for (i = NIGHTS - 1; i >= 0; i--) {
    g_autoptr (GDateTime) from = g_date_time_add_days (day, -i);
    g_autoptr (GDateTime) to = g_date_time_add_days (from, 1);
    g_autofree char *name = g_date_time_format (from, "%Y-%m-%d");
    JsonObject *one = json_object_new ();
    guint k;

    json_array_add_object_element (nights, one);
    json_object_set_string_member (one, "night", name);
    for (k = 0; k < 4; k++) {
      Night other = *night;
      g_autoptr (RuhuHqRows) rows = NULL;
      GError *failed = NULL;
      gint64 sum = 0;

      other.start = g_date_time_to_unix (from) * 1000;
      other.end = g_date_time_to_unix (to) * 1000;
      rows = query (&other, queries[k].sql, error);
      if (rows == NULL)
        return FALSE;

      while (ruhu_hq_rows_next (rows, &failed))
        sum += ruhu_hq_rows_get_int64 (rows, 1);
      json_object_set_int_member (one, queries[k].member, sum);
      if (!finish (failed, error))
        return FALSE;
    }
  }
  return TRUE;
}

static gboolean
add_town (gpointer name, gpointer value, gpointer data)
{
  JsonObject *town = value;
  JsonObject *report = data;
  JsonObject *totals = json_object_get_object_member (report, "totals");
  guint i;

  for (i = 0; counts[i] != NULL; i++)
    json_object_set_int_member (totals,
                                counts[i],
                                json_object_get_int_member_with_default (totals, counts[i], 0) +
                                  json_object_get_int_member (town, counts[i]));
  if (json_object_get_int_member (town, "devices") > 0 &&
      json_object_get_int_member (town, "devices") ==
        json_object_get_int_member (town, "devices_silent"))
    json_object_set_int_member (
      totals,
      "townships_silent",
      json_object_get_int_member_with_default (totals, "townships_silent", 0) + 1);
  json_array_add_object_element (json_object_get_array_member (report, "townships"),
                                 json_object_ref (town));
  return FALSE;
}

static int
compare_names (gconstpointer a, gconstpointer b, gpointer data)
{
  return strcmp (a, b);
}

static void
free_town (gpointer town)
{
  json_object_unref (town);
}

static JsonObject *
begin_report (Night *night, const char *day)
{
  JsonObject *report = json_object_new ();
  JsonObject *scope = json_object_new ();
  JsonObject *totals = json_object_new ();
  g_autofree char *as_of = format_time (night->now);
  guint i;

  json_object_set_string_member (scope, "division", night->scope);
  set_name (night, scope, night->scope);
  json_object_set_object_member (report, "scope", scope);
  json_object_set_string_member (report, "night", day);
  json_object_set_string_member (report, "as_of", as_of);
  json_object_set_object_member (report, "totals", totals);
  for (i = 0; counts[i] != NULL; i++)
    json_object_set_int_member (totals, counts[i], 0);
  json_object_set_int_member (totals, "townships_silent", 0);
  json_object_set_array_member (report, "townships", json_array_new ());
  return report;
}

static GDateTime *
parse_day (const char *day, GError **error)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autofree char *time = g_strconcat (day, "T00:00:00", NULL);
  GDateTime *parsed =
    strlen (day) == strlen ("2026-11-21") ? g_date_time_new_from_iso8601 (time, zone) : NULL;

  if (parsed == NULL)
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_INVALID, "a night is a day like 2026-11-21");
  return parsed;
}

/**
 * ruhu_hq_night_make:
 * @scope: a division prefix, "" for all
 * @day: `2026-11-21`
 * @now: ms
 *
 * Returns: (transfer full) (nullable): the report, as `GET /api/night` gives it
 */
JsonObject *
ruhu_hq_night_make (RuhuHqStore *store,
                    const char *scope,
                    const char *day,
                    gint64 now,
                    GError **error)
{
  g_autoptr (GDateTime) from = parse_day (day, error);
  g_autoptr (GDateTime) to = from != NULL ? g_date_time_add_days (from, 1) : NULL;
  g_autofree char *scope_end = ruhu_division_after (scope);
  g_autoptr (GTree) towns = g_tree_new_full (compare_names, NULL, g_free, free_town);
  g_autoptr (JsonObject) report = NULL;
  g_auto (RuhuHqTx) tx = { NULL };
  Night night = { store, scope, scope_end, 0, 0, now, towns };

  if (from == NULL || !ruhu_hq_tx_begin (&tx, store, FALSE, error))
    return NULL;

  night.start = g_date_time_to_unix (from) * 1000;
  night.end = g_date_time_to_unix (to) * 1000;
  report = begin_report (&night, day);
  if (!count_towns (&night, error) || !find_contacts (&night, error) ||
      !age_backlog (&night, json_object_get_object_member (report, "totals"), error) ||
      !find_intake (&night, report, error) || !list_nights (&night, report, from, error))
    return NULL;

  g_tree_foreach (towns, add_town, report);
  return g_steal_pointer (&report);
}

static void
append_row (GString *text, JsonObject *row, const char *name, gboolean csv)
{
  guint i;

  g_string_append_printf (text, csv ? "%s" : "%-12s", name);
  for (i = 0; counts[i] != NULL; i++)
    g_string_append_printf (text,
                            csv ? ",%" G_GINT64_FORMAT : " %14" G_GINT64_FORMAT,
                            json_object_get_int_member (row, counts[i]));
  g_string_append (text, csv ? "\r\n" : "\n");
}

static void
append_rows (GString *text, JsonObject *night, gboolean csv)
{
  JsonArray *towns = json_object_get_array_member (night, "townships");
  guint i;

  g_string_append_printf (text, csv ? "%s" : "%-12s", "division");
  for (i = 0; counts[i] != NULL; i++)
    g_string_append_printf (text, csv ? ",%s" : " %14s", counts[i]);
  g_string_append (text, csv ? "\r\n" : "\n");

  for (i = 0; i < json_array_get_length (towns); i++) {
    JsonObject *town = json_array_get_object_element (towns, i);

    append_row (text, town, json_object_get_string_member (town, "division"), csv);
  }
  append_row (text, json_object_get_object_member (night, "totals"), "total", csv);
}

/** ruhu_hq_night_to_table: Returns: (transfer full): one sentence, then a row for each township */
char *
ruhu_hq_night_to_table (JsonObject *night)
{
  JsonObject *totals = json_object_get_object_member (night, "totals");
  GString *text = g_string_new (NULL);

  g_string_append_printf (text,
                          "%s: %" G_GINT64_FORMAT " received, %" G_GINT64_FORMAT
                          " accepted, %" G_GINT64_FORMAT " queried, %" G_GINT64_FORMAT
                          " quarantined; %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT
                          " tablets silent for %d days\n\n",
                          json_object_get_string_member (night, "night"),
                          json_object_get_int_member (totals, "received"),
                          json_object_get_int_member (totals, "accepted"),
                          json_object_get_int_member (totals, "queried"),
                          json_object_get_int_member (totals, "quarantined"),
                          json_object_get_int_member (totals, "devices_silent"),
                          json_object_get_int_member (totals, "devices"),
                          SILENT_DAYS);
  append_rows (text, night, FALSE);
  return g_string_free (text, FALSE);
}

/** ruhu_hq_night_to_csv: Returns: (transfer full): a row for each township and one for all, RFC
 * 4180 */
char *
ruhu_hq_night_to_csv (JsonObject *night)
{
  GString *text = g_string_new (NULL);

  append_rows (text, night, TRUE);
  return g_string_free (text, FALSE);
}
