/* ruhu-conflict.c: two values neither of which replaced the other
 *
 * HQ finds conflicts and sends them with all their heads. Choosing is an ordinary write that names
 * all heads as replaced, so that it settles the conflict wherever it comes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cases/ruhu-conflict.h"

#include "base/ruhu-hlc.h"
#include "base/ruhu-id.h"
#include "base/ruhu-json.h"

#include <string.h>

#define DELETED "_del"
#define DECISIONS "decisions"
#define DUPLICATE "duplicate"
#define SET ":*"
#define NONE ":none"

struct _RuhuConflict {
  GObject parent_instance;

  char *id;
  char *object_id;
  RuhuObjectKind kind;
  char *division;
  char *path;
  char *body;
  JsonObject *conflict;
  GPtrArray *values;
};

G_DEFINE_FINAL_TYPE (RuhuConflict, ruhu_conflict, G_TYPE_OBJECT)

static void
value_free (RuhuConflictValue *value)
{
  g_free (value->field);
  g_free (value->text);
  g_free (value->user);
  g_free (value);
}

static void
ruhu_conflict_finalize (GObject *object)
{
  RuhuConflict *self = RUHU_CONFLICT (object);

  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->object_id, g_free);
  g_clear_pointer (&self->division, g_free);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->body, g_free);
  g_clear_pointer (&self->conflict, json_object_unref);
  g_clear_pointer (&self->values, g_ptr_array_unref);

  G_OBJECT_CLASS (ruhu_conflict_parent_class)->finalize (object);
}

static void
ruhu_conflict_class_init (RuhuConflictClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ruhu_conflict_finalize;
}

static void
ruhu_conflict_init (RuhuConflict *self)
{
  self->values = g_ptr_array_new_with_free_func ((GDestroyNotify) value_free);
}

static char *
to_text (JsonNode *node)
{
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return g_strdup ("");
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return g_strdup (json_node_get_string (node));
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
  if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return g_strdup (json_node_get_boolean (node) ? "1" : "0");

  return g_strdup_printf ("%.15g", json_node_get_double (node));
}

static JsonArray *
get_heads (RuhuConflict *self)
{
  return ruhu_json_get_array (self->conflict, "heads");
}

static void
read_heads (RuhuConflict *self)
{
  JsonArray *heads = get_heads (self);
  guint i;

  for (i = 0; heads != NULL && i < json_array_get_length (heads); i++) {
    JsonObject *head = json_array_get_object_element (heads, i);
    const char *field = ruhu_json_get_string (head, "f");
    RuhuConflictValue *value = g_new0 (RuhuConflictValue, 1);
    RuhuHlc eff = 0;

    value->field = g_strdup (field != NULL ? field : self->path);
    value->text = to_text (json_object_get_member (head, "v"));
    value->user = g_strdup (ruhu_json_get_string (head, "u"));
    if (ruhu_hlc_from_string (ruhu_json_get_string (head, "e"), &eff))
      value->at = ruhu_hlc_get_ms (eff);
    g_ptr_array_add (self->values, value);
  }
}

/* What was decided is settled by deciding, and a double by taking one out. */
static gboolean
is_field_of (RuhuObjectKind kind, const char *path)
{
  if (g_str_equal (path, DECISIONS) || g_str_equal (path, DUPLICATE))
    return FALSE;
  return kind == RUHU_OBJECT_PERSON || kind == RUHU_OBJECT_HOUSEHOLD || kind == RUHU_OBJECT_NEED;
}

/**
 * ruhu_conflict_new:
 * @object: of kind conflict, as HQ sent it
 *
 * Any thread.
 *
 * Returns: (transfer full) (nullable): %NULL where it is not one about a field of a person,
 *   household or need: those are settled elsewhere
 */
RuhuConflict *
ruhu_conflict_new (RuhuObject *object)
{
  g_autoptr (RuhuConflict) self = g_object_new (RUHU_TYPE_CONFLICT, NULL);

  self->conflict = ruhu_json_parse (object->body, -1, NULL);
  self->id = g_strdup (object->id);
  self->division = g_strdup (object->division);
  self->body = g_strdup (object->body);
  self->object_id = g_strdup (ruhu_json_get_string (self->conflict, "rec"));
  self->path = g_strdup (ruhu_json_get_string (self->conflict, "path"));
  if (!ruhu_id_is_valid (self->object_id) || self->path == NULL ||
      !ruhu_object_kind_from_string (ruhu_json_get_string (self->conflict, "k"), &self->kind) ||
      !is_field_of (self->kind, self->path))
    return NULL;

  read_heads (self);
  return self->values->len > 0 ? g_steal_pointer (&self) : NULL;
}

const char *
ruhu_conflict_get_id (RuhuConflict *self)
{
  return self->id;
}

/** ruhu_conflict_get_object_id: Returns: UUID of the person, household or need */
const char *
ruhu_conflict_get_object_id (RuhuConflict *self)
{
  return self->object_id;
}

RuhuObjectKind
ruhu_conflict_get_kind (RuhuConflict *self)
{
  return self->kind;
}

const char *
ruhu_conflict_get_division (RuhuConflict *self)
{
  return self->division;
}

/** ruhu_conflict_get_path: Returns: the field; of a set `hardship:*` */
const char *
ruhu_conflict_get_path (RuhuConflict *self)
{
  return self->path;
}

/** ruhu_conflict_get_body: Returns: as HQ sent it; tells whether it is the same as before */
const char *
ruhu_conflict_get_body (RuhuConflict *self)
{
  return self->body;
}

/** ruhu_conflict_is_delete: Returns: whether one took out what another wrote to */
gboolean
ruhu_conflict_is_delete (RuhuConflict *self)
{
  return g_str_equal (self->path, DELETED) || g_str_has_suffix (self->path, "/" DELETED);
}

guint
ruhu_conflict_get_n_values (RuhuConflict *self)
{
  return self->values->len;
}

/** ruhu_conflict_get_value: Returns: (transfer none): value @i, from 0; the one that shows first */
const RuhuConflictValue *
ruhu_conflict_get_value (RuhuConflict *self, guint i)
{
  g_return_val_if_fail (i < self->values->len, NULL);

  return g_ptr_array_index (self->values, i);
}

static char *
name_head (JsonObject *head)
{
  return g_strdup_printf ("%s.%" G_GINT64_FORMAT,
                          ruhu_json_get_string (head, "d"),
                          json_object_get_int_member_with_default (head, "q", 0));
}

/* One field, whose every head is replaced. */
static void
choose_value (RuhuConflict *self, JsonNode *value, JsonObject *set, JsonObject *replaced)
{
  JsonArray *heads = get_heads (self);
  JsonArray *names = json_array_new ();
  guint i;

  for (i = 0; i < json_array_get_length (heads); i++) {
    g_autofree char *name = name_head (json_array_get_object_element (heads, i));

    json_array_add_string_element (names, name);
  }
  json_object_set_member (set, self->path, value);
  json_object_set_array_member (replaced, self->path, names);
}

/* Of a set “none” goes, or all the others do. */
static void
choose_options (RuhuConflict *self, gboolean none, JsonObject *set, JsonObject *replaced)
{
  JsonArray *heads = get_heads (self);
  guint i;

  for (i = 0; i < json_array_get_length (heads); i++) {
    JsonObject *head = json_array_get_object_element (heads, i);
    const char *field = ruhu_json_get_string (head, "f");
    g_autofree char *name = name_head (head);

    if (field == NULL || g_str_has_suffix (field, NONE) == none)
      continue;
    json_object_set_int_member (set, field, 0);
    json_object_set_string_member (replaced, field, name);
  }
}

/**
 * ruhu_conflict_choose:
 * @i: which value; of a delete there is only the choice to keep the object, and @i counts for
 * nothing
 *
 * Returns: (transfer full): `{"set","rp"}`, the members of the line that settles it
 */
char *
ruhu_conflict_choose (RuhuConflict *self, guint i)
{
  g_autoptr (JsonObject) line = json_object_new ();
  JsonObject *set = json_object_new ();
  JsonObject *replaced = json_object_new ();

  g_return_val_if_fail (i < self->values->len, NULL);

  if (ruhu_conflict_is_delete (self))
    choose_value (self, json_node_init_null (json_node_alloc ()), set, replaced);
  else if (g_str_has_suffix (self->path, SET))
    choose_options (self,
                    g_str_has_suffix (ruhu_conflict_get_value (self, i)->field, NONE),
                    set,
                    replaced);
  else
    choose_value (self,
                  json_node_copy (
                    json_object_get_member (json_array_get_object_element (get_heads (self), i),
                                            "v")),
                  set,
                  replaced);
  json_object_set_object_member (line, "set", set);
  json_object_set_object_member (line, "rp", replaced);
  return ruhu_json_to_text (line);
}
