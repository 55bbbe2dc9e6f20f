/* ruhu-object-row-private.h: rows of table object
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "store/ruhu-object.h"
#include "store/ruhu-store-private.h"

G_BEGIN_DECLS

gboolean
ruhu_object_row_get (RuhuVault *vault, const char *id, RuhuObject **object, GError **error);
GPtrArray *ruhu_object_row_list (RuhuVault *vault, RuhuObjectKind kind, GError **error);
gboolean ruhu_object_row_put (RuhuVault *vault, RuhuObject *object, GError **error);
gboolean ruhu_object_row_delete (RuhuVault *vault, const char *id, GError **error);

G_END_DECLS
