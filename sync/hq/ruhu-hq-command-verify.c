/* ruhu-hq-command-verify.c: verify
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-att-file.h"
#include "ruhu-hq-att-table.h"
#include "ruhu-hq-audit-table.h"
#include "ruhu-hq-commands-private.h"
#include "ruhu-hq-kept-files.h"
#include "ruhu-hq-verify.h"

#include "base/ruhu-clock.h"
#include "ruhu-receipt.h"
#include "ruhu-wire.h"

/* A tablet's later receipt is over all lines of its earlier ones. */
static const char *
find_fault (RuhuHqVerified *found, const char *number, RuhuReceipt **last, guint64 *upto)
{
  g_autofree char *device = NULL;

  if (!ruhu_wire_read_receipt_number (number, &device, upto))
    return "is no receipt's number; one character or more is wrong, have it read out again";

  *last = g_hash_table_lookup (found->last, device);
  if (*last == NULL)
    return "is of a tablet that has no receipt from this HQ";
  return *upto > (*last)->upto ? "goes beyond what HQ has of that tablet" : NULL;
}

/* Whether a number that somebody reads out is a receipt of this HQ. */
static gboolean
confirm (RuhuHqVerified *found, const char *number, RuhuHqReply *reply)
{
  RuhuReceipt *last = NULL;
  guint64 upto = 0;
  const char *fault = find_fault (found, number, &last, &upto);

  if (fault != NULL) {
    g_string_append_printf (reply->err, "receipt %s: %s\n", number, fault);
    return FALSE;
  }

  g_string_append_printf (reply->out,
                          "receipt %s: HQ has all lines of %s up to %" G_GUINT64_FORMAT
                          ", and attachments of those up to %" G_GUINT64_FORMAT "\n",
                          number,
                          last->device,
                          upto,
                          MIN (upto, last->attachments));
  return TRUE;
}

/* Tablets keep an attachment until a backup has it, so one of both can give it again. */
static gboolean
ask_again (RuhuHqDir *dir, const char *hash, RuhuHqReply *reply, GError **error)
{
  RuhuHqStore *store = ruhu_hq_dir_get_store (dir);
  g_autoptr (GPtrArray) devices = ruhu_hq_att_list_devices (store, hash, error);
  g_autofree char *names = NULL;

  if (devices == NULL || !ruhu_hq_att_file_want_again (dir, hash, ruhu_clock_now (), error))
    return FALSE;

  g_ptr_array_add (devices, NULL);
  names = g_strjoinv (", ", (char **) devices->pdata);
  g_string_append_printf (reply->err,
                          "what to do: attachment %s is asked for again from %s; where a tablet "
                          "has freed it, the last backup has it: ruhu-hq restore into another "
                          "folder, copy att/%.2s/%s from there, and run this again\n",
                          hash,
                          names,
                          hash,
                          hash);
  return TRUE;
}

/* Somebody may have put back what was damaged. */
static gboolean
take_back (RuhuHqDir *dir, GError **error)
{
  g_auto (GStrv) wanted = ruhu_hq_att_list_again (ruhu_hq_dir_get_store (dir), NULL, error);
  guint i;

  for (i = 0; wanted != NULL && wanted[i] != NULL; i++) {
    if (ruhu_hq_att_file_is_right (dir, wanted[i]) &&
        !ruhu_hq_att_file_note_complete (dir, wanted[i], ruhu_clock_now (), error))
      return FALSE;
  }
  return wanted != NULL;
}

/* A damaged store is left as it is. */
static gboolean
mend (RuhuHqDir *dir, RuhuHqVerified *found, RuhuHqReply *reply, GError **error)
{
  GHashTableIter iter;
  gpointer hash;

  if (found->damaged)
    return TRUE;

  g_hash_table_iter_init (&iter, found->lost);
  while (g_hash_table_iter_next (&iter, &hash, NULL)) {
    if (!ask_again (dir, hash, reply, error))
      return FALSE;
  }
  return TRUE;
}

/* Somebody replaced that file on purpose. */
static gboolean
accept_file (RuhuHqDir *dir, const char *name, GError **error)
{
  RuhuHqStore *store = ruhu_hq_dir_get_store (dir);
  g_auto (RuhuHqTx) tx = { NULL };

  return ruhu_hq_tx_begin (&tx, store, TRUE, error) &&
         ruhu_hq_kept_files_accept (store, ruhu_hq_dir_get_path (dir), name, error) &&
         ruhu_hq_audit_append (dir, "000000000", "command", "accept-file", name, error) &&
         ruhu_hq_tx_commit (&tx, error);
}

/** ruhu_hq_verify_run: `verify [--accept FILE] [RECEIPT…]`: exit 1 with a line for each thing that
 * is wrong */
gboolean
ruhu_hq_verify_run (RuhuHqDir *dir, RuhuHqCall *call, RuhuHqReply *reply, GError **error)
{
  const char *accepted = ruhu_hq_call_get_option (call, "accept");
  g_autoptr (RuhuHqVerified) found = NULL;
  gboolean confirmed = TRUE;
  guint i;

  if (accepted != NULL && !accept_file (dir, accepted, error))
    return FALSE;
  found = ruhu_hq_verify (dir, error);
  if (found == NULL || (!found->damaged && !take_back (dir, error)))
    return FALSE;

  for (i = 0; i < found->faults->len; i++)
    g_string_append_printf (reply->err, "%s\n", (char *) g_ptr_array_index (found->faults, i));

  if (!mend (dir, found, reply, error))
    return FALSE;

  g_string_append_printf (reply->out,
                          "%" G_GINT64_FORMAT " logs, %" G_GINT64_FORMAT " lines, %" G_GINT64_FORMAT
                          " receipts, %" G_GINT64_FORMAT " attachments, %" G_GINT64_FORMAT
                          " files of forms, %" G_GINT64_FORMAT " objects, %" G_GINT64_FORMAT
                          " audit entries are as they should be; %u faults\n",
                          found->devices,
                          found->lines,
                          found->receipts,
                          found->attachments,
                          found->media,
                          found->objects,
                          found->audited,
                          found->faults->len);
  for (i = 0; i < call->args->len; i++)
    confirmed = confirm (found, ruhu_hq_call_get_arg (call, i), reply) && confirmed;
  return found->faults->len == 0 && confirmed;
}
