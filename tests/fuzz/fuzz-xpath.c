/* fuzz-xpath.c: any bytes as an expression, parsed, walked and evaluated over a small form
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "forms/xpath/ruhu-xpath-lexer-private.h"
#include "xpath-document.h"

#define LONGEST 4096
#define MOST_NAMES 600

static const char form[] =
  "<html><model><itext><translation lang='en'><text id='t'><value>T</value></text></translation>"
  "</itext><instance><data><a>3</a><b/><c>x y</c><d>2026-11-21</d><r><v>1</v></r><r><v>2</v></r>"
  "<s>0 0;0 1;1 1</s><here/></data></instance><instance id='l'><root><item><name>n</name>"
  "<label>N</label></item></root></instance></model></html>";

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
note (RuhuXPathExpr *expr, RuhuXPathExpr *outer, guint step, gpointer data)
{
  const char *column;
  RuhuXPathExpr *key;
  guint *n = data;

  *n += ruhu_xpath_expr_is_lookup (expr, &column, &key);
}

/* GLib never frees an interned name, nor the table it outgrew. No form has so many; a fuzzer, whose
 * leak check would see it, has to do with a few hundred. */
static gboolean
brings_too_many_names (const char *text)
{
  static guint names;
  gboolean has_ids = strstr (text, "instance") != NULL;
  RuhuXPathLexer lexer;
  gboolean more = ruhu_xpath_lexer_start (&lexer, text, NULL);

  for (; more && lexer.kind != RUHU_XPATH_TOKEN_END; more = ruhu_xpath_lexer_next (&lexer, NULL)) {
    gboolean is_id = has_ids && lexer.kind == RUHU_XPATH_TOKEN_LITERAL;
    g_autofree char *name = NULL;

    if (lexer.kind != RUHU_XPATH_TOKEN_NAME && !is_id)
      continue;
    name = g_strndup (lexer.start + is_id, lexer.length - 2 * is_id);
    if (g_quark_try_string (name) != 0)
      continue;
    if (names >= MOST_NAMES)
      return TRUE;
    names += 2; /* with and without its prefix */
    g_intern_string (name);
  }
  return FALSE;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static XPathDocument *document;
  g_autofree char *text = g_strndup ((const char *) data, MIN (size, LONGEST));
  g_autoptr (RuhuXPathExpr) expr = NULL;
  g_autofree char *string = NULL;
  RuhuXPathContext context;
  gboolean boolean;
  double number;
  guint n = 0;

  if (document == NULL)
    document = xpath_document_new (form, "/html/model/instance[1]/data/here");
  if (brings_too_many_names (text))
    return 0;
  expr = ruhu_xpath_parse (text, NULL);
  if (expr == NULL)
    return 0;

  context = xpath_document_get_context (document);
  ruhu_xpath_foreach (expr, note, &n);
  string = ruhu_xpath_eval_string (expr, &context, NULL);
  ruhu_xpath_eval_number (expr, &context, &number, NULL);
  ruhu_xpath_eval_boolean (expr, &context, &boolean, NULL);
  g_assert_true (string == NULL || g_utf8_validate (string, -1, NULL));
  return 0;
}
