/* ruhu-form-files.c: what a form came with, for one filling of it
 *
 * The engine reads a list when an expression first asks for it, and a page draws its pictures when
 * it is built; neither can wait for the disk. So all files of the form are unsealed before, at
 * once, and live as long as the filling: 60 MiB at most, and mostly next to nothing.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-form-files.h"

#include "ruhu-form-folder.h"

#include "forms/ruhu-form-media.h"
#include "store/ruhu-media-store.h"

typedef struct {
  RuhuInstance *instance;
  RuhuFormNotice *notice;
} Job;

static void
job_free (Job *job)
{
  g_clear_object (&job->instance);
  g_clear_pointer (&job->notice, ruhu_form_notice_free);
  g_free (job);
}

static GBytes *
give_file (const char *uri, gpointer files)
{
  g_autofree char *name = ruhu_form_media_get_name (uri);
  GBytes *content = name != NULL ? g_hash_table_lookup (files, name) : NULL;

  return content != NULL ? g_bytes_ref (content) : NULL;
}

/* @contents: by hash */
static void
give (RuhuInstance *instance, RuhuFormNotice *notice, GHashTable *contents)
{
  GHashTable *files =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
  guint i;

  for (i = 0; i < notice->files->len; i++) {
    RuhuFormFile *file = g_ptr_array_index (notice->files, i);
    GBytes *content = g_hash_table_lookup (contents, file->hash);

    if (content != NULL)
      g_hash_table_insert (files, g_strdup (file->name), g_bytes_ref (content));
  }
  g_object_set_data_full (G_OBJECT (instance),
                          "ruhu-form-files",
                          files,
                          (GDestroyNotify) g_hash_table_unref);
  ruhu_instance_set_media (instance, give_file, files);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Job *job = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GHashTable) contents =
    ruhu_media_store_read_finish (RUHU_STORE (source), result, &error);

  if (contents == NULL) {
    g_task_return_error (task, error);
    return;
  }

  give (job->instance, job->notice, contents);
  g_task_return_boolean (task, TRUE);
}

/**
 * ruhu_form_files_give_async:
 * @store: unlocked
 * @instance: a filling that is not yet begun
 *
 * Gives @instance the pictures, sounds, videos and lists that its form came with from HQ.
 */
void
ruhu_form_files_give_async (RuhuStore *store,
                            RuhuInstance *instance,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, user_data);
  RuhuForm *form = ruhu_instance_get_form (instance);
  const char *version = ruhu_form_get_version (form);
  g_autoptr (GPtrArray) hashes = NULL;
  Job *job = g_new0 (Job, 1);
  guint i;

  g_task_set_source_tag (task, ruhu_form_files_give_async);
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  job->instance = g_object_ref (instance);
  job->notice = ruhu_form_folder_load_notice (ruhu_store_get_dir (store),
                                              ruhu_form_get_id (form),
                                              version != NULL ? version : "");
  if (job->notice == NULL) {
    g_task_return_boolean (task, TRUE);
    return;
  }

  hashes = g_ptr_array_new ();
  for (i = 0; i < job->notice->files->len; i++)
    g_ptr_array_add (hashes, ((RuhuFormFile *) g_ptr_array_index (job->notice->files, i))->hash);
  g_ptr_array_add (hashes, NULL);
  ruhu_media_store_read_async (store,
                               (const char *const *) hashes->pdata,
                               cancellable,
                               read_cb,
                               g_object_ref (task));
}

/**
 * ruhu_form_files_give_finish:
 *
 * Returns: %TRUE once the filling has what is here: a file that is missing is missing in the form,
 *   too. %FALSE with %G_IO_ERROR_CANCELLED or %RUHU_ERROR_REFUSED (locked)
 */
gboolean
ruhu_form_files_give_finish (RuhuStore *store, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
