/* ruhu-xlsform-check.c: what is wrong with a form though each row of it can be read
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-xlsform-write-private.h"

#include <string.h>

#define MOST_INLINE 400000u

static const char *
header (const RuhuXlsForm *form, const char *key)
{
  return ruhu_xls_header (form->book->sheets[RUHU_XLS_SURVEY], key);
}

/* The name most like @name that could be one. */
static char *
mend_name (const char *name)
{
  GString *better = g_string_new (NULL);

  for (const char *at = name; *at != '\0'; at = g_utf8_next_char (at)) {
    gunichar c = g_utf8_get_char (at);

    if (better->len == 0 && ruhu_xls_is_name_char (c, TRUE) && !ruhu_xls_is_name_char (c, FALSE))
      g_string_append_c (better, '_');
    g_string_append_unichar (better, ruhu_xls_is_name_char (c, TRUE) ? c : '_');
  }
  return g_string_free (better, FALSE);
}

static void
check_name (RuhuXlsForm *form, const RuhuXlsNode *node)
{
  const char *column = header (form, "name");
  g_autofree char *better = mend_name (node->name);

  if (!ruhu_xls_is_name (node->name))
    ruhu_xls_error (form,
                    RUHU_XLS_SURVEY,
                    node->row,
                    column,
                    "'%s' cannot be a name: begin with a letter or _, go on with letters, digits, "
                    "- . or _, as in '%s'",
                    node->name,
                    better);
  else if (g_str_equal (node->name, "meta"))
    ruhu_xls_error (form,
                    RUHU_XLS_SURVEY,
                    node->row,
                    column,
                    "'meta' is kept for what a filling says about itself: choose another name");
  else if (node->kind == RUHU_XLS_REPEAT && g_str_equal (node->name, form->root_name))
    ruhu_xls_error (form,
                    RUHU_XLS_SURVEY,
                    node->row,
                    column,
                    "'%s' is the form's own name: call the repeat something else",
                    node->name);
}

static void
check_siblings (RuhuXlsForm *form, const RuhuXlsNode *parent)
{
  g_autoptr (GHashTable) exact = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) folded = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < parent->children->len; i++) {
    const RuhuXlsNode *node = parent->children->pdata[i];
    const RuhuXlsNode *other = g_hash_table_lookup (exact, node->name);
    g_autofree char *lower = g_utf8_strdown (node->name, -1);
    const RuhuXlsNode *alike = g_hash_table_lookup (folded, lower);

    if (other != NULL) {
      ruhu_xls_error (form,
                      RUHU_XLS_SURVEY,
                      MAX (node->row, other->row),
                      header (form, "name"),
                      "'%s' is named already in this group, in row %u: rename one",
                      node->name,
                      MIN (node->row, other->row));
      return;
    }
    if (alike != NULL && node->row > 0)
      ruhu_xls_warn (form,
                     RUHU_XLS_SURVEY,
                     node->row,
                     header (form, "name"),
                     "'%s' and '%s' differ only in capitals: tables made of the answers may mix "
                     "them up",
                     node->name,
                     alike->name);
    g_hash_table_insert (exact, (gpointer) node->name, (gpointer) node);
    g_hash_table_replace (folded, g_steal_pointer (&lower), (gpointer) node);
  }
}

static void
check_repeats (RuhuXlsForm *form)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < form->nodes->len; i++) {
    const RuhuXlsNode *node = form->nodes->pdata[i];

    if (node->kind == RUHU_XLS_REPEAT && !g_hash_table_add (seen, (gpointer) node->name))
      ruhu_xls_error (form,
                      RUHU_XLS_SURVEY,
                      node->row,
                      header (form, "name"),
                      "another repeat is named '%s': repeats have names of their own in the whole "
                      "form",
                      node->name);
  }
}

/* Every name is one an element can have, and tells apart what stands side by side. */
void
ruhu_xls_check_names (RuhuXlsForm *form)
{
  for (guint i = 0; i < form->nodes->len; i++) {
    const RuhuXlsNode *node = form->nodes->pdata[i];

    if (node->parent != NULL && !node->in_meta)
      check_name (form, node);
    check_siblings (form, node);
  }
  check_repeats (form);
}

static void
missing_list (RuhuXlsForm *form, const RuhuXlsNode *node)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  g_autofree char *near = NULL;

  for (guint i = 0, n = ruhu_xls_may_guess (form, form->lists->len) ? form->lists->len : 0; i < n;
       i++)
    g_ptr_array_add (all, (gpointer) ((RuhuXlsList *) form->lists->pdata[i])->name);
  near = ruhu_xls_near (node->list, all);
  if (form->lists->len == 0)
    ruhu_xls_error (form,
                    RUHU_XLS_SURVEY,
                    node->row,
                    header (form, "type"),
                    "list '%s' needs a choices sheet with the columns list_name, name and label",
                    node->list);
  else
    ruhu_xls_error (form,
                    RUHU_XLS_SURVEY,
                    node->row,
                    header (form, "type"),
                    "there is no list '%s' on the choices sheet%s",
                    node->list,
                    near);
}

static void
check_list (RuhuXlsForm *form, const RuhuXlsNode *node)
{
  const char *type = node->type->name;
  RuhuXlsList *list;

  if (g_str_equal (type, "osm") || ruhu_xls_is_reference (node->list, NULL))
    return;
  if (node->searches && !g_str_equal (type, "select_one") && !g_str_equal (type, "select_multiple"))
    ruhu_xls_error (
      form,
      RUHU_XLS_SURVEY,
      node->row,
      header (form, "appearance"),
      "search() looks in a file by itself: use it with select_one or select_multiple");
  if (g_str_has_suffix (type, "_from_file")) {
    if ((!g_str_has_suffix (node->list, ".csv") && !g_str_has_suffix (node->list, ".xml") &&
         !g_str_has_suffix (node->list, ".geojson")) ||
        strchr (node->list, '.') != strrchr (node->list, '.'))
      ruhu_xls_error (form,
                      RUHU_XLS_SURVEY,
                      node->row,
                      header (form, "type"),
                      "'%s' is no list: its name ends in .csv, .xml or .geojson, and has no other "
                      "point",
                      node->list);
    return;
  }
  if (g_str_equal (type, "select_one_external")) {
    if (ruhu_xls_rows (form, RUHU_XLS_EXTERNAL_CHOICES, node->list) == NULL)
      ruhu_xls_error (form,
                      RUHU_XLS_SURVEY,
                      node->row,
                      header (form, "type"),
                      "there is no list '%s' on the external_choices sheet",
                      node->list);
    return;
  }
  list = ruhu_xls_list_find (form, node->list);
  if (list == NULL)
    missing_list (form, node);
  else if (node->searches)
    list->searched = TRUE;
  else
    list->wanted = TRUE;
}

/* Several answers are stored with blanks between them. */
static void
check_choice_names (RuhuXlsForm *form, const RuhuXlsNode *node)
{
  const RuhuXlsSheet *sheet = form->book->sheets[RUHU_XLS_CHOICES];
  RuhuXlsList *list = ruhu_xls_list_find (form, node->list);

  if (list == NULL || list->blankless)
    return;
  list->blankless = TRUE;
  for (guint i = 0; i < list->choices->len; i++) {
    const RuhuXlsChoice *choice = list->choices->pdata[i];

    if (strchr (choice->name, ' ') != NULL)
      ruhu_xls_error (form,
                      RUHU_XLS_CHOICES,
                      choice->row,
                      ruhu_xls_header (sheet, "name"),
                      "'%s' has a blank, but %s chooses several from '%s' and stores them with "
                      "blanks between: write _ instead",
                      choice->name,
                      node->name,
                      node->list);
  }
}

/* A big image is what a small one opens when it is touched, and a description is read aloud in the
 * place of one. */
static void
check_images (RuhuXlsForm *form, const RuhuXlsNode *node)
{
  for (guint i = 0; i < node->texts->len; i++) {
    const RuhuXlsText *text = node->texts->pdata[i];

    if (text->kind == RUHU_XLS_BIG_IMAGE && !ruhu_xls_text_has (node->texts, RUHU_XLS_IMAGE))
      ruhu_xls_error (form,
                      RUHU_XLS_SURVEY,
                      node->row,
                      text->header,
                      "a big image opens from a small one: give '%s' a media::image too",
                      node->name);
    if (text->kind == RUHU_XLS_IMAGE_DESCRIPTION &&
        !ruhu_xls_text_has (node->texts, RUHU_XLS_IMAGE))
      ruhu_xls_error (form,
                      RUHU_XLS_SURVEY,
                      node->row,
                      text->header,
                      "there is no image to be described: give '%s' a media::image too",
                      node->name);
  }
}

static void
check_question (RuhuXlsForm *form, const RuhuXlsNode *node)
{
  const char *type = node->type->name;

  check_images (form, node);
  if (node->list != NULL)
    check_list (form, node);
  if (g_str_equal (type, "select_multiple"))
    check_choice_names (form, node);
  if (g_str_has_suffix (type, "-external") && ruhu_xls_node_repeat (node) != NULL)
    ruhu_xls_error (form,
                    RUHU_XLS_SURVEY,
                    node->row,
                    header (form, "type"),
                    "a file stands in no repeat, for it is there once: move this row before it");
  if (ruhu_xls_node_is_shown (node) && !ruhu_xls_node_says_anything (node))
    ruhu_xls_error (form,
                    RUHU_XLS_SURVEY,
                    node->row,
                    header (form, "label"),
                    "'%s' says nothing: give it a label or a hint",
                    node->name);
  if (g_str_equal (type, "calculate") && node->calculation == NULL &&
      (node->default_value == NULL || !ruhu_xls_is_dynamic (node->default_value, "string")))
    ruhu_xls_error (form,
                    RUHU_XLS_SURVEY,
                    node->row,
                    header (form, "calculation"),
                    "'%s' calculates nothing: give it a calculation",
                    node->name);
  if (g_str_equal (type, "background-geopoint") && node->trigger == NULL)
    ruhu_xls_error (form,
                    RUHU_XLS_SURVEY,
                    node->row,
                    header (form, "trigger"),
                    "say by which question the place is taken: ${question}");
  if (g_str_equal (type, "background-geopoint") && node->calculation != NULL)
    ruhu_xls_error (form,
                    RUHU_XLS_SURVEY,
                    node->row,
                    header (form, "calculation"),
                    "a place that is taken is not calculated: leave this empty");
}

/* search() takes the choices out of the form, so that no other question finds them. */
static void
check_search (RuhuXlsForm *form, const RuhuXlsNode *node)
{
  const RuhuXlsList *list =
    node->searches && node->list != NULL ? ruhu_xls_list_find (form, node->list) : NULL;

  if (list != NULL && list->wanted)
    ruhu_xls_error (form,
                    RUHU_XLS_SURVEY,
                    node->row,
                    header (form, "type"),
                    "another question uses list '%s' without search(): give this one a list of its "
                    "own",
                    node->list);
}

static void
add_trigger (RuhuXlsForm *form, RuhuXlsNode *node, const char *word)
{
  g_autofree char *name = NULL;
  RuhuXlsNode *source;

  if (!ruhu_xls_is_reference (word, &name)) {
    ruhu_xls_error (form,
                    RUHU_XLS_SURVEY,
                    node->row,
                    header (form, "trigger"),
                    "'%s' is no trigger: write ${question}, with a comma between two of them",
                    word);
    return;
  }
  source = ruhu_xls_resolve (form, name, RUHU_XLS_SURVEY, node->row, header (form, "trigger"));
  if (source == NULL)
    return;
  if (source->kind == RUHU_XLS_QUESTION && source->type->control == NULL &&
      !g_str_equal (source->type->name, "calculate"))
    ruhu_xls_warn (form,
                   RUHU_XLS_SURVEY,
                   node->row,
                   header (form, "trigger"),
                   "nobody is asked '%s', so nothing changes it: take a question that is shown",
                   name);
  else if (source->kind != RUHU_XLS_QUESTION || !ruhu_xls_node_is_shown (source))
    ruhu_xls_error (form,
                    RUHU_XLS_SURVEY,
                    node->row,
                    header (form, "trigger"),
                    "nobody sees '%s', so nobody changes it: take a question that is shown",
                    name);
  else if (source->triggered->len == 0 ||
           source->triggered->pdata[source->triggered->len - 1] != node)
    g_ptr_array_add (source->triggered, node);
}

static void
check_trigger (RuhuXlsForm *form, RuhuXlsNode *node)
{
  g_auto (GStrv) words = g_strsplit (node->trigger, ",", -1);

  for (guint i = 0; words[i] != NULL; i++)
    if (*g_strstrip (words[i]) != '\0')
      add_trigger (form, node, words[i]);
}

static void
check_reference_geometry (RuhuXlsForm *form, const RuhuXlsNode *node)
{
  const char *id = g_hash_table_lookup (node->parameters, "reference-geometry");
  RuhuXlsList *list;
  g_autofree char *name = NULL;

  if (id == NULL || !g_str_has_prefix (node->type->name, "geo"))
    return;
  list = ruhu_xls_list_find (form, id);
  if (list != NULL) {
    if (!list->searched)
      list->wanted = TRUE;
    return;
  }
  if (ruhu_xls_rows (form, RUHU_XLS_ENTITIES, id) != NULL)
    return;
  if (ruhu_xls_is_reference (id, &name)) {
    const RuhuXlsNode *target =
      ruhu_xls_resolve (form, name, RUHU_XLS_SURVEY, node->row, header (form, "parameters"));

    if (target != NULL && (target->kind == RUHU_XLS_REPEAT || ruhu_xls_node_repeat (target)))
      return;
  } else if (ruhu_xls_external_is_declared (form, id))
    return;
  ruhu_xls_error (form,
                  RUHU_XLS_SURVEY,
                  node->row,
                  header (form, "parameters"),
                  "reference-geometry names a list, an attached file or a ${repeat}; '%s' is none",
                  id);
}

/* The elements that one question writes for the tags of @list and the values of each. */
static guint64
count_tags (RuhuXlsForm *form, const char *list)
{
  const RuhuXlsSheet *sheet = form->book->sheets[RUHU_XLS_OSM];
  const GPtrArray *tags = ruhu_xls_rows (form, RUHU_XLS_OSM, list);
  guint64 n = 0;

  for (guint i = 0; tags != NULL && i < tags->len; i++) {
    const char *key = ruhu_xls_cell (sheet, tags->pdata[i], "name");
    const GPtrArray *values = ruhu_xls_rows (form, RUHU_XLS_OSM, key);

    n += 2 + (values == NULL ? 0 : 3 * (guint64) values->len);
  }
  return n;
}

/* The elements that @node writes within its control; @counts is kept from question to question. */
static guint64
count_inline (RuhuXlsForm *form, const RuhuXlsNode *node, GHashTable *counts)
{
  const RuhuXlsList *list;
  guint64 n;

  if (node->list == NULL)
    return 0;
  if (!g_str_equal (node->type->name, "osm")) {
    list = node->searches ? ruhu_xls_list_find (form, node->list) : NULL;
    return list == NULL ? 0 : 3 * (guint64) list->choices->len;
  }
  if (!g_hash_table_contains (counts, node->list)) {
    n = count_tags (form, node->list);
    g_hash_table_insert (counts, (gpointer) node->list, GSIZE_TO_POINTER (n));
  }
  return GPOINTER_TO_SIZE (g_hash_table_lookup (counts, node->list));
}

/* The choices of search(), and the tags of osm, are written out in every question that has them:
 * some long lists times some questions make gigabytes of a small sheet. */
static void
check_inline (RuhuXlsForm *form)
{
  g_autoptr (GHashTable) counts = g_hash_table_new (g_str_hash, g_str_equal);
  guint64 all = 0;

  for (guint i = 1; i < form->nodes->len; i++) {
    const RuhuXlsNode *node = form->nodes->pdata[i];
    guint64 n = count_inline (form, node, counts);

    all += n;
    if (n == 0 || all <= MOST_INLINE)
      continue;
    ruhu_xls_error (form,
                    RUHU_XLS_SURVEY,
                    node->row,
                    header (form, "type"),
                    "with '%s' the questions hold more than %u elements of the choices that "
                    "search() and osm write into each: shorten the lists",
                    node->list,
                    MOST_INLINE);
    return;
  }
}

/**
 * ruhu_xls_check_selects:
 * @form: the form being compiled, its names checked
 *
 * Finds each question's list, trigger and text.
 */
void
ruhu_xls_check_selects (RuhuXlsForm *form)
{
  for (guint i = 1; i < form->nodes->len; i++) {
    RuhuXlsNode *node = form->nodes->pdata[i];

    if (node->kind == RUHU_XLS_QUESTION && !node->in_meta)
      check_question (form, node);
  }
  for (guint i = 1; i < form->nodes->len; i++)
    check_search (form, form->nodes->pdata[i]);
  for (guint i = 1; i < form->nodes->len; i++) {
    RuhuXlsNode *node = form->nodes->pdata[i];

    if (node->kind != RUHU_XLS_QUESTION || node->in_meta)
      continue;
    if (node->trigger != NULL)
      check_trigger (form, node);
    check_reference_geometry (form, node);
  }
  check_inline (form);
}
