/* ruhu-instance.c: one form being filled: what the app asks and does
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-form-parser-private.h"
#include "forms/ruhu-instance-private.h"

#include "base/ruhu-error.h"

#include <string.h>

enum {
  SIGNAL_CHANGED,
  SIGNAL_STORE,
  SIGNAL_DEVICE_ASKED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RuhuInstance, ruhu_instance, G_TYPE_OBJECT)

static void
clear_queues (RuhuInstance *self)
{
  for (guint i = 0; self->queues != NULL && i < self->form->triggers->len; i++)
    g_clear_pointer (&self->queues[i], g_ptr_array_unref);
  for (guint i = 0; self->loops != NULL && i < self->form->n_loops; i++)
    g_clear_pointer (&self->loops[i], g_array_unref);
  g_clear_pointer (&self->loops, g_free);
  g_clear_pointer (&self->turns, g_hash_table_unref);
  g_clear_pointer (&self->queues, g_free);
  g_clear_pointer (&self->waiting, g_free);
}

static void
ruhu_instance_finalize (GObject *object)
{
  RuhuInstance *self = RUHU_INSTANCE (object);

  clear_queues (self);
  g_clear_pointer (&self->root, ruhu_row_free);
  g_clear_pointer (&self->removed, g_ptr_array_unref);
  g_queue_clear (&self->new_rows);
  g_queue_clear (&self->changed);
  g_clear_pointer (&self->requests, g_array_unref);
  g_clear_pointer (&self->to_store, g_array_unref);
  g_clear_pointer (&self->lists, g_hash_table_unref);
  g_clear_pointer (&self->by_list, g_hash_table_unref);
  g_clear_pointer (&self->datasets, g_hash_table_unref);
  g_clear_pointer (&self->properties, g_hash_table_unref);
  g_clear_pointer (&self->presets, g_hash_table_unref);
  g_clear_pointer (&self->shelf, g_hash_table_unref);
  g_clear_pointer (&self->warnings, g_ptr_array_unref);
  g_clear_pointer (&self->last_saved, g_bytes_unref);
  g_clear_pointer (&self->entities, g_ptr_array_unref);
  g_clear_object (&self->form);

  G_OBJECT_CLASS (ruhu_instance_parent_class)->finalize (object);
}

static void
ruhu_instance_class_init (RuhuInstanceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ruhu_instance_finalize;

  /**
   * RuhuInstance::changed:
   * @self: a filling
   *
   * Something may look different now. Once for each change from outside, after everything that
   * hangs on it was computed.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed",
                                          RUHU_TYPE_INSTANCE,
                                          G_SIGNAL_RUN_LAST,
                                          0,
                                          NULL,
                                          NULL,
                                          NULL,
                                          G_TYPE_NONE,
                                          0);

  /**
   * RuhuInstance::store:
   * @self: a filling
   * @key: storage key of an answer or row
   * @value: (nullable): the answer, also one that the choices do not offer now, "" where it was
   * cleared; a row's place in its order; %NULL where the row is gone, with everything whose key
   * begins with @key
   *
   * What has to be kept so that ruhu_instance_restore() brings the filling back: before #changed,
   * rows before what is in them.
   */
  signals[SIGNAL_STORE] = g_signal_new ("store",
                                        RUHU_TYPE_INSTANCE,
                                        G_SIGNAL_RUN_LAST,
                                        0,
                                        NULL,
                                        NULL,
                                        NULL,
                                        G_TYPE_NONE,
                                        2,
                                        G_TYPE_STRING,
                                        G_TYPE_STRING);

  /**
   * RuhuInstance::device-asked:
   * @self: a filling
   * @key: storage key of the question
   * @action: “setgeopoint” or “recordaudio”
   * @quality: (nullable): how good the sound is to be: “voice-only”, “low”, “normal”
   *
   * The form wants the device to answer a question by itself, in the background. After #changed;
   * whoever hears it sets the answer when it is there, and leaves it empty where it never is.
   */
  signals[SIGNAL_DEVICE_ASKED] = g_signal_new ("device-asked",
                                               RUHU_TYPE_INSTANCE,
                                               G_SIGNAL_RUN_LAST,
                                               0,
                                               NULL,
                                               NULL,
                                               NULL,
                                               G_TYPE_NONE,
                                               3,
                                               G_TYPE_STRING,
                                               G_TYPE_STRING,
                                               G_TYPE_STRING);
}

static void
clear_stored (gpointer data)
{
  RuhuStored *stored = data;

  g_free (stored->key);
  g_free (stored->value);
}

static void
ruhu_instance_init (RuhuInstance *self)
{
  self->lists =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) ruhu_list_unref);
  self->datasets =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) ruhu_dataset_unref);
  self->by_list = g_hash_table_new (NULL, NULL);
  self->properties = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->presets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->shelf = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->warnings = g_ptr_array_new_with_free_func (g_free);
  self->requests = g_array_new (FALSE, FALSE, sizeof (RuhuDeviceRequest));
  self->seed = g_random_int ();
  self->removed = g_ptr_array_new_with_free_func ((GDestroyNotify) ruhu_row_free);
  self->to_store = g_array_new (FALSE, FALSE, sizeof (RuhuStored));
  g_array_set_clear_func (self->to_store, clear_stored);
}

/* Writes down what the store is to hear of @node as it is now. */
static void
note_answer (RuhuInstance *self, RuhuStored *item)
{
  RuhuNode *node = item->node;
  const char *aside =
    node->flags & RUHU_NODE_SHELVED ? g_hash_table_lookup (self->shelf, node) : NULL;

  item->key = ruhu_node_get_key (node);
  item->value = node->schema->is_leaf
                  ? g_strdup (aside != NULL ? aside : ruhu_instance_get_value (self, node))
                  : g_strdup_printf ("%u", node->row->id);
}

/* Nothing is asked for a row that is about to be freed. */
static void
drop_requests (RuhuInstance *self)
{
  for (guint i = self->requests->len; i > 0; i--)
    if (g_array_index (self->requests, RuhuDeviceRequest, i - 1).node->row->is_removed)
      g_array_remove_index (self->requests, i - 1);
}

static void
ask_device (RuhuInstance *self)
{
  while (self->requests->len > 0) {
    RuhuDeviceRequest request = g_array_index (self->requests, RuhuDeviceRequest, 0);
    g_autofree char *key = ruhu_node_get_key (request.node);
    xmlNodePtr xml = request.action->xml;

    g_array_remove_index (self->requests, 0);
    g_signal_emit (self,
                   signals[SIGNAL_DEVICE_ASKED],
                   0,
                   key,
                   xml->name,
                   ruhu_xml_get_ns (xml, "quality", RUHU_NS_ODK));
  }
}

/* Tells the store and the screen what is new. All of it is written down before anybody hears of it,
 * for whoever hears may change the filling again. */
void
ruhu_instance_publish (RuhuInstance *self)
{
  gboolean is_heard = g_signal_has_handler_pending (self, signals[SIGNAL_STORE], 0, FALSE);
  g_autoptr (GArray) stored = g_steal_pointer (&self->to_store);

  self->to_store = g_array_new (FALSE, FALSE, sizeof (RuhuStored));
  g_array_set_clear_func (self->to_store, clear_stored);
  for (guint i = 0; i < stored->len; i++) {
    RuhuStored *item = &g_array_index (stored, RuhuStored, i);

    if (item->node == NULL)
      continue;
    item->node->flags &= ~(guint) RUHU_NODE_TO_STORE;
    if (is_heard && !item->node->row->is_removed)
      note_answer (self, item);
  }
  drop_requests (self);
  g_ptr_array_set_size (self->removed, 0);

  if (!self->is_started)
    return;
  for (guint i = 0; i < stored->len; i++) {
    RuhuStored *item = &g_array_index (stored, RuhuStored, i);

    if (item->key != NULL)
      g_signal_emit (self, signals[SIGNAL_STORE], 0, item->key, item->value);
  }
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  ask_device (self);
}

/**
 * ruhu_instance_new:
 * @form: the form to fill
 *
 * Returns: (transfer full): a filling that is still to be started
 */
RuhuInstance *
ruhu_instance_new (RuhuForm *form)
{
  RuhuInstance *self = g_object_new (RUHU_TYPE_INSTANCE, NULL);

  self->form = g_object_ref (form);
  self->language = ruhu_itext_get_default (form->itext);
  self->queues = g_new0 (GPtrArray *, form->triggers->len + 1);
  self->loops = g_new0 (GArray *, form->n_loops + 1);
  self->n_waiting_words = form->triggers->len / 64 + 1;
  self->waiting = g_new0 (guint64, self->n_waiting_words);

  return self;
}

RuhuForm *
ruhu_instance_get_form (RuhuInstance *self)
{
  return self->form;
}

/**
 * ruhu_instance_set_list:
 * @self: a filling that is still to be started
 * @id: id of a secondary instance
 * @list: its rows, in place of a file that the form names
 */
void
ruhu_instance_set_list (RuhuInstance *self, const char *id, RuhuList *list)
{
  g_return_if_fail (!self->is_started);

  g_hash_table_replace (self->lists, g_strdup (id), ruhu_list_ref (list));
}

/**
 * ruhu_instance_set_media:
 * @self: a filling that is still to be started
 * @func: (nullable): gives the files that come with the form
 * @data: for @func; as long as @self lives, where somebody reads pictures
 */
void
ruhu_instance_set_media (RuhuInstance *self, RuhuMediaFunc func, gpointer data)
{
  self->media_func = func;
  self->media_data = data;
}

/**
 * ruhu_instance_read_media:
 * @self: a filling
 * @uri: jr:// URI of a file that comes with the form
 *
 * Returns: (transfer full) (nullable): its bytes; %NULL where the form came without it
 */
GBytes *
ruhu_instance_read_media (RuhuInstance *self, const char *uri)
{
  return self->media_func != NULL ? self->media_func (uri, self->media_data) : NULL;
}

/**
 * ruhu_instance_set_entities:
 * @self: a filling that is still to be started
 * @entities: (nullable) (element-type RuhuEntity): what earlier responses say, oldest first; laid
 *   over the lists that are read from files. A list given in memory is taken as it is.
 */
void
ruhu_instance_set_entities (RuhuInstance *self, GPtrArray *entities)
{
  g_clear_pointer (&self->entities, g_ptr_array_unref);
  if (entities != NULL)
    self->entities = g_ptr_array_ref (entities);
}

/**
 * ruhu_instance_set_last_saved:
 * @self: a filling that is still to be started
 * @xml: (nullable): the record of this form that was saved last, as XML
 */
void
ruhu_instance_set_last_saved (RuhuInstance *self, GBytes *xml)
{
  g_clear_pointer (&self->last_saved, g_bytes_unref);
  if (xml != NULL)
    self->last_saved = g_bytes_ref (xml);
}

/**
 * ruhu_instance_set_property:
 * @self: a filling that is still to be started
 * @name: “deviceid”, “username”, “email” or “phonenumber”
 * @value: what a form gets that asks for it
 */
void
ruhu_instance_set_property (RuhuInstance *self, const char *name, const char *value)
{
  g_hash_table_replace (self->properties, g_strdup (name), g_strdup (value));
}

/**
 * ruhu_instance_preset:
 * @self: a filling that is still to be started
 * @name: name of a question, the last step of its path; a form without it is not troubled
 * @value: what stands there before the form's own first-load actions
 */
void
ruhu_instance_preset (RuhuInstance *self, const char *name, const char *value)
{
  g_return_if_fail (!self->is_started);

  g_hash_table_replace (self->presets, g_strdup (name), g_strdup (value));
}

/**
 * ruhu_instance_get_warnings:
 * @self: a filling
 *
 * Returns: (element-type utf8) (transfer none): lists that were missing or could not be read
 */
GPtrArray *
ruhu_instance_get_warnings (RuhuInstance *self)
{
  return self->warnings;
}

/**
 * ruhu_instance_set_language:
 * @self: a filling
 * @tag: a language as the form writes it, or the tag in its parentheses; one that the form lacks
 *   changes nothing
 */
void
ruhu_instance_set_language (RuhuInstance *self, const char *tag)
{
  int language = ruhu_itext_find_language (self->form->itext, tag);

  if (language < 0 || (guint) language == self->language)
    return;

  self->language = (guint) language;
  if (!self->is_started)
    return;

  ruhu_instance_begin (self);
  ruhu_instance_enqueue_language (self);
  ruhu_instance_end (self);
}

/**
 * ruhu_instance_get_language:
 * @self: a filling
 *
 * Returns: (nullable): the language as the form writes it; %NULL where it has none
 */
const char *
ruhu_instance_get_language (RuhuInstance *self)
{
  return ruhu_itext_get_languages (self->form->itext)[self->language];
}

/**
 * ruhu_instance_get_root:
 * @self: a filling that was started
 *
 * Returns: (transfer none): the node that holds all others
 */
RuhuNode *
ruhu_instance_get_root (RuhuInstance *self)
{
  return self->root->cells;
}

/**
 * ruhu_instance_get_value:
 * @self: a filling that was started
 * @node: a question
 *
 * Returns: (transfer none): the answer, also of a question that is not relevant now; "" where there
 *   is none. Valid until the answer changes
 */
const char *
ruhu_instance_get_value (RuhuInstance *self, RuhuNode *node)
{
  const char *text = node->schema->is_leaf ? ruhu_node_get_text (node) : NULL;

  return text != NULL ? text : "";
}

/**
 * ruhu_instance_set_value:
 * @self: a filling that was started
 * @node: a question
 * @value: (nullable): the answer as text, "" or %NULL to clear it; what an uploaded file is called
 * @error: return location for a #GError
 *
 * An answer that breaks the form's constraint, or is not of the question's type, is kept all the
 * same: it is shown as wrong, and the response cannot be finished with it. Of a number for a whole
 * number its fraction goes (JavaRosa).
 *
 * Returns: %TRUE if the answer is kept. %FALSE with @error set to %RUHU_ERROR_INVALID where @node
 * is no question
 */
gboolean
ruhu_instance_set_value (RuhuInstance *self, RuhuNode *node, const char *value, GError **error)
{
  g_autofree char *text = g_strdup (value != NULL ? value : "");

  if (!node->schema->is_leaf) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_INVALID, "%s is no question", node->schema->path);
    return FALSE;
  }

  text = ruhu_instance_cast (node->schema, g_steal_pointer (&text));
  ruhu_instance_begin (self);
  ruhu_instance_put_value (self, node, text);
  ruhu_instance_end (self);

  return TRUE;
}

gboolean
ruhu_instance_is_relevant (RuhuInstance *self, RuhuNode *node)
{
  return !(node->flags & RUHU_NODE_NOT_RELEVANT);
}

/**
 * ruhu_instance_is_readonly:
 * @self: a filling that was started
 * @node: a question, group or row
 *
 * Returns: %TRUE if nobody may answer: it, or something around it, is read-only
 */
gboolean
ruhu_instance_is_readonly (RuhuInstance *self, RuhuNode *node)
{
  return !!(node->flags & RUHU_NODE_READONLY);
}

gboolean
ruhu_instance_is_required (RuhuInstance *self, RuhuNode *node)
{
  return !!(node->flags & RUHU_NODE_REQUIRED);
}

static gboolean
fits_type (RuhuSchema *schema, const char *value)
{
  RuhuDataType type = schema->bind != NULL ? schema->bind->type : RUHU_DATA_STRING;
  char *end = NULL;

  if (*value == '\0')
    return TRUE;
  if (type == RUHU_DATA_INT) {
    g_ascii_strtoll (value, &end, 10);
    return *end == '\0';
  }
  if (type == RUHU_DATA_DECIMAL) {
    g_ascii_strtod (value, &end);
    return *end == '\0' && strpbrk (value, "xXnN") == NULL;
  }

  return TRUE;
}

/**
 * ruhu_instance_get_violation:
 * @self: a filling that was started
 * @node: a question
 *
 * Returns: what is wrong with its answer now; an empty one breaks no constraint, and a question
 * that is not relevant nothing at all
 */
RuhuViolation
ruhu_instance_get_violation (RuhuInstance *self, RuhuNode *node)
{
  RuhuBind *bind = node->schema->bind;
  const char *text;

  if (!node->schema->is_leaf || bind == NULL || (node->flags & RUHU_NODE_NOT_RELEVANT))
    return RUHU_VIOLATION_NONE;
  text = ruhu_node_get_text (node);
  if (text == NULL)
    return node->flags & RUHU_NODE_REQUIRED ? RUHU_VIOLATION_REQUIRED : RUHU_VIOLATION_NONE;
  if (!fits_type (node->schema, text))
    return RUHU_VIOLATION_CONSTRAINT;
  if (bind->constraint != NULL && !ruhu_instance_eval_boolean (self, bind->constraint, node))
    return RUHU_VIOLATION_CONSTRAINT;

  return RUHU_VIOLATION_NONE;
}

typedef struct {
  RuhuInstance *self;
  GPtrArray *problems;
} Search;

static void
collect_problems (Search *search, RuhuNode *node)
{
  GPtrArray *children = node->schema->children;

  if (node->flags & RUHU_NODE_NOT_RELEVANT)
    return;
  if (ruhu_instance_get_violation (search->self, node) != RUHU_VIOLATION_NONE)
    g_ptr_array_add (search->problems, node);

  for (guint i = 0; children != NULL && i < children->len; i++) {
    RuhuSchema *child = children->pdata[i];
    GPtrArray *rows;

    if (!child->is_repeat) {
      collect_problems (search, &node->row->cells[child->slot]);
      continue;
    }
    rows = ruhu_row_get_series (node->row, child)->rows;
    for (guint j = 0; j < rows->len; j++)
      collect_problems (search, ((RuhuRow *) rows->pdata[j])->cells);
  }
}

/**
 * ruhu_instance_list_problems:
 * @self: a filling that was started
 *
 * Returns: (transfer full) (element-type RuhuNode): the questions that stop it from being finished,
 *   in the order of the form
 */
GPtrArray *
ruhu_instance_list_problems (RuhuInstance *self)
{
  Search search = { self, g_ptr_array_new () };

  collect_problems (&search, self->root->cells);
  return search.problems;
}
