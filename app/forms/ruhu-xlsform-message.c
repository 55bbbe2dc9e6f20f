/* ruhu-xlsform-message.c: what is wrong with a form, said so that its author can mend it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-xlsform-write-private.h"

#include <string.h>

#define LONGEST_WORD 64
#define MOST_MESSAGES 100 /* of mistakes, and of warnings: nobody mends more at once */
#define LONGEST_TEXT 400
#define MOST_GUESSES 60000 /* names that are compared with mistaken ones: a quarter of a second */

static void say (RuhuXlsForm *form,
                 RuhuXlsSheetKind kind,
                 guint row,
                 const char *column,
                 const char *prefix,
                 guint *said,
                 const char *format,
                 va_list args) G_GNUC_PRINTF (7, 0);

/* Takes @text; what is longer than a few lines on a screen is cut. */
static char *
shorten (char *text)
{
  if (g_utf8_strlen (text, -1) > LONGEST_TEXT) {
    char *start = g_utf8_substring (text, 0, LONGEST_TEXT);

    g_free (text);
    text = g_strconcat (start, "…", NULL);
    g_free (start);
  }
  return text;
}

static void
say (RuhuXlsForm *form,
     RuhuXlsSheetKind kind,
     guint row,
     const char *column,
     const char *prefix,
     guint *said,
     const char *format,
     va_list args)
{
  const RuhuXlsSheet *sheet = form->book->sheets[kind];
  g_autofree char *text = NULL;
  g_autofree char *line = NULL;

  if ((*said)++ >= MOST_MESSAGES) {
    form->unsaid++;
    return;
  }
  text = shorten (g_strdup_vprintf (format, args));
  line = g_strdup_printf ("%s:%s:%u:%s: %s%s",
                          sheet == NULL ? form->book->file : sheet->file,
                          ruhu_xls_sheet_name (kind),
                          row,
                          column,
                          prefix,
                          text);
  g_strdelimit (line, "\n\r\t", ' ');
  if (!g_ptr_array_find_with_equal_func (form->messages, line, g_str_equal, NULL))
    g_ptr_array_add (form->messages, g_steal_pointer (&line));
}

/**
 * ruhu_xls_error:
 * @form: a form being compiled
 * @sheet: the sheet at fault
 * @row: its row, the header is 1; 0 where it is the sheet itself
 * @column: its header as the author wrote it
 * @format: what is wrong and how to mend it
 */
void
ruhu_xls_error (RuhuXlsForm *form,
                RuhuXlsSheetKind sheet,
                guint row,
                const char *column,
                const char *format,
                ...)
{
  va_list args;

  va_start (args, format);
  say (form, sheet, row, column, "", &form->errors, format, args);
  va_end (args);
}

void
ruhu_xls_warn (RuhuXlsForm *form,
               RuhuXlsSheetKind sheet,
               guint row,
               const char *column,
               const char *format,
               ...)
{
  va_list args;

  va_start (args, format);
  say (form, sheet, row, column, "warning: ", &form->warnings, format, args);
  va_end (args);
}

/* Edits between two words (Levenshtein), capitals not counted; @most + 1 where there are more. */
static guint
distance (const char *a, const char *b, guint most)
{
  gsize n = strlen (b), m = strlen (a);
  g_autofree guint *row = NULL;

  if (MAX (m, n) - MIN (m, n) > most || m > LONGEST_WORD || n > LONGEST_WORD)
    return most + 1;
  row = g_new (guint, n + 1);

  for (gsize j = 0; j <= n; j++)
    row[j] = (guint) j;
  for (gsize i = 0; a[i] != '\0'; i++) {
    guint corner = row[0]++;

    for (gsize j = 0; j < n; j++) {
      guint swap = corner + (g_ascii_tolower (a[i]) != g_ascii_tolower (b[j]));

      corner = row[j + 1];
      row[j + 1] = MIN (swap, MIN (row[j], row[j + 1]) + 1);
    }
  }
  return row[n];
}

/* The nearest of @candidates (element-type utf8) to @word, NULL where none is within @most edits.
 */
const char *
ruhu_xls_find_near (const char *word, GPtrArray *candidates, guint most)
{
  const char *best = NULL;

  for (guint i = 0; i < candidates->len; i++) {
    const char *candidate = g_ptr_array_index (candidates, i);
    guint edits = distance (word, candidate, most);

    if (edits <= most && (best == NULL || edits < most)) {
      best = candidate;
      most = edits;
    }
  }
  return best;
}

/**
 * ruhu_xls_near:
 * @word: a name that does not exist
 * @candidates: (element-type utf8): those that do
 *
 * Returns: (transfer full): "; did you mean 'x'?", or an empty string where none is near
 */
char *
ruhu_xls_near (const char *word, GPtrArray *candidates)
{
  const char *best = ruhu_xls_find_near (word, candidates, (guint) strlen (word) / 3 + 1);

  return best == NULL ? g_strdup ("") : g_strdup_printf ("; did you mean '%s'?", best);
}

/* Whether another mistaken word may be compared with @candidates names: not where nobody reads what
 * comes of it, nor where a long form has hundreds of mistakes. */
gboolean
ruhu_xls_may_guess (RuhuXlsForm *form, guint candidates)
{
  if (form->unsaid > 0 || form->guesses + candidates > MOST_GUESSES)
    return FALSE;
  form->guesses += candidates;
  return TRUE;
}

/* Takes @text, which then lives as long as the form. */
const char *
ruhu_xls_keep (RuhuXlsForm *form, char *text)
{
  g_ptr_array_add (form->owned, text);
  return text;
}

/* Whether @c can stand in an element's name, at its beginning or (@later) after that: letters of
 * all scripts and _, then digits, marks, - and . too (XML 1.0, 2.3, without the colon). */
gboolean
ruhu_xls_is_name_char (gunichar c, gboolean later)
{
  static const struct {
    gunichar from, to;
    gboolean later;
  } ranges[] = { { 'A', 'Z', FALSE },       { 'a', 'z', FALSE },        { '_', '_', FALSE },
                 { '-', '.', TRUE },        { '0', '9', TRUE },         { 0xb7, 0xb7, TRUE },
                 { 0xc0, 0xd6, FALSE },     { 0xd8, 0xf6, FALSE },      { 0xf8, 0x2ff, FALSE },
                 { 0x300, 0x36f, TRUE },    { 0x370, 0x37d, FALSE },    { 0x37f, 0x1fff, FALSE },
                 { 0x200c, 0x200d, FALSE }, { 0x203f, 0x2040, TRUE },   { 0x2070, 0x218f, FALSE },
                 { 0x2c00, 0x2fef, FALSE }, { 0x3001, 0xd7ff, FALSE },  { 0xf900, 0xfdcf, FALSE },
                 { 0xfdf0, 0xfffd, FALSE }, { 0x10000, 0xeffff, FALSE } };

  for (guint i = 0; i < G_N_ELEMENTS (ranges); i++)
    if (c >= ranges[i].from && c <= ranges[i].to)
      return later || !ranges[i].later;
  return FALSE;
}

gboolean
ruhu_xls_is_name (const char *text)
{
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    if (!ruhu_xls_is_name_char (g_utf8_get_char (at), at != text))
      return FALSE;
  return *text != '\0';
}

/* "jr:count", "accept": a name, or a prefix and a name. */
gboolean
ruhu_xls_is_attribute (const char *name)
{
  const char *colon = strchr (name, ':');
  g_autofree char *prefix = colon == NULL ? NULL : g_strndup (name, (gsize) (colon - name));

  return (prefix == NULL || ruhu_xls_is_name (prefix)) &&
         ruhu_xls_is_name (colon == NULL ? name : colon + 1);
}

static gboolean
is_one_of (const char *text, const char *const *words)
{
  g_autofree char *lower = text == NULL ? NULL : g_ascii_strdown (text, -1);

  return lower != NULL && g_strv_contains (words, lower);
}

gboolean
ruhu_xls_says_yes (const char *text)
{
  static const char *const words[] = { "yes", "true", "true()", "1", "是", NULL };

  return is_one_of (text, words);
}

gboolean
ruhu_xls_says_no (const char *text)
{
  static const char *const words[] = { "no", "false", "false()", "0", "否", NULL };

  return is_one_of (text, words);
}
