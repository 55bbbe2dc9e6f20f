/* ruhu-hq-enrol.h: a new tablet, however it asks
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-hq-dir.h"
#include "ruhu-refusal.h"

G_BEGIN_DECLS

char *
ruhu_hq_enrol_take (RuhuHqDir *dir, GBytes *body, gint64 now, RuhuRefusal *refusal, GError **error);

G_END_DECLS
