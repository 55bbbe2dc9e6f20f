/* ruhu-hq-conflict-table.h: what people are to be asked about
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-hq-store.h"

G_BEGIN_DECLS

/** RuhuHqConflict: one row; column comments in resources/sql/hq/ */
typedef struct {
  char *town;
  char *uuid;
  char *object;
  char *division;
  char *path;
  gboolean closed;
  gint64 sseq;
  char *body;
} RuhuHqConflict;

void ruhu_hq_conflict_free (RuhuHqConflict *conflict);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RuhuHqConflict, ruhu_hq_conflict_free)

gboolean ruhu_hq_conflict_save (RuhuHqStore *store, RuhuHqConflict *conflict, GError **error);
GPtrArray *ruhu_hq_conflict_list (RuhuHqStore *store,
                                  const char *town,
                                  const char *scope,
                                  gint64 after,
                                  GError **error);

GPtrArray *
ruhu_hq_conflict_list_of (RuhuHqStore *store, const char *town, const char *uuid, GError **error);
GPtrArray *ruhu_hq_conflict_list_open (RuhuHqStore *store, const char *scope, GError **error);

G_END_DECLS
