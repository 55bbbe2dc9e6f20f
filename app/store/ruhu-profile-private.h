/* ruhu-profile-private.h: the files of a profile beside its database
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define RUHU_PROFILE_STORE "store.db"
#define RUHU_PROFILE_WAL "store.db-wal"
#define RUHU_PROFILE_HQ "hq.json"
#define RUHU_PROFILE_ERASE "erase"
#define RUHU_PROFILE_HANDED_OVER "handed-over.rbb"
#define RUHU_PROFILE_ATT "att"
#define RUHU_PROFILE_MEDIA "media"
#define RUHU_PROFILE_SECRET "secret"
#define RUHU_PROFILE_DS "secret/device"
#define RUHU_PROFILE_LK "secret/locked"
#define RUHU_PROFILE_UNLOCK "secret/unlock"
#define RUHU_PROFILE_INSTANCE "secret/instance"
#define RUHU_PROFILE_RECOVERY "secret/recovery"
#define RUHU_PROFILE_TRIES "secret/tries"
#define RUHU_PROFILE_PENDING "secret/pending"

gboolean ruhu_profile_make (const char *dir, GError **error);
gboolean ruhu_profile_has (const char *dir, const char *name);
GBytes *ruhu_profile_read (const char *dir, const char *name, GError **error);
gboolean
ruhu_profile_write (const char *dir, const char *name, gconstpointer data, gsize n, GError **error);
gboolean ruhu_profile_overwrite (const char *dir,
                                 const char *name,
                                 gconstpointer data,
                                 gsize n,
                                 GError **error);
gboolean
ruhu_profile_rename (const char *dir, const char *name, const char *new_name, GError **error);
void ruhu_profile_remove (const char *dir, const char *name);

G_END_DECLS
