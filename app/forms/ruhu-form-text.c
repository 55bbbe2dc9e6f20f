/* ruhu-form-text.c: texts of a form in its languages (ODK XForms, itext)
 *
 * A text is a list of parts, some as written and some computed. itext keeps, for each id and
 * language, one such list for each form of the value: none, long, short, guidance, image, audio…
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-form-text-private.h"

#include "forms/ruhu-form-parser-private.h"

#include <string.h>

typedef struct {
  guint language;
  const char *form; /* interned; "" for none; NULL: a text without a value */
  GArray *parts;
} Value;

struct _RuhuItext {
  GPtrArray *languages; /* of char *, NULL-terminated */
  guint default_language;
  GHashTable *entries; /* id → GArray of Value, in the order of the languages that have it */
  gboolean quotes;     /* some text quotes an answer */
};

static void
clear_part (gpointer data)
{
  RuhuTextPart *part = data;

  g_clear_pointer (&part->text, g_free);
  g_clear_pointer (&part->output, ruhu_xpath_expr_free);
}

static GArray *
new_parts (void)
{
  GArray *parts = g_array_new (FALSE, TRUE, sizeof (RuhuTextPart));

  g_array_set_clear_func (parts, clear_part);
  return parts;
}

static void
clear_value (gpointer data)
{
  g_clear_pointer (&((Value *) data)->parts, g_array_unref);
}

static void
append_text (GArray *parts, const char *text)
{
  RuhuTextPart part = { g_strdup (text), NULL };

  if (*text != '\0')
    g_array_append_val (parts, part);
  else
    g_free (part.text);
}

/* The blanks around a text are the XML's layout, not the author's. */
static void
trim_parts (GArray *parts)
{
  RuhuTextPart *first, *last;

  if (parts->len == 0)
    return;

  first = &g_array_index (parts, RuhuTextPart, 0);
  if (first->text != NULL)
    g_strchug (first->text);
  last = &g_array_index (parts, RuhuTextPart, parts->len - 1);
  if (last->text != NULL)
    g_strchomp (last->text);
}

/* Children that are neither text nor <output> are layout of other kinds: their text is kept. */
static gboolean
collect_parts (RuhuForm *form, xmlNodePtr node, GArray *parts, GError **error)
{
  for (xmlNodePtr child = node->children; child != NULL; child = child->next) {
    if (child->type == XML_TEXT_NODE || child->type == XML_CDATA_SECTION_NODE) {
      append_text (parts, (const char *) child->content);
    } else if (child->type == XML_ELEMENT_NODE && ruhu_xml_is (child, "output")) {
      const char *value = ruhu_xml_get (child, "value");
      RuhuTextPart part = { NULL, NULL };

      if (value == NULL)
        value = ruhu_xml_get (child, "ref");
      if (value == NULL)
        return ruhu_form_fail (form, child, error, "<output> without value");
      part.output = ruhu_form_parse_expr (form, child, value, error);
      if (part.output == NULL)
        return FALSE;
      g_array_append_val (parts, part);
    } else if (child->type == XML_ELEMENT_NODE && !collect_parts (form, child, parts, error)) {
      return FALSE;
    }
  }

  return TRUE;
}

static GArray *
parse_parts (RuhuForm *form, xmlNodePtr node, GError **error)
{
  g_autoptr (GArray) parts = new_parts ();

  if (!collect_parts (form, node, parts, error))
    return NULL;

  trim_parts (parts);
  return g_steal_pointer (&parts);
}

static GArray *
ensure_entry (RuhuItext *self, const char *id)
{
  GArray *entry = g_hash_table_lookup (self->entries, id);

  if (entry == NULL) {
    entry = g_array_new (FALSE, TRUE, sizeof (Value));
    g_array_set_clear_func (entry, clear_value);
    g_hash_table_insert (self->entries, g_strdup (id), entry);
  }

  return entry;
}

static gboolean
quotes (const GArray *parts)
{
  for (guint i = 0; i < parts->len; i++)
    if (g_array_index (parts, RuhuTextPart, i).output != NULL)
      return TRUE;

  return FALSE;
}

static gboolean
parse_text (RuhuItext *self, RuhuForm *form, xmlNodePtr node, guint language, GError **error)
{
  const char *id = ruhu_xml_get (node, "id");
  Value none = { language, NULL, NULL };
  GArray *entry;
  guint n_before;

  if (id == NULL)
    return ruhu_form_fail (form, node, error, "<text> without id");

  entry = ensure_entry (self, id);
  n_before = entry->len;
  if (n_before > 0 && g_array_index (entry, Value, n_before - 1).language == language)
    return ruhu_form_fail (form,
                           node,
                           error,
                           "text “%s” stands twice in one language; remove one",
                           id);

  for (xmlNodePtr child = node->children; child != NULL; child = child->next) {
    Value value = { language, "", NULL };
    const char *value_form;

    if (!ruhu_xml_is (child, "value"))
      continue;
    value_form = ruhu_xml_get (child, "form");
    if (value_form != NULL)
      value.form = g_intern_string (value_form);
    value.parts = parse_parts (form, child, error);
    if (value.parts == NULL)
      return FALSE;
    self->quotes = self->quotes || quotes (value.parts);
    g_array_append_val (entry, value);
  }
  if (entry->len == n_before)
    g_array_append_val (entry, none);

  return TRUE;
}

/* default is written default="true()" or just default="" */
static gboolean
is_default (xmlNodePtr translation)
{
  const char *value = ruhu_xml_get (translation, "default");

  return value != NULL && strncmp (value, "false", 5) != 0;
}

static gboolean
parse_translation (RuhuItext *self, RuhuForm *form, xmlNodePtr node, GError **error)
{
  const char *language = ruhu_xml_get (node, "lang");
  guint index = self->languages->len;

  if (language == NULL)
    return ruhu_form_fail (form, node, error, "<translation> without lang");

  if (g_ptr_array_find_with_equal_func (self->languages, language, g_str_equal, NULL))
    return ruhu_form_fail (form, node, error, "language “%s” stands twice", language);

  g_ptr_array_add (self->languages, g_strdup (language));
  if (is_default (node))
    self->default_language = index;
  for (xmlNodePtr text = node->children; text != NULL; text = text->next)
    if (ruhu_xml_is (text, "text") && !parse_text (self, form, text, index, error))
      return FALSE;

  return TRUE;
}

/* Returns an empty table where @node, the <itext> element, is NULL. */
RuhuItext *
ruhu_itext_parse (RuhuForm *form, xmlNodePtr node, GError **error)
{
  RuhuItext *self = g_new0 (RuhuItext, 1);

  self->languages = g_ptr_array_new_with_free_func (g_free);
  self->entries =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_array_unref);

  for (xmlNodePtr child = node != NULL ? node->children : NULL; child != NULL; child = child->next)
    if (ruhu_xml_is (child, "translation") && !parse_translation (self, form, child, error)) {
      ruhu_itext_free (self);
      return NULL;
    }
  g_ptr_array_add (self->languages, NULL);

  return self;
}

void
ruhu_itext_free (RuhuItext *self)
{
  g_ptr_array_unref (self->languages);
  g_hash_table_unref (self->entries);
  g_free (self);
}

const char *const *
ruhu_itext_get_languages (RuhuItext *self)
{
  return (const char *const *) self->languages->pdata;
}

guint
ruhu_itext_get_default (RuhuItext *self)
{
  return self->default_language;
}

/* “中文 (zh)” goes by its whole name or by the tag in its parentheses. */
static gboolean
has_tag (const char *language, const char *tag)
{
  const char *open = strrchr (language, '(');
  gsize length = strlen (tag);

  return open != NULL && g_ascii_strncasecmp (open + 1, tag, length) == 0 &&
         open[1 + length] == ')';
}

/* Returns the number of the language, or -1. */
int
ruhu_itext_find_language (RuhuItext *self, const char *tag)
{
  for (guint i = 0; i + 1 < self->languages->len; i++)
    if (strcmp (self->languages->pdata[i], tag) == 0)
      return (int) i;
  for (guint i = 0; i + 1 < self->languages->len; i++)
    if (has_tag (self->languages->pdata[i], tag))
      return (int) i;

  return -1;
}

gboolean
ruhu_itext_has (RuhuItext *self, const char *id)
{
  return g_hash_table_contains (self->entries, id);
}

/* Whether the language itself has the text, in any form. */
gboolean
ruhu_itext_is_translated (RuhuItext *self, const char *id, guint language)
{
  GArray *entry = g_hash_table_lookup (self->entries, id);

  for (guint i = 0; entry != NULL && i < entry->len; i++) {
    Value *value = &g_array_index (entry, Value, i);

    if (value->language == language && value->form != NULL)
      return TRUE;
  }

  return FALSE;
}

/* Whether any text quotes an answer. */
gboolean
ruhu_itext_quotes (RuhuItext *self)
{
  return self->quotes;
}

/* Calls @func with the GArray of RuhuTextPart of each language and form in which the text quotes an
 * answer. */
void
ruhu_itext_foreach_quote (RuhuItext *self, const char *id, GFunc func, gpointer data)
{
  GArray *entry = self->quotes ? g_hash_table_lookup (self->entries, id) : NULL;

  for (guint i = 0; entry != NULL && i < entry->len; i++) {
    GArray *parts = g_array_index (entry, Value, i).parts;

    if (parts != NULL && quotes (parts))
      func (parts, data);
  }
}

static GArray *
find_value (GArray *entry, guint language, const char *const *forms)
{
  for (guint f = 0; forms[f] != NULL; f++)
    for (guint i = 0; i < entry->len; i++) {
      Value *value = &g_array_index (entry, Value, i);

      if (value->language == language && g_strcmp0 (value->form, forms[f]) == 0)
        return value->parts;
    }

  return NULL;
}

/* @forms: NULL-terminated, the first that is there counts. What a language lacks comes from the
 * default language. Returns the parts, or NULL. */
GArray *
ruhu_itext_lookup (RuhuItext *self, const char *id, guint language, const char *const *forms)
{
  GArray *entry = g_hash_table_lookup (self->entries, id);
  GArray *parts;

  if (entry == NULL)
    return NULL;

  parts = find_value (entry, language, forms);
  return parts != NULL ? parts : find_value (entry, self->default_language, forms);
}

/* jr:itext('id') with the id written out, as every label has it. */
static const char *
constant_id (RuhuXPathExpr *expr)
{
  RuhuXPathExpr *id;

  if (expr->kind != RUHU_XPATH_CALL || strcmp (expr->call.name, "jr:itext") != 0 ||
      expr->call.args->len != 1)
    return NULL;

  id = expr->call.args->pdata[0];
  return id->kind == RUHU_XPATH_LITERAL ? id->literal : NULL;
}

static RuhuText *
parse_reference (RuhuForm *form, xmlNodePtr node, const char *ref, GError **error)
{
  RuhuText *self = g_new0 (RuhuText, 1);

  self->ref = ruhu_form_parse_expr (form, node, ref, error);
  if (self->ref == NULL) {
    ruhu_text_free (self);
    return NULL;
  }

  self->id = constant_id (self->ref);
  if (self->id != NULL && !ruhu_itext_has (form->itext, self->id))
    ruhu_form_warn (form, node, "no language has the text “%s”", self->id);

  return self;
}

/* @node: <label>, <hint> or the like, with a ref or with the text itself */
RuhuText *
ruhu_text_parse (RuhuForm *form, xmlNodePtr node, GError **error)
{
  const char *ref = ruhu_xml_get (node, "ref");
  RuhuText *self;

  if (ref != NULL && *ref != '\0')
    return parse_reference (form, node, ref, error);

  self = g_new0 (RuhuText, 1);
  self->parts = parse_parts (form, node, error);
  if (self->parts == NULL)
    g_clear_pointer (&self, ruhu_text_free);

  return self;
}

/* @text: the value of jr:requiredMsg or jr:constraintMsg: words, or jr:itext('id') */
RuhuText *
ruhu_text_parse_message (RuhuForm *form, xmlNodePtr node, const char *text, GError **error)
{
  RuhuText *self;

  if (g_str_has_prefix (text, "jr:itext("))
    return parse_reference (form, node, text, error);

  self = g_new0 (RuhuText, 1);
  self->parts = new_parts ();
  append_text (self->parts, text);

  return self;
}

void
ruhu_text_free (RuhuText *self)
{
  g_clear_pointer (&self->parts, g_array_unref);
  g_clear_pointer (&self->ref, ruhu_xpath_expr_free);
  g_free (self);
}
