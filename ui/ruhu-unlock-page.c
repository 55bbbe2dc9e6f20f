/* ruhu-unlock-page.c: whose tablet it is, and the PIN or phrase that opens it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-unlock-page.h"

#include "ruhu-error-text.h"
#include "ruhu-pin-pad.h"
#include "ruhu-stack.h"
#include "ruhu-toggle.h"

#include "base/ruhu-clock.h"
#include "base/ruhu-error.h"

#include <glib/gi18n.h>

struct _RuhuUnlockPage {
  RuhuPage parent_instance;

  AdwAvatar *avatar;
  GtkLabel *name;
  GtkLabel *office;
  GtkBox *users;
  GtkWidget *truth;
  GtkLabel *sentence;
  GtkStack *ways;
  RuhuPinPad *pad;
  GtkEditable *phrase;
  GtkWidget *phrase_fault_line;
  GtkLabel *phrase_fault;
  GtkWidget *open_phrase;
  GtkWidget *code_box;
  GtkEditable *code;
  GtkButton *other_way;
  GtkSpinner *spinner;
  gint64 wait_until;
  guint wait_source;
};

enum {
  UNLOCK,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RuhuUnlockPage, ruhu_unlock_page, RUHU_TYPE_PAGE)

static gboolean
uses_phrase (RuhuUnlockPage *self)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->ways), "phrase") == 0;
}

static void
set_open (RuhuUnlockPage *self, gboolean open)
{
  ruhu_pin_pad_set_open (self->pad, open);
  gtk_widget_set_sensitive (GTK_WIDGET (self->phrase), open);
  gtk_widget_set_sensitive (self->open_phrase, open);
  gtk_widget_set_sensitive (GTK_WIDGET (self->other_way), open);
}

static void
show_fault (RuhuUnlockPage *self, const char *fault)
{
  ruhu_pin_pad_set_fault (self->pad, fault);
  gtk_label_set_label (self->phrase_fault, fault != NULL ? fault : "");
  gtk_widget_set_visible (self->phrase_fault_line, fault != NULL);
}

static void
try_secret (RuhuUnlockPage *self, const char *secret)
{
  const char *code =
    gtk_widget_get_visible (self->code_box) ? gtk_editable_get_text (self->code) : NULL;

  set_open (self, FALSE);
  gtk_spinner_set_spinning (self->spinner, TRUE);
  g_signal_emit (self, signals[UNLOCK], 0, secret, code);
}

static void
entered_cb (RuhuPinPad *pad, const char *pin, RuhuUnlockPage *self)
{
  try_secret (self, pin);
  ruhu_pin_pad_clear (pad);
}

static void
phrase_entered_cb (RuhuUnlockPage *self)
{
  if (*gtk_editable_get_text (self->phrase) == '\0') {
    show_fault (self, _ ("The phrase is still missing"));
    gtk_widget_grab_focus (GTK_WIDGET (self->phrase));
    return;
  }
  try_secret (self, gtk_editable_get_text (self->phrase));
  gtk_editable_set_text (self->phrase, "");
}

static void
show_way (RuhuUnlockPage *self, gboolean phrase)
{
  ruhu_stack_show_name (self->ways, phrase ? "phrase" : "pin");
  gtk_button_set_label (self->other_way,
                        phrase ? _ ("Use digits instead") : _ ("Use a phrase instead"));
  show_fault (self, NULL);
  ruhu_page_focus_start (RUHU_PAGE (self));
}

static void
other_way_cb (RuhuUnlockPage *self)
{
  show_way (self, !uses_phrase (self));
}

static gboolean
wait_cb (gpointer data)
{
  RuhuUnlockPage *self = data;
  gint64 left = (self->wait_until - ruhu_clock_now () + 999) / 1000;
  g_autofree char *fault = NULL;

  if (left <= 0) {
    self->wait_source = 0;
    show_fault (self, NULL);
    set_open (self, TRUE);
    ruhu_page_focus_start (RUHU_PAGE (self));
    return G_SOURCE_REMOVE;
  }

  fault = left >= 120
            ? g_strdup_printf (_ ("Wrong too often. Nothing is lost; try again in %d minutes."),
                               (int) ((left + 59) / 60))
            : g_strdup_printf (_ ("Wrong too often. Nothing is lost; try again in %d seconds."),
                               (int) left);
  show_fault (self, fault);
  return G_SOURCE_CONTINUE;
}

static GtkWidget *
ruhu_unlock_page_get_start (RuhuPage *page)
{
  RuhuUnlockPage *self = RUHU_UNLOCK_PAGE (page);

  return uses_phrase (self) ? GTK_WIDGET (self->phrase) : ruhu_pin_pad_get_start (self->pad);
}

static void
ruhu_unlock_page_dispose (GObject *object)
{
  RuhuUnlockPage *self = RUHU_UNLOCK_PAGE (object);

  g_clear_handle_id (&self->wait_source, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (object), RUHU_TYPE_UNLOCK_PAGE);

  G_OBJECT_CLASS (ruhu_unlock_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, RuhuUnlockPage, avatar);
  gtk_widget_class_bind_template_child (widget_class, RuhuUnlockPage, name);
  gtk_widget_class_bind_template_child (widget_class, RuhuUnlockPage, office);
  gtk_widget_class_bind_template_child (widget_class, RuhuUnlockPage, users);
  gtk_widget_class_bind_template_child (widget_class, RuhuUnlockPage, truth);
  gtk_widget_class_bind_template_child (widget_class, RuhuUnlockPage, sentence);
  gtk_widget_class_bind_template_child (widget_class, RuhuUnlockPage, ways);
  gtk_widget_class_bind_template_child (widget_class, RuhuUnlockPage, pad);
  gtk_widget_class_bind_template_child (widget_class, RuhuUnlockPage, phrase);
  gtk_widget_class_bind_template_child (widget_class, RuhuUnlockPage, phrase_fault_line);
  gtk_widget_class_bind_template_child (widget_class, RuhuUnlockPage, phrase_fault);
  gtk_widget_class_bind_template_child (widget_class, RuhuUnlockPage, open_phrase);
  gtk_widget_class_bind_template_child (widget_class, RuhuUnlockPage, code_box);
  gtk_widget_class_bind_template_child (widget_class, RuhuUnlockPage, code);
  gtk_widget_class_bind_template_child (widget_class, RuhuUnlockPage, other_way);
  gtk_widget_class_bind_template_child (widget_class, RuhuUnlockPage, spinner);
  gtk_widget_class_bind_template_callback (widget_class, entered_cb);
  gtk_widget_class_bind_template_callback (widget_class, phrase_entered_cb);
  gtk_widget_class_bind_template_callback (widget_class, other_way_cb);
}

static void
ruhu_unlock_page_class_init (RuhuUnlockPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ruhu_unlock_page_dispose;
  RUHU_PAGE_CLASS (klass)->get_start = ruhu_unlock_page_get_start;

  /**
   * RuhuUnlockPage::unlock:
   * @secret: the PIN or the phrase, only as long as the handler runs
   * @code: (nullable): the code that HQ read out, where the tablet asks for one
   *
   * The keys stay closed until ruhu_unlock_page_show_failure().
   */
  signals[UNLOCK] = g_signal_new ("unlock",
                                  RUHU_TYPE_UNLOCK_PAGE,
                                  G_SIGNAL_RUN_LAST,
                                  0,
                                  NULL,
                                  NULL,
                                  NULL,
                                  G_TYPE_NONE,
                                  2,
                                  G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE,
                                  G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/ruhu/Ruhu/ruhu-unlock-page.ui");
  bind_children (widget_class);
}

static void
ruhu_unlock_page_init (RuhuUnlockPage *self)
{
  g_type_ensure (RUHU_TYPE_PIN_PAD);
  gtk_widget_init_template (GTK_WIDGET (self));
  ruhu_stack_show_name (self->ways, "pin");
}

/** ruhu_unlock_page_new: Returns: (transfer floating): a page that knows no user yet */
RuhuUnlockPage *
ruhu_unlock_page_new (void)
{
  return g_object_new (RUHU_TYPE_UNLOCK_PAGE, NULL);
}

/**
 * ruhu_unlock_page_set_user:
 * @name: whose tablet it is
 * @office: (nullable): a second line, as "liaison worker"
 */
void
ruhu_unlock_page_set_user (RuhuUnlockPage *self, const char *name, const char *office)
{
  g_return_if_fail (RUHU_IS_UNLOCK_PAGE (self));

  adw_avatar_set_text (self->avatar, name);
  gtk_label_set_label (self->name, name);
  gtk_label_set_label (self->office, office != NULL ? office : "");
  gtk_widget_set_visible (GTK_WIDGET (self->office), office != NULL);
}

static void
user_cb (GtkToggleButton *button, RuhuUnlockPage *self)
{
  const char *name = gtk_button_get_label (GTK_BUTTON (button));

  if (!gtk_toggle_button_get_active (button))
    return;

  adw_avatar_set_text (self->avatar, name);
  gtk_label_set_label (self->name, name);
  ruhu_pin_pad_clear (self->pad); /* what was typed was somebody else's */
  gtk_editable_set_text (self->phrase, "");
}

/**
 * ruhu_unlock_page_set_users:
 * @users: who may unlock the tablet
 * @chosen: (nullable): whom to suggest; %NULL for the first
 * @office: (nullable): as ruhu_unlock_page_set_user()
 *
 * Of several the page asks who it is.
 */
void
ruhu_unlock_page_set_users (RuhuUnlockPage *self,
                            const char *const *users,
                            const char *chosen,
                            const char *office)
{
  GtkWidget *child, *first = NULL;
  guint i;

  g_return_if_fail (RUHU_IS_UNLOCK_PAGE (self));

  if (chosen == NULL || !g_strv_contains (users, chosen))
    chosen = users[0];
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->users))) != NULL)
    gtk_box_remove (self->users, child);
  ruhu_unlock_page_set_user (self, chosen, office);
  gtk_widget_set_visible (GTK_WIDGET (self->users), g_strv_length ((char **) users) > 1);

  for (i = 0; users[i] != NULL; i++) {
    GtkWidget *button = g_object_new (GTK_TYPE_TOGGLE_BUTTON,
                                      "accessible-role",
                                      GTK_ACCESSIBLE_ROLE_RADIO,
                                      "label",
                                      users[i],
                                      NULL);

    gtk_widget_add_css_class (button, "choice");
    gtk_widget_add_css_class (button, "toggle");
    if (first == NULL)
      first = button;
    else
      gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), GTK_TOGGLE_BUTTON (first));
    ruhu_toggle_tell (GTK_TOGGLE_BUTTON (button));
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), g_str_equal (users[i], chosen));
    g_signal_connect (button, "toggled", G_CALLBACK (user_cb), self);
    gtk_box_append (self->users, button);
  }
}

/** ruhu_unlock_page_get_user: Returns: who it is; empty while the page knows nobody */
const char *
ruhu_unlock_page_get_user (RuhuUnlockPage *self)
{
  g_return_val_if_fail (RUHU_IS_UNLOCK_PAGE (self), NULL);

  return gtk_label_get_label (self->name);
}

/** ruhu_unlock_page_set_sentence: @sentence: (nullable): what is on the tablet, and when it is sent
 */
void
ruhu_unlock_page_set_sentence (RuhuUnlockPage *self, const char *sentence)
{
  g_return_if_fail (RUHU_IS_UNLOCK_PAGE (self));

  gtk_label_set_label (self->sentence, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (self->truth, sentence != NULL);
}

/** ruhu_unlock_page_set_wait: @until: moment of ruhu_clock_now() before which no try counts; 0 for
 * none */
void
ruhu_unlock_page_set_wait (RuhuUnlockPage *self, gint64 until)
{
  g_return_if_fail (RUHU_IS_UNLOCK_PAGE (self));

  self->wait_until = until;
  g_clear_handle_id (&self->wait_source, g_source_remove);
  if (until <= ruhu_clock_now ())
    return;

  set_open (self, FALSE);
  self->wait_source = g_timeout_add_seconds (1, wait_cb, self);
  wait_cb (self);
}

/**
 * ruhu_unlock_page_set_lockout:
 * @lockout: number of the lock-out, to be told to HQ on the telephone; 0 where there is none
 *
 * After too many tries the PIN opens only together with a code that HQ reads out.
 */
void
ruhu_unlock_page_set_lockout (RuhuUnlockPage *self, guint lockout)
{
  g_autofree char *label = NULL;

  g_return_if_fail (RUHU_IS_UNLOCK_PAGE (self));

  gtk_widget_set_visible (self->code_box, lockout > 0);
  label = g_strdup_printf (_ ("Call the county: lock-out number %u. Type the code they read out, "
                              "then your digits."),
                           lockout);
  gtk_label_set_label (GTK_LABEL (gtk_widget_get_first_child (self->code_box)), label);
}

static const char *
get_sentence (const GError *error)
{
  if (g_error_matches (error, RUHU_ERROR, RUHU_ERROR_REFUSED))
    return _ ("Not right. Please try again.");
  if (g_error_matches (error, RUHU_ERROR, RUHU_ERROR_CONFLICT))
    return _ (
      "This is a copy of a tablet, and cannot be opened here. Nothing is deleted. Please call "
      "the county to enrol the tablet again.");
  return ruhu_error_text_get_sentence (error);
}

/**
 * ruhu_unlock_page_show_failure:
 * @error: why it does not open; %RUHU_ERROR_REFUSED is a wrong PIN or phrase
 * @until: as ruhu_unlock_page_set_wait()
 */
void
ruhu_unlock_page_show_failure (RuhuUnlockPage *self, const GError *error, gint64 until)
{
  g_return_if_fail (RUHU_IS_UNLOCK_PAGE (self));

  gtk_spinner_set_spinning (self->spinner, FALSE);
  set_open (self, TRUE);
  show_fault (self, get_sentence (error));
  ruhu_page_focus_start (RUHU_PAGE (self));
  ruhu_unlock_page_set_wait (self, until);
}

/** ruhu_unlock_page_get_fault: Returns: what is shown as wrong; empty for nothing */
const char *
ruhu_unlock_page_get_fault (RuhuUnlockPage *self)
{
  g_return_val_if_fail (RUHU_IS_UNLOCK_PAGE (self), NULL);

  return ruhu_pin_pad_get_fault (self->pad);
}
