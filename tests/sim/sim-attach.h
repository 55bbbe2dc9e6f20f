/* sim-attach.h: photos: taken, sent in pieces, and looked for at both ends
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sim-world.h"

G_BEGIN_DECLS

void sim_attach_add (SimWorld *world, guint tablet, SimRandom *random);
void sim_attach_check_receipt (SimWorld *world, guint tablet, gint64 attachments);
void sim_attach_check_rest (SimWorld *world, GPtrArray *log, guint tablet);

G_END_DECLS
