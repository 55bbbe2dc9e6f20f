/* tablet-visits.c: a worker's day on a tablet that is there already
 *
 * Opens a profile, finishes some visits, a part of them with a photo, and locks the tablet, which
 * cuts their lines. Says for each response what HQ must hold in the end, one JSON object a line.
 *
 *   tablet-visits PROFILE USER SEED VISITS
 *
 * The PIN is that of the tests, the form tests/data/visit.xml.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "client-fixture.h"

#include <stdlib.h>

#define MOST_PHOTO 40000

static void
visit (Client *c, GRand *rand, guint i)
{
  g_autofree char *ans = NULL;
  g_autofree char *id = NULL;
  g_autofree char *content = NULL;
  g_autofree char *photo = NULL;

  if (g_rand_int_range (rand, 0, 3) > 0) {
    ans = g_strdup_printf ("{\"visit\":{\"outcome\":\"%u-%u\"}}", i, g_rand_int (rand));
    client_finish (c, ans);
    g_print ("{\"ans\":%s}\n", ans);
    return;
  }

  content = g_strnfill (g_rand_int_range (rand, 100, MOST_PHOTO), 'p');
  photo = g_strdup_printf ("%u%s", g_rand_int (rand), content); /* no two are the same */
  id = client_finish_response (c, photo);
  g_print ("{\"photo\":\"%s\"}\n", id);
}

int
main (int argc, char **argv)
{
  Client c = { 0 };
  g_autoptr (GRand) rand = NULL;
  guint i, visits;

  if (argc != 5)
    return 64;

  rand = g_rand_new_with_seed (strtoul (argv[3], NULL, 10));
  visits = strtoul (argv[4], NULL, 10);
  c.dir = argv[1];
  c.user = argv[2];
  client_open (&c);
  client_unlock (&c);
  for (i = 0; i < visits; i++)
    visit (&c, rand, i);
  client_lock (&c);
  client_close (&c);
  return 0;
}
