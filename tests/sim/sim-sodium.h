/* sim-sodium.h: signing and sealing that leave the bytes as they are
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

void sim_sodium_set_identity (gboolean identity);
void sim_sodium_forget_nonces (void);

G_END_DECLS
