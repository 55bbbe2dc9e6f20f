/* ruhu-part.c: parts of a page that are made in C and fold like the rest
 *
 * A page folds by the ends of its widgets' ids (ruhu-page.c). What a template makes has an id;
 * questions are made in C and get theirs here.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-part.h"

/** ruhu_part_name: @id: what the page is to know @widget by, as “scale-fold” */
void
ruhu_part_name (GtkWidget *widget, const char *id)
{
  GTK_BUILDABLE_GET_IFACE (widget)->set_id (GTK_BUILDABLE (widget), id);
}
