/* ruhu-apply.c: a page from HQ into the store
 *
 * Runs on the store thread, in the transaction that moves the cursor. How field writes merge is
 * ruhu-merge.c's to say; here it is only done to rows.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-apply-private.h"

#include "base/ruhu-division.h"
#include "base/ruhu-error.h"
#include "base/ruhu-id.h"
#include "responses/ruhu-response-state.h"
#include "ruhu-decision.h"
#include "ruhu-merge.h"
#include "ruhu-wire-json.h"
#include "ruhu-wire.h"
#include "store/ruhu-outbox.h"

#include <string.h>

/* What the store holds may be nested a little deeper than what a line may be. */
#define MAX_DEPTH (RUHU_WIRE_MAX_DEPTH + 16)

struct _RuhuApply {
  RuhuPullPage *page;
  char *device;
};

/**
 * ruhu_apply_new:
 * @page: (transfer full): what HQ sent
 * @device: our id
 *
 * Returns: (transfer full): data for ruhu_apply_merge()
 */
RuhuApply *
ruhu_apply_new (RuhuPullPage *page, const char *device)
{
  RuhuApply *self = g_new0 (RuhuApply, 1);

  self->page = page;
  self->device = g_strdup (device);
  return self;
}

void
ruhu_apply_free (RuhuApply *self)
{
  ruhu_pull_page_free (self->page);
  g_free (self->device);
  g_free (self);
}

static JsonObject *
parse_body (RuhuObject *object, GError **error)
{
  JsonObject *body =
    ruhu_wire_json_parse_deep (object->body, strlen (object->body), MAX_DEPTH, NULL);

  if (body == NULL)
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_CORRUPT, "an object's body cannot be read");
  return body;
}

/* Days stand in fields as dates; the store sorts by milliseconds. */
static gint64
read_day (const char *day)
{
  g_autofree char *text = day != NULL ? g_strconcat (day, "T00:00:00Z", NULL) : NULL;
  g_autoptr (GDateTime) time = text != NULL ? g_date_time_new_from_iso8601 (text, NULL) : NULL;

  return time != NULL ? g_date_time_to_unix (time) * 1000 : 0;
}

static const char *const parent_fields[] = {
  [RUHU_OBJECT_PERSON] = "household_id",
  [RUHU_OBJECT_NEED] = "person_id",
  [RUHU_OBJECT_TASK] = "person_id",
};

static const char *const task_states[] = { "open", "done", "cancelled" };

static RuhuHlc
get_newest (JsonObject *state)
{
  JsonObject *fields = ruhu_json_get_object (state, "f");
  g_auto (GStrv) names = ruhu_merge_list_fields (state);
  RuhuHlc newest = 0, eff;
  guint i;

  for (i = 0; names[i] != NULL; i++) {
    JsonObject *entry = ruhu_json_get_object (fields, names[i]);

    if (ruhu_hlc_from_string (ruhu_json_get_string (entry, "e"), &eff))
      newest = MAX (newest, eff);
  }

  return newest;
}

/* The clear columns, by which lists are found without unsealing. */
static void
fill_columns (RuhuObject *object, JsonObject *state)
{
  const char *field =
    object->kind < G_N_ELEMENTS (parent_fields) ? parent_fields[object->kind] : NULL;
  const char *parent = field != NULL ? ruhu_merge_get_text (state, field) : NULL;
  guint i;

  object->eff = get_newest (state);
  if (ruhu_id_is_valid (parent)) {
    g_free (object->parent);
    object->parent = g_strdup (parent);
  }
  if (object->kind != RUHU_OBJECT_TASK)
    return;

  object->due = read_day (ruhu_merge_get_text (state, "due"));
  for (i = 0; i < G_N_ELEMENTS (task_states); i++) {
    if (g_strcmp0 (ruhu_merge_get_text (state, "state"), task_states[i]) == 0)
      object->state = i;
  }
}

static RuhuObject *
make_object (JsonObject *about)
{
  const char *id = ruhu_json_get_string (about, "id");
  const char *division = ruhu_json_get_string (about, "div");
  RuhuObjectKind kind;

  if (!ruhu_id_is_valid (id) || !ruhu_division_is_valid (division) ||
      !ruhu_object_kind_from_string (ruhu_json_get_string (about, "k"), &kind))
    return NULL;

  return ruhu_object_new (id, kind, division);
}

/* An object is never changed once others hold it: what is written is a copy. */
static gboolean
put (RuhuObjectPage *page, RuhuObject *old, RuhuObject *object, JsonObject *body, GError **error)
{
  if (old != NULL) {
    g_free (object->parent);
    object->parent = g_strdup (old->parent);
    object->state = object->state != 0 ? object->state : old->state;
    object->due = object->due != 0 ? object->due : old->due;
    object->eff = MAX (object->eff, old->eff);
  }
  g_free (object->body);
  object->body = ruhu_json_to_text (body);
  if (ruhu_json_get_object (body, "f") != NULL)
    fill_columns (object, body);

  return ruhu_object_page_put (page, object, error);
}

static gboolean
apply_fields (RuhuObjectPage *page, const RuhuPulled *line, RuhuObject *object, GError **error)
{
  RuhuWrite write = { line->device, line->seq, line->eff, line->object };
  g_autoptr (RuhuObject) old = NULL;
  g_autoptr (JsonObject) state = NULL;

  if (!ruhu_object_page_get (page, object->id, &old, error))
    return FALSE;

  state = old != NULL ? parse_body (old, error) : ruhu_merge_new_state (line->object);
  if (state == NULL)
    return FALSE;

  /* Whoever did not know yet that it moved does not move it back. */
  if (old != NULL && !g_str_equal (old->division, object->division)) {
    g_free (object->division);
    object->division = g_strdup (old->division);
  }
  ruhu_merge_apply (state, &write);
  return put (page, old, object, state, error);
}

static JsonObject *
copy_object (JsonObject *object)
{
  JsonObject *copy = json_object_new ();
  JsonObjectIter iter;
  const char *member;
  JsonNode *value;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &member, &value))
    json_object_set_member (copy, member, json_node_copy (value));

  return copy;
}

static int
state_of_decisions (JsonArray *array)
{
  g_autoptr (GPtrArray) decisions = g_ptr_array_new ();
  RuhuResponseState state = RUHU_RESPONSE_RECEIVED;
  JsonObject *standing;
  gboolean disputed;
  guint i;

  for (i = 0; array != NULL && i < json_array_get_length (array); i++)
    g_ptr_array_add (decisions, json_array_get_object_element (array, i));

  standing = ruhu_decision_find_standing (decisions, &disputed);
  if (standing != NULL)
    ruhu_response_state_from_string (ruhu_json_get_string (standing, "outcome"), &state);

  return MAX (state, RUHU_RESPONSE_RECEIVED);
}

/* What this device keeps of its own goes on, where HQ sends all anew. */
static gboolean
keep_own (RuhuObjectPage *page, const char *id, JsonObject *body, GError **error)
{
  g_autoptr (RuhuObject) shown = NULL;
  g_autoptr (JsonObject) known = NULL;

  if (!ruhu_object_page_get_shown (page, id, &shown, error))
    return FALSE;
  if (shown == NULL)
    return TRUE;

  known = parse_body (shown, error);
  if (known != NULL && json_object_has_member (known, RUHU_OUTBOX_ENTITIES))
    json_object_set_member (body,
                            RUHU_OUTBOX_ENTITIES,
                            json_object_dup_member (known, RUHU_OUTBOX_ENTITIES));
  return known != NULL;
}

/*
 * A response's row holds the line, from whom it came (`d`, `q`), what was decided about it
 * (`decisions`), which may have come first, and what this device keeps of its own (`entities`).
 */
static gboolean
apply_response (RuhuObjectPage *page, const RuhuPulled *line, RuhuObject *object, GError **error)
{
  g_autoptr (RuhuObject) old = NULL;
  g_autoptr (JsonObject) known = NULL;
  g_autoptr (JsonObject) body = copy_object (line->object);

  if (!ruhu_object_page_get (page, object->id, &old, error) ||
      !keep_own (page, object->id, body, error))
    return FALSE;
  if (old != NULL) {
    known = parse_body (old, error);
    if (known == NULL)
      return FALSE;
  }

  if (line->device != NULL) {
    json_object_set_string_member (body, "d", line->device);
    json_object_set_int_member (body, "q", line->seq);
  }
  if (known != NULL && json_object_has_member (known, "decisions"))
    json_object_set_member (body, "decisions", json_object_dup_member (known, "decisions"));
  if (known != NULL && json_object_has_member (known, RUHU_OUTBOX_ENTITIES))
    json_object_set_member (body,
                            RUHU_OUTBOX_ENTITIES,
                            json_object_dup_member (known, RUHU_OUTBOX_ENTITIES));
  /* The whole line says more than the summary a new device is sent. */
  if (known != NULL && json_object_has_member (known, "ans") &&
      !json_object_has_member (body, "ans"))
    json_object_set_member (body, "ans", json_object_dup_member (known, "ans"));

  object->eff = line->eff;
  object->state = state_of_decisions (ruhu_json_get_array (body, "decisions"));
  return put (page, old, object, body, error);
}

static gboolean
has_decision (JsonArray *decisions, const char *id)
{
  guint i;

  for (i = 0; i < json_array_get_length (decisions); i++) {
    if (g_strcmp0 (ruhu_json_get_string (json_array_get_object_element (decisions, i), "id"), id) ==
        0)
      return TRUE;
  }

  return FALSE;
}

/* Adds @decision to what it is about, and settles the state that follows. */
static gboolean
decide_response (RuhuObjectPage *page, JsonObject *decision, const char *id, GError **error)
{
  g_autoptr (RuhuObject) old = NULL;
  g_autoptr (RuhuObject) object = NULL;
  g_autoptr (JsonObject) known = NULL;
  g_autoptr (JsonObject) body = NULL;
  JsonArray *decisions = json_array_new ();
  JsonArray *before;
  guint i;

  if (!ruhu_object_page_get (page, id, &old, error) ||
      (old != NULL && (known = parse_body (old, error)) == NULL)) {
    json_array_unref (decisions);
    return FALSE;
  }

  body = known != NULL ? copy_object (known) : json_object_new ();
  before = ruhu_json_get_array (body, "decisions");
  for (i = 0; before != NULL && i < json_array_get_length (before); i++)
    json_array_add_object_element (decisions,
                                   json_object_ref (json_array_get_object_element (before, i)));
  if (!has_decision (decisions, ruhu_json_get_string (decision, "id")))
    json_array_add_object_element (decisions, json_object_ref (decision));
  json_object_set_array_member (body, "decisions", decisions);

  object = ruhu_object_new (id, RUHU_OBJECT_RESPONSE, ruhu_json_get_string (decision, "div"));
  object->state = state_of_decisions (decisions);
  return put (page, old, object, body, error);
}

static gboolean
apply_decision (RuhuObjectPage *page, const RuhuPulled *line, RuhuObject *object, GError **error)
{
  const char *need = ruhu_json_get_string (line->object, "need");
  const char *response = ruhu_json_get_string (line->object, "response");

  if (ruhu_id_is_valid (response) && !decide_response (page, line->object, response, error))
    return FALSE;

  object->parent = g_strdup (ruhu_id_is_valid (need) ? need : response);
  object->eff = line->eff;
  return put (page, NULL, object, line->object, error);
}

static gboolean
apply_state (RuhuObjectPage *page, const RuhuPulled *line, RuhuObject *object, GError **error)
{
  g_autoptr (RuhuObject) old = NULL;
  g_autoptr (JsonObject) state = NULL;

  if (!ruhu_object_page_get (page, object->id, &old, error))
    return FALSE;

  state = old != NULL ? parse_body (old, error) : ruhu_merge_new_state (line->object);
  if (state == NULL)
    return FALSE;

  ruhu_merge_join (state, line->object);
  json_object_set_string_member (state, "div", object->division);
  return put (page, old, object, state, error);
}

static gboolean
apply_about (RuhuObjectPage *page, const RuhuPulled *line, GError **error)
{
  g_autoptr (RuhuObject) object = make_object (line->object);

  if (object == NULL)
    return TRUE; /* of a kind that is newer than this version */

  switch (object->kind) {
  case RUHU_OBJECT_RESPONSE:
    return apply_response (page, line, object, error);
  case RUHU_OBJECT_DECISION:
    return apply_decision (page, line, object, error);
  case RUHU_OBJECT_PERSON:
  case RUHU_OBJECT_HOUSEHOLD:
  case RUHU_OBJECT_NEED:
  case RUHU_OBJECT_TASK:
    return line->type == RUHU_PULLED_OBJECT ? apply_state (page, line, object, error)
                                            : apply_fields (page, line, object, error);
  case RUHU_OBJECT_TRANSFER:
  case RUHU_OBJECT_CONFLICT:
  case RUHU_OBJECT_COUNTY:
  default:
    return put (page, NULL, object, line->object, error);
  }
}

static gboolean
apply_conflict (RuhuObjectPage *page, JsonObject *conflict, GError **error)
{
  const char *id = ruhu_json_get_string (conflict, "id");
  const char *about = ruhu_json_get_string (conflict, "rec");
  const char *division = ruhu_json_get_string (conflict, "div");
  g_autoptr (RuhuObject) object = NULL;
  guint64 closed = 0;

  if (!ruhu_id_is_valid (id))
    return TRUE;
  if (ruhu_wire_json_get_uint (conflict, "closed", &closed) && closed != 0)
    return ruhu_object_page_delete (page, id, error);
  if (!ruhu_division_is_valid (division))
    return TRUE;

  object = ruhu_object_new (id, RUHU_OBJECT_CONFLICT, division);
  if (ruhu_id_is_valid (about))
    object->parent = g_strdup (about);
  return put (page, NULL, object, conflict, error);
}

/* HQ has a line of ours as it stands in our log. */
static gboolean
apply_own (RuhuObjectPage *page, const RuhuPulled *line, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (JsonObject) object = NULL;
  RuhuPulled whole = *line;
  gsize length;
  const char *data;

  if (!ruhu_object_page_get_own (page, line->seq, line->hash, &bytes, error))
    return FALSE;

  data = g_bytes_get_data (bytes, &length);
  object = ruhu_wire_json_parse_deep (data, length, MAX_DEPTH, NULL);
  if (object == NULL) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_CORRUPT, "a line of this tablet cannot be read");
    return FALSE;
  }

  whole.type = RUHU_PULLED_CHANGE;
  whole.object = object;
  return ruhu_object_page_confirm (page, line->seq, error) && apply_about (page, &whole, error);
}

/* HQ said in its own log what it had held of ours. Nobody else's word confirms a line. */
static gboolean
confirm_released (RuhuApply *self, RuhuObjectPage *page, const RuhuPulled *line, GError **error)
{
  JsonObject *orig = ruhu_json_get_object (line->object, "orig");
  guint64 seq;

  return !g_str_has_prefix (line->device, RUHU_WIRE_HQ_LOG) ||
         g_strcmp0 (ruhu_json_get_string (orig, "dev"), self->device) != 0 ||
         !ruhu_wire_json_get_uint (orig, "seq", &seq) ||
         ruhu_object_page_confirm (page, seq, error);
}

static gboolean
apply_line (RuhuApply *self, RuhuObjectPage *page, const RuhuPulled *line, GError **error)
{
  switch (line->type) {
  case RUHU_PULLED_CHANGE:
    if (g_str_equal (line->device, self->device) &&
        !ruhu_object_page_confirm (page, line->seq, error))
      return FALSE;
    if (!confirm_released (self, page, line, error))
      return FALSE;
    return apply_about (page, line, error);
  case RUHU_PULLED_OWN:
    return apply_own (page, line, error);
  case RUHU_PULLED_OBJECT:
    return apply_about (page, line, error);
  case RUHU_PULLED_CONFLICT:
    return apply_conflict (page, line->object, error);
  case RUHU_PULLED_OUT:
    return ruhu_object_page_delete (page, line->id, error);
  case RUHU_PULLED_FORM: /* is on disk by now: see ruhu_stream_take_async() */
  case RUHU_PULLED_OTHER:
  default:
    return TRUE;
  }
}

/**
 * ruhu_apply_merge:
 * @apply: a RuhuApply; only read, so it may run twice
 *
 * The #RuhuObjectMergeFunc for what HQ sends.
 */
gboolean
ruhu_apply_merge (RuhuObjectPage *page, gpointer apply, GError **error)
{
  RuhuApply *self = apply;
  guint i;

  for (i = 0; i < ruhu_pull_page_get_n_lines (self->page); i++) {
    if (!apply_line (self, page, ruhu_pull_page_get_line (self->page, i), error))
      return FALSE;
  }

  return TRUE;
}
