/* ruhu-mark.h: a ring or box that says whether something is chosen
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * RuhuMark:
 * @RUHU_MARK_NONE: nothing can be chosen
 * @RUHU_MARK_RING: one of several
 * @RUHU_MARK_BOX: any number of them
 */
typedef enum {
  RUHU_MARK_NONE,
  RUHU_MARK_RING,
  RUHU_MARK_BOX,
} RuhuMark;

void ruhu_mark_show (GtkImage *image, RuhuMark mark, gboolean chosen);

G_END_DECLS
