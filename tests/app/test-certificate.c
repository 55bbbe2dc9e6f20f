/* test-certificate.c: app/register/ruhu-certificate.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "register/ruhu-certificate.h"

static const RuhuDate today = { 2026, 11, 21 };

static void
test_number_tells_category_grade_and_reissue (void)
{
  RuhuCertificate first, second;

  g_assert_cmpint (ruhu_certificate_parse ("64059919520314001341", today, &first),
                   ==,
                   RUHU_CERTIFICATE_OK);
  g_assert_cmpstr (first.id_number, ==, "640599195203140013");
  g_assert_cmpint (first.category, ==, RUHU_CATEGORY_PHYSICAL);
  g_assert_cmpuint (first.grade, ==, 1);
  g_assert_cmpuint (first.reissue, ==, 0);

  g_assert_cmpint (ruhu_certificate_parse ("64059919520314001341B12", today, &second),
                   ==,
                   RUHU_CERTIFICATE_OK);
  g_assert_cmpuint (second.reissue, ==, 12);
}

static void
test_number_is_written_as_read (void)
{
  const char *numbers[] = { "64059919520314001341",
                            "64059919520314003X74B1",
                            "63019919441002002413B99" };

  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++) {
    RuhuCertificate certificate;
    g_autofree char *written = NULL;

    g_assert_cmpint (ruhu_certificate_parse (numbers[i], today, &certificate),
                     ==,
                     RUHU_CERTIFICATE_OK);
    written = ruhu_certificate_to_string (&certificate);
    g_assert_cmpstr (written, ==, numbers[i]);
  }
}

static void
test_each_fault_has_its_name (void)
{
  const struct {
    const char *number;
    RuhuCertificateFault fault;
  } bad[] = {
    { NULL, RUHU_CERTIFICATE_EMPTY },
    { "", RUHU_CERTIFICATE_EMPTY },
    { "6405991952031400134", RUHU_CERTIFICATE_LENGTH },
    { "640599195203140013411", RUHU_CERTIFICATE_LENGTH },
    { "64059919520314001441", RUHU_CERTIFICATE_ID },
    { "示例示例示例示例示例示例", RUHU_CERTIFICATE_ID },
    { "64059919520314001381", RUHU_CERTIFICATE_CATEGORY },
    { "64059919520314001345", RUHU_CERTIFICATE_GRADE },
    { "64059919520314001341B", RUHU_CERTIFICATE_REISSUE },
    { "64059919520314001341B0", RUHU_CERTIFICATE_REISSUE },
    { "64059919520314001341B100", RUHU_CERTIFICATE_REISSUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    RuhuCertificate certificate;

    g_assert_cmpint (ruhu_certificate_parse (bad[i].number, today, &certificate), ==, bad[i].fault);
  }
}

static void
test_dirty_number_still_tells_what_it_can (void)
{
  RuhuCertificate certificate;

  g_assert_cmpint (ruhu_certificate_parse ("64059919520314001442", today, &certificate),
                   ==,
                   RUHU_CERTIFICATE_ID);
  g_assert_cmpstr (certificate.id_number, ==, "");
  g_assert_cmpint (certificate.category, ==, RUHU_CATEGORY_PHYSICAL);
  g_assert_cmpuint (certificate.grade, ==, 2);
}

static void
test_first_two_grades_are_severe (void)
{
  g_assert_false (ruhu_certificate_is_severe (0));
  g_assert_true (ruhu_certificate_is_severe (1));
  g_assert_true (ruhu_certificate_is_severe (2));
  g_assert_false (ruhu_certificate_is_severe (3));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/certificate/number-tells-category-grade-and-reissue",
                   test_number_tells_category_grade_and_reissue);
  g_test_add_func ("/certificate/number-is-written-as-read", test_number_is_written_as_read);
  g_test_add_func ("/certificate/each-fault-has-its-name", test_each_fault_has_its_name);
  g_test_add_func ("/certificate/dirty-number-still-tells-what-it-can",
                   test_dirty_number_still_tells_what_it_can);
  g_test_add_func ("/certificate/first-two-grades-are-severe", test_first_two_grades_are_severe);

  return g_test_run ();
}
