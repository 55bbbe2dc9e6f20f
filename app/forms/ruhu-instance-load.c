/* ruhu-instance-load.c: how a filling begins: anew, or from answers that were kept
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-instance-private.h"

#include "forms/ruhu-entity.h"

#include <stdlib.h>
#include <string.h>

/* The choices of select_one_external, all lists in one. */
#define ITEMSETS "jr://file-csv/itemsets.csv"

static RuhuDataset *
load_last_saved (RuhuInstance *self)
{
  RuhuDataset *dataset = NULL;

  if (self->last_saved != NULL)
    dataset = ruhu_dataset_new_from_tree (self->last_saved, NULL);

  return dataset != NULL ? dataset : ruhu_dataset_new (self->form->root->name);
}

/* “jr://file-csv/trees.csv” → “trees”: the list that the file is of, as entities name it */
static char *
get_list_name (const char *uri)
{
  char *name = g_path_get_basename (uri);

  if (g_str_has_suffix (name, ".csv"))
    name[strlen (name) - strlen (".csv")] = '\0';
  return name;
}

static void
warn_of (RuhuInstance *self, const char *id, const char *uri, long line, const char *what)
{
  g_ptr_array_add (self->warnings,
                   g_strdup_printf ("%s:%ld: warning: the list “%s” (%s) %s",
                                    self->form->name,
                                    line,
                                    id,
                                    uri,
                                    what));
}

/* A spreadsheet never writes it; by hand it is soon done, and swallows the rows below. */
static void
warn_of_open_quote (RuhuInstance *self, const char *id, const char *uri, long line, RuhuList *list)
{
  guint where = ruhu_list_get_open_quote (list);
  g_autofree char *what =
    g_strdup_printf ("has a quote on line %u that is not closed: what is below it is no row",
                     where);

  if (where > 0)
    warn_of (self, id, uri, line, what);
}

/* A file that is missing is a list that nobody has published yet: what was said here is in it. */
static RuhuDataset *
read_file (RuhuInstance *self, const char *id, const char *uri, long line, GError **error)
{
  g_autoptr (GBytes) bytes = ruhu_instance_read_media (self, uri);
  g_autofree char *name = get_list_name (uri);
  RuhuDataset *dataset = bytes != NULL ? ruhu_dataset_new_from_file (uri, bytes, error) : NULL;
  g_autoptr (RuhuList) list = NULL;

  if (dataset != NULL && dataset->tree == NULL && dataset->lists->len == 1)
    warn_of_open_quote (self, id, uri, line, dataset->lists->pdata[0]);
  if (!ruhu_entities_concern (self->entities, name) || (bytes != NULL && dataset == NULL))
    return dataset;

  if (dataset == NULL) {
    list = ruhu_list_new (NULL);
    dataset = ruhu_dataset_new_from_list (list);
  } else if (dataset->tree == NULL && dataset->lists->len == 1) {
    list = ruhu_list_ref (dataset->lists->pdata[0]);
  }
  if (list != NULL)
    ruhu_entities_apply (self->entities, name, FALSE, list);
  return dataset;
}

/* A list that is missing is empty: the form opens, and says so. */
static RuhuDataset *
say_missing (RuhuInstance *self, const char *id, const char *uri, long line, const GError *error)
{
  RuhuDataset *dataset = ruhu_dataset_new ("root");

  warn_of (self, id, uri, line, error != NULL ? error->message : "is missing");
  dataset->is_missing = TRUE;

  return dataset;
}

/* The rows of itemsets.csv that are of list @id (select_one_external); NULL where there are none.
 */
static RuhuDataset *
read_itemsets (RuhuInstance *self, const char *id)
{
  g_autoptr (GBytes) bytes = ruhu_instance_read_media (self, ITEMSETS);
  g_autoptr (RuhuList) all = bytes != NULL ? ruhu_list_new_from_csv (bytes, NULL) : NULL;
  g_autoptr (RuhuList) list = NULL;
  int by = all != NULL ? ruhu_list_find_column (all, "list_name") : -1;

  if (by < 0)
    return NULL;

  warn_of_open_quote (self, id, ITEMSETS, 1, all);
  list = ruhu_list_new (NULL);
  for (guint i = 0; i < ruhu_list_get_n_columns (all); i++)
    ruhu_list_add_column (list, ruhu_list_get_column_name (all, i));
  for (int from = ruhu_list_find_row (all, (guint) by, id); from >= 0;
       from = ruhu_list_find_next_row (all, (guint) by, (guint) from)) {
    guint row = ruhu_list_add_row (list);

    for (guint i = 0; i < ruhu_list_get_n_columns (all); i++)
      ruhu_list_set_value (list, row, i, ruhu_list_get_value (all, (guint) from, i), -1);
  }

  return ruhu_list_get_n_rows (list) > 0 ? ruhu_dataset_new_from_list (list) : NULL;
}

/* pulldata(), search() and query name a list without an <instance> for it. */
static RuhuDataset *
load_unnamed (RuhuInstance *self, const char *id)
{
  g_autofree char *uri =
    g_strdup_printf ("jr://file-csv/%s%s", id, g_str_has_suffix (id, ".csv") ? "" : ".csv");
  g_autoptr (GError) error = NULL;
  RuhuDataset *dataset = read_file (self, id, uri, 1, &error);

  if (dataset == NULL)
    dataset = read_itemsets (self, id);

  return dataset != NULL ? dataset : say_missing (self, id, uri, 1, error);
}

static RuhuDataset *
load_dataset (RuhuInstance *self, const char *id)
{
  RuhuSecondary *secondary = ruhu_form_find_secondary (self->form, id);
  RuhuList *list = g_hash_table_lookup (self->lists, id);
  g_autoptr (GError) error = NULL;
  RuhuDataset *dataset;

  if (list != NULL)
    return ruhu_dataset_new_from_list (list);
  if (secondary == NULL)
    return load_unnamed (self, id);
  if (secondary->content != NULL)
    return ruhu_dataset_ref (secondary->content);
  if (strcmp (secondary->source, RUHU_LAST_SAVED) == 0)
    return load_last_saved (self);

  dataset = read_file (self, id, secondary->source, xmlGetLineNo (secondary->xml), &error);
  if (dataset != NULL)
    return dataset;

  return say_missing (self, id, secondary->source, xmlGetLineNo (secondary->xml), error);
}

/* Read when an expression first asks for it. Never NULL. */
RuhuDataset *
ruhu_instance_get_dataset (RuhuInstance *self, const char *id)
{
  RuhuDataset *dataset = g_hash_table_lookup (self->datasets, id);

  if (dataset == NULL) {
    dataset = load_dataset (self, id);
    g_hash_table_insert (self->datasets, g_strdup (id), dataset);
    for (guint i = 0; i < dataset->lists->len; i++)
      g_hash_table_insert (self->by_list, dataset->lists->pdata[i], dataset);
  }

  return dataset;
}

/* Returns the dataset whose rows @list holds; NULL where it is none of this filling's. */
RuhuDataset *
ruhu_instance_find_dataset (RuhuInstance *self, const RuhuList *list)
{
  return g_hash_table_lookup (self->by_list, list);
}

/**
 * ruhu_instance_load_lists:
 * @self: a filling
 *
 * Reads all lists of the form now, those too that no expression has asked for; what is missing or
 * broken is among the warnings then.
 */
void
ruhu_instance_load_lists (RuhuInstance *self)
{
  for (guint i = 0; i < self->form->secondaries->len; i++)
    ruhu_instance_get_dataset (self, ((RuhuSecondary *) self->form->secondaries->pdata[i])->id);
}

/**
 * ruhu_instance_start:
 * @self: a filling with its lists and presets
 * @error: return location for a #GError
 *
 * Begins a new record: the form's defaults, preloads and presets, its first-load and load actions,
 * all calculations. Everything that differs from an empty form is then emitted by #store.
 *
 * Returns: %TRUE
 */
gboolean
ruhu_instance_start (RuhuInstance *self, GError **error)
{
  g_return_val_if_fail (self->root == NULL, FALSE);

  ruhu_instance_begin (self);
  self->root = ruhu_row_create (self, self->form->root, NULL, self->form->root->xml);
  ruhu_instance_preload (self);
  ruhu_instance_enqueue_row (self, self->root);
  ruhu_instance_recompute (self);
  ruhu_instance_run_load_actions (self, RUHU_EVENT_FIRST_LOAD | RUHU_EVENT_LOAD);
  self->is_started = TRUE;
  ruhu_instance_mark_row (self, self->root);
  ruhu_instance_end (self);

  return TRUE;
}

/* Rows of the definition give way to those that were kept. */
static void
drop_rows (RuhuRow *row)
{
  GPtrArray *cells = row->cells[0].schema->cells;

  for (guint i = 1; i < cells->len; i++) {
    RuhuNode *node = &row->cells[i];

    if (!node->schema->is_repeat)
      continue;
    g_ptr_array_set_size (node->rows, 0);
    node->next_id = 1;
  }
}

typedef struct {
  const char *key;
  guint depth;
  guint64 order;
} KeptRow;

static int
compare_rows (gconstpointer a, gconstpointer b)
{
  const KeptRow *left = a, *right = b;

  if (left->depth != right->depth)
    return left->depth < right->depth ? -1 : 1;
  if (left->order != right->order)
    return left->order < right->order ? -1 : 1;
  return strcmp (left->key, right->key);
}

static void
restore_row (RuhuInstance *self, const char *key)
{
  g_autofree char *path = g_strdup (key);
  char *last = strrchr (path, '/');
  char *hash = strrchr (path, '#');
  guint id = (guint) g_ascii_strtoull (hash + 1, NULL, 10);
  RuhuNode *parent, *series;
  RuhuSchema *repeat;
  RuhuRow *row;

  *last = '\0';
  *hash = '\0';
  parent = ruhu_instance_find_key (self, path);
  repeat = parent != NULL
             ? ruhu_schema_find_child (parent->schema, g_intern_string (last + 1), FALSE)
             : NULL;
  if (repeat == NULL || !repeat->is_repeat)
    return;

  series = ruhu_row_get_series (parent->row, repeat);
  row = ruhu_row_append (self, series, repeat->xml);
  row->id = id;
  series->next_id = MAX (series->next_id, id + 1);
  drop_rows (row);
}

static gboolean
is_row_key (const char *key)
{
  const char *last = strrchr (key, '/');

  return last != NULL && strchr (last, '#') != NULL;
}

static void
restore_rows (RuhuInstance *self, GHashTable *answers)
{
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (KeptRow));
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, answers);
  while (g_hash_table_iter_next (&iter, &key, &value)) {
    KeptRow row = { key, 0, 0 };

    if (!is_row_key (key) || value == NULL)
      continue;
    for (const char *c = key; *c != '\0'; c++)
      row.depth += *c == '/';
    row.order = g_ascii_strtoull (strrchr (key, '#') + 1, NULL, 10);
    g_array_append_val (rows, row);
  }

  g_array_sort (rows, compare_rows);
  for (guint i = 0; i < rows->len; i++)
    restore_row (self, g_array_index (rows, KeptRow, i).key);
}

static void
restore_answers (RuhuInstance *self, GHashTable *answers)
{
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, answers);
  while (g_hash_table_iter_next (&iter, &key, &value)) {
    RuhuNode *node;

    if (value == NULL)
      continue;
    node = ruhu_instance_find_key (self, key);
    if (node != NULL && node->schema->is_leaf)
      ruhu_instance_put_text (self, node, value);
  }
}

/**
 * ruhu_instance_restore:
 * @self: a filling with its lists
 * @answers: (element-type utf8 utf8): what #store gave, the last value of each key
 * @error: return location for a #GError
 *
 * Opens a record again: first-load actions do not happen, load actions do. What comes out
 * differently now than it was kept is emitted by #store. Keys that the form does not have are
 * passed over.
 *
 * Returns: %TRUE
 */
gboolean
ruhu_instance_restore (RuhuInstance *self, GHashTable *answers, GError **error)
{
  g_return_val_if_fail (self->root == NULL, FALSE);

  ruhu_instance_begin (self);
  self->root = ruhu_row_create (self, self->form->root, NULL, self->form->root->xml);
  drop_rows (self->root);
  restore_rows (self, answers);
  restore_answers (self, answers);
  self->is_started = TRUE;
  self->is_restoring = TRUE;
  ruhu_instance_enqueue_row (self, self->root);
  self->is_restoring = FALSE;
  ruhu_instance_recompute (self);
  ruhu_instance_run_load_actions (self, RUHU_EVENT_LOAD);
  ruhu_instance_end (self);

  return TRUE;
}
