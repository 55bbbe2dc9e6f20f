/* ruhu-forms-page.h: which form to begin
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-form-library.h"
#include "ruhu-page.h"

#include "register/ruhu-person.h"

G_BEGIN_DECLS

#define RUHU_TYPE_FORMS_PAGE (ruhu_forms_page_get_type ())
G_DECLARE_FINAL_TYPE (RuhuFormsPage, ruhu_forms_page, RUHU, FORMS_PAGE, RuhuPage)

RuhuFormsPage *
ruhu_forms_page_new (RuhuFormLibrary *library, GListModel *responses, RuhuPerson *person);

G_END_DECLS
