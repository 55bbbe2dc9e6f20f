/* ruhu-ui-demo.h: a village nobody lives in, for tests and pictures
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-form-library.h"

#include "cases/ruhu-due-list.h"

G_BEGIN_DECLS

/**
 * RuhuUiDemo:
 *
 * What a tablet of the village holds on Saturday, 21 November 2026, at 10:42. The clock stands
 * there until ruhu_ui_demo_clear().
 */
typedef struct {
  RuhuRegister *people;
  RuhuCaseList *tasks;
  RuhuCaseList *needs;
  GListStore *responses;
  RuhuDueList *due;
  RuhuFormLibrary *library;
} RuhuUiDemo;

#define RUHU_UI_DEMO_NOW G_GINT64_CONSTANT (1795257720000)

void ruhu_ui_demo_init (RuhuUiDemo *demo);
void ruhu_ui_demo_clear (RuhuUiDemo *demo);

G_END_DECLS
