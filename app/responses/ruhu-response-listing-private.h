/* ruhu-response-listing-private.h: all responses of a store, wherever their rows are
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "store/ruhu-change-log-private.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

GPtrArray *ruhu_response_listing_read (RuhuVault *vault, GError **error);
gboolean ruhu_response_listing_find_line (RuhuVault *vault,
                                          const char *id,
                                          RuhuChange **change,
                                          GError **error);
JsonObject *ruhu_response_listing_get_line (RuhuVault *vault, const char *id, GError **error);
char *ruhu_response_listing_get_answers (RuhuVault *vault, const char *id, GError **error);
gboolean
ruhu_response_listing_is_final (RuhuVault *vault, const char *id, gboolean *final, GError **error);

G_END_DECLS
