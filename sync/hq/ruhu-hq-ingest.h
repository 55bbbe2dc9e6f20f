/* ruhu-hq-ingest.h: lines into the log and the state
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-hq-device-table.h"
#include "ruhu-hq-dir.h"
#include "ruhu-hq-object-table.h"
#include "ruhu-line.h"

G_BEGIN_DECLS

typedef struct _RuhuHqIngest RuhuHqIngest;

RuhuHqIngest *ruhu_hq_ingest_begin (RuhuHqDir *dir, GPtrArray *towns, GError **error);
gboolean ruhu_hq_ingest_add_town (RuhuHqIngest *self, const char *division, GError **error);
gboolean ruhu_hq_ingest_commit (RuhuHqIngest *self, GError **error);
void ruhu_hq_ingest_free (RuhuHqIngest *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RuhuHqIngest, ruhu_hq_ingest_free)

RuhuHqDir *ruhu_hq_ingest_get_dir (RuhuHqIngest *self);
gboolean ruhu_hq_ingest_take (RuhuHqIngest *self,
                              RuhuHqDevice *device,
                              RuhuLine *line,
                              gboolean late_scope,
                              GError **error);
gboolean
ruhu_hq_ingest_release (RuhuHqIngest *self, RuhuHqDevice *device, RuhuLine *line, GError **error);
gboolean ruhu_hq_ingest_say (RuhuHqIngest *self, JsonObject *content, GError **error);
gboolean ruhu_hq_ingest_write (RuhuHqIngest *self,
                               const char *division,
                               RuhuObjectKind kind,
                               const char *id,
                               JsonObject *set,
                               JsonObject *replaced,
                               GError **error);
RuhuHqObject *
ruhu_hq_ingest_load (RuhuHqIngest *self, const char *town, const char *id, GError **error);
gboolean ruhu_hq_ingest_find_resident (RuhuHqIngest *self,
                                       const char *town,
                                       const char *resident_id,
                                       char **id,
                                       GError **error);
gboolean ruhu_hq_ingest_find_open_task (RuhuHqIngest *self,
                                        RuhuHqObject *person,
                                        const char *form,
                                        const char *reason,
                                        char **id,
                                        GError **error);

G_END_DECLS
