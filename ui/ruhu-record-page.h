/* ruhu-record-page.h: a finished response, to be read
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-page.h"
#include "ruhu-record.h"

G_BEGIN_DECLS

#define RUHU_TYPE_RECORD_PAGE (ruhu_record_page_get_type ())
G_DECLARE_FINAL_TYPE (RuhuRecordPage, ruhu_record_page, RUHU, RECORD_PAGE, RuhuPage)

RuhuRecordPage *ruhu_record_page_new (RuhuRecord *record);
RuhuResponse *ruhu_record_page_get_response (RuhuRecordPage *self);

G_END_DECLS
