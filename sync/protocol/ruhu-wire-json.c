/* ruhu-wire-json.c: JSON from a stranger, read strictly
 *
 * json-glib reads more than JSON (comments, assignments, deep nesting until the stack ends), so a
 * scanner by RFC 8259 goes over the text first; what it lets pass, every JSON reader reads alike.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-wire-json.h"

#include <string.h>

#define MAX_NUMBER 64 /* characters */
#define SMALLEST 0.0001

typedef struct {
  const char *at;
  const char *end;
  guint depth;
  guint max_depth;
  guint members;
  RuhuWireJsonFault fault;
} Scanner;

static gboolean scan_value (Scanner *self);

static gboolean
fail (Scanner *self, RuhuWireJsonFault fault)
{
  if (self->fault == RUHU_WIRE_JSON_GOOD)
    self->fault = fault;
  return FALSE;
}

static char
peek (Scanner *self)
{
  return self->at < self->end ? *self->at : '\0';
}

static void
skip_space (Scanner *self)
{
  while (self->at < self->end && strchr (" \t\r\n", *self->at) != NULL && *self->at != '\0')
    self->at++;
}

static gboolean
take (Scanner *self, char c)
{
  if (peek (self) != c || self->at == self->end)
    return fail (self, RUHU_WIRE_JSON_SYNTAX);

  self->at++;
  return TRUE;
}

static gboolean
scan_word (Scanner *self, const char *word)
{
  gsize length = strlen (word);

  if ((gsize) (self->end - self->at) < length || memcmp (self->at, word, length) != 0)
    return fail (self, RUHU_WIRE_JSON_SYNTAX);

  self->at += length;
  return TRUE;
}

static gboolean
scan_hex (Scanner *self, guint *unit)
{
  guint i;

  *unit = 0;
  for (i = 0; i < 4; i++, self->at++) {
    if (!g_ascii_isxdigit (peek (self)))
      return fail (self, RUHU_WIRE_JSON_SYNTAX);
    *unit = *unit << 4 | g_ascii_xdigit_value (*self->at);
  }

  return TRUE;
}

/* A zero byte would end the text early in C; half a surrogate pair is no character. */
static gboolean
scan_escape (Scanner *self)
{
  guint unit, low;

  if (peek (self) != 'u') {
    if (peek (self) == '\0' || strchr ("\"\\/bfnrt", peek (self)) == NULL)
      return fail (self, RUHU_WIRE_JSON_SYNTAX);
    self->at++;
    return TRUE;
  }

  self->at++;
  if (!scan_hex (self, &unit))
    return FALSE;
  if (unit == 0 || (unit >= 0xdc00 && unit <= 0xdfff))
    return fail (self, RUHU_WIRE_JSON_SYNTAX);
  if (unit < 0xd800 || unit > 0xdbff)
    return TRUE;
  if (!take (self, '\\') || !take (self, 'u') || !scan_hex (self, &low))
    return FALSE;

  return (low >= 0xdc00 && low <= 0xdfff) || fail (self, RUHU_WIRE_JSON_SYNTAX);
}

static gboolean
scan_text (Scanner *self)
{
  if (!take (self, '"'))
    return FALSE;

  while (self->at < self->end && *self->at != '"') {
    char c = *self->at++;

    if ((guchar) c < 0x20)
      return fail (self, RUHU_WIRE_JSON_SYNTAX);
    if (c == '\\' && !scan_escape (self))
      return FALSE;
  }

  return take (self, '"');
}

static gboolean
scan_digits (Scanner *self)
{
  if (!g_ascii_isdigit (peek (self)))
    return fail (self, RUHU_WIRE_JSON_SYNTAX);
  while (g_ascii_isdigit (peek (self)))
    self->at++;

  return TRUE;
}

/*
 * json-glib lets what is beyond 64 bits wrap round, and writes a double that needs an exponent in a
 * way that nobody can read back (`3e+17.0`, `inf`): a state merged of such values would be lost.
 */
static gboolean
check_number (Scanner *self, const char *start)
{
  char number[MAX_NUMBER + 1];
  gsize length = self->at - start;
  double value;

  if (length > MAX_NUMBER)
    return fail (self, RUHU_WIRE_JSON_SYNTAX);

  memcpy (number, start, length);
  number[length] = '\0';
  value = ABS (g_ascii_strtod (number, NULL));
  return (value == 0 || value >= SMALLEST) && value <= RUHU_WIRE_MAX_INTEGER
           ? TRUE
           : fail (self, RUHU_WIRE_JSON_SYNTAX);
}

static gboolean
scan_number (Scanner *self)
{
  const char *start = self->at;

  if (peek (self) == '-')
    self->at++;
  if (peek (self) == '0')
    self->at++;
  else if (!scan_digits (self))
    return FALSE;
  if (peek (self) == '.') {
    self->at++;
    if (!scan_digits (self))
      return FALSE;
  }

  /* An exponent is no part of it, and what follows the number then is no JSON. */
  return check_number (self, start);
}

static gboolean
scan_member (Scanner *self)
{
  self->members++;
  if (!scan_text (self))
    return FALSE;
  skip_space (self);
  return take (self, ':') && scan_value (self);
}

static gboolean
scan_list (Scanner *self, char close, gboolean (*scan_item) (Scanner *self))
{
  if (++self->depth > self->max_depth)
    return fail (self, RUHU_WIRE_JSON_DEEP);

  self->at++;
  skip_space (self);
  if (peek (self) != close) {
    do {
      skip_space (self);
      if (!scan_item (self))
        return FALSE;
      skip_space (self);
    } while (peek (self) == ',' && take (self, ','));
  }
  self->depth--;
  return take (self, close);
}

static gboolean
scan_value (Scanner *self)
{
  skip_space (self);
  switch (peek (self)) {
  case '{':
    return scan_list (self, '}', scan_member);
  case '[':
    return scan_list (self, ']', scan_value);
  case '"':
    return scan_text (self);
  case 't':
    return scan_word (self, "true");
  case 'f':
    return scan_word (self, "false");
  case 'n':
    return scan_word (self, "null");
  default:
    return scan_number (self);
  }
}

static guint count_members (JsonNode *node);

static guint
count_object_members (JsonObject *object)
{
  JsonObjectIter iter;
  JsonNode *value;
  guint n = json_object_get_size (object);

  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, NULL, &value))
    n += count_members (value);

  return n;
}

static guint
count_members (JsonNode *node)
{
  guint i, n = 0;

  if (JSON_NODE_HOLDS_OBJECT (node))
    return count_object_members (json_node_get_object (node));
  if (JSON_NODE_HOLDS_ARRAY (node)) {
    JsonArray *array = json_node_get_array (node);

    for (i = 0; i < json_array_get_length (array); i++)
      n += count_members (json_array_get_element (array, i));
  }

  return n;
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
  g_autoptr (JsonParser) parser = json_parser_new ();
  Scanner scanner = { text, text, 0, max_depth, 0, RUHU_WIRE_JSON_GOOD };
  JsonObject *object = NULL;

  if (length > 0) /* a body of no bytes has no address to count from */
    scanner.end += length;
  skip_space (&scanner);
  if (length > G_MAXINT || peek (&scanner) != '{' || !g_utf8_validate_len (text, length, NULL))
    fail (&scanner, RUHU_WIRE_JSON_SYNTAX);
  else if (scan_value (&scanner)) {
    skip_space (&scanner);
    if (scanner.at != scanner.end || !json_parser_load_from_data (parser, text, length, NULL))
      fail (&scanner, RUHU_WIRE_JSON_SYNTAX);
  }

  if (scanner.fault == RUHU_WIRE_JSON_GOOD) {
    object = json_node_get_object (json_parser_get_root (parser));
    if (count_object_members (object) != scanner.members)
      fail (&scanner, RUHU_WIRE_JSON_SYNTAX);
  }

  if (fault != NULL)
    *fault = scanner.fault;
  return scanner.fault == RUHU_WIRE_JSON_GOOD ? json_object_ref (object) : NULL;
}

/**
 * ruhu_wire_json_get_uint:
 * @value: (out): untouched on failure
 *
 * Returns: %FALSE where @member is not there or no integer from 0 to %RUHU_WIRE_MAX_INTEGER
 */
gboolean
ruhu_wire_json_get_uint (JsonObject *object, const char *member, guint64 *value)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, member) : NULL;
  gint64 got = -1;

  if (node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
      json_node_get_value_type (node) == G_TYPE_INT64)
    got = json_node_get_int (node);

  if (got < 0 || got > (gint64) RUHU_WIRE_MAX_INTEGER)
    return FALSE;

  *value = got;
  return TRUE;
}

/**
 * ruhu_wire_json_get_bytes:
 * @bytes: where they go; untouched on failure
 * @length: how many there must be
 *
 * Returns: %FALSE where @member is no base64 text of exactly @length bytes
 */
gboolean
ruhu_wire_json_get_bytes (JsonObject *object, const char *member, guint8 *bytes, gsize length)
{
  const char *text = ruhu_json_get_string (object, member);
  g_autofree guint8 *got = NULL;
  g_autofree char *again = NULL;
  gsize n = 0;

  if (text == NULL)
    return FALSE;

  got = g_base64_decode (text, &n);
  if (n != length)
    return FALSE;

  /* GLib skips what is no base64; only the one right spelling counts. */
  again = g_base64_encode (got, n);
  if (strcmp (again, text) != 0)
    return FALSE;

  memcpy (bytes, got, length);
  return TRUE;
}

/** ruhu_wire_json_set_bytes: sets @member to @bytes in base64 */
void
ruhu_wire_json_set_bytes (JsonObject *object, const char *member, const guint8 *bytes, gsize length)
{
  g_autofree char *text = g_base64_encode (bytes, length);

  json_object_set_string_member (object, member, text);
}
