/* ruhu-xpath-lexer-private.h: an expression cut into tokens
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "forms/xpath/ruhu-xpath-ast-private.h"

G_BEGIN_DECLS

typedef enum {
  RUHU_XPATH_TOKEN_END,
  RUHU_XPATH_TOKEN_NUMBER,
  RUHU_XPATH_TOKEN_LITERAL,
  RUHU_XPATH_TOKEN_NAME,
  RUHU_XPATH_TOKEN_STAR, /* any name; the product is an operator */
  RUHU_XPATH_TOKEN_OPERATOR,
  RUHU_XPATH_TOKEN_SLASH,
  RUHU_XPATH_TOKEN_SLASHES,
  RUHU_XPATH_TOKEN_DOT,
  RUHU_XPATH_TOKEN_DOTS,
  RUHU_XPATH_TOKEN_AT,
  RUHU_XPATH_TOKEN_AXIS, /* :: */
  RUHU_XPATH_TOKEN_COMMA,
  RUHU_XPATH_TOKEN_LEFT_PAREN,
  RUHU_XPATH_TOKEN_RIGHT_PAREN,
  RUHU_XPATH_TOKEN_LEFT_BRACKET,
  RUHU_XPATH_TOKEN_RIGHT_BRACKET,
} RuhuXPathTokenKind;

/* The token the lexer stands on; @start and @length are within the text. */
typedef struct {
  const char *text;
  const char *next;
  RuhuXPathTokenKind kind;
  RuhuXPathOperator op;
  const char *start;
  guint before; /* characters before @start */
  gsize length;
  double number;
} RuhuXPathLexer;

gboolean ruhu_xpath_lexer_start (RuhuXPathLexer *self, const char *text, GError **error);
gboolean ruhu_xpath_lexer_next (RuhuXPathLexer *self, GError **error);
guint ruhu_xpath_lexer_get_column (const RuhuXPathLexer *self);

G_END_DECLS
