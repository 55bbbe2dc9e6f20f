/* ruhu-hq-limiter.h: how often one address may ask
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _RuhuHqLimiter RuhuHqLimiter;

RuhuHqLimiter *ruhu_hq_limiter_new (guint burst, guint per_minute);
void ruhu_hq_limiter_free (RuhuHqLimiter *self);
guint ruhu_hq_limiter_take (RuhuHqLimiter *self, const char *who, gint64 now);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RuhuHqLimiter, ruhu_hq_limiter_free)

G_END_DECLS
