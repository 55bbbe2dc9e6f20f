/* ruhu-signature-editor.c: a name written by finger or pen
 *
 * Each stroke is on disk when the finger leaves the paper. The paper is white in the dark too.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-signature-editor.h"

#include "form/ruhu-keeper.h"

#include <glib/gi18n.h>

/* The picture that is kept: what the pen did, scaled to this, whatever the tablet's size. */
#define WIDTH 800
#define HEIGHT 400
#define PEN 5.0

struct _RuhuSignatureEditor {
  RuhuEditor parent_instance;

  GtkDrawingArea *paper;
  GtkButton *again;
  GArray *points; /* of Point */
  GdkTexture *kept;
};

/* In fractions of the paper, so that turning the tablet does not bend a name. */
typedef struct {
  double x, y;
  gboolean lifted; /* the pen came down here */
} Point;

G_DEFINE_FINAL_TYPE (RuhuSignatureEditor, ruhu_signature_editor, RUHU_TYPE_EDITOR)

static void
draw_strokes (RuhuSignatureEditor *self, cairo_t *cr, double width, double height)
{
  guint i;

  cairo_set_source_rgb (cr, 0.10, 0.15, 0.30);
  cairo_set_line_width (cr, PEN * width / WIDTH);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  for (i = 0; i < self->points->len; i++) {
    Point *point = &g_array_index (self->points, Point, i);

    if (point->lifted)
      cairo_move_to (cr, point->x * width, point->y * height);
    cairo_line_to (cr, point->x * width, point->y * height);
  }
  cairo_stroke (cr);
}

static void
draw_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  RuhuSignatureEditor *self = data;

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_set_source_rgb (cr, 0.75, 0.75, 0.75);
  cairo_rectangle (cr, width * 0.1, height * 0.75, width * 0.8, 1);
  cairo_fill (cr);

  if (self->points->len > 0) {
    draw_strokes (self, cr, width, height);
  } else if (self->kept != NULL) {
    g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_get_from_texture (self->kept);

    cairo_scale (cr,
                 (double) width / gdk_pixbuf_get_width (pixbuf),
                 (double) height / gdk_pixbuf_get_height (pixbuf));
    gdk_cairo_set_source_pixbuf (cr, pixbuf, 0, 0);
    cairo_paint (cr);
  }
}

static cairo_status_t
append (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static void
keep (RuhuSignatureEditor *self)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);
  cairo_t *cr = cairo_create (surface);
  GByteArray *png = g_byte_array_new ();
  g_autoptr (GBytes) content = NULL;

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  draw_strokes (self, cr, WIDTH, HEIGHT);
  cairo_destroy (cr);
  cairo_surface_write_to_png_stream (surface, append, png);
  cairo_surface_destroy (surface);

  content = g_byte_array_free_to_bytes (png);
  ruhu_keeper_keep (RUHU_EDITOR (self), content, "image/png");
}

static void
add_point (RuhuSignatureEditor *self, double x, double y, gboolean lifted)
{
  Point point = { CLAMP (x / MAX (1, gtk_widget_get_width (GTK_WIDGET (self->paper))), 0, 1),
                  CLAMP (y / MAX (1, gtk_widget_get_height (GTK_WIDGET (self->paper))), 0, 1),
                  lifted };

  g_array_append_val (self->points, point);
  gtk_widget_queue_draw (GTK_WIDGET (self->paper));
}

static void
begin_cb (GtkGestureDrag *drag, double x, double y, RuhuSignatureEditor *self)
{
  gtk_gesture_set_state (GTK_GESTURE (drag), GTK_EVENT_SEQUENCE_CLAIMED); /* not a scroll */
  add_point (self, x, y, TRUE);
}

/* A fast finger moves several times between two frames, and only the last move becomes an event of
 * its own: those before it are the event's history. They are in the window's measure, so they are
 * placed by how far they lie from the event. */
static void
add_history (RuhuSignatureEditor *self, GdkEvent *event, double x, double y)
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
update_cb (GtkGestureDrag *drag, double dx, double dy, RuhuSignatureEditor *self)
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
end_cb (GtkGestureDrag *drag, double dx, double dy, RuhuSignatureEditor *self)
{
  if (self->points->len > 0)
    keep (self);
}

static void
again_cb (RuhuSignatureEditor *self)
{
  g_array_set_size (self->points, 0);
  g_clear_object (&self->kept);
  ruhu_editor_set_value (RUHU_EDITOR (self), "");
  gtk_widget_queue_draw (GTK_WIDGET (self->paper));
}

static void
show (RuhuEditor *editor, GBytes *content)
{
  RuhuSignatureEditor *self = RUHU_SIGNATURE_EDITOR (editor);

  g_clear_object (&self->kept);
  self->kept = gdk_texture_new_from_bytes (content, NULL);
  gtk_widget_queue_draw (GTK_WIDGET (self->paper));
}

static void
ruhu_signature_editor_refresh (RuhuEditor *editor)
{
  RuhuSignatureEditor *self = RUHU_SIGNATURE_EDITOR (editor);
  gboolean signed_already = *ruhu_editor_get_value (editor) != '\0';

  gtk_widget_set_sensitive (GTK_WIDGET (self->again), signed_already);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->paper),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  signed_already ? _ ("Signed") : _ ("Not signed yet"),
                                  -1);
  if (signed_already && self->points->len == 0 && self->kept == NULL)
    ruhu_keeper_load (editor, show);
}

static void
ruhu_signature_editor_begin (RuhuEditor *editor)
{
  ruhu_editor_name (editor, GTK_WIDGET (RUHU_SIGNATURE_EDITOR (editor)->paper), NULL);
}

static void
ruhu_signature_editor_dispose (GObject *object)
{
  g_clear_object (&RUHU_SIGNATURE_EDITOR (object)->kept);

  G_OBJECT_CLASS (ruhu_signature_editor_parent_class)->dispose (object);
}

static void
ruhu_signature_editor_finalize (GObject *object)
{
  g_array_unref (RUHU_SIGNATURE_EDITOR (object)->points);

  G_OBJECT_CLASS (ruhu_signature_editor_parent_class)->finalize (object);
}

static void
ruhu_signature_editor_class_init (RuhuSignatureEditorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ruhu_signature_editor_dispose;
  G_OBJECT_CLASS (klass)->finalize = ruhu_signature_editor_finalize;
  RUHU_EDITOR_CLASS (klass)->begin = ruhu_signature_editor_begin;
  RUHU_EDITOR_CLASS (klass)->refresh = ruhu_signature_editor_refresh;
}

static void
ruhu_signature_editor_init (RuhuSignatureEditor *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkGesture *drag = gtk_gesture_drag_new ();

  self->points = g_array_new (FALSE, FALSE, sizeof (Point));
  self->paper =
    g_object_new (GTK_TYPE_DRAWING_AREA, "accessible-role", GTK_ACCESSIBLE_ROLE_IMG, NULL);
  gtk_drawing_area_set_draw_func (self->paper, draw_cb, self, NULL);
  gtk_drawing_area_set_content_height (self->paper, 260);
  gtk_widget_add_css_class (GTK_WIDGET (self->paper), "paper");
  gtk_widget_set_overflow (GTK_WIDGET (self->paper), GTK_OVERFLOW_HIDDEN);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (begin_cb), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (update_cb), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (end_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->paper), GTK_EVENT_CONTROLLER (drag));

  self->again = GTK_BUTTON (gtk_button_new_with_label (_ ("Sign again")));
  gtk_widget_set_halign (GTK_WIDGET (self->again), GTK_ALIGN_START);
  g_signal_connect_swapped (self->again, "clicked", G_CALLBACK (again_cb), self);

  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->paper));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->again));
  adw_bin_set_child (ADW_BIN (self), box);
}
