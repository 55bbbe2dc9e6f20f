/* ruhu-receipt-page.h: HQ's receipt, to be shown to somebody
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-page.h"

G_BEGIN_DECLS

#define RUHU_TYPE_RECEIPT_PAGE (ruhu_receipt_page_get_type ())
G_DECLARE_FINAL_TYPE (RuhuReceiptPage, ruhu_receipt_page, RUHU, RECEIPT_PAGE, RuhuPage)

RuhuReceiptPage *ruhu_receipt_page_new (const char *receipt, guint responses, GBytes *hqs);
char *ruhu_receipt_page_check (RuhuReceiptPage *self, const char *text);

G_END_DECLS
