/* ruhu-line.c: one line of a device's log, as sent
 *
 * A line that is wrong is still a line: it has its place in the chain and its hash, so that HQ can
 * hold it in quarantine and the lines after it go on.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-line.h"

#include "base/ruhu-division.h"
#include "base/ruhu-id.h"
#include "ruhu-hash.h"
#include "ruhu-merge.h"
#include "ruhu-wire-json.h"
#include "ruhu-wire.h"

#include <string.h>

#define MAX_NAME 200
#define MAX_FIELDS 2000

struct _RuhuLine {
  gatomicrefcount refs;
  GBytes *bytes;
  char *hash;
  guint64 seq;
  JsonObject *object;       /* without the answers, which are most of a response, */
  RuhuWireJsonPart answers; /* and which nobody at HQ reads but for two of them */
  RuhuObjectKind kind;
  RuhuHlc hlc;
  RuhuQuarantine quarantine;
  char *path;
  char *message;
};

G_DEFINE_BOXED_TYPE (RuhuLine, ruhu_line, ruhu_line_ref, ruhu_line_unref)

static const char *const codes[] = {
  [RUHU_QUARANTINE_NONE] = NULL,
  [RUHU_QUARANTINE_PARSE] = "PARSE",
  [RUHU_QUARANTINE_CHAIN] = "CHAIN",
  [RUHU_QUARANTINE_SCHEMA] = "SCHEMA",
  [RUHU_QUARANTINE_FORM_UNKNOWN] = "FORM_UNKNOWN",
  [RUHU_QUARANTINE_SCOPE] = "SCOPE",
  [RUHU_QUARANTINE_IMMUTABLE] = "IMMUTABLE",
  [RUHU_QUARANTINE_FINALIZED] = "FINALIZED",
  [RUHU_QUARANTINE_POLICY] = "POLICY",
  [RUHU_QUARANTINE_TOO_DEEP] = "TOO_DEEP",
};

static gboolean
fail (RuhuLine *self, RuhuQuarantine code, const char *path, const char *message)
{
  ruhu_line_quarantine (self, code, path, message);
  return FALSE;
}

static gboolean
is_name (const char *text)
{
  return text != NULL && *text != '\0' && strlen (text) <= MAX_NAME;
}

static gboolean
check_id (RuhuLine *self, const char *member, gboolean needed)
{
  if (!needed && !json_object_has_member (self->object, member))
    return TRUE;

  return ruhu_id_is_valid (ruhu_json_get_string (self->object, member)) ||
         fail (self, RUHU_QUARANTINE_SCHEMA, member, "is no UUID");
}

static gboolean
check_name (RuhuLine *self, const char *member)
{
  return is_name (ruhu_json_get_string (self->object, member)) ||
         fail (self, RUHU_QUARANTINE_SCHEMA, member, "is no text of 1 to 200 bytes");
}

static gboolean
check_object (RuhuLine *self, const char *member, gboolean needed)
{
  if (!needed && !json_object_has_member (self->object, member))
    return TRUE;

  return ruhu_json_get_object (self->object, member) != NULL ||
         fail (self, RUHU_QUARANTINE_SCHEMA, member, "is no object");
}

static gboolean
check_orig (RuhuLine *self)
{
  JsonObject *orig = ruhu_json_get_object (self->object, "orig");
  guint64 seq;

  if (!json_object_has_member (self->object, "orig"))
    return TRUE;

  return (orig != NULL && is_name (ruhu_json_get_string (orig, "dev")) &&
          ruhu_wire_json_get_uint (orig, "seq", &seq) &&
          ruhu_hash_is_valid (ruhu_json_get_string (orig, "hash"))) ||
         fail (self, RUHU_QUARANTINE_SCHEMA, "orig", "is not {dev, seq, hash}");
}

static gboolean
check_attachments (RuhuLine *self)
{
  JsonArray *array = ruhu_json_get_array (self->object, "att");
  guint i;
  guint64 length;

  if (!json_object_has_member (self->object, "att"))
    return TRUE;

  for (i = 0; array != NULL && i < json_array_get_length (array); i++) {
    JsonNode *node = json_array_get_element (array, i);
    JsonObject *att = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

    if (!is_name (ruhu_json_get_string (att, "id")) ||
        !ruhu_hash_is_valid (ruhu_json_get_string (att, "hash")) ||
        !is_name (ruhu_json_get_string (att, "type")) ||
        !ruhu_wire_json_get_uint (att, "len", &length))
      return fail (self, RUHU_QUARANTINE_SCHEMA, "att", "has no {id, hash, len, type}");
  }

  return array != NULL || fail (self, RUHU_QUARANTINE_SCHEMA, "att", "is no array");
}

static gboolean
check_form_version (RuhuLine *self)
{
  guint64 number;

  return ruhu_wire_json_get_uint (self->object, "fv", &number) || check_name (self, "fv");
}

static gboolean
check_answers (RuhuLine *self)
{
  return (self->answers.text != NULL && *self->answers.text == '{') ||
         fail (self, RUHU_QUARANTINE_SCHEMA, "ans", "is no object");
}

static gboolean
check_response (RuhuLine *self)
{
  return check_name (self, "fm") && check_form_version (self) && check_answers (self) &&
         check_object (self, "par", FALSE) && check_id (self, "replaces", FALSE) &&
         check_attachments (self);
}

/* `<device>.<seq>`, the write that was replaced; `self.<seq>` for one of the same device. */
static gboolean
is_write (JsonNode *node)
{
  const char *text, *dot;
  gsize digits;

  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return FALSE;

  text = json_node_get_string (node);
  dot = strrchr (text, '.');
  if (dot == NULL || dot == text || strlen (text) > MAX_NAME)
    return FALSE;

  digits = strspn (dot + 1, "0123456789");
  return digits >= 1 && digits <= 16 && dot[1] != '0' && dot[1 + digits] == '\0';
}

static gboolean
is_writes (JsonNode *node)
{
  JsonArray *array;
  guint i;

  if (!JSON_NODE_HOLDS_ARRAY (node))
    return is_write (node);

  array = json_node_get_array (node);
  for (i = 0; i < json_array_get_length (array); i++) {
    if (!is_write (json_array_get_element (array, i)))
      return FALSE;
  }

  return i > 0;
}

/* Who deletes names all that is known of it, in whatever field. */
static gboolean
deletes (JsonObject *set)
{
  JsonObjectIter iter;
  const char *field;

  json_object_iter_init (&iter, set);
  while (json_object_iter_next (&iter, &field, NULL)) {
    if (ruhu_merge_is_delete (field))
      return TRUE;
  }
  return FALSE;
}

static gboolean
check_replaced (RuhuLine *self, JsonObject *set)
{
  JsonObject *rp = ruhu_json_get_object (self->object, "rp");
  gboolean any_field = deletes (set);
  JsonObjectIter iter;
  const char *field;
  JsonNode *value;

  if (!check_object (self, "rp", FALSE) || rp == NULL)
    return rp == NULL && self->quarantine == RUHU_QUARANTINE_NONE;

  json_object_iter_init (&iter, rp);
  while (json_object_iter_next (&iter, &field, &value)) {
    if (!is_name (field) || !is_writes (value) ||
        (!any_field && !json_object_has_member (set, field)))
      return fail (self, RUHU_QUARANTINE_SCHEMA, "rp", "names no write or no field of this line");
  }

  return TRUE;
}

static gboolean
check_fields (RuhuLine *self)
{
  JsonObject *set = ruhu_json_get_object (self->object, "set");
  JsonObjectIter iter;
  const char *field;
  JsonNode *value;

  if (set == NULL || json_object_get_size (set) == 0 || json_object_get_size (set) > MAX_FIELDS)
    return fail (self, RUHU_QUARANTINE_SCHEMA, "set", "is no object of 1 to 2000 fields");

  json_object_iter_init (&iter, set);
  while (json_object_iter_next (&iter, &field, &value)) {
    gboolean is_delete = ruhu_merge_is_delete (field) && JSON_NODE_HOLDS_OBJECT (value);

    if (!is_name (field))
      return fail (self, RUHU_QUARANTINE_SCHEMA, "set", "has a field without a proper name");
    if (!JSON_NODE_HOLDS_VALUE (value) && !JSON_NODE_HOLDS_NULL (value) && !is_delete)
      return fail (self, RUHU_QUARANTINE_SCHEMA, field, "is no plain value");
  }

  return check_id (self, "src", FALSE) && check_replaced (self, set);
}

static gboolean
check_decision (RuhuLine *self)
{
  return check_id (self, "need", FALSE) && check_id (self, "response", FALSE) &&
         (json_object_has_member (self->object, "need") || check_id (self, "response", TRUE)) &&
         check_name (self, "outcome") && check_name (self, "level") &&
         check_id (self, "prev", FALSE);
}

static gboolean
check_transfer (RuhuLine *self)
{
  return check_id (self, "person", TRUE) && check_name (self, "to");
}

/* What a device may say; the other kinds of RuhuObjectKind are HQ's to make. */
static const struct {
  RuhuObjectKind kind;
  const char *name;
  gboolean (*check) (RuhuLine *self);
} kinds[] = {
  { RUHU_OBJECT_RESPONSE, "response", check_response },
  { RUHU_OBJECT_PERSON, "person", check_fields },
  { RUHU_OBJECT_HOUSEHOLD, "household", check_fields },
  { RUHU_OBJECT_NEED, "need", check_fields },
  { RUHU_OBJECT_TASK, "task", check_fields },
  { RUHU_OBJECT_DECISION, "decision", check_decision },
  { RUHU_OBJECT_TRANSFER, "transfer", check_transfer },
};

static gboolean
check_kind (RuhuLine *self)
{
  const char *name = ruhu_json_get_string (self->object, "k");
  guint i;

  for (i = 0; i < G_N_ELEMENTS (kinds); i++) {
    if (g_strcmp0 (name, kinds[i].name) == 0) {
      self->kind = kinds[i].kind;
      return kinds[i].check (self);
    }
  }

  return fail (self, RUHU_QUARANTINE_SCHEMA, "k", "is no kind that this version knows");
}

static gboolean
check_head (RuhuLine *self, const char *previous)
{
  const char *division = ruhu_json_get_string (self->object, "div");
  guint64 seq = 0;

  if (!ruhu_wire_json_get_uint (self->object, "seq", &seq) || seq != self->seq)
    return fail (self, RUHU_QUARANTINE_CHAIN, "seq", "is not the next number");
  if (g_strcmp0 (ruhu_json_get_string (self->object, "ph"), previous) != 0)
    return fail (self, RUHU_QUARANTINE_CHAIN, "ph", "is not the hash of the line before");
  if (!ruhu_hlc_from_string (ruhu_json_get_string (self->object, "hlc"), &self->hlc))
    return fail (self, RUHU_QUARANTINE_SCHEMA, "hlc", "is no clock of 16 hex digits");
  if (division == NULL || !ruhu_division_is_valid (division))
    return fail (self, RUHU_QUARANTINE_SCHEMA, "div", "is no division code");

  return check_id (self, "id", TRUE) && check_name (self, "u") && check_orig (self);
}

/**
 * ruhu_line_new:
 * @bytes: the line as sent, without its line end
 * @seq: the number it must have by its place
 * @previous: hash of the line before, %RUHU_HASH_NONE for the first
 *
 * Checks all that can be known from the line alone: JSON, chain, members. Whether its form, its
 * scope and its values are right is for HQ to find, which then calls ruhu_line_quarantine().
 *
 * Returns: (transfer full): the line, whatever is wrong with it; see ruhu_line_get_quarantine()
 */
RuhuLine *
ruhu_line_new (GBytes *bytes, guint64 seq, const char *previous)
{
  RuhuLine *self = g_new0 (RuhuLine, 1);
  RuhuWireJsonFault fault = RUHU_WIRE_JSON_GOOD;
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  g_atomic_ref_count_init (&self->refs);
  self->bytes = g_bytes_ref (bytes);
  self->hash = ruhu_hash_bytes (bytes);
  self->seq = seq;

  self->object = ruhu_wire_json_parse_around (data, length, "ans", &self->answers, &fault);
  if (fault == RUHU_WIRE_JSON_DEEP)
    ruhu_line_quarantine (self, RUHU_QUARANTINE_TOO_DEEP, NULL, "nested too deep");
  else if (self->object == NULL || memchr (data, '\n', length) != NULL)
    ruhu_line_quarantine (self, RUHU_QUARANTINE_PARSE, NULL, "no JSON object on one line");
  else if (check_head (self, previous))
    check_kind (self);

  return self;
}

/** ruhu_line_ref: Returns: (transfer full): @self. Any thread. */
RuhuLine *
ruhu_line_ref (RuhuLine *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

/** ruhu_line_unref: gives up one reference. Any thread. */
void
ruhu_line_unref (RuhuLine *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  g_bytes_unref (self->bytes);
  g_clear_pointer (&self->object, json_object_unref);
  g_free (self->hash);
  g_free (self->path);
  g_free (self->message);
  g_free (self);
}

/** ruhu_line_get_bytes: Returns: (transfer none): the line as sent */
GBytes *
ruhu_line_get_bytes (RuhuLine *self)
{
  return self->bytes;
}

/** ruhu_line_get_hash: Returns: the hash of the bytes as sent, which the next line names */
const char *
ruhu_line_get_hash (RuhuLine *self)
{
  return self->hash;
}

/** ruhu_line_get_seq: Returns: its number by its place, whatever the line says */
guint64
ruhu_line_get_seq (RuhuLine *self)
{
  return self->seq;
}

RuhuQuarantine
ruhu_line_get_quarantine (RuhuLine *self)
{
  return self->quarantine;
}

/** ruhu_line_get_path: Returns: (nullable): which member or field is wrong */
const char *
ruhu_line_get_path (RuhuLine *self)
{
  return self->path;
}

/** ruhu_line_get_message: Returns: (nullable): what is wrong with it, for the log, without values
 */
const char *
ruhu_line_get_message (RuhuLine *self)
{
  return self->message;
}

/**
 * ruhu_line_quarantine:
 * @code: why the line is not to be applied
 * @path: (nullable): which member or field
 * @message: (nullable): what is wrong, without values
 *
 * The first reason stays.
 */
void
ruhu_line_quarantine (RuhuLine *self, RuhuQuarantine code, const char *path, const char *message)
{
  if (self->quarantine != RUHU_QUARANTINE_NONE)
    return;

  self->quarantine = code;
  self->path = g_strdup (path);
  self->message = g_strdup (message);
}

/** ruhu_line_get_object: Returns: (transfer none) (nullable): the line without `ans`; %NULL where
 * it is no JSON */
JsonObject *
ruhu_line_get_object (RuhuLine *self)
{
  return self->object;
}

/**
 * ruhu_line_find_answer:
 * @name: a question
 *
 * Returns: (transfer full) (nullable): its answer, wherever in the groups it stands; not in repeats
 */
char *
ruhu_line_find_answer (RuhuLine *self, const char *name)
{
  return self->object != NULL ? ruhu_wire_json_find_text (&self->answers, name) : NULL;
}

/** ruhu_line_get_kind: Returns: what the line is about; 0 where that cannot be told */
RuhuObjectKind
ruhu_line_get_kind (RuhuLine *self)
{
  return self->kind;
}

/** ruhu_line_get_id: Returns: (nullable): UUID of the object that the line is about */
const char *
ruhu_line_get_id (RuhuLine *self)
{
  return ruhu_json_get_string (self->object, "id");
}

/** ruhu_line_get_division: Returns: (nullable): the division it belongs to */
const char *
ruhu_line_get_division (RuhuLine *self)
{
  return ruhu_json_get_string (self->object, "div");
}

/** ruhu_line_get_user: Returns: (nullable): who wrote it */
const char *
ruhu_line_get_user (RuhuLine *self)
{
  return ruhu_json_get_string (self->object, "u");
}

/** ruhu_line_get_hlc: Returns: the clock the device proposes; 0 where it proposes none */
RuhuHlc
ruhu_line_get_hlc (RuhuLine *self)
{
  return self->hlc;
}

/**
 * ruhu_line_get_orig:
 *
 * A tablet that had to enrol again sends its lines again under its new name, and says so.
 *
 * Returns: (transfer full) (nullable): `<device>.<seq>` of the first sending
 */
char *
ruhu_line_get_orig (RuhuLine *self)
{
  JsonObject *orig = ruhu_json_get_object (self->object, "orig");
  const char *device = ruhu_json_get_string (orig, "dev");
  guint64 seq;

  if (device == NULL || !ruhu_wire_json_get_uint (orig, "seq", &seq))
    return NULL;

  return g_strdup_printf ("%s.%" G_GUINT64_FORMAT, device, seq);
}

/** ruhu_quarantine_to_string: Returns: (nullable): the code on the wire */
const char *
ruhu_quarantine_to_string (RuhuQuarantine code)
{
  g_return_val_if_fail ((guint) code < G_N_ELEMENTS (codes), NULL);

  return codes[code];
}

/** ruhu_quarantine_from_string: Returns: %RUHU_QUARANTINE_NONE for what this version knows not */
RuhuQuarantine
ruhu_quarantine_from_string (const char *name)
{
  guint i;

  for (i = 1; i < G_N_ELEMENTS (codes); i++) {
    if (g_strcmp0 (name, codes[i]) == 0)
      return i;
  }

  return RUHU_QUARANTINE_NONE;
}
