/* ruhu-player.h: plays a sound, or a film
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _RuhuPlayer RuhuPlayer;

/** RuhuPlayerFrameFunc: @frame: what is to be seen now */
typedef void (*RuhuPlayerFrameFunc) (GdkPixbuf *frame, gpointer data);

RuhuPlayer *ruhu_player_start (GBytes *content, GFunc ended, gpointer data);
RuhuPlayer *
ruhu_player_start_film (GBytes *content, RuhuPlayerFrameFunc show, GFunc ended, gpointer data);
gboolean ruhu_player_has_failed (RuhuPlayer *self);
void ruhu_player_stop (RuhuPlayer *self);

G_END_DECLS
