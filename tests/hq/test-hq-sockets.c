/* test-hq-sockets.c: sync/hq/ruhu-hq-sockets.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-cert.h"
#include "ruhu-hq-sockets.h"
#include "ruhu-test.h"

#include <glib/gstdio.h>
#include <sys/socket.h>
#include <unistd.h>

#define VISITS 20

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

  ruhu_hq_sockets_note (sockets, pair.ours, NULL);
  ruhu_hq_sockets_note (sockets, pair.ours, NULL);
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

  ruhu_hq_sockets_note (sockets, NULL, NULL);
  ruhu_hq_sockets_note (sockets, open.ours, NULL);
  ruhu_hq_sockets_note (sockets, unread.ours, NULL);
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

/* A server whose requests are noted, and how many connections it has made and not let go of. */
typedef struct {
  SoupServer *server;
  RuhuHqSockets *sockets;
  char *dir;
  GTlsDatabase *database;
  char *url;
  int made;
  int alive;
} Visited;

static void
gone_cb (gpointer data, GObject *connection)
{
  ((Visited *) data)->alive--;
}

static gboolean
count_hook (GSignalInvocationHint *hint, guint n_values, const GValue *values, gpointer data)
{
  Visited *v = data;
  GObject *connection = g_value_get_object (&values[0]);

  if (g_object_get_data (connection, "counted") == NULL) {
    g_object_set_data (connection, "counted", v);
    g_object_weak_ref (connection, gone_cb, v);
    v->made++;
    v->alive++;
  }
  return TRUE;
}

static void
early_cb (SoupServer *server,
          SoupServerMessage *message,
          const char *path,
          GHashTable *query,
          gpointer data)
{
  ruhu_hq_sockets_note_message (((Visited *) data)->sockets, message);
}

static void
handle_cb (SoupServer *server,
           SoupServerMessage *message,
           const char *path,
           GHashTable *query,
           gpointer data)
{
  soup_server_message_set_status (message, 200, NULL);
  soup_server_message_set_response (message, "text/plain", SOUP_MEMORY_STATIC, "here", 4);
}

static void
listen_on_loopback (Visited *v)
{
  g_autofree char *keys = g_build_filename (v->dir, "keys", NULL);
  g_autofree char *cert = g_build_filename (v->dir, "server.pem", NULL);
  g_autofree char *key = g_build_filename (keys, "server.key", NULL);
  g_autofree char *ca = g_build_filename (v->dir, "ca.pem", NULL);
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autoptr (GError) error = NULL;
  GSList *uris;

  g_assert_no_errno (g_mkdir (keys, 0700));
  ruhu_hq_cert_make (v->dir, "localhost", &error);
  g_assert_no_error (error);
  certificate = g_tls_certificate_new_from_files (cert, key, &error);
  g_assert_no_error (error);
  v->database = g_tls_file_database_new (ca, &error);
  g_assert_no_error (error);

  v->sockets = ruhu_hq_sockets_new ();
  v->server = soup_server_new ("tls-certificate", certificate, NULL);
  soup_server_add_early_handler (v->server, NULL, early_cb, v, NULL);
  soup_server_add_handler (v->server, NULL, handle_cb, v, NULL);
  soup_server_listen_local (v->server,
                            0,
                            SOUP_SERVER_LISTEN_HTTPS | SOUP_SERVER_LISTEN_IPV4_ONLY,
                            &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (v->server);
  v->url = g_strdup_printf ("https://127.0.0.1:%d/", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
}

/* Asks twice over one connection, and goes, as a tablet does. */
static void
visit (Visited *v)
{
  g_autoptr (SoupSession) session =
    soup_session_new_with_options ("tls-database", v->database, NULL);
  guint i;

  for (i = 0; i < 2; i++) {
    g_autoptr (SoupMessage) message = soup_message_new ("GET", v->url);
    GAsyncResult *got = NULL;
    g_autoptr (GAsyncResult) result = NULL;
    g_autoptr (GBytes) body = NULL;
    g_autoptr (GError) error = NULL;

    soup_session_send_and_read_async (session,
                                      message,
                                      G_PRIORITY_DEFAULT,
                                      NULL,
                                      ruhu_test_got,
                                      &got);
    result = ruhu_test_wait (&got);
    body = soup_session_send_and_read_finish (session, result, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (soup_message_get_status (message), ==, 200);
  }
}

/* Once a connection is left, nothing of it stays in memory. */
static void
test_nothing_stays_of_a_visit (void)
{
  Visited v = { .dir = ruhu_test_make_dir () };
  guint signal, i;
  gulong hook;

  listen_on_loopback (&v);
  visit (&v); /* the first makes the type known */
  signal = g_signal_lookup ("request-started", g_type_from_name ("SoupServerConnection"));
  g_assert_cmpuint (signal, !=, 0);
  hook = g_signal_add_emission_hook (signal, 0, count_hook, &v, NULL);
  for (i = 0; i < VISITS; i++)
    visit (&v);
  g_assert_cmpint (v.made, ==, VISITS);

  for (i = 0; i < 1000 && ruhu_hq_sockets_count (v.sockets) > 0; i++) {
    while (g_main_context_iteration (NULL, FALSE))
      continue;
    ruhu_hq_sockets_sweep (v.sockets);
  }
  g_assert_cmpuint (ruhu_hq_sockets_count (v.sockets), ==, 0);
  g_assert_cmpint (v.alive, ==, 0);

  g_signal_remove_emission_hook (signal, hook);
  g_assert_finalize_object (v.server);
  g_object_unref (v.database);
  ruhu_hq_sockets_free (v.sockets);
  ruhu_test_remove_dir (v.dir);
  g_free (v.dir);
  g_free (v.url);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/hq-sockets/what-the-other-side-left-is-closed-at-the-second-look",
                   test_what_the_other_side_left_is_closed_at_the_second_look);
  g_test_add_func ("/hq-sockets/what-is-open-or-unread-stays", test_what_is_open_or_unread_stays);

  g_test_add_func ("/hq-sockets/nothing-stays-of-a-visit", test_nothing_stays_of_a_visit);

  return g_test_run ();
}
