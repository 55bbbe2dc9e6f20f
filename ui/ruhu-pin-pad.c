/* ruhu-pin-pad.c: ten keys, ten dots
 *
 * Digits come from the keys on the screen or from a keyboard. They are wiped as soon as they
 * are used; nothing keeps a copy but the handler of RuhuPinPad::entered.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-pin-pad.h"

#include <glib/gi18n.h>
#include <string.h>

struct _RuhuPinPad {
  GtkBox parent_instance;

  GtkLabel *prompt;
  GtkBox *dots;
  GtkWidget *fault_line;
  GtkLabel *fault;
  GtkWidget *keys;
  GtkWidget *first_key;
  char digits[RUHU_PIN_LENGTH + 1];
  guint n_digits;
};

enum {
  ENTERED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RuhuPinPad, ruhu_pin_pad, GTK_TYPE_BOX)

static void
show_dots (RuhuPinPad *self)
{
  g_autofree char *spoken =
    g_strdup_printf (_ ("%u of %u digits"), self->n_digits, RUHU_PIN_LENGTH);
  GtkWidget *dot;
  guint i = 0;

  for (dot = gtk_widget_get_first_child (GTK_WIDGET (self->dots)); dot != NULL;
       dot = gtk_widget_get_next_sibling (dot))
    gtk_image_set_from_icon_name (GTK_IMAGE (dot),
                                  i++ < self->n_digits ? "media-record-symbolic"
                                                       : "radio-symbolic");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->dots),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  spoken,
                                  -1);
}

static void
key_cb (GtkButton *button, RuhuPinPad *self)
{
  ruhu_pin_pad_press (self, *gtk_button_get_label (button));
}

static void
delete_cb (GtkButton *button, RuhuPinPad *self)
{
  ruhu_pin_pad_press (self, '\b');
}

static void
done_cb (GtkButton *button, RuhuPinPad *self)
{
  ruhu_pin_pad_press (self, '\n');
}

static gboolean
typed_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  ruhu_pin_pad_press (RUHU_PIN_PAD (widget), (char) g_variant_get_byte (args));
  return GDK_EVENT_STOP;
}

static void
ruhu_pin_pad_dispose (GObject *object)
{
  RuhuPinPad *self = RUHU_PIN_PAD (object);

  explicit_bzero (self->digits, sizeof self->digits);
  gtk_widget_dispose_template (GTK_WIDGET (object), RUHU_TYPE_PIN_PAD);

  G_OBJECT_CLASS (ruhu_pin_pad_parent_class)->dispose (object);
}

static void
ruhu_pin_pad_class_init (RuhuPinPadClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  guint i;

  G_OBJECT_CLASS (klass)->dispose = ruhu_pin_pad_dispose;

  /**
   * RuhuPinPad::entered:
   * @pin: the digits, only as long as the handler runs
   *
   * The tenth digit came, or the user said that it is all.
   */
  signals[ENTERED] = g_signal_new ("entered",
                                   RUHU_TYPE_PIN_PAD,
                                   G_SIGNAL_RUN_LAST,
                                   0,
                                   NULL,
                                   NULL,
                                   NULL,
                                   G_TYPE_NONE,
                                   1,
                                   G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);

  for (i = 0; i < 10; i++) {
    gtk_widget_class_add_binding (widget_class, GDK_KEY_0 + i, 0, typed_cb, "y", '0' + i);
    gtk_widget_class_add_binding (widget_class, GDK_KEY_KP_0 + i, 0, typed_cb, "y", '0' + i);
  }
  gtk_widget_class_add_binding (widget_class, GDK_KEY_BackSpace, 0, typed_cb, "y", '\b');
  gtk_widget_class_add_binding (widget_class, GDK_KEY_KP_Enter, 0, typed_cb, "y", '\n');

  gtk_widget_class_set_template_from_resource (widget_class, "/org/ruhu/Ruhu/ruhu-pin-pad.ui");
  gtk_widget_class_bind_template_child (widget_class, RuhuPinPad, prompt);
  gtk_widget_class_bind_template_child (widget_class, RuhuPinPad, dots);
  gtk_widget_class_bind_template_child (widget_class, RuhuPinPad, fault_line);
  gtk_widget_class_bind_template_child (widget_class, RuhuPinPad, fault);
  gtk_widget_class_bind_template_child (widget_class, RuhuPinPad, keys);
  gtk_widget_class_bind_template_child (widget_class, RuhuPinPad, first_key);
  gtk_widget_class_bind_template_callback (widget_class, key_cb);
  gtk_widget_class_bind_template_callback (widget_class, delete_cb);
  gtk_widget_class_bind_template_callback (widget_class, done_cb);
}

static void
ruhu_pin_pad_init (RuhuPinPad *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  show_dots (self);
}

/* From a copy: a handler may well empty the pad before it is done with the digits. */
static void
emit_entered (RuhuPinPad *self)
{
  char pin[sizeof self->digits];

  memcpy (pin, self->digits, sizeof pin);
  g_signal_emit (self, signals[ENTERED], 0, pin);
  explicit_bzero (pin, sizeof pin);
}

/**
 * ruhu_pin_pad_press:
 * @key: a digit; or backspace, which takes the last one away; or a newline, which says it is all
 */
void
ruhu_pin_pad_press (RuhuPinPad *self, char key)
{
  g_return_if_fail (RUHU_IS_PIN_PAD (self));

  if (!gtk_widget_get_sensitive (self->keys))
    return;

  if (key == '\b' && self->n_digits > 0)
    self->digits[--self->n_digits] = '\0';
  else if (g_ascii_isdigit (key) && self->n_digits < RUHU_PIN_LENGTH) {
    self->digits[self->n_digits++] = key;
    ruhu_pin_pad_set_fault (self, NULL);
  }
  show_dots (self);

  if (key == '\n' && self->n_digits < RUHU_PIN_LENGTH) {
    g_autofree char *fault =
      g_strdup_printf (_ ("%u digits are still missing"), RUHU_PIN_LENGTH - self->n_digits);

    ruhu_pin_pad_set_fault (self, fault);
  } else if (self->n_digits == RUHU_PIN_LENGTH && key != '\b')
    emit_entered (self);
}

/** ruhu_pin_pad_clear: Empties the dots and wipes the digits */
void
ruhu_pin_pad_clear (RuhuPinPad *self)
{
  g_return_if_fail (RUHU_IS_PIN_PAD (self));

  explicit_bzero (self->digits, sizeof self->digits);
  self->n_digits = 0;
  show_dots (self);
}

guint
ruhu_pin_pad_get_n_digits (RuhuPinPad *self)
{
  g_return_val_if_fail (RUHU_IS_PIN_PAD (self), 0);

  return self->n_digits;
}

void
ruhu_pin_pad_set_prompt (RuhuPinPad *self, const char *prompt)
{
  g_return_if_fail (RUHU_IS_PIN_PAD (self));

  gtk_label_set_label (self->prompt, prompt);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->keys),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  prompt,
                                  -1);
}

/** ruhu_pin_pad_set_fault: @fault: (nullable): what is wrong, shown below the dots */
void
ruhu_pin_pad_set_fault (RuhuPinPad *self, const char *fault)
{
  g_return_if_fail (RUHU_IS_PIN_PAD (self));

  gtk_label_set_label (self->fault, fault != NULL ? fault : "");
  gtk_widget_set_visible (self->fault_line, fault != NULL);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->keys),
                               GTK_ACCESSIBLE_STATE_INVALID,
                               fault != NULL ? GTK_ACCESSIBLE_INVALID_TRUE
                                             : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
}

const char *
ruhu_pin_pad_get_fault (RuhuPinPad *self)
{
  g_return_val_if_fail (RUHU_IS_PIN_PAD (self), NULL);

  return gtk_label_get_label (self->fault);
}

/** ruhu_pin_pad_set_open: @open: FALSE while the last digits are tried, or have to wait */
void
ruhu_pin_pad_set_open (RuhuPinPad *self, gboolean open)
{
  GtkWidget *key;

  g_return_if_fail (RUHU_IS_PIN_PAD (self));

  gtk_widget_set_sensitive (self->keys, open);
  /* A key below says of itself that it is open as long as nobody tells it; a screen reader asks it.
   */
  for (key = gtk_widget_get_first_child (self->keys); key != NULL;
       key = gtk_widget_get_next_sibling (key))
    gtk_accessible_update_state (GTK_ACCESSIBLE (key), GTK_ACCESSIBLE_STATE_DISABLED, !open, -1);
}

/** ruhu_pin_pad_get_start: Returns: (transfer none): the key where the focus starts */
GtkWidget *
ruhu_pin_pad_get_start (RuhuPinPad *self)
{
  g_return_val_if_fail (RUHU_IS_PIN_PAD (self), NULL);

  return self->first_key;
}
