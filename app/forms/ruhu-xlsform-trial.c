/* ruhu-xlsform-trial.c: what the engine says of a form that was compiled, told by sheet and row
 *
 * A cycle, a path that leads nowhere or a question nobody can see shows only in the whole form.
 * The engine names a line of it; each line is one row of the sheets.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-form-commands-private.h"
#include "forms/ruhu-xlsform-write-private.h"

#include <libxml/parser.h>

#include <string.h>

#define FORM "form"

typedef struct {
  RuhuXlsForm *form;
  xmlDoc *doc;
  GHashTable *lines; /* line → the first element that begins there */
  GHashTable *paths; /* path → RuhuXlsNode */
} Trial;

typedef struct {
  RuhuXlsSheetKind sheet;
  guint row;
  const char *key; /* of its column */
} Place;

static void
note_lines (Trial *self, xmlNode *node)
{
  for (; node != NULL; node = node->next) {
    gpointer line = GSIZE_TO_POINTER ((gsize) xmlGetLineNo (node));

    if (node->type != XML_ELEMENT_NODE)
      continue;
    if (!g_hash_table_contains (self->lines, line))
      g_hash_table_insert (self->lines, line, node);
    note_lines (self, node->children);
  }
}

/* The path that the element is about: what it is bound to, or what its text belongs to. */
static char *
get_path (const xmlNode *element)
{
  static const char *const names[] = { "nodeset", "ref", "id" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    xmlChar *value = xmlGetNoNsProp (element, BAD_CAST names[i]);
    char *path = g_strdup ((const char *) value);

    xmlFree (value);
    if (path != NULL && *path == '/') {
      path[strcspn (path, ":[")] = '\0';
      return g_strstrip (path);
    }
    g_free (path);
  }
  return NULL;
}

static const RuhuXlsNode *
find_node (Trial *self, const xmlNode *element)
{
  for (; element != NULL && element->type == XML_ELEMENT_NODE; element = element->parent) {
    g_autofree char *path = get_path (element);
    const RuhuXlsNode *node = path == NULL ? NULL : g_hash_table_lookup (self->paths, path);

    if (node != NULL && node->row > 0)
      return node;
  }
  return NULL;
}

/* Which column an attribute of the form was written from; NULL for one that no cell gave. */
static const char *
find_key (const xmlNode *element, const char *attribute)
{
  static const struct {
    const char *element, *attribute, *key;
  } keys[] = {
    { "bind", "relevant", "relevant" },        { "bind", "required", "required" },
    { "bind", "readonly", "readonly" },        { "bind", "calculate", "calculation" },
    { "bind", "constraint", "constraint" },    { "repeat", "count", "repeat_count" },
    { "itemset", "nodeset", "choice_filter" }, { "output", "value", "label" },
    { "setvalue", "value", "calculation" },    { "input", "query", "choice_filter" },
    { NULL, "appearance", "appearance" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (g_str_equal (attribute, keys[i].attribute) &&
        (keys[i].element == NULL || g_str_equal (element->name, keys[i].element)))
      return keys[i].key;
  return NULL;
}

/* The column whose expression holds @words. */
static const char *
find_words (const xmlNode *element, const char *words)
{
  const char *key = NULL;

  for (const xmlAttr *attribute = element->properties; attribute != NULL && key == NULL;
       attribute = attribute->next) {
    const char *found = find_key (element, (const char *) attribute->name);
    xmlChar *value =
      found == NULL ? NULL : xmlNodeListGetString (element->doc, attribute->children, 1);

    if (value != NULL && strstr ((const char *) value, words) != NULL)
      key = found;
    xmlFree (value);
  }
  for (const xmlNode *child = element->children; child != NULL && key == NULL; child = child->next)
    if (child->type == XML_ELEMENT_NODE)
      key = find_words (child, words);
  return key;
}

/* What the cells of @node say that the form says otherwise: a filter is part of a list's path. */
static const char *
settle_key (const RuhuXlsNode *node, const char *key)
{
  if (g_str_equal (key, "choice_filter") && node->choice_filter == NULL)
    return node->list == NULL ? "parameters" : "type";
  if (g_str_equal (key, "calculation") && node->calculation == NULL && node->default_value != NULL)
    return "default";
  if (g_str_equal (key, "relevant") && node->calculation != NULL &&
      ruhu_xls_attribute_get (node->binds, "relevant") == NULL)
    return "calculation";
  return key;
}

static const char *
guess_key (const RuhuXlsNode *node, const xmlNode *element, const char *text)
{
  static const struct {
    const char *words, *key;
  } said[] = {
    { "the relevant of", "relevant" },           { "its relevant", "relevant" },
    { "the calculate of", "calculation" },       { "the readonly of", "readonly" },
    { "the required of", "required" },           { "jr:count", "repeat_count" },
    { "nodes wait for each other", "relevant" },
  };
  const char *open = strstr (text, "“"), *close = open == NULL ? NULL : strstr (open, "”");
  g_autofree char *quoted =
    close == NULL ? NULL : g_strndup (open + strlen ("“"), (gsize) (close - open) - strlen ("“"));
  const char *key = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (said); i++)
    if (strstr (text, said[i].words) != NULL)
      return settle_key (node, said[i].key);
  if (quoted != NULL && *quoted != '\0')
    key = find_words (element, quoted);
  return key != NULL ? settle_key (node, key) : "name";
}

/* The form's paths are not the author's: /data/a is ${a}, and within “” plain a. */
static char *
name_nodes (Trial *self, const char *text)
{
  GString *out = g_string_new (NULL);
  gboolean is_quoted = FALSE;

  while (*text != '\0') {
    const char *end = text;
    const RuhuXlsNode *node = NULL;
    g_autofree char *path = NULL;

    if (g_str_has_prefix (text, "“") || g_str_has_prefix (text, "”"))
      is_quoted = g_str_has_prefix (text, "“");
    while (*end == '/' || (end > text && ruhu_xls_is_name_char (g_utf8_get_char (end), TRUE)))
      end = g_utf8_next_char (end);
    if (end > text) {
      path = g_strndup (text, (gsize) (end - text));
      node = g_hash_table_lookup (self->paths, path);
    }
    if (node == NULL) {
      end = end > text ? end : g_utf8_next_char (text);
      g_string_append_len (out, text, end - text);
    } else if (g_str_has_suffix (out->str, "“") && g_str_has_prefix (end, "”")) {
      g_string_append (out, node->name);
    } else {
      /* The compiler puts blanks around a path. */
      if (is_quoted && g_str_has_suffix (out->str, " ") && *end == ' ') {
        g_string_truncate (out, out->len - 1);
        end++;
      }
      g_string_append_printf (out, "${%s}", node->name);
    }
    text = end;
  }
  return g_string_free (out, FALSE);
}

/* Whether the compiler has spoken of that cell already. */
static gboolean
is_said (Trial *self, const Place *place, const char *header)
{
  g_autofree char *begin = g_strdup_printf ("%s:%s:%u:%s: ",
                                            self->form->book->sheets[place->sheet]->file,
                                            ruhu_xls_sheet_name (place->sheet),
                                            place->row,
                                            header);

  for (guint i = 0; i < self->form->messages->len; i++)
    if (g_str_has_prefix (self->form->messages->pdata[i], begin))
      return TRUE;
  return FALSE;
}

/* A node of <meta>, which no row of the survey sheet made. */
static void
find_elsewhere (Trial *self, const char *path, Place *place)
{
  const RuhuXlsNode *node = g_hash_table_lookup (self->paths, path);

  for (guint i = 0; i < self->form->entities->len; i++) {
    const RuhuXlsEntity *entity = self->form->entities->pdata[i];
    const char *last = strrchr (path, '/');

    if (entity->node == NULL || !g_str_has_prefix (path, entity->node->path) ||
        !strchr ("/", path[strlen (entity->node->path)]))
      continue;
    *place = (Place){ RUHU_XLS_ENTITIES,
                      entity->row,
                      g_str_equal (last, "/label")     ? "label"
                      : g_str_equal (last, "/@create") ? "create_if"
                      : g_str_equal (last, "/@update") ? "update_if"
                                                       : "entity_id" };
    return;
  }
  if (node != NULL && node->in_meta && node->calculation != NULL &&
      self->form->book->sheets[RUHU_XLS_SETTINGS] != NULL)
    *place = (Place){ RUHU_XLS_SETTINGS, 2, "instance_name" };
}

static Place
find_place (Trial *self, const xmlNode *element, const char *text)
{
  Place place = { RUHU_XLS_SURVEY, 0, NULL };
  const RuhuXlsNode *node = element == NULL ? NULL : find_node (self, element);
  g_autofree char *path = element == NULL ? NULL : get_path (element);

  if (node != NULL)
    return (Place){ RUHU_XLS_SURVEY, node->row, guess_key (node, element, text) };
  if (path != NULL)
    find_elsewhere (self, path, &place);
  return place;
}

/* @message: “form:LINE: warning: what” or “form:LINE: what” */
static void
tell (Trial *self, const char *message)
{
  char *text = NULL;
  guint64 line = g_ascii_strtoull (message + strlen (FORM ":"), &text, 10);
  const xmlNode *element = g_hash_table_lookup (self->lines, GSIZE_TO_POINTER ((gsize) line));
  g_autofree char *what = NULL;
  const char *header = "-";
  Place place;

  text += g_str_has_prefix (text, ": warning: ") ? strlen (": warning: ") : strlen (": ");
  place = find_place (self, element, text);
  if (place.key != NULL)
    header = ruhu_xls_header (self->form->book->sheets[place.sheet], place.key);
  if (place.key != NULL && is_said (self, &place, header))
    return;
  what = name_nodes (self, text);
  ruhu_xls_warn (self->form, place.sheet, place.row, header, "%s", what);
}

static void
open_trial (Trial *self, RuhuXlsForm *form, GBytes *xform)
{
  gsize length;
  const char *text = g_bytes_get_data (xform, &length);

  self->form = form;
  self->lines = g_hash_table_new (NULL, NULL);
  self->paths = g_hash_table_new (g_str_hash, g_str_equal);
  self->doc = length > G_MAXINT ? NULL
                                : xmlReadMemory (text,
                                                 (int) length,
                                                 NULL,
                                                 NULL,
                                                 XML_PARSE_NONET | XML_PARSE_NOERROR |
                                                   XML_PARSE_NOWARNING | XML_PARSE_BIG_LINES);
  if (self->doc != NULL)
    note_lines (self, xmlDocGetRootElement (self->doc));
  for (guint i = 0; i < form->nodes->len; i++) {
    RuhuXlsNode *node = form->nodes->pdata[i];

    if (node->path != NULL)
      g_hash_table_insert (self->paths, node->path, node);
  }
}

static void
close_trial (Trial *self)
{
  g_hash_table_unref (self->lines);
  g_hash_table_unref (self->paths);
  xmlFreeDoc (self->doc);
}

/**
 * ruhu_xls_try:
 * @form: the form that was compiled
 * @xform: what came of it
 *
 * Opens it as a device does, and warns of what is refused there or seldom meant.
 */
void
ruhu_xls_try (RuhuXlsForm *form, GBytes *xform)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RuhuForm) opened = ruhu_form_new_from_bytes (xform, FORM, &error);
  GPtrArray *warnings;
  Trial self;

  if (opened != NULL)
    ruhu_form_lint (opened);
  warnings = opened != NULL ? ruhu_form_get_warnings (opened) : NULL;
  if (warnings != NULL && warnings->len == 0)
    return;

  open_trial (&self, form, xform);
  for (guint i = 0; warnings != NULL && i < warnings->len; i++)
    tell (&self, warnings->pdata[i]);
  if (opened == NULL) {
    tell (&self, error->message);
    ruhu_xls_warn (form, RUHU_XLS_SURVEY, 0, "-", "no device opens the form before that is mended");
  }
  close_trial (&self);
}
