/* ruhu-form-export.c: ruhu-form export: a response as XML or JSON
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-form-commands-private.h"

#include "base/ruhu-error.h"
#include "forms/ruhu-answers.h"

#include <stdio.h>
#include <string.h>

static char *to;

static const GOptionEntry entries[] = {
  { "to", 0, 0, G_OPTION_ARG_STRING, &to, "what to write on standard output", "xml|json" },
  { NULL, 0, 0, 0, NULL, NULL, NULL },
};

/* A file of answers, or a whole line of a device's log. */
static JsonNode *
read_json (const char *path, const char *text, GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autoptr (JsonNode) root = json_from_string (text, &reason);
  JsonNode *answers;

  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root)) {
    g_set_error (error,
                 RUHU_ERROR,
                 RUHU_ERROR_INVALID,
                 "%s:1: %s",
                 path,
                 reason != NULL ? reason->message : "an object is expected");
    return NULL;
  }
  answers = json_object_get_member (json_node_get_object (root), "ans");
  if (answers != NULL && JSON_NODE_HOLDS_OBJECT (answers))
    return json_node_copy (answers);

  return g_steal_pointer (&root);
}

static JsonNode *
read_answers (RuhuForm *form, const char *path, GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *text = NULL;
  JsonNode *answers;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, &reason)) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_NOT_FOUND, "%s", reason->message);
    return NULL;
  }
  if (text[strspn (text, " \t\r\n\xef\xbb\xbf")] != '<')
    return read_json (path, text, error);

  bytes = g_bytes_new (text, length);
  answers = ruhu_answers_from_xml (form, bytes, &reason);
  if (answers == NULL)
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_INVALID, "%s:1: %s", path, reason->message);

  return answers;
}

static gboolean export(const char *form_path, const char *response_path, GError **error)
{
  g_autoptr (RuhuForm) form = ruhu_form_new_from_file (form_path, error);
  g_autoptr (JsonNode) answers = form != NULL ? read_answers (form, response_path, error) : NULL;
  g_autoptr (GBytes) xml = NULL;
  g_autofree char *text = NULL;

  if (answers == NULL)
    return FALSE;

  /* By way of the other shape, so that what comes out is in the one order and form. */
  xml = ruhu_answers_to_xml (form, answers, error);
  if (xml == NULL)
    return FALSE;
  if (strcmp (to, "xml") == 0) {
    fwrite (g_bytes_get_data (xml, NULL), 1, g_bytes_get_size (xml), stdout);
    return TRUE;
  }

  json_node_unref (answers);
  answers = ruhu_answers_from_xml (form, xml, error);
  if (answers == NULL)
    return FALSE;
  text = ruhu_answers_to_text (answers);
  puts (text);

  return TRUE;
}

int
ruhu_form_export_main (int argc, char **argv)
{
  g_autoptr (GOptionContext) options = g_option_context_new ("FORM.xml RESPONSE");
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (options, entries, NULL);
  if (!g_option_context_parse (options, &argc, &argv, &error)) {
    g_printerr ("ruhu-form export: %s\n", error->message);
    return RUHU_FORM_USAGE;
  }
  if (argc != 3 || to == NULL || (strcmp (to, "xml") != 0 && strcmp (to, "json") != 0)) {
    g_printerr ("Usage: ruhu-form export FORM.xml RESPONSE --to xml|json\n");
    return RUHU_FORM_USAGE;
  }
  if (!export(argv[1], argv[2], &error)) {
    g_printerr ("%s\n", error->message);
    return 1;
  }

  return 0;
}
