/* ruhu-xlsform-itext.c: texts in several languages, and texts that quote an answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-xlsform-write-private.h"

#include <string.h>

/* One <text>: a label with its media, a hint with its guidance, or a message. */
typedef struct {
  char *id;
  const GPtrArray *texts;
  const RuhuXlsNode *context;
  RuhuXlsSheetKind sheet;
  guint row;
  RuhuXlsTextKind from, to; /* which kinds of @texts belong to it */
} Item;

static const struct {
  RuhuXlsTextKind from, to;
  const char *suffix;
} groups[] = {
  { RUHU_XLS_LABEL, RUHU_XLS_LABEL, "label" },
  { RUHU_XLS_HINT, RUHU_XLS_GUIDANCE, "hint" },
  { RUHU_XLS_CONSTRAINT_MESSAGE, RUHU_XLS_CONSTRAINT_MESSAGE, "jr:constraintMsg" },
  { RUHU_XLS_REQUIRED_MESSAGE, RUHU_XLS_REQUIRED_MESSAGE, "jr:requiredMsg" },
  { RUHU_XLS_NO_APP_MESSAGE, RUHU_XLS_NO_APP_MESSAGE, "jr:noAppErrorString" },
};

static gboolean
is_media (RuhuXlsTextKind kind)
{
  return kind >= RUHU_XLS_IMAGE && kind <= RUHU_XLS_VIDEO;
}

static gboolean
belongs (const Item *item, RuhuXlsTextKind kind)
{
  return (kind >= item->from && kind <= item->to) ||
         (item->from == RUHU_XLS_LABEL && is_media (kind));
}

/**
 * ruhu_xls_in_itext:
 * @texts: what a question says
 * @kind: label, hint or one of the messages
 *
 * Returns: whether it needs itext: a translation, media, guidance, or an answer in a message
 */
gboolean
ruhu_xls_in_itext (const GPtrArray *texts, RuhuXlsTextKind kind)
{
  for (guint i = 0; i < texts->len; i++) {
    const RuhuXlsText *text = texts->pdata[i];

    if (kind == RUHU_XLS_LABEL && is_media (text->kind))
      return TRUE;
    if (kind == RUHU_XLS_HINT && text->kind == RUHU_XLS_GUIDANCE)
      return TRUE;
    if (text->kind != kind)
      continue;
    if (text->language != NULL ||
        (kind >= RUHU_XLS_CONSTRAINT_MESSAGE && ruhu_xls_is_rich (text->text)))
      return TRUE;
  }
  return FALSE;
}

static void
free_item (gpointer data)
{
  Item *item = data;

  g_free (item->id);
  g_free (item);
}

static void
add_item (GPtrArray *items, const Item *like, char *id)
{
  Item *item = g_memdup2 (like, sizeof (Item));

  item->id = id;
  g_ptr_array_add (items, item);
}

/* A question that is not shown says nothing, but its bind refers to its messages. */
static void
collect_node (GPtrArray *items, const RuhuXlsNode *node)
{
  gboolean shown = ruhu_xls_node_is_shown (node);

  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    if ((shown || groups[i].from >= RUHU_XLS_CONSTRAINT_MESSAGE) &&
        ruhu_xls_in_itext (node->texts, groups[i].from)) {
      Item like = { NULL,      node->texts,    node,        RUHU_XLS_SURVEY,
                    node->row, groups[i].from, groups[i].to };

      add_item (items, &like, g_strconcat (node->path, ":", groups[i].suffix, NULL));
    }
}

static GPtrArray *
collect (RuhuXlsForm *form)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (free_item);

  for (guint i = 0; i < form->lists->len; i++) {
    const RuhuXlsList *list = form->lists->pdata[i];

    for (guint c = 0; list->translated && c < list->choices->len; c++) {
      const RuhuXlsChoice *choice = list->choices->pdata[c];
      Item like = { NULL,        choice->texts,  NULL,          RUHU_XLS_CHOICES,
                    choice->row, RUHU_XLS_LABEL, RUHU_XLS_LABEL };

      add_item (items, &like, g_strdup_printf ("%s-%u", list->name, c));
    }
  }
  for (guint i = 0; i < form->nodes->len; i++)
    collect_node (items, form->nodes->pdata[i]);
  for (guint i = 0; i < form->rules->len; i++) {
    const RuhuXlsRule *rule = form->rules->pdata[i];
    Item like = {
      NULL, rule->texts, NULL, RUHU_XLS_RULES, rule->row, RUHU_XLS_LABEL, RUHU_XLS_LABEL
    };

    if (rule->texts->len > 0)
      add_item (items, &like, g_strdup_printf ("ruhu:rule:%s", rule->id));
  }
  return items;
}

static gboolean
list_needs_itext (const RuhuXlsList *list)
{
  for (guint c = 0; c < list->choices->len; c++) {
    const RuhuXlsChoice *choice = list->choices->pdata[c];

    if (ruhu_xls_in_itext (choice->texts, RUHU_XLS_LABEL))
      return TRUE;
    for (guint i = 0; i < choice->texts->len; i++) {
      const char *text = ((RuhuXlsText *) choice->texts->pdata[i])->text;

      if (ruhu_xls_is_rich (text) || strstr (text, "instance(") != NULL)
        return TRUE;
    }
  }
  return FALSE;
}

static const char *
language_of (const RuhuXlsForm *form, const RuhuXlsText *text)
{
  return text->language == NULL ? form->default_language : text->language;
}

/* Finds which lists need itext, and the languages, in the order they are met. */
void
ruhu_xls_find_languages (RuhuXlsForm *form)
{
  g_autoptr (GPtrArray) items = NULL;

  for (guint i = 0; i < form->lists->len; i++)
    ((RuhuXlsList *) form->lists->pdata[i])->translated = list_needs_itext (form->lists->pdata[i]);
  items = collect (form);
  for (guint i = 0; i < items->len; i++) {
    const Item *item = items->pdata[i];

    for (guint t = 0; t < item->texts->len; t++) {
      const RuhuXlsText *text = item->texts->pdata[t];
      const char *language = language_of (form, text);

      if (belongs (item, text->kind) &&
          !g_ptr_array_find_with_equal_func (form->languages, language, g_str_equal, NULL))
        g_ptr_array_add (form->languages, (gpointer) language);
    }
  }
}

/* The text of @kind in @language; what has no language stands for the default one. */
static const RuhuXlsText *
find_text (const RuhuXlsForm *form, const Item *item, RuhuXlsTextKind kind, const char *language)
{
  const RuhuXlsText *found = NULL;

  for (guint i = 0; i < item->texts->len; i++) {
    const RuhuXlsText *text = item->texts->pdata[i];

    if (text->kind == kind && g_str_equal (language_of (form, text), language) &&
        (found == NULL || found->language == NULL))
      found = text;
  }
  return found;
}

static void
write_value (RuhuXlsForm *form,
             xmlNode *into,
             const Item *item,
             RuhuXlsTextKind kind,
             const char *language)
{
  static const struct {
    const char *form, *folder;
  } media[] = {
    [RUHU_XLS_GUIDANCE] = { "guidance", NULL },
    [RUHU_XLS_IMAGE] = { "image", "images" },
    [RUHU_XLS_BIG_IMAGE] = { "big-image", "images" },
    [RUHU_XLS_IMAGE_DESCRIPTION] = { "image-description", NULL },
    [RUHU_XLS_AUDIO] = { "audio", "audio" },
    [RUHU_XLS_VIDEO] = { "video", "video" },
    [RUHU_XLS_NO_APP_MESSAGE] = { NULL, NULL },
  };
  const RuhuXlsText *text = find_text (form, item, kind, language);
  RuhuXlsText shown;
  xmlNode *value;

  if (text == NULL && (is_media (kind) || !ruhu_xls_text_has (item->texts, kind)))
    return;
  value = ruhu_xls_element (into, "value");
  if (media[kind].form != NULL)
    ruhu_xls_set (form, value, "form", media[kind].form);
  if (text == NULL) {
    xmlNodeAddContent (value, BAD_CAST "-");
    return;
  }
  shown = *text;
  if (media[kind].folder != NULL && !g_str_has_prefix (text->text, "jr://"))
    shown.text =
      ruhu_xls_keep (form, g_strdup_printf ("jr://%s/%s", media[kind].folder, text->text));
  ruhu_xls_write_rich (form, value, item->context, &shown, item->sheet, item->row);
}

/**
 * ruhu_xls_write_itext:
 * @form: the form being compiled; languages are known
 *
 * Writes <itext>: a text that a language lacks is "-", so that a translator sees what is missing.
 */
void
ruhu_xls_write_itext (RuhuXlsForm *form)
{
  g_autoptr (GPtrArray) items = collect (form);
  guint before = form->errors;
  xmlNode *itext;

  if (form->languages->len == 0 ||
      !ruhu_xls_has_room (form, (guint64) items->len * 2 * form->languages->len))
    return;
  itext = ruhu_xls_element (form->model, "itext");
  for (guint l = 0; l < form->languages->len; l++) {
    const char *language = form->languages->pdata[l];
    xmlNode *translation = ruhu_xls_element (itext, "translation");

    ruhu_xls_set (form, translation, "lang", language);
    if (g_str_equal (language, form->default_language))
      ruhu_xls_set (form, translation, "default", "true()");
    for (guint i = 0; i < items->len && form->errors < before + 50 && !ruhu_xls_is_full (form);
         i++) {
      const Item *item = items->pdata[i];
      xmlNode *text = ruhu_xls_element (translation, "text");

      ruhu_xls_set (form, text, "id", item->id);
      for (RuhuXlsTextKind kind = RUHU_XLS_LABEL; kind <= RUHU_XLS_NO_APP_MESSAGE; kind++)
        if (belongs (item, kind))
          write_value (form, text, item, kind, language);
    }
  }
}
