/* ruhu-person-index.c: finding persons by what somebody types
 *
 * All words to be searched lie in one arena, person after person, and each key typed is one walk
 * through it (measured against a full-text index, which misses names of two
 * characters). The arena holds what the tablet must not leave behind: it is wiped when it goes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "register/ruhu-person-index-private.h"

#include "register/ruhu-address.h"
#include "register/ruhu-pinyin.h"

#include <string.h>

/* How well a person was meant; smaller is better. Ten ranks at most, see RANK_SHIFT. */
typedef enum {
  RANK_WHOLE_NAME,
  RANK_NAME_BEGINS,
  RANK_NAME_HAS,
  RANK_NUMBER_END,
  RANK_NUMBER_HAS,
  RANK_PLACE,
  RANK_NONE,
} Rank;

#define RANK_SHIFT 28
#define PLACE_MASK ((1u << RANK_SHIFT) - 1)
#define FEWEST_DIGITS 2 /* one digit is in everybody's number, and means a group or a house */

/* Offsets into the arena. Readings and numbers are several texts with an empty one behind them. */
typedef struct {
  guint32 letters; /* one bit for each letter of the readings */
  guint32 readings;
  guint32 name;
  guint32 numbers;
  guint32 place;
} Entry;

struct _RuhuPersonIndex {
  GArray *entries;
  GString *arena;
};

typedef enum {
  TERM_LETTERS,
  TERM_NUMBER,
  TERM_TEXT
} TermKind;

typedef struct {
  TermKind kind;
  char *text;
  gsize length;
  guint32 letters;
} Term;

static guint32
letters_of (const char *text)
{
  guint32 letters = 0;

  for (; *text != '\0'; text++)
    if (*text >= 'a' && *text <= 'z')
      letters |= 1u << (*text == 'v' ? 'u' - 'a' : *text - 'a'); /* u is typed for ü */

  return letters;
}

static guint32
put (RuhuPersonIndex *self, const char *text)
{
  guint32 at = (guint32) self->arena->len;

  g_string_append_len (self->arena, text, (gssize) strlen (text) + 1);
  return at;
}

static gboolean
is_of_number (char c)
{
  return g_ascii_isalnum (c);
}

/* Digits and letters only, capitals: 0955-0000001 is typed with and without its dash. */
static char *
to_number (const char *text)
{
  GString *number = g_string_new (NULL);

  for (; *text != '\0'; text++)
    if (is_of_number (*text))
      g_string_append_c (number, g_ascii_toupper (*text));

  return g_string_free (number, FALSE);
}

static void
put_number (RuhuPersonIndex *self, const char *text)
{
  g_autofree char *number = to_number (text);

  if (*number != '\0')
    put (self, number);
}

static void
add_person (RuhuPersonIndex *self, RuhuPerson *person)
{
  g_auto (GStrv) readings = ruhu_pinyin_read_name (ruhu_person_get_name (person));
  g_autofree char *name = ruhu_address_to_plain (ruhu_person_get_name (person));
  g_autofree char *address = ruhu_address_to_plain (ruhu_person_get_address (person));
  g_autofree char *guardian =
    ruhu_address_to_plain (ruhu_person_get_field (person, "guardian_name"));
  g_autofree char *place = g_strjoin ("\n", address, guardian, NULL);
  Entry entry = { 0 };

  entry.readings = (guint32) self->arena->len;
  for (gsize i = 0; readings[i] != NULL; i++) {
    entry.letters |= letters_of (readings[i]);
    put (self, readings[i]);
  }
  put (self, "");

  entry.name = put (self, name);

  entry.numbers = (guint32) self->arena->len;
  put_number (self, ruhu_person_get_resident_id (person));
  put_number (self, ruhu_person_get_phone (person));
  put_number (self, ruhu_person_get_field (person, "guardian_phone"));
  put_number (self, ruhu_person_get_household_id (person));
  put (self, "");

  entry.place = put (self, place);
  g_array_append_val (self->entries, entry);
}

typedef struct {
  char *reading;
  RuhuPerson *person;
} Sorted;

static int
compare_sorted (gconstpointer a, gconstpointer b)
{
  const Sorted *one = a;
  const Sorted *other = b;
  int order = strcmp (one->reading, other->reading);

  if (order == 0)
    order = strcmp (ruhu_person_get_name (one->person), ruhu_person_get_name (other->person));
  if (order == 0)
    order = ruhu_date_compare (ruhu_person_get_birth_date (one->person),
                               ruhu_person_get_birth_date (other->person));
  if (order == 0)
    order = strcmp (ruhu_person_get_id (one->person), ruhu_person_get_id (other->person));

  return order;
}

/**
 * ruhu_person_index_sort:
 * @persons: (element-type RuhuPerson): persons
 *
 * Any thread.
 *
 * Returns: (transfer full) (element-type RuhuPerson): the same, as a Chinese register is sorted: by
 *   pinyin, surnames read as surnames
 */
GPtrArray *
ruhu_person_index_sort (GPtrArray *persons)
{
  GArray *sorted = g_array_sized_new (FALSE, FALSE, sizeof (Sorted), persons->len);
  GPtrArray *result = g_ptr_array_new_full (persons->len, g_object_unref);

  for (guint i = 0; i < persons->len; i++) {
    RuhuPerson *person = g_ptr_array_index (persons, i);
    g_auto (GStrv) readings = ruhu_pinyin_read_name (ruhu_person_get_name (person));
    Sorted item = { g_strdup (readings[0] != NULL ? readings[0] : "~"), person };

    g_array_append_val (sorted, item);
  }

  g_array_sort (sorted, compare_sorted);
  for (guint i = 0; i < sorted->len; i++) {
    Sorted *item = &g_array_index (sorted, Sorted, i);

    g_ptr_array_add (result, g_object_ref (item->person));
    g_free (item->reading);
  }

  g_array_unref (sorted);
  return result;
}

/**
 * ruhu_person_index_new:
 * @persons: (element-type RuhuPerson): persons, sorted
 *
 * Any thread.
 */
RuhuPersonIndex *
ruhu_person_index_new (GPtrArray *persons)
{
  RuhuPersonIndex *self = g_new0 (RuhuPersonIndex, 1);

  self->entries = g_array_sized_new (FALSE, FALSE, sizeof (Entry), persons->len);
  self->arena = g_string_sized_new ((gsize) persons->len * 160);
  for (guint i = 0; i < persons->len; i++)
    add_person (self, g_ptr_array_index (persons, i));

  return self;
}

void
ruhu_person_index_free (RuhuPersonIndex *self)
{
  explicit_bzero (self->arena->str, self->arena->len);
  g_string_free (self->arena, TRUE);
  g_array_unref (self->entries);
  g_free (self);
}

static void
term_clear (gpointer data)
{
  Term *term = data;

  g_free (term->text);
}

static void
add_term (GArray *terms, TermKind kind, char *text)
{
  Term term = { kind, text, strlen (text), kind == TERM_LETTERS ? letters_of (text) : 0 };

  g_array_append_val (terms, term);
}

/* "王gh" is 王 and gh; "0955-0001" and "003x" are numbers; "二组12号" is a place. */
static void
split_word (GArray *terms, const char *word)
{
  gboolean latin = FALSE, other = FALSE, digits = FALSE;

  for (const char *p = word; *p != '\0'; p++) {
    latin |= g_ascii_isalpha (*p);
    digits |= g_ascii_isdigit (*p);
    other |= !g_ascii_isalnum (*p) && *p != '-';
  }

  if (!other && digits && strlen (word) >= FEWEST_DIGITS) {
    add_term (terms, TERM_NUMBER, to_number (word));
  } else if (latin && other && !digits) {
    gsize run;

    for (const char *p = word; *p != '\0'; p += run) {
      gboolean letter = g_ascii_isalpha (*p);

      for (run = 1; p[run] != '\0' && g_ascii_isalpha (p[run]) == letter; run++)
        ;
      add_term (terms, letter ? TERM_LETTERS : TERM_TEXT, g_strndup (p, run));
    }
  } else {
    add_term (terms, TERM_TEXT, ruhu_address_to_plain (word));
  }
}

static GArray *
read_query (const char *query)
{
  GArray *terms = g_array_new (FALSE, FALSE, sizeof (Term));
  g_autofree char *valid = g_utf8_make_valid (query, -1);
  g_autofree char *composed = g_utf8_normalize (valid, -1, G_NORMALIZE_ALL_COMPOSE);
  g_autofree char *folded = g_utf8_casefold (composed, -1);
  g_autofree char *letters = ruhu_pinyin_from_typed (folded);
  g_auto (GStrv) words = NULL;

  g_array_set_clear_func (terms, term_clear);
  if (letters != NULL) {
    add_term (terms, TERM_LETTERS, g_steal_pointer (&letters));
    return terms;
  }

  words = g_strsplit_set (folded, " \t\n", -1);
  for (gsize i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      split_word (terms, words[i]);

  return terms;
}

static Rank
rank_letters (RuhuPersonIndex *self, const Entry *entry, const Term *term)
{
  RuhuPinyinMatch best = RUHU_PINYIN_NONE;

  if ((term->letters & ~entry->letters) != 0)
    return RANK_NONE;

  for (const char *p = self->arena->str + entry->readings; *p != '\0'; p += strlen (p) + 1)
    best = MAX (best, ruhu_pinyin_match (p, term->text));

  return best == RUHU_PINYIN_NONE ? RANK_NONE : RANK_WHOLE_NAME + (RUHU_PINYIN_WHOLE - best);
}

static Rank
rank_number (RuhuPersonIndex *self, const Entry *entry, const Term *term)
{
  Rank best = RANK_NONE;

  for (const char *p = self->arena->str + entry->numbers; *p != '\0'; p += strlen (p) + 1) {
    const char *found = strstr (p, term->text);

    if (found == NULL)
      continue;
    if (found == p || g_str_has_suffix (p, term->text))
      return RANK_NUMBER_END;
    best = RANK_NUMBER_HAS;
  }

  return best;
}

/* In "12组" there is no "2组", and in "12号" no "2号". */
static gboolean
has_place (const char *place, const Term *term)
{
  const char *found = place;

  while ((found = strstr (found, term->text)) != NULL) {
    if (found == place || !g_ascii_isdigit (*term->text) || !g_ascii_isdigit (found[-1]))
      return TRUE;
    found++;
  }

  return FALSE;
}

static Rank
rank_text (RuhuPersonIndex *self, const Entry *entry, const Term *term)
{
  const char *name = self->arena->str + entry->name;
  const char *found = strstr (name, term->text);

  if (found == name)
    return name[term->length] == '\0' ? RANK_WHOLE_NAME : RANK_NAME_BEGINS;
  if (found != NULL)
    return RANK_NAME_HAS;

  return has_place (self->arena->str + entry->place, term) ? RANK_PLACE : RANK_NONE;
}

static Rank
rank_entry (RuhuPersonIndex *self, const Entry *entry, GArray *terms)
{
  Rank worst = RANK_WHOLE_NAME;

  for (guint i = 0; i < terms->len && worst != RANK_NONE; i++) {
    const Term *term = &g_array_index (terms, Term, i);
    Rank rank = RANK_NONE;

    switch (term->kind) {
    case TERM_LETTERS:
      rank = rank_letters (self, entry, term);
      break;
    case TERM_NUMBER:
      rank = rank_number (self, entry, term);
      if (rank == RANK_NONE && term->length <= 3)
        rank = rank_text (self, entry, term);
      break;
    case TERM_TEXT:
      rank = rank_text (self, entry, term);
      break;
    default:
      g_assert_not_reached ();
    }
    worst = MAX (worst, rank);
  }

  return worst;
}

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  guint32 one = *(const guint32 *) a;
  guint32 other = *(const guint32 *) b;

  return (one > other) - (one < other);
}

/**
 * ruhu_person_index_search:
 * @query: what was typed: names, pinyin, initials, numbers, places; words with spaces between must
 *   all be met. Nothing but spaces means everybody
 *
 * Any thread.
 *
 * Returns: (transfer full) (element-type guint32): places of persons, best first, then in the
 *   register's order
 */
GArray *
ruhu_person_index_search (RuhuPersonIndex *self, const char *query)
{
  GArray *terms = read_query (query);
  GArray *found = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint32 i = 0; i < self->entries->len; i++) {
    Rank rank = rank_entry (self, &g_array_index (self->entries, Entry, i), terms);
    guint32 key = (guint32) rank << RANK_SHIFT | i;

    if (rank != RANK_NONE)
      g_array_append_val (found, key);
  }

  g_array_sort (found, compare_keys);
  for (guint i = 0; i < found->len; i++)
    g_array_index (found, guint32, i) &= PLACE_MASK;

  g_array_unref (terms);
  return found;
}
