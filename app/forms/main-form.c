/* main-form.c: the program ruhu-form, for authors of forms
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-form-commands-private.h"
#include "forms/ruhu-xlsform.h"

#include <locale.h>
#include <stdio.h>

static const struct {
  const char *name;
  const char *what;
  int (*run) (int argc, char **argv);
} commands[] = {
  { "compile", "SOURCE -o FORM.xml [--name NAME]", ruhu_xlsform_main },
  { "check", "FORM.xml|SOURCE…", ruhu_form_check_main },
  { "run",
    "FORM.xml [--media DIR] [--language TAG] [--today DATE] --steps STEPS.json",
    ruhu_form_run_main },
  { "bench", "FORM.xml [--media DIR] --steps STEPS.json", ruhu_form_bench_main },
  { "export", "FORM.xml RESPONSE --to xml|json", ruhu_form_export_main },
};

static void
say_usage (FILE *where)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    fprintf (where,
             "%s ruhu-form %s %s\n",
             i == 0 ? "Usage:" : "      ",
             commands[i].name,
             commands[i].what);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  for (guint i = 0; argc > 1 && i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (argv[1], commands[i].name))
      return commands[i].run (argc - 1, argv + 1);
  if (argc == 2 && g_str_equal (argv[1], "--help")) {
    say_usage (stdout);
    return 0;
  }
  say_usage (stderr);
  return RUHU_FORM_USAGE;
}
