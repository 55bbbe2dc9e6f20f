/* ruhu-xlsform-xlsx-private.h: the parts of an .xlsx file (ECMA-376, part 1)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "forms/ruhu-xlsform-sheet-private.h"

#include <libxml/xmlreader.h>

G_BEGIN_DECLS

typedef struct zip RuhuXlsZip;

/* How numbers of one cell format are read. */
typedef enum {
  RUHU_XLS_NUMBER = 0,
  RUHU_XLS_DATE = 1 << 0,
  RUHU_XLS_TIME = 1 << 1,
} RuhuXlsFormat;

/* What all sheets of a workbook share. */
typedef struct {
  RuhuXlsZip *archive;
  guint64 left;       /* bytes that may still be unpacked */
  GPtrArray *strings; /* sharedStrings.xml */
  GArray *formats;    /* RuhuXlsFormat of each cell format in styles.xml */
  gboolean from_1904; /* days count from 1904, not 1900 */
} RuhuXlsWorkbook;

/* ruhu-xlsform-part.c */
typedef xmlTextReader RuhuXlsReader;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RuhuXlsReader, xmlFreeTextReader)

typedef struct {
  char *text;
  RuhuXlsReader *reader;
  const char *name;
} RuhuXlsPart;

gboolean
ruhu_xls_part_open (RuhuXlsPart *part, RuhuXlsWorkbook *workbook, const char *name, GError **error);
gboolean ruhu_xls_part_read (RuhuXlsPart *part, GError **error);
gboolean ruhu_xls_part_begins (const RuhuXlsPart *part, const char *element);
gboolean ruhu_xls_part_ends (const RuhuXlsPart *part, const char *element);
char *ruhu_xls_part_attribute (const RuhuXlsPart *part, const char *name);
char *ruhu_xls_part_related (const RuhuXlsPart *part);
void ruhu_xls_part_clear (RuhuXlsPart *part);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RuhuXlsPart, ruhu_xls_part_clear)

/* ruhu-xlsform-cells.c, -styles.c */
gboolean ruhu_xls_read_strings (RuhuXlsWorkbook *workbook, const char *name, GError **error);
RuhuXlsTable *
ruhu_xls_read_cells (RuhuXlsWorkbook *workbook, const char *name, char **merged, GError **error);
gboolean ruhu_xls_read_styles (RuhuXlsWorkbook *workbook, const char *name, GError **error);
char *ruhu_xls_show_number (const RuhuXlsWorkbook *workbook, const char *raw, guint format);

G_END_DECLS
