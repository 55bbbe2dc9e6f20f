/* ruhu-hq-transfer.h: persons who move from one division to another
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-hq-ingest.h"

G_BEGIN_DECLS

/**
 * RuhuHqPassage:
 * @RUHU_HQ_PASSAGE_NONE: no line of HQ's about a transfer
 * @RUHU_HQ_PASSAGE_LEFT: the object is in this township's log no longer, or no longer in this
 * village
 * @RUHU_HQ_PASSAGE_CAME: here is the object as it was where it came from
 * @RUHU_HQ_PASSAGE_ERASED: the object was erased on request
 *
 * What a line of HQ's own log of kind transfer says of the object that it is about.
 */
typedef enum {
  RUHU_HQ_PASSAGE_NONE,
  RUHU_HQ_PASSAGE_LEFT,
  RUHU_HQ_PASSAGE_CAME,
  RUHU_HQ_PASSAGE_ERASED,
} RuhuHqPassage;

RuhuHqPassage ruhu_hq_transfer_read (const char *dev, JsonObject *line);
RuhuHqObject *
ruhu_hq_transfer_make_object (const char *town, JsonObject *line, const guint8 idk_secret[32]);
gboolean
ruhu_hq_transfer_check (RuhuHqStore *store, RuhuHqDevice *device, RuhuLine *line, GError **error);
gboolean ruhu_hq_transfer_settle (RuhuHqIngest *ingest, RuhuLine *line, GError **error);
gboolean ruhu_hq_transfer_pass (RuhuHqIngest *ingest,
                                const char *town,
                                RuhuLine *line,
                                gint64 sseq,
                                GError **error);
gboolean ruhu_hq_transfer_say (RuhuHqIngest *ingest,
                               RuhuHqObject *object,
                               RuhuHqPassage passage,
                               const char *to,
                               GError **error);

G_END_DECLS
