/* ruhu-file.h: a file's bytes; writes a file whole or not at all
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define RUHU_FILE_NEW ".new"

const char *ruhu_file_get_data (GBytes *bytes, gsize *n);
gboolean ruhu_file_replace (const char *path, gconstpointer data, gsize n, GError **error);
gboolean ruhu_file_fail (const char *path, int saved_errno, GError **error);
gboolean ruhu_file_write_all (int fd, gconstpointer data, gsize n);
gboolean ruhu_file_sync_folder (const char *path, GError **error);

G_END_DECLS
