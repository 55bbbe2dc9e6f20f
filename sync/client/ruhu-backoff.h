/* ruhu-backoff.h: how long to wait before the next try
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

guint ruhu_backoff_after_failure (guint failures, GRand *rand);
guint ruhu_backoff_retry_after (guint seconds, GRand *rand);

G_END_DECLS
