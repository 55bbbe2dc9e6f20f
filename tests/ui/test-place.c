/* test-place.c: ui/form/ruhu-place-editor.c with a GeoClue of its own
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "editor-fixture.h"

#define CLIENT "/org/freedesktop/GeoClue2/Client/1"
#define NAME "org.freedesktop.GeoClue2"

static const char interfaces[] =
  "<node><interface name='" NAME
  ".Manager'><method name='GetClient'><arg type='o' direction='out'/>"
  "</method></interface><interface name='" NAME ".Client'><method name='Start'/>"
  "<method name='Stop'/><signal name='LocationUpdated'><arg type='o'/><arg type='o'/></signal>"
  "<property name='DesktopId' type='s' access='readwrite'/>"
  "<property name='RequestedAccuracyLevel' type='u' access='readwrite'/></interface>"
  "<interface name='" NAME ".Location'><property name='Latitude' type='d' access='read'/>"
  "<property name='Longitude' type='d' access='read'/>"
  "<property name='Accuracy' type='d' access='read'/>"
  "<property name='Altitude' type='d' access='read'/></interface></node>";

/* What stands in for the system's service, on a connection of its own. */
static struct {
  GDBusConnection *bus;
  guint owner;
  double accuracy;
  guint starts, stops, locations;
  char *desktop_id;
  gboolean denies;
} geoclue;

static void
method_cb (GDBusConnection *bus,
           const char *sender,
           const char *path,
           const char *interface,
           const char *method,
           GVariant *parameters,
           GDBusMethodInvocation *invocation,
           gpointer data)
{
  if (g_str_equal (method, "GetClient")) {
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", CLIENT));
    return;
  }
  if (g_str_equal (method, "Start") && geoclue.denies) {
    g_dbus_method_invocation_return_error (invocation,
                                           G_DBUS_ERROR,
                                           G_DBUS_ERROR_ACCESS_DENIED,
                                           "denied");
    return;
  }
  geoclue.starts += g_str_equal (method, "Start");
  geoclue.stops += g_str_equal (method, "Stop");
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static GVariant *
get_cb (GDBusConnection *bus,
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
  return g_variant_new_double (g_str_equal (property, "Accuracy") ? geoclue.accuracy
                                                                  : -G_MAXDOUBLE);
}

static gboolean
set_cb (GDBusConnection *bus,
        const char *sender,
        const char *path,
        const char *interface,
        const char *property,
        GVariant *value,
        GError **error,
        gpointer data)
{
  if (g_str_equal (property, "DesktopId")) {
    g_free (geoclue.desktop_id);
    geoclue.desktop_id = g_variant_dup_string (value, NULL);
  }
  return TRUE;
}

static const GDBusInterfaceVTable vtable = { method_cb, get_cb, set_cb, { NULL } };

static void
put (const char *path, const char *interface)
{
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (interfaces, NULL);
  g_autoptr (GError) error = NULL;

  g_dbus_connection_register_object (geoclue.bus,
                                     path,
                                     g_dbus_node_info_lookup_interface (node, interface),
                                     &vtable,
                                     NULL,
                                     NULL,
                                     &error);
  g_assert_no_error (error);
}

static void
acquired_cb (GDBusConnection *bus, const char *name, gpointer data)
{
  *(gboolean *) data = TRUE;
}

static void
start_geoclue (void)
{
  g_autoptr (GError) error = NULL;
  gboolean acquired = FALSE;

  geoclue.bus =
    g_dbus_connection_new_for_address_sync (g_getenv ("DBUS_SESSION_BUS_ADDRESS"),
                                            G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                              G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                            NULL,
                                            NULL,
                                            &error);
  g_assert_no_error (error);
  put ("/org/freedesktop/GeoClue2/Manager", NAME ".Manager");
  put (CLIENT, NAME ".Client");
  geoclue.owner = g_bus_own_name_on_connection (geoclue.bus,
                                                NAME,
                                                G_BUS_NAME_OWNER_FLAGS_NONE,
                                                acquired_cb,
                                                NULL,
                                                &acquired,
                                                NULL);
  while (!acquired)
    g_main_context_iteration (NULL, TRUE);
}

static void
set_up (SurveyFixture *f, gconstpointer data)
{
  geoclue.starts = geoclue.stops = 0;
  geoclue.denies = FALSE;
  survey_fixture_set_up_controls (f, data);
}

/* The satellites tell a position as exact as @accuracy metres. */
static void
locate (double accuracy)
{
  g_autofree char *path =
    g_strdup_printf ("/org/freedesktop/GeoClue2/Location/%u", geoclue.locations++);
  g_autoptr (GError) error = NULL;

  geoclue.accuracy = accuracy;
  put (path, NAME ".Location");
  g_dbus_connection_emit_signal (geoclue.bus,
                                 NULL,
                                 CLIENT,
                                 NAME ".Client",
                                 "LocationUpdated",
                                 g_variant_new ("(oo)", "/", path),
                                 &error);
  g_assert_no_error (error);
}

static void
wait_for (guint *n)
{
  while (*n == 0)
    g_main_context_iteration (NULL, TRUE);
}

static GtkWidget *
begin_to_find (SurveyFixture *f)
{
  GtkWidget *question = editor_fixture_open (f, "place");

  ruhu_ui_test_click (question, "Find where we are");
  wait_for (&geoclue.starts);
  return question;
}

static void
test_a_good_position_is_taken_and_ends_the_search (SurveyFixture *f, gconstpointer data)
{
  GtkWidget *question = begin_to_find (f);

  locate (4);
  editor_fixture_wait_answer (f, "place", "");
  wait_for (&geoclue.stops);
  g_assert_cmpstr (survey_fixture_get (f, "place"), ==, "37.5123000 105.1964000 0.0 4.0");
  g_assert_cmpstr (geoclue.desktop_id, ==, "org.ruhu.Ruhu");
  g_assert_true (ruhu_ui_test_has_text (question, "Found to within 4 m."));
}

static void
test_a_worse_position_does_not_replace_a_better (SurveyFixture *f, gconstpointer data)
{
  GtkWidget *question = begin_to_find (f);

  locate (20);
  editor_fixture_wait_answer (f, "place", "");
  locate (60);
  while (!ruhu_ui_test_has_text (question, "To within 20 m, looking on…"))
    g_main_context_iteration (NULL, TRUE);
  locate (12);
  editor_fixture_wait_answer (f, "place", "37.5123000 105.1964000 0.0 20.0");
  g_assert_cmpstr (survey_fixture_get (f, "place"), ==, "37.5123000 105.1964000 0.0 12.0");
  g_assert_cmpuint (geoclue.stops, ==, 0);
  ruhu_ui_test_click (question, "That is good enough");
  wait_for (&geoclue.stops);
}

static void
test_leaving_the_page_lets_the_satellites_go (SurveyFixture *f, gconstpointer data)
{
  begin_to_find (f);
  survey_fixture_act (f, "next", NULL);
  wait_for (&geoclue.stops);
  g_assert_cmpstr (survey_fixture_get (f, "place"), ==, "");
}

static void
test_a_refusal_leaves_the_fields (SurveyFixture *f, gconstpointer data)
{
  GtkWidget *question = editor_fixture_open (f, "place");
  GtkWidget *entry;

  geoclue.denies = TRUE;
  ruhu_ui_test_click (question, "Find where we are");
  while (
    !ruhu_ui_test_has_text (question, "This tablet does not know where it is. Please type it."))
    g_main_context_iteration (NULL, TRUE);
  entry = survey_fixture_find_widget (question, GTK_TYPE_ENTRY, 0);
  gtk_editable_set_text (GTK_EDITABLE (entry), "37.5");
  entry = survey_fixture_find_widget (question, GTK_TYPE_ENTRY, 1);
  gtk_editable_set_text (GTK_EDITABLE (entry), "105.2");
  survey_fixture_act (f, "next", NULL);
  g_assert_cmpstr (survey_fixture_get (f, "place"), ==, "37.5 105.2 0 0");
}

static void
test_the_last_place_can_be_taken_again (SurveyFixture *f, gconstpointer data)
{
  GtkWidget *question = begin_to_find (f);
  GtkWidget *last;

  locate (3);
  editor_fixture_wait_answer (f, "place", "");
  survey_fixture_set (f, "place", "");
  last = survey_fixture_find_widget (question, GTK_TYPE_BUTTON, 1);
  g_assert_true (g_str_has_prefix (gtk_button_get_label (GTK_BUTTON (last)), "As at "));
  g_signal_emit_by_name (last, "clicked");
  g_assert_cmpstr (survey_fixture_get (f, "place"), ==, "37.5123000 105.1964000 0.0 3.0");
}

static void
add (const char *path, void (*test) (SurveyFixture *, gconstpointer))
{
  g_test_add (path, SurveyFixture, NULL, set_up, test, survey_fixture_tear_down);
}

int
main (int argc, char **argv)
{
  int status;

  g_setenv ("RUHU_LOCATION", "session", TRUE);
  ruhu_ui_test_init (&argc, &argv);
  start_geoclue ();

  add ("/place/a-good-position-is-taken-and-ends-the-search",
       test_a_good_position_is_taken_and_ends_the_search);
  add ("/place/a-worse-position-does-not-replace-a-better",
       test_a_worse_position_does_not_replace_a_better);
  add ("/place/leaving-the-page-lets-the-satellites-go",
       test_leaving_the_page_lets_the_satellites_go);
  add ("/place/a-refusal-leaves-the-fields", test_a_refusal_leaves_the_fields);
  add ("/place/the-last-place-can-be-taken-again", test_the_last_place_can_be_taken_again);

  status = g_test_run ();
  g_bus_unown_name (geoclue.owner);
  g_object_unref (geoclue.bus);
  g_free (geoclue.desktop_id);
  return status;
}
