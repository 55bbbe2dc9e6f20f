/* ruhu-hq-web-night.c: GET /api/night?night=&division=
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-handlers-private.h"
#include "ruhu-hq-night.h"
#include "ruhu-hq-web.h"

static char *
get_night (RuhuHqRequest *request)
{
  const char *asked = request->query != NULL ? g_hash_table_lookup (request->query, "night") : NULL;
  g_autoptr (GDateTime) now = NULL;

  if (asked != NULL)
    return g_strdup (asked);

  now = g_date_time_new_from_unix_local (request->now / 1000);
  return g_date_time_format (now, "%Y-%m-%d");
}

/** ruhu_hq_web_night_get: the report of a night, with the names of its townships */
void
ruhu_hq_web_night_get (RuhuHqRequest *request)
{
  g_auto (RuhuHqVisitor) visitor = { 0 };
  g_autofree char *night = NULL;
  g_autoptr (JsonObject) report = NULL;
  g_autoptr (GError) error = NULL;
  JsonArray *towns;
  const char *division;
  guint i;

  if (!ruhu_hq_web_admit (request, &visitor, RUHU_HQ_RIGHT_COUNTS))
    return;
  division = ruhu_hq_web_get_division (request, &visitor);
  if (division == NULL)
    return;

  night = get_night (request);
  report = ruhu_hq_night_make (ruhu_hq_dir_get_store (request->dir),
                               division,
                               night,
                               request->now,
                               &error);
  if (report == NULL) {
    ruhu_hq_web_fail (request, error);
    return;
  }

  ruhu_hq_web_name_division (request->dir,
                             json_object_get_object_member (report, "scope"),
                             division);
  towns = json_object_get_array_member (report, "townships");
  for (i = 0; i < json_array_get_length (towns); i++) {
    JsonObject *town = json_array_get_object_element (towns, i);

    ruhu_hq_web_name_division (request->dir,
                               town,
                               json_object_get_string_member (town, "division"));
  }
  ruhu_hq_request_answer (request, SOUP_STATUS_OK, report);
}
