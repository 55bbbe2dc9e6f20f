/* fuzz-xlsform.c: any bytes as the sheets of a form; what compiles has to be XML
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "names.h"

#include "forms/ruhu-xlsform.h"

#include <libxml/parser.h>
#include <string.h>

#define LONGEST 8192

static const char *const sheets[] = { "survey", "choices", "entities", "settings", "rules" };

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
compile (const char *folder)
{
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) form = ruhu_xlsform_compile (folder, "data", messages, &error);
  gsize length;
  const char *text;
  xmlDoc *doc;

  if (form == NULL) {
    g_assert_nonnull (error);
    return;
  }
  text = g_bytes_get_data (form, &length);
  doc = xmlReadMemory (text, (int) length, "form.xml", NULL, XML_PARSE_NONET | XML_PARSE_NOERROR);
  g_assert_nonnull (doc);
  xmlFreeDoc (doc);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static char *folder;
  g_autofree char *text = g_strndup ((const char *) data, MIN (size, LONGEST));
  g_auto (GStrv) parts = g_strsplit (text, "\x1d", G_N_ELEMENTS (sheets));

  if (folder == NULL)
    folder = g_dir_make_tmp ("fuzz-xlsform-XXXXXX", NULL);
  if (!fuzz_keep_names (text))
    return 0;
  for (guint i = 0, n = g_strv_length (parts); i < G_N_ELEMENTS (sheets); i++) {
    g_autofree char *path = g_strdup_printf ("%s/%s.csv", folder, sheets[i]);

    g_file_set_contents_full (path,
                              i < n ? parts[i] : "",
                              -1,
                              G_FILE_SET_CONTENTS_NONE,
                              0600,
                              NULL);
  }
  compile (folder);
  return 0;
}
