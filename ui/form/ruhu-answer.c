/* ruhu-answer.c: answers as people read them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-answer.h"

#include "form/ruhu-groups.h"
#include "form/ruhu-markdown.h"
#include "ruhu-format.h"

#include <glib/gi18n.h>
#include <string.h>

static char *
name_choices (RuhuInstance *instance,
              const RuhuControl *control,
              RuhuNode *within,
              const char *value)
{
  g_auto (GStrv) chosen = g_strsplit (value, " ", -1);
  g_autoptr (GString) text = g_string_new (NULL);
  guint i;

  for (i = 0; chosen[i] != NULL; i++) {
    g_autofree char *label = NULL;
    g_autofree char *plain = NULL;

    if (*chosen[i] == '\0')
      continue;
    label = ruhu_instance_get_choice_label (instance, control, within, chosen[i]);
    plain = ruhu_markdown_to_plain (label != NULL ? label : chosen[i]);
    if (text->len > 0)
      g_string_append (text, _ (", "));
    g_string_append (text, plain);
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * ruhu_answer_describe:
 * @control: a question
 * @value: an answer to it, in the form in which it is stored
 *
 * Returns: (transfer full): @value in the current language
 */
char *
ruhu_answer_describe (RuhuInstance *instance,
                      const RuhuControl *control,
                      RuhuNode *within,
                      const char *value)
{
  RuhuGroups groups;

  switch (ruhu_control_get_kind (control)) {
  case RUHU_CONTROL_SELECT1:
  case RUHU_CONTROL_SELECT:
  case RUHU_CONTROL_RANK:
    return name_choices (instance, control, within, value);
  case RUHU_CONTROL_UPLOAD:
    return g_strdup (_ ("attached"));
  case RUHU_CONTROL_TRIGGER:
    return g_strdup (_ ("done"));
  case RUHU_CONTROL_INPUT:
    if (ruhu_control_get_data_type (control) == RUHU_DATA_DATE &&
        !ruhu_control_has_appearance (control, "year") &&
        !ruhu_control_has_appearance (control, "month-year"))
      return ruhu_format_dates (value);
    ruhu_groups_read (control, &groups);
    return ruhu_groups_write (&groups, value);
  case RUHU_CONTROL_RANGE:
  case RUHU_CONTROL_GROUP:
  case RUHU_CONTROL_REPEAT:
  default:
    return g_strdup (value);
  }
}

/**
 * ruhu_answer_to_text:
 * @control: a question
 *
 * Returns: (transfer full): the answer in the current language, "" where there is none
 */
char *
ruhu_answer_to_text (RuhuInstance *instance, const RuhuControl *control, RuhuNode *within)
{
  RuhuNode *node = ruhu_instance_node_of (instance, control, within);
  const char *value = node != NULL ? ruhu_instance_get_value (instance, node) : NULL;

  if (value == NULL || *value == '\0' || !ruhu_instance_is_relevant (instance, node))
    return g_strdup ("");

  return ruhu_answer_describe (instance, control, within, value);
}

/** ruhu_answer_label: Returns: (transfer full): what @control is called; its name where it has no
 * text */
char *
ruhu_answer_label (RuhuInstance *instance, const RuhuControl *control, RuhuNode *within)
{
  g_autofree char *label = ruhu_instance_get_label (instance, control, within);

  if (label != NULL && *label != '\0')
    return ruhu_markdown_to_plain (label);
  return g_strdup (ruhu_control_get_name (control));
}

static void
collect (RuhuInstance *instance,
         const RuhuControl *group,
         RuhuNode *within,
         guint most,
         GString *text,
         guint *n)
{
  guint i;

  for (i = 0; i < ruhu_control_get_n_children (group) && *n < most; i++) {
    const RuhuControl *child = ruhu_control_get_child (group, i);
    g_autofree char *answer = NULL;

    if (ruhu_control_get_kind (child) == RUHU_CONTROL_GROUP) {
      collect (instance, child, within, most, text, n);
      continue;
    }
    if (!ruhu_control_is_question (child) || ruhu_control_get_kind (child) == RUHU_CONTROL_UPLOAD)
      continue;
    answer = ruhu_answer_to_text (instance, child, within);
    if (*answer == '\0')
      continue;
    g_string_append_printf (text, "%s%s", text->len > 0 ? _ (", ") : "", answer);
    (*n)++;
  }
}

/**
 * ruhu_answer_summarize:
 * @group: a group, or a repeat whose row is @within
 * @most: how many answers to name
 *
 * Returns: (transfer full): the first answers in it, "" where there are none
 */
char *
ruhu_answer_summarize (RuhuInstance *instance,
                       const RuhuControl *group,
                       RuhuNode *within,
                       guint most)
{
  GString *text = g_string_new (NULL);
  guint n = 0;

  collect (instance, group, within, most, text, &n);
  return g_string_free (text, FALSE);
}

/** ruhu_answer_section: Returns: (nullable): the outermost group or repeat around @control */
const RuhuControl *
ruhu_answer_section (const RuhuControl *control)
{
  const RuhuControl *parent = ruhu_control_get_parent (control);

  while (parent != NULL && ruhu_control_get_parent (parent) != NULL) {
    control = parent;
    parent = ruhu_control_get_parent (control);
  }
  return ruhu_control_is_question (control) ? NULL : control;
}

/**
 * ruhu_answer_path:
 * @key: storage key of an answer, `/data/device#2/kind`
 *
 * Returns: (transfer full): the question's path, `/data/device/kind`
 */
char *
ruhu_answer_path (const char *key)
{
  GString *path = g_string_new (NULL);

  while (*key != '\0') {
    gsize n = strcspn (key, "#");

    g_string_append_len (path, key, n);
    key += n;
    key += *key == '#' ? strcspn (key, "/") : 0;
  }
  return g_string_free (path, FALSE);
}
