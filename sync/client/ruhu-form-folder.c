/* ruhu-form-folder.c: the forms HQ has published, on this device
 *
 * `forms/<id>@<version>.xml` in the profile. A form is no secret and never changes; a version that
 * is there stays, since drafts may still be in it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-form-folder.h"

#include "base/ruhu-file.h"
#include "ruhu-hash.h"

#include <glib/gstdio.h>

#define FOLDER "forms"

/* A name out of @text: what is no letter or digit is written as its code, so that nothing in a
 * form's id can lead out of the folder, and no two ids make one name. */
static char *
make_name (const char *text)
{
  return g_uri_escape_string (text, NULL, FALSE);
}

/** ruhu_form_folder_get_file: Returns: (transfer full): where that form is, if it is there */
char *
ruhu_form_folder_get_file (const char *dir, const char *id, const char *version)
{
  g_autofree char *id_part = make_name (id);
  g_autofree char *version_part = make_name (version);
  g_autofree char *name = g_strdup_printf ("%s@%s.xml", id_part, version_part);

  return g_build_filename (dir, FOLDER, name, NULL);
}

/** ruhu_form_folder_has: Returns: whether that form is there, with the bytes of @hash */
gboolean
ruhu_form_folder_has (const char *dir, const char *id, const char *version, const char *hash)
{
  g_autofree char *path = ruhu_form_folder_get_file (dir, id, version);
  g_autofree char *data = NULL;
  g_autofree char *found = NULL;
  gsize length;

  if (!g_file_get_contents (path, &data, &length, NULL))
    return FALSE;

  found = ruhu_hash_text (data, length);
  return g_str_equal (found, hash);
}

/**
 * ruhu_form_folder_save:
 * @form: the XForm, its hash checked
 * @error: as ruhu_file_replace() gives it
 *
 * Returns: %TRUE once it is on disk
 */
gboolean
ruhu_form_folder_save (const char *dir,
                       const char *id,
                       const char *version,
                       GBytes *form,
                       GError **error)
{
  g_autofree char *folder = g_build_filename (dir, FOLDER, NULL);
  g_autofree char *path = ruhu_form_folder_get_file (dir, id, version);
  gsize n;
  const char *data = g_bytes_get_data (form, &n);

  g_mkdir_with_parents (folder, 0700);
  if (ruhu_file_replace (path, data, n, error))
    return TRUE;

  g_prefix_error (error, "a form cannot be kept: ");
  return FALSE;
}
