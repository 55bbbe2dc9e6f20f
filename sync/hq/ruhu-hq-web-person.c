/* ruhu-hq-web-person.c: who a response is about, as far as the browser is told
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-web-person.h"

#include "ruhu-hq-mask.h"
#include "ruhu-hq-object-table.h"
#include "ruhu-hq-state.h"
#include "ruhu-hq-web.h"

#include "base/ruhu-age.h"
#include "base/ruhu-division.h"
#include "register/ruhu-person.h"
#include "ruhu-merge.h"

/** Words: a code of the register and what it is called; GB/T 2261.1, GB/T 26341 */
typedef struct {
  const char *code;
  const char *zh;
  const char *en;
} Words;

static const Words sexes[] = { { "1", "男", "male" },
                               { "2", "女", "female" },
                               { NULL, NULL, NULL } };
static const Words categories[] = {
  { "1", "视力", "vision" },       { "2", "听力", "hearing" },
  { "3", "言语", "speech" },       { "4", "肢体", "physical" },
  { "5", "智力", "intellectual" }, { "6", "精神", "mental" },
  { "7", "多重", "multiple" },     { NULL, NULL, NULL },
};
static const Words grades[] = {
  { "1", "一级", "grade 1" }, { "2", "二级", "grade 2" }, { "3", "三级", "grade 3" },
  { "4", "四级", "grade 4" }, { NULL, NULL, NULL },
};

static const Words *
find_words (const Words *words, const char *code)
{
  for (; words->code != NULL; words++) {
    if (g_strcmp0 (words->code, code) == 0)
      return words;
  }
  return NULL;
}

/**
 * ruhu_hq_web_load_person:
 * @id: (nullable): of a person
 *
 * Returns: (transfer full) (nullable): the merged state; %NULL where HQ's register lacks the
 * person, or has them outside the visitor's area: a response of that area may name anybody, and
 * somebody may have moved away
 */
JsonObject *
ruhu_hq_web_load_person (RuhuHqRequest *request,
                         RuhuHqVisitor *visitor,
                         const char *town,
                         const char *id)
{
  g_autoptr (RuhuHqObject) object = NULL;

  if (id != NULL)
    object = ruhu_hq_object_load (ruhu_hq_dir_get_store (request->dir), town, id, NULL);
  return object != NULL && object->kind == RUHU_OBJECT_PERSON &&
             ruhu_division_contains (visitor->user->scope, object->division)
           ? ruhu_hq_state_parse (object)
           : NULL;
}

static void
set_masked (JsonObject *object, const char *member, const char *field, const char *value)
{
  const char *as = ruhu_hq_mask_find (field, RUHU_DATA_STRING);
  g_autofree char *masked = value != NULL ? ruhu_hq_mask (as, value) : NULL;

  if (masked != NULL)
    json_object_set_string_member (object, member, masked);
}

static void
set_age (JsonObject *object, const char *birth_date)
{
  RuhuDate birth;
  RuhuAge age;

  if (ruhu_date_parse (birth_date != NULL ? birth_date : "", &birth) &&
      ruhu_age_on (birth, ruhu_date_today (), &age))
    json_object_set_int_member (object, "age", age.years);
}

/**
 * ruhu_hq_web_describe_person:
 * @state: (nullable): from ruhu_hq_web_load_person()
 *
 * Returns: (transfer full): `{id?,name_masked?,cert_masked?,sex?,age?,category?}`; without a name
 *   where the register lacks the person
 */
JsonObject *
ruhu_hq_web_describe_person (const char *id, JsonObject *state)
{
  JsonObject *person = json_object_new ();
  const Words *sex, *category, *grade;

  if (id != NULL)
    json_object_set_string_member (person, "id", id);
  if (state == NULL)
    return person;

  set_masked (person, "name_masked", "person_name", ruhu_merge_get_text (state, "person_name"));
  set_masked (person, "cert_masked", "cert_no", ruhu_merge_get_text (state, "cert_no"));
  set_age (person, ruhu_merge_get_text (state, "birth_date"));
  sex = find_words (sexes, ruhu_merge_get_text (state, "sex"));
  if (sex != NULL)
    ruhu_hq_web_set_texts (person, "sex", sex->zh, sex->en);
  category = find_words (categories, ruhu_merge_get_text (state, "cert_category"));
  grade = find_words (grades, ruhu_merge_get_text (state, "cert_grade"));
  if (category != NULL && grade != NULL) {
    g_autofree char *zh = g_strconcat (category->zh, grade->zh, NULL);
    g_autofree char *en = g_strconcat (category->en, ", ", grade->en, NULL);

    ruhu_hq_web_set_texts (person, "category", zh, en);
  }
  return person;
}

/**
 * ruhu_hq_web_make_person_list:
 * @state: (nullable): what the register knows
 *
 * Returns: (transfer full): the list `person` for a form's expressions, of this person alone
 */
RuhuList *
ruhu_hq_web_make_person_list (const char *id, JsonObject *state)
{
  const char *const *columns = ruhu_person_get_columns ();
  RuhuList *list = ruhu_list_new (columns);
  g_autoptr (GPtrArray) values = g_ptr_array_new ();
  guint i;

  for (i = 0; columns[i] != NULL; i++) {
    const char *value = g_str_equal (columns[i], "person_id")
                          ? id
                          : (state != NULL ? ruhu_merge_get_text (state, columns[i]) : NULL);

    g_ptr_array_add (values, (gpointer) (value != NULL ? value : ""));
  }
  g_ptr_array_add (values, NULL);
  if (id != NULL && state != NULL)
    ruhu_list_append_row (list, (const char *const *) values->pdata);
  return list;
}
