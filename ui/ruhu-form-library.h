/* ruhu-form-library.h: the forms that can be begun on this tablet
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-form-offer.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define RUHU_TYPE_FORM_LIBRARY (ruhu_form_library_get_type ())
G_DECLARE_FINAL_TYPE (RuhuFormLibrary, ruhu_form_library, RUHU, FORM_LIBRARY, GObject)

RuhuFormLibrary *ruhu_form_library_new (const char *dir);

void ruhu_form_library_refresh (RuhuFormLibrary *self);

RuhuFormOffer *ruhu_form_library_find (RuhuFormLibrary *self, const char *id);
gboolean ruhu_form_library_has_choice (RuhuFormLibrary *self);
gboolean ruhu_form_library_has_other (RuhuFormLibrary *self, const char *id);

G_END_DECLS
