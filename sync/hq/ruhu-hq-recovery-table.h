/* ruhu-hq-recovery-table.h: tablets whose PIN was forgotten
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-hq-store.h"

G_BEGIN_DECLS

/** RuhuHqRecoveryRequest: one row; column comments in resources/sql/hq/ */
typedef struct {
  char *dev;
  char *worker;
  gint64 at;
  GBytes *escrow;
  GBytes *key;
  GBytes *answer;
} RuhuHqRecoveryRequest;

void ruhu_hq_recovery_request_free (RuhuHqRecoveryRequest *request);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RuhuHqRecoveryRequest, ruhu_hq_recovery_request_free)

RuhuHqRecoveryRequest *ruhu_hq_recovery_load (RuhuHqStore *store, const char *dev, GError **error);
gboolean ruhu_hq_recovery_save (RuhuHqStore *store, RuhuHqRecoveryRequest *request, GError **error);

G_END_DECLS
