/* ruhu-markdown.h: the little Markdown that form authors use
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

char *ruhu_markdown_to_markup (const char *text);
char *ruhu_markdown_to_plain (const char *text);
void ruhu_markdown_show (GtkLabel *label, const char *text);
void ruhu_markdown_show_in_cell (GtkLabel *label, const char *text);

G_END_DECLS
