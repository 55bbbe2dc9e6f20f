/* ruhu-field-words.c: what a field of the register, and what stands in it, is called
 *
 * The register keeps short codes. Who asked for them is the visit's form: its question of the same
 * name has the words. What a form computes, of a certificate's number or of an identity number, has
 * no choices there.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-field-words.h"

#include "ruhu-person-text.h"

#include "form/ruhu-answer.h"

#include <glib/gi18n.h>

static const struct {
  const char *field;
  const char *words;
} names[] = {
  { "person_name", N_ ("Name") },
  { "phone", N_ ("Phone") },
  { "address", N_ ("Address") },
  { "resident_id", N_ ("Identity number") },
  { "birth_date", N_ ("Date of birth") },
  { "sex", N_ ("Sex") },
  { "guardian_name", N_ ("Guardian") },
  { "guardian_phone", N_ ("Guardian's phone") },
  { "cert_no", N_ ("Certificate number") },
  { "cert_status", N_ ("Certificate") },
  { "cert_category", N_ ("Kind of disability") },
  { "cert_grade", N_ ("Grade of disability") },
  { "hardship", N_ ("Hardship") },
  { "self_care", N_ ("Self-care") },
  { "dibao_status", N_ ("Minimum living allowance") },
  { "living_subsidy", N_ ("Living subsidy") },
  { "nursing_subsidy", N_ ("Nursing subsidy") },
};

static const RuhuControl *
find_question (const RuhuControl *parent, const char *name)
{
  guint i;

  for (i = 0; i < ruhu_control_get_n_children (parent); i++) {
    const RuhuControl *child = ruhu_control_get_child (parent, i);
    const RuhuControl *found =
      ruhu_control_is_question (child) && g_strcmp0 (ruhu_control_get_name (child), name) == 0
        ? child
        : find_question (child, name);

    if (found != NULL)
      return found;
  }
  return NULL;
}

static const RuhuControl *
find (RuhuInstance *visit, const char *field)
{
  return visit != NULL ? find_question (ruhu_form_get_body (ruhu_instance_get_form (visit)), field)
                       : NULL;
}

/**
 * ruhu_field_words_name:
 * @visit: (nullable): a filling of the visit's form in the worker's language, started
 * @field: name of a field
 *
 * Returns: (transfer full): its name to read; @field itself where nobody has named it
 */
char *
ruhu_field_words_name (RuhuInstance *visit, const char *field)
{
  const RuhuControl *question = find (visit, field);
  guint i;

  for (i = 0; i < G_N_ELEMENTS (names); i++) {
    if (g_str_equal (names[i].field, field))
      return g_strdup (_ (names[i].words));
  }
  return question != NULL ? ruhu_answer_label (visit, question, ruhu_instance_get_root (visit))
                          : g_strdup (field);
}

/**
 * ruhu_field_words_value:
 * @visit: (nullable): a filling of the visit's form in the worker's language, started
 * @value: what stands in @field
 *
 * Returns: (transfer full): it in words; @value itself where it is no code
 */
char *
ruhu_field_words_value (RuhuInstance *visit, const char *field, const char *value)
{
  const char *computed = ruhu_person_text_code (field, value);
  const RuhuControl *question = find (visit, field);

  if (computed != NULL)
    return g_strdup (computed);
  return question != NULL
           ? ruhu_answer_describe (visit, question, ruhu_instance_get_root (visit), value)
           : g_strdup (value);
}
