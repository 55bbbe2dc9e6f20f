/* ruhu-sending-page.h: where each record is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-page.h"

#include "cases/ruhu-day.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * RuhuSending:
 * @RUHU_SENDING_WAITS: nothing happens now; the next try comes by itself
 * @RUHU_SENDING_OFFLINE: the last try found no network
 * @RUHU_SENDING_NOW: something is on its way
 * @RUHU_SENDING_REFUSED: HQ said no; somebody has to call
 */
typedef enum {
  RUHU_SENDING_WAITS,
  RUHU_SENDING_OFFLINE,
  RUHU_SENDING_NOW,
  RUHU_SENDING_REFUSED,
} RuhuSending;

#define RUHU_TYPE_SENDING_PAGE (ruhu_sending_page_get_type ())
G_DECLARE_FINAL_TYPE (RuhuSendingPage, ruhu_sending_page, RUHU, SENDING_PAGE, RuhuPage)

RuhuSendingPage *ruhu_sending_page_new (GListModel *responses);

void ruhu_sending_page_set_state (RuhuSendingPage *self, RuhuSending state, gint64 next_try);
void ruhu_sending_page_set_receipt (RuhuSendingPage *self, const char *number, gint64 at);
void ruhu_sending_page_set_open (RuhuSendingPage *self, guint held, guint differ);
void ruhu_sending_page_set_day (RuhuSendingPage *self, const RuhuDay *day);

G_END_DECLS
