/* ruhu-apply-private.h: a page from HQ into the store
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-pull.h"
#include "store/ruhu-object-store.h"

G_BEGIN_DECLS

typedef struct _RuhuApply RuhuApply;

RuhuApply *ruhu_apply_new (RuhuPullPage *page, const char *device);
void ruhu_apply_free (RuhuApply *self);

gboolean ruhu_apply_merge (RuhuObjectPage *page, gpointer apply, GError **error);

G_END_DECLS
