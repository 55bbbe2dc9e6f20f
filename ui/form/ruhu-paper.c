/* ruhu-paper.c: paper to draw on, by finger, pen or keys
 *
 * White in the dark too. There may be a picture on it, which lies in the middle as large as there
 * is room; strokes are kept in fractions of it, so that turning the tablet bends nothing. Whoever
 * has no pointer moves a cross by the arrow keys and puts the pen down, and up again, with Space.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-paper.h"

/* The picture that comes of it where there was none: so wide, whatever the tablet's size. */
#define WIDTH 800
#define PEN 5.0
#define HEIGHT_ON_PAGE 260
#define KEY_STEP 0.02

/* In fractions of the drawn part. */
typedef struct {
  double x, y;
  gboolean lifted; /* the pen came down here */
  RuhuPen pen;
} Point;

struct _RuhuPaper {
  GtkDrawingArea parent_instance;

  gboolean lined;
  RuhuPen pen;
  GArray *points; /* of Point */
  GdkPixbuf *picture;
  double cross_x, cross_y;
  gboolean is_down; /* the pen, by the keys */
};

enum {
  STROKE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RuhuPaper, ruhu_paper, GTK_TYPE_DRAWING_AREA)

static const double colours[RUHU_N_PENS][3] = {
  { 0.10, 0.15, 0.30 },
  { 0.80, 0.10, 0.10 },
  { 0, 0, 0 },
  { 0.95, 0.75, 0 },
};

/* Where the drawn part lies on @width by @height. */
static void
find_part (RuhuPaper *self, double width, double height, graphene_rect_t *part)
{
  double scale;

  graphene_rect_init (part, 0, 0, (float) width, (float) height);
  if (self->picture == NULL)
    return;
  scale = MIN (width / gdk_pixbuf_get_width (self->picture),
               height / gdk_pixbuf_get_height (self->picture));
  part->size.width = (float) (gdk_pixbuf_get_width (self->picture) * scale);
  part->size.height = (float) (gdk_pixbuf_get_height (self->picture) * scale);
  part->origin.x = (float) (width - part->size.width) / 2;
  part->origin.y = (float) (height - part->size.height) / 2;
}

static void
draw_stroke (cairo_t *cr, const Point *points, guint n, const graphene_rect_t *part)
{
  const double *colour = colours[points->pen];
  guint i;

  cairo_set_source_rgb (cr, colour[0], colour[1], colour[2]);
  for (i = 0; i < n; i++) {
    double x = part->origin.x + points[i].x * part->size.width;
    double y = part->origin.y + points[i].y * part->size.height;

    if (i == 0)
      cairo_move_to (cr, x, y);
    cairo_line_to (cr, x, y);
  }
  cairo_stroke (cr);
}

static void
draw_strokes (RuhuPaper *self, cairo_t *cr, const graphene_rect_t *part)
{
  const Point *points = (const Point *) (gpointer) self->points->data;
  guint i, from = 0;

  cairo_set_line_width (cr, MAX (2, PEN * part->size.width / WIDTH));
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  for (i = 1; i <= self->points->len; i++) {
    if (i < self->points->len && !points[i].lifted)
      continue;
    draw_stroke (cr, points + from, i - from, part);
    from = i;
  }
}

static void
draw_picture (RuhuPaper *self, cairo_t *cr, const graphene_rect_t *part)
{
  if (self->picture == NULL)
    return;
  cairo_save (cr);
  cairo_translate (cr, part->origin.x, part->origin.y);
  cairo_scale (cr,
               part->size.width / gdk_pixbuf_get_width (self->picture),
               part->size.height / gdk_pixbuf_get_height (self->picture));
  gdk_cairo_set_source_pixbuf (cr, self->picture, 0, 0);
  cairo_paint (cr);
  cairo_restore (cr);
}

static void
draw_cross (RuhuPaper *self, cairo_t *cr, const graphene_rect_t *part)
{
  double x = part->origin.x + self->cross_x * part->size.width;
  double y = part->origin.y + self->cross_y * part->size.height;

  if (!gtk_widget_has_visible_focus (GTK_WIDGET (self)))
    return;
  cairo_set_source_rgb (cr, 0.80, 0.10, 0.10);
  cairo_set_line_width (cr, self->is_down ? 4 : 2);
  cairo_move_to (cr, x - 12, y);
  cairo_line_to (cr, x + 12, y);
  cairo_move_to (cr, x, y - 12);
  cairo_line_to (cr, x, y + 12);
  cairo_stroke (cr);
}

static void
draw_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  RuhuPaper *self = RUHU_PAPER (area);
  graphene_rect_t part;

  find_part (self, width, height, &part);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  if (self->lined) {
    cairo_set_source_rgb (cr, 0.75, 0.75, 0.75);
    cairo_rectangle (cr, width * 0.1, height * 0.75, width * 0.8, 1);
    cairo_fill (cr);
  }
  draw_picture (self, cr, &part);
  draw_strokes (self, cr, &part);
  draw_cross (self, cr, &part);
}

static void
emit_stroke (RuhuPaper *self)
{
  g_signal_emit (self, signals[STROKE], 0);
}

static void
add_point (RuhuPaper *self, double x, double y, gboolean lifted)
{
  graphene_rect_t part;
  Point point = { 0, 0, lifted, self->pen };

  find_part (self,
             MAX (1, gtk_widget_get_width (GTK_WIDGET (self))),
             MAX (1, gtk_widget_get_height (GTK_WIDGET (self))),
             &part);
  point.x = CLAMP ((x - part.origin.x) / part.size.width, 0, 1);
  point.y = CLAMP ((y - part.origin.y) / part.size.height, 0, 1);
  g_array_append_val (self->points, point);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
begin_cb (GtkGestureDrag *drag, double x, double y, RuhuPaper *self)
{
  gtk_gesture_set_state (GTK_GESTURE (drag), GTK_EVENT_SEQUENCE_CLAIMED); /* not a scroll */
  ruhu_paper_lift (self);
  add_point (self, x, y, TRUE);
}

/* A fast finger moves several times between two frames, and only the last move becomes an event of
 * its own: those before it are the event's history. They are in the window's measure, so they are
 * placed by how far they lie from the event. */
static void
add_history (RuhuPaper *self, GdkEvent *event, double x, double y)
{
  g_autofree GdkTimeCoord *moves = NULL;
  double last_x, last_y;
  guint n, i;

  moves = gdk_event_get_history (event, &n);
  if (moves == NULL || !gdk_event_get_position (event, &last_x, &last_y))
    return;
  for (i = 0; i < n; i++)
    if ((moves[i].flags & GDK_AXIS_FLAG_X) != 0 && (moves[i].flags & GDK_AXIS_FLAG_Y) != 0)
      add_point (self,
                 x + moves[i].axes[GDK_AXIS_X] - last_x,
                 y + moves[i].axes[GDK_AXIS_Y] - last_y,
                 FALSE);
}

static void
update_cb (GtkGestureDrag *drag, double dx, double dy, RuhuPaper *self)
{
  GdkEvent *event = gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (drag));
  double x, y;

  if (!gtk_gesture_drag_get_start_point (drag, &x, &y))
    return;

  if (event != NULL && gdk_event_get_event_type (event) == GDK_MOTION_NOTIFY)
    add_history (self, event, x + dx, y + dy);
  add_point (self, x + dx, y + dy, FALSE);
}

static void
end_cb (GtkGestureDrag *drag, double dx, double dy, RuhuPaper *self)
{
  if (self->points->len > 0)
    emit_stroke (self);
}

static void
add_cross (RuhuPaper *self, gboolean lifted)
{
  Point point = { self->cross_x, self->cross_y, lifted, self->pen };

  g_array_append_val (self->points, point);
}

static gboolean
move_cross_cb (GtkWidget *widget, GVariant *by, gpointer data)
{
  RuhuPaper *self = RUHU_PAPER (widget);
  int dx, dy;

  g_variant_get (by, "(ii)", &dx, &dy);
  self->cross_x = CLAMP (self->cross_x + dx * KEY_STEP, 0, 1);
  self->cross_y = CLAMP (self->cross_y + dy * KEY_STEP, 0, 1);
  if (self->is_down)
    add_cross (self, FALSE);
  gtk_widget_queue_draw (widget);
  return TRUE;
}

static gboolean
press_cb (GtkWidget *widget, GVariant *args, gpointer data)
{
  RuhuPaper *self = RUHU_PAPER (widget);

  if (self->is_down) {
    ruhu_paper_lift (self);
  } else {
    self->is_down = TRUE;
    add_cross (self, TRUE);
  }
  gtk_widget_queue_draw (widget);
  return TRUE;
}

static void
ruhu_paper_dispose (GObject *object)
{
  g_clear_object (&RUHU_PAPER (object)->picture);

  G_OBJECT_CLASS (ruhu_paper_parent_class)->dispose (object);
}

static void
ruhu_paper_finalize (GObject *object)
{
  g_array_unref (RUHU_PAPER (object)->points);

  G_OBJECT_CLASS (ruhu_paper_parent_class)->finalize (object);
}

static void
add_keys (GtkWidgetClass *widget_class)
{
  static const struct {
    guint key;
    int dx, dy;
  } moves[] = {
    { GDK_KEY_Left, -1, 0 },
    { GDK_KEY_Right, 1, 0 },
    { GDK_KEY_Up, 0, -1 },
    { GDK_KEY_Down, 0, 1 },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (moves); i++)
    gtk_widget_class_add_binding (widget_class,
                                  moves[i].key,
                                  0,
                                  move_cross_cb,
                                  "(ii)",
                                  moves[i].dx,
                                  moves[i].dy);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_space, 0, press_cb, NULL);
}

static void
ruhu_paper_class_init (RuhuPaperClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ruhu_paper_dispose;
  G_OBJECT_CLASS (klass)->finalize = ruhu_paper_finalize;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  add_keys (widget_class);

  /** RuhuPaper::stroke: a stroke has ended */
  signals[STROKE] = g_signal_new ("stroke",
                                  RUHU_TYPE_PAPER,
                                  G_SIGNAL_RUN_LAST,
                                  0,
                                  NULL,
                                  NULL,
                                  NULL,
                                  G_TYPE_NONE,
                                  0);
}

static void
ruhu_paper_init (RuhuPaper *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->points = g_array_new (FALSE, FALSE, sizeof (Point));
  self->cross_x = self->cross_y = 0.5;
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (self), draw_cb, NULL, NULL);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (self), HEIGHT_ON_PAGE);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self), "paper");
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (begin_cb), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (update_cb), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (end_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  g_signal_connect_swapped (focus, "enter", G_CALLBACK (gtk_widget_queue_draw), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (ruhu_paper_lift), self);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
}

/** ruhu_paper_new: @lined: whether there is a line to write a name on */
RuhuPaper *
ruhu_paper_new (gboolean lined)
{
  RuhuPaper *self = g_object_new (RUHU_TYPE_PAPER, NULL);

  self->lined = lined;
  return self;
}

/** ruhu_paper_set_pen: @pen: for the strokes that come */
void
ruhu_paper_set_pen (RuhuPaper *self, RuhuPen pen)
{
  ruhu_paper_lift (self);
  self->pen = pen;
}

/** ruhu_paper_set_picture: @picture: (nullable): what is to be drawn on; the strokes go */
void
ruhu_paper_set_picture (RuhuPaper *self, GdkPixbuf *picture)
{
  g_set_object (&self->picture, picture);
  ruhu_paper_clear (self);
}

/** ruhu_paper_get_picture: Returns: (transfer none) (nullable): what is drawn on */
GdkPixbuf *
ruhu_paper_get_picture (RuhuPaper *self)
{
  return self->picture;
}

guint
ruhu_paper_get_n_strokes (RuhuPaper *self)
{
  guint i, n = 0;

  for (i = 0; i < self->points->len; i++)
    n += g_array_index (self->points, Point, i).lifted;
  return n;
}

/** ruhu_paper_undo: takes the last stroke back */
void
ruhu_paper_undo (RuhuPaper *self)
{
  guint n = self->points->len;

  self->is_down = FALSE;
  while (n > 0 && !g_array_index (self->points, Point, n - 1).lifted)
    n--;
  g_array_set_size (self->points, n > 0 ? n - 1 : 0);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/** ruhu_paper_clear: takes all strokes back; the picture stays */
void
ruhu_paper_clear (RuhuPaper *self)
{
  self->is_down = FALSE;
  g_array_set_size (self->points, 0);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/** ruhu_paper_lift: ends a stroke that is being drawn by the keys */
void
ruhu_paper_lift (RuhuPaper *self)
{
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (!self->is_down)
    return;
  self->is_down = FALSE;
  emit_stroke (self);
}

/**
 * ruhu_paper_render:
 * @max_pixels: the longer side at most, where there is a picture
 *
 * Returns: (transfer full): what one sees, without line and cross
 */
GdkPixbuf *
ruhu_paper_render (RuhuPaper *self, int max_pixels)
{
  int width = WIDTH;
  int height = MAX (1,
                    WIDTH * gtk_widget_get_height (GTK_WIDGET (self)) /
                      MAX (1, gtk_widget_get_width (GTK_WIDGET (self))));
  graphene_rect_t part;
  cairo_surface_t *surface;
  cairo_t *cr;
  GdkPixbuf *pixbuf;

  if (self->picture != NULL) {
    double scale;

    width = gdk_pixbuf_get_width (self->picture);
    height = gdk_pixbuf_get_height (self->picture);
    scale = MIN (1, (double) max_pixels / MAX (width, height));
    width = MAX (1, (int) (width * scale));
    height = MAX (1, (int) (height * scale));
  }
  surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  cr = cairo_create (surface);
  graphene_rect_init (&part, 0, 0, (float) width, (float) height);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  draw_picture (self, cr, &part);
  draw_strokes (self, cr, &part);
  cairo_destroy (cr);
  pixbuf = gdk_pixbuf_get_from_surface (surface, 0, 0, width, height);
  cairo_surface_destroy (surface);
  return pixbuf;
}
