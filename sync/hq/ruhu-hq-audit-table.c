/* ruhu-hq-audit-table.c: who did what, so that nobody can unsay it
 *
 * One chain for each township: the hash of an entry is over its words and the hash before it, and
 * the last hash is signed with hqs. Entries name ids and counts, never a person or a value.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-audit-table.h"

#include "base/ruhu-clock.h"
#include "ruhu-hash.h"
#include "ruhu-sign.h"

typedef struct {
  gint64 n;
  char *hash;
  char *sig;
} Head;

static void
clear_head (Head *head)
{
  g_free (head->hash);
  g_free (head->sig);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Head, clear_head)

static gboolean
load_head (RuhuHqStore *store, const char *town, Head *head, GError **error)
{
  g_autoptr (GError) failed = NULL;
  g_autoptr (RuhuHqRows) rows = NULL;

  rows = ruhu_hq_store_query (store,
                              error,
                              "SELECT n, hash, sig FROM audit_head WHERE town = ?1",
                              "t",
                              town);
  if (rows == NULL)
    return FALSE;

  if (ruhu_hq_rows_next (rows, &failed)) {
    head->n = ruhu_hq_rows_get_int64 (rows, 0);
    head->hash = ruhu_hq_rows_get_hash (rows, 1);
    head->sig = g_strdup (ruhu_hq_rows_get_text (rows, 2));
  }
  if (head->hash == NULL)
    head->hash = g_strdup (RUHU_HASH_NONE);
  if (failed == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&failed));
  return FALSE;
}

static char *
hash_entry (const char *town,
            gint64 n,
            const char *prev,
            gint64 at,
            const char *actor,
            const char *action,
            const char *object)
{
  g_autofree char *text = NULL;

  /* A unit separator stands in none of the words, so no two entries share a text. */
  text = g_strdup_printf ("RUHU1\x1f"
                          "audit\x1f%s\x1f%" G_GINT64_FORMAT "\x1f%s\x1f%" G_GINT64_FORMAT
                          "\x1f%s\x1f%s\x1f%s",
                          town,
                          n,
                          prev,
                          at,
                          actor,
                          action,
                          object);
  return ruhu_hash_text (text, strlen (text));
}

static char *
make_head_text (const char *town, gint64 n, const char *hash)
{
  return g_strdup_printf ("RUHU1|audit|%s|%" G_GINT64_FORMAT "|%s", town, n, hash);
}

/**
 * ruhu_hq_audit_append:
 * @town: which chain
 * @actor: who: a user's or device's name, or "command"
 * @action: one word
 * @object: ids and counts
 *
 * In the transaction that does what it tells of.
 */
gboolean
ruhu_hq_audit_append (RuhuHqDir *dir,
                      const char *town,
                      const char *actor,
                      const char *action,
                      const char *object,
                      GError **error)
{
  RuhuHqStore *store = ruhu_hq_dir_get_store (dir);
  gint64 now = ruhu_clock_now ();
  g_auto (Head) head = { 0, NULL, NULL };
  g_autofree char *hash = NULL;
  g_autofree char *text = NULL;
  g_autofree char *sig = NULL;

  if (!load_head (store, town, &head, error))
    return FALSE;

  hash = hash_entry (town, head.n + 1, head.hash, now, actor, action, object);
  text = make_head_text (town, head.n + 1, hash);
  sig = ruhu_sign_text (text, ruhu_hq_dir_get_hqs_secret (dir));
  return ruhu_hq_store_run (store,
                            error,
                            "INSERT INTO audit (town, n, prev, hash, at, actor, action, object)"
                            " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                            "tihhittt",
                            town,
                            head.n + 1,
                            head.hash,
                            hash,
                            now,
                            actor,
                            action,
                            object) &&
         ruhu_hq_store_run (store,
                            error,
                            "INSERT INTO audit_head (town, n, hash, sig) VALUES (?1, ?2, ?3, ?4)"
                            " ON CONFLICT (town) DO UPDATE SET n = excluded.n,"
                            " hash = excluded.hash, sig = excluded.sig",
                            "tiht",
                            town,
                            head.n + 1,
                            hash,
                            sig);
}

/* The entries of a township as they stand; its own words say what each hash must be. */
static gboolean
verify_town (RuhuHqDir *dir, const char *town, GPtrArray *faults, gint64 *n, GError **error)
{
  RuhuHqStore *store = ruhu_hq_dir_get_store (dir);
  g_auto (Head) head = { 0, NULL, NULL };
  g_autofree char *prev = g_strdup (RUHU_HASH_NONE);
  g_autofree char *signed_text = NULL;
  g_autoptr (GError) failed = NULL;
  g_autoptr (RuhuHqRows) rows = NULL;
  gint64 expected = 0;

  if (!load_head (store, town, &head, error))
    return FALSE;

  rows = ruhu_hq_store_query (store,
                              error,
                              "SELECT n, hash, at, actor, action, object FROM audit"
                              " WHERE town = ?1 ORDER BY n",
                              "t",
                              town);
  if (rows == NULL)
    return FALSE;

  while (ruhu_hq_rows_next (rows, &failed)) {
    g_autofree char *stored = ruhu_hq_rows_get_hash (rows, 1);
    g_autofree char *hash = hash_entry (town,
                                        ++expected,
                                        prev,
                                        ruhu_hq_rows_get_int64 (rows, 2),
                                        ruhu_hq_rows_get_text (rows, 3),
                                        ruhu_hq_rows_get_text (rows, 4),
                                        ruhu_hq_rows_get_text (rows, 5));

    if (ruhu_hq_rows_get_int64 (rows, 0) != expected || g_strcmp0 (stored, hash) != 0) {
      g_ptr_array_add (faults,
                       g_strdup_printf ("audit of %s: entry %" G_GINT64_FORMAT
                                        " is not what was written",
                                        town,
                                        expected));
      return TRUE;
    }
    g_free (prev);
    prev = g_steal_pointer (&hash);
    (*n)++;
  }
  if (failed != NULL) {
    g_propagate_error (error, g_steal_pointer (&failed));
    return FALSE;
  }

  signed_text = make_head_text (town, expected, prev);
  if (expected != head.n || !ruhu_sign_verify (signed_text, head.sig, ruhu_hq_dir_get_hqs (dir)))
    g_ptr_array_add (faults,
                     g_strdup_printf ("audit of %s: does not end where HQ signed it", town));
  return TRUE;
}

/**
 * ruhu_hq_audit_verify:
 * @faults: (element-type utf8): gets one sentence for each chain that is broken
 * @n: (inout): raised by the entries found good
 */
gboolean
ruhu_hq_audit_verify (RuhuHqDir *dir, GPtrArray *faults, gint64 *n, GError **error)
{
  g_autoptr (GPtrArray) towns = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) failed = NULL;
  g_autoptr (RuhuHqRows) rows = NULL;
  guint i;

  rows = ruhu_hq_store_query (ruhu_hq_dir_get_store (dir),
                              error,
                              "SELECT town FROM audit UNION SELECT town FROM audit_head",
                              "");
  if (rows == NULL)
    return FALSE;

  while (ruhu_hq_rows_next (rows, &failed))
    g_ptr_array_add (towns, g_strdup (ruhu_hq_rows_get_text (rows, 0)));
  if (failed != NULL) {
    g_propagate_error (error, g_steal_pointer (&failed));
    return FALSE;
  }

  for (i = 0; i < towns->len; i++) {
    if (!verify_town (dir, g_ptr_array_index (towns, i), faults, n, error))
      return FALSE;
  }
  return TRUE;
}
