/* ruhu-groups.c: long numbers in groups, as they are read aloud
 *
 * A form asks for them by the appearance `groups-6-8-4`, with an X behind it where the number may
 * end with that letter; or by ODK's `thousands-sep` for a comma between thousands. The gaps are for
 * the eye: the answer is without them.
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
  groups->thousands = ruhu_control_has_appearance (control, "thousands-sep");
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

/** ruhu_groups_are_used: Returns: whether the number is written otherwise than it is stored */
gboolean
ruhu_groups_are_used (const RuhuGroups *groups)
{
  return groups->n > 0 || groups->thousands;
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
  g_auto (GStrv) parts = g_strsplit_set (text, groups->thousands ? " ," : " ", -1);
  g_autofree char *joined = g_strjoinv ("", parts);

  /* What is no number is somebody's words, and stays. */
  if (groups->thousands && strspn (joined, "+-.0123456789") < strlen (joined))
    return g_strdup (text);
  return groups->letter ? g_ascii_strup (joined, -1) : g_steal_pointer (&joined);
}

/* “-1234567.5” → “-1,234,567.5”; what is no number stays as it is. */
static char *
write_thousands (const char *number)
{
  GString *text = g_string_new (NULL);
  const char *digits = number + (*number == '-' || *number == '+');
  gsize n = strspn (digits, "0123456789");
  gsize fraction = digits[n] == '.' ? 1 + strspn (digits + n + 1, "0123456789") : 0;
  gsize i;

  if (digits[n + fraction] != '\0') {
    g_string_assign (text, number);
    return g_string_free (text, FALSE);
  }
  g_string_append_len (text, number, digits - number);
  for (i = 0; i < n; i++) {
    if (i > 0 && (n - i) % 3 == 0)
      g_string_append_c (text, ',');
    g_string_append_c (text, digits[i]);
  }
  g_string_append (text, digits + n);
  return g_string_free (text, FALSE);
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
  guint group = 0, left = groups->n > 0 ? groups->sizes[0] : 0;
  GString *text;

  if (groups->thousands)
    return write_thousands (number);
  text = g_string_new (NULL);
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

/**
 * ruhu_groups_find:
 * @written: what ruhu_groups_write() gave
 * @n: how many characters of the number
 *
 * Returns: where in @written one is behind @n of them, in characters
 */
guint
ruhu_groups_find (const RuhuGroups *groups, const char *written, guint n)
{
  guint at = 0;

  for (; *written != '\0' && n > 0; written = g_utf8_next_char (written), at++)
    n -= *written != ' ' && !(groups->thousands && *written == ',');
  return at;
}

/**
 * ruhu_groups_to_ascii:
 *
 * Full-width digits and signs are what a Chinese keyboard gives; a number or date is stored in
 * ASCII.
 *
 * Returns: (transfer full): @text with those as ASCII
 */
char *
ruhu_groups_to_ascii (const char *text)
{
  GString *ascii = g_string_new (NULL);
  const char *p;

  for (p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    g_string_append_unichar (ascii, c >= 0xff01 && c <= 0xff5e ? c - 0xfee0 : c);
  }
  return g_string_free (ascii, FALSE);
}
