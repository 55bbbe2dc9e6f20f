/* ruhu-form-finder.h: which forms this tablet has, and where
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-form-offer.h"

G_BEGIN_DECLS

/* The form of a visit that no task asked for. */
#define RUHU_FORM_FINDER_DEFAULT "ruhu_home_visit"

RuhuForm *
ruhu_form_finder_find (const char *dir, const char *id, const char *version, GError **error);
char *ruhu_form_finder_take_stock (const char *dir);
GPtrArray *ruhu_form_finder_list (const char *dir);

G_END_DECLS
