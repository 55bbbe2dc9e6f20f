/* ruhu-chosen.c: which choices an answer holds
 *
 * The values of a select are kept with a space between them, as ODK does.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-chosen.h"

#include "form/ruhu-decline.h"

#include <string.h>

/* By the survey's own convention this choice means that no other applies. */
#define NONE "none"

/** ruhu_chosen_has: Returns: whether @choice is one of the values in @answer */
gboolean
ruhu_chosen_has (const char *answer, const char *choice)
{
  gsize length = strlen (choice);
  const char *p;

  for (p = answer; (p = strstr (p, choice)) != NULL; p += length) {
    if ((p == answer || p[-1] == ' ') && (p[length] == '\0' || p[length] == ' '))
      return length > 0;
    if (length == 0)
      break;
  }
  return FALSE;
}

/**
 * ruhu_chosen_toggle:
 * @on: whether @choice is to be in the answer
 *
 * The order of tapping is kept. "None" and the ways to decline go as soon as another is chosen, and
 * the others go where "none" is.
 *
 * Returns: (transfer full): the answer after that
 */
char *
ruhu_chosen_toggle (const char *answer, const char *choice, gboolean on)
{
  g_auto (GStrv) chosen = g_strsplit (answer, " ", -1);
  g_autoptr (GPtrArray) kept = g_ptr_array_new ();
  guint i;

  for (i = 0; chosen[i] != NULL; i++) {
    gboolean excluded = on && (g_str_equal (choice, NONE) || g_str_equal (chosen[i], NONE) ||
                               ruhu_decline_is (chosen[i]));

    if (*chosen[i] != '\0' && !g_str_equal (chosen[i], choice) && !excluded)
      g_ptr_array_add (kept, chosen[i]);
  }
  if (on)
    g_ptr_array_add (kept, (gpointer) choice);
  g_ptr_array_add (kept, NULL);
  return g_strjoinv (" ", (char **) kept->pdata);
}

/** ruhu_chosen_count: Returns: how many values there are in @answer */
guint
ruhu_chosen_count (const char *answer)
{
  g_auto (GStrv) chosen = g_strsplit (answer, " ", -1);
  guint i, n = 0;

  for (i = 0; chosen[i] != NULL; i++)
    n += *chosen[i] != '\0';
  return n;
}
