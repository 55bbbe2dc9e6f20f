/* ruhu-hq-mask.h: what of a person the browser is shown unasked
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "forms/ruhu-control.h"

G_BEGIN_DECLS

const char *ruhu_hq_mask_find (const char *question, RuhuDataType type);
char *ruhu_hq_mask (const char *as, const char *value);

G_END_DECLS
