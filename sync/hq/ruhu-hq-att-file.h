/* ruhu-hq-att-file.h: the files of attachments
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-hq-device-table.h"
#include "ruhu-hq-dir.h"

G_BEGIN_DECLS

/**
 * RuhuHqAttTaken:
 * @RUHU_HQ_ATT_NEW: HQ has it now
 * @RUHU_HQ_ATT_KNOWN: HQ had it
 * @RUHU_HQ_ATT_UNNAMED: no line of the device that HQ could apply names it, so it is not wanted yet
 * @RUHU_HQ_ATT_BROKEN: it is not what its key says
 */
typedef enum {
  RUHU_HQ_ATT_NEW,
  RUHU_HQ_ATT_KNOWN,
  RUHU_HQ_ATT_UNNAMED,
  RUHU_HQ_ATT_BROKEN,
} RuhuHqAttTaken;

char *ruhu_hq_att_file_path (RuhuHqDir *dir, const char *hash, const char *suffix);
gboolean
ruhu_hq_att_file_is_named_by (RuhuHqDir *dir, const char *hash, const char *dev, GError **error);
void ruhu_hq_att_file_drop_parts (RuhuHqDir *dir, const char *hash);
gboolean
ruhu_hq_att_file_note_complete (RuhuHqDir *dir, const char *hash, gint64 now, GError **error);
gboolean ruhu_hq_att_file_is_right (RuhuHqDir *dir, const char *hash);
gboolean ruhu_hq_att_file_want_again (RuhuHqDir *dir, const char *hash, gint64 now, GError **error);
gboolean ruhu_hq_att_file_take_sealed (RuhuHqDir *dir,
                                       RuhuHqDevice *device,
                                       GBytes *sealed_key,
                                       GBytes *file,
                                       gint64 now,
                                       RuhuHqAttTaken *taken,
                                       GError **error);

G_END_DECLS
