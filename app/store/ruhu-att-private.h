/* ruhu-att-private.h: attachments: sealed files and their rows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "store/ruhu-store-private.h"

G_BEGIN_DECLS

/** RuhuAttState: the numbers are stored and never change */
typedef enum {
  RUHU_ATT_CAPTURED = 0,
  RUHU_ATT_NAMED = 1,
  RUHU_ATT_COMPLETE = 2,
} RuhuAttState;

typedef struct {
  guint8 id[16];
  guint8 rec[16];
  gint64 len;
  gint64 sent;
  RuhuAttState state;
  GBytes *sealed_key; /* column hqkey */
  guint8 *key;        /* of the file, guarded; NULL while locked, as the two below */
  char *hash;         /* of the content, hex */
  char *type;
} RuhuAtt;

void ruhu_att_free (RuhuAtt *att);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RuhuAtt, ruhu_att_free)

char *ruhu_att_get_name (const guint8 id[16], const char *type);
char *ruhu_att_get_file (RuhuVault *vault, const guint8 id[16]);

RuhuAtt *ruhu_att_add (RuhuVault *vault,
                       const guint8 rec[16],
                       GBytes *content,
                       const char *type,
                       GError **error);
gboolean ruhu_att_find (RuhuVault *vault, const guint8 id[16], RuhuAtt **att, GError **error);
GPtrArray *ruhu_att_list_of (RuhuVault *vault, const guint8 rec[16], GError **error);
GPtrArray *ruhu_att_list_in (RuhuVault *vault, RuhuAttState state, GError **error);
gboolean ruhu_att_update (RuhuVault *vault, RuhuAtt *att, GError **error);
gboolean ruhu_att_delete_row (RuhuVault *vault, const guint8 id[16], GError **error);
void ruhu_att_delete_file (RuhuVault *vault, const guint8 id[16]);
GBytes *ruhu_att_read (RuhuVault *vault, RuhuAtt *att, GError **error);
gboolean ruhu_att_collect_orphans (RuhuVault *vault, GError **error);

G_END_DECLS
