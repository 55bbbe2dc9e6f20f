/* ruhu-object-row-private.h: rows of the tables object and incoming
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "store/ruhu-object.h"
#include "store/ruhu-store-private.h"

G_BEGIN_DECLS

/** RuhuObjectTable: @INCOMING is what HQ sends a device that begins anew, until all of it is here
 */
typedef enum {
  RUHU_OBJECT_TABLE_SHOWN,
  RUHU_OBJECT_TABLE_INCOMING,
} RuhuObjectTable;

gboolean
ruhu_object_row_get (RuhuVault *vault, const char *id, RuhuObject **object, GError **error);
GPtrArray *ruhu_object_row_list (RuhuVault *vault, RuhuObjectKind kind, GError **error);
gboolean ruhu_object_row_put (RuhuVault *vault, RuhuObject *object, GError **error);
gboolean ruhu_object_row_delete (RuhuVault *vault, const char *id, GError **error);

gboolean ruhu_object_row_get_in (RuhuVault *vault,
                                 RuhuObjectTable table,
                                 const char *id,
                                 RuhuObject **object,
                                 GError **error);
gboolean ruhu_object_row_put_in (RuhuVault *vault,
                                 RuhuObjectTable table,
                                 RuhuObject *object,
                                 GError **error);
gboolean
ruhu_object_row_delete_in (RuhuVault *vault, RuhuObjectTable table, const char *id, GError **error);
gboolean ruhu_object_row_drop_incoming (RuhuVault *vault, GError **error);
gboolean ruhu_object_row_show_incoming (RuhuVault *vault, GError **error);

G_END_DECLS
