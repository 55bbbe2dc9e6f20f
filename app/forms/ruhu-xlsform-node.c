/* ruhu-xlsform-node.c: groups, repeats and questions as a tree
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-xlsform-write-private.h"

RuhuXlsNode *
ruhu_xls_node_new (RuhuXlsNodeKind kind, const RuhuXlsType *type, const char *name)
{
  RuhuXlsNode *node = g_new0 (RuhuXlsNode, 1);

  node->kind = kind;
  node->type = type;
  node->name = name;
  node->children = g_ptr_array_new_with_free_func ((GDestroyNotify) ruhu_xls_node_free);
  node->texts = g_ptr_array_new_with_free_func (g_free);
  node->binds = g_array_new (FALSE, FALSE, sizeof (RuhuXlsAttribute));
  node->controls = g_array_new (FALSE, FALSE, sizeof (RuhuXlsAttribute));
  node->attributes = g_array_new (FALSE, FALSE, sizeof (RuhuXlsAttribute));
  node->parameters = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  node->triggered = g_ptr_array_new ();
  return node;
}

void
ruhu_xls_node_free (RuhuXlsNode *node)
{
  g_ptr_array_unref (node->children);
  g_ptr_array_unref (node->texts);
  g_array_unref (node->binds);
  g_array_unref (node->controls);
  g_array_unref (node->attributes);
  g_hash_table_unref (node->parameters);
  g_ptr_array_unref (node->triggered);
  g_free (node->path);
  g_free (node);
}

/* Takes @child. */
void
ruhu_xls_node_add (RuhuXlsNode *parent, RuhuXlsNode *child)
{
  child->parent = parent;
  g_ptr_array_add (parent->children, child);
}

static void
copy_parameter (gpointer key, gpointer value, gpointer data)
{
  g_hash_table_insert (data, g_strdup (key), g_strdup (value));
}

/* A deep copy without a parent: a loop writes its questions once for each choice. */
RuhuXlsNode *
ruhu_xls_node_copy (const RuhuXlsNode *node)
{
  RuhuXlsNode *copy = ruhu_xls_node_new (node->kind, node->type, node->name);

  copy->row = node->row;
  copy->list = node->list;
  copy->choice_filter = node->choice_filter;
  copy->default_value = node->default_value;
  copy->calculation = node->calculation;
  copy->trigger = node->trigger;
  copy->count = node->count;
  copy->save_to = node->save_to;
  copy->searches = node->searches;
  g_array_append_vals (copy->binds, node->binds->data, node->binds->len);
  g_array_append_vals (copy->controls, node->controls->data, node->controls->len);
  g_array_append_vals (copy->attributes, node->attributes->data, node->attributes->len);
  g_hash_table_foreach (node->parameters, copy_parameter, copy->parameters);
  for (guint i = 0; i < node->texts->len; i++)
    g_ptr_array_add (copy->texts, g_memdup2 (node->texts->pdata[i], sizeof (RuhuXlsText)));
  for (guint i = 0; i < node->children->len; i++)
    ruhu_xls_node_add (copy, ruhu_xls_node_copy (node->children->pdata[i]));
  return copy;
}

/* The nearest repeat around @node, itself not counted; NULL where there is none. */
const RuhuXlsNode *
ruhu_xls_node_repeat (const RuhuXlsNode *node)
{
  for (node = node->parent; node != NULL; node = node->parent)
    if (node->kind == RUHU_XLS_REPEAT)
      return node;
  return NULL;
}

/* Whether there is a label, in words, pictures or sound. */
gboolean
ruhu_xls_node_is_labelled (const RuhuXlsNode *node)
{
  for (guint i = 0; i < node->texts->len; i++) {
    RuhuXlsTextKind kind = ((RuhuXlsText *) node->texts->pdata[i])->kind;

    if (kind == RUHU_XLS_LABEL || (kind >= RUHU_XLS_IMAGE && kind <= RUHU_XLS_VIDEO))
      return TRUE;
  }
  return FALSE;
}

/* Whether the question has a label, a hint or media; guidance alone is none, for clients may hide
 * it. */
gboolean
ruhu_xls_node_says_anything (const RuhuXlsNode *node)
{
  return ruhu_xls_node_is_labelled (node) || ruhu_xls_text_has (node->texts, RUHU_XLS_HINT);
}

/* Whether people see the question: one that is calculated and has neither label nor hint is not
 * shown. */
gboolean
ruhu_xls_node_is_shown (const RuhuXlsNode *node)
{
  if (node->kind != RUHU_XLS_QUESTION)
    return TRUE;
  if (node->type->control == NULL)
    return FALSE;
  return ruhu_xls_text_has (node->texts, RUHU_XLS_LABEL) ||
         ruhu_xls_text_has (node->texts, RUHU_XLS_HINT) ||
         (node->calculation == NULL && node->trigger == NULL);
}

void
ruhu_xls_text_add (GPtrArray *texts,
                   RuhuXlsTextKind kind,
                   const char *language,
                   const char *text,
                   const char *header)
{
  RuhuXlsText *new = g_new0 (RuhuXlsText, 1);

  new->kind = kind;
  new->language = language;
  new->text = text;
  new->header = header;
  g_ptr_array_add (texts, new);
}

void
ruhu_xls_node_text (RuhuXlsNode *node, RuhuXlsTextKind kind, const char *text)
{
  ruhu_xls_text_add (node->texts, kind, NULL, text, "label");
}

gboolean
ruhu_xls_text_has (const GPtrArray *texts, RuhuXlsTextKind kind)
{
  for (guint i = 0; i < texts->len; i++)
    if (((RuhuXlsText *) texts->pdata[i])->kind == kind)
      return TRUE;
  return FALSE;
}

/* What kind of text a column holds; FALSE for a column that holds none. */
gboolean
ruhu_xls_text_kind (const RuhuXlsColumn *column, RuhuXlsTextKind *kind)
{
  static const struct {
    const char *key, *name;
    RuhuXlsTextKind kind;
  } columns[] = {
    { "label", NULL, RUHU_XLS_LABEL },
    { "hint", NULL, RUHU_XLS_HINT },
    { "guidance_hint", NULL, RUHU_XLS_GUIDANCE },
    { "media", "image", RUHU_XLS_IMAGE },
    { "media", "big-image", RUHU_XLS_BIG_IMAGE },
    { "media", "image-description", RUHU_XLS_IMAGE_DESCRIPTION },
    { "media", "audio", RUHU_XLS_AUDIO },
    { "media", "video", RUHU_XLS_VIDEO },
    { "constraint_message", NULL, RUHU_XLS_CONSTRAINT_MESSAGE },
    { "required_message", NULL, RUHU_XLS_REQUIRED_MESSAGE },
    { "no_app_error_string", NULL, RUHU_XLS_NO_APP_MESSAGE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    if (g_str_equal (columns[i].key, column->key) &&
        g_strcmp0 (columns[i].name, column->name) == 0) {
      *kind = columns[i].kind;
      return TRUE;
    }
  return FALSE;
}

void
ruhu_xls_attribute_add (GArray *array, const char *name, const char *value, const char *header)
{
  RuhuXlsAttribute attribute = { name, value, header };

  g_array_append_val (array, attribute);
}

const char *
ruhu_xls_attribute_get (const GArray *array, const char *name)
{
  for (guint i = 0; i < array->len; i++) {
    const RuhuXlsAttribute *attribute = &g_array_index (array, RuhuXlsAttribute, i);

    if (g_str_equal (attribute->name, name))
      return attribute->value;
  }
  return NULL;
}
