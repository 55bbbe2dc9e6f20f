/* ruhu-hq-verify-private.h: parts of the look through HQ's store
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-hq-verify.h"

G_BEGIN_DECLS

void ruhu_hq_verified_note (RuhuHqVerified *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
gboolean ruhu_hq_verify_files (RuhuHqDir *dir, RuhuHqVerified *self, GError **error);

G_END_DECLS
