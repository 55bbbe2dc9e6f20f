/* ruhu-bundles.h: files from and for the county, and the receipt, as the window has them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-session.h"
#include "ruhu-window.h"

G_BEGIN_DECLS

#define RUHU_TYPE_BUNDLES (ruhu_bundles_get_type ())
G_DECLARE_FINAL_TYPE (RuhuBundles, ruhu_bundles, RUHU, BUNDLES, GObject)

RuhuBundles *ruhu_bundles_new (RuhuWindow *window, RuhuSession *session);
void ruhu_bundles_add_actions (RuhuBundles *self);
void ruhu_bundles_choose_file (GtkWidget *near,
                               const char *title,
                               GtkFileChooserAction action,
                               const char *name,
                               GCallback chosen,
                               GObject *data);
RuhuPage *ruhu_bundles_make_page (RuhuBundles *self);
RuhuPage *ruhu_bundles_make_receipt_page (RuhuBundles *self);
void ruhu_bundles_refresh (RuhuBundles *self);
void ruhu_bundles_hand_over (RuhuBundles *self, GFile *file);
void ruhu_bundles_take_in (RuhuBundles *self, GFile *file);

G_END_DECLS
