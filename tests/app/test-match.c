/* test-match.c: app/register/ruhu-match.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "register/ruhu-match.h"

#define ID "990101195803121426"
#define SWAPPED "990101195803121462"
#define ONE_OFF "990101195803131426"
#define OTHER_ID "990101196612120031"

static RuhuPerson *
make (const char *id, const char *name, const char *number, const char *birth, const char *phone)
{
  const char *const fields[] = { "person_name", name,    "resident_id", number, "birth_date",
                                 birth,         "phone", phone,         NULL };
  g_autoptr (RuhuFields) set = ruhu_fields_new (fields);

  return ruhu_person_new (id, "990101100201", set);
}

static guint
compare (RuhuPerson *one, RuhuPerson *other, RuhuMatchReasons *reasons)
{
  g_autoptr (RuhuPerson) first = one;
  g_autoptr (RuhuPerson) second = other;
  guint score = ruhu_match_compare (first, second, reasons);

  g_assert_cmpuint (ruhu_match_compare (second, first, NULL), ==, score);
  return score;
}

static void
test_same_number_is_the_same_person (void)
{
  RuhuMatchReasons reasons;

  g_assert_cmpuint (compare (make ("1", "王桂花", ID, "", ""),
                             make ("2", "王贵华", ID, "", ""),
                             &reasons),
                    ==,
                    RUHU_MATCH_SURE);
  g_assert_true ((reasons & RUHU_MATCH_ID) != 0);
}

static void
test_mistyped_number_with_the_name_is_likely (void)
{
  RuhuMatchReasons reasons;

  g_assert_cmpuint (compare (make ("1", "王桂花", ID, "", ""),
                             make ("2", "王桂花", SWAPPED, "", ""),
                             &reasons),
                    >=,
                    RUHU_MATCH_LIKELY);
  g_assert_true ((reasons & RUHU_MATCH_ID_NEARLY) != 0);
  g_assert_cmpuint (compare (make ("1", "王桂花", ID, "", ""),
                             make ("2", "王桂花", ONE_OFF, "", ""),
                             &reasons),
                    >=,
                    RUHU_MATCH_LIKELY);
}

static void
test_without_number_name_and_birth_date_are_likely (void)
{
  g_assert_cmpuint (compare (make ("1", "王桂花", "", "1958-03-12", ""),
                             make ("2", "王桂花", ID, "", ""),
                             NULL),
                    >=,
                    RUHU_MATCH_LIKELY);
  g_assert_cmpuint (compare (make ("1", "王贵华", "", "1958-03-12", ""),
                             make ("2", "王桂花", ID, "", ""),
                             NULL),
                    >=,
                    RUHU_MATCH_LIKELY);
}

static void
test_name_alone_is_not_enough (void)
{
  g_assert_cmpuint (compare (make ("1", "王桂花", "", "", ""),
                             make ("2", "王桂花", ID, "", ""),
                             NULL),
                    <,
                    RUHU_MATCH_LIKELY);
  g_assert_cmpuint (compare (make ("1", "王桂花", "", "1958", ""),
                             make ("2", "李建军", ID, "", ""),
                             NULL),
                    <,
                    RUHU_MATCH_LIKELY);
}

static void
test_name_with_year_and_village_is_likely (void)
{
  RuhuMatchReasons reasons;

  g_assert_cmpuint (compare (make ("1", "王桂花", "", "1958", ""),
                             make ("2", "王桂花", ID, "", ""),
                             &reasons),
                    >=,
                    RUHU_MATCH_LIKELY);
  g_assert_true ((reasons & RUHU_MATCH_BIRTH_YEAR) != 0);
}

static void
test_twins_are_two (void)
{
  g_assert_cmpuint (compare (make ("1", "王大双", "990101195803121426", "", "139 0000 1427"),
                             make ("2", "王小双", "990101195803120036", "", "13900001427"),
                             NULL),
                    <,
                    RUHU_MATCH_LIKELY);
}

static void
test_phone_is_compared_by_its_digits (void)
{
  RuhuMatchReasons reasons;

  compare (make ("1", "王桂花", "", "", "139 0000-1427"),
           make ("2", "李建军", "", "", "13900001427"),
           &reasons);
  g_assert_true ((reasons & RUHU_MATCH_PHONE) != 0);
  compare (make ("1", "王桂花", "", "", "1390000142"),
           make ("2", "李建军", "", "", "13900001427"),
           &reasons);
  g_assert_true ((reasons & RUHU_MATCH_PHONE) == 0);
  compare (make ("1", "王桂花", "", "", ""), make ("2", "李建军", "", "", ""), &reasons);
  g_assert_true ((reasons & RUHU_MATCH_PHONE) == 0);
}

static void
test_likely_ones_come_best_first (void)
{
  g_autoptr (GListStore) store = g_list_store_new (RUHU_TYPE_PERSON);
  g_autoptr (RuhuPerson) candidate = make ("1", "王桂花", ID, "", "");
  RuhuPerson *others[] = {
    g_object_ref (candidate),
    make ("2", "王桂花", SWAPPED, "", ""),
    make ("3", "李建军", OTHER_ID, "", ""),
    make ("4", "王贵花", ID, "", ""),
  };
  g_autoptr (GPtrArray) matches = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (others); i++) {
    g_list_store_append (store, others[i]);
    g_object_unref (others[i]);
  }
  matches = ruhu_match_find (G_LIST_MODEL (store), candidate);

  g_assert_cmpuint (matches->len, ==, 2);
  g_assert_cmpstr (ruhu_person_get_id (((RuhuMatch *) matches->pdata[0])->person), ==, "4");
  g_assert_cmpstr (ruhu_person_get_id (((RuhuMatch *) matches->pdata[1])->person), ==, "2");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/match/same-number-is-the-same-person", test_same_number_is_the_same_person);
  g_test_add_func ("/match/mistyped-number-with-the-name-is-likely",
                   test_mistyped_number_with_the_name_is_likely);
  g_test_add_func ("/match/without-number-name-and-birth-date-are-likely",
                   test_without_number_name_and_birth_date_are_likely);
  g_test_add_func ("/match/name-alone-is-not-enough", test_name_alone_is_not_enough);
  g_test_add_func ("/match/name-with-year-and-village-is-likely",
                   test_name_with_year_and_village_is_likely);
  g_test_add_func ("/match/twins-are-two", test_twins_are_two);
  g_test_add_func ("/match/phone-is-compared-by-its-digits", test_phone_is_compared_by_its_digits);
  g_test_add_func ("/match/likely-ones-come-best-first", test_likely_ones_come_best_first);

  return g_test_run ();
}
