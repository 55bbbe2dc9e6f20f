/* ruhu-hq-command-erase.c: erase PERSON --reason TEXT
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-commands-private.h"
#include "ruhu-hq-erase.h"

#include "base/ruhu-id.h"

#define ACTOR "command"
#define LONGEST 200

/** ruhu_hq_erase_run: `erase PERSON --reason TEXT` */
gboolean
ruhu_hq_erase_run (RuhuHqDir *dir, RuhuHqCall *call, RuhuHqReply *reply, GError **error)
{
  const char *person = ruhu_hq_call_get_arg (call, 0);
  const char *reason = ruhu_hq_call_get_option (call, "reason");
  RuhuHqErased erased;

  if (!ruhu_id_is_valid (person) || reason == NULL || *reason == '\0' ||
      strlen (reason) > LONGEST) {
    g_set_error (error,
                 G_OPTION_ERROR,
                 G_OPTION_ERROR_BAD_VALUE,
                 "say the person's id, and --reason in up to 200 letters that name nobody");
    return FALSE;
  }
  if (!ruhu_hq_erase (dir, ACTOR, person, reason, &erased, error))
    return FALSE;

  g_string_append_printf (reply->out,
                          "erased: %u objects, %u lines, %u attachments; backups made before still"
                          " have them\n",
                          erased.objects,
                          erased.lines,
                          erased.attachments);
  return TRUE;
}
