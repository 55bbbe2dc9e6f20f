/* ruhu-application.c: the app: command line, and the one place where store, syncer and windows meet
 *
 * One process for one profile: a store is open in one process only. A second start of the same
 * profile shows the window of the first.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-application.h"

#include "ruhu-navigation.h"
#include "ruhu-screen-watch.h"
#include "ruhu-window.h"

#include <glib-unix.h>
#include <glib/gi18n.h>

struct _RuhuApplication {
  AdwApplication parent_instance;

  char *profile;
  RuhuSession *session;
  RuhuScreenWatch *screen;
  guint sources[2]; /* for SIGTERM and SIGINT */
};

G_DEFINE_FINAL_TYPE (RuhuApplication, ruhu_application, ADW_TYPE_APPLICATION)

static const GOptionEntry options[] = {
  { "profile", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_ ("Keep all data under DIR"), "DIR" },
  { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Print the version and exit"), NULL },
  G_OPTION_ENTRY_NULL,
};

static int
ruhu_application_handle_local_options (GApplication *application, GVariantDict *values)
{
  RuhuApplication *self = RUHU_APPLICATION (application);
  const char *profile = NULL;

  if (g_variant_dict_contains (values, "version")) {
    g_print ("ruhu %s\n", RUHU_VERSION);
    return 0;
  }
  if (g_variant_dict_lookup (values, "profile", "^&ay", &profile)) {
    self->profile = g_canonicalize_filename (profile, NULL);
    /* Another profile is another store, and may be open at the same time. */
    g_application_set_flags (application,
                             g_application_get_flags (application) | G_APPLICATION_NON_UNIQUE);
  }
  return -1;
}

/* Somebody ends the session: what is finished is cut and the store closed first, as always. */
static gboolean
terminated_cb (gpointer data)
{
  g_application_quit (G_APPLICATION (data));
  return G_SOURCE_CONTINUE;
}

static void
ruhu_application_startup (GApplication *application)
{
  RuhuApplication *self = RUHU_APPLICATION (application);

  G_APPLICATION_CLASS (ruhu_application_parent_class)->startup (application);

  self->sources[0] = g_unix_signal_add (SIGTERM, terminated_cb, self);
  self->sources[1] = g_unix_signal_add (SIGINT, terminated_cb, self);
  if (self->profile == NULL)
    self->profile = g_build_filename (g_get_user_data_dir (), "ruhu", NULL);
  self->session = ruhu_session_new (self->profile);
  self->screen = ruhu_screen_watch_new (self->session);
  ruhu_preferences_apply (ruhu_session_get_preferences (self->session));
}

static void
ruhu_application_activate (GApplication *application)
{
  RuhuApplication *self = RUHU_APPLICATION (application);
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (application));

  if (window == NULL) {
    window = GTK_WINDOW (ruhu_window_new (self));
    g_object_set_data_full (G_OBJECT (window),
                            "navigation",
                            ruhu_navigation_new (RUHU_WINDOW (window), self->session),
                            g_object_unref);
  }
  gtk_window_present (window);
}

/* What is finished is cut before the process ends, so that it is ready to be sent. */
static void
ruhu_application_shutdown (GApplication *application)
{
  RuhuApplication *self = RUHU_APPLICATION (application);
  RuhuStore *store = ruhu_session_get_store (self->session);

  g_clear_handle_id (&self->sources[0], g_source_remove);
  g_clear_handle_id (&self->sources[1], g_source_remove);
  g_clear_pointer (&self->screen, ruhu_screen_watch_free);
  ruhu_session_lock (self->session);
  while (ruhu_store_get_state (store) == RUHU_STORE_UNLOCKED)
    g_main_context_iteration (NULL, TRUE);
  g_clear_object (&self->session);

  G_APPLICATION_CLASS (ruhu_application_parent_class)->shutdown (application);
}

static void
ruhu_application_finalize (GObject *object)
{
  g_clear_pointer (&RUHU_APPLICATION (object)->profile, g_free);

  G_OBJECT_CLASS (ruhu_application_parent_class)->finalize (object);
}

static void
ruhu_application_class_init (RuhuApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ruhu_application_finalize;
  application_class->handle_local_options = ruhu_application_handle_local_options;
  application_class->startup = ruhu_application_startup;
  application_class->activate = ruhu_application_activate;
  application_class->shutdown = ruhu_application_shutdown;
}

static void
ruhu_application_init (RuhuApplication *self)
{
  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

/** ruhu_application_new: Returns: (transfer full): the app, not yet registered */
RuhuApplication *
ruhu_application_new (void)
{
  return g_object_new (RUHU_TYPE_APPLICATION,
                       "application-id",
                       "org.ruhu.Ruhu",
                       "resource-base-path",
                       "/org/ruhu/Ruhu",
                       "flags",
                       G_APPLICATION_DEFAULT_FLAGS,
                       NULL);
}

/** ruhu_application_get_session: Returns: (transfer none): from startup on, the profile */
RuhuSession *
ruhu_application_get_session (RuhuApplication *self)
{
  g_return_val_if_fail (RUHU_IS_APPLICATION (self), NULL);

  return self->session;
}
