/* ruhu-mutant.h: bugs that are planted, so that it shows whether the tests would catch them
 *
 * Only where the build's option `mutants` is set; no release has it, and without it each of these
 * is a constant that leaves no code. `./dev sim --mutants` plants one after the other.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define RUHU_MUTANTS_FOREACH(X) \
  X (TICK_BEFORE_FSYNC) \
  X (WAL_NOT_SYNCED) \
  X (NONCE_REUSED) \
  X (CUT_IN_TWO) \
  X (OUTBOX_DROPPED_ON_SEND) \
  X (PENDING_DROPPED_ON_ACK) \
  X (PURGED_BEFORE_SAFE) \
  X (CURSOR_BEFORE_ROWS) \
  X (ECHO_NOT_CONFIRMED) \
  X (CLOCK_BEFORE_1970) \
  X (ACK_BEFORE_COMMIT) \
  X (NO_DEDUPE) \
  X (GAP_ACCEPTED) \
  X (FORK_NOT_DETECTED) \
  X (QUARANTINE_STOPS_BATCH) \
  X (QUARANTINE_DROPPED) \
  X (RECEIPT_NOT_RENEWED) \
  X (TRUNCATED_BATCH_ACCEPTED) \
  X (SCOPE_FILTER_MISSING) \
  X (CURSOR_PAST_FULL_PAGE) \
  X (GEN_NOT_IN_CURSOR) \
  X (PENDING_LOST_ON_MOVE) \
  X (ARRIVAL_ORDER_WINS) \
  X (NO_CLOCK_CLAMP) \
  X (REPLACED_IGNORED) \
  X (LAST_IGNORED) \
  X (TIE_WITHOUT_DEVICE) \
  X (HEADS_DROPPED) \
  X (EDIT_LOSES_TO_DELETE) \
  X (DECISION_LAST_WINS) \
  X (CONFLICT_NOT_CLOSED) \
  X (FINAL_TAKEN_TWICE) \
  X (MOVE_BEFORE_RESTORED) \
  X (RESTORED_NOT_TOLD_ANEW) \
  X (RESTORED_WITHOUT_HELD) \
  X (DOUBLE_NOT_FOUND) \
  X (DOUBLE_AFTER_SCOPE) \
  X (RENEWED_WITHOUT_CONFIRMED) \
  X (SHORT_COPY_NOT_SEEN) \
  X (OUTSIDE_NOT_CONFIRMED) \
  X (ATT_RECEIPT_EARLY) \
  X (ATT_FREED_EARLY) \
  X (ATT_OF_HELD_COVERED)

typedef enum {
  RUHU_MUTANT_NONE,
#define RUHU_MUTANT_ENUM(name) RUHU_MUTANT_##name,
  RUHU_MUTANTS_FOREACH (RUHU_MUTANT_ENUM)
#undef RUHU_MUTANT_ENUM
  RUHU_N_MUTANTS
} RuhuMutant;

#ifdef RUHU_MUTANTS
extern RuhuMutant ruhu_mutant_planted;
#define ruhu_mutant(name) (ruhu_mutant_planted == RUHU_MUTANT_##name)
#else
#define ruhu_mutant(name) FALSE
#endif

G_END_DECLS
