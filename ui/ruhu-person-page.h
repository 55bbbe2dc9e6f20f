/* ruhu-person-page.h: who it is, how to speak with them, what is open, what to do next
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-attempts.h"
#include "ruhu-form-library.h"
#include "ruhu-page.h"

#include "register/ruhu-person.h"

G_BEGIN_DECLS

#define RUHU_TYPE_PERSON_PAGE (ruhu_person_page_get_type ())
G_DECLARE_FINAL_TYPE (RuhuPersonPage, ruhu_person_page, RUHU, PERSON_PAGE, RuhuPage)

RuhuPersonPage *ruhu_person_page_new (void);

RuhuPerson *ruhu_person_page_get_person (RuhuPersonPage *self);
void ruhu_person_page_set_person (RuhuPersonPage *self, RuhuPerson *person);
void ruhu_person_page_set_lists (RuhuPersonPage *self, GListModel *needs, GListModel *responses);
void ruhu_person_page_set_task (RuhuPersonPage *self, RuhuTask *task);
void ruhu_person_page_set_attempts (RuhuPersonPage *self, RuhuAttempts *attempts);
void ruhu_person_page_set_library (RuhuPersonPage *self, RuhuFormLibrary *library);

G_END_DECLS
