/* ruhu-reading.c: a response as a list of lines to read
 *
 * What is shown as an answer is what the response holds, never what its form would calculate today;
 * the form gives the order and the words. Where the tablet does not have that version of the form
 * any more, the questions' names have to do: nothing that was recorded becomes unreadable.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-reading.h"

#include "form/ruhu-answer.h"
#include "forms/ruhu-answers.h"

#include <glib/gi18n.h>
#include <string.h>

/* What every response carries about itself. */
#define META "meta"

typedef struct {
  RuhuInstance *instance;
  GHashTable *keys; /* storage key → answer; what has its place is taken out */
  GPtrArray *lines;
} Reader;

/** Place: where in the form the reader is */
typedef struct {
  const char *section;
  const char *row;
  RuhuNode *within;
} Place;

static void
free_line (gpointer data)
{
  RuhuReadingLine *line = data;

  g_free (line->section);
  g_free (line->row);
  g_free (line->label);
  g_free (line->text);
  g_free (line->file);
  g_free (line);
}

static RuhuReadingLine *
add_line (GPtrArray *lines, const char *section, const char *row)
{
  RuhuReadingLine *line = g_new0 (RuhuReadingLine, 1);

  line->section = g_strdup (section);
  line->row = g_strdup (row);
  g_ptr_array_add (lines, line);
  return line;
}

static void
read_answer (Reader *reader, const RuhuControl *control, const Place *place, const char *value)
{
  RuhuReadingLine *line = add_line (reader->lines, place->section, place->row);

  line->label = ruhu_answer_label (reader->instance, control, place->within);
  if (ruhu_control_get_kind (control) == RUHU_CONTROL_UPLOAD)
    line->file = g_strdup (value);
  else
    line->text = ruhu_answer_describe (reader->instance, control, place->within, value);
}

static void
read_question (Reader *reader, const RuhuControl *control, const Place *place)
{
  RuhuNode *node = ruhu_instance_node_of (reader->instance, control, place->within);
  g_autofree char *key = node != NULL ? ruhu_node_get_key (node) : NULL;
  const char *value = key != NULL ? g_hash_table_lookup (reader->keys, key) : NULL;

  if (value == NULL)
    return;

  read_answer (reader, control, place, value);
  g_hash_table_remove (reader->keys, key);
}

static void read_children (Reader *reader, const RuhuControl *parent, const Place *place);

static void
read_rows (Reader *reader, const RuhuControl *repeat, const Place *place)
{
  g_autoptr (GPtrArray) rows = ruhu_instance_get_rows (reader->instance, repeat, place->within);
  g_autofree char *label = ruhu_answer_label (reader->instance, repeat, place->within);
  guint i;

  for (i = 0; i < rows->len; i++) {
    /* Translators: what is repeated, and the how manieth it is, as in "Device 2" */
    g_autofree char *row = g_strdup_printf (_ ("%1$s %2$u"), label, i + 1);
    Place inner = { place->section != NULL ? place->section : label,
                    row,
                    g_ptr_array_index (rows, i) };

    read_children (reader, repeat, &inner);
  }
}

static void
read_group (Reader *reader, const RuhuControl *group, const Place *place)
{
  g_autofree char *label =
    place->section == NULL ? ruhu_answer_label (reader->instance, group, place->within) : NULL;
  Place inner = { label != NULL ? label : place->section, place->row, place->within };

  read_children (reader, group, &inner);
}

static void
read_children (Reader *reader, const RuhuControl *parent, const Place *place)
{
  guint i;

  for (i = 0; i < ruhu_control_get_n_children (parent); i++) {
    const RuhuControl *child = ruhu_control_get_child (parent, i);

    if (ruhu_control_get_kind (child) == RUHU_CONTROL_REPEAT)
      read_rows (reader, child, place);
    else if (ruhu_control_get_kind (child) == RUHU_CONTROL_GROUP)
      read_group (reader, child, place);
    else
      read_question (reader, child, place);
  }
}

/* A row that the form would not make today still holds its answers. */
static void
read_rest (Reader *reader)
{
  RuhuForm *form = ruhu_instance_get_form (reader->instance);
  Place place = { _ ("More answers"), NULL, ruhu_instance_get_root (reader->instance) };
  g_autoptr (GList) keys =
    g_list_sort (g_hash_table_get_keys (reader->keys), (GCompareFunc) strcmp);
  GList *l;

  for (l = keys; l != NULL; l = l->next) {
    g_autofree char *path = ruhu_answer_path (l->data);
    const RuhuControl *control = ruhu_form_find_control (form, path);

    if (control != NULL && ruhu_control_is_question (control))
      read_answer (reader, control, &place, g_hash_table_lookup (reader->keys, l->data));
  }
}

static void read_plainly (GPtrArray *lines, JsonObject *object, const Place *place);

static void
read_member (GPtrArray *lines, const char *name, JsonNode *node, const Place *place)
{
  RuhuReadingLine *line;
  guint i;

  if (JSON_NODE_HOLDS_OBJECT (node)) {
    Place inner = { place->section != NULL ? place->section : name, place->row, NULL };

    read_plainly (lines, json_node_get_object (node), &inner);
  } else if (JSON_NODE_HOLDS_ARRAY (node)) {
    for (i = 0; i < json_array_get_length (json_node_get_array (node)); i++) {
      g_autofree char *row = g_strdup_printf (_ ("%1$s %2$u"), name, i + 1);
      Place inner = { place->section != NULL ? place->section : name, row, NULL };

      read_member (lines, name, json_array_get_element (json_node_get_array (node), i), &inner);
    }
  } else if (json_node_get_value_type (node) == G_TYPE_STRING) {
    line = add_line (lines, place->section, place->row);
    line->label = g_strdup (name);
    line->text = json_node_dup_string (node);
  }
}

static void
read_plainly (GPtrArray *lines, JsonObject *object, const Place *place)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &node)) {
    if (*name != '@' && !g_str_equal (name, META))
      read_member (lines, name, node, place);
  }
}

/**
 * ruhu_reading_list:
 * @form: (nullable): the version of the form that it was filled with
 * @instance: (nullable): a filling of @form with language and lists, not started; it is given the
 *   answers. %NULL where @form is
 * @answers: `ans` of the response, an object
 *
 * Returns: (transfer container) (element-type RuhuReadingLine): the answers in paper order; what is
 *   not answered is left out
 */
GPtrArray *
ruhu_reading_list (RuhuForm *form, RuhuInstance *instance, JsonNode *answers)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (free_line);
  g_autoptr (GHashTable) keys = form != NULL ? ruhu_answers_to_keys (form, answers) : NULL;
  g_autoptr (GError) error = NULL;
  Reader reader = { instance, keys, lines };
  Place place = { NULL };

  if (form != NULL && ruhu_instance_restore (instance, keys, &error)) {
    place.within = ruhu_instance_get_root (instance);
    read_children (&reader, ruhu_form_get_body (form), &place);
    read_rest (&reader);
  } else
    read_plainly (lines, json_node_get_object (answers), &place);
  return lines;
}
