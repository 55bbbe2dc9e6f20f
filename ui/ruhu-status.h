/* ruhu-status.h: the six status words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * RuhuStatus:
 * @RUHU_STATUS_NONE: nothing to say; no badge
 * @RUHU_STATUS_DRAFT: begun, not finished
 * @RUHU_STATUS_HERE: finished, and only on this tablet
 * @RUHU_STATUS_CARRIED: handed to somebody in a sealed bundle
 * @RUHU_STATUS_RECEIVED: HQ has signed for it
 * @RUHU_STATUS_RETURNED: somebody wants it corrected
 * @RUHU_STATUS_AGREED: the township agreed
 * @RUHU_STATUS_ACCEPTED: the county accepted it
 *
 * Where a response is, in the words that every list uses.
 */
typedef enum {
  RUHU_STATUS_NONE,
  RUHU_STATUS_DRAFT,
  RUHU_STATUS_HERE,
  RUHU_STATUS_CARRIED,
  RUHU_STATUS_RECEIVED,
  RUHU_STATUS_RETURNED,
  RUHU_STATUS_AGREED,
  RUHU_STATUS_ACCEPTED,
} RuhuStatus;

char *ruhu_status_to_words (RuhuStatus status, guint left, const char *carrier);
const char *ruhu_status_to_icon (RuhuStatus status);
const char *ruhu_status_to_style (RuhuStatus status);

G_END_DECLS
