/* ruhu-xlsform-body.c: the tree → <h:body>: the controls people see
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-xlsform-write-private.h"

#include <string.h>

static void write_node (RuhuXlsForm *form, RuhuXlsNode *node, xmlNode *parent);

static char *
expand (RuhuXlsForm *form, const RuhuXlsNode *node, const char *text, const char *header)
{
  gboolean check = g_str_equal (header, "calculation") || g_str_equal (header, "default");

  return ruhu_xls_expand (form,
                          node,
                          text,
                          RUHU_XLS_SURVEY,
                          node->row,
                          header,
                          check ? RUHU_XLS_CHECK : RUHU_XLS_PLAIN,
                          NULL);
}

static void
write_text (RuhuXlsForm *form, const RuhuXlsNode *node, xmlNode *control, RuhuXlsTextKind kind)
{
  const char *name = kind == RUHU_XLS_LABEL ? "label" : "hint";
  gboolean itext = ruhu_xls_in_itext (node->texts, kind);
  xmlNode *element;

  if (!itext && !ruhu_xls_text_has (node->texts, kind))
    return;
  element = ruhu_xls_element (control, name);
  if (itext) {
    g_autofree char *ref = g_strdup_printf ("jr:itext('%s:%s')", node->path, name);

    ruhu_xls_set (form, element, "ref", ref);
    return;
  }
  for (guint i = 0; i < node->texts->len; i++) {
    const RuhuXlsText *text = node->texts->pdata[i];

    if (text->kind == kind)
      ruhu_xls_write_rich (form, element, node, text, RUHU_XLS_SURVEY, node->row);
  }
}

/* The author's attributes; of two appearances the later one stands. */
static void
write_controls (RuhuXlsForm *form, const RuhuXlsNode *node, xmlNode *control)
{
  for (guint i = 0; i < node->controls->len; i++) {
    const RuhuXlsAttribute *attribute = &g_array_index (node->controls, RuhuXlsAttribute, i);
    g_autofree char *value = expand (form, node, attribute->value, attribute->header);

    ruhu_xls_set (form, control, attribute->name, value);
  }
}

static void
copy_parameter (RuhuXlsForm *form,
                const RuhuXlsNode *node,
                xmlNode *control,
                const char *parameter,
                const char *attribute)
{
  const char *value = g_hash_table_lookup (node->parameters, parameter);

  if (value != NULL)
    ruhu_xls_set (form, control, attribute, value);
}

static void
write_parameters (RuhuXlsForm *form, const RuhuXlsNode *node, xmlNode *control)
{
  const char *type = node->type->name;
  const char *appearance = ruhu_xls_attribute_get (node->controls, "appearance");

  if (g_str_equal (type, "text"))
    copy_parameter (form, node, control, "rows", "rows");
  else if (g_str_equal (type, "range")) {
    copy_parameter (form, node, control, "start", "start");
    copy_parameter (form, node, control, "end", "end");
    copy_parameter (form, node, control, "step", "step");
    copy_parameter (form, node, control, "tick_interval", "odk:tick-interval");
    copy_parameter (form, node, control, "placeholder", "odk:placeholder");
  } else if (g_str_equal (type, "image") &&
             (appearance == NULL || g_str_equal (appearance, "annotate")))
    copy_parameter (form, node, control, "app", "intent");
  else if (g_str_has_prefix (type, "geo")) {
    copy_parameter (form, node, control, "capture-accuracy", "accuracyThreshold");
    copy_parameter (form, node, control, "warning-accuracy", "unacceptableAccuracyThreshold");
    if (g_hash_table_contains (node->parameters, "incremental"))
      ruhu_xls_set (form, control, "incremental", "true");
  }
}

static char *
shuffle (RuhuXlsForm *form, const RuhuXlsNode *node, char *nodeset)
{
  const char *seed = g_hash_table_lookup (node->parameters, "seed");
  g_autofree char *inner = nodeset;
  g_autofree char *value = NULL;

  if (!ruhu_xls_says_yes (g_hash_table_lookup (node->parameters, "randomize")))
    return g_steal_pointer (&inner);
  if (seed == NULL)
    return g_strdup_printf ("randomize(%s)", inner);
  value = ruhu_xls_expand (form,
                           node,
                           seed,
                           RUHU_XLS_SURVEY,
                           node->row,
                           "parameters",
                           RUHU_XLS_BARE,
                           NULL);
  return g_strdup_printf ("randomize(%s, %s)", inner, value);
}

/* Writes <itemset>; takes @nodeset. */
static void
write_itemset (RuhuXlsForm *form,
               const RuhuXlsNode *node,
               xmlNode *control,
               char *nodeset,
               const char *value,
               const char *label)
{
  g_autofree char *shuffled = shuffle (form, node, nodeset);
  xmlNode *itemset = ruhu_xls_element (control, "itemset");

  ruhu_xls_set (form, itemset, "nodeset", shuffled);
  ruhu_xls_set (form, ruhu_xls_element (itemset, "value"), "ref", value);
  ruhu_xls_set (form, ruhu_xls_element (itemset, "label"), "ref", label);
}

static char *
filter (RuhuXlsForm *form, const RuhuXlsNode *node, const RuhuXlsNode *inside)
{
  return ruhu_xls_expand (form,
                          node,
                          node->choice_filter,
                          RUHU_XLS_SURVEY,
                          node->row,
                          "choice_filter",
                          RUHU_XLS_CURRENT | RUHU_XLS_CHECK,
                          inside);
}

static char *
items_of (RuhuXlsForm *form, const RuhuXlsNode *node, const char *id)
{
  g_autofree char *test = node->choice_filter == NULL ? NULL : filter (form, node, NULL);

  return test == NULL ? g_strdup_printf ("instance('%s')/root/item", id)
                      : g_strdup_printf ("instance('%s')/root/item[%s]", id, test);
}

/* The nearest repeat that both stand in, NULL where there is none. */
static const RuhuXlsNode *
common_repeat (const RuhuXlsNode *a, const RuhuXlsNode *b)
{
  for (a = ruhu_xls_node_repeat (a); a != NULL; a = ruhu_xls_node_repeat (a))
    for (const RuhuXlsNode *at = ruhu_xls_node_repeat (b); at != NULL;
         at = ruhu_xls_node_repeat (at))
      if (at == a)
        return a;
  return NULL;
}

/* All rows that hold @target, seen from @node: those of the repeat that both stand in too. */
static char *
rows_of (const RuhuXlsNode *node, const RuhuXlsNode *target)
{
  const RuhuXlsNode *shared = common_repeat (node, target);
  g_autofree char *path = NULL;

  if (shared == NULL)
    return g_strdup (target->parent->path);
  if (shared != ruhu_xls_node_repeat (target)) {
    path = ruhu_xls_path_between (node, target);
    return g_path_get_dirname (path);
  }
  path = ruhu_xls_path_between (node, shared);
  return g_strconcat (path, target->parent->path + strlen (shared->path), NULL);
}

/* Choices out of what was answered in a repeat; a map's places are its rows' "geometry". */
static void
write_from_repeat (RuhuXlsForm *form, const RuhuXlsNode *node, xmlNode *control, const char *name)
{
  RuhuXlsNode *target = ruhu_xls_resolve (form, name, RUHU_XLS_SURVEY, node->row, "type");
  gboolean places = target != NULL && target->kind == RUHU_XLS_REPEAT;
  const char *below = places ? "geometry" : target == NULL ? NULL : target->name;
  g_autofree char *rows = NULL;
  g_autofree char *test = NULL;

  if (target == NULL)
    return;
  if (!places && ruhu_xls_node_repeat (target) == NULL)
    ruhu_xls_warn (form,
                   RUHU_XLS_SURVEY,
                   node->row,
                   ruhu_xls_header (form->book->sheets[RUHU_XLS_SURVEY], "type"),
                   "'%s' stands in no repeat, so its one answer is all there is to choose",
                   name);
  rows = places ? g_strdup (target->path) : rows_of (node, target);
  test = node->choice_filter != NULL ? filter (form, node, places ? target : target->parent)
                                     : g_strdup_printf ("./%s != ''", below);
  write_itemset (form, node, control, g_strdup_printf ("%s[%s]", rows, test), below, below);
}

static void
write_inline (RuhuXlsForm *form, const RuhuXlsList *list, xmlNode *control)
{
  for (guint i = 0; i < list->choices->len && !ruhu_xls_is_full (form); i++) {
    const RuhuXlsChoice *choice = list->choices->pdata[i];
    xmlNode *item = ruhu_xls_element (control, "item");
    xmlNode *label = ruhu_xls_element (item, "label");
    g_autofree char *ref = g_strdup_printf ("jr:itext('%s-%u')", list->name, i);

    if (list->translated)
      ruhu_xls_set (form, label, "ref", ref);
    else if (choice->texts->len > 0)
      xmlNodeAddContent (label, BAD_CAST ((RuhuXlsText *) choice->texts->pdata[0])->text);
    xmlNodeAddContent (ruhu_xls_element (item, "value"), BAD_CAST choice->name);
  }
}

static char *
stem (const char *file)
{
  const char *dot = strrchr (file, '.');

  return dot == NULL ? g_strdup (file) : g_strndup (file, (gsize) (dot - file));
}

static void
write_from_file (RuhuXlsForm *form, const RuhuXlsNode *node, xmlNode *control)
{
  gboolean geo = g_str_has_suffix (node->list, ".geojson");
  const char *value = g_hash_table_lookup (node->parameters, "value");
  const char *label = g_hash_table_lookup (node->parameters, "label");
  g_autofree char *id = stem (node->list);

  write_itemset (form,
                 node,
                 control,
                 items_of (form, node, id),
                 value != NULL ? value
                 : geo         ? "id"
                               : "name",
                 label != NULL ? label
                 : geo         ? "title"
                               : "label");
}

/* The list named as a tag has the values it may take. */
static void
write_tag_values (RuhuXlsForm *form, const char *key, xmlNode *tag)
{
  const RuhuXlsSheet *sheet = form->book->sheets[RUHU_XLS_OSM];
  const GPtrArray *rows = ruhu_xls_rows (form, RUHU_XLS_OSM, key);

  for (guint i = 0; rows != NULL && i < rows->len && !ruhu_xls_is_full (form); i++) {
    const char *label = ruhu_xls_cell (sheet, rows->pdata[i], "label");
    const char *value = ruhu_xls_cell (sheet, rows->pdata[i], "name");
    xmlNode *item;

    if (value == NULL)
      continue;
    item = ruhu_xls_element (tag, "item");
    xmlNodeAddContent (ruhu_xls_element (item, "label"), BAD_CAST (label == NULL ? value : label));
    xmlNodeAddContent (ruhu_xls_element (item, "value"), BAD_CAST value);
  }
}

static void
write_tags (RuhuXlsForm *form, const RuhuXlsNode *node, xmlNode *control)
{
  const RuhuXlsSheet *sheet = form->book->sheets[RUHU_XLS_OSM];
  const GPtrArray *rows = ruhu_xls_rows (form, RUHU_XLS_OSM, node->list);

  for (guint i = 0; rows != NULL && i < rows->len && !ruhu_xls_is_full (form); i++) {
    const char *key = ruhu_xls_cell (sheet, rows->pdata[i], "name");
    const char *label = ruhu_xls_cell (sheet, rows->pdata[i], "label");
    xmlNode *tag;

    if (key == NULL)
      continue;
    tag = ruhu_xls_element (control, "tag");
    ruhu_xls_set (form, tag, "key", key);
    xmlNodeAddContent (ruhu_xls_element (tag, "label"), BAD_CAST (label == NULL ? "" : label));
    write_tag_values (form, key, tag);
  }
}

static void
write_choices (RuhuXlsForm *form, const RuhuXlsNode *node, xmlNode *control)
{
  RuhuXlsList *list = ruhu_xls_list_find (form, node->list);
  g_autofree char *question = NULL;

  if (g_str_has_suffix (node->type->name, "_from_file"))
    write_from_file (form, node, control);
  else if (g_str_equal (node->type->name, "osm"))
    write_tags (form, node, control);
  else if (g_str_equal (node->type->name, "select_one_external")) {
    g_autofree char *query = items_of (form, node, node->list);

    ruhu_xls_set (form, control, "query", query);
  } else if (ruhu_xls_is_reference (node->list, &question))
    write_from_repeat (form, node, control, question);
  else if (list != NULL && node->searches)
    write_inline (form, list, control);
  else
    write_itemset (form,
                   node,
                   control,
                   items_of (form, node, node->list),
                   "name",
                   list != NULL && list->translated ? "jr:itext(itextId)" : "label");
}

/* Places to be shown on the map, or labels beside the ticks of a range. */
static void
write_reference_list (RuhuXlsForm *form, const RuhuXlsNode *node, xmlNode *control)
{
  const char *id = g_hash_table_lookup (node->parameters, "reference-geometry");
  g_autofree char *question = NULL;
  RuhuXlsList *list;

  if (id == NULL)
    id = g_hash_table_lookup (node->parameters, "tick_labelset");
  if (id == NULL)
    return;
  if (ruhu_xls_is_reference (id, &question)) {
    write_from_repeat (form, node, control, question);
    return;
  }
  list = ruhu_xls_list_find (form, id);
  write_itemset (form,
                 node,
                 control,
                 items_of (form, node, id),
                 "name",
                 list != NULL && list->translated ? "jr:itext(itextId)" : "label");
}

static void
write_triggered (RuhuXlsForm *form, const RuhuXlsNode *node, xmlNode *control)
{
  for (guint i = 0; i < node->triggered->len; i++) {
    const RuhuXlsNode *target = node->triggered->pdata[i];
    gboolean point = g_str_equal (target->type->name, "background-geopoint");
    xmlNode *action = ruhu_xls_action (form,
                                       control,
                                       point ? "odk:setgeopoint" : "setvalue",
                                       target->path,
                                       "xforms-value-changed");

    if (!point && target->calculation != NULL) {
      g_autofree char *value = expand (form, target, target->calculation, "calculation");

      ruhu_xls_set (form, action, "value", value);
    }
  }
}

static void
write_question (RuhuXlsForm *form, const RuhuXlsNode *node, xmlNode *parent)
{
  xmlNode *control;

  if (!ruhu_xls_node_is_shown (node))
    return;
  control = ruhu_xls_element (parent, node->type->control);
  ruhu_xls_set (form, control, "ref", node->path);
  if (node->type->mediatype != NULL)
    ruhu_xls_set (form, control, "mediatype", node->type->mediatype);
  write_controls (form, node, control);
  write_parameters (form, node, control);
  if (!ruhu_xls_in_itext (node->texts, RUHU_XLS_LABEL) &&
      !ruhu_xls_text_has (node->texts, RUHU_XLS_LABEL))
    ruhu_xls_element (control, "label");
  write_text (form, node, control, RUHU_XLS_LABEL);
  write_text (form, node, control, RUHU_XLS_HINT);
  if (node->list != NULL)
    write_choices (form, node, control);
  write_reference_list (form, node, control);
  write_triggered (form, node, control);
}

static void
write_new_repeat (RuhuXlsForm *form,
                  const RuhuXlsNode *repeat,
                  const RuhuXlsNode *node,
                  xmlNode *element)
{
  for (guint i = 0; i < node->children->len; i++) {
    const RuhuXlsNode *child = node->children->pdata[i];

    if (child->kind == RUHU_XLS_REPEAT)
      continue;
    if (child->kind == RUHU_XLS_QUESTION && child->default_value != NULL &&
        ruhu_xls_is_dynamic (child->default_value, child->type->bind)) {
      g_autofree char *value = expand (form, child, child->default_value, "default");

      ruhu_xls_set (form,
                    ruhu_xls_action (form, element, "setvalue", child->path, "odk-new-repeat"),
                    "value",
                    value);
    }
    write_new_repeat (form, repeat, child, element);
  }
  ruhu_xls_write_new_entity (form, node, element);
}

static void
write_repeat (RuhuXlsForm *form, const RuhuXlsNode *node, xmlNode *group)
{
  xmlNode *repeat = ruhu_xls_element (group, "repeat");

  ruhu_xls_set (form, repeat, "nodeset", node->path);
  write_controls (form, node, repeat);
  if (node->count != NULL) {
    g_autofree char *count = expand (form, node, node->count, "repeat_count");

    ruhu_xls_set (form, repeat, "jr:count", count);
  }
  for (guint i = 0; i < node->children->len; i++)
    write_node (form, node->children->pdata[i], repeat);
  write_new_repeat (form, node, node, repeat);
}

static void
write_group (RuhuXlsForm *form, const RuhuXlsNode *node, xmlNode *parent)
{
  xmlNode *group = ruhu_xls_element (parent, "group");

  ruhu_xls_set (form, group, "ref", node->path);
  if (node->kind == RUHU_XLS_GROUP)
    write_controls (form, node, group);
  write_text (form, node, group, RUHU_XLS_LABEL);
  if (node->kind == RUHU_XLS_REPEAT) {
    if (group->children == NULL)
      ruhu_xls_element (group, "label");
    write_repeat (form, node, group);
    return;
  }
  for (guint i = 0; i < node->children->len; i++)
    write_node (form, node->children->pdata[i], group);
}

static void
write_node (RuhuXlsForm *form, RuhuXlsNode *node, xmlNode *parent)
{
  if (node->in_meta)
    return;
  if (node->kind == RUHU_XLS_QUESTION)
    write_question (form, node, parent);
  else
    write_group (form, node, parent);
}

/**
 * ruhu_xls_write_body:
 * @form: the form being compiled, its model written
 * @body: <h:body>
 */
void
ruhu_xls_write_body (RuhuXlsForm *form, xmlNode *body)
{
  const char *style = ruhu_xls_setting (form, "style");

  if (style != NULL)
    ruhu_xls_set (form, body, "class", style);
  for (guint i = 0; i < form->root->children->len; i++)
    write_node (form, form->root->children->pdata[i], body);
}
