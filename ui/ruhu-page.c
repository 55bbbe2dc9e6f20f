/* ruhu-page.c: the base of every page: folds by its width, and knows what its keys do
 *
 * A page counts its width in pixels at 100 % text, so that text of 200 % folds it like a window of
 * half the size. The end of a widget's id says who takes part:
 *
 *   -stack           two columns become one
 *   -side            is shown only where two columns stand side by side
 *   -fold            a row becomes a column where the page is narrow
 *   -wide, -narrow   is shown only where the page is not narrow, or only where it is
 *   -roomy           is left out where the page is tiny
 *
 * A page inside a page (the person beside the due list) folds by its own width.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-page.h"

/* Widths in pixels at 100 % text below which a page stacks its columns, is narrow, is tiny. */
#define STACK 900
#define NARROW 600
#define TINY 300
/* The narrowest screen. An unfolded page claims to fit it, or it would never be let shrink. */
#define LEAST 360

typedef struct {
  char *title;
  char *opener;
  double text_width;
  int stack_below;
  gulong dpi_handler;
} RuhuPagePrivate;

enum {
  PROP_TITLE = 1,
  PROP_STACK_BELOW,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (RuhuPage, ruhu_page, ADW_TYPE_BIN)

static double
get_text_scale (void)
{
  int dpi = 0;

  g_object_get (gtk_settings_get_default (), "gtk-xft-dpi", &dpi, NULL);
  return dpi > 0 ? dpi / (96.0 * 1024.0) : 1.0;
}

static gboolean
ends_with (const char *id, const char *word)
{
  gsize id_length = strlen (id);
  gsize word_length = strlen (word);

  return id_length > word_length && strcmp (id + id_length - word_length, word) == 0 &&
         id[id_length - word_length - 1] == '-';
}

static void
turn (GtkWidget *widget, gboolean vertical)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (widget),
                                  vertical ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
}

/* A button's own label would rather be wider than the screen than break. */
static void
let_wrap (GtkButton *button)
{
  GtkWidget *label = gtk_button_get_child (button);

  if (!GTK_IS_LABEL (label) || gtk_widget_has_css_class (GTK_WIDGET (button), "chip") ||
      gtk_widget_has_css_class (GTK_WIDGET (button), "key"))
    return;

  /* A width in characters also keeps GTK 4.8 from measuring a wrapped label in two ways. */
  gtk_label_set_width_chars (
    GTK_LABEL (label),
    MIN (4, (int) g_utf8_strlen (gtk_label_get_text (GTK_LABEL (label)), -1)));
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
}

static void
fold_one (GtkWidget *widget, RuhuPagePrivate *priv)
{
  const char *id = gtk_buildable_get_buildable_id (GTK_BUILDABLE (widget));
  double width = priv->text_width;

  if (GTK_IS_BUTTON (widget) && gtk_button_get_label (GTK_BUTTON (widget)) != NULL)
    let_wrap (GTK_BUTTON (widget));
  if (id == NULL)
    return;

  if (ends_with (id, "fold")) {
    turn (widget, width < NARROW || gtk_widget_has_css_class (widget, "folded"));
    if (width < NARROW && GTK_IS_BOX (widget))
      gtk_box_set_homogeneous (GTK_BOX (widget), FALSE);
  } else if (ends_with (id, "stack")) {
    turn (widget, width < priv->stack_below);
    if (GTK_IS_BOX (widget))
      gtk_box_set_homogeneous (GTK_BOX (widget), width >= priv->stack_below);
  } else if (ends_with (id, "side"))
    gtk_widget_set_visible (widget, width >= priv->stack_below);
  else if (ends_with (id, "roomy"))
    gtk_widget_set_visible (widget, width >= TINY);
  else if (ends_with (id, "wide"))
    gtk_widget_set_visible (widget, width >= NARROW);
  else if (ends_with (id, "narrow"))
    gtk_widget_set_visible (widget, width < NARROW);
}

static void
fold_all (GtkWidget *widget, RuhuPagePrivate *priv)
{
  GtkWidget *child;

  fold_one (widget, priv);
  for (child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (!RUHU_IS_PAGE (child))
      fold_all (child, priv);
}

static void
set_class (GtkWidget *widget, const char *name, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

static void
set_text_width (RuhuPage *self, double width)
{
  RuhuPagePrivate *priv = ruhu_page_get_instance_private (self);
  GtkWidget *child = adw_bin_get_child (ADW_BIN (self));

  if (priv->text_width == width)
    return;

  priv->text_width = width;
  set_class (GTK_WIDGET (self), "narrow", width < NARROW);
  set_class (GTK_WIDGET (self), "tiny", width < TINY);
  if (child != NULL)
    fold_all (child, priv);
  if (RUHU_PAGE_GET_CLASS (self)->folded != NULL)
    RUHU_PAGE_GET_CLASS (self)->folded (self, width);
}

/* Folding before the child gets its size, and not after, shows the new shape in the same frame. */
static void
ruhu_page_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  GtkWidget *child = adw_bin_get_child (ADW_BIN (widget));
  int least_width;
  int least_height;

  set_text_width (RUHU_PAGE (widget), width / get_text_scale ());
  if (child == NULL || !gtk_widget_should_layout (child))
    return;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &least_width, NULL, NULL, NULL);
  width = MAX (width, least_width);
  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, &least_height, NULL, NULL, NULL);
  gtk_widget_allocate (child, width, MAX (height, least_height), baseline, NULL);
}

static void
ruhu_page_measure (GtkWidget *widget,
                   GtkOrientation orientation,
                   int for_size,
                   int *minimum,
                   int *natural,
                   int *minimum_baseline,
                   int *natural_baseline)
{
  RuhuPagePrivate *priv = ruhu_page_get_instance_private (RUHU_PAGE (widget));
  GtkWidget *child = adw_bin_get_child (ADW_BIN (widget));
  int least;

  *minimum = *natural = 0;
  if (child == NULL || !gtk_widget_should_layout (child))
    return;

  if (orientation == GTK_ORIENTATION_VERTICAL && for_size >= 0) {
    gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
    for_size = MAX (for_size, least);
  }
  gtk_widget_measure (child, orientation, for_size, minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL &&
      (priv->text_width < 0 || priv->text_width >= TINY))
    *minimum = MIN (*minimum, LEAST);
  if (orientation == GTK_ORIENTATION_VERTICAL)
    *minimum = MIN (*minimum, LEAST);
}

static GtkSizeRequestMode
ruhu_page_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_CONSTANT_SIZE;
}

static void
ruhu_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  RuhuPagePrivate *priv = ruhu_page_get_instance_private (RUHU_PAGE (object));

  switch (id) {
  case PROP_TITLE:
    g_value_set_string (value, priv->title);
    break;
  case PROP_STACK_BELOW:
    g_value_set_int (value, priv->stack_below);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
ruhu_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  RuhuPagePrivate *priv = ruhu_page_get_instance_private (RUHU_PAGE (object));

  switch (id) {
  case PROP_TITLE:
    ruhu_page_set_title (RUHU_PAGE (object), g_value_get_string (value));
    break;
  case PROP_STACK_BELOW:
    priv->stack_below = g_value_get_int (value);
    gtk_widget_queue_resize (GTK_WIDGET (object));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
ruhu_page_dispose (GObject *object)
{
  RuhuPagePrivate *priv = ruhu_page_get_instance_private (RUHU_PAGE (object));

  g_clear_signal_handler (&priv->dpi_handler, gtk_settings_get_default ());

  G_OBJECT_CLASS (ruhu_page_parent_class)->dispose (object);
}

static void
ruhu_page_finalize (GObject *object)
{
  RuhuPagePrivate *priv = ruhu_page_get_instance_private (RUHU_PAGE (object));

  g_clear_pointer (&priv->title, g_free);
  g_clear_pointer (&priv->opener, g_free);

  G_OBJECT_CLASS (ruhu_page_parent_class)->finalize (object);
}

static void
ruhu_page_class_init (RuhuPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = ruhu_page_get_property;
  object_class->set_property = ruhu_page_set_property;
  object_class->dispose = ruhu_page_dispose;
  object_class->finalize = ruhu_page_finalize;
  widget_class->measure = ruhu_page_measure;
  widget_class->size_allocate = ruhu_page_size_allocate;
  widget_class->get_request_mode = ruhu_page_get_request_mode;

  /**
   * RuhuPage:title: what the page is called; the window takes it as its own title
   */
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  /**
   * RuhuPage:stack-below: the width at 100 % text below which two columns become one
   */
  properties[PROP_STACK_BELOW] =
    g_param_spec_int ("stack-below", NULL, NULL, 0, G_MAXINT, STACK, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
ruhu_page_init (RuhuPage *self)
{
  RuhuPagePrivate *priv = ruhu_page_get_instance_private (self);

  priv->stack_below = STACK;
  priv->text_width = -1;
  /* AdwBin's layout manager would keep the two functions above from being asked. */
  gtk_widget_set_layout_manager (GTK_WIDGET (self), NULL);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  priv->dpi_handler = g_signal_connect_swapped (gtk_settings_get_default (),
                                                "notify::gtk-xft-dpi",
                                                G_CALLBACK (gtk_widget_queue_resize),
                                                self);
}

const char *
ruhu_page_get_title (RuhuPage *self)
{
  RuhuPagePrivate *priv = ruhu_page_get_instance_private (self);

  g_return_val_if_fail (RUHU_IS_PAGE (self), NULL);

  return priv->title;
}

void
ruhu_page_set_title (RuhuPage *self, const char *title)
{
  RuhuPagePrivate *priv = ruhu_page_get_instance_private (self);

  g_return_if_fail (RUHU_IS_PAGE (self));

  if (g_strcmp0 (priv->title, title) == 0)
    return;

  g_free (priv->title);
  priv->title = g_strdup (title);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

/** ruhu_page_get_opener: Returns: (nullable): what ruhu_page_set_opener() was given */
const char *
ruhu_page_get_opener (RuhuPage *self)
{
  RuhuPagePrivate *priv = ruhu_page_get_instance_private (self);

  g_return_val_if_fail (RUHU_IS_PAGE (self), NULL);

  return priv->opener;
}

/**
 * ruhu_page_set_opener:
 * @action: the window's action that opens the page, with its target: `show-person::ID`
 *
 * By it the page stands open again after the tablet was locked.
 */
void
ruhu_page_set_opener (RuhuPage *self, const char *action)
{
  RuhuPagePrivate *priv = ruhu_page_get_instance_private (self);

  g_return_if_fail (RUHU_IS_PAGE (self));

  g_free (priv->opener);
  priv->opener = g_strdup (action);
}

/**
 * ruhu_page_get_text_width:
 *
 * Returns: the page's width in pixels divided by the text's scale; -1 before it first has a size
 */
double
ruhu_page_get_text_width (RuhuPage *self)
{
  RuhuPagePrivate *priv = ruhu_page_get_instance_private (self);

  g_return_val_if_fail (RUHU_IS_PAGE (self), -1);

  return priv->text_width;
}

/**
 * ruhu_page_fold:
 * @widget: something below the page that came after it was folded, as a row of a list does
 *
 * Folds @widget and all below it like the rest of the page.
 */
void
ruhu_page_fold (RuhuPage *self, GtkWidget *widget)
{
  RuhuPagePrivate *priv = ruhu_page_get_instance_private (self);

  g_return_if_fail (RUHU_IS_PAGE (self));
  g_return_if_fail (GTK_IS_WIDGET (widget));

  if (priv->text_width >= 0)
    fold_all (widget, priv);
}

/**
 * ruhu_page_of:
 *
 * Returns: (transfer none) (nullable): the nearest page around @widget
 */
RuhuPage *
ruhu_page_of (GtkWidget *widget)
{
  return (RuhuPage *) gtk_widget_get_ancestor (widget, RUHU_TYPE_PAGE);
}

/**
 * ruhu_page_go_back:
 *
 * Returns: TRUE where the page went back within itself; FALSE where the window is to leave it
 */
gboolean
ruhu_page_go_back (RuhuPage *self)
{
  g_return_val_if_fail (RUHU_IS_PAGE (self), FALSE);

  return RUHU_PAGE_GET_CLASS (self)->go_back != NULL && RUHU_PAGE_GET_CLASS (self)->go_back (self);
}

static GtkWidget *
find_primary (GtkWidget *widget)
{
  GtkWidget *child;

  if (!gtk_widget_get_visible (widget) || !gtk_widget_get_child_visible (widget))
    return NULL;
  if (GTK_IS_BUTTON (widget) && gtk_widget_has_css_class (widget, "suggested-action"))
    return widget;

  for (child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find_primary (child);

    if (found != NULL)
      return found;
  }
  return NULL;
}

/**
 * ruhu_page_press_primary:
 *
 * Presses the page's blue button, of which there is at most one.
 *
 * Returns: FALSE where there is none, or where it cannot be pressed now
 */
gboolean
ruhu_page_press_primary (RuhuPage *self)
{
  GtkWidget *button = find_primary (GTK_WIDGET (self));

  if (button == NULL || !gtk_widget_is_sensitive (button))
    return FALSE;

  /* gtk_widget_activate() would show it pressed for a while first. */
  g_signal_emit_by_name (button, "clicked");
  return TRUE;
}

/**
 * ruhu_page_focus_start:
 *
 * Puts the focus where the page wants to be read from. GTK 4.8 has no way to announce a page, so a
 * page speaks by where its focus goes.
 */
void
ruhu_page_focus_start (RuhuPage *self)
{
  GtkWidget *start = NULL;

  g_return_if_fail (RUHU_IS_PAGE (self));

  if (gtk_widget_get_root (GTK_WIDGET (self)) == NULL)
    return;
  if (RUHU_PAGE_GET_CLASS (self)->get_start != NULL)
    start = RUHU_PAGE_GET_CLASS (self)->get_start (self);
  if (start == NULL || !gtk_widget_grab_focus (start))
    gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}
