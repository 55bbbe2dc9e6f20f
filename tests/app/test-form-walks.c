/* test-form-walks.c: whole visits, step by step, through the forms as sheets
 *
 * The walks come from the folder beside the conformance cases: for each the answers in order, how
 * many questions are on screen at the end, and some values; and single answers that a form takes or
 * refuses. Where that folder is absent the tests are skipped.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ruhu-clock.h"
#include "forms/ruhu-instance.h"
#include "forms/ruhu-xlsform.h"

#include <string.h>

static char *folder;
static JsonParser *walks;
static GHashTable *forms; /* folder's name → RuhuForm */

/* Noon of 2026-11-21 in UTC: the day that the walks are made for. */
static gint64
get_walk_day (gpointer data)
{
  return G_GINT64_CONSTANT (1795262400000);
}

static GBytes *
read_media (const char *uri, gpointer data)
{
  g_autofree char *name = g_path_get_basename (uri);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  char *text;
  gsize length;

  return g_file_get_contents (path, &text, &length, NULL) ? g_bytes_new_take (text, length) : NULL;
}

static RuhuForm *
get_form (const char *name)
{
  RuhuForm *form = g_hash_table_lookup (forms, name);

  if (form == NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func (g_free);
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) bytes = ruhu_xlsform_compile (path, "data", messages, &error);

    g_assert_no_error (error);
    form = ruhu_form_new_from_bytes (bytes, name, &error);
    g_assert_no_error (error);
    g_hash_table_insert (forms, g_strdup (name), form);
  }

  return form;
}

static RuhuInstance *
begin (const char *form, JsonObject *prefill)
{
  RuhuInstance *instance = ruhu_instance_new (get_form (form));
  g_autoptr (GError) error = NULL;
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  ruhu_instance_set_media (instance, read_media, NULL);
  json_object_iter_init (&iter, prefill);
  while (json_object_iter_next (&iter, &name, &value))
    ruhu_instance_preset (instance, name, json_node_get_string (value));
  ruhu_instance_start (instance, &error);
  g_assert_no_error (error);

  return instance;
}

static void
find_by_name (const RuhuControl *control, const char *name, const RuhuControl **found)
{
  if (g_strcmp0 (ruhu_control_get_name (control), name) == 0)
    *found = control;
  for (guint i = 0; i < ruhu_control_get_n_children (control); i++)
    find_by_name (ruhu_control_get_child (control, i), name, found);
}

static RuhuNode *
find_node (RuhuInstance *instance, JsonObject *step)
{
  const RuhuControl *control = NULL;

  if (json_object_has_member (step, "ref"))
    return ruhu_instance_find (instance, json_object_get_string_member (step, "ref"));

  find_by_name (ruhu_form_get_body (ruhu_instance_get_form (instance)),
                json_object_get_string_member (step, "name"),
                &control);
  g_assert_nonnull (control);
  return ruhu_instance_node_of (instance, control, NULL);
}

static void
take_steps (RuhuInstance *instance, JsonArray *steps)
{
  for (guint i = 0; i < json_array_get_length (steps); i++) {
    JsonObject *step = json_array_get_object_element (steps, i);
    g_autoptr (GError) error = NULL;

    if (json_object_has_member (step, "add")) {
      const RuhuControl *repeat =
        ruhu_form_find_control (ruhu_instance_get_form (instance),
                                json_object_get_string_member (step, "add"));

      g_assert_nonnull (ruhu_instance_add_row (instance, repeat, NULL, &error));
    } else {
      RuhuNode *node = find_node (instance, step);

      g_assert_nonnull (node);
      ruhu_instance_set_value (instance,
                               node,
                               json_object_get_string_member (step, "value"),
                               &error);
    }
    g_assert_no_error (error);
  }
}

static guint
count_visible (RuhuInstance *instance, const RuhuControl *control, RuhuNode *within)
{
  RuhuNode *node = ruhu_instance_node_of (instance, control, within);
  guint n = 0;

  if (ruhu_control_get_kind (control) == RUHU_CONTROL_REPEAT) {
    g_autoptr (GPtrArray) rows = ruhu_instance_get_rows (instance, control, within);

    for (guint r = 0; r < rows->len; r++)
      for (guint i = 0; i < ruhu_control_get_n_children (control); i++)
        n += count_visible (instance, ruhu_control_get_child (control, i), rows->pdata[r]);
    return n;
  }
  if (ruhu_control_is_question (control))
    return ruhu_instance_is_relevant (instance, node) ? 1 : 0;

  for (guint i = 0; i < ruhu_control_get_n_children (control); i++)
    n += count_visible (instance, ruhu_control_get_child (control, i), within);
  return n;
}

typedef struct {
  const char *name;
  const char *value;
} Wanted;

/* The last value of a node of that name, wherever it stands; groups are objects, repeats arrays. */
static void find_value (JsonArray *array, guint index, JsonNode *node, gpointer data);

static void
find_member (JsonObject *object, const char *name, JsonNode *node, gpointer data)
{
  Wanted *wanted = data;

  if (JSON_NODE_HOLDS_VALUE (node) && g_strcmp0 (name, wanted->name) == 0)
    wanted->value = json_node_get_string (node);
  find_value (NULL, 0, node, data);
}

static void
find_value (JsonArray *array, guint index, JsonNode *node, gpointer data)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    json_object_foreach_member (json_node_get_object (node), find_member, data);
  else if (JSON_NODE_HOLDS_ARRAY (node))
    json_array_foreach_element (json_node_get_array (node), find_value, data);
}

static void
assert_values (RuhuInstance *instance, JsonObject *values)
{
  g_autoptr (JsonNode) answers = ruhu_instance_to_json (instance);
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  json_object_iter_init (&iter, values);
  while (json_object_iter_next (&iter, &name, &value)) {
    Wanted wanted = { name, "" };

    find_value (NULL, 0, answers, &wanted);
    if (strcmp (wanted.value, json_node_get_string (value)) != 0)
      g_test_message ("%s is %s", name, wanted.value);
    g_assert_cmpstr (wanted.value, ==, json_node_get_string (value));
  }
}

static void
test_walk (gconstpointer data)
{
  JsonObject *walk = (JsonObject *) data;
  g_autoptr (RuhuInstance) instance = begin (json_object_get_string_member (walk, "form"),
                                             json_object_get_object_member (walk, "prefill"));
  const RuhuControl *body = ruhu_form_get_body (ruhu_instance_get_form (instance));

  take_steps (instance, json_object_get_array_member (walk, "steps"));
  g_assert_cmpuint (count_visible (instance, body, NULL),
                    ==,
                    (guint) json_object_get_int_member (walk, "visible"));
  if (json_object_has_member (walk, "values"))
    assert_values (instance, json_object_get_object_member (walk, "values"));
}

static void
test_answers_are_taken_or_refused (void)
{
  JsonArray *answers =
    json_object_get_array_member (json_node_get_object (json_parser_get_root (walks)), "answers");

  for (guint i = 0; i < json_array_get_length (answers); i++) {
    JsonObject *answer = json_array_get_object_element (answers, i);
    g_autoptr (RuhuInstance) instance = begin (json_object_get_string_member (answer, "form"),
                                               json_object_get_object_member (answer, "prefill"));
    RuhuNode *node;

    take_steps (instance, json_object_get_array_member (answer, "before"));
    node = find_node (instance, answer);
    ruhu_instance_set_value (instance, node, json_object_get_string_member (answer, "value"), NULL);
    if ((ruhu_instance_get_violation (instance, node) == RUHU_VIOLATION_NONE) !=
        json_object_get_boolean_member (answer, "valid"))
      g_error ("answer %u, %s", i, json_object_get_string_member (answer, "ref"));
  }
}

static void
test_is_skipped (void)
{
  g_test_skip ("no walks beside RUHU_CONFORMANCE");
}

static void
add_walks (void)
{
  JsonArray *array =
    json_object_get_array_member (json_node_get_object (json_parser_get_root (walks)), "walks");

  for (guint i = 0; i < json_array_get_length (array); i++) {
    JsonObject *walk = json_array_get_object_element (array, i);
    g_autofree char *name =
      g_strdup_printf ("/form-walks/%s", json_object_get_string_member (walk, "name"));

    g_strdelimit (name + strlen ("/form-walks/"), "/ ", '-');
    g_test_add_data_func (name, walk, test_walk);
  }
  g_test_add_func ("/form-walks/answers-are-taken-or-refused", test_answers_are_taken_or_refused);
}

int
main (int argc, char **argv)
{
  const char *conformance = g_getenv ("RUHU_CONFORMANCE");
  g_autofree char *path = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  folder =
    g_build_filename (conformance != NULL ? conformance : "", "..", "domain", "xlsform", NULL);
  path = g_build_filename (folder, "walks.json", NULL);
  walks = json_parser_new ();
  forms = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  ruhu_clock_replace (get_walk_day, NULL);
  if (json_parser_load_from_file (walks, path, NULL))
    add_walks ();
  else
    g_test_add_func ("/form-walks/skipped", test_is_skipped);

  status = g_test_run ();
  g_hash_table_unref (forms);
  g_object_unref (walks);
  g_free (folder);

  return status;
}
