/* bench-app.c: the app from its start to the unlock page, and from the PIN's last digit to home
 *
 *   with-display.sh bench-app PROFILE [PIN]
 *
 * It is main.c of the app, with somebody at the frame clock who tells when a page was drawn.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "first-frame.h"

#include "ruhu-application.h"
#include "ruhu-home-page.h"
#include "ruhu-language.h"
#include "ruhu-ui-init.h"
#include "ruhu-unlock-page.h"
#include "ruhu-window.h"

#define RESPONSES 60 /* that bench-store made */

typedef struct {
  RuhuApplication *application;
  RuhuWindow *window;
  RuhuWork *work;
  const char *pin;
} App;

/* Home, with everybody and every record there. */
static gboolean
is_usable (App *app)
{
  RuhuPage *page = ruhu_window_get_page (app->window);
  GListModel *responses = G_LIST_MODEL (ruhu_work_get_responses (app->work));

  return page != NULL && RUHU_IS_HOME_PAGE (page) && !ruhu_work_get_loading (app->work) &&
         g_list_model_get_n_items (responses) >= RESPONSES;
}

static gboolean
home_drawn (gpointer data)
{
  App *app = data;

  if (!is_usable (app))
    return G_SOURCE_CONTINUE;

  first_frame_tell ("home_at", first_frame_get_ms ());
  first_frame_tell_memory ("home_mib");
  g_application_quit (G_APPLICATION (app->application));
  return G_SOURCE_REMOVE;
}

/* Nothing may be left to draw when the last list is there. */
static void
loaded_cb (App *app)
{
  gtk_widget_queue_draw (GTK_WIDGET (app->window));
}

static gboolean
type_last_digit (gpointer data)
{
  App *app = data;

  first_frame_wait (GTK_WINDOW (app->window), home_drawn, app);
  first_frame_tell ("pin_at", first_frame_get_ms ());
  g_signal_emit_by_name (ruhu_window_get_page (app->window), "unlock", app->pin, NULL);
  return G_SOURCE_REMOVE;
}

static gboolean
unlock_drawn (gpointer data)
{
  App *app = data;
  RuhuPage *page = ruhu_window_get_page (app->window);

  if (page == NULL || !RUHU_IS_UNLOCK_PAGE (page))
    return G_SOURCE_CONTINUE;

  first_frame_tell ("unlock_at", first_frame_get_ms ());
  first_frame_tell_memory ("unlock_mib");
  if (app->pin != NULL)
    g_idle_add (type_last_digit, app);
  else
    g_application_quit (G_APPLICATION (app->application));
  return G_SOURCE_REMOVE;
}

static void
activate_cb (GtkApplication *application, App *app)
{
  GCallback loaded = G_CALLBACK (loaded_cb);

  app->window = RUHU_WINDOW (gtk_application_get_active_window (application));
  app->work = ruhu_session_get_work (ruhu_application_get_session (app->application));
  g_signal_connect_swapped (app->work, "notify::loading", loaded, app);
  g_signal_connect_swapped (ruhu_work_get_responses (app->work), "items-changed", loaded, app);
  first_frame_wait (GTK_WINDOW (app->window), unlock_drawn, app);
}

int
main (int argc, char **argv)
{
  char *words[] = { argv[0], "--profile", argv[1], NULL };
  App app = { .pin = argc > 2 ? argv[2] : NULL };
  int status;

  if (argc < 2)
    return 64;

  ruhu_language_init (LOCALEDIR);
  ruhu_ui_init ();
  app.application = ruhu_application_new ();
  g_signal_connect_after (app.application, "activate", G_CALLBACK (activate_cb), &app);
  status = g_application_run (G_APPLICATION (app.application), 3, words);
  g_object_unref (app.application);
  return status;
}
