/* ruhu-home-page.c: how many today, what came back, and whether the records are safe
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-home-page.h"

#include "ruhu-format.h"
#include "ruhu-stack.h"
#include "ruhu-tile.h"

#include "base/ruhu-clock.h"

#include <glib/gi18n.h>

struct _RuhuHomePage {
  RuhuPage parent_instance;

  AdwWindowTitle *window_title;
  RuhuTile *due;
  RuhuTile *returned;
  GtkWidget *truth;
  GtkLabel *truth_title;
  GtkLabel *truth_sentence;
  GtkWidget *forms;
  GtkStack *states;
  GtkWidget *receive;
};

G_DEFINE_FINAL_TYPE (RuhuHomePage, ruhu_home_page, RUHU_TYPE_PAGE)

static GtkWidget *
ruhu_home_page_get_start (RuhuPage *page)
{
  RuhuHomePage *self = RUHU_HOME_PAGE (page);

  return g_strcmp0 (gtk_stack_get_visible_child_name (self->states), "empty") == 0
           ? self->receive
           : GTK_WIDGET (self->due);
}

static void
ruhu_home_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), RUHU_TYPE_HOME_PAGE);

  G_OBJECT_CLASS (ruhu_home_page_parent_class)->dispose (object);
}

static void
ruhu_home_page_class_init (RuhuHomePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ruhu_home_page_dispose;
  RUHU_PAGE_CLASS (klass)->get_start = ruhu_home_page_get_start;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/ruhu/Ruhu/ruhu-home-page.ui");
  gtk_widget_class_bind_template_child (widget_class, RuhuHomePage, window_title);
  gtk_widget_class_bind_template_child (widget_class, RuhuHomePage, due);
  gtk_widget_class_bind_template_child (widget_class, RuhuHomePage, returned);
  gtk_widget_class_bind_template_child (widget_class, RuhuHomePage, truth);
  gtk_widget_class_bind_template_child (widget_class, RuhuHomePage, truth_title);
  gtk_widget_class_bind_template_child (widget_class, RuhuHomePage, truth_sentence);
  gtk_widget_class_bind_template_child (widget_class, RuhuHomePage, forms);
  gtk_widget_class_bind_template_child (widget_class, RuhuHomePage, states);
  gtk_widget_class_bind_template_child (widget_class, RuhuHomePage, receive);
}

static void
ruhu_home_page_init (RuhuHomePage *self)
{
  g_autoptr (GDateTime) now = ruhu_clock_local ();
  RuhuDay nothing = { 0 };

  g_type_ensure (RUHU_TYPE_TILE);
  gtk_widget_init_template (GTK_WIDGET (self));
  ruhu_home_page_set_day (self, &nothing, 0, now);
  ruhu_home_page_set_empty (self, FALSE);
}

/** ruhu_home_page_new: Returns: (transfer floating): a page where nothing is due */
RuhuHomePage *
ruhu_home_page_new (void)
{
  return g_object_new (RUHU_TYPE_HOME_PAGE, NULL);
}

static char *
count_homes (guint n)
{
  return g_strdup_printf (ngettext ("%u home", "%u homes", n), n);
}

/* "group 2, Wang Guihua"; the response's title where the register does not know them. */
static char *
describe (RuhuDueItem *item)
{
  RuhuPerson *person = ruhu_due_item_get_person (item);
  RuhuResponse *response = ruhu_due_item_get_response (item);
  const char *group = person != NULL ? ruhu_person_get_group (person) : NULL;
  const char *title = response != NULL ? ruhu_response_get_title (response) : NULL;

  if (person == NULL)
    return g_strdup (title != NULL ? title : _ ("Somebody new"));
  if (group == NULL || *group == '\0')
    return g_strdup (ruhu_person_get_name (person));

  /* Translators: village group and name, as in "group 2, Wang Guihua" */
  return g_strdup_printf (_ ("%1$s, %2$s"), group, ruhu_person_get_name (person));
}

/* The same, and of a draft how much is left to do. */
static char *
describe_first (RuhuDueItem *item)
{
  g_autofree char *who = describe (item);
  g_autofree char *words = NULL;

  if (ruhu_due_item_get_kind (item) != RUHU_DUE_DRAFT)
    return g_steal_pointer (&who);

  words = ruhu_truth_get_words (ruhu_due_item_get_response (item));
  return g_strdup_printf ("%s · %s", who, words);
}

/* The same, and why it came back. */
static char *
describe_returned (RuhuDueItem *item)
{
  RuhuResponse *response = ruhu_due_item_get_response (item);
  const char *reason = response != NULL ? ruhu_response_get_reason (response) : NULL;
  g_autofree char *who = describe (item);

  return reason != NULL ? g_strdup_printf ("%s · %s", who, reason) : g_steal_pointer (&who);
}

static void
show_due (RuhuHomePage *self, const RuhuDay *day)
{
  g_autofree char *homes = count_homes (day->due);
  g_autofree char *first = day->first_due != NULL ? describe_first (day->first_due) : NULL;
  g_autofree char *subtitle =
    first != NULL ? g_strdup_printf (_ ("First: %s"), first) : g_strdup (_ ("Nothing today"));

  ruhu_tile_set_subtitle (self->due, subtitle);
  ruhu_tile_set_figure (self->due, day->due, homes);
}

static void
show_returned (RuhuHomePage *self, const RuhuDay *day)
{
  g_autofree char *homes = count_homes (day->returned);
  g_autofree char *first =
    day->first_returned != NULL ? describe_returned (day->first_returned) : NULL;
  g_autofree char *subtitle =
    first != NULL ? g_strdup_printf (_ ("Oldest: %s"), first) : g_strdup (_ ("Nothing came back"));

  ruhu_tile_set_subtitle (self->returned, subtitle);
  ruhu_tile_set_figure (self->returned, day->returned, homes);
  ruhu_tile_set_bad (self->returned, day->returned > 0);
}

/**
 * ruhu_home_page_set_day:
 * @day: what there is to say of today
 * @next_try: milliseconds since 1970-01-01T00:00:00Z; 0 where nobody knows
 */
void
ruhu_home_page_set_day (RuhuHomePage *self, const RuhuDay *day, gint64 next_try, GDateTime *now)
{
  g_autofree char *date = NULL;
  g_autofree char *title = NULL;
  g_autofree char *sentence = NULL;

  g_return_if_fail (RUHU_IS_HOME_PAGE (self));

  show_due (self, day);
  show_returned (self, day);

  date = ruhu_format_day (now);
  title = ruhu_truth_get_title (day);
  sentence = ruhu_truth_get_sentence (day, next_try, now);
  adw_window_title_set_subtitle (self->window_title, date);
  gtk_label_set_label (self->truth_title, title);
  gtk_label_set_label (self->truth_sentence, sentence);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->truth),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  title,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  sentence,
                                  -1);
}

/** ruhu_home_page_set_empty: @empty: whether no person has come to this tablet yet */
void
ruhu_home_page_set_empty (RuhuHomePage *self, gboolean empty)
{
  g_return_if_fail (RUHU_IS_HOME_PAGE (self));

  ruhu_stack_show_name (self->states, empty ? "empty" : "day");
}

/** ruhu_home_page_set_choice: @choice: whether there is more than the form of a visit to begin */
void
ruhu_home_page_set_choice (RuhuHomePage *self, gboolean choice)
{
  g_return_if_fail (RUHU_IS_HOME_PAGE (self));

  if (!choice && gtk_widget_has_focus (self->forms))
    ruhu_page_focus_start (RUHU_PAGE (self));
  gtk_widget_set_visible (self->forms, choice);
}
