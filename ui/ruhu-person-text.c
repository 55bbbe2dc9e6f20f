/* ruhu-person-text.c: what a worker reads about a person
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-person-text.h"

#include "ruhu-format.h"

#include <glib/gi18n.h>

static const char *const categories[] = {
  [RUHU_CATEGORY_NONE] = NULL,
  [RUHU_CATEGORY_VISION] = N_ ("Vision"),
  [RUHU_CATEGORY_HEARING] = N_ ("Hearing"),
  [RUHU_CATEGORY_SPEECH] = N_ ("Speech"),
  [RUHU_CATEGORY_PHYSICAL] = N_ ("Physical"),
  [RUHU_CATEGORY_INTELLECTUAL] = N_ ("Intellectual"),
  [RUHU_CATEGORY_MENTAL] = N_ ("Mental"),
  [RUHU_CATEGORY_MULTIPLE] = N_ ("Multiple"),
};

static const char *const grades[] = {
  NULL, N_ ("grade 1"), N_ ("grade 2"), N_ ("grade 3"), N_ ("grade 4"),
};

static void
append (GString *text, const char *between, const char *part)
{
  if (part == NULL || *part == '\0')
    return;
  if (text->len > 0)
    g_string_append (text, between);
  g_string_append (text, part);
}

static const char *
get_sex_words (RuhuSex sex)
{
  switch (sex) {
  case RUHU_SEX_FEMALE:
    return _ ("female");
  case RUHU_SEX_MALE:
    return _ ("male");
  case RUHU_SEX_UNKNOWN:
  case RUHU_SEX_UNSPECIFIED:
  default:
    return NULL;
  }
}

static char *
get_age (RuhuPerson *person, RuhuDate today)
{
  guint least;
  guint most;

  if (!ruhu_age_range (ruhu_person_get_birth_date (person), today, &least, &most))
    return NULL;
  if (least != most)
    return g_strdup_printf (_ ("%1$u or %2$u years"), least, most);
  return g_strdup_printf (ngettext ("%u year", "%u years", least), least);
}

static char *
get_kind (RuhuPerson *person)
{
  RuhuCategory category = ruhu_person_get_category (person);
  guint grade = ruhu_person_get_grade (person);

  if (category <= RUHU_CATEGORY_NONE || category > RUHU_CATEGORY_MULTIPLE)
    return NULL;
  if (grade < 1 || grade > 4)
    return g_strdup (_ (categories[category]));
  /* Translators: kind of disability and its grade, as in "Physical, grade 2" */
  return g_strdup_printf (_ ("%1$s, %2$s"), _ (categories[category]), _ (grades[grade]));
}

/** ruhu_person_text_who: Returns: (transfer full): "female, 68 years · group 2, no. 12" */
char *
ruhu_person_text_who (RuhuPerson *person, RuhuDate today)
{
  g_autofree char *age = get_age (person, today);
  GString *text = g_string_new (NULL);

  append (text, NULL, get_sex_words (ruhu_person_get_sex (person)));
  /* Translators: stands between sex and age, as in "female, 68 years" */
  append (text, C_ ("between sex and age", ", "), age);
  append (text, " · ", ruhu_person_get_address (person));
  return g_string_free (text, FALSE);
}

static gboolean
is_hard_of_hearing (RuhuPerson *person)
{
  static const char hearing[] = { '0' + RUHU_CATEGORY_HEARING, '\0' };

  return ruhu_person_get_category (person) == RUHU_CATEGORY_HEARING ||
         ruhu_fields_has_option (ruhu_person_get_fields (person), "multi_cat", hearing);
}

/** ruhu_person_text_disability: Returns: (transfer full): kind, grade and until when it is valid */
char *
ruhu_person_text_disability (RuhuPerson *person)
{
  g_autofree char *kind = get_kind (person);
  RuhuDate end = ruhu_person_get_certificate_end (person);
  g_autofree char *date = NULL;

  if (kind == NULL)
    return g_strdup (_ ("No certificate"));
  if (end.year == 0)
    return g_steal_pointer (&kind);

  date = ruhu_date_to_string (end);
  /* Translators: kind and grade of disability, and the date until which its certificate is valid */
  return g_strdup_printf (_ ("%1$s, certificate valid until %2$s"), kind, date);
}

/* Takes @text, which may be NULL. */
static char *
add_sentence (char *text, const char *sentence)
{
  g_autofree char *before = text;

  if (before == NULL)
    return g_strdup (sentence);
  /* Translators: two sentences, one after the other */
  return g_strdup_printf (C_ ("two sentences", "%1$s %2$s"), before, sentence);
}

/**
 * ruhu_person_text_care:
 *
 * Returns: (transfer full) (nullable): what to mind when speaking with them; NULL for nothing
 */
char *
ruhu_person_text_care (RuhuPerson *person, RuhuDate today)
{
  char *text = NULL;

  if (g_strcmp0 (ruhu_person_get_field (person, "living_with"), "alone") == 0)
    text = add_sentence (text, _ ("Lives alone."));
  if (is_hard_of_hearing (person))
    text = add_sentence (text, _ ("Hard of hearing: speak slowly and clearly."));
  if (ruhu_person_get_birth_date (person).year > 0 && !ruhu_person_is_adult (person, today))
    text = add_sentence (text, _ ("A child: speak with the guardian."));

  return text;
}

/** ruhu_person_text_line: Returns: (transfer full): "group 2 · 68 years · Physical, grade 2" */
char *
ruhu_person_text_line (RuhuPerson *person, RuhuDate today)
{
  g_autofree char *age = get_age (person, today);
  g_autofree char *kind = get_kind (person);
  GString *text = g_string_new (NULL);

  append (text, " · ", ruhu_person_get_group (person));
  append (text, " · ", age);
  append (text, " · ", kind);
  return g_string_free (text, FALSE);
}

/** ruhu_person_text_guardian: Returns: (transfer full) (nullable): a guardian who can be called */
char *
ruhu_person_text_guardian (RuhuPerson *person)
{
  const char *name = ruhu_person_get_field (person, "guardian_name");
  const char *phone = ruhu_person_get_field (person, "guardian_phone");
  g_autofree char *number = NULL;

  if (phone == NULL || *phone == '\0')
    return NULL;

  number = ruhu_format_phone (phone);
  /* Translators: name and telephone number of a guardian */
  return g_strdup_printf (_ ("Guardian %1$s %2$s"), name != NULL ? name : "", number);
}

/**
 * ruhu_person_text_code:
 * @value: what stands in @field of the register
 *
 * Returns: (nullable): it in words; %NULL where it is no code of sex, kind or grade of disability
 */
const char *
ruhu_person_text_code (const char *field, const char *value)
{
  guint64 code = 0;

  if (!g_ascii_string_to_unsigned (value, 10, 0, G_MAXUINT8, &code, NULL))
    return NULL;
  if (g_str_equal (field, "sex"))
    return get_sex_words ((RuhuSex) code);
  if (g_str_equal (field, "cert_category") && code < G_N_ELEMENTS (categories))
    return categories[code] != NULL ? _ (categories[code]) : NULL;
  if (g_str_equal (field, "cert_grade") && code < G_N_ELEMENTS (grades))
    return grades[code] != NULL ? _ (grades[code]) : NULL;
  return NULL;
}

/** ruhu_person_text_reason: Returns: why somebody is to be visited, in a word or two */
const char *
ruhu_person_text_reason (RuhuTaskReason reason)
{
  static const char *const words[RUHU_TASK_N_REASONS] = {
    [RUHU_TASK_OTHER] = N_ ("visit"),
    [RUHU_TASK_ROUTINE] = N_ ("routine visit"),
    [RUHU_TASK_ANNUAL_UPDATE] = N_ ("yearly survey"),
    [RUHU_TASK_NEW_HOLDER] = N_ ("new certificate"),
    [RUHU_TASK_REHAB_FOLLOWUP] = N_ ("rehabilitation follow-up"),
    [RUHU_TASK_RETURNED] = N_ ("came back to correct"),
    [RUHU_TASK_CARE_ROUND] = N_ ("care round"),
    [RUHU_TASK_CONDOLENCE] = N_ ("holiday visit"),
    [RUHU_TASK_URGENT] = N_ ("urgent"),
    [RUHU_TASK_INCOME_MONITOR] = N_ ("income check"),
    [RUHU_TASK_RECHECK] = N_ ("second look"),
    [RUHU_TASK_CERTIFICATE_EXPIRING] = N_ ("certificate runs out"),
    [RUHU_TASK_SCREENING] = N_ ("screening"),
    [RUHU_TASK_ASSESS_RESULT] = N_ ("assessment result"),
    [RUHU_TASK_ACCESS_SURVEY] = N_ ("home access survey"),
    [RUHU_TASK_ACCESS_WORKS] = N_ ("home access works"),
    [RUHU_TASK_CONSENT_WITHDRAWN] = N_ ("consent withdrawn"),
  };

  g_return_val_if_fail (reason < RUHU_TASK_N_REASONS, NULL);

  return _ (words[reason]);
}
