/* ruhu-xlsform.c: XLSForm sheets → XForm (xlsform.org; ODK XForms specification)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-xlsform.h"

#include "forms/ruhu-xlsform-lists-private.h"

#include "base/ruhu-error.h"

#include <string.h>

static void
free_form (RuhuXlsForm *form)
{
  if (form->meta != NULL && form->meta->parent == NULL)
    ruhu_xls_node_free (form->meta);
  g_clear_pointer (&form->root, ruhu_xls_node_free);
  g_clear_pointer (&form->doc, xmlFreeDoc);
  g_ptr_array_unref (form->nodes);
  g_hash_table_unref (form->by_name);
  for (guint i = 0; i < RUHU_XLS_N_SHEETS; i++)
    g_clear_pointer (&form->rows[i], g_hash_table_unref);
  g_hash_table_unref (form->lists_by_name);
  g_ptr_array_unref (form->lists);
  g_hash_table_unref (form->externals_by_id);
  g_ptr_array_unref (form->externals);
  g_hash_table_unref (form->entities_by_list);
  g_ptr_array_unref (form->entities);
  g_ptr_array_unref (form->rules);
  g_ptr_array_unref (form->languages);
  g_ptr_array_unref (form->owned);
  g_hash_table_unref (form->overrides);
  ruhu_xls_book_free (form->book);
  g_free (form);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RuhuXlsForm, free_form)

static RuhuXlsForm *
new_form (RuhuXlsBook *book, const char *name, GPtrArray *messages)
{
  RuhuXlsForm *form = g_new0 (RuhuXlsForm, 1);

  form->book = book;
  form->messages = messages;
  form->owned = g_ptr_array_new_with_free_func (g_free);
  form->overrides = g_hash_table_new (g_str_hash, g_str_equal);
  form->root_name = ruhu_xls_setting (form, "name");
  if (form->root_name == NULL)
    form->root_name = ruhu_xls_keep (form, g_strdup (name));
  form->root = ruhu_xls_node_new (RUHU_XLS_GROUP, NULL, form->root_name);
  form->meta = ruhu_xls_node_new (RUHU_XLS_GROUP, NULL, "meta");
  form->meta->in_meta = TRUE;
  form->nodes = g_ptr_array_new ();
  form->by_name =
    g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_ptr_array_unref);
  form->lists = g_ptr_array_new_with_free_func ((GDestroyNotify) ruhu_xls_list_free);
  form->lists_by_name = g_hash_table_new (g_str_hash, g_str_equal);
  form->externals = g_ptr_array_new_with_free_func (g_free);
  form->externals_by_id = g_hash_table_new (g_str_hash, g_str_equal);
  form->entities = g_ptr_array_new_with_free_func (g_free);
  form->entities_by_list = g_hash_table_new (g_str_hash, g_str_equal);
  form->rules = g_ptr_array_new ();
  form->languages = g_ptr_array_new ();
  return form;
}

/* The file's name where an element can have it, as “2026 visits (1).xlsx” cannot. */
static char *
default_name (const char *source)
{
  g_autofree char *base = g_path_get_basename (source);
  g_autofree char *lower = g_ascii_strdown (base, -1);
  gboolean book = g_str_has_suffix (lower, ".xlsx") || g_str_has_suffix (lower, ".xlsm");
  const char *dot = book ? strrchr (base, '.') : NULL;

  g_autofree char *name = dot == NULL ? g_strdup (base) : g_strndup (base, (gsize) (dot - base));

  return ruhu_xls_is_name (name) ? g_steal_pointer (&name) : g_strdup ("data");
}

/* The header of a column that is not read and seems to be @key. */
static const char *
find_meant (const RuhuXlsSheet *sheet, const char *key)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new ();

  g_ptr_array_add (keys, (gpointer) key);
  for (guint i = 0; i < sheet->columns->len; i++) {
    const RuhuXlsColumn *column = sheet->columns->pdata[i];

    if (g_strcmp0 (ruhu_xls_translate (column->key), key) == 0 ||
        ruhu_xls_find_near (column->key, keys, 1) != NULL)
      return column->header;
  }
  return NULL;
}

static void
check_sheets (RuhuXlsForm *form)
{
  const RuhuXlsSheet *survey = form->book->sheets[RUHU_XLS_SURVEY];

  if (!ruhu_xls_is_name (form->root_name))
    ruhu_xls_error (form,
                    RUHU_XLS_SETTINGS,
                    ruhu_xls_setting (form, "name") == NULL ? 0 : 2,
                    "name",
                    "'%s' cannot be the form's name: give one there or with --name, a letter or _ "
                    "first, then letters, digits, - . or _",
                    form->root_name);
  if (survey == NULL) {
    const char *near = ruhu_xls_find_stranger (form, "survey");

    ruhu_xls_error (form,
                    RUHU_XLS_SURVEY,
                    0,
                    "type",
                    "there is no sheet 'survey', which holds the questions%s%s%s",
                    near == NULL ? "" : ": rename the sheet '",
                    near == NULL ? "" : near,
                    near == NULL ? "" : "'");
  } else if (!ruhu_xls_sheet_has (survey, "type")) {
    const char *meant = find_meant (survey, "type");

    ruhu_xls_error (form,
                    RUHU_XLS_SURVEY,
                    1,
                    meant == NULL ? "type" : meant,
                    "the survey sheet has no column 'type': its first row names the columns%s%s%s",
                    meant == NULL ? "" : "; rename '",
                    meant == NULL ? "" : meant,
                    meant == NULL ? "" : "', if it is that");
  } else if (survey->rows->len == 0)
    ruhu_xls_error (form,
                    RUHU_XLS_SURVEY,
                    1,
                    "type",
                    "the survey sheet asks nothing: write a question below the header");
}

/* Two headers that mean one column would hide each other's cells. */
static void
check_headers (RuhuXlsForm *form, RuhuXlsSheetKind kind)
{
  const RuhuXlsSheet *sheet = form->book->sheets[kind];

  for (guint i = 0; sheet != NULL && i < sheet->columns->len; i++)
    for (guint j = 0; j < i; j++) {
      const RuhuXlsColumn *a = sheet->columns->pdata[i], *b = sheet->columns->pdata[j];

      if (*a->key != '\0' && g_str_equal (a->key, b->key) && !g_strcmp0 (a->name, b->name) &&
          !g_strcmp0 (a->language, b->language))
        ruhu_xls_error (form,
                        kind,
                        1,
                        a->header,
                        "'%s' and '%s' are the same column: take one away",
                        b->header,
                        a->header);
    }
}

static void
read_form (RuhuXlsForm *form)
{
  check_sheets (form);
  for (guint i = 0; i < RUHU_XLS_N_SHEETS; i++)
    check_headers (form, i);
  if (form->errors > 0)
    return;
  ruhu_xls_read_settings (form);
  ruhu_xls_read_lists (form);
  ruhu_xls_read_survey (form);
  ruhu_xls_read_rules (form);
  ruhu_xls_check_names (form);
  ruhu_xls_check_mentions (form);
  ruhu_xls_find_externals (form);
  ruhu_xls_check_selects (form);
  ruhu_xls_read_entities (form);
  ruhu_xls_find_languages (form);
  ruhu_xls_advise (form);
}

static void
declare (RuhuXlsForm *form, xmlNode *root)
{
  static const struct {
    const char *prefix, *uri;
  } spaces[] = {
    { NULL, "http://www.w3.org/2002/xforms" },
    { "h", "http://www.w3.org/1999/xhtml" },
    { "ev", "http://www.w3.org/2001/xml-events" },
    { "xsd", "http://www.w3.org/2001/XMLSchema" },
    { "jr", "http://openrosa.org/javarosa" },
    { "orx", "http://openrosa.org/xforms" },
    { "odk", "http://www.opendatakit.org/xforms" },
    { "entities", "http://www.opendatakit.org/xforms/entities" },
    { "ruhu", "http://ruhu.org/xforms" },
  };
  const char *more = ruhu_xls_setting (form, "namespaces");
  g_autoptr (GRegex) regex = g_regex_new ("([^\\s=]+)=[\"']?([^\\s\"'=]+)[\"']?", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (spaces); i++)
    if ((!g_str_equal (spaces[i].uri, "http://ruhu.org/xforms") || form->rules->len > 0) &&
        (g_strcmp0 (spaces[i].prefix, "entities") != 0 || form->entities->len > 0))
      xmlNewNs (root, BAD_CAST spaces[i].uri, BAD_CAST spaces[i].prefix);
  if (more == NULL)
    return;
  for (g_regex_match (regex, more, 0, &match); g_match_info_matches (match);
       g_match_info_next (match, NULL)) {
    g_autofree char *prefix = g_match_info_fetch (match, 1);
    g_autofree char *uri = g_match_info_fetch (match, 2);

    if (ruhu_xls_is_name (prefix))
      ruhu_xls_new_space (root, uri, prefix);
  }
}

/* 2024.1 where one entity stands at the top, which more clients know; else 2025.1. */
static const char *
entities_version (const RuhuXlsForm *form)
{
  const RuhuXlsEntity *first = form->entities->pdata[0];

  return form->entities->len == 1 && first->container == form->root ? "2024.1.0" : "2025.1.0";
}

static void
write_form (RuhuXlsForm *form)
{
  const char *title = ruhu_xls_setting (form, "title");
  xmlNode *html, *head, *body;

  for (guint i = 0; i < form->entities->len; i++)
    ruhu_xls_add_entity (form, form->entities->pdata[i]);
  if (title == NULL)
    title = ruhu_xls_setting (form, "form_id");
  if (title == NULL)
    title = ruhu_xls_setting (form, "id_string");
  form->doc = xmlNewDoc (BAD_CAST "1.0");
  form->doc->_private = form;
  html = xmlNewNode (NULL, BAD_CAST "html");
  xmlDocSetRootElement (form->doc, html);
  declare (form, html);
  xmlSetNs (html, xmlSearchNs (form->doc, html, BAD_CAST "h"));
  head = ruhu_xls_element (html, "h:head");
  xmlNodeAddContent (ruhu_xls_element (head, "h:title"), BAD_CAST (title ? title : "data"));
  form->model = ruhu_xls_element (head, "model");
  ruhu_xls_set (form, form->model, "odk:xforms-version", "1.0.0");
  if (form->entities->len > 0)
    ruhu_xls_set (form, form->model, "entities:entities-version", entities_version (form));
  ruhu_xls_write_model (form);
  body = ruhu_xls_element (html, "h:body");
  ruhu_xls_write_body (form, body);
  if (form->last_saved)
    ruhu_xls_write_last_saved (form);
}

/* A line for each bind, control and text, so that messages about a line tell which. */
static void
break_lines (xmlNode *parent)
{
  static const char *const containers[] = { "html", "head",  "model",  "itext", "translation",
                                            "body", "group", "repeat", NULL };

  if (!g_strv_contains (containers, (const char *) parent->name))
    return;
  for (xmlNode *child = parent->children; child != NULL; child = child->next) {
    if (child->type != XML_ELEMENT_NODE)
      continue;
    xmlAddPrevSibling (child, xmlNewText (BAD_CAST "\n"));
    break_lines (child);
  }
  xmlAddChild (parent, xmlNewText (BAD_CAST "\n"));
}

static GBytes *
print (RuhuXlsForm *form)
{
  xmlChar *text = NULL;
  int length = 0;
  GBytes *bytes;

  break_lines (xmlDocGetRootElement (form->doc));
  xmlDocDumpFormatMemoryEnc (form->doc, &text, &length, "UTF-8", 0);
  bytes = g_bytes_new (text, (gsize) length);
  xmlFree (text);
  return bytes;
}

typedef struct {
  char *text;
  guint sheet, index;
  guint64 row;
} Place;

/* In the order in which somebody goes through the sheets. */
static gint
compare_places (gconstpointer a, gconstpointer b)
{
  const Place *left = a, *right = b;

  if (left->sheet != right->sheet)
    return left->sheet < right->sheet ? -1 : 1;
  if (left->row != right->row)
    return left->row < right->row ? -1 : 1;
  return left->index < right->index ? -1 : 1;
}

static void
find_place (const RuhuXlsForm *form, Place *place)
{
  for (guint i = 0; i < RUHU_XLS_N_SHEETS; i++) {
    const RuhuXlsSheet *sheet = form->book->sheets[i];
    g_autofree char *begin = g_strdup_printf ("%s:%s:",
                                              sheet == NULL ? form->book->file : sheet->file,
                                              ruhu_xls_sheet_name (i));

    if (!g_str_has_prefix (place->text, begin))
      continue;
    place->sheet = i;
    place->row = g_ascii_strtoull (place->text + strlen (begin), NULL, 10);
    return;
  }
}

static void
sort_messages (RuhuXlsForm *form)
{
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (Place));

  for (guint i = 0; i < form->messages->len; i++) {
    Place place = { form->messages->pdata[i], RUHU_XLS_N_SHEETS, i, 0 };

    find_place (form, &place);
    g_array_append_val (places, place);
  }
  g_array_sort (places, compare_places);
  for (guint i = 0; i < places->len; i++)
    form->messages->pdata[i] = g_array_index (places, Place, i).text;
}

/* @tries: whether the form is opened as a device does, to warn of what shows only then */
static GBytes *
compile (const char *source,
         const char *name,
         gboolean tries,
         GPtrArray *messages,
         char **itemsets,
         GError **error)
{
  RuhuXlsBook *book = ruhu_xls_book_read (source, error);
  g_autofree char *own = name == NULL ? default_name (source) : g_strdup (name);
  g_autoptr (RuhuXlsForm) form = NULL;
  g_autoptr (GBytes) xform = NULL;

  if (itemsets != NULL)
    *itemsets = NULL;
  if (book == NULL)
    return NULL;
  form = new_form (book, own, messages);
  read_form (form);
  if (form->errors == 0)
    write_form (form);
  if (tries)
    ruhu_xls_check_translations (form);
  sort_messages (form);
  if (form->errors == 0)
    xform = print (form);
  if (itemsets != NULL && xform != NULL)
    *itemsets = ruhu_xls_print_itemsets (form);
  if (xform != NULL && tries)
    ruhu_xls_try (form, xform);
  if (form->unsaid > 0)
    g_ptr_array_add (messages,
                     g_strdup_printf ("%s: %u more are not shown: mend these first",
                                      source,
                                      form->unsaid));
  if (form->errors > 0)
    g_set_error (error,
                 RUHU_ERROR,
                 RUHU_ERROR_INVALID,
                 "%s: %u mistakes, none of it compiled",
                 source,
                 form->errors);
  return g_steal_pointer (&xform);
}

/**
 * ruhu_xlsform_compile:
 * @source: an .xlsx file, or a folder of sheets as CSV
 * @name: (nullable): the root element of the primary instance where the settings sheet names none;
 *   %NULL for @source's base name, or "data" where that is no name
 * @messages: (element-type utf8): takes "FILE:SHEET:ROW:COLUMN: what is wrong and how to mend it",
 *   warnings too; the row counts as a spreadsheet does, the header is 1
 * @error: return location for a #GError
 *
 * Returns: (transfer full): the XForm; %NULL with %RUHU_ERROR_INVALID where @messages say why, or
 *   where @source cannot be read (%RUHU_ERROR_NOT_FOUND, %G_FILE_ERROR)
 */
GBytes *
ruhu_xlsform_compile (const char *source, const char *name, GPtrArray *messages, GError **error)
{
  return compile (source, name, FALSE, messages, NULL, error);
}

/**
 * ruhu_xlsform_try:
 * @source: as for ruhu_xlsform_compile(), as are the others
 * @itemsets: (out) (optional) (nullable): the content of itemsets.csv, the file that goes with the
 *   form where it has a sheet of external choices
 *
 * Compiles a form and opens it as a device does. What is refused there, such as a cycle, and what
 * is seldom meant, such as a question nobody can see, is told as warnings among @messages.
 *
 * Returns: (transfer full): the XForm, though no device may open it; %NULL as of
 *   ruhu_xlsform_compile()
 */
GBytes *
ruhu_xlsform_try (const char *source,
                  const char *name,
                  GPtrArray *messages,
                  char **itemsets,
                  GError **error)
{
  return compile (source, name, TRUE, messages, itemsets, error);
}
