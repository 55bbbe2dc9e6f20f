/* ruhu-xpath-lexer.c: an expression cut into tokens
 *
 * XPath 1.0, section 3.7. Two rules need memory: after something that ends an operand, `*`
 * multiplies and `and`, `or`, `div`, `mod` are operators even where more letters follow (`1or1`);
 * elsewhere all of these are names. A name may hold `-` and `.`, so `a-b` is one name and `a - b`
 * is a difference.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/xpath/ruhu-xpath-lexer-private.h"

#include <string.h>

#include "base/ruhu-error.h"

static const struct {
  const char *text;
  RuhuXPathTokenKind kind;
  RuhuXPathOperator op;
} marks[] = {
  { "<=", RUHU_XPATH_TOKEN_OPERATOR, RUHU_XPATH_LE },
  { ">=", RUHU_XPATH_TOKEN_OPERATOR, RUHU_XPATH_GE },
  { "!=", RUHU_XPATH_TOKEN_OPERATOR, RUHU_XPATH_NE },
  { "//", RUHU_XPATH_TOKEN_SLASHES, 0 },
  { "..", RUHU_XPATH_TOKEN_DOTS, 0 },
  { "::", RUHU_XPATH_TOKEN_AXIS, 0 },
  { "=", RUHU_XPATH_TOKEN_OPERATOR, RUHU_XPATH_EQ },
  { "<", RUHU_XPATH_TOKEN_OPERATOR, RUHU_XPATH_LT },
  { ">", RUHU_XPATH_TOKEN_OPERATOR, RUHU_XPATH_GT },
  { "+", RUHU_XPATH_TOKEN_OPERATOR, RUHU_XPATH_ADD },
  { "-", RUHU_XPATH_TOKEN_OPERATOR, RUHU_XPATH_SUBTRACT },
  { "|", RUHU_XPATH_TOKEN_OPERATOR, RUHU_XPATH_UNION },
  { "/", RUHU_XPATH_TOKEN_SLASH, 0 },
  { ".", RUHU_XPATH_TOKEN_DOT, 0 },
  { "@", RUHU_XPATH_TOKEN_AT, 0 },
  { ",", RUHU_XPATH_TOKEN_COMMA, 0 },
  { "(", RUHU_XPATH_TOKEN_LEFT_PAREN, 0 },
  { ")", RUHU_XPATH_TOKEN_RIGHT_PAREN, 0 },
  { "[", RUHU_XPATH_TOKEN_LEFT_BRACKET, 0 },
  { "]", RUHU_XPATH_TOKEN_RIGHT_BRACKET, 0 },
};

static const struct {
  const char *text;
  RuhuXPathOperator op;
} words[] = {
  { "and", RUHU_XPATH_AND }, { "or", RUHU_XPATH_OR },      { "div", RUHU_XPATH_DIV },
  { "mod", RUHU_XPATH_MOD }, { "*", RUHU_XPATH_MULTIPLY },
};

static gboolean
is_space (char c)
{
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static gboolean
starts_name (char c)
{
  return g_ascii_isalpha (c) || c == '_' || (guchar) c >= 0x80;
}

static gboolean
continues_name (char c)
{
  return starts_name (c) || g_ascii_isdigit (c) || c == '-' || c == '.';
}

static gboolean
ends_operand (RuhuXPathTokenKind kind)
{
  switch (kind) {
  case RUHU_XPATH_TOKEN_NUMBER:
  case RUHU_XPATH_TOKEN_LITERAL:
  case RUHU_XPATH_TOKEN_NAME:
  case RUHU_XPATH_TOKEN_STAR:
  case RUHU_XPATH_TOKEN_DOT:
  case RUHU_XPATH_TOKEN_DOTS:
  case RUHU_XPATH_TOKEN_RIGHT_PAREN:
  case RUHU_XPATH_TOKEN_RIGHT_BRACKET:
    return TRUE;
  case RUHU_XPATH_TOKEN_END:
  case RUHU_XPATH_TOKEN_OPERATOR:
  case RUHU_XPATH_TOKEN_SLASH:
  case RUHU_XPATH_TOKEN_SLASHES:
  case RUHU_XPATH_TOKEN_AT:
  case RUHU_XPATH_TOKEN_AXIS:
  case RUHU_XPATH_TOKEN_COMMA:
  case RUHU_XPATH_TOKEN_LEFT_PAREN:
  case RUHU_XPATH_TOKEN_LEFT_BRACKET:
  default:
    return FALSE;
  }
}

static void
take (RuhuXPathLexer *self, RuhuXPathTokenKind kind, gsize length)
{
  self->kind = kind;
  self->length = length;
  self->next = self->start + length;
}

static gboolean
take_word (RuhuXPathLexer *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    if (!g_str_has_prefix (self->start, words[i].text))
      continue;
    take (self, RUHU_XPATH_TOKEN_OPERATOR, strlen (words[i].text));
    self->op = words[i].op;
    return TRUE;
  }
  return FALSE;
}

static void
take_number (RuhuXPathLexer *self)
{
  const char *end = self->start;
  char digits[64];
  g_autofree char *copy = NULL;
  gsize length;

  end += strspn (end, "0123456789");
  if (*end == '.')
    end += 1 + strspn (end + 1, "0123456789");

  length = end - self->start;
  if (length < sizeof digits)
    memcpy (digits, self->start, length), digits[length] = '\0';
  else
    copy = g_strndup (self->start, length);
  self->number = g_ascii_strtod (copy != NULL ? copy : digits, NULL);
  take (self, RUHU_XPATH_TOKEN_NUMBER, length);
}

static gboolean
take_literal (RuhuXPathLexer *self, GError **error)
{
  const char *end = strchr (self->start + 1, *self->start);

  if (end == NULL) {
    g_set_error (error,
                 RUHU_ERROR,
                 RUHU_ERROR_INVALID,
                 "column %u: the text that begins here is not closed",
                 ruhu_xpath_lexer_get_column (self));
    return FALSE;
  }
  take (self, RUHU_XPATH_TOKEN_LITERAL, end + 1 - self->start);
  return TRUE;
}

static void
take_name (RuhuXPathLexer *self)
{
  const char *end = self->start;

  while (continues_name (*end))
    end++;
  if (*end == ':' && (starts_name (end[1]) || end[1] == '*')) {
    end++;
    if (*end == '*')
      end++;
    else
      while (continues_name (*end))
        end++;
  }
  take (self, RUHU_XPATH_TOKEN_NAME, end - self->start);
}

static gboolean
take_mark (RuhuXPathLexer *self, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (marks); i++) {
    if (!g_str_has_prefix (self->start, marks[i].text))
      continue;
    take (self, marks[i].kind, strlen (marks[i].text));
    self->op = marks[i].op;
    return TRUE;
  }
  g_set_error (error,
               RUHU_ERROR,
               RUHU_ERROR_INVALID,
               "column %u: “%c” has no meaning here",
               ruhu_xpath_lexer_get_column (self),
               *self->start);
  return FALSE;
}

/**
 * ruhu_xpath_lexer_get_column:
 * @self: a lexer
 *
 * Returns: where the token begins, in characters, the first being 1
 */
guint
ruhu_xpath_lexer_get_column (const RuhuXPathLexer *self)
{
  return self->before + 1;
}

/**
 * ruhu_xpath_lexer_next:
 * @self: a lexer
 * @error: return location for a #GError
 *
 * Goes on to the next token; at the end it stays on %RUHU_XPATH_TOKEN_END.
 *
 * Returns: %FALSE with %RUHU_ERROR_INVALID where no token can be made of what stands there
 */
gboolean
ruhu_xpath_lexer_next (RuhuXPathLexer *self, GError **error)
{
  gboolean after_operand = ends_operand (self->kind);
  char c;

  while (is_space (*self->next))
    self->next++;
  self->before += g_utf8_pointer_to_offset (self->start, self->next);
  self->start = self->next;
  c = *self->start;

  if (c == '\0') {
    take (self, RUHU_XPATH_TOKEN_END, 0);
    return TRUE;
  }
  if (after_operand && take_word (self))
    return TRUE;
  if (g_ascii_isdigit (c) || (c == '.' && g_ascii_isdigit (self->start[1]))) {
    take_number (self);
    return TRUE;
  }
  if (c == '"' || c == '\'')
    return take_literal (self, error);
  if (c == '*') {
    take (self, RUHU_XPATH_TOKEN_STAR, 1);
    return TRUE;
  }
  if (starts_name (c)) {
    take_name (self);
    return TRUE;
  }
  return take_mark (self, error);
}

/**
 * ruhu_xpath_lexer_start:
 * @self: a lexer, of whose members nothing is kept
 * @text: an expression, which must outlive the lexer
 * @error: return location for a #GError
 *
 * Returns: %TRUE standing on the first token; %FALSE with %RUHU_ERROR_INVALID
 */
gboolean
ruhu_xpath_lexer_start (RuhuXPathLexer *self, const char *text, GError **error)
{
  *self =
    (RuhuXPathLexer){ .text = text, .start = text, .next = text, .kind = RUHU_XPATH_TOKEN_END };

  if (!g_utf8_validate (text, -1, NULL)) {
    g_set_error_literal (error, RUHU_ERROR, RUHU_ERROR_INVALID, "the expression is not UTF-8");
    return FALSE;
  }
  return ruhu_xpath_lexer_next (self, error);
}
