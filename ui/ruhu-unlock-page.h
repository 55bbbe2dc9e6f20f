/* ruhu-unlock-page.h: whose tablet it is, and the PIN or phrase that opens it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-page.h"

G_BEGIN_DECLS

#define RUHU_TYPE_UNLOCK_PAGE (ruhu_unlock_page_get_type ())
G_DECLARE_FINAL_TYPE (RuhuUnlockPage, ruhu_unlock_page, RUHU, UNLOCK_PAGE, RuhuPage)

RuhuUnlockPage *ruhu_unlock_page_new (void);

void ruhu_unlock_page_set_user (RuhuUnlockPage *self, const char *name, const char *office);
void ruhu_unlock_page_set_users (RuhuUnlockPage *self,
                                 const char *const *users,
                                 const char *chosen,
                                 const char *office);
const char *ruhu_unlock_page_get_user (RuhuUnlockPage *self);
void ruhu_unlock_page_set_sentence (RuhuUnlockPage *self, const char *sentence);
void ruhu_unlock_page_set_wait (RuhuUnlockPage *self, gint64 until);
void ruhu_unlock_page_set_lockout (RuhuUnlockPage *self, guint lockout);
void ruhu_unlock_page_show_failure (RuhuUnlockPage *self, const GError *error, gint64 until);
const char *ruhu_unlock_page_get_fault (RuhuUnlockPage *self);

G_END_DECLS
