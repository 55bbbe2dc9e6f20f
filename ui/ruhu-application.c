/* ruhu-application.c: the app: actions, and the one place where store, syncer and windows meet
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-application.h"

#include "ruhu-window.h"

struct _RuhuApplication {
  AdwApplication parent_instance;
};

G_DEFINE_FINAL_TYPE (RuhuApplication, ruhu_application, ADW_TYPE_APPLICATION)

static void
ruhu_application_activate (GApplication *application)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (application));

  if (window == NULL)
    window = GTK_WINDOW (ruhu_window_new (RUHU_APPLICATION (application)));

  gtk_window_present (window);
}

static void
ruhu_application_class_init (RuhuApplicationClass *klass)
{
  G_APPLICATION_CLASS (klass)->activate = ruhu_application_activate;
}

static void
ruhu_application_init (RuhuApplication *self)
{
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
