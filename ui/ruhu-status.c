/* ruhu-status.c: the six status words
 *
 * Icon, word and tint always come together and are the same everywhere, so they stand in one table.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-status.h"

#include <glib/gi18n.h>

typedef struct {
  const char *icon;
  const char *style;
  const char *words;
} Look;

static const Look looks[] = {
  [RUHU_STATUS_NONE] = { NULL, NULL, NULL },
  [RUHU_STATUS_DRAFT] = { "document-edit-symbolic", "draft", N_ ("Draft") },
  [RUHU_STATUS_HERE] = { "tablet-symbolic", "here", N_ ("Finished · on this tablet") },
  [RUHU_STATUS_CARRIED] = { "send-to-symbolic", "carried", N_ ("Handed on") },
  [RUHU_STATUS_RECEIVED] = { "emblem-ok-symbolic", "received", N_ ("Received by the county") },
  [RUHU_STATUS_RETURNED] = { "edit-undo-symbolic", "returned", N_ ("Returned · to correct") },
  [RUHU_STATUS_AGREED] = { "security-high-symbolic", "agreed", N_ ("Agreed by the township") },
  [RUHU_STATUS_ACCEPTED] = { "security-high-symbolic", "agreed", N_ ("Accepted by the county") },
};

/**
 * ruhu_status_to_words:
 * @left: questions still to answer; counts for a draft only, 0 where it is not known
 * @carrier: (nullable): who took it along; counts for %RUHU_STATUS_CARRIED only
 *
 * Returns: (transfer full) (nullable): the words in the user's language; NULL for
 *   %RUHU_STATUS_NONE
 */
char *
ruhu_status_to_words (RuhuStatus status, guint left, const char *carrier)
{
  g_return_val_if_fail (status < G_N_ELEMENTS (looks), NULL);

  if (status == RUHU_STATUS_NONE)
    return NULL;
  if (status == RUHU_STATUS_DRAFT && left > 0)
    return g_strdup_printf (_ ("Draft · %u to go"), left);
  if (status == RUHU_STATUS_CARRIED && carrier != NULL)
    return g_strdup_printf (_ ("Handed to %s"), carrier);

  return g_strdup (_ (looks[status].words));
}

/** ruhu_status_to_icon: Returns: (nullable): the icon's name; NULL for %RUHU_STATUS_NONE */
const char *
ruhu_status_to_icon (RuhuStatus status)
{
  g_return_val_if_fail (status < G_N_ELEMENTS (looks), NULL);

  return looks[status].icon;
}

/** ruhu_status_to_style: Returns: (nullable): the style class that tints it */
const char *
ruhu_status_to_style (RuhuStatus status)
{
  g_return_val_if_fail (status < G_N_ELEMENTS (looks), NULL);

  return looks[status].style;
}
