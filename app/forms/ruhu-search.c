/* ruhu-search.c: choices that the appearance search() takes from a file (ODK Collect)
 *
 * search('file'), search('file', how, columns, text) and search('file', how, columns, text,
 * filter column, filter text); how is contains, matches, startswith or endswith, without regard to
 * the case of letters. Items with a whole number as value are choices of their own; of any other,
 * value and label name the columns.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-instance-private.h"

#include <string.h>

typedef struct {
  RuhuList *list;
  char *how; /* NULL: every row */
  char *text;
  char **columns;
  char *filter_text;
  int filter_column; /* -1: none */
} Search;

static void
search_clear (Search *self)
{
  g_free (self->how);
  g_free (self->text);
  g_strfreev (self->columns);
  g_free (self->filter_text);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Search, search_clear)

static gboolean
search_read (RuhuInstance *self, RuhuXPathExpr *call, RuhuNode *node, Search *search)
{
  GPtrArray *args = call->kind == RUHU_XPATH_CALL ? call->call.args : NULL;
  g_autofree char *file = NULL;
  RuhuDataset *dataset;

  search->filter_column = -1;
  if (args == NULL || args->len == 0)
    return FALSE;

  file = ruhu_instance_eval_string (self, args->pdata[0], node);
  dataset = ruhu_instance_get_dataset (self, file);
  if (dataset->lists->len == 0)
    return FALSE;
  search->list = dataset->lists->pdata[0];

  if (args->len >= 4) {
    g_autofree char *columns = ruhu_instance_eval_string (self, args->pdata[2], node);
    g_autofree char *text = ruhu_instance_eval_string (self, args->pdata[3], node);

    search->how = ruhu_instance_eval_string (self, args->pdata[1], node);
    search->columns = g_strsplit (columns, ",", -1);
    search->text = g_utf8_casefold (text, -1);
  }
  if (args->len >= 6) {
    g_autofree char *column = ruhu_instance_eval_string (self, args->pdata[4], node);

    search->filter_column = ruhu_list_find_column (search->list, column);
    search->filter_text = ruhu_instance_eval_string (self, args->pdata[5], node);
  }

  return TRUE;
}

static gboolean
is_match (const Search *search, const char *value)
{
  g_autofree char *folded = g_utf8_casefold (value, -1);

  if (strcmp (search->how, "contains") == 0)
    return strstr (folded, search->text) != NULL;
  if (strcmp (search->how, "startswith") == 0)
    return g_str_has_prefix (folded, search->text);
  if (strcmp (search->how, "endswith") == 0)
    return g_str_has_suffix (folded, search->text);

  return strcmp (folded, search->text) == 0;
}

static gboolean
is_found (const Search *search, guint row)
{
  if (search->filter_column >= 0 &&
      strcmp (ruhu_list_get_value (search->list, row, (guint) search->filter_column),
              search->filter_text) != 0)
    return FALSE;
  if (search->how == NULL)
    return TRUE;

  for (guint i = 0; search->columns[i] != NULL; i++) {
    int column = ruhu_list_find_column (search->list, g_strstrip (search->columns[i]));

    if (column >= 0 && is_match (search, ruhu_list_get_value (search->list, row, (guint) column)))
      return TRUE;
  }

  return FALSE;
}

/* The label may name several columns, which are shown one behind the other. */
static char *
join_columns (RuhuList *list, guint row, const char *names)
{
  g_auto (GStrv) columns = g_strsplit (names, ",", -1);
  GString *text = g_string_new (NULL);

  for (guint i = 0; columns[i] != NULL; i++) {
    int column = ruhu_list_find_column (list, g_strstrip (columns[i]));

    if (column < 0)
      continue;
    if (text->len > 0)
      g_string_append (text, ", ");
    g_string_append (text, ruhu_list_get_value (list, row, (guint) column));
  }

  return g_string_free (text, FALSE);
}

static void
add_rows (const Search *search, const RuhuChoice *item, GPtrArray *choices)
{
  int value = ruhu_list_find_column (search->list, item->value);

  for (guint row = 0; value >= 0 && row < ruhu_list_get_n_rows (search->list); row++) {
    RuhuChoice *choice;

    if (!is_found (search, row))
      continue;
    choice = g_new0 (RuhuChoice, 1);
    choice->value = g_strdup (ruhu_list_get_value (search->list, row, (guint) value));
    choice->label = join_columns (search->list, row, item->label);
    g_ptr_array_add (choices, choice);
  }
}

static gboolean
is_whole_number (const char *text)
{
  char *end;

  g_ascii_strtoll (text, &end, 10);
  return *text != '\0' && *end == '\0';
}

/* Adds what is found now to @choices. */
void
ruhu_instance_search (RuhuInstance *self,
                      const RuhuControl *control,
                      RuhuNode *node,
                      GPtrArray *choices)
{
  g_auto (Search) search = { 0 };
  gboolean has_list = search_read (self, control->search, node, &search);

  for (guint i = 0; control->items != NULL && i < control->items->len; i++) {
    RuhuChoice *item = ruhu_instance_copy_item (self, control->items->pdata[i], node);

    if (is_whole_number (item->value)) {
      g_ptr_array_add (choices, item);
      continue;
    }
    if (has_list)
      add_rows (&search, item, choices);
    ruhu_choice_free (item);
  }
}
