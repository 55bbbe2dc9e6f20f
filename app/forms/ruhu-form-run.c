/* ruhu-form-run.c: ruhu-form run: steps from a file, answers on standard output
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-form-commands-private.h"

#include "base/ruhu-clock.h"
#include "base/ruhu-error.h"
#include "base/ruhu-json.h"
#include "forms/ruhu-answers.h"
#include "forms/ruhu-entity.h"
#include "forms/xpath/ruhu-xpath-value-private.h"

#include <stdio.h>
#include <string.h>

#define STEPS_DEPTH 100
#define MOST_ROWS 10000

static char *media_dir;
static char *language;
static char *today;
static char *steps_file;

static const GOptionEntry entries[] = {
  { "media", 0, 0, G_OPTION_ARG_FILENAME, &media_dir, "where the form's files are", "DIR" },
  { "language", 0, 0, G_OPTION_ARG_STRING, &language, "language to begin with", "TAG" },
  { "today", 0, 0, G_OPTION_ARG_STRING, &today, "what day it is", "YYYY-MM-DD" },
  { "steps", 0, 0, G_OPTION_ARG_FILENAME, &steps_file, "what to do and to ask", "STEPS.json" },
  { NULL, 0, 0, 0, NULL, NULL, NULL },
};

/* Noon of the day that was asked for. */
static gint64
get_said_day (gpointer data)
{
  return *(gint64 *) data;
}

static gboolean
set_day (const char *text, GError **error)
{
  static gint64 noon;
  g_autofree char *moment = g_strconcat (text, "T12:00:00", NULL);
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (moment, zone);

  if (time == NULL) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_INVALID, "“%s” is no date", text);
    return FALSE;
  }
  noon = g_date_time_to_unix (time) * 1000;
  ruhu_clock_replace (get_said_day, &noon);

  return TRUE;
}

/* jr://file/x.xml and all its kinds lie beside the form. */
GBytes *
ruhu_form_read_media (const char *uri, gpointer dir)
{
  const char *slash = strrchr (uri, '/');
  g_autofree char *path = g_build_filename (dir, slash != NULL ? slash + 1 : uri, NULL);
  char *data;
  gsize length;

  return g_file_get_contents (path, &data, &length, NULL) ? g_bytes_new_take (data, length) : NULL;
}

static gboolean
fail_step (guint i, GError **error, const char *reason)
{
  g_set_error (error,
               RUHU_ERROR,
               RUHU_ERROR_INVALID,
               "%s:1: step %u: %s",
               steps_file,
               i + 1,
               reason);
  return FALSE;
}

static char *
get_text (JsonObject *step, const char *name)
{
  JsonNode *node = json_object_get_member (step, name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return json_node_dup_string (node);

  return json_to_string (node, FALSE);
}

static RuhuNode *
find_repeat (RuhuInstance *instance, const char *ref, const RuhuControl **repeat)
{
  g_autofree char *parent_ref = g_strdup (ref);
  char *slash = strrchr (parent_ref, '/');
  g_autoptr (GString) path = g_string_new (NULL);
  guint depth = 0;

  for (const char *c = ref; *c != '\0'; c++) {
    depth += *c == '[';
    if (depth == 0)
      g_string_append_c (path, *c);
    depth -= *c == ']' && depth > 0;
  }
  *repeat = ruhu_form_find_control (ruhu_instance_get_form (instance), path->str);
  if (slash == NULL || slash == parent_ref)
    return NULL;

  *slash = '\0';
  return ruhu_instance_find (instance, parent_ref);
}

/* Makes sure of row @wanted; 0: adds one. Where the form counts its rows it has its own way. */
static gboolean
add_rows (RuhuInstance *instance, const char *ref, guint64 wanted, GError **error)
{
  const RuhuControl *repeat;
  RuhuNode *parent = find_repeat (instance, ref, &repeat);
  guint64 have;

  if (wanted > MOST_ROWS) {
    g_set_error_literal (error, RUHU_ERROR, RUHU_ERROR_REFUSED, "too many rows");
    return FALSE;
  }
  if (parent == NULL || repeat == NULL || ruhu_control_get_kind (repeat) != RUHU_CONTROL_REPEAT) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_NOT_FOUND, "no repeat at “%s”", ref);
    return FALSE;
  }

  for (;;) {
    g_autoptr (GPtrArray) rows = ruhu_instance_get_rows (instance, repeat, parent);

    have = rows->len;
    if (wanted == 0)
      wanted = have + 1;
    if (have >= wanted)
      return TRUE;
    if (ruhu_instance_add_row (instance, repeat, parent, error) == NULL)
      return FALSE;
  }
}

static gboolean
run_add (RuhuInstance *instance, JsonObject *step, const char *ref)
{
  g_autofree char *value = get_text (step, "value");
  g_autoptr (GError) error = NULL;

  return add_rows (instance, ref, value != NULL ? g_ascii_strtoull (value, NULL, 10) : 0, &error);
}

static gboolean
run_step (RuhuInstance *instance, JsonObject *step, guint i, GError **error)
{
  g_autofree char *op = get_text (step, "op");
  g_autofree char *ref = get_text (step, "ref");
  g_autofree char *value = get_text (step, "value");
  g_autoptr (GError) reason = NULL;
  RuhuNode *node;

  if (g_strcmp0 (op, "language") == 0 && value != NULL) {
    ruhu_instance_set_language (instance, value);
    return TRUE;
  }
  if (op == NULL || ref == NULL)
    return fail_step (i, error, "op and ref are needed");

  if (strcmp (op, "add_repeat") == 0) {
    run_add (instance, step, ref);
    return TRUE;
  }
  node = ruhu_instance_find (instance, ref);
  if (node == NULL)
    return fail_step (i, error, "nothing at this ref");

  if (strcmp (op, "set") == 0) {
    if (!ruhu_instance_set_value (instance, node, value, &reason))
      return fail_step (i, error, reason->message);
    return TRUE;
  }
  if (strcmp (op, "remove_repeat") == 0) {
    if (!ruhu_instance_remove_row (instance, node, &reason))
      return fail_step (i, error, reason->message);
    return TRUE;
  }

  return fail_step (i, error, "unknown op");
}

gboolean
ruhu_form_run_step (RuhuInstance *instance, JsonArray *steps, guint i, GError **error)
{
  JsonNode *node = json_array_get_element (steps, i);

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return fail_step (i, error, "an object is expected");

  return run_step (instance, json_node_get_object (node), i, error);
}

static void
tell_choices (JsonBuilder *builder, RuhuInstance *instance, RuhuNode *node)
{
  const RuhuControl *control = ruhu_node_get_control (node);
  g_autoptr (GPtrArray) choices = NULL;

  if (control == NULL || (ruhu_control_get_kind (control) != RUHU_CONTROL_SELECT1 &&
                          ruhu_control_get_kind (control) != RUHU_CONTROL_SELECT &&
                          ruhu_control_get_kind (control) != RUHU_CONTROL_RANK))
    return;

  choices = ruhu_instance_get_choices (instance, control, node);
  json_builder_set_member_name (builder, "choices");
  json_builder_begin_array (builder);
  for (guint i = 0; i < choices->len; i++)
    json_builder_add_string_value (builder, ((RuhuChoice *) choices->pdata[i])->value);
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "labels");
  json_builder_begin_array (builder);
  for (guint i = 0; i < choices->len; i++)
    json_builder_add_string_value (builder, ((RuhuChoice *) choices->pdata[i])->label);
  json_builder_end_array (builder);
}

static void
tell_validity (JsonBuilder *builder, RuhuInstance *instance, RuhuNode *node)
{
  static const char *const names[] = { NULL, "required", "constraint" };
  RuhuViolation violation = ruhu_instance_get_violation (instance, node);
  g_autofree char *message = ruhu_instance_get_message (instance, node);

  json_builder_set_member_name (builder, "valid");
  json_builder_add_boolean_value (builder, violation == RUHU_VIOLATION_NONE);
  json_builder_set_member_name (builder, "violation");
  if (names[violation] != NULL)
    json_builder_add_string_value (builder, names[violation]);
  else
    json_builder_add_null_value (builder);
  json_builder_set_member_name (builder, "message");
  if (message != NULL)
    json_builder_add_string_value (builder, message);
  else
    json_builder_add_null_value (builder);
}

/* An answer that is not relevant is none; what the form itself puts there, a default or a
 * calculation, stays, though no expression reads it (JavaRosa). */
static const char *
get_shown (RuhuInstance *instance, RuhuNode *node)
{
  if (!ruhu_instance_is_relevant (instance, node) && ruhu_instance_is_answered (instance, node))
    return "";

  return ruhu_instance_get_value (instance, node);
}

static void
tell_node (JsonBuilder *builder, RuhuInstance *instance, const char *ref)
{
  RuhuNode *node = ruhu_instance_find (instance, ref);

  json_builder_set_member_name (builder, ref);
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "exists");
  json_builder_add_boolean_value (builder, node != NULL);
  json_builder_set_member_name (builder, "count");
  json_builder_add_int_value (builder, ruhu_instance_count (instance, ref));
  if (node != NULL) {
    json_builder_set_member_name (builder, "value");
    json_builder_add_string_value (builder, get_shown (instance, node));
    json_builder_set_member_name (builder, "relevant");
    json_builder_add_boolean_value (builder, ruhu_instance_is_relevant (instance, node));
    json_builder_set_member_name (builder, "readonly");
    json_builder_add_boolean_value (builder, ruhu_instance_is_readonly (instance, node));
    json_builder_set_member_name (builder, "required");
    json_builder_add_boolean_value (builder, ruhu_instance_is_required (instance, node));
    tell_validity (builder, instance, node);
    tell_choices (builder, instance, node);
  }
  json_builder_end_object (builder);
}

/* What the answers would make and change; said only of a form that does. */
static void
tell_entities (JsonBuilder *builder, RuhuInstance *instance)
{
  g_autoptr (GPtrArray) entities = ruhu_instance_list_entities (instance, NULL);
  g_autoptr (JsonNode) node = NULL;

  if (entities->len == 0)
    return;

  node = json_node_new (JSON_NODE_ARRAY);
  json_node_take_array (node, ruhu_entities_to_json (entities));
  json_builder_set_member_name (builder, "entities");
  json_builder_add_value (builder, g_steal_pointer (&node));
  json_builder_set_member_name (builder, "faults");
  json_builder_begin_array (builder);
  for (guint i = 0; i < entities->len; i++) {
    g_autofree char *fault = ruhu_entity_describe_fault (entities->pdata[i]);

    if (fault != NULL)
      json_builder_add_string_value (builder, fault);
  }
  json_builder_end_array (builder);
}

static void
tell (RuhuInstance *instance, JsonArray *ask)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *json = NULL;
  g_autoptr (GString) text = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "nodes");
  json_builder_begin_object (builder);
  for (guint i = 0; ask != NULL && i < json_array_get_length (ask); i++)
    tell_node (builder, instance, json_array_get_string_element (ask, i));
  json_builder_end_object (builder);
  tell_entities (builder, instance);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  json = json_to_string (root, FALSE);
  text = g_string_new (json);
  g_string_replace (text, RUHU_XPATH_NUL, "\\u0000", 0);
  puts (text->str);
}

JsonObject *
ruhu_form_read_steps (const char *path, JsonParser *parser, GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autofree char *text = NULL;
  gsize length;
  JsonNode *root;

  if (g_file_get_contents (path, &text, &length, &reason) &&
      ruhu_json_is_deep (text, length, STEPS_DEPTH)) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_INVALID, "%s:1: nested too deep", path);
    return NULL;
  }
  if (text == NULL || !json_parser_load_from_data (parser, text, (gssize) length, &reason)) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_INVALID, "%s:1: %s", path, reason->message);
    return NULL;
  }
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root)) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_INVALID, "%s:1: an object is expected", path);
    return NULL;
  }

  return json_node_get_object (root);
}

JsonArray *
ruhu_form_get_array (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

/* What the app would fill in before the first question: “prefill”, by question name. */
static void
preset (RuhuInstance *instance, JsonObject *steps)
{
  JsonNode *prefill = json_object_get_member (steps, "prefill");
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if (prefill == NULL || !JSON_NODE_HOLDS_OBJECT (prefill))
    return;

  json_object_iter_init (&iter, json_node_get_object (prefill));
  while (json_object_iter_next (&iter, &name, &value))
    if (JSON_NODE_HOLDS_VALUE (value) && json_node_get_string (value) != NULL)
      ruhu_instance_preset (instance, name, json_node_get_string (value));
}

static RuhuInstance *
make_instance (RuhuForm *form, char *dir)
{
  RuhuInstance *instance = ruhu_instance_new (form);

  ruhu_instance_set_media (instance, ruhu_form_read_media, dir);
  if (language != NULL)
    ruhu_instance_set_language (instance, language);
  return instance;
}

/* What was filled is final, and opened once more as another record that replaces it: from what
 * travels, as where the first was sent (ODK XForms, deprecatedID). */
static gboolean
correct (RuhuInstance **instance, char *dir, GError **error)
{
  RuhuForm *form = ruhu_instance_get_form (*instance);
  g_autoptr (RuhuInstance) correction = make_instance (form, dir);
  g_autoptr (JsonNode) final = NULL;
  g_autoptr (GHashTable) answers = NULL;

  ruhu_instance_finish (*instance);
  final = ruhu_instance_to_json (*instance);
  answers = ruhu_answers_to_keys (form, final);
  if (!ruhu_instance_restore (correction, answers, error))
    return FALSE;

  ruhu_instance_correct (correction, NULL, NULL);
  g_set_object (instance, correction);
  return TRUE;
}

static gboolean
is_correct (JsonArray *steps, guint i)
{
  JsonNode *node = json_array_get_element (steps, i);
  g_autofree char *op =
    JSON_NODE_HOLDS_OBJECT (node) ? get_text (json_node_get_object (node), "op") : NULL;

  return g_strcmp0 (op, "correct") == 0;
}

static gboolean
run_steps (RuhuInstance **instance, JsonArray *steps, char *dir, GError **error)
{
  for (guint i = 0; steps != NULL && i < json_array_get_length (steps); i++)
    if (is_correct (steps, i) ? !correct (instance, dir, error)
                              : !ruhu_form_run_step (*instance, steps, i, error))
      return FALSE;

  return TRUE;
}

static gboolean
run (const char *path, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (RuhuForm) form = NULL;
  g_autoptr (RuhuInstance) instance = NULL;
  g_autofree char *dir = media_dir != NULL ? g_strdup (media_dir) : g_path_get_dirname (path);
  JsonObject *steps = ruhu_form_read_steps (steps_file, parser, error);

  if (steps == NULL || (today != NULL && !set_day (today, error)))
    return FALSE;
  form = ruhu_form_new_from_file (path, error);
  if (form == NULL)
    return FALSE;

  instance = make_instance (form, dir);
  preset (instance, steps);
  if (!ruhu_instance_start (instance, error) ||
      !run_steps (&instance, ruhu_form_get_array (steps, "steps"), dir, error))
    return FALSE;

  tell (instance, ruhu_form_get_array (steps, "ask"));
  return TRUE;
}

int
ruhu_form_run_main (int argc, char **argv)
{
  g_autoptr (GOptionContext) options = g_option_context_new ("FORM.xml");
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (options, entries, NULL);
  if (!g_option_context_parse (options, &argc, &argv, &error)) {
    g_printerr ("ruhu-form run: %s\n", error->message);
    return RUHU_FORM_USAGE;
  }
  if (argc != 2 || steps_file == NULL) {
    g_printerr ("Usage: ruhu-form run FORM.xml --steps STEPS.json\n");
    return RUHU_FORM_USAGE;
  }
  if (!run (argv[1], &error)) {
    g_printerr ("%s\n", error->message);
    return 1;
  }

  return 0;
}
