/* ruhu-secret-page.c: another PIN or phrase for who works with the tablet now
 *
 * The one in use is asked for first: an unlocked tablet that somebody else picks up is not theirs.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-secret-page.h"

#include "ruhu-error-text.h"
#include "ruhu-secret-box.h"

#include "base/ruhu-error.h"

#include <glib/gi18n.h>
#include <string.h>

struct _RuhuSecretPage {
  RuhuPage parent_instance;

  GtkLabel *step;
  RuhuSecretBox *secret;
  GtkSpinner *spinner;
  char *old; /* once it was given; whether it is right is seen at the end */
};

enum {
  CHANGE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RuhuSecretPage, ruhu_secret_page, RUHU_TYPE_PAGE)

static void
forget (RuhuSecretPage *self)
{
  if (self->old != NULL)
    explicit_bzero (self->old, strlen (self->old));
  g_clear_pointer (&self->old, g_free);
}

static void
ask_for_old (RuhuSecretPage *self)
{
  forget (self);
  gtk_label_set_label (self->step, _ ("First the PIN or phrase you use now."));
  ruhu_secret_box_ask (self->secret);
}

static void
given_cb (RuhuSecretBox *box, const char *secret, RuhuSecretPage *self)
{
  if (self->old == NULL) {
    self->old = g_strdup (secret);
    gtk_label_set_label (self->step, _ ("Now the new one."));
    ruhu_secret_box_choose (self->secret);
    ruhu_page_focus_start (RUHU_PAGE (self));
    return;
  }

  gtk_widget_set_sensitive (GTK_WIDGET (self->secret), FALSE);
  gtk_spinner_set_spinning (self->spinner, TRUE);
  g_signal_emit (self, signals[CHANGE], 0, self->old, secret);
  forget (self);
}

static GtkWidget *
ruhu_secret_page_get_start (RuhuPage *page)
{
  return ruhu_secret_box_get_start (RUHU_SECRET_PAGE (page)->secret);
}

static void
ruhu_secret_page_dispose (GObject *object)
{
  forget (RUHU_SECRET_PAGE (object));
  gtk_widget_dispose_template (GTK_WIDGET (object), RUHU_TYPE_SECRET_PAGE);

  G_OBJECT_CLASS (ruhu_secret_page_parent_class)->dispose (object);
}

static void
ruhu_secret_page_class_init (RuhuSecretPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ruhu_secret_page_dispose;
  RUHU_PAGE_CLASS (klass)->get_start = ruhu_secret_page_get_start;

  /**
   * RuhuSecretPage::change:
   * @old: the PIN or phrase in use, as it was given; only as long as the handler runs
   * @secret: the new one, likewise
   *
   * The page is closed to further typing until ruhu_secret_page_show_failure().
   */
  signals[CHANGE] = g_signal_new ("change",
                                  RUHU_TYPE_SECRET_PAGE,
                                  G_SIGNAL_RUN_LAST,
                                  0,
                                  NULL,
                                  NULL,
                                  NULL,
                                  G_TYPE_NONE,
                                  2,
                                  G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE,
                                  G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/ruhu/Ruhu/ruhu-secret-page.ui");
  gtk_widget_class_bind_template_child (widget_class, RuhuSecretPage, step);
  gtk_widget_class_bind_template_child (widget_class, RuhuSecretPage, secret);
  gtk_widget_class_bind_template_child (widget_class, RuhuSecretPage, spinner);
  gtk_widget_class_bind_template_callback (widget_class, given_cb);
}

static void
ruhu_secret_page_init (RuhuSecretPage *self)
{
  g_type_ensure (RUHU_TYPE_SECRET_BOX);
  gtk_widget_init_template (GTK_WIDGET (self));
  ask_for_old (self);
}

/** ruhu_secret_page_new: Returns: (transfer floating): a page that asks for the one in use first */
RuhuSecretPage *
ruhu_secret_page_new (void)
{
  return g_object_new (RUHU_TYPE_SECRET_PAGE, NULL);
}

/** ruhu_secret_page_set_phrase_only: @phrase_only: whether the new one has to be a phrase */
void
ruhu_secret_page_set_phrase_only (RuhuSecretPage *self, gboolean phrase_only)
{
  g_return_if_fail (RUHU_IS_SECRET_PAGE (self));

  ruhu_secret_box_set_phrase_only (self->secret, phrase_only);
}

/**
 * ruhu_secret_page_show_failure:
 * @error: why nothing was changed; %RUHU_ERROR_REFUSED is a wrong PIN or phrase
 * @until: moment of ruhu_clock_now() before which no try counts; 0 for none
 */
void
ruhu_secret_page_show_failure (RuhuSecretPage *self, const GError *error, gint64 until)
{
  g_autofree char *sentence = NULL;

  g_return_if_fail (RUHU_IS_SECRET_PAGE (self));

  sentence = ruhu_error_text_describe_secret (error, until);
  gtk_spinner_set_spinning (self->spinner, FALSE);
  gtk_widget_set_sensitive (GTK_WIDGET (self->secret), TRUE);
  ask_for_old (self);
  ruhu_secret_box_set_fault (self->secret, sentence);
  ruhu_page_focus_start (RUHU_PAGE (self));
}

/** ruhu_secret_page_get_fault: Returns: what is shown as wrong; empty for nothing */
const char *
ruhu_secret_page_get_fault (RuhuSecretPage *self)
{
  g_return_val_if_fail (RUHU_IS_SECRET_PAGE (self), NULL);

  return ruhu_secret_box_get_fault (self->secret);
}
