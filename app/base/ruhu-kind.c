/* ruhu-kind.c: the kinds of objects that Ruhu keeps and sends
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ruhu-kind.h"

static const char *const names[] = {
  [RUHU_KIND_NONE] = NULL,           [RUHU_KIND_RESPONSE] = "response",
  [RUHU_KIND_PERSON] = "person",     [RUHU_KIND_HOUSEHOLD] = "household",
  [RUHU_KIND_NEED] = "need",         [RUHU_KIND_TASK] = "task",
  [RUHU_KIND_DECISION] = "decision", [RUHU_KIND_TRANSFER] = "transfer",
};

/** ruhu_kind_to_string: Returns: (nullable): the name on the wire; %NULL for %RUHU_KIND_NONE */
const char *
ruhu_kind_to_string (RuhuKind kind)
{
  return (guint) kind < G_N_ELEMENTS (names) ? names[kind] : NULL;
}

/**
 * ruhu_kind_from_string:
 * @name: (nullable): anything
 *
 * Returns: %RUHU_KIND_NONE where @name is no kind this version knows
 */
RuhuKind
ruhu_kind_from_string (const char *name)
{
  guint kind;

  for (kind = 1; kind < G_N_ELEMENTS (names); kind++) {
    if (g_strcmp0 (name, names[kind]) == 0)
      return kind;
  }

  return RUHU_KIND_NONE;
}
