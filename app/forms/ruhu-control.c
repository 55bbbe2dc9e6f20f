/* ruhu-control.c: what a form's body shows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-form-parser-private.h"
#include "forms/ruhu-lists-private.h"

#include <string.h>

RuhuControlKind
ruhu_control_get_kind (const RuhuControl *self)
{
  return self->kind;
}

/**
 * ruhu_control_get_parent:
 * @self: a control
 *
 * Returns: (nullable): the group or repeat around it; %NULL for the body itself
 */
const RuhuControl *
ruhu_control_get_parent (const RuhuControl *self)
{
  return self->parent;
}

guint
ruhu_control_get_n_children (const RuhuControl *self)
{
  return self->children->len;
}

const RuhuControl *
ruhu_control_get_child (const RuhuControl *self, guint index)
{
  g_return_val_if_fail (index < self->children->len, NULL);

  return self->children->pdata[index];
}

/**
 * ruhu_control_get_path:
 * @self: a control
 *
 * Returns: (nullable): the path of its node without positions; %NULL for a group for show only
 */
const char *
ruhu_control_get_path (const RuhuControl *self)
{
  return self->schema != NULL ? self->schema->path : NULL;
}

/**
 * ruhu_control_get_name:
 * @self: a control
 *
 * Returns: (nullable): the last step of its path
 */
const char *
ruhu_control_get_name (const RuhuControl *self)
{
  return self->schema != NULL ? self->schema->name : NULL;
}

RuhuDataType
ruhu_control_get_data_type (const RuhuControl *self)
{
  return self->schema != NULL && self->schema->bind != NULL ? self->schema->bind->type
                                                            : RUHU_DATA_STRING;
}

/**
 * ruhu_control_get_appearance:
 * @self: a control
 *
 * Returns: (nullable): the attribute as written
 */
const char *
ruhu_control_get_appearance (const RuhuControl *self)
{
  return self->xml != NULL ? ruhu_xml_get (self->xml, "appearance") : NULL;
}

/**
 * ruhu_control_has_appearance:
 * @self: a control
 * @token: one word, “signature” for example
 *
 * Returns: %TRUE if the appearance has that word
 */
gboolean
ruhu_control_has_appearance (const RuhuControl *self, const char *token)
{
  return self->appearance != NULL &&
         g_strv_contains ((const char *const *) self->appearance, token);
}

/**
 * ruhu_control_get_parameter:
 * @self: a control
 * @name: an attribute of the element or of its bind, without prefix: “mediatype”, “start”, “rows”,
 *   “max-pixels”, “saveto” …
 *
 * Returns: (nullable): its value
 */
const char *
ruhu_control_get_parameter (const RuhuControl *self, const char *name)
{
  xmlNodePtr places[] = {
    self->xml,
    self->schema != NULL && self->schema->bind != NULL ? self->schema->bind->xml : NULL,
  };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++) {
    const char *value;

    if (places[i] == NULL)
      continue;
    value = ruhu_xml_get (places[i], name);
    for (guint j = 0; value == NULL && j < 3; j++)
      value = ruhu_xml_get_ns (places[i],
                               name,
                               (const char *[]){ RUHU_NS_ORX, RUHU_NS_ODK, RUHU_NS_ENTITIES }[j]);
    if (value != NULL)
      return value;
  }

  return NULL;
}

gboolean
ruhu_control_is_question (const RuhuControl *self)
{
  return self->kind != RUHU_CONTROL_GROUP && self->kind != RUHU_CONTROL_REPEAT;
}

static gboolean
offers (const RuhuControl *self, const char *value)
{
  for (guint i = 0; self->items != NULL && i < self->items->len; i++)
    if (strcmp (((RuhuItem *) self->items->pdata[i])->value, value) == 0)
      return TRUE;

  return self->itemset != NULL && ruhu_lists_itemset_offers (self->form, self->itemset, value);
}

/**
 * ruhu_control_may_decline:
 * @self: a question
 *
 * Returns: %TRUE if somebody may prefer not to say or not know: its list has the choices “-88” or
 *   “-99”, or there is a companion question for it
 */
gboolean
ruhu_control_may_decline (const RuhuControl *self)
{
  return self->decliner != NULL || offers (self, "-88") || offers (self, "-99");
}

/**
 * ruhu_control_get_decliner:
 * @self: a question
 *
 * Returns: (nullable): the question beside it, named like it with “_na” behind, that holds the
 *   reason why it was declined
 */
const RuhuControl *
ruhu_control_get_decliner (const RuhuControl *self)
{
  return self->decliner;
}

/**
 * ruhu_control_is_decliner:
 * @self: a question
 *
 * Returns: %TRUE if it is the companion of another question and is drawn as that one's button
 */
gboolean
ruhu_control_is_decliner (const RuhuControl *self)
{
  return self->declines != NULL;
}
