/* ruhu-hq-command-register.c: register import
 *
 * All rows or none: every row is read and checked before the first is written, and all are written
 * in one transaction. Each row is one line of HQ's own log of the township, which says only what
 * changed.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-audit-table.h"
#include "ruhu-hq-commands-private.h"
#include "ruhu-hq-csv.h"
#include "ruhu-hq-ingest.h"
#include "ruhu-hq-planner.h"
#include "ruhu-hq-state.h"

#include "base/ruhu-age.h"
#include "base/ruhu-division.h"
#include "base/ruhu-error.h"
#include "base/ruhu-id.h"
#include "register/ruhu-certificate.h"
#include "register/ruhu-person.h"
#include "ruhu-hash.h"
#include "ruhu-merge.h"

#define NAME "person_name"
#define DIVISION "division_code"
#define ID "person_id"
#define RESIDENT "resident_id"
#define CERTIFICATE "cert_no"

/* Several options in one cell, with a space between two; each is a field of its own.
 */
static const char *const sets[] = {
  "hardship", "interview_lang", "monitor_risk", "multi_cat", NULL,
};

static const char *const dates[] = {
  "birth_date", "cert_valid_until", "job_start_date", "last_visit_date", "screen_date", NULL,
};

typedef struct {
  RuhuHqDir *dir;
  RuhuHqCsv *csv;
  RuhuHqIngest *ingest;
  RuhuHqPlanner *planner;
  guint added;
  guint changed;
  guint tasks;
} Import;

static gboolean
fail (Import *import, guint row, const char *column, GError **error, const char *message)
{
  return ruhu_hq_csv_fail (import->csv, row, column, error, message);
}

static gboolean
check_header (Import *import, const char *file, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  guint i;

  for (i = 0; i < ruhu_hq_csv_get_n_columns (import->csv); i++) {
    const char *column = ruhu_hq_csv_get_column (import->csv, i);
    const char *fault = NULL;

    if (!ruhu_person_has_column (column))
      fault = "is no column of the register (domain 3.0.2)";
    else if (!g_hash_table_add (seen, (gpointer) column))
      fault = "is there twice";
    if (fault != NULL) {
      g_set_error (error,
                   RUHU_ERROR,
                   RUHU_ERROR_INVALID,
                   "%s:1:%u: “%s” %s",
                   file,
                   i + 1,
                   column,
                   fault);
      return FALSE;
    }
  }
  if (g_hash_table_contains (seen, NAME) && g_hash_table_contains (seen, DIVISION))
    return TRUE;

  g_set_error (error,
               RUHU_ERROR,
               RUHU_ERROR_INVALID,
               "%s:1:1: the columns " NAME " and " DIVISION " must be there",
               file);
  return FALSE;
}

static gboolean
check_row (Import *import, guint row, GHashTable *ids, GError **error)
{
  const char *division = ruhu_hq_csv_get (import->csv, row, DIVISION);
  const char *id = ruhu_hq_csv_get (import->csv, row, ID);
  guint i;

  if (*ruhu_hq_csv_get (import->csv, row, NAME) == '\0')
    return fail (import, row, NAME, error, "is empty");
  if (!ruhu_division_is_valid (division) || strlen (division) != RUHU_DIVISION_VILLAGE)
    return fail (import, row, DIVISION, error, "is no code of twelve digits");
  if (*id != '\0' && !ruhu_id_is_valid (id))
    return fail (import, row, ID, error, "is no UUID in small letters");
  if (*id != '\0' && !g_hash_table_add (ids, (gpointer) id))
    return fail (import, row, ID, error, "stands in an earlier row too");

  for (i = 0; dates[i] != NULL; i++) {
    const char *text = ruhu_hq_csv_get (import->csv, row, dates[i]);
    RuhuDate date;

    if (*text != '\0' && !ruhu_date_parse (text, &date))
      return fail (import, row, dates[i], error, "is no date like 2026-11-21");
  }
  return TRUE;
}

/* What is wrong with an identity number; the number itself is nobody's business in a log. */
static const char *
find_id_fault (const char *number)
{
  switch (ruhu_id_number_check (number, ruhu_date_today ())) {
  case RUHU_ID_NUMBER_OK:
  case RUHU_ID_NUMBER_EMPTY:
    return NULL;
  case RUHU_ID_NUMBER_CHECK:
    return "its last character does not fit the others: one of them is wrong";
  case RUHU_ID_NUMBER_OLD:
    return "is an old number of 15 digits; write the one of 18";
  case RUHU_ID_NUMBER_DATE:
  case RUHU_ID_NUMBER_FUTURE:
  case RUHU_ID_NUMBER_AGE:
    return "holds no day on which somebody alive was born";
  case RUHU_ID_NUMBER_SHORT:
  case RUHU_ID_NUMBER_LONG:
  case RUHU_ID_NUMBER_CHARACTER:
  case RUHU_ID_NUMBER_DIVISION:
  default:
    return "is no identity number of 17 digits and a digit or X";
  }
}

static gboolean
check_numbers (Import *import, guint row, GError **error)
{
  const char *fault = find_id_fault (ruhu_hq_csv_get (import->csv, row, RESIDENT));
  const char *number = ruhu_hq_csv_get (import->csv, row, CERTIFICATE);
  RuhuCertificate certificate;

  if (fault != NULL)
    return fail (import, row, RESIDENT, error, fault);

  switch (ruhu_certificate_parse (number, ruhu_date_today (), &certificate)) {
  case RUHU_CERTIFICATE_OK:
  case RUHU_CERTIFICATE_EMPTY:
    return TRUE;
  case RUHU_CERTIFICATE_ID:
    return fail (import, row, CERTIFICATE, error, "does not begin with a valid identity number");
  case RUHU_CERTIFICATE_LENGTH:
  case RUHU_CERTIFICATE_CATEGORY:
  case RUHU_CERTIFICATE_GRADE:
  case RUHU_CERTIFICATE_REISSUE:
  default:
    return fail (import,
                 row,
                 CERTIFICATE,
                 error,
                 "is no identity number with category 1 to 7, grade 1 to 4, and perhaps B1 to B99");
  }
}

static gboolean
check_rows (Import *import, GError **error)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
  guint i;

  if (ruhu_hq_csv_get_n_rows (import->csv) == 0)
    return fail (import, 0, NAME, error, "there is no row under the header");

  for (i = 0; i < ruhu_hq_csv_get_n_rows (import->csv); i++) {
    if (!check_row (import, i, ids, error) || !check_numbers (import, i, error))
      return FALSE;
  }
  return TRUE;
}

/* What a row changes of a person, and the writes it replaces: whoever imports has seen them. */
typedef struct {
  JsonObject *state;
  JsonObject *set;
  JsonObject *replaced;
} Changes;

static void
put (Changes *changes, const char *field, const char *value)
{
  const char *old = changes->state != NULL ? ruhu_merge_get_text (changes->state, field) : NULL;
  g_autofree char *write = ruhu_hq_state_name_write (changes->state, field);

  if (g_strcmp0 (old != NULL ? old : "", value) == 0)
    return;

  json_object_set_string_member (changes->set, field, value);
  if (write != NULL)
    json_object_set_string_member (changes->replaced, field, write);
}

static gboolean
has_word (char **words, const char *option)
{
  return g_strv_contains ((const char *const *) words, option);
}

/* Options that are no longer there become 0. */
static void
put_options (Changes *changes, const char *field, const char *value)
{
  g_auto (GStrv) words = g_strsplit_set (value, " ", -1);
  g_auto (GStrv) old = changes->state != NULL ? ruhu_merge_list_fields (changes->state) : NULL;
  g_autofree char *prefix = g_strconcat (field, ":", NULL);
  guint i;

  for (i = 0; words[i] != NULL; i++) {
    g_autofree char *option = g_strconcat (prefix, words[i], NULL);

    if (*words[i] != '\0')
      put (changes, option, "1");
  }
  for (i = 0; old != NULL && old[i] != NULL; i++) {
    if (g_str_has_prefix (old[i], prefix) && !has_word (words, old[i] + strlen (prefix)) &&
        g_strcmp0 (ruhu_merge_get_text (changes->state, old[i]), "1") == 0)
      put (changes, old[i], "0");
  }
}

static void
put_row (Changes *changes, Import *import, guint row)
{
  guint i;

  for (i = 0; i < ruhu_hq_csv_get_n_columns (import->csv); i++) {
    const char *column = ruhu_hq_csv_get_column (import->csv, i);
    const char *value = ruhu_hq_csv_get_cell (import->csv, row, i);

    if (g_str_equal (column, ID))
      continue;
    if (g_strv_contains (sets, column))
      put_options (changes, column, value);
    else
      put (changes, column, value);
  }
}

/* A row without an id is the person in that township who has its resident number, if there is one.
 */
static char *
find_id (Import *import, guint row, const char *town, GError **error)
{
  const char *id = ruhu_hq_csv_get (import->csv, row, ID);
  g_autofree char *found = NULL;

  if (*id != '\0')
    return g_strdup (id);
  if (!ruhu_hq_ingest_find_resident (import->ingest,
                                     town,
                                     ruhu_hq_csv_get (import->csv, row, RESIDENT),
                                     &found,
                                     error))
    return NULL;
  return found != NULL ? g_steal_pointer (&found) : ruhu_id_new ();
}

static gboolean
write_person (Import *import,
              guint row,
              const char *town,
              const char *id,
              RuhuHqObject *old,
              GError **error)
{
  const char *division = ruhu_hq_csv_get (import->csv, row, DIVISION);
  g_autoptr (JsonObject) state = old != NULL ? ruhu_hq_state_parse (old) : NULL;
  g_autoptr (JsonObject) set = json_object_new ();
  g_autoptr (JsonObject) replaced = json_object_new ();
  Changes changes = { state, set, replaced };
  g_autoptr (RuhuHqObject) person = NULL;
  gboolean made;

  if (old != NULL && !g_str_equal (old->division, division))
    return fail (import, row, DIVISION, error, "differs from HQ's; a move is a transfer");

  put_row (&changes, import, row);
  if (json_object_get_size (set) > 0) {
    if (!ruhu_hq_ingest_write (import->ingest,
                               division,
                               RUHU_OBJECT_PERSON,
                               id,
                               set,
                               replaced,
                               error))
      return FALSE;
    if (old == NULL)
      import->added++;
    else
      import->changed++;
  }

  person = ruhu_hq_ingest_load (import->ingest, town, id, error);
  if (person == NULL ||
      !ruhu_hq_planner_plan (import->planner, import->ingest, person, &made, error))
    return FALSE;
  import->tasks += made ? 1 : 0;
  return TRUE;
}

static gboolean
write_row (Import *import, guint row, GError **error)
{
  g_autofree char *town = ruhu_hq_device_town_of (ruhu_hq_csv_get (import->csv, row, DIVISION));
  g_autofree char *id = find_id (import, row, town, error);
  g_autoptr (RuhuHqObject) old = NULL;
  GError *failed = NULL;

  if (id == NULL)
    return FALSE;

  old = ruhu_hq_ingest_load (import->ingest, town, id, &failed);
  if (failed != NULL) {
    g_propagate_error (error, failed);
    return FALSE;
  }
  if (old != NULL && old->kind != RUHU_OBJECT_PERSON)
    return fail (import, row, ID, error, "is not a person's");
  return write_person (import, row, town, id, old, error);
}

static GPtrArray *
list_towns (Import *import)
{
  GPtrArray *towns = g_ptr_array_new_with_free_func (g_free);
  guint i;

  for (i = 0; i < ruhu_hq_csv_get_n_rows (import->csv); i++) {
    g_autofree char *town = ruhu_hq_device_town_of (ruhu_hq_csv_get (import->csv, i, DIVISION));

    if (!g_ptr_array_find_with_equal_func (towns, town, g_str_equal, NULL))
      g_ptr_array_add (towns, g_steal_pointer (&town));
  }
  return towns;
}

static gboolean
audit (Import *import, GPtrArray *towns, GBytes *bytes, GError **error)
{
  g_autofree char *hash = ruhu_hash_bytes (bytes);
  guint i;

  for (i = 0; i < towns->len; i++) {
    g_autofree char *what =
      g_strdup_printf ("%u rows of %s", ruhu_hq_csv_get_n_rows (import->csv), hash);

    if (!ruhu_hq_audit_append (import->dir,
                               g_ptr_array_index (towns, i),
                               "command",
                               "register-import",
                               what,
                               error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
write_rows (Import *import, GBytes *bytes, GError **error)
{
  g_autoptr (GPtrArray) towns = list_towns (import);
  g_autoptr (RuhuHqIngest) ingest = ruhu_hq_ingest_begin (import->dir, towns, error);
  guint i;

  import->ingest = ingest;
  if (ingest == NULL)
    return FALSE;

  for (i = 0; i < ruhu_hq_csv_get_n_rows (import->csv); i++) {
    if (!write_row (import, i, error))
      return FALSE;
  }
  return audit (import, towns, bytes, error) && ruhu_hq_ingest_commit (ingest, error);
}

/** ruhu_hq_register_import_run: `register import FILE.csv` */
gboolean
ruhu_hq_register_import_run (RuhuHqDir *dir, RuhuHqCall *call, RuhuHqReply *reply, GError **error)
{
  RuhuHqFile *file = g_ptr_array_index (call->files, 0);
  g_autoptr (RuhuHqCsv) csv = ruhu_hq_csv_parse (file->bytes, file->name, error);
  g_autoptr (RuhuHqPlanner) planner = csv != NULL ? ruhu_hq_planner_new (error) : NULL;
  Import import = { dir, csv, NULL, planner, 0, 0, 0 };

  if (planner == NULL || !check_header (&import, file->name, error) ||
      !check_rows (&import, error) || !write_rows (&import, file->bytes, error)) {
    g_string_append_printf (reply->err,
                            "%s\nno row was taken in; mend the file and import it again\n",
                            (*error)->message);
    g_clear_error (error);
    return FALSE;
  }

  g_string_append_printf (reply->out,
                          "%u rows: %u persons added, %u changed, %u tasks made\n",
                          ruhu_hq_csv_get_n_rows (csv),
                          import.added,
                          import.changed,
                          import.tasks);
  return TRUE;
}
