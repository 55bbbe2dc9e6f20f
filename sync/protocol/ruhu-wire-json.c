/* ruhu-wire-json.c: JSON from a stranger, read strictly
 *
 * json-glib reads more than JSON (comments, assignments, deep nesting until the stack ends), and
 * takes several times as long as the rest of what HQ does with a line. So a reader by RFC 8259
 * makes json-glib's objects; what it lets pass, every JSON reader reads alike.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define _GNU_SOURCE /* memmem */

#include "ruhu-wire-json-private.h"

#include <string.h>

#define FEW 64 /* names of one object, which are compared each with each */

static JsonNode *read_value (RuhuWireJsonReader *self);
static gboolean pass_value (RuhuWireJsonReader *self);

static JsonNode *
read_text_value (RuhuWireJsonReader *self)
{
  gsize text = self->texts->len;
  JsonNode *node;

  if (!ruhu_wire_json_read_text (self))
    return NULL;

  node = json_node_init_string (json_node_alloc (), self->texts->str + text);
  g_string_truncate (self->texts, text);
  return node;
}

static gboolean
pass_around (RuhuWireJsonReader *self)
{
  if (self->part->text != NULL)
    return ruhu_wire_json_fail (self, RUHU_WIRE_JSON_SYNTAX);

  self->part->text = self->at;
  if (!pass_value (self))
    return FALSE;
  self->part->length = self->at - self->part->text;
  return TRUE;
}

static gboolean
read_member (RuhuWireJsonReader *self, gpointer object)
{
  gsize name = self->texts->len;
  JsonNode *value;

  if (!ruhu_wire_json_read_name (self))
    return FALSE;
  if (self->around != NULL && self->depth == 1 &&
      g_str_equal (self->texts->str + name, self->around)) {
    g_string_truncate (self->texts, name);
    return pass_around (self);
  }

  value = read_value (self);
  if (value == NULL)
    return FALSE;
  if (json_object_has_member (object, self->texts->str + name)) {
    json_node_unref (value);
    return ruhu_wire_json_fail (self, RUHU_WIRE_JSON_SYNTAX);
  }
  json_object_set_member (object, self->texts->str + name, value);
  g_string_truncate (self->texts, name);
  return TRUE;
}

static gboolean
read_element (RuhuWireJsonReader *self, gpointer array)
{
  JsonNode *value = read_value (self);

  if (value == NULL)
    return FALSE;

  json_array_add_element (array, value);
  return TRUE;
}

static JsonNode *
read_object (RuhuWireJsonReader *self)
{
  g_autoptr (JsonObject) object = json_object_new ();
  JsonNode *node;

  if (!ruhu_wire_json_read_list (self, '}', read_member, object))
    return NULL;

  node = json_node_alloc ();
  json_node_init_object (node, object);
  return node;
}

static JsonNode *
read_array (RuhuWireJsonReader *self)
{
  g_autoptr (JsonArray) array = json_array_new ();
  JsonNode *node;

  if (!ruhu_wire_json_read_list (self, ']', read_element, array))
    return NULL;

  node = json_node_alloc ();
  json_node_init_array (node, array);
  return node;
}

/* Never %NULL without a fault. */
static JsonNode *
read_value (RuhuWireJsonReader *self)
{
  JsonNode *number = NULL;

  ruhu_wire_json_skip_space (self);
  switch (ruhu_wire_json_peek (self)) {
  case '{':
    return read_object (self);
  case '[':
    return read_array (self);
  case '"':
    return read_text_value (self);
  case 't':
    return ruhu_wire_json_take_word (self, "true")
             ? json_node_init_boolean (json_node_alloc (), TRUE)
             : NULL;
  case 'f':
    return ruhu_wire_json_take_word (self, "false")
             ? json_node_init_boolean (json_node_alloc (), FALSE)
             : NULL;
  case 'n':
    return ruhu_wire_json_take_word (self, "null") ? json_node_init_null (json_node_alloc ())
                                                   : NULL;
  default:
    ruhu_wire_json_read_number (self, &number);
    return number;
  }
}

/* Leaves the name on the stack, for pass_object() to compare with the others. */
static gboolean
pass_member (RuhuWireJsonReader *self, gpointer n_names)
{
  gsize name = self->texts->len;
  gsize text;
  guint *n = n_names;

  (*n)++;
  if (!ruhu_wire_json_read_name (self))
    return FALSE;

  text = self->texts->len;
  if (ruhu_wire_json_peek (self) != '"' || self->wanted == NULL ||
      !g_str_equal (self->texts->str + name, self->wanted))
    return pass_value (self);

  if (ruhu_wire_json_read_text (self))
    self->found = g_strdup (self->texts->str + text);
  return FALSE; /* what comes after it nobody asks for */
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static gboolean
are_distinct (const char **names, guint n)
{
  guint i, j;

  if (n > FEW)
    qsort (names, n, sizeof *names, compare_names);
  for (i = 1; i < n; i++) {
    for (j = n > FEW ? i - 1 : 0; j < i; j++) {
      if (*names[i] == *names[j] && g_str_equal (names[i], names[j]))
        return FALSE;
    }
  }
  return TRUE;
}

/* The last @n texts on the stack, from @first on. */
static gboolean
check_names (RuhuWireJsonReader *self, gsize first, guint n)
{
  const char *few[FEW];
  g_autofree const char **many = n > FEW ? g_new (const char *, n) : NULL;
  const char **names = many != NULL ? many : few;
  const char *name = self->texts->str + first;
  guint i;

  for (i = 0; i < n; i++) {
    names[i] = name;
    name += strlen (name) + 1;
  }
  return are_distinct (names, n) || ruhu_wire_json_fail (self, RUHU_WIRE_JSON_SYNTAX);
}

static gboolean
pass_object (RuhuWireJsonReader *self)
{
  gsize first = self->texts->len;
  guint n = 0;

  if (!ruhu_wire_json_read_list (self, '}', pass_member, &n) || !check_names (self, first, n))
    return FALSE;

  g_string_truncate (self->texts, first);
  return TRUE;
}

static gboolean
pass_element (RuhuWireJsonReader *self, gpointer unused)
{
  ruhu_wire_json_skip_space (self);
  return pass_value (self);
}

/* What stands in a list is one of several, and not what is looked for. */
static gboolean
pass_array (RuhuWireJsonReader *self)
{
  const char *wanted = g_steal_pointer (&self->wanted);
  gboolean good = ruhu_wire_json_read_list (self, ']', pass_element, NULL);

  self->wanted = wanted;
  return good;
}

static gboolean
pass_text (RuhuWireJsonReader *self)
{
  gsize text = self->texts->len;

  if (!ruhu_wire_json_take (self, '"'))
    return FALSE;

  while (self->at < self->end && *self->at != '"') {
    if ((guchar) *self->at < 0x20)
      return ruhu_wire_json_fail (self, RUHU_WIRE_JSON_SYNTAX);
    if (*self->at++ == '\\' && !ruhu_wire_json_read_escape (self))
      return FALSE;
  }

  g_string_truncate (self->texts, text);
  return ruhu_wire_json_take (self, '"');
}

/* As read_value(), but nothing is made of it. */
static gboolean
pass_value (RuhuWireJsonReader *self)
{
  switch (ruhu_wire_json_peek (self)) {
  case '{':
    return pass_object (self);
  case '[':
    return pass_array (self);
  case '"':
    return pass_text (self);
  case 't':
    return ruhu_wire_json_take_word (self, "true");
  case 'f':
    return ruhu_wire_json_take_word (self, "false");
  case 'n':
    return ruhu_wire_json_take_word (self, "null");
  default:
    return ruhu_wire_json_read_number (self, NULL);
  }
}

static JsonObject *
parse (RuhuWireJsonReader *reader, const char *text, gsize length, RuhuWireJsonFault *fault)
{
  g_autoptr (JsonNode) root = NULL;

  reader->at = reader->end = text;
  if (length > 0) /* a body of no bytes has no address to count from */
    reader->end += length;
  ruhu_wire_json_skip_space (reader);
  if (length > G_MAXINT || ruhu_wire_json_peek (reader) != '{' ||
      !g_utf8_validate_len (text, length, NULL))
    ruhu_wire_json_fail (reader, RUHU_WIRE_JSON_SYNTAX);
  else {
    reader->texts = g_string_sized_new (256);
    root = read_object (reader);
    g_string_free (reader->texts, TRUE);
    ruhu_wire_json_skip_space (reader);
    if (reader->at != reader->end)
      ruhu_wire_json_fail (reader, RUHU_WIRE_JSON_SYNTAX);
  }

  if (fault != NULL)
    *fault = reader->fault;
  return reader->fault == RUHU_WIRE_JSON_GOOD ? json_node_dup_object (root) : NULL;
}

/**
 * ruhu_wire_json_parse:
 * @text: bytes, not trusted, not ended
 * @length: how many
 * @fault: (out) (optional): what was wrong
 *
 * Returns: (transfer full) (nullable): the object that @text is; %NULL where it is none, by RFC
 *   8259, in UTF-8, without doubled members and zero bytes
 */
JsonObject *
ruhu_wire_json_parse (const char *text, gsize length, RuhuWireJsonFault *fault)
{
  return ruhu_wire_json_parse_deep (text, length, RUHU_WIRE_MAX_DEPTH, fault);
}

/** ruhu_wire_json_parse_deep: as ruhu_wire_json_parse(), with another limit of nesting */
JsonObject *
ruhu_wire_json_parse_deep (const char *text,
                           gsize length,
                           guint max_depth,
                           RuhuWireJsonFault *fault)
{
  RuhuWireJsonReader reader = { .max_depth = max_depth };

  return parse (&reader, text, length, fault);
}

/**
 * ruhu_wire_json_parse_around:
 * @member: of the object
 * @part: (out): where the value of @member stands in @text; its own text is %NULL where there is
 * none
 *
 * As ruhu_wire_json_parse(), but the object is made without @member, which is checked like the
 * rest.
 */
JsonObject *
ruhu_wire_json_parse_around (const char *text,
                             gsize length,
                             const char *member,
                             RuhuWireJsonPart *part,
                             RuhuWireJsonFault *fault)
{
  RuhuWireJsonReader reader = { .max_depth = RUHU_WIRE_MAX_DEPTH, .around = member, .part = part };

  part->text = NULL;
  part->length = 0;
  return parse (&reader, text, length, fault);
}

/* Most are not there; a name may also be written with escapes. */
static gboolean
may_have (const RuhuWireJsonPart *part, const char *name)
{
  return memmem (part->text, part->length, name, strlen (name)) != NULL ||
         memchr (part->text, '\\', part->length) != NULL;
}

/**
 * ruhu_wire_json_find_text:
 * @part: what ruhu_wire_json_parse_around() passed over
 * @name: of a member, in whatever object; not in arrays
 *
 * Returns: (transfer full) (nullable): the first text of that name
 */
char *
ruhu_wire_json_find_text (const RuhuWireJsonPart *part, const char *name)
{
  RuhuWireJsonReader reader = { .max_depth = RUHU_WIRE_MAX_DEPTH, .wanted = name };

  if (part->text == NULL || !may_have (part, name))
    return NULL;

  reader.at = part->text;
  reader.end = part->text + part->length;
  reader.texts = g_string_sized_new (256);
  pass_value (&reader);
  g_string_free (reader.texts, TRUE);
  return reader.found;
}
