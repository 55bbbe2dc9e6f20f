/* ruhu-session.h: all that belongs to one profile, and when it is open
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-preferences.h"
#include "ruhu-syncer.h"

#include "cases/ruhu-work.h"
#include "responses/ruhu-autosave.h"

G_BEGIN_DECLS

#define RUHU_TYPE_SESSION (ruhu_session_get_type ())
G_DECLARE_FINAL_TYPE (RuhuSession, ruhu_session, RUHU, SESSION, GObject)

RuhuSession *ruhu_session_new (const char *dir);

const char *ruhu_session_get_dir (RuhuSession *self);
RuhuPreferences *ruhu_session_get_preferences (RuhuSession *self);
RuhuStore *ruhu_session_get_store (RuhuSession *self);
RuhuResponseStore *ruhu_session_get_response_store (RuhuSession *self);
RuhuWork *ruhu_session_get_work (RuhuSession *self);
RuhuSyncer *ruhu_session_get_syncer (RuhuSession *self);

void ruhu_session_unlock_async (RuhuSession *self,
                                const char *user,
                                const char *secret,
                                const char *code,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean ruhu_session_unlock_finish (RuhuSession *self, GAsyncResult *result, GError **error);
void ruhu_session_lock (RuhuSession *self);
void ruhu_session_await (RuhuSession *self, RuhuAutosave *autosave);
void ruhu_session_save (RuhuSession *self, RuhuAutosave *autosave);
void ruhu_session_refresh (RuhuSession *self);

G_END_DECLS
