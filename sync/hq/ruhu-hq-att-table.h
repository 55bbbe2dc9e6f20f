/* ruhu-hq-att-table.h: which attachments were named, and which are here
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-hq-store.h"

G_BEGIN_DECLS

/** RuhuHqAtt: one row; column comments in resources/sql/hq/ */
typedef struct {
  char *town;
  char *hash;
  gint64 len;
  gboolean complete;
} RuhuHqAtt;

void ruhu_hq_att_free (RuhuHqAtt *att);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RuhuHqAtt, ruhu_hq_att_free)

gboolean ruhu_hq_att_name (RuhuHqStore *store,
                           const RuhuHqAtt *att,
                           const char *dev,
                           gint64 dseq,
                           const char *division,
                           gint64 now,
                           GError **error);
RuhuHqAtt *
ruhu_hq_att_find (RuhuHqStore *store, const char *hash, const char *scope, GError **error);
RuhuHqAtt *
ruhu_hq_att_find_own (RuhuHqStore *store, const char *hash, const char *dev, GError **error);
gboolean ruhu_hq_att_complete (RuhuHqStore *store, const char *hash, gint64 now, GError **error);
gint64 ruhu_hq_att_get_upto (RuhuHqStore *store, const char *dev, gint64 acked, GError **error);
gboolean ruhu_hq_att_want_again (RuhuHqStore *store, const char *hash, GError **error);
GStrv ruhu_hq_att_list_again (RuhuHqStore *store, const char *dev, GError **error);
GPtrArray *ruhu_hq_att_list_devices (RuhuHqStore *store, const char *hash, GError **error);
GPtrArray *ruhu_hq_att_list (RuhuHqStore *store, GError **error);

G_END_DECLS
