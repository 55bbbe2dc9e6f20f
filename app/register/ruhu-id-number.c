/* ruhu-id-number.c: resident identity numbers (公民身份号码, GB 11643-1999)
 *
 * 6 digits of division at first registration (which may be abolished since: never looked up),
 * 8 of birth date, 3 of sequence (odd for men), and a check character by ISO 7064 MOD 11-2.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "register/ruhu-id-number.h"

#include <string.h>

#define BIRTH_END 14
#define SEQUENCE_END 17
#define OLDEST 120

/**
 * ruhu_id_number_normalize:
 * @text: what somebody typed, pasted or scanned
 *
 * Spaces and dashes go, full-width characters become plain ones, x becomes X.
 *
 * Returns: (transfer full): the number as the other functions want it; what is wrong in it stays
 */
char *
ruhu_id_number_normalize (const char *text)
{
  g_autofree char *plain = g_utf8_normalize (text, -1, G_NORMALIZE_ALL_COMPOSE);
  GString *number = g_string_new (NULL);

  for (const char *p = plain != NULL ? plain : ""; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (g_unichar_isspace (c) || g_unichar_type (c) == G_UNICODE_DASH_PUNCTUATION)
      continue;
    g_string_append_unichar (number, c == 'x' ? 'X' : c);
  }

  return g_string_free (number, FALSE);
}

static gboolean
read_birth_date (const char *digits, RuhuDate *date)
{
  char text[] = "YYYY-MM-DD";

  memcpy (text, digits, 4);
  memcpy (text + 5, digits + 4, 2);
  memcpy (text + 8, digits + 6, 2);
  return ruhu_date_parse (text, date);
}

/**
 * ruhu_id_number_get_birth_date:
 * @number: a normalized number, or its first 14 characters or more
 * @date: (out): the birth date
 *
 * For the echo while somebody types (screens: from the 14th digit the birth date).
 *
 * Returns: whether @number holds a date that exists
 */
gboolean
ruhu_id_number_get_birth_date (const char *number, RuhuDate *date)
{
  *date = (RuhuDate){ 0 };
  return strspn (number, "0123456789") >= BIRTH_END && read_birth_date (number + 6, date);
}

/**
 * ruhu_id_number_get_sex:
 * @number: a normalized number, or its first 17 characters or more
 *
 * Returns: the sex, %RUHU_SEX_UNKNOWN while it is not yet typed
 */
RuhuSex
ruhu_id_number_get_sex (const char *number)
{
  if (strspn (number, "0123456789") < SEQUENCE_END)
    return RUHU_SEX_UNKNOWN;

  return (number[SEQUENCE_END - 1] - '0') % 2 == 1 ? RUHU_SEX_MALE : RUHU_SEX_FEMALE;
}

/**
 * ruhu_id_number_get_check_character:
 * @number: a number of at least 17 digits
 *
 * Returns: the 18th character that fits them; 0 where there are no 17 digits
 */
char
ruhu_id_number_get_check_character (const char *number)
{
  static const int weights[SEQUENCE_END] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
  int sum = 0;

  if (strspn (number, "0123456789") < SEQUENCE_END)
    return '\0';

  for (int i = 0; i < SEQUENCE_END; i++)
    sum += (number[i] - '0') * weights[i];

  return "10X98765432"[sum % 11];
}

static RuhuIdNumberFault
check_birth_date (RuhuDate birth, RuhuDate today)
{
  RuhuAge age;

  if (!ruhu_date_is_valid (birth))
    return RUHU_ID_NUMBER_DATE;
  if (!ruhu_age_on (birth, today, &age))
    return RUHU_ID_NUMBER_FUTURE;
  return age.years > OLDEST ? RUHU_ID_NUMBER_AGE : RUHU_ID_NUMBER_OK;
}

/**
 * ruhu_id_number_check:
 * @number: (nullable): a normalized number
 * @today: a whole date: nobody is born after it, nor 120 years before
 *
 * Returns: the first thing that is wrong with @number, or %RUHU_ID_NUMBER_OK
 */
RuhuIdNumberFault
ruhu_id_number_check (const char *number, RuhuDate today)
{
  gsize digits, length;
  RuhuIdNumberFault fault;
  RuhuDate birth;

  if (number == NULL || *number == '\0')
    return RUHU_ID_NUMBER_EMPTY;

  length = strlen (number);
  digits = strspn (number, "0123456789");
  if (digits < MIN (length, SEQUENCE_END))
    return RUHU_ID_NUMBER_CHARACTER;
  if (length == RUHU_ID_NUMBER_OLD_DIGITS)
    return RUHU_ID_NUMBER_OLD;
  if (length < RUHU_ID_NUMBER_DIGITS)
    return RUHU_ID_NUMBER_SHORT;
  if (length > RUHU_ID_NUMBER_DIGITS)
    return RUHU_ID_NUMBER_LONG;
  if (digits < length && number[SEQUENCE_END] != 'X')
    return RUHU_ID_NUMBER_CHARACTER;
  if (number[0] == '0')
    return RUHU_ID_NUMBER_DIVISION;

  ruhu_id_number_get_birth_date (number, &birth);
  fault = check_birth_date (birth, today);
  if (fault != RUHU_ID_NUMBER_OK)
    return fault;

  return number[SEQUENCE_END] == ruhu_id_number_get_check_character (number) ? RUHU_ID_NUMBER_OK
                                                                             : RUHU_ID_NUMBER_CHECK;
}

/**
 * ruhu_id_number_from_old:
 * @old: a normalized number of 15 digits, as given out until 1999
 *
 * Old numbers have two digits of the year, all of them of the 20th century, and no check character.
 * (The sequences 996 to 999 stood for people born before 1900; none of them lives.)
 *
 * Returns: (transfer full) (nullable): the number of 18 characters that it became, %NULL where @old
 *   is not such a number
 */
char *
ruhu_id_number_from_old (const char *old)
{
  g_autofree char *number = NULL;
  RuhuDate birth;
  char check[] = { '\0', '\0' };

  if (strspn (old, "0123456789") != RUHU_ID_NUMBER_OLD_DIGITS ||
      old[RUHU_ID_NUMBER_OLD_DIGITS] != '\0' || old[0] == '0')
    return NULL;

  number = g_strdup_printf ("%.6s19%s", old, old + 6);
  if (!ruhu_id_number_get_birth_date (number, &birth))
    return NULL;

  check[0] = ruhu_id_number_get_check_character (number);
  return g_strconcat (number, check, NULL);
}

/**
 * ruhu_id_number_mask:
 * @number: an identity or certificate number, good or bad
 *
 * For lists and anything that others may see.
 *
 * Returns: (transfer full): the first four and last two characters, and a star for each between
 */
char *
ruhu_id_number_mask (const char *number)
{
  glong length = g_utf8_strlen (number, -1);
  GString *masked = g_string_new (NULL);

  for (glong i = 0; i < length; i++, number = g_utf8_next_char (number)) {
    if (length > 6 && (i < 4 || i >= length - 2))
      g_string_append_unichar (masked, g_utf8_get_char (number));
    else
      g_string_append_c (masked, '*');
  }

  return g_string_free (masked, FALSE);
}
