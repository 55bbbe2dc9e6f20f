/* ruhu-path-private.h: where a path of an expression leads in the schema
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "forms/ruhu-form-private.h"

G_BEGIN_DECLS

/* The first @n_steps of a path, up to a step that needs a look at the nodes themselves. They lead
 * from a node of @context to all nodes of @target in the row of @scope that the node lies in. */
typedef struct {
  const RuhuSchema *context;
  RuhuSchema *target; /* NULL: nowhere */
  RuhuSchema *scope;
  guint n_steps;
  GPtrArray *root_predicates; /* of the first step, where it is the root; NULL: none */
} RuhuPathPlan;

void ruhu_path_plan (const RuhuXPathPath *path,
                     RuhuSchema *root,
                     RuhuSchema *context,
                     RuhuPathPlan *plan);

G_END_DECLS
