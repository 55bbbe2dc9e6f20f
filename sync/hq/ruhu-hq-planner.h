/* ruhu-hq-planner.h: who is to be visited, and when
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-hq-ingest.h"

G_BEGIN_DECLS

/* Why a planned visit is made: a word of the home visit's list visit_type. */
#define RUHU_HQ_PLANNER_REASON "routine"

typedef struct _RuhuHqPlanner RuhuHqPlanner;

RuhuHqPlanner *ruhu_hq_planner_new (GError **error);
void ruhu_hq_planner_free (RuhuHqPlanner *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RuhuHqPlanner, ruhu_hq_planner_free)

gboolean ruhu_hq_planner_plan (RuhuHqPlanner *self,
                               RuhuHqIngest *ingest,
                               RuhuHqObject *person,
                               gboolean *made,
                               GError **error);

G_END_DECLS
