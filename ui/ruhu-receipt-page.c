/* ruhu-receipt-page.c: HQ's receipt, to be shown to somebody
 *
 * Number, time and what it is over, and the whole of it as a code that a camera reads: who holds
 * HQ's public key, as every tablet of the county does, can check it without a network. The other
 * way round somebody's receipt can be checked here.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-receipt-page.h"

#include "ruhu-format.h"
#include "ruhu-qr.h"

#include "base/ruhu-clock.h"
#include "ruhu-receipt.h"
#include "ruhu-wire.h"

#include <glib/gi18n.h>

struct _RuhuReceiptPage {
  RuhuPage parent_instance;

  GtkLabel *number;
  GtkLabel *signed_at;
  GtkLabel *lines;
  GtkLabel *attachments;
  RuhuQr *code;
  AdwEntryRow *other;
  GtkLabel *verdict;

  GBytes *hqs;
};

G_DEFINE_FINAL_TYPE (RuhuReceiptPage, ruhu_receipt_page, RUHU_TYPE_PAGE)

static char *
format_time (const RuhuReceipt *receipt)
{
  g_autoptr (GDateTime) now = ruhu_clock_local ();

  return ruhu_format_when (receipt->at, now);
}

/**
 * ruhu_receipt_page_check:
 * @text: anything that was scanned or pasted
 *
 * Returns: (transfer full): whether it is a receipt of our county, and over what
 */
char *
ruhu_receipt_page_check (RuhuReceiptPage *self, const char *text)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  g_autoptr (RuhuReceipt) receipt = ruhu_receipt_parse (stripped);
  g_autofree char *number = NULL;
  g_autofree char *when = NULL;

  g_return_val_if_fail (RUHU_IS_RECEIPT_PAGE (self), NULL);

  if (receipt == NULL)
    return g_strdup (_ ("This is no receipt. Scan the code on the other tablet once more."));
  if (!ruhu_receipt_verify (receipt, g_bytes_get_data (self->hqs, NULL)))
    return g_strdup (_ ("This receipt was not signed by our county."));

  number = ruhu_wire_receipt_number (receipt->device, receipt->upto);
  when = format_time (receipt);
  /* Translators: number of a receipt, number of the last line, and when it was signed */
  return g_strdup_printf (_ ("Genuine: receipt %1$s, lines 1 to %2$u complete, signed %3$s."),
                          number,
                          (guint) receipt->upto,
                          when);
}

static void
check_cb (AdwEntryRow *row, RuhuReceiptPage *self)
{
  g_autofree char *verdict =
    ruhu_receipt_page_check (self, gtk_editable_get_text (GTK_EDITABLE (row)));

  gtk_label_set_label (self->verdict, verdict);
  gtk_widget_set_visible (GTK_WIDGET (self->verdict), TRUE);
}

static void
show (RuhuReceiptPage *self, const RuhuReceipt *receipt, guint responses)
{
  g_autofree char *number = ruhu_wire_receipt_number (receipt->device, receipt->upto);
  g_autofree char *when = format_time (receipt);
  g_autofree char *signed_at = g_strdup_printf (_ ("Signed by the county: %s"), when);
  /* Translators: number of the last line, and how many records are among the lines */
  g_autofree char *lines =
    g_strdup_printf (ngettext ("Lines 1 to %1$u complete, %2$u record among them",
                               "Lines 1 to %1$u complete, %2$u records among them",
                               responses),
                     (guint) receipt->upto,
                     responses);
  g_autofree char *attachments =
    receipt->attachments >= receipt->upto
      ? g_strdup (_ ("With all their photos, signatures and sounds"))
      : g_strdup_printf (_ ("Photos, signatures and sounds up to line %u"),
                         (guint) receipt->attachments);

  gtk_label_set_label (self->number, number);
  gtk_label_set_label (self->signed_at, signed_at);
  gtk_label_set_label (self->lines, lines);
  gtk_label_set_label (self->attachments, attachments);
  ruhu_qr_set_text (self->code, receipt->text, _ ("The receipt as a code for a camera"));
}

static GtkWidget *
ruhu_receipt_page_get_start (RuhuPage *page)
{
  return GTK_WIDGET (RUHU_RECEIPT_PAGE (page)->other);
}

static void
ruhu_receipt_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), RUHU_TYPE_RECEIPT_PAGE);
  g_clear_pointer (&RUHU_RECEIPT_PAGE (object)->hqs, g_bytes_unref);

  G_OBJECT_CLASS (ruhu_receipt_page_parent_class)->dispose (object);
}

static void
ruhu_receipt_page_class_init (RuhuReceiptPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ruhu_receipt_page_dispose;
  RUHU_PAGE_CLASS (klass)->get_start = ruhu_receipt_page_get_start;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/ruhu/Ruhu/ruhu-receipt-page.ui");
  gtk_widget_class_bind_template_child (widget_class, RuhuReceiptPage, number);
  gtk_widget_class_bind_template_child (widget_class, RuhuReceiptPage, signed_at);
  gtk_widget_class_bind_template_child (widget_class, RuhuReceiptPage, lines);
  gtk_widget_class_bind_template_child (widget_class, RuhuReceiptPage, attachments);
  gtk_widget_class_bind_template_child (widget_class, RuhuReceiptPage, code);
  gtk_widget_class_bind_template_child (widget_class, RuhuReceiptPage, other);
  gtk_widget_class_bind_template_child (widget_class, RuhuReceiptPage, verdict);
  gtk_widget_class_bind_template_callback (widget_class, check_cb);
}

static void
ruhu_receipt_page_init (RuhuReceiptPage *self)
{
  g_type_ensure (RUHU_TYPE_QR);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ruhu_receipt_page_new:
 * @receipt: HQ's last receipt, as it came
 * @responses: how many records are among the lines it is over
 * @hqs: HQ's public key for receipts
 *
 * Returns: (transfer floating): a page that shows it
 */
RuhuReceiptPage *
ruhu_receipt_page_new (const char *receipt, guint responses, GBytes *hqs)
{
  RuhuReceiptPage *self = g_object_new (RUHU_TYPE_RECEIPT_PAGE, NULL);
  g_autoptr (RuhuReceipt) parsed = ruhu_receipt_parse (receipt);

  self->hqs = g_bytes_ref (hqs);
  if (parsed != NULL)
    show (self, parsed, responses);
  return self;
}
