/* ruhu-xpath-nodes.c: functions on nodes, and those that ask the host for some
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/xpath/ruhu-xpath-library-private.h"

#include <math.h>
#include <string.h>

static gboolean
check_nodes (RuhuXPathFrame *frame, guint i, GError **error)
{
  if (frame->values[i].kind == RUHU_XPATH_VALUE_NODES)
    return TRUE;
  return ruhu_xpath_frame_refuse (frame, "this needs nodes", error);
}

gboolean
ruhu_xpath_count (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  if (!check_nodes (frame, 0, error))
    return FALSE;
  ruhu_xpath_value_set_number (result, frame->values[0].nodes.n);
  return TRUE;
}

gboolean
ruhu_xpath_count_non_empty (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  guint n = 0;

  if (!check_nodes (frame, 0, error))
    return FALSE;
  for (guint item = 0; item < frame->values[0].nodes.n; item++)
    n += *ruhu_xpath_frame_get_item_string (frame, 0, item) != '\0';
  ruhu_xpath_value_set_number (result, n);
  return TRUE;
}

/* Blank nodes and those without a number do not count (JavaRosa); XPath 1.0 would make it all NaN.
 */
gboolean
ruhu_xpath_sum (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  double sum = 0;

  if (!check_nodes (frame, 0, error))
    return FALSE;
  for (guint item = 0; item < frame->values[0].nodes.n; item++) {
    double number = ruhu_xpath_frame_get_item_number (frame, 0, item);

    if (!isnan (number))
      sum += number;
  }
  ruhu_xpath_value_set_number (result, sum);
  return TRUE;
}

/* The largest, or with @sign -1 the smallest; NaN where there is nothing, or something without
 * number. */
static gboolean
set_extreme (RuhuXPathFrame *frame, RuhuXPathValue *result, double sign)
{
  double extreme = -INFINITY;
  gboolean any = FALSE;

  for (guint i = 0; i < frame->n; i++)
    for (guint item = 0; item < ruhu_xpath_frame_count_items (frame, i); item++) {
      double number = sign * ruhu_xpath_frame_get_item_number (frame, i, item);

      extreme = isnan (extreme) || isnan (number) ? NAN : MAX (extreme, number);
      any = TRUE;
    }
  ruhu_xpath_value_set_number (result, any ? sign * extreme : NAN);
  return TRUE;
}

gboolean
ruhu_xpath_min (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  return set_extreme (frame, result, -1);
}

gboolean
ruhu_xpath_max (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  return set_extreme (frame, result, 1);
}

/* position(): of the candidate; outside predicates, and with an argument, among same-named
 * siblings. */
gboolean
ruhu_xpath_position (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  RuhuXPathContext *context = frame->context;
  RuhuXPathNode node = context->node;

  if (frame->n == 0 && context->position > 0) {
    ruhu_xpath_value_set_number (result, context->position);
    return TRUE;
  }
  if (frame->n > 0) {
    if (!check_nodes (frame, 0, error))
      return FALSE;
    if (frame->values[0].nodes.n == 0) {
      ruhu_xpath_value_set_number (result, NAN);
      return TRUE;
    }
    node = *ruhu_xpath_nodes_get (&frame->values[0].nodes, 0);
  }
  ruhu_xpath_value_set_number (result, context->host->get_position (context, node));
  return TRUE;
}

gboolean
ruhu_xpath_last (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  ruhu_xpath_value_set_number (result, MAX (frame->context->size, 1));
  return TRUE;
}

static gboolean
set_name (RuhuXPathFrame *frame, RuhuXPathValue *result, gboolean with_prefix, GError **error)
{
  RuhuXPathContext *context = frame->context;
  RuhuXPathNode node = context->node;
  const char *name;
  const char *colon;

  if (frame->n > 0) {
    if (!check_nodes (frame, 0, error))
      return FALSE;
    if (frame->values[0].nodes.n == 0) {
      ruhu_xpath_value_set_string (result, "");
      return TRUE;
    }
    node = *ruhu_xpath_nodes_get (&frame->values[0].nodes, 0);
  }
  name = context->host->get_name != NULL ? context->host->get_name (context, node) : NULL;
  if (name == NULL)
    name = "";
  colon = strchr (name, ':');
  ruhu_xpath_value_set_string (result, colon != NULL && !with_prefix ? colon + 1 : name);
  return TRUE;
}

gboolean
ruhu_xpath_name (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  return set_name (frame, result, TRUE, error);
}

gboolean
ruhu_xpath_local_name (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  return set_name (frame, result, FALSE, error);
}

#define MOST_REPEATS 3

/* indexed-repeat(target, repeat, row, …): the host gets the paths unevaluated, and the rows. */
gboolean
ruhu_xpath_indexed_repeat (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  RuhuXPathContext *context = frame->context;
  RuhuXPathExpr *repeats[MOST_REPEATS];
  guint rows[MOST_REPEATS];
  guint n = (frame->n - 1) / 2;

  if (frame->n % 2 != 1)
    return ruhu_xpath_frame_refuse (frame, "each repeat needs a row", error);
  if (context->host->resolve_indexed == NULL)
    return ruhu_xpath_frame_refuse (frame, "there are no repeats here", error);
  for (guint i = 0; i < frame->n; i += i == 0 ? 1 : 2)
    if (frame->args[i]->kind != RUHU_XPATH_PATH)
      return ruhu_xpath_frame_refuse (frame, "this needs paths", error);

  for (guint i = 0; i < n; i++) {
    double row;

    repeats[i] = frame->args[1 + 2 * i];
    if (!ruhu_xpath_eval_number (frame->args[2 + 2 * i], context, &row, error))
      return FALSE;
    rows[i] = row >= 1 && row < G_MAXINT ? (guint) row : 0;
  }
  result->kind = RUHU_XPATH_VALUE_NODES;
  return context->host->resolve_indexed (context,
                                         frame->expr,
                                         frame->args[0],
                                         repeats,
                                         rows,
                                         n,
                                         &result->nodes,
                                         error);
}

/* pulldata(instance, column, key column, key) */
gboolean
ruhu_xpath_pulldata (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  RuhuXPathContext *context = frame->context;
  char *text;

  if (context->host->lookup == NULL)
    return ruhu_xpath_frame_refuse (frame, "there are no lists here", error);
  text = context->host->lookup (context,
                                frame->expr,
                                ruhu_xpath_frame_get_string (frame, 0),
                                ruhu_xpath_frame_get_string (frame, 1),
                                ruhu_xpath_frame_get_string (frame, 2),
                                ruhu_xpath_frame_get_string (frame, 3),
                                error);
  if (text == NULL)
    return FALSE;
  ruhu_xpath_value_take_string (result, text);
  return TRUE;
}

#define PARK_MILLER_MODULUS G_GINT64_CONSTANT (2147483647)
#define PARK_MILLER_FACTOR 16807

/* A seed that is text and no number: the first 8 bytes of its SHA-256, which JavaRosa takes through
 * a double. Blank text is 0. */
static double
get_text_seed (const char *text)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 bytes[32];
  gsize length = sizeof bytes;
  guint64 seed = 0;

  if (text[strspn (text, " \t\r\n")] == '\0')
    return 0;
  g_checksum_update (checksum, (const guchar *) text, -1);
  g_checksum_get_digest (checksum, bytes, &length);
  for (guint i = 0; i < 8; i++)
    seed = seed << 8 | bytes[i];
  return (double) (gint64) seed;
}

/* Where Park and Miller's generator begins, 1 to 2^31 - 2. */
static gint64
get_seed (RuhuXPathFrame *frame)
{
  RuhuXPathContext *context = frame->context;
  double number;
  gint64 seed;

  if (frame->n == 1)
    return (context->host->get_seed != NULL ? context->host->get_seed (context) : g_random_int ()) %
             (PARK_MILLER_MODULUS - 2) +
           1;

  number = ruhu_xpath_frame_get_number (frame, 1);
  if (isnan (number))
    number = get_text_seed (ruhu_xpath_frame_get_string (frame, 1));
  seed = CLAMP (number, -9.2e18, 9.2e18);
  seed %= PARK_MILLER_MODULUS;
  return seed > 0 ? seed : seed + PARK_MILLER_MODULUS - 1;
}

/* randomize(nodes, seed?): the inside-out Fisher-Yates shuffle (ODK XForms, randomize()). */
gboolean
ruhu_xpath_randomize (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  RuhuXPathNodes *from;
  gint64 state;

  if (!check_nodes (frame, 0, error))
    return FALSE;
  from = &frame->values[0].nodes;
  state = get_seed (frame);

  result->kind = RUHU_XPATH_VALUE_NODES;
  for (guint i = 0; i < from->n; i++) {
    guint j;

    state = state * PARK_MILLER_FACTOR % PARK_MILLER_MODULUS;
    j = (double) (state - 1) / (PARK_MILLER_MODULUS - 1) * (i + 1);
    ruhu_xpath_nodes_add (&result->nodes, *ruhu_xpath_nodes_get (from, i));
    *ruhu_xpath_nodes_get (&result->nodes, i) = *ruhu_xpath_nodes_get (&result->nodes, j);
    *ruhu_xpath_nodes_get (&result->nodes, j) = *ruhu_xpath_nodes_get (from, i);
  }
  return TRUE;
}

gboolean
ruhu_xpath_property (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  RuhuXPathContext *context = frame->context;
  char *text = NULL;

  if (context->host->get_property != NULL)
    text = context->host->get_property (context, ruhu_xpath_frame_get_string (frame, 0));
  ruhu_xpath_value_take_string (result, text != NULL ? text : g_strdup (""));
  return TRUE;
}

gboolean
ruhu_xpath_version (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  RuhuXPathContext *context = frame->context;
  const char *version = NULL;

  if (context->host->get_version != NULL)
    version = context->host->get_version (context);
  ruhu_xpath_value_set_string (result, version != NULL ? version : "");
  return TRUE;
}
