/* ruhu-kind.h: the kinds of objects that Ruhu keeps and sends
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RuhuKind:
 *
 * The numbers stand in databases and never change; the names stand on the wire (`k`).
 */
typedef enum {
  RUHU_KIND_NONE = 0,
  RUHU_KIND_RESPONSE = 1,
  RUHU_KIND_PERSON = 2,
  RUHU_KIND_HOUSEHOLD = 3,
  RUHU_KIND_NEED = 4,
  RUHU_KIND_TASK = 5,
  RUHU_KIND_DECISION = 6,
  RUHU_KIND_TRANSFER = 7,
} RuhuKind;

const char *ruhu_kind_to_string (RuhuKind kind);
RuhuKind ruhu_kind_from_string (const char *name);

G_END_DECLS
