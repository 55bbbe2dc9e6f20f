/* ruhu-hq-web-open.c: GET /api/open, POST /api/open: what waits for somebody's word
 *
 * The values that two wrote differently, and the lines that are held. Whoever chooses or releases
 * does it under their own name, in a line of HQ's log.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-audit-table.h"
#include "ruhu-hq-conflict-table.h"
#include "ruhu-hq-duplicate.h"
#include "ruhu-hq-handlers-private.h"
#include "ruhu-hq-ingest.h"
#include "ruhu-hq-quarantine-table.h"
#include "ruhu-hq-release.h"
#include "ruhu-hq-web-person.h"
#include "ruhu-hq-web.h"

#include "base/ruhu-error.h"
#include "base/ruhu-id.h"
#include "cases/ruhu-conflict.h"
#include "ruhu-wire-json.h"

/* A conflict as the tablet's card has it; NULL for those that are settled elsewhere. */
static RuhuConflict *
make_card (RuhuHqConflict *row)
{
  g_autoptr (RuhuObject) object = ruhu_object_new (row->uuid, RUHU_OBJECT_CONFLICT, row->division);

  g_free (object->body);
  object->body = g_strdup (row->body);
  return ruhu_conflict_new (object);
}

static JsonArray *
describe_values (RuhuConflict *card)
{
  JsonArray *values = json_array_new ();
  guint i;

  for (i = 0; i < ruhu_conflict_get_n_values (card); i++) {
    const RuhuConflictValue *value = ruhu_conflict_get_value (card, i);
    JsonObject *object = json_object_new ();

    json_object_set_string_member (object, "field", value->field);
    json_object_set_string_member (object, "text", value->text);
    json_object_set_string_member (object, "by", value->user != NULL ? value->user : "");
    ruhu_hq_web_set_time (object, "at", value->at);
    json_array_add_object_element (values, object);
  }
  return values;
}

static JsonObject *
describe_conflict (RuhuHqRequest *request,
                   RuhuHqVisitor *visitor,
                   RuhuHqConflict *row,
                   RuhuConflict *card)
{
  g_autoptr (JsonObject) person =
    ruhu_hq_web_load_person (request, visitor, row->town, row->object);
  JsonObject *object = json_object_new ();
  JsonObject *place = json_object_new ();

  json_object_set_string_member (object, "id", row->uuid);
  json_object_set_string_member (object, "path", row->path);
  json_object_set_boolean_member (object, "deleted", ruhu_conflict_is_delete (card));
  json_object_set_object_member (object,
                                 "person",
                                 ruhu_hq_web_describe_person (row->object, person));
  json_object_set_string_member (place, "division", row->division);
  ruhu_hq_web_name_division (request->dir, place, row->division);
  json_object_set_object_member (object, "place", place);
  json_object_set_array_member (object, "values", describe_values (card));
  return object;
}

/* Who is in the register twice, and where the others are. */
static JsonObject *
describe_double (RuhuHqRequest *request, RuhuHqVisitor *visitor, RuhuHqConflict *row)
{
  g_autoptr (JsonObject) person =
    ruhu_hq_web_load_person (request, visitor, row->town, row->object);
  g_autoptr (JsonObject) body = ruhu_json_parse (row->body, -1, NULL);
  JsonArray *heads = ruhu_json_get_array (body, "heads");
  JsonArray *places = json_array_new ();
  JsonObject *object = json_object_new ();
  guint i;

  for (i = 0; heads != NULL && i < json_array_get_length (heads); i++) {
    JsonObject *head = json_array_get_object_element (heads, i);
    JsonObject *place = json_object_new ();

    ruhu_hq_web_name_division (request->dir, place, ruhu_json_get_string (head, "div"));
    json_array_add_object_element (places, place);
  }
  json_object_set_object_member (object,
                                 "person",
                                 ruhu_hq_web_describe_person (row->object, person));
  json_object_set_array_member (object, "places", places);
  return object;
}

static JsonArray *
describe_held (GPtrArray *held)
{
  JsonArray *rows = json_array_new ();
  guint i;

  for (i = 0; i < held->len; i++) {
    RuhuHqHeld *one = g_ptr_array_index (held, i);
    g_autofree char *name = g_strdup_printf ("%s.%" G_GINT64_FORMAT, one->dev, one->dseq);
    JsonObject *row = json_object_new ();

    json_object_set_string_member (row, "line", name);
    json_object_set_string_member (row, "code", one->code);
    json_object_set_string_member (row, "path", one->path != NULL ? one->path : "");
    json_object_set_string_member (row, "message", one->message != NULL ? one->message : "");
    ruhu_hq_web_set_time (row, "at", one->at);
    json_array_add_object_element (rows, row);
  }
  return rows;
}

/* Who answers for what HQ says itself. */
static gboolean
may_release (RuhuHqVisitor *visitor)
{
  return g_str_equal (visitor->user->role, "county") || g_str_equal (visitor->user->role, "city");
}

/** ruhu_hq_web_open_get: what is open in the visitor's area; looking at it is noted */
void
ruhu_hq_web_open_get (RuhuHqRequest *request)
{
  RuhuHqStore *store = ruhu_hq_dir_get_store (request->dir);
  g_auto (RuhuHqVisitor) visitor = { 0 };
  g_autoptr (GPtrArray) conflicts = NULL;
  g_autoptr (GPtrArray) held = NULL;
  g_autoptr (JsonObject) answer = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *noted = NULL;
  const char *division;
  JsonArray *rows, *doubles;
  guint i;

  if (!ruhu_hq_web_admit (request, &visitor, RUHU_HQ_RIGHT_RESPONSES))
    return;
  division = ruhu_hq_web_get_division (request, &visitor);
  if (division == NULL)
    return;

  conflicts = ruhu_hq_conflict_list_open (store, division, &error);
  held = conflicts != NULL ? ruhu_hq_quarantine_list (store, division, NULL, &error) : NULL;
  if (held == NULL) {
    ruhu_hq_web_fail (request, error);
    return;
  }

  noted = g_strdup_printf ("%u values", conflicts->len);
  if (conflicts->len > 0 &&
      !ruhu_hq_web_note (request, visitor.town, visitor.user->name, "open-conflicts", noted))
    return;

  answer = ruhu_hq_web_begin_answer (request, division);
  rows = json_array_new ();
  doubles = json_array_new ();
  for (i = 0; i < conflicts->len; i++) {
    RuhuHqConflict *row = g_ptr_array_index (conflicts, i);
    g_autoptr (RuhuConflict) card = make_card (row);

    if (card != NULL)
      json_array_add_object_element (rows, describe_conflict (request, &visitor, row, card));
    else if (g_str_equal (row->path, RUHU_HQ_DUPLICATE_PATH))
      json_array_add_object_element (doubles, describe_double (request, &visitor, row));
  }
  json_object_set_array_member (answer, "conflicts", rows);
  json_object_set_array_member (answer, "doubles", doubles);
  json_object_set_array_member (answer, "held", describe_held (held));
  json_object_set_boolean_member (answer, "may_release", may_release (&visitor));
  ruhu_hq_request_answer (request, SOUP_STATUS_OK, answer);
}

static RuhuHqConflict *
find_conflict (GPtrArray *conflicts, const char *id)
{
  guint i;

  for (i = 0; i < conflicts->len; i++) {
    RuhuHqConflict *row = g_ptr_array_index (conflicts, i);

    if (g_str_equal (row->uuid, id))
      return row;
  }
  return NULL;
}

static gboolean
write_choice (RuhuHqRequest *request,
              RuhuHqVisitor *visitor,
              RuhuHqConflict *row,
              RuhuConflict *card,
              guint value,
              GError **error)
{
  g_autoptr (GPtrArray) towns = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *members = ruhu_conflict_choose (card, value);
  g_autoptr (JsonObject) content = ruhu_json_parse (members, -1, NULL);
  g_autoptr (RuhuHqIngest) ingest = NULL;

  json_object_set_string_member (content, "id", row->object);
  json_object_set_string_member (content,
                                 "k",
                                 ruhu_object_kind_to_string (ruhu_conflict_get_kind (card)));
  json_object_set_string_member (content, "div", row->division);
  json_object_set_string_member (content, "u", visitor->user->name);
  g_ptr_array_add (towns, g_strdup (row->town));
  ingest = ruhu_hq_ingest_begin (request->dir, towns, error);
  return ingest != NULL && ruhu_hq_ingest_say (ingest, content, error) &&
         ruhu_hq_audit_append (request->dir,
                               row->town,
                               visitor->user->name,
                               "choose",
                               row->uuid,
                               error) &&
         ruhu_hq_ingest_commit (ingest, error);
}

/* The conflict may have been settled meanwhile, or have other values than were looked at. */
static gboolean
choose (RuhuHqRequest *request, RuhuHqVisitor *visitor, JsonObject *asked, GError **error)
{
  g_autoptr (GPtrArray) conflicts =
    ruhu_hq_conflict_list_open (ruhu_hq_dir_get_store (request->dir), visitor->user->scope, error);
  const char *text = ruhu_json_get_string (asked, "text");
  RuhuHqConflict *row;
  g_autoptr (RuhuConflict) card = NULL;
  guint64 value;

  if (conflicts == NULL)
    return FALSE;

  row = find_conflict (conflicts, ruhu_json_get_string (asked, "conflict"));
  card = row != NULL ? make_card (row) : NULL;
  if (card == NULL || !ruhu_wire_json_get_uint (asked, "value", &value) ||
      value >= ruhu_conflict_get_n_values (card) ||
      g_strcmp0 (text, ruhu_conflict_get_value (card, value)->text) != 0) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_NOT_FOUND, "there is no such value any more");
    return FALSE;
  }
  return write_choice (request, visitor, row, card, value, error);
}

static gboolean
release (RuhuHqRequest *request, RuhuHqVisitor *visitor, const char *line, GError **error)
{
  g_autoptr (GPtrArray) held = ruhu_hq_quarantine_list (ruhu_hq_dir_get_store (request->dir),
                                                        visitor->user->scope,
                                                        NULL,
                                                        error);
  guint i;

  for (i = 0; held != NULL && i < held->len; i++) {
    RuhuHqHeld *one = g_ptr_array_index (held, i);
    g_autofree char *name = g_strdup_printf ("%s.%" G_GINT64_FORMAT, one->dev, one->dseq);

    if (g_str_equal (name, line))
      return ruhu_hq_release (request->dir, visitor->user->name, one->dev, one->dseq, error);
  }
  if (held != NULL)
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_NOT_FOUND, "no such line is held");
  return FALSE;
}

/** ruhu_hq_web_open_settle: `{conflict,value,text}` or `{release}` */
void
ruhu_hq_web_open_settle (RuhuHqRequest *request)
{
  g_auto (RuhuHqVisitor) visitor = { 0 };
  g_autoptr (JsonObject) asked = NULL;
  g_autoptr (JsonObject) answer = json_object_new ();
  g_autoptr (GError) error = NULL;
  const char *line;
  gboolean done;

  if (!ruhu_hq_web_admit (request, &visitor, RUHU_HQ_RIGHT_RESPONSES))
    return;
  asked = ruhu_hq_web_read (request);
  if (asked == NULL)
    return;

  line = ruhu_json_get_string (asked, "release");
  if (line != NULL && !may_release (&visitor)) {
    ruhu_hq_web_refuse (request,
                        SOUP_STATUS_FORBIDDEN,
                        "ROLE",
                        "待处理的内容由县残联放行",
                        "Held lines are the county's to release");
    return;
  }
  if (line == NULL && !ruhu_id_is_valid (ruhu_json_get_string (asked, "conflict")))
    g_set_error (&error, RUHU_ERROR, RUHU_ERROR_INVALID, "neither conflict nor line");
  done = error == NULL && (line != NULL ? release (request, &visitor, line, &error)
                                        : choose (request, &visitor, asked, &error));
  if (done)
    ruhu_hq_request_answer (request, SOUP_STATUS_OK, answer);
  else
    ruhu_hq_web_fail (request, error);
}
