/* ruhu-id-number.h: resident identity numbers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "base/ruhu-age.h"

G_BEGIN_DECLS

#define RUHU_ID_NUMBER_DIGITS 18
#define RUHU_ID_NUMBER_OLD_DIGITS 15

/**
 * RuhuSex:
 *
 * GB/T 2261.1; the register writes the number.
 */
typedef enum {
  RUHU_SEX_UNKNOWN = 0,
  RUHU_SEX_MALE = 1,
  RUHU_SEX_FEMALE = 2,
  RUHU_SEX_UNSPECIFIED = 9,
} RuhuSex;

/**
 * RuhuIdNumberFault:
 * @RUHU_ID_NUMBER_OK: nothing is wrong
 * @RUHU_ID_NUMBER_EMPTY: nothing was typed
 * @RUHU_ID_NUMBER_SHORT: characters are missing
 * @RUHU_ID_NUMBER_LONG: there are too many
 * @RUHU_ID_NUMBER_CHARACTER: a character other than a digit, or X before the end
 * @RUHU_ID_NUMBER_OLD: an old number of 15 digits; ruhu_id_number_from_old() has the new one
 * @RUHU_ID_NUMBER_DIVISION: no division begins with 0
 * @RUHU_ID_NUMBER_DATE: there is no such day
 * @RUHU_ID_NUMBER_FUTURE: the day is still to come
 * @RUHU_ID_NUMBER_AGE: the person would be older than 120 years
 * @RUHU_ID_NUMBER_CHECK: the last character does not fit the others; one of them is wrong
 */
typedef enum {
  RUHU_ID_NUMBER_OK,
  RUHU_ID_NUMBER_EMPTY,
  RUHU_ID_NUMBER_SHORT,
  RUHU_ID_NUMBER_LONG,
  RUHU_ID_NUMBER_CHARACTER,
  RUHU_ID_NUMBER_OLD,
  RUHU_ID_NUMBER_DIVISION,
  RUHU_ID_NUMBER_DATE,
  RUHU_ID_NUMBER_FUTURE,
  RUHU_ID_NUMBER_AGE,
  RUHU_ID_NUMBER_CHECK,
} RuhuIdNumberFault;

char *ruhu_id_number_normalize (const char *text);
RuhuIdNumberFault ruhu_id_number_check (const char *number, RuhuDate today);
gboolean ruhu_id_number_get_birth_date (const char *number, RuhuDate *date);
RuhuSex ruhu_id_number_get_sex (const char *number);
char ruhu_id_number_get_check_character (const char *number);
char *ruhu_id_number_from_old (const char *old);
char *ruhu_id_number_mask (const char *number);

G_END_DECLS
