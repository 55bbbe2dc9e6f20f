/* ruhu-hq-form-table.c: published forms, every version for ever
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-form-table.h"

#include "base/ruhu-error.h"

void
ruhu_hq_form_free (RuhuHqForm *form)
{
  g_free (form->id);
  g_free (form->version);
  g_free (form->hash);
  g_free (form->title);
  g_clear_pointer (&form->body, g_bytes_unref);
  g_free (form);
}

static RuhuHqForm *
read_row (RuhuHqRows *rows)
{
  RuhuHqForm *form = g_new0 (RuhuHqForm, 1);

  form->id = g_strdup (ruhu_hq_rows_get_text (rows, 0));
  form->version = g_strdup (ruhu_hq_rows_get_text (rows, 1));
  form->hash = ruhu_hq_rows_get_hash (rows, 2);
  form->title = g_strdup (ruhu_hq_rows_get_text (rows, 3));
  form->published = ruhu_hq_rows_get_int64 (rows, 4);
  form->number = ruhu_hq_rows_get_int64 (rows, 5);
  form->body = ruhu_hq_rows_get_blob (rows, 6);
  return form;
}

/** ruhu_hq_form_load: Returns: (transfer full) (nullable): or %RUHU_ERROR_NOT_FOUND */
RuhuHqForm *
ruhu_hq_form_load (RuhuHqStore *store, const char *id, const char *version, GError **error)
{
  g_autoptr (GError) failed = NULL;
  g_autoptr (RuhuHqRows) rows = NULL;

  rows = ruhu_hq_store_query (store,
                              error,
                              "SELECT id, version, hash, title, published, number, body FROM form"
                              " WHERE id = ?1 AND version = ?2",
                              "tt",
                              id,
                              version);
  if (rows == NULL)
    return NULL;

  if (ruhu_hq_rows_next (rows, &failed))
    return read_row (rows);

  if (failed == NULL)
    g_set_error (&failed, RUHU_ERROR, RUHU_ERROR_NOT_FOUND, "form %s %s is not here", id, version);
  g_propagate_error (error, g_steal_pointer (&failed));
  return NULL;
}

/** ruhu_hq_form_has: @has: (out): whether that version was ever published; cheaper than loading */
gboolean
ruhu_hq_form_has (RuhuHqStore *store,
                  const char *id,
                  const char *version,
                  gboolean *has,
                  GError **error)
{
  g_autoptr (GError) failed = NULL;
  g_autoptr (RuhuHqRows) rows = NULL;

  rows = ruhu_hq_store_query (store,
                              error,
                              "SELECT 1 FROM form WHERE id = ?1 AND version = ?2",
                              "tt",
                              id,
                              version);
  if (rows == NULL)
    return FALSE;

  *has = ruhu_hq_rows_next (rows, &failed);
  if (failed == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&failed));
  return FALSE;
}

/** ruhu_hq_form_add: @form's number is given here; a version that is there already is a conflict */
gboolean
ruhu_hq_form_add (RuhuHqStore *store, RuhuHqForm *form, GError **error)
{
  return ruhu_hq_store_run (store,
                            error,
                            "INSERT INTO form (id, version, hash, title, published, number, body)"
                            " VALUES (?1, ?2, ?3, ?4, ?5,"
                            " (SELECT coalesce (max (number), 0) + 1 FROM form), ?6)",
                            "tthtib",
                            form->id,
                            form->version,
                            form->hash,
                            form->title,
                            form->published,
                            form->body);
}

/**
 * ruhu_hq_form_list:
 * @after: only those with a greater number; 0 for all
 *
 * Returns: (transfer full) (nullable) (element-type RuhuHqForm): in the order of publishing,
 * without their bodies
 */
GPtrArray *
ruhu_hq_form_list (RuhuHqStore *store, gint64 after, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) ruhu_hq_form_free);
  g_autoptr (GError) failed = NULL;
  g_autoptr (RuhuHqRows) rows = NULL;

  rows = ruhu_hq_store_query (store,
                              error,
                              "SELECT id, version, hash, title, published, number, NULL FROM form"
                              " WHERE number > ?1 ORDER BY number",
                              "i",
                              after);
  if (rows == NULL)
    return NULL;

  while (ruhu_hq_rows_next (rows, &failed))
    g_ptr_array_add (list, read_row (rows));
  if (failed == NULL)
    return g_steal_pointer (&list);

  g_propagate_error (error, g_steal_pointer (&failed));
  return NULL;
}
