/* ruhu-form-library.c: the forms that can be begun on this tablet
 *
 * A list model of RuhuFormOffer by title. The folder is looked into, and forms are read, on a
 * thread of their own: a large form takes longer than a frame.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-form-library.h"

#include "ruhu-form-finder.h"

struct _RuhuFormLibrary {
  GObject parent_instance;

  char *dir;
  GPtrArray *offers; /* of RuhuFormOffer */
  char *stock;       /* what the folder held when they were read; NULL before */
  gboolean reading;
  gboolean again; /* somebody asked meanwhile */
};

typedef struct {
  char *dir;
  char *stock; /* (nullable): what is known */
  GPtrArray *offers;
} Reading;

static GType
get_item_type (GListModel *model)
{
  return RUHU_TYPE_FORM_OFFER;
}

static guint
get_n_items (GListModel *model)
{
  return RUHU_FORM_LIBRARY (model)->offers->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  RuhuFormLibrary *self = RUHU_FORM_LIBRARY (model);

  return position < self->offers->len ? g_object_ref (self->offers->pdata[position]) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (RuhuFormLibrary,
                               ruhu_form_library,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
reading_free (Reading *reading)
{
  g_free (reading->dir);
  g_free (reading->stock);
  g_clear_pointer (&reading->offers, g_ptr_array_unref);
  g_free (reading);
}

static void
ruhu_form_library_finalize (GObject *object)
{
  RuhuFormLibrary *self = RUHU_FORM_LIBRARY (object);

  g_clear_pointer (&self->dir, g_free);
  g_clear_pointer (&self->stock, g_free);
  g_clear_pointer (&self->offers, g_ptr_array_unref);

  G_OBJECT_CLASS (ruhu_form_library_parent_class)->finalize (object);
}

static void
ruhu_form_library_class_init (RuhuFormLibraryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ruhu_form_library_finalize;
}

static void
ruhu_form_library_init (RuhuFormLibrary *self)
{
  self->offers = g_ptr_array_new_with_free_func (g_object_unref);
}

/** ruhu_form_library_new: @dir: the profile's folder; the list is empty until it was refreshed */
RuhuFormLibrary *
ruhu_form_library_new (const char *dir)
{
  RuhuFormLibrary *self = g_object_new (RUHU_TYPE_FORM_LIBRARY, NULL);

  self->dir = g_strdup (dir);
  return self;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  RuhuFormOffer *one = *(RuhuFormOffer *const *) a;
  RuhuFormOffer *other = *(RuhuFormOffer *const *) b;
  int order = g_utf8_collate (ruhu_form_offer_get_title (one), ruhu_form_offer_get_title (other));

  return order != 0 ? order
                    : g_strcmp0 (ruhu_form_offer_get_id (one), ruhu_form_offer_get_id (other));
}

/* On a thread of its own. */
static void
read_folder (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Reading *reading = data;
  g_autofree char *stock = ruhu_form_finder_take_stock (reading->dir);

  if (g_strcmp0 (stock, reading->stock) != 0) {
    g_free (reading->stock);
    reading->stock = g_steal_pointer (&stock);
    reading->offers = ruhu_form_finder_list (reading->dir);
    g_ptr_array_sort (reading->offers, compare);
  }
  g_task_return_boolean (task, TRUE);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  RuhuFormLibrary *self = RUHU_FORM_LIBRARY (source);
  Reading *reading = g_task_get_task_data (G_TASK (result));

  self->reading = FALSE;
  if (reading->offers != NULL) {
    g_autoptr (GPtrArray) old = self->offers;

    self->offers = g_steal_pointer (&reading->offers);
    g_free (self->stock);
    self->stock = g_steal_pointer (&reading->stock);
    g_list_model_items_changed (G_LIST_MODEL (self), 0, old->len, self->offers->len);
  }
  if (self->again)
    ruhu_form_library_refresh (self);
}

/** ruhu_form_library_refresh: The county may have published something: looks into the folder */
void
ruhu_form_library_refresh (RuhuFormLibrary *self)
{
  g_autoptr (GTask) task = NULL;
  Reading *reading;

  g_return_if_fail (RUHU_IS_FORM_LIBRARY (self));

  self->again = self->reading;
  if (self->reading)
    return;

  self->reading = TRUE;
  reading = g_new0 (Reading, 1);
  reading->dir = g_strdup (self->dir);
  reading->stock = g_strdup (self->stock);
  task = g_task_new (self, NULL, read_cb, NULL);
  g_task_set_source_tag (task, ruhu_form_library_refresh);
  g_task_set_task_data (task, reading, (GDestroyNotify) reading_free);
  g_task_run_in_thread (task, read_folder);
}

/** ruhu_form_library_find: Returns: (transfer none) (nullable): the form of that id */
RuhuFormOffer *
ruhu_form_library_find (RuhuFormLibrary *self, const char *id)
{
  guint i;

  g_return_val_if_fail (RUHU_IS_FORM_LIBRARY (self), NULL);

  for (i = 0; i < self->offers->len; i++) {
    RuhuFormOffer *offer = g_ptr_array_index (self->offers, i);

    if (g_strcmp0 (ruhu_form_offer_get_id (offer), id) == 0)
      return offer;
  }
  return NULL;
}

/** ruhu_form_library_has_choice: Returns: whether there is more than the form of a visit */
gboolean
ruhu_form_library_has_choice (RuhuFormLibrary *self)
{
  guint i;

  g_return_val_if_fail (RUHU_IS_FORM_LIBRARY (self), FALSE);

  for (i = 0; i < self->offers->len; i++) {
    if (!g_str_equal (ruhu_form_offer_get_id (self->offers->pdata[i]), RUHU_FORM_FINDER_DEFAULT))
      return TRUE;
  }
  return FALSE;
}

/**
 * ruhu_form_library_has_other:
 * @id: (nullable): a form; %NULL or "" for that of a visit
 *
 * Returns: whether there is another one that is about a person
 */
gboolean
ruhu_form_library_has_other (RuhuFormLibrary *self, const char *id)
{
  guint i;

  g_return_val_if_fail (RUHU_IS_FORM_LIBRARY (self), FALSE);

  if (id == NULL || *id == '\0')
    id = RUHU_FORM_FINDER_DEFAULT;
  for (i = 0; i < self->offers->len; i++) {
    RuhuFormOffer *offer = g_ptr_array_index (self->offers, i);

    if (ruhu_form_offer_wants_person (offer) && !g_str_equal (ruhu_form_offer_get_id (offer), id))
      return TRUE;
  }
  return FALSE;
}
