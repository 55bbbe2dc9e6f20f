/* names.h: words that the library keeps for ever
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

gboolean fuzz_keep_names (const char *text);
