/* ruhu-slot-private.h: key slots: the root key under each user's PIN
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "store/ruhu-store-private.h"

G_BEGIN_DECLS

gboolean ruhu_slot_put (RuhuVault *vault,
                        const char *user,
                        const char *pin,
                        guint64 operations,
                        gsize memory,
                        GError **error);
gboolean ruhu_slot_open (RuhuVault *vault, const char *user, const char *pin, GError **error);
gboolean ruhu_slot_remove (RuhuVault *vault, const char *user, GError **error);
char **ruhu_slot_list_users (RuhuVault *vault, GError **error);
gboolean ruhu_slot_check_pin (const char *pin, gboolean phrase, GError **error);

G_END_DECLS
