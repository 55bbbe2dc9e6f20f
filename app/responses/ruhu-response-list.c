/* ruhu-response-list.c: this device's responses, newest first
 *
 * Fills when the store is unlocked, empties when it is locked, and reads again when the store says
 * that responses have changed. A response keeps its object through that.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "responses/ruhu-response-list.h"

struct _RuhuResponseList {
  GObject parent_instance;

  RuhuResponseStore *responses;
  GPtrArray *items;
  GCancellable *cancellable; /* of the reading under way, or NULL */
  gboolean again;            /* something changed during it */
};

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RuhuResponseList,
                               ruhu_response_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static GType
get_item_type (GListModel *model)
{
  return RUHU_TYPE_RESPONSE;
}

static guint
get_n_items (GListModel *model)
{
  return RUHU_RESPONSE_LIST (model)->items->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  RuhuResponseList *self = RUHU_RESPONSE_LIST (model);

  return position < self->items->len ? g_object_ref (g_ptr_array_index (self->items, position))
                                     : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  RuhuResponse *left = *(RuhuResponse *const *) a;
  RuhuResponse *right = *(RuhuResponse *const *) b;
  gint64 newer = ruhu_response_get_started_at (right) - ruhu_response_get_started_at (left);

  if (newer != 0)
    return newer > 0 ? 1 : -1;
  return g_strcmp0 (ruhu_response_get_id (left), ruhu_response_get_id (right));
}

/* Takes over @items, telling only of the stretch that differs. */
static void
replace (RuhuResponseList *self, GPtrArray *items)
{
  g_autoptr (GPtrArray) old = self->items;
  guint before = 0, after = 0;
  guint least = MIN (old->len, items->len);

  while (before < least && old->pdata[before] == items->pdata[before])
    before++;
  while (after < least - before &&
         old->pdata[old->len - 1 - after] == items->pdata[items->len - 1 - after])
    after++;

  self->items = g_ptr_array_ref (items);
  if (before + after < old->len || before + after < items->len)
    g_list_model_items_changed (G_LIST_MODEL (self),
                                before,
                                old->len - before - after,
                                items->len - before - after);
}

/* Who carries a response changes alone, and lists that sort by it look only when they are told. */
static void
tell_of (RuhuResponseList *self, GHashTable *changed)
{
  guint i;

  for (i = 0; g_hash_table_size (changed) > 0 && i < self->items->len; i++) {
    if (g_hash_table_remove (changed, self->items->pdata[i]))
      g_list_model_items_changed (G_LIST_MODEL (self), i, 1, 1);
  }
}

static void
take (RuhuResponseList *self, GPtrArray *read)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) old = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) carried = g_hash_table_new (NULL, NULL);
  guint i;

  for (i = 0; i < self->items->len; i++) {
    RuhuResponse *response = g_ptr_array_index (self->items, i);

    g_hash_table_insert (old, (gpointer) ruhu_response_get_id (response), response);
  }
  for (i = 0; i < read->len; i++) {
    RuhuResponse *response = g_ptr_array_index (read, i);
    RuhuResponse *known = g_hash_table_lookup (old, ruhu_response_get_id (response));

    if (known != NULL) {
      if (g_strcmp0 (ruhu_response_get_carrier (known), ruhu_response_get_carrier (response)) != 0)
        g_hash_table_add (carried, known);
      ruhu_response_take_from (known, response);
    }
    g_ptr_array_add (items, g_object_ref (known != NULL ? known : response));
  }

  g_ptr_array_sort (items, compare);
  replace (self, items);
  tell_of (self, carried);
}

static void load (RuhuResponseList *self);

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RuhuResponseList) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) read = NULL;

  read = ruhu_response_store_list_finish (RUHU_RESPONSE_STORE (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_object (&self->cancellable);
  if (self->again)
    load (self);
  else if (read != NULL)
    take (self, read);
}

static void
load (RuhuResponseList *self)
{
  if (self->cancellable != NULL) {
    self->again = TRUE;
    return;
  }

  self->again = FALSE;
  self->cancellable = g_cancellable_new ();
  ruhu_response_store_list_async (self->responses,
                                  self->cancellable,
                                  loaded_cb,
                                  g_object_ref (self));
}

static void
changed_cb (RuhuResponseList *self, guint changes)
{
  if ((changes & RUHU_STORE_RESPONSES) != 0)
    load (self);
}

static void
state_cb (RuhuResponseList *self)
{
  g_autoptr (GPtrArray) none = NULL;

  if (ruhu_store_get_state (ruhu_response_store_get_store (self->responses)) ==
      RUHU_STORE_UNLOCKED) {
    load (self);
    return;
  }

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  none = g_ptr_array_new_with_free_func (g_object_unref);
  replace (self, none);
}

static void
ruhu_response_list_dispose (GObject *object)
{
  RuhuResponseList *self = RUHU_RESPONSE_LIST (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->responses);

  G_OBJECT_CLASS (ruhu_response_list_parent_class)->dispose (object);
}

static void
ruhu_response_list_finalize (GObject *object)
{
  RuhuResponseList *self = RUHU_RESPONSE_LIST (object);

  g_ptr_array_unref (self->items);

  G_OBJECT_CLASS (ruhu_response_list_parent_class)->finalize (object);
}

static void
ruhu_response_list_class_init (RuhuResponseListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ruhu_response_list_dispose;
  object_class->finalize = ruhu_response_list_finalize;
}

static void
ruhu_response_list_init (RuhuResponseList *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
}

/** ruhu_response_list_new: Returns: (transfer full): a #GListModel of #RuhuResponse */
RuhuResponseList *
ruhu_response_list_new (RuhuResponseStore *responses)
{
  RuhuResponseList *self = g_object_new (RUHU_TYPE_RESPONSE_LIST, NULL);
  RuhuStore *store = ruhu_response_store_get_store (responses);

  self->responses = g_object_ref (responses);
  g_signal_connect_object (store, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (store, "notify::state", G_CALLBACK (state_cb), self, G_CONNECT_SWAPPED);
  state_cb (self);
  return self;
}

/** ruhu_response_list_find: Returns: (transfer none) (nullable): the response of that id */
RuhuResponse *
ruhu_response_list_find (RuhuResponseList *self, const char *id)
{
  guint i;

  for (i = 0; i < self->items->len; i++) {
    RuhuResponse *response = g_ptr_array_index (self->items, i);

    if (g_strcmp0 (ruhu_response_get_id (response), id) == 0)
      return response;
  }

  return NULL;
}
