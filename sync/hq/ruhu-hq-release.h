/* ruhu-hq-release.h: lines out of quarantine
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-hq-dir.h"

G_BEGIN_DECLS

gboolean ruhu_hq_release_known_forms (RuhuHqDir *dir, guint *released, GError **error);
gboolean
ruhu_hq_release (RuhuHqDir *dir, const char *actor, const char *dev, gint64 dseq, GError **error);

G_END_DECLS
