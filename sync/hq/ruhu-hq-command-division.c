/* ruhu-hq-command-division.c: division import
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-audit-table.h"
#include "ruhu-hq-commands-private.h"
#include "ruhu-hq-csv.h"
#include "ruhu-hq-division-table.h"

#include "base/ruhu-division.h"
#include "base/ruhu-error.h"

#define CODE "code"
#define NAME "name"
#define TOWN "000000000" /* names are everybody's */

static gboolean
check (RuhuHqCsv *csv, const char *file, GError **error)
{
  guint i;

  if (ruhu_hq_csv_get_n_columns (csv) != 2 ||
      g_strcmp0 (ruhu_hq_csv_get_column (csv, 0), CODE) != 0 ||
      g_strcmp0 (ruhu_hq_csv_get_column (csv, 1), NAME) != 0) {
    g_set_error (error,
                 RUHU_ERROR,
                 RUHU_ERROR_INVALID,
                 "%s:1:1: the columns are " CODE " and " NAME,
                 file);
    return FALSE;
  }

  for (i = 0; i < ruhu_hq_csv_get_n_rows (csv); i++) {
    if (!ruhu_division_is_valid (ruhu_hq_csv_get (csv, i, CODE)))
      return ruhu_hq_csv_fail (csv, i, CODE, error, "is no code of 4, 6, 9 or 12 digits");
    if (*ruhu_hq_csv_get (csv, i, NAME) == '\0')
      return ruhu_hq_csv_fail (csv, i, NAME, error, "is empty");
  }
  return TRUE;
}

/** ruhu_hq_division_import_run: `division import FILE.csv` */
gboolean
ruhu_hq_division_import_run (RuhuHqDir *dir, RuhuHqCall *call, RuhuHqReply *reply, GError **error)
{
  RuhuHqStore *store = ruhu_hq_dir_get_store (dir);
  RuhuHqFile *file = g_ptr_array_index (call->files, 0);
  g_autoptr (RuhuHqCsv) csv = ruhu_hq_csv_parse (file->bytes, file->name, error);
  g_autofree char *what = NULL;
  g_auto (RuhuHqTx) tx = { NULL };
  guint i;

  if (csv == NULL || !check (csv, file->name, error) || !ruhu_hq_tx_begin (&tx, store, TRUE, error))
    return FALSE;

  for (i = 0; i < ruhu_hq_csv_get_n_rows (csv); i++) {
    if (!ruhu_hq_division_set_name (store,
                                    ruhu_hq_csv_get (csv, i, CODE),
                                    ruhu_hq_csv_get (csv, i, NAME),
                                    error))
      return FALSE;
  }

  what = g_strdup_printf ("%u rows", i);
  if (!ruhu_hq_audit_append (dir, TOWN, "command", "division-import", what, error) ||
      !ruhu_hq_tx_commit (&tx, error))
    return FALSE;

  g_string_append_printf (reply->out, "%u names taken in\n", i);
  return TRUE;
}
