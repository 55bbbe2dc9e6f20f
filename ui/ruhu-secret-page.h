/* ruhu-secret-page.h: another PIN or phrase for who works with the tablet now
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-page.h"

G_BEGIN_DECLS

#define RUHU_TYPE_SECRET_PAGE (ruhu_secret_page_get_type ())
G_DECLARE_FINAL_TYPE (RuhuSecretPage, ruhu_secret_page, RUHU, SECRET_PAGE, RuhuPage)

RuhuSecretPage *ruhu_secret_page_new (void);

void ruhu_secret_page_set_phrase_only (RuhuSecretPage *self, gboolean phrase_only);
void ruhu_secret_page_show_failure (RuhuSecretPage *self, const GError *error, gint64 until);
const char *ruhu_secret_page_get_fault (RuhuSecretPage *self);

G_END_DECLS
