/* ruhu-outline.c: how a form falls into sections and pages
 *
 * A page holds neighbours from one group: a field list whole, a repeat alone, otherwise as many
 * questions as fit a tablet without scrolling. The division is made once, from the form alone, and
 * does not move while somebody answers: a follow-up question appears where its cause stands.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-outline.h"

#include "form/ruhu-choice-layout.h"

/* What fits a page, counted in rows of a list of choices. */
#define ROWS_PER_PAGE 8
#define ROWS_OF_A_FIELD 3
#define ROWS_OF_A_NOTE 4

struct _RuhuOutline {
  RuhuInstance *instance;
  const RuhuControl *scope;
  RuhuNode *within;
  GPtrArray *pages;
  guint rows; /* taken on the last page; ROWS_PER_PAGE closes it */
};

static void
free_page (gpointer data)
{
  RuhuOutlinePage *page = data;

  g_ptr_array_unref (page->controls);
  g_free (page);
}

static gboolean
is_note (const RuhuControl *control)
{
  return ruhu_control_get_kind (control) == RUHU_CONTROL_TRIGGER;
}

static guint
count_rows (RuhuOutline *self, const RuhuControl *control)
{
  guint n = 0;
  RuhuControlKind kind = ruhu_control_get_kind (control);

  if (kind == RUHU_CONTROL_UPLOAD || ruhu_control_get_data_type (control) == RUHU_DATA_GEOPOINT)
    return ROWS_PER_PAGE;
  if (is_note (control))
    return ROWS_OF_A_NOTE;
  if (kind != RUHU_CONTROL_SELECT1 && kind != RUHU_CONTROL_SELECT && kind != RUHU_CONTROL_RANK)
    return ROWS_OF_A_FIELD;

  /* A filtered list that is empty now may be long later. */
  ruhu_instance_stamp_choices (self->instance, control, self->within, &n);
  if (n == 0)
    return ROWS_PER_PAGE;
  return ruhu_choice_layout_choose (control, n) == RUHU_CHOICE_LAYOUT_LIST ? n + 1
                                                                           : ROWS_OF_A_FIELD;
}

static RuhuOutlinePage *
begin_page (RuhuOutline *self, const RuhuControl *section)
{
  RuhuOutlinePage *page = g_new0 (RuhuOutlinePage, 1);

  page->section = section;
  page->controls = g_ptr_array_new ();
  g_ptr_array_add (self->pages, page);
  self->rows = 0;
  return page;
}

static void
add_question (RuhuOutline *self, const RuhuControl *control, const RuhuControl *section)
{
  guint rows = count_rows (self, control);
  RuhuOutlinePage *page = NULL;

  if (self->pages->len > 0)
    page = g_ptr_array_index (self->pages, self->pages->len - 1);
  if (page == NULL || page->section != section || self->rows + rows > ROWS_PER_PAGE)
    page = begin_page (self, section);

  g_ptr_array_add (page->controls, (gpointer) control);
  self->rows += rows;
}

static void
add_all (RuhuOutlinePage *page, const RuhuControl *group)
{
  guint i;

  for (i = 0; i < ruhu_control_get_n_children (group); i++) {
    const RuhuControl *child = ruhu_control_get_child (group, i);

    if (ruhu_control_get_kind (child) == RUHU_CONTROL_GROUP)
      add_all (page, child);
    else if (!ruhu_control_is_decliner (child))
      g_ptr_array_add (page->controls, (gpointer) child);
  }
}

static void
add_page_of_its_own (RuhuOutline *self, const RuhuControl *control, const RuhuControl *section)
{
  RuhuOutlinePage *page = begin_page (self, section);

  if (ruhu_control_get_kind (control) == RUHU_CONTROL_GROUP)
    add_all (page, control);
  else
    g_ptr_array_add (page->controls, (gpointer) control);
  self->rows = ROWS_PER_PAGE;
}

static void
add_children (RuhuOutline *self, const RuhuControl *parent, const RuhuControl *section)
{
  guint i;

  for (i = 0; i < ruhu_control_get_n_children (parent); i++) {
    const RuhuControl *child = ruhu_control_get_child (parent, i);
    RuhuControlKind kind = ruhu_control_get_kind (child);

    if (ruhu_control_is_decliner (child))
      continue;
    if (kind == RUHU_CONTROL_REPEAT ||
        (kind == RUHU_CONTROL_GROUP && ruhu_control_has_appearance (child, "field-list")))
      add_page_of_its_own (self, child, section != NULL ? section : child);
    else if (kind == RUHU_CONTROL_GROUP)
      add_children (self, child, section != NULL ? section : child);
    else
      add_question (self, child, section);
  }
}

/**
 * ruhu_outline_new:
 * @instance: a filling that has begun; the caller keeps it alive
 * @scope: the form's body, or the repeat whose row is outlined
 * @within: the instance's root, or that row
 *
 * Main thread only.
 */
RuhuOutline *
ruhu_outline_new (RuhuInstance *instance, const RuhuControl *scope, RuhuNode *within)
{
  RuhuOutline *self = g_new0 (RuhuOutline, 1);
  const RuhuControl *section = ruhu_control_get_kind (scope) == RUHU_CONTROL_REPEAT ? scope : NULL;

  self->instance = instance;
  self->scope = scope;
  self->within = within;
  self->pages = g_ptr_array_new_with_free_func (free_page);
  add_children (self, scope, section);
  return self;
}

void
ruhu_outline_free (RuhuOutline *self)
{
  g_ptr_array_unref (self->pages);
  g_free (self);
}

RuhuNode *
ruhu_outline_get_within (RuhuOutline *self)
{
  return self->within;
}

const RuhuControl *
ruhu_outline_get_scope (RuhuOutline *self)
{
  return self->scope;
}

guint
ruhu_outline_get_n_pages (RuhuOutline *self)
{
  return self->pages->len;
}

/** ruhu_outline_get_page: Returns: (transfer none): the page; @index is from 0 */
const RuhuOutlinePage *
ruhu_outline_get_page (RuhuOutline *self, guint index)
{
  return g_ptr_array_index (self->pages, index);
}

/**
 * ruhu_outline_get_node:
 *
 * Returns: (transfer none) (nullable): what @control asks for, in the row that is outlined
 */
RuhuNode *
ruhu_outline_get_node (RuhuOutline *self, const RuhuControl *control)
{
  return ruhu_instance_node_of (self->instance, control, self->within);
}

static gboolean
is_control_shown (RuhuOutline *self, const RuhuControl *control)
{
  RuhuNode *node = ruhu_outline_get_node (self, control);

  if (node != NULL)
    return ruhu_instance_is_relevant (self->instance, node);

  /* A repeat has nodes only where it has rows; without any, what counts is what it lies in. */
  control = ruhu_control_get_parent (control);
  while (control != NULL && control != self->scope) {
    node = ruhu_outline_get_node (self, control);
    if (node != NULL)
      return ruhu_instance_is_relevant (self->instance, node);
    control = ruhu_control_get_parent (control);
  }
  return TRUE;
}

/** ruhu_outline_is_shown: Returns: whether anything on the page is to be answered or read now */
gboolean
ruhu_outline_is_shown (RuhuOutline *self, guint index)
{
  const RuhuOutlinePage *page = ruhu_outline_get_page (self, index);
  guint i;

  for (i = 0; i < page->controls->len; i++) {
    if (is_control_shown (self, g_ptr_array_index (page->controls, i)))
      return TRUE;
  }
  return FALSE;
}

/**
 * ruhu_outline_step:
 * @from: a page, or -1 to begin before the first
 * @by: 1 or -1
 *
 * Returns: the next shown page in that direction, or -1 where there is none
 */
int
ruhu_outline_step (RuhuOutline *self, int from, int by)
{
  int i;

  for (i = from + by; i >= 0 && i < (int) self->pages->len; i += by) {
    if (ruhu_outline_is_shown (self, i))
      return i;
  }
  return -1;
}

/** ruhu_outline_count_shown: Returns: how many of the pages before @before are shown */
guint
ruhu_outline_count_shown (RuhuOutline *self, guint before)
{
  guint i, n = 0;

  for (i = 0; i < MIN (before, self->pages->len); i++)
    n += ruhu_outline_is_shown (self, i);
  return n;
}

/**
 * ruhu_outline_find:
 * @control: a question, or one inside a repeat
 *
 * Returns: the page that holds it, or the repeat it lies in; -1 where none does
 */
int
ruhu_outline_find (RuhuOutline *self, const RuhuControl *control)
{
  guint i;

  for (; control != NULL && control != self->scope; control = ruhu_control_get_parent (control)) {
    for (i = 0; i < self->pages->len; i++) {
      if (g_ptr_array_find (ruhu_outline_get_page (self, i)->controls, control, NULL))
        return i;
    }
  }
  return -1;
}
