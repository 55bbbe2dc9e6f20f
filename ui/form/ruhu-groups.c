/* ruhu-groups.c: long numbers in groups, as they are read aloud
 *
 * A form asks for them by the appearance `groups-6-8-4`, with an X behind it where the number may
 * end with that letter. The gaps are for the eye: the answer is without them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-groups.h"

#include <string.h>

#define PREFIX "groups-"

/** ruhu_groups_read: @groups: (out): those of @control's appearance */
void
ruhu_groups_read (const RuhuControl *control, RuhuGroups *groups)
{
  const char *appearance = ruhu_control_get_appearance (control);
  const char *found = appearance != NULL ? strstr (appearance, PREFIX) : NULL;

  memset (groups, 0, sizeof *groups);
  if (found == NULL || (found != appearance && found[-1] != ' '))
    return;

  found += strlen (PREFIX);
  while (g_ascii_isdigit (*found) && groups->n < RUHU_MOST_GROUPS) {
    char *end;

    groups->sizes[groups->n++] = (guint) g_ascii_strtoull (found, &end, 10);
    found = *end == '-' ? end + 1 : end;
  }
  groups->letter = *found == 'X';
}

/** ruhu_groups_count: Returns: how many characters the whole number has; 0 where there are none */
guint
ruhu_groups_count (const RuhuGroups *groups)
{
  guint i, n = 0;

  for (i = 0; i < groups->n; i++)
    n += groups->sizes[i];
  return n;
}

/**
 * ruhu_groups_strip:
 *
 * Returns: (transfer full): @text as it is stored: without gaps, and where the number may end with
 *   a letter, that one as a capital
 */
char *
ruhu_groups_strip (const RuhuGroups *groups, const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, " ", -1);
  g_autofree char *joined = g_strjoinv ("", parts);

  return groups->letter ? g_ascii_strup (joined, -1) : g_steal_pointer (&joined);
}

/**
 * ruhu_groups_write:
 * @number: as it is stored
 *
 * Returns: (transfer full): @number with its gaps; what is longer than all groups stands behind
 * them
 */
char *
ruhu_groups_write (const RuhuGroups *groups, const char *number)
{
  GString *text = g_string_new (NULL);
  guint group = 0, left = groups->n > 0 ? groups->sizes[0] : 0;

  for (; *number != '\0'; number = g_utf8_next_char (number)) {
    if (left == 0 && group + 1 < groups->n) {
      g_string_append_c (text, ' ');
      left = groups->sizes[++group];
    }
    g_string_append_unichar (text, g_utf8_get_char (number));
    left -= left > 0;
  }
  return g_string_free (text, FALSE);
}
