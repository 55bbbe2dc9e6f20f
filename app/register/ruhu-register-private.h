/* ruhu-register-private.h: what the parts of the register share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "register/ruhu-person-index-private.h"
#include "register/ruhu-register.h"

G_BEGIN_DECLS

/** RuhuRegisterContent: all that a register holds, ready to be shown; made on any thread */
typedef struct {
  GPtrArray *persons;
  RuhuPersonIndex *index;
  GHashTable *household_fields;
} RuhuRegisterContent;

RuhuRegisterContent *ruhu_register_content_new (GPtrArray *persons);
void ruhu_register_content_free (gpointer data);
void ruhu_register_show (RuhuRegister *self, RuhuRegisterContent *content);
RuhuObjectStore *ruhu_register_get_objects (RuhuRegister *self);
GPtrArray *ruhu_register_get_entities (RuhuRegister *self);
GHashTable *ruhu_register_get_household_fields (RuhuRegister *self);

G_END_DECLS
