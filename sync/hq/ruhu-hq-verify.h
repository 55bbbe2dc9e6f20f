/* ruhu-hq-verify.h: is the store what was sent?
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-hq-dir.h"

G_BEGIN_DECLS

/**
 * RuhuHqVerified: what was looked at
 * @media: files of published forms
 * @last: device → RuhuReceipt, its last one, where that is what HQ signed for the device's log
 * @lost: (element-type utf8): hashes of attachments that are not what was sent
 * @damaged: pages of the store are; @faults begins with them
 * @faults: one sentence for each thing that is wrong
 */
typedef struct {
  gint64 devices;
  gint64 lines;
  gint64 erased; /* of the lines: only their hashes are left */
  gint64 receipts;
  gint64 attachments;
  gint64 media;
  gint64 objects;
  gint64 audited;
  GHashTable *last;
  GHashTable *lost;
  gboolean damaged;
  GPtrArray *faults;
} RuhuHqVerified;

RuhuHqVerified *ruhu_hq_verify (RuhuHqDir *dir, GError **error);
void ruhu_hq_verified_free (RuhuHqVerified *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RuhuHqVerified, ruhu_hq_verified_free)

G_END_DECLS
