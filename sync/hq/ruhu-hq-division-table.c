/* ruhu-hq-division-table.c: what divisions are called
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-division-table.h"

gboolean
ruhu_hq_division_set_name (RuhuHqStore *store, const char *code, const char *name, GError **error)
{
  return ruhu_hq_store_run (store,
                            error,
                            "INSERT INTO division (code, name) VALUES (?1, ?2)"
                            " ON CONFLICT (code) DO UPDATE SET name = excluded.name",
                            "tt",
                            code,
                            name);
}

/** ruhu_hq_division_get_name: Returns: (transfer full): its name; its code where it has none here
 */
char *
ruhu_hq_division_get_name (RuhuHqStore *store, const char *code)
{
  g_autoptr (RuhuHqRows) rows = NULL;

  rows = ruhu_hq_store_query (store, NULL, "SELECT name FROM division WHERE code = ?1", "t", code);
  return g_strdup (rows != NULL && ruhu_hq_rows_next (rows, NULL) ? ruhu_hq_rows_get_text (rows, 0)
                                                                  : code);
}
