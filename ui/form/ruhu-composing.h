/* ruhu-composing.h: what an input method has shown and not yet confirmed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct _RuhuComposing RuhuComposing;

typedef void (*RuhuComposingFunc) (const char *text, gpointer data);

RuhuComposing *ruhu_composing_watch (GtkWidget *widget, RuhuComposingFunc insert, gpointer data);
RuhuComposing *ruhu_composing_watch_entry (GtkEditable *entry);
void ruhu_composing_take (RuhuComposing *self);

G_END_DECLS
