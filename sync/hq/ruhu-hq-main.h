/* ruhu-hq-main.h: the command line of ruhu-hq
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define RUHU_HQ_EXIT_REFUSED 1
#define RUHU_HQ_EXIT_USAGE 64

int ruhu_hq_main (const char *const *argv);

G_END_DECLS
