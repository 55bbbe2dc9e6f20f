/* ruhu-application.h: the app: command line, and the one place where store, syncer and windows meet
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define RUHU_TYPE_APPLICATION (ruhu_application_get_type ())
G_DECLARE_FINAL_TYPE (RuhuApplication, ruhu_application, RUHU, APPLICATION, AdwApplication)

RuhuApplication *ruhu_application_new (void);

RuhuSession *ruhu_application_get_session (RuhuApplication *self);

G_END_DECLS
