/* ruhu-outbox-private.h: what other rows say about lines of the outbox
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "store/ruhu-change-log-private.h"
#include "store/ruhu-outbox.h"
#include "store/ruhu-store-private.h"

G_BEGIN_DECLS

gboolean
ruhu_outbox_get_own (RuhuVault *vault, gint64 seq, const char *hash, GBytes **line, GError **error);
GPtrArray *ruhu_outbox_list_changes (RuhuVault *vault, sqlite3_stmt *stmt, GError **error);
gboolean ruhu_outbox_is_outside (RuhuChange *change, const char *scope);
gboolean ruhu_outbox_confirm (RuhuVault *vault, gint64 seq, GError **error);
gboolean ruhu_outbox_confirm_incoming (RuhuVault *vault, GError **error);
gboolean ruhu_outbox_is_acked (RuhuVault *vault, gint64 seq, gboolean *acked, GError **error);
gboolean ruhu_outbox_confirm_outside (RuhuVault *vault, const char *scope, GError **error);
gboolean ruhu_outbox_find_seq (RuhuVault *vault, const guint8 rec[16], gint64 *seq, GError **error);
gboolean ruhu_outbox_purge (RuhuVault *vault, GPtrArray *files, GError **error);
gboolean
ruhu_outbox_read_receipt (const char *receipt, gint64 *upto, gint64 *attachments, gint64 *at);
gboolean ruhu_outbox_get_last_receipt (RuhuVault *vault, char **receipt, GError **error);
gboolean ruhu_outbox_get_carried (RuhuVault *vault, gint64 *upto, char **carrier, GError **error);

G_END_DECLS
