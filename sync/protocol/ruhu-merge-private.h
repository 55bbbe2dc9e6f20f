/* ruhu-merge-private.h: one write of a field, and what it names
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-merge.h"

G_BEGIN_DECLS

#define RUHU_MERGE_DELETED "_del"

/** RuhuReplacedFunc: called for each write that `rp` names */
typedef void (*RuhuReplacedFunc) (const char *device, guint64 seq, gpointer data);

guint64 ruhu_write_get_seq (JsonObject *entry);
RuhuHlc ruhu_write_get_eff (JsonObject *entry);
const char *ruhu_write_get_device (JsonObject *entry);
JsonObject *ruhu_write_copy (JsonObject *from);
void ruhu_write_foreach_replaced (JsonNode *node,
                                  const char *self_device,
                                  RuhuReplacedFunc func,
                                  gpointer data);

JsonObject *ruhu_merge_get_entry (JsonObject *state, const char *field);
GPtrArray *ruhu_field_list_writes (JsonObject *entry);
GPtrArray *ruhu_field_list_heads (JsonObject *entry);
gboolean ruhu_field_is_set (JsonObject *entry);

G_END_DECLS
