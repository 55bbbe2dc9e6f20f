/* ruhu-hq-backup.c: all of HQ in one file, sealed to the recovery key
 *
 * The store is copied first: what it says is complete lies in its file by then, and is put into the
 * backup after it, hashed again. What tablets send meanwhile is in the next backup. Only when the
 * file is whole, durable and read back does HQ tell tablets that they need not keep what is in it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-backup.h"

#include "ruhu-hq-att-table.h"
#include "ruhu-hq-command.h"
#include "ruhu-hq-control.h"
#include "ruhu-hq-device-table.h"
#include "ruhu-hq-form-table.h"
#include "ruhu-hq-store-sqlite.h"

#include "base/ruhu-error.h"

#include <glib/gstdio.h>
#include <stdio.h>

typedef struct {
  const char *path;
  RuhuHqDir *dir; /* or NULL, where a server holds the folder */
  RuhuHqArchiveGoOn go_on;
  gpointer data;
  char *copy;
  GPtrArray *noted; /* words for backup-note */
  GPtrArray *atts;
  GPtrArray *forms;
  RuhuHqBackedUp *done;
} Backup;

/* Asks the process that holds the folder: a server, or this one. */
static RuhuHqReply *
ask (Backup *self, const char *const *words, GError **error)
{
  g_autoptr (RuhuHqCall) call = ruhu_hq_call_parse (words, error);
  g_autoptr (RuhuHqReply) reply = NULL;

  if (call == NULL)
    return NULL;

  reply = self->dir != NULL ? ruhu_hq_command_run (self->dir, call)
                            : ruhu_hq_control_ask (self->path, call, error);
  if (reply == NULL || reply->code == 0)
    return g_steal_pointer (&reply);

  g_set_error (error, RUHU_ERROR, RUHU_ERROR_FAILED, "%s", g_strchomp (reply->err->str));
  return NULL;
}

static gboolean
copy_store (Backup *self, GError **error)
{
  static const char *const words[] = { "backup-copy", NULL };
  guint pages = 0, all = 1;

  while (pages < all) {
    g_autoptr (RuhuHqReply) reply = NULL;

    if (!self->go_on (0, self->data)) {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "given up");
      return FALSE;
    }
    reply = ask (self, words, error);
    if (reply == NULL)
      return FALSE;
    if (sscanf (reply->out->str, "%u %u", &pages, &all) != 2) {
      g_set_error (error, RUHU_ERROR, RUHU_ERROR_FAILED, "the server says nothing of its store");
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
check_copy (RuhuHqStore *store, GError **error)
{
  g_autoptr (RuhuHqRows) rows = ruhu_hq_store_query (store, error, "PRAGMA quick_check", "");

  if (rows == NULL || !ruhu_hq_rows_next (rows, error))
    return FALSE;
  if (g_strcmp0 (ruhu_hq_rows_get_text (rows, 0), "ok") == 0)
    return TRUE;

  g_set_error (error, RUHU_ERROR, RUHU_ERROR_CORRUPT, "HQ's store is damaged; see ruhu-hq verify");
  return FALSE;
}

/* Up to which line of each tablet all is in the backup, attachments included. */
static gboolean
note_devices (Backup *self, RuhuHqStore *store, GError **error)
{
  g_autoptr (GPtrArray) devices = ruhu_hq_device_list (store, "", error);
  guint i;

  for (i = 0; devices != NULL && i < devices->len; i++) {
    RuhuHqDevice *device = g_ptr_array_index (devices, i);
    gint64 upto;

    self->done->lines += device->acked;
    if (device->ed == NULL)
      continue;
    upto = ruhu_hq_att_get_upto (store, device->dev, device->acked, error);
    if (upto < 0)
      return FALSE;
    self->done->devices++;
    g_ptr_array_add (self->noted, g_strdup_printf ("%s=%" G_GINT64_FORMAT, device->dev, upto));
  }
  return devices != NULL;
}

static gboolean
read_copy (Backup *self, GError **error)
{
  g_autoptr (RuhuHqStore) store = ruhu_hq_store_sqlite_new (self->copy, error);

  if (store == NULL || !check_copy (store, error) || !note_devices (self, store, error))
    return FALSE;

  self->atts = ruhu_hq_att_list (store, error);
  self->forms = self->atts != NULL ? ruhu_hq_form_list (store, 0, error) : NULL;
  return self->forms != NULL;
}

static gboolean
add (Backup *self, RuhuHqArchiveWriter *writer, const char *name, const char *hash, GError **error)
{
  g_autofree char *path = g_build_filename (self->path, name, NULL);

  return ruhu_hq_archive_add (writer, name, path, hash, error);
}

static gboolean
add_keys (Backup *self, RuhuHqArchiveWriter *writer, GError **error)
{
  g_autofree char *path = g_build_filename (self->path, "keys", NULL);
  g_autoptr (GDir) keys = g_dir_open (path, 0, error);
  const char *name;

  while (keys != NULL && (name = g_dir_read_name (keys)) != NULL) {
    g_autofree char *key = g_build_filename ("keys", name, NULL);

    if (!add (self, writer, key, NULL, error))
      return FALSE;
  }
  return keys != NULL && add (self, writer, "hq.json", NULL, error) &&
         add (self, writer, "ca.pem", NULL, error) &&
         add (self, writer, "server.pem", NULL, error) &&
         add (self, writer, "hqe.pub", NULL, error) &&
         ruhu_hq_archive_add (writer, "hq.db", self->copy, NULL, error);
}

/* One content may be named in several townships, and in several forms. */
static gboolean
add_content (Backup *self,
             RuhuHqArchiveWriter *writer,
             GHashTable *added,
             const char *folder,
             const char *hash,
             GError **error)
{
  char *name = g_strdup_printf ("%s/%.2s/%s", folder, hash, hash);

  return !g_hash_table_add (added, name) || add (self, writer, name, hash, error);
}

static gboolean
add_contents (Backup *self, RuhuHqArchiveWriter *writer, GError **error)
{
  g_autoptr (GHashTable) added = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint i, j;

  for (i = 0; i < self->forms->len; i++) {
    GPtrArray *files = ((RuhuHqForm *) g_ptr_array_index (self->forms, i))->notice->files;

    for (j = 0; j < files->len; j++) {
      RuhuFormFile *file = g_ptr_array_index (files, j);

      if (!add_content (self, writer, added, "media", file->hash, error))
        return FALSE;
    }
  }
  self->done->media = g_hash_table_size (added);

  for (i = 0; i < self->atts->len; i++) {
    RuhuHqAtt *att = g_ptr_array_index (self->atts, i);

    if (att->complete && !add_content (self, writer, added, "att", att->hash, error))
      return FALSE;
  }
  self->done->attachments = g_hash_table_size (added) - self->done->media;
  return TRUE;
}

static gboolean
write_archive (Backup *self, const char *file, GError **error)
{
  g_autofree char *path = g_build_filename (self->path, "hqe.pub", NULL);
  g_autofree char *key = NULL;
  g_autoptr (RuhuHqArchiveWriter) writer = NULL;
  GStatBuf info;
  gsize size;

  if (!g_file_get_contents (path, &key, &size, error))
    return FALSE;
  if (size != RUHU_HQ_RECOVERY_SIZE) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_CORRUPT, "%s is no key of HQ's", path);
    return FALSE;
  }

  writer = ruhu_hq_archive_create (file, (guint8 *) key, self->go_on, self->data, error);
  if (writer == NULL || !add_keys (self, writer, error) || !add_contents (self, writer, error) ||
      !ruhu_hq_archive_finish (writer, error))
    return FALSE;

  self->done->bytes = g_stat (file, &info) == 0 ? info.st_size : 0;
  return TRUE;
}

static gboolean
note_done (Backup *self, GError **error)
{
  g_autoptr (RuhuHqReply) reply = NULL;
  g_autoptr (GError) failed = NULL;

  g_ptr_array_add (self->noted, NULL);
  reply = ask (self, (const char *const *) self->noted->pdata, &failed);
  if (reply != NULL)
    return TRUE;

  g_set_error (error,
               RUHU_ERROR,
               RUHU_ERROR_FAILED,
               "the backup is whole, but HQ could not note it: %s",
               failed->message);
  return FALSE;
}

static gboolean
check_place (const char *file, GError **error)
{
  if (!g_file_test (file, G_FILE_TEST_EXISTS) || ruhu_hq_archive_is_one (file))
    return TRUE;

  g_set_error (error,
               RUHU_ERROR,
               RUHU_ERROR_REFUSED,
               "%s is there already and no backup; nothing was changed",
               file);
  return FALSE;
}

static void
stop_copying (Backup *self)
{
  static const char *const words[] = { "backup-copy", "--stop=1", NULL };
  g_autoptr (RuhuHqReply) reply = ask (self, words, NULL);

  (void) reply; /* where nobody answers, nobody copies either */
  g_unlink (self->copy);
}

/**
 * ruhu_hq_backup_write:
 * @path: HQ's folder
 * @dir: (nullable): the folder, where this process holds it; else a server runs there
 * @file: where the backup goes; over an older one of that name once the new one is whole
 * @go_on: asked now and then
 * @done: (out caller-allocates): what is in it
 *
 * Returns: %FALSE, and nothing new is at @file, with %G_IO_ERROR_CANCELLED, %RUHU_ERROR_REFUSED
 *   where something else is at @file, %RUHU_ERROR_CORRUPT where HQ's own files are not what they
 *   should be, or what the disk says
 */
gboolean
ruhu_hq_backup_write (const char *path,
                      RuhuHqDir *dir,
                      const char *file,
                      RuhuHqArchiveGoOn go_on,
                      gpointer data,
                      RuhuHqBackedUp *done,
                      GError **error)
{
  Backup self = { path, dir, go_on, data, NULL, NULL, NULL, NULL, done };
  g_autofree char *name = g_path_get_basename (file);
  gboolean ok;

  memset (done, 0, sizeof *done);
  if (!check_place (file, error))
    return FALSE;

  self.copy = g_build_filename (path, RUHU_HQ_BACKUP_COPY, NULL);
  self.noted = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self.noted, g_strdup ("backup-note"));
  g_ptr_array_add (self.noted, g_strdup ("--"));
  g_ptr_array_add (self.noted, g_steal_pointer (&name));
  ok = copy_store (&self, error) && read_copy (&self, error) &&
       write_archive (&self, file, error) && note_done (&self, error);

  stop_copying (&self);
  g_clear_pointer (&self.atts, g_ptr_array_unref);
  g_clear_pointer (&self.forms, g_ptr_array_unref);
  g_ptr_array_unref (self.noted);
  g_free (self.copy);
  return ok;
}
