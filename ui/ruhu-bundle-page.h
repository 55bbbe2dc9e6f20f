/* ruhu-bundle-page.h: what waits goes along by USB, and what comes back is taken in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-page.h"

G_BEGIN_DECLS

#define RUHU_TYPE_BUNDLE_PAGE (ruhu_bundle_page_get_type ())
G_DECLARE_FINAL_TYPE (RuhuBundlePage, ruhu_bundle_page, RUHU, BUNDLE_PAGE, RuhuPage)

RuhuBundlePage *ruhu_bundle_page_new (void);
void ruhu_bundle_page_set_waiting (RuhuBundlePage *self, guint responses, guint attachments);
const char *ruhu_bundle_page_get_carrier (RuhuBundlePage *self);
void ruhu_bundle_page_set_busy (RuhuBundlePage *self, gboolean busy);
void ruhu_bundle_page_set_fraction (RuhuBundlePage *self, double fraction);
void ruhu_bundle_page_show_result (RuhuBundlePage *self, const char *words);
const char *ruhu_bundle_page_get_result (RuhuBundlePage *self);

G_END_DECLS
