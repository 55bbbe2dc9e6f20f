/* ruhu-choice-page.h: a long list on a page of its own
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "form/ruhu-choice-index.h"
#include "ruhu-page.h"

G_BEGIN_DECLS

#define RUHU_TYPE_CHOICE_PAGE (ruhu_choice_page_get_type ())
G_DECLARE_FINAL_TYPE (RuhuChoicePage, ruhu_choice_page, RUHU, CHOICE_PAGE, RuhuPage)

RuhuChoicePage *ruhu_choice_page_new (const char *question,
                                      RuhuChoiceIndex *index,
                                      const char *answer,
                                      gboolean multiple);

G_END_DECLS
