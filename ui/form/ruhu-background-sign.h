/* ruhu-background-sign.h: says what the tablet answers by itself
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "form/ruhu-background.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define RUHU_TYPE_BACKGROUND_SIGN (ruhu_background_sign_get_type ())
G_DECLARE_FINAL_TYPE (RuhuBackgroundSign, ruhu_background_sign, RUHU, BACKGROUND_SIGN, AdwBin)

void ruhu_background_sign_set_background (RuhuBackgroundSign *self, RuhuBackground *background);

G_END_DECLS
