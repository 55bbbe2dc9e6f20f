/* ruhu-sync-service.h: ruhu-sync asks the app that holds the store
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-syncer.h"

G_BEGIN_DECLS

#define RUHU_TYPE_SYNC_SERVICE (ruhu_sync_service_get_type ())
G_DECLARE_FINAL_TYPE (RuhuSyncService, ruhu_sync_service, RUHU, SYNC_SERVICE, GObject)

RuhuSyncService *ruhu_sync_service_new (RuhuSyncer *syncer, RuhuStore *store, GError **error);

gboolean ruhu_sync_service_ask (const char *dir,
                                const char *command,
                                int *code,
                                char **out,
                                char **complaint);

G_END_DECLS
