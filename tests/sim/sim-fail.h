/* sim-fail.h: what has gone wrong
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

void sim_fail (const char *format, ...) G_GNUC_PRINTF (1, 2);
const char *sim_fail_get (void);
void sim_fail_reset (void);
void sim_fail_take_logs (void);

void sim_trace_set (gboolean on);
void sim_trace (const char *format, ...) G_GNUC_PRINTF (1, 2);

G_END_DECLS
