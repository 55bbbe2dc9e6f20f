/* ruhu-form-folder.c: the forms HQ has published, on this device
 *
 * `forms/<id>@<version>.xml` in the profile. A form is no secret and never changes; a version that
 * is there stays, since drafts may still be in it.
 *
 * A form that comes with files has HQ's notice beside it, `<id>@<version>.files`, and is called
 * `<id>@<version>.waiting` until they are all in the store: nobody begins a visit with a form whose
 * lists are missing.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-form-folder.h"

#include "base/ruhu-error.h"
#include "base/ruhu-file.h"
#include "base/ruhu-json.h"
#include "ruhu-hash.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#define FOLDER "forms"
#define READY ".xml"
#define WAITING ".waiting"
#define FILES ".files"

/* A name out of @text: what is no letter or digit is written as its code, so that nothing in a
 * form's id can lead out of the folder, and no two ids make one name. */
static char *
make_name (const char *text)
{
  return g_uri_escape_string (text, NULL, FALSE);
}

static char *
get_path (const char *dir, const char *id, const char *version, const char *ending)
{
  g_autofree char *id_part = make_name (id);
  g_autofree char *version_part = make_name (version);
  g_autofree char *name = g_strdup_printf ("%s@%s%s", id_part, version_part, ending);

  return g_build_filename (dir, FOLDER, name, NULL);
}

/** ruhu_form_folder_get_file: Returns: (transfer full): where that form is, if it is there */
char *
ruhu_form_folder_get_file (const char *dir, const char *id, const char *version)
{
  return get_path (dir, id, version, READY);
}

static gboolean
has_content (const char *path, const char *hash)
{
  g_autofree char *data = NULL;
  g_autofree char *found = NULL;
  gsize length;

  if (!g_file_get_contents (path, &data, &length, NULL))
    return FALSE;

  found = ruhu_hash_text (data, length);
  return g_str_equal (found, hash);
}

/** ruhu_form_folder_has: Returns: whether that form is there, ready or waiting, as HQ has it */
gboolean
ruhu_form_folder_has (const char *dir, RuhuFormNotice *notice)
{
  g_autofree char *ready = get_path (dir, notice->id, notice->version, READY);
  g_autofree char *waiting = get_path (dir, notice->id, notice->version, WAITING);

  return has_content (ready, notice->hash) || has_content (waiting, notice->hash);
}

static gboolean
save_notice (const char *dir, RuhuFormNotice *notice, GError **error)
{
  g_autofree char *path = get_path (dir, notice->id, notice->version, FILES);
  g_autoptr (JsonObject) object = ruhu_form_notice_to_json (notice);
  g_autofree char *text = ruhu_json_to_text (object);

  return ruhu_file_replace (path, text, strlen (text), error);
}

/**
 * ruhu_form_folder_save:
 * @form: the XForm, its hash checked
 * @error: as ruhu_file_replace() gives it
 *
 * A form that comes with files waits for them, see ruhu_form_folder_open().
 *
 * Returns: %TRUE once it is on disk
 */
gboolean
ruhu_form_folder_save (const char *dir, RuhuFormNotice *notice, GBytes *form, GError **error)
{
  gboolean waits = notice->files->len > 0;
  g_autofree char *folder = g_build_filename (dir, FOLDER, NULL);
  g_autofree char *path = get_path (dir, notice->id, notice->version, waits ? WAITING : READY);
  gsize n;
  const char *data = g_bytes_get_data (form, &n);

  g_mkdir_with_parents (folder, 0700);
  if ((!waits || save_notice (dir, notice, error)) && ruhu_file_replace (path, data, n, error))
    return TRUE;

  g_prefix_error (error, "a form cannot be kept: ");
  return FALSE;
}

/**
 * ruhu_form_folder_open:
 * @error: %RUHU_ERROR_FULL, %RUHU_ERROR_CORRUPT or %RUHU_ERROR_FAILED
 *
 * All files of that form are in the store: from now on it can be filled. One that could be before
 * stays as it is.
 */
gboolean
ruhu_form_folder_open (const char *dir, RuhuFormNotice *notice, GError **error)
{
  g_autofree char *ready = get_path (dir, notice->id, notice->version, READY);
  g_autofree char *waiting = get_path (dir, notice->id, notice->version, WAITING);

  if (!g_file_test (waiting, G_FILE_TEST_EXISTS))
    return TRUE;
  if (g_rename (waiting, ready) != 0)
    return ruhu_file_fail (ready, errno, error);

  return ruhu_file_sync_folder (ready, error);
}

static RuhuFormNotice *
read_notice (const char *path)
{
  g_autofree char *text = NULL;
  g_autoptr (JsonObject) object = NULL;
  gsize n;

  if (!g_file_get_contents (path, &text, &n, NULL))
    return NULL;

  object = ruhu_json_parse (text, n, NULL);
  return object != NULL ? ruhu_form_notice_from_json (object) : NULL;
}

/** ruhu_form_folder_load_notice: Returns: (transfer full) (nullable): %NULL where it has no files
 */
RuhuFormNotice *
ruhu_form_folder_load_notice (const char *dir, const char *id, const char *version)
{
  g_autofree char *path = get_path (dir, id, version, FILES);

  return read_notice (path);
}

/**
 * ruhu_form_folder_list_notices:
 *
 * Returns: (transfer full) (element-type RuhuFormNotice): of each form that comes with files
 */
GPtrArray *
ruhu_form_folder_list_notices (const char *dir)
{
  GPtrArray *notices = g_ptr_array_new_with_free_func ((GDestroyNotify) ruhu_form_notice_free);
  g_autofree char *folder = g_build_filename (dir, FOLDER, NULL);
  g_autoptr (GDir) names = g_dir_open (folder, 0, NULL);
  const char *name;

  while (names != NULL && (name = g_dir_read_name (names)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    RuhuFormNotice *notice = g_str_has_suffix (name, FILES) ? read_notice (path) : NULL;

    if (notice != NULL)
      g_ptr_array_add (notices, notice);
  }
  return notices;
}
