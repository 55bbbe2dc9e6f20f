/* ruhu-entity.h: what a response says about persons, needs and other objects
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "forms/ruhu-instance.h"

G_BEGIN_DECLS

/**
 * RuhuEntity:
 * @dataset: which list it belongs to: “person”, “need” …
 * @id: which object
 * @label: (nullable): what it is called now
 * @creates: the response makes the object
 * @updates: the response changes an object that may be there already
 * @base_version: the version of the object that the response was made from; 0: not known
 * @trunk_version: (nullable): the last version that had been received from elsewhere
 * @branch_id: (nullable): which line of changes without contact the response belongs to
 * @values: (element-type utf8 utf8): property → value; what was not asked or was
 *   declined is not in it
 */
typedef struct {
  char *dataset;
  char *id;
  char *label;
  gboolean creates;
  gboolean updates;
  guint64 base_version;
  char *trunk_version;
  char *branch_id;
  GHashTable *values;
} RuhuEntity;

GPtrArray *ruhu_instance_list_entities (RuhuInstance *self);

G_END_DECLS
