/* sim-net.c: what becomes of requests and answers on their way
 *
 * A request may be lost, cut off, come twice, or long after the tablet has given up on it and asked
 * anew; an answer may be lost or cut off; HQ or the tablet may stop anywhere in between.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sim-net.h"

#include "sim-check.h"
#include "sim-disk.h"
#include "sim-fail.h"
#include "sim-soup.h"

#include <string.h>

#define MAX_LATE 6

typedef enum {
  FINE, /* twice as likely as any other, and more */
  LOST,
  ANSWER_LOST,
  TWICE,
  LATE,
  CUT_OFF,
  ANSWER_CUT_OFF,
  HQ_STOPS,
  TABLET_STOPS,
  N_FATES
} Fate;

static const char *const fates[] = {
  "fine", "lost",           "answer lost", "twice",        "late",
  "cut",  "cut off answer", "HQ stops",    "tablet stops",
};

/* As from a tablet whose link is bad: each third time a page is as small as pages are. The
 * signature is over the longer body; only where it is none may it be another. */
static GBytes *
ask_for_less (SimWorld *world, SimRequest *request, GBytes *body)
{
  gsize n;
  const char *data = g_bytes_get_data (body, &n);
  const char *max = data != NULL ? g_strstr_len (data, n, "\"max\":") : NULL;
  GString *text;

  if (!world->in_memory || max == NULL || !g_str_has_suffix (request->uri, "/v1/pull") ||
      world->pulls++ % 3 != 0)
    return g_bytes_ref (body);

  max += strlen ("\"max\":");
  text = g_string_new_len (data, max - data);
  g_string_append (text, "4096");
  while (max < data + n && g_ascii_isdigit (*max))
    max++;
  g_string_append_len (text, max, data + n - max);
  return g_string_free_to_bytes (text);
}

/* HQ takes a request in, and everything it says is looked at. */
static SimReply *
serve (SimWorld *world, SimRequest *request, GBytes *body)
{
  g_autoptr (GBytes) sent = ask_for_less (world, request, body);
  SimReply *reply = sim_soup_serve (request, sent);

  if (!sim_disk_is_stopped (SIM_HQ))
    sim_check_reply (world, request, reply);
  return reply;
}

static GBytes *
cut_off (GBytes *body, SimRandom *random)
{
  gsize n = g_bytes_get_size (body);

  return g_bytes_new_from_bytes (body, 0, n > 0 ? sim_random_below (random, n) : 0);
}

static void
answer (SimWorld *world, guint tablet, SimReply *reply)
{
  sim_soup_answer (tablet, reply);
  sim_tablet_run (&world->tablets[tablet]);
}

static void
break_off (SimWorld *world, guint tablet)
{
  sim_soup_break (tablet);
  sim_tablet_run (&world->tablets[tablet]);
}

static void
serve_cut_off (SimWorld *world, guint tablet, SimRequest *request, SimRandom *random)
{
  g_autoptr (GBytes) body = cut_off (request->body, random);
  g_autoptr (SimReply) reply = NULL;

  /* Of a photo HQ keeps what has come. */
  if (g_str_equal (request->method, "PATCH") && sim_random_below (random, 3) > 0) {
    sim_soup_serve_beginning (request, body);
    break_off (world, tablet);
    return;
  }
  reply = serve (world, request, body);
  answer (world, tablet, reply);
}

static void
answer_cut_off (SimWorld *world, guint tablet, SimReply *reply, SimRandom *random)
{
  GBytes *whole = reply->body;

  reply->body = cut_off (whole, random);
  g_bytes_unref (whole);
  answer (world, tablet, reply);
}

static void
keep_late (SimWorld *world, SimRequest *request)
{
  if (world->late->len < MAX_LATE)
    g_ptr_array_add (world->late, sim_request_ref (request));
}

static void
serve_and_stop (SimWorld *world, guint tablet, SimRequest *request, SimRandom *random)
{
  g_autoptr (SimReply) reply = NULL;

  sim_disk_stop_after (SIM_HQ, 1 + sim_random_below (random, 24));
  reply = serve (world, request, request->body);
  if (sim_world_settle_hq (world, random))
    break_off (world, tablet);
  else
    answer (world, tablet, reply);
}

static void
meet (SimWorld *world, guint tablet, SimRequest *request, Fate fate, SimRandom *random)
{
  g_autoptr (SimReply) reply = NULL;

  switch (fate) {
  case LOST:
    break_off (world, tablet);
    return;
  case LATE:
    keep_late (world, request);
    break_off (world, tablet);
    return;
  case CUT_OFF:
    serve_cut_off (world, tablet, request, random);
    return;
  case HQ_STOPS:
    serve_and_stop (world, tablet, request, random);
    return;
  case FINE:
  case ANSWER_LOST:
  case TWICE:
  case ANSWER_CUT_OFF:
  case TABLET_STOPS:
  case N_FATES:
  default:
    break;
  }

  reply = serve (world, request, request->body);
  if (fate == TWICE) {
    g_clear_pointer (&reply, sim_reply_free);
    reply = serve (world, request, request->body);
  }
  if (fate == TABLET_STOPS)
    sim_disk_stop_after (tablet, 1 + sim_random_below (random, 24));

  if (fate == ANSWER_LOST)
    break_off (world, tablet);
  else if (fate == ANSWER_CUT_OFF)
    answer_cut_off (world, tablet, reply, random);
  else
    answer (world, tablet, reply);
  sim_world_settle (world, tablet, random);
}

/* What @tablet has asked meets its fate. Returns: whether it asks anything more now */
gboolean
sim_net_deliver (SimWorld *world, guint tablet, SimRandom *random)
{
  SimRequest *asked = sim_soup_get_request (tablet);
  g_autoptr (SimRequest) request = asked != NULL ? sim_request_ref (asked) : NULL;
  guint chance = sim_random_below (random, N_FATES * 2);

  if (request == NULL)
    return FALSE;

  if (sim_random_below (random, 4) == 0)
    keep_late (world, request); /* a copy that the network will bring once more */
  sim_trace ("  %s of tablet %u: %s",
             request->uri + strlen ("https://localhost"),
             tablet,
             fates[chance < N_FATES ? chance : FINE]);
  meet (world, tablet, request, chance < N_FATES ? chance : FINE, random);
  sim_check_tablet (world, tablet);
  return sim_soup_get_request (tablet) != NULL;
}

/* The same on a good day. */
gboolean
sim_net_deliver_well (SimWorld *world, guint tablet)
{
  SimRequest *asked = sim_soup_get_request (tablet);
  g_autoptr (SimRequest) request = asked != NULL ? sim_request_ref (asked) : NULL;
  g_autoptr (SimReply) reply = NULL;

  if (request == NULL)
    return FALSE;

  sim_trace ("  %s of tablet %u", request->uri + strlen ("https://localhost:8443"), tablet);
  reply = serve (world, request, request->body);
  answer (world, tablet, reply);
  sim_check_tablet (world, tablet);
  return sim_soup_get_request (tablet) != NULL;
}

/* Something long given up arrives; nobody hears the answer. */
void
sim_net_deliver_late (SimWorld *world, SimRandom *random)
{
  g_autoptr (SimRequest) request = NULL;
  g_autoptr (SimReply) reply = NULL;

  if (world->late->len == 0)
    return;

  request = g_ptr_array_steal_index (world->late, sim_random_below (random, world->late->len));
  sim_trace ("  late %s of tablet %u", request->uri, request->process);
  if (sim_random_below (random, 6) == 0)
    sim_disk_stop_after (SIM_HQ, 1 + sim_random_below (random, 24));
  reply = serve (world, request, request->body);
  sim_world_settle_hq (world, random);
}
