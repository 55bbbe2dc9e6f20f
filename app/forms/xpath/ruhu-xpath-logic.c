/* ruhu-xpath-logic.c: functions that decide
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/xpath/ruhu-xpath-library-private.h"

#include <math.h>
#include <string.h>

gboolean
ruhu_xpath_true (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  ruhu_xpath_value_set_boolean (result, TRUE);
  return TRUE;
}

gboolean
ruhu_xpath_false (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  ruhu_xpath_value_set_boolean (result, FALSE);
  return TRUE;
}

gboolean
ruhu_xpath_not (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  ruhu_xpath_value_set_boolean (result, !ruhu_xpath_frame_get_boolean (frame, 0));
  return TRUE;
}

gboolean
ruhu_xpath_boolean (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  ruhu_xpath_value_set_boolean (result, ruhu_xpath_frame_get_boolean (frame, 0));
  return TRUE;
}

gboolean
ruhu_xpath_boolean_from_string (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  const char *text = ruhu_xpath_frame_get_string (frame, 0);

  ruhu_xpath_value_set_boolean (result, strcmp (text, "true") == 0 || strcmp (text, "1") == 0);
  return TRUE;
}

/* Only the branch that counts is evaluated, and it keeps its type. */
gboolean
ruhu_xpath_if (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  gboolean holds;

  if (!ruhu_xpath_eval_boolean (frame->args[0], frame->context, &holds, error))
    return FALSE;
  return ruhu_xpath_eval_part (frame->args[holds ? 1 : 2], frame->context, result, error);
}

static gboolean
is_empty (RuhuXPathValue *value, RuhuXPathContext *context)
{
  if (value->kind == RUHU_XPATH_VALUE_NUMBER || value->kind == RUHU_XPATH_VALUE_DATE ||
      value->kind == RUHU_XPATH_VALUE_DATE_TIME)
    return isnan (value->number);
  return *ruhu_xpath_value_get_string (value, context) == '\0';
}

/* The first that is not empty; the last if all are. */
gboolean
ruhu_xpath_coalesce (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  for (guint i = 0; i < frame->n; i++) {
    ruhu_xpath_value_clear (result);
    if (!ruhu_xpath_eval_part (frame->args[i], frame->context, result, error))
      return FALSE;
    if (!is_empty (result, frame->context))
      return TRUE;
  }
  return TRUE;
}

/* What the node holds already; only where it holds nothing is the argument evaluated. */
gboolean
ruhu_xpath_once (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  RuhuXPathContext *context = frame->context;
  const char *text = context->host->get_string (context, context->node);

  if (*text == '\0')
    return ruhu_xpath_eval_part (frame->args[0], context, result, error);
  ruhu_xpath_value_set_string (result, text);
  return TRUE;
}

static gboolean
is_between (RuhuXPathFrame *frame, double sum)
{
  double min = ruhu_xpath_frame_get_number (frame, 0);
  double max = ruhu_xpath_frame_get_number (frame, 1);

  return (min < 0 || sum >= min) && (max < 0 || sum <= max);
}

/* checklist(min, max, value…): are as many true? A negative bound is none (ODK XForms). */
gboolean
ruhu_xpath_checklist (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  guint n = 0;

  for (guint i = 2; i < frame->n; i++)
    for (guint item = 0; item < ruhu_xpath_frame_count_items (frame, i); item++)
      n += ruhu_xpath_frame_get_item_boolean (frame, i, item) ? 1 : 0;
  ruhu_xpath_value_set_boolean (result, is_between (frame, n));
  return TRUE;
}

/* weighted-checklist(min, max, (value, weight)…): is the weight of those that are true between? */
gboolean
ruhu_xpath_weighted_checklist (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  double sum = 0;

  if (frame->n % 2 != 0)
    return ruhu_xpath_frame_refuse (frame, "each value needs a weight", error);
  for (guint i = 2; i < frame->n; i += 2) {
    guint items =
      MIN (ruhu_xpath_frame_count_items (frame, i), ruhu_xpath_frame_count_items (frame, i + 1));

    for (guint item = 0; item < items; item++)
      if (ruhu_xpath_frame_get_item_boolean (frame, i, item))
        sum += ruhu_xpath_frame_get_item_number (frame, i + 1, item);
  }
  ruhu_xpath_value_set_boolean (result, is_between (frame, sum));
  return TRUE;
}

/* depend(value, …): the value; what else is named only makes the expression depend on it
 * (JavaRosa). */
gboolean
ruhu_xpath_depend (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  return ruhu_xpath_eval_part (frame->args[0], frame->context, result, error);
}
