/* test-bad-link.c: a day's work over a link as villages have it
 *
 * 500 responses of text, and 64 kbit/s, 200 ms each way, 5 % of all segments lost, an outage of ten
 * seconds every half minute. Time runs faster here, for both sides alike, so that work which a busy
 * machine is slow with takes longer than it should. So a suite takes one seed and no time, and
 * waits a minute at most; `./dev soak bad-link` takes ten, as they are, and holds each to ten
 * minutes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ruhu-clock.h"
#include "base/ruhu-error.h"
#include "bad-link.h"
#include "client-fixture.h"

#define RESPONSES 500
#define TIME_MS (10 * 60 * 1000)

static const BadLinkKind village = { 64000, 200, 20, 0.05, 30000, 10000, 8 };

/* As many bytes as a home visit comes to, of which no two are alike. */
static char *
make_answers (GRand *rand)
{
  GString *ans = g_string_new ("{\"visit\":{\"outcome\":\"1\"");
  guint i;

  for (i = 0; i < 80; i++)
    g_string_append_printf (ans, ",\"question_%u\":\"%d\"", i, g_rand_int_range (rand, 0, 1000));
  g_string_append (ans, "}}");
  return g_string_free (ans, FALSE);
}

static void
make_responses (Client *c, guint32 seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  guint i;

  for (i = 0; i < RESPONSES; i++) {
    g_autofree char *ans = make_answers (rand);

    client_finish (c, ans);
  }
}

/* Until all is through, as a tablet does that is left alone. Returns: how long it took, ms */
static gint64
drain (Client *c, BadLink *bad, guint *tries)
{
  gint64 began = bad_link_now (bad);
  gboolean through = FALSE;

  for (*tries = 0; !through; (*tries)++) {
    g_autoptr (GError) error = NULL;
    gint64 now;

    through = client_sync (c, &error);
    now = bad_link_now (bad);
    if (error != NULL)
      g_assert_error (error, RUHU_ERROR, RUHU_ERROR_OFFLINE);
    if (!through) {
      gint64 wait = ruhu_syncer_get_next_try (c->syncer) - now;

      bad_link_wait (bad, g_getenv ("RUHU_WHOLE") != NULL ? wait : MIN (wait, 60000));
    }
  }
  return bad_link_now (bad) - began;
}

static void
run_seed (Client *c, guint32 seed, int all)
{
  BadLink *bad = bad_link_new (c->hq.url, &village, seed);
  gint64 took;
  guint tries;

  make_responses (c, seed);
  link_set_target (c->link, bad_link_get_url (bad));
  ruhu_clock_replace (bad_link_now, bad);
  took = drain (c, bad, &tries);
  ruhu_clock_replace (NULL, NULL);
  g_test_message ("seed %u, %d responses in %d s, %u tries, %u outages met, %zu kB",
                  seed,
                  RESPONSES,
                  (int) (took / 1000),
                  tries,
                  bad_link_get_outages (bad),
                  bad_link_get_bytes (bad) / 1000);
  if (g_getenv ("RUHU_WHOLE") != NULL)
    g_assert_cmpint (took, <, TIME_MS);
  g_assert_cmpint (hq_count (&c->hq, "SELECT count(*) FROM change_log WHERE kind = 6"), ==, all);
  g_assert_cmpuint (ruhu_syncer_get_waiting_responses (c->syncer), ==, 0);
  link_set_target (c->link, c->hq.url);
  bad_link_free (bad);
}

static void
test_drains_in_ten_minutes (Client *c, gconstpointer data)
{
  const char *first = g_getenv ("RUHU_SEED");
  guint32 from = first != NULL ? g_ascii_strtoull (first, NULL, 10) : 1;
  guint seeds = g_getenv ("RUHU_WHOLE") != NULL ? 10 : 1;
  guint i;

  for (i = 0; i < seeds; i++)
    run_seed (c, from + i, (i + 1) * RESPONSES);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/bad-link/drains-in-ten-minutes",
              Client,
              NULL,
              client_set_up,
              test_drains_in_ten_minutes,
              client_tear_down);

  return g_test_run ();
}
