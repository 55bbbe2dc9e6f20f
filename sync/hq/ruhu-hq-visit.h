/* ruhu-hq-visit.h: what a response means for the visits to come
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-hq-ingest.h"

G_BEGIN_DECLS

gboolean
ruhu_hq_visit_note (RuhuHqIngest *ingest, RuhuHqObject *response, RuhuLine *line, GError **error);

G_END_DECLS
