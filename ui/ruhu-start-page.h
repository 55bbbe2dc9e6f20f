/* ruhu-start-page.h: first start: can I read this, and the code from the county
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-page.h"
#include "ruhu-preferences.h"

G_BEGIN_DECLS

/**
 * RuhuStartStep:
 * @RUHU_START_CODE: language, text size, clock, address and code
 * @RUHU_START_SECRET: PIN or phrase, twice
 * @RUHU_START_BUSY: something is on its way
 * @RUHU_START_WAITING: the county has been asked by file
 */
typedef enum {
  RUHU_START_CODE,
  RUHU_START_SECRET,
  RUHU_START_BUSY,
  RUHU_START_WAITING,
} RuhuStartStep;

#define RUHU_TYPE_START_PAGE (ruhu_start_page_get_type ())
G_DECLARE_FINAL_TYPE (RuhuStartPage, ruhu_start_page, RUHU, START_PAGE, RuhuPage)

RuhuStartPage *ruhu_start_page_new (RuhuPreferences *preferences);

void ruhu_start_page_set_words (RuhuStartPage *self,
                                const char *heading,
                                const char *sentence,
                                gboolean can_go_back);
void ruhu_start_page_show_step (RuhuStartPage *self, RuhuStartStep step);
void ruhu_start_page_ask_secret (RuhuStartPage *self);
void ruhu_start_page_choose_secret (RuhuStartPage *self);
void ruhu_start_page_set_answer_fault (RuhuStartPage *self, const char *fault);
void ruhu_start_page_set_phrase_only (RuhuStartPage *self, gboolean phrase_only);
void ruhu_start_page_show_failure (RuhuStartPage *self, RuhuStartStep step, const GError *error);
void ruhu_start_page_show_secret_failure (RuhuStartPage *self, const GError *error, gint64 until);
const char *ruhu_start_page_get_fault (RuhuStartPage *self);
const char *ruhu_start_page_get_url (RuhuStartPage *self);
const char *ruhu_start_page_get_code (RuhuStartPage *self);
void ruhu_start_page_set_code (RuhuStartPage *self, const char *url, const char *code);

G_END_DECLS
