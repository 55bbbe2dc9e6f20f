/* ruhu-barcode-editor.c: a code, scanned or typed
 *
 * The field is always there: a code may be scratched, and a scanner on a cable types it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-barcode-editor.h"

#include "form/ruhu-barcode.h"
#include "form/ruhu-camera.h"
#include "form/ruhu-entry-editor.h"
#include "form/ruhu-part.h"

#include <glib/gi18n.h>

struct _RuhuBarcodeEditor {
  RuhuEditor parent_instance;

  GtkBox *box;
  RuhuEditor *typed;
  GtkButton *scan;
};

G_DEFINE_FINAL_TYPE (RuhuBarcodeEditor, ruhu_barcode_editor, RUHU_TYPE_EDITOR)

static gboolean
look (GdkPixbuf *frame, gpointer data)
{
  RuhuEditor *editor = data;
  g_autofree char *code = ruhu_barcode_read (frame);

  if (code == NULL)
    return FALSE;

  ruhu_editor_set_value (editor, code);
  ruhu_editor_refresh (editor);
  return TRUE;
}

static void
scan_cb (RuhuBarcodeEditor *self)
{
  ruhu_editor_take (self->typed);
  ruhu_camera_look (GTK_WIDGET (self), look, g_object_ref (self), g_object_unref);
}

static void
ruhu_barcode_editor_refresh (RuhuEditor *editor)
{
  ruhu_editor_refresh (RUHU_BARCODE_EDITOR (editor)->typed);
}

static void
ruhu_barcode_editor_take (RuhuEditor *editor)
{
  ruhu_editor_take (RUHU_BARCODE_EDITOR (editor)->typed);
}

static void
ruhu_barcode_editor_begin (RuhuEditor *editor)
{
  RuhuBarcodeEditor *self = RUHU_BARCODE_EDITOR (editor);

  self->typed = ruhu_editor_new_part (editor, RUHU_TYPE_ENTRY_EDITOR);
  gtk_widget_set_hexpand (GTK_WIDGET (self->typed), TRUE);
  gtk_box_prepend (self->box, GTK_WIDGET (self->typed));
  ruhu_editor_name (editor, GTK_WIDGET (self->scan), _ ("Scan"));
  gtk_widget_set_visible (GTK_WIDGET (self->scan),
                          ruhu_barcode_can_read () && ruhu_camera_is_there ());
}

static void
ruhu_barcode_editor_class_init (RuhuBarcodeEditorClass *klass)
{
  RUHU_EDITOR_CLASS (klass)->begin = ruhu_barcode_editor_begin;
  RUHU_EDITOR_CLASS (klass)->refresh = ruhu_barcode_editor_refresh;
  RUHU_EDITOR_CLASS (klass)->take = ruhu_barcode_editor_take;
}

static void
ruhu_barcode_editor_init (RuhuBarcodeEditor *self)
{
  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9));
  ruhu_part_name (GTK_WIDGET (self->box), "code-fold");
  self->scan = GTK_BUTTON (gtk_button_new_with_label (_ ("Scan")));
  gtk_widget_add_css_class (GTK_WIDGET (self->scan), "primary");
  g_signal_connect_swapped (self->scan, "clicked", G_CALLBACK (scan_cb), self);
  gtk_box_append (self->box, GTK_WIDGET (self->scan));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->box));
}
