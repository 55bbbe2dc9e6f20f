/* ruhu-ui-demo.c: a village nobody lives in, for tests and pictures
 *
 * All names and numbers are invented; no identity number is among them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-ui-demo.h"

#include "base/ruhu-clock.h"

#include <glib/gstdio.h>

#define DIVISION "990101101201"
#define HOUR G_GINT64_CONSTANT (3600000)

static const char *const person_1[] = { "person_name",
                                        "王桂花",
                                        "birth_date",
                                        "1958-03-12",
                                        "sex",
                                        "2",
                                        "phone",
                                        "13900001427",
                                        "address",
                                        "石湾村二组12号",
                                        "household_id",
                                        "h1",
                                        "living_with",
                                        "alone",
                                        "guardian_name",
                                        "陈玉兰",
                                        "guardian_phone",
                                        "13800005206",
                                        "cert_category",
                                        "4",
                                        "cert_grade",
                                        "2",
                                        "multi_cat",
                                        "2 4",
                                        "cert_valid_until",
                                        "2027-03-31",
                                        NULL };
static const char *const person_2[] = { "person_name",
                                        "李建军",
                                        "birth_date",
                                        "1971-08-02",
                                        "sex",
                                        "1",
                                        "phone",
                                        "13900007788",
                                        "address",
                                        "石湾村三组4号",
                                        "household_id",
                                        "h2",
                                        "cert_category",
                                        "1",
                                        "cert_grade",
                                        "1",
                                        NULL };
static const char *const person_3[] = { "person_name",
                                        "马国强",
                                        "birth_date",
                                        "1964-01-30",
                                        "sex",
                                        "1",
                                        "address",
                                        "石湾村一组7号",
                                        "household_id",
                                        "h3",
                                        "cert_category",
                                        "4",
                                        "cert_grade",
                                        "3",
                                        NULL };
static const char *const person_4[] = { "person_name",
                                        "张秀英",
                                        "birth_date",
                                        "1949-10-08",
                                        "sex",
                                        "2",
                                        "address",
                                        "石湾村一组9号",
                                        "household_id",
                                        "h4",
                                        "cert_category",
                                        "2",
                                        "cert_grade",
                                        "3",
                                        "phone",
                                        "",
                                        "guardian_name",
                                        "",
                                        "guardian_phone",
                                        "",
                                        NULL };
static const char *const person_5[] = { "person_name",
                                        "杨小龙",
                                        "birth_date",
                                        "2019-05-20",
                                        "sex",
                                        "1",
                                        "address",
                                        "石湾村三组11号",
                                        "household_id",
                                        "h5",
                                        "cert_category",
                                        "5",
                                        "cert_grade",
                                        "2",
                                        "guardian_name",
                                        "杨大海",
                                        "guardian_phone",
                                        "13800004410",
                                        NULL };
static const char *const person_6[] = { "person_name",
                                        "王贵红",
                                        "birth_date",
                                        "1985-02-14",
                                        "sex",
                                        "2",
                                        "address",
                                        "石湾村四组3号",
                                        "household_id",
                                        "h6",
                                        "cert_category",
                                        "2",
                                        "cert_grade",
                                        "3",
                                        NULL };
static const char *const *const persons[] = { person_1, person_2, person_3,
                                              person_4, person_5, person_6 };

static const char *const task_1[] = {
  "person_id", "p1",         "form_id", "ruhu_home_visit", "reason", "annual_update",
  "due",       "2026-11-21", NULL
};
static const char *const task_3[] = { "person_id", "p3",         "form_id", "ruhu_home_visit",
                                      "reason",    "new_holder", "due",     "2026-11-21",
                                      NULL };
static const char *const task_4[] = {
  "person_id", "p4",         "form_id", "ruhu_home_visit", "reason", "rehab_followup",
  "due",       "2026-11-21", NULL
};
static const char *const task_5[] = { "person_id", "p5",      "form_id", "ruhu_home_visit",
                                      "reason",    "routine", "due",     "2026-11-18",
                                      NULL };
static const char *const task_6[] = { "person_id", "p6",      "form_id", "ruhu_home_visit",
                                      "reason",    "routine", "due",     "2026-11-25",
                                      NULL };
static const char *const *const tasks[] = { task_1, task_3, task_4, task_5, task_6 };

static const char *const need_1[] = { "person_id", "p1",         "label",      "轮椅（换新的）",
                                      "need_kind", "device",     "need_state", "verified",
                                      "raised_on", "2026-06-03", NULL };
static const char *const need_2[] = { "person_id", "p1",         "label",      "卫生间装扶手",
                                      "need_kind", "access",     "need_state", "proposed",
                                      "raised_on", "2026-06-03", NULL };
static const char *const *const needs[] = { need_1, need_2 };

static const struct {
  const char *person, *task, *title;
  RuhuResponseState state;
  double hours_ago;
} responses[] = {
  { "p1", "t1", "王桂花", RUHU_RESPONSE_DRAFT, 0.5 },
  { "p2", NULL, "李建军", RUHU_RESPONSE_RETURNED, 70 },
  { "p7", NULL, "刘满仓", RUHU_RESPONSE_FINISHED, 0.1 },
  { "p8", NULL, "何静", RUHU_RESPONSE_FINAL, 1.3 },
  { "p9", NULL, "陈玉兰", RUHU_RESPONSE_RECEIVED, 2.7 },
  { "p10", NULL, "苏梅", RUHU_RESPONSE_RECEIVED, 2.9 },
  { "p11", NULL, "赵德顺", RUHU_RESPONSE_ACCEPTED, 26 },
  { "p12", NULL, "周明", RUHU_RESPONSE_VERIFIED, 50 },
};

static gint64
get_now (gpointer data)
{
  return RUHU_UI_DEMO_NOW;
}

static GPtrArray *
make_persons (void)
{
  GPtrArray *made = g_ptr_array_new_with_free_func (g_object_unref);
  guint i;

  for (i = 0; i < G_N_ELEMENTS (persons); i++) {
    g_autoptr (RuhuFields) fields = ruhu_fields_new (persons[i]);
    g_autofree char *id = g_strdup_printf ("p%u", i + 1);

    g_ptr_array_add (made, ruhu_person_new (id, DIVISION, fields));
  }
  return made;
}

static RuhuCaseList *
make_tasks (void)
{
  RuhuCaseList *list = ruhu_case_list_new (NULL, RUHU_OBJECT_TASK);
  g_autoptr (GPtrArray) made = g_ptr_array_new_with_free_func (g_object_unref);
  guint i;

  for (i = 0; i < G_N_ELEMENTS (tasks); i++) {
    g_autoptr (RuhuFields) fields = ruhu_fields_new (tasks[i]);
    g_autofree char *id = g_strdup_printf ("t%u", i + 1);

    g_ptr_array_add (made, ruhu_task_new (id, DIVISION, fields));
  }
  ruhu_case_list_take (list, made);
  return list;
}

static RuhuCaseList *
make_needs (void)
{
  RuhuCaseList *list = ruhu_case_list_new (NULL, RUHU_OBJECT_NEED);
  g_autoptr (GPtrArray) made = g_ptr_array_new_with_free_func (g_object_unref);
  guint i;

  for (i = 0; i < G_N_ELEMENTS (needs); i++) {
    g_autoptr (RuhuFields) fields = ruhu_fields_new (needs[i]);
    g_autofree char *id = g_strdup_printf ("n%u", i + 1);

    g_ptr_array_add (made, ruhu_need_new (id, DIVISION, fields));
  }
  ruhu_case_list_take (list, made);
  return list;
}

/* Photos, and for what HQ has its receipt, signed half an hour later. */
static void
set_proof (RuhuResponse *response, guint i, gint64 at)
{
  g_autofree char *receipt = NULL;

  ruhu_response_set_n_attachments (response, 3 - i % 4);
  if (ruhu_response_get_state (response) < RUHU_RESPONSE_RECEIVED) {
    ruhu_response_set_n_waiting (response, 3 - i % 4);
    return;
  }
  receipt = g_strdup_printf ("RUHU1|rcpt|g1|d7k2|%u|%064d|%" G_GINT64_FORMAT "|%u|c2lnbmF0dXJl",
                             410 + i,
                             0,
                             at + HOUR / 2,
                             410 + i);
  ruhu_response_set_receipt (response, receipt);
}

static GListStore *
make_responses (void)
{
  GListStore *list = g_list_store_new (RUHU_TYPE_RESPONSE);
  guint i;

  for (i = 0; i < G_N_ELEMENTS (responses); i++) {
    gint64 at = RUHU_UI_DEMO_NOW - (gint64) (responses[i].hours_ago * HOUR);
    g_autofree char *id = g_strdup_printf ("r%u", i + 1);
    g_autoptr (RuhuResponse) response =
      ruhu_response_new_with_id (id, "ruhu_home_visit", "1", DIVISION);

    ruhu_response_set_person_id (response, responses[i].person);
    ruhu_response_set_task_id (response, responses[i].task);
    ruhu_response_set_title (response, responses[i].title);
    ruhu_response_set_user (response, "周志远");
    ruhu_response_set_state (response, responses[i].state);
    ruhu_response_set_missing (response, responses[i].state == RUHU_RESPONSE_DRAFT ? 4 : 0);
    if (responses[i].state == RUHU_RESPONSE_RETURNED)
      ruhu_response_set_reason (response, "照片看不清证号，请重拍。");
    ruhu_response_set_started_at (response, at - HOUR);
    if (responses[i].state != RUHU_RESPONSE_DRAFT)
      ruhu_response_set_finished_at (response, at);
    ruhu_response_set_seq (response, 410 + i);
    set_proof (response, i, at);
    g_list_store_append (list, response);
  }
  return list;
}

/* Two about a person, two about nobody; one still waits for its files. */
static const struct {
  const char *file, *title, *question;
} forms[] = {
  { "hearing_aid@1.xml", "助听器适配 Hearing aid fitting", "person_id" },
  { "home_works@1.waiting", "家庭无障碍改造验收 Inspection of works at home", "person_id" },
  { "water_point@4.xml", "饮水点 Water point", "place" },
  { "school@2.xml", "学校无障碍情况 Access to schools", "place" },
};

static void
write_form (const char *folder, guint nth)
{
  g_autofree char *path = g_build_filename (folder, forms[nth].file, NULL);
  g_autofree char *id = g_strndup (forms[nth].file, strcspn (forms[nth].file, "@"));
  g_autofree char *xml = g_strdup_printf (
    "<h:html xmlns='http://www.w3.org/2002/xforms' xmlns:h='http://www.w3.org/1999/xhtml'>"
    "<h:head><h:title>%s</h:title><model><instance><data id='%s'><%s/></data></instance>"
    "</model></h:head><h:body/></h:html>",
    forms[nth].title,
    id,
    forms[nth].question);

  g_assert_true (g_file_set_contents (path, xml, -1, NULL));
}

static RuhuFormLibrary *
make_library (void)
{
  g_autofree char *dir = g_dir_make_tmp ("ruhu-forms-XXXXXX", NULL);
  g_autofree char *folder = g_build_filename (dir, "forms", NULL);
  RuhuFormLibrary *library = ruhu_form_library_new (dir);
  guint i;

  g_mkdir (folder, 0700);
  for (i = 0; i < G_N_ELEMENTS (forms); i++)
    write_form (folder, i);
  ruhu_form_library_refresh (library);
  while (g_list_model_get_n_items (G_LIST_MODEL (library)) == 0)
    g_main_context_iteration (NULL, TRUE);

  for (i = 0; i < G_N_ELEMENTS (forms); i++) {
    g_autofree char *path = g_build_filename (folder, forms[i].file, NULL);

    g_unlink (path);
  }
  g_rmdir (folder);
  g_rmdir (dir);
  return library;
}

/** ruhu_ui_demo_init: @demo: to be filled; stops the clock */
void
ruhu_ui_demo_init (RuhuUiDemo *demo)
{
  g_autoptr (GPtrArray) made = make_persons ();

  ruhu_clock_replace (get_now, NULL);
  demo->people = ruhu_register_new (NULL);
  ruhu_register_take (demo->people, made);
  demo->tasks = make_tasks ();
  demo->needs = make_needs ();
  demo->responses = make_responses ();
  demo->due = ruhu_due_list_new (demo->people, demo->tasks, G_LIST_MODEL (demo->responses));
  demo->library = make_library ();
}

/** ruhu_ui_demo_clear: Lets go of all of it, asserting that no page still holds it */
void
ruhu_ui_demo_clear (RuhuUiDemo *demo)
{
  g_assert_finalize_object (demo->library);
  g_assert_finalize_object (demo->due);
  g_assert_finalize_object (demo->responses);
  g_assert_finalize_object (demo->needs);
  g_assert_finalize_object (demo->tasks);
  g_assert_finalize_object (demo->people);
  ruhu_clock_replace (NULL, NULL);
}
