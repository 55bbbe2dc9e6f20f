/* ruhu-hq-scope-table.h: the scopes that devices had before they were moved
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-hq-device-table.h"

G_BEGIN_DECLS

/* How long what was made in the old scope is still taken, ms. */
#define RUHU_HQ_SCOPE_KEEP (30 * 24 * 60 * 60 * G_GINT64_CONSTANT (1000))

/** RuhuHqScope: one row; @until in ms since 1970 UTC */
typedef struct {
  gint64 epoch;
  char *scope;
  gint64 until;
} RuhuHqScope;

void ruhu_hq_scope_free (RuhuHqScope *scope);

gboolean ruhu_hq_scope_end (RuhuHqStore *store, RuhuHqDevice *device, gint64 until, GError **error);
GPtrArray *
ruhu_hq_scope_list (RuhuHqStore *store, const char *dev, gint64 from_epoch, GError **error);
gboolean ruhu_hq_scope_may_write (RuhuHqStore *store,
                                  RuhuHqDevice *device,
                                  const char *division,
                                  gint64 now,
                                  gboolean *late,
                                  GError **error);

G_END_DECLS
