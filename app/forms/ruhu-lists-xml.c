/* ruhu-lists-xml.c: a list straight from XML, without a tree of it
 *
 * libxml2's tree of a list of 100,000 rows takes ten times what its columns take. Rows of leaves
 * become columns as the parser comes along them; what has another shape is left to the tree.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-lists-private.h"

#include "base/ruhu-file.h"
#include "forms/ruhu-form-parser-private.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>

#include <string.h>

typedef struct {
  RuhuDataset *dataset;
  RuhuList *list; /* of the rows of the name that came last */
  const char *row_name;
  GString *text;
  gsize size;  /* of the file */
  guint depth; /* elements that are open: 1 the root, 2 a row, 3 a cell */
  guint row;
  guint n_cells; /* of this row so far */
  guint column;
  gboolean fits; /* rows of leaves and nothing else, so far */
} Reading;

/* The lists of a form, caught while the tree of the rest of it grows. */
struct _RuhuListCatcher {
  Reading reading; /* the first member: what the parser knows of us is this */
  xmlSAXHandler tree;
  xmlNodePtr instance; /* the one whose rows may come next, or are read; NULL: none */
  guint n_instances;
  gboolean is_reading;
  GHashTable *found; /* instance element → RuhuDataset */
};

static Reading *
get_reading (void *parser)
{
  return ((xmlParserCtxtPtr) parser)->_private;
}

static RuhuListCatcher *
get_catcher (void *parser)
{
  return ((xmlParserCtxtPtr) parser)->_private;
}

static void
give_up (void *parser)
{
  get_reading (parser)->fits = FALSE;
  xmlStopParser (parser);
}

/* Returns FALSE where there are too many kinds of rows. */
static gboolean
begin_row (Reading *self, const char *name)
{
  if (self->row_name == NULL || strcmp (self->row_name, name) != 0) {
    self->row_name = g_intern_string (name);
    self->list = ruhu_dataset_ensure_list (self->dataset, self->row_name);
    if (self->list == NULL)
      return FALSE;
    ruhu_list_set_source_size (self->list, self->size);
  }
  self->row = ruhu_list_add_row (self->list);
  self->n_cells = 0;
  return TRUE;
}

static gboolean
begin_cell (Reading *self, const char *name)
{
  self->column = ruhu_list_ensure_column (self->list, name, self->n_cells++);
  return !ruhu_list_has_value (self->list, self->row, self->column) &&
         !ruhu_list_is_too_wide (self->list);
}

static void
start_cb (void *parser,
          const xmlChar *name,
          const xmlChar *prefix,
          const xmlChar *uri,
          int n_namespaces,
          const xmlChar **namespaces,
          int n_attributes,
          int n_defaulted,
          const xmlChar **attributes)
{
  Reading *self = get_reading (parser);
  gboolean fits = n_attributes == 0;

  self->depth++;
  if (self->depth == 1)
    self->dataset = ruhu_dataset_new ((const char *) name);
  else if (self->depth == 2)
    fits = fits && begin_row (self, (const char *) name);
  else if (self->depth == 3)
    fits = fits && begin_cell (self, (const char *) name);
  else
    fits = FALSE;
  g_string_truncate (self->text, 0);
  if (!fits)
    give_up (parser);
}

static void
set_value (Reading *self, guint column)
{
  ruhu_list_set_value (self->list, self->row, column, self->text->str, (gssize) self->text->len);
}

static void
end_cb (void *parser, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
  Reading *self = get_reading (parser);

  if (self->depth == 3)
    set_value (self, self->column);
  else if (self->depth == 2 && self->n_cells == 0 && self->text->len > 0)
    set_value (self, ruhu_list_ensure_column (self->list, ".", 0));
  g_string_truncate (self->text, 0);
  self->depth--;
}

static void
text_cb (void *parser, const xmlChar *text, int length)
{
  Reading *self = get_reading (parser);

  if (self->depth >= 2)
    g_string_append_len (self->text, (const char *) text, length);
}

/* A document type, and so an entity, may stand before the root; the tree says what is wrong. */
static void
subset_cb (void *parser, const xmlChar *name, const xmlChar *id, const xmlChar *system)
{
  give_up (parser);
}

static void
init_handler (xmlSAXHandler *handler)
{
  memset (handler, 0, sizeof *handler);
  handler->initialized = XML_SAX2_MAGIC;
  handler->startElementNs = start_cb;
  handler->endElementNs = end_cb;
  handler->characters = text_cb;
  handler->cdataBlock = text_cb;
  handler->ignorableWhitespace = text_cb;
  handler->internalSubset = subset_cb;
}

/**
 * ruhu_dataset_new_from_rows:
 * @bytes: an XML file
 *
 * Returns: (transfer full) (nullable): its rows as columns; %NULL where it is no XML, or not of
 *   rows of leaves: its tree tells which
 */
RuhuDataset *
ruhu_dataset_new_from_rows (GBytes *bytes)
{
  gsize length;
  const char *data = ruhu_file_get_data (bytes, &length);
  g_autoptr (GString) text = g_string_new (NULL);
  Reading reading = { .text = text, .size = length, .fits = TRUE };
  xmlSAXHandler handler;
  xmlParserCtxtPtr parser;
  gboolean is_whole;

  if (length == 0 || length > G_MAXINT || ruhu_xml_is_wide (data, length))
    return NULL;
  parser = xmlCreateMemoryParserCtxt (data, (int) length);
  if (parser == NULL)
    return NULL;

  init_handler (&handler);
  *parser->sax = handler;
  parser->sax2 = 1;
  parser->_private = &reading;
  xmlCtxtUseOptions (parser, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
  xmlParseDocument (parser);
  is_whole = parser->wellFormed && reading.fits && reading.dataset != NULL && reading.depth == 0;
  if (!is_whole)
    g_clear_pointer (&reading.dataset, ruhu_dataset_unref);
  xmlFreeDoc (parser->myDoc);
  xmlFreeParserCtxt (parser);

  return reading.dataset;
}

/* A question may be named “model”, too. */
static gboolean
is_model (xmlNodePtr node)
{
  xmlNodePtr head = node->parent;

  return ruhu_xml_is (node, "model") && ruhu_xml_is (head, "head") &&
         head->parent == xmlDocGetRootElement (node->doc);
}

/* Whether rows may stand in the instance that has just begun: not in the first of the model, which
 * is the record, nor in one that names a file. */
static gboolean
may_hold_rows (RuhuListCatcher *self, xmlNodePtr node)
{
  return ruhu_xml_is (node, "instance") && is_model (node->parent) && ++self->n_instances > 1 &&
         ruhu_xml_get (node, "src") == NULL;
}

static void
catch_start_cb (void *parser,
                const xmlChar *name,
                const xmlChar *prefix,
                const xmlChar *uri,
                int n_namespaces,
                const xmlChar **namespaces,
                int n_attributes,
                int n_defaulted,
                const xmlChar **attributes)
{
  RuhuListCatcher *self = get_catcher (parser);
  xmlParserCtxtPtr context = parser;

  if (self->instance != NULL && context->node == self->instance && !self->is_reading &&
      !g_hash_table_contains (self->found, self->instance)) {
    self->is_reading = TRUE;
    self->reading.row_name = NULL;
  }
  if (self->is_reading) {
    start_cb (parser,
              name,
              prefix,
              uri,
              n_namespaces,
              namespaces,
              n_attributes,
              n_defaulted,
              attributes);
    return;
  }
  self->tree.startElementNs (parser,
                             name,
                             prefix,
                             uri,
                             n_namespaces,
                             namespaces,
                             n_attributes,
                             n_defaulted,
                             attributes);
  if (context->node != NULL && may_hold_rows (self, context->node))
    self->instance = context->node;
}

static void
catch_end_cb (void *parser, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
  RuhuListCatcher *self = get_catcher (parser);

  if (!self->is_reading) {
    self->tree.endElementNs (parser, name, prefix, uri);
    return;
  }
  end_cb (parser, name, prefix, uri);
  if (self->reading.depth > 0)
    return;
  self->is_reading = FALSE;
  g_hash_table_insert (self->found, self->instance, g_steal_pointer (&self->reading.dataset));
}

static void
catch_text_cb (void *parser, const xmlChar *text, int length)
{
  RuhuListCatcher *self = get_catcher (parser);

  if (self->is_reading)
    text_cb (parser, text, length);
  else
    self->tree.characters (parser, text, length);
}

static void
catch_cdata_cb (void *parser, const xmlChar *text, int length)
{
  RuhuListCatcher *self = get_catcher (parser);

  if (self->is_reading)
    text_cb (parser, text, length);
  else
    self->tree.cdataBlock (parser, text, length);
}

static void
catch_comment_cb (void *parser, const xmlChar *text)
{
  RuhuListCatcher *self = get_catcher (parser);

  if (!self->is_reading)
    self->tree.comment (parser, text);
}

static void
catch_instruction_cb (void *parser, const xmlChar *target, const xmlChar *data)
{
  RuhuListCatcher *self = get_catcher (parser);

  if (!self->is_reading)
    self->tree.processingInstruction (parser, target, data);
}

static void
catch_reference_cb (void *parser, const xmlChar *name)
{
  RuhuListCatcher *self = get_catcher (parser);

  if (self->is_reading)
    give_up (parser);
  else
    self->tree.reference (parser, name);
}

/**
 * ruhu_list_catcher_new:
 * @parser: a parser that is to make a tree of a form
 * @length: of the form, in bytes
 *
 * Lists within the form are read as columns and leave no tree behind.
 *
 * Returns: (transfer full): what catches them; it goes before @parser
 */
RuhuListCatcher *
ruhu_list_catcher_new (xmlParserCtxtPtr parser, gsize length)
{
  RuhuListCatcher *self = g_new0 (RuhuListCatcher, 1);

  self->reading.text = g_string_new (NULL);
  self->reading.size = length;
  self->reading.fits = TRUE;
  self->found = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) ruhu_dataset_unref);
  self->tree = *parser->sax;
  parser->sax->startElementNs = catch_start_cb;
  parser->sax->endElementNs = catch_end_cb;
  parser->sax->characters = catch_text_cb;
  parser->sax->ignorableWhitespace = catch_text_cb;
  parser->sax->cdataBlock = catch_cdata_cb;
  parser->sax->comment = catch_comment_cb;
  parser->sax->processingInstruction = catch_instruction_cb;
  parser->sax->reference = catch_reference_cb;
  parser->_private = self;

  return self;
}

/* Returns FALSE where some list is no rows of leaves: the parser stopped there. */
gboolean
ruhu_list_catcher_fits (RuhuListCatcher *self)
{
  return self->reading.fits;
}

/* Returns: (transfer full): the rows that stood in @instance, or NULL */
RuhuDataset *
ruhu_list_catcher_take (RuhuListCatcher *self, xmlNodePtr instance)
{
  gpointer dataset = NULL;

  g_hash_table_steal_extended (self->found, instance, NULL, &dataset);
  return dataset;
}

void
ruhu_list_catcher_free (RuhuListCatcher *self)
{
  g_clear_pointer (&self->reading.dataset, ruhu_dataset_unref);
  g_string_free (self->reading.text, TRUE);
  g_hash_table_unref (self->found);
  g_free (self);
}
