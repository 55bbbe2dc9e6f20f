/* sim-check.c: what must hold at each step
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sim-check.h"

#include "sim-attach.h"
#include "sim-fail.h"
#include "sim-json.h"
#include "sim-revoke.h"

#include <stdlib.h>
#include <string.h>

static char *
get_hash (SimWorld *world, const char *dev, gint64 seq)
{
  g_autofree char *sql = g_strdup_printf (
    "SELECT lower (hex (hash)) FROM change_log WHERE dev = '%s' AND dseq = %" G_GINT64_FORMAT
    " UNION ALL SELECT lower (hex (hash)) FROM quarantine WHERE dev = '%s' AND"
    " dseq = %" G_GINT64_FORMAT,
    dev,
    seq,
    dev,
    seq);

  return sim_hq_get_text (&world->hq, sql);
}

/* I4: the receipt is over the lines it says, and HQ never goes back behind one. */
static void
check_receipt (SimWorld *world, guint tablet, const char *receipt, gint64 acked)
{
  g_auto (GStrv) parts = g_strsplit (receipt != NULL ? receipt : "", "|", -1);
  const char *dev = world->tablets[tablet].dev;
  g_autofree char *hash = NULL;

  if (g_strv_length (parts) != 9 || !g_str_equal (parts[3], dev) ||
      g_ascii_strtoll (parts[4], NULL, 10) != acked) {
    sim_fail ("I4: receipt of tablet %u is no receipt over %" G_GINT64_FORMAT " lines",
              tablet,
              acked);
    return;
  }

  hash = get_hash (world, dev, acked);
  if (acked > 0 && g_strcmp0 (hash, parts[5]) != 0)
    sim_fail ("I4: receipt of tablet %u is not over the line %" G_GINT64_FORMAT, tablet, acked);
  if (acked < world->known_acked[tablet])
    sim_fail ("I4: HQ has %" G_GINT64_FORMAT " lines of tablet %u, and had %" G_GINT64_FORMAT,
              acked,
              tablet,
              world->known_acked[tablet]);
  world->known_acked[tablet] = MAX (world->known_acked[tablet], acked);
  sim_attach_check_receipt (world, tablet, g_ascii_strtoll (parts[7], NULL, 10));
}

static void
check_pushed (SimWorld *world, guint tablet, const char *text)
{
  g_autoptr (JsonObject) answer = sim_json_parse (text);

  if (answer == NULL)
    sim_fail ("HQ answers tablet %u with no JSON", tablet);
  else
    check_receipt (world,
                   tablet,
                   sim_json_get_text (answer, "rcpt"),
                   sim_json_get_int (answer, "acked"));
}

/* I3: nothing leaves HQ for who may not see it. */
static void
check_pulled (SimWorld *world, guint tablet, const char *text)
{
  g_autofree char *scope = sim_hq_get_scope (&world->hq, world->tablets[tablet].dev);
  const char *at = text;

  if (world->revoked && !sim_revoke_is_in_use (world, tablet)) {
    sim_fail ("I15: tablet %u was revoked, and gets something", tablet);
    return;
  }
  while ((at = strstr (at, "\"div\":\"")) != NULL) {
    at += strlen ("\"div\":\"");
    if (strncmp (at, scope, strlen (scope)) != 0) {
      sim_fail ("I3: tablet %u of %s gets something of %.12s", tablet, scope, at);
      return;
    }
  }
}

/* What HQ says to anybody. */
void
sim_check_reply (SimWorld *world, SimRequest *request, SimReply *reply)
{
  g_autoptr (GBytes) body = sim_reply_inflate (reply);
  g_autofree char *text = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));

  sim_trace ("    HQ: %u", reply->status);
  if (reply->status >= 500)
    sim_fail ("HQ answers %s with %u", request->uri, reply->status);
  if (reply->status != 200 || g_strcmp0 (g_hash_table_lookup (request->headers, "Ruhu-Dev"),
                                         world->tablets[request->process].dev) != 0)
    return; /* or it was asked under a name of before */

  if (g_str_has_suffix (request->uri, "/v1/push"))
    check_pushed (world, request->process, text);
  else if (g_str_has_suffix (request->uri, "/v1/pull"))
    check_pulled (world, request->process, text);
}

/* After an answer has come: what the tablet's program makes of it is no failure of its own. */
void
sim_check_tablet (SimWorld *world, guint tablet)
{
  SimTablet *it = &world->tablets[tablet];

  if (it->store != NULL && !it->syncing && !it->synced && it->sync_error != NULL)
    sim_trace ("  sync of tablet %u: %s", tablet, it->sync_error->message);
}

/* I4: what it has said that it has, HQ has, also when it comes back. */
void
sim_check_hq (SimWorld *world)
{
  guint i;

  for (i = 0; i < SIM_TABLETS; i++) {
    gint64 acked = sim_hq_get_acked (&world->hq, world->tablets[i].dev);

    if (acked < world->known_acked[i])
      sim_fail ("I4: HQ has lost lines of tablet %u: %" G_GINT64_FORMAT
                " left, and it had %" G_GINT64_FORMAT,
                i,
                acked,
                world->known_acked[i]);
  }
}
