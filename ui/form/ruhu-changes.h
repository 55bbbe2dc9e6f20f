/* ruhu-changes.h: what a correction changes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "forms/ruhu-instance.h"

G_BEGIN_DECLS

/**
 * RuhuAnswerChange:
 * @key: (nullable): storage key of the question; %NULL where it went with its row
 * @label: the question
 * @was: what it was before, as people read it; "" for nothing
 * @now: what it is now; "" for nothing
 */
typedef struct {
  char *key;
  char *label;
  char *was;
  char *now;
} RuhuAnswerChange;

GPtrArray *ruhu_changes_list (RuhuInstance *instance, GHashTable *before);

G_END_DECLS
