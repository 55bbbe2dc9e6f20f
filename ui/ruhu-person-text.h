/* ruhu-person-text.h: what a worker reads about a person
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "cases/ruhu-task.h"
#include "register/ruhu-person.h"

G_BEGIN_DECLS

char *ruhu_person_text_who (RuhuPerson *person, RuhuDate today);
char *ruhu_person_text_disability (RuhuPerson *person);
char *ruhu_person_text_care (RuhuPerson *person, RuhuDate today);
char *ruhu_person_text_line (RuhuPerson *person, RuhuDate today);
char *ruhu_person_text_guardian (RuhuPerson *person);
const char *ruhu_person_text_code (const char *field, const char *value);
const char *ruhu_person_text_reason (RuhuTaskReason reason);

G_END_DECLS
