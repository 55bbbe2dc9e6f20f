/* ruhu-outline.c: where one is in a form, and what comes next
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-outline.h"

struct _RuhuOutline {
  RuhuInstance *instance;
  const RuhuControl *scope;
  RuhuNode *within;
  RuhuPagePlan *plan;
  GPtrArray *pages; /* the plan's */
};

/**
 * ruhu_outline_new:
 * @instance: a filling that has begun; the caller keeps it alive
 * @scope: the form's body, or the repeat whose row is outlined
 * @within: the instance's root, or that row
 *
 * Main thread only.
 */
RuhuOutline *
ruhu_outline_new (RuhuInstance *instance, const RuhuControl *scope, RuhuNode *within)
{
  RuhuOutline *self = g_new0 (RuhuOutline, 1);

  self->instance = instance;
  self->scope = scope;
  self->within = within;
  self->plan = ruhu_page_plan_new (instance, scope, within);
  self->pages = ruhu_page_plan_get_pages (self->plan);
  return self;
}

void
ruhu_outline_free (RuhuOutline *self)
{
  ruhu_page_plan_free (self->plan);
  g_free (self);
}

/**
 * ruhu_outline_look_ahead:
 * @seen: a page; it and those before it stay as they are
 *
 * Divides what lies behind @seen anew: answers may have brought questions, or taken them away.
 */
void
ruhu_outline_look_ahead (RuhuOutline *self, guint seen)
{
  ruhu_page_plan_cut (self->plan, seen + 1);
}

RuhuNode *
ruhu_outline_get_within (RuhuOutline *self)
{
  return self->within;
}

const RuhuControl *
ruhu_outline_get_scope (RuhuOutline *self)
{
  return self->scope;
}

guint
ruhu_outline_get_n_pages (RuhuOutline *self)
{
  return self->pages->len;
}

/** ruhu_outline_get_page: Returns: (transfer none): the page; @index is from 0 */
const RuhuOutlinePage *
ruhu_outline_get_page (RuhuOutline *self, guint index)
{
  return g_ptr_array_index (self->pages, index);
}

/**
 * ruhu_outline_get_node:
 *
 * Returns: (transfer none) (nullable): what @control asks for, in the row that is outlined
 */
RuhuNode *
ruhu_outline_get_node (RuhuOutline *self, const RuhuControl *control)
{
  return ruhu_instance_node_of (self->instance, control, self->within);
}

/** ruhu_outline_is_shown: Returns: whether anything on the page is to be answered or read now */
gboolean
ruhu_outline_is_shown (RuhuOutline *self, guint index)
{
  const RuhuOutlinePage *page = ruhu_outline_get_page (self, index);
  guint i;

  for (i = 0; i < page->controls->len; i++) {
    if (ruhu_page_plan_is_asked (self->plan, g_ptr_array_index (page->controls, i)))
      return TRUE;
  }
  return FALSE;
}

/**
 * ruhu_outline_step:
 * @from: a page, or -1 to begin before the first
 * @by: 1 or -1
 *
 * Returns: the next shown page in that direction, or -1 where there is none
 */
int
ruhu_outline_step (RuhuOutline *self, int from, int by)
{
  int i;

  for (i = from + by; i >= 0 && i < (int) self->pages->len; i += by) {
    if (ruhu_outline_is_shown (self, i))
      return i;
  }
  return -1;
}

/** ruhu_outline_count_shown: Returns: how many of the pages before @before are shown */
guint
ruhu_outline_count_shown (RuhuOutline *self, guint before)
{
  guint i, n = 0;

  for (i = 0; i < MIN (before, self->pages->len); i++)
    n += ruhu_outline_is_shown (self, i);
  return n;
}

/**
 * ruhu_outline_find:
 * @control: a question, or one inside a repeat
 *
 * Returns: the page that holds it, or the repeat it lies in; -1 where none does
 */
int
ruhu_outline_find (RuhuOutline *self, const RuhuControl *control)
{
  guint i;

  for (; control != NULL && control != self->scope; control = ruhu_control_get_parent (control)) {
    for (i = 0; i < self->pages->len; i++) {
      if (g_ptr_array_find (ruhu_outline_get_page (self, i)->controls, control, NULL))
        return i;
    }
  }
  return -1;
}
