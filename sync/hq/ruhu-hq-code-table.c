/* ruhu-hq-code-table.c: enrolment codes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-code-table.h"

#include "base/ruhu-error.h"

void
ruhu_hq_code_free (RuhuHqCode *code)
{
  g_free (code->id);
  g_free (code->code);
  g_free (code->scope);
  g_free (code->worker);
  g_free (code->used);
  g_free (code->answer);
  g_free (code->dev);
  g_free (code);
}

/** ruhu_hq_code_load: Returns: (transfer full) (nullable): or %RUHU_ERROR_NOT_FOUND */
RuhuHqCode *
ruhu_hq_code_load (RuhuHqStore *store, const char *id, GError **error)
{
  g_autoptr (GError) failed = NULL;
  g_autoptr (RuhuHqCode) code = NULL;
  g_autoptr (RuhuHqRows) rows = NULL;

  rows = ruhu_hq_store_query (store,
                              error,
                              "SELECT id, code, scope, worker, expires, tries, used, answer,"
                              " dev"
                              " FROM enrol_code WHERE id = ?1",
                              "t",
                              id);
  if (rows == NULL)
    return NULL;

  if (!ruhu_hq_rows_next (rows, &failed)) {
    if (failed == NULL)
      g_set_error (&failed, RUHU_ERROR, RUHU_ERROR_NOT_FOUND, "no such code");
    g_propagate_error (error, g_steal_pointer (&failed));
    return NULL;
  }

  code = g_new0 (RuhuHqCode, 1);
  code->id = g_strdup (ruhu_hq_rows_get_text (rows, 0));
  code->code = g_strdup (ruhu_hq_rows_get_text (rows, 1));
  code->scope = g_strdup (ruhu_hq_rows_get_text (rows, 2));
  code->worker = g_strdup (ruhu_hq_rows_get_text (rows, 3));
  code->expires = ruhu_hq_rows_get_int64 (rows, 4);
  code->tries = ruhu_hq_rows_get_int64 (rows, 5);
  code->used = ruhu_hq_rows_get_hash (rows, 6);
  code->answer = g_strdup (ruhu_hq_rows_get_text (rows, 7));
  code->dev = g_strdup (ruhu_hq_rows_get_text (rows, 8));
  return g_steal_pointer (&code);
}

gboolean
ruhu_hq_code_save (RuhuHqStore *store, RuhuHqCode *code, GError **error)
{
  return ruhu_hq_store_run (store,
                            error,
                            "INSERT INTO enrol_code (id, code, scope, worker, expires, tries, used,"
                            " answer, dev) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"
                            " ON CONFLICT (id) DO UPDATE SET code = excluded.code,"
                            " tries = excluded.tries, used = excluded.used,"
                            " answer = excluded.answer",
                            "ttttiihtt",
                            code->id,
                            code->code,
                            code->scope,
                            code->worker,
                            code->expires,
                            code->tries,
                            code->used,
                            code->answer,
                            code->dev);
}

/** ruhu_hq_code_forget_old: a day after its end a code is gone, its answer with it */
gboolean
ruhu_hq_code_forget_old (RuhuHqStore *store, gint64 now, GError **error)
{
  return ruhu_hq_store_run (store,
                            error,
                            "DELETE FROM enrol_code WHERE expires < ?1",
                            "i",
                            now - RUHU_HQ_CODE_LIFE);
}
