/* ruhu-language.c: which catalogue the words come from
 *
 * The user chooses the language in Ruhu, and it changes at once. gettext reads LANGUAGE at every
 * look-up once its cache is told that something changed, provided that the locale is not plain "C";
 * "C.UTF-8" will do, so no Chinese locale need be on the tablet.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-language.h"

#include <libintl.h>
#include <locale.h>
#include <string.h>

/* The GNU C library's own switch for programs that change their language; no header declares it. */
extern int _nl_msg_cat_cntr;

/**
 * ruhu_language_init:
 * @folder: where the catalogues are; the environment's RUHU_LOCALEDIR goes before it, for programs
 *   that were not installed
 *
 * Call it first of all, before other threads exist.
 */
void
ruhu_language_init (const char *folder)
{
  const char *own = g_getenv ("RUHU_LOCALEDIR");
  const char *locale = setlocale (LC_ALL, "");

  if (locale == NULL || strcmp (locale, "C") == 0 || strcmp (locale, "POSIX") == 0)
    setlocale (LC_ALL, "C.UTF-8");
  /* Numbers in files and on the wire have a point in every language. */
  setlocale (LC_NUMERIC, "C");

  bindtextdomain (GETTEXT_PACKAGE, own != NULL ? own : folder);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  /* GLib asks once, at the first word, whether there is a catalogue, and never translates if there
   * was none then. English has none, so the first word is a Chinese one. */
  ruhu_language_use ("zh_CN");
  g_dgettext (GETTEXT_PACKAGE, "Ruhu");
}

/** ruhu_language_use: @language: "zh_CN" or "en"; widgets made from now on speak it */
void
ruhu_language_use (const char *language)
{
  g_setenv ("LANGUAGE", language, TRUE);
  ++_nl_msg_cat_cntr;
}

/** ruhu_language_guess: Returns: English where the system says so, else Chinese */
const char *
ruhu_language_guess (void)
{
  const char *locale = setlocale (LC_MESSAGES, NULL);

  return locale != NULL && g_str_has_prefix (locale, "en") ? "en" : "zh_CN";
}
