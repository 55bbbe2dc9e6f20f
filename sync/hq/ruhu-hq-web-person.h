/* ruhu-hq-web-person.h: who a response is about, as far as the browser is told
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "forms/ruhu-list.h"
#include "ruhu-hq-web.h"

G_BEGIN_DECLS

JsonObject *ruhu_hq_web_load_person (RuhuHqRequest *request,
                                     RuhuHqVisitor *visitor,
                                     const char *town,
                                     const char *id);
JsonObject *ruhu_hq_web_describe_person (const char *id, JsonObject *state);
RuhuList *ruhu_hq_web_make_person_list (const char *id, JsonObject *state);

G_END_DECLS
