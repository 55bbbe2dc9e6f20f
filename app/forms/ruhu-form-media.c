/* ruhu-form-media.c: the files that a form names
 *
 * Pictures, sounds and videos of its texts, the values its questions begin with, and its lists:
 * those of an <instance>, and those that only pulldata(), search() or a query name. A name that an
 * expression puts together while the form is filled nobody can know before.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-form-media.h"

#include "forms/ruhu-form-parser-private.h"

#include <string.h>

#define LONGEST_NAME 255 /* bytes: what file systems take */
#define ITEMSETS "itemsets.csv"

typedef struct {
  RuhuForm *form;
  GPtrArray *media;
  GHashTable *names;
} Search;

static void
free_media (gpointer data)
{
  RuhuFormMedia *media = data;

  g_free (media->name);
  g_free (media->uri);
  g_free (media->list);
  g_free (media);
}

/**
 * ruhu_form_media_is_name:
 * @name: (nullable): what is to be a file's name
 *
 * Returns: whether it is one, and cannot lead out of a folder
 */
gboolean
ruhu_form_media_is_name (const char *name)
{
  if (name == NULL || *name == '\0' || strlen (name) > LONGEST_NAME ||
      !g_utf8_validate (name, -1, NULL) || g_str_equal (name, ".") || g_str_equal (name, ".."))
    return FALSE;

  for (; *name != '\0'; name++)
    if (*name == '/' || *name == '\\' || g_ascii_iscntrl (*name))
      return FALSE;

  return TRUE;
}

/**
 * ruhu_form_media_get_name:
 * @uri: a jr:// URI of a file
 *
 * All kinds of files lie in one folder, so only what stands behind the last slash counts.
 *
 * Returns: (transfer full) (nullable): the file's name; %NULL where @uri names none
 */
char *
ruhu_form_media_get_name (const char *uri)
{
  static const char *const kinds[] = { "jr://images/",
                                       "jr://audio/",
                                       "jr://video/",
                                       "jr://file/",
                                       "jr://file-csv/" };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (kinds); i++) {
    if (g_str_has_prefix (uri, kinds[i])) {
      g_autofree char *name = g_strstrip (g_strdup (strrchr (uri, '/') + 1));

      return ruhu_form_media_is_name (name) ? g_steal_pointer (&name) : NULL;
    }
  }

  return NULL;
}

static void
add (Search *search, const char *uri, const char *list, xmlNodePtr node)
{
  g_autofree char *name = ruhu_form_media_get_name (uri);
  RuhuFormMedia *media;

  if (name == NULL || g_hash_table_contains (search->names, name))
    return;

  media = g_new0 (RuhuFormMedia, 1);
  media->name = g_steal_pointer (&name);
  media->uri = g_strdup (uri);
  media->list = g_strdup (list);
  media->line = xmlGetLineNo (node);
  g_hash_table_add (search->names, media->name);
  g_ptr_array_add (search->media, media);
}

/* A list without an <instance> lies in the file of its own name. */
static void
add_list (Search *search, const char *list, xmlNodePtr node)
{
  g_autofree char *uri = NULL;

  if (ruhu_form_find_secondary (search->form, list) != NULL)
    return;

  uri = g_strdup_printf ("jr://file-csv/%s%s", list, g_str_has_suffix (list, ".csv") ? "" : ".csv");
  add (search, uri, list, node);
}

/* pulldata('list', …) and search('list', …), wherever an expression may stand. */
static void
add_called (Search *search, const char *text, xmlNodePtr node)
{
  static GRegex *regex;
  g_autoptr (GMatchInfo) match = NULL;

  if (strstr (text, "pulldata") == NULL && strstr (text, "search") == NULL)
    return;
  if (regex == NULL)
    regex = g_regex_new ("\\b(?:pulldata|search)\\s*\\(\\s*(?:'([^']+)'|\"([^\"]+)\")", 0, 0, NULL);

  g_regex_match (regex, text, 0, &match);
  for (; g_match_info_matches (match); g_match_info_next (match, NULL)) {
    g_autofree char *single = g_match_info_fetch (match, 1);
    g_autofree char *twofold = g_match_info_fetch (match, 2);

    add_list (search, single != NULL && *single != '\0' ? single : twofold, node);
  }
}

static void
look_at (Search *search, xmlNodePtr node)
{
  gboolean is_instance = strcmp ((const char *) node->name, "instance") == 0;
  const char *text = ruhu_xml_get_text (node);

  while (g_ascii_isspace (*text))
    text++;
  add (search, text, NULL, node);

  for (xmlAttrPtr attribute = node->properties; attribute != NULL; attribute = attribute->next) {
    xmlChar *value = xmlNodeListGetString (node->doc, attribute->children, 1);
    const char *list = is_instance ? ruhu_xml_get (node, "id") : NULL;

    if (value == NULL)
      continue;
    add (search, (const char *) value, list, node);
    add_called (search, (const char *) value, node);
    if (strcmp ((const char *) attribute->name, "query") == 0)
      add (search, "jr://file-csv/" ITEMSETS, ITEMSETS, node);
    xmlFree (value);
  }
}

static xmlNodePtr
get_next (xmlNodePtr node, xmlNodePtr root)
{
  if (node->children != NULL && node->type == XML_ELEMENT_NODE)
    return node->children;
  while (node != root && node->next == NULL)
    node = node->parent;

  return node != root ? node->next : NULL;
}

/**
 * ruhu_form_list_media:
 * @self: a form
 *
 * Returns: (transfer full) (element-type RuhuFormMedia): each file that it names, once, in the
 *   order of the form; those too that only the program that fills it may offer, like `person`
 */
GPtrArray *
ruhu_form_list_media (RuhuForm *self)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  Search search = { self, g_ptr_array_new_with_free_func (free_media), names };
  xmlNodePtr root = xmlDocGetRootElement (self->doc);

  for (xmlNodePtr node = root; node != NULL; node = get_next (node, root))
    if (node->type == XML_ELEMENT_NODE)
      look_at (&search, node);

  return search.media;
}
