/* ruhu-player.h: plays a sound
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _RuhuPlayer RuhuPlayer;

RuhuPlayer *ruhu_player_start (GBytes *content, GFunc ended, gpointer data);
void ruhu_player_stop (RuhuPlayer *self);

G_END_DECLS
