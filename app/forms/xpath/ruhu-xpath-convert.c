/* ruhu-xpath-convert.c: a value as text, number or boolean
 *
 * XPath 1.0, sections 4.2 to 4.4, with JavaRosa's rule for nodes: the first node stands for all,
 * and no node is the empty text, so that a question that is not relevant reads as one left empty.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/xpath/ruhu-xpath-function-private.h"

#include <math.h>
#include <string.h>

#include "forms/xpath/ruhu-xpath-date-private.h"

#define LONG_TEXT 1000 /* bytes */
#define BYTES_A_LOOK 2

static double
get_node_number (RuhuXPathContext *context, RuhuXPathNode node)
{
  if (context->host->get_number != NULL)
    return context->host->get_number (context, node);
  return ruhu_xpath_string_to_number (context->host->get_string (context, node));
}

static gboolean
get_node_boolean (RuhuXPathContext *context, RuhuXPathNode node)
{
  if (context->host->get_boolean != NULL)
    return context->host->get_boolean (context, node);
  return *context->host->get_string (context, node) != '\0';
}

/**
 * ruhu_xpath_value_get_string:
 * @self: a value
 * @context: where it was got
 *
 * Returns: (transfer none): its text; lives as long as @self, and not after the host changes
 */
const char *
ruhu_xpath_value_get_string (RuhuXPathValue *self, RuhuXPathContext *context)
{
  char *text;

  switch (self->kind) {
  case RUHU_XPATH_VALUE_STRING:
    return self->string;
  case RUHU_XPATH_VALUE_BOOLEAN:
    return self->boolean ? "true" : "false";
  case RUHU_XPATH_VALUE_NODES:
    if (self->nodes.n == 0)
      return "";
    return context->host->get_string (context, *ruhu_xpath_nodes_get (&self->nodes, 0));
  case RUHU_XPATH_VALUE_NUMBER:
    text = ruhu_xpath_number_to_string (self->number);
    break;
  case RUHU_XPATH_VALUE_DATE:
  case RUHU_XPATH_VALUE_DATE_TIME:
  default:
    text = ruhu_xpath_date_to_string (self->number, self->kind == RUHU_XPATH_VALUE_DATE_TIME);
    break;
  }
  g_free (self->owned);
  self->owned = text;
  return text;
}

/**
 * ruhu_xpath_value_get_number:
 * @self: a value
 * @context: where it was got
 *
 * Returns: its number, a date being days since 1970-01-01T00:00Z; NaN if it has none
 */
double
ruhu_xpath_value_get_number (RuhuXPathValue *self, RuhuXPathContext *context)
{
  switch (self->kind) {
  case RUHU_XPATH_VALUE_STRING:
    return ruhu_xpath_string_to_number (self->string);
  case RUHU_XPATH_VALUE_BOOLEAN:
    return self->boolean ? 1 : 0;
  case RUHU_XPATH_VALUE_NODES:
    if (self->nodes.n == 0)
      return NAN;
    return get_node_number (context, *ruhu_xpath_nodes_get (&self->nodes, 0));
  case RUHU_XPATH_VALUE_NUMBER:
  case RUHU_XPATH_VALUE_DATE:
  case RUHU_XPATH_VALUE_DATE_TIME:
  default:
    return self->number;
  }
}

/**
 * ruhu_xpath_value_get_boolean:
 * @self: a value
 * @context: where it was got
 *
 * One node is true by its text (or as the host says), several always, none never.
 *
 * Returns: its truth
 */
gboolean
ruhu_xpath_value_get_boolean (RuhuXPathValue *self, RuhuXPathContext *context)
{
  switch (self->kind) {
  case RUHU_XPATH_VALUE_STRING:
    return *self->string != '\0';
  case RUHU_XPATH_VALUE_BOOLEAN:
    return self->boolean;
  case RUHU_XPATH_VALUE_NODES:
    if (self->nodes.n == 1)
      return get_node_boolean (context, *ruhu_xpath_nodes_get (&self->nodes, 0));
    return self->nodes.n > 1;
  case RUHU_XPATH_VALUE_NUMBER:
    return self->number != 0 && !isnan (self->number);
  case RUHU_XPATH_VALUE_DATE:
  case RUHU_XPATH_VALUE_DATE_TIME:
  default:
    return !isnan (self->number);
  }
}

/* A function looks at each byte of a text: what is long is accounted for, and is empty where too
 * much was looked at. */
static const char *
spend_on (RuhuXPathContext *context, const char *text)
{
  gsize length = strnlen (text, LONG_TEXT);

  if (length < LONG_TEXT || context->host->spend == NULL)
    return text;
  return context->host->spend (context, strlen (text) / BYTES_A_LOOK, NULL) ? text : "";
}

const char *
ruhu_xpath_frame_get_string (RuhuXPathFrame *self, guint i)
{
  return spend_on (self->context, ruhu_xpath_value_get_string (&self->values[i], self->context));
}

double
ruhu_xpath_frame_get_number (RuhuXPathFrame *self, guint i)
{
  return ruhu_xpath_value_get_number (&self->values[i], self->context);
}

gboolean
ruhu_xpath_frame_get_boolean (RuhuXPathFrame *self, guint i)
{
  return ruhu_xpath_value_get_boolean (&self->values[i], self->context);
}

/**
 * ruhu_xpath_frame_count_items:
 * @self: a call
 * @i: an argument
 *
 * Returns: how many nodes it has; 1 for anything that is not nodes
 */
guint
ruhu_xpath_frame_count_items (const RuhuXPathFrame *self, guint i)
{
  const RuhuXPathValue *value = &self->values[i];

  return value->kind == RUHU_XPATH_VALUE_NODES ? value->nodes.n : 1;
}

static RuhuXPathNode
get_item (RuhuXPathFrame *self, guint i, guint item)
{
  return *ruhu_xpath_nodes_get (&self->values[i].nodes, item);
}

const char *
ruhu_xpath_frame_get_item_string (RuhuXPathFrame *self, guint i, guint item)
{
  if (self->values[i].kind != RUHU_XPATH_VALUE_NODES)
    return ruhu_xpath_frame_get_string (self, i);
  return spend_on (self->context,
                   self->context->host->get_string (self->context, get_item (self, i, item)));
}

double
ruhu_xpath_frame_get_item_number (RuhuXPathFrame *self, guint i, guint item)
{
  if (self->values[i].kind != RUHU_XPATH_VALUE_NODES)
    return ruhu_xpath_frame_get_number (self, i);
  return get_node_number (self->context, get_item (self, i, item));
}

gboolean
ruhu_xpath_frame_get_item_boolean (RuhuXPathFrame *self, guint i, guint item)
{
  if (self->values[i].kind != RUHU_XPATH_VALUE_NODES)
    return ruhu_xpath_frame_get_boolean (self, i);
  return get_node_boolean (self->context, get_item (self, i, item));
}
