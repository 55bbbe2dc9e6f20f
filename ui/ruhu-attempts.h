/* ruhu-attempts.h: visits that met nobody, as the forms have them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-session.h"

G_BEGIN_DECLS

#define RUHU_TYPE_ATTEMPTS (ruhu_attempts_get_type ())
G_DECLARE_FINAL_TYPE (RuhuAttempts, ruhu_attempts, RUHU, ATTEMPTS, GObject)

RuhuAttempts *ruhu_attempts_new (RuhuSession *session);

const char *ruhu_attempts_get_label (RuhuAttempts *self, const char *form_id);

const RuhuFormRule *ruhu_attempts_find_rule (RuhuForm *form);
void ruhu_attempts_preset (const RuhuFormRule *rule, RuhuInstance *instance);

G_END_DECLS
