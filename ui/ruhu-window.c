/* ruhu-window.c: the window, and which page it shows
 *
 * Pages lie on one another; the window shows the topmost and remembers for each of those below
 * where the focus was. Which page an action opens is the application's business: see
 * ruhu-navigation.c.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-window.h"

#include "ruhu-error-text.h"
#include "ruhu-idle.h"
#include "ruhu-stack.h"

#include <glib/gi18n.h>

/* How often the window looks whether it is time to lock. */
#define IDLE_SECONDS 5

typedef struct {
  RuhuPage *page; /* the stack owns it */
  GtkWidget *focus;
} Layer;

struct _RuhuWindow {
  AdwApplicationWindow parent_instance;

  AdwToastOverlay *toasts;
  GListModel *toast_widgets; /* what lies in the overlay */
  GtkStack *pages;
  GPtrArray *layers;
  RuhuIdle idle;
  guint idle_source;
};

G_DEFINE_FINAL_TYPE (RuhuWindow, ruhu_window, ADW_TYPE_APPLICATION_WINDOW)

static void
layer_free (Layer *layer)
{
  g_clear_weak_pointer (&layer->focus);
  g_free (layer);
}

static Layer *
get_top (RuhuWindow *self)
{
  return self->layers->len > 0 ? g_ptr_array_index (self->layers, self->layers->len - 1) : NULL;
}

static void
title_cb (RuhuWindow *self)
{
  Layer *top = get_top (self);
  const char *title = top != NULL ? ruhu_page_get_title (top->page) : NULL;

  gtk_window_set_title (GTK_WINDOW (self), title != NULL && *title != '\0' ? title : _ ("Ruhu"));
}

static void
remove_top (RuhuWindow *self)
{
  Layer *top = get_top (self);

  g_signal_handlers_disconnect_by_data (top->page, self);
  gtk_stack_remove (self->pages, GTK_WIDGET (top->page));
  g_ptr_array_set_size (self->layers, self->layers->len - 1);
}

static void
show_top (RuhuWindow *self, GtkWidget *focus)
{
  Layer *top = get_top (self);

  ruhu_stack_show (self->pages, GTK_WIDGET (top->page));
  title_cb (self);
  if (focus == NULL || !gtk_widget_grab_focus (focus))
    ruhu_page_focus_start (top->page);
}

/* Any touch or key, seen on its way to whatever it is for. */
static gboolean
event_cb (GtkEventController *controller, GdkEvent *event, RuhuWindow *self)
{
  ruhu_idle_touch (&self->idle, ruhu_idle_clock ());
  return GDK_EVENT_PROPAGATE;
}

static gboolean
idle_cb (gpointer data)
{
  RuhuWindow *self = data;

  if (ruhu_idle_is_over (&self->idle, ruhu_idle_clock ())) {
    ruhu_idle_touch (&self->idle, ruhu_idle_clock ());
    gtk_widget_activate_action (GTK_WIDGET (self), "win.lock", NULL);
  }
  return G_SOURCE_CONTINUE;
}

static void
back_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ruhu_window_go_back (user_data);
}

static void
primary_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  RuhuPage *page = ruhu_window_get_page (user_data);

  if (page == NULL || !ruhu_page_press_primary (page))
    gtk_widget_error_bell (GTK_WIDGET (user_data));
}

static void
about_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  adw_show_about_window (GTK_WINDOW (user_data),
                         "application-name",
                         _ ("Ruhu"),
                         "application-icon",
                         "org.ruhu.Ruhu",
                         "version",
                         RUHU_VERSION,
                         "license-type",
                         GTK_LICENSE_GPL_3_0,
                         "comments",
                         _ ("Home visits, with or without a network"),
                         NULL);
}

static const GActionEntry actions[] = {
  { .name = "back", .activate = back_cb },
  { .name = "primary", .activate = primary_cb },
  { .name = "about", .activate = about_cb },
};

/* libadwaita 1.2 gives the box of a toast no name, so a screen reader would announce an empty one.
 */
static void
name_toasts_cb (GListModel *widgets, guint position, guint removed, guint added, RuhuWindow *self)
{
  for (; added > 0; added--, position++) {
    g_autoptr (GtkWidget) widget = g_list_model_get_item (widgets, position);
    g_autoptr (AdwToast) toast = NULL;

    if (g_object_class_find_property (G_OBJECT_GET_CLASS (widget), "toast") == NULL)
      continue;
    g_object_get (widget, "toast", &toast, NULL);
    gtk_accessible_update_property (GTK_ACCESSIBLE (widget),
                                    GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    adw_toast_get_title (toast),
                                    -1);
  }
}

static void
ruhu_window_dispose (GObject *object)
{
  RuhuWindow *self = RUHU_WINDOW (object);

  if (self->toast_widgets != NULL)
    g_signal_handlers_disconnect_by_data (self->toast_widgets, self);
  g_clear_object (&self->toast_widgets);
  g_clear_handle_id (&self->idle_source, g_source_remove);
  while (self->layers != NULL && self->layers->len > 0)
    remove_top (self);
  g_clear_pointer (&self->layers, g_ptr_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (object), RUHU_TYPE_WINDOW);

  G_OBJECT_CLASS (ruhu_window_parent_class)->dispose (object);
}

static void
bind_keys (GtkWidgetClass *widget_class)
{
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Left, GDK_ALT_MASK, "win.back", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Back, 0, "win.back", NULL);
  gtk_widget_class_add_binding_action (widget_class,
                                       GDK_KEY_Return,
                                       GDK_CONTROL_MASK,
                                       "win.primary",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class,
                                       GDK_KEY_KP_Enter,
                                       GDK_CONTROL_MASK,
                                       "win.primary",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class,
                                       GDK_KEY_f,
                                       GDK_CONTROL_MASK,
                                       "win.show-find",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_l, GDK_CONTROL_MASK, "win.lock", NULL);
}

static void
ruhu_window_class_init (RuhuWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ruhu_window_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/ruhu/Ruhu/ruhu-window.ui");
  gtk_widget_class_bind_template_child (widget_class, RuhuWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, RuhuWindow, pages);
  bind_keys (widget_class);
}

static void
ruhu_window_init (RuhuWindow *self)
{
  GtkEventController *events = gtk_event_controller_legacy_new ();

  self->layers = g_ptr_array_new_with_free_func ((GDestroyNotify) layer_free);
  gtk_widget_init_template (GTK_WIDGET (self));
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  self->toast_widgets = gtk_widget_observe_children (GTK_WIDGET (self->toasts));
  g_signal_connect (self->toast_widgets, "items-changed", G_CALLBACK (name_toasts_cb), self);

  gtk_event_controller_set_propagation_phase (events, GTK_PHASE_CAPTURE);
  g_signal_connect (events, "event", G_CALLBACK (event_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), events);
  ruhu_idle_touch (&self->idle, ruhu_idle_clock ());
  self->idle_source = g_timeout_add_seconds (IDLE_SECONDS, idle_cb, self);
}

/**
 * ruhu_window_new:
 * @application: (nullable): the app
 *
 * Returns: (transfer none): the window, without a page; GTK owns it until it is destroyed
 */
RuhuWindow *
ruhu_window_new (RuhuApplication *application)
{
  return g_object_new (RUHU_TYPE_WINDOW, "application", application, NULL);
}

/** ruhu_window_get_page: Returns: (transfer none) (nullable): the page on top */
RuhuPage *
ruhu_window_get_page (RuhuWindow *self)
{
  g_return_val_if_fail (RUHU_IS_WINDOW (self), NULL);

  return get_top (self) != NULL ? get_top (self)->page : NULL;
}

/** ruhu_window_get_depth: Returns: how many pages lie on one another */
guint
ruhu_window_get_depth (RuhuWindow *self)
{
  g_return_val_if_fail (RUHU_IS_WINDOW (self), 0);

  return self->layers->len;
}

/** ruhu_window_push: @page: (transfer none): the page to show on top of what is shown now */
void
ruhu_window_push (RuhuWindow *self, RuhuPage *page)
{
  Layer *below = get_top (self);
  Layer *layer;

  g_return_if_fail (RUHU_IS_WINDOW (self));
  g_return_if_fail (RUHU_IS_PAGE (page));

  if (below != NULL)
    g_set_weak_pointer (&below->focus, gtk_window_get_focus (GTK_WINDOW (self)));

  layer = g_new0 (Layer, 1);
  layer->page = page;
  g_ptr_array_add (self->layers, layer);
  gtk_stack_add_child (self->pages, GTK_WIDGET (page));
  g_signal_connect_swapped (page, "notify::title", G_CALLBACK (title_cb), self);
  show_top (self, NULL);
}

/**
 * ruhu_window_go_back:
 *
 * To the page below, unless the page on top goes back within itself, or is the last one.
 */
void
ruhu_window_go_back (RuhuWindow *self)
{
  Layer *top = get_top (self);

  g_return_if_fail (RUHU_IS_WINDOW (self));

  if (top == NULL || ruhu_page_go_back (top->page) || self->layers->len < 2)
    return;

  remove_top (self);
  show_top (self, get_top (self)->focus);
}

/** ruhu_window_go_home: Back to the page that lies at the bottom */
void
ruhu_window_go_home (RuhuWindow *self)
{
  g_return_if_fail (RUHU_IS_WINDOW (self));

  if (self->layers->len < 2)
    return;

  while (self->layers->len > 1)
    remove_top (self);
  show_top (self, get_top (self)->focus);
}

/** ruhu_window_restart: @page: (transfer none): the one page to show; all others go */
void
ruhu_window_restart (RuhuWindow *self, RuhuPage *page)
{
  g_return_if_fail (RUHU_IS_WINDOW (self));
  g_return_if_fail (RUHU_IS_PAGE (page));

  while (self->layers->len > 0)
    remove_top (self);
  ruhu_window_push (self, page);
}

/** ruhu_window_add_toast: @toast: (transfer full): never the only carrier of a message */
void
ruhu_window_add_toast (RuhuWindow *self, AdwToast *toast)
{
  g_return_if_fail (RUHU_IS_WINDOW (self));

  adw_toast_overlay_add_toast (self->toasts, toast);
}

/**
 * ruhu_window_show_error:
 * @error: (nullable): what went wrong
 *
 * Shows it where its code belongs, as far as that is a toast or a dialog; the rest is shown by the
 * page that asked. The error's own message goes to the log.
 */
void
ruhu_window_show_error (RuhuWindow *self, const GError *error)
{
  const char *sentence = ruhu_error_text_get_sentence (error);
  RuhuErrorPlace place = ruhu_error_text_get_place (error);
  GtkWidget *dialog;

  g_return_if_fail (RUHU_IS_WINDOW (self));

  if (place == RUHU_ERROR_PLACE_NOWHERE)
    return;

  g_message ("%s", error->message);
  if (place != RUHU_ERROR_PLACE_DIALOG) {
    ruhu_window_add_toast (self, adw_toast_new (sentence));
    return;
  }

  dialog = adw_message_dialog_new (GTK_WINDOW (self), _ ("Please read this"), sentence);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "read", _ ("I have read it"));
  gtk_window_present (GTK_WINDOW (dialog));
}
