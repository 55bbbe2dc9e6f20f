/* ruhu-secret-box.c: a PIN or phrase, asked for once, or chosen by giving it twice
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-secret-box.h"

#include "ruhu-pin-pad.h"
#include "ruhu-stack.h"

#include <glib/gi18n.h>
#include <string.h>

#define SHORTEST_PHRASE 12

struct _RuhuSecretBox {
  GtkBox parent_instance;

  GtkWidget *hint;
  GtkStack *ways;
  RuhuPinPad *pad;
  GtkLabel *phrase_prompt;
  GtkWidget *phrase_rule;
  GtkEditable *phrase;
  GtkEditable *phrase_again;
  GtkWidget *phrase_fault_line;
  GtkLabel *phrase_fault;
  GtkButton *other_way;

  char first_pin[RUHU_PIN_LENGTH + 1];
  gboolean once;
  gboolean phrase_only;
};

enum {
  GIVEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RuhuSecretBox, ruhu_secret_box, GTK_TYPE_BOX)

static gboolean
uses_phrase (RuhuSecretBox *self)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->ways), "phrase") == 0;
}

static void
show_phrase_fault (RuhuSecretBox *self, GtkEditable *field, const char *fault)
{
  gtk_label_set_label (self->phrase_fault, fault != NULL ? fault : "");
  gtk_widget_set_visible (self->phrase_fault_line, fault != NULL);
  gtk_accessible_update_state (GTK_ACCESSIBLE (field),
                               GTK_ACCESSIBLE_STATE_INVALID,
                               fault != NULL ? GTK_ACCESSIBLE_INVALID_TRUE
                                             : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
  if (fault != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (field));
}

static void
empty_pad (RuhuSecretBox *self, const char *fault)
{
  explicit_bzero (self->first_pin, sizeof self->first_pin);
  ruhu_pin_pad_clear (self->pad);
  ruhu_pin_pad_set_prompt (self->pad,
                           self->once ? _ ("Enter your 10 digits")
                                      : _ ("Choose 10 digits that only you know"));
  ruhu_pin_pad_set_fault (self->pad, fault);
}

static void
show_way (RuhuSecretBox *self, gboolean phrase)
{
  ruhu_stack_show_name (self->ways, phrase ? "phrase" : "pin");
  gtk_button_set_label (self->other_way,
                        phrase ? _ ("Use digits instead") : _ ("Use a phrase instead"));
  gtk_widget_set_visible (GTK_WIDGET (self->other_way), self->once || !self->phrase_only);
  empty_pad (self, NULL);
}

static void
other_way_cb (RuhuSecretBox *self)
{
  show_way (self, !uses_phrase (self));
  gtk_widget_grab_focus (ruhu_secret_box_get_start (self));
}

static void
give (RuhuSecretBox *self, const char *secret)
{
  g_object_ref (self); /* the handler may take the page away */
  g_signal_emit (self, signals[GIVEN], 0, secret);
  g_object_unref (self);
}

static void
pin_entered_cb (RuhuPinPad *pad, const char *pin, RuhuSecretBox *self)
{
  if (!self->once && self->first_pin[0] == '\0') {
    g_strlcpy (self->first_pin, pin, sizeof self->first_pin);
    ruhu_pin_pad_clear (pad);
    ruhu_pin_pad_set_prompt (pad, _ ("The same 10 digits once more"));
    return;
  }
  if (!self->once && strcmp (self->first_pin, pin) != 0) {
    empty_pad (self, _ ("The two were not the same. From the beginning, please."));
    return;
  }

  give (self, pin);
  empty_pad (self, NULL);
}

static void
phrase_entered_cb (RuhuSecretBox *self)
{
  const char *phrase = gtk_editable_get_text (self->phrase);

  if (self->once && *phrase == '\0')
    show_phrase_fault (self, self->phrase, _ ("The phrase is still missing"));
  else if (!self->once && g_utf8_strlen (phrase, -1) < SHORTEST_PHRASE)
    show_phrase_fault (self, self->phrase, _ ("Four words, or at least 12 characters, please."));
  else if (!self->once && strcmp (phrase, gtk_editable_get_text (self->phrase_again)) != 0)
    show_phrase_fault (self, self->phrase_again, _ ("The two are not the same."));
  else {
    show_phrase_fault (self, self->phrase, NULL);
    show_phrase_fault (self, self->phrase_again, NULL);
    give (self, phrase);
    gtk_editable_set_text (self->phrase, "");
    gtk_editable_set_text (self->phrase_again, "");
  }
}

static void
phrase_activated_cb (RuhuSecretBox *self)
{
  if (self->once)
    phrase_entered_cb (self);
  else
    gtk_widget_grab_focus (GTK_WIDGET (self->phrase_again));
}

static void
ruhu_secret_box_dispose (GObject *object)
{
  RuhuSecretBox *self = RUHU_SECRET_BOX (object);

  explicit_bzero (self->first_pin, sizeof self->first_pin);
  gtk_widget_dispose_template (GTK_WIDGET (object), RUHU_TYPE_SECRET_BOX);

  G_OBJECT_CLASS (ruhu_secret_box_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, RuhuSecretBox, hint);
  gtk_widget_class_bind_template_child (widget_class, RuhuSecretBox, ways);
  gtk_widget_class_bind_template_child (widget_class, RuhuSecretBox, pad);
  gtk_widget_class_bind_template_child (widget_class, RuhuSecretBox, phrase_prompt);
  gtk_widget_class_bind_template_child (widget_class, RuhuSecretBox, phrase_rule);
  gtk_widget_class_bind_template_child (widget_class, RuhuSecretBox, phrase);
  gtk_widget_class_bind_template_child (widget_class, RuhuSecretBox, phrase_again);
  gtk_widget_class_bind_template_child (widget_class, RuhuSecretBox, phrase_fault_line);
  gtk_widget_class_bind_template_child (widget_class, RuhuSecretBox, phrase_fault);
  gtk_widget_class_bind_template_child (widget_class, RuhuSecretBox, other_way);
  gtk_widget_class_bind_template_callback (widget_class, pin_entered_cb);
  gtk_widget_class_bind_template_callback (widget_class, phrase_entered_cb);
  gtk_widget_class_bind_template_callback (widget_class, phrase_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, other_way_cb);
}

static void
ruhu_secret_box_class_init (RuhuSecretBoxClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ruhu_secret_box_dispose;

  /**
   * RuhuSecretBox::given:
   * @secret: the PIN or phrase; only as long as the handler runs
   */
  signals[GIVEN] = g_signal_new ("given",
                                 RUHU_TYPE_SECRET_BOX,
                                 G_SIGNAL_RUN_LAST,
                                 0,
                                 NULL,
                                 NULL,
                                 NULL,
                                 G_TYPE_NONE,
                                 1,
                                 G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/ruhu/Ruhu/ruhu-secret-box.ui");
  bind_children (widget_class);
}

static void
ruhu_secret_box_init (RuhuSecretBox *self)
{
  g_type_ensure (RUHU_TYPE_PIN_PAD);
  gtk_widget_init_template (GTK_WIDGET (self));
  ruhu_stack_show_name (self->ways, "pin");
  ruhu_secret_box_choose (self);
}

static void
begin (RuhuSecretBox *self, gboolean once)
{
  self->once = once;
  gtk_widget_set_visible (self->hint, !once);
  gtk_widget_set_visible (self->phrase_rule, !once);
  gtk_widget_set_visible (GTK_WIDGET (self->phrase_again), !once);
  gtk_label_set_label (self->phrase_prompt,
                       once ? _ ("Enter your phrase") : _ ("Choose a phrase that only you know"));
  gtk_editable_set_text (self->phrase, "");
  gtk_editable_set_text (self->phrase_again, "");
  show_phrase_fault (self, self->phrase, NULL);
  show_way (self, once ? uses_phrase (self) : uses_phrase (self) || self->phrase_only);
}

/** ruhu_secret_box_choose: from now on a new PIN or phrase is asked for, twice */
void
ruhu_secret_box_choose (RuhuSecretBox *self)
{
  g_return_if_fail (RUHU_IS_SECRET_BOX (self));

  begin (self, FALSE);
}

/** ruhu_secret_box_ask: from now on the PIN or phrase that is in use is asked for, once */
void
ruhu_secret_box_ask (RuhuSecretBox *self)
{
  g_return_if_fail (RUHU_IS_SECRET_BOX (self));

  begin (self, TRUE);
}

/** ruhu_secret_box_set_phrase_only: @phrase_only: whether a new one has to be a phrase */
void
ruhu_secret_box_set_phrase_only (RuhuSecretBox *self, gboolean phrase_only)
{
  g_return_if_fail (RUHU_IS_SECRET_BOX (self));

  self->phrase_only = phrase_only;
  begin (self, self->once);
}

/** ruhu_secret_box_set_fault: @fault: (nullable): what is wrong; what was given is to be given anew
 */
void
ruhu_secret_box_set_fault (RuhuSecretBox *self, const char *fault)
{
  g_return_if_fail (RUHU_IS_SECRET_BOX (self));

  if (uses_phrase (self))
    show_phrase_fault (self, self->phrase, fault);
  else
    empty_pad (self, fault);
}

/** ruhu_secret_box_get_fault: Returns: what is shown as wrong; empty for nothing */
const char *
ruhu_secret_box_get_fault (RuhuSecretBox *self)
{
  g_return_val_if_fail (RUHU_IS_SECRET_BOX (self), NULL);

  return uses_phrase (self) ? gtk_label_get_label (self->phrase_fault)
                            : ruhu_pin_pad_get_fault (self->pad);
}

/** ruhu_secret_box_get_start: Returns: (transfer none): what gets the focus first */
GtkWidget *
ruhu_secret_box_get_start (RuhuSecretBox *self)
{
  g_return_val_if_fail (RUHU_IS_SECRET_BOX (self), NULL);

  return uses_phrase (self) ? GTK_WIDGET (self->phrase) : ruhu_pin_pad_get_start (self->pad);
}
