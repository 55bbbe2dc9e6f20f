/* ruhu-screen-watch.c: the tablet locks when its screen does, and before it sleeps
 *
 * The desktop says on the user's bus that the screen went off, logind on the system's that the
 * machine is about to sleep or that the session is locked. Where there is neither, the five minutes
 * without a touch are left.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-screen-watch.h"

#define LOGIND "org.freedesktop.login1"

/* A first argument, where there is one, says whether it begins or is over. */
static const struct {
  GBusType bus;
  const char *sender;
  const char *interface;
  const char *member;
} calls[] = {
  { G_BUS_TYPE_SESSION, NULL, "org.freedesktop.ScreenSaver", "ActiveChanged" },
  { G_BUS_TYPE_SESSION, NULL, "org.gnome.ScreenSaver", "ActiveChanged" },
  { G_BUS_TYPE_SYSTEM, LOGIND, LOGIND ".Manager", "PrepareForSleep" },
  { G_BUS_TYPE_SYSTEM, LOGIND, LOGIND ".Session", "Lock" },
};

struct _RuhuScreenWatch {
  RuhuSession *session; /* not owned: who made us has it */
  GCancellable *cancellable;
  GDBusConnection *buses[2];
  guint subscriptions[G_N_ELEMENTS (calls)];
};

static void
called_cb (GDBusConnection *bus,
           const char *sender,
           const char *path,
           const char *interface,
           const char *member,
           GVariant *parameters,
           gpointer user_data)
{
  RuhuScreenWatch *self = user_data;
  gboolean begins = TRUE;

  if (g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(b)")))
    g_variant_get (parameters, "(b)", &begins);
  if (begins)
    ruhu_session_lock (self->session);
}

static void
subscribe (RuhuScreenWatch *self, GBusType type, GDBusConnection *bus)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (calls); i++) {
    if (calls[i].bus == type)
      self->subscriptions[i] = g_dbus_connection_signal_subscribe (bus,
                                                                   calls[i].sender,
                                                                   calls[i].interface,
                                                                   calls[i].member,
                                                                   NULL,
                                                                   NULL,
                                                                   G_DBUS_SIGNAL_FLAGS_NONE,
                                                                   called_cb,
                                                                   self,
                                                                   NULL);
  }
}

static void
take_bus (GBusType type, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *bus = g_bus_get_finish (result, &error);
  RuhuScreenWatch *self = user_data;

  if (bus == NULL) { /* where it was cancelled @self is gone */
    if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
      g_debug ("No bus to hear of the screen: %s", error->message);
    return;
  }

  self->buses[type == G_BUS_TYPE_SYSTEM] = bus;
  subscribe (self, type, bus);
}

static void
got_session_bus_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  take_bus (G_BUS_TYPE_SESSION, result, user_data);
}

static void
got_system_bus_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  take_bus (G_BUS_TYPE_SYSTEM, result, user_data);
}

/**
 * ruhu_screen_watch_new:
 * @session: outlives the watch
 *
 * Returns: (transfer full): locks @session whenever the screen goes off
 */
RuhuScreenWatch *
ruhu_screen_watch_new (RuhuSession *session)
{
  RuhuScreenWatch *self = g_new0 (RuhuScreenWatch, 1);

  self->session = session;
  self->cancellable = g_cancellable_new ();
  g_bus_get (G_BUS_TYPE_SESSION, self->cancellable, got_session_bus_cb, self);
  g_bus_get (G_BUS_TYPE_SYSTEM, self->cancellable, got_system_bus_cb, self);
  return self;
}

/** ruhu_screen_watch_free: hears nothing any more */
void
ruhu_screen_watch_free (RuhuScreenWatch *self)
{
  guint i;

  g_cancellable_cancel (self->cancellable);
  for (i = 0; i < G_N_ELEMENTS (calls); i++) {
    if (self->subscriptions[i] != 0)
      g_dbus_connection_signal_unsubscribe (self->buses[calls[i].bus == G_BUS_TYPE_SYSTEM],
                                            self->subscriptions[i]);
  }
  g_clear_object (&self->buses[0]);
  g_clear_object (&self->buses[1]);
  g_object_unref (self->cancellable);
  g_free (self);
}
