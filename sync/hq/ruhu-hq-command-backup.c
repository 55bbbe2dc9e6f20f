/* ruhu-hq-command-backup.c: what `ruhu-hq backup` asks of the process that holds the folder
 *
 * The store is copied some pages at a time, one call after the other, so that a server takes in
 * what tablets send between two of them. All else is the asking process's work.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-audit-table.h"
#include "ruhu-hq-backup.h"
#include "ruhu-hq-commands-private.h"
#include "ruhu-hq-device-table.h"
#include "ruhu-hq-meta-table.h"

#include "base/ruhu-clock.h"
#include "base/ruhu-error.h"

#define TOWN "000000000"
#define PAGES 2048 /* 8 MiB */

/** ruhu_hq_backup_copy_run: says how many pages the copy has, and how many there are */
gboolean
ruhu_hq_backup_copy_run (RuhuHqDir *dir, RuhuHqCall *call, RuhuHqReply *reply, GError **error)
{
  g_autofree char *path = ruhu_hq_dir_build_path (dir, RUHU_HQ_BACKUP_COPY);
  gboolean stop = ruhu_hq_call_get_option (call, "stop") != NULL;
  RuhuHqCopied copied;

  if (!ruhu_hq_store_copy (ruhu_hq_dir_get_store (dir), path, stop ? 0 : PAGES, &copied, error))
    return FALSE;

  g_string_append_printf (reply->out, "%u %u\n", copied.pages, copied.all);
  return TRUE;
}

/* `DEVICE=SEQ` */
static gboolean
note_safe (RuhuHqStore *store, const char *word, GError **error)
{
  const char *equals = strrchr (word, '=');
  g_autofree char *dev = equals != NULL ? g_strndup (word, equals - word) : NULL;
  gint64 safe;

  if (dev != NULL && g_ascii_string_to_signed (equals + 1, 10, 0, G_MAXINT64, &safe, NULL))
    return ruhu_hq_device_set_safe (store, dev, safe, error);

  g_set_error (error, RUHU_ERROR, RUHU_ERROR_INVALID, "“%s” says nothing of a device", word);
  return FALSE;
}

/** ruhu_hq_backup_note_run: a backup is whole: tablets may forget what is in it */
gboolean
ruhu_hq_backup_note_run (RuhuHqDir *dir, RuhuHqCall *call, RuhuHqReply *reply, GError **error)
{
  RuhuHqStore *store = ruhu_hq_dir_get_store (dir);
  g_autofree char *at = g_strdup_printf ("%" G_GINT64_FORMAT, ruhu_clock_now ());
  g_auto (RuhuHqTx) tx = { NULL };
  guint i;

  if (!ruhu_hq_tx_begin (&tx, store, TRUE, error))
    return FALSE;

  for (i = 1; i < call->args->len; i++) {
    if (!note_safe (store, ruhu_hq_call_get_arg (call, i), error))
      return FALSE;
  }
  return ruhu_hq_meta_set (store, "backup", at, error) &&
         ruhu_hq_audit_append (dir,
                               TOWN,
                               "command",
                               "backup",
                               ruhu_hq_call_get_arg (call, 0),
                               error) &&
         ruhu_hq_tx_commit (&tx, error);
}
