/* ruhu-location.c: asks the tablet where it is
 *
 * GeoClue on the system bus; in a sandbox, the location portal on the session bus. Both tell again
 * and again, each time better. Each asker has a client of its own, so that one who has enough does
 * not end another's search. The environment variable RUHU_LOCATION=session looks for GeoClue on the
 * session bus, where a test puts one; RUHU_LOCATION=portal for the portal.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-location.h"

#define GEOCLUE "org.freedesktop.GeoClue2"
#define GEOCLUE_SERVICE "/usr/share/dbus-1/system-services/" GEOCLUE ".service"
#define PORTAL "org.freedesktop.portal.Desktop"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"
#define PORTAL_LOCATION "org.freedesktop.portal.Location"
#define PROPERTIES "org.freedesktop.DBus.Properties"
#define SANDBOX "/.flatpak-info"
#define APP_ID "org.ruhu.Ruhu"
#define MANAGER_PATH "/org/freedesktop/GeoClue2/Manager"

struct _RuhuLocation {
  GObject parent_instance;

  RuhuLocationLevel level;
  guint interval;
  GCancellable *cancellable; /* NULL while nobody asks */
  GDBusConnection *bus;
  char *client; /* GeoClue's object for us, or the portal's session */
  guint updated;
  guint responded; /* the portal's answer to whether we may */
};

enum {
  FOUND,
  FAILED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RuhuLocation, ruhu_location, G_TYPE_OBJECT)

static gboolean
is_sandboxed (void)
{
  const char *named = g_getenv ("RUHU_LOCATION");

  return named != NULL ? g_str_equal (named, "portal") : g_file_test (SANDBOX, G_FILE_TEST_EXISTS);
}

/** ruhu_location_is_there: Returns: whether this tablet has a service that can be asked */
gboolean
ruhu_location_is_there (void)
{
  const char *named = g_getenv ("RUHU_LOCATION");

  if (named != NULL)
    return *named != '\0';
  return is_sandboxed () || g_file_test (GEOCLUE_SERVICE, G_FILE_TEST_EXISTS);
}

static void
ruhu_location_dispose (GObject *object)
{
  ruhu_location_stop (RUHU_LOCATION (object));

  G_OBJECT_CLASS (ruhu_location_parent_class)->dispose (object);
}

static void
ruhu_location_class_init (RuhuLocationClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ruhu_location_dispose;

  /**
   * RuhuLocation::found:
   * @position: (type RuhuPosition): where the tablet is, as well as it knows by now
   */
  signals[FOUND] = g_signal_new ("found",
                                 RUHU_TYPE_LOCATION,
                                 G_SIGNAL_RUN_LAST,
                                 0,
                                 NULL,
                                 NULL,
                                 NULL,
                                 G_TYPE_NONE,
                                 1,
                                 G_TYPE_POINTER);
  /** RuhuLocation::failed: there is no service, or it does not tell this app */
  signals[FAILED] = g_signal_new ("failed",
                                  RUHU_TYPE_LOCATION,
                                  G_SIGNAL_RUN_LAST,
                                  0,
                                  NULL,
                                  NULL,
                                  NULL,
                                  G_TYPE_NONE,
                                  0);
}

static void
ruhu_location_init (RuhuLocation *self)
{
  self->level = RUHU_LOCATION_EXACT;
}

static void
fail (RuhuLocation *self, const char *reason)
{
  g_message ("the tablet does not say where it is: %s", reason);
  ruhu_location_stop (self);
  g_signal_emit (self, signals[FAILED], 0);
}

/* Takes the result of a call; NULL where it failed, which is then told unless nobody asks any more.
 */
static GVariant *
finish_call (RuhuLocation *self, GObject *source, GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;
  GVariant *reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (reply == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    fail (self, error->message);
  return reply;
}

static void
call (RuhuLocation *self,
      const char *path,
      const char *interface,
      const char *method,
      GVariant *parameters,
      GAsyncReadyCallback callback)
{
  g_dbus_connection_call (self->bus,
                          is_sandboxed () ? PORTAL : GEOCLUE,
                          path,
                          interface,
                          method,
                          parameters,
                          NULL,
                          G_DBUS_CALL_FLAGS_NONE,
                          -1,
                          self->cancellable,
                          callback,
                          g_object_ref (self));
}

static void
tell (RuhuLocation *self, GVariant *values)
{
  RuhuPosition position = { 0 };

  if (!g_variant_lookup (values, "Latitude", "d", &position.latitude) ||
      !g_variant_lookup (values, "Longitude", "d", &position.longitude))
    return;
  g_variant_lookup (values, "Accuracy", "d", &position.accuracy);
  /* An altitude that nobody knows is the least number there is. */
  if (!g_variant_lookup (values, "Altitude", "d", &position.altitude) || position.altitude < -12000)
    position.altitude = 0;
  g_signal_emit (self, signals[FOUND], 0, &position);
}

static void
described_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (RuhuLocation) self = data;
  g_autoptr (GVariant) reply = finish_call (self, source, result);
  g_autoptr (GVariant) values = NULL;

  if (reply == NULL)
    return;
  values = g_variant_get_child_value (reply, 0);
  tell (self, values);
}

static void
updated_cb (GDBusConnection *bus,
            const char *sender,
            const char *path,
            const char *interface,
            const char *signal,
            GVariant *parameters,
            gpointer data)
{
  RuhuLocation *self = data;
  const char *object;
  g_autoptr (GVariant) values = NULL;

  if (is_sandboxed ()) {
    g_variant_get (parameters, "(&o@a{sv})", &object, &values);
    if (g_str_equal (object, self->client)) /* the portal tells every session on one path */
      tell (self, values);
    return;
  }
  g_variant_get (parameters, "(&o&o)", NULL, &object);
  call (self,
        object,
        PROPERTIES,
        "GetAll",
        g_variant_new ("(s)", GEOCLUE ".Location"),
        described_cb);
}

static void
called_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (RuhuLocation) self = data;
  GVariant *reply = finish_call (self, source, result);

  g_clear_pointer (&reply, g_variant_unref);
}

static void
watch (RuhuLocation *self, const char *path, const char *interface)
{
  self->updated = g_dbus_connection_signal_subscribe (self->bus,
                                                      NULL,
                                                      interface,
                                                      "LocationUpdated",
                                                      path,
                                                      NULL,
                                                      G_DBUS_SIGNAL_FLAGS_NONE,
                                                      updated_cb,
                                                      self,
                                                      NULL);
}

static void
set_property (RuhuLocation *self, const char *name, GVariant *value)
{
  call (self,
        self->client,
        PROPERTIES,
        "Set",
        g_variant_new ("(ssv)", GEOCLUE ".Client", name, value),
        called_cb);
}

/* GClueAccuracyLevel, and what the portal calls the same. */
static const guint32 geoclue_levels[] = { 4, 6, 8 };
static const guint32 portal_levels[] = { 2, 4, 5 };

static void
got_client_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (RuhuLocation) self = data;
  g_autoptr (GVariant) reply = finish_call (self, source, result);

  if (reply == NULL)
    return;
  g_variant_get (reply, "(o)", &self->client);
  watch (self, self->client, GEOCLUE ".Client");
  set_property (self, "DesktopId", g_variant_new_string (APP_ID));
  set_property (self, "RequestedAccuracyLevel", g_variant_new_uint32 (geoclue_levels[self->level]));
  if (self->interval > 0)
    set_property (self, "TimeThreshold", g_variant_new_uint32 (self->interval));
  call (self, self->client, GEOCLUE ".Client", "Start", NULL, called_cb);
}

/* Whoever uses the tablet was asked, and may have said no. */
static void
responded_cb (GDBusConnection *bus,
              const char *sender,
              const char *path,
              const char *interface,
              const char *signal,
              GVariant *parameters,
              gpointer data)
{
  g_autoptr (RuhuLocation) self = g_object_ref (data);
  guint32 response;

  g_variant_get (parameters, "(ua{sv})", &response, NULL);
  if (response != 0)
    fail (self, "the portal refuses");
}

/* The answer to a request may be there before the reply that names the request: its path is known
 * beforehand (XDG Desktop Portal, org.freedesktop.portal.Request). */
static void
watch_request (RuhuLocation *self, const char *token)
{
  g_autofree char *sender = g_strdup (g_dbus_connection_get_unique_name (self->bus) + 1);
  g_autofree char *path = NULL;

  g_strdelimit (sender, ".", '_');
  path = g_strdup_printf (PORTAL_PATH "/request/%s/%s", sender, token);
  self->responded = g_dbus_connection_signal_subscribe (self->bus,
                                                        NULL,
                                                        "org.freedesktop.portal.Request",
                                                        "Response",
                                                        path,
                                                        NULL,
                                                        G_DBUS_SIGNAL_FLAGS_NONE,
                                                        responded_cb,
                                                        self,
                                                        NULL);
}

/* Each session and request is called otherwise: two may be open at once. */
static char *
make_token (void)
{
  static guint n;

  return g_strdup_printf ("ruhu%u", ++n);
}

static void
got_session_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (RuhuLocation) self = data;
  g_autoptr (GVariant) reply = finish_call (self, source, result);
  g_autofree char *token = make_token ();
  GVariantBuilder options;

  if (reply == NULL)
    return;
  g_variant_get (reply, "(o)", &self->client);
  watch (self, PORTAL_PATH, PORTAL_LOCATION);
  watch_request (self, token);
  g_variant_builder_init (&options, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&options, "{sv}", "handle_token", g_variant_new_string (token));
  call (self,
        PORTAL_PATH,
        PORTAL_LOCATION,
        "Start",
        g_variant_new ("(osa{sv})", self->client, "", &options),
        called_cb);
}

static void
ask_portal (RuhuLocation *self)
{
  g_autofree char *token = make_token ();
  GVariantBuilder options;

  g_variant_builder_init (&options, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&options, "{sv}", "session_handle_token", g_variant_new_string (token));
  g_variant_builder_add (&options,
                         "{sv}",
                         "accuracy",
                         g_variant_new_uint32 (portal_levels[self->level]));
  if (self->interval > 0)
    g_variant_builder_add (&options,
                           "{sv}",
                           "time-threshold",
                           g_variant_new_uint32 (self->interval));
  call (self,
        PORTAL_PATH,
        PORTAL_LOCATION,
        "CreateSession",
        g_variant_new ("(a{sv})", &options),
        got_session_cb);
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (RuhuLocation) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (bus == NULL) {
    fail (self, error->message);
    return;
  }
  self->bus = g_steal_pointer (&bus);
  if (is_sandboxed ())
    ask_portal (self);
  else
    call (self, MANAGER_PATH, GEOCLUE ".Manager", "CreateClient", NULL, got_client_cb);
}

/** ruhu_location_new: Returns: (transfer full): one who asks, once started */
RuhuLocation *
ruhu_location_new (void)
{
  return g_object_new (RUHU_TYPE_LOCATION, NULL);
}

/**
 * ruhu_location_set_level:
 * @level: how exact is enough; %RUHU_LOCATION_EXACT where nobody says
 * @interval: seconds that are to lie between two positions at least; 0 for as often as can be
 *
 * Before ruhu_location_start().
 */
void
ruhu_location_set_level (RuhuLocation *self, RuhuLocationLevel level, guint interval)
{
  self->level = level;
  self->interval = interval;
}

/** ruhu_location_start: asks until ruhu_location_stop(), or until it fails. Main thread. */
void
ruhu_location_start (RuhuLocation *self)
{
  gboolean session = is_sandboxed () || g_getenv ("RUHU_LOCATION") != NULL;

  if (self->cancellable != NULL)
    return;
  self->cancellable = g_cancellable_new ();
  g_bus_get (session ? G_BUS_TYPE_SESSION : G_BUS_TYPE_SYSTEM,
             self->cancellable,
             connected_cb,
             g_object_ref (self));
}

/* Waiting for the reply keeps the connection until the word is out. */
static void
stopped_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GVariant *reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);

  g_clear_pointer (&reply, g_variant_unref);
}

static void
say_goodbye (RuhuLocation *self,
             const char *path,
             const char *interface,
             const char *method,
             GVariant *parameters)
{
  g_dbus_connection_call (self->bus,
                          is_sandboxed () ? PORTAL : GEOCLUE,
                          path,
                          interface,
                          method,
                          parameters,
                          NULL,
                          G_DBUS_CALL_FLAGS_NONE,
                          -1,
                          NULL,
                          stopped_cb,
                          NULL);
}

/** ruhu_location_stop: the satellite receiver takes current: it is let go at once */
void
ruhu_location_stop (RuhuLocation *self)
{
  if (self->cancellable == NULL)
    return;

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->updated != 0)
    g_dbus_connection_signal_unsubscribe (self->bus, self->updated);
  self->updated = 0;
  if (self->responded != 0)
    g_dbus_connection_signal_unsubscribe (self->bus, self->responded);
  self->responded = 0;
  if (self->client != NULL && is_sandboxed ()) {
    say_goodbye (self, self->client, "org.freedesktop.portal.Session", "Close", NULL);
  } else if (self->client != NULL) {
    say_goodbye (self, self->client, GEOCLUE ".Client", "Stop", NULL);
    say_goodbye (self,
                 MANAGER_PATH,
                 GEOCLUE ".Manager",
                 "DeleteClient",
                 g_variant_new ("(o)", self->client));
  }
  g_clear_pointer (&self->client, g_free);
  g_clear_object (&self->bus);
}

/** ruhu_position_to_text: Returns: (transfer full): @position as ODK keeps a point */
char *
ruhu_position_to_text (const RuhuPosition *position)
{
  char latitude[G_ASCII_DTOSTR_BUF_SIZE], longitude[G_ASCII_DTOSTR_BUF_SIZE];
  char altitude[G_ASCII_DTOSTR_BUF_SIZE], accuracy[G_ASCII_DTOSTR_BUF_SIZE];

  return g_strdup_printf (
    "%s %s %s %s",
    g_ascii_formatd (latitude, sizeof latitude, "%.7f", position->latitude),
    g_ascii_formatd (longitude, sizeof longitude, "%.7f", position->longitude),
    g_ascii_formatd (altitude, sizeof altitude, "%.1f", position->altitude),
    g_ascii_formatd (accuracy, sizeof accuracy, "%.1f", position->accuracy));
}
