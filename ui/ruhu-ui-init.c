/* ruhu-ui-init.c: makes the library's types and resources known
 *
 * A static library loses what nobody names, so each type that only a template mentions, and the
 * bundle of templates, is named here.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-ui-init.h"

#include "ruhu-ui-resources.h"
#include "ruhu-window.h"

/**
 * ruhu_ui_init:
 *
 * Call it once, before the first widget is made. Main thread.
 */
void
ruhu_ui_init (void)
{
  g_resources_register (ruhu_ui_get_resource ());
  g_type_ensure (RUHU_TYPE_WINDOW);
}
