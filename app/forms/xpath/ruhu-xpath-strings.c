/* ruhu-xpath-strings.c: functions on text; positions count characters, not bytes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/xpath/ruhu-xpath-library-private.h"

#include <math.h>
#include <string.h>

#define LONGEST_TEXT 1000000 /* bytes */
#define SPACES " \t\r\n"

/* The argument, or, where it is left out, the node a predicate looks at; JavaRosa refuses it
 * elsewhere. */
static const char *
get_text_or_row (RuhuXPathFrame *frame, GError **error)
{
  RuhuXPathContext *context = frame->context;

  if (frame->n > 0)
    return ruhu_xpath_frame_get_string (frame, 0);
  if (context->position > 0)
    return context->host->get_string (context, context->node);
  ruhu_xpath_frame_refuse (frame, "an argument is missing", error);
  return NULL;
}

gboolean
ruhu_xpath_string (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  RuhuXPathContext *context = frame->context;

  if (frame->n == 0)
    ruhu_xpath_value_set_string (result, context->host->get_string (context, context->node));
  else if (frame->values[0].kind == RUHU_XPATH_VALUE_NODES)
    ruhu_xpath_value_set_string (result, ruhu_xpath_frame_get_string (frame, 0));
  else
    ruhu_xpath_value_take_string (result, g_strdup (ruhu_xpath_frame_get_string (frame, 0)));
  return TRUE;
}

/* Every node of every argument, from @first on. A form that doubles a text thirty times would fill
 * the memory: what no answer is as long as is refused. */
static char *
join (RuhuXPathFrame *frame, guint first, const char *separator, GError **error)
{
  GString *text = g_string_new (NULL);
  gboolean later = FALSE;

  for (guint i = first; i < frame->n; i++)
    for (guint item = 0; item < ruhu_xpath_frame_count_items (frame, i); item++) {
      if (later)
        g_string_append (text, separator);
      g_string_append (text, ruhu_xpath_frame_get_item_string (frame, i, item));
      later = TRUE;
      if (text->len > LONGEST_TEXT) {
        g_string_free (text, TRUE);
        ruhu_xpath_frame_refuse (frame, "the text gets too long", error);
        return NULL;
      }
    }
  return g_string_free (text, FALSE);
}

gboolean
ruhu_xpath_concat (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  char *text = join (frame, 0, "", error);

  ruhu_xpath_value_take_string (result, text);
  return text != NULL;
}

gboolean
ruhu_xpath_join (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  char *text = join (frame, 1, ruhu_xpath_frame_get_string (frame, 0), error);

  ruhu_xpath_value_take_string (result, text);
  return text != NULL;
}

gboolean
ruhu_xpath_contains (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  const char *text = ruhu_xpath_frame_get_string (frame, 0);

  ruhu_xpath_value_set_boolean (result,
                                strstr (text, ruhu_xpath_frame_get_string (frame, 1)) != NULL);
  return TRUE;
}

gboolean
ruhu_xpath_starts_with (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  const char *text = ruhu_xpath_frame_get_string (frame, 0);

  ruhu_xpath_value_set_boolean (result,
                                g_str_has_prefix (text, ruhu_xpath_frame_get_string (frame, 1)));
  return TRUE;
}

gboolean
ruhu_xpath_ends_with (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  const char *text = ruhu_xpath_frame_get_string (frame, 0);

  ruhu_xpath_value_set_boolean (result,
                                g_str_has_suffix (text, ruhu_xpath_frame_get_string (frame, 1)));
  return TRUE;
}

gboolean
ruhu_xpath_substring_before (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  const char *text = ruhu_xpath_frame_get_string (frame, 0);
  const char *found = strstr (text, ruhu_xpath_frame_get_string (frame, 1));

  ruhu_xpath_value_take_string (result, g_strndup (text, found != NULL ? found - text : 0));
  return TRUE;
}

gboolean
ruhu_xpath_substring_after (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  const char *mark = ruhu_xpath_frame_get_string (frame, 1);
  const char *found = strstr (ruhu_xpath_frame_get_string (frame, 0), mark);

  ruhu_xpath_value_take_string (result, g_strdup (found != NULL ? found + strlen (mark) : ""));
  return TRUE;
}

/* Characters @start to @end (not included) of @text, both from 0 and cut to what there is. */
static char *
cut (const char *text, double start, double end)
{
  glong length = g_utf8_strlen (text, -1);
  glong from = CLAMP (start, 0, length);
  glong to = CLAMP (end, 0, length);

  return from < to ? g_utf8_substring (text, from, to) : g_strdup ("");
}

/* substring(text, start, length?): from 1, both rounded (XPath 1.0, section 4.2). */
gboolean
ruhu_xpath_substring (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  double start = floor (ruhu_xpath_frame_get_number (frame, 1) + 0.5);
  double end = INFINITY;

  if (frame->n > 2)
    end = start + floor (ruhu_xpath_frame_get_number (frame, 2) + 0.5);
  if (isnan (start) || isnan (end))
    ruhu_xpath_value_set_string (result, "");
  else
    ruhu_xpath_value_take_string (result,
                                  cut (ruhu_xpath_frame_get_string (frame, 0), start - 1, end - 1));
  return TRUE;
}

/* substr(text, start, end?): from 0, negative from the end (ODK XForms). */
gboolean
ruhu_xpath_substr (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  const char *text = ruhu_xpath_frame_get_string (frame, 0);
  double length = g_utf8_strlen (text, -1);
  double start = trunc (ruhu_xpath_frame_get_number (frame, 1));
  double end = frame->n > 2 ? trunc (ruhu_xpath_frame_get_number (frame, 2)) : length;

  if (isnan (start) || isnan (end))
    ruhu_xpath_value_set_string (result, "");
  else
    ruhu_xpath_value_take_string (result,
                                  cut (text,
                                       start < 0 ? start + length : start,
                                       end < 0 ? end + length : end));
  return TRUE;
}

gboolean
ruhu_xpath_string_length (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  const char *text = get_text_or_row (frame, error);

  if (text == NULL)
    return FALSE;
  ruhu_xpath_value_set_number (result, g_utf8_strlen (text, -1));
  return TRUE;
}

gboolean
ruhu_xpath_normalize_space (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  const char *text = get_text_or_row (frame, error);
  g_autoptr (GString) normal = g_string_new (NULL);

  if (text == NULL)
    return FALSE;
  for (text += strspn (text, SPACES); *text != '\0'; text += strspn (text, SPACES)) {
    gsize length = strcspn (text, SPACES);

    if (normal->len > 0)
      g_string_append_c (normal, ' ');
    g_string_append_len (normal, text, length);
    text += length;
  }
  ruhu_xpath_value_take_string (result, g_string_free (g_steal_pointer (&normal), FALSE));
  return TRUE;
}

gboolean
ruhu_xpath_translate (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  const char *from = ruhu_xpath_frame_get_string (frame, 1);
  const char *to = ruhu_xpath_frame_get_string (frame, 2);
  glong to_length = g_utf8_strlen (to, -1);
  GString *text = g_string_new (NULL);

  for (const char *at = ruhu_xpath_frame_get_string (frame, 0); *at != '\0';
       at = g_utf8_next_char (at)) {
    gunichar c = g_utf8_get_char (at);
    const char *found = g_utf8_strchr (from, -1, c);
    glong place = found != NULL ? g_utf8_pointer_to_offset (from, found) : 0;

    if (found == NULL)
      g_string_append_unichar (text, c);
    else if (place < to_length)
      g_string_append_unichar (text, g_utf8_get_char (g_utf8_offset_to_pointer (to, place)));
  }
  ruhu_xpath_value_take_string (result, g_string_free (text, FALSE));
  return TRUE;
}

/* The pattern for the whole text. One written out in the form is compiled once and kept there. */
static GRegex *
get_pattern (RuhuXPathFrame *frame, GError **error)
{
  RuhuXPathExpr *expr = frame->expr;
  g_autofree char *whole = NULL;
  g_autoptr (GError) why = NULL;
  GRegex *regex;

  if (expr->resolved != NULL)
    return g_regex_ref (expr->resolved);

  whole = g_strdup_printf ("\\A(?:%s)\\z", ruhu_xpath_frame_get_string (frame, 1));
  regex = g_regex_new (whole, G_REGEX_OPTIMIZE, 0, &why);
  if (regex == NULL) {
    ruhu_xpath_frame_refuse (frame, why->message, error);
    return NULL;
  }
  if (frame->args[1]->kind == RUHU_XPATH_LITERAL) {
    expr->resolved = g_regex_ref (regex);
    expr->resolved_free = (GDestroyNotify) g_regex_unref;
  }
  return regex;
}

/* The pattern must match the whole text, as JavaRosa has it. */
gboolean
ruhu_xpath_regex (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  g_autoptr (GRegex) regex = get_pattern (frame, error);
  g_autoptr (GError) why = NULL;
  gboolean matches;

  if (regex == NULL)
    return FALSE;
  matches =
    g_regex_match_full (regex, ruhu_xpath_frame_get_string (frame, 0), -1, 0, 0, NULL, &why);
  if (why != NULL)
    return ruhu_xpath_frame_refuse (frame, "the pattern takes too long", error);
  ruhu_xpath_value_set_boolean (result, matches);
  return TRUE;
}
