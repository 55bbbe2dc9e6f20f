/* ruhu-xlsform-entity.c: one <entity>, its binds and how it gets its id
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-xlsform-write-private.h"

static gboolean
creates (const RuhuXlsEntity *entity)
{
  return entity->create_if != NULL || entity->id == NULL;
}

static RuhuXlsNode *
new_hidden (RuhuXlsForm *form, RuhuXlsNodeKind kind, RuhuXlsNode *parent, const char *name)
{
  RuhuXlsNode *node =
    ruhu_xls_node_new (kind, kind == RUHU_XLS_QUESTION ? ruhu_xls_type_get ("hidden") : NULL, name);

  node->in_meta = TRUE;
  node->parent = parent;
  node->path = g_strconcat (parent->path, "/", name, NULL);
  return node;
}

static RuhuXlsNode *
ensure_meta (RuhuXlsForm *form, RuhuXlsNode *container)
{
  RuhuXlsNode *meta;

  if (container == form->root && form->meta->parent != NULL)
    return form->meta;
  meta = new_hidden (form, RUHU_XLS_GROUP, container, "meta");
  g_ptr_array_add (container->children, meta);
  return meta;
}

/**
 * ruhu_xls_add_entity:
 * @form: the form being compiled
 * @entity: one that has a place
 *
 * Adds meta/entity to its group (ODK entities, "Declaring that a form creates entities").
 */
void
ruhu_xls_add_entity (RuhuXlsForm *form, RuhuXlsEntity *entity)
{
  RuhuXlsNode *meta = ensure_meta (form, entity->container);
  RuhuXlsNode *node = new_hidden (form, RUHU_XLS_GROUP, meta, "entity");

  entity->node = node;
  g_ptr_array_insert (meta->children, 0, node);
  ruhu_xls_attribute_add (node->attributes, "dataset", entity->list, "list_name");
  if (creates (entity))
    ruhu_xls_attribute_add (node->attributes, "create", "1", "create_if");
  if (entity->id != NULL) {
    ruhu_xls_attribute_add (node->attributes, "update", "1", "update_if");
    ruhu_xls_attribute_add (node->attributes, "baseVersion", "", "entity_id");
    ruhu_xls_attribute_add (node->attributes, "trunkVersion", "", "entity_id");
    ruhu_xls_attribute_add (node->attributes, "branchId", "", "entity_id");
  }
  ruhu_xls_attribute_add (node->attributes, "id", "", "entity_id");
  if (entity->label != NULL)
    g_ptr_array_add (node->children, new_hidden (form, RUHU_XLS_QUESTION, node, "label"));
}

static xmlNode *
write_bind (RuhuXlsForm *form,
            const RuhuXlsEntity *entity,
            const char *what,
            const char *key,
            const char *expression)
{
  g_autofree char *path = g_strdup_printf ("%s/%s", entity->node->path, what);
  RuhuXlsNode *context = new_hidden (form, RUHU_XLS_QUESTION, entity->node, what);
  xmlNode *bind = ruhu_xls_element (form->model, "bind");
  g_autofree char *value =
    expression == NULL
      ? NULL
      : ruhu_xls_expand (form,
                         context,
                         expression,
                         RUHU_XLS_ENTITIES,
                         entity->row,
                         ruhu_xls_header (form->book->sheets[RUHU_XLS_ENTITIES], key),
                         RUHU_XLS_PLAIN,
                         NULL);

  ruhu_xls_set (form, bind, "nodeset", path);
  ruhu_xls_set (form, bind, "type", "string");
  ruhu_xls_set (form, bind, "readonly", "true()");
  if (value != NULL)
    ruhu_xls_set (form, bind, "calculate", value);
  ruhu_xls_node_free (context);
  return bind;
}

static void
write_versions (RuhuXlsForm *form, const RuhuXlsEntity *entity)
{
  static const struct {
    const char *attribute, *column;
  } versions[] = { { "@baseVersion", "__version" },
                   { "@trunkVersion", "__trunkVersion" },
                   { "@branchId", "__branchId" } };

  for (guint i = 0; i < G_N_ELEMENTS (versions); i++) {
    g_autofree char *lookup = g_strdup_printf ("instance('%s')/root/item[name=%s]/%s",
                                               entity->list,
                                               entity->id,
                                               versions[i].column);

    write_bind (form, entity, versions[i].attribute, "entity_id", lookup);
  }
}

static void
write_uuid (RuhuXlsForm *form, const RuhuXlsEntity *entity, xmlNode *parent, const char *event)
{
  g_autofree char *path = g_strconcat (entity->node->path, "/@id", NULL);

  ruhu_xls_set (form, ruhu_xls_action (form, parent, "setvalue", path, event), "value", "uuid()");
}

/* Binds and first ids of all entities. */
void
ruhu_xls_write_entities (RuhuXlsForm *form)
{
  for (guint i = 0; i < form->entities->len; i++) {
    const RuhuXlsEntity *entity = form->entities->pdata[i];

    if (entity->node == NULL)
      continue;
    if (entity->create_if != NULL)
      write_bind (form, entity, "@create", "create_if", entity->create_if);
    if (entity->update_if != NULL)
      write_bind (form, entity, "@update", "update_if", entity->update_if);
    if (entity->id != NULL)
      write_versions (form, entity);
    write_bind (form, entity, "@id", "entity_id", entity->id);
    if (entity->id == NULL)
      write_uuid (form, entity, form->model, "odk-instance-first-load");
    if (entity->label != NULL)
      write_bind (form, entity, "label", "label", entity->label);
  }
}

/* In a new row of a repeat the entity of @node gets an id of its own. */
void
ruhu_xls_write_new_entity (RuhuXlsForm *form, const RuhuXlsNode *node, xmlNode *repeat)
{
  if (node->entity != NULL && node->entity->node != NULL && node->entity->id == NULL)
    write_uuid (form, node->entity, repeat, "odk-new-repeat");
}
