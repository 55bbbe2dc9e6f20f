/* ruhu-sync-main.h: the command line of ruhu-sync
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

int ruhu_sync_main (int argc, char **argv);

G_END_DECLS
