/* main.c: the program ruhu
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-application.h"
#include "ruhu-ui-init.h"

#include <libintl.h>
#include <locale.h>

int
main (int argc, char **argv)
{
  g_autoptr (RuhuApplication) application = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  ruhu_ui_init ();
  application = ruhu_application_new ();

  return g_application_run (G_APPLICATION (application), argc, argv);
}
