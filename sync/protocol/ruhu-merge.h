/* ruhu-merge.h: how field writes become the state of an object
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "base/ruhu-hlc.h"
#include "ruhu-policy.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* How far ahead of HQ's a device's clock may be believed, ms. */
#define RUHU_MERGE_MAX_AHEAD (5 * 60 * 1000)

/**
 * RuhuWrite:
 * @device: who wrote
 * @seq: number of the line in that device's log
 * @eff: its effective clock
 * @change: the line: `id`, `k`, `div`, `u`, `set`, `rp`, `src`
 *
 * A line with its place; all its fields share one clock.
 */
typedef struct {
  const char *device;
  guint64 seq;
  RuhuHlc eff;
  JsonObject *change;
} RuhuWrite;

/* Ends the path of a conflict between the options of a set. */
#define RUHU_MERGE_SET ":*"

/** RuhuMergeDouble: Returns: (transfer full) (nullable): UUID of what @id is a double of */
typedef char *(*RuhuMergeDouble) (const char *id, gpointer data);

/** RuhuMergeLookup: Returns: the effective clock of a line that is not in the state; 0 for none */
typedef RuhuHlc (*RuhuMergeLookup) (const char *device, guint64 seq, gpointer data);

RuhuHlc ruhu_merge_effective (RuhuHlc proposed, gint64 now, RuhuHlc replaced, RuhuHlc last);
RuhuHlc ruhu_merge_get_replaced (JsonObject *state,
                                 JsonObject *change,
                                 const char *device,
                                 RuhuMergeLookup lookup,
                                 gpointer data);
const char *ruhu_merge_find_forbidden (JsonObject *state,
                                       JsonObject *change,
                                       gboolean by_hq,
                                       RuhuPolicy *policy);

JsonObject *ruhu_merge_new_state (JsonObject *change);
void ruhu_merge_apply (JsonObject *state, const RuhuWrite *write);
void ruhu_merge_join (JsonObject *state, JsonObject *other);

JsonNode *ruhu_merge_get_value (JsonObject *state, const char *field);
const char *ruhu_merge_get_text (JsonObject *state, const char *field);
gboolean ruhu_merge_get_deleted (JsonObject *state);
gboolean ruhu_merge_get_item_deleted (JsonObject *state, const char *item);
gboolean ruhu_merge_is_delete (const char *field);
char **ruhu_merge_list_fields (JsonObject *state);
char **ruhu_merge_list_conflicts (JsonObject *state);
char *ruhu_merge_find_canonical (const char *id, RuhuMergeDouble find, gpointer data);
char *ruhu_merge_conflict_id (const char *object, const char *path);
JsonObject *ruhu_merge_describe_conflict (JsonObject *state, const char *path);

G_END_DECLS
