/* scripted-hq.h: an HQ that says what a test wants it to say
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-batch.h"
#include "ruhu-test.h"
#include "store/ruhu-device.h"

#include <libsoup/soup.h>

#define VILLAGE "990101101201"
#define DEVICE "d7k2"

/* One request that came, as far as a test asks. */
typedef struct {
  char *path;
  gint64 at;
  guint64 from; /* push */
  guint n;
  guint64 epoch;
  char *cursor; /* pull */
  guint64 max;
} Heard;

/* What the next request to a path is answered with, in place of the truth. */
typedef struct {
  char *path;
  guint status;
  char *body;
  char *retry_after;
} Retort;

typedef struct {
  char *dir;
  SoupServer *server;
  char *url;
  char *ca;
  guint8 hqs_public[32], hqs[64];
  guint8 other_public[32], other[64]; /* somebody who is not HQ */
  guint8 hqx_public[32], hqx[32];
  char *gen;
  char *head;
  guint64 acked;
  gint64 ahead; /* how far its clock is from ours, ms */
  gboolean forge;
  gboolean other_head;
  guint cut_pages; /* how many pulls are answered by half a page */
  GQueue retorts;  /* of Retort */
  GPtrArray *heard;
} ScriptedHq;

void scripted_hq_set_up (ScriptedHq *hq);
void scripted_hq_tear_down (ScriptedHq *hq);
RuhuDevice *scripted_hq_make_device (ScriptedHq *hq);
void scripted_hq_say (ScriptedHq *hq,
                      const char *path,
                      RuhuRefusal refusal,
                      const char *members,
                      const char *retry_after);
void scripted_hq_say_raw (ScriptedHq *hq, const char *path, guint status, const char *body);
Heard *scripted_hq_get (ScriptedHq *hq, const char *path, guint i);
guint scripted_hq_count (ScriptedHq *hq, const char *path);
