/* ruhu-unlocking.h: whose tablet it is, and each try to open it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-session.h"
#include "ruhu-unlock-page.h"

G_BEGIN_DECLS

#define RUHU_TYPE_UNLOCKING (ruhu_unlocking_get_type ())
G_DECLARE_FINAL_TYPE (RuhuUnlocking, ruhu_unlocking, RUHU, UNLOCKING, GObject)

RuhuUnlocking *ruhu_unlocking_new (RuhuSession *session);

RuhuUnlockPage *ruhu_unlocking_make_page (RuhuUnlocking *self);
void ruhu_unlocking_stop (RuhuUnlocking *self);

G_END_DECLS
