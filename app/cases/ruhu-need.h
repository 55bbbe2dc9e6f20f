/* ruhu-need.h: one thing a person needs, from proposal to delivery
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "base/ruhu-age.h"
#include "register/ruhu-fields.h"
#include "store/ruhu-object.h"

#include <glib-object.h>

G_BEGIN_DECLS

/** RuhuNeedState: where a need stands; the numbers are stored and never change */
typedef enum {
  RUHU_NEED_PROPOSED = 0,
  RUHU_NEED_VERIFIED = 1,
  RUHU_NEED_NOT_ELIGIBLE = 2,
  RUHU_NEED_MERGED = 3,
  RUHU_NEED_DEFERRED = 4,
  RUHU_NEED_PLANNED = 5,
  RUHU_NEED_IN_SERVICE = 6,
  RUHU_NEED_DELIVERED = 7,
  RUHU_NEED_FOLLOWED_UP = 8,
  RUHU_NEED_CLOSED = 9,
  RUHU_NEED_WITHDRAWN = 10,
  RUHU_NEED_DECEASED = 11,
  RUHU_NEED_MOVED = 12,
  RUHU_NEED_DISPUTED = 13,
} RuhuNeedState;

#define RUHU_TYPE_NEED (ruhu_need_get_type ())
G_DECLARE_FINAL_TYPE (RuhuNeed, ruhu_need, RUHU, NEED, GObject)

RuhuNeed *ruhu_need_new (const char *id, const char *division, RuhuFields *fields);
RuhuNeed *ruhu_need_new_from_object (RuhuObject *object, GError **error);

const char *ruhu_need_get_id (RuhuNeed *self);
const char *ruhu_need_get_division (RuhuNeed *self);
RuhuNeedState ruhu_need_get_state (RuhuNeed *self);
gboolean ruhu_need_is_open (RuhuNeed *self);
const char *ruhu_need_get_person_id (RuhuNeed *self);
const char *ruhu_need_get_kind (RuhuNeed *self);
const char *ruhu_need_get_item (RuhuNeed *self);
RuhuDate ruhu_need_get_raised_on (RuhuNeed *self);
const char *ruhu_need_get_field (RuhuNeed *self, const char *name);

const char *ruhu_need_state_to_string (RuhuNeedState state);
RuhuNeedState ruhu_need_state_from_string (const char *word);

G_END_DECLS
