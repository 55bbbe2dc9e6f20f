/* heads.h: what somebody says to HQ, and what somebody answers a tablet
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

void heads_hq_init (void);
void heads_hq_read (guint8 state, gboolean forged, const char *data, gsize size);

void heads_tablet_init (const char *ca);
void heads_tablet_read (guint8 request, const char *data, gsize size);

char *heads_hq_get_ca (void);
int heads_connect (guint16 port);
void heads_send (int fd, const char *data, gsize size);
gint64 heads_deadline (void);

G_END_DECLS
