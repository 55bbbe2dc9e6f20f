/* ruhu-instance-text.c: texts as they read now: in the language, with the answers they quote
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-form-parser-private.h"
#include "forms/ruhu-instance-private.h"

#define DEEPEST_TEXT 16
#define LONGEST_TEXT 1000000 /* bytes */
#define WORK_PER_QUOTE 100

static const char *const plain_forms[] = { "", "long", "short", NULL };

/* A text may quote a text that quotes another, and in the end itself. */
static char *
format_parts (RuhuInstance *self, GArray *parts, RuhuNode *node)
{
  GString *text = g_string_new (NULL);

  if (self->text_depth == 0 && self->work_depth == 0)
    self->work_left = RUHU_INSTANCE_WORK;
  self->text_depth++;
  for (guint i = 0; i < parts->len && text->len < LONGEST_TEXT; i++) {
    RuhuTextPart *part = &g_array_index (parts, RuhuTextPart, i);

    if (part->output != NULL && self->text_depth > 1) {
      self->work_left -= WORK_PER_QUOTE;
      if (self->text_depth > DEEPEST_TEXT || self->work_left <= 0)
        continue;
    }
    if (part->output != NULL) {
      g_autofree char *value = ruhu_instance_eval_string (self, part->output, node);

      g_string_append (text, value);
    } else {
      g_string_append (text, part->text);
    }
  }
  self->text_depth--;

  return g_string_free (text, FALSE);
}

/* Returns the text of that id in the language now chosen, in the first of @forms that it has; NULL
 * where it has none. */
char *
ruhu_instance_format_itext (RuhuInstance *self,
                            const char *id,
                            RuhuNode *node,
                            const char *const *forms)
{
  GArray *parts = ruhu_itext_lookup (self->form->itext, id, self->language, forms);

  return parts != NULL ? format_parts (self, parts, node) : NULL;
}

/* Returns the itext id that @text refers to, or NULL. */
static char *
find_id (RuhuInstance *self, const RuhuText *text, RuhuNode *node)
{
  RuhuXPathExpr *ref = text->ref;

  if (text->id != NULL)
    return g_strdup (text->id);
  if (ref == NULL || ref->kind != RUHU_XPATH_CALL || !g_str_equal (ref->call.name, "jr:itext") ||
      ref->call.args->len != 1)
    return NULL;

  return ruhu_instance_eval_string (self, ref->call.args->pdata[0], node);
}

/* @text may be NULL. Returns NULL where there is nothing to say. */
char *
ruhu_instance_format_text (RuhuInstance *self, const RuhuText *text, RuhuNode *node)
{
  g_autofree char *id = NULL;

  if (text == NULL)
    return NULL;
  if (text->parts != NULL)
    return format_parts (self, text->parts, node);

  id = find_id (self, text, node);
  if (id != NULL)
    return ruhu_instance_format_itext (self, id, node, plain_forms);

  return ruhu_instance_eval_string (self, text->ref, node);
}

static char *
format_form (RuhuInstance *self, const RuhuText *text, RuhuNode *node, const char *form)
{
  g_autofree char *id = text != NULL && text->parts == NULL ? find_id (self, text, node) : NULL;

  return id != NULL ? ruhu_instance_format_itext (self, id, node, (const char *[]){ form, NULL })
                    : NULL;
}

static RuhuNode *
find_context (RuhuInstance *self, const RuhuControl *control, RuhuNode *within)
{
  RuhuNode *node = NULL;

  for (; node == NULL && control != NULL; control = control->parent)
    if (control->schema != NULL)
      node = ruhu_instance_node_of (self, control, within);

  return node != NULL ? node : self->root->cells;
}

/**
 * ruhu_instance_get_label:
 * @self: a filling that was started
 * @control: a control of its form
 * @within: (nullable): any node of the row that the control is shown for; %NULL outside repeats
 *
 * Returns: (transfer full) (nullable): the label in the current language, Markdown as the author
 *   wrote it; %NULL where there is none
 */
char *
ruhu_instance_get_label (RuhuInstance *self, const RuhuControl *control, RuhuNode *within)
{
  return ruhu_instance_format_text (self, control->label, find_context (self, control, within));
}

/**
 * ruhu_instance_get_hint:
 * @self: a filling that was started
 * @control: a control of its form
 * @within: (nullable): any node of the row that the control is shown for
 *
 * Returns: (transfer full) (nullable): the hint
 */
char *
ruhu_instance_get_hint (RuhuInstance *self, const RuhuControl *control, RuhuNode *within)
{
  return ruhu_instance_format_text (self, control->hint, find_context (self, control, within));
}

/**
 * ruhu_instance_get_guidance:
 * @self: a filling that was started
 * @control: a control of its form
 * @within: (nullable): any node of the row that the control is shown for
 *
 * Returns: (transfer full) (nullable): the longer hint for training and printing
 */
char *
ruhu_instance_get_guidance (RuhuInstance *self, const RuhuControl *control, RuhuNode *within)
{
  return format_form (self, control->hint, find_context (self, control, within), "guidance");
}

/**
 * ruhu_instance_get_media:
 * @self: a filling that was started
 * @control: a control of its form
 * @within: (nullable): any node of the row that the control is shown for
 * @media: “image”, “audio”, “video” or “big-image”
 *
 * Returns: (transfer full) (nullable): jr:// URI of what goes with the label
 */
char *
ruhu_instance_get_media (RuhuInstance *self,
                         const RuhuControl *control,
                         RuhuNode *within,
                         const char *media)
{
  return format_form (self, control->label, find_context (self, control, within), media);
}

/**
 * ruhu_instance_get_message:
 * @self: a filling that was started
 * @node: a question
 *
 * Returns: (transfer full) (nullable): what the form says about the violation there is now; %NULL
 *   where there is none, or the form says nothing about it
 */
char *
ruhu_instance_get_message (RuhuInstance *self, RuhuNode *node)
{
  RuhuBind *bind = node->schema->bind;

  switch (ruhu_instance_get_violation (self, node)) {
  case RUHU_VIOLATION_REQUIRED:
    return ruhu_instance_format_text (self, bind->required_message, node);
  case RUHU_VIOLATION_CONSTRAINT:
    return ruhu_instance_format_text (self, bind->constraint_message, node);
  case RUHU_VIOLATION_NONE:
  default:
    return NULL;
  }
}

/**
 * ruhu_instance_rule_holds:
 * @self: a filling that was started
 * @rule: a rule of its form
 *
 * Returns: %TRUE if its condition is met by the answers as they are
 */
gboolean
ruhu_instance_rule_holds (RuhuInstance *self, const RuhuFormRule *rule)
{
  return rule->when != NULL && ruhu_instance_eval_boolean (self, rule->when, self->root->cells);
}

/**
 * ruhu_instance_get_rule_message:
 * @self: a filling that was started
 * @rule: a rule of its form
 *
 * Returns: (transfer full) (nullable): what it says, in the current language
 */
char *
ruhu_instance_get_rule_message (RuhuInstance *self, const RuhuFormRule *rule)
{
  return ruhu_instance_format_text (self, rule->message, self->root->cells);
}
