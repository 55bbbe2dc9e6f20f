/* place-fixture.c: a GeoClue and a location portal for tests, on the session bus
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "place-fixture.h"

#define GEOCLUE "org.freedesktop.GeoClue2"
#define PORTAL "org.freedesktop.portal.Desktop"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"
#define PORTAL_LOCATION "org.freedesktop.portal.Location"

static const char interfaces[] =
  "<node><interface name='" GEOCLUE
  ".Manager'><method name='CreateClient'><arg type='o' direction='out'/></method>"
  "<method name='DeleteClient'><arg type='o' direction='in'/></method></interface>"
  "<interface name='" GEOCLUE ".Client'><method name='Start'/>"
  "<method name='Stop'/><signal name='LocationUpdated'><arg type='o'/><arg type='o'/></signal>"
  "<property name='DesktopId' type='s' access='readwrite'/>"
  "<property name='TimeThreshold' type='u' access='readwrite'/>"
  "<property name='RequestedAccuracyLevel' type='u' access='readwrite'/></interface>"
  "<interface name='" GEOCLUE ".Location'><property name='Latitude' type='d' access='read'/>"
  "<property name='Longitude' type='d' access='read'/>"
  "<property name='Accuracy' type='d' access='read'/>"
  "<property name='Altitude' type='d' access='read'/></interface>"
  "<interface name='" PORTAL_LOCATION "'><method name='CreateSession'>"
  "<arg type='a{sv}' direction='in'/><arg type='o' direction='out'/></method>"
  "<method name='Start'><arg type='o' direction='in'/><arg type='s' direction='in'/>"
  "<arg type='a{sv}' direction='in'/><arg type='o' direction='out'/></method>"
  "<signal name='LocationUpdated'><arg type='o'/><arg type='a{sv}'/></signal></interface>"
  "<interface name='org.freedesktop.portal.Session'><method name='Close'/></interface></node>";

PlaceService place_service;

static GDBusConnection *bus;
static guint owners[2];
static guint n_clients, n_locations;
static char *last; /* the object of whoever asked last */
static double exactness;

static void put (const char *path, const char *interface);

static void
remember (char *path)
{
  g_free (last);
  last = path;
}

static void
answer_geoclue (const char *path,
                const char *method,
                GVariant *parameters,
                GDBusMethodInvocation *invocation)
{
  if (g_str_equal (method, "CreateClient")) {
    remember (g_strdup_printf ("/org/freedesktop/GeoClue2/Client/%u", ++n_clients));
    put (last, GEOCLUE ".Client");
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", last));
    return;
  }
  if (g_str_equal (method, "Start") && place_service.denies) {
    g_dbus_method_invocation_return_error (invocation,
                                           G_DBUS_ERROR,
                                           G_DBUS_ERROR_ACCESS_DENIED,
                                           "denied");
    return;
  }
  place_service.starts += g_str_equal (method, "Start");
  place_service.stops += g_str_equal (method, "Stop");
  place_service.deleted += g_str_equal (method, "DeleteClient");
  g_dbus_method_invocation_return_value (invocation, NULL);
}

/* “:1.5” → “1_5”, as the portal names a sender in its paths. */
static char *
name_sender (const char *sender)
{
  return g_strdelimit (g_strdup (sender + 1), ".", '_');
}

static void
answer_create_session (const char *sender, GVariant *options, GDBusMethodInvocation *invocation)
{
  g_autofree char *name = name_sender (sender);
  const char *token = NULL;

  g_assert_true (g_variant_lookup (options, "session_handle_token", "&s", &token));
  g_assert_true (g_variant_lookup (options, "accuracy", "u", &place_service.level));
  place_service.interval = 0;
  g_variant_lookup (options, "time-threshold", "u", &place_service.interval);
  remember (g_strdup_printf (PORTAL_PATH "/session/%s/%s", name, token));
  put (last, "org.freedesktop.portal.Session");
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", last));
}

/* The answer comes before the reply, as a quick portal's may. */
static void
answer_start (const char *sender, GVariant *parameters, GDBusMethodInvocation *invocation)
{
  g_autoptr (GVariant) options = g_variant_get_child_value (parameters, 2);
  g_autofree char *name = name_sender (sender);
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  const char *token = NULL;

  g_assert_true (g_variant_lookup (options, "handle_token", "&s", &token));
  path = g_strdup_printf (PORTAL_PATH "/request/%s/%s", name, token);
  g_dbus_connection_emit_signal (bus,
                                 sender,
                                 path,
                                 "org.freedesktop.portal.Request",
                                 "Response",
                                 g_variant_new ("(ua{sv})", place_service.denies ? 1 : 0, NULL),
                                 &error);
  g_assert_no_error (error);
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", path));
  place_service.starts++;
}

static void
method_cb (GDBusConnection *connection,
           const char *sender,
           const char *path,
           const char *interface,
           const char *method,
           GVariant *parameters,
           GDBusMethodInvocation *invocation,
           gpointer data)
{
  if (g_str_has_prefix (interface, GEOCLUE)) {
    answer_geoclue (path, method, parameters, invocation);
  } else if (g_str_equal (method, "CreateSession")) {
    g_autoptr (GVariant) options = g_variant_get_child_value (parameters, 0);

    answer_create_session (sender, options, invocation);
  } else if (g_str_equal (method, "Start")) {
    answer_start (sender, parameters, invocation);
  } else {
    place_service.stops++;
    g_dbus_method_invocation_return_value (invocation, NULL);
  }
}

static GVariant *
get_cb (GDBusConnection *connection,
        const char *sender,
        const char *path,
        const char *interface,
        const char *property,
        GError **error,
        gpointer data)
{
  if (g_str_equal (property, "Latitude"))
    return g_variant_new_double (37.5123);
  if (g_str_equal (property, "Longitude"))
    return g_variant_new_double (105.1964);
  return g_variant_new_double (g_str_equal (property, "Accuracy") ? exactness : -G_MAXDOUBLE);
}

static gboolean
set_cb (GDBusConnection *connection,
        const char *sender,
        const char *path,
        const char *interface,
        const char *property,
        GVariant *value,
        GError **error,
        gpointer data)
{
  if (g_str_equal (property, "DesktopId")) {
    g_free (place_service.desktop_id);
    place_service.desktop_id = g_variant_dup_string (value, NULL);
  } else if (g_str_equal (property, "TimeThreshold")) {
    place_service.interval = g_variant_get_uint32 (value);
  } else {
    place_service.level = g_variant_get_uint32 (value);
  }
  return TRUE;
}

static const GDBusInterfaceVTable vtable = { method_cb, get_cb, set_cb, { NULL } };

static void
put (const char *path, const char *interface)
{
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (interfaces, NULL);
  g_autoptr (GError) error = NULL;

  g_dbus_connection_register_object (bus,
                                     path,
                                     g_dbus_node_info_lookup_interface (node, interface),
                                     &vtable,
                                     NULL,
                                     NULL,
                                     &error);
  g_assert_no_error (error);
}

static void
acquired_cb (GDBusConnection *connection, const char *name, gpointer data)
{
  (*(guint *) data)++;
}

void
place_fixture_start (void)
{
  static const char *const names[] = { GEOCLUE, PORTAL };
  g_autoptr (GError) error = NULL;
  guint i, acquired = 0;

  bus = g_dbus_connection_new_for_address_sync (g_getenv ("DBUS_SESSION_BUS_ADDRESS"),
                                                G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                  G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                                NULL,
                                                NULL,
                                                &error);
  g_assert_no_error (error);
  put ("/org/freedesktop/GeoClue2/Manager", GEOCLUE ".Manager");
  put (PORTAL_PATH, PORTAL_LOCATION);
  for (i = 0; i < G_N_ELEMENTS (owners); i++)
    owners[i] = g_bus_own_name_on_connection (bus,
                                              names[i],
                                              G_BUS_NAME_OWNER_FLAGS_NONE,
                                              acquired_cb,
                                              NULL,
                                              &acquired,
                                              NULL);
  while (acquired < G_N_ELEMENTS (owners))
    g_main_context_iteration (NULL, TRUE);
}

void
place_fixture_reset (void)
{
  g_free (place_service.desktop_id);
  memset (&place_service, 0, sizeof place_service);
}

void
place_fixture_stop (void)
{
  place_fixture_reset ();
  g_bus_unown_name (owners[0]);
  g_bus_unown_name (owners[1]);
  g_clear_object (&bus);
  g_clear_pointer (&last, g_free);
}

static void
tell (const char *path, const char *interface, GVariant *parameters)
{
  g_autoptr (GError) error = NULL;

  g_dbus_connection_emit_signal (bus, NULL, path, interface, "LocationUpdated", parameters, &error);
  g_assert_no_error (error);
}

/* Whoever asked last is told a position as exact as @accuracy metres. */
void
place_fixture_locate (double accuracy)
{
  g_autofree char *path = NULL;
  GVariantBuilder values;

  exactness = accuracy;
  if (g_str_has_prefix (last, PORTAL_PATH)) {
    g_variant_builder_init (&values, G_VARIANT_TYPE_VARDICT);
    g_variant_builder_add (&values, "{sv}", "Latitude", g_variant_new_double (37.5123));
    g_variant_builder_add (&values, "{sv}", "Longitude", g_variant_new_double (105.1964));
    g_variant_builder_add (&values, "{sv}", "Accuracy", g_variant_new_double (accuracy));
    tell (PORTAL_PATH, PORTAL_LOCATION, g_variant_new ("(oa{sv})", last, &values));
    return;
  }
  path = g_strdup_printf ("/org/freedesktop/GeoClue2/Location/%u", n_locations++);
  put (path, GEOCLUE ".Location");
  tell (last, GEOCLUE ".Client", g_variant_new ("(oo)", "/", path));
}

/* Somebody else's session is told where it is, somewhere else. */
void
place_fixture_locate_stranger (void)
{
  GVariantBuilder values;

  g_variant_builder_init (&values, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&values, "{sv}", "Latitude", g_variant_new_double (1));
  g_variant_builder_add (&values, "{sv}", "Longitude", g_variant_new_double (1));
  g_variant_builder_add (&values, "{sv}", "Accuracy", g_variant_new_double (1));
  tell (PORTAL_PATH,
        PORTAL_LOCATION,
        g_variant_new ("(oa{sv})", PORTAL_PATH "/session/1_9/other", &values));
}

void
place_fixture_wait (guint *n)
{
  while (*n == 0)
    g_main_context_iteration (NULL, TRUE);
}
