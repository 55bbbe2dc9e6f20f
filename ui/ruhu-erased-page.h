/* ruhu-erased-page.h: the tablet was revoked and has erased itself
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-page.h"

G_BEGIN_DECLS

#define RUHU_TYPE_ERASED_PAGE (ruhu_erased_page_get_type ())
G_DECLARE_FINAL_TYPE (RuhuErasedPage, ruhu_erased_page, RUHU, ERASED_PAGE, RuhuPage)

RuhuErasedPage *ruhu_erased_page_new (gboolean told, gboolean left);

G_END_DECLS
