/* ruhu-hq-command-verify.c: verify
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-commands-private.h"
#include "ruhu-hq-verify.h"

/** ruhu_hq_verify_run: `verify`: exit 1 with one line for each thing that is wrong */
gboolean
ruhu_hq_verify_run (RuhuHqDir *dir, RuhuHqCall *call, RuhuHqReply *reply, GError **error)
{
  g_autoptr (RuhuHqVerified) found = ruhu_hq_verify (dir, error);
  guint i;

  if (found == NULL)
    return FALSE;

  for (i = 0; i < found->faults->len; i++)
    g_string_append_printf (reply->err, "%s\n", (char *) g_ptr_array_index (found->faults, i));

  g_string_append_printf (reply->out,
                          "%" G_GINT64_FORMAT " logs, %" G_GINT64_FORMAT " lines, %" G_GINT64_FORMAT
                          " receipts, %" G_GINT64_FORMAT " attachments, %" G_GINT64_FORMAT
                          " objects, %" G_GINT64_FORMAT
                          " audit entries are as they should be; %u faults\n",
                          found->devices,
                          found->lines,
                          found->receipts,
                          found->attachments,
                          found->objects,
                          found->audited,
                          found->faults->len);
  return found->faults->len == 0;
}
