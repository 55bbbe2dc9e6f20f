/* ruhu-hq-intake.h: lines of a device's log into HQ, however they came
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-batch.h"
#include "ruhu-hq-device-table.h"
#include "ruhu-hq-dir.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * RuhuHqIntake:
 * @dir: HQ
 * @sender: whose log it is, as it was before the lock
 * @now: ms since 1970 UTC
 * @batch: what came, once it was read
 * @lines: its lines, once they were checked
 * @device: the sender as it stands within the transaction, and after it
 * @refusal: why not
 * @expect: with GAP, the line that is to come first
 */
typedef struct {
  RuhuHqDir *dir;
  RuhuHqDevice *sender;
  gint64 now;
  RuhuBatch *batch;
  GPtrArray *lines;
  RuhuHqDevice *device;
  RuhuRefusal refusal;
  gint64 expect;
} RuhuHqIntake;

void ruhu_hq_intake_init (RuhuHqIntake *self, RuhuHqDir *dir, RuhuHqDevice *sender, gint64 now);
gboolean ruhu_hq_intake_read (RuhuHqIntake *self, GBytes *body);
gboolean ruhu_hq_intake_check_head (RuhuHqIntake *self);
gboolean ruhu_hq_intake_store (RuhuHqIntake *self, GError **error);
JsonObject *ruhu_hq_intake_make_answer (RuhuHqDir *dir,
                                        RuhuHqDevice *device,
                                        gint64 from,
                                        gboolean whole,
                                        gint64 now,
                                        GError **error);
gboolean ruhu_hq_intake_tell_restored (RuhuHqDir *dir,
                                       RuhuHqDevice *device,
                                       JsonObject *members,
                                       GError **error);
void ruhu_hq_intake_clear (RuhuHqIntake *self);

G_END_DECLS
