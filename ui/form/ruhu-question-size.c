/* ruhu-question-size.c: how much of a page a question takes, before it is drawn
 *
 * An estimate in pixels at 100 % text, from the kind of the question and the length of its words.
 * Whoever divides a form into pages asks for hundreds of them, and a widget costs a thousand times
 * more. The survey's pictures show where the estimate is wrong.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-question-size.h"

#include "form/ruhu-choice-layout.h"
#include "form/ruhu-decline.h"
#include "form/ruhu-location.h"
#include "form/ruhu-groups.h"

/* Half a column of two, or a third of one: what a choice's words may take beside its ring. A
 * Chinese character counts two. */
#define HALF 23
#define THIRD 12
/* Above this a list that stands alone breaks into columns, too. */
#define ONE_COLUMN 8

#define GAP 24
#define ROW 61
#define TALL_ROW 82 /* of two lines */
#define FIELD 56
#define DECLINE 56
#define PAD 300 /* the keys of a number, and what it tells */
#define RECORD 74

/* In half widths of a Chinese character. */
static guint
count_units (const char *text)
{
  guint n = 0;

  for (; *text != '\0'; text = g_utf8_next_char (text))
    n += g_unichar_iswide (g_utf8_get_char (text)) ? 2 : 1;
  return n;
}

static guint
measure_words (char *text, guint units, guint line)
{
  g_autofree char *owned = text;

  return owned == NULL || *owned == '\0' ? 0 : (count_units (owned) + units - 1) / units * line;
}

/* Of the choices that are drawn as rows. */
static guint
count_offered (GPtrArray *choices, guint *longest)
{
  guint i, n = 0;

  *longest = 0;
  for (i = 0; i < choices->len; i++) {
    const RuhuChoice *choice = g_ptr_array_index (choices, i);

    if (ruhu_decline_is (choice->value))
      continue;
    n++;
    *longest = MAX (*longest, count_units (choice->label));
  }
  return n;
}

static guint
count_columns (guint n, guint longest, gboolean alone)
{
  if (n < 2 || (alone && n <= ONE_COLUMN))
    return 1;
  if ((n == 3 || n > 4) && longest <= THIRD)
    return 3;
  return longest <= HALF || (n > 4 && longest <= 2 * HALF) ? 2 : 1;
}

/**
 * ruhu_question_count_rows:
 * @choices: (element-type RuhuChoice): a plain list's
 * @alone: whether its question has a page for itself
 * @columns: (out): in how many columns it is drawn, 1 to 3, one read after the other
 *
 * Returns: how many choices stand in each column, the last perhaps less
 */
guint
ruhu_question_count_rows (GPtrArray *choices, gboolean alone, guint *columns)
{
  guint longest;
  guint n = count_offered (choices, &longest);

  *columns = count_columns (n, longest, alone);
  return (n + *columns - 1) / *columns;
}

/* Columns are read one after the other, and the tallest counts. */
static guint
measure_list (RuhuInstance *instance, const RuhuControl *control, RuhuNode *within)
{
  g_autoptr (GPtrArray) choices = ruhu_instance_get_choices (instance, control, within);
  guint columns, tallest = 0, height = 0;
  guint rows = ruhu_question_count_rows (choices, FALSE, &columns);
  guint i, row = 0;

  for (i = 0; i < choices->len; i++) {
    const RuhuChoice *choice = g_ptr_array_index (choices, i);

    if (ruhu_decline_is (choice->value))
      continue;
    height = row++ % rows == 0 ? 0 : height;
    height += columns > 1 && count_units (choice->label) > HALF ? TALL_ROW : ROW;
    tallest = MAX (tallest, height);
  }
  return tallest;
}

typedef struct {
  guint64 stamp;
  guint height;
} Measured;

/* A plan is cut at every page, and lists seldom change: what was measured is kept with the filling,
 * for as long as the choices are the same. */
static guint
recall_list (RuhuInstance *instance, const RuhuControl *control, RuhuNode *within, guint64 stamp)
{
  GHashTable *known = g_object_get_data (G_OBJECT (instance), "ruhu-measured-lists");
  Measured *measured;

  if (known == NULL) {
    known = g_hash_table_new_full (NULL, NULL, NULL, g_free);
    g_object_set_data_full (G_OBJECT (instance),
                            "ruhu-measured-lists",
                            known,
                            (GDestroyNotify) g_hash_table_unref);
  }
  measured = g_hash_table_lookup (known, control);
  if (measured != NULL && measured->stamp == stamp)
    return measured->height;

  measured = g_new (Measured, 1);
  measured->stamp = stamp;
  measured->height = measure_list (instance, control, within);
  g_hash_table_replace (known, (gpointer) control, measured);
  return measured->height;
}

static guint
measure_choices (RuhuInstance *instance, const RuhuControl *control, RuhuNode *within)
{
  guint columns, n = 0;
  guint64 stamp;

  /* A filtered list that is empty now may be long later. */
  stamp = ruhu_instance_stamp_choices (instance, control, within, &n);
  switch (ruhu_choice_layout_choose (control, n)) {
  case RUHU_CHOICE_LAYOUT_TILES:
    columns = MIN (ruhu_choice_layout_get_columns (control), 4);
    return (n + columns - 1) / columns * ROW;
  case RUHU_CHOICE_LAYOUT_SCALE:
  case RUHU_CHOICE_LAYOUT_TABLE:
  case RUHU_CHOICE_LAYOUT_HEADING:
    return ROW;
  case RUHU_CHOICE_LAYOUT_FIELD:
    return FIELD;
  case RUHU_CHOICE_LAYOUT_LIST:
  default:
    return n == 0 ? RUHU_PAGE_HEIGHT : recall_list (instance, control, within, stamp);
  }
}

/**
 * ruhu_question_declines_beside:
 * @control: a question that shares its page and may be declined
 *
 * Returns: whether the ways to decline have room beside the answer: that is one line, and short
 */
gboolean
ruhu_question_declines_beside (RuhuInstance *instance, const RuhuControl *control, RuhuNode *within)
{
  g_autoptr (GPtrArray) choices = NULL;
  RuhuDataType type = ruhu_control_get_data_type (control);
  guint longest, n = 0;

  if (ruhu_control_get_kind (control) == RUHU_CONTROL_INPUT)
    return type == RUHU_DATA_INT || type == RUHU_DATA_DECIMAL;
  if (ruhu_control_get_kind (control) != RUHU_CONTROL_SELECT1)
    return FALSE;

  ruhu_instance_stamp_choices (instance, control, within, &n);
  if (ruhu_choice_layout_choose (control, n) != RUHU_CHOICE_LAYOUT_LIST)
    return FALSE;
  choices = ruhu_instance_get_choices (instance, control, within);
  n = count_offered (choices, &longest);
  return n == 2 && longest <= THIRD / 2;
}

static guint
measure_input (const RuhuControl *control)
{
  RuhuGroups groups;

  if (ruhu_control_get_data_type (control) == RUHU_DATA_GEOPOINT)
    return (ruhu_location_is_there () ? 6 : 4) * FIELD;
  ruhu_groups_read (control, &groups);
  if (groups.n > 0)
    return FIELD + PAD;
  return ruhu_control_has_appearance (control, "multiline") ? 124 : FIELD;
}

static guint
measure_answer (RuhuInstance *instance, const RuhuControl *control, RuhuNode *within)
{
  switch (ruhu_control_get_kind (control)) {
  case RUHU_CONTROL_SELECT1:
  case RUHU_CONTROL_SELECT:
  case RUHU_CONTROL_RANK:
    return measure_choices (instance, control, within);
  case RUHU_CONTROL_UPLOAD:
    return 7 * FIELD;
  case RUHU_CONTROL_INPUT:
    return measure_input (control);
  case RUHU_CONTROL_RANGE:
  case RUHU_CONTROL_TRIGGER:
    return FIELD;
  case RUHU_CONTROL_GROUP:
  case RUHU_CONTROL_REPEAT:
  default:
    return RUHU_PAGE_HEIGHT;
  }
}

/** ruhu_question_is_note: Returns: whether @control is only read: XLSForm's note */
gboolean
ruhu_question_is_note (RuhuInstance *instance, const RuhuControl *control, RuhuNode *within)
{
  RuhuNode *node = ruhu_instance_node_of (instance, control, within);
  const char *value;

  if (ruhu_control_get_kind (control) != RUHU_CONTROL_INPUT || node == NULL ||
      !ruhu_instance_is_readonly (instance, node))
    return FALSE;

  value = ruhu_instance_get_value (instance, node);
  return value == NULL || *value == '\0';
}

/**
 * ruhu_question_is_on_record:
 *
 * Returns: whether the register has an answer to @control and there is no reason to ask for
 *   another: it is shown as a line that wants but a look
 */
gboolean
ruhu_question_is_on_record (RuhuInstance *instance, const RuhuControl *control, RuhuNode *within)
{
  RuhuNode *node = ruhu_instance_node_of (instance, control, within);
  g_autofree char *registered = NULL;
  const char *value;

  if (node == NULL || ruhu_instance_is_readonly (instance, node))
    return FALSE;
  value = ruhu_instance_get_value (instance, node);
  if (value == NULL || *value == '\0' ||
      ruhu_instance_get_violation (instance, node) != RUHU_VIOLATION_NONE)
    return FALSE;

  registered = ruhu_instance_get_registered (instance, node);
  return registered != NULL;
}

/**
 * ruhu_question_measure:
 * @control: a question that shares its page with others
 *
 * Returns: its height in pixels at 100 % text, with the gap below it
 */
guint
ruhu_question_measure (RuhuInstance *instance, const RuhuControl *control, RuhuNode *within)
{
  guint height = GAP;

  if (ruhu_question_is_on_record (instance, control, within))
    return RECORD;

  height += measure_words (ruhu_instance_get_label (instance, control, within), 50, 28);
  height += measure_words (ruhu_instance_get_hint (instance, control, within), 62, 24);
  if (ruhu_question_is_note (instance, control, within))
    return height;

  height += 8 + measure_answer (instance, control, within);
  if (ruhu_control_may_decline (control) &&
      !ruhu_question_declines_beside (instance, control, within))
    height += DECLINE;
  return height;
}

/**
 * ruhu_question_find_break:
 * @heights: (array length=n): of what stands on a page, what is on record first; 0 for what is not
 *   shown now
 * @n_records: how many of them are on record; they stay together if they fit one column
 *
 * Returns: where the right column begins, so that the taller one is as short as can be; from 1
 */
guint
ruhu_question_find_break (const guint *heights, guint n, guint n_records)
{
  guint i, total = 0, records = 0, left = 0, best = n, shortest = G_MAXUINT;

  for (i = 0; i < n; i++) {
    total += heights[i];
    records += i < n_records ? heights[i] : 0;
  }
  for (i = 0; i < n; i++) {
    guint taller = MAX (left, total - left);

    if (left > 0 && heights[i] > 0 && taller < shortest &&
        (i >= n_records || records > RUHU_COLUMN_HEIGHT)) {
      shortest = taller;
      best = i;
    }
    left += heights[i];
  }
  return best;
}
