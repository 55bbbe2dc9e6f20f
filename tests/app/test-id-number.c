/* test-id-number.c: app/register/ruhu-id-number.c
 *
 * All numbers are invented: no division has the codes 640599, 141199, 330299, 630199.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "register/ruhu-id-number.h"

static const RuhuDate today = { 2026, 11, 21 };

static void
test_good_numbers_pass (void)
{
  const struct {
    const char *number;
    RuhuSex sex;
  } good[] = {
    { "640599195203140013", RUHU_SEX_MALE },   { "64059919520314003X", RUHU_SEX_MALE },
    { "64059920190823005X", RUHU_SEX_MALE },   { "640599201908230025", RUHU_SEX_FEMALE },
    { "64059920120506004X", RUHU_SEX_FEMALE }, { "14119919780619001X", RUHU_SEX_MALE },
    { "33029919901130019X", RUHU_SEX_MALE },   { "630199194410020024", RUHU_SEX_FEMALE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++) {
    g_assert_cmpint (ruhu_id_number_check (good[i].number, today), ==, RUHU_ID_NUMBER_OK);
    g_assert_cmpint (ruhu_id_number_get_sex (good[i].number), ==, good[i].sex);
  }
}

static void
test_each_fault_has_its_name (void)
{
  const struct {
    const char *number;
    RuhuIdNumberFault fault;
  } bad[] = {
    { NULL, RUHU_ID_NUMBER_EMPTY },
    { "", RUHU_ID_NUMBER_EMPTY },
    { "64059919520314001", RUHU_ID_NUMBER_SHORT },
    { "6405991952031400133", RUHU_ID_NUMBER_LONG },
    { "64059919520314O013", RUHU_ID_NUMBER_CHARACTER },
    { "640599X95203140013", RUHU_ID_NUMBER_CHARACTER },
    { "64059919520314003x", RUHU_ID_NUMBER_CHARACTER },
    { "64059919520314003Y", RUHU_ID_NUMBER_CHARACTER },
    { "示例", RUHU_ID_NUMBER_CHARACTER },
    { "640599520314001", RUHU_ID_NUMBER_OLD },
    { "040599195203140013", RUHU_ID_NUMBER_DIVISION },
    { "640599195213140017", RUHU_ID_NUMBER_DATE },
    { "640599195202300011", RUHU_ID_NUMBER_DATE },
    { "640599202611220015", RUHU_ID_NUMBER_FUTURE },
    { "640599190511200011", RUHU_ID_NUMBER_AGE },
    { "640599195203140014", RUHU_ID_NUMBER_CHECK },
    { "123456197011110013", RUHU_ID_NUMBER_CHECK },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_cmpint (ruhu_id_number_check (bad[i].number, today), ==, bad[i].fault);
}

static void
test_any_one_wrong_digit_is_found (void)
{
  const char *number = "640599195203140013";

  for (gsize at = 0; at < 18; at++)
    for (char c = '0'; c <= '9'; c++) {
      g_autofree char *other = g_strdup (number);

      other[at] = c;
      if (c != number[at])
        g_assert_cmpint (ruhu_id_number_check (other, today), !=, RUHU_ID_NUMBER_OK);
    }
}

static void
test_typing_tells_date_then_sex (void)
{
  RuhuDate birth;

  g_assert_false (ruhu_id_number_get_birth_date ("6405991952031", &birth));
  g_assert_true (ruhu_id_number_get_birth_date ("64059919520314", &birth));
  g_assert_cmpint (ruhu_date_compare (birth, (RuhuDate){ 1952, 3, 14 }), ==, 0);
  g_assert_cmpint (ruhu_id_number_get_sex ("6405991952031400"), ==, RUHU_SEX_UNKNOWN);
  g_assert_cmpint (ruhu_id_number_get_sex ("64059919520314001"), ==, RUHU_SEX_MALE);
  g_assert_cmpint (ruhu_id_number_get_check_character ("64059919520314001"), ==, '3');
  g_assert_cmpint (ruhu_id_number_get_check_character ("6405991952031400"), ==, '\0');
}

static void
test_what_was_typed_becomes_plain (void)
{
  g_autofree char *spaced = ruhu_id_number_normalize (" 640599 1952-0314 003x ");
  g_autofree char *wide = ruhu_id_number_normalize ("６４０５９９１９５２０３１４００３Ｘ");
  g_autofree char *kept = ruhu_id_number_normalize ("64O5");

  g_assert_cmpstr (spaced, ==, "64059919520314003X");
  g_assert_cmpstr (wide, ==, "64059919520314003X");
  g_assert_cmpstr (kept, ==, "64O5");
}

static void
test_old_number_becomes_the_new_one (void)
{
  g_autofree char *number = ruhu_id_number_from_old ("640599520314001");

  g_assert_cmpstr (number, ==, "640599195203140013");
  g_assert_null (ruhu_id_number_from_old ("640599521314001"));
  g_assert_null (ruhu_id_number_from_old ("64059952031400"));
  g_assert_null (ruhu_id_number_from_old ("640599195203140013"));
}

static void
test_mask_hides_birth_and_sequence (void)
{
  g_autofree char *masked = ruhu_id_number_mask ("640599195203140013");
  g_autofree char *certificate = ruhu_id_number_mask ("64059919520314001341");
  g_autofree char *few = ruhu_id_number_mask ("640599");

  g_assert_cmpstr (masked, ==, "6405************13");
  g_assert_cmpstr (certificate, ==, "6405**************41");
  g_assert_cmpstr (few, ==, "******");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/id-number/good-numbers-pass", test_good_numbers_pass);
  g_test_add_func ("/id-number/each-fault-has-its-name", test_each_fault_has_its_name);
  g_test_add_func ("/id-number/any-one-wrong-digit-is-found", test_any_one_wrong_digit_is_found);
  g_test_add_func ("/id-number/typing-tells-date-then-sex", test_typing_tells_date_then_sex);
  g_test_add_func ("/id-number/what-was-typed-becomes-plain", test_what_was_typed_becomes_plain);
  g_test_add_func ("/id-number/old-number-becomes-the-new-one",
                   test_old_number_becomes_the_new_one);
  g_test_add_func ("/id-number/mask-hides-birth-and-sequence", test_mask_hides_birth_and_sequence);

  return g_test_run ();
}
