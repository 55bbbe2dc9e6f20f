/* ruhu-slot.c: key slots: the root key under each user's PIN
 *
 *   W   = Argon2id (PIN, salt, cost)
 *   KEK = BLAKE2b-256 (key = device secret, "RUHU1|kek|" ‖ slot ‖ W)
 *   key_slot.wrapped = the root key sealed under KEK, with the slot's clear columns
 *
 * A slot is never deleted for wrong tries; only when HQ says that its user has left the device.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store/ruhu-slot-private.h"

#include "base/ruhu-error.h"
#include "store/ruhu-profile-private.h"

#include <string.h>

#define MIN_DIGITS 10
#define MIN_PHRASE 12
#define MIN_WORDS 4
#define KEK_LABEL "RUHU1|kek|"

typedef struct {
  gint64 id;
  gint64 operations;
  gint64 memory;
  guint8 salt[RUHU_SEAL_SALT_SIZE];
} Slot;

static guint
count_words (const char *text)
{
  guint words = 0;
  gboolean inside = FALSE;

  for (; *text != '\0'; text = g_utf8_next_char (text)) {
    gboolean space = g_unichar_isspace (g_utf8_get_char (text));

    words += !space && !inside;
    inside = !space;
  }

  return words;
}

/* Ten digits or more, or a phrase of four words or twelve characters; else %RUHU_ERROR_INVALID. */
gboolean
ruhu_slot_check_pin (const char *pin, gboolean phrase, GError **error)
{
  gsize length = strlen (pin);
  gboolean digits = strspn (pin, "0123456789") == length;
  gboolean good = g_utf8_validate (pin, -1, NULL);

  if (digits)
    good = good && !phrase && length >= MIN_DIGITS;
  else
    good = good && (count_words (pin) >= MIN_WORDS || g_utf8_strlen (pin, -1) >= MIN_PHRASE);

  if (!good)
    g_set_error (error,
                 RUHU_ERROR,
                 RUHU_ERROR_INVALID,
                 "it takes ten digits, four words or twelve characters");
  return good;
}

static RuhuSealAd *
make_ad (const Slot *slot, const char *user)
{
  RuhuSealAd *ad = ruhu_seal_ad_new ("key_slot");

  ruhu_seal_ad_int64 (ad, slot->id);
  ruhu_seal_ad_text (ad, user);
  ruhu_seal_ad_blob (ad, slot->salt, sizeof slot->salt);
  ruhu_seal_ad_int64 (ad, slot->operations);
  ruhu_seal_ad_int64 (ad, slot->memory);
  return ad;
}

/* @kek is in guarded memory. */
static gboolean
make_kek (RuhuVault *vault, const Slot *slot, const char *pin, guint8 *kek, GError **error)
{
  g_autoptr (GBytes) device = ruhu_profile_read (vault->dir, RUHU_PROFILE_DS, error);
  guint8 input[sizeof KEK_LABEL - 1 + 8 + RUHU_SEAL_KEY_SIZE];
  guint8 *w = input + sizeof KEK_LABEL - 1 + 8;
  gint64 id = GINT64_TO_BE (slot->id);

  if (device == NULL || !ruhu_seal_kdf (pin, slot->salt, slot->operations, slot->memory, w, error))
    return FALSE;
  if (g_bytes_get_size (device) != RUHU_SEAL_KEY_SIZE) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_CORRUPT, "the device secret is no secret");
    return FALSE;
  }

  memcpy (input, KEK_LABEL, sizeof KEK_LABEL - 1);
  memcpy (input + sizeof KEK_LABEL - 1, &id, sizeof id);
  ruhu_seal_hash (kek, RUHU_SEAL_KEY_SIZE, g_bytes_get_data (device, NULL), input, sizeof input);
  ruhu_seal_zero (input, sizeof input);
  ruhu_seal_bytes_zero (device);
  return TRUE;
}

static gboolean
find_id (RuhuVault *vault, const char *user, gint64 *id, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;
  gboolean has_row;

  stmt = ruhu_sql_prepare (vault->db,
                           "SELECT coalesce ((SELECT id FROM key_slot WHERE user = ?1),"
                           " (SELECT max (id) + 1 FROM key_slot), 1)",
                           error);
  if (stmt == NULL)
    return FALSE;

  ruhu_sql_bind_text (stmt, 1, user);
  if (!ruhu_sql_next (stmt, &has_row, error))
    return FALSE;

  *id = sqlite3_column_int64 (stmt, 0);
  return TRUE;
}

static gboolean
write_slot (RuhuVault *vault, const Slot *slot, const char *user, GBytes *wrapped, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;

  stmt = ruhu_sql_prepare (vault->db,
                           "INSERT INTO key_slot (id, user, salt, ops, mem, wrapped)"
                           " VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (id) DO UPDATE SET"
                           " salt = excluded.salt, ops = excluded.ops, mem = excluded.mem,"
                           " wrapped = excluded.wrapped",
                           error);
  if (stmt == NULL)
    return FALSE;

  ruhu_sql_bind_int64 (stmt, 1, slot->id);
  ruhu_sql_bind_text (stmt, 2, user);
  ruhu_sql_bind_blob (stmt, 3, slot->salt, sizeof slot->salt);
  ruhu_sql_bind_int64 (stmt, 4, slot->operations);
  ruhu_sql_bind_int64 (stmt, 5, slot->memory);
  ruhu_sql_bind_bytes (stmt, 6, wrapped);
  return ruhu_sql_run (stmt, error);
}

/*
 * ruhu_slot_put:
 * @operations: cost of the KDF in passes
 * @memory: cost of the KDF in bytes
 *
 * Gives @user a slot, or the slot of @user another PIN: one row either way.
 */
gboolean
ruhu_slot_put (RuhuVault *vault,
               const char *user,
               const char *pin,
               guint64 operations,
               gsize memory,
               GError **error)
{
  Slot slot = { .operations = operations, .memory = memory };
  g_autoptr (GBytes) wrapped = NULL;
  guint8 *kek;
  gboolean made;

  if (!find_id (vault, user, &slot.id, error))
    return FALSE;

  ruhu_seal_random (slot.salt, sizeof slot.salt);
  kek = ruhu_seal_secret_new (RUHU_SEAL_KEY_SIZE);
  made = make_kek (vault, &slot, pin, kek, error);
  if (made) {
    RuhuSealAd *ad = make_ad (&slot, user);

    wrapped = ruhu_seal (kek, ad, vault->keys->root, RUHU_SEAL_KEY_SIZE, RUHU_SEAL_PAD_NONE);
    g_byte_array_unref (ad);
  }
  ruhu_seal_secret_free (kek);

  return made && write_slot (vault, &slot, user, wrapped, error);
}

static gboolean
check_cost (const Slot *slot, GError **error)
{
  if (ruhu_seal_kdf_may_cost (slot->operations, slot->memory))
    return TRUE;

  g_set_error (error,
               RUHU_ERROR,
               RUHU_ERROR_CORRUPT,
               "the slot of this user is damaged: no PIN opens it, HQ's recovery does");
  return FALSE;
}

static gboolean
read_slot (RuhuVault *vault, const char *user, Slot *slot, GBytes **wrapped, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;
  gboolean has_row;

  stmt = ruhu_sql_prepare (vault->db,
                           "SELECT id, salt, ops, mem, wrapped FROM key_slot WHERE user = ?1",
                           error);
  if (stmt == NULL)
    return FALSE;

  ruhu_sql_bind_text (stmt, 1, user);
  if (!ruhu_sql_next (stmt, &has_row, error))
    return FALSE;
  if (!has_row || sqlite3_column_bytes (stmt, 1) != sizeof slot->salt) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_NOT_FOUND, "no such user of this device");
    return FALSE;
  }

  slot->id = sqlite3_column_int64 (stmt, 0);
  memcpy (slot->salt, sqlite3_column_blob (stmt, 1), sizeof slot->salt);
  slot->operations = sqlite3_column_int64 (stmt, 2);
  slot->memory = sqlite3_column_int64 (stmt, 3);
  *wrapped = ruhu_sql_bytes (stmt, 4);
  return check_cost (slot, error);
}

/*
 * ruhu_slot_open:
 * @error: %RUHU_ERROR_REFUSED where @pin is not it, %RUHU_ERROR_NOT_FOUND where @user has no slot
 *
 * Puts the root key into the keys, which the caller has made.
 */
gboolean
ruhu_slot_open (RuhuVault *vault, const char *user, const char *pin, GError **error)
{
  Slot slot;
  g_autoptr (GBytes) wrapped = NULL;
  g_autoptr (GBytes) root = NULL;
  guint8 *kek;
  gboolean made;

  if (!read_slot (vault, user, &slot, &wrapped, error))
    return FALSE;

  kek = ruhu_seal_secret_new (RUHU_SEAL_KEY_SIZE);
  made = make_kek (vault, &slot, pin, kek, error);
  if (made) {
    RuhuSealAd *ad = make_ad (&slot, user);
    gsize n;
    gconstpointer data = g_bytes_get_data (wrapped, &n);

    root = ruhu_unseal (kek, ad, data, n, RUHU_SEAL_PAD_NONE, NULL);
    g_byte_array_unref (ad);
  }
  ruhu_seal_secret_free (kek);
  if (!made)
    return FALSE;

  if (root == NULL || g_bytes_get_size (root) != RUHU_SEAL_KEY_SIZE) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_REFUSED, "wrong PIN or phrase; nothing is lost");
    return FALSE;
  }

  memcpy (vault->keys->root, g_bytes_get_data (root, NULL), RUHU_SEAL_KEY_SIZE);
  ruhu_seal_bytes_zero (root);
  return TRUE;
}

/* The root key, which other slots hold, stays. */
gboolean
ruhu_slot_remove (RuhuVault *vault, const char *user, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;

  stmt = ruhu_sql_prepare (vault->db, "DELETE FROM key_slot WHERE user = ?1", error);
  if (stmt == NULL)
    return FALSE;

  ruhu_sql_bind_text (stmt, 1, user);
  return ruhu_sql_run (stmt, error);
}

/* Returns: (transfer full) (nullable): the users in the order in which they came to this device */
char **
ruhu_slot_list_users (RuhuVault *vault, GError **error)
{
  g_autoptr (GStrvBuilder) users = g_strv_builder_new ();
  g_autoptr (sqlite3_stmt) stmt = NULL;
  gboolean has_row;

  stmt = ruhu_sql_prepare (vault->db, "SELECT user FROM key_slot ORDER BY id", error);
  if (stmt == NULL)
    return NULL;

  while (ruhu_sql_next (stmt, &has_row, error)) {
    if (!has_row)
      return g_strv_builder_end (users);
    g_strv_builder_add (users, ruhu_sql_text (stmt, 0));
  }

  return NULL;
}
