/* editor-fixture.h: one question of tests/ui/controls, on its page
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "form/ruhu-question.h"
#include "ruhu-ui-test.h"

#include "survey-fixture.h"

void editor_fixture_add (const char *path, void (*test) (SurveyFixture *, gconstpointer));

GtkWidget *editor_fixture_open (SurveyFixture *f, const char *name);
GtkWidget *editor_fixture_find (SurveyFixture *f, const char *name);
void editor_fixture_wait_answer (SurveyFixture *f, const char *name, const char *other_than);
GBytes *editor_fixture_read (SurveyFixture *f, const char *name);
