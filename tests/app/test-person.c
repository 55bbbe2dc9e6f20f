/* test-person.c: app/register/ruhu-person.c, ruhu-household.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "register/ruhu-household.h"

static RuhuPerson *
make (const char *const *fields)
{
  g_autoptr (RuhuFields) set = ruhu_fields_new (fields);

  return ruhu_person_new ("6a5c1f0e-3b27-4d19-9c84-0f2e7b61d501", "990101100201", set);
}

static void
test_numbers_tell_what_the_register_does_not (void)
{
  const char *const fields[] = { "person_name", "示例甲",
                                 "resident_id", "640599195203140013",
                                 "cert_no",     "64059919520314001342",
                                 NULL };
  g_autoptr (RuhuPerson) person = make (fields);
  g_autofree char *birth = ruhu_date_to_string (ruhu_person_get_birth_date (person));

  g_assert_cmpstr (birth, ==, "1952-03-14");
  g_assert_cmpint (ruhu_person_get_sex (person), ==, RUHU_SEX_MALE);
  g_assert_cmpint (ruhu_person_get_category (person), ==, RUHU_CATEGORY_PHYSICAL);
  g_assert_cmpuint (ruhu_person_get_grade (person), ==, 2);
  g_assert_cmpstr (ruhu_person_get_field (person, "sex"), ==, "1");
  g_assert_cmpstr (ruhu_person_get_field (person, "cert_category"), ==, "4");
  g_assert_cmpstr (ruhu_person_get_field (person, "cert_grade"), ==, "2");
  g_assert_cmpstr (ruhu_person_get_field (person, "division_code"), ==, "990101100201");
}

static void
test_register_stands_over_numbers (void)
{
  const char *const fields[] = {
    "resident_id",          "640599195203140013", "birth_date", "1951",       "sex", "2", "cert_no",
    "64059919520314001342", "cert_category",      "7",          "cert_grade", "1",   NULL
  };
  g_autoptr (RuhuPerson) person = make (fields);

  g_assert_cmpuint (ruhu_person_get_birth_date (person).year, ==, 1951);
  g_assert_cmpuint (ruhu_person_get_birth_date (person).month, ==, 0);
  g_assert_cmpint (ruhu_person_get_sex (person), ==, RUHU_SEX_FEMALE);
  g_assert_cmpint (ruhu_person_get_category (person), ==, RUHU_CATEGORY_MULTIPLE);
  g_assert_cmpuint (ruhu_person_get_grade (person), ==, 1);
}

static void
test_dirty_numbers_tell_nothing (void)
{
  const char *const fields[] = { "resident_id", "X", "cert_no", "没有证", "cert_grade", "9", NULL };
  g_autoptr (RuhuPerson) person = make (fields);

  g_assert_cmpuint (ruhu_person_get_birth_date (person).year, ==, 0);
  g_assert_cmpint (ruhu_person_get_sex (person), ==, RUHU_SEX_UNKNOWN);
  g_assert_cmpint (ruhu_person_get_category (person), ==, RUHU_CATEGORY_NONE);
  g_assert_cmpuint (ruhu_person_get_grade (person), ==, 0);
  g_assert_cmpstr (ruhu_person_get_field (person, "cert_category"), ==, "");
}

static void
test_group_comes_from_the_address (void)
{
  const char *const fields[] = { "address", "石湾村二组12号", NULL };
  const char *const none[] = { "address", "石湾村12号", NULL };
  g_autoptr (RuhuPerson) person = make (fields);
  g_autoptr (RuhuPerson) other = make (none);

  g_assert_cmpstr (ruhu_person_get_group (person), ==, "二组");
  g_assert_cmpuint (ruhu_person_get_group_number (person), ==, 2);
  g_assert_cmpstr (ruhu_person_get_group (other), ==, "");
}

static void
test_who_may_be_a_child_is_no_adult (void)
{
  const char *const child[] = { "birth_date", "2019-08-23", NULL };
  const char *const perhaps[] = { "birth_date", "2008", NULL };
  const char *const unknown[] = { "person_name", "示例乙", NULL };
  g_autoptr (RuhuPerson) one = make (child);
  g_autoptr (RuhuPerson) two = make (perhaps);
  g_autoptr (RuhuPerson) three = make (unknown);
  RuhuDate today = { 2026, 11, 21 };

  g_assert_false (ruhu_person_is_adult (one, today));
  g_assert_false (ruhu_person_is_adult (two, today));
  g_assert_true (ruhu_person_is_adult (three, today));
}

static void
test_properties_read_as_the_getters (void)
{
  const char *const fields[] = { "person_name", "示例甲",         "phone", "0955-0000001",
                                 "address",     "石湾村二组12号", NULL };
  g_autoptr (RuhuPerson) person = make (fields);
  g_autofree char *id = NULL;
  g_autofree char *name = NULL;
  g_autofree char *phone = NULL;
  g_autofree char *address = NULL;
  g_autofree char *group = NULL;

  g_object_get (person,
                "id",
                &id,
                "name",
                &name,
                "phone",
                &phone,
                "address",
                &address,
                "group",
                &group,
                NULL);
  g_assert_cmpstr (id, ==, "6a5c1f0e-3b27-4d19-9c84-0f2e7b61d501");
  g_assert_cmpstr (name, ==, "示例甲");
  g_assert_cmpstr (phone, ==, "0955-0000001");
  g_assert_cmpstr (address, ==, "石湾村二组12号");
  g_assert_cmpstr (group, ==, "二组");
}

static void
test_columns_are_those_of_the_register (void)
{
  g_assert_cmpuint (g_strv_length ((char **) ruhu_person_get_columns ()), ==, 66);
  g_assert_true (ruhu_person_has_column ("person_id"));
  g_assert_true (ruhu_person_has_column ("cert_valid_until"));
  g_assert_false (ruhu_person_has_column ("name"));
  g_assert_false (ruhu_person_has_column (""));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/person/numbers-tell-what-the-register-does-not",
                   test_numbers_tell_what_the_register_does_not);
  g_test_add_func ("/person/register-stands-over-numbers", test_register_stands_over_numbers);
  g_test_add_func ("/person/dirty-numbers-tell-nothing", test_dirty_numbers_tell_nothing);
  g_test_add_func ("/person/group-comes-from-the-address", test_group_comes_from_the_address);
  g_test_add_func ("/person/who-may-be-a-child-is-no-adult", test_who_may_be_a_child_is_no_adult);
  g_test_add_func ("/person/properties-read-as-the-getters", test_properties_read_as_the_getters);
  g_test_add_func ("/person/columns-are-those-of-the-register",
                   test_columns_are_those_of_the_register);

  return g_test_run ();
}
