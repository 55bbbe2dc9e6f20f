/* test-register.c: app/register/ruhu-register.c, ruhu-person-index.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "register/ruhu-register.h"

typedef struct {
  RuhuRegister *reg;
} Fixture;

static const char *const people[][6] = {
  /* name, identity number, phone, address, household, guardian */
  { "王桂花", "990101195803121426", "139 0000 1427", "石湾村二组12号", "H1", "" },
  { "王贵红", "990101198507030025", "13900002210", "石湾村四组3号", "H2", "" },
  { "汪国华", "990101197101010015", "0955-0003110", "石湾村一组8号", "H3", "" },
  { "李建军", "990101196612120031", "13900005511", "石湾村三组1号", "H4", "" },
  { "仇大伟", "99010119750404005X", "13900005512", "石湾村十二组2号", "H5", "" },
  { "杨小龙", "990101201905050077", "", "石湾村三组6号", "H1", "杨大勇" },
  { "阿依古丽·买买提", "990101199909090029", "13900007777", "三河村二组2号", "H7", "" },
  { "王", "", "", "", "", "" },
};

static RuhuPerson *
make_person (guint number, const char *const *line)
{
  const char *const fields[] = { "person_name",   line[0],   "resident_id", line[1],        "phone",
                                 line[2],         "address", line[3],       "household_id", line[4],
                                 "guardian_name", line[5],   NULL };
  g_autofree char *id = g_strdup_printf ("00000000-0000-4000-8000-%012u", number);
  g_autoptr (RuhuFields) set = ruhu_fields_new (fields);

  return ruhu_person_new (id, number == 6 ? "990101100202" : "990101100201", set);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) persons = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < G_N_ELEMENTS (people); i++)
    g_ptr_array_add (persons, make_person (i, people[i]));

  f->reg = ruhu_register_new (NULL);
  ruhu_register_take (f->reg, persons);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_assert_finalize_object (f->reg);
}

static char *
join_names (RuhuPersonList *list)
{
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < ruhu_person_list_get_length (list); i++)
    g_string_append_printf (names,
                            "%s%s",
                            i > 0 ? " " : "",
                            ruhu_person_get_name (ruhu_person_list_get (list, i)));

  return g_string_free (names, FALSE);
}

static void
assert_found (Fixture *f, const char *query, const char *names)
{
  g_autoptr (RuhuPersonList) found = ruhu_register_search (f->reg, query);
  g_autofree char *got = join_names (found);

  g_assert_cmpstr (got, ==, names);
}

static void
test_initials_find_all_that_they_mean (Fixture *f, gconstpointer data)
{
  assert_found (f, "WGH", "王贵红 王桂花 汪国华");
  assert_found (f, "wangguihua", "王桂花");
  assert_found (f, "wang gui", "王贵红 王桂花");
  assert_found (f, "aygl", "阿依古丽·买买提");
  assert_found (f, "mmt", "阿依古丽·买买提");
}

static void
test_surname_is_found_by_both_readings (Fixture *f, gconstpointer data)
{
  assert_found (f, "qiu", "仇大伟");
  assert_found (f, "chou", "仇大伟");
}

static void
test_one_and_two_characters_find (Fixture *f, gconstpointer data)
{
  assert_found (f, "王", "王 王贵红 王桂花");
  assert_found (f, "王桂", "王桂花");
  assert_found (f, "华", "汪国华");
  assert_found (f, "王gh", "王贵红 王桂花");
}

static void
test_numbers_find_by_end_before_middle (Fixture *f, gconstpointer data)
{
  assert_found (f, "1427", "王桂花");
  assert_found (f, "139-0000", "阿依古丽·买买提 李建军 仇大伟 王贵红 王桂花");
  assert_found (f, "005x", "仇大伟");
  assert_found (f, "09550003110", "汪国华");
  assert_found (f, "990101196612120031", "李建军");
  assert_found (f, "0031", "李建军 汪国华");
}

static void
test_places_find_however_written (Fixture *f, gconstpointer data)
{
  assert_found (f, "石湾村二组", "王桂花");
  assert_found (f, "石湾 2组", "王桂花");
  assert_found (f, "２组", "阿依古丽·买买提 王桂花");
  assert_found (f, "12组", "仇大伟");
  assert_found (f, "三组 李", "李建军");
  assert_found (f, "杨大勇", "杨小龙");
}

static void
test_nothing_typed_means_everybody_in_order (Fixture *f, gconstpointer data)
{
  assert_found (f, "  ", "阿依古丽·买买提 李建军 仇大伟 王 王贵红 王桂花 汪国华 杨小龙");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (f->reg)), ==, 8);
}

static void
test_nobody_meant_finds_nobody (Fixture *f, gconstpointer data)
{
  const char *const queries[] = { "zzz", "赵", "13911111111", "王 赵", "·", "\xff\xfe", "%_" };

  for (gsize i = 0; i < G_N_ELEMENTS (queries); i++) {
    g_autoptr (RuhuPersonList) found = ruhu_register_search (f->reg, queries[i]);

    g_assert_cmpuint (ruhu_person_list_get_length (found), <=, i == 4 ? 1 : 0);
  }
}

static void
test_household_knows_its_members (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuHousehold) household = ruhu_register_find_household (f->reg, "H1");
  g_autofree char *names = join_names (ruhu_household_get_members (household));

  g_assert_cmpstr (names, ==, "王桂花 杨小龙");
  g_assert_cmpstr (ruhu_household_get_field (household, "address"), ==, "石湾村二组12号");
  g_assert_null (ruhu_register_find_household (f->reg, "H9"));
}

static void
test_a_person_is_found_by_id (Fixture *f, gconstpointer data)
{
  RuhuPerson *person = ruhu_register_find (f->reg, "00000000-0000-4000-8000-000000000003");

  g_assert_cmpstr (ruhu_person_get_name (person), ==, "李建军");
  g_assert_null (ruhu_register_find (f->reg, "00000000-0000-4000-8000-000000000099"));
}

static void
test_group_means_one_village_only (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuPersonList) group = ruhu_register_search_group (f->reg, "990101100201", 2);
  g_autoptr (RuhuPersonList) village = ruhu_register_search_group (f->reg, "990101100202", 0);
  g_autofree char *names = join_names (group);
  g_autofree char *others = join_names (village);

  g_assert_cmpstr (names, ==, "王桂花");
  g_assert_cmpstr (others, ==, "阿依古丽·买买提");
}

static void
count_change (GListModel *model, guint at, guint removed, guint added, guint *counts)
{
  counts[0] = removed;
  counts[1] = added;
}

static void
test_taking_others_leaves_what_was_found (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuPersonList) found = ruhu_register_search (f->reg, "lijianjun");
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  guint counts[2] = { 0 };

  g_signal_connect (f->reg, "items-changed", G_CALLBACK (count_change), counts);
  ruhu_register_take (f->reg, none);

  g_assert_cmpuint (counts[0], ==, G_N_ELEMENTS (people));
  g_assert_cmpuint (counts[1], ==, 0);
  g_assert_cmpstr (ruhu_person_get_name (ruhu_person_list_get (found, 0)), ==, "李建军");
  g_assert_null (ruhu_register_find (f->reg, "00000000-0000-4000-8000-000000000003"));
  g_assert_null (ruhu_register_find_household (f->reg, "H1"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add ("/register/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("initials-find-all-that-they-mean", test_initials_find_all_that_they_mean);
  ADD ("surname-is-found-by-both-readings", test_surname_is_found_by_both_readings);
  ADD ("one-and-two-characters-find", test_one_and_two_characters_find);
  ADD ("numbers-find-by-end-before-middle", test_numbers_find_by_end_before_middle);
  ADD ("places-find-however-written", test_places_find_however_written);
  ADD ("nothing-typed-means-everybody-in-order", test_nothing_typed_means_everybody_in_order);
  ADD ("nobody-meant-finds-nobody", test_nobody_meant_finds_nobody);
  ADD ("household-knows-its-members", test_household_knows_its_members);
  ADD ("a-person-is-found-by-id", test_a_person_is_found_by_id);
  ADD ("group-means-one-village-only", test_group_means_one_village_only);
  ADD ("taking-others-leaves-what-was-found", test_taking_others_leaves_what_was_found);

  return g_test_run ();
}
