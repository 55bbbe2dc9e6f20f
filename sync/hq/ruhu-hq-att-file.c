/* ruhu-hq-att-file.c: the files of attachments, att/ab/<hash>
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-att-file.h"

#include "ruhu-hq-att-table.h"
#include "ruhu-hq-audit-table.h"
#include "ruhu-hq-receipt.h"

#include "base/ruhu-error.h"
#include "base/ruhu-file.h"
#include "ruhu-hash.h"
#include "store/ruhu-sealed-att.h"

#include <glib/gstdio.h>
#include <sodium.h>

/** ruhu_hq_att_file_path: Returns: (transfer full): where the content of that hash lies */
char *
ruhu_hq_att_file_path (RuhuHqDir *dir, const char *hash, const char *suffix)
{
  return g_strdup_printf ("%s/att/%.2s/%s%s", ruhu_hq_dir_get_path (dir), hash, hash, suffix);
}

/**
 * ruhu_hq_att_file_is_named_by:
 *
 * Whoever stole a locked tablet could ask for any hash; he learns of nothing but its own lines.
 *
 * Returns: whether a line of that very device names the content
 */
gboolean
ruhu_hq_att_file_is_named_by (RuhuHqDir *dir, const char *hash, const char *dev, GError **error)
{
  g_autoptr (GPtrArray) devices =
    ruhu_hq_att_list_devices (ruhu_hq_dir_get_store (dir), hash, error);

  return devices != NULL && g_ptr_array_find_with_equal_func (devices, dev, g_str_equal, NULL);
}

/**
 * ruhu_hq_att_file_drop_parts:
 * @hash: of an attachment that is complete
 *
 * What was begun in the other way, by another tablet, or by an HQ that was killed before it came to
 * this, is of no use any more.
 */
void
ruhu_hq_att_file_drop_parts (RuhuHqDir *dir, const char *hash)
{
  g_autofree char *path = ruhu_hq_att_file_path (dir, hash, "");
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *prefix = g_strconcat (hash, ".", NULL);
  g_autoptr (GDir) files = g_dir_open (folder, 0, NULL);
  const char *name;

  while (files != NULL && (name = g_dir_read_name (files)) != NULL) {
    g_autofree char *file = g_build_filename (folder, name, NULL);

    if (g_str_has_prefix (name, prefix))
      g_unlink (file);
  }
}

static gboolean
renew_receipts (RuhuHqDir *dir, const char *hash, gint64 now, GError **error)
{
  RuhuHqStore *store = ruhu_hq_dir_get_store (dir);
  g_autoptr (GPtrArray) devices = ruhu_hq_att_list_devices (store, hash, error);
  guint i;

  for (i = 0; devices != NULL && i < devices->len; i++) {
    g_autoptr (RuhuHqDevice) device =
      ruhu_hq_device_load (store, g_ptr_array_index (devices, i), error);

    if (device == NULL || !ruhu_hq_receipt_renew (dir, device, now, error) ||
        !ruhu_hq_device_save (store, device, error))
      return FALSE;
  }
  return devices != NULL;
}

/**
 * ruhu_hq_att_file_note_complete:
 * @hash: of an attachment whose file is durable
 * @now: ms since 1970 UTC
 *
 * Every device that named it gets a receipt that says so.
 */
gboolean
ruhu_hq_att_file_note_complete (RuhuHqDir *dir, const char *hash, gint64 now, GError **error)
{
  RuhuHqStore *store = ruhu_hq_dir_get_store (dir);
  g_auto (RuhuHqTx) tx = { NULL };

  return ruhu_hq_tx_begin (&tx, store, TRUE, error) &&
         ruhu_hq_att_complete (store, hash, now, error) && renew_receipts (dir, hash, now, error) &&
         ruhu_hq_tx_commit (&tx, error);
}

/** ruhu_hq_att_file_is_right: whether the file of @hash is there, and is what was sent */
gboolean
ruhu_hq_att_file_is_right (RuhuHqDir *dir, const char *hash)
{
  g_autofree char *path = ruhu_hq_att_file_path (dir, hash, "");
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, NULL);
  g_autofree char *found = NULL;

  if (file != NULL)
    found = ruhu_hash_text (g_mapped_file_get_contents (file), g_mapped_file_get_length (file));
  return g_strcmp0 (found, hash) == 0;
}

/**
 * ruhu_hq_att_file_want_again:
 * @hash: of an attachment whose file is not right
 * @now: ms since 1970 UTC
 *
 * It is complete no more, and receipts say so; the tablets that named it are asked for it.
 */
gboolean
ruhu_hq_att_file_want_again (RuhuHqDir *dir, const char *hash, gint64 now, GError **error)
{
  g_autofree char *path = ruhu_hq_att_file_path (dir, hash, "");
  g_auto (RuhuHqTx) tx = { NULL };

  if (!ruhu_hq_tx_begin (&tx, ruhu_hq_dir_get_store (dir), TRUE, error) ||
      !ruhu_hq_att_want_again (ruhu_hq_dir_get_store (dir), hash, error) ||
      !renew_receipts (dir, hash, now, error) ||
      !ruhu_hq_audit_append (dir, "000000000", "command", "attachment-damaged", hash, error) ||
      !ruhu_hq_tx_commit (&tx, error))
    return FALSE;

  g_unlink (path);
  return TRUE;
}

static gboolean
keep (RuhuHqDir *dir, const char *hash, GBytes *content, GError **error)
{
  g_autofree char *path = ruhu_hq_att_file_path (dir, hash, "");
  g_autofree char *folder = g_path_get_dirname (path);
  gsize n;
  const char *data = ruhu_file_get_data (content, &n);

  g_mkdir (folder, 0700);
  return ruhu_file_replace (path, data, n, error);
}

static gboolean
take (RuhuHqDir *dir,
      RuhuHqAtt *att,
      const guint8 key[RUHU_SEALED_ATT_KEY_SIZE],
      GBytes *file,
      gint64 now,
      RuhuHqAttTaken *taken,
      GError **error)
{
  g_autoptr (GBytes) content = ruhu_sealed_att_open (key, file, NULL);
  g_autofree char *hash = content != NULL ? ruhu_hash_bytes (content) : NULL;

  *taken = RUHU_HQ_ATT_BROKEN;
  if (g_strcmp0 (hash, att->hash) != 0)
    return TRUE;
  if (!keep (dir, hash, content, error) || !ruhu_hq_att_file_note_complete (dir, hash, now, error))
    return FALSE;

  ruhu_hq_att_file_drop_parts (dir, hash);
  *taken = RUHU_HQ_ATT_NEW;
  return TRUE;
}

/**
 * ruhu_hq_att_file_take_sealed:
 * @device: who sends it
 * @sealed_key: its key and its content's hash, sealed to HQ
 * @file: the whole ciphertext
 * @now: ms since 1970 UTC
 * @taken: (out): what became of it
 * @error: a fault of HQ's own
 */
gboolean
ruhu_hq_att_file_take_sealed (RuhuHqDir *dir,
                              RuhuHqDevice *device,
                              GBytes *sealed_key,
                              GBytes *file,
                              gint64 now,
                              RuhuHqAttTaken *taken,
                              GError **error)
{
  guint8 key[RUHU_SEALED_ATT_KEY_SIZE] = { 0 };
  g_autoptr (RuhuHqAtt) att = NULL;
  g_autoptr (GError) failed = NULL;
  g_autofree char *hash = ruhu_sealed_att_open_key (ruhu_hq_dir_get_hqx (dir),
                                                    ruhu_hq_dir_get_hqx_secret (dir),
                                                    sealed_key,
                                                    key,
                                                    NULL);
  gboolean done;

  *taken = hash == NULL ? RUHU_HQ_ATT_BROKEN : RUHU_HQ_ATT_UNNAMED;
  if (hash == NULL || !ruhu_hq_att_file_is_named_by (dir, hash, device->dev, &failed)) {
    if (failed != NULL)
      g_propagate_error (error, g_steal_pointer (&failed));
    return error == NULL || *error == NULL;
  }

  att = ruhu_hq_att_find_own (ruhu_hq_dir_get_store (dir), hash, device->dev, &failed);
  if (att == NULL && !g_error_matches (failed, RUHU_ERROR, RUHU_ERROR_NOT_FOUND)) {
    g_propagate_error (error, g_steal_pointer (&failed));
    return FALSE;
  }
  if (att == NULL)
    return TRUE;

  *taken = RUHU_HQ_ATT_KNOWN;
  done = att->complete || take (dir, att, key, file, now, taken, error);
  sodium_memzero (key, sizeof key);
  return done;
}
