/* fuzz-xlsx.c: any bytes as an .xlsx file, or as the parts of one
 *
 * Input that begins with "P" is parted by 0x1d into the XML of a workbook's parts; any other is the
 * archive itself.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "names.h"

#include "forms/ruhu-xlsform.h"

#include <libxml/parser.h>
#include <string.h>
#include <zip.h>

#define LONGEST 65536

static const char *const names[] = { "xl/worksheets/sheet1.xml",
                                     "xl/sharedStrings.xml",
                                     "xl/styles.xml",
                                     "xl/workbook.xml",
                                     "xl/_rels/workbook.xml.rels" };

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
save_parts (const char *path, char **parts)
{
  zip_t *archive = zip_open (path, ZIP_CREATE | ZIP_TRUNCATE, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (names) && parts[i] != NULL; i++) {
    zip_source_t *source = zip_source_buffer (archive, parts[i], strlen (parts[i]), 0);
    gint64 at = zip_file_add (archive, names[i], source, ZIP_FL_ENC_UTF_8);

    zip_set_file_compression (archive, (guint64) at, ZIP_CM_STORE, 0);
  }
  if (zip_close (archive) != 0)
    zip_discard (archive);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static char *folder;
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) form = NULL;
  g_autofree char *path = NULL;
  g_auto (GStrv) parts = NULL;

  if (folder == NULL)
    folder = g_dir_make_tmp ("fuzz-xlsx-XXXXXX", NULL);
  path = g_build_filename (folder, "form.xlsx", NULL);
  if (size > 0 && *data == 'P') {
    g_autofree char *text = g_strndup ((const char *) data + 1, MIN (size - 1, LONGEST));

    if (!fuzz_keep_names (text))
      return 0;
    parts = g_strsplit (text, "\x1d", G_N_ELEMENTS (names));
    save_parts (path, parts);
  } else
    g_file_set_contents_full (path,
                              (const char *) data,
                              (gssize) size,
                              G_FILE_SET_CONTENTS_NONE,
                              0600,
                              NULL);
  form = ruhu_xlsform_compile (path, "data", messages, &error);
  g_assert_true ((form == NULL) == (error != NULL));
  return 0;
}
