/* ruhu-cursor.c: how far a device has read HQ's log; opaque to the device
 *
 * `1.<gen>.<epoch>.<page>.<town>:<sseq>,…` with the towns in order. Nothing in it is believed: what
 * a device may see is looked up on every pull, so a forged cursor only harms who forges it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-cursor.h"

#include "base/ruhu-division.h"
#include "base/ruhu-id.h"
#include "ruhu-wire-json.h"

#include <string.h>

#define MAX_TOWNS 5000

struct _RuhuCursor {
  char *gen;
  guint64 epoch;
  char *page;
  GTree *towns; /* char * → guint64 * */
};

static int
compare_towns (gconstpointer a, gconstpointer b, gpointer data)
{
  return strcmp (a, b);
}

/**
 * ruhu_cursor_new:
 * @gen: which life of HQ's store; letters and digits
 * @epoch: number of the device's scope
 *
 * Returns: (transfer full): a cursor before the first line of every town
 */
RuhuCursor *
ruhu_cursor_new (const char *gen, guint64 epoch)
{
  RuhuCursor *self = g_new0 (RuhuCursor, 1);

  self->gen = g_strdup (gen);
  self->epoch = epoch;
  self->towns = g_tree_new_full (compare_towns, NULL, g_free, g_free);

  return self;
}

/** ruhu_cursor_free: frees a cursor; @self may be %NULL */
void
ruhu_cursor_free (RuhuCursor *self)
{
  if (self == NULL)
    return;

  g_free (self->gen);
  g_free (self->page);
  g_tree_unref (self->towns);
  g_free (self);
}

static gboolean
read_number (const char *text, guint64 *number)
{
  return g_ascii_string_to_unsigned (text, 10, 0, RUHU_WIRE_MAX_INTEGER, number, NULL);
}

static gboolean
read_towns (RuhuCursor *self, const char *text)
{
  g_auto (GStrv) towns = g_strsplit (text, ",", MAX_TOWNS + 1);
  guint i;

  for (i = 0; towns[i] != NULL; i++) {
    char *colon = strchr (towns[i], ':');
    guint64 sseq;

    if (colon == NULL || i >= MAX_TOWNS)
      return FALSE;
    *colon = '\0';
    if (!ruhu_division_is_valid (towns[i]) || !read_number (colon + 1, &sseq))
      return FALSE;
    ruhu_cursor_set_town (self, towns[i], sseq);
  }

  return TRUE;
}

/* HQ has one way to write a cursor: the towns in order, each once, no zero before a number. */
static gboolean
is_written_so (RuhuCursor *self, const char *text)
{
  g_autofree char *written = ruhu_cursor_to_string (self);

  return g_str_equal (written, text);
}

static gboolean
is_gen (const char *text)
{
  gsize i;

  for (i = 0; g_ascii_isalnum (text[i]) || text[i] == '-'; i++)
    continue;

  return i > 0 && text[i] == '\0';
}

/**
 * ruhu_cursor_parse:
 * @text: what a device sent
 *
 * Returns: (transfer full) (nullable): %NULL where HQ never made such a cursor
 */
RuhuCursor *
ruhu_cursor_parse (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, ".", 6);
  g_autoptr (RuhuCursor) self = NULL;
  guint64 epoch;

  if (g_strv_length (parts) != 5 || !g_str_equal (parts[0], "1") || !is_gen (parts[1]) ||
      !read_number (parts[2], &epoch) || (*parts[3] != '\0' && !ruhu_id_is_valid (parts[3])))
    return NULL;

  self = ruhu_cursor_new (parts[1], epoch);
  if (*parts[3] != '\0')
    ruhu_cursor_set_page (self, parts[3]);

  return read_towns (self, parts[4]) && is_written_so (self, text) ? g_steal_pointer (&self) : NULL;
}

const char *
ruhu_cursor_get_gen (RuhuCursor *self)
{
  return self->gen;
}

guint64
ruhu_cursor_get_epoch (RuhuCursor *self)
{
  return self->epoch;
}

/**
 * ruhu_cursor_get_town:
 * @town: a township, or the pseudo-town of county and city users
 * @sseq: (out): the last line of its log that was read; untouched where %FALSE
 *
 * Returns: %FALSE where nothing of @town was read
 */
gboolean
ruhu_cursor_get_town (RuhuCursor *self, const char *town, guint64 *sseq)
{
  guint64 *found = g_tree_lookup (self->towns, town);

  if (found != NULL)
    *sseq = *found;
  return found != NULL;
}

/** ruhu_cursor_set_town: @town has been read up to and including line @sseq */
void
ruhu_cursor_set_town (RuhuCursor *self, const char *town, guint64 sseq)
{
  g_tree_replace (self->towns, g_strdup (town), g_memdup2 (&sseq, sizeof sseq));
}

/** ruhu_cursor_forget_town: @town is as it was before it was ever set */
void
ruhu_cursor_forget_town (RuhuCursor *self, const char *town)
{
  g_tree_remove (self->towns, town);
}

/** ruhu_cursor_get_page: Returns: (nullable): while a device is new: the last object it was sent */
const char *
ruhu_cursor_get_page (RuhuCursor *self)
{
  return self->page;
}

/**
 * ruhu_cursor_set_page:
 * @page: (nullable): UUID of the last object sent; %NULL once the device has all and follows the
 * log
 */
void
ruhu_cursor_set_page (RuhuCursor *self, const char *page)
{
  g_free (self->page);
  self->page = g_strdup (page);
}

static gboolean
append_town (gpointer town, gpointer sseq, gpointer text)
{
  GString *out = text;

  if (out->str[out->len - 1] != '.')
    g_string_append_c (out, ',');
  g_string_append_printf (out, "%s:%" G_GUINT64_FORMAT, (char *) town, *(guint64 *) sseq);
  return FALSE;
}

/** ruhu_cursor_to_string: Returns: (transfer full): the cursor as it travels */
char *
ruhu_cursor_to_string (RuhuCursor *self)
{
  GString *text = g_string_new (NULL);

  g_string_printf (text,
                   "1.%s.%" G_GUINT64_FORMAT ".%s.",
                   self->gen,
                   self->epoch,
                   self->page != NULL ? self->page : "");
  g_tree_foreach (self->towns, append_town, text);

  return g_string_free (text, FALSE);
}
