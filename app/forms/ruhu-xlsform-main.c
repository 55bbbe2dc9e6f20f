/* ruhu-xlsform-main.c: ruhu-form compile
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-xlsform.h"

#define USAGE 64

static gboolean
save (GBytes *form, const char *path, GError **error)
{
  gsize length;
  const char *text = g_bytes_get_data (form, &length);

  return g_file_set_contents (path, text, (gssize) length, error);
}

/* The choices of select_one_external go beside the form. */
static gboolean
save_itemsets (const char *itemsets, const char *form, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (form);
  g_autofree char *path = g_build_filename (folder, "itemsets.csv", NULL);

  if (itemsets == NULL)
    return TRUE;
  if (!g_file_set_contents (path, itemsets, -1, error))
    return FALSE;
  g_print ("%s: the external choices, to be published with the form\n", path);
  return TRUE;
}

static void
say_all (GPtrArray *messages)
{
  for (guint i = 0; i < messages->len; i++)
    g_printerr ("%s\n", (char *) messages->pdata[i]);
}

/**
 * ruhu_xlsform_main:
 * @argc: how many words there are, "compile" among them
 * @argv: compile SOURCE -o FORM.xml [--name NAME]
 *
 * Returns: 0 when the form was written, 1 when it was refused with a reason on standard error, 64
 *   for a wrong command line
 */
int
ruhu_xlsform_main (int argc, char **argv)
{
  g_autofree char *output = NULL;
  g_autofree char *name = NULL;
  g_autofree char *itemsets = NULL;
  g_autoptr (GOptionContext) context = g_option_context_new ("SOURCE");
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GBytes) form = NULL;
  g_autoptr (GError) error = NULL;
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output, "Where the XForm goes", "FORM.xml" },
    { "name", 0, 0, G_OPTION_ARG_STRING, &name, "Root element (SOURCE's base name)", "NAME" },
    G_OPTION_ENTRY_NULL,
  };

  g_set_prgname ("ruhu-form compile");
  g_option_context_set_summary (context,
                                "Compile an XLSForm, an .xlsx file or a folder of sheets as CSV, "
                                "into an XForm.");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc != 2 || output == NULL) {
    g_printerr ("ruhu-form compile: %s\n",
                error != NULL ? error->message : "say SOURCE -o FORM.xml [--name NAME]");
    return USAGE;
  }
  form = ruhu_xlsform_try (argv[1], name, messages, &itemsets, &error);
  say_all (messages);
  if (form == NULL || !save (form, output, &error) || !save_itemsets (itemsets, output, &error)) {
    if (messages->len == 0 || form != NULL)
      g_printerr ("%s%s\n",
                  g_str_has_prefix (error->message, argv[1]) ? "" : "ruhu-form: ",
                  error->message);
    return 1;
  }
  return 0;
}
