/* main-sync.c: the program ruhu-sync
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-sync-main.h"

#include <locale.h>
#include <sodium.h>
#include <sys/resource.h>
#include <sys/stat.h>

int
main (int argc, char **argv)
{
  const struct rlimit none = { 0, 0 };

  setlocale (LC_ALL, "");
  umask (077);
  setrlimit (RLIMIT_CORE, &none); /* a core file would hold the store's keys */
  if (sodium_init () < 0)
    return 1;

  return ruhu_sync_main (argc, argv);
}
