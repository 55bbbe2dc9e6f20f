/* ruhu-change-log-private.h: the device's own log, cut into lines for HQ
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "store/ruhu-outbox.h"
#include "store/ruhu-store-private.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* How long *finish* can be undone, ms. */
#define RUHU_CHANGE_LOG_UNDO_TIME (10 * 60 * 1000)

/* One row of the outbox as it is sealed. */
typedef struct {
  gint64 seq;
  gint64 kind;
  guint8 rec[16];
  guint8 hash[RUHU_OUTBOX_HASH_SIZE];
  guint8 hs[RUHU_OUTBOX_SIGNATURE_SIZE];
  gint64 state;
  char *code;   /* or NULL */
  char *local;  /* what this device keeps beside the line, JSON */
  GBytes *line; /* NULL while locked */
  GBytes *hq;
} RuhuChange;

void ruhu_change_free (RuhuChange *change);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RuhuChange, ruhu_change_free)

/* The columns ruhu_change_log_read() takes, in its order. */
#define RUHU_CHANGE_COLUMNS "SELECT seq, kind, rec, hash, hs, body, hq, state, code FROM outbox "

RuhuChange *ruhu_change_log_read (RuhuVault *vault, sqlite3_stmt *stmt, GError **error);
RuhuChange *ruhu_change_log_read_sealed (sqlite3_stmt *stmt, GError **error);
gboolean ruhu_change_log_update (RuhuVault *vault, RuhuChange *change, GError **error);
/* What the first line of a log names as the hash of the line before. */
#define RUHU_CHANGE_LOG_NONE "0000000000000000000000000000000000000000000000000000000000000000"

gboolean ruhu_change_log_put_back (RuhuVault *vault, RuhuChange *change, GError **error);
gboolean ruhu_change_log_append_at (RuhuVault *vault,
                                    const char *kind,
                                    const char *id,
                                    guint64 hlc,
                                    JsonObject *members,
                                    JsonObject *local,
                                    GError **error);
gboolean ruhu_change_log_append (RuhuVault *vault,
                                 const char *kind,
                                 const char *id,
                                 JsonObject *members,
                                 JsonObject *local,
                                 GError **error);
gboolean ruhu_change_log_cut_finished (RuhuVault *vault, gint64 finished_before, GError **error);
gboolean ruhu_change_log_drop_discarded (RuhuVault *vault, gint64 discarded_before, GError **error);

RuhuSealAd *ruhu_draft_make_ad (const guint8 rec[16], gint64 state, gint64 finished);

G_END_DECLS
