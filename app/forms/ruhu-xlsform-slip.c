/* ruhu-xlsform-slip.c: slips of the pen in an expression, and what was meant
 *
 * What an input method for Chinese leaves behind, and what a spreadsheet's own formulas look like.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-xlsform-write-private.h"

#include <string.h>

static const struct {
  const char *wrong, *right;
} slips[] = {
  { "＞=", ">=" },  { "＜=", "<=" }, { "＞", ">" },   { "＜", "<" },       { "＝", "=" },
  { "≥", ">=" },    { "≤", "<=" },   { "≠", "!=" },   { "！=", "!=" },     { "！", "not(…)" },
  { "（", "(" },    { "）", ")" },   { "［", "[" },   { "］", "]" },       { "【", "[" },
  { "】", "]" },    { "｛", "{" },   { "｝", "}" },   { "＄", "$" },       { "￥", "$" },
  { "，", "," },    { "、", "," },   { "；", "," },   { "。", "." },       { "．", "." },
  { "＋", "+" },    { "－", "-" },   { "—", "-" },    { "–", "-" },        { "＊", "*" },
  { "×", "*" },     { "÷", "div" },  { "／", "div" }, { "＂", "'" },       { "＇", "'" },
  { "「", "'" },    { "」", "'" },   { "｜", "|" },   { "　", "a blank" }, { "并且", "and" },
  { "或者", "or" }, { "等于", "=" }, { "大于", ">" }, { "小于", "<" },     { "==", "=" },
  { "<>", "!=" },   { "=>", ">=" },  { "=<", "<=" },  { "&&", "and" },     { "||", "or" },
};

/* Words that a spreadsheet writes in capitals, and an expression does not. */
static const char *const capitals[] = { "AND", "OR", "NOT", "IF", "DIV", "MOD" };

static gboolean
is_word (const char *text, const char *at, gsize length)
{
  return (at == text || !g_ascii_isalnum (at[-1])) && !g_ascii_isalnum (at[length]) &&
         at[length] != '_' && at[length] != '-';
}

static char *
describe_at (const char *text, const char *at)
{
  gunichar c = g_utf8_get_char (at);

  for (guint i = 0; i < G_N_ELEMENTS (slips); i++)
    if (g_str_has_prefix (at, slips[i].wrong))
      return g_strdup_printf ("; “%s” is written “%s”", slips[i].wrong, slips[i].right);
  for (guint i = 0; i < G_N_ELEMENTS (capitals); i++)
    if (g_str_has_prefix (at, capitals[i]) && is_word (text, at, strlen (capitals[i]))) {
      g_autofree char *lower = g_ascii_strdown (capitals[i], -1);

      return g_strdup_printf ("; “%s” is written “%s”", capitals[i], lower);
    }
  if (c >= 0xff10 && c <= 0xff19)
    return g_strdup_printf ("; “%.3s” is written “%u”", at, c - 0xff10);
  return NULL;
}

/**
 * ruhu_xls_describe_slip:
 * @text: an expression as its author wrote it, with ${references}
 *
 * Returns: (transfer full) (nullable): "; “＞” is written “>”" for the first of them; %NULL for
 * none
 */
char *
ruhu_xls_describe_slip (const char *text)
{
  char quote = '\0';

  if (*text == '=')
    return g_strdup ("; an expression does not begin with =");
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at)) {
    const char *close = g_str_has_prefix (at, "${") ? strchr (at, '}') : NULL;
    char *found;

    if (close != NULL && quote == '\0') {
      at = close;
      continue;
    }
    if (*at == '\'' || *at == '"')
      quote = quote == '\0' ? *at : quote == *at ? '\0' : quote;
    if (quote != '\0' || *at == '\'' || *at == '"')
      continue;
    if (g_str_has_prefix (at, "$(") || (*at == '{' && (at == text || at[-1] != '$')))
      return g_strdup ("; an answer is referred to as ${name}");
    found = describe_at (text, at);
    if (found != NULL)
      return found;
  }
  return NULL;
}
