/* ruhu-saved-label.h: "saved 10:42"
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "responses/ruhu-autosave.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define RUHU_TYPE_SAVED_LABEL (ruhu_saved_label_get_type ())
G_DECLARE_FINAL_TYPE (RuhuSavedLabel, ruhu_saved_label, RUHU, SAVED_LABEL, AdwBin)

void ruhu_saved_label_set_autosave (RuhuSavedLabel *self, RuhuAutosave *autosave);

G_END_DECLS
