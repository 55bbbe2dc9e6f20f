/* ruhu-picture-page.h: a form's picture on a page of its own
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-page.h"

G_BEGIN_DECLS

#define RUHU_TYPE_PICTURE_PAGE (ruhu_picture_page_get_type ())
G_DECLARE_FINAL_TYPE (RuhuPicturePage, ruhu_picture_page, RUHU, PICTURE_PAGE, RuhuPage)

RuhuPicturePage *ruhu_picture_page_new (GdkPaintable *picture, const char *about);

G_END_DECLS
