/* ruhu-fields.c: what is known of a person, household, need or task, by name
 *
 * Twenty thousand persons of sixty fields stay in memory while the tablet is unlocked; a hash table
 * for each would take ten times the room of the words. So all of one object's fields are one block,
 * which is wiped when it goes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "register/ruhu-fields.h"

#include "base/ruhu-error.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define OPTION_MARK ':'

typedef struct {
  const char *name; /* interned */
  guint32 value;    /* offset into the words */
  guint32 proposed;
} Field;

struct _RuhuFields {
  gsize size;
  gboolean deleted;
  guint n;
  Field fields[];
};

typedef struct {
  GArray *fields;
  GString *words;
} Builder;

static const char *
words_of (RuhuFields *self)
{
  return (const char *) &self->fields[self->n];
}

static Field *
builder_find (Builder *builder, const char *interned)
{
  for (guint i = 0; i < builder->fields->len; i++)
    if (g_array_index (builder->fields, Field, i).name == interned)
      return &g_array_index (builder->fields, Field, i);

  return NULL;
}

static void
builder_add (Builder *builder, const char *name, const char *value, gboolean proposed)
{
  const char *interned = g_intern_string (name);
  Field *there = builder_find (builder, interned);
  Field field = { interned, (guint32) builder->words->len, proposed };

  g_string_append_len (builder->words, value, (gssize) strlen (value) + 1);
  if (there != NULL)
    *there = field;
  else
    g_array_append_val (builder->fields, field);
}

/* A set travels as one field for each option, `hardship:dibao` = 1 (SYNC.md 2.4); a form wants it
 * as one text, `dibao margin`. */
static void
builder_add_option (Builder *builder, const char *path, const char *value, gboolean proposed)
{
  const char *mark = strchr (path, OPTION_MARK);
  g_autofree char *name = g_strndup (path, (gsize) (mark - path));
  Field *there = builder_find (builder, g_intern_string (name));
  g_autofree char *set = NULL;

  if (!g_str_equal (value, "1"))
    return;

  set = there != NULL ? g_strconcat (builder->words->str + there->value, " ", mark + 1, NULL)
                      : g_strdup (mark + 1);
  builder_add (builder, name, set, proposed || (there != NULL && there->proposed));
}

static RuhuFields *
builder_end (Builder *builder)
{
  gsize size = sizeof (RuhuFields) + builder->fields->len * sizeof (Field) + builder->words->len;
  RuhuFields *self = g_atomic_rc_box_alloc0 (size);

  self->size = size;
  self->n = builder->fields->len;
  if (self->n > 0)
    memcpy (self->fields, builder->fields->data, self->n * sizeof (Field));
  memcpy ((char *) words_of (self), builder->words->str, builder->words->len);

  g_array_unref (builder->fields);
  explicit_bzero (builder->words->str, builder->words->len);
  g_string_free (builder->words, TRUE);
  return self;
}

static Builder
builder_begin (void)
{
  return (Builder){ g_array_new (FALSE, FALSE, sizeof (Field)), g_string_new (NULL) };
}

/**
 * ruhu_fields_new:
 * @names_and_values: name, value, name, value … %NULL
 *
 * Returns: (transfer full): those fields; an empty value is as good as none
 */
RuhuFields *
ruhu_fields_new (const char *const *names_and_values)
{
  Builder builder = builder_begin ();

  for (gsize i = 0; names_and_values[i] != NULL; i += 2)
    if (*names_and_values[i + 1] != '\0')
      builder_add (&builder, names_and_values[i], names_and_values[i + 1], FALSE);

  return builder_end (&builder);
}

static char *
value_to_text (JsonNode *node)
{
  GType type;

  if (!JSON_NODE_HOLDS_VALUE (node))
    return NULL;

  type = json_node_get_value_type (node);
  if (type == G_TYPE_STRING)
    return g_strdup (json_node_get_string (node));
  if (type == G_TYPE_INT64)
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
  if (type == G_TYPE_BOOLEAN)
    return g_strdup (json_node_get_boolean (node) ? "1" : "0");

  return g_strdup_printf ("%.15g", json_node_get_double (node));
}

static void
add_member (JsonObject *object, const char *name, JsonNode *node, gpointer data)
{
  Builder *builder = data;
  gboolean proposed = FALSE;
  g_autofree char *text = NULL;

  if (JSON_NODE_HOLDS_OBJECT (node)) {
    JsonObject *write = json_node_get_object (node);

    proposed = json_object_has_member (write, "src");
    node = json_object_get_member (write, "v");
  }

  text = node != NULL ? value_to_text (node) : NULL;
  if (text == NULL || *text == '\0')
    return;

  if (strchr (name, OPTION_MARK) != NULL)
    builder_add_option (builder, name, text, proposed);
  else
    builder_add (builder, name, text, proposed);
}

static gboolean
delete_saw (JsonObject *deleted, JsonObject *write)
{
  const char *device = json_object_get_string_member_with_default (write, "d", "");
  gint64 upto;

  if (g_str_equal (device, json_object_get_string_member_with_default (deleted, "d", "")))
    upto = json_object_get_int_member_with_default (deleted, "q", 0);
  else if (json_object_has_member (deleted, "s"))
    upto = json_object_get_int_member_with_default (json_object_get_object_member (deleted, "s"),
                                                    device,
                                                    0);
  else
    upto = 0;

  return json_object_get_int_member_with_default (write, "q", 0) <= upto;
}

/* An edit that the delete did not know wins over it (SYNC.md 2.4, rule 8). */
static gboolean
read_deleted (JsonObject *fields)
{
  JsonNode *node = json_object_get_member (fields, "_del");
  JsonObject *deleted =
    node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonObjectIter iter;

  if (deleted == NULL || !json_object_has_member (deleted, "v") ||
      json_object_get_null_member (deleted, "v"))
    return FALSE;

  json_object_iter_init (&iter, fields);
  while (json_object_iter_next (&iter, NULL, &node))
    if (JSON_NODE_HOLDS_OBJECT (node) && !delete_saw (deleted, json_node_get_object (node)))
      return FALSE;

  return TRUE;
}

/**
 * ruhu_fields_new_from_body:
 * @body: JSON as the object store keeps it: the state of sync/protocol/ruhu-merge.c, which has
 *   `{"v": value, "src": response …}` for each field under the member `f`; or an object of field →
 *   value
 * @error: return location for a #GError
 *
 * Any thread.
 *
 * Returns: (transfer full) (nullable): its fields, or %NULL with %RUHU_ERROR_CORRUPT
 */
RuhuFields *
ruhu_fields_new_from_body (const char *body, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  Builder builder;
  JsonObject *object;
  RuhuFields *self;

  /* The parser's message quotes what it met, which may be personal: it is not passed on. */
  if (!json_parser_load_from_data (parser, body, -1, NULL) ||
      json_parser_get_root (parser) == NULL ||
      !JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser))) {
    g_set_error_literal (error,
                         RUHU_ERROR,
                         RUHU_ERROR_CORRUPT,
                         "an object's body is no JSON object");
    return NULL;
  }

  object = json_node_get_object (json_parser_get_root (parser));
  if (json_object_has_member (object, "f") &&
      JSON_NODE_HOLDS_OBJECT (json_object_get_member (object, "f")))
    object = json_object_get_object_member (object, "f");

  builder = builder_begin ();
  json_object_foreach_member (object, add_member, &builder);
  self = builder_end (&builder);
  self->deleted = read_deleted (object);
  return self;
}

RuhuFields *
ruhu_fields_ref (RuhuFields *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
wipe (gpointer data)
{
  explicit_bzero (data, ((RuhuFields *) data)->size);
}

void
ruhu_fields_unref (RuhuFields *self)
{
  g_atomic_rc_box_release_full (self, wipe);
}

static const Field *
find (RuhuFields *self, const char *name)
{
  for (guint i = 0; i < self->n; i++)
    if (self->fields[i].name == name)
      return &self->fields[i];
  for (guint i = 0; i < self->n; i++)
    if (g_str_equal (self->fields[i].name, name))
      return &self->fields[i];

  return NULL;
}

/**
 * ruhu_fields_get:
 *
 * Returns: the value of field @name, "" where there is none; a set as its options with a space
 *   between two
 */
const char *
ruhu_fields_get (RuhuFields *self, const char *name)
{
  const Field *field = find (self, name);

  return field != NULL ? words_of (self) + field->value : "";
}

/**
 * ruhu_fields_has_option:
 *
 * Returns: whether the set @name has @option
 */
gboolean
ruhu_fields_has_option (RuhuFields *self, const char *name, const char *option)
{
  const char *set = ruhu_fields_get (self, name);
  gsize length = strlen (option);

  for (const char *p = set; *p != '\0'; p += strcspn (p, " "), p += *p == ' ')
    if (strncmp (p, option, length) == 0 && (p[length] == ' ' || p[length] == '\0'))
      return TRUE;

  return FALSE;
}

/**
 * ruhu_fields_is_proposed:
 *
 * Returns: whether the value of @name comes from a response that is not yet accepted
 */
gboolean
ruhu_fields_is_proposed (RuhuFields *self, const char *name)
{
  const Field *field = find (self, name);

  return field != NULL && field->proposed;
}

/**
 * ruhu_fields_is_deleted:
 *
 * Returns: whether the object was taken out of the register, and nobody wrote to it since without
 *   knowing that
 */
gboolean
ruhu_fields_is_deleted (RuhuFields *self)
{
  return self->deleted;
}

/**
 * ruhu_fields_foreach:
 * @func: called for each field that has a value
 */
void
ruhu_fields_foreach (RuhuFields *self, RuhuFieldsFunc func, gpointer data)
{
  for (guint i = 0; i < self->n; i++)
    func (self->fields[i].name, words_of (self) + self->fields[i].value, data);
}
