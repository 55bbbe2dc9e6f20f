/* ruhu-meta-private.h: single values of the store, clear but summed under a key
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "store/ruhu-store-private.h"

G_BEGIN_DECLS

#define RUHU_META_NEXT_SEQ "next_seq"
#define RUHU_META_LAST_HLC "last_hlc"
#define RUHU_META_AHEAD "ahead"     /* HQ's clock less ours, ms */
#define RUHU_META_HQ_TIME "hq_time" /* what HQ said at the last meeting */
#define RUHU_META_HEAD "head"
#define RUHU_META_SAFE "safe"
#define RUHU_META_GENERATION "generation"
#define RUHU_META_INSTANCE "instance"
#define RUHU_META_ESCROW "escrow"
#define RUHU_META_KEYS "keys"
#define RUHU_META_CARRIED "carried"
#define RUHU_META_GONE "gone"

gboolean ruhu_meta_set (RuhuVault *vault, const char *key, GBytes *value, GError **error);
gboolean ruhu_meta_get (RuhuVault *vault, const char *key, GBytes **value, GError **error);
gboolean ruhu_meta_set_int64 (RuhuVault *vault, const char *key, gint64 value, GError **error);
gboolean ruhu_meta_get_int64 (RuhuVault *vault, const char *key, gint64 *value, GError **error);
void
ruhu_meta_sum (RuhuVault *vault, const char *table, const char *key, GBytes *value, guint8 *sum);
gboolean ruhu_meta_check (RuhuVault *vault, GError **error);
gboolean ruhu_meta_now (RuhuVault *vault, gint64 *now, gboolean *suspect, GError **error);
gboolean ruhu_meta_next_hlc (RuhuVault *vault, guint64 *hlc, GError **error);

G_END_DECLS
