/* ruhu-choice-results.c: the choices that were found, as a list for a view
 *
 * A GListModel that makes an item only for what the view shows. It begins with a screenful and
 * grows as somebody scrolls: a GtkListView (4.8) draws the first 200 of whatever it is given, and
 * that at every key would make a tablet stutter.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-choice-results.h"

struct _RuhuChoiceItem {
  GObject parent_instance;

  RuhuChoiceIndex *index; /* keeps @choice */
  const RuhuChoice *choice;
};

G_DEFINE_FINAL_TYPE (RuhuChoiceItem, ruhu_choice_item, G_TYPE_OBJECT)

static void
ruhu_choice_item_finalize (GObject *object)
{
  g_object_unref (RUHU_CHOICE_ITEM (object)->index);

  G_OBJECT_CLASS (ruhu_choice_item_parent_class)->finalize (object);
}

static void
ruhu_choice_item_class_init (RuhuChoiceItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ruhu_choice_item_finalize;
}

static void
ruhu_choice_item_init (RuhuChoiceItem *self)
{
}

/** ruhu_choice_item_get: Returns: (transfer none): the choice, while the item lives */
const RuhuChoice *
ruhu_choice_item_get (RuhuChoiceItem *self)
{
  return self->choice;
}

struct _RuhuChoiceResults {
  GObject parent_instance;

  RuhuChoiceIndex *index;
  GArray *places; /* of guint; NULL: all */
  guint shown;    /* how many of them the view knows of at most */
};

#define STEP 30

static GType
get_item_type (GListModel *model)
{
  return RUHU_TYPE_CHOICE_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  RuhuChoiceResults *self = RUHU_CHOICE_RESULTS (model);

  return MIN (self->shown, ruhu_choice_results_get_n_found (self));
}

static gpointer
get_item (GListModel *model, guint position)
{
  RuhuChoiceResults *self = RUHU_CHOICE_RESULTS (model);
  RuhuChoiceItem *item;

  if (position >= get_n_items (model))
    return NULL;
  if (self->places != NULL)
    position = g_array_index (self->places, guint, position);

  item = g_object_new (RUHU_TYPE_CHOICE_ITEM, NULL);
  item->index = g_object_ref (self->index);
  item->choice = ruhu_choice_index_get (self->index, position);
  return item;
}

static void
ruhu_choice_results_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (RuhuChoiceResults,
                               ruhu_choice_results,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      ruhu_choice_results_list_model_init))

static void
ruhu_choice_results_finalize (GObject *object)
{
  RuhuChoiceResults *self = RUHU_CHOICE_RESULTS (object);

  g_object_unref (self->index);
  g_clear_pointer (&self->places, g_array_unref);

  G_OBJECT_CLASS (ruhu_choice_results_parent_class)->finalize (object);
}

static void
ruhu_choice_results_class_init (RuhuChoiceResultsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ruhu_choice_results_finalize;
}

static void
ruhu_choice_results_init (RuhuChoiceResults *self)
{
}

/** ruhu_choice_results_new: Returns: (transfer full): all choices of @index */
RuhuChoiceResults *
ruhu_choice_results_new (RuhuChoiceIndex *index)
{
  RuhuChoiceResults *self = g_object_new (RUHU_TYPE_CHOICE_RESULTS, NULL);

  self->index = g_object_ref (index);
  self->shown = STEP;
  return self;
}

/** ruhu_choice_results_get_n_found: Returns: how many were found, shown or not */
guint
ruhu_choice_results_get_n_found (RuhuChoiceResults *self)
{
  return self->places != NULL ? self->places->len : ruhu_choice_index_get_n (self->index);
}

/** ruhu_choice_results_show_more: somebody has scrolled to the last that is shown */
void
ruhu_choice_results_show_more (RuhuChoiceResults *self)
{
  guint before = get_n_items (G_LIST_MODEL (self));
  guint after;

  if (before == ruhu_choice_results_get_n_found (self))
    return;
  self->shown = before + STEP;
  after = get_n_items (G_LIST_MODEL (self));
  g_list_model_items_changed (G_LIST_MODEL (self), before, 0, after - before);
}

/** ruhu_choice_results_set_places: @places: (nullable): what was found; %NULL for all */
void
ruhu_choice_results_set_places (RuhuChoiceResults *self, GArray *places)
{
  guint before = get_n_items (G_LIST_MODEL (self));

  if (places != NULL)
    g_array_ref (places);
  g_clear_pointer (&self->places, g_array_unref);
  self->places = places;
  self->shown = STEP;
  g_list_model_items_changed (G_LIST_MODEL (self), 0, before, get_n_items (G_LIST_MODEL (self)));
}
