/* ruhu-xlsform-sheet-private.h: a book of sheets as its author wrote it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What a sheet may hold; a cell as long as a spreadsheet lets it be. */
#define RUHU_XLS_MAX_ROWS 200000u
#define RUHU_XLS_MAX_COLUMNS 1024u
#define RUHU_XLS_MAX_CELLS 5000000u
#define RUHU_XLS_MAX_TEXT 32767u

typedef enum {
  RUHU_XLS_SURVEY,
  RUHU_XLS_CHOICES,
  RUHU_XLS_SETTINGS,
  RUHU_XLS_ENTITIES,
  RUHU_XLS_EXTERNAL_CHOICES,
  RUHU_XLS_OSM,
  RUHU_XLS_RULES,
  RUHU_XLS_N_SHEETS,
} RuhuXlsSheetKind;

/* A header such as "bind::jr:count" or "label::中文 (zh)": @key is the column's own name whatever
 * alias was written, @name what follows it for the open columns (bind::, body::, instance::). */
typedef struct {
  char *header;
  char *key;
  char *name;
  char *language;
} RuhuXlsColumn;

/* @number counts as a spreadsheet does: the header is 1. A cell is NULL where it is empty. */
typedef struct {
  guint number;
  GPtrArray *cells;
} RuhuXlsRow;

typedef struct {
  RuhuXlsSheetKind kind;
  char *file;
  GPtrArray *columns;
  GPtrArray *rows;
  char *merged; /* cells merged over several rows, such as "A2:A9"; NULL: none */
} RuhuXlsSheet;

typedef struct {
  RuhuXlsSheet *sheets[RUHU_XLS_N_SHEETS];
  char *source;
  char *file;
  GPtrArray *strangers; /* names of sheets that mean nothing here */
} RuhuXlsBook;

typedef GPtrArray RuhuXlsTable; /* of rows, each a GPtrArray of char*, NULL: empty */

const char *ruhu_xls_sheet_name (RuhuXlsSheetKind kind);
gboolean ruhu_xls_sheet_kind (const char *name, RuhuXlsSheetKind *kind);

RuhuXlsTable *ruhu_xls_table_new (void);
GPtrArray *ruhu_xls_table_add (RuhuXlsTable *table);
RuhuXlsTable *ruhu_xls_csv_parse (const char *text, gsize length, GError **error);

RuhuXlsBook *ruhu_xls_book_read (const char *source, GError **error);
gboolean ruhu_xls_book_read_xlsx (RuhuXlsBook *book, const char *path, GError **error);
gboolean ruhu_xls_book_take (RuhuXlsBook *book,
                             RuhuXlsSheetKind kind,
                             const char *file,
                             RuhuXlsTable *table,
                             GError **error);
void ruhu_xls_book_free (RuhuXlsBook *book);

RuhuXlsColumn *ruhu_xls_column_new (RuhuXlsSheetKind kind, const char *header, gboolean colons);
void ruhu_xls_column_free (RuhuXlsColumn *column);
GPtrArray *ruhu_xls_survey_columns (void);
gboolean ruhu_xls_column_is_expression (const RuhuXlsColumn *column);

gboolean ruhu_xls_sheet_has (const RuhuXlsSheet *sheet, const char *key);
const char *ruhu_xls_cell (const RuhuXlsSheet *sheet, const RuhuXlsRow *row, const char *key);
const char *ruhu_xls_header (const RuhuXlsSheet *sheet, const char *key);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RuhuXlsBook, ruhu_xls_book_free)

G_END_DECLS
