/* ruhu-erased-page.c: the tablet was revoked and has erased itself
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-erased-page.h"

#include <glib/gi18n.h>

struct _RuhuErasedPage {
  RuhuPage parent_instance;

  GtkLabel *sentence;
  GtkWidget *anew;
};

G_DEFINE_FINAL_TYPE (RuhuErasedPage, ruhu_erased_page, RUHU_TYPE_PAGE)

static GtkWidget *
ruhu_erased_page_get_start (RuhuPage *page)
{
  return RUHU_ERASED_PAGE (page)->anew;
}

static void
ruhu_erased_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), RUHU_TYPE_ERASED_PAGE);

  G_OBJECT_CLASS (ruhu_erased_page_parent_class)->dispose (object);
}

static void
ruhu_erased_page_class_init (RuhuErasedPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ruhu_erased_page_dispose;
  RUHU_PAGE_CLASS (klass)->get_start = ruhu_erased_page_get_start;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/ruhu/Ruhu/ruhu-erased-page.ui");
  gtk_widget_class_bind_template_child (widget_class, RuhuErasedPage, sentence);
  gtk_widget_class_bind_template_child (widget_class, RuhuErasedPage, anew);
}

static void
ruhu_erased_page_init (RuhuErasedPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ruhu_erased_page_new:
 * @told: whether the county knows that it is done
 * @left: whether there is a file with what the county had not got
 *
 * Returns: (transfer floating): a page that says so, and leads to another enrolment
 */
RuhuErasedPage *
ruhu_erased_page_new (gboolean told, gboolean left)
{
  RuhuErasedPage *self = g_object_new (RUHU_TYPE_ERASED_PAGE, NULL);
  g_autofree char *text =
    g_strdup_printf ("%s\n\n%s%s%s",
                     _ ("The county has deregistered this tablet. Everything about people has been "
                        "erased from it."),
                     told ? _ ("The county knows that it is done.")
                          : _ ("The county hears of it when there is a network again."),
                     left ? "\n\n" : "",
                     left
                       ? _ ("What the county had not got yet lies in one sealed file, which only "
                            "the county can open. Please bring the tablet to the county.")
                       : "");

  gtk_label_set_label (self->sentence, text);
  return self;
}
