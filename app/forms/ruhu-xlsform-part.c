/* ruhu-xlsform-part.c: one XML file out of an .xlsx file, read from its beginning to its end
 *
 * Nothing of it is kept as a tree: a hostile workbook of a megabyte may unpack to a gigabyte.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-xlsform-xlsx-private.h"

#include "base/ruhu-error.h"

#include <string.h>
#include <zip.h>

#define OPTIONS (XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_COMPACT)
#define RELATIONSHIPS "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define STRICT_RELATIONSHIPS "http://purl.oclc.org/ooxml/officeDocument/relationships"

static char *
unpack (RuhuXlsWorkbook *workbook, const char *name, const zip_stat_t *stat)
{
  zip_file_t *file = zip_fopen (workbook->archive, name, ZIP_FL_NOCASE);
  g_autofree char *text = file == NULL ? NULL : g_try_malloc (stat->size + 1);
  zip_int64_t got = text == NULL ? -1 : zip_fread (file, text, stat->size);

  g_clear_pointer (&file, zip_fclose);
  return got == (zip_int64_t) stat->size ? g_steal_pointer (&text) : NULL;
}

/**
 * ruhu_xls_part_open:
 * @part: (out caller-allocates): where it is read from; its reader is %NULL where there is no such
 *   part
 * @workbook: the workbook
 * @name: the part's path in the archive; has to outlive @part
 * @error: return location for a #GError
 *
 * Returns: %FALSE with %RUHU_ERROR_INVALID where it is too large or damaged
 */
gboolean
ruhu_xls_part_open (RuhuXlsPart *part, RuhuXlsWorkbook *workbook, const char *name, GError **error)
{
  zip_stat_t stat;

  *part = (RuhuXlsPart){ NULL, NULL, name };
  if (zip_stat (workbook->archive, name, ZIP_FL_NOCASE, &stat) != 0)
    return TRUE;
  if (stat.size > workbook->left) {
    g_set_error (
      error,
      RUHU_ERROR,
      RUHU_ERROR_INVALID,
      "%s is too large for a form: take sheets and pictures out that do not belong to it",
      name);
    return FALSE;
  }
  workbook->left -= stat.size;
  part->text = unpack (workbook, name, &stat);
  if (part->text != NULL)
    part->reader = xmlReaderForMemory (part->text, (int) stat.size, name, NULL, OPTIONS);
  if (part->reader == NULL)
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_INVALID, "%s cannot be read; save it again", name);
  return part->reader != NULL;
}

/* Goes to the next node; FALSE at the end, with @error set where that is not the real one. A part
 * with a document type is refused: workbooks have none (ECMA-376, part 2, 7.1.4). */
gboolean
ruhu_xls_part_read (RuhuXlsPart *part, GError **error)
{
  int more = part->reader == NULL ? 0 : xmlTextReaderRead (part->reader);

  if (more == 1 && xmlTextReaderNodeType (part->reader) != XML_READER_TYPE_DOCUMENT_TYPE)
    return TRUE;
  if (more != 0)
    g_set_error (error,
                 RUHU_ERROR,
                 RUHU_ERROR_INVALID,
                 "%s cannot be read; save it again",
                 part->name);
  return FALSE;
}

static gboolean
is (const RuhuXlsPart *part, int type, const char *element)
{
  return xmlTextReaderNodeType (part->reader) == type &&
         g_str_equal ((const char *) xmlTextReaderConstLocalName (part->reader), element);
}

gboolean
ruhu_xls_part_begins (const RuhuXlsPart *part, const char *element)
{
  return is (part, XML_READER_TYPE_ELEMENT, element);
}

/* Whether @element is closed here; <element/> is closed where it begins. */
gboolean
ruhu_xls_part_ends (const RuhuXlsPart *part, const char *element)
{
  return is (part, XML_READER_TYPE_END_ELEMENT, element) ||
         (is (part, XML_READER_TYPE_ELEMENT, element) &&
          xmlTextReaderIsEmptyElement (part->reader) == 1);
}

static char *
take (xmlChar *value)
{
  char *copy = g_strdup ((const char *) value);

  xmlFree (value);
  return copy;
}

char *
ruhu_xls_part_attribute (const RuhuXlsPart *part, const char *name)
{
  return take (xmlTextReaderGetAttribute (part->reader, BAD_CAST name));
}

/* The attribute r:id, which leads to another part by way of the relationships. */
char *
ruhu_xls_part_related (const RuhuXlsPart *part)
{
  char *id =
    take (xmlTextReaderGetAttributeNs (part->reader, BAD_CAST "id", BAD_CAST RELATIONSHIPS));

  if (id == NULL)
    id = take (
      xmlTextReaderGetAttributeNs (part->reader, BAD_CAST "id", BAD_CAST STRICT_RELATIONSHIPS));
  return id;
}

void
ruhu_xls_part_clear (RuhuXlsPart *part)
{
  g_clear_pointer (&part->reader, xmlFreeTextReader);
  g_clear_pointer (&part->text, g_free);
}
