/* ruhu-hq-user-table.c: users, their passwords and sessions
 *
 * Passwords are kept as Argon2id hashes, session tokens as hashes of what the browser holds.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-user-table.h"

#include "base/ruhu-division.h"
#include "base/ruhu-error.h"
#include "ruhu-hash.h"

#include <sodium.h>

#define COLUMNS "name, role, scope, hash, must_change, state, wrong, blocked_until, last, settings"

#define SESSION_IDLE (G_GINT64_CONSTANT (30) * 60 * 1000)
#define SESSION_LONGEST (G_GINT64_CONSTANT (12) * 60 * 60 * 1000)
#define FREE_TRIES 5
#define BLOCK_STEP (G_GINT64_CONSTANT (30) * 1000)
#define BLOCK_LONGEST (G_GINT64_CONSTANT (15) * 60 * 1000)
#define TOKEN_SIZE 32

void
ruhu_hq_user_free (RuhuHqUser *user)
{
  g_free (user->name);
  g_free (user->role);
  g_free (user->scope);
  g_free (user->hash);
  g_free (user->settings);
  g_free (user);
}

/**
 * ruhu_hq_user_is_role:
 *
 * Returns: whether @role exists and may have @scope: a village twelve digits, a township nine, a
 *   county six, a city four; forms and security a county or a city
 */
gboolean
ruhu_hq_user_is_role (const char *role, const char *scope)
{
  static const struct {
    const char *role;
    guint digits, or_digits;
  } roles[] = {
    { "village", RUHU_DIVISION_VILLAGE, RUHU_DIVISION_VILLAGE },
    { "township", RUHU_DIVISION_TOWNSHIP, RUHU_DIVISION_TOWNSHIP },
    { "county", RUHU_DIVISION_COUNTY, RUHU_DIVISION_COUNTY },
    { "city", RUHU_DIVISION_CITY, RUHU_DIVISION_CITY },
    { "forms", RUHU_DIVISION_COUNTY, RUHU_DIVISION_CITY },
    { "security", RUHU_DIVISION_COUNTY, RUHU_DIVISION_CITY },
  };
  guint i;

  if (!ruhu_division_is_valid (scope))
    return FALSE;

  for (i = 0; i < G_N_ELEMENTS (roles); i++) {
    if (g_str_equal (role, roles[i].role))
      return strlen (scope) == roles[i].digits || strlen (scope) == roles[i].or_digits;
  }
  return FALSE;
}

/**
 * ruhu_hq_user_make_password:
 *
 * Returns: (transfer full): sixteen letters and digits in groups of four, 78 bits; none that look
 *   alike on paper
 */
char *
ruhu_hq_user_make_password (void)
{
  static const char letters[] = "abcdefghjkmnpqrstuvwxyz23456789";
  GString *password = g_string_new (NULL);
  guint i;

  for (i = 0; i < 16; i++) {
    if (i > 0 && i % 4 == 0)
      g_string_append_c (password, '-');
    g_string_append_c (password, letters[randombytes_uniform (sizeof letters - 1)]);
  }
  return g_string_free (password, FALSE);
}

/** ruhu_hq_user_hash: Returns: (transfer full) (nullable): Argon2id of @password, with its salt */
char *
ruhu_hq_user_hash (const char *password, GError **error)
{
  char hash[crypto_pwhash_STRBYTES];

  if (crypto_pwhash_str (hash,
                         password,
                         strlen (password),
                         crypto_pwhash_OPSLIMIT_INTERACTIVE,
                         crypto_pwhash_MEMLIMIT_INTERACTIVE) == 0)
    return g_strdup (hash);

  g_set_error (error, RUHU_ERROR, RUHU_ERROR_FAILED, "no memory to hash a password");
  return NULL;
}

static RuhuHqUser *
read_row (RuhuHqRows *rows)
{
  RuhuHqUser *user = g_new0 (RuhuHqUser, 1);

  user->name = g_strdup (ruhu_hq_rows_get_text (rows, 0));
  user->role = g_strdup (ruhu_hq_rows_get_text (rows, 1));
  user->scope = g_strdup (ruhu_hq_rows_get_text (rows, 2));
  user->hash = g_strdup (ruhu_hq_rows_get_text (rows, 3));
  user->must_change = ruhu_hq_rows_get_int64 (rows, 4);
  user->disabled = ruhu_hq_rows_get_int64 (rows, 5);
  user->wrong = ruhu_hq_rows_get_int64 (rows, 6);
  user->blocked_until = ruhu_hq_rows_get_int64 (rows, 7);
  user->last = ruhu_hq_rows_get_int64 (rows, 8);
  user->settings = g_strdup (ruhu_hq_rows_get_text (rows, 9));
  return user;
}

/** ruhu_hq_user_load: Returns: (transfer full) (nullable): or %RUHU_ERROR_NOT_FOUND */
RuhuHqUser *
ruhu_hq_user_load (RuhuHqStore *store, const char *name, GError **error)
{
  g_autoptr (GError) failed = NULL;
  g_autoptr (RuhuHqRows) rows = NULL;

  rows =
    ruhu_hq_store_query (store, error, "SELECT " COLUMNS " FROM user WHERE name = ?1", "t", name);
  if (rows == NULL)
    return NULL;

  if (ruhu_hq_rows_next (rows, &failed))
    return read_row (rows);

  if (failed == NULL)
    g_set_error (&failed, RUHU_ERROR, RUHU_ERROR_NOT_FOUND, "there is no user %s", name);
  g_propagate_error (error, g_steal_pointer (&failed));
  return NULL;
}

gboolean
ruhu_hq_user_save (RuhuHqStore *store, RuhuHqUser *user, GError **error)
{
  return ruhu_hq_store_run (store,
                            error,
                            "INSERT INTO user (" COLUMNS ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7,"
                            " ?8, ?9, ?10) ON CONFLICT (name) DO UPDATE SET role = excluded.role,"
                            " scope = excluded.scope, hash = excluded.hash,"
                            " must_change = excluded.must_change, state = excluded.state,"
                            " wrong = excluded.wrong, blocked_until = excluded.blocked_until,"
                            " last = excluded.last, settings = excluded.settings",
                            "ttttiiiiit",
                            user->name,
                            user->role,
                            user->scope,
                            user->hash,
                            (gint64) user->must_change,
                            (gint64) user->disabled,
                            user->wrong,
                            user->blocked_until,
                            user->last,
                            user->settings != NULL ? user->settings : "{}");
}

/** ruhu_hq_user_list: Returns: (transfer full) (nullable) (element-type RuhuHqUser): by name */
GPtrArray *
ruhu_hq_user_list (RuhuHqStore *store, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) ruhu_hq_user_free);
  g_autoptr (GError) failed = NULL;
  g_autoptr (RuhuHqRows) rows = NULL;

  rows = ruhu_hq_store_query (store, error, "SELECT " COLUMNS " FROM user ORDER BY name", "");
  if (rows == NULL)
    return NULL;

  while (ruhu_hq_rows_next (rows, &failed))
    g_ptr_array_add (list, read_row (rows));
  if (failed == NULL)
    return g_steal_pointer (&list);

  g_propagate_error (error, g_steal_pointer (&failed));
  return NULL;
}

static RuhuHqUser *
refuse (GError **error)
{
  g_set_error (error, RUHU_ERROR, RUHU_ERROR_REFUSED, "name or password is wrong");
  return NULL;
}

static gboolean
count_wrong (RuhuHqStore *store, RuhuHqUser *user, gint64 now, GError **error)
{
  user->wrong++;
  if (user->wrong >= FREE_TRIES)
    user->blocked_until =
      now + MIN (BLOCK_STEP << MIN (user->wrong - FREE_TRIES, 10), BLOCK_LONGEST);
  return ruhu_hq_user_save (store, user, error);
}

/**
 * ruhu_hq_user_sign_in:
 * @now: ms
 *
 * From the fifth wrong password on each doubles a pause, to fifteen minutes; a pause is never
 * lengthened by asking in it.
 *
 * Returns: (transfer full) (nullable): the user. %NULL with %RUHU_ERROR_REFUSED, which does not say
 *   whether there is such a user
 */
RuhuHqUser *
ruhu_hq_user_sign_in (RuhuHqStore *store,
                      const char *name,
                      const char *password,
                      gint64 now,
                      GError **error)
{
  g_autoptr (GError) failed = NULL;
  g_autoptr (RuhuHqUser) user = ruhu_hq_user_load (store, name, &failed);

  if (user == NULL && !g_error_matches (failed, RUHU_ERROR, RUHU_ERROR_NOT_FOUND)) {
    g_propagate_error (error, g_steal_pointer (&failed));
    return NULL;
  }
  if (user == NULL) {
    /* As much work as for a user who exists, so that the time does not tell. */
    g_autofree char *unused G_GNUC_UNUSED = ruhu_hq_user_hash (password, NULL);

    return refuse (error);
  }
  if (user->disabled || user->blocked_until > now)
    return refuse (error);

  if (crypto_pwhash_str_verify (user->hash, password, strlen (password)) != 0)
    return count_wrong (store, user, now, error) ? refuse (error) : NULL;

  user->wrong = 0;
  user->last = now;
  return ruhu_hq_user_save (store, user, error) ? g_steal_pointer (&user) : NULL;
}

static char *
make_token (void)
{
  guint8 bytes[TOKEN_SIZE];
  char *token = g_malloc (TOKEN_SIZE * 2 + 1);

  randombytes_buf (bytes, sizeof bytes);
  return sodium_bin2hex (token, TOKEN_SIZE * 2 + 1, bytes, sizeof bytes);
}

/**
 * ruhu_hq_session_open:
 * @csrf: (out): what every writing request of this session must repeat in a header
 *
 * Returns: (transfer full) (nullable): the token for the cookie; the store keeps only its hash
 */
char *
ruhu_hq_session_open (RuhuHqStore *store, const char *name, gint64 now, char **csrf, GError **error)
{
  g_autofree char *token = make_token ();
  g_autofree char *hash = ruhu_hash_text (token, strlen (token));
  g_autofree char *other = make_token ();

  if (!ruhu_hq_store_run (store,
                          error,
                          "DELETE FROM session WHERE seen < ?1 OR started < ?2",
                          "ii",
                          now - SESSION_IDLE,
                          now - SESSION_LONGEST) ||
      !ruhu_hq_store_run (store,
                          error,
                          "INSERT INTO session (token, name, csrf, started, seen)"
                          " VALUES (?1, ?2, ?3, ?4, ?4)",
                          "htti",
                          hash,
                          name,
                          other,
                          now))
    return NULL;

  *csrf = g_steal_pointer (&other);
  return g_steal_pointer (&token);
}

/**
 * ruhu_hq_session_load:
 * @token: what the cookie says
 * @csrf: (out): what writing requests must repeat
 *
 * Keeps the session alive: it ends after half an hour of silence, or twelve hours.
 *
 * Returns: (transfer full) (nullable): whose session it is. %NULL with %RUHU_ERROR_REFUSED where it
 *   has ended or the user was disabled
 */
RuhuHqUser *
ruhu_hq_session_load (RuhuHqStore *store,
                      const char *token,
                      gint64 now,
                      char **csrf,
                      GError **error)
{
  g_autofree char *hash = ruhu_hash_text (token, strlen (token));
  g_autofree char *name = NULL;
  g_autofree char *other = NULL;
  g_autoptr (GError) failed = NULL;
  g_autoptr (RuhuHqUser) user = NULL;
  RuhuHqRows *rows;

  rows = ruhu_hq_store_query (store,
                              error,
                              "UPDATE session SET seen = ?2 WHERE token = ?1 AND seen >= ?3 AND"
                              " started >= ?4 RETURNING name, csrf",
                              "hiii",
                              hash,
                              now,
                              now - SESSION_IDLE,
                              now - SESSION_LONGEST);
  if (rows == NULL)
    return NULL;

  if (ruhu_hq_rows_next (rows, &failed)) {
    name = g_strdup (ruhu_hq_rows_get_text (rows, 0));
    other = g_strdup (ruhu_hq_rows_get_text (rows, 1));
  }
  ruhu_hq_rows_free (rows);
  if (failed != NULL) {
    g_propagate_error (error, g_steal_pointer (&failed));
    return NULL;
  }

  user = name != NULL ? ruhu_hq_user_load (store, name, NULL) : NULL;
  if (user == NULL || user->disabled) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_REFUSED, "this session has ended");
    return NULL;
  }
  *csrf = g_steal_pointer (&other);
  return g_steal_pointer (&user);
}

gboolean
ruhu_hq_session_close (RuhuHqStore *store, const char *token, GError **error)
{
  g_autofree char *hash = ruhu_hash_text (token, strlen (token));

  return ruhu_hq_store_run (store, error, "DELETE FROM session WHERE token = ?1", "h", hash);
}

/** ruhu_hq_session_close_all: every session of the user @name */
gboolean
ruhu_hq_session_close_all (RuhuHqStore *store, const char *name, GError **error)
{
  return ruhu_hq_store_run (store, error, "DELETE FROM session WHERE name = ?1", "t", name);
}
