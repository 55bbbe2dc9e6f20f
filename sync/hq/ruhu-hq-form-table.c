/* ruhu-hq-form-table.c: published forms and their files, every version for ever
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-form-table.h"

#include "base/ruhu-error.h"
#include "base/ruhu-file.h"

#include <errno.h>
#include <glib/gstdio.h>

void
ruhu_hq_form_free (RuhuHqForm *form)
{
  g_clear_pointer (&form->notice, ruhu_form_notice_free);
  g_free (form->title);
  g_clear_pointer (&form->body, g_bytes_unref);
  g_free (form);
}

static RuhuHqForm *
read_row (RuhuHqRows *rows)
{
  RuhuHqForm *form = g_new0 (RuhuHqForm, 1);
  g_autofree char *hash = ruhu_hq_rows_get_hash (rows, 2);

  form->notice =
    ruhu_form_notice_new (ruhu_hq_rows_get_text (rows, 0), ruhu_hq_rows_get_text (rows, 1), hash);
  form->title = g_strdup (ruhu_hq_rows_get_text (rows, 3));
  form->published = ruhu_hq_rows_get_int64 (rows, 4);
  form->number = ruhu_hq_rows_get_int64 (rows, 5);
  form->body = ruhu_hq_rows_get_blob (rows, 6);
  return form;
}

static gboolean
read_files (RuhuHqStore *store, RuhuFormNotice *notice, GError **error)
{
  g_autoptr (GError) failed = NULL;
  g_autoptr (RuhuHqRows) rows = NULL;

  rows = ruhu_hq_store_query (store,
                              error,
                              "SELECT name, hash, len FROM form_media"
                              " WHERE id = ?1 AND version = ?2 ORDER BY name",
                              "tt",
                              notice->id,
                              notice->version);
  if (rows == NULL)
    return FALSE;

  while (ruhu_hq_rows_next (rows, &failed)) {
    g_autofree char *hash = ruhu_hq_rows_get_hash (rows, 1);

    ruhu_form_notice_add (notice,
                          ruhu_hq_rows_get_text (rows, 0),
                          hash,
                          ruhu_hq_rows_get_int64 (rows, 2));
  }
  if (failed == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&failed));
  return FALSE;
}

/** ruhu_hq_form_load: Returns: (transfer full) (nullable): or %RUHU_ERROR_NOT_FOUND */
RuhuHqForm *
ruhu_hq_form_load (RuhuHqStore *store, const char *id, const char *version, GError **error)
{
  g_autoptr (GError) failed = NULL;
  g_autoptr (RuhuHqForm) form = NULL;
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

  if (ruhu_hq_rows_next (rows, &failed)) {
    form = read_row (rows);
    return read_files (store, form->notice, error) ? g_steal_pointer (&form) : NULL;
  }

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

static gboolean
add_file (RuhuHqStore *store, RuhuFormNotice *notice, RuhuFormFile *file, GError **error)
{
  return ruhu_hq_store_run (store,
                            error,
                            "INSERT INTO form_media (id, version, name, hash, len)"
                            " VALUES (?1, ?2, ?3, ?4, ?5)",
                            "ttthi",
                            notice->id,
                            notice->version,
                            file->name,
                            file->hash,
                            (gint64) file->size);
}

/**
 * ruhu_hq_form_add:
 * @form: its number is given here; a version that is there already is a conflict
 *
 * Within the caller's transaction; the content of its files is kept already.
 */
gboolean
ruhu_hq_form_add (RuhuHqStore *store, RuhuHqForm *form, GError **error)
{
  guint i;

  for (i = 0; i < form->notice->files->len; i++) {
    if (!add_file (store, form->notice, g_ptr_array_index (form->notice->files, i), error))
      return FALSE;
  }

  return ruhu_hq_store_run (store,
                            error,
                            "INSERT INTO form (id, version, hash, title, published, number, body)"
                            " VALUES (?1, ?2, ?3, ?4, ?5,"
                            " (SELECT coalesce (max (number), 0) + 1 FROM form), ?6)",
                            "tthtib",
                            form->notice->id,
                            form->notice->version,
                            form->notice->hash,
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

  while (ruhu_hq_rows_next (rows, &failed)) {
    RuhuHqForm *form = read_row (rows);

    g_ptr_array_add (list, form);
    if (!read_files (store, form->notice, error))
      return NULL;
  }
  if (failed == NULL)
    return g_steal_pointer (&list);

  g_propagate_error (error, g_steal_pointer (&failed));
  return NULL;
}

/** ruhu_hq_form_media_get_path: Returns: (transfer full): where the content of @hash lies */
char *
ruhu_hq_form_media_get_path (RuhuHqDir *dir, const char *hash)
{
  return g_strdup_printf ("%s/media/%.2s/%s", ruhu_hq_dir_get_path (dir), hash, hash);
}

/**
 * ruhu_hq_form_media_keep:
 * @hash: of @content
 *
 * Before the row that names it: a publishing that fails leaves at most a file that nothing names.
 */
gboolean
ruhu_hq_form_media_keep (RuhuHqDir *dir, const char *hash, GBytes *content, GError **error)
{
  g_autofree char *path = ruhu_hq_form_media_get_path (dir, hash);
  g_autofree char *folder = g_path_get_dirname (path);
  gsize n;
  const char *data = g_bytes_get_data (content, &n);

  if (g_mkdir_with_parents (folder, 0700) != 0)
    return ruhu_file_fail (folder, errno, error);

  return ruhu_file_replace (path, data, n, error);
}

/** ruhu_hq_form_media_has: @has: (out): whether a published form came with that content */
gboolean
ruhu_hq_form_media_has (RuhuHqStore *store, const char *hash, gboolean *has, GError **error)
{
  g_autoptr (GError) failed = NULL;
  g_autoptr (RuhuHqRows) rows =
    ruhu_hq_store_query (store, error, "SELECT 1 FROM form_media WHERE hash = ?1", "h", hash);

  if (rows == NULL)
    return FALSE;

  *has = ruhu_hq_rows_next (rows, &failed);
  if (failed == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&failed));
  return FALSE;
}
