/* ruhu-graph-order.c: the order of recalculation; cycles
 *
 * What a trigger reads is computed before it. A cycle is an error of the form that names the nodes;
 * choices that a filter takes away do not make one, nor does a row that reads another row of the
 * same repeat. Triggers that wait for each other in such a way form a loop: they are computed row
 * by row, while all others are computed one trigger after the other.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-graph-private.h"

#include "base/ruhu-error.h"

#define LONGEST_CYCLE 20 /* nodes that are named */

typedef struct {
  guint rank;
  guint next; /* of its needs */
} Frame;

/* Tarjan's strongly connected components, without recursion: a form may be one long chain. Ranks
 * are places in @form's array as it was. */
typedef struct {
  RuhuForm *form;
  GPtrArray *needs; /* GArray of RuhuNeed for each trigger */
  gboolean soft;    /* follow soft needs too, and let cycles pass */
  guint n_seen;
  guint *seen;       /* when each trigger was met, from 1; 0: not yet */
  guint *lowest;     /* the earliest that it leads back to */
  gboolean *is_open; /* on @open */
  GArray *frames;    /* of Frame: the way to where we are */
  GArray *open;      /* of guint: ranks whose component is not closed */
  GPtrArray *found;  /* of GArray of guint: components, what is needed first */
} Search;

/* What the bind or control calls it. */
static const char *
get_name (const RuhuTrigger *trigger)
{
  static const char *const names[] = {
    "relevant", "jr:count", "calculate", "choices", "readonly", "required",
  };

  return names[trigger->kind];
}

static gboolean
fail_self (Search *search, const RuhuTrigger *trigger, const RuhuSchema *read, GError **error)
{
  g_set_error (error,
               RUHU_ERROR,
               RUHU_ERROR_INVALID,
               read == trigger->target
                 ? "%s:%ld: the %s of “%s” asks for “%s” itself and would wait for itself; take it "
                   "out of the expression"
                 : "%s:%ld: the %s of “%s” asks for “%s”, which is inside it, and would wait for "
                   "itself; ask for something outside, or move that out",
               search->form->name,
               trigger->line,
               get_name (trigger),
               trigger->target->path,
               read->path);

  return FALSE;
}

/* @read: what the last one on the way reads of the one that is there @again */
static gboolean
fail_cycle (Search *search, guint again, const RuhuSchema *read, GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);
  RuhuTrigger *trigger = search->form->triggers->pdata[again];
  guint i = 0;

  if (g_array_index (search->frames, Frame, search->frames->len - 1).rank == again)
    return fail_self (search, trigger, read, error);
  while (g_array_index (search->frames, Frame, i).rank != again)
    i++;
  for (guint n = 0; i < search->frames->len; i++, n++) {
    guint rank = g_array_index (search->frames, Frame, i).rank;

    if (n == LONGEST_CYCLE) {
      g_string_append_printf (names, "… (%u more) → ", search->frames->len - i);
      break;
    }
    g_string_append_printf (names,
                            "%s → ",
                            ((RuhuTrigger *) search->form->triggers->pdata[rank])->target->path);
  }
  g_string_append (names, trigger->target->path);
  g_set_error (error,
               RUHU_ERROR,
               RUHU_ERROR_INVALID,
               "%s:%ld: these nodes wait for each other: %s; change one of their expressions so "
               "that it does not ask for the next",
               search->form->name,
               trigger->line,
               names->str);

  return FALSE;
}

static void
enter (Search *search, guint rank)
{
  Frame frame = { rank, 0 };

  search->seen[rank] = search->lowest[rank] = ++search->n_seen;
  search->is_open[rank] = TRUE;
  g_array_append_val (search->open, rank);
  g_array_append_val (search->frames, frame);
}

static void
leave (Search *search, guint rank)
{
  GArray *component;
  guint member;

  g_array_set_size (search->frames, search->frames->len - 1);
  if (search->frames->len > 0) {
    guint outer = g_array_index (search->frames, Frame, search->frames->len - 1).rank;

    search->lowest[outer] = MIN (search->lowest[outer], search->lowest[rank]);
  }
  if (search->lowest[rank] != search->seen[rank])
    return;

  component = g_array_new (FALSE, FALSE, sizeof (guint));
  do {
    member = g_array_index (search->open, guint, search->open->len - 1);
    g_array_set_size (search->open, search->open->len - 1);
    search->is_open[member] = FALSE;
    g_array_append_val (component, member);
  } while (member != rank);
  g_ptr_array_add (search->found, component);
}

/* Follows all that @start needs. */
static gboolean
follow (Search *search, guint start, GError **error)
{
  enter (search, start);
  while (search->frames->len > 0) {
    Frame *frame = &g_array_index (search->frames, Frame, search->frames->len - 1);
    GArray *needs = search->needs->pdata[frame->rank];
    RuhuNeed *need;
    guint to;

    if (frame->next >= needs->len) {
      leave (search, frame->rank);
      continue;
    }
    need = &g_array_index (needs, RuhuNeed, frame->next++);
    to = need->trigger->rank;
    if (need->soft && !search->soft)
      continue;
    if (search->seen[to] == 0)
      enter (search, to);
    else if (search->is_open[to] && !search->soft)
      return fail_cycle (search, to, need->read, error);
    else if (search->is_open[to])
      search->lowest[frame->rank] = MIN (search->lowest[frame->rank], search->seen[to]);
  }

  return TRUE;
}

/* Returns the components in the order in which they are computed, or NULL. */
static GPtrArray *
find_components (RuhuForm *form, GPtrArray *needs, gboolean soft, GError **error)
{
  guint n = form->triggers->len;
  g_autofree guint *seen = g_new0 (guint, n + 1);
  g_autofree guint *lowest = g_new0 (guint, n + 1);
  g_autofree gboolean *is_open = g_new0 (gboolean, n + 1);
  g_autoptr (GArray) frames = g_array_new (FALSE, FALSE, sizeof (Frame));
  g_autoptr (GArray) open = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  Search search = { form, needs, soft, 0, seen, lowest, is_open, frames, open, found };

  for (guint i = 0; i < n; i++)
    if (seen[i] == 0 && !follow (&search, i, error))
      return NULL;

  return g_steal_pointer (&found);
}

static int
compare_places (gconstpointer a, gconstpointer b, gpointer places)
{
  guint left = ((const guint *) places)[*(const guint *) a];
  guint right = ((const guint *) places)[*(const guint *) b];

  return left < right ? -1 : left > right;
}

/* A trigger may wait for itself: in another row, or in its own if the form is wrong. */
static gboolean
needs_itself (GPtrArray *needs, guint rank)
{
  GArray *own = needs->pdata[rank];

  for (guint i = 0; i < own->len; i++)
    if (g_array_index (own, RuhuNeed, i).trigger->rank == rank)
      return TRUE;

  return FALSE;
}

static void
place (RuhuForm *form, RuhuTrigger *trigger, guint rank, guint loop, guint loop_rank)
{
  form->triggers->pdata[rank] = trigger;
  trigger->rank = rank;
  trigger->loop = loop;
  trigger->loop_rank = loop_rank;
  if (trigger->expr->flags & RUHU_XPATH_NEEDS_LANGUAGE)
    g_array_append_val (form->language_ranks, rank);
}

/* Puts the form's triggers in their order. Returns FALSE where some wait for each other. */
gboolean
ruhu_graph_sort (RuhuForm *form, GPtrArray *needs, GError **error)
{
  guint n = form->triggers->len;
  g_autoptr (GPtrArray) single = find_components (form, needs, FALSE, error);
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GPtrArray) before = g_ptr_array_sized_new (n);
  g_autofree guint *places = g_new0 (guint, n + 1);
  g_autofree gboolean *waits = g_new0 (gboolean, n + 1);
  guint rank = 0;

  if (single == NULL)
    return FALSE;

  found = find_components (form, needs, TRUE, error);
  for (guint i = 0; i < single->len; i++)
    places[g_array_index ((GArray *) single->pdata[i], guint, 0)] = i;
  for (guint i = 0; i < n; i++) {
    g_ptr_array_add (before, form->triggers->pdata[i]);
    waits[i] = needs_itself (needs, i);
  }
  for (guint i = 0; i < found->len; i++) {
    GArray *component = found->pdata[i];
    gboolean is_loop = component->len > 1 || waits[g_array_index (component, guint, 0)];
    guint loop = is_loop ? ++form->n_loops : 0;
    guint first = rank;

    g_array_sort_with_data (component, compare_places, places);
    for (guint j = 0; j < component->len; j++, rank++)
      place (form,
             before->pdata[g_array_index (component, guint, j)],
             rank,
             loop,
             loop > 0 ? first : rank);
  }

  return TRUE;
}
