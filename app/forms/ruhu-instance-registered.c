/* ruhu-instance-registered.c: which answers were there before anybody answered
 *
 * A default that is nothing but a look into a list from outside the form, as XLSForm writes
 * `pulldata('person', 'phone', …)`, is what the register says. A default that weighs or computes is
 * the form's own proposal, and is not.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-instance-private.h"

#include <string.h>

static gboolean
is_outside (RuhuForm *form, const char *id)
{
  for (guint i = 0; i < form->secondaries->len; i++) {
    RuhuSecondary *secondary = form->secondaries->pdata[i];

    if (g_strcmp0 (secondary->id, id) == 0)
      return secondary->source != NULL;
  }

  return FALSE;
}

static gboolean
reads_register (RuhuForm *form, const RuhuXPathExpr *expr)
{
  if (expr->kind == RUHU_XPATH_CALL)
    return strcmp (expr->call.name, "pulldata") == 0;

  return expr->kind == RUHU_XPATH_PATH && expr->path.start == RUHU_XPATH_INSTANCE &&
         is_outside (form, expr->path.instance);
}

static const RuhuAction *
find_default (RuhuForm *form, const RuhuSchema *schema)
{
  for (guint i = 0; i < form->actions->len; i++) {
    const RuhuAction *action = form->actions->pdata[i];

    if ((action->events & RUHU_EVENT_FIRST_LOAD) && action->is_setvalue &&
        action->target == schema && action->value != NULL && reads_register (form, action->value))
      return action;
  }

  return NULL;
}

/**
 * ruhu_instance_get_registered:
 * @self: a filling that was started
 * @node: a question
 *
 * Looks it up now, so that a draft that was opened again knows it as well.
 *
 * Returns: (transfer full) (nullable): what the register says of it, in the form in which an answer
 *   is stored; %NULL where the register was not asked, or says nothing
 */
char *
ruhu_instance_get_registered (RuhuInstance *self, RuhuNode *node)
{
  const RuhuAction *action = find_default (self->form, node->schema);
  g_autofree char *text = NULL;

  g_return_val_if_fail (self->is_started, NULL);

  if (action == NULL)
    return NULL;

  text = ruhu_instance_compute (self, action->value, node);
  return text != NULL && *text != '\0' ? g_steal_pointer (&text) : NULL;
}

/**
 * ruhu_instance_is_answered:
 * @self: a filling that was started
 * @node: a question
 *
 * Returns: %TRUE if somebody, or an action, put there what stands there; %FALSE where nothing does,
 *   or what the form itself says: its default, or a calculation
 */
gboolean
ruhu_instance_is_answered (RuhuInstance *self, RuhuNode *node)
{
  const char *text = node->schema->is_leaf ? ruhu_node_get_text (node) : NULL;

  return text != NULL && g_strcmp0 (text, ruhu_node_get_default (node)) != 0 &&
         ruhu_schema_find_trigger (node->schema, RUHU_TRIGGER_CALCULATE) == NULL;
}
