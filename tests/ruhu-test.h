/* ruhu-test.h: what several tests need
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void ruhu_test_got (GObject *source, GAsyncResult *result, gpointer user_data);
GAsyncResult *ruhu_test_wait (GAsyncResult **result);

char *ruhu_test_make_dir (void);
void ruhu_test_remove_dir (const char *path);
char *ruhu_test_data (const char *name);

G_END_DECLS
