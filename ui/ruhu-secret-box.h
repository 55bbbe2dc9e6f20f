/* ruhu-secret-box.h: a PIN or phrase, asked for once, or chosen by giving it twice
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define RUHU_TYPE_SECRET_BOX (ruhu_secret_box_get_type ())
G_DECLARE_FINAL_TYPE (RuhuSecretBox, ruhu_secret_box, RUHU, SECRET_BOX, GtkBox)

void ruhu_secret_box_choose (RuhuSecretBox *self);
void ruhu_secret_box_ask (RuhuSecretBox *self);
void ruhu_secret_box_set_phrase_only (RuhuSecretBox *self, gboolean phrase_only);
void ruhu_secret_box_set_fault (RuhuSecretBox *self, const char *fault);
const char *ruhu_secret_box_get_fault (RuhuSecretBox *self);
GtkWidget *ruhu_secret_box_get_start (RuhuSecretBox *self);

G_END_DECLS
