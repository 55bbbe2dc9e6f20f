/* ruhu-truth.c: the one sentence of where the records are
 *
 * Home, unlock and sending say the same words, counted in the same way.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-truth.h"

#include "ruhu-format.h"

#include <glib/gi18n.h>

static gboolean
is_same_day (gint64 when, GDateTime *now)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (when / 1000);
  g_autoptr (GDateTime) time = NULL;

  if (utc == NULL)
    return FALSE;

  time = g_date_time_to_timezone (utc, g_date_time_get_timezone (now));
  return g_date_time_get_year (time) == g_date_time_get_year (now) &&
         g_date_time_get_day_of_year (time) == g_date_time_get_day_of_year (now);
}

static void
count_one (RuhuTruth *truth, RuhuResponse *response, GDateTime *now)
{
  RuhuStatus status = ruhu_truth_get_status (response);
  gint64 finished_at = ruhu_response_get_finished_at (response);
  gboolean today = status != RUHU_STATUS_DRAFT && is_same_day (finished_at, now);

  truth->today += today;
  truth->received += today && status != RUHU_STATUS_HERE && status != RUHU_STATUS_CARRIED;
  truth->here += status == RUHU_STATUS_HERE;
  truth->drafts += status == RUHU_STATUS_DRAFT;
  if (status != RUHU_STATUS_RETURNED)
    return;

  truth->returned++;
  if (truth->oldest_returned == NULL ||
      finished_at < ruhu_response_get_finished_at (truth->oldest_returned))
    truth->oldest_returned = response;
}

/** ruhu_truth_count: @responses: (nullable): a model of RuhuResponse */
RuhuTruth
ruhu_truth_count (GListModel *responses, GDateTime *now)
{
  RuhuTruth truth = { 0 };
  guint n = responses != NULL ? g_list_model_get_n_items (responses) : 0;
  guint i;

  for (i = 0; i < n; i++) {
    g_autoptr (RuhuResponse) response = g_list_model_get_item (responses, i);

    count_one (&truth, response, now);
  }
  return truth;
}

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
    return RUHU_STATUS_HERE;
  }
}

/** ruhu_truth_get_title: Returns: (transfer full): how many were recorded today */
char *
ruhu_truth_get_title (const RuhuTruth *truth)
{
  if (truth->today == 0)
    return g_strdup (_ ("Nothing recorded today yet"));

  return g_strdup_printf (ngettext ("%u recorded today", "%u recorded today", truth->today),
                          truth->today);
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
ruhu_truth_get_sentence (const RuhuTruth *truth, gint64 next_try, GDateTime *now)
{
  if (truth->here == 0 && truth->received == 0)
    return g_strdup (_ ("Nothing is waiting on this tablet."));
  if (truth->here == 0)
    return g_strdup_printf (_ ("%u received by the county, nothing left on this tablet."),
                            truth->received);
  if (truth->received == 0)
    return add_next_try (g_strdup_printf (_ ("%u on this tablet, none lost."), truth->here),
                         next_try,
                         now);

  return add_next_try (g_strdup_printf (_ ("%1$u received by the county, %2$u on this tablet."),
                                        truth->received,
                                        truth->here),
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
