/* ruhu-hq-web-reading.c: one response, found and checked against the visitor's area
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-form-table.h"
#include "ruhu-hq-response-table.h"
#include "ruhu-hq-web-response.h"

#include "base/ruhu-division.h"
#include "base/ruhu-error.h"
#include "base/ruhu-id.h"
#include "ruhu-wire-json.h"

static const char *const states[] = { "received", "verified",  "returned", "accepted",
                                      "queried",  "duplicate", "void" };

/** ruhu_hq_web_find_state: Returns: the number of a response's state; -1 for a word that is none */
gint64
ruhu_hq_web_find_state (const char *name)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (states); i++) {
    if (g_str_equal (name, states[i]))
      return i;
  }
  return -1;
}

const char *
ruhu_hq_web_name_state (gint64 state)
{
  return state >= 0 && state < (gint64) G_N_ELEMENTS (states) ? states[state] : states[0];
}

void
ruhu_hq_reading_clear (RuhuHqReading *reading)
{
  g_clear_pointer (&reading->object, ruhu_hq_object_free);
  g_clear_pointer (&reading->change, ruhu_hq_change_free);
  g_clear_pointer (&reading->line, json_object_unref);
}

static gboolean
take_change (RuhuHqChange *change, gpointer data, GError **error)
{
  RuhuHqReading *reading = data;
  gsize length;
  const char *text = g_bytes_get_data (change->body, &length);

  if (change->kind != RUHU_OBJECT_RESPONSE)
    return TRUE;

  reading->line = ruhu_wire_json_parse (text, length, NULL);
  reading->change = g_memdup2 (change, sizeof *change);
  memset (change, 0, sizeof *change);
  return FALSE;
}

/**
 * ruhu_hq_web_load_line:
 * @reading: its object, line and JSON are set; the last two stay %NULL where the line cannot be
 *   unpacked
 *
 * Returns: %FALSE with %RUHU_ERROR_NOT_FOUND where there is no such response in @town
 */
gboolean
ruhu_hq_web_load_line (RuhuHqRequest *request,
                       const char *town,
                       const char *id,
                       RuhuHqReading *reading,
                       GError **error)
{
  RuhuHqStore *store = ruhu_hq_dir_get_store (request->dir);
  GError *failed = NULL;

  reading->object = ruhu_hq_object_load (store, town, id, error);
  if (reading->object == NULL)
    return FALSE;
  if (reading->object->kind != RUHU_OBJECT_RESPONSE) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_NOT_FOUND, "this is no response");
    return FALSE;
  }
  if (ruhu_hq_log_foreach_of_object (store, town, id, take_change, reading, &failed))
    return TRUE;
  if (g_error_matches (failed, RUHU_ERROR, RUHU_ERROR_CORRUPT)) {
    g_error_free (failed);
    return TRUE;
  }
  g_propagate_error (error, failed);
  return FALSE;
}

/**
 * ruhu_hq_web_find_response:
 * @id: as it came in the request
 *
 * Returns: %TRUE, or %FALSE with the refusal answered: there is none, or not in the visitor's area
 */
gboolean
ruhu_hq_web_find_response (RuhuHqRequest *request,
                           RuhuHqVisitor *visitor,
                           const char *id,
                           RuhuHqReading *reading)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *town = NULL;
  const char *scope = visitor->user->scope;

  if (!ruhu_id_is_valid (id)) {
    g_set_error (&error, RUHU_ERROR, RUHU_ERROR_NOT_FOUND, "this is no response");
    ruhu_hq_web_fail (request, error);
    return FALSE;
  }
  town = ruhu_hq_response_find_town (ruhu_hq_dir_get_store (request->dir), id, &error);
  if (town == NULL || !ruhu_hq_web_load_line (request, town, id, reading, &error)) {
    ruhu_hq_web_fail (request, error);
    return FALSE;
  }

  /* Both must lie inside: a division changed by hand in one table opens nothing. */
  if (ruhu_division_contains (scope, reading->object->division) &&
      (reading->change == NULL || ruhu_division_contains (scope, reading->change->division)))
    return TRUE;

  /* In the words for what is not there at all: that it is elsewhere is nothing to tell. */
  g_set_error (&error, RUHU_ERROR, RUHU_ERROR_NOT_FOUND, "this is outside the visitor's area");
  ruhu_hq_web_fail (request, error);
  return FALSE;
}

/* A version that is a number travels as one. */
static char *
get_version (JsonObject *line)
{
  guint64 number;

  if (ruhu_wire_json_get_uint (line, "fv", &number))
    return g_strdup_printf ("%" G_GUINT64_FORMAT, number);
  return g_strdup (ruhu_json_get_string (line, "fv"));
}

/** ruhu_hq_web_describe_form: Returns: (transfer full): `{id,version,title}`, empty for no line */
JsonObject *
ruhu_hq_web_describe_form (RuhuHqRequest *request, JsonObject *line)
{
  JsonObject *described = json_object_new ();
  const char *id = line != NULL ? ruhu_json_get_string (line, "fm") : NULL;
  g_autofree char *version = line != NULL ? get_version (line) : NULL;
  g_autoptr (RuhuHqForm) form = NULL;

  if (id == NULL || version == NULL)
    return described;

  form = ruhu_hq_form_load (ruhu_hq_dir_get_store (request->dir), id, version, NULL);
  json_object_set_string_member (described, "id", id);
  json_object_set_string_member (described, "version", version);
  json_object_set_string_member (described, "title", form != NULL ? form->title : id);
  return described;
}

static void
free_forms (gpointer forms)
{
  g_hash_table_unref (forms);
}

/**
 * ruhu_hq_web_load_form:
 *
 * Forms never change once published, so each is parsed once and kept.
 *
 * Returns: (transfer none) (nullable): the form of this line, where HQ has it and can read it
 */
RuhuForm *
ruhu_hq_web_load_form (RuhuHqRequest *request, JsonObject *line)
{
  GHashTable *forms = g_object_get_data (G_OBJECT (request->dir), "ruhu-web-forms");
  const char *id = ruhu_json_get_string (line, "fm");
  g_autofree char *version = get_version (line);
  g_autofree char *key = NULL;
  g_autoptr (RuhuHqForm) stored = NULL;
  g_autoptr (GError) error = NULL;
  RuhuForm *form;

  if (id == NULL || version == NULL)
    return NULL;
  if (forms == NULL) {
    forms = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
    g_object_set_data_full (G_OBJECT (request->dir), "ruhu-web-forms", forms, free_forms);
  }

  key = g_strconcat (id, "\n", version, NULL);
  form = g_hash_table_lookup (forms, key);
  if (form != NULL)
    return form;

  stored = ruhu_hq_form_load (ruhu_hq_dir_get_store (request->dir), id, version, NULL);
  if (stored != NULL)
    form = ruhu_form_new_from_bytes (stored->body, id, &error);
  if (error != NULL)
    g_warning ("form %s %s: %s", id, version, error->message);
  if (form != NULL)
    g_hash_table_insert (forms, g_steal_pointer (&key), form);
  return form;
}
