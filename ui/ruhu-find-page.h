/* ruhu-find-page.h: type initials, see people
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-page.h"

#include "register/ruhu-register.h"

G_BEGIN_DECLS

#define RUHU_TYPE_FIND_PAGE (ruhu_find_page_get_type ())
G_DECLARE_FINAL_TYPE (RuhuFindPage, ruhu_find_page, RUHU, FIND_PAGE, RuhuPage)

RuhuFindPage *ruhu_find_page_new (RuhuRegister *people);

G_END_DECLS
