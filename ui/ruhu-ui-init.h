/* ruhu-ui-init.h: makes the library's types and resources known
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

void ruhu_ui_init (void);

G_END_DECLS
