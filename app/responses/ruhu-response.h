/* ruhu-response.h: a filled form: which, whom, when, how far
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "responses/ruhu-response-state.h"

#include <glib-object.h>

G_BEGIN_DECLS

/* Among the paradata that a response is finished with, and in its line:
 * ruhu_response_get_next() */
#define RUHU_RESPONSE_NEXT "next"

/* Among the paradata: why a correction was made, ruhu_response_get_why() */
#define RUHU_RESPONSE_WHY "why"

#define RUHU_TYPE_RESPONSE (ruhu_response_get_type ())
G_DECLARE_FINAL_TYPE (RuhuResponse, ruhu_response, RUHU, RESPONSE, GObject)

RuhuResponse *
ruhu_response_new (const char *form_id, const char *form_version, const char *division);
RuhuResponse *ruhu_response_new_with_id (const char *id,
                                         const char *form_id,
                                         const char *form_version,
                                         const char *division);

const char *ruhu_response_get_id (RuhuResponse *self);
const char *ruhu_response_get_form_id (RuhuResponse *self);
const char *ruhu_response_get_form_version (RuhuResponse *self);
const char *ruhu_response_get_division (RuhuResponse *self);

const char *ruhu_response_get_person_id (RuhuResponse *self);
void ruhu_response_set_person_id (RuhuResponse *self, const char *person_id);
const char *ruhu_response_get_task_id (RuhuResponse *self);
void ruhu_response_set_task_id (RuhuResponse *self, const char *task_id);
const char *ruhu_response_get_user (RuhuResponse *self);
void ruhu_response_set_user (RuhuResponse *self, const char *user);
const char *ruhu_response_get_title (RuhuResponse *self);
void ruhu_response_set_title (RuhuResponse *self, const char *title);
const char *ruhu_response_get_replaces (RuhuResponse *self);
void ruhu_response_set_replaces (RuhuResponse *self, const char *replaces);
const char *ruhu_response_get_replaced_by (RuhuResponse *self);
void ruhu_response_set_replaced_by (RuhuResponse *self, const char *replaced_by);
const char *ruhu_response_get_correction (RuhuResponse *self);
void ruhu_response_set_correction (RuhuResponse *self, const char *correction);
const char *ruhu_response_get_why (RuhuResponse *self);
void ruhu_response_set_why (RuhuResponse *self, const char *why);
const char *ruhu_response_get_question (RuhuResponse *self);
void ruhu_response_set_question (RuhuResponse *self, const char *question);
const char *ruhu_response_get_reason (RuhuResponse *self);
void ruhu_response_set_reason (RuhuResponse *self, const char *reason);
RuhuResponseState ruhu_response_get_state (RuhuResponse *self);
void ruhu_response_set_state (RuhuResponse *self, RuhuResponseState state);
gint64 ruhu_response_get_seq (RuhuResponse *self);
void ruhu_response_set_seq (RuhuResponse *self, gint64 seq);
gint64 ruhu_response_get_started_at (RuhuResponse *self);
void ruhu_response_set_started_at (RuhuResponse *self, gint64 started_at);
gint64 ruhu_response_get_saved_at (RuhuResponse *self);
void ruhu_response_set_saved_at (RuhuResponse *self, gint64 saved_at);
gint64 ruhu_response_get_finished_at (RuhuResponse *self);
void ruhu_response_set_finished_at (RuhuResponse *self, gint64 finished_at);
gint64 ruhu_response_get_missing (RuhuResponse *self);
void ruhu_response_set_missing (RuhuResponse *self, gint64 missing);
const char *ruhu_response_get_next (RuhuResponse *self);
void ruhu_response_set_next (RuhuResponse *self, const char *next);
gint64 ruhu_response_get_n_attachments (RuhuResponse *self);
void ruhu_response_set_n_attachments (RuhuResponse *self, gint64 n_attachments);
gint64 ruhu_response_get_n_waiting (RuhuResponse *self);
void ruhu_response_set_n_waiting (RuhuResponse *self, gint64 n_waiting);
const char *ruhu_response_get_carrier (RuhuResponse *self);
void ruhu_response_set_carrier (RuhuResponse *self, const char *carrier);
const char *ruhu_response_get_receipt (RuhuResponse *self);
void ruhu_response_set_receipt (RuhuResponse *self, const char *receipt);
void ruhu_response_take_from (RuhuResponse *self, RuhuResponse *newer);

G_END_DECLS
