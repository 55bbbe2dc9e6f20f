/* ruhu-policy.h: what happens when two write one field
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RuhuPolicy:
 * @RUHU_POLICY_SURFACE: the newest is shown, and people are asked about the others
 * @RUHU_POLICY_LWW: the newest stands, nobody is asked
 * @RUHU_POLICY_SET: one option of a set, written by itself; the newest stands
 * @RUHU_POLICY_ONCE: never changes once it has a value
 * @RUHU_POLICY_SERVER: HQ's to write
 */
typedef enum {
  RUHU_POLICY_SURFACE,
  RUHU_POLICY_LWW,
  RUHU_POLICY_SET,
  RUHU_POLICY_ONCE,
  RUHU_POLICY_SERVER,
} RuhuPolicy;

/* The option that excludes all others of its set. */
#define RUHU_POLICY_NONE "none"

RuhuPolicy ruhu_policy_of (const char *kind, const char *field);

G_END_DECLS
