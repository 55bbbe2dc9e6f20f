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

typedef gboolean (*RuhuXPathFunctionFunc) (RuhuXPathFrame *frame,
                                           RuhuXPathValue *result,
                                           GError **error);

struct _RuhuXPathFunction {
  const char *name;
  guint min_args;
  guint max_args;
  RuhuXPathFunctionFunc func;
  gboolean lazy;
  RuhuXPathFlags flags;
};

const RuhuXPathFunction *ruhu_xpath_function_find (const char *name);

G_END_DECLS
