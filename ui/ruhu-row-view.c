/* ruhu-row-view.c: a list of rows over any model, with sections
 *
 * A GtkListView, so that ten thousand people cost what a screenful costs. GTK 4.8 knows no
 * sections: the row that opens one draws its heading. A page may give a widget to scroll before the
 * rows and one to scroll after them; they ride in the model as items of their own.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-row-view.h"

struct _RuhuRowView {
  AdwBin parent_instance;

  GtkListView *list;
  GListStore *head;
  GListStore *tail;
  GListStore *parts;
  GListModel *items;
  GListModel *model;
  GHashTable *bound; /* GtkListItem, while it shows an item */
  gpointer chosen;
  RuhuRowShowFunc show;
  RuhuRowSectionFunc section;
  gpointer user_data;
};

enum {
  PROP_HEAD = 1,
  PROP_TAIL,
  PROP_LABEL,
  N_PROPS,
};

enum {
  OPENED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RuhuRowView, ruhu_row_view, ADW_TYPE_BIN)

/* The heading at @position, FALSE where there is no row. */
static gboolean
get_section (RuhuRowView *self, guint position, const char **section)
{
  g_autoptr (GObject) item = g_list_model_get_item (self->items, position);

  if (item == NULL || GTK_IS_WIDGET (item))
    return FALSE;

  *section = self->section != NULL ? self->section (item, self->user_data) : NULL;
  return TRUE;
}

static void
show_row (RuhuRowView *self, GtkListItem *list_item)
{
  GtkWidget *row = gtk_list_item_get_child (list_item);
  GObject *item = gtk_list_item_get_item (list_item);
  guint position = gtk_list_item_get_position (list_item);
  const char *here = NULL;
  const char *other = NULL;
  g_autofree char *words = NULL;
  gboolean first;
  gboolean last;

  if (item == NULL || !RUHU_IS_LIST_ROW (row) || !get_section (self, position, &here))
    return;

  first =
    position == 0 || !get_section (self, position - 1, &other) || g_strcmp0 (here, other) != 0;
  last = !get_section (self, position + 1, &other) || g_strcmp0 (here, other) != 0;
  if (self->show != NULL)
    self->show (RUHU_LIST_ROW (row), item, self->user_data);
  ruhu_list_row_set_place (RUHU_LIST_ROW (row), here, first, last);
  ruhu_list_row_set_chosen (RUHU_LIST_ROW (row), item == self->chosen);

  words = ruhu_list_row_describe (RUHU_LIST_ROW (row));
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (row)),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  words,
                                  -1);
}

static GList *
list_labels (GtkWidget *widget, GList *labels)
{
  GtkWidget *child;

  if (GTK_IS_LABEL (widget))
    return g_list_append (labels, widget);
  for (child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    labels = list_labels (child, labels);
  return labels;
}

/* The line of the list that a head or tail stands in is called by what it says at the moment. */
static void
name_part (GtkWidget *part)
{
  GtkAccessible *line = GTK_ACCESSIBLE (gtk_widget_get_parent (part));
  GList *labels = list_labels (part, NULL);
  GtkAccessibleRelation relation = GTK_ACCESSIBLE_RELATION_LABELLED_BY;
  g_auto (GValue) value = G_VALUE_INIT;

  gtk_widget_set_focusable (GTK_WIDGET (line), FALSE);
  gtk_accessible_relation_init_value (relation, &value);
  g_value_set_pointer (&value, labels); /* GTK takes the list */
  gtk_accessible_update_relation_value (line, 1, &relation, &value);
}

/* The line may show a row next. */
static void
forget_part (GtkWidget *part)
{
  GtkWidget *line = gtk_widget_get_parent (part);

  gtk_widget_set_focusable (line, TRUE);
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (line), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
}

static void
bind_cb (GtkListItemFactory *factory, GtkListItem *list_item, RuhuRowView *self)
{
  GObject *item = gtk_list_item_get_item (list_item);
  gboolean is_row = !GTK_IS_WIDGET (item);

  gtk_list_item_set_activatable (list_item, is_row);
  gtk_list_item_set_selectable (list_item, is_row); /* else GTK 4.8 gives it no focus */
  if (is_row) {
    if (!RUHU_IS_LIST_ROW (gtk_list_item_get_child (list_item)))
      gtk_list_item_set_child (list_item, GTK_WIDGET (ruhu_list_row_new ()));
    g_hash_table_add (self->bound, list_item);
    show_row (self, list_item);
  } else if (gtk_widget_get_parent (GTK_WIDGET (item)) == NULL) {
    gtk_list_item_set_child (list_item, GTK_WIDGET (item));
    name_part (GTK_WIDGET (item));
  }
}

static void
unbind_cb (GtkListItemFactory *factory, GtkListItem *list_item, RuhuRowView *self)
{
  g_hash_table_remove (self->bound, list_item);
  if (RUHU_IS_LIST_ROW (gtk_list_item_get_child (list_item)))
    return;
  if (gtk_list_item_get_child (list_item) != NULL)
    forget_part (gtk_list_item_get_child (list_item));
  gtk_list_item_set_child (list_item, NULL);
}

static void
activate_cb (GtkListView *list, guint position, RuhuRowView *self)
{
  g_autoptr (GObject) item = g_list_model_get_item (self->items, position);

  if (item != NULL && !GTK_IS_WIDGET (item))
    g_signal_emit (self, signals[OPENED], 0, item);
}

static void
set_end (GListStore *end, GtkWidget *widget)
{
  g_list_store_remove_all (end);
  if (widget != NULL)
    g_list_store_append (end, widget);
}

/* What has the focus, where that is within the view. */
static GtkWidget *
get_focus (RuhuRowView *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self)) ? focus : NULL;
}

static gboolean
is_row (RuhuRowView *self, GtkWidget *widget)
{
  return widget != NULL && gtk_widget_get_parent (widget) == GTK_WIDGET (self->list) &&
         RUHU_IS_LIST_ROW (gtk_widget_get_first_child (widget));
}

static gboolean
focus_first_row (RuhuRowView *self)
{
  GtkWidget *line;

  for (line = gtk_widget_get_first_child (GTK_WIDGET (self->list)); line != NULL;
       line = gtk_widget_get_next_sibling (line))
    if (is_row (self, line) && gtk_widget_grab_focus (line))
      return TRUE;
  return FALSE;
}

/* Tab stops once at the rows, where the arrow keys go on: nobody wants to press it for each of
 * eighty people. GTK itself would stop at every row, and says that it has gone into a list whose
 * first line is a head without a button when it has not. */
static gboolean
ruhu_row_view_focus (GtkWidget *widget, GtkDirectionType direction)
{
  RuhuRowView *self = RUHU_ROW_VIEW (widget);
  GtkWidget *before = get_focus (self);
  gboolean forward = direction == GTK_DIR_TAB_FORWARD;

  if ((forward || direction == GTK_DIR_TAB_BACKWARD) && is_row (self, before)) {
    g_autoptr (GtkWidget) end =
      g_list_model_get_item (G_LIST_MODEL (forward ? self->tail : self->head), 0);

    return end != NULL && gtk_widget_child_focus (end, direction);
  }
  if (GTK_WIDGET_CLASS (ruhu_row_view_parent_class)->focus (widget, direction) &&
      get_focus (self) != NULL && get_focus (self) != before)
    return TRUE;
  return before == NULL && focus_first_row (self);
}

static void
ruhu_row_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  RuhuRowView *self = RUHU_ROW_VIEW (object);

  switch (id) {
  case PROP_HEAD:
    g_value_take_object (value, g_list_model_get_item (G_LIST_MODEL (self->head), 0));
    break;
  case PROP_TAIL:
    g_value_take_object (value, g_list_model_get_item (G_LIST_MODEL (self->tail), 0));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
ruhu_row_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  RuhuRowView *self = RUHU_ROW_VIEW (object);

  switch (id) {
  case PROP_HEAD:
    set_end (self->head, g_value_get_object (value));
    break;
  case PROP_TAIL:
    set_end (self->tail, g_value_get_object (value));
    break;
  case PROP_LABEL:
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->list),
                                    GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    g_value_get_string (value),
                                    -1);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
ruhu_row_view_dispose (GObject *object)
{
  RuhuRowView *self = RUHU_ROW_VIEW (object);

  /* The rows go while the view is whole: they still tell it that they go. */
  if (self->list != NULL)
    gtk_list_view_set_model (self->list, NULL);
  if (self->items != NULL)
    g_signal_handlers_disconnect_by_data (self->items, self);
  gtk_widget_dispose_template (GTK_WIDGET (object), RUHU_TYPE_ROW_VIEW);
  g_clear_object (&self->items);
  g_clear_object (&self->parts);
  g_clear_object (&self->head);
  g_clear_object (&self->tail);
  g_clear_object (&self->model);

  G_OBJECT_CLASS (ruhu_row_view_parent_class)->dispose (object);
}

static void
ruhu_row_view_finalize (GObject *object)
{
  g_clear_pointer (&RUHU_ROW_VIEW (object)->bound, g_hash_table_unref);

  G_OBJECT_CLASS (ruhu_row_view_parent_class)->finalize (object);
}

static void
ruhu_row_view_class_init (RuhuRowViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = ruhu_row_view_get_property;
  object_class->set_property = ruhu_row_view_set_property;
  object_class->dispose = ruhu_row_view_dispose;
  object_class->finalize = ruhu_row_view_finalize;
  widget_class->focus = ruhu_row_view_focus;

  /**
   * RuhuRowView:head: a widget that scrolls before the rows
   */
  properties[PROP_HEAD] = g_param_spec_object ("head", NULL, NULL, GTK_TYPE_WIDGET, flags);
  /**
   * RuhuRowView:tail: a widget that scrolls after the rows
   */
  properties[PROP_TAIL] = g_param_spec_object ("tail", NULL, NULL, GTK_TYPE_WIDGET, flags);
  /**
   * RuhuRowView:label: what a screen reader calls the list
   */
  properties[PROP_LABEL] =
    g_param_spec_string ("label", NULL, NULL, NULL, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * RuhuRowView::opened:
   * @item: the item whose row was tapped, or chosen with Enter
   */
  signals[OPENED] = g_signal_new ("opened",
                                  RUHU_TYPE_ROW_VIEW,
                                  G_SIGNAL_RUN_LAST,
                                  0,
                                  NULL,
                                  NULL,
                                  NULL,
                                  G_TYPE_NONE,
                                  1,
                                  G_TYPE_OBJECT);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/ruhu/Ruhu/ruhu-row-view.ui");
  gtk_widget_class_bind_template_child (widget_class, RuhuRowView, list);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
}

static void
ruhu_row_view_init (RuhuRowView *self)
{
  g_autoptr (GtkSelectionModel) selection = NULL;

  self->bound = g_hash_table_new (NULL, NULL);
  self->head = g_list_store_new (GTK_TYPE_WIDGET);
  self->tail = g_list_store_new (GTK_TYPE_WIDGET);
  self->parts = g_list_store_new (G_TYPE_LIST_MODEL);
  g_list_store_append (self->parts, self->head);
  g_list_store_append (self->parts, self->tail);
  self->items =
    G_LIST_MODEL (gtk_flatten_list_model_new (g_object_ref (G_LIST_MODEL (self->parts))));

  gtk_widget_init_template (GTK_WIDGET (self));

  selection = GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (self->items)));
  gtk_list_view_set_model (self->list, selection);
  /* After the list has taken the change in: the rows beside it may open or close a card. */
  g_signal_connect_data (self->items,
                         "items-changed",
                         G_CALLBACK (ruhu_row_view_refresh),
                         self,
                         NULL,
                         G_CONNECT_AFTER | G_CONNECT_SWAPPED);
}

/**
 * ruhu_row_view_set_funcs:
 * @show: shows an item in a row
 * @section: (nullable): tells an item's heading; NULL where there is but one section
 *
 * Call it before the model is set.
 */
void
ruhu_row_view_set_funcs (RuhuRowView *self,
                         RuhuRowShowFunc show,
                         RuhuRowSectionFunc section,
                         gpointer user_data)
{
  g_return_if_fail (RUHU_IS_ROW_VIEW (self));

  self->show = show;
  self->section = section;
  self->user_data = user_data;
}

/** ruhu_row_view_set_model: @model: (nullable) (transfer none): the items, shown from the first */
void
ruhu_row_view_set_model (RuhuRowView *self, GListModel *model)
{
  g_autoptr (GtkSelectionModel) selection = NULL;
  gpointer parts[1] = { model };

  g_return_if_fail (RUHU_IS_ROW_VIEW (self));

  if (self->model == model)
    return;

  /* Without the list looking on: it would hold on to the row it shows, and scroll. */
  selection = g_object_ref (gtk_list_view_get_model (self->list));
  gtk_list_view_set_model (self->list, NULL);
  g_list_store_splice (self->parts, 1, self->model != NULL, parts, model != NULL);
  gtk_list_view_set_model (self->list, selection);
  g_set_object (&self->model, model);
}

/** ruhu_row_view_set_chosen: @item: (nullable) (transfer none): what is shown beside the list */
void
ruhu_row_view_set_chosen (RuhuRowView *self, gpointer item)
{
  g_return_if_fail (RUHU_IS_ROW_VIEW (self));

  if (self->chosen == item)
    return;

  self->chosen = item;
  ruhu_row_view_refresh (self);
}

/**
 * ruhu_row_view_refresh:
 *
 * Shows again every row on the screen: something that rows show and the model does not hold
 * changed.
 */
void
ruhu_row_view_refresh (RuhuRowView *self)
{
  GHashTableIter iter;
  gpointer list_item;

  g_return_if_fail (RUHU_IS_ROW_VIEW (self));

  g_hash_table_iter_init (&iter, self->bound);
  while (g_hash_table_iter_next (&iter, &list_item, NULL))
    show_row (self, list_item);
}

/** ruhu_row_view_get_list: Returns: (transfer none): the list itself, to put the focus into */
GtkWidget *
ruhu_row_view_get_list (RuhuRowView *self)
{
  g_return_val_if_fail (RUHU_IS_ROW_VIEW (self), NULL);

  return GTK_WIDGET (self->list);
}
