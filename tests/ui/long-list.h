/* long-list.h: a form with as many villages as one wants
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

GBytes *long_list_write_form (guint n, const char *appearance);
char *long_list_name_village (guint i);
