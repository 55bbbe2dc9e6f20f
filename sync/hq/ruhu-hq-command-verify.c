/* ruhu-hq-command-verify.c: verify
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-audit-table.h"
#include "ruhu-hq-commands-private.h"
#include "ruhu-hq-kept-files.h"
#include "ruhu-hq-verify.h"

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
  if (found == NULL)
    return FALSE;

  for (i = 0; i < found->faults->len; i++)
    g_string_append_printf (reply->err, "%s\n", (char *) g_ptr_array_index (found->faults, i));

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
