/* ruhu-label-media.h: the picture, sound and film of a question's label
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "forms/ruhu-instance.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define RUHU_TYPE_LABEL_MEDIA (ruhu_label_media_get_type ())
G_DECLARE_FINAL_TYPE (RuhuLabelMedia, ruhu_label_media, RUHU, LABEL_MEDIA, AdwBin)

void ruhu_label_media_show (RuhuLabelMedia *self,
                            RuhuInstance *instance,
                            const RuhuControl *control,
                            RuhuNode *within,
                            const char *about);

G_END_DECLS
