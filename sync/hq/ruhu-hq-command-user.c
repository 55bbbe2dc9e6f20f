/* ruhu-hq-command-user.c: user add, list, disable
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-audit-table.h"
#include "ruhu-hq-commands-private.h"
#include "ruhu-hq-device-table.h"
#include "ruhu-hq-user-table.h"

#include "base/ruhu-error.h"

#define ACTOR "command"

static gboolean
is_name (const char *name)
{
  gsize length = strspn (name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-");

  return length > 0 && length <= 64 && name[length] == '\0';
}

static gboolean
check_new (RuhuHqCall *call, RuhuHqStore *store, GError **error)
{
  const char *name = ruhu_hq_call_get_arg (call, 0);
  const char *role = ruhu_hq_call_get_option (call, "role");
  const char *scope = ruhu_hq_call_get_option (call, "scope");
  g_autoptr (RuhuHqUser) old = NULL;

  if (role == NULL || scope == NULL) {
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "say --role and --scope");
    return FALSE;
  }
  if (!is_name (name)) {
    g_set_error (error,
                 RUHU_ERROR,
                 RUHU_ERROR_INVALID,
                 "a user's name is letters a to z, digits, dots and hyphens, at most 64");
    return FALSE;
  }
  if (!ruhu_hq_user_is_role (role, scope)) {
    g_set_error (error,
                 RUHU_ERROR,
                 RUHU_ERROR_INVALID,
                 "role and scope do not go together: village 12 digits, township 9, county 6,"
                 " city 4, forms and security 6 or 4");
    return FALSE;
  }
  old = ruhu_hq_user_load (store, name, NULL);
  if (old != NULL) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_REFUSED, "there is a user %s already", name);
    return FALSE;
  }
  return TRUE;
}

/** ruhu_hq_user_add_run: `user add NAME --role ROLE --scope CODE` */
gboolean
ruhu_hq_user_add_run (RuhuHqDir *dir, RuhuHqCall *call, RuhuHqReply *reply, GError **error)
{
  RuhuHqStore *store = ruhu_hq_dir_get_store (dir);
  g_autoptr (RuhuHqUser) user = g_new0 (RuhuHqUser, 1);
  g_autofree char *password = ruhu_hq_user_make_password ();
  g_autofree char *town = NULL;
  g_auto (RuhuHqTx) tx = { NULL };

  if (!check_new (call, store, error))
    return FALSE;

  user->name = g_strdup (ruhu_hq_call_get_arg (call, 0));
  user->role = g_strdup (ruhu_hq_call_get_option (call, "role"));
  user->scope = g_strdup (ruhu_hq_call_get_option (call, "scope"));
  user->must_change = TRUE;
  user->hash = ruhu_hq_user_hash (password, error);
  town = ruhu_hq_device_town_of (user->scope);
  if (user->hash == NULL || !ruhu_hq_tx_begin (&tx, store, TRUE, error) ||
      !ruhu_hq_user_save (store, user, error) ||
      !ruhu_hq_audit_append (dir, town, ACTOR, "user-add", user->name, error) ||
      !ruhu_hq_tx_commit (&tx, error))
    return FALSE;

  g_string_append_printf (reply->out,
                          "user %s, %s of %s\none-time password: %s\n",
                          user->name,
                          user->role,
                          user->scope,
                          password);
  return TRUE;
}

/** ruhu_hq_user_list_run: `user list` */
gboolean
ruhu_hq_user_list_run (RuhuHqDir *dir, RuhuHqCall *call, RuhuHqReply *reply, GError **error)
{
  g_autoptr (GPtrArray) users = ruhu_hq_user_list (ruhu_hq_dir_get_store (dir), error);
  guint i;

  if (users == NULL)
    return FALSE;

  for (i = 0; i < users->len; i++) {
    RuhuHqUser *user = g_ptr_array_index (users, i);

    g_string_append_printf (reply->out,
                            "%-20s %-10s %-12s %s\n",
                            user->name,
                            user->role,
                            user->scope,
                            user->disabled      ? "disabled"
                            : user->must_change ? "one-time password"
                                                : "in use");
  }
  return TRUE;
}

/** ruhu_hq_user_disable_run: `user disable NAME` */
gboolean
ruhu_hq_user_disable_run (RuhuHqDir *dir, RuhuHqCall *call, RuhuHqReply *reply, GError **error)
{
  RuhuHqStore *store = ruhu_hq_dir_get_store (dir);
  g_autoptr (RuhuHqUser) user = ruhu_hq_user_load (store, ruhu_hq_call_get_arg (call, 0), error);
  g_autofree char *town = user != NULL ? ruhu_hq_device_town_of (user->scope) : NULL;
  g_auto (RuhuHqTx) tx = { NULL };

  if (user == NULL)
    return FALSE;

  user->disabled = TRUE;
  if (!ruhu_hq_tx_begin (&tx, store, TRUE, error) || !ruhu_hq_user_save (store, user, error) ||
      !ruhu_hq_audit_append (dir, town, ACTOR, "user-disable", user->name, error) ||
      !ruhu_hq_tx_commit (&tx, error))
    return FALSE;

  g_string_append_printf (reply->out, "user %s is disabled\n", user->name);
  return TRUE;
}
