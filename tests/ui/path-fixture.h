/* path-fixture.h: a bare tablet, a real HQ on the loopback, and nobody but the test at the buttons
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "hq-fixture.h"
#include "ruhu-navigation.h"

G_BEGIN_DECLS

#define PIN "2837465910"

typedef struct {
  Hq hq;
  char *dir;
  RuhuSession *session;
  RuhuWindow *window;
  RuhuNavigation *navigation;
} Path;

void path_publish_form (Path *f);
void path_open_app (Path *f);
void path_close_app (Path *f);
void path_set_up (Path *f, gconstpointer data);
void path_tear_down (Path *f, gconstpointer data);
RuhuPage *path_wait_for_page (Path *f, GType type);
GtkWidget *path_wait_for_button (Path *f, const char *label);
void path_wait_for_text (Path *f, const char *text);
void path_wait_for_beginning (Path *f, const char *text);
void path_click (Path *f, const char *label);
void path_type_pin (Path *f, const char *pin);
void path_wait_for_people (Path *f, guint n);
void path_enrol (Path *f);
void path_show_person (Path *f);
void path_begin_visit (Path *f);
RuhuNode *path_find_question (RuhuPage *page, const char *path);
const char *path_get_answer (RuhuPage *page, const char *path);
void path_answer (RuhuPage *page, const char *path, const char *value);
void path_finish_visit (Path *f);
RuhuPage *path_open_first_of_sending (Path *f);
void path_assert_fits (Path *f, RuhuPage *page);

G_END_DECLS
