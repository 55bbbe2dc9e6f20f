/* ruhu-hq-erase.h: erasing a person on request
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-hq-ingest.h"

G_BEGIN_DECLS

/* All that is left of a line that was erased; its hash stays, and the chain with it. */
#define RUHU_HQ_ERASED_LINE "{\"erased\":1}"

/* Names the fault of a line about somebody who was erased: nothing of it is kept. */
#define RUHU_HQ_ERASED_PATH "erased"

/** RuhuHqErased: how much was erased */
typedef struct {
  guint objects;
  guint lines;
  guint attachments;
} RuhuHqErased;

gboolean ruhu_hq_erase_is_line (GBytes *body);
gboolean ruhu_hq_erase_check (RuhuHqStore *store, RuhuLine *line, GError **error);
gboolean ruhu_hq_erase (RuhuHqDir *dir,
                        const char *actor,
                        const char *person,
                        const char *reason,
                        RuhuHqErased *erased,
                        GError **error);

G_END_DECLS
