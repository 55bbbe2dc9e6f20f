/* ruhu-wire-json-reader.c: JSON, token by token
 *
 * By RFC 8259, with no more leave than that. Texts go onto the reader's stack.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-wire-json-private.h"

#include <string.h>

#define MAX_NUMBER 64 /* characters */
#define SMALLEST 0.0001

gboolean
ruhu_wire_json_take_word (RuhuWireJsonReader *self, const char *word)
{
  gsize length = strlen (word);

  if ((gsize) (self->end - self->at) < length || memcmp (self->at, word, length) != 0)
    return ruhu_wire_json_fail (self, RUHU_WIRE_JSON_SYNTAX);

  self->at += length;
  return TRUE;
}

static gboolean
read_hex (RuhuWireJsonReader *self, gunichar *unit)
{
  guint i;

  *unit = 0;
  for (i = 0; i < 4; i++, self->at++) {
    if (!g_ascii_isxdigit (ruhu_wire_json_peek (self)))
      return ruhu_wire_json_fail (self, RUHU_WIRE_JSON_SYNTAX);
    *unit = *unit << 4 | g_ascii_xdigit_value (*self->at);
  }

  return TRUE;
}

/* A zero byte would end the text early in C; half a surrogate pair is no character. */
static gboolean
read_unicode (RuhuWireJsonReader *self)
{
  gunichar unit, low;

  if (!read_hex (self, &unit))
    return FALSE;
  if (unit == 0 || (unit >= 0xdc00 && unit <= 0xdfff))
    return ruhu_wire_json_fail (self, RUHU_WIRE_JSON_SYNTAX);
  if (unit >= 0xd800 && unit <= 0xdbff) {
    if (!ruhu_wire_json_take (self, '\\') || !ruhu_wire_json_take (self, 'u') ||
        !read_hex (self, &low))
      return FALSE;
    if (low < 0xdc00 || low > 0xdfff)
      return ruhu_wire_json_fail (self, RUHU_WIRE_JSON_SYNTAX);
    unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
  }

  g_string_append_unichar (self->texts, unit);
  return TRUE;
}

gboolean
ruhu_wire_json_read_escape (RuhuWireJsonReader *self)
{
  static const char letters[] = "\"\\/bfnrt";
  static const char meant[] = "\"\\/\b\f\n\r\t";
  const char *letter =
    ruhu_wire_json_peek (self) != '\0' ? strchr (letters, ruhu_wire_json_peek (self)) : NULL;

  if (ruhu_wire_json_peek (self) == 'u') {
    self->at++;
    return read_unicode (self);
  }
  if (letter == NULL)
    return ruhu_wire_json_fail (self, RUHU_WIRE_JSON_SYNTAX);

  self->at++;
  g_string_append_c (self->texts, meant[letter - letters]);
  return TRUE;
}

/* Puts a text on the stack; whoever called takes it off again. */
gboolean
ruhu_wire_json_read_text (RuhuWireJsonReader *self)
{
  if (!ruhu_wire_json_take (self, '"'))
    return FALSE;

  while (self->at < self->end && *self->at != '"') {
    const char *start = self->at;

    while (self->at < self->end && *self->at != '"' && *self->at != '\\' &&
           (guchar) *self->at >= 0x20)
      self->at++;
    g_string_append_len (self->texts, start, self->at - start);
    if (self->at == self->end || *self->at == '"')
      break;
    if (*self->at++ != '\\')
      return ruhu_wire_json_fail (self, RUHU_WIRE_JSON_SYNTAX);
    if (!ruhu_wire_json_read_escape (self))
      return FALSE;
  }

  g_string_append_c (self->texts, '\0');
  return ruhu_wire_json_take (self, '"');
}

static gboolean
take_digits (RuhuWireJsonReader *self)
{
  if (!g_ascii_isdigit (ruhu_wire_json_peek (self)))
    return ruhu_wire_json_fail (self, RUHU_WIRE_JSON_SYNTAX);
  while (g_ascii_isdigit (ruhu_wire_json_peek (self)))
    self->at++;

  return TRUE;
}

/*
 * json-glib writes a double that needs an exponent in a way that nobody can read back (`3e+17.0`,
 * `inf`): a state merged of such values would be lost.
 */
static gboolean
check_number (RuhuWireJsonReader *self,
              const char *start,
              char number[MAX_NUMBER + 1],
              double *value)
{
  gsize length = self->at - start;

  if (length > MAX_NUMBER)
    return ruhu_wire_json_fail (self, RUHU_WIRE_JSON_SYNTAX);

  memcpy (number, start, length);
  number[length] = '\0';
  *value = g_ascii_strtod (number, NULL);
  return *value == 0 || (ABS (*value) >= SMALLEST && ABS (*value) <= RUHU_WIRE_MAX_INTEGER) ||
         ruhu_wire_json_fail (self, RUHU_WIRE_JSON_SYNTAX);
}

/* @node: (out) (optional) */
gboolean
ruhu_wire_json_read_number (RuhuWireJsonReader *self, JsonNode **node)
{
  const char *start = self->at;
  char number[MAX_NUMBER + 1];
  gboolean whole;
  double value;

  if (ruhu_wire_json_peek (self) == '-')
    self->at++;
  if (ruhu_wire_json_peek (self) == '0')
    self->at++;
  else if (!take_digits (self))
    return FALSE;
  whole = ruhu_wire_json_peek (self) != '.';
  if (!whole) {
    self->at++;
    if (!take_digits (self))
      return FALSE;
  }

  /* An exponent is no part of it, and what follows the number then is no JSON. */
  if (!check_number (self, start, number, &value))
    return FALSE;
  if (node != NULL && whole)
    *node = json_node_init_int (json_node_alloc (), g_ascii_strtoll (number, NULL, 10));
  else if (node != NULL)
    *node = json_node_init_double (json_node_alloc (), value);
  return TRUE;
}

/* Puts a member's name on the stack; its value comes next. */
gboolean
ruhu_wire_json_read_name (RuhuWireJsonReader *self)
{
  if (!ruhu_wire_json_read_text (self))
    return FALSE;

  ruhu_wire_json_skip_space (self);
  if (!ruhu_wire_json_take (self, ':'))
    return FALSE;

  ruhu_wire_json_skip_space (self);
  return TRUE;
}

gboolean
ruhu_wire_json_read_list (RuhuWireJsonReader *self,
                          char close,
                          gboolean (*read_item) (RuhuWireJsonReader *self, gpointer list),
                          gpointer list)
{
  if (++self->depth > self->max_depth)
    return ruhu_wire_json_fail (self, RUHU_WIRE_JSON_DEEP);

  self->at++;
  ruhu_wire_json_skip_space (self);
  if (ruhu_wire_json_peek (self) != close) {
    do {
      ruhu_wire_json_skip_space (self);
      if (!read_item (self, list))
        return FALSE;
      ruhu_wire_json_skip_space (self);
    } while (ruhu_wire_json_peek (self) == ',' && ruhu_wire_json_take (self, ','));
  }
  self->depth--;
  return ruhu_wire_json_take (self, close);
}
