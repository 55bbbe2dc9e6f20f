/* sim-folder.c: a folder as it was
 *
 * What the programs write beside their stores: profiles, what waits in the inbox, forms.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sim-folder.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct {
  char *data;
  gsize n;
  GStatBuf info; /* as we last wrote it */
} Kept;

struct _SimFolder {
  char *path;
  gboolean with_stores;
  GHashTable *files;  /* path → Kept */
  GPtrArray *folders; /* paths, each before those in it */
};

static void
kept_free (gpointer data)
{
  Kept *kept = data;

  g_free (kept->data);
  g_free (kept);
}

static gboolean
is_store (const char *name)
{
  return strstr (name, ".db") != NULL;
}

typedef void (*FileFunc) (SimFolder *self, const char *path);

static void
foreach_file (SimFolder *self, const char *folder, FileFunc func)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    if (g_file_test (path, G_FILE_TEST_IS_DIR))
      foreach_file (self, path, func);
    else if (g_file_test (path, G_FILE_TEST_IS_REGULAR) && (self->with_stores || !is_store (name)))
      func (self, path);
  }
}

static void
keep (SimFolder *self, const char *path)
{
  Kept *kept = g_new0 (Kept, 1);
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &kept->data, &kept->n, &error);
  g_assert_no_error (error);
  g_stat (path, &kept->info);
  g_hash_table_insert (self->files, g_strdup (path), kept);
}

static void
remove_new (SimFolder *self, const char *path)
{
  if (!g_hash_table_contains (self->files, path))
    g_unlink (path);
}

static void
keep_folders (SimFolder *self, const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  g_ptr_array_add (self->folders, g_strdup (path));
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    if (g_file_test (child, G_FILE_TEST_IS_DIR))
      keep_folders (self, child);
  }
}

/* @with_stores: the databases, too */
SimFolder *
sim_folder_keep (const char *path, gboolean with_stores)
{
  SimFolder *self = g_new0 (SimFolder, 1);

  self->path = g_strdup (path);
  self->with_stores = with_stores;
  self->files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, kept_free);
  self->folders = g_ptr_array_new_with_free_func (g_free);
  keep_folders (self, path);
  foreach_file (self, path, keep);
  return self;
}

static gboolean
is_same (const GStatBuf *one, const GStatBuf *other)
{
  return one->st_ino == other->st_ino && one->st_size == other->st_size &&
         one->st_mtim.tv_sec == other->st_mtim.tv_sec &&
         one->st_mtim.tv_nsec == other->st_mtim.tv_nsec;
}

static void
write_back (const char *path, Kept *kept)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents_full (path, kept->data, kept->n, G_FILE_SET_CONTENTS_NONE, 0600, &error);
  g_assert_no_error (error);
  g_stat (path, &kept->info);
}

/* What is new goes, what has changed is what it was. */
void
sim_folder_put_back (SimFolder *self)
{
  GHashTableIter iter;
  gpointer path, kept;
  guint i;

  for (i = 0; i < self->folders->len; i++)
    g_mkdir (self->folders->pdata[i], 0700); /* who erased all has removed it */
  foreach_file (self, self->path, remove_new);
  g_hash_table_iter_init (&iter, self->files);
  while (g_hash_table_iter_next (&iter, &path, &kept)) {
    GStatBuf info;

    if (g_stat (path, &info) != 0 || !is_same (&info, &((Kept *) kept)->info))
      write_back (path, kept);
  }
}

void
sim_folder_free (SimFolder *self)
{
  g_hash_table_unref (self->files);
  g_ptr_array_unref (self->folders);
  g_free (self->path);
  g_free (self);
}
