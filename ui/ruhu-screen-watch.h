/* ruhu-screen-watch.h: the tablet locks when its screen does, and before it sleeps
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-session.h"

G_BEGIN_DECLS

typedef struct _RuhuScreenWatch RuhuScreenWatch;

RuhuScreenWatch *ruhu_screen_watch_new (RuhuSession *session);
void ruhu_screen_watch_free (RuhuScreenWatch *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RuhuScreenWatch, ruhu_screen_watch_free)

G_END_DECLS
