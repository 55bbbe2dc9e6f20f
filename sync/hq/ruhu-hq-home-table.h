/* ruhu-hq-home-table.h: where transferred objects are, and which were erased
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-hq-object-table.h"

G_BEGIN_DECLS

gboolean
ruhu_hq_home_save (RuhuHqStore *store, RuhuHqObject *object, const char *was, GError **error);
gboolean ruhu_hq_home_find (RuhuHqStore *store,
                            const char *uuid,
                            const char *was,
                            char **town,
                            char **division,
                            GError **error);
RuhuHqObject *ruhu_hq_home_load (RuhuHqStore *store, const char *uuid, GError **error);

gboolean ruhu_hq_erased_save (RuhuHqStore *store, const char *uuid, gint64 now, GError **error);
gboolean ruhu_hq_erased_has (RuhuHqStore *store, const char *uuid, gboolean *has, GError **error);

G_END_DECLS
