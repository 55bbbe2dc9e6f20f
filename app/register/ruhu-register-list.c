/* ruhu-register-list.c: the register as the forms' list `person`
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "register/ruhu-register-private.h"

#include <string.h>

/* What an entity list of ODK has before the fields of its own. */
static const char *const entity_columns[] = { "name", "label", "__version" };

#define ENTITY_COLUMNS G_N_ELEMENTS (entity_columns)

static void
append_person (RuhuList *list, RuhuPerson *person, const char **names, const char **row)
{
  g_autofree char *birth_date = NULL;

  row[0] = ruhu_person_get_id (person);
  row[1] = ruhu_person_get_name (person);
  row[2] = "1";
  for (gsize i = ENTITY_COLUMNS; names[i] != NULL; i++) {
    row[i] = ruhu_person_get_field (person, names[i]);
    if (*row[i] == '\0' && birth_date == NULL && strcmp (names[i], "birth_date") == 0)
      row[i] = birth_date = ruhu_date_to_string (ruhu_person_get_birth_date (person));
  }

  ruhu_list_append_row (list, row);
}

/**
 * ruhu_register_to_list:
 *
 * Returns: (transfer full): everybody, with the columns of the register's files, and
 *   before them `name` (the id), `label` and `__version` as entity lists have them
 */
RuhuList *
ruhu_register_to_list (RuhuRegister *self)
{
  const char *const *columns = ruhu_person_get_columns ();
  gsize n = ENTITY_COLUMNS + g_strv_length ((char **) columns);
  g_autofree const char **names = g_new0 (const char *, n + 1);
  g_autofree const char **row = g_new0 (const char *, n + 1);
  guint length = g_list_model_get_n_items (G_LIST_MODEL (self));
  RuhuList *list;

  memcpy (names, entity_columns, sizeof entity_columns);
  for (gsize i = ENTITY_COLUMNS; i < n; i++)
    names[i] = g_intern_string (columns[i - ENTITY_COLUMNS]); /* found faster in RuhuFields */

  list = ruhu_list_new (names);
  for (guint i = 0; i < length; i++) {
    g_autoptr (RuhuPerson) person = g_list_model_get_item (G_LIST_MODEL (self), i);

    append_person (list, person, names, row);
  }

  return list;
}

static void
note_column (const char *name, const char *value, gpointer columns)
{
  g_hash_table_add (columns, (gpointer) g_intern_string (name));
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static GPtrArray *
list_keys (GHashTable *table)
{
  GPtrArray *keys = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_ptr_array_add (keys, key);
  g_ptr_array_sort (keys, compare_names);
  return keys;
}

/* Households have the columns that anybody's has. */
static GPtrArray *
list_household_columns (GHashTable *households)
{
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *columns;
  GHashTableIter iter;
  gpointer fields;

  g_hash_table_iter_init (&iter, households);
  while (g_hash_table_iter_next (&iter, NULL, &fields))
    ruhu_fields_foreach (fields, note_column, known);
  g_hash_table_remove (known, "household_id");
  columns = list_keys (known);
  for (gsize i = 0; i < ENTITY_COLUMNS; i++)
    g_ptr_array_insert (columns, (int) i, (gpointer) entity_columns[i]);
  g_ptr_array_insert (columns, ENTITY_COLUMNS, (gpointer) "household_id");
  g_ptr_array_add (columns, NULL);

  return columns;
}

/**
 * ruhu_register_households_to_list:
 *
 * Returns: (transfer full): the forms' list `household`: `name`, `label`, `__version`,
 *   `household_id`, and what else is known of any of them
 */
RuhuList *
ruhu_register_households_to_list (RuhuRegister *self)
{
  GHashTable *households = ruhu_register_get_household_fields (self);
  g_autoptr (GPtrArray) columns = list_household_columns (households);
  const char *const *names = (const char *const *) columns->pdata;
  RuhuList *list = ruhu_list_new (names);
  g_autoptr (GPtrArray) ids = list_keys (households);

  for (guint i = 0; i < ids->len; i++) {
    RuhuFields *fields = g_hash_table_lookup (households, ids->pdata[i]);
    g_autofree const char **row = g_new0 (const char *, columns->len);

    for (gsize j = ENTITY_COLUMNS + 1; names[j] != NULL; j++)
      row[j] = ruhu_fields_get (fields, names[j]);
    row[0] = ids->pdata[i];
    row[1] = ruhu_fields_get (fields, "address");
    row[2] = "1";
    row[3] = ids->pdata[i];
    ruhu_list_append_row (list, row);
  }

  return list;
}
