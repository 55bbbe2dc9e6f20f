/* ruhu-graph-private.h: what a trigger has to wait for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "forms/ruhu-form-private.h"

G_BEGIN_DECLS

/* @soft: better computed before, but no cycle if it cannot be. */
typedef struct {
  RuhuTrigger *trigger;
  gboolean soft;
  RuhuSchema *read; /* what is read of it */
} RuhuNeed;

gboolean ruhu_graph_sort (RuhuForm *form, GPtrArray *needs, GError **error);

G_END_DECLS
