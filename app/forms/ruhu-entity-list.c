/* ruhu-entity-list.c: a list that forms look things up in, with what responses say laid over it
 *
 * A client that is offline keeps the versions of its own changes, so that a server can tell them
 * from others' (ODK entities 2024.1, “offline”): `__version` goes up with each change,
 * `__trunkVersion` stays at what came from elsewhere, and `__branchId` names the line of changes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-entity.h"

#include "forms/ruhu-list-private.h"

#include <string.h>

typedef struct {
  RuhuList *list;
  gboolean settled;
  GHashTable *own; /* id → row + 1 of what was made or changed here */
  guint name, label, version;
} Laying;

static void
set (Laying *over, guint row, const char *column, const char *value)
{
  ruhu_list_set_value (over->list, row, ruhu_list_ensure_column (over->list, column, 0), value, -1);
}

static guint64
get_version (Laying *over, guint row)
{
  return g_ascii_strtoull (ruhu_list_get_value (over->list, row, over->version), NULL, 10);
}

static void
set_version (Laying *over, guint row, guint64 version)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, version);

  ruhu_list_set_value (over->list, row, over->version, text, -1);
}

static void
set_values (Laying *over, guint row, const RuhuEntity *entity)
{
  GHashTableIter iter;
  gpointer property, value;

  if (entity->label != NULL)
    ruhu_list_set_value (over->list, row, over->label, entity->label, -1);
  g_hash_table_iter_init (&iter, entity->values);
  while (g_hash_table_iter_next (&iter, &property, &value))
    set (over, row, property, value);
}

static void
make (Laying *over, const RuhuEntity *entity)
{
  guint row = ruhu_list_add_row (over->list);

  ruhu_list_set_value (over->list, row, over->name, entity->id, -1);
  set_version (over, row, 1);
  set (over, row, "__trunkVersion", "");
  set (over, row, "__branchId", entity->response);
  set_values (over, row, entity);
  g_hash_table_insert (over->own, entity->id, GUINT_TO_POINTER (row + 1));
}

/* What came from elsewhere since the response was begun counts more than what it says. */
static void
change (Laying *over, guint row, const RuhuEntity *entity, gboolean is_own)
{
  guint64 version = get_version (over, row);

  if (!is_own) {
    g_autofree char *trunk = g_strdup_printf ("%" G_GUINT64_FORMAT, version);

    if (!over->settled &&
        (!entity->updates || (entity->base_version > 0 && version > entity->base_version)))
      return;
    set (over, row, "__trunkVersion", trunk);
    set (over, row, "__branchId", entity->response);
    g_hash_table_insert (over->own, entity->id, GUINT_TO_POINTER (row + 1));
  }
  set_version (over, row, version + 1);
  set_values (over, row, entity);
}

static void
lay (Laying *over, const RuhuEntity *entity, int base)
{
  guint own = GPOINTER_TO_UINT (g_hash_table_lookup (over->own, entity->id));

  if (own > 0)
    change (over, own - 1, entity, TRUE);
  else if (base >= 0)
    change (over, (guint) base, entity, FALSE);
  else if (entity->creates)
    make (over, entity);
}

static gboolean
is_of (const RuhuEntity *entity, const char *dataset)
{
  return entity->fault == RUHU_ENTITY_SOUND && strcmp (entity->dataset, dataset) == 0;
}

/**
 * ruhu_entities_concern:
 * @entities: (nullable) (element-type RuhuEntity): what responses say
 *
 * Returns: whether one of them is of the list @dataset
 */
gboolean
ruhu_entities_concern (GPtrArray *entities, const char *dataset)
{
  for (guint i = 0; entities != NULL && i < entities->len; i++)
    if (is_of (entities->pdata[i], dataset))
      return TRUE;

  return FALSE;
}

/**
 * ruhu_entities_apply:
 * @entities: (nullable) (element-type RuhuEntity): what responses say, oldest first
 * @dataset: name of the list
 * @settled: whether what came back from elsewhere has been taken out of @entities already; else it
 *   is known by its version, and what is to be made but is there already stays as it is
 * @list: the list as it came from elsewhere, with the column `name`; is changed
 *
 * Makes in @list what they make, and changes what they change.
 */
void
ruhu_entities_apply (GPtrArray *entities, const char *dataset, gboolean settled, RuhuList *list)
{
  g_autoptr (GHashTable) own = NULL;
  g_autofree int *rows = NULL;
  Laying over;

  if (!ruhu_entities_concern (entities, dataset))
    return;

  own = g_hash_table_new (g_str_hash, g_str_equal);
  over = (Laying){ list,
                   settled,
                   own,
                   ruhu_list_ensure_column (list, "name", 0),
                   ruhu_list_ensure_column (list, "label", 0),
                   ruhu_list_ensure_column (list, "__version", 0) };

  /* All are looked up before the first is laid: an index does not outlive a new row. */
  rows = g_new (int, entities->len);
  for (guint i = 0; i < entities->len; i++)
    rows[i] = is_of (entities->pdata[i], dataset)
                ? ruhu_list_find_row (list, over.name, ((RuhuEntity *) entities->pdata[i])->id)
                : -1;
  for (guint i = 0; i < entities->len; i++)
    if (is_of (entities->pdata[i], dataset))
      lay (&over, entities->pdata[i], rows[i]);
}
