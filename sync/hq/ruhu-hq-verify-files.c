/* ruhu-hq-verify-files.c: are the files beside the store what was sent?
 *
 * Attachments, and the files of published forms, are hashed again; keys and settings must be what
 * they were.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-verify-private.h"

#include "ruhu-hq-att-file.h"
#include "ruhu-hq-att-table.h"
#include "ruhu-hq-form-table.h"
#include "ruhu-hq-kept-files.h"

#include "ruhu-hash.h"

/* Whether that file has the content that its name says. */
static gboolean
has_content (const char *path, const char *wanted)
{
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, NULL);
  g_autofree char *hash = NULL;

  if (file != NULL)
    hash = ruhu_hash_text (g_mapped_file_get_contents (file), g_mapped_file_get_length (file));
  return g_strcmp0 (hash, wanted) == 0;
}

static gboolean
check_attachments (RuhuHqDir *dir, RuhuHqVerified *self, GError **error)
{
  g_autoptr (GPtrArray) list = ruhu_hq_att_list (ruhu_hq_dir_get_store (dir), error);
  guint i;

  if (list == NULL)
    return FALSE;

  for (i = 0; i < list->len; i++) {
    RuhuHqAtt *att = g_ptr_array_index (list, i);

    if (!att->complete)
      continue;
    if (ruhu_hq_att_file_is_right (dir, att->hash))
      self->attachments++;
    else {
      ruhu_hq_verified_note (self, "attachment %s is missing or was changed", att->hash);
      g_hash_table_add (self->lost, g_strdup (att->hash));
    }
  }
  return TRUE;
}

static void
check_media_of (RuhuHqDir *dir, RuhuHqVerified *self, RuhuFormNotice *notice)
{
  guint i;

  for (i = 0; i < notice->files->len; i++) {
    RuhuFormFile *file = g_ptr_array_index (notice->files, i);
    g_autofree char *path = ruhu_hq_form_media_get_path (dir, file->hash);

    if (has_content (path, file->hash))
      self->media++;
    else
      ruhu_hq_verified_note (self,
                             "form %s %s: the file %s is missing or was changed",
                             notice->id,
                             notice->version,
                             file->name);
  }
}

static gboolean
check_media (RuhuHqDir *dir, RuhuHqVerified *self, GError **error)
{
  g_autoptr (GPtrArray) forms = ruhu_hq_form_list (ruhu_hq_dir_get_store (dir), 0, error);
  guint i;

  for (i = 0; forms != NULL && i < forms->len; i++)
    check_media_of (dir, self, ((RuhuHqForm *) g_ptr_array_index (forms, i))->notice);
  return forms != NULL;
}

/* ruhu_hq_verify_files: all that lies beside the store */
gboolean
ruhu_hq_verify_files (RuhuHqDir *dir, RuhuHqVerified *self, GError **error)
{
  return check_attachments (dir, self, error) && check_media (dir, self, error) &&
         ruhu_hq_kept_files_check (ruhu_hq_dir_get_store (dir),
                                   ruhu_hq_dir_get_path (dir),
                                   FALSE,
                                   self->faults,
                                   error);
}
