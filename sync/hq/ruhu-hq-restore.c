/* ruhu-hq-restore.c: HQ from a backup
 *
 * Into a folder beside the one it is for, which gets its name only once the file was read to its
 * end. The store begins another life: tablets see it from `gen`, send again what the backup does
 * not have, and fetch all of the register anew.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define _GNU_SOURCE /* syncfs() */

#include "ruhu-hq-att-table.h"
#include "ruhu-hq-audit-table.h"
#include "ruhu-hq-backup.h"
#include "ruhu-hq-device-table.h"
#include "ruhu-hq-meta-table.h"
#include "ruhu-hq-store-sqlite.h"
#include "ruhu-hq-verify.h"

#include "base/ruhu-error.h"
#include "base/ruhu-file.h"
#include "base/ruhu-id.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TOWN "000000000"
#define PIECE 65536

/* Names of our own making, and no way out of the folder. */
static gboolean
check_name (const char *name, GError **error)
{
  const char *p;

  for (p = name; g_ascii_isalnum (*p) || strchr ("._-/", *p) != NULL; p++) {
    if (*p == '\0')
      break;
  }
  if (*p == '\0' && *name != '/' && *name != '.' && strstr (name, "..") == NULL)
    return TRUE;

  g_set_error (error, RUHU_ERROR, RUHU_ERROR_CORRUPT, "a file in the backup has no good name");
  return FALSE;
}

static gboolean
write_file (RuhuHqArchiveReader *reader, int fd, const char *path, guint64 size, GError **error)
{
  guint8 piece[PIECE];
  guint64 left;
  gsize n;

  for (left = size; left > 0; left -= n) {
    n = MIN (left, sizeof piece);
    if (!ruhu_hq_archive_read (reader, piece, n, error))
      return FALSE;
    if (!ruhu_file_write_all (fd, piece, n))
      return ruhu_file_fail (path, errno, error);
  }
  return TRUE;
}

static gboolean
unpack_one (RuhuHqArchiveReader *reader,
            const char *new,
            const char *name,
            guint64 size,
            GError **error)
{
  g_autofree char *path = g_build_filename (new, name, NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  gboolean ok;
  int fd;

  if (!check_name (name, error))
    return FALSE;
  if (g_mkdir_with_parents (folder, 0700) != 0)
    return ruhu_file_fail (folder, errno, error);

  fd = g_open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0)
    return ruhu_file_fail (path, errno, error);
  ok = write_file (reader, fd, path, size, error);
  close (fd);
  return ok;
}

static void
count (const char *name, RuhuHqBackedUp *done)
{
  if (g_str_has_prefix (name, "att/"))
    done->attachments++;
  else if (g_str_has_prefix (name, "media/"))
    done->media++;
}

static gboolean
unpack (RuhuHqArchiveReader *reader, const char *new, RuhuHqBackedUp *done, GError **error)
{
  char name[RUHU_HQ_ARCHIVE_NAME_SIZE];
  g_autofree char *att = g_build_filename (new, "att", NULL);
  guint64 size;

  if (g_mkdir (att, 0700) != 0)
    return ruhu_file_fail (att, errno, error);

  while (ruhu_hq_archive_next (reader, name, &size, error)) {
    if (*name == '\0')
      return TRUE;
    if (!unpack_one (reader, new, name, size, error))
      return FALSE;
    done->bytes += size;
    count (name, done);
  }
  return FALSE;
}

/* The backup that was read is one that tablets may rely on. */
static gboolean
set_safe (RuhuHqStore *store, RuhuHqBackedUp *done, GError **error)
{
  g_autoptr (GPtrArray) devices = ruhu_hq_device_list (store, "", error);
  guint i;

  for (i = 0; devices != NULL && i < devices->len; i++) {
    RuhuHqDevice *device = g_ptr_array_index (devices, i);
    gint64 upto = ruhu_hq_att_get_upto (store, device->dev, device->acked, error);

    if (upto < 0 || !ruhu_hq_device_set_safe (store, device->dev, upto, error))
      return FALSE;
    done->devices += device->ed != NULL;
    done->lines += device->acked;
  }
  return devices != NULL;
}

/* What was good once may have been used since, and who was signed in may not be any more. */
static gboolean
begin_life (const char *new, RuhuHqBackedUp *done, GError **error)
{
  g_autofree char *path = g_build_filename (new, "hq.db", NULL);
  g_autofree char *gen = ruhu_id_new ();
  g_autoptr (RuhuHqStore) store = ruhu_hq_store_sqlite_new (path, error);
  g_auto (RuhuHqTx) tx = { NULL };
  g_autofree char *before = NULL, *restores = NULL;

  if (store == NULL || !ruhu_hq_tx_begin (&tx, store, TRUE, error))
    return FALSE;

  before = ruhu_hq_meta_get (store, "restores", NULL);
  restores = g_strdup_printf ("%d", (before != NULL ? atoi (before) : 0) + 1);
  return ruhu_hq_meta_set (store, "gen", gen, error) &&
         ruhu_hq_meta_set (store, "restores", restores, error) &&
         ruhu_hq_store_run (store, error, "DELETE FROM enrol_code", "") &&
         ruhu_hq_store_run (store, error, "DELETE FROM session", "") &&
         set_safe (store, done, error) && ruhu_hq_tx_commit (&tx, error);
}

static GPtrArray *
look_through (const char *new, const char *file, GError **error)
{
  g_autoptr (RuhuHqDir) dir = ruhu_hq_dir_open (new, error);
  g_autofree char *name = g_path_get_basename (file);
  g_autoptr (RuhuHqVerified) found = NULL;

  if (dir == NULL || !ruhu_hq_audit_append (dir, TOWN, "command", "restore", name, error))
    return NULL;

  found = ruhu_hq_verify (dir, error);
  return found != NULL ? g_ptr_array_ref (found->faults) : NULL;
}

static gboolean
make_durable (const char *new, GError **error)
{
  int fd = g_open (new, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  gboolean ok = fd >= 0 && syncfs (fd) == 0;

  if (!ok)
    ruhu_file_fail (new, errno, error);
  if (fd >= 0)
    close (fd);
  return ok;
}

/**
 * ruhu_hq_restore:
 * @file: a backup
 * @key: what both halves of the recovery key make
 * @path: a folder that does not exist or is empty
 * @done: (out caller-allocates): what it holds now
 *
 * Returns: (transfer full) (nullable) (element-type utf8): what ruhu_hq_verify() finds wrong, which
 *   was in the backup already; %NULL, and nothing is at @path, with %RUHU_ERROR_REFUSED where
 *   something is there or the key is another's, %RUHU_ERROR_CORRUPT where the backup is damaged, or
 *   what the disk says
 */
GPtrArray *
ruhu_hq_restore (const char *file,
                 const guint8 key[RUHU_HQ_RECOVERY_SIZE],
                 const char *path,
                 RuhuHqBackedUp *done,
                 GError **error)
{
  guint8 public[crypto_box_PUBLICKEYBYTES];
  g_autoptr (RuhuHqArchiveReader) reader = NULL;
  g_autoptr (GPtrArray) faults = NULL;
  g_autofree char *new = NULL;

  memset (done, 0, sizeof *done);
  crypto_scalarmult_base (public, key);
  reader = ruhu_hq_archive_open (file, public, key, error);
  new = reader != NULL ? ruhu_hq_dir_begin (path, error) : NULL;
  if (new == NULL)
    return NULL;

  if (unpack (reader, new, done, error) && begin_life (new, done, error))
    faults = look_through (new, file, error);
  if (!ruhu_hq_dir_end (new, path, faults != NULL && make_durable (new, error), error) ||
      !ruhu_file_sync_folder (path, error))
    return NULL;
  return g_steal_pointer (&faults);
}
