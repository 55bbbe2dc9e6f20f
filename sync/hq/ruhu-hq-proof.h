/* ruhu-hq-proof.h: is this stored response what the tablet signed?
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-hq-device-table.h"
#include "ruhu-hq-dir.h"
#include "ruhu-hq-log-table.h"
#include "ruhu-hq-object-table.h"

G_BEGIN_DECLS

/**
 * RuhuHqProof:
 * @RUHU_HQ_PROOF_INTACT: up to a head that the tablet signed, or as far as was looked
 * @RUHU_HQ_PROOF_UNREADABLE: what is stored cannot be unpacked
 * @RUHU_HQ_PROOF_ALTERED: the line is not the one that was taken in
 * @RUHU_HQ_PROOF_MISFILED: the line is genuine; what HQ's tables say about it is not what it says
 * @RUHU_HQ_PROOF_BROKEN: a later line was changed, so that no signature reaches this one
 */
typedef enum {
  RUHU_HQ_PROOF_INTACT,
  RUHU_HQ_PROOF_UNREADABLE,
  RUHU_HQ_PROOF_ALTERED,
  RUHU_HQ_PROOF_MISFILED,
  RUHU_HQ_PROOF_BROKEN,
} RuhuHqProof;

gboolean ruhu_hq_proof_make (RuhuHqDir *dir,
                             RuhuHqDevice *device,
                             RuhuHqChange *change,
                             RuhuHqObject *object,
                             RuhuHqProof *proof,
                             GError **error);

G_END_DECLS
