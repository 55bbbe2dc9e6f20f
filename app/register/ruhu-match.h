/* ruhu-match.h: is this the same person?
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "register/ruhu-person.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* From here on somebody is shown, and asked about, before a new person is registered. */
#define RUHU_MATCH_LIKELY 50
#define RUHU_MATCH_SURE 100

/**
 * RuhuMatchReasons:
 * @RUHU_MATCH_ID: the same identity number
 * @RUHU_MATCH_ID_NEARLY: identity numbers that differ in one digit, or in two neighbours swapped
 * @RUHU_MATCH_ID_DIFFERS: two good identity numbers that are not alike; speaks against
 * @RUHU_MATCH_CERTIFICATE: the same certificate, re-issued or not
 * @RUHU_MATCH_NAME: the same name
 * @RUHU_MATCH_SOUND: a name that sounds the same
 * @RUHU_MATCH_BIRTH_DATE: the same day of birth
 * @RUHU_MATCH_BIRTH_YEAR: dates of birth that may be the same, as far as they are known
 * @RUHU_MATCH_PHONE: the same telephone
 * @RUHU_MATCH_VILLAGE: the same village
 * @RUHU_MATCH_SEX_DIFFERS: man and woman; speaks against
 */
typedef enum {
  RUHU_MATCH_ID = 1 << 0,
  RUHU_MATCH_ID_NEARLY = 1 << 1,
  RUHU_MATCH_ID_DIFFERS = 1 << 2,
  RUHU_MATCH_CERTIFICATE = 1 << 3,
  RUHU_MATCH_NAME = 1 << 4,
  RUHU_MATCH_SOUND = 1 << 5,
  RUHU_MATCH_BIRTH_DATE = 1 << 6,
  RUHU_MATCH_BIRTH_YEAR = 1 << 7,
  RUHU_MATCH_PHONE = 1 << 8,
  RUHU_MATCH_VILLAGE = 1 << 9,
  RUHU_MATCH_SEX_DIFFERS = 1 << 10,
} RuhuMatchReasons;

/**
 * RuhuMatch:
 * @person: who may be the same; a reference of its own
 * @reasons: why
 * @score: 0 to %RUHU_MATCH_SURE
 */
typedef struct {
  RuhuPerson *person;
  RuhuMatchReasons reasons;
  guint score;
} RuhuMatch;

guint ruhu_match_compare (RuhuPerson *one, RuhuPerson *other, RuhuMatchReasons *reasons);
GPtrArray *ruhu_match_find (GListModel *persons, RuhuPerson *candidate);
void ruhu_match_free (RuhuMatch *match);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RuhuMatch, ruhu_match_free)

G_END_DECLS
