/* ruhu-bundle-page.c: what waits goes along by USB, and what comes back is taken in
 *
 * How it went stays on the page, in words, until the next try: whoever hands a stick over has to be
 * able to read it again.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-bundle-page.h"

#include <glib/gi18n.h>

struct _RuhuBundlePage {
  RuhuPage parent_instance;

  GtkLabel *sentence;
  AdwEntryRow *carrier;
  GtkButton *hand_over;
  GtkProgressBar *progress;
  GtkButton *stop;
  GtkLabel *result;
  GtkButton *take_in;
};

enum {
  HAND_OVER,
  TAKE_IN,
  STOP,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RuhuBundlePage, ruhu_bundle_page, RUHU_TYPE_PAGE)

static void
hand_over_cb (GtkButton *button, RuhuBundlePage *self)
{
  g_signal_emit (self, signals[HAND_OVER], 0);
}

static void
take_in_cb (GtkButton *button, RuhuBundlePage *self)
{
  g_signal_emit (self, signals[TAKE_IN], 0);
}

static void
stop_cb (GtkButton *button, RuhuBundlePage *self)
{
  g_signal_emit (self, signals[STOP], 0);
}

static GtkWidget *
ruhu_bundle_page_get_start (RuhuPage *page)
{
  return GTK_WIDGET (RUHU_BUNDLE_PAGE (page)->hand_over);
}

static void
ruhu_bundle_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), RUHU_TYPE_BUNDLE_PAGE);

  G_OBJECT_CLASS (ruhu_bundle_page_parent_class)->dispose (object);
}

static guint
make_signal (const char *name)
{
  return g_signal_new (name,
                       RUHU_TYPE_BUNDLE_PAGE,
                       G_SIGNAL_RUN_LAST,
                       0,
                       NULL,
                       NULL,
                       NULL,
                       G_TYPE_NONE,
                       0);
}

static void
ruhu_bundle_page_class_init (RuhuBundlePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ruhu_bundle_page_dispose;
  RUHU_PAGE_CLASS (klass)->get_start = ruhu_bundle_page_get_start;

  /** RuhuBundlePage::hand-over: what waits is to go into a file */
  signals[HAND_OVER] = make_signal ("hand-over");
  /** RuhuBundlePage::take-in: a file from the county is to be read */
  signals[TAKE_IN] = make_signal ("take-in");
  /** RuhuBundlePage::stop: what is going on is to be broken off */
  signals[STOP] = make_signal ("stop");

  gtk_widget_class_set_template_from_resource (widget_class, "/org/ruhu/Ruhu/ruhu-bundle-page.ui");
  gtk_widget_class_bind_template_child (widget_class, RuhuBundlePage, sentence);
  gtk_widget_class_bind_template_child (widget_class, RuhuBundlePage, carrier);
  gtk_widget_class_bind_template_child (widget_class, RuhuBundlePage, hand_over);
  gtk_widget_class_bind_template_child (widget_class, RuhuBundlePage, progress);
  gtk_widget_class_bind_template_child (widget_class, RuhuBundlePage, stop);
  gtk_widget_class_bind_template_child (widget_class, RuhuBundlePage, result);
  gtk_widget_class_bind_template_child (widget_class, RuhuBundlePage, take_in);
  gtk_widget_class_bind_template_callback (widget_class, hand_over_cb);
  gtk_widget_class_bind_template_callback (widget_class, take_in_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_cb);
}

static void
ruhu_bundle_page_init (RuhuBundlePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  ruhu_bundle_page_set_waiting (self, 0, 0);
}

/** ruhu_bundle_page_new: Returns: (transfer floating): a page */
RuhuBundlePage *
ruhu_bundle_page_new (void)
{
  return g_object_new (RUHU_TYPE_BUNDLE_PAGE, NULL);
}

/**
 * ruhu_bundle_page_set_waiting:
 * @responses: records that HQ is not known to have
 * @attachments: the same of photos, signatures and sounds
 */
void
ruhu_bundle_page_set_waiting (RuhuBundlePage *self, guint responses, guint attachments)
{
  g_autofree char *records = NULL;
  g_autofree char *files = NULL;
  g_autofree char *sentence = NULL;

  g_return_if_fail (RUHU_IS_BUNDLE_PAGE (self));

  records = g_strdup_printf (ngettext ("%u record", "%u records", responses), responses);
  files = g_strdup_printf (ngettext ("%u attachment", "%u attachments", attachments), attachments);
  /* Translators: so many records, and so many attachments */
  sentence = responses + attachments > 0
               ? g_strdup_printf (_ ("%1$s and %2$s wait on this tablet."), records, files)
               : g_strdup (_ ("Nothing is waiting on this tablet."));
  gtk_label_set_label (self->sentence, sentence);
}

/** ruhu_bundle_page_get_carrier: Returns: who takes it along; empty where nobody said */
const char *
ruhu_bundle_page_get_carrier (RuhuBundlePage *self)
{
  g_return_val_if_fail (RUHU_IS_BUNDLE_PAGE (self), NULL);

  return gtk_editable_get_text (GTK_EDITABLE (self->carrier));
}

/**
 * ruhu_bundle_page_set_busy:
 * @busy: whether a file is being written or read
 *
 * The focus goes along before what had it is hidden (GTK 4.8).
 */
void
ruhu_bundle_page_set_busy (RuhuBundlePage *self, gboolean busy)
{
  GtkWidget *shown, *hidden;

  g_return_if_fail (RUHU_IS_BUNDLE_PAGE (self));

  shown = GTK_WIDGET (busy ? self->stop : self->hand_over);
  hidden = GTK_WIDGET (busy ? self->hand_over : self->stop);
  gtk_widget_set_visible (shown, TRUE);
  if (gtk_widget_has_focus (hidden))
    gtk_widget_grab_focus (shown);
  gtk_widget_set_visible (hidden, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->take_in), !busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->carrier), !busy);
  if (busy) {
    gtk_progress_bar_set_fraction (self->progress, 0);
    gtk_widget_set_visible (GTK_WIDGET (self->result), FALSE);
  }
}

/** ruhu_bundle_page_set_fraction: @fraction: how much of it is done, from 0 to 1 */
void
ruhu_bundle_page_set_fraction (RuhuBundlePage *self, double fraction)
{
  g_return_if_fail (RUHU_IS_BUNDLE_PAGE (self));

  gtk_progress_bar_set_fraction (self->progress, fraction);
}

/** ruhu_bundle_page_show_result: @words: how it went; stays until the next try */
void
ruhu_bundle_page_show_result (RuhuBundlePage *self, const char *words)
{
  g_return_if_fail (RUHU_IS_BUNDLE_PAGE (self));

  gtk_label_set_label (self->result, words);
  gtk_widget_set_visible (GTK_WIDGET (self->result), TRUE);
}

/** ruhu_bundle_page_get_result: Returns: (nullable): how it went; NULL where nothing was tried */
const char *
ruhu_bundle_page_get_result (RuhuBundlePage *self)
{
  g_return_val_if_fail (RUHU_IS_BUNDLE_PAGE (self), NULL);

  return gtk_widget_get_visible (GTK_WIDGET (self->result)) ? gtk_label_get_label (self->result)
                                                            : NULL;
}
