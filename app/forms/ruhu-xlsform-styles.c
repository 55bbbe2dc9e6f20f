/* ruhu-xlsform-styles.c: which numbers of a workbook are dates, and how each is written
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-xlsform-xlsx-private.h"

#include <math.h>
#include <string.h>

#define SECONDS_PER_DAY 86400
#define LAST_DAY 2958465 /* 9999-12-31, the last one a spreadsheet knows */

/* The formats that are known by their number (ECMA-376, part 1, 18.8.30); those from 27 on are
 * dates and times in Chinese, Japanese and Korean versions. */
static RuhuXlsFormat
built_in (guint id)
{
  static const struct {
    guint from, to;
    RuhuXlsFormat format;
  } known[] = {
    { 14, 17, RUHU_XLS_DATE }, { 18, 21, RUHU_XLS_TIME }, { 22, 22, RUHU_XLS_DATE | RUHU_XLS_TIME },
    { 27, 31, RUHU_XLS_DATE }, { 32, 35, RUHU_XLS_TIME }, { 36, 36, RUHU_XLS_DATE },
    { 45, 47, RUHU_XLS_TIME }, { 50, 54, RUHU_XLS_DATE }, { 55, 56, RUHU_XLS_TIME },
    { 57, 58, RUHU_XLS_DATE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (id >= known[i].from && id <= known[i].to)
      return known[i].format;
  return RUHU_XLS_NUMBER;
}

/* What a format code such as yyyy"年"m"月"d"日" or [h]:mm shows; "m" alone may be either. */
static RuhuXlsFormat
read_code (const char *code)
{
  RuhuXlsFormat format = RUHU_XLS_NUMBER;
  gboolean months = FALSE;
  const char *end;

  for (const char *at = code; *at != '\0' && *at != ';'; at++) {
    if (*at == '\\' && at[1] != '\0')
      at++;
    else if (*at == '"' || *at == '[') {
      gboolean elapsed = *at == '[' && strchr ("hHmMsS", at[1]) != NULL && at[1] != '\0';

      end = strchr (at + 1, *at == '[' ? ']' : '"');
      if (end == NULL)
        break;
      format |= elapsed ? RUHU_XLS_TIME : RUHU_XLS_NUMBER;
      at = end;
    } else if (strchr ("yYdD", *at) != NULL)
      format |= RUHU_XLS_DATE;
    else if (strchr ("hHsS", *at) != NULL)
      format |= RUHU_XLS_TIME;
    else if (*at == 'm' || *at == 'M')
      months = TRUE;
    else if (g_ascii_strncasecmp (at, "General", 7) == 0)
      at += 6;
  }
  return format == RUHU_XLS_NUMBER && months ? RUHU_XLS_DATE : format;
}

static guint
number_attribute (const RuhuXlsPart *part, const char *name)
{
  g_autofree char *text = ruhu_xls_part_attribute (part, name);

  return text == NULL ? 0 : (guint) g_ascii_strtoull (text, NULL, 10);
}

static void
add_code (const RuhuXlsPart *part, GHashTable *codes)
{
  g_autofree char *code = ruhu_xls_part_attribute (part, "formatCode");

  if (code != NULL)
    g_hash_table_insert (codes,
                         GUINT_TO_POINTER (number_attribute (part, "numFmtId")),
                         GUINT_TO_POINTER (read_code (code)));
}

static void
add_format (RuhuXlsWorkbook *workbook, const RuhuXlsPart *part, GHashTable *codes)
{
  guint id = number_attribute (part, "numFmtId");
  gpointer own;
  RuhuXlsFormat format = built_in (id);

  if (g_hash_table_lookup_extended (codes, GUINT_TO_POINTER (id), NULL, &own))
    format = GPOINTER_TO_UINT (own);
  g_array_append_val (workbook->formats, format);
}

/* Reads styles.xml: only the number formats, and of these only whether they are dates. A cell
 * format's base style is not followed, so none can lead in a circle. */
gboolean
ruhu_xls_read_styles (RuhuXlsWorkbook *workbook, const char *name, GError **error)
{
  g_autoptr (GHashTable) codes = g_hash_table_new (NULL, NULL);
  g_auto (RuhuXlsPart) part = { NULL };
  g_autoptr (GError) why = NULL;
  gboolean cells = FALSE;

  if (!ruhu_xls_part_open (&part, workbook, name, error))
    return FALSE;
  while (ruhu_xls_part_read (&part, &why)) {
    if (ruhu_xls_part_begins (&part, "cellXfs"))
      cells = TRUE;
    if (ruhu_xls_part_ends (&part, "cellXfs"))
      cells = FALSE;
    if (ruhu_xls_part_begins (&part, "numFmt"))
      add_code (&part, codes);
    if (cells && ruhu_xls_part_begins (&part, "xf"))
      add_format (workbook, &part, codes);
  }
  if (why == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&why));
  return FALSE;
}

/* Days since the beginning of 1900 or 1904 as a date, a time or both, as XForms write them. The
 * spreadsheet's 1900 has a 29 February that never was. */
static char *
show_date (const RuhuXlsWorkbook *workbook, double number, RuhuXlsFormat format)
{
  gint64 seconds = (gint64) round (number * SECONDS_PER_DAY);
  gint64 days = seconds / SECONDS_PER_DAY;
  guint second = (guint) (seconds % SECONDS_PER_DAY);
  g_autofree char *time =
    g_strdup_printf ("%02u:%02u:%02u", second / 3600, second / 60 % 60, second % 60);
  g_autofree char *date = NULL;
  GDate day;

  if (format == RUHU_XLS_TIME)
    return g_steal_pointer (&time);
  g_date_clear (&day, 1);
  g_date_set_dmy (&day, 1, G_DATE_JANUARY, workbook->from_1904 ? 1904 : 1900);
  if (!workbook->from_1904)
    days -= days >= 60 ? 2 : 1;
  g_date_add_days (&day, (guint) MAX (days, 0));
  date = g_strdup_printf ("%04u-%02u-%02u",
                          g_date_get_year (&day),
                          (guint) g_date_get_month (&day),
                          g_date_get_day (&day));
  return (format & RUHU_XLS_TIME) && second > 0 ? g_strdup_printf ("%sT%s", date, time)
                                                : g_steal_pointer (&date);
}

/* A number as an author sees it: 1.0 is "1", 0.1 is "0.1", and none has an exponent. */
static char *
show_plain (double number)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  char text[400];

  if (fabs (number) < 1e15 && number == trunc (number))
    return g_strdup (g_ascii_formatd (buffer, sizeof buffer, "%.0f", number));
  g_ascii_formatd (buffer, sizeof buffer, "%.15g", number);
  if (strchr (buffer, 'e') == NULL)
    return g_strdup (buffer);
  g_ascii_formatd (text, sizeof text, fabs (number) < 1 ? "%.20f" : "%.0f", number);
  if (strchr (text, '.') != NULL) {
    gsize length = strlen (text);

    while (text[length - 1] == '0')
      text[--length] = '\0';
    if (text[length - 1] == '.')
      text[length - 1] = '\0';
  }
  return g_strdup (text);
}

/**
 * ruhu_xls_show_number:
 * @workbook: the workbook
 * @raw: a cell's value as it is stored
 * @format: which of the workbook's cell formats the cell has
 *
 * Returns: (transfer full): the number, date or time as text; @raw where it is none
 */
char *
ruhu_xls_show_number (const RuhuXlsWorkbook *workbook, const char *raw, guint format)
{
  char *end;
  double number = g_ascii_strtod (raw, &end);
  RuhuXlsFormat how = format < workbook->formats->len
                        ? g_array_index (workbook->formats, RuhuXlsFormat, format)
                        : RUHU_XLS_NUMBER;

  if (end == raw || *end != '\0' || !isfinite (number))
    return g_strdup (raw);
  if (how != RUHU_XLS_NUMBER && number >= 0 && number <= LAST_DAY)
    return show_date (workbook, number, how);
  return show_plain (number);
}
