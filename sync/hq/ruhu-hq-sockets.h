/* ruhu-hq-sockets.h: closes what the other side has left
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

typedef struct _RuhuHqSockets RuhuHqSockets;

RuhuHqSockets *ruhu_hq_sockets_new (void);
void ruhu_hq_sockets_free (RuhuHqSockets *self);
void ruhu_hq_sockets_note (RuhuHqSockets *self, GSocket *socket, GObject *connection);
void ruhu_hq_sockets_note_message (RuhuHqSockets *self, SoupServerMessage *message);
void ruhu_hq_sockets_sweep (RuhuHqSockets *self);
guint ruhu_hq_sockets_count (RuhuHqSockets *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RuhuHqSockets, ruhu_hq_sockets_free)

G_END_DECLS
