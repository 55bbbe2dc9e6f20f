/* test-survey-pages.c: how many pages the home visit takes, and what stands on them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-outline.h"
#include "form/ruhu-question-size.h"
#include "ruhu-forms-resources.h"

#include "base/ruhu-clock.h"

#define NOW G_GINT64_CONSTANT (1795255200) /* 2026-11-21 10:00 UTC */
#define PERSON "6a5c1f0e-3b27-4d19-9c84-0f2e7b61d501"

typedef struct {
  const char *name;
  const char *value;
} Pair;

/* Somebody who does not exist, as the register has him. */
static const Pair person[] = {
  { "person_id", PERSON },
  { "person_name", "示例甲" },
  { "resident_id", "640599195903140014" },
  { "birth_date", "1959-03-14" },
  { "sex", "1" },
  { "ethnic_code", "01" },
  { "phone", "0955-0000001" },
  { "household_id", "H0001" },
  { "hh_size", "3" },
  { "hh_disabled", "1" },
  { "elder_carer", "yes" },
  { "living_with", "spouse" },
  { "marital", "20" },
  { "hukou", "rural" },
  { "cert_no", "64059919590314001442" },
  { "cert_status", "valid" },
  { "cert_category", "4" },
  { "cert_grade", "2" },
  { "cert_valid_until", "2030-05-31" },
  { "hardship", "dibao" },
  { "poverty_history", "yes" },
  { "monitor_type", "none" },
  { "housing_type", "brick" },
  { "housing_safety", "b" },
  { "pension_ins", "receiving" },
  { "medical_ins", "enrolled" },
  { "dibao_status", "dibao" },
  { "living_subsidy", "receiving" },
  { "nursing_subsidy", "receiving" },
  { "accident_ins", "enrolled" },
  { "fuel_subsidy", "no" },
  { "self_care", "partly" },
  { "helper_type", "spouse" },
  { "family_doctor", "yes" },
  { "rehab_received", "no" },
  { "device_owned", "yes" },
  { "edu_level", "primary" },
  { "mod_status", "not_done" },
  { "attempts_this_period", "0" },
  { "last_visit_date", "2026-08-15" },
  { "matter_open", "no" },
  { "interview_lang", "dialect" },
};

/* The rest is answered by the first choice, a 3, a sentence, today, or a file. */
static const Pair answers[] = {
  { "visit_mode", "home" },
  { "contact_result", "met" },
  { "gps", "37.5 105.2 1220 8" },
  { "respondent", "self" },
  { "consent_basic", "yes" },
  { "consent_sensitive", "yes" },
  { "consent_photo", "yes" },
  { "consent_share", "yes" },
  { "consent_mode", "signature" },
  { "cert_seen", "seen_match" },
  { "cert_action_needed", "none" },
  { "hukou", "rural" },
  { "residence", "here" },
  { "living_with", "spouse" },
  { "hh_size", "2" },
  { "hh_disabled", "1" },
  { "suspected_member", "0" },
  { "claim_stage", "none" },
  { "rehab_need", "yes" },
  { "device_owned", "yes" },
  { "device_needed", "yes" },
  { "device_have_year", "2022" },
  { "mod_need", "yes" },
  { "matter_any", "yes" },
  { "danger", "none" },
  { "legal_need", "none" },
  { "phone", "13900000001" },
  { "resident_id", "640599195903140014" },
  { "cert_status", "valid" },
  { "cert_no", "64059919590314001442" },
};

typedef struct {
  RuhuInstance *instance;
  guint pages;
  guint row_pages; /* of rows, one of each repeat */
  guint questions;
  guint on_record;
} Visit;

static gint64
stopped (gpointer data)
{
  return NOW * 1000;
}

static const char *
find (const Pair *pairs, guint n, const char *name)
{
  guint i;

  for (i = 0; i < n; i++) {
    if (g_str_equal (pairs[i].name, name))
      return pairs[i].value;
  }
  return NULL;
}

static RuhuList *
make_list (gboolean known)
{
  const char *columns[G_N_ELEMENTS (person) + 1] = { NULL };
  const char *values[G_N_ELEMENTS (person) + 1] = { NULL };
  RuhuList *list;
  guint i;

  for (i = 0; i < G_N_ELEMENTS (person); i++) {
    columns[i] = person[i].name;
    values[i] = known || i < 2 ? person[i].value : "";
  }
  list = ruhu_list_new (columns);
  ruhu_list_append_row (list, values);
  return list;
}

static RuhuInstance *
begin (const char *visit_type, gboolean known)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) xml = g_resource_lookup_data (ruhu_forms_get_resource (),
                                                   "/org/ruhu/Ruhu/forms/home-visit.xml",
                                                   0,
                                                   &error);
  g_autoptr (RuhuForm) form = ruhu_form_new_from_bytes (xml, "home-visit.xml", &error);
  g_autoptr (RuhuList) list = make_list (known);
  RuhuInstance *instance = ruhu_instance_new (form);

  ruhu_clock_replace (stopped, NULL);
  ruhu_instance_set_language (instance, "zh");
  ruhu_instance_set_list (instance, "person", list);
  ruhu_instance_preset (instance, "person_id", PERSON);
  ruhu_instance_preset (instance, "visit_type", visit_type);
  g_assert_true (ruhu_instance_start (instance, &error));
  return instance;
}

static char *
make_answer (RuhuInstance *instance, const RuhuControl *control, RuhuNode *within)
{
  const char *given = find (answers, G_N_ELEMENTS (answers), ruhu_control_get_name (control));
  RuhuControlKind kind = ruhu_control_get_kind (control);
  RuhuDataType type = ruhu_control_get_data_type (control);
  g_autoptr (GPtrArray) choices = NULL;

  if (given != NULL)
    return g_strdup (given);
  if (kind == RUHU_CONTROL_UPLOAD)
    return g_strdup ("a.jpg");
  if (kind == RUHU_CONTROL_SELECT1 || kind == RUHU_CONTROL_SELECT) {
    choices = ruhu_instance_get_choices (instance, control, within);
    return g_strdup (((RuhuChoice *) g_ptr_array_index (choices, 0))->value);
  }
  if (type == RUHU_DATA_DATE)
    return g_strdup ("2026-11-21");
  return g_strdup (type == RUHU_DATA_INT || type == RUHU_DATA_DECIMAL ? "3" : "没有别的情况要说");
}

static gboolean
answer_one (Visit *visit, const RuhuOutlinePage *page, RuhuNode *within)
{
  guint i;

  for (i = 0; i < page->controls->len; i++) {
    const RuhuControl *control = g_ptr_array_index (page->controls, i);
    RuhuNode *node = ruhu_instance_node_of (visit->instance, control, within);
    const char *value = node != NULL ? ruhu_instance_get_value (visit->instance, node) : NULL;
    g_autofree char *answer = NULL;

    if (!ruhu_control_is_question (control) || (value != NULL && *value != '\0') ||
        !ruhu_instance_is_relevant (visit->instance, node) ||
        ruhu_instance_is_readonly (visit->instance, node))
      continue;
    answer = make_answer (visit->instance, control, within);
    g_assert_true (ruhu_instance_set_value (visit->instance, node, answer, NULL));
    return TRUE;
  }
  return FALSE;
}

static void walk (Visit *visit, const RuhuControl *scope, RuhuNode *within);

static void
walk_rows (Visit *visit, const RuhuControl *repeat, RuhuNode *within)
{
  g_autoptr (GPtrArray) rows = ruhu_instance_get_rows (visit->instance, repeat, within);

  if (rows->len == 0)
    walk (visit, repeat, ruhu_instance_add_row (visit->instance, repeat, within, NULL));
  else
    walk (visit, repeat, g_ptr_array_index (rows, 0));
}

static void
count_questions (Visit *visit, const RuhuOutlinePage *page, RuhuNode *within)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint i, height = 0;

  for (i = 0; i < page->controls->len; i++) {
    const RuhuControl *control = g_ptr_array_index (page->controls, i);
    RuhuNode *node = ruhu_instance_node_of (visit->instance, control, within);
    gboolean on_record;

    if (!ruhu_control_is_question (control) || !ruhu_instance_is_relevant (visit->instance, node))
      continue;
    on_record = ruhu_question_is_on_record (visit->instance, control, within);
    visit->questions++;
    visit->on_record += on_record;
    height += ruhu_question_measure (visit->instance, control, within);
    g_string_append_printf (text, " %s%s", ruhu_control_get_name (control), on_record ? "*" : "");
  }
  g_test_message ("page %u (%u px):%s", visit->pages, height, text->str);
}

/* Page by page, as the survey page does it; a row of each repeat, too. */
static void
walk (Visit *visit, const RuhuControl *scope, RuhuNode *within)
{
  g_autoptr (RuhuOutline) outline = ruhu_outline_new (visit->instance, scope, within);
  int at = -1;

  while ((at = ruhu_outline_step (outline, at, 1)) >= 0) {
    const RuhuOutlinePage *page = ruhu_outline_get_page (outline, at);
    const RuhuControl *first = g_ptr_array_index (page->controls, 0);

    if (ruhu_control_get_kind (scope) == RUHU_CONTROL_REPEAT)
      visit->row_pages++;
    else
      visit->pages++;
    while (answer_one (visit, page, within))
      ;
    count_questions (visit, page, within);
    if (ruhu_control_get_kind (first) == RUHU_CONTROL_REPEAT)
      walk_rows (visit, first, within);
    ruhu_outline_look_ahead (outline, at);
  }
}

static void
visit_all (Visit *visit, const char *visit_type, gboolean known)
{
  visit->instance = begin (visit_type, known);
  walk (visit,
        ruhu_form_get_body (ruhu_instance_get_form (visit->instance)),
        ruhu_instance_get_root (visit->instance));
  g_test_message ("%s: %u questions, %u of them on record, on %u pages and %u of rows",
                  visit_type,
                  visit->questions,
                  visit->on_record,
                  visit->pages,
                  visit->row_pages);
  g_object_unref (visit->instance);
  ruhu_clock_replace (NULL, NULL);
}

static void
test_a_yearly_visit_to_a_stranger_takes_forty_pages (void)
{
  Visit visit = { 0 };

  visit_all (&visit, "annual_update", FALSE);
  g_assert_cmpuint (visit.questions, >=, 95);
  g_assert_cmpuint (visit.pages, <=, 40);
}

static void
test_an_ordinary_visit_takes_twenty_five_pages (void)
{
  Visit visit = { 0 };

  visit_all (&visit, "routine", TRUE);
  g_assert_cmpuint (visit.questions, >=, 80);
  g_assert_cmpuint (visit.pages, <=, 25);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/survey-pages/a-yearly-visit-to-a-stranger-takes-forty-pages",
                   test_a_yearly_visit_to_a_stranger_takes_forty_pages);
  g_test_add_func ("/survey-pages/an-ordinary-visit-takes-twenty-five-pages",
                   test_an_ordinary_visit_takes_twenty_five_pages);

  return g_test_run ();
}
