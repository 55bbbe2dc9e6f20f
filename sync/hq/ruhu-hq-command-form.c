/* ruhu-hq-command-form.c: form publish
 *
 * A form is published with all files that it names, or not at all. They lie beside it, or in the
 * folder of --media. Lists that the tablet offers by itself are no files.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-audit-table.h"
#include "ruhu-hq-commands-private.h"
#include "ruhu-hq-form-table.h"
#include "ruhu-hq-release.h"

#include "base/ruhu-clock.h"
#include "base/ruhu-error.h"
#include "cases/ruhu-work.h"
#include "forms/ruhu-form-media.h"
#include "ruhu-hash.h"
#include "ruhu-wire.h"

#define TOWN "000000000" /* forms are everybody's */

static char *
get_folder (RuhuHqCall *call, const char *form)
{
  const char *folder = ruhu_hq_call_get_option (call, "media");

  return folder != NULL ? g_strdup (folder) : g_path_get_dirname (form);
}

/* The files that go with a form: those that it names and that no list of the tablet's stands for.
 */
static GPtrArray *
list_media (RuhuForm *form)
{
  GPtrArray *media = ruhu_form_list_media (form);
  guint i;

  for (i = media->len; i > 0; i--) {
    RuhuFormMedia *named = g_ptr_array_index (media, i - 1);

    if (named->list != NULL && ruhu_work_gives_list (named->list))
      g_ptr_array_remove_index (media, i - 1);
  }
  return media;
}

static gboolean
read_media (RuhuHqCall *call, const char *path, GError **error)
{
  g_autoptr (GError) failed = NULL;
  g_autoptr (GBytes) bytes = NULL;
  char *data;
  gsize size;

  if (ruhu_hq_call_find_file (call, path) != NULL)
    return TRUE;
  if (!g_file_get_contents (path, &data, &size, &failed)) {
    /* All that are missing are named together, where the form is published. */
    if (g_error_matches (failed, G_FILE_ERROR, G_FILE_ERROR_NOENT))
      return TRUE;
    g_propagate_error (error, g_steal_pointer (&failed));
    return FALSE;
  }

  bytes = g_bytes_new_take (data, size);
  ruhu_hq_call_add_file (call, path, bytes);
  return TRUE;
}

static gboolean
read_media_of (RuhuHqCall *call, RuhuHqFile *file, GError **error)
{
  g_autoptr (RuhuForm) form = ruhu_form_new_from_bytes (file->bytes, file->name, NULL);
  g_autofree char *folder = get_folder (call, file->name);
  g_autoptr (GPtrArray) media = NULL;
  guint i;

  if (form == NULL)
    return TRUE; /* what is wrong is said where it is published */

  media = list_media (form);
  for (i = 0; i < media->len; i++) {
    g_autofree char *path =
      g_build_filename (folder, ((RuhuFormMedia *) g_ptr_array_index (media, i))->name, NULL);

    if (!read_media (call, path, error))
      return FALSE;
  }
  return TRUE;
}

/** ruhu_hq_form_publish_read: the forms, then the files that they name, each under its path */
gboolean
ruhu_hq_form_publish_read (RuhuHqCall *call, GError **error)
{
  guint i;

  if (!ruhu_hq_call_read_files (call, error))
    return FALSE;
  for (i = 0; i < call->args->len; i++) {
    if (!read_media_of (call, g_ptr_array_index (call->files, i), error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
check_size (const char *form, const char *what, gsize size, gsize most, GError **error)
{
  if (size <= most)
    return TRUE;

  g_set_error (error,
               RUHU_ERROR,
               RUHU_ERROR_INVALID,
               "%s: %s: %.1f MiB, which is more than the %.0f MiB that tablets take",
               form,
               what,
               size / 1048576.0,
               most / 1048576.0);
  return FALSE;
}

/* Keeps the files that @form names and has @notice name them; says all that are missing. */
static gboolean
take_media (RuhuHqDir *dir,
            RuhuHqCall *call,
            RuhuHqFile *file,
            RuhuForm *form,
            RuhuFormNotice *notice,
            GError **error)
{
  g_autofree char *folder = get_folder (call, file->name);
  g_autoptr (GPtrArray) media = list_media (form);
  g_autoptr (GString) missing = g_string_new (NULL);
  gsize all = 0;
  guint i;

  for (i = 0; i < media->len; i++) {
    RuhuFormMedia *named = g_ptr_array_index (media, i);
    g_autofree char *path = g_build_filename (folder, named->name, NULL);
    RuhuHqFile *found = ruhu_hq_call_find_file (call, path);
    g_autofree char *hash = found != NULL ? ruhu_hash_bytes (found->bytes) : NULL;

    if (found == NULL) {
      g_string_append_printf (missing,
                              "%s%s:%ld: the file “%s” is named here and is not in %s",
                              missing->len > 0 ? "\n" : "",
                              file->name,
                              named->line,
                              named->name,
                              folder);
      continue;
    }
    all += g_bytes_get_size (found->bytes);
    if (!check_size (file->name,
                     named->name,
                     g_bytes_get_size (found->bytes),
                     RUHU_WIRE_MAX_MEDIA,
                     error) ||
        !check_size (file->name, "all its files", all, RUHU_WIRE_MAX_FORM_MEDIA, error) ||
        !ruhu_hq_form_media_keep (dir, hash, found->bytes, error))
      return FALSE;
    ruhu_form_notice_add (notice, named->name, hash, g_bytes_get_size (found->bytes));
  }

  if (missing->len > 0)
    g_set_error_literal (error, RUHU_ERROR, RUHU_ERROR_NOT_FOUND, missing->str);
  else if (notice->files->len > RUHU_WIRE_MAX_FORM_FILES)
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_INVALID, "%s: too many files", file->name);
  else
    return TRUE;
  return FALSE;
}

static RuhuHqForm *
read_form (RuhuHqDir *dir, RuhuHqCall *call, RuhuHqFile *file, RuhuHqReply *reply, GError **error)
{
  g_autoptr (RuhuForm) form = ruhu_form_new_from_bytes (file->bytes, file->name, error);
  g_autoptr (RuhuHqForm) row = NULL;
  g_autofree char *hash = NULL;
  GPtrArray *warnings;
  guint i;

  if (form == NULL)
    return NULL;

  warnings = ruhu_form_get_warnings (form);
  for (i = 0; warnings != NULL && i < warnings->len; i++)
    g_string_append_printf (reply->err, "%s\n", (char *) g_ptr_array_index (warnings, i));

  if (ruhu_form_get_id (form) == NULL || ruhu_form_get_version (form) == NULL ||
      *ruhu_form_get_version (form) == '\0' || strchr (ruhu_form_get_id (form), '/') != NULL ||
      strchr (ruhu_form_get_version (form), '/') != NULL) {
    g_set_error (error,
                 RUHU_ERROR,
                 RUHU_ERROR_INVALID,
                 "%s: a form to publish needs an id and a version without a slash",
                 file->name);
    return NULL;
  }

  row = g_new0 (RuhuHqForm, 1);
  hash = ruhu_hash_bytes (file->bytes);
  row->notice = ruhu_form_notice_new (ruhu_form_get_id (form), ruhu_form_get_version (form), hash);
  row->title = g_strdup (ruhu_form_get_title (form) != NULL ? ruhu_form_get_title (form)
                                                            : ruhu_form_get_id (form));
  row->body = g_bytes_ref (file->bytes);
  row->published = ruhu_clock_now ();
  return check_size (file->name,
                     "the form",
                     g_bytes_get_size (file->bytes),
                     RUHU_WIRE_MAX_MEDIA,
                     error) &&
             take_media (dir, call, file, form, row->notice, error)
           ? g_steal_pointer (&row)
           : NULL;
}

/* The same bytes again change nothing; other bytes under the same version, or another file with
 * them, are refused. */
static gboolean
publish (RuhuHqDir *dir, RuhuHqForm *form, RuhuHqReply *reply, GError **error)
{
  RuhuHqStore *store = ruhu_hq_dir_get_store (dir);
  RuhuFormNotice *notice = form->notice;
  g_autoptr (RuhuHqForm) old = ruhu_hq_form_load (store, notice->id, notice->version, NULL);
  g_autofree char *what = g_strdup_printf ("%s %s", notice->id, notice->version);

  if (old != NULL && g_strcmp0 (old->notice->hash, notice->hash) == 0 &&
      ruhu_form_notice_has_files_of (old->notice, notice)) {
    g_string_append_printf (reply->out, "%s was published already\n", what);
    return TRUE;
  }
  if (old != NULL) {
    g_set_error (error,
                 RUHU_ERROR,
                 RUHU_ERROR_REFUSED,
                 "%s was published with other %s; a published version never changes: give it a new"
                 " one",
                 what,
                 g_strcmp0 (old->notice->hash, notice->hash) == 0 ? "files" : "content");
    return FALSE;
  }

  if (!ruhu_hq_form_add (store, form, error) ||
      !ruhu_hq_audit_append (dir, TOWN, "command", "form-publish", what, error))
    return FALSE;

  g_string_append_printf (reply->out, "%s is published", what);
  if (notice->files->len > 0)
    g_string_append_printf (reply->out,
                            ", with %u file%s",
                            notice->files->len,
                            notice->files->len > 1 ? "s" : "");
  g_string_append (reply->out, "\n");
  return TRUE;
}

/** ruhu_hq_form_publish_run: `form publish FILE…`: all of them or none */
gboolean
ruhu_hq_form_publish_run (RuhuHqDir *dir, RuhuHqCall *call, RuhuHqReply *reply, GError **error)
{
  g_autoptr (GPtrArray) forms = g_ptr_array_new_with_free_func ((GDestroyNotify) ruhu_hq_form_free);
  g_auto (RuhuHqTx) tx = { NULL };
  guint i, released;

  for (i = 0; i < call->args->len; i++) {
    RuhuHqForm *form = read_form (dir, call, g_ptr_array_index (call->files, i), reply, error);

    if (form == NULL)
      return FALSE;
    g_ptr_array_add (forms, form);
  }

  if (!ruhu_hq_tx_begin (&tx, ruhu_hq_dir_get_store (dir), TRUE, error))
    return FALSE;

  for (i = 0; i < forms->len; i++) {
    if (!publish (dir, g_ptr_array_index (forms, i), reply, error)) {
      g_string_truncate (reply->out, 0);
      return FALSE;
    }
  }
  if (!ruhu_hq_tx_commit (&tx, error))
    return FALSE;

  /* Responses that came before their form. */
  if (!ruhu_hq_release_known_forms (dir, &released, error))
    return FALSE;
  if (released > 0)
    g_string_append_printf (reply->out, "%u responses came out of quarantine\n", released);
  return TRUE;
}
