/* test-county.c: what make-county.py claims, checked by Ruhu's own eyes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ruhu-division.h"
#include "register/ruhu-pinyin.h"
#include "register/ruhu-register.h"
#include "ruhu-test.h"

#include <string.h>

static const char *program;
static const RuhuDate today = { 2026, 11, 21 };

typedef struct {
  char *dir;
  GPtrArray *persons;
} Fixture;

static void
run (const char *dir, const char *seed)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE,
                                                      &error,
                                                      program,
                                                      "--seed",
                                                      seed,
                                                      "--today",
                                                      "2026-11-21",
                                                      dir,
                                                      NULL);

  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (process, NULL, &error));
  g_assert_no_error (error);
}

static char *
read_file (const char *dir, const char *name)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  g_autoptr (GError) error = NULL;
  char *text;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

/* No value holds a comma or a quote, which keeps this reader honest: it would miscount columns. */
static RuhuPerson *
read_person (GStrv header, const char *line)
{
  g_auto (GStrv) values = g_strsplit (line, ",", -1);
  g_autoptr (GPtrArray) pairs = g_ptr_array_new ();
  g_autoptr (RuhuFields) fields = NULL;
  const char *id, *division;

  g_assert_cmpuint (g_strv_length (values), ==, g_strv_length (header));
  for (gsize i = 0; header[i] != NULL; i++) {
    g_assert_true (ruhu_person_has_column (header[i]));
    g_ptr_array_add (pairs, header[i]);
    g_ptr_array_add (pairs, values[i]);
  }
  g_ptr_array_add (pairs, NULL);

  fields = ruhu_fields_new ((const char *const *) pairs->pdata);
  id = ruhu_fields_get (fields, "person_id");
  division = ruhu_fields_get (fields, "division_code");
  return ruhu_person_new (id, division, fields);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_auto (GStrv) header = NULL;

  f->dir = ruhu_test_make_dir ();
  f->persons = g_ptr_array_new_with_free_func (g_object_unref);
  run (f->dir, "1");
  text = read_file (f->dir, "register.csv");
  lines = g_strsplit (g_strchomp (text), "\n", -1);
  header = g_strsplit (lines[0], ",", -1);
  for (gsize i = 1; lines[i] != NULL; i++)
    g_ptr_array_add (f->persons, read_person (header, lines[i]));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  ruhu_test_remove_dir (f->dir);
  g_free (f->dir);
  g_ptr_array_unref (f->persons);
}

static guint
count_different (GPtrArray *persons, const char *field, gsize length)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < persons->len; i++) {
    const char *value = ruhu_person_get_field (g_ptr_array_index (persons, i), field);

    if (*value != '\0')
      g_hash_table_add (seen, length > 0 ? g_strndup (value, length) : g_strdup (value));
  }

  return g_hash_table_size (seen);
}

static void
test_counts_are_those_promised (Fixture *f, gconstpointer data)
{
  g_assert_cmpuint (f->persons->len, ==, 600);
  g_assert_cmpuint (count_different (f->persons, "person_id", 0), ==, 600);
  g_assert_cmpuint (count_different (f->persons, "household_id", 0), ==, 450);
  g_assert_cmpuint (count_different (f->persons, "address", 0), ==, 450);
  g_assert_cmpuint (count_different (f->persons, "division_code", RUHU_DIVISION_VILLAGE), ==, 6);
  g_assert_cmpuint (count_different (f->persons, "division_code", RUHU_DIVISION_TOWNSHIP), ==, 2);
  g_assert_cmpuint (count_different (f->persons, "division_code", RUHU_DIVISION_COUNTY), ==, 1);
}

static void
test_numbers_are_valid_and_nobodys (Fixture *f, gconstpointer data)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  guint without = 0;

  for (guint i = 0; i < f->persons->len; i++) {
    RuhuPerson *person = g_ptr_array_index (f->persons, i);
    const char *number = ruhu_person_get_resident_id (person);
    g_autofree char *birth = NULL;
    RuhuDate date;

    if (*number == '\0') {
      without++;
      continue;
    }
    g_assert_cmpint (ruhu_id_number_check (number, today), ==, RUHU_ID_NUMBER_OK);
    g_assert_true (g_str_has_prefix (number, "99"));
    g_assert_true (g_hash_table_add (seen, (gpointer) number));
    g_assert_true (ruhu_id_number_get_birth_date (number, &date));
    birth = ruhu_date_to_string (date);
    g_assert_cmpstr (birth, ==, ruhu_person_get_field (person, "birth_date"));
    g_assert_cmpint (ruhu_id_number_get_sex (number), ==, ruhu_person_get_sex (person));
  }
  g_assert_cmpuint (without, >, 0);
  g_assert_cmpuint (without, <, 20);
}

static void
test_certificates_agree_and_all_kinds_occur (Fixture *f, gconstpointer data)
{
  guint counts[8][5] = { 0 };
  guint reissued = 0;

  for (guint i = 0; i < f->persons->len; i++) {
    RuhuPerson *person = g_ptr_array_index (f->persons, i);
    const char *number = ruhu_person_get_field (person, "cert_no");
    gboolean multiple = *ruhu_person_get_field (person, "multi_cat") != '\0';
    RuhuCertificate certificate;

    g_assert_cmpint (ruhu_person_get_category (person) == RUHU_CATEGORY_MULTIPLE, ==, multiple);
    if (*number == '\0') {
      g_assert_cmpstr (ruhu_person_get_field (person, "cert_status"), ==, "none");
      continue;
    }
    g_assert_cmpint (ruhu_certificate_parse (number, today, &certificate), ==, RUHU_CERTIFICATE_OK);
    g_assert_cmpstr (certificate.id_number, ==, ruhu_person_get_resident_id (person));
    g_assert_cmpint (certificate.category, ==, ruhu_person_get_category (person));
    g_assert_cmpuint (certificate.grade, ==, ruhu_person_get_grade (person));
    g_assert_true (ruhu_date_is_whole (ruhu_person_get_certificate_end (person)));
    counts[certificate.category][certificate.grade]++;
    reissued += certificate.reissue > 0;
  }

  for (guint category = 1; category <= 7; category++)
    for (guint grade = 1; grade <= 4; grade++)
      g_assert_cmpuint (counts[category][grade], >, 0);
  g_assert_cmpuint (reissued, >, 0);
}

static void
test_names_are_as_they_occur (Fixture *f, gconstpointer data)
{
  guint by_length[64] = { 0 };
  guint dotted = 0, compound = 0;

  for (guint i = 0; i < f->persons->len; i++) {
    const char *name = ruhu_person_get_name (g_ptr_array_index (f->persons, i));
    g_auto (GStrv) readings = ruhu_pinyin_read_name (name);

    g_assert_nonnull (readings[0]);
    by_length[MIN (g_utf8_strlen (name, -1), 63)]++;
    dotted += strstr (name, "·") != NULL;
    compound += g_str_has_prefix (name, "欧阳") || g_str_has_prefix (name, "尉迟") ||
                g_str_has_prefix (name, "万俟");
  }

  g_assert_cmpuint (by_length[0] + by_length[1], ==, 0);
  g_assert_cmpuint (by_length[2], >, 50);
  g_assert_cmpuint (by_length[3], >, 300);
  g_assert_cmpuint (by_length[4], >, 5);
  g_assert_cmpuint (dotted, >, 10);
  g_assert_cmpuint (compound, >, 0);
}

static void
test_household_members_agree (Fixture *f, gconstpointer data)
{
  static const char *const shared[] = { "address", "hardship", "monitor_type", "hh_disabled" };
  g_autoptr (RuhuRegister) reg = ruhu_register_new (NULL);

  ruhu_register_take (reg, f->persons);
  for (guint i = 0; i < f->persons->len; i++) {
    RuhuPerson *person = g_ptr_array_index (f->persons, i);
    g_autoptr (RuhuHousehold) household =
      ruhu_register_find_household (reg, ruhu_person_get_household_id (person));
    RuhuPersonList *members = ruhu_household_get_members (household);
    guint64 disabled = g_ascii_strtoull (ruhu_person_get_field (person, "hh_disabled"), NULL, 10);
    guint64 size = g_ascii_strtoull (ruhu_person_get_field (person, "hh_size"), NULL, 10);

    g_assert_cmpuint (ruhu_person_list_get_length (members), ==, disabled);
    g_assert_cmpuint (disabled, <=, size);
    g_assert_cmpuint (ruhu_person_get_group_number (person), >, 0);
    for (gsize j = 0; j < G_N_ELEMENTS (shared); j++)
      g_assert_cmpstr (ruhu_person_get_field (person, shared[j]),
                       ==,
                       ruhu_household_get_field (household, shared[j]));
  }
}

static void
test_children_have_guardians (Fixture *f, gconstpointer data)
{
  guint children = 0;

  for (guint i = 0; i < f->persons->len; i++) {
    RuhuPerson *person = g_ptr_array_index (f->persons, i);

    if (ruhu_person_is_adult (person, today))
      continue;
    children++;
    g_assert_cmpstr (ruhu_person_get_field (person, "guardian_name"), !=, "");
    g_assert_cmpstr (ruhu_person_get_field (person, "marital"), ==, "10");
    g_assert_cmpstr (ruhu_person_get_field (person, "employed"), !=, "yes");
  }
  g_assert_cmpuint (children, >, 20);
}

static void
test_every_division_has_a_name (Fixture *f, gconstpointer data)
{
  g_autofree char *text = read_file (f->dir, "divisions.csv");

  g_assert_true (g_str_has_prefix (text, "code,name\n9901,"));
  for (guint i = 0; i < f->persons->len; i++) {
    const char *code = ruhu_person_get_division (g_ptr_array_index (f->persons, i));
    g_autofree char *line = g_strdup_printf ("\n%s,", code);
    g_autofree char *township = g_strdup_printf ("\n%.9s,", code);

    g_assert_true (ruhu_division_is_valid (code));
    g_assert_nonnull (strstr (text, line));
    g_assert_nonnull (strstr (text, township));
  }
}

static void
test_same_seed_gives_the_same_bytes (Fixture *f, gconstpointer data)
{
  g_autofree char *again = ruhu_test_make_dir ();
  g_autofree char *other = ruhu_test_make_dir ();
  g_autofree char *first_text = read_file (f->dir, "register.csv");
  g_autofree char *again_text = NULL;
  g_autofree char *other_text = NULL;

  run (again, "1");
  run (other, "2");
  again_text = read_file (again, "register.csv");
  other_text = read_file (other, "register.csv");
  g_assert_cmpstr (first_text, ==, again_text);
  g_assert_cmpstr (first_text, !=, other_text);

  ruhu_test_remove_dir (again);
  ruhu_test_remove_dir (other);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  program = argv[1];

#define ADD(path, func) g_test_add ("/county/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("counts-are-those-promised", test_counts_are_those_promised);
  ADD ("numbers-are-valid-and-nobodys", test_numbers_are_valid_and_nobodys);
  ADD ("certificates-agree-and-all-kinds-occur", test_certificates_agree_and_all_kinds_occur);
  ADD ("names-are-as-they-occur", test_names_are_as_they_occur);
  ADD ("household-members-agree", test_household_members_agree);
  ADD ("children-have-guardians", test_children_have_guardians);
  ADD ("every-division-has-a-name", test_every_division_has_a_name);
  ADD ("same-seed-gives-the-same-bytes", test_same_seed_gives_the_same_bytes);

  return g_test_run ();
}
