/* main.c: the program ruhu-hq
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-main.h"

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
  setrlimit (RLIMIT_CORE, &none); /* a core file would hold HQ's keys */
  if (sodium_init () < 0)
    return RUHU_HQ_EXIT_REFUSED;

  return ruhu_hq_main ((const char *const *) argv + MIN (argc, 1));
}
