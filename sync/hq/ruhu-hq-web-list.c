/* ruhu-hq-web-list.c: GET /api/responses?division=&night=&state=&after=&limit=
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-form-table.h"
#include "ruhu-hq-handlers-private.h"
#include "ruhu-hq-object-table.h"
#include "ruhu-hq-response-table.h"
#include "ruhu-hq-state.h"
#include "ruhu-hq-web-person.h"
#include "ruhu-hq-web-response.h"
#include "ruhu-hq-web.h"

#include "base/ruhu-json.h"

#define ROWS_USUAL 50
#define ROWS_MOST 200

static const char *
get_parameter (RuhuHqRequest *request, const char *name)
{
  const char *value = request->query != NULL ? g_hash_table_lookup (request->query, name) : NULL;

  return value != NULL && *value != '\0' ? value : NULL;
}

/* From the first ms of the night's day to that of the next. */
static gboolean
read_night (const char *night, RuhuHqFilter *filter)
{
  g_autofree char *text = g_strconcat (night, "T00:00:00", NULL);
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autoptr (GDateTime) from = g_date_time_new_from_iso8601 (text, zone);
  g_autoptr (GDateTime) until = from != NULL ? g_date_time_add_days (from, 1) : NULL;

  if (from == NULL)
    return FALSE;

  filter->from = g_date_time_to_unix (from) * 1000;
  filter->until = g_date_time_to_unix (until) * 1000;
  return TRUE;
}

static gboolean
read_filter (RuhuHqRequest *request, RuhuHqFilter *filter, guint *limit)
{
  const char *night = get_parameter (request, "night");
  const char *state = get_parameter (request, "state");
  const char *rows = get_parameter (request, "limit");
  guint64 number = ROWS_USUAL;

  filter->until = G_MAXINT64;
  filter->state = g_strcmp0 (state, "replaced") == 0 ? RUHU_HQ_REPLACED
                  : state != NULL                    ? ruhu_hq_web_find_state (state)
                                                     : -1;
  if ((night != NULL && !read_night (night, filter)) || (state != NULL && filter->state < 0) ||
      (rows != NULL && !g_ascii_string_to_unsigned (rows, 10, 1, ROWS_MOST, &number, NULL))) {
    ruhu_hq_web_refuse (request,
                        SOUP_STATUS_BAD_REQUEST,
                        "INVALID",
                        "请求有误",
                        "HQ does not understand this request");
    return FALSE;
  }
  *limit = number;
  return TRUE;
}

static JsonObject *
make_row (RuhuHqRequest *request, RuhuHqVisitor *visitor, RuhuHqListed *listed)
{
  RuhuHqStore *store = ruhu_hq_dir_get_store (request->dir);
  g_autoptr (RuhuHqObject) object = ruhu_hq_object_load (store, listed->town, listed->uuid, NULL);
  g_autoptr (JsonObject) body = object != NULL ? ruhu_hq_state_parse (object) : NULL;
  g_autoptr (JsonObject) person =
    ruhu_hq_web_load_person (request, visitor, listed->town, listed->person);
  JsonObject *row = json_object_new ();
  JsonObject *place = json_object_new ();

  json_object_set_string_member (row, "id", listed->uuid);
  ruhu_hq_web_set_time (row, "at", listed->recv);
  json_object_set_string_member (row, "state", ruhu_hq_web_name_state (listed->state));
  if (listed->replaces != NULL)
    json_object_set_string_member (row, "replaces", listed->replaces);
  if (listed->replaced_by != NULL)
    json_object_set_string_member (row, "replaced_by", listed->replaced_by);
  json_object_set_object_member (row,
                                 "person",
                                 ruhu_hq_web_describe_person (listed->person, person));
  json_object_set_string_member (place, "division", listed->division);
  ruhu_hq_web_name_division (request->dir, place, listed->division);
  json_object_set_object_member (row, "place", place);
  json_object_set_object_member (row, "form", ruhu_hq_web_describe_form (request, body));
  if (body != NULL && ruhu_json_get_string (body, "u") != NULL)
    json_object_set_string_member (row, "by", ruhu_json_get_string (body, "u"));
  return row;
}

/** ruhu_hq_web_list_get: newest first; names are masked */
void
ruhu_hq_web_list_get (RuhuHqRequest *request)
{
  RuhuHqStore *store = ruhu_hq_dir_get_store (request->dir);
  g_auto (RuhuHqVisitor) visitor = { 0 };
  RuhuHqFilter filter = { 0 };
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (JsonObject) answer = NULL;
  g_autoptr (GError) error = NULL;
  JsonArray *rows;
  gint64 total;
  guint i, limit;

  if (!ruhu_hq_web_admit (request, &visitor, RUHU_HQ_RIGHT_RESPONSES))
    return;
  filter.division = ruhu_hq_web_get_division (request, &visitor);
  if (filter.division == NULL || !read_filter (request, &filter, &limit))
    return;

  list =
    ruhu_hq_response_list (store, &filter, get_parameter (request, "after"), limit + 1, &error);
  if (list == NULL || !ruhu_hq_response_count (store, &filter, &total, &error)) {
    ruhu_hq_web_fail (request, error);
    return;
  }

  answer = ruhu_hq_web_begin_answer (request, filter.division);
  rows = json_array_new ();
  json_object_set_array_member (answer, "rows", rows);
  json_object_set_int_member (answer, "total", total);
  for (i = 0; i < MIN (list->len, limit); i++)
    json_array_add_object_element (rows, make_row (request, &visitor, g_ptr_array_index (list, i)));
  if (list->len > limit) {
    g_autofree char *next = ruhu_hq_listed_make_key (g_ptr_array_index (list, limit - 1));

    json_object_set_string_member (answer, "next", next);
  }
  ruhu_hq_request_answer (request, SOUP_STATUS_OK, answer);
}
