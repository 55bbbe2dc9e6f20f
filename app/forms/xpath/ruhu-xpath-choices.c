/* ruhu-xpath-choices.c: functions on chosen options and on the texts of a form
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/xpath/ruhu-xpath-library-private.h"

#include <math.h>
#include <string.h>

#define SPACES " \t\r\n"

static gboolean
is_edge (char c)
{
  return c == '\0' || strchr (SPACES, c) != NULL;
}

/* selected(list, value): is the value one of those between spaces? An empty one only in an empty
 * list. */
gboolean
ruhu_xpath_selected (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  const char *list = ruhu_xpath_frame_get_string (frame, 0);
  const char *value = ruhu_xpath_frame_get_string (frame, 1);
  gsize length;
  gboolean found = FALSE;

  value += strspn (value, SPACES);
  length = strlen (value);
  while (length > 0 && is_edge (value[length - 1]))
    length--;

  if (length == 0)
    found = *list == '\0';
  for (const char *at = list; length > 0 && *at != '\0' && !found; at++)
    found =
      (at == list || is_edge (at[-1])) && strncmp (at, value, length) == 0 && is_edge (at[length]);
  ruhu_xpath_value_set_boolean (result, found);
  return TRUE;
}

gboolean
ruhu_xpath_selected_at (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  const char *at = ruhu_xpath_frame_get_string (frame, 0);
  double place = trunc (ruhu_xpath_frame_get_number (frame, 1));

  at += strspn (at, SPACES);
  for (double i = 0; *at != '\0' && i < place; i++) {
    at += strcspn (at, SPACES);
    at += strspn (at, SPACES);
  }
  ruhu_xpath_value_take_string (result, g_strndup (at, place >= 0 ? strcspn (at, SPACES) : 0));
  return TRUE;
}

gboolean
ruhu_xpath_count_selected (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  const char *at = ruhu_xpath_frame_get_string (frame, 0);
  guint n = 0;

  for (at += strspn (at, SPACES); *at != '\0'; at += strspn (at, SPACES)) {
    at += strcspn (at, SPACES);
    n++;
  }
  ruhu_xpath_value_set_number (result, n);
  return TRUE;
}

gboolean
ruhu_xpath_choice_name (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  RuhuXPathContext *context = frame->context;
  char *name;

  if (context->host->get_choice_name == NULL)
    return ruhu_xpath_frame_refuse (frame, "there are no choices here", error);
  name = context->host->get_choice_name (context,
                                         frame->expr,
                                         ruhu_xpath_frame_get_string (frame, 0),
                                         ruhu_xpath_frame_get_string (frame, 1),
                                         error);
  if (name == NULL)
    return FALSE;
  ruhu_xpath_value_take_string (result, name);
  return TRUE;
}

gboolean
ruhu_xpath_itext (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  RuhuXPathContext *context = frame->context;
  char *text = NULL;

  if (context->host->get_itext != NULL)
    text = context->host->get_itext (context, ruhu_xpath_frame_get_string (frame, 0));
  if (text == NULL)
    return ruhu_xpath_frame_refuse (frame, "there is no text of that id", error);
  ruhu_xpath_value_take_string (result, text);
  return TRUE;
}
