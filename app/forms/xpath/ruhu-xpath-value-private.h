/* ruhu-xpath-value-private.h: what an expression gives
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Stands in a text for the character NUL, which no C string holds; a character that Unicode keeps
 * for such uses. */
#define RUHU_XPATH_NUL "\xef\xb7\x90"

/* A node is two words of the host's own; the evaluator only carries it about. */
typedef struct {
  gpointer a;
  gpointer b;
} RuhuXPathNode;

#define RUHU_XPATH_NODES_INSIDE 2

/* Nodes in document order; up to two of them without an allocation. */
typedef struct {
  guint n;
  guint capacity; /* of @more; 0 while all are inside */
  RuhuXPathNode inside[RUHU_XPATH_NODES_INSIDE];
  RuhuXPathNode *more;
} RuhuXPathNodes;

/**
 * RuhuXPathValueKind:
 * @RUHU_XPATH_VALUE_BOOLEAN: true or false, in @boolean
 * @RUHU_XPATH_VALUE_NUMBER: a double, in @number
 * @RUHU_XPATH_VALUE_STRING: text, in @string
 * @RUHU_XPATH_VALUE_NODES: nodes, in @nodes
 * @RUHU_XPATH_VALUE_DATE: a date; @number is days since 1970-01-01T00:00Z until local midnight
 * @RUHU_XPATH_VALUE_DATE_TIME: a moment; @number is days since 1970-01-01T00:00Z, with fractions
 */
typedef enum {
  RUHU_XPATH_VALUE_BOOLEAN,
  RUHU_XPATH_VALUE_NUMBER,
  RUHU_XPATH_VALUE_STRING,
  RUHU_XPATH_VALUE_NODES,
  RUHU_XPATH_VALUE_DATE,
  RUHU_XPATH_VALUE_DATE_TIME,
} RuhuXPathValueKind;

/* Begins as { 0 }. @string is borrowed from the expression or the host unless @owned holds it. */
typedef struct {
  RuhuXPathValueKind kind;
  gboolean boolean;
  double number;
  const char *string;
  char *owned;
  RuhuXPathNodes nodes;
} RuhuXPathValue;

void ruhu_xpath_nodes_add_outside (RuhuXPathNodes *self, RuhuXPathNode node);
void ruhu_xpath_nodes_clear (RuhuXPathNodes *self);

void ruhu_xpath_value_clear (RuhuXPathValue *self);
void ruhu_xpath_value_set_boolean (RuhuXPathValue *self, gboolean boolean);
void ruhu_xpath_value_set_number (RuhuXPathValue *self, double number);
void ruhu_xpath_value_set_string (RuhuXPathValue *self, const char *string);
void ruhu_xpath_value_take_string (RuhuXPathValue *self, char *string);
void ruhu_xpath_value_set_date (RuhuXPathValue *self, double days, gboolean with_time);

char *ruhu_xpath_number_to_string (double number);
double ruhu_xpath_string_to_number (const char *text);

static inline RuhuXPathNode *
ruhu_xpath_nodes_get (RuhuXPathNodes *self, guint i)
{
  return self->capacity > 0 ? &self->more[i] : &self->inside[i];
}

static inline void
ruhu_xpath_nodes_add (RuhuXPathNodes *self, RuhuXPathNode node)
{
  if (self->capacity == 0 && self->n < RUHU_XPATH_NODES_INSIDE)
    self->inside[self->n++] = node;
  else
    ruhu_xpath_nodes_add_outside (self, node);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RuhuXPathNodes, ruhu_xpath_nodes_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RuhuXPathValue, ruhu_xpath_value_clear)

G_END_DECLS
