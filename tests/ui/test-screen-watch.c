/* test-screen-watch.c: ui/ruhu-screen-watch.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-screen-watch.h"

#include "ruhu-ui-test.h"
#include "store-fixture.h"

typedef struct {
  Fixture store;
  RuhuSession *session;
  RuhuScreenWatch *watch;
  GDBusConnection *desktop; /* another program's */
  guint logind;
  gboolean owned;
} Screen;

static RuhuStoreState
get_state (Screen *f)
{
  return ruhu_store_get_state (ruhu_session_get_store (f->session));
}

static void
unlock (Screen *f)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  ruhu_session_unlock_async (f->session, USER, PIN, NULL, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  ruhu_session_unlock_finish (f->session, result, &error);
  g_assert_no_error (error);
}

static void
owned_cb (GDBusConnection *bus, const char *name, gpointer data)
{
  *(gboolean *) data = TRUE;
}

/* The test's bus stands for both. */
static void
set_up (Screen *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  f->desktop =
    g_dbus_connection_new_for_address_sync (g_getenv ("DBUS_SESSION_BUS_ADDRESS"),
                                            G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                              G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                            NULL,
                                            NULL,
                                            &error);
  g_assert_no_error (error);
  f->logind = g_bus_own_name_on_connection (f->desktop,
                                            "org.freedesktop.login1",
                                            G_BUS_NAME_OWNER_FLAGS_NONE,
                                            owned_cb,
                                            NULL,
                                            &f->owned,
                                            NULL);
  while (!f->owned)
    g_main_context_iteration (NULL, TRUE);

  fixture_set_up_unlocked (&f->store, NULL);
  fixture_lock (&f->store);
  f->session = ruhu_session_new (f->store.dir);
  ruhu_store_set_kdf_cost (ruhu_session_get_store (f->session), 1, 8192);
  unlock (f);
  f->watch = ruhu_screen_watch_new (f->session);
}

static void
tear_down (Screen *f, gconstpointer data)
{
  ruhu_screen_watch_free (f->watch);
  ruhu_session_lock (f->session);
  while (get_state (f) == RUHU_STORE_UNLOCKED)
    g_main_context_iteration (NULL, TRUE);
  ruhu_ui_test_end_session (g_steal_pointer (&f->session));
  fixture_tear_down (&f->store, NULL);
  g_bus_unown_name (f->logind);
  g_clear_object (&f->desktop);
}

static void
say (Screen *f, const char *interface, const char *member, GVariant *parameters)
{
  g_autoptr (GError) error = NULL;

  g_dbus_connection_emit_signal (f->desktop,
                                 NULL,
                                 "/screen",
                                 interface,
                                 member,
                                 parameters,
                                 &error);
  g_assert_no_error (error);
  g_dbus_connection_flush_sync (f->desktop, NULL, &error);
  g_assert_no_error (error);
}

static gboolean
pass_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Said again and again, since nobody knows when the watch has begun to listen. */
static void
assert_locks (Screen *f, const char *interface, const char *member, GVariant *parameters)
{
  g_autoptr (GVariant) kept = parameters != NULL ? g_variant_ref_sink (parameters) : NULL;

  while (get_state (f) == RUHU_STORE_UNLOCKED) {
    gboolean passed = FALSE;

    say (f, interface, member, kept);
    g_timeout_add (20, pass_cb, &passed);
    while (!passed)
      g_main_context_iteration (NULL, TRUE);
  }
  g_assert_cmpint (get_state (f), ==, RUHU_STORE_LOCKED);
}

static void
test_locks (Screen *f, gconstpointer data)
{
  assert_locks (f, "org.freedesktop.ScreenSaver", "ActiveChanged", g_variant_new ("(b)", TRUE));
  unlock (f);
  assert_locks (f, "org.gnome.ScreenSaver", "ActiveChanged", g_variant_new ("(b)", TRUE));
  unlock (f);
  assert_locks (f,
                "org.freedesktop.login1.Manager",
                "PrepareForSleep",
                g_variant_new ("(b)", TRUE));
  unlock (f);
  assert_locks (f, "org.freedesktop.login1.Session", "Lock", NULL);
}

/* It goes on, the machine wakes up: that is no reason. By the end of it the watch was listening. */
static void
test_what_ends_locks_nothing (Screen *f, gconstpointer data)
{
  assert_locks (f, "org.freedesktop.ScreenSaver", "ActiveChanged", g_variant_new ("(b)", TRUE));
  unlock (f);
  say (f, "org.freedesktop.ScreenSaver", "ActiveChanged", g_variant_new ("(b)", FALSE));
  say (f, "org.freedesktop.login1.Manager", "PrepareForSleep", g_variant_new ("(b)", FALSE));
  say (f, "org.freedesktop.login1.Manager", "SessionNew", g_variant_new ("(so)", "1", "/a"));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpint (get_state (f), ==, RUHU_STORE_UNLOCKED);
}

int
main (int argc, char **argv)
{
  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", g_getenv ("DBUS_SESSION_BUS_ADDRESS"), TRUE);
  ruhu_ui_test_init (&argc, &argv);

  g_test_add ("/screen-watch/screen-off-and-sleep-lock",
              Screen,
              NULL,
              set_up,
              test_locks,
              tear_down);
  g_test_add ("/screen-watch/what-ends-locks-nothing",
              Screen,
              NULL,
              set_up,
              test_what_ends_locks_nothing,
              tear_down);

  return g_test_run ();
}
