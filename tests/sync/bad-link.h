/* bad-link.h: a slow link that loses segments, and at times is none
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

/**
 * BadLinkKind:
 * @rate: bits a second, each way
 * @delay: one way, ms
 * @jitter: at most so much more, ms
 * @loss: of each segment, 0…1
 * @up: how long it holds between two outages: half to one and a half times so many ms
 * @outage: how long one takes, ms
 * @scale: how many times faster than the clock on the wall
 */
typedef struct {
  guint rate;
  guint delay;
  guint jitter;
  double loss;
  guint up;
  guint outage;
  guint scale;
} BadLinkKind;

typedef struct _BadLink BadLink;

BadLink *bad_link_new (const char *hq, const BadLinkKind *kind, guint32 seed);
void bad_link_free (BadLink *link);
const char *bad_link_get_url (BadLink *link);
gint64 bad_link_now (gpointer link);
void bad_link_wait (BadLink *link, gint64 ms);
gsize bad_link_get_bytes (BadLink *link);
guint bad_link_get_outages (BadLink *link);
