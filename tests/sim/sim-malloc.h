/* sim-malloc.h: memory for programs that run many thousand times in one process
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

void sim_malloc_begin (char *argv[]);

G_END_DECLS
