/* ruhu-form-lint-entities.c: what is odd about what a form makes and changes (ODK entities)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-form-commands-private.h"
#include "forms/ruhu-form-parser-private.h"
#include "forms/ruhu-form-private.h"

#include <string.h>

static RuhuSchema *
find (RuhuSchema *schema, const char *name, gboolean attribute)
{
  return ruhu_schema_find_child (schema, g_intern_string (name), attribute);
}

static gboolean
is_entity (const RuhuSchema *schema)
{
  return strcmp (schema->name, "entity") == 0 && schema->parent != NULL &&
         strcmp (schema->parent->name, "meta") == 0 && !schema->is_attribute;
}

static void
look_at_entity (RuhuForm *form, RuhuSchema *entity)
{
  gboolean makes = find (entity, "create", TRUE) != NULL;

  if (find (entity, "dataset", TRUE) == NULL)
    ruhu_form_warn (form, entity->xml, "this entity does not say which list it is of (dataset)");
  if (find (entity, "id", TRUE) == NULL)
    ruhu_form_warn (form, entity->xml, "this entity has no id");
  if (!makes && find (entity, "update", TRUE) == NULL)
    ruhu_form_warn (form, entity->xml, "this entity neither creates nor updates anything");
  if (makes && find (entity, "label", FALSE) == NULL)
    ruhu_form_warn (form, entity->xml, "a new entity needs a label, and here is no <label>");
}

static gboolean
has_entity_around (RuhuSchema *schema)
{
  for (RuhuSchema *group = schema->parent; group != NULL; group = group->parent) {
    RuhuSchema *meta = find (group, "meta", FALSE);

    if (meta != NULL && find (meta, "entity", FALSE) != NULL)
      return TRUE;
  }
  return FALSE;
}

/* Adds to the form's warnings. */
void
ruhu_form_lint_entities (RuhuForm *form)
{
  for (guint i = 0; i < form->schemas->len; i++) {
    RuhuSchema *schema = form->schemas->pdata[i];
    const RuhuBind *bind = schema->bind;

    if (is_entity (schema))
      look_at_entity (form, schema);
    if (bind != NULL && bind->save_to != NULL && !has_entity_around (schema))
      ruhu_form_warn (form,
                      bind->xml,
                      "saves to “%s”, but no entity is declared around it",
                      bind->save_to);
  }
}
