/* ruhu-address.c: village groups in addresses
 *
 * Below the village there is no code, only words: 石湾村二组12号. Some write 2组, some 二社 or
 * 二队; a worker goes through a village group by group.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "register/ruhu-address.h"

#include <string.h>

#define MOST_GROUPS 999

static int
numeral_value (gunichar c)
{
  static const gunichar numerals[] = { 0x3007, 0x4e00, 0x4e8c, 0x4e09, 0x56db, 0x4e94,
                                       0x516d, 0x4e03, 0x516b, 0x4e5d, 0x5341 }; /* 〇 to 十 */

  if (c >= '0' && c <= '9')
    return (int) (c - '0');
  for (gsize i = 0; i < G_N_ELEMENTS (numerals); i++)
    if (c == numerals[i])
      return (int) i;

  return -1;
}

static gboolean
is_group_word (gunichar c)
{
  return c == 0x7ec4 || c == 0x793e || c == 0x961f; /* 组 社 队 */
}

/* Reads 2, 12, 二, 十, 十二, 二十 or 二十三; @end is behind it. 0 where there is no number. */
static guint
read_number (const char *text, const char **end)
{
  guint number = 0;
  int value;

  while ((value = numeral_value (g_utf8_get_char (text))) >= 0) {
    gboolean ten = value == 10;

    if (ten)
      number = MAX (number, 1) * 10;
    else if (number % 10 == 0 && number > 0 && !g_ascii_isdigit (*text) && number < 100)
      number += (guint) value;
    else
      number = number * 10 + (guint) value;
    text = g_utf8_next_char (text);
  }

  *end = text;
  return number <= MOST_GROUPS ? number : 0;
}

/**
 * ruhu_address_get_group:
 * @address: an address in valid UTF-8
 * @number: (out) (optional): its number, 0 where there is no group
 *
 * Returns: (transfer full): the group's words as the address has them ("二组"), "" for none; the
 *   last where there are several
 */
char *
ruhu_address_get_group (const char *address, guint *number)
{
  g_autofree char *group = g_strdup ("");
  guint found = 0;

  for (const char *p = address; *p != '\0';) {
    const char *end;
    guint n = read_number (p, &end);

    if (end == p) {
      p = g_utf8_next_char (p);
      continue;
    }
    if (n > 0 && is_group_word (g_utf8_get_char (end))) {
      g_free (group);
      group = g_strndup (p, (gsize) (g_utf8_next_char (end) - p));
      found = n;
    }
    p = end;
  }

  if (number != NULL)
    *number = found;
  return g_steal_pointer (&group);
}

/**
 * ruhu_address_to_plain:
 * @address: (nullable): an address, or what somebody typed to find one
 *
 * Makes two ways to write a place alike: full-width characters become plain, capitals small, spaces
 * go, and the number of a group is written in digits.
 *
 * Returns: (transfer full): @address for comparing
 */
char *
ruhu_address_to_plain (const char *address)
{
  g_autofree char *composed =
    g_utf8_normalize (address != NULL ? address : "", -1, G_NORMALIZE_ALL_COMPOSE);
  g_autofree char *folded = composed != NULL ? g_utf8_casefold (composed, -1) : g_strdup ("");
  GString *plain = g_string_new (NULL);

  for (const char *p = folded; *p != '\0';) {
    const char *end;
    guint n = read_number (p, &end);

    if (end != p && n > 0 && is_group_word (g_utf8_get_char (end)))
      g_string_append_printf (plain, "%u", n);
    else if (end != p)
      g_string_append_len (plain, p, end - p);
    else {
      end = g_utf8_next_char (p);
      if (!g_unichar_isspace (g_utf8_get_char (p)))
        g_string_append_len (plain, p, end - p);
    }
    p = end;
  }

  return g_string_free (plain, FALSE);
}
