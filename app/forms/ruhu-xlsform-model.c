/* ruhu-xlsform-model.c: the tree → <model>: instances, binds and actions
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-xlsform-write-private.h"

#include <math.h>
#include <string.h>

#define MOST_ELEMENTS 3000000u

static xmlNs *
find_space (xmlNode *node, const char *name, const char **local)
{
  const char *colon = strchr (name, ':');
  g_autofree char *prefix = colon == NULL ? NULL : g_strndup (name, (gsize) (colon - name));
  xmlNs *space = prefix == NULL ? NULL : xmlSearchNs (node->doc, node, BAD_CAST prefix);

  *local = space == NULL ? name : colon + 1;
  return space;
}

/* Declares a namespace on @node; libxml2 prints the author's @uri as it stands. */
xmlNs *
ruhu_xls_new_space (xmlNode *node, const char *uri, const char *prefix)
{
  g_autofree char *escaped = g_markup_escape_text (uri, -1);

  return xmlNewNs (node, BAD_CAST escaped, BAD_CAST prefix);
}

/* A new last child of @parent; @name may have a prefix the form declares. */
xmlNode *
ruhu_xls_element (xmlNode *parent, const char *name)
{
  const char *local;
  xmlNs *space = find_space (parent, name, &local);

  ((RuhuXlsForm *) parent->doc->_private)->elements++;
  if (space == NULL)
    space = xmlSearchNs (parent->doc, parent, NULL);
  return xmlNewChild (parent, space, BAD_CAST local, NULL);
}

/* Whether @more elements can be written, FALSE after a message: repeats in repeats, and languages
 * by the hundred, make gigabytes of a small sheet. */
gboolean
ruhu_xls_has_room (RuhuXlsForm *form, guint64 more)
{
  if (form->elements + more <= MOST_ELEMENTS)
    return TRUE;
  if (form->errors == 0)
    ruhu_xls_error (form,
                    RUHU_XLS_SURVEY,
                    0,
                    "-",
                    "the form would have more than %u elements: part it into several forms",
                    MOST_ELEMENTS);
  return FALSE;
}

gboolean
ruhu_xls_is_full (RuhuXlsForm *form)
{
  return !ruhu_xls_has_room (form, 0);
}

/* Sets an attribute; a prefix the form does not declare is left out, with the attribute. */
void
ruhu_xls_set (RuhuXlsForm *form, xmlNode *node, const char *name, const char *value)
{
  const char *local;
  xmlNs *space = find_space (node, name, &local);

  if (space == NULL && strchr (name, ':') != NULL)
    return;
  xmlSetNsProp (node, space, BAD_CAST local, BAD_CAST value);
}

xmlNode *
ruhu_xls_action (RuhuXlsForm *form,
                 xmlNode *parent,
                 const char *name,
                 const char *ref,
                 const char *event)
{
  xmlNode *action = ruhu_xls_element (parent, name);

  ruhu_xls_set (form, action, "ref", ref);
  ruhu_xls_set (form, action, "event", event);
  return action;
}

static gboolean
is_external (const RuhuXlsNode *node)
{
  return node->type != NULL && g_str_has_suffix (node->type->name, "-external");
}

static gboolean
has_dynamic_default (const RuhuXlsNode *node)
{
  return node->default_value != NULL && node->type != NULL &&
         ruhu_xls_is_dynamic (node->default_value, node->type->bind);
}

static void
write_default (const RuhuXlsNode *node, xmlNode *element)
{
  gboolean image = node->type != NULL && g_str_equal (node->type->name, "image");

  if (node->kind != RUHU_XLS_QUESTION || node->default_value == NULL || has_dynamic_default (node))
    return;
  if (image && !g_str_has_prefix (node->default_value, "jr://"))
    xmlNodeAddContent (element, BAD_CAST "jr://images/");
  xmlNodeAddContent (element, BAD_CAST node->default_value);
}

/* How a repeat is written: @TEMPLATE for new rows, @FIRST for the one a filling begins with. Right
 * below another repeat its rows' template needs no first row, and the first row no template. */
typedef enum {
  TEMPLATE = 1 << 0,
  FIRST = 1 << 1
} Shape;

static void
write_instance (RuhuXlsForm *form, const RuhuXlsNode *node, xmlNode *parent, Shape shape);

static void
write_children (RuhuXlsForm *form, const RuhuXlsNode *node, xmlNode *element, Shape shape)
{
  gboolean in_repeat = ruhu_xls_node_repeat (node) != NULL || node->kind == RUHU_XLS_REPEAT;

  for (guint i = 0; i < node->children->len; i++) {
    const RuhuXlsNode *child = node->children->pdata[i];
    gboolean repeats = child->kind == RUHU_XLS_REPEAT;
    gboolean below = node->kind == RUHU_XLS_REPEAT;

    if (repeats && (!in_repeat || shape == TEMPLATE))
      write_instance (form, child, element, TEMPLATE);
    if (!repeats || !in_repeat || shape == FIRST || !below)
      write_instance (form, child, element, repeats ? FIRST : shape);
  }
}

static void
write_instance (RuhuXlsForm *form, const RuhuXlsNode *node, xmlNode *parent, Shape shape)
{
  xmlNode *element;

  if (is_external (node) || ruhu_xls_is_full (form))
    return;
  element = ruhu_xls_element (parent, node->name);
  if (shape == TEMPLATE && node->kind == RUHU_XLS_REPEAT)
    ruhu_xls_set (form, element, "jr:template", "");
  for (guint i = 0; i < node->attributes->len; i++) {
    const RuhuXlsAttribute *attribute = &g_array_index (node->attributes, RuhuXlsAttribute, i);
    g_autofree char *value = ruhu_xls_expand (form,
                                              node,
                                              attribute->value,
                                              RUHU_XLS_SURVEY,
                                              node->row,
                                              attribute->header,
                                              RUHU_XLS_PLAIN,
                                              NULL);

    ruhu_xls_set (form, element, attribute->name, value);
  }
  write_default (node, element);
  write_children (form, node, element, shape);
}

static void
write_items (RuhuXlsForm *form, const RuhuXlsList *list)
{
  xmlNode *instance = ruhu_xls_element (form->model, "instance");
  xmlNode *root = ruhu_xls_element (instance, "root");

  ruhu_xls_set (form, instance, "id", list->name);
  for (guint i = 0; i < list->choices->len; i++) {
    const RuhuXlsChoice *choice = list->choices->pdata[i];
    xmlNode *item = ruhu_xls_element (root, "item");

    if (list->translated) {
      g_autofree char *id = g_strdup_printf ("%s-%u", list->name, i);

      xmlNodeAddContent (ruhu_xls_element (item, "itextId"), BAD_CAST id);
    }
    xmlNodeAddContent (ruhu_xls_element (item, "name"), BAD_CAST choice->name);
    for (guint t = 0; !list->translated && t < choice->texts->len; t++)
      xmlNodeAddContent (ruhu_xls_element (item, "label"),
                         BAD_CAST ((RuhuXlsText *) choice->texts->pdata[t])->text);
    for (guint e = 0; e < choice->extra->len; e++) {
      const RuhuXlsAttribute *extra = &g_array_index (choice->extra, RuhuXlsAttribute, e);

      xmlNodeAddContent (ruhu_xls_element (item, extra->name), BAD_CAST extra->value);
    }
  }
}

static void
write_lists (RuhuXlsForm *form)
{
  for (guint i = 0; i < form->externals->len; i++) {
    const RuhuXlsAttribute *external = form->externals->pdata[i];
    xmlNode *instance = ruhu_xls_element (form->model, "instance");

    ruhu_xls_set (form, instance, "id", external->name);
    ruhu_xls_set (form, instance, "src", external->value);
  }
  for (guint i = 0; i < form->lists->len; i++) {
    const RuhuXlsList *list = form->lists->pdata[i];

    if (list->wanted || !list->searched)
      write_items (form, list);
  }
}

static void
write_message (RuhuXlsForm *form, const RuhuXlsNode *node, xmlNode *bind, RuhuXlsTextKind kind)
{
  static const char *const names[] = {
    [RUHU_XLS_CONSTRAINT_MESSAGE] = "jr:constraintMsg",
    [RUHU_XLS_REQUIRED_MESSAGE] = "jr:requiredMsg",
    [RUHU_XLS_NO_APP_MESSAGE] = "jr:noAppErrorString",
  };

  for (guint i = 0; i < node->texts->len; i++) {
    const RuhuXlsText *text = node->texts->pdata[i];
    g_autofree char *itext = NULL;

    if (text->kind != kind)
      continue;
    itext = g_strdup_printf ("jr:itext('%s:%s')", node->path, names[kind]);
    ruhu_xls_set (form,
                  bind,
                  names[kind],
                  ruhu_xls_in_itext (node->texts, kind) ? itext : text->text);
    return;
  }
}

static void
write_parameters (RuhuXlsForm *form, const RuhuXlsNode *node, xmlNode *bind)
{
  static const struct {
    const char *parameter, *attribute;
  } known[] = {
    { "allow-mock-accuracy", "odk:allow-mock-accuracy" },
    { "max-pixels", "orx:max-pixels" },
    { "quality", "odk:quality" },
    { "identify-user", "odk:identify-user" },
    { "location-max-age", "odk:location-max-age" },
    { "location-min-interval", "odk:location-min-interval" },
    { "location-priority", "odk:location-priority" },
    { "track-changes", "odk:track-changes" },
    { "track-changes-reasons", "odk:track-changes-reasons" },
  };

  if (node->type == NULL || g_str_equal (node->type->name, "background-audio"))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (known); i++) {
    const char *value = g_hash_table_lookup (node->parameters, known[i].parameter);

    if (value != NULL)
      ruhu_xls_set (form, bind, known[i].attribute, value);
  }
}

static gboolean
wants_decimal (const RuhuXlsNode *node)
{
  static const char *const numbers[] = { "start", "end", "step", "tick_interval", "placeholder" };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++) {
    const char *text = g_hash_table_lookup (node->parameters, numbers[i]);
    double number = text == NULL ? 0 : g_ascii_strtod (text, NULL);

    if (number != trunc (number))
      return TRUE;
  }
  return FALSE;
}

static gboolean
is_expression (const char *attribute)
{
  static const char *const names[] = { "relevant", "required", "constraint", "readonly", NULL };

  return g_strv_contains (names, attribute);
}

static void
write_bind (RuhuXlsForm *form, const RuhuXlsNode *node)
{
  const char *type = node->type == NULL ? NULL : node->type->bind;
  const char *save_to = node->save_to == NULL ? NULL : strchr (node->save_to, '#');
  gboolean calculates = node->calculation != NULL && node->trigger == NULL;
  xmlNode *bind;

  if (is_external (node) ||
      (type == NULL && node->binds->len == 0 && !calculates && node->save_to == NULL))
    return;
  bind = ruhu_xls_element (form->model, "bind");
  ruhu_xls_set (form, bind, "nodeset", node->path);
  if (type != NULL)
    ruhu_xls_set (form,
                  bind,
                  "type",
                  g_str_equal (node->type->name, "range") && wants_decimal (node) ? "decimal"
                                                                                  : type);
  for (guint i = 0; i < node->binds->len; i++) {
    const RuhuXlsAttribute *attribute = &g_array_index (node->binds, RuhuXlsAttribute, i);
    g_autofree char *value =
      ruhu_xls_expand (form,
                       node,
                       attribute->value,
                       RUHU_XLS_SURVEY,
                       node->row,
                       attribute->header,
                       is_expression (attribute->name) ? RUHU_XLS_CHECK : RUHU_XLS_PLAIN,
                       NULL);

    ruhu_xls_set (form, bind, attribute->name, value);
  }
  if (calculates) {
    RuhuXlsSheetKind sheet = node->in_meta ? RUHU_XLS_SETTINGS : RUHU_XLS_SURVEY;
    const char *key = node->in_meta ? "instance_name" : "calculation";
    g_autofree char *value = ruhu_xls_expand (form,
                                              node,
                                              node->calculation,
                                              sheet,
                                              node->in_meta ? 2 : node->row,
                                              ruhu_xls_header (form->book->sheets[sheet], key),
                                              RUHU_XLS_CHECK,
                                              NULL);

    ruhu_xls_set (form, bind, "calculate", value);
  }
  for (RuhuXlsTextKind kind = RUHU_XLS_CONSTRAINT_MESSAGE; kind <= RUHU_XLS_NO_APP_MESSAGE; kind++)
    write_message (form, node, bind, kind);
  write_parameters (form, node, bind);
  if (node->save_to != NULL)
    ruhu_xls_set (form, bind, "entities:saveto", save_to == NULL ? node->save_to : save_to + 1);
}

static void
write_actions (RuhuXlsForm *form, const RuhuXlsNode *node)
{
  const char *type = node->type == NULL ? "" : node->type->name;

  if (g_str_equal (type, "start-geopoint"))
    ruhu_xls_action (form, form->model, "odk:setgeopoint", node->path, "odk-instance-first-load");
  if (g_str_equal (type, "background-audio")) {
    const char *quality = g_hash_table_lookup (node->parameters, "quality");
    xmlNode *action =
      ruhu_xls_action (form, form->model, "odk:recordaudio", node->path, "odk-instance-load");

    if (quality != NULL)
      ruhu_xls_set (form, action, "odk:quality", quality);
  }
  if (has_dynamic_default (node)) {
    g_autofree char *value = ruhu_xls_expand (form,
                                              node,
                                              node->default_value,
                                              RUHU_XLS_SURVEY,
                                              node->row,
                                              "default",
                                              RUHU_XLS_CHECK,
                                              NULL);

    ruhu_xls_set (
      form,
      ruhu_xls_action (form, form->model, "setvalue", node->path, "odk-instance-first-load"),
      "value",
      value);
  }
}

/**
 * ruhu_xls_write_model:
 * @form: the form being compiled, checked
 */
void
ruhu_xls_write_model (RuhuXlsForm *form)
{
  xmlNode *instance;

  ruhu_xls_write_itext (form);
  instance = ruhu_xls_element (form->model, "instance");
  write_instance (form, form->root, instance, FIRST);
  ruhu_xls_write_settings (form, instance->children);
  write_lists (form);
  for (guint i = 1; i < form->nodes->len; i++) {
    write_bind (form, form->nodes->pdata[i]);
    write_actions (form, form->nodes->pdata[i]);
  }
  ruhu_xls_write_entities (form);
  ruhu_xls_write_rules (form);
}

/* The last filling as a list, for ${last-saved#question}. */
void
ruhu_xls_write_last_saved (RuhuXlsForm *form)
{
  xmlNode *saved = ruhu_xls_element (form->model, "instance");

  ruhu_xls_set (form, saved, "id", "__last-saved");
  ruhu_xls_set (form, saved, "src", "jr://instance/last-saved");
}
