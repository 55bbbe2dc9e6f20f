/* ruhu-hq-state.c: what the log makes of an object
 *
 * Pure: an object as it was, and one line, give the object as it is. Taking a line in and checking
 * the whole store afterwards both go through here, so that the state can be compared with the log.
 *
 * The body of a person, household, need or task is its merged state (ruhu-merge.h); of a response
 * what is to be known of it without its answers; of a decision the decision.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-state.h"

#include "ruhu-decision.h"
#include "ruhu-merge.h"
#include "ruhu-wire-json.h"
#include "ruhu-wire.h"

#include "base/ruhu-id.h"

#include <sodium.h>

static GBytes *
to_bytes (JsonObject *body)
{
  char *text = ruhu_json_to_text (body);

  return g_bytes_new_take (text, strlen (text));
}

/** ruhu_hq_state_parse: Returns: (transfer full) (nullable): the body */
JsonObject *
ruhu_hq_state_parse (RuhuHqObject *object)
{
  gsize length;
  const char *text = g_bytes_get_data (object->body, &length);

  return ruhu_wire_json_parse_deep (text, length, RUHU_WIRE_MAX_DEPTH + 8, NULL);
}

static void
copy_text (JsonObject *from, JsonObject *to, const char *member)
{
  if (json_object_has_member (from, member))
    json_object_set_member (to, member, json_object_dup_member (from, member));
}

/* The person's UUID, or NULL where the form names none. */
static char *
find_person (RuhuLine *line)
{
  g_autofree char *person = ruhu_line_find_answer (line, "person_id");

  return ruhu_id_is_valid (person) ? g_steal_pointer (&person) : NULL;
}

/**
 * ruhu_hq_state_get_origin:
 * @change: a line
 * @dev, @seq: (inout): whose line it is; where HQ said it in the place of one that it held, that
 * one
 */
void
ruhu_hq_state_get_origin (JsonObject *change, const char **dev, guint64 *seq)
{
  JsonObject *orig = ruhu_json_get_object (change, "orig");
  const char *named = ruhu_json_get_string (orig, "dev");
  guint64 number;

  if (named == NULL || !g_str_has_prefix (*dev, RUHU_WIRE_HQ_LOG) ||
      !ruhu_wire_json_get_uint (orig, "seq", &number))
    return;

  *dev = named;
  *seq = number;
}

static void
apply_response (RuhuHqObject *object, RuhuLine *line, const char *dev)
{
  static const char *const members[] = { "id", "k", "div", "u", "fm", "fv", "replaces" };
  JsonObject *change = ruhu_line_get_object (line);
  g_autoptr (JsonObject) body = json_object_new ();
  JsonArray *attachments = ruhu_json_get_array (change, "att");
  guint64 seq = ruhu_line_get_seq (line);
  guint i;

  for (i = 0; i < G_N_ELEMENTS (members); i++)
    copy_text (change, body, members[i]);
  ruhu_hq_state_get_origin (change, &dev, &seq);
  json_object_set_string_member (body, "d", dev);
  json_object_set_int_member (body, "q", seq);
  json_object_set_int_member (body,
                              "att",
                              attachments != NULL ? json_array_get_length (attachments) : 0);
  object->parent = find_person (line);
  object->replaces = g_strdup (ruhu_json_get_string (change, "replaces"));
  object->body = to_bytes (body);
}

static void
apply_decision (RuhuHqObject *object, RuhuLine *line, const char *dev)
{
  static const char *const members[] = { "id",       "k",       "div",   "u",      "need",
                                         "response", "outcome", "level", "reason", "prev" };
  JsonObject *change = ruhu_line_get_object (line);
  const char *need = ruhu_json_get_string (change, "need");
  g_autoptr (JsonObject) body = json_object_new ();
  guint i;

  for (i = 0; i < G_N_ELEMENTS (members); i++)
    copy_text (change, body, members[i]);
  json_object_set_string_member (body, "d", dev);
  json_object_set_int_member (body, "q", ruhu_line_get_seq (line));
  object->parent = g_strdup (need != NULL ? need : ruhu_json_get_string (change, "response"));
  object->body = to_bytes (body);
}

static void
apply_transfer (RuhuHqObject *object, RuhuLine *line)
{
  static const char *const members[] = { "id", "k", "div", "u", "person", "to" };
  JsonObject *change = ruhu_line_get_object (line);
  g_autoptr (JsonObject) body = json_object_new ();
  guint i;

  for (i = 0; i < G_N_ELEMENTS (members); i++)
    copy_text (change, body, members[i]);
  object->parent = g_strdup (ruhu_json_get_string (change, "person"));
  object->body = to_bytes (body);
}

static gint64
read_day (const char *text)
{
  g_autofree char *time = text != NULL ? g_strconcat (text, "T00:00:00Z", NULL) : NULL;
  g_autoptr (GDateTime) day = time != NULL ? g_date_time_new_from_iso8601 (time, NULL) : NULL;

  return day != NULL ? g_date_time_to_unix (day) * 1000 : 0;
}

static gint64
read_task_state (const char *word)
{
  if (g_strcmp0 (word, "done") == 0)
    return RUHU_HQ_TASK_DONE;
  return g_strcmp0 (word, "cancelled") == 0 ? RUHU_HQ_TASK_CANCELLED : RUHU_HQ_TASK_OPEN;
}

/**
 * ruhu_hq_state_make_idk:
 *
 * Two persons with the same number are found without the number standing in the index.
 *
 * Returns: (transfer full) (nullable): keyed hash of a resident number; %NULL for none
 */
char *
ruhu_hq_state_make_idk (const char *resident_id, const guint8 idk_secret[32])
{
  guint8 hash[16];
  char *text;

  if (resident_id == NULL || *resident_id == '\0')
    return NULL;

  crypto_generichash (hash,
                      sizeof hash,
                      (const guint8 *) resident_id,
                      strlen (resident_id),
                      idk_secret,
                      32);
  text = g_malloc (sizeof hash * 2 + 1);
  return sodium_bin2hex (text, sizeof hash * 2 + 1, hash, sizeof hash);
}

/**
 * ruhu_hq_state_set_fields:
 * @object: of a kind that is merged; its kind is set
 * @state: its merged state
 *
 * Sets the body, and what follows from it.
 */
void
ruhu_hq_state_set_fields (RuhuHqObject *object, JsonObject *state, const guint8 idk_secret[32])
{
  const char *parent = ruhu_merge_get_text (state, "person_id");

  if (object->kind != RUHU_OBJECT_PERSON && ruhu_id_is_valid (parent))
    object->parent = g_strdup (parent);
  if (object->kind == RUHU_OBJECT_TASK) {
    object->due = read_day (ruhu_merge_get_text (state, "due"));
    object->state = read_task_state (ruhu_merge_get_text (state, "state"));
  }
  if (object->kind == RUHU_OBJECT_PERSON)
    object->idk = ruhu_hq_state_make_idk (ruhu_merge_get_text (state, "resident_id"), idk_secret);
  object->body = to_bytes (state);
}

static void
apply_fields (RuhuHqObject *object,
              RuhuHqObject *old,
              RuhuLine *line,
              const char *dev,
              guint64 eff,
              const guint8 idk_secret[32])
{
  JsonObject *change = ruhu_line_get_object (line);
  g_autoptr (JsonObject) state =
    old != NULL ? ruhu_hq_state_parse (old) : ruhu_merge_new_state (change);
  RuhuWrite write = { dev, ruhu_line_get_seq (line), eff, change };

  ruhu_merge_apply (state, &write);
  ruhu_hq_state_set_fields (object, state, idk_secret);
}

/**
 * ruhu_hq_state_apply:
 * @old: (nullable): the object so far; of a response or decision there is none
 * @line: a good line about it
 * @dev: whose line
 * @eff: its effective clock
 *
 * Returns: (transfer full): the object as it is then
 */
RuhuHqObject *
ruhu_hq_state_apply (RuhuHqObject *old,
                     RuhuLine *line,
                     const char *town,
                     const char *dev,
                     guint64 eff,
                     const guint8 idk_secret[32])
{
  RuhuHqObject *object = g_new0 (RuhuHqObject, 1);

  object->town = g_strdup (town);
  object->uuid = g_strdup (ruhu_line_get_id (line));
  object->kind = ruhu_line_get_kind (line);
  object->division = g_strdup (old != NULL ? old->division : ruhu_line_get_division (line));
  object->state = old != NULL ? old->state : 0;
  object->eff = MAX (eff, old != NULL ? old->eff : 0);
  if (object->kind == RUHU_OBJECT_RESPONSE)
    apply_response (object, line, dev);
  else if (object->kind == RUHU_OBJECT_DECISION)
    apply_decision (object, line, dev);
  else if (object->kind == RUHU_OBJECT_TRANSFER)
    apply_transfer (object, line);
  else
    apply_fields (object, old, line, dev, eff, idk_secret);
  return object;
}

/* In the order of RUHU_HQ_RESPONSE_RECEIVED and those after it; outcomes of decisions too. */
static const char *const response_states[] = { "received", "verified",  "returned", "accepted",
                                               "queried",  "duplicate", "void" };

static gint64
read_outcome (const char *outcome)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (response_states); i++) {
    if (g_strcmp0 (outcome, response_states[i]) == 0)
      return i;
  }
  return RUHU_HQ_RESPONSE_RECEIVED;
}

/**
 * ruhu_hq_state_name_write:
 * @state: (nullable): a merged state
 *
 * Returns: (transfer full) (nullable): `<device>.<number>` of the write that @field shows, for `rp`
 */
char *
ruhu_hq_state_name_write (JsonObject *state, const char *field)
{
  JsonObject *entry = ruhu_json_get_object (ruhu_json_get_object (state, "f"), field);
  const char *device = ruhu_json_get_string (entry, "d");
  guint64 seq;

  if (device == NULL || !ruhu_wire_json_get_uint (entry, "q", &seq))
    return NULL;

  return g_strdup_printf ("%s.%" G_GUINT64_FORMAT, device, seq);
}

/** ruhu_hq_state_name_response: Returns: the word for a response's state */
const char *
ruhu_hq_state_name_response (gint64 state)
{
  return response_states[CLAMP (state, 0, (gint64) G_N_ELEMENTS (response_states) - 1)];
}

/**
 * ruhu_hq_state_decide:
 * @target: a response; its state is set
 * @decisions: (element-type RuhuHqObject): all decisions about it, in any order
 */
void
ruhu_hq_state_decide (RuhuHqObject *target, GPtrArray *decisions)
{
  g_autoptr (GPtrArray) bodies =
    g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  JsonObject *standing;
  gboolean disputed = FALSE;
  guint i;

  for (i = 0; i < decisions->len; i++)
    g_ptr_array_add (bodies, ruhu_hq_state_parse (g_ptr_array_index (decisions, i)));

  standing = ruhu_decision_find_standing (bodies, &disputed);
  target->state = standing != NULL && !disputed
                    ? read_outcome (ruhu_json_get_string (standing, "outcome"))
                    : RUHU_HQ_RESPONSE_RECEIVED;
}
