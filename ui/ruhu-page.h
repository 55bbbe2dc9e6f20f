/* ruhu-page.h: the base of every page: folds by its width, and knows what its keys do
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define RUHU_TYPE_PAGE (ruhu_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (RuhuPage, ruhu_page, RUHU, PAGE, AdwBin)

/**
 * RuhuPageClass:
 * @folded: the page has this width in pixels at 100 % text; for what the ends of ids cannot say
 * @go_back: TRUE where the page itself had something to go back from, as a leaflet has
 * @get_start: (transfer none): the widget where the focus starts; its name is what is heard first
 */
struct _RuhuPageClass {
  AdwBinClass parent_class;

  void (*folded) (RuhuPage *self, double width);
  gboolean (*go_back) (RuhuPage *self);
  GtkWidget *(*get_start) (RuhuPage *self);
};

const char *ruhu_page_get_title (RuhuPage *self);
void ruhu_page_set_title (RuhuPage *self, const char *title);
const char *ruhu_page_get_opener (RuhuPage *self);
void ruhu_page_set_opener (RuhuPage *self, const char *action);

double ruhu_page_get_text_width (RuhuPage *self);
void ruhu_page_fold (RuhuPage *self, GtkWidget *widget);
RuhuPage *ruhu_page_of (GtkWidget *widget);

gboolean ruhu_page_go_back (RuhuPage *self);
gboolean ruhu_page_press_primary (RuhuPage *self);
void ruhu_page_focus_start (RuhuPage *self);

G_END_DECLS
