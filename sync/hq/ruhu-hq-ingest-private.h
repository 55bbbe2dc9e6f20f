/* ruhu-hq-ingest-private.h: one transaction that writes, from within
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-hq-ingest.h"

G_BEGIN_DECLS

/** RuhuHqTown: a township whose lock this transaction holds */
typedef struct {
  char *name;
  gint64 last;
  RuhuHqDevice *own; /* once HQ writes there itself */
  gboolean own_wrote;
} RuhuHqTown;

struct _RuhuHqIngest {
  RuhuHqDir *dir;
  RuhuHqStore *store;
  RuhuHqTx tx;
  gint64 now;
  GHashTable *towns; /* name → RuhuHqTown */
};

RuhuHqTown *ruhu_hq_ingest_find_town (RuhuHqIngest *self, const char *division);
char *ruhu_hq_ingest_get_orig (RuhuHqDevice *device, RuhuLine *line);
gboolean ruhu_hq_ingest_find_double (RuhuHqIngest *self,
                                     RuhuHqDevice *device,
                                     RuhuLine *line,
                                     gboolean *is_double,
                                     GError **error);

G_END_DECLS
