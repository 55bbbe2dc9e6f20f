/* ruhu-pin-pad.h: ten keys, ten dots
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define RUHU_PIN_LENGTH 10

#define RUHU_TYPE_PIN_PAD (ruhu_pin_pad_get_type ())
G_DECLARE_FINAL_TYPE (RuhuPinPad, ruhu_pin_pad, RUHU, PIN_PAD, GtkBox)

void ruhu_pin_pad_press (RuhuPinPad *self, char key);
void ruhu_pin_pad_clear (RuhuPinPad *self);
guint ruhu_pin_pad_get_n_digits (RuhuPinPad *self);
void ruhu_pin_pad_set_prompt (RuhuPinPad *self, const char *prompt);
void ruhu_pin_pad_set_fault (RuhuPinPad *self, const char *fault);
const char *ruhu_pin_pad_get_fault (RuhuPinPad *self);
void ruhu_pin_pad_set_open (RuhuPinPad *self, gboolean open);
GtkWidget *ruhu_pin_pad_get_start (RuhuPinPad *self);

G_END_DECLS
