/* ruhu-response-list.h: this device's responses, newest first
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "responses/ruhu-response-store.h"

G_BEGIN_DECLS

#define RUHU_TYPE_RESPONSE_LIST (ruhu_response_list_get_type ())
G_DECLARE_FINAL_TYPE (RuhuResponseList, ruhu_response_list, RUHU, RESPONSE_LIST, GObject)

RuhuResponseList *ruhu_response_list_new (RuhuResponseStore *responses);
RuhuResponse *ruhu_response_list_find (RuhuResponseList *self, const char *id);

G_END_DECLS
