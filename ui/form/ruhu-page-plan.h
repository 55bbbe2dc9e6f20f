/* ruhu-page-plan.h: which questions stand together on a page
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "forms/ruhu-instance.h"

G_BEGIN_DECLS

/**
 * RuhuOutlinePage:
 * @section: the outermost group the page lies in, or %NULL
 * @controls: (element-type RuhuControl): what stands on it, in the form's order; one repeat, or
 * questions
 *
 * One page of a form: one idea. It belongs to its plan, until that is cut again before it.
 */
typedef struct {
  const RuhuControl *section;
  GPtrArray *controls;
} RuhuOutlinePage;

typedef struct _RuhuPagePlan RuhuPagePlan;

RuhuPagePlan *
ruhu_page_plan_new (RuhuInstance *instance, const RuhuControl *scope, RuhuNode *within);
void ruhu_page_plan_free (RuhuPagePlan *self);

void ruhu_page_plan_cut (RuhuPagePlan *self, guint keep);
GPtrArray *ruhu_page_plan_get_pages (RuhuPagePlan *self);
gboolean ruhu_page_plan_is_asked (RuhuPagePlan *self, const RuhuControl *control);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RuhuPagePlan, ruhu_page_plan_free)

G_END_DECLS
