/* ruhu-form-finder.h: which forms this tablet has, and where
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "forms/ruhu-form.h"

G_BEGIN_DECLS

/* The form of a visit that no task asked for. */
#define RUHU_FORM_FINDER_DEFAULT "ruhu_home_visit"

RuhuForm *
ruhu_form_finder_find (const char *dir, const char *id, const char *version, GError **error);

G_END_DECLS
