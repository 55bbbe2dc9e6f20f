/* ruhu-hq-audit-table.h: who did what, so that nobody can unsay it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-hq-dir.h"

G_BEGIN_DECLS

gboolean ruhu_hq_audit_append (RuhuHqDir *dir,
                               const char *town,
                               const char *actor,
                               const char *action,
                               const char *object,
                               GError **error);
gboolean ruhu_hq_audit_verify (RuhuHqDir *dir, GPtrArray *faults, gint64 *n, GError **error);

G_END_DECLS
