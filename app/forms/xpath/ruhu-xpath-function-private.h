/* ruhu-xpath-function-private.h: the function library, one table
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "forms/xpath/ruhu-xpath-private.h"

G_BEGIN_DECLS

#define RUHU_XPATH_ANY_NUMBER G_MAXUINT

/* One call under way. @values is NULL for lazy functions, which evaluate what they need of @args.
 */
typedef struct {
  RuhuXPathExpr *expr;
  RuhuXPathContext *context;
  RuhuXPathExpr **args;
  RuhuXPathValue *values;
  guint n;
} RuhuXPathFrame;

/* A function of the library: sets @result, which comes empty. */
typedef gboolean
RuhuXPathImplementation (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error);

struct _RuhuXPathFunction {
  const char *name;
  guint min_args;
  guint max_args;
  RuhuXPathImplementation *func;
  gboolean lazy;
  RuhuXPathFlags flags;
};

const RuhuXPathFunction *ruhu_xpath_function_find (const char *name);
GPtrArray *ruhu_xpath_function_list_names (void);
RuhuXPathFlags ruhu_xpath_function_get_flags (const RuhuXPathFunction *self, guint n_args);

gboolean ruhu_xpath_eval_part (RuhuXPathExpr *expr,
                               RuhuXPathContext *context,
                               RuhuXPathValue *value,
                               GError **error);
gboolean ruhu_xpath_compare (RuhuXPathOperator op,
                             RuhuXPathValue *left,
                             RuhuXPathValue *right,
                             RuhuXPathContext *context);
gboolean ruhu_xpath_frame_refuse (const RuhuXPathFrame *self, const char *why, GError **error);
const char *ruhu_xpath_frame_get_string (RuhuXPathFrame *self, guint i);
double ruhu_xpath_frame_get_number (RuhuXPathFrame *self, guint i);
gboolean ruhu_xpath_frame_get_boolean (RuhuXPathFrame *self, guint i);
guint ruhu_xpath_frame_count_items (const RuhuXPathFrame *self, guint i);
const char *ruhu_xpath_frame_get_item_string (RuhuXPathFrame *self, guint i, guint item);
double ruhu_xpath_frame_get_item_number (RuhuXPathFrame *self, guint i, guint item);
gboolean ruhu_xpath_frame_get_item_boolean (RuhuXPathFrame *self, guint i, guint item);

G_END_DECLS
