/* ruhu-choice-index.c: a long list made ready to be searched as one types
 *
 * A choice is found by a part of its label, by the beginning of its value (a division's code), and
 * by pinyin: whole syllables, their beginnings, or initials alone. Reading 50,000 labels takes
 * longer than a frame, and so may going through them on a small tablet: both are done in a thread,
 * and the page only takes over what was found.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-choice-index.h"

#include "form/ruhu-decline.h"
#include "register/ruhu-pinyin.h"

#include <string.h>

/* How often a search looks whether somebody typed on. */
#define LOOK_EVERY 1024

typedef struct {
  guint choice;   /* in the choices */
  guint32 starts; /* a bit for each letter that begins a syllable */
  char *folded;
  GStrv readings;
} Entry;

struct _RuhuChoiceIndex {
  GObject parent_instance;

  GPtrArray *choices; /* of RuhuChoice; nobody changes them */
  GArray *shown;      /* of guint: the places of those that are no way to decline */
  GMutex lock;
  GArray *entries; /* of Entry; NULL until the first search */
};

G_DEFINE_FINAL_TYPE (RuhuChoiceIndex, ruhu_choice_index, G_TYPE_OBJECT)

/* From the best to the least; they are given in this order. */
typedef enum {
  WHOLE,
  BEGINNING,
  INNER,
  NOT_AT_ALL,
} Match;

static void
clear_entry (gpointer data)
{
  Entry *entry = data;

  g_free (entry->folded);
  g_strfreev (entry->readings);
}

static void
ruhu_choice_index_finalize (GObject *object)
{
  RuhuChoiceIndex *self = RUHU_CHOICE_INDEX (object);

  g_clear_pointer (&self->choices, g_ptr_array_unref);
  g_clear_pointer (&self->shown, g_array_unref);
  g_clear_pointer (&self->entries, g_array_unref);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (ruhu_choice_index_parent_class)->finalize (object);
}

static void
ruhu_choice_index_class_init (RuhuChoiceIndexClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ruhu_choice_index_finalize;
}

static void
ruhu_choice_index_init (RuhuChoiceIndex *self)
{
  g_mutex_init (&self->lock);
  self->shown = g_array_new (FALSE, FALSE, sizeof (guint));
}

/**
 * ruhu_choice_index_new:
 * @choices: (element-type RuhuChoice): as the filling gave them; the ways to decline are left out
 *
 * Costs little: labels are read at the first search. Main thread.
 */
RuhuChoiceIndex *
ruhu_choice_index_new (GPtrArray *choices)
{
  RuhuChoiceIndex *self = g_object_new (RUHU_TYPE_CHOICE_INDEX, NULL);
  guint i;

  self->choices = g_ptr_array_ref (choices);
  for (i = 0; i < choices->len; i++) {
    RuhuChoice *choice = g_ptr_array_index (choices, i);

    if (!ruhu_decline_is (choice->value))
      g_array_append_val (self->shown, i);
  }
  return self;
}

/** ruhu_choice_index_get_n: Returns: how many choices there are */
guint
ruhu_choice_index_get_n (RuhuChoiceIndex *self)
{
  return self->shown->len;
}

/** ruhu_choice_index_get: @place: from 0. Returns: (transfer none): the choice there */
const RuhuChoice *
ruhu_choice_index_get (RuhuChoiceIndex *self, guint place)
{
  return g_ptr_array_index (self->choices, g_array_index (self->shown, guint, place));
}

static char *
fold (const char *text)
{
  g_autofree char *same = g_utf8_normalize (text, -1, G_NORMALIZE_ALL_COMPOSE);

  return g_utf8_casefold (same != NULL ? same : "", -1);
}

static gboolean
has_han (const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text))
    if (g_unichar_get_script (g_utf8_get_char (text)) == G_UNICODE_SCRIPT_HAN)
      return TRUE;

  return FALSE;
}

static guint32
list_starts (GStrv readings)
{
  guint32 starts = 0;
  guint i;

  for (i = 0; readings[i] != NULL; i++) {
    const char *p;

    for (p = readings[i]; *p != '\0'; p++)
      if (g_ascii_islower (*p) && (p == readings[i] || p[-1] == ' '))
        starts |= 1u << (*p - 'a');
  }
  return starts;
}

static GArray *
read_labels (RuhuChoiceIndex *self)
{
  GArray *entries = g_array_sized_new (FALSE, FALSE, sizeof (Entry), self->shown->len);
  guint i;

  g_array_set_clear_func (entries, clear_entry);
  for (i = 0; i < self->shown->len; i++) {
    const char *label = ruhu_choice_index_get (self, i)->label;
    Entry entry = { .choice = i, .folded = fold (label) };

    if (has_han (label)) {
      entry.readings = ruhu_pinyin_read_name (label);
      entry.starts = list_starts (entry.readings);
    }
    g_array_append_val (entries, entry);
  }
  return entries;
}

static Match
match_reading (const Entry *entry, const char *letters)
{
  RuhuPinyinMatch best = RUHU_PINYIN_NONE;
  guint i;

  if (entry->readings == NULL || !(entry->starts & 1u << (*letters - 'a')))
    return NOT_AT_ALL;

  for (i = 0; entry->readings[i] != NULL; i++)
    best = MAX (best, ruhu_pinyin_match (entry->readings[i], letters));
  switch (best) {
  case RUHU_PINYIN_WHOLE:
  case RUHU_PINYIN_BEGINNING:
    return BEGINNING;
  case RUHU_PINYIN_INNER:
    return INNER;
  case RUHU_PINYIN_NONE:
  default:
    return NOT_AT_ALL;
  }
}

/* @letters: what was typed as pinyin, or NULL */
static Match
match (const Entry *entry, const char *value, const char *folded, const char *letters)
{
  const char *found = strstr (entry->folded, folded);

  if (found == entry->folded)
    return entry->folded[strlen (folded)] == '\0' ? WHOLE : BEGINNING;
  if (g_str_has_prefix (value, folded))
    return BEGINNING;
  if (found != NULL)
    return INNER;
  return letters != NULL ? match_reading (entry, letters) : NOT_AT_ALL;
}

static void
find (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  RuhuChoiceIndex *self = source;
  g_autofree char *folded = fold (data);
  g_autofree char *letters = ruhu_pinyin_from_typed (data);
  g_autoptr (GArray) places = NULL;
  GArray *found[NOT_AT_ALL + 1];
  guint i;

  g_mutex_lock (&self->lock);
  if (self->entries == NULL)
    self->entries = read_labels (self);
  g_mutex_unlock (&self->lock);

  for (i = 0; i <= NOT_AT_ALL; i++)
    found[i] = g_array_new (FALSE, FALSE, sizeof (guint));
  for (i = 0; i < self->entries->len; i++) {
    const Entry *entry = &g_array_index (self->entries, Entry, i);
    const char *value = ruhu_choice_index_get (self, i)->value;

    if (i % LOOK_EVERY == 0 && g_cancellable_is_cancelled (cancellable))
      break;
    g_array_append_val (found[match (entry, value, folded, letters)], entry->choice);
  }

  places = g_steal_pointer (&found[WHOLE]);
  for (i = BEGINNING; i <= NOT_AT_ALL; i++) {
    if (i != NOT_AT_ALL)
      g_array_append_vals (places, found[i]->data, found[i]->len);
    g_array_unref (found[i]);
  }
  g_task_return_pointer (task, g_steal_pointer (&places), (GDestroyNotify) g_array_unref);
}

/**
 * ruhu_choice_index_find_async:
 * @typed: a part of a label, the beginning of a value, or pinyin
 */
void
ruhu_choice_index_find_async (RuhuChoiceIndex *self,
                              const char *typed,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *text = g_strstrip (g_strdup (typed));

  g_task_set_source_tag (task, ruhu_choice_index_find_async);
  g_task_set_task_data (task, g_steal_pointer (&text), g_free);
  g_task_run_in_thread (task, find);
}

/**
 * ruhu_choice_index_find_finish:
 * @error: %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable) (element-type guint): the places of what was found, the
 *   likeliest first and else in the list's order
 */
GArray *
ruhu_choice_index_find_finish (RuhuChoiceIndex *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
