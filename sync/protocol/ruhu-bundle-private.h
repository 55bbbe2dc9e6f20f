/* ruhu-bundle-private.h: what writer and reader of a bundle share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <sodium.h>

#include <glib.h>

G_BEGIN_DECLS

#define RUHU_BUNDLE_MARK "RBB1\n"
#define RUHU_BUNDLE_PART_END "end"

/* No heading of a part is longer; the header neither. */
#define RUHU_BUNDLE_MAX_HEADING 16384

crypto_generichash_state *ruhu_bundle_hash_new (void);
char *ruhu_bundle_sign_text (crypto_generichash_state *hash);

G_END_DECLS
