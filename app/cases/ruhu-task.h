/* ruhu-task.h: a visit to be made: who, which form, by when, why
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "base/ruhu-age.h"
#include "register/ruhu-fields.h"
#include "store/ruhu-object.h"

#include <glib-object.h>

G_BEGIN_DECLS

/** RuhuTaskState: how a task stands; the numbers are stored and never change */
typedef enum {
  RUHU_TASK_OPEN = 0,
  RUHU_TASK_DONE = 1,
  RUHU_TASK_CANCELLED = 2,
} RuhuTaskState;

/**
 * RuhuTaskReason:
 *
 * Why somebody is to be visited. The word in a task is the name here in small letters; those up to
 * `income_monitor` are the kinds of visit of the home visit's list `visit_type`. The sentences are
 * the screen's.
 */
typedef enum {
  RUHU_TASK_OTHER,
  RUHU_TASK_ROUTINE,
  RUHU_TASK_ANNUAL_UPDATE,
  RUHU_TASK_NEW_HOLDER,
  RUHU_TASK_REHAB_FOLLOWUP,
  RUHU_TASK_RETURNED,
  RUHU_TASK_CARE_ROUND,
  RUHU_TASK_CONDOLENCE,
  RUHU_TASK_URGENT,
  RUHU_TASK_INCOME_MONITOR,
  RUHU_TASK_RECHECK,
  RUHU_TASK_CERTIFICATE_EXPIRING,
  RUHU_TASK_SCREENING,
  RUHU_TASK_ASSESS_RESULT,
  RUHU_TASK_ACCESS_SURVEY,
  RUHU_TASK_ACCESS_WORKS,
  RUHU_TASK_CONSENT_WITHDRAWN,
  RUHU_TASK_N_REASONS,
} RuhuTaskReason;

#define RUHU_TYPE_TASK (ruhu_task_get_type ())
G_DECLARE_FINAL_TYPE (RuhuTask, ruhu_task, RUHU, TASK, GObject)

RuhuTask *ruhu_task_new (const char *id, const char *division, RuhuFields *fields);
RuhuTask *ruhu_task_new_from_object (RuhuObject *object, GError **error);

const char *ruhu_task_get_id (RuhuTask *self);
const char *ruhu_task_get_division (RuhuTask *self);
RuhuTaskState ruhu_task_get_state (RuhuTask *self);
const char *ruhu_task_get_person_id (RuhuTask *self);
const char *ruhu_task_get_form_id (RuhuTask *self);
RuhuTaskReason ruhu_task_get_reason (RuhuTask *self);
const char *ruhu_task_get_note (RuhuTask *self);
RuhuDate ruhu_task_get_due (RuhuTask *self);
RuhuDate ruhu_task_get_promised (RuhuTask *self);
RuhuDate ruhu_task_get_day (RuhuTask *self);
const char *ruhu_task_get_response_id (RuhuTask *self);
GHashTable *ruhu_task_get_values (RuhuTask *self);

const char *ruhu_task_state_to_string (RuhuTaskState state);
const char *ruhu_task_reason_to_string (RuhuTaskReason reason);
RuhuTaskReason ruhu_task_reason_from_string (const char *word);

G_END_DECLS
