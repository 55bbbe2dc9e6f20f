/* ruhu-person-rows.c: a person's needs and visits, one row each
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-person-rows.h"

#include "ruhu-format.h"
#include "ruhu-truth.h"

#include "base/ruhu-clock.h"
#include "cases/ruhu-need.h"

#include <glib/gi18n.h>

static RuhuStatus
get_need_status (RuhuNeed *need)
{
  switch (ruhu_need_get_state (need)) {
  case RUHU_NEED_PROPOSED:
  case RUHU_NEED_DEFERRED:
  case RUHU_NEED_DISPUTED:
    return RUHU_STATUS_RECEIVED;
  case RUHU_NEED_VERIFIED:
    return RUHU_STATUS_AGREED;
  case RUHU_NEED_PLANNED:
  case RUHU_NEED_IN_SERVICE:
  case RUHU_NEED_DELIVERED:
  case RUHU_NEED_FOLLOWED_UP:
  case RUHU_NEED_CLOSED:
    return RUHU_STATUS_ACCEPTED;
  case RUHU_NEED_NOT_ELIGIBLE:
  case RUHU_NEED_MERGED:
  case RUHU_NEED_WITHDRAWN:
  case RUHU_NEED_DECEASED:
  case RUHU_NEED_MOVED:
  default:
    return RUHU_STATUS_NONE;
  }
}

static void
round_row (RuhuListRow *row)
{
  ruhu_list_row_set_place (row, NULL, FALSE, FALSE);
}

/** ruhu_person_rows_new_need: @item: a RuhuNeed; a GtkListBoxCreateWidgetFunc */
GtkWidget *
ruhu_person_rows_new_need (gpointer item, gpointer user_data)
{
  RuhuListRow *row = ruhu_list_row_new ();
  RuhuStatus status = get_need_status (item);
  g_autofree char *words = ruhu_status_to_words (status, 0, NULL);
  g_autofree char *date = ruhu_date_to_string (ruhu_need_get_raised_on (item));
  const char *label = ruhu_need_get_field (item, "label");
  g_autofree char *raised =
    date != NULL && *date != '\0' ? g_strdup_printf (_ ("Raised on %s"), date) : NULL;

  ruhu_list_row_set_title (row, *label != '\0' ? label : ruhu_need_get_item (item));
  ruhu_list_row_set_subtitle (row, raised);
  ruhu_list_row_set_status (row, status, words);
  ruhu_list_row_set_opens (row, FALSE);
  round_row (row);
  return GTK_WIDGET (row);
}

/* "Screening · Correction · zhou", of what there is. */
static char *
describe_visit (RuhuResponse *response, const char *form)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new ();
  const char *link = ruhu_truth_get_link (response);
  const char *user = ruhu_response_get_user (response);

  if (form != NULL)
    g_ptr_array_add (parts, (gpointer) form);
  if (link != NULL)
    g_ptr_array_add (parts, (gpointer) link);
  if (user != NULL)
    g_ptr_array_add (parts, (gpointer) user);
  g_ptr_array_add (parts, NULL);
  return parts->len > 1 ? g_strjoinv (" · ", (char **) parts->pdata) : NULL;
}

/**
 * ruhu_person_rows_show_visit:
 * @form: (nullable): title of its form, where there are several
 *
 * Tells in @row what @response says now.
 */
void
ruhu_person_rows_show_visit (RuhuListRow *row, RuhuResponse *response, const char *form)
{
  RuhuStatus status = ruhu_truth_get_status (response);
  g_autofree char *words = ruhu_truth_get_words (response);
  g_autoptr (GDateTime) now = ruhu_clock_local ();
  gint64 finished_at = ruhu_response_get_finished_at (response);
  g_autofree char *when =
    ruhu_format_when (finished_at > 0 ? finished_at : ruhu_response_get_started_at (response), now);
  g_autofree char *subtitle = describe_visit (response, form);

  ruhu_list_row_set_title (row, when);
  ruhu_list_row_set_subtitle (row, subtitle);
  ruhu_list_row_set_status (row, status, words);
}

/** ruhu_person_rows_new_visit: Returns: (transfer floating): the row of one response, still empty
 */
RuhuListRow *
ruhu_person_rows_new_visit (void)
{
  RuhuListRow *row = ruhu_list_row_new ();

  round_row (row);
  return row;
}
