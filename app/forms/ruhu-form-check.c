/* ruhu-form-check.c: ruhu-form check: does a form load, and what is odd about it; sheets too
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-form-commands-private.h"
#include "forms/ruhu-form-media.h"
#include "forms/ruhu-xlsform.h"

/* Lists that are missing the filling has told already. */
static void
warn_of_missing_media (RuhuForm *form, const char *path, const char *dir)
{
  g_autoptr (GPtrArray) media = ruhu_form_list_media (form);

  for (guint i = 0; i < media->len; i++) {
    RuhuFormMedia *named = media->pdata[i];
    g_autofree char *file = g_build_filename (dir, named->name, NULL);

    if (named->list == NULL && !g_file_test (file, G_FILE_TEST_EXISTS))
      g_printerr ("%s:%ld: warning: the file “%s” (%s) is missing\n",
                  path,
                  named->line,
                  named->name,
                  named->uri);
  }
}

static gboolean
check (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RuhuForm) form = ruhu_form_new_from_file (path, &error);
  g_autoptr (RuhuInstance) instance = NULL;
  g_autofree char *dir = g_path_get_dirname (path);
  GPtrArray *warnings;

  if (form == NULL) {
    g_printerr ("%s\n", error->message);
    return FALSE;
  }

  ruhu_form_lint (form);
  instance = ruhu_instance_new (form);
  ruhu_instance_set_media (instance, ruhu_form_read_media, dir);
  if (!ruhu_instance_start (instance, &error)) {
    g_printerr ("%s:1: %s\n", path, error->message);
    return FALSE;
  }
  ruhu_instance_load_lists (instance);
  ruhu_form_lint_lists (form, instance, ruhu_form_get_body (form));
  warnings = ruhu_form_get_warnings (form);
  for (guint i = 0; i < warnings->len; i++)
    g_printerr ("%s\n", (char *) warnings->pdata[i]);
  warnings = ruhu_instance_get_warnings (instance);
  for (guint i = 0; i < warnings->len; i++)
    g_printerr ("%s\n", (char *) warnings->pdata[i]);
  warn_of_missing_media (form, path, dir);

  return TRUE;
}

static gboolean
is_source (const char *path)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);

  return g_file_test (path, G_FILE_TEST_IS_DIR) || g_str_has_suffix (lower, ".xlsx") ||
         g_str_has_suffix (lower, ".xlsm");
}

/* Sheets are compiled, and their form is checked, without writing it. */
static gboolean
check_source (const char *path)
{
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) xform = ruhu_xlsform_try (path, NULL, messages, NULL, &error);
  g_autoptr (RuhuForm) form = NULL;

  for (guint i = 0; i < messages->len; i++)
    g_printerr ("%s\n", (char *) messages->pdata[i]);
  if (xform == NULL && messages->len == 0)
    g_printerr ("%s\n", error->message);
  if (xform != NULL)
    form = ruhu_form_new_from_bytes (xform, path, NULL);

  return form != NULL;
}

/* What a device logs is among the warnings. */
static void
ignore_cb (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
}

int
ruhu_form_check_main (int argc, char **argv)
{
  int status = 0;

  g_log_set_handler ("ruhu-core", G_LOG_LEVEL_MESSAGE, ignore_cb, NULL);

  if (argc < 2 || argv[1][0] == '-') {
    g_printerr ("Usage: ruhu-form check FORM.xml|SOURCE…\n");
    return argc == 2 && g_str_equal (argv[1], "--help") ? 0 : RUHU_FORM_USAGE;
  }
  for (int i = 1; i < argc; i++)
    if (is_source (argv[i]) ? !check_source (argv[i]) : !check (argv[i]))
      status = 1;

  return status;
}
