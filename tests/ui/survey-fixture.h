/* survey-fixture.h: a survey page over a real store and the real home visit
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-survey-page.h"
#include "ruhu-window.h"

#include "store-fixture.h"

typedef struct {
  Fixture store;
  RuhuForm *form;
  RuhuResponse *response;
  RuhuInstance *instance;
  RuhuSurvey *survey;
  RuhuWindow *window;
  RuhuSurveyPage *page;
} SurveyFixture;

void survey_fixture_set_up (SurveyFixture *f, gconstpointer data);
void survey_fixture_set_up_controls (SurveyFixture *f, gconstpointer data);
void survey_fixture_set_up_appearances (SurveyFixture *f, gconstpointer data);
void survey_fixture_set_up_with (SurveyFixture *f, GBytes *xml);
void survey_fixture_tear_down (SurveyFixture *f, gconstpointer data);

void survey_fixture_wait_saved (SurveyFixture *f);
const char *survey_fixture_get (SurveyFixture *f, const char *name);
void survey_fixture_set (SurveyFixture *f, const char *name, const char *value);
RuhuNode *survey_fixture_find (SurveyFixture *f, const char *name);
void survey_fixture_act (SurveyFixture *f, const char *action, const char *target);
void survey_fixture_go_to (SurveyFixture *f, const char *name);
GtkWidget *survey_fixture_find_widget (GtkWidget *within, GType type, guint nth);
GtkWidget *survey_fixture_find_labelled (GtkWidget *within, GType type, const char *label);
GtkWidget *survey_fixture_find_question (SurveyFixture *f, const char *name);
GtkWidget *survey_fixture_find_record (SurveyFixture *f, const char *name);
