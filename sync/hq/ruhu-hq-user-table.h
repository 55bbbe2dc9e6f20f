/* ruhu-hq-user-table.h: users, their passwords and sessions
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-hq-store.h"

G_BEGIN_DECLS

/** RuhuHqUser: one row; column comments in resources/sql/hq/ */
typedef struct {
  char *name;
  char *role;
  char *scope;
  char *hash;
  gboolean must_change;
  gboolean disabled;
  gint64 wrong;
  gint64 blocked_until;
  gint64 last;
  char *settings;
} RuhuHqUser;

void ruhu_hq_user_free (RuhuHqUser *user);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RuhuHqUser, ruhu_hq_user_free)

gboolean ruhu_hq_user_is_role (const char *role, const char *scope);
char *ruhu_hq_user_make_password (void);
char *ruhu_hq_user_hash (const char *password, GError **error);

RuhuHqUser *ruhu_hq_user_load (RuhuHqStore *store, const char *name, GError **error);
gboolean ruhu_hq_user_save (RuhuHqStore *store, RuhuHqUser *user, GError **error);
GPtrArray *ruhu_hq_user_list (RuhuHqStore *store, GError **error);

RuhuHqUser *ruhu_hq_user_sign_in (RuhuHqStore *store,
                                  const char *name,
                                  const char *password,
                                  gint64 now,
                                  GError **error);
char *ruhu_hq_session_open (RuhuHqStore *store,
                            const char *name,
                            gint64 now,
                            char **csrf,
                            GError **error);
RuhuHqUser *ruhu_hq_session_load (RuhuHqStore *store,
                                  const char *token,
                                  gint64 now,
                                  char **csrf,
                                  GError **error);
gboolean ruhu_hq_session_close (RuhuHqStore *store, const char *token, GError **error);
gboolean ruhu_hq_session_close_all (RuhuHqStore *store, const char *name, GError **error);

G_END_DECLS
