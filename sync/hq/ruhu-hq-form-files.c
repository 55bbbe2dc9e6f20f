/* ruhu-hq-form-files.c: what a form was published with, for HQ's own reading of a response
 *
 * A choice out of an external list has its words there. A list is read when it is first needed.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-form-files.h"

#include "ruhu-hq-form-table.h"

#include "forms/ruhu-form-media.h"

typedef struct {
  RuhuHqDir *dir;
  RuhuHqForm *form;
} Files;

static void
free_files (gpointer data)
{
  Files *files = data;

  g_object_unref (files->dir);
  ruhu_hq_form_free (files->form);
  g_free (files);
}

static GBytes *
give_file (const char *uri, gpointer data)
{
  Files *files = data;
  g_autofree char *name = ruhu_form_media_get_name (uri);
  RuhuFormFile *file = name != NULL ? ruhu_form_notice_find (files->form->notice, name) : NULL;
  g_autofree char *path = NULL;
  g_autoptr (GMappedFile) mapped = NULL;

  if (file == NULL)
    return NULL;

  path = ruhu_hq_form_media_get_path (files->dir, file->hash);
  mapped = g_mapped_file_new (path, FALSE, NULL);
  return mapped != NULL ? g_mapped_file_get_bytes (mapped) : NULL;
}

/** ruhu_hq_form_files_give: @instance: of a form as HQ published it; not yet begun */
void
ruhu_hq_form_files_give (RuhuHqDir *dir, RuhuInstance *instance)
{
  RuhuForm *form = ruhu_instance_get_form (instance);
  RuhuHqForm *stored = ruhu_hq_form_load (ruhu_hq_dir_get_store (dir),
                                          ruhu_form_get_id (form),
                                          ruhu_form_get_version (form),
                                          NULL);
  Files *files;

  if (stored == NULL)
    return;

  files = g_new (Files, 1);
  files->dir = g_object_ref (dir);
  files->form = stored;
  g_object_set_data_full (G_OBJECT (instance), "ruhu-form-files", files, free_files);
  ruhu_instance_set_media (instance, give_file, files);
}
