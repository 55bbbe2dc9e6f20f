/* ruhu-forget.h: what a program frees is overwritten first
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean ruhu_forget_is_on (void);

G_END_DECLS
