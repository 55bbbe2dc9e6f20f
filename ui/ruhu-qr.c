/* ruhu-qr.c: a text as a picture that a camera reads
 *
 * Always black on white, in the dark style too: most scanners read nothing else.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-qr.h"

#include <qrencode.h>

#define QUIET 4    /* modules of white around it: ISO/IEC 18004 asks for four */
#define SMALLEST 2 /* pixels of a module that a camera still reads off a screen */
#define USUAL 4

struct _RuhuQr {
  GtkWidget parent_instance;

  QRcode *code;
};

G_DEFINE_FINAL_TYPE (RuhuQr, ruhu_qr, GTK_TYPE_WIDGET)

static int
get_modules (RuhuQr *self)
{
  return self->code != NULL ? self->code->width + 2 * QUIET : 0;
}

static void
ruhu_qr_measure (GtkWidget *widget,
                 GtkOrientation orientation,
                 int for_size,
                 int *minimum,
                 int *natural,
                 int *minimum_baseline,
                 int *natural_baseline)
{
  int modules = get_modules (RUHU_QR (widget));

  *minimum = modules * SMALLEST;
  *natural = modules * USUAL;
  *minimum_baseline = *natural_baseline = -1;
}

static void
ruhu_qr_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  RuhuQr *self = RUHU_QR (widget);
  int modules = get_modules (self);
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  const GdkRGBA white = { 1, 1, 1, 1 }, black = { 0, 0, 0, 1 };
  int x, y, size;

  if (modules == 0)
    return;

  /* Whole pixels: a module that is wider than its neighbour is misread. */
  size = MAX (1, MIN (width, height) / modules);
  gtk_snapshot_translate (snapshot,
                          &GRAPHENE_POINT_INIT ((width - size * modules) / 2,
                                                (height - size * modules) / 2));
  gtk_snapshot_append_color (snapshot,
                             &white,
                             &GRAPHENE_RECT_INIT (0, 0, size * modules, size * modules));
  for (y = 0; y < self->code->width; y++) {
    for (x = 0; x < self->code->width; x++) {
      if (self->code->data[y * self->code->width + x] & 1)
        gtk_snapshot_append_color (
          snapshot,
          &black,
          &GRAPHENE_RECT_INIT ((x + QUIET) * size, (y + QUIET) * size, size, size));
    }
  }
}

static void
ruhu_qr_finalize (GObject *object)
{
  g_clear_pointer (&RUHU_QR (object)->code, QRcode_free);

  G_OBJECT_CLASS (ruhu_qr_parent_class)->finalize (object);
}

static void
ruhu_qr_class_init (RuhuQrClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ruhu_qr_finalize;
  widget_class->measure = ruhu_qr_measure;
  widget_class->snapshot = ruhu_qr_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
ruhu_qr_init (RuhuQr *self)
{
}

/**
 * ruhu_qr_set_text:
 * @text: (nullable): what a camera is to read; NULL for nothing
 * @label: what a screen reader says instead of the picture
 *
 * Returns: FALSE where @text is too long for a code
 */
gboolean
ruhu_qr_set_text (RuhuQr *self, const char *text, const char *label)
{
  g_return_val_if_fail (RUHU_IS_QR (self), FALSE);

  g_clear_pointer (&self->code, QRcode_free);
  if (text != NULL)
    self->code = QRcode_encodeString8bit (text, 0, QR_ECLEVEL_M);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_widget_set_visible (GTK_WIDGET (self), self->code != NULL);
  gtk_widget_queue_resize (GTK_WIDGET (self));
  return text == NULL || self->code != NULL;
}
