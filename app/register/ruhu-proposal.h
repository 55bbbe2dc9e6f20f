/* ruhu-proposal.h: what this device's responses say, laid over what HQ has sent
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "forms/ruhu-entity.h"
#include "store/ruhu-object.h"

G_BEGIN_DECLS

void ruhu_proposal_lay_over (GPtrArray *objects, RuhuObjectKind kind, GPtrArray *entities);

G_END_DECLS
