/* ruhu-response-state.c: what may follow what in the life of a response
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "responses/ruhu-response-state.h"

#define BIT(state) (1u << RUHU_RESPONSE_##state)

/* For each state its name, and what may come next: up to FINAL by this device, then by HQ. */
static const struct {
  const char *name;
  guint next;
} states[] = {
  [RUHU_RESPONSE_DRAFT] = { "draft", BIT (FINISHED) },
  [RUHU_RESPONSE_FINISHED] = { "finished", BIT (DRAFT) | BIT (FINAL) },
  [RUHU_RESPONSE_FINAL] = { "final", BIT (RECEIVED) },
  [RUHU_RESPONSE_RECEIVED] = { "received", BIT (VERIFIED) | BIT (RETURNED) },
  [RUHU_RESPONSE_VERIFIED] = { "verified", BIT (ACCEPTED) | BIT (QUERIED) | BIT (RETURNED) },
  [RUHU_RESPONSE_RETURNED] = { "returned", BIT (VERIFIED) },
  [RUHU_RESPONSE_ACCEPTED] = { "accepted", BIT (QUERIED) },
  [RUHU_RESPONSE_QUERIED] = { "queried", BIT (ACCEPTED) | BIT (RETURNED) },
};

/** ruhu_response_state_to_string: Returns: its name in C, SQL and JSON */
const char *
ruhu_response_state_to_string (RuhuResponseState state)
{
  g_return_val_if_fail ((guint) state < G_N_ELEMENTS (states), NULL);
  return states[state].name;
}

/** ruhu_response_state_from_string: @name: (nullable); @state: (out): untouched if none is named */
gboolean
ruhu_response_state_from_string (const char *name, RuhuResponseState *state)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (states); i++) {
    if (g_strcmp0 (name, states[i].name) == 0) {
      *state = i;
      return TRUE;
    }
  }

  return FALSE;
}

/** ruhu_response_state_may_follow: Returns: whether @to may come right after @from */
gboolean
ruhu_response_state_may_follow (RuhuResponseState from, RuhuResponseState to)
{
  g_return_val_if_fail ((guint) from < G_N_ELEMENTS (states), FALSE);
  return (states[from].next & (1u << to)) != 0;
}
