/* ruhu-page-plan.c: which questions stand together on a page
 *
 * Questions form families: one, and right behind it those that its answer brings up. A family is
 * not parted as long as it fits a page. Families of one group share a page while they fit a tablet
 * without scrolling, upright or in two columns lengthwise. A group that the author made a field
 * list is one page exactly; a repeat, and a question the author marked `own-page`, have their own;
 * photos and signatures share a page with none but each other. Photos, signatures and repeats come
 * behind the short questions around them, unless one of these hangs on them.
 *
 * What is not asked now takes no room. It stands on the page of what follows it, so that it can
 * still come up there; pages that are all like that are passed over. Pages somebody has seen stay
 * as they are: only what lies ahead is divided anew.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-page-plan.h"

#include "form/ruhu-choice-layout.h"
#include "form/ruhu-question-size.h"

typedef enum {
  SHARES, /* with other families of its section */
  MEDIA,  /* with others like it */
  ROWS,   /* a repeat, with nobody */
  ALONE,  /* by the author's will, and just here */
} Company;

typedef struct {
  const RuhuControl *control;
  guint depth;    /* 0: asked by itself; 1: because of an answer to that; … */
  guint height;   /* as a question that was not answered before */
  char *relevant; /* the expression; what has the same one comes up together */
  GPtrArray *followers;
} Member;

typedef struct {
  const RuhuControl *section;
  const RuhuControl *parent;
  Company company;
  GPtrArray *members;
  guint first_page;
  guint last_page;
} Family;

struct _RuhuPagePlan {
  RuhuInstance *instance;
  const RuhuControl *scope;
  RuhuNode *within;
  GPtrArray *families;
  GPtrArray *pages;
  GArray *records;  /* of guint: heights of what is on record on the open page */
  GArray *open;     /* and of what is asked there */
  guint reserve;    /* kept free there for families that an answer there may bring up */
  GPtrArray *asked; /* of Member: what is asked there, for the first time */
};

static void
free_member (gpointer data)
{
  Member *member = data;

  g_free (member->relevant);
  g_ptr_array_unref (member->followers);
  g_free (member);
}

static void
free_family (gpointer data)
{
  Family *family = data;

  g_ptr_array_unref (family->members);
  g_free (family);
}

static void
free_page (gpointer data)
{
  RuhuOutlinePage *page = data;

  g_ptr_array_unref (page->controls);
  g_free (page);
}

/* Families: from the form alone. */

static Member *
make_member (RuhuPagePlan *self, const RuhuControl *control)
{
  Member *member = g_new0 (Member, 1);

  member->control = control;
  member->relevant = g_strdup (ruhu_control_get_parameter (control, "relevant"));
  member->followers = ruhu_control_list_followers (control);
  member->height = ruhu_question_measure (self->instance, control, self->within);
  return member;
}

static Family *
begin_family (RuhuPagePlan *self, const RuhuControl *section, const RuhuControl *parent)
{
  Family *family = g_new0 (Family, 1);

  family->section = section;
  family->parent = parent;
  family->members = g_ptr_array_new_with_free_func (free_member);
  g_ptr_array_add (self->families, family);
  return family;
}

static Family *
get_last_family (RuhuPagePlan *self)
{
  return self->families->len > 0 ? g_ptr_array_index (self->families, self->families->len - 1)
                                 : NULL;
}

/* How far below the family's first @member stands; 0 where it follows none of them. */
static guint
find_depth (const Family *family, const Member *member)
{
  guint i = family->members->len;

  while (i-- > 0) {
    const Member *cause = g_ptr_array_index (family->members, i);

    if (g_ptr_array_find (cause->followers, member->control, NULL))
      return cause->depth + 1;
  }
  return 0;
}

/* What comes up at once with the child at @index of @parent: itself and its like behind it. */
static guint
measure_bunch (RuhuPagePlan *self, const RuhuControl *parent, guint index, const char *relevant)
{
  guint height = 0;

  for (; index < ruhu_control_get_n_children (parent); index++) {
    const RuhuControl *child = ruhu_control_get_child (parent, index);

    if (!ruhu_control_is_question (child) ||
        g_strcmp0 (ruhu_control_get_parameter (child, "relevant"), relevant) != 0)
      break;
    if (!ruhu_control_is_decliner (child))
      height += ruhu_question_measure (self->instance, child, self->within);
  }
  return height;
}

static gboolean
is_only_notes (RuhuPagePlan *self, const Family *family)
{
  guint i;

  for (i = 0; i < family->members->len; i++) {
    const Member *member = g_ptr_array_index (family->members, i);

    if (!ruhu_question_is_note (self->instance, member->control, self->within))
      return FALSE;
  }
  return TRUE;
}

/* Whether the child at @index of @parent belongs to the family before it. */
static gboolean
joins (RuhuPagePlan *self, const Family *family, Member *member, guint index)
{
  const Member *first, *last;

  if (family == NULL || family->parent != ruhu_control_get_parent (member->control) ||
      family->company == MEDIA)
    return FALSE;
  if (family->company == SHARES && is_only_notes (self, family))
    return TRUE;

  last = g_ptr_array_index (family->members, family->members->len - 1);
  if (ruhu_choice_layout_is_in_table (member->control) &&
      ruhu_choice_layout_is_in_table (last->control))
    return TRUE;

  member->depth = find_depth (family, member);
  if (member->depth == 0)
    return FALSE;
  first = g_ptr_array_index (family->members, 0);
  return first->height + measure_bunch (self, family->parent, index, member->relevant) <=
         RUHU_PAGE_HEIGHT;
}

static void
add_question (RuhuPagePlan *self,
              const RuhuControl *control,
              const RuhuControl *section,
              guint index)
{
  Member *member = make_member (self, control);
  Family *family = get_last_family (self);
  gboolean is_media = ruhu_control_get_kind (control) == RUHU_CONTROL_UPLOAD;
  gboolean is_own = ruhu_control_has_appearance (control, "own-page");

  if (is_media || is_own || !joins (self, family, member, index)) {
    member->depth = 0;
    family = begin_family (self, section, ruhu_control_get_parent (control));
    family->company = is_own ? ALONE : is_media ? MEDIA : SHARES;
  }
  g_ptr_array_add (family->members, member);
}

static void
add_all (RuhuPagePlan *self, Family *family, const RuhuControl *group)
{
  guint i;

  for (i = 0; i < ruhu_control_get_n_children (group); i++) {
    const RuhuControl *child = ruhu_control_get_child (group, i);

    if (ruhu_control_get_kind (child) == RUHU_CONTROL_GROUP)
      add_all (self, family, child);
    else if (!ruhu_control_is_decliner (child))
      g_ptr_array_add (family->members, make_member (self, child));
  }
}

static void
add_page_of_its_own (RuhuPagePlan *self, const RuhuControl *control, const RuhuControl *section)
{
  Family *family = begin_family (self, section, control);

  family->company = ruhu_control_get_kind (control) == RUHU_CONTROL_REPEAT ? ROWS : ALONE;
  if (family->company == ALONE)
    add_all (self, family, control);
  else
    g_ptr_array_add (family->members, make_member (self, control));
}

static void
add_children (RuhuPagePlan *self, const RuhuControl *parent, const RuhuControl *section)
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
      add_question (self, child, section, i);
  }
}

/* Pages: from what is asked now. */

static gboolean
is_family_asked (RuhuPagePlan *self, const Family *family)
{
  guint i;

  for (i = 0; i < family->members->len; i++) {
    const Member *member = g_ptr_array_index (family->members, i);

    if (ruhu_page_plan_is_asked (self, member->control))
      return TRUE;
  }
  return FALSE;
}

static RuhuOutlinePage *
open_page (RuhuPagePlan *self, const RuhuControl *section)
{
  RuhuOutlinePage *page = g_new0 (RuhuOutlinePage, 1);

  page->section = section;
  page->controls = g_ptr_array_new ();
  g_ptr_array_add (self->pages, page);
  g_array_set_size (self->records, 0);
  g_array_set_size (self->open, 0);
  g_ptr_array_set_size (self->asked, 0);
  self->reserve = 0;
  return page;
}

/* Whether what stands on the open page still fits it, upright and lengthwise. */
static gboolean
is_full (RuhuPagePlan *self)
{
  g_autoptr (GArray) heights = g_array_copy (self->records);
  const guint *height;
  guint i, at, total = 0, left = 0;

  g_array_append_vals (heights, self->open->data, self->open->len);
  if (self->reserve > 0)
    g_array_append_val (heights, self->reserve);
  height = (const guint *) (gpointer) heights->data;
  at = ruhu_question_find_break (height, heights->len, self->records->len);
  for (i = 0; i < heights->len; i++) {
    total += height[i];
    left += i < at ? height[i] : 0;
  }
  return heights->len > 1 &&
         (total > RUHU_PAGE_HEIGHT || MAX (left, total - left) > RUHU_COLUMN_HEIGHT);
}

static void
take_room (RuhuPagePlan *self, const Member *member)
{
  guint height = ruhu_question_measure (self->instance, member->control, self->within);
  gboolean on_record = ruhu_question_is_on_record (self->instance, member->control, self->within);

  g_array_append_val (on_record ? self->records : self->open, height);
}

/* Room for what may come up while the page is open: of each depth, the tallest that comes at once.
 * A line on record is seldom changed; what follows it waits until it is. */
static void
take_reserve (RuhuPagePlan *self, const Family *family)
{
  const Member *first = g_ptr_array_index (family->members, 0);
  guint tallest[4] = { 0 };
  guint begin[4] = { 0 };
  guint end[4] = { 0 };
  guint bunch = 0, from = 0;
  guint i, depth;

  if (ruhu_question_is_on_record (self->instance, first->control, self->within))
    return;

  for (i = 1; i < family->members->len; i++) {
    const Member *member = g_ptr_array_index (family->members, i);
    const Member *before = g_ptr_array_index (family->members, i - 1);

    if (ruhu_page_plan_is_asked (self, member->control))
      continue;
    if (bunch == 0 || g_strcmp0 (member->relevant, before->relevant) != 0) {
      bunch = 0;
      from = i;
    }
    bunch += member->height;
    depth = MIN (member->depth, G_N_ELEMENTS (tallest) - 1);
    if (bunch > tallest[depth]) {
      tallest[depth] = bunch;
      begin[depth] = from;
      end[depth] = i + 1;
    }
  }
  for (depth = 0; depth < G_N_ELEMENTS (tallest); depth++)
    for (i = begin[depth]; i < end[depth]; i++)
      g_array_append_val (self->open,
                          ((const Member *) g_ptr_array_index (family->members, i))->height);
}

static gboolean
fits (RuhuPagePlan *self, const Family *family)
{
  guint n_records = self->records->len;
  guint n_open = self->open->len;
  gboolean full;
  guint i;

  for (i = 0; i < family->members->len; i++) {
    const Member *member = g_ptr_array_index (family->members, i);

    if (ruhu_page_plan_is_asked (self, member->control))
      take_room (self, member);
  }
  take_reserve (self, family);
  full = is_full (self);

  g_array_set_size (self->records, n_records);
  g_array_set_size (self->open, n_open);
  return !full;
}

/* Onto the open page; what finds no room there goes to another. */
static void
pour (RuhuPagePlan *self, RuhuOutlinePage *page, Family *family)
{
  guint i;

  family->first_page = self->pages->len - 1;
  for (i = 0; i < family->members->len; i++) {
    const Member *member = g_ptr_array_index (family->members, i);

    if (ruhu_page_plan_is_asked (self, member->control)) {
      take_room (self, member);
      if (family->company <= MEDIA && is_full (self)) {
        page = open_page (self, family->section);
        take_room (self, member);
      }
      if (!ruhu_question_is_on_record (self->instance, member->control, self->within))
        g_ptr_array_add (self->asked, (gpointer) member);
    }
    g_ptr_array_add (page->controls, (gpointer) member->control);
  }
  family->last_page = self->pages->len - 1;
}

/* @families onto @page where they may stand there, else onto pages of their own. */
static void
pour_all (RuhuPagePlan *self, RuhuOutlinePage *page, GPtrArray *families)
{
  Company of = SHARES;
  guint i;

  for (i = 0; i < families->len; i++) {
    Family *family = g_ptr_array_index (families, i);

    if (page == NULL || page->section != family->section || of != family->company ||
        family->company > MEDIA)
      page = open_page (self, family->section);
    of = family->company;
    pour (self, page, family);
  }
  g_ptr_array_set_size (families, 0);
}

typedef struct {
  RuhuOutlinePage *page; /* the open one, or NULL */
  Company of;            /* who stands on it */
  GPtrArray *waiting;    /* of Family: not asked now; goes with what comes next */
  GPtrArray *later;      /* with nobody; comes when the page is full or its section ends */
} Cut;

static gboolean
is_cause (const RuhuControl *control, const Family *family)
{
  g_autoptr (GPtrArray) followers = NULL;
  guint i;

  for (i = 0; i < ruhu_control_get_n_children (control); i++) {
    if (is_cause (ruhu_control_get_child (control, i), family))
      return TRUE;
  }
  followers = ruhu_control_list_followers (control);
  for (i = 0; i < family->members->len; i++) {
    const Member *member = g_ptr_array_index (family->members, i);

    if (g_ptr_array_find (followers, member->control, NULL))
      return TRUE;
  }
  return FALSE;
}

/* Whether anything that was put off must come before @family. */
static gboolean
hangs_on_later (const Cut *cut, const Family *family)
{
  guint i, m;

  for (i = 0; i < cut->later->len; i++) {
    const Family *later = g_ptr_array_index (cut->later, i);

    for (m = 0; m < later->members->len; m++) {
      const Member *member = g_ptr_array_index (later->members, m);

      if (is_cause (member->control, family))
        return TRUE;
    }
  }
  return FALSE;
}

/* A photo or a repeat does not part short questions: it comes after them. */
static gboolean
may_wait (const Cut *cut, const Family *family)
{
  return cut->page != NULL && cut->page->section == family->section && cut->of == SHARES &&
         (family->company == MEDIA || family->company == ROWS);
}

static gboolean
may_stay (RuhuPagePlan *self, const Cut *cut, const Family *family)
{
  return cut->page != NULL && cut->page->section == family->section && cut->of == family->company &&
         family->company <= MEDIA && fits (self, family);
}

/* Whether an answer on the open page may bring @family up. */
static gboolean
may_come_up (RuhuPagePlan *self, const Cut *cut, const Family *family)
{
  guint i, m;

  if (cut->page == NULL || cut->page->section != family->section || cut->of != SHARES)
    return FALSE;

  for (i = 0; i < self->asked->len; i++) {
    const Member *cause = g_ptr_array_index (self->asked, i);

    for (m = 0; m < family->members->len; m++) {
      const Member *member = g_ptr_array_index (family->members, m);

      if (g_ptr_array_find (cause->followers, member->control, NULL))
        return TRUE;
    }
  }
  return FALSE;
}

/* It goes with what comes next, here where it would still have room if it came up, else there. */
static void
let_wait (RuhuPagePlan *self, Cut *cut, Family *family)
{
  guint i;

  if (family->company != SHARES) {
    g_ptr_array_add (cut->later, family);
    return;
  }

  if (may_come_up (self, cut, family)) {
    for (i = 0; i < family->members->len; i++)
      self->reserve += ((const Member *) g_ptr_array_index (family->members, i))->height;
    if (is_full (self)) {
      pour_all (self, NULL, cut->later);
      cut->page = NULL;
    }
  }
  g_ptr_array_add (cut->waiting, family);
}

static void
place (RuhuPagePlan *self, Cut *cut, Family *family)
{
  const Family *first = cut->waiting->len > 0 ? g_ptr_array_index (cut->waiting, 0) : NULL;

  if (!is_family_asked (self, family)) {
    let_wait (self, cut, family);
    return;
  }
  if (may_wait (cut, family)) {
    g_ptr_array_add (cut->later, family);
    return;
  }

  if (!may_stay (self, cut, family) || hangs_on_later (cut, family)) {
    pour_all (self, NULL, cut->later);
    if (first != NULL && (first->section != family->section || family->company != SHARES))
      pour_all (self, NULL, cut->waiting);
    cut->page = open_page (self, family->section);
    cut->of = family->company;
  }
  pour_all (self, cut->page, cut->waiting);
  pour (self, cut->page, family);
  cut->page = g_ptr_array_index (self->pages, self->pages->len - 1);
}

/**
 * ruhu_page_plan_cut:
 * @keep: how many pages stay as they are, those that somebody has seen
 *
 * Divides what lies behind them by what is asked now.
 */
void
ruhu_page_plan_cut (RuhuPagePlan *self, guint keep)
{
  g_autoptr (GPtrArray) waiting = g_ptr_array_new ();
  g_autoptr (GPtrArray) later = g_ptr_array_new ();
  Cut cut = { NULL, ALONE, waiting, later };
  guint i;

  for (i = 0; i < self->families->len; i++) {
    const Family *family = g_ptr_array_index (self->families, i);

    if (family->first_page < keep)
      keep = MAX (keep, family->last_page + 1);
  }
  g_ptr_array_set_size (self->pages, MIN (keep, self->pages->len));

  for (i = 0; i < self->families->len; i++) {
    Family *family = g_ptr_array_index (self->families, i);

    if (family->first_page >= keep)
      place (self, &cut, family);
  }
  pour_all (self, NULL, later);
  pour_all (self, NULL, waiting);
}

/**
 * ruhu_page_plan_new:
 * @instance: a filling that has begun; the caller keeps it alive
 * @scope: the form's body, or the repeat whose row is divided
 * @within: the instance's root, or that row
 */
RuhuPagePlan *
ruhu_page_plan_new (RuhuInstance *instance, const RuhuControl *scope, RuhuNode *within)
{
  RuhuPagePlan *self = g_new0 (RuhuPagePlan, 1);
  const RuhuControl *section = ruhu_control_get_kind (scope) == RUHU_CONTROL_REPEAT ? scope : NULL;

  self->instance = instance;
  self->scope = scope;
  self->within = within;
  self->families = g_ptr_array_new_with_free_func (free_family);
  self->pages = g_ptr_array_new_with_free_func (free_page);
  self->asked = g_ptr_array_new ();
  self->records = g_array_new (FALSE, FALSE, sizeof (guint));
  self->open = g_array_new (FALSE, FALSE, sizeof (guint));
  add_children (self, scope, section);
  ruhu_page_plan_cut (self, 0);
  return self;
}

void
ruhu_page_plan_free (RuhuPagePlan *self)
{
  g_ptr_array_unref (self->families);
  g_ptr_array_unref (self->pages);
  g_ptr_array_unref (self->asked);
  g_array_unref (self->records);
  g_array_unref (self->open);
  g_free (self);
}

/** ruhu_page_plan_get_pages: Returns: (transfer none) (element-type RuhuOutlinePage): in order */
GPtrArray *
ruhu_page_plan_get_pages (RuhuPagePlan *self)
{
  return self->pages;
}

/** ruhu_page_plan_is_asked: Returns: whether @control is to be answered or read now */
gboolean
ruhu_page_plan_is_asked (RuhuPagePlan *self, const RuhuControl *control)
{
  RuhuNode *node = ruhu_instance_node_of (self->instance, control, self->within);

  /* A repeat has nodes only where it has rows; without any, what counts is what it lies in. */
  while (node == NULL && control != NULL && control != self->scope) {
    control = ruhu_control_get_parent (control);
    node = control != NULL ? ruhu_instance_node_of (self->instance, control, self->within) : NULL;
  }
  return node == NULL || ruhu_instance_is_relevant (self->instance, node);
}
