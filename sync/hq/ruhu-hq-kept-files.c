/* ruhu-hq-kept-files.c: are the files beside HQ's store what they were?
 *
 * The store knows a hash of each key, certificate and setting from when it first saw it. A key that
 * the disk has changed would sign what nobody believes, and open nothing; so HQ does not start with
 * it. What somebody may well have replaced on purpose is only told of.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-kept-files.h"

#include "base/ruhu-error.h"
#include "ruhu-hash.h"

#include <sodium.h>

typedef struct {
  const char *name;
  gboolean may_change;
} KeptFile;

static const KeptFile files[] = {
  { "keys/hqs", FALSE },       { "keys/hqx", FALSE },  { "keys/idk", FALSE },
  { "keys/ca.key", FALSE },    { "hqe.pub", FALSE },   { "ca.pem", FALSE },
  { "keys/server.key", TRUE }, { "server.pem", TRUE }, { "hq.json", TRUE },
};

/* Returns: (transfer full) (nullable): %NULL where it cannot be read */
static char *
hash_file (const char *path, const char *name)
{
  g_autofree char *file = g_build_filename (path, name, NULL);
  g_autofree char *data = NULL;
  char *hash;
  gsize size;

  if (!g_file_get_contents (file, &data, &size, NULL))
    return NULL;

  hash = ruhu_hash_text (data, size);
  sodium_memzero (data, size);
  return hash;
}

static gboolean
keep (RuhuHqStore *store, const char *name, const char *hash, GError **error)
{
  return ruhu_hq_store_run (store,
                            error,
                            "INSERT INTO kept_file (name, hash) VALUES (?1, ?2)"
                            " ON CONFLICT (name) DO UPDATE SET hash = excluded.hash",
                            "th",
                            name,
                            hash);
}

/* @known: (out) (transfer full): %NULL where the store has not seen it yet */
static gboolean
find (RuhuHqStore *store, const char *name, char **known, GError **error)
{
  g_autoptr (GError) failed = NULL;
  g_autoptr (RuhuHqRows) rows =
    ruhu_hq_store_query (store, error, "SELECT hash FROM kept_file WHERE name = ?1", "t", name);

  *known = NULL;
  if (rows == NULL)
    return FALSE;
  if (ruhu_hq_rows_next (rows, &failed))
    *known = ruhu_hq_rows_get_hash (rows, 0);
  if (failed == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&failed));
  return FALSE;
}

/** ruhu_hq_kept_files_learn: what the store has not seen yet it remembers from now on */
gboolean
ruhu_hq_kept_files_learn (RuhuHqStore *store, const char *path, GError **error)
{
  g_auto (RuhuHqTx) tx = { NULL };
  guint i;

  if (!ruhu_hq_tx_begin (&tx, store, TRUE, error))
    return FALSE;

  for (i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autofree char *known = NULL;
    g_autofree char *hash = NULL;

    if (!find (store, files[i].name, &known, error))
      return FALSE;
    hash = known == NULL ? hash_file (path, files[i].name) : NULL;
    if (hash != NULL && !keep (store, files[i].name, hash, error))
      return FALSE;
  }
  return ruhu_hq_tx_commit (&tx, error);
}

static void
add_fault (const KeptFile *file, GPtrArray *faults)
{
  static const char back[] = "put it back from a backup (ruhu-hq restore into another folder)";

  if (file->may_change)
    g_ptr_array_add (faults,
                     g_strdup_printf ("%s is not what it was: %s; where somebody replaced it on "
                                      "purpose, say so: ruhu-hq verify --accept %s",
                                      file->name,
                                      back,
                                      file->name));
  else
    g_ptr_array_add (faults,
                     g_strdup_printf ("%s is not what it was, and HQ does not start with it: %s",
                                      file->name,
                                      back));
}

/**
 * ruhu_hq_kept_files_check:
 * @path: HQ's folder
 * @keys_only: leave out what somebody may have replaced
 * @faults: (element-type utf8): gets a sentence for each that is another
 */
gboolean
ruhu_hq_kept_files_check (RuhuHqStore *store,
                          const char *path,
                          gboolean keys_only,
                          GPtrArray *faults,
                          GError **error)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autofree char *known = NULL;
    g_autofree char *hash = NULL;

    if (keys_only && files[i].may_change)
      continue;
    if (!find (store, files[i].name, &known, error))
      return FALSE;
    hash = hash_file (path, files[i].name);
    if (g_strcmp0 (known, hash) != 0)
      add_fault (&files[i], faults);
  }
  return TRUE;
}

/**
 * ruhu_hq_kept_files_accept:
 * @name: of a file that somebody replaced on purpose
 *
 * Returns: %FALSE with %RUHU_ERROR_INVALID where it is none of those that may be replaced
 */
gboolean
ruhu_hq_kept_files_accept (RuhuHqStore *store, const char *path, const char *name, GError **error)
{
  g_autofree char *hash = hash_file (path, name);
  guint i;

  for (i = 0; hash != NULL && i < G_N_ELEMENTS (files); i++) {
    if (files[i].may_change && g_str_equal (files[i].name, name))
      return keep (store, name, hash, error);
  }

  g_set_error (error,
               RUHU_ERROR,
               RUHU_ERROR_INVALID,
               "“%s” is no file of HQ's that may be replaced: they are server.pem, "
               "keys/server.key and hq.json",
               name);
  return FALSE;
}
