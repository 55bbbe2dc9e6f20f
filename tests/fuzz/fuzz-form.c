/* fuzz-form.c: any bytes as a form; one that loads is begun, answered, and written out
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-answers.h"
#include "forms/ruhu-form-media.h"
#include "forms/ruhu-instance.h"

#define LONGEST 16384
#define MOST_QUESTIONS 20

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
answer (RuhuInstance *instance, const RuhuControl *control, guint *left)
{
  RuhuNode *node = ruhu_instance_node_of (instance, control, NULL);

  if (*left == 0)
    return;
  (*left)--;
  g_free (ruhu_instance_get_label (instance, control, NULL));

  if (ruhu_control_get_kind (control) == RUHU_CONTROL_REPEAT) {
    RuhuNode *row = ruhu_instance_add_row (instance, control, NULL, NULL);

    if (row != NULL && *left % 2 == 0)
      ruhu_instance_remove_row (instance, row, NULL);
  } else if (node != NULL) {
    g_autoptr (GPtrArray) choices = ruhu_instance_get_choices (instance, control, NULL);
    const char *value = choices->len > 0 ? ((RuhuChoice *) choices->pdata[0])->value : "1";

    ruhu_instance_set_value (instance, node, value, NULL);
    g_free (ruhu_instance_get_message (instance, node));
  }
  for (guint i = 0; i < ruhu_control_get_n_children (control); i++)
    answer (instance, ruhu_control_get_child (control, i), left);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, MIN (size, LONGEST));
  g_autoptr (RuhuForm) form = ruhu_form_new_from_bytes (bytes, "fuzz.xml", NULL);
  g_autoptr (RuhuInstance) instance = NULL;
  g_autoptr (JsonNode) answers = NULL;
  g_autoptr (GBytes) xml = NULL;
  guint left = MOST_QUESTIONS;

  if (form == NULL)
    return 0;

  g_ptr_array_unref (ruhu_form_list_media (form));
  instance = ruhu_instance_new (form);
  ruhu_instance_start (instance, NULL);
  answer (instance, ruhu_form_get_body (form), &left);
  g_ptr_array_unref (ruhu_instance_list_problems (instance));
  answers = ruhu_instance_to_json (instance);
  xml = ruhu_answers_to_xml (form, answers, NULL);
  json_node_unref (ruhu_answers_from_xml (form, xml, NULL));

  return 0;
}
