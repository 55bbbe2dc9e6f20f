/* main.c: the program ruhu
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-application.h"
#include "ruhu-language.h"
#include "ruhu-ui-init.h"

int
main (int argc, char **argv)
{
  g_autoptr (RuhuApplication) application = NULL;

  ruhu_language_init (LOCALEDIR);
  ruhu_ui_init ();
  application = ruhu_application_new ();

  return g_application_run (G_APPLICATION (application), argc, argv);
}
