/* ruhu-sync-report-private.h: how a run went, in words and as an exit code
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-bundle-export.h"
#include "ruhu-bundle-import.h"
#include "ruhu-syncer.h"

G_BEGIN_DECLS

/* The exit codes of ruhu-sync, which scripts rely on. */
#define RUHU_SYNC_EXIT_DONE 0
#define RUHU_SYNC_EXIT_REFUSED 1
#define RUHU_SYNC_EXIT_OFFLINE 2
#define RUHU_SYNC_EXIT_HQ_REFUSED 3
#define RUHU_SYNC_EXIT_USAGE 64

int ruhu_sync_report_get_code (RuhuSyncer *syncer, const GError *error);
char *ruhu_sync_report_make_outcome (RuhuSyncer *syncer, const GError *error);
char *ruhu_sync_report_make_status (RuhuSyncer *syncer);
char *ruhu_sync_report_make_json (RuhuSyncer *syncer);
char *ruhu_sync_report_make_exported (const RuhuBundleExported *exported);
const char *ruhu_sync_report_make_imported (RuhuBundleOutcome outcome);

G_END_DECLS
