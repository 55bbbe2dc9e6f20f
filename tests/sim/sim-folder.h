/* sim-folder.h: a folder as it was
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _SimFolder SimFolder;

SimFolder *sim_folder_keep (const char *path, gboolean with_stores);
void sim_folder_put_back (SimFolder *self);
void sim_folder_free (SimFolder *self);

G_END_DECLS
