/* ruhu-survey.h: one response while it is being filled
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "form/ruhu-outline.h"

#include "forms/ruhu-entity.h"
#include "responses/ruhu-autosave.h"
#include "responses/ruhu-response-attachments.h"

G_BEGIN_DECLS

#define RUHU_TYPE_SURVEY (ruhu_survey_get_type ())
G_DECLARE_FINAL_TYPE (RuhuSurvey, ruhu_survey, RUHU, SURVEY, GObject)

typedef struct _RuhuBackground RuhuBackground;

RuhuSurvey *
ruhu_survey_new (RuhuResponseStore *responses, RuhuResponse *response, RuhuInstance *instance);

RuhuResponseStore *ruhu_survey_get_responses (RuhuSurvey *self);
RuhuResponse *ruhu_survey_get_response (RuhuSurvey *self);
RuhuInstance *ruhu_survey_get_instance (RuhuSurvey *self);
RuhuAutosave *ruhu_survey_get_autosave (RuhuSurvey *self);
RuhuBackground *ruhu_survey_get_background (RuhuSurvey *self);

const char *ruhu_survey_get_reason (RuhuSurvey *self, const char *rule);
void ruhu_survey_set_reason (RuhuSurvey *self, const char *rule, const char *reason);
gboolean ruhu_survey_may_explain (const RuhuFormRule *rule);
GPtrArray *ruhu_survey_list_warnings (RuhuSurvey *self);
gboolean ruhu_survey_wants_edit_reason (RuhuSurvey *self);
const char *ruhu_survey_get_edit_reason (RuhuSurvey *self);
void ruhu_survey_set_edit_reason (RuhuSurvey *self, const char *reason);
guint ruhu_survey_count_unexplained (RuhuSurvey *self);
gboolean ruhu_survey_is_blocked (RuhuSurvey *self);

gboolean ruhu_survey_is_correction (RuhuSurvey *self);
const char *ruhu_survey_get_why (RuhuSurvey *self);
void ruhu_survey_set_why (RuhuSurvey *self, const char *why);
GHashTable *ruhu_survey_get_before (RuhuSurvey *self);
void ruhu_survey_set_before (RuhuSurvey *self, GHashTable *before);
GPtrArray *ruhu_survey_list_entity_faults (RuhuSurvey *self);

void ruhu_survey_note_missing (RuhuSurvey *self);
void ruhu_survey_look_at (RuhuSurvey *self, RuhuOutline *outline, const RuhuOutlinePage *page);
void ruhu_survey_look_at_view (RuhuSurvey *self, const char *event);
void ruhu_survey_note (RuhuSurvey *self, const char *event, RuhuNode *node);
void ruhu_survey_put_away (RuhuSurvey *self);
const char *ruhu_survey_get_place (RuhuSurvey *self);
void ruhu_survey_note_place (RuhuSurvey *self, const char *place);
void ruhu_survey_restore (RuhuSurvey *self, GHashTable *answers);
void ruhu_survey_finish_async (RuhuSurvey *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean ruhu_survey_finish_finish (RuhuSurvey *self, GAsyncResult *result, GError **error);

G_END_DECLS
