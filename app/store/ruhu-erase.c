/* ruhu-erase.c: a profile is made unreadable for good
 *
 * The device secret goes first: without it no PIN opens a slot, so that from the first step on the
 * rest is rubbish, and a power cut can only leave rubbish behind. Each step may be done twice. What
 * stays is what tells HQ that it is done, and a bundle of what HQ had not got, which HQ alone
 * opens.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store/ruhu-erase-private.h"

#include "base/ruhu-file.h"
#include "store/ruhu-profile-private.h"
#include "store/ruhu-seal-private.h"
#include "store/ruhu-sql-private.h"

#include <glib/gstdio.h>

#include <stdio.h>
#include <string.h>

/** ruhu_erase_load: a profile without the file was never told to erase itself */
void
ruhu_erase_load (RuhuErase *self, const char *dir)
{
  g_autoptr (GBytes) bytes = ruhu_profile_read (dir, RUHU_PROFILE_ERASE, NULL);
  g_autofree char *text = NULL;
  unsigned state = RUHU_ERASE_NONE;

  memset (self, 0, sizeof *self);
  if (bytes == NULL)
    return;

  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  if (sscanf (text, "%" G_GUINT64_FORMAT " %u", &self->n, &state) == 2)
    self->state = MIN (state, RUHU_ERASE_TOLD);
}

gboolean
ruhu_erase_save (const RuhuErase *self, const char *dir, GError **error)
{
  g_autofree char *text =
    g_strdup_printf ("%" G_GUINT64_FORMAT " %u\n", self->n, (guint) self->state);

  return ruhu_profile_write (dir, RUHU_PROFILE_ERASE, text, strlen (text), error);
}

static void
destroy_secret (const char *dir)
{
  g_autofree char *path = g_build_filename (dir, RUHU_PROFILE_DS, NULL);
  guint8 random[RUHU_SEAL_KEY_SIZE];

  ruhu_seal_random (random, sizeof random);
  ruhu_profile_overwrite (dir, RUHU_PROFILE_DS, random, sizeof random, NULL);
  g_unlink (path);
  ruhu_file_sync_folder (path, NULL);
}

/* secure_delete overwrites the rows in the file; a file that is no database any more is only
 * removed. */
static void
destroy_keys (const char *dir)
{
  g_autofree char *path = g_build_filename (dir, RUHU_PROFILE_STORE, NULL);
  sqlite3 *db = NULL;

  if (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK)
    sqlite3_exec (db,
                  "PRAGMA locking_mode = EXCLUSIVE; PRAGMA secure_delete = ON;"
                  "PRAGMA synchronous = FULL; DELETE FROM key_slot; DELETE FROM data_key;"
                  "DELETE FROM meta; PRAGMA wal_checkpoint (TRUNCATE)",
                  NULL,
                  NULL,
                  NULL);
  sqlite3_close_v2 (db);
}

static void
remove_all (const char *path)
{
  g_autoptr (GDir) folder = NULL;
  const char *name;

  if (!g_file_test (path, G_FILE_TEST_IS_SYMLINK))
    folder = g_dir_open (path, 0, NULL);
  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    remove_all (child);
  }
  g_remove (path);
}

/* The database and its log first, then everything that is not known to be harmless. */
static void
remove_database (const char *dir)
{
  g_autofree char *path = g_build_filename (dir, RUHU_PROFILE_STORE, NULL);

  ruhu_profile_remove (dir, RUHU_PROFILE_STORE);
  ruhu_profile_remove (dir, RUHU_PROFILE_WAL);
  ruhu_file_sync_folder (path, NULL);
}

static void
remove_others (const char *path, const char *const *kept)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    if (!g_strv_contains (kept, name))
      remove_all (child);
  }
}

static void
remove_files (const char *dir)
{
  static const char *const kept[] = { RUHU_PROFILE_HQ,
                                      RUHU_PROFILE_ERASE,
                                      RUHU_PROFILE_SECRET,
                                      RUHU_PROFILE_HANDED_OVER,
                                      "preferences.ini",
                                      "sync.sock",
                                      NULL };

  remove_others (dir, kept);
}

/* All but the key with which the device tells HQ; also what was being written when the power went.
 */
static void
remove_secrets (const char *dir)
{
  g_autofree char *path = g_build_filename (dir, RUHU_PROFILE_LK, NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *locked = g_path_get_basename (path);
  const char *const kept[] = { locked, NULL };

  remove_others (folder, kept);
  ruhu_file_sync_folder (path, NULL);
}

/*
 * ruhu_erase_run:
 * @steps: how many of the steps to do; tests do fewer than %RUHU_ERASE_STEPS, as a power cut does
 *
 * Nobody has the database open.
 */
void
ruhu_erase_run (const char *dir, guint steps)
{
  void (*const all[RUHU_ERASE_STEPS]) (const char *dir) = { destroy_secret,
                                                            destroy_keys,
                                                            remove_database,
                                                            remove_files,
                                                            remove_secrets };
  guint i;

  for (i = 0; i < MIN (steps, RUHU_ERASE_STEPS); i++)
    all[i](dir);
}
