/* ruhu-sync-bundle.c: what goes and comes as a file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-bundle-export.h"
#include "ruhu-bundle-import.h"
#include "ruhu-sync-program-private.h"
#include "ruhu-sync-report-private.h"
#include "ruhu-wait-private.h"

#include <string.h>

static int
export_bundle (RuhuSyncProgram *self, const char *path)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  RuhuBundleExported exported;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  ruhu_bundle_export_async (self->objects, path, NULL, NULL, NULL, ruhu_wait_note_cb, &got);
  result = ruhu_wait_for (&got);
  if (!ruhu_bundle_export_finish (result, &exported, &error))
    return ruhu_sync_program_complain (error);

  text = ruhu_sync_report_make_exported (&exported);
  return ruhu_sync_program_print_answer (RUHU_SYNC_EXIT_DONE, text, "");
}

static int
import_bundle (RuhuSyncProgram *self, const char *path)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  RuhuBundleOutcome outcome;
  g_autoptr (GError) error = NULL;

  ruhu_bundle_import_async (self->objects, path, NULL, ruhu_wait_note_cb, &got);
  result = ruhu_wait_for (&got);
  if (!ruhu_bundle_import_finish (result, &outcome, &error))
    return ruhu_sync_program_complain (error);

  return ruhu_sync_program_print_answer (RUHU_SYNC_EXIT_DONE,
                                         ruhu_sync_report_make_imported (outcome),
                                         "");
}

/* Opens the store for a bundle; where there is none, the bundle may be the one that makes it. */
static gboolean
begin_bundle (RuhuSyncProgram *self, const char *path, gboolean export, GError **error)
{
  ruhu_sync_program_open_stores (self);
  if (export || self->pin_fd < 0 || ruhu_store_get_state (self->store) != RUHU_STORE_ABSENT) {
    ruhu_sync_program_close_stores (self);
    return ruhu_sync_program_begin (self, error);
  }
  return ruhu_sync_take_answer (self, path, error);
}

/* The app may have another working directory, and a path may hold anything. */
/** ruhu_sync_run_bundle: `bundle export|import|enrol FILE` */
int
ruhu_sync_run_bundle (RuhuSyncProgram *self)
{
  g_autofree char *path = g_canonicalize_filename (self->args[1], NULL);
  g_autofree char *escaped = g_uri_escape_string (path, "/", FALSE);
  g_autofree char *question = g_strdup_printf ("bundle-%s %s", self->args[0], escaped);
  gboolean export = g_str_equal (self->args[0], "export");
  g_autoptr (GError) error = NULL;
  int code;

  if (g_str_equal (self->args[0], "enrol"))
    return ruhu_sync_ask_by_file (self, path);
  if (!export && !g_str_equal (self->args[0], "import"))
    return ruhu_sync_program_misuse ("a bundle is exported, imported, or enrols");
  if (ruhu_sync_program_ask_app (self, question, &code))
    return code;
  if (!begin_bundle (self, path, export, &error))
    return ruhu_sync_program_complain (error);

  code = export ? export_bundle (self, path) : import_bundle (self, path);
  ruhu_sync_program_lock (self);
  return code;
}
