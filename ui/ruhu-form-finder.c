/* ruhu-form-finder.c: which forms this tablet has, and where
 *
 * What the county published lies in the profile; one form came with the app.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-form-finder.h"

#include "ruhu-form-folder.h"
#include "ruhu-forms-resources.h"

#include "base/ruhu-error.h"

#include <string.h>

#define BUILT_IN "/org/ruhu/Ruhu/forms/"

/* The newest form of @id that the county published, or NULL. Versions are numbers or
 * dates, which sort as text of the same length does. */
static char *
find_newest (const char *dir, const char *id)
{
  g_autofree char *folder = g_build_filename (dir, "forms", NULL);
  g_autofree char *escaped = g_uri_escape_string (id, NULL, FALSE);
  g_autofree char *prefix = g_strconcat (escaped, "@", NULL);
  g_autofree char *newest = NULL;
  g_autoptr (GDir) files = g_dir_open (folder, 0, NULL);
  const char *name;

  while (files != NULL && (name = g_dir_read_name (files)) != NULL) {
    gboolean longer = newest == NULL || strlen (name) > strlen (newest);

    if (!g_str_has_prefix (name, prefix) || !g_str_has_suffix (name, ".xml"))
      continue;
    if (longer || (strlen (name) == strlen (newest) && strcmp (name, newest) > 0)) {
      g_free (newest);
      newest = g_strdup (name);
    }
  }
  return newest != NULL ? g_build_filename (folder, newest, NULL) : NULL;
}

static RuhuForm *
find_built_in (const char *id, const char *version, GError **error)
{
  GResource *resource = ruhu_forms_get_resource ();
  g_auto (GStrv) names =
    g_resource_enumerate_children (resource, BUILT_IN, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  guint i;

  for (i = 0; names != NULL && names[i] != NULL; i++) {
    g_autofree char *path = g_strconcat (BUILT_IN, names[i], NULL);
    g_autoptr (GBytes) bytes =
      g_resource_lookup_data (resource, path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
    g_autoptr (RuhuForm) form = ruhu_form_new_from_bytes (bytes, names[i], error);

    if (form == NULL)
      return NULL;
    if (g_str_equal (ruhu_form_get_id (form), id) &&
        (version == NULL || g_strcmp0 (ruhu_form_get_version (form), version) == 0))
      return g_steal_pointer (&form);
  }
  g_set_error (error, RUHU_ERROR, RUHU_ERROR_NOT_FOUND, "No form %s", id);
  return NULL;
}

/**
 * ruhu_form_finder_find:
 * @dir: the profile's folder
 * @version: (nullable): the version; NULL for the newest that the county published, or else the one
 *   that came with the app
 * @error: %RUHU_ERROR_NOT_FOUND, %RUHU_ERROR_INVALID
 *
 * Returns: (transfer full) (nullable): the form
 */
RuhuForm *
ruhu_form_finder_find (const char *dir, const char *id, const char *version, GError **error)
{
  g_autofree char *path =
    version != NULL ? ruhu_form_folder_get_file (dir, id, version) : find_newest (dir, id);

  if (path != NULL && g_file_test (path, G_FILE_TEST_EXISTS))
    return ruhu_form_new_from_file (path, error);
  return find_built_in (id, version, error);
}
