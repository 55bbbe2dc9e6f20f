/* ruhu-truth.c: the one sentence of where the records are
 *
 * Home, unlock and sending say the same words. Households are counted, not responses.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-truth.h"

#include "ruhu-format.h"
#include "ruhu-receipt.h"
#include "ruhu-wire.h"

#include <glib/gi18n.h>

/** ruhu_truth_get_status: Returns: the status word for where @response stands */
RuhuStatus
ruhu_truth_get_status (RuhuResponse *response)
{
  switch (ruhu_response_get_state (response)) {
  case RUHU_RESPONSE_DRAFT:
    return RUHU_STATUS_DRAFT;
  case RUHU_RESPONSE_RECEIVED:
  case RUHU_RESPONSE_QUERIED:
    return RUHU_STATUS_RECEIVED;
  case RUHU_RESPONSE_VERIFIED:
    return RUHU_STATUS_AGREED;
  case RUHU_RESPONSE_ACCEPTED:
    return RUHU_STATUS_ACCEPTED;
  case RUHU_RESPONSE_RETURNED:
    return RUHU_STATUS_RETURNED;
  case RUHU_RESPONSE_FINISHED:
  case RUHU_RESPONSE_FINAL:
  default:
    return ruhu_response_get_carrier (response) != NULL ? RUHU_STATUS_CARRIED : RUHU_STATUS_HERE;
  }
}

/** ruhu_truth_get_words: Returns: (transfer full): the same in words, "Draft · 4 to go" */
char *
ruhu_truth_get_words (RuhuResponse *response)
{
  const char *carrier = ruhu_response_get_carrier (response);

  return ruhu_status_to_words (ruhu_truth_get_status (response),
                               (guint) ruhu_response_get_missing (response),
                               carrier != NULL && *carrier != '\0' ? carrier : NULL);
}

/** ruhu_truth_get_link: Returns: (nullable): one word for @response where it is a link of a chain
 * of corrections */
const char *
ruhu_truth_get_link (RuhuResponse *response)
{
  if (ruhu_response_get_replaced_by (response) != NULL)
    return _ ("Replaced");
  return ruhu_response_get_replaces (response) != NULL ? _ ("Correction") : NULL;
}

/**
 * ruhu_truth_get_receipt:
 *
 * Returns: (transfer full) (nullable): number and time of HQ's receipt for @response; %NULL before
 *   there is one
 */
char *
ruhu_truth_get_receipt (RuhuResponse *response, GDateTime *now)
{
  const char *text = ruhu_response_get_receipt (response);
  g_autoptr (RuhuReceipt) receipt = text != NULL ? ruhu_receipt_parse (text) : NULL;
  g_autofree char *number = NULL;
  g_autofree char *when = NULL;

  if (receipt == NULL)
    return NULL;

  number = ruhu_wire_receipt_number (receipt->device, receipt->upto);
  when = ruhu_format_when (receipt->at, now);
  /* Translators: number of a receipt, and when it was signed */
  return g_strdup_printf (_ ("Receipt %1$s · %2$s"), number, when);
}

/** ruhu_truth_get_title: Returns: (transfer full): how many were recorded today */
char *
ruhu_truth_get_title (const RuhuDay *day)
{
  if (day->recorded == 0)
    return g_strdup (_ ("Nothing recorded today yet"));

  return g_strdup_printf (ngettext ("%u recorded today", "%u recorded today", day->recorded),
                          day->recorded);
}

static char *
add_next_try (char *sentence, gint64 next_try, GDateTime *now)
{
  g_autofree char *first = sentence;
  g_autofree char *when = NULL;

  if (next_try == 0)
    return g_steal_pointer (&first);

  when = ruhu_format_next (next_try, now);
  /* Translators: a sentence, and when the tablet tries again, as in "tonight at 1:40" */
  return g_strdup_printf (_ ("%1$s Next try %2$s."), first, when);
}

/**
 * ruhu_truth_get_sentence:
 * @next_try: milliseconds since 1970-01-01T00:00:00Z; 0 where nobody knows
 *
 * Returns: (transfer full): where the records are
 */
char *
ruhu_truth_get_sentence (const RuhuDay *day, gint64 next_try, GDateTime *now)
{
  guint here = day->here + day->older;

  if (here == 0 && day->received == 0)
    return g_strdup (_ ("Nothing is waiting on this tablet."));
  if (here == 0)
    return g_strdup_printf (_ ("%u received by the county, nothing left on this tablet."),
                            day->received);
  if (day->received == 0)
    return add_next_try (g_strdup_printf (_ ("%u on this tablet, none lost."), here),
                         next_try,
                         now);

  return add_next_try (g_strdup_printf (_ ("%1$u received by the county, %2$u on this tablet."),
                                        day->received,
                                        here),
                       next_try,
                       now);
}

/**
 * ruhu_truth_get_locked_sentence:
 * @here: cut, and not yet known to be with HQ
 *
 * Returns: (transfer full): the same for a tablet that is locked, and sends nevertheless
 */
char *
ruhu_truth_get_locked_sentence (guint here, gint64 next_try, GDateTime *now)
{
  if (here == 0)
    return g_strdup (_ ("Nothing is waiting on this tablet."));

  return add_next_try (g_strdup_printf (_ ("Locked, and still sending. %u on this tablet."), here),
                       next_try,
                       now);
}
