/* ruhu-hq-recovery.h: the recovery key, for two custodians
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define RUHU_HQ_RECOVERY_SIZE 32

void ruhu_hq_recovery_split (const guint8 key[RUHU_HQ_RECOVERY_SIZE], char *halves[2]);
gboolean ruhu_hq_recovery_join (const char *const halves[2],
                                guint8 key[RUHU_HQ_RECOVERY_SIZE],
                                GError **error);

G_END_DECLS
