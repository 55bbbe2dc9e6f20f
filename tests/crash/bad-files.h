/* bad-files.h: loses what was written past SQLite and not synced
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

void bad_files_register (void);
