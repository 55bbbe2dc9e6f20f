/* ruhu-ui-test.c: pages in real windows, measured and photographed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-ui-test.h"

#include "ruhu-language.h"
#include "ruhu-ui-init.h"

#include <string.h>

/* Targets are 44 px at least (60 for what a page is for; the style sees to that).
 */
#define TARGET 44

/**
 * ruhu_ui_test_init:
 *
 * Starts GTK with Ruhu's style, in English, with a fixed font and without animations.
 */
void
ruhu_ui_test_init (int *argc, char ***argv)
{
  g_autoptr (GtkCssProvider) style = NULL;
  g_autoptr (GtkCssProvider) frame = NULL;

  ruhu_language_init (g_getenv ("RUHU_LOCALEDIR"));
  ruhu_language_use ("en");
  gtk_test_init (argc, argv, NULL);
  adw_init ();
  ruhu_ui_init ();

  g_object_set (gtk_settings_get_default (),
                "gtk-font-name",
                "Cantarell 11",
                "gtk-enable-animations",
                FALSE,
                NULL);
  style = gtk_css_provider_new ();
  gtk_css_provider_load_from_resource (style, "/org/ruhu/Ruhu/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (style),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  /* Without a compositor GTK draws a frame of 5 px; a window shall be as large as a screen. */
  frame = gtk_css_provider_new ();
  gtk_css_provider_load_from_data (frame,
                                   "window.solid-csd { border: none; padding: 0; margin: 0; "
                                   "box-shadow: none; }",
                                   -1);
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (frame),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

/** ruhu_ui_test_set_scale: @scale: of text, 1 to 2 */
void
ruhu_ui_test_set_scale (double scale)
{
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", (int) (96 * 1024 * scale), NULL);
}

/** ruhu_ui_test_turn: Lets the main loop do what is ready */
void
ruhu_ui_test_turn (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/**
 * ruhu_ui_test_end_session:
 * @session: (transfer full): locked
 *
 * Everybody else has let go of it, and of its store, when this returns: a store that was just
 * locked may open its files once more, to count what waits.
 */
void
ruhu_ui_test_end_session (RuhuSession *session)
{
  RuhuStore *store = ruhu_session_get_store (session);

  g_object_add_weak_pointer (G_OBJECT (store), (gpointer *) &store);
  while (G_OBJECT (session)->ref_count > 1)
    g_main_context_iteration (NULL, TRUE);
  g_assert_finalize_object (session);
  while (store != NULL)
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
is_laid_out (GtkWidget *widget)
{
  return gtk_widget_get_mapped (widget) && gtk_widget_get_width (widget) > 0;
}

/* What a window would offer, so that no button is grey for want of an action. */
static void
add_actions (GtkWidget *window)
{
  static const char *const names[] = { "back",      "lock",         "show-due",     "show-returned",
                                       "show-find", "hand-on",      "show-sending", "send-now",
                                       "about",     "stop-sending", "show-bundles", "show-receipt",
                                       NULL };
  static const char *const named[] = { "show-person",
                                       "begin-visit",
                                       "open-response",
                                       "show-forms",
                                       NULL };
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  guint i;

  for (i = 0; names[i] != NULL; i++) {
    g_autoptr (GSimpleAction) action = g_simple_action_new (names[i], NULL);

    g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
  }
  for (i = 0; named[i] != NULL; i++) {
    g_autoptr (GSimpleAction) action = g_simple_action_new (named[i], G_VARIANT_TYPE_STRING);

    g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
  }
  gtk_widget_insert_action_group (window, "win", G_ACTION_GROUP (group));
}

/** ruhu_ui_test_show: Returns: (transfer none): a window of this size that shows @page, drawn */
GtkWindow *
ruhu_ui_test_show (RuhuPage *page, int width, int height)
{
  GtkWidget *window = adw_window_new ();

  add_actions (window);
  g_object_set (gtk_settings_get_default (),
                "gtk-decoration-layout",
                width < 600 ? ":" : ":close",
                NULL);
  adw_window_set_content (ADW_WINDOW (window), GTK_WIDGET (page));
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (window);
  while (!is_laid_out (GTK_WIDGET (page)))
    g_main_context_iteration (NULL, TRUE);
  /* Folding asks for a second layout, a list for a third. */
  gtk_test_widget_wait_for_draw (window);
  gtk_test_widget_wait_for_draw (window);
  return GTK_WINDOW (window);
}

/** ruhu_ui_test_close: Destroys @window and asserts that nobody still holds it */
void
ruhu_ui_test_close (GtkWindow *window)
{
  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  gtk_window_destroy (window);
  while (window != NULL)
    g_main_context_iteration (NULL, TRUE);
}

/** ruhu_ui_test_save_png: @path: where the picture of @window goes */
void
ruhu_ui_test_save_png (GtkWindow *window, const char *path)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (GTK_WIDGET (window));
  int width = gtk_widget_get_width (GTK_WIDGET (window));
  int height = gtk_widget_get_height (GTK_WIDGET (window));
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;

  /* What has been asked to draw again has no picture until it has. */
  gtk_widget_queue_draw (GTK_WIDGET (window));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_free_to_node (snapshot);
  g_assert_nonnull (node);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (window)),
                                         node,
                                         &GRAPHENE_RECT_INIT (0, 0, width, height));
  g_assert_true (gdk_texture_save_to_png (texture, path));
}

typedef void (*EachFunc) (GtkWidget *widget, gpointer data);

static void
each (GtkWidget *widget, EachFunc func, gpointer data)
{
  GtkWidget *child;

  func (widget, data);
  for (child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    each (child, func, data);
}

static void
check_target (GtkWidget *widget, gpointer data)
{
  guint *faults = data;
  graphene_rect_t box;

  if (!GTK_IS_BUTTON (widget) || !gtk_widget_get_mapped (widget) ||
      gtk_widget_get_ancestor (widget, GTK_TYPE_WINDOW_CONTROLS) != NULL ||
      gtk_widget_get_ancestor (widget, GTK_TYPE_ENTRY) != NULL ||
      gtk_widget_get_ancestor (widget, GTK_TYPE_PASSWORD_ENTRY) != NULL)
    return;

  if (!gtk_widget_compute_bounds (widget, widget, &box) || box.size.width < TARGET ||
      box.size.height < TARGET) {
    (*faults)++;
    g_printerr ("target of %.0fx%.0f\n", box.size.width, box.size.height);
  }
}

static void
check_icon_button (GtkWidget *widget, gpointer data)
{
  guint *faults = data;

  if (!GTK_IS_BUTTON (widget) || !gtk_widget_get_mapped (widget) ||
      gtk_button_get_icon_name (GTK_BUTTON (widget)) == NULL ||
      gtk_widget_get_ancestor (widget, GTK_TYPE_WINDOW_CONTROLS) != NULL)
    return;

  if (gtk_widget_get_tooltip_text (widget) == NULL ||
      !gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL)) {
    (*faults)++;
    g_printerr ("button %s has no tooltip or no name\n",
                gtk_button_get_icon_name (GTK_BUTTON (widget)));
  }
}

/**
 * ruhu_ui_test_count_faults:
 * @page: a page on the screen
 * @width: how wide it is shown
 *
 * Returns: how many things do not fit, are too small to hit, or are buttons without a name
 */
guint
ruhu_ui_test_count_faults (RuhuPage *page, int width)
{
  guint faults = 0;
  int least;

  gtk_widget_measure (adw_bin_get_child (ADW_BIN (page)),
                      GTK_ORIENTATION_HORIZONTAL,
                      -1,
                      &least,
                      NULL,
                      NULL,
                      NULL);
  if (least > width) {
    faults++;
    g_printerr ("%s needs %d px, has %d\n", G_OBJECT_TYPE_NAME (page), least, width);
  }
  each (GTK_WIDGET (page), check_target, &faults);
  each (GTK_WIDGET (page), check_icon_button, &faults);
  return faults;
}

/**
 * ruhu_ui_test_assert_fits:
 * @page: (transfer none): a new one
 *
 * Shows it at every size that Ruhu promises, the narrowest first: a page that was wide before has
 * folded what it hides.
 */
void
ruhu_ui_test_assert_fits (RuhuPage *page)
{
  static const struct {
    int width, height;
    double scale;
  } sizes[] = { { 360, 720, 2 }, { 360, 720, 1 }, { 800, 1280, 1 }, { 1280, 800, 1 } };
  guint i;

  g_object_ref_sink (page);
  for (i = 0; i < G_N_ELEMENTS (sizes); i++) {
    GtkWindow *window;

    ruhu_ui_test_set_scale (sizes[i].scale);
    window = ruhu_ui_test_show (page, sizes[i].width, sizes[i].height);
    g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (window)), ==, sizes[i].width);
    g_assert_cmpuint (ruhu_ui_test_count_faults (page, sizes[i].width), ==, 0);
    adw_window_set_content (ADW_WINDOW (window), NULL);
    ruhu_ui_test_close (window);
  }
  ruhu_ui_test_set_scale (1);
  g_assert_finalize_object (page);
}

static gboolean
says (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget))
    return g_strcmp0 (gtk_label_get_text (GTK_LABEL (widget)), text) == 0;
  return g_strcmp0 (gtk_widget_get_tooltip_text (widget), text) == 0 ||
         (GTK_IS_BUTTON (widget) &&
          g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), text) == 0);
}

/**
 * ruhu_ui_test_find:
 * @type: what kind of widget
 * @text: (nullable): the label, text or tooltip that it shows; NULL for any
 *
 * Returns: (transfer none) (nullable): the first such widget below @root that is mapped
 */
GtkWidget *
ruhu_ui_test_find (GtkWidget *root, GType type, const char *text)
{
  GtkWidget *child;

  if (g_type_is_a (G_OBJECT_TYPE (root), type) && gtk_widget_get_mapped (root) &&
      (text == NULL || says (root, text)))
    return root;

  for (child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = ruhu_ui_test_find (child, type, text);

    if (found != NULL)
      return found;
  }
  return NULL;
}

/** ruhu_ui_test_has_text: Returns: TRUE where a label on the screen says exactly @text */
gboolean
ruhu_ui_test_has_text (GtkWidget *root, const char *text)
{
  return ruhu_ui_test_find (root, GTK_TYPE_LABEL, text) != NULL;
}

/** ruhu_ui_test_click: @label: label or tooltip of the button to press; it has to be there */
void
ruhu_ui_test_click (GtkWidget *root, const char *label)
{
  GtkWidget *button = ruhu_ui_test_find (root, GTK_TYPE_BUTTON, label);

  if (button == NULL)
    g_error ("no button \"%s\"", label);
  g_assert_true (gtk_widget_is_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
}

static gboolean
press_in (GtkWidget *widget, GtkEventController *controller, guint keyval, GdkModifierType state)
{
  GListModel *shortcuts = G_LIST_MODEL (controller);
  guint i;

  for (i = 0; i < g_list_model_get_n_items (shortcuts); i++) {
    g_autoptr (GtkShortcut) shortcut = g_list_model_get_item (shortcuts, i);
    GtkShortcutTrigger *trigger = gtk_shortcut_get_trigger (shortcut);

    if (GTK_IS_KEYVAL_TRIGGER (trigger) &&
        gtk_keyval_trigger_get_keyval (GTK_KEYVAL_TRIGGER (trigger)) == keyval &&
        gtk_keyval_trigger_get_modifiers (GTK_KEYVAL_TRIGGER (trigger)) == state &&
        gtk_shortcut_action_activate (gtk_shortcut_get_action (shortcut),
                                      0,
                                      widget,
                                      gtk_shortcut_get_arguments (shortcut)))
      return TRUE;
  }
  return FALSE;
}

/* As if the key were pressed while @widget has the focus: from there outwards, as GTK asks. Returns
 * whether somebody took it. */
gboolean
ruhu_ui_test_press (GtkWidget *widget, guint keyval, GdkModifierType state)
{
  for (; widget != NULL; widget = gtk_widget_get_parent (widget)) {
    g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);
    guint i;

    for (i = 0; i < g_list_model_get_n_items (controllers); i++) {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_SHORTCUT_CONTROLLER (controller) && press_in (widget, controller, keyval, state))
        return TRUE;
    }
  }
  return FALSE;
}

/* @keys: as xdotool names them, “ctrl+Page_Down”: real ones, through the X server, to the window
 * under the pointer. */
void
ruhu_ui_test_key (const char *keys)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) xdotool = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE,
                                                      &error,
                                                      "xdotool",
                                                      "mousemove",
                                                      "100",
                                                      "100",
                                                      "key",
                                                      keys,
                                                      NULL);

  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (xdotool, NULL, &error));
  g_assert_no_error (error);
}
