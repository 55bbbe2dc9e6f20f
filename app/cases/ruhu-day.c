/* ruhu-day.c: one day of work in numbers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cases/ruhu-day.h"

#define LATER_DAYS 7

static gboolean
is_older (RuhuDueItem *item, RuhuDueItem *than)
{
  return than == NULL || ruhu_response_get_finished_at (ruhu_due_item_get_response (item)) <
                           ruhu_response_get_finished_at (ruhu_due_item_get_response (than));
}

static void
count_due (RuhuDueList *list, RuhuDate today, RuhuDay *day)
{
  g_autoptr (GHashTable) due = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) later = g_hash_table_new (g_str_hash, g_str_equal);
  RuhuDate end = ruhu_date_add_days (today, LATER_DAYS);
  RuhuDueItem *item;

  for (guint i = 0; (item = ruhu_due_list_get (list, i)) != NULL; i++) {
    const char *household = ruhu_due_item_get_household (item);
    RuhuDueKind kind = ruhu_due_item_get_kind (item);

    day->drafts += kind == RUHU_DUE_DRAFT;
    day->returned += kind == RUHU_DUE_RETURNED;
    if (kind == RUHU_DUE_RETURNED && is_older (item, day->first_returned))
      day->first_returned = item;

    if (ruhu_due_item_is_due (item, today)) {
      if (day->first_due == NULL)
        day->first_due = item;
      g_hash_table_add (due, (gpointer) household);
    } else if (ruhu_due_item_is_due (item, end)) {
      g_hash_table_add (later, (gpointer) household);
    }
  }

  day->due = g_hash_table_size (due);
  day->later = g_hash_table_size (later);
}

static const char *
get_household (RuhuRegister *persons, RuhuResponse *response)
{
  const char *id = ruhu_response_get_person_id (response);
  RuhuPerson *person = id != NULL ? ruhu_register_find (persons, id) : NULL;

  if (person != NULL && *ruhu_person_get_household_id (person) != '\0')
    return ruhu_person_get_household_id (person);

  return id != NULL ? id : ruhu_response_get_id (response);
}

static gboolean
is_on_day (gint64 ms, RuhuDate day)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (ms / 1000);
  int year, month, number;

  if (time == NULL)
    return FALSE;

  g_date_time_get_ymd (time, &year, &month, &number);
  return year == day.year && month == day.month && number == day.day;
}

/* Only these two have not left; FINAL is cut, and may be on its way. */
static gboolean
is_here (RuhuResponse *response)
{
  RuhuResponseState state = ruhu_response_get_state (response);

  return state == RUHU_RESPONSE_FINISHED || state == RUHU_RESPONSE_FINAL;
}

static void
count_recorded (RuhuDueList *list, RuhuDate today, RuhuDay *day)
{
  g_autoptr (GHashTable) recorded = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) here = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) older = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  RuhuRegister *persons = ruhu_due_list_get_register (list);
  GListModel *responses = ruhu_due_list_get_responses (list);
  guint n = g_list_model_get_n_items (responses);

  for (guint i = 0; i < n; i++) {
    g_autoptr (RuhuResponse) response = g_list_model_get_item (responses, i);
    const char *household = get_household (persons, response);
    gboolean on_day = is_on_day (ruhu_response_get_finished_at (response), today);

    if (ruhu_response_get_state (response) == RUHU_RESPONSE_DRAFT)
      continue;
    if (on_day)
      g_hash_table_add (recorded, g_strdup (household));
    if (is_here (response))
      g_hash_table_add (on_day ? here : older, g_strdup (household));
  }

  day->recorded = g_hash_table_size (recorded);
  day->here = g_hash_table_size (here);
  day->received = day->recorded - day->here;
  day->older = g_hash_table_size (older);
}

/**
 * ruhu_day_count:
 * @list: a due list, refreshed on @day
 * @day: a whole date
 *
 * Returns: that day in numbers
 */
RuhuDay
ruhu_day_count (RuhuDueList *list, RuhuDate day)
{
  RuhuDay counted = { 0 };

  count_due (list, day, &counted);
  count_recorded (list, day, &counted);
  return counted;
}
