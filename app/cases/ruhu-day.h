/* ruhu-day.h: one day of work in numbers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "cases/ruhu-due-list.h"

G_BEGIN_DECLS

/**
 * RuhuDay:
 * @due: households on the list of the day, those of drafts and returned responses among them
 * @returned: responses that came back and are not corrected
 * @drafts: responses begun and not finished
 * @later: households with something due in the seven days after
 * @recorded: households recorded on the day, whatever became of the record
 * @received: those of @recorded of which HQ has everything
 * @here: those of @recorded with something that only this tablet has
 * @older: households recorded before the day with something that only this tablet has
 * @first_due: (nullable): whom to visit first; a reference of the due list's
 * @first_returned: (nullable): what was recorded first of them; a reference of the due list's
 *
 * What the home page says. A household counts once, however many of its members were visited; what
 * is partly received is @here.
 */
typedef struct {
  guint due;
  guint returned;
  guint drafts;
  guint later;
  guint recorded;
  guint received;
  guint here;
  guint older;
  RuhuDueItem *first_due;
  RuhuDueItem *first_returned;
} RuhuDay;

RuhuDay ruhu_day_count (RuhuDueList *list, RuhuDate day);

G_END_DECLS
