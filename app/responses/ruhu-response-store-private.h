/* ruhu-response-store-private.h: what the files that write responses share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "responses/ruhu-response-store.h"

G_BEGIN_DECLS

void ruhu_response_store_cut_later (RuhuResponseStore *self);

G_END_DECLS
