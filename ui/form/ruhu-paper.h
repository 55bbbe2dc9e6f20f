/* ruhu-paper.h: paper to draw on, by finger, pen or keys
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** RuhuPen: the colours there are */
typedef enum {
  RUHU_PEN_BLUE,
  RUHU_PEN_RED,
  RUHU_PEN_BLACK,
  RUHU_PEN_YELLOW,
  RUHU_N_PENS,
} RuhuPen;

#define RUHU_TYPE_PAPER (ruhu_paper_get_type ())
G_DECLARE_FINAL_TYPE (RuhuPaper, ruhu_paper, RUHU, PAPER, GtkDrawingArea)

RuhuPaper *ruhu_paper_new (gboolean lined);

void ruhu_paper_set_pen (RuhuPaper *self, RuhuPen pen);
void ruhu_paper_set_picture (RuhuPaper *self, GdkPixbuf *picture);
GdkPixbuf *ruhu_paper_get_picture (RuhuPaper *self);
guint ruhu_paper_get_n_strokes (RuhuPaper *self);
void ruhu_paper_undo (RuhuPaper *self);
void ruhu_paper_clear (RuhuPaper *self);
void ruhu_paper_lift (RuhuPaper *self);
GdkPixbuf *ruhu_paper_render (RuhuPaper *self, int max_pixels);

G_END_DECLS
