/* ruhu-walk.c: the way through a form, page by page, into rows and out of them
 *
 * Rows of a repeat are filled on pages of their own: the scopes are a stack. What was seen keeps
 * its page; only what lies ahead is divided anew.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-walk.h"

#include <string.h>

typedef struct {
  RuhuOutline *outline;
  int page; /* -1 where nothing is asked */
  int seen; /* the furthest */
} Scope;

struct _RuhuWalk {
  RuhuInstance *instance;
  GPtrArray *scopes; /* of Scope; the last is being filled */
};

static void
free_scope (gpointer data)
{
  Scope *scope = data;

  ruhu_outline_free (scope->outline);
  g_free (scope);
}

static Scope *
get_scope (RuhuWalk *self)
{
  return g_ptr_array_index (self->scopes, self->scopes->len - 1);
}

static void
turn_to (Scope *scope, int page)
{
  scope->page = page;
  scope->seen = MAX (scope->seen, page);
}

static void
push_scope (RuhuWalk *self, const RuhuControl *control, RuhuNode *within)
{
  Scope *scope = g_new0 (Scope, 1);

  scope->outline = ruhu_outline_new (self->instance, control, within);
  scope->seen = -1;
  turn_to (scope, ruhu_outline_step (scope->outline, -1, 1));
  g_ptr_array_add (self->scopes, scope);
}

/** ruhu_walk_new: @instance: a filling that has begun; the caller keeps it alive */
RuhuWalk *
ruhu_walk_new (RuhuInstance *instance)
{
  RuhuWalk *self = g_new0 (RuhuWalk, 1);

  self->instance = instance;
  self->scopes = g_ptr_array_new_with_free_func (free_scope);
  push_scope (self,
              ruhu_form_get_body (ruhu_instance_get_form (instance)),
              ruhu_instance_get_root (instance));
  return self;
}

void
ruhu_walk_free (RuhuWalk *self)
{
  g_ptr_array_unref (self->scopes);
  g_free (self);
}

/** ruhu_walk_get_outline: Returns: (transfer none): of the form, or of the row one is in */
RuhuOutline *
ruhu_walk_get_outline (RuhuWalk *self)
{
  return get_scope (self)->outline;
}

/** ruhu_walk_get_page: Returns: (transfer none) (nullable): %NULL where nothing is asked */
const RuhuOutlinePage *
ruhu_walk_get_page (RuhuWalk *self)
{
  Scope *scope = get_scope (self);

  return scope->page >= 0 ? ruhu_outline_get_page (scope->outline, scope->page) : NULL;
}

/** ruhu_walk_get_section: Returns: (nullable): the form's section one is in, in whatever row */
const RuhuControl *
ruhu_walk_get_section (RuhuWalk *self)
{
  Scope *scope = g_ptr_array_index (self->scopes, 0);

  return scope->page >= 0 ? ruhu_outline_get_page (scope->outline, scope->page)->section : NULL;
}

gboolean
ruhu_walk_is_in_row (RuhuWalk *self)
{
  return self->scopes->len > 1;
}

/** ruhu_walk_can_step: Returns: whether there is a page in that direction */
gboolean
ruhu_walk_can_step (RuhuWalk *self, int by)
{
  Scope *scope = get_scope (self);

  return ruhu_outline_step (scope->outline, scope->page, by) >= 0;
}

/** ruhu_walk_count: @at: (out): the page's number, from 1; @n: (out): how many there are */
void
ruhu_walk_count (RuhuWalk *self, guint *at, guint *n)
{
  Scope *scope = get_scope (self);

  *at = ruhu_outline_count_shown (scope->outline, scope->page) + 1;
  *n = ruhu_outline_count_shown (scope->outline, ruhu_outline_get_n_pages (scope->outline));
}

/** ruhu_walk_count_in_section: like ruhu_walk_count(), within the page's section */
void
ruhu_walk_count_in_section (RuhuWalk *self, guint *at, guint *n)
{
  Scope *scope = get_scope (self);
  const RuhuControl *section = ruhu_outline_get_page (scope->outline, scope->page)->section;
  int i;

  *at = *n = 0;
  for (i = 0; i < (int) ruhu_outline_get_n_pages (scope->outline); i++) {
    if (ruhu_outline_get_page (scope->outline, i)->section != section ||
        !ruhu_outline_is_shown (scope->outline, i))
      continue;
    (*n)++;
    if (i == scope->page)
      *at = *n;
  }
}

/** ruhu_walk_look_ahead: divides anew what was not seen yet: an answer has changed */
void
ruhu_walk_look_ahead (RuhuWalk *self)
{
  Scope *scope = get_scope (self);

  if (scope->seen >= 0)
    ruhu_outline_look_ahead (scope->outline, scope->seen);
}

/**
 * ruhu_walk_step:
 * @by: 1 or -1
 *
 * Returns: %FALSE where there is no page in that direction; then one stays
 */
gboolean
ruhu_walk_step (RuhuWalk *self, int by)
{
  Scope *scope = get_scope (self);
  int page;

  ruhu_walk_look_ahead (self);
  page = ruhu_outline_step (scope->outline, scope->page, by);
  if (page < 0)
    return FALSE;

  turn_to (scope, page);
  return TRUE;
}

void
ruhu_walk_enter_row (RuhuWalk *self, const RuhuControl *repeat, RuhuNode *row)
{
  push_scope (self, repeat, row);
}

/** ruhu_walk_leave_row: back to the page of the repeat; nothing where one is in no row */
void
ruhu_walk_leave_row (RuhuWalk *self)
{
  if (!ruhu_walk_is_in_row (self))
    return;

  g_ptr_array_set_size (self->scopes, self->scopes->len - 1);
  ruhu_walk_look_ahead (self);
}

static void
go_to_control (RuhuWalk *self, const RuhuControl *control)
{
  Scope *scope = get_scope (self);
  int page = ruhu_outline_find (scope->outline, control);

  if (page >= 0)
    turn_to (scope, page);
}

/**
 * ruhu_walk_get_place:
 *
 * Returns: (transfer full) (nullable): what leads ruhu_walk_go_to_key() here again, also where
 * pages are divided otherwise by then; %NULL where nothing is asked
 */
char *
ruhu_walk_get_place (RuhuWalk *self)
{
  const RuhuOutlinePage *page = ruhu_walk_get_page (self);
  RuhuOutline *outline = ruhu_walk_get_outline (self);
  const RuhuControl *first = page != NULL ? g_ptr_array_index (page->controls, 0) : NULL;
  g_autofree char *row = NULL;
  RuhuNode *node;

  if (first == NULL)
    return NULL;
  if (ruhu_control_get_kind (first) != RUHU_CONTROL_REPEAT) {
    node = ruhu_outline_get_node (outline, first);
    return node != NULL ? ruhu_node_get_key (node) : NULL;
  }

  /* The list of its rows, not one of them. */
  if (!ruhu_walk_is_in_row (self))
    return g_strdup (ruhu_control_get_path (first));
  row = ruhu_node_get_key (ruhu_outline_get_within (outline));
  return g_strconcat (row,
                      ruhu_control_get_path (first) +
                        strlen (ruhu_control_get_path (ruhu_outline_get_scope (outline))),
                      NULL);
}

/* "/data/device#3/part": the list of parts, in which there may be none. */
static const RuhuControl *
find_list (RuhuWalk *self, const char *key)
{
  g_autoptr (GString) path = g_string_new (NULL);
  const char *p;

  for (p = key; *p != '\0'; p++) {
    if (*p == '#')
      p += strspn (p + 1, "0123456789");
    else
      g_string_append_c (path, *p);
  }
  return ruhu_form_find_control (ruhu_instance_get_form (self->instance), path->str);
}

/**
 * ruhu_walk_go_to_key:
 * @key: a storage key, "/data/device#3/part#1/size"; or that of a list of rows, without its last #
 *
 * Enters the rows that lead to it one after another; stays as near as there is a way.
 */
void
ruhu_walk_go_to_key (RuhuWalk *self, const char *key)
{
  RuhuNode *node = ruhu_instance_find_key (self->instance, key);
  const char *mark = key;

  g_ptr_array_set_size (self->scopes, 1);
  ruhu_walk_look_ahead (self);
  while ((mark = strchr (mark, '#')) != NULL) {
    const char *end = strchr (mark, '/');
    g_autofree char *row_key = end != NULL ? g_strndup (key, end - key) : g_strdup (key);
    RuhuNode *row = ruhu_instance_find_key (self->instance, row_key);
    const RuhuControl *repeat = row != NULL ? ruhu_node_get_control (row) : NULL;

    if (repeat == NULL)
      break;
    go_to_control (self, repeat);
    push_scope (self, repeat, row);
    mark++;
  }
  if (node == NULL)
    go_to_control (self, find_list (self, key));
  else if (ruhu_node_get_control (node) != NULL)
    go_to_control (self, ruhu_node_get_control (node));
}

/** ruhu_walk_go_to_section: @path: of a section that is asked; to its first page */
void
ruhu_walk_go_to_section (RuhuWalk *self, const char *path)
{
  Scope *scope;
  guint i;

  g_ptr_array_set_size (self->scopes, 1);
  ruhu_walk_look_ahead (self);
  scope = get_scope (self);
  for (i = 0; i < ruhu_outline_get_n_pages (scope->outline); i++) {
    const RuhuControl *section = ruhu_outline_get_page (scope->outline, i)->section;

    if (section != NULL && g_strcmp0 (ruhu_control_get_path (section), path) == 0 &&
        ruhu_outline_is_shown (scope->outline, i)) {
      turn_to (scope, i);
      return;
    }
  }
}
