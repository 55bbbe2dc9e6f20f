/* ruhu-entity.h: what a response says about persons, needs and other objects
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "forms/ruhu-instance.h"

G_BEGIN_DECLS

/**
 * RuhuEntityFault:
 * @RUHU_ENTITY_SOUND: none
 * @RUHU_ENTITY_NO_LIST: it says not which list it belongs to
 * @RUHU_ENTITY_NO_ID: it says not which object it is
 * @RUHU_ENTITY_BAD_ID: its id is no UUID; one that is made needs a random one (version 4)
 * @RUHU_ENTITY_NO_LABEL: it is to be made and has no name to be shown by
 *
 * Why a form's word about an object is not followed (ODK entities, declarations).
 */
typedef enum {
  RUHU_ENTITY_SOUND,
  RUHU_ENTITY_NO_LIST,
  RUHU_ENTITY_NO_ID,
  RUHU_ENTITY_BAD_ID,
  RUHU_ENTITY_NO_LABEL,
} RuhuEntityFault;

/**
 * RuhuEntity:
 * @dataset: which list it belongs to: “person”, “need” …
 * @id: which object, in lower case
 * @label: (nullable): what it is called now; %NULL leaves that alone
 * @creates: the response makes the object
 * @updates: the response changes an object that may be there already
 * @base_version: the version of the object that the response was made from; 0: not known
 * @trunk_version: (nullable): the last version that had been received from elsewhere
 * @branch_id: (nullable): which line of changes without contact the response belongs to
 * @values: (element-type utf8 utf8): property → value, "" where it is cleared; what was not asked
 *   or was declined is not in it
 * @fault: why nobody is to follow it
 * @response: (nullable): the response it is from, once that is kept
 * @division: (nullable): where that response belongs
 * @said_at: when that was finished, ms since 1970 UTC
 * @counts: whether it was accepted; else it is proposed
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
  RuhuEntityFault fault;
  char *response;
  char *division;
  gint64 said_at;
  gboolean counts;
} RuhuEntity;

RuhuEntity *ruhu_entity_new (const char *dataset, const char *id);
void ruhu_entity_free (RuhuEntity *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RuhuEntity, ruhu_entity_free)

char *ruhu_entity_describe_fault (const RuhuEntity *self);

GPtrArray *ruhu_instance_list_entities (RuhuInstance *self, const char *const *keep);

/* ruhu-entity-json.c */
JsonArray *ruhu_entities_to_json (GPtrArray *entities);
GPtrArray *ruhu_entities_from_json (JsonArray *array);

/* ruhu-entity-list.c */
void
ruhu_entities_apply (GPtrArray *entities, const char *dataset, gboolean settled, RuhuList *list);
gboolean ruhu_entities_concern (GPtrArray *entities, const char *dataset);

G_END_DECLS
