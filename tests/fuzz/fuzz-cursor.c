/* fuzz-cursor.c: any text as a cursor, and any cursor as text
 *
 * What HQ reads as a cursor of its own is what it would write itself, byte for byte; and whatever
 * HQ does to a cursor, what it writes it reads again.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ruhu-division.h"
#include "base/ruhu-id.h"
#include "ruhu-cursor.h"
#include "ruhu-wire-json.h"

#include <string.h>

#define MOST_TOWNS 5000
#define PAGE "0192f3a0-aa01-7000-8000-0000000000%02x"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* Each town in @text is found, with the number that stands there. */
static void
check_towns (RuhuCursor *cursor, const char *text)
{
  g_auto (GStrv) towns = g_strsplit (strrchr (text, '.') + 1, ",", -1);
  guint i;

  g_assert (g_strv_length (towns) <= MOST_TOWNS);
  for (i = 0; towns[i] != NULL; i++) {
    g_auto (GStrv) parts = g_strsplit (towns[i], ":", 2);
    g_autofree char *number = NULL;
    guint64 sseq = 0;

    g_assert (ruhu_division_is_valid (parts[0]));
    g_assert (ruhu_cursor_get_town (cursor, parts[0], &sseq));
    g_assert (sseq <= RUHU_WIRE_MAX_INTEGER);
    number = g_strdup_printf ("%" G_GUINT64_FORMAT, sseq);
    g_assert (g_str_equal (number, parts[1]));
  }
}

static void
read_cursor (const char *text)
{
  g_autoptr (RuhuCursor) cursor = ruhu_cursor_parse (text);
  g_autofree char *written = NULL;
  const char *page;

  if (cursor == NULL)
    return;

  written = ruhu_cursor_to_string (cursor);
  g_assert (g_str_equal (written, text));
  page = ruhu_cursor_get_page (cursor);
  g_assert (page == NULL || ruhu_id_is_valid (page));
  g_assert (ruhu_cursor_get_epoch (cursor) <= RUHU_WIRE_MAX_INTEGER);
  g_assert (*ruhu_cursor_get_gen (cursor) != '\0');
  check_towns (cursor, text);
}

/* One step of HQ's, as @step says. */
static void
change (RuhuCursor *cursor, guint8 step, guint8 much)
{
  g_autofree char *town = g_strdup_printf ("9901%05u", step / 4u);
  g_autofree char *page = g_strdup_printf (PAGE, much);

  switch (step % 4) {
  case 0:
    ruhu_cursor_forget_town (cursor, town);
    break;
  case 1:
    ruhu_cursor_set_page (cursor, much == 0 ? NULL : page);
    break;
  default:
    ruhu_cursor_set_town (cursor, town, (guint64) much << (much % 46));
  }
}

static void
make_cursor (const guint8 *data, gsize size)
{
  g_autoptr (RuhuCursor) cursor = ruhu_cursor_new ("g1", size);
  g_autoptr (RuhuCursor) again = NULL;
  g_autofree char *once = NULL;
  g_autofree char *twice = NULL;
  gsize i;

  for (i = 0; i + 1 < size; i += 2)
    change (cursor, data[i], data[i + 1]);
  once = ruhu_cursor_to_string (cursor);
  again = ruhu_cursor_parse (once);
  g_assert (again != NULL);
  twice = ruhu_cursor_to_string (again);
  g_assert (g_str_equal (once, twice));
  g_assert (g_strcmp0 (ruhu_cursor_get_page (cursor), ruhu_cursor_get_page (again)) == 0);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);

  read_cursor (text);
  make_cursor (data, size);
  return 0;
}
