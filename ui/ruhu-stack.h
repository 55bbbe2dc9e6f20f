/* ruhu-stack.h: what lies behind in a stack is hidden
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

void ruhu_stack_show (GtkStack *stack, GtkWidget *child);
void ruhu_stack_show_name (GtkStack *stack, const char *name);

G_END_DECLS
