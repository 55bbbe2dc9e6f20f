/* ruhu-entity.c: what a response says about persons and needs (ODK XForms, entities)
 *
 * An <entity> stands in the meta block of the root, of a group or of a row. It gets the answers
 * whose bind has entities:saveto and that lie in the same group, but not in a deeper one with an
 * entity of its own. An answer that was not asked for or was declined is not among them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-entity.h"

#include "forms/ruhu-instance-private.h"

#include <string.h>

/**
 * ruhu_entity_new:
 * @dataset: (nullable): its list
 * @id: (nullable): which object
 *
 * Returns: (transfer full): one that says nothing yet
 */
RuhuEntity *
ruhu_entity_new (const char *dataset, const char *id)
{
  RuhuEntity *self = g_new0 (RuhuEntity, 1);

  self->dataset = g_strdup (dataset);
  self->id = g_strdup (id);
  self->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
ruhu_entity_free (RuhuEntity *self)
{
  g_free (self->dataset);
  g_free (self->id);
  g_free (self->label);
  g_free (self->trunk_version);
  g_free (self->branch_id);
  g_free (self->response);
  g_free (self->division);
  g_hash_table_unref (self->values);
  g_free (self);
}

static RuhuSchema *
find_entity (RuhuSchema *group)
{
  RuhuSchema *meta = ruhu_schema_find_child (group, g_intern_static_string ("meta"), FALSE);
  RuhuSchema *entity =
    meta != NULL ? ruhu_schema_find_child (meta, g_intern_static_string ("entity"), FALSE) : NULL;

  return entity != NULL && !entity->is_repeat ? entity : NULL;
}

static const char *
get_part (RuhuNode *node, const char *name, gboolean attribute)
{
  RuhuSchema *child = ruhu_schema_find_child (node->schema, g_intern_string (name), attribute);
  RuhuNode *cell = child != NULL && !child->is_repeat ? &node->row->cells[child->slot] : NULL;

  return cell != NULL && !(cell->flags & RUHU_NODE_NOT_RELEVANT) ? ruhu_node_get_text (cell) : NULL;
}

/* create and update are conditions that were computed; only these two words mean yes. */
static gboolean
is_said (RuhuNode *entity, const char *name)
{
  const char *text = get_part (entity, name, TRUE);

  return text != NULL && (strcmp (text, "1") == 0 || strcmp (text, "true") == 0);
}

/* A declined answer says nothing: whoever keeps the list keeps what it knows. */
static gboolean
is_declined (const RuhuNode *node)
{
  const RuhuControl *control = node->schema->control;
  const RuhuNode *holder = node;

  if (control == NULL || !ruhu_control_is_question (control) || !ruhu_control_may_decline (control))
    return FALSE;
  if (control->decliner != NULL)
    holder = &node->row->cells[control->decliner->schema->slot];

  return holder->text != NULL && !(holder->flags & RUHU_NODE_NOT_RELEVANT) &&
         (strcmp (holder->text, "-88") == 0 || strcmp (holder->text, "-99") == 0);
}

/* Whatever is no positive whole number is 0 (ODK XForms, entities). */
static guint64
read_version (const char *text)
{
  guint64 version;

  return text != NULL && g_ascii_string_to_unsigned (text, 10, 1, G_MAXINT64, &version, NULL)
           ? version
           : 0;
}

/* 8-4-4-4-12 hexadecimal digits, of @version where it is not 0 (RFC 9562, section 4). */
static gboolean
is_uuid (const char *id, char version)
{
  static const char shape[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

  for (gsize i = 0; i < sizeof shape - 1; i++)
    if (shape[i] == '-' ? id[i] != '-' : !g_ascii_isxdigit (id[i]))
      return FALSE;

  return id[sizeof shape - 1] == '\0' &&
         (version == 0 || (id[14] == version && strchr ("89abAB", id[19]) != NULL));
}

static gboolean
is_blank (const char *text)
{
  return text == NULL || text[strspn (text, " \t\r\n")] == '\0';
}

/* Who makes an object gives it a random UUID; one that is only changed has the id it was given. */
static RuhuEntityFault
find_fault (const RuhuEntity *self)
{
  if (is_blank (self->dataset))
    return RUHU_ENTITY_NO_LIST;
  if (is_blank (self->id))
    return RUHU_ENTITY_NO_ID;
  if (!is_uuid (self->id, self->creates && !self->updates ? '4' : 0))
    return RUHU_ENTITY_BAD_ID;
  if (self->creates && !self->updates && self->label == NULL)
    return RUHU_ENTITY_NO_LABEL;

  return RUHU_ENTITY_SOUND;
}

static RuhuEntity *
read_entity (RuhuNode *node)
{
  RuhuEntity *entity =
    ruhu_entity_new (get_part (node, "dataset", TRUE), get_part (node, "id", TRUE));
  const char *label = get_part (node, "label", FALSE);

  entity->label = is_blank (label) ? NULL : g_strdup (label);
  entity->creates = is_said (node, "create");
  entity->updates = is_said (node, "update");
  entity->base_version = read_version (get_part (node, "baseVersion", TRUE));
  entity->trunk_version = g_strdup (get_part (node, "trunkVersion", TRUE));
  entity->branch_id = g_strdup (get_part (node, "branchId", TRUE));
  entity->fault = find_fault (entity);
  if (entity->id != NULL && is_uuid (entity->id, 0))
    for (char *c = entity->id; *c != '\0'; c++)
      *c = g_ascii_tolower (*c);

  return entity;
}

typedef struct {
  GPtrArray *entities;
  const char *const *keep; /* or NULL */
  GString *path;           /* of the group, below the root; only where @keep is */
} Collecting;

static void collect (Collecting *all, RuhuNode *node, RuhuEntity *around);

static gboolean
is_kept (const Collecting *all)
{
  gboolean kept = all->keep == NULL;

  for (guint i = 0; !kept && all->keep[i] != NULL; i++) {
    gsize n = strlen (all->keep[i]);

    kept = strncmp (all->path->str, all->keep[i], n) == 0 &&
           (all->path->str[n] == '/' || all->path->str[n] == '\0');
  }
  return kept;
}

static void
collect_children (Collecting *all, RuhuNode *node, RuhuEntity *around)
{
  GPtrArray *children = node->schema->children;
  gsize length = all->path->len;

  for (guint i = 0; children != NULL && i < children->len; i++) {
    RuhuSchema *child = children->pdata[i];
    GPtrArray *rows;

    if (all->keep != NULL) {
      if (length > 0)
        g_string_append_c (all->path, '/');
      g_string_append (all->path, child->name);
    }
    if (!child->is_repeat)
      collect (all, &node->row->cells[child->slot], around);
    rows = child->is_repeat ? ruhu_row_get_series (node->row, child)->rows : NULL;
    for (guint j = 0; rows != NULL && j < rows->len; j++)
      collect (all, ((RuhuRow *) rows->pdata[j])->cells, around);
    g_string_truncate (all->path, length);
  }
}

static void
collect (Collecting *all, RuhuNode *node, RuhuEntity *around)
{
  RuhuBind *bind = node->schema->bind;
  RuhuSchema *own = find_entity (node->schema);
  const char *text = node->schema->is_leaf ? ruhu_node_get_text (node) : NULL;

  if (node->flags & RUHU_NODE_NOT_RELEVANT)
    return;

  if (own != NULL) {
    around = read_entity (&node->row->cells[own->slot]);
    if (!is_kept (all)) {
      g_clear_pointer (&around->label, g_free);
      around->creates = FALSE;
    }
    g_ptr_array_add (all->entities, around);
  }
  if (around != NULL && bind != NULL && bind->save_to != NULL && node->schema->is_leaf &&
      !is_declined (node) && is_kept (all))
    g_hash_table_replace (around->values,
                          g_strdup (bind->save_to),
                          g_strdup (text != NULL ? text : ""));
  collect_children (all, node, around);
}

/**
 * ruhu_instance_list_entities:
 * @self: a filling that was started
 * @keep: (nullable) (array zero-terminated=1): where nothing else may be kept of the answers, the
 *   groups that may, `visit` or `outer/visit`; then nothing is made or named but by them
 *
 * Returns: (transfer full) (element-type RuhuEntity): what the answers as they are would make or
 *   change, in the order of the form; those that do neither are left out, those with a fault are
 *   among them
 */
GPtrArray *
ruhu_instance_list_entities (RuhuInstance *self, const char *const *keep)
{
  GPtrArray *entities = g_ptr_array_new_with_free_func ((GDestroyNotify) ruhu_entity_free);
  g_autoptr (GString) path = g_string_new (NULL);
  Collecting all = { entities, keep, path };

  collect (&all, self->root->cells, NULL);
  for (guint i = entities->len; i > 0; i--) {
    RuhuEntity *entity = entities->pdata[i - 1];

    if (!entity->creates && !entity->updates)
      g_ptr_array_remove_index (entities, i - 1);
  }

  return entities;
}

/**
 * ruhu_entity_describe_fault:
 * @self: an entity
 *
 * Returns: (transfer full) (nullable): for the author of the form, what is wrong with it; it quotes
 *   no answer
 */
char *
ruhu_entity_describe_fault (const RuhuEntity *self)
{
  const char *list = self->dataset != NULL ? self->dataset : "";

  switch (self->fault) {
  case RUHU_ENTITY_NO_LIST:
    return g_strdup ("an entity of the form says not which list it belongs to (dataset)");
  case RUHU_ENTITY_NO_ID:
    return g_strdup_printf ("an entity of the list “%s” has no id", list);
  case RUHU_ENTITY_BAD_ID:
    return g_strdup_printf ("an entity of the list “%s” has an id that is no UUID%s",
                            list,
                            self->creates ? " of version 4, as uuid() gives it" : "");
  case RUHU_ENTITY_NO_LABEL:
    return g_strdup_printf ("a new entity of the list “%s” has no label", list);
  case RUHU_ENTITY_SOUND:
  default:
    return NULL;
  }
}
