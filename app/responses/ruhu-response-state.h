/* ruhu-response-state.h: what may follow what in the life of a response
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** RuhuResponseState: where a response stands; the numbers are stored and never change */
typedef enum {
  RUHU_RESPONSE_DRAFT = 0,
  RUHU_RESPONSE_FINISHED = 1,
  RUHU_RESPONSE_FINAL = 2,
  RUHU_RESPONSE_RECEIVED = 3,
  RUHU_RESPONSE_VERIFIED = 4,
  RUHU_RESPONSE_RETURNED = 5,
  RUHU_RESPONSE_ACCEPTED = 6,
  RUHU_RESPONSE_QUERIED = 7,
} RuhuResponseState;

const char *ruhu_response_state_to_string (RuhuResponseState state);
gboolean ruhu_response_state_from_string (const char *name, RuhuResponseState *state);
gboolean ruhu_response_state_may_follow (RuhuResponseState from, RuhuResponseState to);

G_END_DECLS
