/* test-home-visit.c: the home visit as it is compiled into the programs
 *
 * The walks were played with another engine over the sheets this form was made from; they say how
 * many questions a worker meets. Where they are absent (a user's clone) they are skipped.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "xlsform-sheets.h"

#include "base/ruhu-clock.h"
#include "forms/ruhu-entity.h"
#include "ruhu-forms-resources.h"

#include <json-glib/json-glib.h>
#include <libxml/parser.h>
#include <string.h>

#define FORM "/org/ruhu/Ruhu/forms/home-visit.xml"
#define TODAY G_GINT64_CONSTANT (1795219200) /* 2026-11-21 00:00 UTC */

typedef struct {
  Sheets sheets;
  RuhuForm *form;
  char *lists;
  JsonParser *walks;
} Fixture;

static gint64
stopped (gpointer data)
{
  return (TODAY + 10 * 3600) * G_USEC_PER_SEC / 1000;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  const char *conformance = g_getenv ("RUHU_CONFORMANCE");
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  gsize length;
  const char *text;

  ruhu_clock_replace (stopped, NULL);
  f->sheets.form =
    g_resource_lookup_data (ruhu_forms_get_resource (), FORM, G_RESOURCE_LOOKUP_FLAGS_NONE, &error);
  g_assert_no_error (error);
  text = g_bytes_get_data (f->sheets.form, &length);
  f->sheets.doc = xmlReadMemory (text, (int) length, "form.xml", NULL, XML_PARSE_NONET);
  f->form = ruhu_form_new_from_bytes (f->sheets.form, "home-visit.xml", &error);
  g_assert_no_error (error);

  f->lists =
    g_build_filename (conformance == NULL ? "" : conformance, "..", "domain", "xlsform", NULL);
  path = g_build_filename (f->lists, "walks.json", NULL);
  f->walks = json_parser_new ();
  if (!g_file_test (path, G_FILE_TEST_EXISTS) || !json_parser_load_from_file (f->walks, path, NULL))
    g_clear_object (&f->walks);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  ruhu_clock_replace (NULL, NULL);
  g_clear_object (&f->walks);
  g_clear_pointer (&f->lists, g_free);
  g_assert_finalize_object (f->form);
  g_clear_pointer (&f->sheets.doc, xmlFreeDoc);
  g_clear_pointer (&f->sheets.form, g_bytes_unref);
}

/* jr://file-csv/person.csv out of the folder of the walks. */
static GBytes *
read_list (const char *uri, gpointer data)
{
  const char *folder = data;
  g_autofree char *base = g_path_get_basename (uri);
  g_autofree char *path = g_build_filename (folder, base, NULL);
  char *text = NULL;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, NULL))
    return NULL;
  return g_bytes_new_take (text, length);
}

static const char *
text_of (JsonObject *object, const char *name)
{
  return json_object_has_member (object, name) ? json_object_get_string_member (object, name)
                                               : NULL;
}

/* The walks call the form "data". */
static char *
own_ref (const char *ref)
{
  g_assert_true (g_str_has_prefix (ref, "/data/"));
  return g_strconcat ("/home-visit/", ref + strlen ("/data/"), NULL);
}

static RuhuInstance *
begin (Fixture *f, JsonObject *prefill)
{
  RuhuInstance *instance = ruhu_instance_new (f->form);
  g_autoptr (GList) names = json_object_get_members (prefill);
  g_autoptr (GError) error = NULL;

  ruhu_instance_set_media (instance, read_list, f->lists);
  for (GList *name = names; name != NULL; name = name->next)
    ruhu_instance_preset (instance, name->data, text_of (prefill, name->data));
  ruhu_instance_start (instance, &error);
  g_assert_no_error (error);
  return instance;
}

static void
add_row (Fixture *f, RuhuInstance *instance, const char *ref)
{
  g_autofree char *path = own_ref (ref);
  g_autofree char *around = g_path_get_dirname (path);
  const RuhuControl *repeat = ruhu_form_find_control (f->form, path);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (repeat);
  ruhu_instance_add_row (instance, repeat, ruhu_instance_find (instance, around), &error);
  g_assert_no_error (error);
}

static void
answer (RuhuInstance *instance, const char *ref, const char *value)
{
  g_autofree char *own = own_ref (ref);
  RuhuNode *node = ruhu_instance_find (instance, own);

  if (node == NULL)
    g_error ("no question at %s", own);
  ruhu_instance_set_value (instance, node, value, NULL);
}

/* Questions and notes on screen within @control's part of one row. */
static guint
count_shown (RuhuInstance *instance, const RuhuControl *control, RuhuNode *within)
{
  guint shown = 0;

  for (guint i = 0; i < ruhu_control_get_n_children (control); i++) {
    const RuhuControl *child = ruhu_control_get_child (control, i);
    RuhuNode *node = ruhu_instance_node_of (instance, child, within);

    if (ruhu_control_get_kind (child) == RUHU_CONTROL_REPEAT) {
      g_autoptr (GPtrArray) rows = ruhu_instance_get_rows (instance, child, within);

      for (guint r = 0; r < rows->len; r++)
        if (ruhu_instance_is_relevant (instance, rows->pdata[r]))
          shown += count_shown (instance, child, rows->pdata[r]);
    } else if (node != NULL && !ruhu_instance_is_relevant (instance, node))
      continue;
    else if (ruhu_control_is_question (child))
      shown += !ruhu_control_is_decliner (child); /* a button of the question before it */
    else
      shown += count_shown (instance, child, within);
  }
  return shown;
}

static void
walk (Fixture *f, JsonObject *walk)
{
  g_autoptr (RuhuInstance) instance = begin (f, json_object_get_object_member (walk, "prefill"));
  JsonArray *steps = json_object_get_array_member (walk, "steps");
  gint64 wanted = json_object_get_int_member (walk, "visible");
  guint shown;

  for (guint i = 0; i < json_array_get_length (steps); i++) {
    JsonObject *step = json_array_get_object_element (steps, i);

    if (text_of (step, "add") != NULL)
      add_row (f, instance, text_of (step, "add"));
    else
      answer (instance, text_of (step, "ref"), text_of (step, "value"));
  }
  shown = count_shown (instance, ruhu_form_get_body (f->form), ruhu_instance_get_root (instance));
  g_test_message ("%s: %u questions", text_of (walk, "name"), shown);
  g_assert_cmpint (shown, ==, wanted);
}

static void
test_a_worker_meets_as_many_questions_as_planned (Fixture *f, gconstpointer data)
{
  JsonArray *walks;
  guint played = 0;

  if (f->walks == NULL) {
    g_test_skip ("the walks are not here");
    return;
  }
  walks =
    json_object_get_array_member (json_node_get_object (json_parser_get_root (f->walks)), "walks");
  for (guint i = 0; i < json_array_get_length (walks); i++) {
    JsonObject *one = json_array_get_object_element (walks, i);

    if (g_strcmp0 (text_of (one, "form"), "home-visit") == 0) {
      walk (f, one);
      played++;
    }
  }
  g_assert_cmpuint (played, >=, 6);
}

static RuhuNode *
find_name (RuhuInstance *instance, Fixture *f, const char *name)
{
  static const char *const groups[] = { "visit", "consent", "basic", "econ", "income" };

  for (guint i = 0; i < G_N_ELEMENTS (groups); i++) {
    g_autofree char *ref = g_strdup_printf ("/home-visit/%s/%s", groups[i], name);
    RuhuNode *node = ruhu_instance_find (instance, ref);

    if (node != NULL)
      return node;
  }
  return NULL;
}

static void
test_single_answers_are_accepted_or_refused (Fixture *f, gconstpointer data)
{
  JsonArray *answers;

  if (f->walks == NULL) {
    g_test_skip ("the walks are not here");
    return;
  }
  answers = json_object_get_array_member (json_node_get_object (json_parser_get_root (f->walks)),
                                          "answers");
  for (guint i = 0; i < json_array_get_length (answers); i++) {
    JsonObject *one = json_array_get_object_element (answers, i);
    JsonArray *before = json_object_get_array_member (one, "before");
    g_autoptr (RuhuInstance) instance = NULL;
    g_autofree char *ref = NULL;
    RuhuNode *node;

    if (g_strcmp0 (text_of (one, "form"), "home-visit") != 0)
      continue;
    instance = begin (f, json_object_get_object_member (one, "prefill"));
    for (guint b = 0; b < json_array_get_length (before); b++) {
      JsonObject *step = json_array_get_object_element (before, b);

      node = find_name (instance, f, text_of (step, "name"));
      g_assert_nonnull (node);
      ruhu_instance_set_value (instance, node, text_of (step, "value"), NULL);
    }
    ref = own_ref (text_of (one, "ref"));
    node = ruhu_instance_find (instance, ref);
    ruhu_instance_set_value (instance, node, text_of (one, "value"), NULL);
    g_test_message ("%s = %s", ref, text_of (one, "value"));
    g_assert_cmpint (ruhu_instance_get_violation (instance, node) != RUHU_VIOLATION_CONSTRAINT,
                     ==,
                     json_object_get_boolean_member (one, "valid"));
  }
}

static void
test_compiles_without_a_word (Fixture *f, gconstpointer data)
{
  g_autofree char *folder =
    g_build_filename (g_getenv ("G_TEST_SRCDIR"), "..", "resources", "forms", "home-visit", NULL);
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) form = ruhu_xlsform_compile (folder, NULL, messages, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (messages->len, ==, 0);
  g_assert_true (g_bytes_equal (form, f->sheets.form));
}

static void
test_says_everything_in_two_languages (Fixture *f, gconstpointer data)
{
  const char *const *languages = ruhu_form_get_languages (f->form);

  g_assert_cmpuint (g_strv_length ((char **) languages), ==, 2);
  g_assert_cmpstr (ruhu_form_get_default_language (f->form), ==, "中文 (zh)");
  sheets_assert (&f->sheets, "count(//x:translation//x:value[. = '-'])", "0");
  sheets_assert (&f->sheets, "count(//h:body//x:label[not(@ref)])", "0");
  sheets_assert (&f->sheets, "count(//x:bind[@constraint][not(@jr:constraintMsg)])", "0");
}

static void
test_what_may_be_declined_ends_in_the_two_codes (Fixture *f, gconstpointer data)
{
  sheets_assert (&f->sheets,
                 "count(//x:instance//x:item[x:name='-99'][following-sibling::x:item])",
                 "0");
  sheets_assert (&f->sheets,
                 "count(//x:instance[@id='yes_no']//x:item[starts-with(x:name, '-')])",
                 "0");
  sheets_assert (&f->sheets,
                 "count(//x:instance[@id='hukou']//x:item[starts-with(x:name, '-')])",
                 "2");
}

static void
test_a_declined_question_is_not_required (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuInstance) instance = NULL;
  g_autoptr (JsonObject) prefill = json_object_new ();
  static const char *const steps[][2] = { { "/data/visit/contact_result", "met" },
                                          { "/data/consent/consent_basic", "yes" },
                                          { "/data/consent/consent_sensitive", "yes" } };
  const RuhuControl *control = ruhu_form_find_control (f->form, "/home-visit/basic/hh_size");
  RuhuNode *size;

  instance = begin (f, prefill);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    answer (instance, steps[i][0], steps[i][1]);
  size = ruhu_instance_find (instance, "/home-visit/basic/hh_size");
  g_assert_true (ruhu_control_may_decline (control));
  g_assert_nonnull (ruhu_control_get_decliner (control));
  g_assert_true (ruhu_instance_is_required (instance, size));
  answer (instance, "/data/basic/hh_size_na", "-88");
  g_assert_false (ruhu_instance_is_required (instance, size));
}

static const RuhuFormRule *
find_rule (Fixture *f, const char *id)
{
  GPtrArray *rules = ruhu_form_get_rules (f->form);

  for (guint i = 0; i < rules->len; i++)
    if (g_str_equal (ruhu_form_rule_get_id (rules->pdata[i]), id))
      return rules->pdata[i];
  g_error ("no rule %s", id);
}

static void
test_rules_name_the_consent (Fixture *f, gconstpointer data)
{
  g_autoptr (JsonObject) prefill = json_object_new ();
  g_autoptr (RuhuInstance) instance = begin (f, prefill);
  const RuhuFormRule *consent = find_rule (f, "consent");

  g_assert_cmpstr (ruhu_form_rule_get_value (consent, "raises"), ==, "consent");
  g_assert_cmpstr (ruhu_form_rule_get_value (consent, "parameters"),
                   ==,
                   "consent=/home-visit/consent/consent_basic visit=/home-visit/visit");
  g_assert_false (ruhu_instance_rule_holds (instance, consent));
  answer (instance, "/data/visit/contact_result", "met");
  answer (instance, "/data/consent/consent_basic", "yes");
  g_assert_false (ruhu_instance_rule_holds (instance, consent));
  answer (instance, "/data/consent/consent_sensitive", "yes");
  g_assert_true (ruhu_instance_rule_holds (instance, consent));
}

/* What the answers say of the person; the day of the last visit among it, or NULL. */
static const char *
get_visited_on (GPtrArray *entities)
{
  const RuhuEntity *person = NULL;

  for (guint i = 0; i < entities->len; i++) {
    const RuhuEntity *entity = g_ptr_array_index (entities, i);

    if (strcmp (entity->dataset, "person") == 0)
      person = entity;
  }
  g_assert_nonnull (person);
  g_assert_cmpint (person->fault, ==, RUHU_ENTITY_SOUND);
  g_assert_cmpstr (g_hash_table_lookup (person->values, "attempts_this_period"), ==, "1");
  return g_hash_table_lookup (person->values, "last_visit_date");
}

static void
test_attempt_is_no_visit (Fixture *f, gconstpointer data)
{
  static const char *const attempts[] = { "not_home", "away_temp", "refused", "in_hospital", "" };
  g_autoptr (RuhuInstance) instance = ruhu_instance_new (f->form);
  g_autoptr (GPtrArray) met = NULL;

  ruhu_instance_set_media (instance, read_list, f->lists);
  ruhu_instance_preset (instance, "person_id", "2f1c0f7e-6f5b-4a53-9d0b-7a3d3a0c9e11");
  g_assert_true (ruhu_instance_start (instance, NULL));
  answer (instance, "/data/visit/visit_date", "2026-11-20");
  for (gsize i = 0; i < G_N_ELEMENTS (attempts); i++) {
    g_autoptr (GPtrArray) entities = NULL;

    answer (instance, "/data/visit/contact_result", attempts[i]);
    entities = ruhu_instance_list_entities (instance, NULL);
    g_assert_null (get_visited_on (entities));
  }
  answer (instance, "/data/visit/contact_result", "met");
  met = ruhu_instance_list_entities (instance, NULL);
  g_assert_cmpstr (get_visited_on (met), ==, "2026-11-20");
}

static void
test_no_rule_holds_before_anything_is_answered (Fixture *f, gconstpointer data)
{
  g_autoptr (JsonObject) prefill = json_object_new ();
  g_autoptr (RuhuInstance) instance = begin (f, prefill);
  GPtrArray *rules = ruhu_form_get_rules (f->form);

  g_assert_cmpuint (rules->len, >, 30);
  for (guint i = 0; i < rules->len; i++) {
    g_test_message ("%s", ruhu_form_rule_get_id (rules->pdata[i]));
    g_assert_false (ruhu_instance_rule_holds (instance, rules->pdata[i]));
  }
}

static void
test_rules_warn_and_raise (Fixture *f, gconstpointer data)
{
  static const char *const steps[][2] = {
    { "/data/visit/contact_result", "met" },
    { "/data/consent/consent_basic", "yes" },
    { "/data/consent/consent_sensitive", "yes" },
    { "/data/care/self_care", "none" },
    { "/data/care/helper_type", "none" },
    { "/data/finish/danger", "gas" },
    { "/data/finish/danger_note", "煤炉没有报警器" },
    { "/data/device/device_owned", "yes" },
    { "/data/device/device_have[1]/device_have_type", "walker" },
    { "/data/device/device_have[1]/device_have_state", "good" },
    { "/data/device/device_needed", "yes" },
    { "/data/device/device_need[1]/device_need_type", "cane" },
  };
  g_autoptr (JsonObject) prefill = json_object_new ();
  g_autoptr (RuhuInstance) instance = NULL;
  g_autofree char *message = NULL;

  json_object_set_string_member (prefill, "person_id", "6a5c1f0e-3b27-4d19-9c84-0f2e7b61d501");
  instance = begin (f, prefill);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    answer (instance, steps[i][0], steps[i][1]);
  g_assert_false (ruhu_instance_rule_holds (instance, find_rule (f, "Q14")));
  answer (instance, "/data/device/device_need[1]/device_need_type", "walker");
  g_assert_true (ruhu_instance_rule_holds (instance, find_rule (f, "Q14")));
  if (f->walks != NULL) /* 67 years old */
    g_assert_true (ruhu_instance_rule_holds (instance, find_rule (f, "Q16")));
  g_assert_true (ruhu_instance_rule_holds (instance, find_rule (f, "danger")));
  message = ruhu_instance_get_rule_message (instance, find_rule (f, "danger"));
  g_assert_nonnull (strstr (message, "煤炉没有报警器"));
}

/* A register of three: a household of two, and somebody else. */
static RuhuList *
make_register (void)
{
  static const char *const columns[] = {
    "person_id",    "household_id",        "cert_no",     "sex",
    "birth_date",   "cert_category",       "house_point", "phone",
    "dibao_status", "inc_per_capita_last", NULL
  };
  static const char *const persons[][10] = {
    { "p1",
      "h1",
      "64059919520314001341",
      "1",
      "1952-03-14",
      "4",
      "37.5 105.2 0 0",
      "1",
      "dibao",
      "8000" },
    { "p2", "h1", "64059919900130001341", "1", "1990-01-30", "4", "", "1", "dibao", "" },
    { "p3", "h2", "", "2", "", "", "", "1", "none", "" },
  };
  RuhuList *list = ruhu_list_new (columns);

  for (guint i = 0; i < G_N_ELEMENTS (persons); i++)
    ruhu_list_append_row (list, persons[i]);
  return list;
}

/* Answers, "group/question=value" parted by semicolons, and whether the rule holds then. */
static const struct {
  const char *rule;
  const char *answers;
  gboolean holds;
} claims[] = {
  { "Q03", "basic/resident_id=640599201908230025", TRUE },
  { "Q03", "basic/resident_id=640599195203140013", FALSE },
  { "Q04", "basic/resident_id=640599195203140013;basic/cert_no=64059920120506004X41", TRUE },
  { "Q04", "basic/resident_id=640599195203140013;basic/cert_no=64059919520314001341", FALSE },
  { "Q05", "basic/cert_no=64059919520314001351", TRUE },
  { "Q07", "basic/resident_id=640599202508230025;basic/cert_no=64059919520314001324", TRUE },
  { "Q07", "basic/resident_id=640599195203140013;basic/cert_no=64059919520314001324", FALSE },
  { "Q08", "basic/cert_status=valid;basic/cert_valid_until=2026-11-20", TRUE },
  { "Q08", "basic/cert_status=valid;basic/cert_valid_until=2026-11-21", FALSE },
  { "Q09", "basic/cert_status=frozen;social/living_subsidy=receiving", TRUE },
  { "Q09", "basic/cert_status=valid;social/living_subsidy=receiving", FALSE },
  { "Q10",
    "basic/cert_status=valid;basic/cert_no=64059919520314001341;"
    "social/nursing_subsidy=not_eligible",
    TRUE },
  { "Q11",
    "basic/cert_status=valid;social/dibao_status=single;social/living_subsidy=not_eligible",
    TRUE },
  { "Q19",
    "visit/visit_type=annual_update;basic/resident_id=640599199001300013;job/employed=yes;"
    "job/job_start_date=2005-06-01",
    TRUE },
  { "Q19",
    "visit/visit_type=annual_update;basic/resident_id=640599199001300013;job/employed=yes;"
    "job/job_start_date=2006-06-01",
    FALSE },
  { "Q20_alone",
    "consent/respondent=self;basic/cert_status=valid;basic/cert_no=64059919520314001351",
    TRUE },
  { "Q20_alone",
    "consent/respondent=guardian;basic/cert_status=valid;basic/cert_no=64059919520314001351",
    FALSE },
  { "Q22", "basic/hh_size=3;basic/hh_disabled=1", TRUE },
  { "Q22", "basic/hh_size=3;basic/hh_disabled=2", FALSE },
  { "Q24", "visit/visit_type=income_monitor;basic/hh_size=1;income/inc_wage=50000", TRUE },
  { "Q24", "visit/visit_type=income_monitor;basic/hh_size=1;income/inc_wage=9000", FALSE },
  { "Q26", "visit/gps=37.51 105.2 1200 8", TRUE },
  { "Q26", "visit/gps=37.5001 105.2 1200 8", FALSE },
  { "Q40", "social/dibao_status=none", TRUE },
  { "Q40", "social/dibao_status=dibao", FALSE },
  { "danger", "finish/danger=none", FALSE },
  { "new_hardship", "basic/hukou=rural;econ/monitor_type=none;econ/monitor_new_sign=yes", TRUE },
  { "suspected_member", "basic/suspected_member=2", TRUE },
  { "suspected_member", "basic/suspected_member=0", FALSE },
  { "deceased", "visit/contact_result=deceased", TRUE },
  { "nobody_home", "visit/contact_result=not_home", TRUE },
  { "revisit", "visit/contact_result=not_home;visit/revisit_date=2026-11-28", TRUE },
  { "need_rehab", "rehab/rehab_need=yes;rehab/rehab_need_items=pt ot", TRUE },
  { "need_rehab", "rehab/rehab_need=yes;rehab/rehab_need_items=-99", FALSE },
  { "need_access", "barrier/mod_status=not_done;barrier/mod_need=yes", TRUE },
  { "need_legal", "rights/legal_need=none", FALSE },
  { "need_legal", "rights/legal_need=fraud", TRUE },
};

static void
test_rules_hold_when_they_should (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (claims); i++) {
    g_autofree char *all = g_strconcat ("visit/visit_date=2026-11-21;visit/contact_result=met;"
                                        "consent/consent_basic=yes;consent/consent_sensitive=yes;"
                                        "basic/cert_status=valid;",
                                        claims[i].answers,
                                        NULL);
    g_auto (GStrv) answers = g_strsplit (all, ";", -1);
    g_autoptr (RuhuInstance) instance = ruhu_instance_new (f->form);
    g_autoptr (RuhuList) list = make_register ();

    ruhu_instance_set_list (instance, "person", list);
    ruhu_instance_preset (instance, "person_id", "p1");
    g_assert_true (ruhu_instance_start (instance, NULL));
    for (guint a = 0; answers[a] != NULL; a++) {
      g_auto (GStrv) pair = g_strsplit (answers[a], "=", 2);
      g_autofree char *ref = g_strconcat ("/data/", pair[0], NULL);

      answer (instance, ref, pair[1]);
    }
    g_test_message ("%s: %s", claims[i].rule, claims[i].answers);
    g_assert_cmpint (ruhu_instance_rule_holds (instance, find_rule (f, claims[i].rule)),
                     ==,
                     claims[i].holds);
  }
}

#define TEST(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST ("/home-visit/compiles-without-a-word", test_compiles_without_a_word);
  TEST ("/home-visit/attempt-is-no-visit", test_attempt_is_no_visit);
  TEST ("/home-visit/says-everything-in-two-languages", test_says_everything_in_two_languages);
  TEST ("/home-visit/what-may-be-declined-ends-in-the-two-codes",
        test_what_may_be_declined_ends_in_the_two_codes);
  TEST ("/home-visit/a-declined-question-is-not-required",
        test_a_declined_question_is_not_required);
  TEST ("/home-visit/rules-name-the-consent", test_rules_name_the_consent);
  TEST ("/home-visit/no-rule-holds-before-anything-is-answered",
        test_no_rule_holds_before_anything_is_answered);
  TEST ("/home-visit/rules-hold-when-they-should", test_rules_hold_when_they_should);
  TEST ("/home-visit/rules-warn-and-raise", test_rules_warn_and_raise);
  TEST ("/home-visit/a-worker-meets-as-many-questions-as-planned",
        test_a_worker_meets_as_many_questions_as_planned);
  TEST ("/home-visit/single-answers-are-accepted-or-refused",
        test_single_answers_are_accepted_or_refused);

  return g_test_run ();
}
