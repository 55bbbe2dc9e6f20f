/* ruhu-xpath-value.c: values, and nodes in a growing array
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/xpath/ruhu-xpath-value-private.h"

#include <string.h>

/**
 * ruhu_xpath_nodes_add_outside:
 * @self: nodes of which no more go inside
 * @node: a node of the host's
 */
void
ruhu_xpath_nodes_add_outside (RuhuXPathNodes *self, RuhuXPathNode node)
{
  if (self->n >= self->capacity) {
    gboolean first = self->capacity == 0;

    self->capacity = MAX (16, self->capacity * 2);
    self->more = g_renew (RuhuXPathNode, first ? NULL : self->more, self->capacity);
    if (first)
      memcpy (self->more, self->inside, sizeof self->inside);
  }
  self->more[self->n++] = node;
}

/**
 * ruhu_xpath_nodes_clear:
 * @self: nodes
 *
 * Frees what they take; the array is empty and can be used again.
 */
void
ruhu_xpath_nodes_clear (RuhuXPathNodes *self)
{
  if (self->capacity > 0)
    g_free (self->more);
  self->n = 0;
  self->capacity = 0;
  self->more = NULL;
}

/**
 * ruhu_xpath_value_clear:
 * @self: a value
 *
 * Frees what it holds. It is then the empty text.
 */
void
ruhu_xpath_value_clear (RuhuXPathValue *self)
{
  g_clear_pointer (&self->owned, g_free);
  if (self->nodes.capacity > 0)
    ruhu_xpath_nodes_clear (&self->nodes);
  self->nodes.n = 0;
  self->kind = RUHU_XPATH_VALUE_STRING;
  self->string = "";
}

void
ruhu_xpath_value_set_boolean (RuhuXPathValue *self, gboolean boolean)
{
  self->kind = RUHU_XPATH_VALUE_BOOLEAN;
  self->boolean = boolean;
}

void
ruhu_xpath_value_set_number (RuhuXPathValue *self, double number)
{
  self->kind = RUHU_XPATH_VALUE_NUMBER;
  self->number = number;
}

/**
 * ruhu_xpath_value_set_string:
 * @self: a value
 * @string: text that lives as long as the expression, or until the host changes; not copied
 */
void
ruhu_xpath_value_set_string (RuhuXPathValue *self, const char *string)
{
  self->kind = RUHU_XPATH_VALUE_STRING;
  self->string = string;
}

/**
 * ruhu_xpath_value_take_string:
 * @self: a value
 * @string: (transfer full): text
 */
void
ruhu_xpath_value_take_string (RuhuXPathValue *self, char *string)
{
  g_free (self->owned);
  self->owned = string;
  ruhu_xpath_value_set_string (self, string);
}

/**
 * ruhu_xpath_value_set_date:
 * @self: a value
 * @days: days since 1970-01-01T00:00Z, with fractions; NaN: not a date
 * @with_time: whether its text has the time of day too
 */
void
ruhu_xpath_value_set_date (RuhuXPathValue *self, double days, gboolean with_time)
{
  self->kind = with_time ? RUHU_XPATH_VALUE_DATE_TIME : RUHU_XPATH_VALUE_DATE;
  self->number = days;
}
