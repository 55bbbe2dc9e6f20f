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
#define FOLDER "forms"
#define READY ".xml"
#define WAITING ".waiting"

/* Versions are numbers or dates, which sort as text of the same length does. */
static gboolean
is_newer (const char *name, const char *other)
{
  gsize length = strlen (name);
  gsize other_length = strlen (other);

  return length != other_length ? length > other_length : strcmp (name, other) > 0;
}

/* Without the ending; NULL where it has another one. */
static char *
cut_ending (const char *name, const char *ending)
{
  return g_str_has_suffix (name, ending) ? g_strndup (name, strlen (name) - strlen (ending)) : NULL;
}

/* "id@version" of the newest version among @names, files of the folder; NULL where there is none.
 */
static char *
find_newest (GPtrArray *names, const char *prefix, const char *ending)
{
  char *newest = NULL;
  guint i;

  for (i = 0; i < names->len; i++) {
    g_autofree char *name = cut_ending (g_ptr_array_index (names, i), ending);

    if (name == NULL || !g_str_has_prefix (name, prefix))
      continue;
    if (newest == NULL || is_newer (name, newest)) {
      g_free (newest);
      newest = g_steal_pointer (&name);
    }
  }
  return newest;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* What lies in the folder of what the county published, in order. */
static GPtrArray *
list_names (const char *dir)
{
  g_autofree char *folder = g_build_filename (dir, FOLDER, NULL);
  g_autoptr (GDir) files = g_dir_open (folder, 0, NULL);
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (files != NULL && (name = g_dir_read_name (files)) != NULL)
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  return names;
}

static char *
get_path (const char *dir, const char *name, const char *ending)
{
  g_autofree char *file = g_strconcat (name, ending, NULL);

  return g_build_filename (dir, FOLDER, file, NULL);
}

/* The newest form of @id that the county published, or NULL. */
static char *
find_published (const char *dir, const char *id)
{
  g_autoptr (GPtrArray) names = list_names (dir);
  g_autofree char *escaped = g_uri_escape_string (id, NULL, FALSE);
  g_autofree char *prefix = g_strconcat (escaped, "@", NULL);
  g_autofree char *newest = find_newest (names, prefix, READY);

  return newest != NULL ? get_path (dir, newest, READY) : NULL;
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
    version != NULL ? ruhu_form_folder_get_file (dir, id, version) : find_published (dir, id);

  if (path != NULL && g_file_test (path, G_FILE_TEST_EXISTS))
    return ruhu_form_new_from_file (path, error);
  return find_built_in (id, version, error);
}

/**
 * ruhu_form_finder_take_stock:
 *
 * Returns: (transfer full): the same text as long as the county has published nothing
 */
char *
ruhu_form_finder_take_stock (const char *dir)
{
  g_autoptr (GPtrArray) names = list_names (dir);

  g_ptr_array_add (names, NULL);
  return g_strjoinv ("/", (char **) names->pdata);
}

static RuhuFormOffer *
make_offer (const char *path, RuhuFormOfferState state)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RuhuForm) form = ruhu_form_new_from_file (path, &error);

  if (form != NULL)
    return ruhu_form_offer_new (form, state);
  g_message ("A form cannot be offered: %s", error->message);
  return NULL;
}

/* @prefix: "id@" */
static void
add_published (GPtrArray *offers, const char *dir, GPtrArray *names, const char *prefix)
{
  g_autofree char *ready = find_newest (names, prefix, READY);
  g_autofree char *waiting = find_newest (names, prefix, WAITING);
  gboolean renewed = ready != NULL && waiting != NULL && is_newer (waiting, ready);
  const char *name = ready != NULL ? ready : waiting;
  g_autofree char *path = get_path (dir, name, ready != NULL ? READY : WAITING);
  RuhuFormOffer *offer = make_offer (path,
                                     ready == NULL ? RUHU_FORM_OFFER_LOADING
                                     : renewed     ? RUHU_FORM_OFFER_RENEWED
                                                   : RUHU_FORM_OFFER_READY);

  if (offer != NULL)
    g_ptr_array_add (offers, offer);
}

/* The visit's, which can always be begun: the app has one of its own. */
static void
add_default (GPtrArray *offers, gboolean renewed)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RuhuForm) form = find_built_in (RUHU_FORM_FINDER_DEFAULT, NULL, &error);

  if (form != NULL)
    g_ptr_array_add (offers,
                     ruhu_form_offer_new (form,
                                          renewed ? RUHU_FORM_OFFER_RENEWED
                                                  : RUHU_FORM_OFFER_READY));
  else
    g_message ("%s", error->message);
}

static gboolean
is_default (const char *prefix)
{
  return g_str_has_prefix (prefix, RUHU_FORM_FINDER_DEFAULT "@");
}

/**
 * ruhu_form_finder_list:
 * @dir: the profile's folder
 *
 * Reads every form once; may be called on any thread.
 *
 * Returns: (transfer full) (element-type RuhuFormOffer): the newest of each that the county
 *   published, and the visit's
 */
GPtrArray *
ruhu_form_finder_list (const char *dir)
{
  GPtrArray *offers = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) names = list_names (dir);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *visit = find_newest (names, RUHU_FORM_FINDER_DEFAULT "@", READY);
  g_autofree char *next_visit = find_newest (names, RUHU_FORM_FINDER_DEFAULT "@", WAITING);
  guint i;

  if (visit == NULL)
    add_default (offers, next_visit != NULL);
  for (i = 0; i < names->len; i++) {
    const char *name = g_ptr_array_index (names, i);
    const char *at = strchr (name, '@');
    g_autofree char *prefix = at != NULL ? g_strndup (name, (gsize) (at - name) + 1) : NULL;

    if (prefix == NULL || (visit == NULL && is_default (prefix)) ||
        !(g_str_has_suffix (name, READY) || g_str_has_suffix (name, WAITING)) ||
        g_hash_table_contains (seen, prefix))
      continue;
    add_published (offers, dir, names, prefix);
    g_hash_table_add (seen, g_steal_pointer (&prefix));
  }
  return offers;
}
