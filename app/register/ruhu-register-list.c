/* ruhu-register-list.c: the register as the forms' list `person`
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "register/ruhu-register.h"

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
