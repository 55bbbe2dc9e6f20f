/* ruhu-xlsform-rich.c: texts that quote an answer: ${question}, {{ expression }}, instance()
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-xlsform-write-private.h"

#include <string.h>

#define MOST_PROSE 8

typedef struct {
  RuhuXlsForm *form;
  xmlNode *into;
  const RuhuXlsNode *context;
  const RuhuXlsText *text;
  RuhuXlsSheetKind sheet;
  guint row;
  GString *plain;     /* what stands before the next <output> */
  gboolean delimited; /* {{ … }} marks expressions, so that instance() is a word like any other */
  guint prose;        /* "instance(" that begins no expression: each is looked for to the end */
} Writing;

/* Whether @text quotes an answer, or an expression between {{ and }}. */
gboolean
ruhu_xls_is_rich (const char *text)
{
  return strstr (text, "${") != NULL || (strstr (text, "{{") != NULL && strlen (text) > 2);
}

static gboolean
complain (const Writing *self, const char *what)
{
  ruhu_xls_error (self->form, self->sheet, self->row, self->text->header, "%s", what);
  return FALSE;
}

static gboolean
is_escaped (const char *at)
{
  return g_str_has_prefix (at, "\\{{") || g_str_has_prefix (at, "\\}}");
}

/* Writes <output> for @expression. */
static void
write_output (Writing *self, const char *expression)
{
  g_autofree char *value = ruhu_xls_expand (self->form,
                                            self->context,
                                            expression,
                                            self->sheet,
                                            self->row,
                                            self->text->header,
                                            RUHU_XLS_PLAIN,
                                            NULL);

  xmlNodeAddContent (self->into, BAD_CAST self->plain->str);
  g_string_truncate (self->plain, 0);
  ruhu_xls_set (self->form, ruhu_xls_element (self->into, "output"), "value", value);
}

/* What stands from "{{" at @at to its "}}"; goes on behind it. FALSE after a message. */
static gboolean
read_delimited (Writing *self, const char **at)
{
  g_autoptr (GString) expression = g_string_new (NULL);
  const char *now = *at + 2;

  while (!g_str_has_prefix (now, "}}") || now[2] == '}') {
    if (*now == '\0')
      return complain (self,
                       "an expression is not closed: write {{ expression }}, or \\{{ for braces");
    if (g_str_has_prefix (now, "{{"))
      return complain (self, "an expression stands in another one: close the first with }}");
    if (is_escaped (now)) {
      g_string_append_len (expression, now + 1, 2);
      now += 3;
    } else
      g_string_append_c (expression, *now++);
  }
  write_output (self, expression->str);
  *at = now + 2;
  return TRUE;
}

/* The reference at @at, "${name}"; goes on behind it. FALSE after a message. */
static gboolean
read_reference (Writing *self, const char **at)
{
  const char *close = strchr (*at, '}');
  g_autofree char *piece = NULL;

  if (close == NULL)
    return complain (self, "a reference is not closed: write ${question}");
  piece = g_strndup (*at, (gsize) (close + 1 - *at));
  write_output (self, piece);
  *at = close + 1;
  return TRUE;
}

/* The expression instance('list')/…/label at @at, or else the letter there. */
static void
read_other (Writing *self, const char **at)
{
  gboolean looks =
    !self->delimited && self->prose < MOST_PROSE && g_str_has_prefix (*at, "instance(");
  const char *end = looks ? ruhu_xls_skip_instance (*at) : NULL;
  g_autofree char *piece = end == NULL ? NULL : g_strndup (*at, (gsize) (end - *at));

  if (piece != NULL) {
    write_output (self, piece);
    *at = end;
    return;
  }
  self->prose += looks;
  g_string_append_c (self->plain, *(*at)++);
}

/**
 * ruhu_xls_write_rich:
 * @form: the form being compiled
 * @into: an empty element
 * @context: (nullable): the node that says it
 * @text: what it says
 * @sheet: where it stands, as @row
 *
 * Writes @text with its ${references}, {{ expressions }} and, where it has none of these last,
 * its instance() expressions as <output>; "\{{" and "\}}" are braces.
 */
void
ruhu_xls_write_rich (RuhuXlsForm *form,
                     xmlNode *into,
                     const RuhuXlsNode *context,
                     const RuhuXlsText *text,
                     RuhuXlsSheetKind sheet,
                     guint row)
{
  g_autoptr (GString) plain = g_string_new (NULL);
  gboolean delimited = strstr (text->text, "{{") != NULL && strlen (text->text) > 2;
  Writing self = { form, into, context, text, sheet, row, plain, delimited, 0 };
  const char *at = text->text;

  while (*at != '\0') {
    gboolean going = TRUE;

    if (delimited && is_escaped (at)) {
      g_string_append_len (plain, at + 1, 2);
      at += 3;
    } else if (delimited && g_str_has_prefix (at, "{{"))
      going = read_delimited (&self, &at);
    else if (g_str_has_prefix (at, "${"))
      going = read_reference (&self, &at);
    else
      read_other (&self, &at);
    if (!going)
      return;
  }
  xmlNodeAddContent (into, BAD_CAST plain->str);
}
