/* main.c: the program ruhu
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-application.h"
#include "ruhu-language.h"
#include "ruhu-ui-init.h"

#include <sys/resource.h>
#include <sys/stat.h>

int
main (int argc, char **argv)
{
  const struct rlimit no_core = { 0, 0 };
  g_autoptr (RuhuApplication) application = NULL;

  /* What a crash would leave behind holds keys and names. */
  setrlimit (RLIMIT_CORE, &no_core);
  umask (077); /* no file of a profile is anybody else's, wherever it lies */
  ruhu_language_init (LOCALEDIR);
  ruhu_ui_init ();
  application = ruhu_application_new ();

  return g_application_run (G_APPLICATION (application), argc, argv);
}
