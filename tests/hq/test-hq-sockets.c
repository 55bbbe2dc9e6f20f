/* test-hq-sockets.c: sync/hq/ruhu-hq-sockets.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-sockets.h"

#include <sys/socket.h>
#include <unistd.h>

typedef struct {
  GSocket *ours;
  int theirs;
} Pair;

static Pair
make_pair (void)
{
  g_autoptr (GError) error = NULL;
  Pair pair;
  int ends[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM, 0, ends), ==, 0);
  pair.ours = g_socket_new_from_fd (ends[0], &error);
  g_assert_no_error (error);
  pair.theirs = ends[1];
  return pair;
}

static void
test_what_the_other_side_left_is_closed_at_the_second_look (void)
{
  g_autoptr (RuhuHqSockets) sockets = ruhu_hq_sockets_new ();
  Pair pair = make_pair ();

  ruhu_hq_sockets_note (sockets, pair.ours);
  ruhu_hq_sockets_note (sockets, pair.ours);
  g_assert_cmpuint (ruhu_hq_sockets_count (sockets), ==, 1);
  close (pair.theirs);

  ruhu_hq_sockets_sweep (sockets);
  g_assert_false (g_socket_is_closed (pair.ours));
  ruhu_hq_sockets_sweep (sockets);
  g_assert_true (g_socket_is_closed (pair.ours));
  g_assert_cmpuint (ruhu_hq_sockets_count (sockets), ==, 0);
  g_assert_finalize_object (pair.ours);
}

static void
test_what_is_open_or_unread_stays (void)
{
  g_autoptr (RuhuHqSockets) sockets = ruhu_hq_sockets_new ();
  Pair open = make_pair ();
  Pair unread = make_pair ();
  guint i;

  ruhu_hq_sockets_note (sockets, NULL);
  ruhu_hq_sockets_note (sockets, open.ours);
  ruhu_hq_sockets_note (sockets, unread.ours);
  g_assert_cmpint (write (unread.theirs, "GET", 3), ==, 3);
  close (unread.theirs);
  for (i = 0; i < 5; i++)
    ruhu_hq_sockets_sweep (sockets);

  g_assert_false (g_socket_is_closed (open.ours));
  g_assert_false (g_socket_is_closed (unread.ours));
  g_assert_cmpuint (ruhu_hq_sockets_count (sockets), ==, 2);
  close (open.theirs);
  g_object_unref (open.ours);
  g_object_unref (unread.ours);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/hq-sockets/what-the-other-side-left-is-closed-at-the-second-look",
                   test_what_the_other_side_left_is_closed_at_the_second_look);
  g_test_add_func ("/hq-sockets/what-is-open-or-unread-stays", test_what_is_open_or_unread_stays);

  return g_test_run ();
}
