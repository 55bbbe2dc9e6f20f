/* ruhu-certificate.c: numbers of disability certificates (残疾人证)
 *
 * 18 characters of identity number, a digit of category, a digit of grade, and `B1`, `B2` … where
 * it was replaced (中华人民共和国残疾人证管理办法, art. 5). Real exports hold dirty numbers: they
 * are kept and flagged, so every function here takes anything. The words for category and grade are
 * the screen's.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "register/ruhu-certificate.h"

#include <string.h>

#define CATEGORY_AT RUHU_ID_NUMBER_DIGITS
#define GRADE_AT (RUHU_ID_NUMBER_DIGITS + 1)
#define PLAIN_LENGTH (RUHU_ID_NUMBER_DIGITS + 2)

static gboolean
read_reissue (const char *suffix, guint *reissue)
{
  gsize digits;

  *reissue = 0;
  if (*suffix == '\0')
    return TRUE;
  if (*suffix++ != 'B' || *suffix == '0')
    return FALSE;

  digits = strspn (suffix, "0123456789");
  if (digits == 0 || digits > 2 || suffix[digits] != '\0')
    return FALSE;

  *reissue = (guint) g_ascii_strtoull (suffix, NULL, 10);
  return TRUE;
}

/**
 * ruhu_certificate_parse:
 * @number: (nullable): a number made plain by ruhu_id_number_normalize()
 * @today: a whole date, for the birth date in it
 * @certificate: (out): what it says; with a fault, what could still be read, else 0
 *
 * Returns: the first thing that is wrong, or %RUHU_CERTIFICATE_OK
 */
RuhuCertificateFault
ruhu_certificate_parse (const char *number, RuhuDate today, RuhuCertificate *certificate)
{
  memset (certificate, 0, sizeof *certificate);
  if (number == NULL || *number == '\0')
    return RUHU_CERTIFICATE_EMPTY;
  if (strlen (number) < PLAIN_LENGTH)
    return RUHU_CERTIFICATE_LENGTH;

  if (number[CATEGORY_AT] >= '1' && number[CATEGORY_AT] <= '7')
    certificate->category = (RuhuCategory) (number[CATEGORY_AT] - '0');
  if (number[GRADE_AT] >= '1' && number[GRADE_AT] <= '4')
    certificate->grade = (guint) (number[GRADE_AT] - '0');

  memcpy (certificate->id_number, number, RUHU_ID_NUMBER_DIGITS);
  if (ruhu_id_number_check (certificate->id_number, today) != RUHU_ID_NUMBER_OK) {
    memset (certificate->id_number, 0, sizeof certificate->id_number);
    return RUHU_CERTIFICATE_ID;
  }

  if (certificate->category == RUHU_CATEGORY_NONE)
    return RUHU_CERTIFICATE_CATEGORY;
  if (certificate->grade == 0)
    return RUHU_CERTIFICATE_GRADE;
  if (!read_reissue (number + PLAIN_LENGTH, &certificate->reissue))
    return number[PLAIN_LENGTH] == 'B' ? RUHU_CERTIFICATE_REISSUE : RUHU_CERTIFICATE_LENGTH;

  return RUHU_CERTIFICATE_OK;
}

/**
 * ruhu_certificate_to_string:
 * @certificate: with all of identity number, category and grade
 *
 * Returns: (transfer full): the number
 */
char *
ruhu_certificate_to_string (const RuhuCertificate *certificate)
{
  GString *number = g_string_new (certificate->id_number);

  g_string_append_printf (number, "%u%u", (guint) certificate->category, certificate->grade);
  if (certificate->reissue > 0)
    g_string_append_printf (number, "B%u", certificate->reissue);

  return g_string_free (number, FALSE);
}

/**
 * ruhu_certificate_is_severe:
 * @grade: 1 to 4, or 0 where unknown
 *
 * Returns: whether the grade is one of the two severe ones (重度), which widen what is due
 */
gboolean
ruhu_certificate_is_severe (guint grade)
{
  return grade == 1 || grade == 2;
}
