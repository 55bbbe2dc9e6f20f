/* ruhu-match.c: is this the same person?
 *
 * Before somebody is registered anew, and when HQ looks for people who are there twice. The weights
 * say what a clerk would: a number decides; without one, name, day of birth and village together do
 * a name alone never does.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "register/ruhu-match.h"

#include "register/ruhu-pinyin.h"

#include <string.h>

static const struct {
  RuhuMatchReasons reason;
  int weight;
} weights[] = {
  { RUHU_MATCH_ID, 100 },         { RUHU_MATCH_CERTIFICATE, 100 }, { RUHU_MATCH_ID_NEARLY, 40 },
  { RUHU_MATCH_ID_DIFFERS, -50 }, { RUHU_MATCH_NAME, 30 },         { RUHU_MATCH_SOUND, 20 },
  { RUHU_MATCH_BIRTH_DATE, 30 },  { RUHU_MATCH_BIRTH_YEAR, 10 },   { RUHU_MATCH_PHONE, 25 },
  { RUHU_MATCH_VILLAGE, 10 },     { RUHU_MATCH_SEX_DIFFERS, -20 },
};

/* One character typed wrong, or two neighbours swapped. */
static gboolean
is_nearly (const char *one, const char *other)
{
  gsize first = 0, last = 0, length = strlen (one);

  if (strlen (other) != length || length == 0)
    return FALSE;

  while (first < length && one[first] == other[first])
    first++;
  while (last < length - first && one[length - 1 - last] == other[length - 1 - last])
    last++;

  return first + last + 1 == length ||
         (first + last + 2 == length && one[first] == other[first + 1] &&
          one[first + 1] == other[first]);
}

static RuhuMatchReasons
compare_numbers (RuhuPerson *one, RuhuPerson *other)
{
  const char *id = ruhu_person_get_resident_id (one);
  const char *other_id = ruhu_person_get_resident_id (other);
  const char *certificate = ruhu_person_get_field (one, "cert_no");
  const char *other_certificate = ruhu_person_get_field (other, "cert_no");
  RuhuMatchReasons reasons = 0;

  /* The first 20 characters; a re-issue adds to them. */
  if (strlen (certificate) >= 20 && strncmp (certificate, other_certificate, 20) == 0)
    reasons |= RUHU_MATCH_CERTIFICATE;

  if (*id == '\0' || *other_id == '\0')
    return reasons;
  if (strcmp (id, other_id) == 0)
    return reasons | RUHU_MATCH_ID;
  if (is_nearly (id, other_id))
    return reasons | RUHU_MATCH_ID_NEARLY;

  return reasons | RUHU_MATCH_ID_DIFFERS;
}

static RuhuMatchReasons
compare_births (RuhuPerson *one, RuhuPerson *other)
{
  RuhuDate birth = ruhu_person_get_birth_date (one);
  RuhuDate other_birth = ruhu_person_get_birth_date (other);

  if (!ruhu_date_is_valid (birth) || birth.year != other_birth.year)
    return 0;
  if (birth.month == 0 || other_birth.month == 0)
    return RUHU_MATCH_BIRTH_YEAR;
  if (birth.month != other_birth.month)
    return 0;
  if (birth.day == 0 || other_birth.day == 0)
    return RUHU_MATCH_BIRTH_YEAR;

  return birth.day == other_birth.day ? RUHU_MATCH_BIRTH_DATE : 0;
}

static gboolean
is_same_phone (const char *one, const char *other)
{
  if (*one == '\0' || *other == '\0')
    return FALSE;

  while (*one != '\0' || *other != '\0') {
    while (*one != '\0' && !g_ascii_isdigit (*one))
      one++;
    while (*other != '\0' && !g_ascii_isdigit (*other))
      other++;
    if (*one != *other)
      return FALSE;
    if (*one != '\0') {
      one++;
      other++;
    }
  }

  return TRUE;
}

static gboolean
sounds_same (const char *one, const char *other)
{
  g_auto (GStrv) readings = ruhu_pinyin_read_name (one);
  g_auto (GStrv) other_readings = ruhu_pinyin_read_name (other);

  for (gsize i = 0; readings[i] != NULL; i++)
    if (g_strv_contains ((const char *const *) other_readings, readings[i]))
      return TRUE;

  return FALSE;
}

static RuhuMatchReasons
compare_names (RuhuPerson *one, RuhuPerson *other)
{
  const char *name = ruhu_person_get_name (one);
  const char *other_name = ruhu_person_get_name (other);

  if (*name == '\0' || *other_name == '\0')
    return 0;
  if (strcmp (name, other_name) == 0)
    return RUHU_MATCH_NAME;

  return sounds_same (name, other_name) ? RUHU_MATCH_SOUND : 0;
}

static gboolean
is_other_sex (RuhuPerson *one, RuhuPerson *other)
{
  RuhuSex sex = ruhu_person_get_sex (one);
  RuhuSex other_sex = ruhu_person_get_sex (other);

  return (sex == RUHU_SEX_MALE && other_sex == RUHU_SEX_FEMALE) ||
         (sex == RUHU_SEX_FEMALE && other_sex == RUHU_SEX_MALE);
}

static guint
weigh (RuhuMatchReasons reasons)
{
  int score = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (weights); i++)
    if ((reasons & weights[i].reason) != 0)
      score += weights[i].weight;

  /* Only a number makes sure. */
  if ((reasons & (RUHU_MATCH_ID | RUHU_MATCH_CERTIFICATE)) == 0)
    score = MIN (score, RUHU_MATCH_SURE - 1);

  return (guint) CLAMP (score, 0, RUHU_MATCH_SURE);
}

/**
 * ruhu_match_compare:
 * @reasons: (out) (optional): what is alike and what is not
 *
 * Any thread.
 *
 * Returns: how much speaks for both being one person, 0 to %RUHU_MATCH_SURE
 */
guint
ruhu_match_compare (RuhuPerson *one, RuhuPerson *other, RuhuMatchReasons *reasons)
{
  RuhuMatchReasons found = compare_numbers (one, other) | compare_births (one, other);
  const char *division = ruhu_person_get_division (one);

  if (is_same_phone (ruhu_person_get_phone (one), ruhu_person_get_phone (other)))
    found |= RUHU_MATCH_PHONE;

  /* Reading names is what takes time; without any of these a name changes nothing. */
  if (found != 0 && found != RUHU_MATCH_ID_DIFFERS) {
    found |= compare_names (one, other);
    if (*division != '\0' && strcmp (division, ruhu_person_get_division (other)) == 0)
      found |= RUHU_MATCH_VILLAGE;
    if (is_other_sex (one, other))
      found |= RUHU_MATCH_SEX_DIFFERS;
  }

  if (reasons != NULL)
    *reasons = found;
  return weigh (found);
}

static int
compare_scores (gconstpointer a, gconstpointer b)
{
  const RuhuMatch *one = *(RuhuMatch *const *) a;
  const RuhuMatch *other = *(RuhuMatch *const *) b;

  if (one->score != other->score)
    return one->score > other->score ? -1 : 1;

  return strcmp (ruhu_person_get_id (one->person), ruhu_person_get_id (other->person));
}

/**
 * ruhu_match_find:
 * @persons: (element-type RuhuPerson): a register
 * @candidate: somebody who is perhaps in it
 *
 * Returns: (transfer full) (element-type RuhuMatch): who scores %RUHU_MATCH_LIKELY or more, best
 *   first; @candidate itself is left out, by its id
 */
GPtrArray *
ruhu_match_find (GListModel *persons, RuhuPerson *candidate)
{
  GPtrArray *matches = g_ptr_array_new_with_free_func ((GDestroyNotify) ruhu_match_free);
  guint n = g_list_model_get_n_items (persons);

  for (guint i = 0; i < n; i++) {
    g_autoptr (RuhuPerson) person = g_list_model_get_item (persons, i);
    RuhuMatchReasons reasons;
    guint score = ruhu_match_compare (candidate, person, &reasons);

    if (score >= RUHU_MATCH_LIKELY &&
        strcmp (ruhu_person_get_id (person), ruhu_person_get_id (candidate)) != 0) {
      RuhuMatch match = { g_steal_pointer (&person), reasons, score };

      g_ptr_array_add (matches, g_memdup2 (&match, sizeof match));
    }
  }

  g_ptr_array_sort (matches, compare_scores);
  return matches;
}

void
ruhu_match_free (RuhuMatch *match)
{
  g_object_unref (match->person);
  g_free (match);
}
